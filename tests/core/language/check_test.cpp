// Types, units and names of expressions.
#include "language/check.h"

#include <gtest/gtest.h>

#include <cmath>

#include "language/scene.h"

namespace myelin {
namespace {

using scene::Scene;
using scene::unit;

struct Check : testing::Test {
  Check() {
    world.real("v", {-0.06}, "V");
    world.real("tau", {0.01}, "s");
    world.real("x", {2.5});
    world.integer("n", {3});
    world.boolean("on", {1});
  }
  Type type(std::string_view text) { return world.expression(text)->type; }
  Dimension dimension(std::string_view text) { return world.expression(text)->dimension; }
  std::string message(std::string_view text) { return world.refused_expression(text).message; }
  double value(std::string_view text) { return world.value(text); }

  Scene world;
};

TEST_F(Check, DividesIntegersToRealNumbers) {
  EXPECT_EQ(value("1/2"), 0.5);
  EXPECT_EQ(value("n/2"), 1.5);
  EXPECT_EQ(type("i/4"), Type::real);
}

TEST_F(Check, RoundsDownWithTheSignsOfPython) {
  EXPECT_EQ(value("(-7)//4"), -2.0);
  EXPECT_EQ(value("(-7) % 4"), 1.0);
  EXPECT_EQ(value("(-2.5) % 3"), 0.5);
  EXPECT_EQ(type("n // 2"), Type::integer);
  EXPECT_EQ(type("x // 2"), Type::real);
}

TEST_F(Check, GivesRealNumbersForNegativePowers) {
  EXPECT_EQ(value("2**-1"), 0.5);
  EXPECT_EQ(type("2**-1"), Type::real);
  EXPECT_EQ(value("n**-2"), 1.0 / 9);
  EXPECT_EQ(type("n**2"), Type::integer);
  EXPECT_EQ(type("n**0.5"), Type::real);
  EXPECT_EQ(value("-n**2"), -9.0);
  EXPECT_EQ(value("2**3**2"), 512.0);
}

TEST_F(Check, GivesTheHigherType) {
  EXPECT_EQ(type("n + 1"), Type::integer);
  EXPECT_EQ(type("n + 1.0"), Type::real);
  EXPECT_EQ(type("n < 3"), Type::boolean);
  EXPECT_EQ(type("on and not on"), Type::boolean);
  EXPECT_EQ(type("clip(n, 0, 5)"), Type::integer);
  EXPECT_EQ(type("abs(-n)"), Type::integer);
  EXPECT_EQ(type("sign(n)"), Type::integer);
  EXPECT_EQ(type("exp(n)"), Type::real);
  EXPECT_EQ(type("int(x)"), Type::integer);
  EXPECT_EQ(type("poisson(x)"), Type::integer);
  EXPECT_EQ(type("rand()"), Type::real);
}

TEST_F(Check, TurnsValuesIntoIntegers) {
  EXPECT_EQ(value("int(2.9)"), 2.0);
  EXPECT_EQ(value("int(-2.9)"), -2.0);
  EXPECT_EQ(value("int(on)"), 1.0);
  EXPECT_EQ(value("int(not on)*5"), 0.0);
  EXPECT_EQ(value("int(n)"), 3.0);
}

TEST_F(Check, ClipsToTheLowerBoundFirst) {
  EXPECT_EQ(value("clip(x, 0, 2)"), 2.0);
  EXPECT_EQ(value("clip(-x, 0, 2)"), 0.0);
  EXPECT_EQ(value("clip(x, 0, 9)"), 2.5);
  EXPECT_EQ(value("clip(5, 10, 0)"), 10.0);  // the bounds cross
}

TEST_F(Check, CountsStepsSafely) {
  // truncate((t + 0.001 dt)/dt); 0.3/0.1 is below 3.
  EXPECT_EQ(value("timestep(0.3*ms, 0.1*ms)"), 3.0);
  EXPECT_EQ(value("timestep(0.29*ms, 0.1*ms)"), 2.0);
  EXPECT_EQ(type("timestep(t, dt)"), Type::integer);
  EXPECT_EQ(message("timestep(t, 1)"), "timestep(t, dt) needs equal units");
}

TEST_F(Check, KnowsConstantsAndUnits) {
  EXPECT_EQ(value("pi"), std::acos(-1.0));
  EXPECT_EQ(value("e"), std::exp(1.0));
  EXPECT_TRUE(std::isinf(value("inf")));
  EXPECT_EQ(value("5*mV"), 5 * 1e-3);
  EXPECT_EQ(dimension("v/(3*ms)"), unit("V") / unit("s"));
  EXPECT_EQ(dimension("sqrt(tau)"), unit("s").power(0.5));
  EXPECT_EQ(dimension("tau**-0.5*xi"), unit("Hz"));
  EXPECT_EQ(dimension("abs(v)*sign(v)"), unit("V"));
}

TEST_F(Check, NamesBothUnitsThatDiffer) {
  const Error error = world.refused_expression("v + tau");

  EXPECT_EQ(error.code, ErrorCode::unit);
  EXPECT_EQ(error.where, "cells.equations:1:1");
  EXPECT_EQ(error.message, "the units of '+' differ: left is volt, right is second");
  EXPECT_EQ(message("v < 0"), "the units of '<' differ: left is volt, right is 1");
  EXPECT_EQ(message("v % tau"), "the units of '%' differ: left is volt, right is second");
  EXPECT_EQ(message("v == 0"), "the units of '==' differ: left is volt, right is 1");
  EXPECT_EQ(message("v // v"), "'//' needs pure numbers");
}

TEST_F(Check, WantsPureNumbersInFunctions) {
  EXPECT_EQ(message("exp(v)"), "exp needs a pure number, but this is in volt");
  EXPECT_EQ(message("int(v)"), "int needs a pure number, but this is in volt");
  EXPECT_EQ(message("poisson(v)"), "poisson needs a pure number, but this is in volt");
  EXPECT_EQ(message("clip(v, 0, 1*mV)"),
            "clip needs equal units: the value is in volt, this is in 1");
  EXPECT_EQ(world.refused_expression("1 + exp(v)").where, "cells.equations:1:9");
}

TEST_F(Check, WantsExponentsThatKeepTheUnitKnown) {
  EXPECT_EQ(dimension("v**2"), unit("V").power(2));
  EXPECT_EQ(dimension("v**(1/2)"), unit("V").power(0.5));
  EXPECT_EQ(message("v**n"),
            "the exponent of a value in volt must be a number written out, so "
            "that the unit is known");
  EXPECT_EQ(message("2**v"), "an exponent must be a pure number, but this is in volt");
}

TEST_F(Check, RefusesArithmeticOnBooleans) {
  EXPECT_EQ(message("(x > 0)*x"), "'*' needs numbers, but this is a boolean; wrap it in int(...)");
  EXPECT_EQ(message("-on"), "'-' needs numbers, but this is a boolean; wrap it in int(...)");
  EXPECT_EQ(message("abs(on)"), "'abs' needs numbers, but this is a boolean; wrap it in int(...)");
  EXPECT_EQ(message("on < on"), "'<' needs numbers, but this is a boolean; wrap it in int(...)");
  EXPECT_EQ(world.refused_expression("x + on").code, ErrorCode::type);
}

TEST_F(Check, RefusesLogicOnNumbers) {
  EXPECT_EQ(message("n and on"),
            "'and' needs booleans, but this is a number; compare it with something");
  EXPECT_EQ(message("not x"),
            "'not' needs booleans, but this is a number; compare it with something");
}

TEST_F(Check, SuggestsNamesThatWereMeant) {
  const Error error = world.refused_expression("v/taau");

  EXPECT_EQ(error.code, ErrorCode::unknown_name);
  EXPECT_EQ(error.message, "'taau' is not known here; did you mean 'tau'?");
  EXPECT_EQ(error.where, "cells.equations:1:3");
  EXPECT_EQ(message("foo"), "'foo' is not known here");
  EXPECT_EQ(message("expp(x)"), "there is no function 'expp'; did you mean 'exp'?");
}

TEST_F(Check, TellsFunctionsFromVariables) {
  EXPECT_EQ(message("exp + 1"), "'exp' is a function; write exp(...)");
  EXPECT_EQ(message("x(1)"), "'x' is a variable, not a function");
  EXPECT_EQ(message("exp()"), "exp takes 1 argument, not 0");
  EXPECT_EQ(message("clip(x)"), "clip takes 3 arguments, not 1");
  EXPECT_EQ(message("rand(2)"), "rand takes 0 arguments, not 1");
}

TEST_F(Check, RefusesRandomNumbersWhereTheyWouldChangeAtEveryUse) {
  world.scope.random = false;

  EXPECT_EQ(message("rand()"),
            "rand() may not stand here: the value would change at every use; make it a "
            "subexpression that is (constant over dt)");
}

TEST_F(Check, GivesEveryRandomCallItsOwnSite) {
  const Expr sum = world.expression("rand() + rand() + randn()");

  EXPECT_EQ(world.sites, 3u);
  EXPECT_NE(sum->args[0]->args[0]->site, sum->args[0]->args[1]->site);
}

TEST_F(Check, KeepsNoiseInDifferentialEquations) {
  world.scope.noise = false;

  EXPECT_EQ(message("xi"), "noise (xi) may only stand in a differential equation");
  EXPECT_EQ(message("xi_1"), "noise (xi_1) may only stand in a differential equation");
}

TEST_F(Check, HoldsAnExpressionToItsDeclaration) {
  const auto read = [&](std::string_view text, Type type, const char* of) {
    return read_expression(text, scene::where(), world.scope, type, of ? unit(of) : Dimension{});
  };

  EXPECT_TRUE(read("2*v", Type::real, "V"));
  EXPECT_TRUE(read("n", Type::real, nullptr));  // an integer passes for a float
  EXPECT_EQ(read("v", Type::real, "A").error().message, "this is in volt, but amp is needed");
  EXPECT_EQ(read("x", Type::boolean, nullptr).error().message,
            "this is float, but boolean is needed");
  EXPECT_EQ(read("on", Type::real, nullptr).error().message,
            "this is boolean, but float is needed");
  EXPECT_EQ(read("x", Type::integer, nullptr).error().message,
            "this is a float, but an integer is needed; wrap it in int(...)");
}

TEST_F(Check, RefusesNamesThatMeanSomethingElse) {
  const std::string text = "x";
  const Source source{text, scene::where()};
  const auto message = [&](const std::string& name) {
    const Status done = check_new_name(name, source, {0, 1});
    return done ? "" : done.error().message;
  };

  EXPECT_EQ(message("v_rest"), "");
  EXPECT_EQ(message("g"), "");
  EXPECT_EQ(message("mV"), "'mV' is a unit and cannot name a variable");
  EXPECT_EQ(message("log"), "'log' is a function and cannot name a variable");
  EXPECT_EQ(message("clip"), "'clip' is a function and cannot name a variable");
  EXPECT_EQ(message("e"), "'e' is a constant and cannot name a variable");
  EXPECT_EQ(message("xi_a"), "'xi_a' is a name for noise and cannot name a variable");
  EXPECT_EQ(message("_x"),
            "'_x' is a name that starts with an underscore and cannot name a variable");
  for (const char* name : {"t", "dt", "t_in_timesteps", "xi", "i", "N", "not_refractory",
                           "refractory", "refractory_until"}) {
    EXPECT_EQ(message(name),
              "'" + std::string(name) + "' is a reserved name and cannot name a variable");
  }
}

}  // namespace
}  // namespace myelin
