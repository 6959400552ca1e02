// Statements to instructions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "language/scene.h"

namespace myelin {
namespace {

using scene::Scene;
using testing::HasSubstr;
using testing::Not;

struct Lower : testing::Test {
  Lower() {
    world.real("x", {2});
    world.real("y", {3});
    world.integer("n", {3});
    world.boolean("on", {1});
    world.real("shared", {5}, nullptr, Indexing::shared);
    world.real("w", {1});
    world.real("v_post", {1}, nullptr, Indexing::post);
    world.real("g_post", {1}, nullptr, Indexing::post);
    world.real("u_pre", {1}, nullptr, Indexing::pre);
  }
  Program program(std::string_view text, LoweringOptions options = {}) {
    return lower("test", world.block(text), {}, options);
  }
  std::string printed(std::string_view text) { return print(program(text)); }
  size_t count(const Program& program, Code code) {
    return size_t(std::count_if(program.code.begin(), program.code.end(),
                                [&](const Instruction& i) { return i.code == code; }));
  }

  Scene world;
};

TEST_F(Lower, MakesOneValuePerInstruction) {
  EXPECT_EQ(printed("x = x/shared + y"),
            "v0 = load x  : float\n"
            "v1 = load shared  : float, uniform\n"
            "v2 = divide v0 v1  : float\n"
            "v3 = load y  : float\n"
            "v4 = add v2 v3  : float\n"
            "store x <- v4\n");
}

TEST_F(Lower, ComputesInSinglePrecisionWhatDependsOnNothingElse) {
  world.single("c", {1});
  world.single("d", {1});
  EXPECT_EQ(printed("c = c*shared + 0.1"),
            "v0 = load c  : float, single\n"
            "v1 = load shared  : float, uniform\n"
            "v2 = single v1  : float, uniform, single\n"
            "v3 = multiply v0 v2  : float, single\n"
            "v4 = 0.10000000149011612  : float, uniform, single\n"
            "v5 = add v3 v4  : float, single\n"
            "store c <- v5\n");
  // With what differs by row in 64 bits, operations have 64; what is stored is rounded first.
  EXPECT_EQ(printed("c = c*y; d = c"),
            "v0 = load c  : float, single\n"
            "v1 = load y  : float\n"
            "v2 = multiply v0 v1  : float\n"
            "v3 = single v2  : float, single\n"
            "store c <- v3\n"
            "store d <- v3\n");
}

TEST_F(Lower, KeepsTimeAndIntegersExact) {
  world.single("c", {1});
  world.single("shared_single", {1}, Indexing::shared);
  const auto singles = [&](const char* text) {
    const Program made = lower("test", {}, {world.expression(text)});
    return size_t(std::count_if(made.code.begin(), made.code.end(),
                                [](const Instruction& i) { return i.single; }));
  };
  EXPECT_EQ(singles("c"), 1u);
  EXPECT_EQ(singles("c*(t - dt)/second"), 1u);           // only the load
  EXPECT_EQ(singles("c*sin(t/second)"), 3u);             // a function's value is no time
  EXPECT_EQ(singles("c + n"), 1u);                       // an integer of each row
  EXPECT_EQ(singles("c + i"), 1u);                       // a row's number
  EXPECT_EQ(singles("c + int(on)"), 2u);                 // 0 or 1
  EXPECT_EQ(singles("c + 3"), 3u);                       // the same for all
  EXPECT_EQ(singles("int(c > 0.5*shared_single)"), 2u);  // a load, a bound
  EXPECT_EQ(singles("shared_single*2 + 1"), 0u);         // once for all rows
  EXPECT_EQ(singles("c + rand()"), 1u);
}

TEST_F(Lower, HasShortFunctionsForSinglePrecision) {
  world.single("c", {1});
  const Program made = lower("test", {}, {world.expression("exp(c)*exp(y)*exprel(c)*log(c)")});
  std::vector<Unary> functions;
  for (const Instruction& i : made.code) {
    if (i.code == Code::unary) functions.push_back(Unary(i.kernel));
  }
  EXPECT_THAT(functions, testing::ElementsAre(Unary::exp_single, Unary::exp, Unary::exprel_single,
                                              Unary::log));
}

TEST_F(Lower, ComputesEqualValuesOnce) {
  const Program made = program("x = exp(y)*w + exp(y); w = exp(y)");

  EXPECT_EQ(count(made, Code::unary), 1u);
  EXPECT_EQ(count(made, Code::load), 2u);
}

TEST_F(Lower, DoesNotMixUpValuesOfDifferentTypes) {
  const Program made = program("x = 1.0; n = 1; on = True");

  EXPECT_EQ(count(made, Code::number), 3u);
}

TEST_F(Lower, SeesWhatEarlierStatementsWrote) {
  EXPECT_EQ(printed("x = y; y = x"),
            "v0 = load y  : float\n"
            "store x <- v0\n"
            "store y <- v0\n");
}

TEST_F(Lower, StoresOnlyTheLastValue) {
  EXPECT_EQ(count(program("x = 1; x = 2; x = 3"), Code::store), 1u);
}

TEST_F(Lower, DropsWhatNobodyReads) {
  const std::string text = printed("unused = exp(y); x = w");

  EXPECT_THAT(text, Not(HasSubstr("exp")));
  EXPECT_THAT(text, Not(HasSubstr("load y")));
}

TEST_F(Lower, KnowsWhatIsTheSameForAllRows) {
  const Program made = program("x = exp(shared*dt/second)*y");

  size_t uniform = 0;
  for (const Instruction& i : made.code) uniform += i.uniform;
  EXPECT_EQ(uniform, made.code.size() - 3);  // all but load y, the last product and the store
}

TEST_F(Lower, TakesRandomNumbersForDifferentInEveryRow) {
  for (const Instruction& i : program("x = rand() + poisson(shared)").code) {
    if (i.code == Code::uniform_random || i.code == Code::poisson) {
      EXPECT_FALSE(i.uniform);
    }
  }
}

TEST_F(Lower, KeepsRandomCallsApart) {
  const Program made = program("x = rand() - rand()");

  EXPECT_EQ(count(made, Code::uniform_random), 2u);
}

TEST_F(Lower, TakesABooleanForItsInteger) {
  EXPECT_EQ(count(program("n = int(on) + 1"), Code::select), 0u);
}

TEST_F(Lower, AddsThroughAnIndexWithoutReading) {
  const Program made = program("v_post += w*2");

  EXPECT_EQ(count(made, Code::accumulate), 1u);
  EXPECT_EQ(count(made, Code::store), 0u);
  EXPECT_EQ(made.order, Order::any);
  EXPECT_TRUE(made.writes(0) || made.writes(1));
}

TEST_F(Lower, SubtractsTheSameWay) {
  EXPECT_THAT(printed("v_post -= w"), HasSubstr("negate"));
  EXPECT_THAT(printed("v_post -= w"), HasSubstr("accumulate v_post += "));
}

TEST_F(Lower, ReadsATargetThatIsNotOnlyAddedTo) {
  for (const char* text :
       {"v_post += v_post*w", "v_post += w; x = v_post", "v_post += w; v_post *= 2",
        "v_post += 1; v_post += 2", "v_post = v_post + w", "v_post *= 2"}) {
    const Program made = program(text);
    EXPECT_EQ(count(made, Code::accumulate), 0u) << text;
    EXPECT_EQ(made.order, Order::distinct_post) << text;
  }
}

TEST_F(Lower, NeedsNoOrderForRowsOfTheirOwn) {
  EXPECT_EQ(program("x = y*2; y += v_post").order, Order::any);
}

TEST_F(Lower, NamesTheSideThatMayMeetItself) {
  EXPECT_EQ(program("g_post *= w").order, Order::distinct_post);
  EXPECT_EQ(program("u_pre = w").order, Order::distinct_pre);
  EXPECT_EQ(program("u_pre *= w; v_post += u_pre").order, Order::distinct_pre);
}

TEST_F(Lower, RunsRowsOneByOneWhereWritesMeet) {
  EXPECT_EQ(program("u_pre = 1; g_post = 2").order, Order::one_by_one);
  EXPECT_EQ(program("shared += w").order, Order::one_by_one);
}

TEST_F(Lower, RunsRowsOneByOneWhereAnotherNameReadsWhatIsWritten) {
  Variable& pre = world.real("v_pre", {1}, nullptr, Indexing::pre);
  pre.array = world.scope.find("v_post")->variable->array;

  EXPECT_EQ(program("v_post *= v_pre").order, Order::one_by_one);
  EXPECT_EQ(count(program("v_post += v_pre"), Code::accumulate), 0u);
}

TEST_F(Lower, SkipsGuardedWritesOnlyIfAsked) {
  Variable& v = world.real("v", {1});
  v.guard = world.scope.find("on")->variable;

  EXPECT_EQ(count(program("v = 5"), Code::select), 0u);
  EXPECT_EQ(count(program("v = 5", {true}), Code::select), 1u);
}

TEST_F(Lower, AddsNothingThroughAClosedGuard) {
  Variable& h = world.real("h_post", {1}, nullptr, Indexing::post);
  h.guard = &world.boolean("on_post", {0, 1}, Indexing::post);
  world.reals["h_post"] = std::vector<double>(2 + kPadding, 1);
  world.post = {0, 1, 0, 1, 1};

  world.execute(world.block("h_post += 1"), 5, {true});

  EXPECT_EQ(world.reals["h_post"][0], 1.0);
  EXPECT_EQ(world.reals["h_post"][1], 4.0);
}

TEST_F(Lower, KnowsWhatAProgramTouches) {
  const Program made = program("x = y");
  const auto index = [&](const char* name) {
    const auto& list = made.variables;
    return uint32_t(std::find(list.begin(), list.end(), world.scope.find(name)->variable) -
                    list.begin());
  };

  EXPECT_TRUE(made.writes(index("x")) && made.reads(index("y")));
  EXPECT_FALSE(made.reads(index("x")) || made.writes(index("y")));
}

TEST_F(Lower, PrintsBlocksAsStatements) {
  EXPECT_EQ(print(world.block("half = x/2; y += half")), "half = x / 2\ny = y + half\n");
}

TEST_F(Lower, PrintsEveryKindOfInstruction) {
  const std::string text =
      printed("x = clip(w, 0, 1) + rand() + randn() + poisson(y) + t/second + i + dt/second");

  for (const char* part :
       {"less v", "select v", "rand #0", "randn #1", "poisson v", "= t ", "= row ", "= dt "}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

}  // namespace
}  // namespace myelin
