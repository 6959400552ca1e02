#include "equations/event_driven.h"

#include <algorithm>

#include "equations/coefficients.h"

namespace myelin::equations {
namespace {

// The elapsed time is output 0; then A, b and x of each system.
Program values_program(const std::string& name, const EventAdvanceSpec& spec) {
  std::vector<Expr> outputs = {spec.elapsed};
  for (const EventSystem& system : spec.systems) {
    for (const auto* list : {&system.entries, &system.inputs}) {
      for (const Expr& one : *list) {
        if (one) outputs.push_back(one);
      }
    }
    for (const Variable* variable : system.variables) outputs.push_back(expr::variable(*variable));
  }
  return lower(name, {}, outputs);
}

// Which arrays an expression depends on, subexpressions that are constant over dt included.
class Dependence {
 public:
  explicit Dependence(const SynapsesObject& synapses) : synapses_(synapses) {}

  // Of the arrays of `wanted`, the name of one that the expression depends on; empty: of none.
  std::string find(const Expr& e, const std::map<uint32_t, std::string>& wanted) const {
    std::string found;
    contains(e, [&](const Node& node) {
      if (node.op != Op::variable) return false;
      const auto at = wanted.find(node.variable->array);
      if (at != wanted.end()) found = at->second;
      for (const Equation& other : synapses_.equations) {
        const bool stored = other.variable == node.variable && other.has("constant over dt");
        if (stored && found.empty()) found = find(other.value, wanted);
      }
      return !found.empty();
    });
    return found;
  }

 private:
  const SynapsesObject& synapses_;
};

}  // namespace

Status check_event_driven(const SynapsesObject& synapses, const std::string& where) {
  std::map<uint32_t, std::string> at_events, in_every_step;
  for (const Equation& equation : synapses.equations) {
    const bool rate = equation.kind == EquationKind::differential;
    if (rate && equation.has("event-driven")) {
      at_events[equation.variable->array] = "'" + equation.name + "'";
    } else if (rate) {
      in_every_step[equation.variable->array] =
          "'" + equation.name + "', which changes with the clock";
    } else if (equation.has("summed")) {
      const Symbol* target = synapses.scope->find(equation.name);
      if (!target || !target->variable) continue;
      in_every_step[target->variable->array] =
          "'" + equation.name + "', which is summed in every step";
    }
  }
  const Dependence dependence(synapses);
  for (const Equation& equation : synapses.equations) {
    const bool rate = equation.kind == EquationKind::differential;
    if (!rate && !equation.has("summed")) continue;
    const bool event = equation.has("event-driven");
    const std::string used = dependence.find(equation.value, event ? in_every_step : at_events);
    if (used.empty()) continue;
    const std::string kind = event ? "event-driven" : rate ? "clock-driven" : "summed";
    return Error{ErrorCode::invalid_argument, where,
                 "the " + kind + " '" + equation.name + "' may not use " +
                     (event ? used : "the event-driven " + used + ", which stands between events")};
  }
  return {};
}

EventAdvance::EventAdvance(const Assembly& assembly, const SynapsesObject& synapses,
                           const EventAdvanceSpec& spec)
    : code_(assembly, values_program(synapses.name + "_advance", spec), synapses.key) {
  int next = 1;
  const auto take = [&](const std::vector<Expr>& list) {
    std::vector<int> places;
    for (const Expr& one : list) places.push_back(one ? next++ : -1);
    return places;
  };
  for (const EventSystem& system : spec.systems) {
    System& made = systems_.emplace_back();
    made.n = system.variables.size();
    made.entries = take(system.entries);
    made.inputs = take(system.inputs);
    for (size_t k = 0; k < made.n; ++k) {
      made.states.push_back(next++);
      made.signals.push_back(assembly.storage_of(*system.advanced[k]).signal);
    }
    made.a.resize(made.n * made.n);
    made.p = made.q = made.a;
    made.work.resize(4 * made.a.size());
  }
  columns_.assign(size_t(next), std::vector<double>(kBlock + kPadding));
  for (auto& column : columns_) outputs_.push_back(column.data());
}

std::vector<Use> EventAdvance::uses() const {
  std::vector<Use> uses = code_.uses();
  for (const System& system : systems_) {
    for (const SignalId signal : system.signals) uses.push_back({signal, Access::set});
  }
  return uses;
}

void EventAdvance::bind(const SignalStore& store) {
  code_.bind(store);
  for (System& system : systems_) {
    system.targets.clear();
    for (const SignalId signal : system.signals) {
      system.targets.push_back(store.data<double>(signal));
    }
  }
}

void EventAdvance::begin(const StepContext& context) { code_.begin(context, outputs_.data()); }

void EventAdvance::run(const Rows& rows) {
  for (size_t done = 0; done < rows.count; done += kBlock) {
    const size_t count = std::min(kBlock, rows.count - done);
    const int64_t first = rows.first + int64_t(done);
    const int32_t* const list = rows.list ? rows.list + done : nullptr;
    code_.run({first, count, list, 0});
    for (System& system : systems_) {
      for (size_t k = 0; k < count; ++k) {
        advance(system, k, size_t(list ? list[k] : first + int64_t(k)));
      }
    }
  }
}

void EventAdvance::advance(System& system, size_t at, size_t row) {
  const size_t n = system.n;
  const double h = columns_[0][at];
  bool known = h == system.h;
  for (size_t k = 0; k < n * n; ++k) {
    const double entry = system.entries[k] < 0 ? 0 : columns_[size_t(system.entries[k])][at];
    known = known && entry == system.a[k];
    system.a[k] = entry;
  }
  system.h = h;
  if (!known) {
    matrix_exponential(system.a.data(), h, n, system.p.data(), system.q.data(), system.work.data());
  }
  for (size_t i = 0; i < n; ++i) {
    double sum = 0;
    for (size_t j = 0; j < n; ++j) {
      sum = sum + system.p[i * n + j] * columns_[size_t(system.states[j])][at];
    }
    for (size_t j = 0; j < n; ++j) {
      if (system.inputs[j] < 0) continue;
      sum = sum + system.q[i * n + j] * columns_[size_t(system.inputs[j])][at];
    }
    system.targets[i][row] = sum;
  }
}

bool EventAdvance::reads_what_is_written(const Block& block) const {
  for (const Variable* read : code_.interpreter().program().variables) {
    for (const Statement& statement : block) {
      const Variable* target = statement.target;
      if (target && target->array == read->array && target->indexing != Indexing::row) return true;
    }
  }
  return false;
}

}  // namespace myelin::equations
