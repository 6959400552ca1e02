// kernel_bench: every workload for every row, with Google Benchmark or what stands for it.
#include <benchmark/benchmark.h>

#include <string>

#include "workloads.h"

namespace myelin::kernel_bench {
namespace {

void time_workload(benchmark::State& state, const KernelTable& row, const Workload& workload) {
  Data data;
  for (auto _ : state) {
    workload.run(row, data);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(int64_t(state.iterations()) * int64_t(kElements));
}

void register_all() {
  for (const Workload& workload : kWorkloads) {
    for (auto row = available_kernels(); *row != nullptr; ++row) {
      const std::string name = std::string(workload.name) + "/" + (*row)->name;
      benchmark::RegisterBenchmark(name.c_str(), [row = *row, &workload](benchmark::State& state) {
        time_workload(state, *row, workload);
      });
    }
  }
}

}  // namespace
}  // namespace myelin::kernel_bench

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  myelin::kernel_bench::register_all();
  benchmark::RunSpecifiedBenchmarks();
}
