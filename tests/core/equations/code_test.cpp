// Programs for all rows of a group, on threads.
#include "equations/code.h"

#include <gtest/gtest.h>

#include "equations/run.h"

namespace myelin::equations {
namespace {

std::string digest(int rows, unsigned threads) {
  Model model(R"j("neurons": [{"name": "g", "size": )j" + std::to_string(rows) + R"j(,
      "equations": ["dv/dt = (drive*exp(-v) - 0.1*v)/(2*ms) : 1 (unless refractory)", "drive : 1"],
      "method": "euler", "threshold": "v > 0.9", "reset": "v = rand()", "refractory": "0.5 ms",
      "init": {"v": "rand()", "drive": "0.2 + rand()"}}],
    "record": [{"spikes": "g"}])j",
              with_threads(threads));
  model.run(0.005);
  EXPECT_GT(model.value("g.v", size_t(rows - 1)), 0);
  return model->digest();
}

// A few rows stay in the caller's thread; the others are cut into parts of which the last one is
// shorter.
TEST(Code, FindsTheSameRowsWithAnyNumberOfThreads) {
  for (const int rows : {500, 3001, 20011}) {
    const std::string one = digest(rows, 1);
    for (const unsigned threads : {2u, 3u, 4u}) EXPECT_EQ(digest(rows, threads), one) << rows;
  }
}

}  // namespace
}  // namespace myelin::equations
