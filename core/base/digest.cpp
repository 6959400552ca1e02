#include "base/digest.h"

#include <bit>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace myelin {

static_assert(std::endian::native == std::endian::little);

struct Digest::State {
  XXH3_state_t hash;
};

Digest::Digest() : state_(std::make_unique<State>()) { XXH3_128bits_reset(&state_->hash); }
Digest::~Digest() = default;

void Digest::add(const void* bytes, size_t size) {
  XXH3_128bits_update(&state_->hash, bytes, size);
}

void Digest::add(std::string_view text) {
  add(uint64_t(text.size()));
  add(text.data(), text.size());
}

std::string Digest::hex() const {
  const XXH128_hash_t value = XXH3_128bits_digest(&state_->hash);
  std::string text;
  for (const uint64_t half : {value.high64, value.low64}) {
    for (int shift = 60; shift >= 0; shift -= 4) text += "0123456789abcdef"[(half >> shift) & 15];
  }
  return text;
}

uint64_t hash64(const void* bytes, size_t size, uint64_t seed) {
  return XXH3_64bits_withSeed(bytes, size, seed);
}

}  // namespace myelin
