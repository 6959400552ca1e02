// Synapses: connections, model, pathways.
#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "equations/build.h"
#include "equations/connect.h"
#include "equations/equation_set.h"
#include "equations/group.h"
#include "equations/pathway.h"
#include "equations/synapse_scope.h"
#include "equations/values.h"

namespace myelin::equations {
namespace {

class SynapsesBuilder {
 public:
  SynapsesBuilder(Assembly& assembly, const Synapses& spec)
      : assembly_(assembly), spec_(spec), made_(assembly.synapses.emplace_back()) {}

  Status run() {
    if (Status s = open(); !s) return s;
    if (Status s = connect_all(); !s) return s;
    add_arrays();
    add_synapse_names(assembly_, made_);
    add_counts();
    EquationRules rules;
    rules.synapses = true;
    rules.links = &spec_.linked;
    if (Status s = define_equations(assembly_, made_, spec_.equations, rules); !s) return s;
    if (Status s = add_delays(); !s) return s;
    if (Status s = add_continuous(); !s) return s;
    if (Status s = write_arrays(); !s) return s;
    if (Status s = initialize(assembly_, made_, spec_.init); !s) return s;
    for (size_t k = 0; k < spec_.pathways.size(); ++k) {
      if (Status s = add_pathway(spec_.pathways[k], made_.paths[k]); !s) return s;
    }
    return {};
  }

 private:
  Status open() {
    Value dt = spec_.dt;
    if (Status s = open_object(assembly_, made_, spec_.name, spec_.where, dt, spec_.constants);
        !s) {
      return s;
    }
    made_.order = spec_.order;
    auto from = assembly_.find_range(spec_.from, spec_.where + ".from");
    if (!from) return from.error();
    auto to = assembly_.find_range(spec_.to, spec_.where + ".to");
    if (!to) return to.error();
    made_.source = from->group;
    made_.target = to->group;
    made_.from.begin = from->begin;
    made_.from.end = from->end;
    made_.to.begin = to->begin;
    made_.to.end = to->end;
    // The constants that connect() evaluates need memory already.
    return assembly_.settle();
  }

  Status connect_all() {
    for (const Connect& call : spec_.connect) {
      if (Status s = connect(assembly_, made_, call, pairs_); !s) return s;
    }
    made_.size = int64_t(pairs_.i.size());
    return {};
  }

  SignalId add_signal(const std::string& name, uint64_t rows) {
    SignalSpec spec;
    spec.name = made_.name + "." + name;
    spec.dtype = DType::int32;
    spec.rows = rows;
    return assembly_.engine.store.add(std::move(spec));
  }

  void add_arrays() {
    const uint64_t n = uint64_t(made_.size);
    made_.i = add_signal("i", n);
    made_.j = add_signal("j", n);
    made_.pre_index = made_.from.begin ? add_signal("pre_index", n) : made_.i;
    made_.post_index = made_.to.begin ? add_signal("post_index", n) : made_.j;
  }

  // How many synapses each neuron has.
  void add_counts() {
    for (const bool post : {false, true}) {
      Variable variable;
      variable.name = post ? "N_incoming" : "N_outgoing";
      variable.type = Type::integer;
      variable.indexing = post ? Indexing::post : Indexing::pre;
      const Group& group = post ? *made_.target : *made_.source;
      const SignalId signal = add_signal(variable.name, uint64_t(group.size));
      variable.array = signal.index;
      const Storage storage{signal, 0, post ? made_.post_index : made_.pre_index};
      made_.scope->add(*assembly_.add_alias(variable, storage));
      counts_[post] = signal;
    }
  }

  bool initializes(const std::string& name) const {
    return std::any_of(spec_.init.begin(), spec_.init.end(),
                       [&](const Assignment& assignment) { return assignment.name == name; });
  }

  // One delay for all synapses of a pathway if it is given there; one each if "init" sets it.
  Status add_delays() {
    bool first_pre = true;
    for (const Pathway& pathway : spec_.pathways) {
      SynapsesObject::Path& path = made_.paths.emplace_back();
      path.name = pathway.name;
      path.code = pathway.code.text;
      path.post = pathway.post;
      if (pathway.event != "spike") path.event = pathway.event;
      const std::string name = pathway.name + ".delay";
      const bool plain = !pathway.post && first_pre && initializes("delay");
      if (!pathway.post) first_pre = false;
      const bool each = plain || initializes(name);
      if (!each && pathway.delay.empty()) continue;
      if (each && !pathway.delay.empty()) {
        return Error{ErrorCode::invalid_argument, pathway.delay.where,
                     "the delay is given here and in \"init\"; one of the two is enough"};
      }
      Variable variable;
      variable.name = pathway.name + "_delay";
      variable.dimension = seconds();
      variable.indexing = each ? Indexing::row : Indexing::shared;
      variable.steady = true;
      path.delay = assembly_.add_variable(variable, made_.name + "." + name, DType::float64,
                                          each ? uint64_t(made_.size) : 1);
      made_.variables[name] = path.delay;
      if (!pathway.post) made_.variables.emplace("delay", path.delay);
      if (each) continue;
      auto delay = read_scalar(assembly_, pathway.delay, *made_.constants, seconds());
      if (!delay) return delay.error();
      path.delay_text = format_number(*delay) + " s";
      assembly_.values.push_back({assembly_.storage_of(*path.delay).signal, {*delay}});
    }
    return {};
  }

  // --- equations -------------------------------------------------------------------------------

  Status add_continuous() {
    std::vector<Differential> continuous;
    for (const Equation& equation : made_.equations) {
      if (equation.kind != EquationKind::differential) continue;
      Differential one{equation.variable, equation.value, false};
      (equation.has("event-driven") ? events_ : continuous).push_back(one);
    }
    for (const Differential& event : events_) {
      for (const Differential& other : continuous) {
        if (!uses(event.rhs, *other.variable)) continue;
        return Error{ErrorCode::invalid_argument, spec_.equations.where,
                     "the event-driven '" + event.variable->name + "' may not use '" +
                         other.variable->name + "', which changes with the clock"};
      }
    }
    if (!events_.empty()) add_last_update();
    add_subexpression_update(assembly_, made_);
    for (const Equation& equation : made_.equations) {
      if (!equation.has("summed")) continue;
      if (Status s = add_summed(equation); !s) return s;
    }
    return add_state_update(assembly_, made_, continuous, spec_.method, nullptr, {});
  }

  void add_last_update() {
    Variable variable;
    variable.name = "lastupdate";
    variable.dimension = seconds();
    last_update_ = assembly_.add_variable(variable, made_.name + ".lastupdate", DType::float64,
                                          uint64_t(made_.size));
    made_.scope->add(*last_update_);
    made_.variables["lastupdate"] = last_update_;
  }

  // x_post = expr (summed): x is set to zero, then every synapse adds its part, in every step just
  // before the target's state update.
  Status add_summed(const Equation& equation) {
    const Symbol* symbol = made_.scope->find(equation.name);
    const bool variable =
        symbol && symbol->kind == Symbol::Kind::variable && symbol->read_only.empty();
    if (!variable || (symbol->variable->indexing != Indexing::pre &&
                      symbol->variable->indexing != Indexing::post)) {
      return Error{ErrorCode::unknown_name, equation.where,
                   "'" + equation.name +
                       "' (summed) is no variable of the source or target; "
                       "write NAME_post or NAME_pre"};
    }
    const Variable& target = *symbol->variable;
    if (!(target.dimension == equation.dimension)) {
      return Error{ErrorCode::unit, equation.where,
                   "'" + equation.name + "' is in " + to_string(target.dimension) +
                       ", but the sum is in " + to_string(equation.dimension)};
    }
    const bool post = target.indexing == Indexing::post;
    Group& group = post ? *made_.target : *made_.source;
    const Subgroup& range = post ? made_.to : made_.from;
    if (target.type != Type::real) {
      return Error{ErrorCode::type, equation.where,
                   "'" + equation.name + "' is summed into a variable that is no float"};
    }
    if (!is_parameter(group, target)) {
      return Error{ErrorCode::invalid_argument, equation.where,
                   "'" + equation.name +
                       "' is summed into a variable that has an equation; "
                       "it must be a parameter"};
    }
    if (Status s = claim_sum(equation, target, range); !s) return s;
    Statement statement;
    statement.target = &target;
    statement.delta = equation.value;
    statement.value = expr::add(expr::variable(target), equation.value);
    made_.statements += "summed:\n" + print({statement});
    const std::string name = made_.name + "_summed_variable_" + equation.name;
    assembly_.engine.add({name, Slot::groups, group.order - 1, group.clock},
                         std::make_unique<SummedVariable>(assembly_, made_, target, range.begin,
                                                          range.end, lower(name, {statement})));
    return {};
  }

  static bool is_parameter(const Group& group, const Variable& target) {
    return std::any_of(group.equations.begin(), group.equations.end(), [&](const Equation& one) {
      return one.kind == EquationKind::parameter && one.variable &&
             one.variable->array == target.array;
    });
  }

  Status claim_sum(const Equation& equation, const Variable& target, const Subgroup& range) {
    for (const auto& sum : assembly_.sums) {
      const bool overlap =
          sum.array == target.array && sum.begin < range.end && range.begin < sum.end;
      if (!overlap) continue;
      return Error{ErrorCode::invalid_argument, equation.where,
                   "'" + equation.name + "' is summed by '" + sum.synapses + "' already"};
    }
    assembly_.sums.push_back({target.array, range.begin, range.end, made_.name});
    return {};
  }

  // --- arrays and pathways ---------------------------------------------------------------------

  Status write_arrays() {
    if (Status s = assembly_.settle(); !s) return s;
    const SignalStore& store = assembly_.engine.store;
    const size_t n = pairs_.i.size();
    int32_t *i = store.data<int32_t>(made_.i), *j = store.data<int32_t>(made_.j);
    int32_t *pre = store.data<int32_t>(made_.pre_index),
            *post = store.data<int32_t>(made_.post_index);
    int32_t *outgoing = store.data<int32_t>(counts_[0]),
            *incoming = store.data<int32_t>(counts_[1]);
    for (size_t k = 0; k < n; ++k) {
      i[k] = pairs_.i[k];
      j[k] = pairs_.j[k];
      pre[k] = pairs_.i[k] + int32_t(made_.from.begin);
      post[k] = pairs_.j[k] + int32_t(made_.to.begin);
      ++outgoing[pre[k]];
      ++incoming[post[k]];
    }
    pairs_ = {};
    return {};
  }

  // Delays in steps of the clock of the neurons that spike.
  Expected<std::vector<uint32_t>> delay_steps(const Pathway& pathway,
                                              const SynapsesObject::Path& path, double dt) {
    if (!path.delay) return std::vector<uint32_t>{0};
    const SignalId signal = assembly_.storage_of(*path.delay).signal;
    const Span<double> delays = assembly_.engine.store.view<double>(signal);
    std::vector<uint32_t> steps(delays.size);
    for (size_t k = 0; k < delays.size; ++k) {
      const double rounded = std::trunc(delays[k] / dt + 0.5);
      if (!(delays[k] >= 0) || rounded > 1e8) {
        return Error{
            ErrorCode::invalid_argument,
            where_of_delay(pathway) + (pathway.delay.empty() ? "[" + std::to_string(k) + "]" : ""),
            "the delay is " + format_number(delays[k]) +
                " s; it must not be negative and at most 1e8 steps"};
      }
      steps[k] = uint32_t(rounded);
    }
    const uint32_t longest = steps.empty() ? 0 : *std::max_element(steps.begin(), steps.end());
    const double bytes = double(longest) * sizeof(std::vector<SpikeQueue::Run>);
    if (bytes > double(assembly_.memory_limit)) {
      return Error{ErrorCode::memory, where_of_delay(pathway),
                   "a delay of " + std::to_string(longest) +
                       " steps needs a longer queue than the memory limit of " +
                       format_bytes(assembly_.memory_limit) + " allows"};
    }
    return steps;
  }

  std::string where_of_delay(const Pathway& pathway) const {
    if (!pathway.delay.empty()) return pathway.delay.where;
    for (const Assignment& one : spec_.init) {
      if (one.name == "delay" || one.name == pathway.name + ".delay") return one.value.where;
    }
    return spec_.where;
  }

  Status add_pathway(const Pathway& pathway, const SynapsesObject::Path& path) {
    Group& spiking = pathway.post ? *made_.target : *made_.source;
    auto event = spiking.find_event(
        pathway.event, pathway.where_event.empty() ? pathway.code.where : pathway.where_event);
    if (!event) return event.error();
    auto code = read_statements(pathway.code.text, pathway.code.where, *made_.scope);
    if (!code) return code.error();
    const bool lists_events = !events_.empty();
    Block block;
    if (lists_events) {
      const Expr now = expr::leaf(Op::time, Type::real, seconds());
      const Expr elapsed = expr::subtract(now, expr::variable(*last_update_));
      auto advance = integrate_over(events_, elapsed, spec_.equations.where);
      if (!advance) return advance.error();
      block = std::move(*advance);
    }
    block.insert(block.end(), code->begin(), code->end());
    if (lists_events) {
      Statement stamp;
      stamp.target = last_update_;
      stamp.value = expr::leaf(Op::time, Type::real, seconds());
      block.push_back(stamp);
    }
    made_.statements += "on " + pathway.name + ":\n" + print(block);
    auto delays = delay_steps(pathway, path, assembly_.engine.clocks()[spiking.clock].dt);
    if (!delays) return delays.error();
    const Subgroup& range = pathway.post ? made_.to : made_.from;
    const SignalId neuron = pathway.post ? made_.post_index : made_.pre_index;
    PathwayOrder order(assembly_.engine.store.view<int32_t>(neuron), spiking.size, *delays);
    const std::string name = made_.name + "_" + pathway.name;
    assembly_.engine.add(
        {name, Slot::synapses, pathway.order.value_or(pathway.post ? 1 : -1), spiking.clock},
        std::make_unique<SpikePathway>(assembly_, made_,
                                       GroupRange{&spiking, range.begin, range.end}, **event,
                                       std::move(order), lower(name, block, {}, {.guards = true})));
    return {};
  }

  Assembly& assembly_;
  const Synapses& spec_;
  SynapsesObject& made_;
  Pairs pairs_;
  SignalId counts_[2];
  std::vector<Differential> events_;
  const Variable* last_update_ = nullptr;
};

}  // namespace

Status add_synapses(Assembly& assembly, const Synapses& spec) {
  return SynapsesBuilder(assembly, spec).run();
}

}  // namespace myelin::equations
