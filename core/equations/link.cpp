#include "equations/link.h"

#include <limits>

#include "base/text.h"

namespace myelin::equations {
namespace {

// The elements that a link leads to.
struct LinkTarget {
  Object* object = nullptr;
  int64_t begin = 0, size = 0;
};

Expected<LinkTarget> find_target(Assembly& assembly, const std::string& name,
                                 const std::string& where) {
  if (SynapsesObject* synapses = assembly.find_synapses(name)) {
    return LinkTarget{synapses, 0, synapses->size};
  }
  auto range = assembly.find_range(name, where);
  if (!range) return range.error();
  return LinkTarget{range->group, range->begin, range->size()};
}

// The target's variable or subexpression of that name, in its own rows.
Expected<Expr> find_value(Object& object, const std::string& name, const std::string& where) {
  std::vector<std::string> names;
  for (size_t k = 0; k < object.equations.size(); ++k) {
    names.push_back(object.equations[k].name);
    if (names.back() != name) continue;
    if (const Variable* variable = object.equations[k].variable) return expr::variable(*variable);
    if (Status s = resolve_equation(object, k); !s) return s.error();
    if (const Expr& value = object.equations[k].value) return value;
  }
  const auto found = object.variables.find(name);
  if (found != object.variables.end()) return expr::variable(*found->second);
  const Symbol* symbol = object.scope->has_own(name) ? object.scope->find(name) : nullptr;
  if (symbol && symbol->variable) return expr::variable(*symbol->variable);
  if (symbol && symbol->expression) return symbol->expression;
  return Error{ErrorCode::unknown_name, where,
               "'" + object.name + "' has no variable '" + name + "'" + suggestion(name, names)};
}

// Rewrites a value of the target in the rows of the object that is linked to it.
class LinkWriter {
 public:
  LinkWriter(Assembly& assembly, Object& object, const LinkTarget& target, const Link& link)
      : assembly_(assembly), object_(object), target_(target), link_(link) {}

  Expected<Expr> write(const Expr& value) {
    const bool rows = contains(value, [](const Node& node) {
      return node.op == Op::row ||
             (node.op == Op::variable && node.variable->indexing != Indexing::shared);
    });
    if (!rows) return value;  // the same for all elements
    if (Status s = choose(); !s) return s.error();
    const bool own = target_.object == &object_;
    if (own && (target_.size != object_.size || scalar_)) {
      return refuse(ErrorCode::invalid_argument,
                    "a link into the own group leads to all of it; name elements by \"index\"");
    }
    if ((index_ || !own) && integrates(value)) {
      return refuse(ErrorCode::invalid_argument,
                    "'" + link_.to +
                        "' is integrated by this group itself, so other elements of "
                        "it have no value while that is done");
    }
    const Expr made = replace(value, [&](const Node& node) -> Expr {
      if (node.op == Op::row) return row();
      if (node.op != Op::variable || node.variable->indexing == Indexing::shared) return nullptr;
      return element(*node.variable);
    });
    return inside_ ? expr::select(inside_, made, missing(value)) : made;
  }

 private:
  Error refuse(ErrorCode code, std::string message) const {
    return {code, link_.where, std::move(message)};
  }

  // How own rows find the target's.
  Status choose() {
    if (link_.indexed) return index_array();
    if (!link_.index_variable.empty()) return index_variable();
    scalar_ = target_.size == 1 && target_.object != &object_;
    if (scalar_ || target_.size == object_.size) return {};
    return refuse(ErrorCode::invalid_argument,
                  "'" + link_.to + "' has " + std::to_string(target_.size) + " elements and '" +
                      object_.name + "' has " + std::to_string(object_.size) +
                      "; they must be as many, or say by \"index\" which is which");
  }

  Status index_array() {
    if (int64_t(link_.index.size()) != object_.size) {
      return refuse(ErrorCode::invalid_argument, "there are " + std::to_string(link_.index.size()) +
                                                     " indices for " +
                                                     std::to_string(object_.size) + " elements");
    }
    std::vector<double> elements;
    for (const int32_t index : link_.index) {
      if (index < 0 || index >= target_.size) {
        return refuse(ErrorCode::out_of_range,
                      "index[" + std::to_string(elements.size()) + "] is " + std::to_string(index) +
                          "; '" + link_.to + "' has " + std::to_string(target_.size) + " elements");
      }
      elements.push_back(double(target_.begin + index));
    }
    Variable variable;
    variable.name = link_.name + "_index";
    variable.type = Type::integer;
    variable.steady = true;
    const Variable* made = assembly_.add_variable(
        variable, object_.name + "." + link_.name + ".index", DType::int32, uint64_t(object_.size));
    assembly_.values.push_back({assembly_.storage_of(*made).signal, std::move(elements)});
    index_ = expr::variable(*made);
    return {};
  }

  // A value outside of the target gives NaN, as a column outside of a timed array does.
  Status index_variable() {
    const auto found = object_.variables.find(link_.index_variable);
    if (found == object_.variables.end() || found->second->type != Type::integer) {
      return refuse(
          ErrorCode::unknown_name,
          "'" + link_.index_variable + "' is no integer variable of '" + object_.name + "'");
    }
    const Expr index = expr::variable(*found->second);
    const Expr zero = number(0);
    inside_ = expr::binary(Binary::logical_and, expr::binary(Binary::greater_equal, index, zero),
                           expr::binary(Binary::less, index, number(target_.size)));
    index_ = expr::select(inside_, index, zero);
    if (target_.begin) index_ = expr::add(index_, number(target_.begin));
    return {};
  }

  static Expr number(int64_t value) { return expr::number(double(value), {}, Type::integer); }

  static Expr missing(const Expr& value) {
    const bool real = value->type == Type::real;
    return expr::number(real ? std::numeric_limits<double>::quiet_NaN() : 0, value->dimension,
                        value->type);
  }

  bool integrates(const Expr& value) const {
    return contains(value, [&](const Node& node) {
      if (node.op != Op::variable) return false;
      for (const Equation& one : object_.equations) {
        const bool rate = one.kind == EquationKind::differential;
        if (rate && one.variable->array == node.variable->array) return true;
      }
      return false;
    });
  }

  Expr row() const {
    if (index_) return index_;
    if (scalar_) return number(target_.begin);
    const Expr own = expr::leaf(Op::row, Type::integer, {});
    return target_.begin ? expr::add(own, number(target_.begin)) : own;
  }

  // The synapse's neuron is found by its number in the synapse's row.
  Expr through(const Variable& variable) {
    const Storage storage = assembly_.storage_of(variable);
    Variable index;
    index.name = variable.name + "_index";
    index.type = Type::integer;
    index.array = storage.index.index;
    Variable all = variable;
    all.indexing = Indexing::row;
    return expr::lookup(*assembly_.add_alias(all, {storage.signal, storage.offset, {}}),
                        expr::lookup(*assembly_.add_alias(index, {storage.index, 0, {}}), row()));
  }

  Expr element(const Variable& variable) {
    if (target_.object == &object_ && !index_) return expr::variable(variable);
    if (variable.indexing != Indexing::row) return through(variable);
    if (index_) return expr::lookup(variable, index_);
    Variable twin = variable;
    twin.writable = false;
    twin.guard = nullptr;
    twin.indexing = scalar_ ? Indexing::shared : Indexing::row;
    Storage storage = assembly_.storage_of(variable);
    storage.offset += target_.begin;
    return expr::variable(*assembly_.add_alias(twin, storage));
  }

  Assembly& assembly_;
  Object& object_;
  const LinkTarget& target_;
  const Link& link_;
  bool scalar_ = false;
  Expr index_, inside_;
};

}  // namespace

Expected<Expr> resolve_link(Assembly& assembly, Object& object, const Equation& equation,
                            const Link& link) {
  const size_t dot = link.to.rfind('.');
  if (dot == std::string::npos) {
    return Error{ErrorCode::parse, link.where,
                 "'" + link.to + "' is no variable of an object; write NAME.VARIABLE"};
  }
  auto target = find_target(assembly, link.to.substr(0, dot), link.where);
  if (!target) return target.error();
  auto value = find_value(*target->object, link.to.substr(dot + 1), link.where);
  if (!value) return value.error();
  if ((*value)->type != equation.type) {
    return Error{ErrorCode::type, link.where,
                 "'" + link.to + "' is " + std::string(to_string((*value)->type)) + ", but '" +
                     equation.name + "' is " + std::string(to_string(equation.type))};
  }
  if (!((*value)->dimension == equation.dimension)) {
    return Error{ErrorCode::unit, link.where,
                 "'" + link.to + "' is in " + to_string((*value)->dimension) + ", but '" +
                     equation.name + "' is in " + to_string(equation.dimension)};
  }
  return LinkWriter(assembly, object, *target, link).write(*value);
}

}  // namespace myelin::equations
