// Synapses: connections, model, pathways.
#include <algorithm>

#include "base/text.h"
#include "equations/assign.h"
#include "equations/build.h"
#include "equations/connect.h"
#include "equations/delays.h"
#include "equations/equation_rules.h"
#include "equations/equation_set.h"
#include "equations/event_driven.h"
#include "equations/group.h"
#include "equations/pathway.h"
#include "equations/summed.h"
#include "equations/synapse_arrays.h"
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
    add_index_arrays(assembly_, made_);
    add_synapse_names(assembly_, made_);
    add_count_names(assembly_, made_);
    if (Status s = add_number_in_pair(); !s) return s;
    EquationRules rules;
    rules.synapses = true;
    rules.links = &spec_.linked;
    assembly_.growing = true;
    Status done = define_equations(assembly_, made_, spec_.equations, rules);
    if (done) done = add_delays();
    if (done) done = add_continuous();
    if (done && spec_.procedural) done = check_values();
    assembly_.growing = false;
    if (done) done = write_arrays();
    if (done) done = initialize(assembly_, made_, made_.init);
    if (done) done = number_synapses();
    for (size_t k = 0; done && k < spec_.pathways.size(); ++k) {
      done = add_pathway(spec_.pathways[k], made_.paths[k]);
    }
    if (done) done = add_run_regularly(assembly_, made_, spec_.run_regularly);
    return done;
  }

 private:
  Status open() {
    Value dt = spec_.dt;
    if (Status s = open_object(assembly_, made_, spec_.name, spec_.where, dt, spec_.constants);
        !s) {
      return s;
    }
    made_.order = spec_.order;
    made_.single = spec_.single;
    made_.method_options = spec_.method_options;
    made_.init = spec_.init;
    auto source = assembly_.find_end(spec_.from, spec_.where + ".from", made_.from);
    if (!source) return source.error();
    auto target = assembly_.find_end(spec_.to, spec_.where + ".to", made_.to);
    if (!target) return target.error();
    made_.source = *source;
    made_.target = *target;
    for (const Object* end : {made_.source, made_.target}) {
      const SynapsesObject* synapses = assembly_.find_synapses(end->name);
      if (!synapses || !(synapses->procedural || spec_.procedural)) continue;
      return not_procedural(spec_.where + (end == made_.source ? ".from" : ".to"), "are synapses",
                            end->name);
    }
    if (spec_.procedural) {
      if (Status s = check_procedural(spec_); !s) return s;
    }
    // The constants that connect() evaluates need memory already.
    return assembly_.settle();
  }

  Status connect_all() {
    if (spec_.procedural) return connect_procedural(assembly_, made_, spec_.connect[0]);
    // Rows suffice where nobody numbers pairs and neither end can grow.
    const bool groups = !made_.source->row_signal.valid() && !made_.target->row_signal.valid();
    const bool rows = groups && spec_.multisynaptic_index.empty();
    if (rows && spec_.connect.size() == 1 && makes_rows(spec_.connect[0])) {
      auto made = connect_rows(assembly_, made_, spec_.connect[0]);
      if (!made) return made.error();
      made_.size = made->size();
      made_.ends = std::make_shared<SortedEnds>(std::move(*made));
      return {};
    }
    for (const Connect& call : spec_.connect) {
      if (Status s = connect(assembly_, made_, call, pairs_); !s) return s;
    }
    made_.size = int64_t(pairs_.i.size());
    const Span<const int32_t> i{pairs_.i.data(), pairs_.i.size()};
    const Span<const int32_t> j{pairs_.j.data(), pairs_.j.size()};
    if (!rows || !in_row_order(i, j)) return {};
    made_.ends = std::make_shared<SortedEnds>(
        rows_of_pairs(i, j, made_.from.end - made_.from.begin, made_.to.end - made_.to.begin));
    pairs_ = {};
    return {};
  }

  Status add_number_in_pair() {
    const std::string& name = spec_.multisynaptic_index;
    if (name.empty()) return {};
    const std::string where = spec_.where + ".multisynapticIndex";
    if (Status s = check_new_name(name, {name, where}, {0, uint32_t(name.size())}); !s) return s;
    if (is_own_array(name, true) || made_.scope->has_own(name) || made_.constants->has_own(name)) {
      return Error{ErrorCode::duplicate_name, where,
                   "'" + name + "' is the name of something else in '" + made_.name + "' already"};
    }
    SignalSpec array;
    array.name = made_.name + "." + name;
    array.dtype = DType::int32;
    array.rows = uint64_t(made_.size);
    array.growable = true;
    made_.number_in_pair = assembly_.engine.store.add(std::move(array));
    Variable variable;
    variable.name = name;
    variable.type = Type::integer;
    variable.steady = true;
    variable.array = made_.number_in_pair.index;
    made_.scope->add(*assembly_.add_alias(variable, {made_.number_in_pair, 0, {}}));
    return {};
  }

  bool initializes(const std::string& name) const {
    return std::any_of(spec_.init.begin(), spec_.init.end(),
                       [&](const Assignment& assignment) { return assignment.name == name; });
  }

  Status add_delays() {
    bool first_pre = true;
    for (const Pathway& pathway : spec_.pathways) {
      SynapsesObject::Path& path = made_.paths.emplace_back();
      path.name = pathway.name;
      path.code = pathway.code.text;
      path.post = pathway.post;
      if (pathway.event != "spike") path.event = pathway.event;
      path.spiking = assembly_.find_group((path.post ? made_.target : made_.source)->name);
      const bool plain = !pathway.post && first_pre && initializes("delay");
      if (!pathway.post) first_pre = false;
      if (Status s = add_delay(pathway, path, plain || initializes(pathway.name + ".delay")); !s) {
        return s;
      }
    }
    return {};
  }

  // One delay for all synapses of a pathway, one for each ("init", or a text that says so), or a
  // text that is evaluated for each spike.
  Status add_delay(const Pathway& pathway, SynapsesObject::Path& path, bool each) {
    if (!each && pathway.delay.empty()) return {};
    if (each && !pathway.delay.empty()) {
      return Error{ErrorCode::invalid_argument, pathway.delay.where,
                   "the delay is given here and in \"init\"; one of the two is enough"};
    }
    const std::string name = pathway.name + ".delay";
    if (const std::string* text = pathway.delay.text()) {
      auto delay =
          read_quantity_expression(*text, pathway.delay.where, *made_.scope, Type::real, seconds());
      if (!delay) return delay.error();
      const DelayKind kind = kind_of_delay(assembly_, *delay);
      if (kind != DelayKind::once) path.delay_text = *text;
      if (kind == DelayKind::each_spike) {
        path.delay_code = *delay;
        return {};
      }
      each = kind == DelayKind::each_synapse;
      if (each) made_.init.push_back({name, pathway.delay});
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
    if (each) return {};
    auto delay = read_fixed(assembly_, pathway.delay, *made_.scope, seconds());
    if (!delay) return delay.error();
    path.delay_text = format_number(*delay) + " s";
    assembly_.values.push_back({assembly_.storage_of(*path.delay).signal, {*delay}});
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
    if (Status s = check_event_driven(made_, spec_.equations.where); !s) return s;
    if (Status s = add_events(); !s) return s;
    add_subexpression_update(assembly_, made_);
    for (const Equation& equation : made_.equations) {
      if (!equation.has("summed")) continue;
      if (Status s = add_summed(assembly_, made_, equation); !s) return s;
    }
    return add_state_update(assembly_, made_, continuous, spec_.method, nullptr, {});
  }

  // The statements that advance event-driven variables, and what they need.
  Status add_events() {
    if (events_.empty()) return {};
    add_last_update();
    const Expr now = expr::leaf(Op::time, Type::real, seconds());
    advance_.elapsed = expr::subtract(now, expr::variable(*last_update_));
    auto block = integrate_over(events_, advance_.elapsed, spec_.equations.where,
                                [&](EventSystem& system) { add_advanced(system); });
    if (!block) return block.error();
    advance_block_ = std::move(*block);
    return {};
  }

  void add_advanced(EventSystem& system) {
    for (const Variable* variable : system.variables) {
      Variable advanced = *variable;
      advanced.name = "advanced_" + variable->name;
      std::string array = made_.name + "." + advanced.name;
      while (assembly_.engine.store.find(array).valid()) array += "_";
      system.advanced.push_back(
          assembly_.add_variable(advanced, array, DType::float64, uint64_t(made_.size), true));
    }
    advance_.systems.push_back(system);
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

  // Procedural synapses have no values of their own.
  Status check_values() const {
    for (const Equation& equation : made_.equations) {
      if (equation.has("summed")) return not_procedural(equation.where, "nothing can be summed");
      if (!equation.variable || equation.variable->indexing == Indexing::shared) continue;
      return not_procedural(equation.where, "is a value of each", equation.name);
    }
    for (size_t k = 0; k < made_.paths.size(); ++k) {
      const SynapsesObject::Path& path = made_.paths[k];
      const bool each = path.delay_code || (path.delay && path.delay->indexing == Indexing::row);
      if (each) return not_procedural(where_of_delay(spec_.pathways[k]), "their delay is the same");
    }
    return {};
  }

  // --- arrays and pathways ---------------------------------------------------------------------

  Status write_arrays() {
    if (Status s = assembly_.settle(); !s) return s;
    const SignalStore& store = assembly_.engine.store;
    if (!made_.ends && !made_.procedural) {
      std::copy(pairs_.i.begin(), pairs_.i.end(), store.data<int32_t>(made_.i));
      std::copy(pairs_.j.begin(), pairs_.j.end(), store.data<int32_t>(made_.j));
    }
    complete_index_arrays(assembly_, made_);
    pairs_ = {};
    return {};
  }

  // By delay, if that is wanted and delays differ.
  Status number_synapses() {
    if (!spec_.by_delay) return {};
    if (!made_.ends) {
      return Error{ErrorCode::unsupported, spec_.where + ".numbering",
                   "numbering by delay needs groups, pairs that come by source and target, and no "
                   "multisynapticIndex"};
    }
    for (size_t k = 0; k < made_.paths.size(); ++k) {
      const SynapsesObject::Path& path = made_.paths[k];
      if (path.post || !path.delay || path.delay->indexing != Indexing::row) continue;
      if (Status s = check_delays(assembly_, path, where_of_delay(spec_.pathways[k])); !s) return s;
      return number_by_delay(assembly_, made_, path);
    }
    return {};
  }

  std::string where_of_delay(const Pathway& pathway) const {
    if (!pathway.delay.empty()) return pathway.delay.where;
    for (const Assignment& one : spec_.init) {
      if (one.name == "delay" || one.name == pathway.name + ".delay") return one.value.where;
    }
    return spec_.where;
  }

  Status add_pathway(const Pathway& pathway, SynapsesObject::Path& path) {
    if (!path.spiking) {
      const Object& end = pathway.post ? *made_.target : *made_.source;
      return Error{ErrorCode::invalid_argument, pathway.code.where,
                   "'" + end.name + "' never spikes: it consists of synapses"};
    }
    auto event = path.spiking->find_event(
        pathway.event, pathway.where_event.empty() ? pathway.code.where : pathway.where_event);
    if (!event) return event.error();
    auto code = read_statements(pathway.code.text, pathway.code.where, *made_.scope);
    if (!code) return code.error();
    Block block = advance_block_;
    block.insert(block.end(), code->begin(), code->end());
    if (!events_.empty()) {
      Statement stamp;
      stamp.target = last_update_;
      stamp.value = expr::leaf(Op::time, Type::real, seconds());
      block.push_back(stamp);
    }
    made_.statements += "on " + pathway.name + ":\n" + print(block);
    if (path.delay_code) {
      made_.statements += "delay of each spike: " + print(path.delay_code) + "\n";
    }
    const std::string where = where_of_delay(pathway);
    if (Status s = check_delays(assembly_, path, where); !s) return s;
    if (Status s = check_room_for_rows(assembly_, path, where); !s) return s;
    const std::string name = made_.name + "_" + pathway.name;
    Program program = lower(name, block, {}, {.guards = true});
    for (const Variable* variable : program.variables) {
      if (!spec_.procedural || variable->indexing != Indexing::row) continue;
      return not_procedural(pathway.code.where, "is a value of each", variable->name);
    }
    auto made = std::make_unique<SpikePathway>(assembly_, made_, path, **event, std::move(program));
    if (!advance_.systems.empty()) made->advance_first(assembly_, made_, advance_, block);
    if (path.delay_code) made->delay_by(assembly_, path.delay_code);
    path.pathway = made.get();
    made_.followers.push_back(made.get());
    follow_clock(path, where);
    assembly_.engine.add(
        {name, Slot::synapses, pathway.order.value_or(pathway.post ? 1 : -1), path.spiking->clock},
        std::move(made));
    return {};
  }

  // With another dt, delays and spikes under way are other numbers of steps.
  void follow_clock(const SynapsesObject::Path& path, const std::string& where) {
    assembly_.derived.push_back(
        [&assembly = assembly_, &path, where,
         dt = assembly_.engine.clocks()[path.spiking->clock].dt](bool commit) mutable -> Status {
          const double now = assembly.engine.clocks()[path.spiking->clock].dt;
          if (now == dt) return {};
          if (!commit) return check_delays(assembly, path, where);
          path.pathway->bind(assembly.engine.store);
          dt = now;
          return {};
        });
  }

  Assembly& assembly_;
  const Synapses& spec_;
  SynapsesObject& made_;
  Pairs pairs_;
  std::vector<Differential> events_;
  EventAdvanceSpec advance_;
  Block advance_block_;
  const Variable* last_update_ = nullptr;
};

}  // namespace

Status add_synapses(Assembly& assembly, const Synapses& spec) {
  return SynapsesBuilder(assembly, spec).run();
}

}  // namespace myelin::equations
