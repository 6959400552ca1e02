// Equations as text: `dv/dt = ... : unit (flags)` and its relatives.
#include <gtest/gtest.h>

#include "language/check.h"
#include "language/parser.h"

namespace myelin {
namespace {

const std::string kWhere = "cells.equations";

std::vector<AstEquation> equations(std::string_view text) {
  auto made = parse_equations(text, kWhere);
  EXPECT_TRUE(made) << describe(made.error());
  return made ? std::move(*made) : std::vector<AstEquation>{};
}

Error refused(std::string_view text) {
  const auto made = parse_equations(text, kWhere);
  EXPECT_FALSE(made) << text;
  return made ? Error{} : made.error();
}

TEST(Equations, ComeInThreeForms) {
  const auto list = equations("dv/dt = -v/tau : volt\nI = v*g : amp\ntau : second");

  ASSERT_EQ(list.size(), 3u);
  EXPECT_EQ(list[0].kind, EquationKind::differential);
  EXPECT_EQ(list[0].name, "v");
  EXPECT_EQ(list[1].kind, EquationKind::subexpression);
  EXPECT_EQ(list[2].kind, EquationKind::parameter);
  EXPECT_FALSE(list[2].value);
}

TEST(Equations, MayStartWithADWithoutBeingDifferential) {
  const auto list = equations("d : 1\ndd/dt = 1/tau : 1\ndelta = d : 1");

  EXPECT_EQ(list[0].name, "d");
  EXPECT_EQ(list[1].name, "d");
  EXPECT_EQ(list[1].kind, EquationKind::differential);
  EXPECT_EQ(list[2].name, "delta");
}

TEST(Equations, GoOverSeveralLinesWithCommentsInBetween) {
  const auto list = equations(
      "\n# the membrane\ndv/dt = (gl*(El - v)  # leak\n  + I)\n  / Cm : volt # end\n\nI : amp\n");

  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0].name, "v");
  EXPECT_EQ(list[0].value->name, "/");
}

TEST(Equations, HaveTypesAndFlags) {
  const auto list = equations(
      "dv/dt = 1/tau : 1 (unless refractory)\n"
      "n : integer (constant, shared)\n"
      "on : boolean\n"
      "dx/dt = -x/tau : 1 (event-driven)\n"
      "r = rand() : 1 (constant over dt)");

  using Flags = std::vector<std::string>;
  EXPECT_EQ(list[0].flags, Flags{"unless refractory"});
  EXPECT_EQ(list[1].flags, (Flags{"constant", "shared"}));
  EXPECT_EQ(list[1].type, "integer");
  EXPECT_EQ(list[2].type, "boolean");
  EXPECT_EQ(list[3].flags, Flags{"event-driven"});
  EXPECT_EQ(list[4].flags, Flags{"constant over dt"});
}

TEST(Equations, KnowWhereTheyStand) {
  const std::string text = "x : 1\ndv/dt = -v : volt (unless refractory)";
  const auto list = equations(text);
  const auto part = [&](TextSpan span) { return text.substr(span.begin, span.end - span.begin); };

  EXPECT_EQ(part(list[1].span), "dv/dt = -v : volt (unless refractory)");
  EXPECT_EQ(part(list[1].name_span), "v");
  EXPECT_EQ(part(list[1].value->span), "-v");
  EXPECT_EQ(part(list[1].unit->span), "volt");
}

TEST(Equations, SayWhatIsWrong) {
  EXPECT_EQ(refused("v = 1").message, "the text ends where ':' and the unit is expected");
  EXPECT_EQ(refused("v = 1\nw : 1").where, "cells.equations:1:6");
  EXPECT_EQ(refused("v/dt = 1 : 1").message,
            "a differential equation starts with d, a name and /dt, as in dv/dt");
  EXPECT_EQ(refused("dv/dx = 1 : 1").where, "cells.equations:1:1");
  EXPECT_EQ(refused("dv/dt : 1").message, "':' stands where '=' is expected");
  EXPECT_EQ(refused("v :").message, "the text ends where a unit is expected");
  EXPECT_EQ(refused("v : 1 (constant").message,
            "the text ends where ')' after the flags is expected");
  EXPECT_EQ(refused("v : 1; w : 1").message,
            "';' stands where the end of the equation is expected");
  EXPECT_EQ(refused("dv/dt = : 1").message, "':' stands where a number, a name or '(' is expected");
  EXPECT_EQ(refused("class : 1").message, "'class' is a word of the language, not a name");
}

TEST(Equations, PointAtTheColumnOfALaterLine) {
  const Error error = refused("tau : second\ndv/dt = (v + * 2)/tau : volt");

  EXPECT_EQ(error.where, "cells.equations:2:14");
  EXPECT_EQ(error.excerpt, "  dv/dt = (v + * 2)/tau : volt\n               ^");
}

Expected<Dimension> declared(const std::string& unit) {
  const std::string text = "x : " + unit;
  const auto list = equations(text);
  return check_unit(list[0].unit.get(), {text, kWhere});
}

TEST(DeclaredUnit, IsAProductOfBaseUnits) {
  EXPECT_EQ(to_string(*declared("volt")), "volt");
  EXPECT_EQ(*declared("amp*second"), find_unit("coulomb")->dimension);
  EXPECT_EQ(*declared("1/second"), find_unit("Hz")->dimension);
  EXPECT_EQ(*declared("siemens/meter**2"),
            find_unit("siemens")->dimension / find_unit("metre2")->dimension);
  EXPECT_EQ(*declared("second**-0.5"), find_unit("second")->dimension.power(-0.5));
  EXPECT_TRUE(declared("1")->none());
}

TEST(DeclaredUnit, HasNoScale) {
  const auto unit = declared("mV");

  ASSERT_FALSE(unit);
  EXPECT_EQ(unit.error().code, ErrorCode::unit);
  EXPECT_EQ(unit.error().where, "cells.equations:1:5");
  EXPECT_EQ(unit.error().message, "'mV' has a scale; a variable is declared in base units (volt)");
}

TEST(DeclaredUnit, IsKnown) {
  for (const char* text : {"volts", "2", "2*volt", "volt**x", "tau"}) {
    const auto unit = declared(text);
    ASSERT_FALSE(unit) << text;
    EXPECT_EQ(
        unit.error().message.rfind("'" + std::string(text) + "' is no unit; units are 1, volt", 0),
        0u);
  }
}

}  // namespace
}  // namespace myelin
