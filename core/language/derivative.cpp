#include "language/derivative.h"

#include <unordered_map>

namespace myelin {
namespace {

constexpr double kLogarithmOfTen = 2.302585092994045684;
// Below it the closed form of exprel' loses digits that the series keeps.
constexpr double kSmall = 0.05;

Expr number(double value) { return expr::number(value); }
Expr one_plus(Expr a) { return expr::add(number(1), std::move(a)); }
Expr one_minus(Expr a) { return expr::subtract(number(1), std::move(a)); }
Expr square(const Expr& a) { return expr::multiply(a, a); }
Expr inverse(Expr a) { return expr::divide(number(1), std::move(a)); }

// d exprel(x) / dx = (exp(x) - exprel(x)) / x, near zero the sum of x^k / (k! (k + 2)).
Expr exprel_slope(const Expr& x) {
  constexpr double kInverse[] = {2, 3, 8, 30, 144, 840, 5760};
  Expr series = number(1 / kInverse[6]);
  for (int k = 5; k >= 0; --k) {
    series = expr::add(number(1 / kInverse[k]), expr::multiply(x, series));
  }
  const Expr closed =
      expr::divide(expr::subtract(expr::unary(Unary::exp, x), expr::unary(Unary::exprel, x)), x);
  const Expr near = expr::binary(Binary::less, expr::unary(Unary::absolute, x), number(kSmall));
  return expr::select(near, series, closed);
}

// The slope of a function at `a`; null if it is flat.
Expr slope(Unary kernel, const Expr& a, const Expr& self) {
  switch (kernel) {
    case Unary::negate:
      return number(-1);
    case Unary::absolute:
      return expr::unary(Unary::sign, a);
    case Unary::square_root:
      return expr::divide(number(0.5), self);
    case Unary::sin:
      return expr::unary(Unary::cos, a);
    case Unary::cos:
      return expr::negate(expr::unary(Unary::sin, a));
    case Unary::tan:
      return one_plus(square(self));
    case Unary::sinh:
      return expr::unary(Unary::cosh, a);
    case Unary::cosh:
      return expr::unary(Unary::sinh, a);
    case Unary::tanh:
      return one_minus(square(self));
    case Unary::arcsin:
      return inverse(expr::unary(Unary::square_root, one_minus(square(a))));
    case Unary::arccos:
      return expr::negate(inverse(expr::unary(Unary::square_root, one_minus(square(a)))));
    case Unary::arctan:
      return inverse(one_plus(square(a)));
    case Unary::exp:
      return self;
    case Unary::log:
      return inverse(a);
    case Unary::log10:
      return inverse(expr::multiply(number(kLogarithmOfTen), a));
    case Unary::expm1:
      return expr::unary(Unary::exp, a);
    case Unary::log1p:
      return inverse(one_plus(a));
    case Unary::exprel:
      return exprel_slope(a);
    default:
      return nullptr;
  }
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
    return done_.emplace(e.get(), std::move(result)).first->second;
  }
  std::optional<Error> error;

 private:
  Expr fresh(const Expr& e) {
    switch (e->op) {
      case Op::variable:
        return e->variable == &variable_ ? number(1) : nullptr;
      case Op::unary: {
        const Expr inside = of(e->args[0]);
        return inside ? expr::multiply(slope(Unary(e->kernel), e->args[0], e), inside) : nullptr;
      }
      case Op::binary:
        return binary(e);
      case Op::select:
        return select(e);
      case Op::poisson:
      case Op::lookup:
        if (of(e->args[0])) {
          error =
              Error{ErrorCode::unsupported, where_,
                    "the derivative of '" + print(e) + "' by " + variable_.name + " is not known"};
        }
        return nullptr;
      default:
        return nullptr;
    }
  }

  Expr binary(const Expr& e) {
    const Expr &a = e->args[0], &b = e->args[1];
    const Expr da = of(a), db = of(b);
    if (!da && !db) return nullptr;
    switch (Binary(e->kernel)) {
      case Binary::add:
        return expr::add(da, db);
      case Binary::subtract:
        return expr::subtract(da, db);
      case Binary::multiply:
        return expr::add(expr::multiply(da, b), expr::multiply(a, db));
      case Binary::divide:
        return expr::divide(expr::subtract(da, expr::multiply(e, db)), b);
      case Binary::power:
        return power(e, da, db);
      case Binary::modulo:
        return expr::subtract(da,
                              expr::multiply(expr::unary(Unary::floor, expr::divide(a, b)), db));
      default:
        return nullptr;
    }
  }

  // (a^b)' = b a^(b - 1) a' + a^b log(a) b'
  Expr power(const Expr& e, const Expr& da, const Expr& db) {
    const Expr &a = e->args[0], &b = e->args[1];
    Expr sum;
    if (da) {
      const Expr lower = expr::binary(Binary::power, a, expr::subtract(b, number(1)));
      sum = expr::multiply(expr::multiply(b, lower), da);
    }
    if (!db) return sum;
    return expr::add(sum, expr::multiply(expr::multiply(e, expr::unary(Unary::log, a)), db));
  }

  Expr select(const Expr& e) {
    const Expr x = of(e->args[1]), y = of(e->args[2]);
    if (!x && !y) return nullptr;
    const Expr zero = expr::number(0, (x ? x : y)->dimension);
    return expr::select(e->args[0], x ? x : zero, y ? y : zero);
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
