#include "equations/equation_set.h"

#include <algorithm>
#include <functional>

#include "base/text.h"
#include "equations/equation_rules.h"
#include "equations/link.h"
#include "language/lexer.h"
#include "language/parser.h"

namespace myelin::equations {
namespace {

void each_name(const Ast& ast, const std::function<void(const std::string&)>& visit) {
  if (ast.kind == Ast::Kind::name) visit(ast.name);
  for (const AstPtr& arg : ast.args) each_name(*arg, visit);
}

}  // namespace

class EquationSet {
 public:
  EquationSet(Assembly& assembly, Object& object, const Text& text, const EquationRules& rules)
      : assembly_(assembly),
        object_(object),
        rules_(rules),
        where_(text.where),
        source_{text.text, where_} {}

  Status declare() {
    auto parsed = parse_equations(source_.text, source_.where);
    if (!parsed) return parsed.error();
    asts_ = std::move(*parsed);
    for (const AstEquation& ast : asts_) {
      if (Status s = declare(ast); !s) return s;
    }
    busy_.resize(asts_.size());
    return check_links();
  }

  Status resolve() {
    for (size_t k = 0; k < asts_.size(); ++k) {
      if (Status s = resolve(k); !s) return s;
    }
    for (size_t k = 0; k < asts_.size(); ++k) {
      if (asts_[k].kind != EquationKind::differential) continue;
      if (Status s = differential(k); !s) return s;
    }
    return {};
  }

  // What needs no synapses, of a group that is linked to some.
  Status resolve_early() {
    for (size_t k = 0; k < asts_.size(); ++k) {
      if (late(k)) continue;
      if (Status s = resolve(k); !s) return s;
    }
    return {};
  }

  bool late(const Ast& ast) {
    bool found = false;
    each_name(ast, [&](const std::string& name) {
      for (size_t k = 0; k < asts_.size(); ++k) {
        found = found || (asts_[k].name == name && late(k));
      }
    });
    return found;
  }

  // Understands a subexpression after those that it uses, or a linked variable after its target.
  Status resolve(size_t k) {
    Equation& equation = object_.equations[k];
    const bool linked = equation.has("linked");
    if (equation.value || (equation.kind != EquationKind::subexpression && !linked)) return {};
    const AstEquation& ast = asts_[k];
    if (busy_[k]) {
      return fail(
          ErrorCode::invalid_argument, ast.span,
          "'" + equation.name + "' is " + (linked ? "linked to" : "defined by") + " itself");
    }
    busy_[k] = true;
    Status done = linked ? link(k) : subexpression(k);
    busy_[k] = false;
    return done;
  }

 private:
  Error fail(ErrorCode code, TextSpan span, std::string message) const {
    return error_at(code, source_.text, source_.where, span, std::move(message));
  }

  // Whether it stands for something of synapses, or uses what does.
  bool late(size_t k) {
    const Equation& equation = object_.equations[k];
    if (equation.has("linked")) {
      const std::string& to = link_of(equation.name)->to;
      const Group* group = assembly_.find_group(to.substr(0, to.find_first_of(".[")));
      return !group || group->waits;
    }
    if (busy_[k] || equation.kind != EquationKind::subexpression) return false;
    busy_[k] = true;
    const bool found = late(*asts_[k].value);
    busy_[k] = false;
    return found;
  }

  // Names, units and flags; makes the array of what is stored.
  Status declare(const AstEquation& ast) {
    Equation made;
    made.kind = ast.kind;
    made.name = ast.name;
    made.flags = ast.flags;
    made.where = source_.where;
    made.type = ast.type == "boolean"   ? Type::boolean
                : ast.type == "integer" ? Type::integer
                                        : Type::real;
    if (ast.value) {
      const TextSpan span = ast.value->span;
      made.text = std::string(source_.text.substr(span.begin, span.end - span.begin));
    }
    if (Status s = check_equation_name(ast, source_, object_, rules_); !s) return s;
    auto dimension = check_unit(ast.unit.get(), source_);
    if (!dimension) return dimension.error();
    made.dimension = *dimension;
    if (Status s = check_flags(ast, source_, rules_); !s) return s;
    if (ast.kind == EquationKind::differential && made.type != Type::real) {
      return fail(ErrorCode::type, ast.unit_span, "a differential equation must be a float");
    }
    const bool stored = ast.kind == EquationKind::subexpression ? made.has("constant over dt")
                                                                : !made.has("linked");
    if (stored) add_variable(made, ast);
    object_.equations.push_back(std::move(made));
    return {};
  }

  void add_variable(Equation& made, const AstEquation& ast) {
    Variable variable;
    variable.name = made.name;
    variable.type = made.type;
    variable.dimension = made.dimension;
    variable.indexing = made.has("shared") ? Indexing::shared : Indexing::row;
    variable.writable = ast.kind != EquationKind::subexpression && !made.has("constant");
    variable.steady = ast.kind == EquationKind::parameter;
    if (made.has("unless refractory")) variable.guard = rules_.guard;
    const uint64_t rows = made.has("shared") ? 1 : uint64_t(object_.size);
    variable.single = object_.single && made.type == Type::real;
    const DType dtype = variable.single ? DType::float32 : dtype_of(made.type);
    made.variable = assembly_.add_variable(variable, object_.name + "." + made.name, dtype, rows);
    object_.variables[made.name] = made.variable;
    Symbol symbol;
    symbol.variable = made.variable;
    if (made.has("constant")) symbol.read_only = "is constant";
    if (ast.kind == EquationKind::subexpression) symbol.read_only = "is a subexpression";
    object_.scope->add(made.name, symbol);
  }

  const Link* link_of(const std::string& name) const {
    if (!rules_.links) return nullptr;
    for (const Link& link : *rules_.links) {
      if (link.name == name) return &link;
    }
    return nullptr;
  }

  // Every linked parameter has its link, and every link its parameter.
  Status check_links() const {
    for (size_t k = 0; k < asts_.size(); ++k) {
      const Equation& equation = object_.equations[k];
      if (!equation.has("linked") || link_of(equation.name)) continue;
      return fail(ErrorCode::invalid_argument, asts_[k].span,
                  "'" + equation.name + "' is linked, but \"linked\" does not say to what");
    }
    if (!rules_.links) return {};
    for (const Link& link : *rules_.links) {
      const bool known = std::any_of(
          object_.equations.begin(), object_.equations.end(),
          [&](const Equation& one) { return one.name == link.name && one.has("linked"); });
      if (known) continue;
      return Error{ErrorCode::unknown_name, link.where,
                   "'" + object_.name + "' has no parameter '" + link.name + " : ... (linked)'"};
    }
    return {};
  }

  Status link(size_t k) {
    Equation& equation = object_.equations[k];
    const Link& link = *link_of(equation.name);
    auto value = resolve_link(assembly_, object_, equation, link);
    if (!value) return value.error();
    equation.value = *value;
    object_.scope->add(equation.name, *value, "is linked to '" + link.to + "'");
    object_.statements += "linked: " + equation.name + " is " + link.to + "\n";
    return {};
  }

  Status subexpression(size_t k) {
    Equation& equation = object_.equations[k];
    const AstEquation& ast = asts_[k];
    Status status;
    each_name(*ast.value, [&](const std::string& name) {
      for (size_t other = 0; status.ok() && other < asts_.size(); ++other) {
        if (asts_[other].name == name) status = resolve(other);
      }
    });
    if (!status) return status;
    Scope scope(object_.scope.get());
    scope.random = equation.has("constant over dt");
    scope.sites = &object_.sites;
    auto value = check_expression(*ast.value, source_, scope, equation.type, equation.dimension);
    if (!value) return value.error();
    equation.value = *value;
    if (Status s = check_shared(equation, ast); !s) return s;
    if (!equation.variable && !equation.has("summed")) {
      object_.scope->add(equation.name, *value, "is a subexpression");
    }
    return {};
  }

  Status check_shared(const Equation& equation, const AstEquation& ast) {
    if (!equation.has("shared")) return {};
    const bool varies = contains(equation.value, [](const Node& node) {
      if (node.op == Op::row) return true;
      return node.op == Op::variable && node.variable->indexing != Indexing::shared;
    });
    if (!varies) return {};
    return fail(ErrorCode::invalid_argument, ast.span,
                "'" + equation.name + "' is shared, so it may only use shared variables");
  }

  Status differential(size_t k) {
    Equation& equation = object_.equations[k];
    Scope scope(object_.scope.get());
    scope.noise = true;
    scope.random = false;
    auto rate = check_expression(*asts_[k].value, source_, scope);
    if (!rate) return rate.error();
    const Dimension wanted = equation.dimension / seconds();
    if ((*rate)->type == Type::boolean || !((*rate)->dimension == wanted)) {
      return fail(ErrorCode::unit, asts_[k].value->span,
                  "d" + equation.name + "/dt must be in " + to_string(wanted) + " (" +
                      equation.name + " is in " + to_string(equation.dimension) +
                      "), but this is " +
                      ((*rate)->type == Type::boolean ? "a boolean"
                                                      : "in " + to_string((*rate)->dimension)));
    }
    equation.value = *rate;
    return {};
  }

  Assembly& assembly_;
  Object& object_;
  const EquationRules rules_;
  const std::string where_;
  Source source_;
  std::vector<AstEquation> asts_;
  std::vector<bool> busy_;  // being resolved
};

Status declare_equations(Assembly& assembly, Object& object, const Text& text,
                         const EquationRules& rules) {
  object.pending = std::make_shared<EquationSet>(assembly, object, text, rules);
  return object.pending->declare();
}

Status resolve_equations(Object& object) {
  Status done = object.pending->resolve();
  object.pending.reset();
  return done;
}

Status define_equations(Assembly& assembly, Object& object, const Text& text,
                        const EquationRules& rules) {
  if (Status s = declare_equations(assembly, object, text, rules); !s) return s;
  return resolve_equations(object);
}

Status resolve_early(Object& object) { return object.pending->resolve_early(); }

bool is_late(const Object& object, const std::string& text) {
  if (!object.pending) return false;
  const auto ast = parse_quantity(text, "");
  return ast && object.pending->late(**ast);
}

Status resolve_equation(Object& object, size_t k) {
  return object.pending ? object.pending->resolve(k) : Status{};
}

void add_step_names(Scope& scope, int64_t size) {
  scope.add("t", expr::leaf(Op::time, Type::real, seconds()), "is read-only");
  scope.add("dt", expr::leaf(Op::time_step, Type::real, seconds()), "is read-only");
  scope.add("t_in_timesteps", expr::leaf(Op::step, Type::integer, {}), "is read-only");
  scope.add("i", expr::leaf(Op::row, Type::integer, {}), "is read-only");
  scope.add("N", expr::number(double(size), {}, Type::integer), "is read-only");
}

Block stored_subexpressions(const Object& object) {
  Block block;
  for (const Equation& equation : object.equations) {
    if (!equation.has("constant over dt")) continue;
    Statement statement;
    statement.target = equation.variable;
    statement.value = equation.value;
    block.push_back(statement);
  }
  return block;
}

}  // namespace myelin::equations
