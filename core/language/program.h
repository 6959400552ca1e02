// The statement list (IR): what the interpreter runs and code generators translate.
//
// One instruction makes one value, and an instruction's number is its value's name (SSA). All reads
// of a row come before its writes. An instruction that is the same for every row is `uniform`: it
// is computed once per call, so loop-invariant code needs no further search.
//
// An instruction is `single` if all its real operands are (loads of variables of 32 bits are; what
// is uniform and no time is rounded for it) and at least one differs by row. Values are doubles
// nevertheless; for + - * / and the square root a rounded double is what the operation on floats
// gives (Figueroa, When is double rounding innocuous?, 1995).
//
//   v0 = load taum          uniform
//   v1 = load v
//   v2 = divide v1 v0
//   store v <- v2
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "language/check.h"

namespace myelin {

enum class Code : uint8_t {
  number,  // `number`
  load,    // variable
  row,     // the row's number
  time,
  time_step,
  step,
  unary,
  binary,
  select,  // a, b, c
  uniform_random,
  normal_random,
  poisson,
  binomial,
  lookup,      // variable[a]
  store,       // variable <- a
  accumulate,  // variable += a, one row after another; onto floats, floats are added
  output,      // column `site` of the caller's arrays <- a
  argument,    // column `site` of the host's block <- a; after b
  host,        // hosts[number] of the `site` columns that a, the last argument, ends
};

struct Instruction {
  Code code = Code::number;
  uint8_t kernel = 0;  // Unary or Binary
  Type type = Type::real;
  bool uniform = false;
  bool single = false;  // the value is that of a float: the operation's result is rounded to it
  uint32_t a = 0, b = 0, c = 0;
  uint32_t variable = 0;  // index into Program::variables
  uint32_t site = 0;
  double number = 0;
};

// Whether the operation by itself gives more than a float holds, so that its result is to be
// rounded.
inline bool rounds(const Instruction& i) {
  const auto which = Unary(i.kernel);
  return i.single &&
         (i.code == Code::binary || (i.code == Code::unary && which < Unary::round_single &&
                                     (which == Unary::square_root || which > Unary::logical_not)));
}

// How rows may be run together. Writes through an index may meet the same element twice.
enum class Order : uint8_t {
  any,            // no row sees what another wrote
  distinct_pre,   // together as long as no source occurs twice
  distinct_post,  // together as long as no target occurs twice
  one_by_one,
};

struct Program {
  std::string name;
  std::vector<const Variable*> variables;
  std::vector<Instruction> code;
  std::vector<HostFunction> hosts;
  Order order = Order::any;
  uint32_t outputs = 0;

  bool writes(uint32_t variable) const;
  bool reads(uint32_t variable) const;
};

struct LoweringOptions {
  bool guards = false;  // skip writes to a variable whose guard is false
};

Program lower(std::string name, const Block& block, const std::vector<Expr>& outputs = {},
              LoweringOptions options = {});

std::string print(const Block& block);
std::string print(const Program& program);

}  // namespace myelin
