// Typed expressions: names resolved, units checked, subexpressions and functions expanded.
//
// Nodes are immutable and shared. What is left are numbers, variables, basic operations and calls
// of random functions, so that integrators, printers and code generators meet few cases.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/host.h"
#include "kernels/table.h"
#include "language/unit.h"

namespace myelin {

enum class Type : uint8_t { boolean, integer, real };
std::string_view to_string(Type type);

// How a row of the code (a neuron, a synapse) finds its element of an array.
enum class Indexing : uint8_t {
  row,     // element = row
  shared,  // one element for all
  pre,     // element = the synapse's source
  post,    // element = the synapse's target
};

// A named array as code sees it. Owners keep variables at fixed addresses.
struct Variable {
  std::string name;  // "v", "v_post"
  Type type = Type::real;
  Dimension dimension;
  Indexing indexing = Indexing::row;
  uint32_t array = 0;  // which storage: the index of its signal; equal for v_pre and v_post
  bool writable = false;
  bool single = false;              // stored in 32 bits: a store rounds, a load is exact
  bool steady = false;              // does not change from step to step unless somebody sets it
  const Variable* guard = nullptr;  // writes are skipped where this boolean is false
};

enum class Op : uint8_t {
  number,
  variable,
  local,      // a name of a statement block
  row,        // the number of the element
  time,       // of the step, s
  time_step,  // dt, s
  step,       // steps done
  noise,      // xi: only until an integrator replaces it
  unary,
  binary,
  select,    // args: condition, then, otherwise
  uniform,   // rand()
  normal,    // randn()
  poisson,   // args: rate of the distribution
  binomial,  // `number` is the index of a prepared sampler
  lookup,    // variable[args[0]]
  host,      // args: of the host's function
};

struct Node;
using Expr = std::shared_ptr<const Node>;

struct Node {
  Op op = Op::number;
  uint8_t kernel = 0;  // Unary or Binary
  Type type = Type::real;
  Dimension dimension;
  double number = 0;  // lookup in a timed array: how long a value lasts, s
  const Variable* variable = nullptr;
  const HostFunction* host = nullptr;
  std::string name;   // local, noise
  uint32_t site = 0;  // random functions: which call
  std::vector<Expr> args;
  // Of the tree below, this node included, with shared parts counted at every use.
  uint32_t height = 1, size = 1;

  void take(std::vector<Expr> operands);  // sets args, height and size
};

// Builders. Operations on numbers are done at once; types and dimensions follow the operands, which
// must have been checked.
namespace expr {
Expr number(double value, Dimension dimension = {}, Type type = Type::real);
Expr variable(const Variable& variable);
Expr local(std::string name, Type type, Dimension dimension);
Expr leaf(Op op, Type type, Dimension dimension);
Expr noise(std::string name);
Expr unary(Unary kernel, Expr a);
Expr binary(Binary kernel, Expr a, Expr b);
Expr select(Expr condition, Expr then, Expr otherwise);
Expr lookup(const Variable& table, Expr index);
Expr add(Expr a, Expr b);  // the sum; an empty operand counts as zero
Expr subtract(Expr a, Expr b);
Expr multiply(Expr a, Expr b);  // an empty operand gives an empty product
Expr divide(Expr a, Expr b);
Expr negate(Expr a);
}  // namespace expr

// A copy in which `change` replaced nodes: where it returns null, the children are visited.
Expr replace(const Expr& expression, const std::function<Expr(const Node&)>& change);
// Whether any node fulfils the condition.
bool contains(const Expr& expression, const std::function<bool(const Node&)>& condition);
bool uses(const Expr& expression, const Variable& variable);
bool is_random(const Node& node);

// "exp(-(v - El) / taum)"
std::string print(const Expr& expression);

}  // namespace myelin
