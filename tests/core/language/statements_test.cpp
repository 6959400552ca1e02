// Statement blocks: targets, operators, names of the block; timed arrays.
#include <gtest/gtest.h>

#include <cmath>

#include "language/scene.h"

namespace myelin {
namespace {

using scene::Scene;

struct Statements : testing::Test {
  Statements() {
    world.real("v", {-0.06}, "V");
    world.real("x", {2.5});
    world.integer("n", {7});
    world.boolean("on", {1});
    world.real("tau", {0.01}, "s").writable = false;
    world.scope.add("tau", constant());
    world.scope.add("I", expr::number(1), "is a subexpression");
  }
  Symbol constant() {
    Symbol symbol = *world.scope.find("tau");
    symbol.read_only = "is a constant";
    return symbol;
  }
  std::string message(std::string_view text) { return world.refused_block(text).message; }

  Scene world;
};

TEST_F(Statements, RunFromTopToBottom) {
  world.execute(world.block("x = x + 1; x *= 2; v = x*mV"));

  EXPECT_EQ(world.reals["x"][0], 7.0);
  EXPECT_EQ(world.reals["v"][0], 7.0 * 1e-3);
}

TEST_F(Statements, KnowEveryAssignmentOperator) {
  world.execute(world.block("x -= 0.5; x /= 4; n += 3; n %= 4; n *= 5; on = n > 3"));

  EXPECT_EQ(world.reals["x"][0], 0.5);
  EXPECT_EQ(world.integers["n"][0], 10);
  EXPECT_EQ(world.booleans["on"][0], 1);
}

TEST_F(Statements, MayNameValuesOfTheirOwn) {
  const Block block = world.block("half = v/2; half += 1*mV; v = half");
  world.execute(block);

  EXPECT_EQ(block[0].target, nullptr);
  EXPECT_EQ(block[0].local, "half");
  EXPECT_EQ(world.reals["v"][0], -0.03 + 1e-3);
}

TEST_F(Statements, RefuseAPlainZeroForAVoltage) {
  const Error error = world.refused_block("v = 0");

  EXPECT_EQ(error.code, ErrorCode::unit);
  EXPECT_EQ(error.message, "'v' is in volt, but the value is in 1");
  EXPECT_EQ(error.where, "cells.equations:1:1");
  EXPECT_EQ(world.block("v = 0*mV").size(), 1u);
}

TEST_F(Statements, NameBothUnitsOfAnUpdate) {
  EXPECT_EQ(message("v += 1"), "'v' is in volt, so += needs volt, but the value is in 1");
  EXPECT_EQ(message("v *= 1*mV"), "'v' is in volt, so *= needs 1, but the value is in volt");
}

TEST_F(Statements, WriteNoConstants) {
  const Error error = world.refused_block("x = 1\ntau = 2*ms");

  EXPECT_EQ(error.message, "'tau' is a constant and cannot be assigned here");
  EXPECT_EQ(error.where, "cells.equations:2:1");
  EXPECT_EQ(message("I = 2"), "'I' is a subexpression and cannot be assigned here");
  EXPECT_EQ(message("t = 1*ms"), "'t' is read-only and cannot be assigned here");
}

TEST_F(Statements, KeepTypesApart) {
  EXPECT_EQ(message("n = 1.5"), "'n' is integer, but the value is float; wrap it in int(...)");
  EXPECT_EQ(message("n /= 2"), "'n' is integer, but the value is float; wrap it in int(...)");
  EXPECT_EQ(message("on = 1"), "'on' is boolean, but the value is integer");
  EXPECT_EQ(message("x = on"), "'x' is float, but the value is boolean");
  EXPECT_EQ(message("on += 1"), "'+=' needs numbers on both sides");
  EXPECT_EQ(world.block("x = n").size(), 1u);
}

TEST_F(Statements, UpdateOnlyNamesThatAreKnown) {
  EXPECT_EQ(message("xx += 1"), "'xx' is not known here; did you mean 'x'?");
  EXPECT_EQ(message("mV = 2"), "'mV' is a unit and cannot name a variable");
  EXPECT_EQ(message("_y = 2"),
            "'_y' is a name that starts with an underscore and cannot name a variable");
}

TEST_F(Statements, SeeNamesOfTheBlockOnlyAfterTheirAssignment) {
  EXPECT_EQ(message("x = late; late = 1"), "'late' is not known here");
}

// --- timed arrays ------------------------------------------------------------------------------

struct Timed : testing::Test {
  // Values 0, 1, 2, ... so that the value is the index.
  void make(int64_t rows, int64_t columns, double dt, bool two_dimensional) {
    std::vector<double> values(size_t(rows * columns));
    for (size_t k = 0; k < values.size(); ++k) values[k] = double(k);
    array = {&world.real("values", values), rows, columns, dt, two_dimensional, {}};
    Symbol symbol;
    symbol.kind = Symbol::Kind::timed_array;
    symbol.timed_array = &array;
    world.scope.add("stim", symbol);
    world.integer("column", {0});
  }
  double at(double t, const char* text = "stim(t)") {
    world.call.t = t;
    return world.value(text);
  }

  Scene world;
  TimedArray array;
};

// Spec 2.10: K = max(1, 2^ceil(log2(8 dt_a/dt))), index = floor((t/(dt_a/K) + 0.5)/K).
double formula(double t, double dt_array, double dt, double rows) {
  const double k = std::max(1.0, std::exp2(std::ceil(std::log2(8 * dt_array / dt))));
  const double index = std::floor((t / (dt_array / k) + 0.5) / k);
  return std::min(std::max(index, 0.0), rows - 1);
}

TEST_F(Timed, FindsTheRowOfEveryStep) {
  for (const double dt_array : {1e-3, 1e-4, 3e-4, 0.7e-4, 1e-5}) {
    world.scope.dt = 1e-4;
    make(500, 1, dt_array, false);
    for (int64_t step = 0; step < 1200; step += 7) {
      const double t = double(step) * 1e-4;
      ASSERT_EQ(at(t), formula(t, dt_array, 1e-4, 500)) << t << " " << dt_array;
    }
  }
}

TEST_F(Timed, GivesTheNewRowAtAMultipleOfItsDt) {
  make(1000, 1, 1e-4, false);

  for (int64_t step = 0; step < 1000; ++step) ASSERT_EQ(at(double(step) * 1e-4), double(step));
}

TEST_F(Timed, StaysAtBothEnds) {
  make(4, 1, 1e-3, false);

  EXPECT_EQ(at(-1), 0.0);
  EXPECT_EQ(at(100), 3.0);
}

TEST_F(Timed, HasColumns) {
  make(3, 5, 1e-3, true);
  world.integers["column"][0] = 2;

  EXPECT_EQ(at(1.5e-3, "stim(t, column)"), 7.0);
}

TEST_F(Timed, GivesNaNOutsideItsColumns) {
  make(3, 5, 1e-3, true);
  for (const int32_t column : {-1, 5, 1'000'000}) {
    world.integers["column"][0] = column;
    EXPECT_TRUE(std::isnan(at(0, "stim(t, column)"))) << column;
  }
}

TEST_F(Timed, SaysHowItIsCalled) {
  make(3, 5, 1e-3, true);
  const auto message = [&](std::string_view text) {
    return world.refused_expression(text).message;
  };

  EXPECT_EQ(message("stim"), "'stim' is a timed array; write stim(t)");
  EXPECT_EQ(message("stim(t)"), "stim has two dimensions: write (t, i)");
  EXPECT_EQ(message("stim(1, 2)"), "stim needs a time, but this is in 1");
  EXPECT_EQ(message("stim(t, 2.5)"), "the column of a timed array is an integer");
}

}  // namespace
}  // namespace myelin
