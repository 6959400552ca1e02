#include "equations/synapse_scope.h"

#include "equations/equation_set.h"

namespace myelin::equations {
namespace {

// Group variables as seen from a synapse.
class Side {
 public:
  Side(Assembly& assembly, SynapsesObject& synapses, bool post)
      : assembly_(assembly), synapses_(synapses), post_(post) {}

  void add_names() {
    Group& group = post_ ? *synapses_.target : *synapses_.source;
    for (const auto& [name, variable] : group.variables)
      add(name, symbol_of(group, name, *variable));
    for (const Equation& equation : group.equations) {
      if (equation.kind == EquationKind::differential || equation.variable) continue;
      Symbol symbol;
      symbol.kind = Symbol::Kind::expression;
      symbol.expression = translate(equation.value);
      symbol.read_only = group.scope->find(equation.name)->read_only;
      add(equation.name, symbol);
    }
  }

 private:
  void add(const std::string& name, const Symbol& symbol) {
    synapses_.scope->add(name + (post_ ? "_post" : "_pre"), symbol);
    if (post_) synapses_.scope->add(name, symbol);
  }

  Symbol symbol_of(const Group& group, const std::string& name, const Variable& variable) {
    Symbol symbol;
    symbol.variable = twin(variable);
    const Symbol* own = group.scope->find(name);
    if (own) symbol.read_only = own->read_only;
    return symbol;
  }

  const Variable* twin(const Variable& variable) {
    const Variable*& made = twins_[&variable];
    if (made) return made;
    const auto index = assembly_.storage.find(&variable);
    if (index == assembly_.storage.end() || variable.indexing != Indexing::row) {
      return made = &variable;  // a constant, or one value for all
    }
    Variable copy = variable;
    copy.name += post_ ? "_post" : "_pre";
    copy.indexing = post_ ? Indexing::post : Indexing::pre;
    if (variable.guard) copy.guard = twin(*variable.guard);
    Storage storage = index->second;
    storage.index = post_ ? synapses_.post_index : synapses_.pre_index;
    return made = assembly_.add_alias(copy, storage);
  }

  // A group's subexpression: its rows are the synapse's neurons.
  Expr translate(const Expr& e) {
    return replace(e, [&](const Node& node) -> Expr {
      if (node.op == Op::variable) return expr::variable(*twin(*node.variable));
      if (node.op == Op::row) return expr::variable(*row_number());
      return nullptr;
    });
  }

  const Variable* row_number() {
    if (row_number_) return row_number_;
    Variable variable;
    variable.name = post_ ? "i_post" : "i_pre";
    variable.type = Type::integer;
    const SignalId signal = post_ ? synapses_.post_index : synapses_.pre_index;
    variable.array = signal.index;
    return row_number_ = assembly_.add_alias(variable, {signal, 0, {}});
  }

  Assembly& assembly_;
  SynapsesObject& synapses_;
  bool post_;
  std::unordered_map<const Variable*, const Variable*> twins_;
  const Variable* row_number_ = nullptr;
};

void add_index(Assembly& assembly, SynapsesObject& synapses, const char* name, SignalId signal) {
  Variable variable;
  variable.name = name;
  variable.type = Type::integer;
  variable.steady = true;
  variable.array = signal.index;
  const Variable* made = assembly.add_alias(variable, {signal, 0, {}});
  synapses.scope->add(*made);
}

}  // namespace

void add_synapse_names(Assembly& assembly, SynapsesObject& synapses) {
  Side(assembly, synapses, false).add_names();
  Side(assembly, synapses, true).add_names();
  add_step_names(*synapses.scope, synapses.size);
  add_index(assembly, synapses, "i", synapses.i);
  add_index(assembly, synapses, "j", synapses.j);
  const auto count = [](const Subgroup& range) {
    return expr::number(double(range.end - range.begin), {}, Type::integer);
  };
  synapses.scope->add("N_pre", count(synapses.from), "is read-only");
  synapses.scope->add("N_post", count(synapses.to), "is read-only");
}

}  // namespace myelin::equations
