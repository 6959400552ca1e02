// memory: reading 512 MB, and adding to random targets as delivery of spikes does.
#include "limit.h"

namespace limit {
namespace {

void measure_read() {
  constexpr size_t kWords = (512u << 20) / 8, kChunk = (4u << 20) / 8;
  uint64_t* words = array<uint64_t>(kWords);
  size_t at = 0;
  rate("read 512 MB", double(kChunk * 8) / 1e9, "GB/s", [&] {  // goes on where the last call ended
    Words sum[4] = {};
    for (size_t i = at; i < at + kChunk; i += 4 * kLanes) {
      for (size_t k = 0; k < 4; ++k) sum[k] += *reinterpret_cast<Words*>(words + i + kLanes * k);
    }
    keep(sum);
    at = at + kChunk < kWords ? at + kChunk : 0;
  });
  std::free(words);
}

constexpr size_t kRow = 1000, kRows = 20000, kSpikes = 64;

// 20,000 rows of 1,000 ascending targets among n, of which 64 random ones are delivered in a call.
struct Rows {
  std::vector<uint32_t> spikes = std::vector<uint32_t>(kSpikes * 64);
  float* target;
  uint32_t* wide = array<uint32_t>(kRow * kRows);
  uint16_t* narrow = array<uint16_t>(kRow * kRows);
  float* weight = array<float>(kRow * kRows);

  explicit Rows(size_t n) : target(array<float>(n)) {
    Random random(1);
    const uint32_t stride = uint32_t(n / kRow);
    for (size_t s = 0; s < kRow * kRows; ++s) {
      wide[s] = uint32_t(s % kRow) * stride + random.below(stride);
      narrow[s] = uint16_t(wide[s]);
      weight[s] = float(s & 63) * 1e-3f;
    }
    for (uint32_t& spike : spikes) spike = random.below(kRows);
  }
  ~Rows() { std::free(target), std::free(wide), std::free(narrow), std::free(weight); }

  template <class Deliver>
  void measure(const char* name, Deliver deliver) {
    size_t call = 0;
    rate(name, double(kSpikes * kRow) / 1e9, "Gsyn/s", [&] {
      const uint32_t* list = &spikes[call++ % 64 * kSpikes];
      for (size_t k = 0; k < kSpikes; ++k) deliver(list[k] * kRow);
      keep(*target);
    });
  }
};

void measure_scatter() {
  Rows near(4096);
  near.measure("scatter 16 KB, u16", [&](size_t row) {
    for (size_t s = row; s < row + kRow; ++s) near.target[near.narrow[s]] += 0.5f;
  });
  near.measure("scatter 16 KB, u16 + f32", [&](size_t row) {
    for (size_t s = row; s < row + kRow; ++s) near.target[near.narrow[s]] += near.weight[s];
  });
  for (size_t s = 0; s < kRow * kRows; ++s) near.wide[s] |= uint32_t(s & 63) << 16;
  near.measure("scatter 16 KB, packed", [&](size_t row) {  // weight above, target below
    for (size_t s = row; s < row + kRow; ++s) {
      near.target[near.wide[s] & 0xffff] += 1e-3f * float(int32_t(near.wide[s]) >> 16);
    }
  });
}

void measure_far(const char* name, size_t n) {
  Rows far(n);
  far.measure(name, [&](size_t row) {
    for (size_t s = row; s < row + kRow; ++s) far.target[far.wide[s]] += far.weight[s];
  });
}

}  // namespace
}  // namespace limit

int main() {
  limit::measure_read();
  limit::measure_scatter();
  limit::measure_far("scatter 1 MB", 1u << 18);
  limit::measure_far("scatter 64 MB", 1u << 24);
}
