// A method given as text: an explicit scheme in x, t, dt, f, g and dW.
//
//   k = dt*f(x, t)
//   x_new = x + dt*f(x + k/2, t + dt/2)
//
// A value has one component for each equation, or is the same for all (dt, t, dW, numbers). Names
// that depend on g or dW have one value for each noise; terms of x_new that do are summed over the
// noises, and all others are taken once.
#include <map>

#include "base/text.h"
#include "language/integrators.h"
#include "language/lexer.h"
#include "language/parser.h"

namespace myelin::integrators {
namespace {

// A null component is zero.
struct Values {
  std::vector<Expr> components;  // one per equation, or a single one for all
  bool noisy = false;            // depends on g or dW

  bool shared() const { return components.size() == 1; }
  const Expr& at(size_t i) const { return components[shared() ? 0 : i]; }
};

constexpr std::pair<const char*, Unary> kFunctions[] = {
    {"sqrt", Unary::square_root}, {"exp", Unary::exp}, {"abs", Unary::absolute}};

bool mentions(const Ast& ast, const char* name) {
  if (ast.name == name && (ast.kind == Ast::Kind::name || ast.kind == Ast::Kind::call)) return true;
  for (const AstPtr& arg : ast.args) {
    if (mentions(*arg, name)) return true;
  }
  return false;
}

class Scheme {
 public:
  Scheme(System& system, Integration& out)
      : system_(system),
        out_(out),
        text_(system.request().method),
        time_(expr::leaf(Op::time, Type::real, system.h->dimension)) {}

  Status run() {
    const std::string where = system_.request().where;
    auto statements = parse_statements(text_, where);
    if (!statements) return statements.error();
    if (Status s = system_.split_noise(); !s) return s;
    bool ends = false, noise = false;
    for (const AstStatement& line : *statements) {
      noise = noise || mentions(*line.value, "dW");
      if (Status s = check_target(line, ends); !s) return s;
      ends = line.target == "x_new";
    }
    if (!ends) return system_.refuse("the description of a method must end with x_new = ...");
    if (!noise && !system_.noises.empty()) {
      return system_.refuse("the equations have noise (" + join(system_.noises, ", ") +
                            "), but the description of the method does not use dW");
    }
    for (size_t k = 0; k + 1 < statements->size(); ++k) {
      if (Status s = name_value((*statements)[k], k); !s) return s;
    }
    return finish(statements->back());
  }

 private:
  Error fail(const TextSpan& span, std::string message,
             ErrorCode code = ErrorCode::invalid_argument) const {
    return error_at(code, text_, system_.request().where, span, std::move(message));
  }

  Status check_target(const AstStatement& line, bool ended) {
    if (ended) return fail(line.span, "nothing may follow x_new");
    if (line.op != "=")
      return fail(line.span, "write NAME = ...; " + line.op + " has no place here");
    for (const char* taken : {"x", "t", "dt", "dW", "f", "g"}) {
      if (line.target != taken) continue;
      return fail(line.target_span, "'" + line.target + "' has a meaning here; take another name");
    }
    return {};
  }

  size_t n() const { return system_.equations.size(); }

  // Evaluates a line once, or for each noise if it depends on that.
  Status name_value(const AstStatement& line, size_t number) {
    std::vector<Values> values;
    for (noise_ = 0; noise_ == 0 || noise_ < system_.noises.size(); ++noise_) {
      auto value = evaluate(*line.value);
      if (!value) return value.error();
      if (noise_ > 0 && !value->noisy) break;
      const std::string prefix = "_s" + std::to_string(number) + "_" + std::to_string(noise_) + "_";
      for (size_t i = 0; i < value->components.size(); ++i) {
        Expr& one = value->components[i];
        const std::string& name = system_.equations[i].variable->name;
        if (one) one = system_.keep(out_, prefix + name, one);
      }
      values.push_back(std::move(*value));
    }
    names_[line.target] = std::move(values);
    return {};
  }

  Status finish(const AstStatement& line) {
    std::vector<Expr> sum(n());
    if (Status s = add_terms(*line.value, false, sum); !s) return s;
    for (size_t i = 0; i < n(); ++i) {
      const Variable& variable = *system_.equations[i].variable;
      if (!sum[i]) sum[i] = expr::number(0, variable.dimension);
      if (sum[i]->dimension == variable.dimension) continue;
      return fail(line.span,
                  "x_new of " + variable.name + " would be in " + to_string(sum[i]->dimension) +
                      ", but it is in " + to_string(variable.dimension),
                  ErrorCode::unit);
    }
    system_.store(out_, sum);
    return {};
  }

  Status add_terms(const Ast& ast, bool negative, std::vector<Expr>& sum) {
    if (ast.kind == Ast::Kind::binary && (ast.name == "+" || ast.name == "-")) {
      if (Status s = add_terms(*ast.args[0], negative, sum); !s) return s;
      return add_terms(*ast.args[1], negative != (ast.name == "-"), sum);
    }
    for (noise_ = 0; noise_ == 0 || noise_ < system_.noises.size(); ++noise_) {
      auto value = evaluate(ast);
      if (!value) return value.error();
      if (noise_ > 0 && !value->noisy) break;
      for (size_t i = 0; i < n(); ++i) {
        if (Status s = same_unit(ast, sum[i], value->at(i)); !s) return s;
        sum[i] = negative ? expr::subtract(sum[i], value->at(i)) : expr::add(sum[i], value->at(i));
      }
    }
    return {};
  }

  Status same_unit(const Ast& ast, const Expr& a, const Expr& b) const {
    if (!a || !b || a->dimension == b->dimension) return {};
    return fail(ast.span,
                "the terms do not fit together: " + to_string(a->dimension) + " and " +
                    to_string(b->dimension),
                ErrorCode::unit);
  }

  Expected<Values> evaluate(const Ast& ast) {
    switch (ast.kind) {
      case Ast::Kind::number:
        return Values{{expr::number(ast.number)}};
      case Ast::Kind::name:
        return name(ast);
      case Ast::Kind::negate: {
        auto value = evaluate(*ast.args[0]);
        if (!value) return value;
        for (Expr& one : value->components) one = expr::negate(one);
        return value;
      }
      case Ast::Kind::binary:
        return binary(ast);
      case Ast::Kind::call:
        return call(ast);
      default:
        return fail(ast.span, "truth has no place in the description of a method");
    }
  }

  Expected<Values> name(const Ast& ast) {
    if (ast.name == "x") return Values{system_.state()};
    if (ast.name == "t") return Values{{time_}};
    if (ast.name == "dt") return Values{{system_.h}};
    if (ast.name == "dW") {
      return Values{{system_.noises.empty() ? Expr() : system_.increments[noise_]}, true};
    }
    const auto known = names_.find(ast.name);
    if (known != names_.end()) return known->second[known->second.size() == 1 ? 0 : noise_];
    std::vector<std::string> all{"x", "t", "dt", "dW", "f", "g"};
    for (const auto& [name, value] : names_) all.push_back(name);
    return fail(ast.span,
                "'" + ast.name + "' is not known here; there are " + join(all, ", ") +
                    suggestion(ast.name, all),
                ErrorCode::unknown_name);
  }

  Expected<Values> binary(const Ast& ast) {
    auto a = evaluate(*ast.args[0]), b = evaluate(*ast.args[1]);
    if (!a) return a;
    if (!b) return b;
    Values made{{}, a->noisy || b->noisy};
    for (size_t i = 0; i < (a->shared() && b->shared() ? 1 : n()); ++i) {
      const Expr &x = a->at(i), &y = b->at(i);
      if (ast.name == "*") {
        made.components.push_back(expr::multiply(x, y));
      } else if (ast.name == "/" && y) {
        made.components.push_back(expr::divide(x, y));
      } else if (ast.name == "**" && y && y->op == Op::number) {
        made.components.push_back(x ? expr::binary(Binary::power, x, y) : x);
      } else if (ast.name == "+" || ast.name == "-") {
        if (Status s = same_unit(ast, x, y); !s) return s.error();
        made.components.push_back(ast.name == "+" ? expr::add(x, y) : expr::subtract(x, y));
      } else {
        return fail(ast.span, "'" + ast.name +
                                  "' cannot be used here; there are + - * / and powers "
                                  "of a number");
      }
    }
    return made;
  }

  Expected<Values> call(const Ast& ast) {
    for (const auto& [name, kernel] : kFunctions) {
      if (ast.name != name || ast.args.size() != 1) continue;
      auto value = evaluate(*ast.args[0]);
      if (!value) return value;
      for (Expr& one : value->components) {
        one = expr::unary(kernel, one ? one : expr::number(0));
      }
      return value;
    }
    const bool noise = ast.name == "g";
    if ((!noise && ast.name != "f") || ast.args.size() != 2) {
      return fail(ast.span,
                  "'" + ast.name + "' with " + std::to_string(ast.args.size()) +
                      " arguments is not known here; there are f(x, t), g(x, t), sqrt, "
                      "exp and abs",
                  ErrorCode::unknown_name);
    }
    auto state = evaluate(*ast.args[0]), time = evaluate(*ast.args[1]);
    if (!state) return state;
    if (!time) return time;
    if (state->shared() && n() > 1)
      return fail(ast.args[0]->span, "a state such as x is needed here");
    if (!time->shared() || !time->at(0) || !(time->at(0)->dimension == time_->dimension)) {
      return fail(ast.args[1]->span, "a time such as t + dt/2 is needed here", ErrorCode::unit);
    }
    return rates(noise, std::move(*state), time->at(0));
  }

  // f or g at a state and a time.
  Values rates(bool noise, Values state, const Expr& time) const {
    for (size_t i = 0; i < n(); ++i) {
      Expr& one = state.components[i];
      if (!one) one = expr::number(0, system_.equations[i].variable->dimension);
    }
    Values made{{}, noise || state.noisy};
    for (size_t i = 0; i < n(); ++i) {
      Expr rate = noise ? Expr() : system_.drift[i];
      if (noise && !system_.noises.empty()) rate = system_.diffusion[i][noise_];
      if (rate) {
        rate = replace(rate, [&](const Node& node) -> Expr {
          if (const int k = system_.index_of(node); k >= 0) return state.components[size_t(k)];
          return node.op == Op::time ? time : nullptr;
        });
      }
      made.components.push_back(rate);
    }
    return made;
  }

  System& system_;
  Integration& out_;
  const std::string& text_;
  Expr time_;
  std::map<std::string, std::vector<Values>> names_;
  size_t noise_ = 0;  // that is being looked at
};

}  // namespace

Status custom(System& system, Integration& out) { return Scheme(system, out).run(); }

}  // namespace myelin::integrators
