// A state update and a threshold in one program.
#include "equations/fuse.h"

#include <gtest/gtest.h>

#include "language/scene.h"

namespace myelin::equations {
namespace {

using scene::Scene;

struct World : Scene {
  World() {
    real("v", {0.2, 0.9, 1.4, 0.5});
    real("x", {1, 2, 3, 4});
    integer("n", {1, 2, 3, 4});
    boolean("active", {1, 0, 1, 1});
    real("v_other", {0, 0, 0, 0}, nullptr, Indexing::post).array = 0;  // v through an index
  }
  Program update(const char* text) { return lower("update", block(text)); }
  Program condition(const char* text) { return lower("threshold", {}, {expression(text)}); }
  bool joins(const char* text, const char* asked) {
    return !join(update(text), condition(asked)).code.empty();
  }
};

TEST(Join, DoesBothInOnePass) {
  World apart, together;
  const char* const text = "v = v*2 - 0.1*x\nactive = x > 1.5";
  const char* const asked = "v > 0.5 and active and x < 4";

  apart.execute(apart.block(text), 4);
  const std::vector<double> expected = apart.evaluate(apart.expression(asked), 4);
  const std::vector<double> found =
      together.run(join(together.update(text), together.condition(asked)), {0, 4, nullptr, 0});

  EXPECT_EQ(expected, (std::vector<double>{0, 1, 1, 0}));
  EXPECT_EQ(found, expected);
  EXPECT_EQ(together.reals["v"], apart.reals["v"]);
  EXPECT_EQ(together.booleans["active"], apart.booleans["active"]);
}

TEST(Join, RefusesWhatWouldReadSomethingElse) {
  World world;
  EXPECT_TRUE(world.joins("v = 2*v", "v > 1 and x > 1"));
  EXPECT_FALSE(world.joins("n = n + 1", "n > 2"));       // rounded when it is stored
  EXPECT_FALSE(world.joins("v = 2*v", "v_other > 1"));   // of another row
  EXPECT_FALSE(world.joins("v = poisson(x)", "v > 1"));  // always interpreted
  EXPECT_FALSE(world.joins("v_other = v", "x > 1"));     // one row after another
}

}  // namespace
}  // namespace myelin::equations
