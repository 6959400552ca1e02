// Parsed text, before names mean anything. Spans are byte offsets into the text that was parsed.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace myelin {

struct Ast;
using AstPtr = std::unique_ptr<Ast>;

struct Ast {
  enum class Kind : uint8_t { number, boolean, name, negate, logical_not, binary, call };
  Kind kind = Kind::number;
  TextSpan span;
  double number = 0;     // number; boolean: 0 or 1
  bool integer = false;  // number: written without point or exponent
  bool unit = false;     // name: right after a number, as in "2 s": a unit, if there is such a one
  std::string name;      // name, call; binary: the operator as written ("+", "and", "<=")
  std::vector<AstPtr> args;
  int height = 1;  // of the tree below, this node included
};

// One line of a statement block: `target op value`.
struct AstStatement {
  std::string target;
  std::string op;  // "=", "+=", "-=", "*=", "/=", "%="
  AstPtr value;
  TextSpan span, target_span;
};

enum class EquationKind : uint8_t { differential, subexpression, parameter };

// `dv/dt = expr : unit (flags)`, `x = expr : unit (flags)` or `x : unit (flags)`.
struct AstEquation {
  EquationKind kind = EquationKind::parameter;
  std::string name;
  AstPtr value;      // null for a parameter
  AstPtr unit;       // null for boolean and integer
  std::string type;  // "float", "boolean", "integer"
  std::vector<std::string> flags;
  TextSpan span, name_span, unit_span;
};

// `EXPR for k in range(low, high, step) if COND`, also `... in sample(...)`, or just `EXPR`.
struct AstGenerator {
  AstPtr value;
  std::string variable;  // empty: a single value
  bool sample = false;
  AstPtr low, high, step;  // null where left out
  AstPtr p, size;          // sample only
  AstPtr condition;        // null: none
  TextSpan span;
};

}  // namespace myelin
