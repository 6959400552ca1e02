#include "equations/summed.h"

#include <algorithm>
#include <cstring>

namespace myelin::equations {
namespace {

// Sets elements of a variable to zero and lets every synapse add its part.
class SummedVariable final : public Operator {
 public:
  SummedVariable(const Assembly& assembly, const SynapsesObject& synapses, const Variable& target,
                 const Subgroup& range, bool whole, Program program)
      : code_(assembly, std::move(program), synapses.key),
        target_(assembly.storage_of(target)),
        rows_(synapses.row_signal),
        begin_(range.begin),
        end_(range.end),
        whole_(whole) {}

  std::string_view kind() const override { return "SummedVariable"; }
  std::vector<Use> uses() const override { return code_.uses(); }
  void bind(const SignalStore& store) override {
    code_.bind(store);
    const SignalSpec& spec = store.spec(target_.signal);
    element_ = size_of(spec.dtype);
    data_ = store.data<uint8_t>(target_.signal);
    if (whole_) end_ = int64_t(spec.rows);
    synapses_ = int64_t(store.spec(rows_).rows);
  }
  void run(const StepContext& context) noexcept override {
    std::memset(data_ + size_t(begin_) * element_, 0, size_t(end_ - begin_) * element_);
    code_.begin(context);
    code_.run({0, size_t(synapses_), nullptr, 0});
  }
  std::string explain() const override { return print(code_.interpreter().program()); }

 private:
  CodeRunner code_;
  Storage target_;
  SignalId rows_;
  int64_t begin_, end_, synapses_ = 0;
  bool whole_;
  uint8_t* data_ = nullptr;
  size_t element_ = 0;
};

Status check_target(const Object& object, const Equation& equation, const Symbol& symbol) {
  const Variable& target = *symbol.variable;
  const auto refuse = [&](const std::string& what) {
    return Error{ErrorCode::invalid_argument, equation.where,
                 "'" + equation.name + "' is summed into " + what + "; it must be a parameter"};
  };
  if (!(target.dimension == equation.dimension)) {
    return Error{ErrorCode::unit, equation.where,
                 "'" + equation.name + "' is in " + to_string(target.dimension) +
                     ", but the sum is in " + to_string(equation.dimension)};
  }
  if (target.type != Type::real) {
    return Error{ErrorCode::type, equation.where,
                 "'" + equation.name + "' is summed into a variable that is no float"};
  }
  const auto of = std::find_if(
      object.equations.begin(), object.equations.end(),
      [&](const Equation& one) { return one.variable && one.variable->array == target.array; });
  if (of == object.equations.end()) return refuse("a variable of another group");
  if (of->kind != EquationKind::parameter) return refuse("a variable that has an equation");
  if (of->has("linked")) return refuse("a linked variable");
  if (!symbol.read_only.empty()) return refuse("a variable that " + symbol.read_only);
  return {};
}

Status claim(Assembly& assembly, const SynapsesObject& synapses, const Equation& equation,
             const Variable& target, const Subgroup& range) {
  for (const auto& sum : assembly.sums) {
    if (sum.array != target.array || sum.begin >= range.end || range.begin >= sum.end) continue;
    return Error{ErrorCode::invalid_argument, equation.where,
                 "'" + equation.name + "' is summed by '" + sum.synapses + "' already"};
  }
  assembly.sums.push_back({target.array, range.begin, range.end, synapses.name});
  return {};
}

}  // namespace

Status add_summed(Assembly& assembly, SynapsesObject& synapses, const Equation& equation) {
  const Symbol* symbol = synapses.scope->find(equation.name);
  const bool variable = symbol && symbol->kind == Symbol::Kind::variable;
  if (!variable || (symbol->variable->indexing != Indexing::pre &&
                    symbol->variable->indexing != Indexing::post)) {
    return Error{ErrorCode::unknown_name, equation.where,
                 "'" + equation.name +
                     "' (summed) is no variable of the source or target that each element has; "
                     "write NAME_post or NAME_pre"};
  }
  const Variable& target = *symbol->variable;
  const bool post = target.indexing == Indexing::post;
  const Object& object = post ? *synapses.target : *synapses.source;
  const Subgroup& range = post ? synapses.to : synapses.from;
  if (Status s = check_target(object, equation, *symbol); !s) return s;
  if (Status s = claim(assembly, synapses, equation, target, range); !s) return s;
  Statement statement;
  statement.target = &target;
  statement.delta = equation.value;
  statement.value = expr::add(expr::variable(target), equation.value);
  synapses.statements += "summed:\n" + print({statement});
  const std::string name = synapses.name + "_summed_variable_" + equation.name;
  const bool whole = range.begin == 0 && range.end == object.size;
  assembly.engine.add({name, Slot::groups, object.order - 1, object.clock},
                      std::make_unique<SummedVariable>(assembly, synapses, target, range, whole,
                                                       lower(name, {statement})));
  return {};
}

}  // namespace myelin::equations
