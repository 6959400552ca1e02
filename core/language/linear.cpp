#include "language/linear.h"

#include <unordered_map>

namespace myelin {
namespace {

class Splitter {
 public:
  Splitter(size_t count, const std::function<int(const Node&)>& unknown, Nested nested)
      : count_(count), unknown_(unknown), keeps_(nested == Nested::kept) {}

  // Nodes are shared, so each is split once.
  const std::optional<Linear>& split(const Expr& e) {
    const auto known = done_.find(e.get());
    if (known != done_.end()) return known->second;
    return done_.emplace(e.get(), split_new(e)).first->second;
  }

 private:
  std::optional<Linear> split_new(const Expr& e) {
    Linear result{std::vector<Expr>(count_), nullptr};
    if (!depends(e)) {
      result.rest = e;
      return result;
    }
    if (const int k = unknown_(*e); k >= 0) {
      result.coefficients[k] = expr::number(1);
      return result;
    }
    if (e->op == Op::unary && Unary(e->kernel) == Unary::negate) {
      const auto& inside = split(e->args[0]);
      if (!inside) return {};
      return map(*inside, [](const Expr& term) { return expr::negate(term); });
    }
    if (e->op == Op::binary) return binary(e);
    if (e->op == Op::select && is_factor(e->args[0])) return select(e);
    return kept(e);
  }

  std::optional<Linear> kept(const Expr& e) const {
    if (!keeps_) return {};
    return Linear{std::vector<Expr>(count_), e};
  }

  // Whether products with `e` stay linear: it has no unknown, or only nested ones that are kept.
  bool is_factor(const Expr& e) {
    if (!depends(e)) return true;
    if (!keeps_) return false;
    if (e->type == Type::boolean) return true;
    const auto& parts = split(e);
    if (!parts) return false;
    for (const Expr& term : parts->coefficients) {
      if (term) return false;
    }
    return true;
  }

  bool depends(const Expr& e) {
    return contains(e, [&](const Node& node) { return unknown_(node) >= 0; });
  }

  template <class F>
  static Linear map(const Linear& linear, const F& change) {
    Linear result{linear.coefficients, nullptr};
    for (Expr& term : result.coefficients) {
      if (term) term = change(term);
    }
    if (linear.rest) result.rest = change(linear.rest);
    return result;
  }

  template <class F>
  static Linear join(const Linear& a, const Linear& b, const F& combine) {
    Linear result{a.coefficients, combine(a.rest, b.rest)};
    for (size_t k = 0; k < result.coefficients.size(); ++k) {
      result.coefficients[k] = combine(a.coefficients[k], b.coefficients[k]);
    }
    return result;
  }

  std::optional<Linear> binary(const Expr& e) {
    const auto kernel = Binary(e->kernel);
    const Expr &a = e->args[0], &b = e->args[1];
    if (kernel == Binary::add || kernel == Binary::subtract) {
      const auto &left = split(a), &right = split(b);
      if (!left || !right) return {};
      return join(*left, *right, kernel == Binary::add ? expr::add : expr::subtract);
    }
    if (kernel == Binary::multiply && is_factor(a)) {
      const auto& right = split(b);
      if (!right) return {};
      return map(*right, [&](const Expr& term) { return expr::multiply(a, term); });
    }
    const bool divides = kernel == Binary::divide;
    if ((kernel == Binary::multiply && is_factor(b)) || (divides && (keeps_ || !depends(b)))) {
      const auto& left = split(a);
      if (!left) return {};
      const auto combine = divides ? expr::divide : expr::multiply;
      return map(*left, [&](const Expr& term) { return combine(term, b); });
    }
    // x**2 is no more linear than x*x.
    const bool of_unknown = kernel == Binary::multiply || kernel == Binary::power;
    return of_unknown && !is_factor(a) ? std::nullopt : kept(e);
  }

  std::optional<Linear> select(const Expr& e) {
    const auto &then = split(e->args[1]), &otherwise = split(e->args[2]);
    if (!then || !otherwise) return {};
    return join(*then, *otherwise, [&](const Expr& x, const Expr& y) -> Expr {
      if (!x && !y) return nullptr;
      const Dimension dimension = (x ? x : y)->dimension;
      const Expr zero = expr::number(0, dimension);
      return expr::select(e->args[0], x ? x : zero, y ? y : zero);
    });
  }

  size_t count_;
  const std::function<int(const Node&)>& unknown_;
  const bool keeps_;
  std::unordered_map<const Node*, std::optional<Linear>> done_;
};

}  // namespace

std::optional<Linear> linear_in(const Expr& expression, size_t count,
                                const std::function<int(const Node&)>& unknown, Nested nested) {
  return Splitter(count, unknown, nested).split(expression);
}

}  // namespace myelin
