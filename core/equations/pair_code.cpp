#include "equations/pair_code.h"

#include <algorithm>

namespace myelin::equations {

PairCode::PairCode(Assembly& assembly, SynapsesObject& synapses, bool inner_is_post)
    : assembly_(assembly), synapses_(synapses), scope_(synapses.constants.get()) {
  scope_.sites = &synapses.sites;
  const auto count = [](const Subgroup& range) {
    return expr::number(double(range.end - range.begin), {}, Type::integer);
  };
  scope_.add("N_pre", count(synapses.from), "is read-only");
  scope_.add("N_post", count(synapses.to), "is read-only");
  add_side(*synapses.source, synapses.from, "_pre", inner_is_post);
  add_side(*synapses.target, synapses.to, "_post", !inner_is_post);
  const auto add_index = [&](const char* name, bool outer) {
    Variable variable;
    variable.name = name;
    variable.type = Type::integer;
    variable.indexing = outer ? Indexing::shared : Indexing::row;
    scope_.add(*add(variable, {outer ? Role::outer_index : Role::inner_index}));
  };
  add_index("i", inner_is_post);
  add_index("j", !inner_is_post);
}

const Variable* PairCode::add(Variable variable, Source source) {
  variables_.push_back(std::move(variable));
  sources_.emplace(&variables_.back(), source);
  return &variables_.back();
}

void PairCode::add_side(Group& group, const Subgroup& range, const std::string& suffix,
                        bool outer) {
  // One element of a variable for each pair, wherever its array is.
  const auto add_twin = [&](const Variable& variable) {
    Variable twin = variable;
    twin.name += suffix;
    twin.writable = false;
    twin.guard = nullptr;
    const bool shared = variable.indexing == Indexing::shared;
    if (!shared) twin.indexing = outer ? Indexing::shared : Indexing::post;
    const Storage& storage = assembly_.storage_of(variable);
    const SignalStore& store = assembly_.engine.store;
    Source source{outer || shared ? Role::outer_variable : Role::inner_variable};
    source.dtype = store.spec(storage.signal).dtype;
    const int64_t first = storage.offset + (shared ? 0 : range.begin);
    source.data = store.data<uint8_t>(storage.signal) + first * int64_t(size_of(source.dtype));
    if (shared) source.role = Role::inner_variable;  // its address does not move with the neuron
    return add(twin, source);
  };
  std::unordered_map<const Variable*, const Variable*> twins;
  for (const auto& [name, variable] : group.variables) {
    twins[variable] = add_twin(*variable);
    scope_.add(*twins[variable]);
  }
  for (const Equation& equation : group.equations) {
    if (equation.kind == EquationKind::differential || equation.variable) continue;
    const Expr value = replace(equation.value, [&](const Node& node) -> Expr {
      if (node.op != Op::variable || node.variable->indexing == Indexing::shared) return nullptr;
      const auto twin = twins.find(node.variable);
      return expr::variable(twin == twins.end() ? *add_twin(*node.variable) : *twin->second);
    });
    const bool by_row = contains(value, [](const Node& node) { return node.op == Op::row; });
    if (!by_row) scope_.add(equation.name + suffix, value, "is a subexpression");
  }
}

void PairCode::add_running(const std::string& name) {
  Variable variable;
  variable.name = name;
  variable.type = Type::integer;
  scope_.add(*add(variable, {Role::running}));
}

bool PairCode::varies(const Expr& expression) const {
  return contains(expression, [&](const Node& node) {
    if (is_random(node)) return true;
    return node.op == Op::variable && node.variable->indexing != Indexing::shared;
  });
}

bool PairCode::uses_inner_variables(const Expr& expression) const {
  return contains(expression, [&](const Node& node) {
    return node.op == Op::variable && node.variable->indexing == Indexing::post;
  });
}

PairCode::Compiled::Compiled(PairCode& code, const Expr& expression)
    : code_(code),
      interpreter_(lower("connect", {}, {expression}), code.assembly_.kernels),
      scratch_(interpreter_) {}

void PairCode::Compiled::run(int32_t outer, Span<const int32_t> inner, Span<const int32_t> running,
                             double* out) {
  const size_t count = running.data ? running.size : inner.size;
  inner_.resize(inner.size + kPadding);
  std::copy(inner.begin(), inner.end(), inner_.begin());
  running_.resize(running.size + kPadding);
  std::copy(running.begin(), running.end(), running_.begin());
  std::vector<Binding> bindings;
  for (const Variable* variable : interpreter_.program().variables) {
    Binding binding;
    const auto found = code_.sources_.find(variable);
    if (found == code_.sources_.end()) {  // a constant or a timed array
      const Storage& storage = code_.assembly_.storage_of(*variable);
      binding.dtype = code_.assembly_.engine.store.spec(storage.signal).dtype;
      binding.data = code_.assembly_.engine.store.data<uint8_t>(storage.signal) +
                     storage.offset * int64_t(size_of(binding.dtype));
      bindings.push_back(binding);
      continue;
    }
    const Source& source = found->second;
    binding.dtype = source.dtype;
    const auto ints = [](const int32_t* data) {
      return reinterpret_cast<uint8_t*>(const_cast<int32_t*>(data));
    };
    switch (source.role) {
      case Role::outer_index:
        binding.data = ints(&outer);
        break;
      case Role::inner_index:
        binding.data = ints(inner_.data());
        break;
      case Role::running:
        binding.data = ints(running_.data());
        break;
      case Role::outer_variable:
        binding.data = source.data + outer * int64_t(size_of(source.dtype));
        break;
      case Role::inner_variable:
        binding.data = source.data;
        binding.index = inner_.data();
        break;
    }
    bindings.push_back(binding);
  }
  interpreter_.bind(std::move(bindings));
  Call call;
  call.dt = code_.scope_.dt;
  call.step = outer;
  call.key = code_.synapses_.key;
  double* outputs[] = {out};
  call.outputs = outputs;
  interpreter_.begin(call);
  interpreter_.run({0, count, nullptr, 0}, scratch_);
}

}  // namespace myelin::equations
