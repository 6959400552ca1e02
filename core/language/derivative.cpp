#include "language/derivative.h"

#include <iterator>
#include <unordered_map>

#include "language/check.h"
#include "language/parser.h"

namespace myelin {
namespace {

// The slope of f at x, in the order of Unary; null where it is flat. Near zero exprel's closed form
// loses digits, and the sum of x^k / (k! (k + 2)) stands in.
constexpr const char* kSlopes[] = {
    "-1",                    // negate
    "sign(x)",               // absolute
    nullptr,                 // sign
    "0.5/f",                 // square_root
    nullptr,                 // floor
    nullptr,                 // ceil
    nullptr,                 // truncate
    nullptr,                 // logical_not
    "cos(x)",                // sin
    "-sin(x)",               // cos
    "1 + f*f",               // tan
    "cosh(x)",               // sinh
    "sinh(x)",               // cosh
    "1 - f*f",               // tanh
    "1/sqrt(1 - x*x)",       // arcsin
    "-1/sqrt(1 - x*x)",      // arccos
    "1/(1 + x*x)",           // arctan
    "f",                     // exp
    "1/x",                   // log
    "0.4342944819032518/x",  // log10
    "f + 1",                 // expm1
    "1/(1 + x)",             // log1p
    "int(abs(x) < 0.05)*(1/2 + x*(1/3 + x*(1/8 + x*(1/30 + x*(1/144 + x*(1/840 + x/5760)))))) + "
    "int(abs(x) >= 0.05)*(exp(x) - f)/(x + int(abs(x) < 0.05))",  // exprel
};
static_assert(std::size(kSlopes) == size_t(Unary::round_single));

// Slopes of f by x and by y.
struct Partials {
  Binary kernel;
  const char* by[2];
};
constexpr Partials kPartials[] = {
    {Binary::add, {"1", "1"}},
    {Binary::subtract, {"1", "-1"}},
    {Binary::multiply, {"y", "x"}},
    {Binary::divide, {"1/y", "-f/y"}},
    {Binary::power, {"y*x**(y - 1)", "f*log(x)"}},
    {Binary::modulo, {"1", "-floor(x/y)"}},
};

// What comes after prints the result and works through it recursively.
constexpr uint32_t kTallest = 2000, kLargest = 200000;

// Null where f is flat; an error if f is too long.
Expected<Expr> slope(const Expr& function, size_t operand) {
  const char* text = function->op == Op::unary ? kSlopes[function->kernel] : nullptr;
  for (const Partials& row : kPartials) {
    if (function->op == Op::binary && row.kernel == Binary(function->kernel))
      text = row.by[operand];
  }
  if (!text) return Expr{};
  Scope scope;
  scope.add("x", function->args.front(), "is read-only");
  scope.add("y", function->args.back(), "is read-only");
  scope.add("f", function, "is read-only");
  const std::string where;
  const auto ast = parse_expression(text, where);
  return check_expression(**ast, {text, where}, scope);
}

class Differentiator {
 public:
  Differentiator(const Variable& variable, const std::string& where)
      : variable_(variable), where_(where) {}

  // Nodes are shared, so each is differentiated once.
  Expr of(const Expr& e) {
    const auto known = done_.find(e.get());
    if (known != done_.end()) return known->second;
    Expr result = fresh(e);
    if (result && (result->height > kTallest || result->size > kLargest)) fail("is too long");
    return done_.emplace(e.get(), std::move(result)).first->second;
  }
  std::optional<Error> error;

 private:
  Expr fresh(const Expr& e) {
    switch (e->op) {
      case Op::variable:
        return e->variable == &variable_ ? expr::number(1) : nullptr;
      case Op::unary:
      case Op::binary:
        return chain(e);
      case Op::select:
        return select(e);
      case Op::poisson:
      case Op::lookup:
        if (of(e->args[0])) {
          fail("is not known where it is an index or an argument of a random function");
        }
        return nullptr;
      case Op::host:
        for (const Expr& argument : e->args) {
          if (of(argument)) fail("is not known where it is an argument of the host's function");
        }
        return nullptr;
      default:
        return nullptr;
    }
  }

  Expr chain(const Expr& e) {
    Expr sum;
    for (size_t k = 0; k < e->args.size(); ++k) {
      const Expr inside = of(e->args[k]);
      if (!inside) continue;
      const auto factor = slope(e, k);
      if (factor) {
        sum = expr::add(sum, expr::multiply(*factor, inside));
      } else {
        fail("is too long");
      }
    }
    return sum;
  }

  Expr select(const Expr& e) {
    const Expr x = of(e->args[1]), y = of(e->args[2]);
    if (!x && !y) return nullptr;
    const Expr zero = expr::number(0, (x ? x : y)->dimension);
    return expr::select(e->args[0], x ? x : zero, y ? y : zero);
  }

  void fail(const char* why) {
    error =
        Error{ErrorCode::unsupported, where_, "the derivative by " + variable_.name + " " + why};
  }

  const Variable& variable_;
  const std::string& where_;
  std::unordered_map<const Node*, Expr> done_;
};

}  // namespace

Expected<Expr> derivative(const Expr& expression, const Variable& variable,
                          const std::string& where) {
  Differentiator differentiator(variable, where);
  Expr result = differentiator.of(expression);
  if (differentiator.error) return *differentiator.error;
  return result;
}

}  // namespace myelin
