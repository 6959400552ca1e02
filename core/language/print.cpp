// Statements and instructions as text, for `explain`.
#include "base/text.h"
#include "language/program.h"

namespace myelin {
namespace {

constexpr const char* kUnary[] = {"negate", "abs",    "sign",   "sqrt", "floor", "ceil",  "trunc",
                                  "not",    "sin",    "cos",    "tan",  "sinh",  "cosh",  "tanh",
                                  "arcsin", "arccos", "arctan", "exp",  "log",   "log10", "expm1",
                                  "log1p",  "exprel", "single", "exp",  "exprel"};
constexpr const char* kBinary[] = {
    "add",        "subtract", "multiply",      "divide", "floor_divide", "modulo", "power", "less",
    "less_equal", "greater",  "greater_equal", "equal",  "not_equal",    "and",    "or"};

std::string value(uint32_t id) { return "v" + std::to_string(id); }

std::string right_side(const Program& program, const Instruction& i) {
  switch (i.code) {
    case Code::number:
      return format_number(i.number);
    case Code::load:
      return "load " + program.variables[i.variable]->name;
    case Code::row:
      return "row";
    case Code::time:
      return "t";
    case Code::time_step:
      return "dt";
    case Code::step:
      return "step";
    case Code::unary:
      return std::string(kUnary[i.kernel]) + " " + value(i.a);
    case Code::binary:
      return std::string(kBinary[i.kernel]) + " " + value(i.a) + " " + value(i.b);
    case Code::select:
      return "select " + value(i.a) + " " + value(i.b) + " " + value(i.c);
    case Code::uniform_random:
      return "rand #" + std::to_string(i.site);
    case Code::normal_random:
      return "randn #" + std::to_string(i.site);
    case Code::poisson:
      return "poisson " + value(i.a) + " #" + std::to_string(i.site);
    case Code::binomial:
      return "binomial #" + std::to_string(i.site);
    case Code::lookup:
      return "load " + program.variables[i.variable]->name + "[" + value(i.a) + "]";
    case Code::host:
      return "call " + program.hosts[size_t(i.number)].name + " of " + std::to_string(i.site);
    default:
      return "";
  }
}

}  // namespace

std::string print(const Block& block) {
  std::string text;
  for (const Statement& statement : block) {
    text += (statement.target ? statement.target->name : statement.local) + " = " +
            print(statement.value) + "\n";
  }
  return text;
}

std::string print(const Program& program) {
  std::string text;
  for (uint32_t k = 0; k < program.code.size(); ++k) {
    const Instruction& i = program.code[k];
    switch (i.code) {
      case Code::store:
        text += "store " + program.variables[i.variable]->name + " <- " + value(i.a);
        break;
      case Code::accumulate:
        text += "accumulate " + program.variables[i.variable]->name + " += " + value(i.a);
        break;
      case Code::output:
        text += "output " + value(i.a);
        break;
      case Code::argument:
        text += "argument " + value(i.a);
        break;
      default:
        text += value(k) + " = " + right_side(program, i);
        text += std::string("  : ") + std::string(to_string(i.type));
        if (i.uniform) text += ", uniform";
        if (i.single) text += ", single";
    }
    text += "\n";
  }
  return text;
}

}  // namespace myelin
