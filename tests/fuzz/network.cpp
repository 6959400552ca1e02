// libFuzzer target: any bytes as a model document that is built and run for some steps of its plan.
// An input ends as a network that goes on from a snapshot as it did before, or as an error that
// says where and why.
//
// CMake builds it as `fuzz_network` when the compiler is clang (see CMakeLists.txt here). Small
// documents of tests/models are good to begin with, beside corpus/network.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "model/simulation.h"

namespace {

void expect(bool sound) {
  if (!sound) std::abort();
}

void expect_words(const myelin::Error& error) {
  expect(!error.where.empty() && !error.message.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr int64_t kSteps = 12;
  myelin::BuildOptions options;
  options.backend = "interpreter";
  options.memory_limit = 4'000'000;
  options.threads = 1;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  auto built = myelin::Simulation::build(text, options);
  if (!built) return expect_words(built.error()), 0;
  myelin::Simulation& network = **built;
  if (const auto begun = network.begin_plan(); !begun) return expect_words(begun.error()), 0;
  const auto done = network.advance(kSteps);
  if (!done) return expect_words(done.error()), 0;
  const auto bytes = network.snapshot();
  const std::string before = network.digest();
  const bool first = network.step(2).ok();
  const std::string after = network.digest();
  expect(network.restore({bytes.data(), bytes.size()}).ok());
  expect(network.digest() == before);
  expect(network.step(2).ok() == first);
  expect(network.digest() == after);
  return 0;
}
