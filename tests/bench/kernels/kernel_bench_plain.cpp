// kernel_bench for WebAssembly, where there is no Google Benchmark: elements per second of every
// workload for every row, the best of several trials.
#include <chrono>
#include <cstdio>

#include "workloads.h"

namespace myelin::kernel_bench {
namespace {

constexpr int kTrials = 60;  // short ones: some of them are not disturbed by other programs

double seconds_per_call(const KernelTable& row, const Workload& workload, Data& data, int calls) {
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < calls; ++i) workload.run(row, data);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  return elapsed.count() / calls;
}

void time_workload(const KernelTable& row, const Workload& workload) {
  Data data;
  int calls = 16;
  while (seconds_per_call(row, workload, data, calls) * calls < 0.002) calls *= 2;
  double best = 1.0;
  for (int trial = 0; trial < kTrials; ++trial) {
    const double seconds = seconds_per_call(row, workload, data, calls);
    best = seconds < best ? seconds : best;
  }
  std::printf("%-16s %-8s %8.1f ns  %8.1f M/s\n", workload.name, row.name, best * 1e9,
              double(kElements) / best * 1e-6);
}

}  // namespace
}  // namespace myelin::kernel_bench

int main() {
  using namespace myelin;
  for (const kernel_bench::Workload& workload : kernel_bench::kWorkloads) {
    for (auto row = available_kernels(); *row != nullptr; ++row) {
      kernel_bench::time_workload(**row, workload);
    }
  }
}
