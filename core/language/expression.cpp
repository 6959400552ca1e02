#include "language/expression.h"

#include <algorithm>
#include <unordered_map>

#include "base/text.h"

namespace myelin {
namespace {

bool is_number(const Expr& e, double value) { return e->op == Op::number && e->number == value; }

std::shared_ptr<Node> make(Op op, Type type, Dimension dimension) {
  auto node = std::make_shared<Node>();
  node->op = op;
  node->type = type;
  node->dimension = dimension;
  return node;
}

bool is_truth(Binary kernel) { return kernel >= Binary::less; }

// The dimension of a op b.
Dimension combine(Binary kernel, const Expr& a, const Expr& b) {
  switch (kernel) {
    case Binary::multiply:
      return a->dimension * b->dimension;
    case Binary::divide:
      return a->dimension / b->dimension;
    case Binary::power:
      return a->dimension.none() ? Dimension{} : a->dimension.power(b->number);
    case Binary::add:
    case Binary::subtract:
    case Binary::modulo:
      return a->dimension;
    default:
      return {};
  }
}

Type combine_type(Binary kernel, const Expr& a, const Expr& b) {
  if (is_truth(kernel)) return Type::boolean;
  if (kernel == Binary::divide) return Type::real;
  if (kernel == Binary::power && !(b->op == Op::number && b->number >= 0)) return Type::real;
  return std::max(a->type, b->type);
}

// Basic operations on numbers, which give the same bits at build time and at run time.
bool fold(Binary kernel, double a, double b, double& result) {
  switch (kernel) {
    case Binary::add:
      result = a + b;
      return true;
    case Binary::subtract:
      result = a - b;
      return true;
    case Binary::multiply:
      result = a * b;
      return true;
    case Binary::divide:
      result = a / b;
      return true;
    case Binary::power:
      if (b != 2 && b != 3 && b != -1) return false;
      result = b == -1 ? 1 / a : b == 2 ? a * a : a * a * a;
      return true;
    default:
      return false;
  }
}

}  // namespace

std::string_view to_string(Type type) {
  return type == Type::boolean ? "boolean" : type == Type::integer ? "integer" : "float";
}

void Node::take(std::vector<Expr> operands) {
  constexpr uint64_t kMost = 1u << 31;
  uint64_t total = 1;
  height = 1;
  for (const Expr& operand : operands) {
    total += operand->size;
    height = std::max(height, operand->height + 1);
  }
  size = uint32_t(std::min(total, kMost));
  args = std::move(operands);
}

namespace expr {

Expr number(double value, Dimension dimension, Type type) {
  auto node = make(Op::number, type, dimension);
  node->number = value;
  return node;
}

Expr variable(const Variable& variable) {
  auto node = make(Op::variable, variable.type, variable.dimension);
  node->variable = &variable;
  return node;
}

Expr local(std::string name, Type type, Dimension dimension) {
  auto node = make(Op::local, type, dimension);
  node->name = std::move(name);
  return node;
}

Expr leaf(Op op, Type type, Dimension dimension) { return make(op, type, dimension); }

Expr noise(std::string name) {
  Dimension dimension;
  dimension.exponents[2] = -0.5;
  auto node = make(Op::noise, Type::real, dimension);
  node->name = std::move(name);
  return node;
}

Expr unary(Unary kernel, Expr a) {
  if (kernel == Unary::negate && a->op == Op::number) {
    return number(-a->number, a->dimension, a->type);
  }
  const bool keeps = kernel == Unary::negate || kernel == Unary::absolute;
  const bool whole = kernel == Unary::floor || kernel == Unary::ceil || kernel == Unary::truncate;
  Dimension dimension = keeps ? a->dimension : Dimension{};
  if (kernel == Unary::square_root) dimension = a->dimension.power(0.5);
  Type type = Type::real;
  if (keeps || kernel == Unary::sign) type = a->type;
  if (whole) type = Type::integer;
  if (kernel == Unary::logical_not) type = Type::boolean;
  auto node = make(Op::unary, type, dimension);
  node->kernel = uint8_t(kernel);
  node->take({std::move(a)});
  return node;
}

Expr binary(Binary kernel, Expr a, Expr b) {
  const Dimension dimension = combine(kernel, a, b);
  const Type type = combine_type(kernel, a, b);
  double folded;
  if (a->op == Op::number && b->op == Op::number && fold(kernel, a->number, b->number, folded)) {
    return number(folded, dimension, type);
  }
  // x**2 as products: exact where a general power is not, and far cheaper.
  if (kernel == Binary::power && b->op == Op::number && b->number >= 2 && b->number <= 4 &&
      b->number == int(b->number)) {
    Expr square = binary(Binary::multiply, a, a);
    if (b->number == 2) return square;
    return b->number == 3 ? binary(Binary::multiply, square, a)
                          : binary(Binary::multiply, square, square);
  }
  auto node = make(Op::binary, type, dimension);
  node->kernel = uint8_t(kernel);
  node->take({std::move(a), std::move(b)});
  return node;
}

Expr select(Expr condition, Expr then, Expr otherwise) {
  auto node = make(Op::select, std::max(then->type, otherwise->type), then->dimension);
  node->take({std::move(condition), std::move(then), std::move(otherwise)});
  return node;
}

Expr lookup(const Variable& table, Expr index) {
  auto node = make(Op::lookup, table.type, table.dimension);
  node->variable = &table;
  node->take({std::move(index)});
  return node;
}

Expr add(Expr a, Expr b) {
  if (!a || !b) return a ? a : b;
  return binary(Binary::add, std::move(a), std::move(b));
}

Expr subtract(Expr a, Expr b) {
  if (!b) return a;
  if (!a) return negate(std::move(b));
  return binary(Binary::subtract, std::move(a), std::move(b));
}

Expr multiply(Expr a, Expr b) {
  if (!a || !b) return nullptr;
  if (is_number(a, 1) && a->dimension.none() && a->type <= b->type) return b;
  if (is_number(b, 1) && b->dimension.none() && b->type <= a->type) return a;
  return binary(Binary::multiply, std::move(a), std::move(b));
}

Expr divide(Expr a, Expr b) {
  if (!a) return nullptr;
  return binary(Binary::divide, std::move(a), std::move(b));
}

Expr negate(Expr a) { return a ? unary(Unary::negate, std::move(a)) : nullptr; }

}  // namespace expr

namespace {

using Memo = std::unordered_map<const Node*, Expr>;

Expr replace(const Expr& e, const std::function<Expr(const Node&)>& change, Memo& memo) {
  if (const auto seen = memo.find(e.get()); seen != memo.end()) return seen->second;
  Expr result = change(*e);
  if (!result) {
    bool changed = false;
    std::vector<Expr> args;
    for (const Expr& arg : e->args) {
      args.push_back(replace(arg, change, memo));
      changed |= args.back() != arg;
    }
    if (changed) {
      auto copy = std::make_shared<Node>(*e);
      copy->take(std::move(args));
      result = copy;
    } else {
      result = e;
    }
  }
  memo.emplace(e.get(), result);
  return result;
}

constexpr const char* kUnaryNames[] = {"-",     "abs",   "sign",   "sqrt",   "floor",  "ceil",
                                       "trunc", "not ",  "sin",    "cos",    "tan",    "sinh",
                                       "cosh",  "tanh",  "arcsin", "arccos", "arctan", "exp",
                                       "log",   "log10", "expm1",  "log1p",  "exprel"};
constexpr const char* kBinaryNames[] = {"+",  "-", "*",  "/",  "//", "%",   "**", "<",
                                        "<=", ">", ">=", "==", "!=", "and", "or"};
static_assert(std::size(kUnaryNames) == size_t(Unary::round_single));
static_assert(std::size(kBinaryNames) == size_t(Binary::kCount));

int binding_of(const Node& node) {
  if (node.op == Op::unary && Unary(node.kernel) == Unary::negate) return 7;
  if (node.op == Op::unary && Unary(node.kernel) == Unary::logical_not) return 3;
  if (node.op != Op::binary) return 9;
  switch (Binary(node.kernel)) {
    case Binary::logical_or:
      return 1;
    case Binary::logical_and:
      return 2;
    case Binary::add:
    case Binary::subtract:
      return 5;
    case Binary::power:
      return 8;
    default:
      return Binary(node.kernel) >= Binary::less ? 4 : 6;
  }
}

}  // namespace

Expr replace(const Expr& expression, const std::function<Expr(const Node&)>& change) {
  Memo memo;
  return replace(expression, change, memo);
}

bool contains(const Expr& expression, const std::function<bool(const Node&)>& condition) {
  if (!expression) return false;
  bool found = false;
  replace(expression, [&](const Node& node) {
    found = found || condition(node);
    return Expr{};
  });
  return found;
}

bool uses(const Expr& expression, const Variable& variable) {
  return contains(expression, [&](const Node& node) { return node.variable == &variable; });
}

bool is_random(const Node& node) {
  return node.op == Op::uniform || node.op == Op::normal || node.op == Op::poisson ||
         node.op == Op::binomial;
}

namespace {

// A text of a tree whose parts are shared may be exponentially long; it ends here.
constexpr size_t kLongestText = 20000;

class Printer {
 public:
  void write(const Expr& e, int least = 0) {
    if (text.size() > kLongestText) return;
    const bool negative = e->op == Op::number && e->number < 0 && least > 5;
    const bool inside = binding_of(*e) < least || negative;
    if (inside) text += '(';
    node(*e);
    if (inside) text += ')';
  }

  std::string text;

 private:
  void call(const std::string& name, const Node& e, const char* open = "(", const char* end = ")") {
    text += name + open;
    for (const Expr& arg : e.args) {
      if (&arg != &e.args[0]) text += ", ";
      write(arg);
    }
    text += end;
  }

  void node(const Node& e) {
    switch (e.op) {
      case Op::number:
        text += e.type == Type::boolean ? (e.number ? "True" : "False") : format_number(e.number);
        return;
      case Op::variable:
        text += e.variable->name;
        return;
      case Op::local:
      case Op::noise:
        text += e.name;
        return;
      case Op::row:
        text += 'i';
        return;
      case Op::time:
        text += 't';
        return;
      case Op::time_step:
        text += "dt";
        return;
      case Op::step:
        text += "t_in_timesteps";
        return;
      case Op::uniform:
        return call("rand", e);
      case Op::normal:
        return call("randn", e);
      case Op::poisson:
        return call("poisson", e);
      case Op::binomial:
        return call("binomial", e);
      case Op::lookup:
        return call(e.variable->name, e, "[", "]");
      case Op::host:
        return call(e.host->name, e);
      case Op::select:
        return call("select", e);
      case Op::unary:
        return unary(e);
      case Op::binary:
        return binary(e);
    }
  }

  void unary(const Node& e) {
    const auto kernel = Unary(e.kernel);
    const bool negates = kernel == Unary::negate;
    if (!negates && kernel != Unary::logical_not) return call(kUnaryNames[e.kernel], e);
    text += kUnaryNames[e.kernel];
    write(e.args[0], negates ? 7 : 3);
  }

  void binary(const Node& e) {
    const int binding = binding_of(e);
    const auto kernel = Binary(e.kernel);
    const bool compares = kernel >= Binary::less && kernel <= Binary::not_equal;
    const bool leans_left = kernel != Binary::power && !compares;
    write(e.args[0], binding + !leans_left);
    text += std::string(" ") + kBinaryNames[e.kernel] + " ";
    write(e.args[1], binding + 1);
  }
};

}  // namespace

std::string print(const Expr& e) {
  Printer printer;
  printer.write(e);
  if (printer.text.size() > kLongestText)
    printer.text.replace(kLongestText, std::string::npos, "...");
  return std::move(printer.text);
}

}  // namespace myelin
