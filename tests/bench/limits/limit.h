// What the limit programs share: vectors of the widest kind, random numbers, timing, output.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <vector>
#if defined(__EMSCRIPTEN__)
#include <emscripten.h>
#include <wasm_simd128.h>
#else
#include <immintrin.h>
#endif

#if defined(__AVX512DQ__)
#define LIMIT_BYTES 64
#elif defined(__AVX2__)
#define LIMIT_BYTES 32
#else
#define LIMIT_BYTES 16
#endif

namespace limit {

template <class T>
struct Vector;
template <>
struct Vector<float> {
  typedef float Real __attribute__((vector_size(LIMIT_BYTES)));
  typedef int32_t Int __attribute__((vector_size(LIMIT_BYTES)));
  using Element = int32_t;
};
template <>
struct Vector<double> {
  typedef double Real __attribute__((vector_size(LIMIT_BYTES)));
  typedef int64_t Int __attribute__((vector_size(LIMIT_BYTES)));
  using Element = int64_t;
};
// Generators side by side. g++ keeps vectors wider than the machine's in memory, clang does not.
#if defined(__clang__)
typedef uint64_t Words __attribute__((vector_size(64)));
#else
typedef uint64_t Words __attribute__((vector_size(LIMIT_BYTES)));
#endif
constexpr size_t kLanes = sizeof(Words) / 8;

template <class Real, class Int>
Real select(Int mask, Real a, Real b) {
  return (Real)((mask & (Int)a) | (~mask & (Int)b));
}

// One bit for each lane of a comparison.
inline uint32_t bits(Vector<float>::Int m) {
#if defined(__EMSCRIPTEN__)
  return wasm_i32x4_bitmask((v128_t)m);
#elif LIMIT_BYTES == 64
  return _mm512_movepi32_mask((__m512i)m);
#elif LIMIT_BYTES == 32
  return uint32_t(_mm256_movemask_ps((__m256)m));
#else
  return uint32_t(_mm_movemask_ps((__m128)m));
#endif
}
inline uint32_t bits(Vector<double>::Int m) {
#if defined(__EMSCRIPTEN__)
  return wasm_i64x2_bitmask((v128_t)m);
#elif LIMIT_BYTES == 64
  return _mm512_movepi64_mask((__m512i)m);
#elif LIMIT_BYTES == 32
  return uint32_t(_mm256_movemask_pd((__m256d)m));
#else
  return uint32_t(_mm_movemask_pd((__m128d)m));
#endif
}

// xoshiro256++ of Blackman and Vigna, seeded by splitmix64.
struct Random {
  uint64_t s[4];
  explicit Random(uint64_t seed) {
    for (uint64_t& x : s) {
      uint64_t z = seed += 0x9e3779b97f4a7c15;
      z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
      z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
      x = z ^ (z >> 31);
    }
  }
  uint64_t next() {
    const uint64_t sum = s[0] + s[3], result = ((sum << 23) | (sum >> 41)) + s[0], t = s[1] << 17;
    s[2] ^= s[0], s[3] ^= s[1], s[1] ^= s[2], s[0] ^= s[3], s[2] ^= t;
    s[3] = (s[3] << 45) | (s[3] >> 19);
    return result;
  }
  uint32_t below(uint32_t n) { return uint32_t((next() >> 32) * n >> 32); }
  double uniform() { return double(next() >> 11) * 0x1p-53; }
};

// The same generator in each lane.
struct RandomLanes {
  Words s[4];
  explicit RandomLanes(uint64_t seed) {
    for (size_t lane = 0; lane < kLanes; ++lane) {
      Random one(seed + lane);
      for (int k = 0; k < 4; ++k) s[k][lane] = one.s[k];
    }
  }
  Words next() {
    const Words sum = s[0] + s[3], result = ((sum << 23) | (sum >> 41)) + s[0], t = s[1] << 17;
    s[2] ^= s[0], s[3] ^= s[1], s[1] ^= s[2], s[0] ^= s[3], s[2] ^= t;
    s[3] = (s[3] << 45) | (s[3] >> 19);
    return result;
  }
};

// Zeroed, aligned for every vector; never freed: the programs are short.
template <class T>
T* array(size_t n) {
  void* memory = nullptr;
  const size_t bytes = (n * sizeof(T) + 127) & ~size_t(63);
  if (posix_memalign(&memory, 64, bytes)) std::exit(1);
  std::memset(memory, 0, bytes);
  return static_cast<T*>(memory);
}

template <class T>
void keep(const T& value) {
  asm volatile("" : : "r"(&value) : "memory");
}

inline double now() {
  using namespace std::chrono;
  return duration<double>(steady_clock::now().time_since_epoch()).count();
}

// Processor time of this process: it does not count what other programs use.
inline double cpu_now() {
#if defined(__EMSCRIPTEN__)
  return EM_ASM_DOUBLE({
    const used = process.cpuUsage();
    return (used.user + used.system) * 1e-6;
  });
#else
  timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return double(t.tv_sec) + double(t.tv_nsec) * 1e-9;
#endif
}

// Not inlined: V8 cannot replace a wasm function while it runs, so a hot loop in a function that is
// entered once would stay in the slow tier.
template <class F>
__attribute__((noinline)) void call(F& body) {
  body();
}

// Prints how many units of work a second `body` does, which does `work` of them in a call. Many
// short trials, so that some are not disturbed by other programs; the value is their 95th
// percentile.
template <class F>
void rate(const char* name, double work, const char* unit, F body) {
  const double begin = now();
  double best = 1e9;
  for (int k = 0; k < 12 || now() - begin < 0.1; ++k) {  // caches, wasm tiers
    const double start = now();
    call(body);
    best = std::min(best, now() - start);
  }
  const long calls = best < 0.002 ? long(0.002 / std::max(best, 1e-7)) + 1 : 1;
  const int trials = best > 0.01 ? 21 : 101;
  std::vector<double> rates;
  for (int k = 0; k < trials; ++k) {
    const double start = now();
    for (long i = 0; i < calls; ++i) call(body);
    rates.push_back(work * double(calls) / (now() - start));
  }
  std::sort(rates.begin(), rates.end());
  std::printf("{\"name\": \"%s\", \"value\": %.4g, \"median\": %.4g, \"unit\": \"%s\"}\n", name,
              rates[size_t(0.95 * (trials - 1))], rates[size_t(trials / 2)], unit);
  std::fflush(stdout);
}

}  // namespace limit
