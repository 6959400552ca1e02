#include "random/key.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace myelin {

uint64_t random_key(uint64_t seed, std::string_view object) noexcept {
  return XXH3_64bits_withSeed(object.data(), object.size(), seed);
}

}  // namespace myelin
