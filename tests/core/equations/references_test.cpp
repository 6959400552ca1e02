// References to parts of groups: subgroups, parts of those, ranges.
#include <gtest/gtest.h>

#include "equations/reference.h"
#include "run.h"

namespace myelin::equations {
namespace {

TEST(Reference, NamesAGroupAPartAndARange) {
  EXPECT_EQ(parse_reference("cells")->name, "cells");
  EXPECT_EQ(parse_reference("cells.E")->part, "E");
  const auto one = parse_reference("cells[3]");
  EXPECT_EQ(one->begin, 3);
  EXPECT_EQ(one->end, 4);
  const auto part = parse_reference("cells.E[10:20]");
  EXPECT_EQ(part->begin, 10);
  EXPECT_EQ(part->end, 20);
  EXPECT_FALSE(parse_reference("cells[5:]")->end);
  EXPECT_EQ(parse_reference("cells[:5]")->begin, 0);
}

TEST(Reference, HasNoOtherForms) {
  for (const char* text : {"", ".", "cells.", "1cells", "_c", "cells[", "cells[]", "cells[-1]",
                           "cells[1", "cells[1:2:3]", "cells[1]x", "cells [1]", "cells.E.F",
                           "cells[99999999999999999999]", "cells[1].E"}) {
    EXPECT_FALSE(parse_reference(text)) << text;
  }
}

const char* const kGroup = R"j("neurons": [{"name": "g", "size": 10, "equations": "n : 1",
    "threshold": "i % 2 == 0", "subgroups": {"E": [2, 8], "left": {"of": "E", "range": [0, 3]},
    "inner": {"of": "left", "range": [1, 3]}, "over": [1, 9]}}])j";

TEST(Reference, WorksWhereverAGroupIsMeant) {
  Model model(std::string(kGroup) + R"j(, "synapses": [
      {"name": "s", "from": "g[4]", "to": "g.E[1:3]", "onPre": "n_post += 1", "connect": true}],
      "inputs": [{"kind": "poisson-input", "name": "in", "to": "g[8:]", "variable": "n", "sources": 2,
        "rate": "10 kHz", "weight": 10}],
      "record": [{"spikes": "g[3:7]"}, {"states": "g.E[2:4]", "variables": ["n"], "index": [1]},
        {"rate": "g[0:2]"}])j");

  model.run(1e-4);

  EXPECT_EQ(model.values("g.n"), (std::vector<double>{0, 0, 0, 1, 1, 0, 0, 0, 20, 20}));
  EXPECT_EQ(model.spikes(), (Spikes{{0, 1}, {0, 3}}));
  EXPECT_EQ(model.monitor(0).name, "spikes_g_3_7");
  EXPECT_EQ(model.monitor(1).elements, 2);
  EXPECT_EQ(model.trace(2), std::vector<double>{0.5 / 1e-4});
}

TEST(Reference, ReachesPartsOfPartsAndOverlappingOnes) {
  Model model(std::string(kGroup) + R"j(, "record": [{"spikes": "g.inner"}, {"spikes": "g.over"},
      {"spikes": "g.left[0:2]"}], "run": [{"set": {"g.inner.n": 3, "g[9].n": 4}}, {"duration": 0.0001}])j");

  model.run();

  EXPECT_EQ(model.spikes(0), (Spikes{{0, 1}}));  // cells 3 and 4
  EXPECT_EQ(model.spikes(1), (Spikes{{0, 1}, {0, 3}, {0, 5}, {0, 7}}));
  EXPECT_EQ(model.spikes(2), (Spikes{{0, 0}}));
  EXPECT_EQ(model.values("g.n"), (std::vector<double>{0, 0, 0, 3, 3, 0, 0, 0, 0, 4}));
}

TEST(Reference, OutsideOfItsGroupIsRefused) {
  struct Case {
    const char* of;
    ErrorCode code;
  };
  const Case cases[] = {{"g[10]", ErrorCode::out_of_range},    {"g[3:3]", ErrorCode::out_of_range},
                        {"g.E[0:7]", ErrorCode::out_of_range}, {"g.F", ErrorCode::unknown_name},
                        {"h[1]", ErrorCode::unknown_name},     {"g[-1]", ErrorCode::type}};
  for (const Case& one : cases) {
    const Error error =
        error_of(std::string(kGroup) + R"j(, "record": [{"spikes": ")j" + one.of + "\"}]");
    EXPECT_EQ(error.where, "record[0].spikes") << one.of << error.message;
    EXPECT_EQ(to_string(error.code), to_string(one.code)) << one.of << error.message;
  }
}

TEST(Subgroup, OfASubgroupIsPartOfIt) {
  const auto where = [](const char* part) {
    return error_of(std::string(R"j("neurons": [{"name": "g", "size": 10, "subgroups": {"E": [2, 8],
        "x": )j") + part +
                    "}}]")
        .where;
  };
  EXPECT_EQ(where(R"j({"of": "E", "range": [3, 7]})j"), "neurons[0] 'g'.subgroups.x");
  EXPECT_EQ(where(R"j({"of": "y", "range": [3, 7]})j"), "neurons[0] 'g'.subgroups.x.of");
  EXPECT_EQ(where(R"j({"of": "E"})j"), "neurons[0] 'g'.subgroups.x");
}

// A constant may be called s or V; right after a number, these are units all the same.
TEST(Quantities, HaveTheirUnitsWhateverConstantsAreCalled) {
  Model model(R"j("constants": {"s": 4, "V": "2 V"}, "neurons": [{"name": "g", "size": 1,
    "equations": "x : second\ny : volt\nz : second", "dt": "0.1 s",
    "init": {"x": "2 s", "y": "V + 3 V", "z": "s*2*second"}}])j");

  EXPECT_EQ(model.values("g.x"), std::vector<double>{2});
  EXPECT_EQ(model.values("g.y"), std::vector<double>{5});
  EXPECT_EQ(model.values("g.z"), std::vector<double>{8});
}

}  // namespace
}  // namespace myelin::equations
