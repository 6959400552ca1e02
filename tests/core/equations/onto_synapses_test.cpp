// Synapses whose source or target are synapses (equations.md, feature table).
#include <gtest/gtest.h>

#include "run.h"

namespace myelin::equations {
namespace {

// "exc" from three cells to two; what modulates it comes first in the document, but is made later.
std::string modulated(const std::string& modulation) {
  return R"j("inputs": [{"kind": "spikes", "name": "in", "size": 3, "indices": [0, 1, 2], "times": [0, 0.001, 0.002]}],
    "neurons": [{"name": "cells", "size": 2, "equations": ["x : 1", "y : 1"]}],
    "synapses": [)j" +
         modulation + R"j(, {"name": "exc", "from": "in", "to": "cells", "connect": true,
      "equations": ["w : 1", "m : 1", "double = 2*w : 1"], "onPre": "x_post += w", "init": {"w": "1 + i"}}])j";
}

TEST(OntoSynapses, WritesVariablesOfTheTargetSynapses) {
  Model model(modulated(
      R"j({"name": "mod", "from": "in", "to": "exc", "connect": {"condition": "i == i_post"},
                             "onPre": "w_post += 10*(j + 1)"})j"));

  model.run(0.003);

  EXPECT_EQ(model.values("mod.i"), (std::vector<double>{0, 0, 1, 1, 2, 2}));
  EXPECT_EQ(model.values("mod.j"), (std::vector<double>{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(model.values("exc.w"), (std::vector<double>{11, 21, 32, 42, 53, 63}));
  // exc_pre runs before mod_pre in a step, so each spike carries the weight of before.
  EXPECT_EQ(model.values("cells.x"), (std::vector<double>{6, 6}));
}

TEST(OntoSynapses, SumsIntoParametersOfSynapses) {
  Model model(modulated(
      R"j({"name": "mod", "from": "cells", "to": "exc", "connect": {"condition": "i == j_post"},
                             "equations": "m_post = double_post + i : 1 (summed)"})j"));

  model.run(1e-4);

  EXPECT_EQ(model.values("exc.m"), (std::vector<double>{2, 3, 4, 5, 6, 7}));
}

TEST(OntoSynapses, MayComeFromSynapses) {
  Model model(modulated(
      R"j({"name": "sum", "from": "exc", "to": "cells", "connect": {"condition": "j_pre == j"},
                             "equations": "y_post = w_pre : 1 (summed)"})j"));

  model.run(1e-4);

  EXPECT_EQ(model.values("cells.y"), (std::vector<double>{6, 6}));
}

TEST(OntoSynapses, RefusesCirclesAndSpikesOfSynapses) {
  const Error circle = error_of(R"j("neurons": [{"name": "g", "size": 1}], "synapses": [
    {"name": "a", "from": "g", "to": "b", "connect": true}, {"name": "b", "from": "g", "to": "a", "connect": true}])j");
  const Error silent = error_of(modulated(
      R"j({"name": "mod", "from": "exc", "to": "cells", "connect": true, "onPre": "x += 1"})j"));
  const Error twice =
      error_of(modulated(R"j({"name": "mod", "from": "cells", "to": "exc", "connect": true,
      "equations": ["m_post = 1 : 1 (summed)"]}, {"name": "again", "from": "in", "to": "exc",
      "connect": true, "equations": ["m_post = 1 : 1 (summed)"]})j"));

  EXPECT_EQ(circle.message, "'a' connects or is linked to synapses that in the end lead to it");
  EXPECT_EQ(silent.message, "'exc' never spikes: it consists of synapses");
  EXPECT_EQ(twice.message, "'m_post' is summed by 'mod' already");
}

}  // namespace
}  // namespace myelin::equations
