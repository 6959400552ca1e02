// stochastic_bench: the workloads of the section "Stochastic" of the goals, for every tier of the
// kernels on packed bits. Every timing checks its answer, against the portable tier.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include "stochastic/layers.h"
#include "stochastic/neurons.h"

namespace myelin::stochastic {
namespace {

std::vector<double> numbers(size_t n) {
  std::vector<double> values(n);
  for (size_t i = 0; i < n; ++i) values[i] = double(i * 2654435761u % 1000) / 1000;
  return values;
}
std::vector<uint64_t> words(size_t n) {
  std::vector<uint64_t> list(n);
  for (size_t i = 0; i < n; ++i) list[i] = (i + 1) * 0x9E3779B97F4A7C15 ^ (i * i) << 17;
  return list;
}
template <class T>
Span<T> span(std::vector<T>& v) {
  return {v.data(), v.size()};
}

void require(benchmark::State& state, bool right) {
  if (!right) state.SkipWithError("the answer differs from that of the portable tier");
}

double cpu_seconds() { return double(std::clock()) / CLOCKS_PER_SEC; }

// Of the core, as it runs now: a chain of 64-bit multiplications, each of which takes three cycles
// on x86 and ARM processors of the last ten years. Counters of the processor are closed to most
// virtual machines, and the time stamp counts at another frequency. 0 where there is no such chain
// (wasm).
double cycles_per_second() {
#ifdef __EMSCRIPTEN__
  return 0;
#else
  constexpr int kLength = 1 << 24;
  double best = 1e9;
  for (int trial = 0; trial < 5; ++trial) {
    const double start = cpu_seconds();
    uint64_t x = 3;
    for (int k = 0; k < kLength; ++k) {
      x *= 0x9E3779B97F4A7C15;
      asm volatile("" : "+r"(x));
    }
    best = std::min(best, cpu_seconds() - start);
  }
  return 3.0 * kLength / best;
#endif
}

const BitKernels& portable() { return *find_bits("portable"); }

void popcount_words(benchmark::State& state, const BitKernels& tier) {
  const std::vector<uint64_t> list = words(size_t(state.range(0)));
  uint64_t ones = 0;
  for (auto _ : state) benchmark::DoNotOptimize(ones = tier.popcount(list.data(), list.size()));
  require(state, ones == portable().popcount(list.data(), list.size()));
  state.SetBytesProcessed(int64_t(state.iterations()) * state.range(0) * 8);
}

void pack_bits(benchmark::State& state, const BitKernels& tier) {
  std::vector<uint8_t> bytes(1 << 20);
  for (size_t k = 0; k < bytes.size(); ++k) bytes[k] = k * 2654435761u >> 31 & 1;
  std::vector<uint64_t> packed(bytes.size() / 64), wanted = packed;
  for (auto _ : state) {
    tier.pack(packed.data(), bytes.data(), bytes.size());
    benchmark::ClobberMemory();
  }
  portable().pack(wanted.data(), bytes.data(), bytes.size());
  require(state, packed == wanted);
  state.SetItemsProcessed(int64_t(state.iterations()) * (1 << 20));
}

// Streams x 1024 bits; items are bits.
void encode_bits(benchmark::State& state, const BitKernels& tier) {
  const size_t streams = size_t(state.range(0)), length = size_t(state.range(1));
  const std::vector<double> p = numbers(streams);
  std::vector<uint64_t> out(streams * words_for(length)), wanted = out;
  Encoder encoder(streams);
  EncodeArgs args;
  args.key = 7, args.length = length, args.p = {p.data(), p.size()}, args.out = out.data();
  const double start = cpu_seconds();
  for (auto _ : state) {
    encoder.run(args, tier);
    benchmark::ClobberMemory();
  }
  const double used = cpu_seconds() - start,
               bits = double(state.iterations()) * double(streams * length);
  static const double frequency = cycles_per_second();
  if (frequency > 0) state.counters["bits_per_cycle"] = bits / used / frequency;
  args.out = wanted.data();
  encoder.run(args, portable());
  require(state, out == wanted);
  state.SetItemsProcessed(int64_t(state.iterations()) * int64_t(streams * length));
}

DenseLayer dense_layer(const BitKernels& tier, int64_t length, size_t inputs = 64,
                       size_t neurons = 32) {
  DenseSpec spec;
  spec.inputs = int64_t(inputs), spec.neurons = int64_t(neurons);
  spec.length = length, spec.kernels = &tier;
  const std::vector<double> weights = numbers(inputs * neurons);
  return std::move(*DenseLayer::make(spec, {weights.data(), weights.size()}));
}

template <size_t kInputs, size_t kNeurons>
void dense_packed(benchmark::State& state, const BitKernels& tier) {
  DenseLayer layer = dense_layer(tier, state.range(0), kInputs, kNeurons),
             other = dense_layer(portable(), state.range(0), kInputs, kNeurons);
  const std::vector<double> x = numbers(kInputs);
  std::vector<double> out(kNeurons), wanted(kNeurons);
  (void)layer.forward_into({x.data(), kInputs}, span(out));
  for (auto _ : state) {
    layer.forward_in_place(span(out));
    benchmark::ClobberMemory();
  }
  (void)other.forward_into({x.data(), kInputs}, span(wanted));
  require(state, out == wanted);
}

void dense_forward(benchmark::State& state, const BitKernels& tier) {
  DenseLayer layer = dense_layer(tier, 1024), other = dense_layer(portable(), 1024);
  const std::vector<double> x = numbers(64);
  std::vector<double> out(32), wanted(32);
  for (auto _ : state) {
    (void)layer.forward_into({x.data(), 64}, span(out));
    benchmark::ClobberMemory();
  }
  (void)other.forward_into({x.data(), 64}, span(wanted));
  require(state, out == wanted);
}

void dense_batch(benchmark::State& state, const BitKernels& tier) {
  const size_t rows = size_t(state.range(0));
  DenseLayer layer = dense_layer(tier, 1024), other = dense_layer(portable(), 1024);
  const std::vector<double> x = numbers(64 * rows);
  std::vector<double> out(32 * rows), wanted(32 * rows);
  for (auto _ : state) {
    (void)layer.forward_batch({x.data(), x.size()}, span(out));
    benchmark::ClobberMemory();
  }
  (void)other.forward_batch({x.data(), x.size()}, span(wanted));
  require(state, out == wanted);
}

void lif_many(benchmark::State& state, const BitKernels& tier) {
  const size_t n = 1024, steps = 1000;
  std::vector<int32_t> v(n), left(n), input(n, 128);
  std::vector<uint64_t> spikes(n / 64 * steps);
  uint64_t count = 0;
  for (auto _ : state) {
    std::fill(v.begin(), v.end(), 0);
    std::fill(left.begin(), left.end(), 0);
    count =
        *run_many({}, span(v), span(left), steps, {input.data(), n}, {}, span(spikes), {}, tier);
  }
  require(state, count == n * steps / 5);
  state.SetItemsProcessed(int64_t(state.iterations() * n * steps));
}

void lif_trace(benchmark::State& state) {
  const int32_t input = 128;
  std::vector<uint64_t> spikes(words_for(100000));
  std::vector<int32_t> trace(100000);
  uint64_t count = 0;
  for (auto _ : state) {
    FixedState neuron;
    count = *run({}, neuron, 100000, {&input, 1}, {}, span(spikes), span(trace));
  }
  require(state, count == 20000);
  state.SetItemsProcessed(int64_t(state.iterations()) * 100000);
}

void register_all() {
  for (auto tier = available_bits(); *tier; ++tier) {
    const BitKernels& one = **tier;
    const auto add = [&](const char* name, void (*body)(benchmark::State&, const BitKernels&)) {
      return benchmark::RegisterBenchmark(
          (std::string(name) + "/" + one.name).c_str(),
          [body, &one](benchmark::State& state) { body(state, one); });
    };
    add("popcount", popcount_words)->Arg(1024)->Arg(16384)->Arg(1 << 17)->Arg(1 << 20);
    add("pack 1 Mbit", pack_bits);
    add("encode", encode_bits)->Args({64, 1024})->Args({1, 1 << 20})->Args({64, 64});
    add("dense 64x32 packed", dense_packed<64, 32>)->Arg(1024);
    auto* small = add("dense 32x16 packed", dense_packed<32, 16>);
    for (int64_t length = 128; length <= 4096; length *= 2) small->Arg(length);
    add("dense 64x32", dense_forward);
    add("dense 64x32 batch", dense_batch)->Arg(1)->Arg(10)->Arg(100)->Arg(1000);
    add("lif 1024 x 1000", lif_many);
  }
  benchmark::RegisterBenchmark("lif trace 100000", lif_trace);
}

}  // namespace
}  // namespace myelin::stochastic

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  myelin::stochastic::register_all();
  benchmark::RunSpecifiedBenchmarks();
}
