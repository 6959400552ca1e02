#include "equations/condition.h"

#include <algorithm>

#include "equations/values.h"

namespace myelin::equations {

Expected<std::unique_ptr<Condition>> Condition::read(Assembly& assembly,
                                                     const ConditionSpec& spec) {
  const Object* object = nullptr;
  int64_t begin = 0, end = 1;
  if (const SynapsesObject* synapses = assembly.find_synapses(spec.of)) {
    object = synapses;
    end = synapses->size;
  } else if (!spec.of.empty()) {
    auto range = assembly.find_range(spec.of, spec.text.where);
    if (!range) return range.error();
    object = range->group;
    begin = range->begin;
    end = range->end;
  }
  Scope scope(object ? object->scope.get() : &assembly.root);
  scope.random = false;
  scope.add("t", expr::leaf(Op::time, Type::real, seconds()), "is the time");
  auto condition = read_expression(spec.text.text, spec.text.where, scope, Type::boolean, {});
  if (!condition) return condition.error();
  std::unique_ptr<Condition> made(
      new Condition(assembly, lower("condition", {}, {*condition}), spec));
  made->clock_ = object ? object->clock : 0;
  made->synapses_ = assembly.find_synapses(spec.of);
  made->begin_ = begin;
  made->end_ = end;
  made->values_.resize(size_t(end - begin) + kPadding);
  if (Status s = made->code_.provide(assembly.engine.store); !s) return s.error();
  made->code_.bind(assembly.engine.store);
  return made;
}

bool Condition::holds() {
  Engine& engine = assembly_.engine;
  const Clock& clock = engine.clocks()[clock_];
  if (synapses_) {  // there may be more or fewer by now
    end_ = synapses_->size;
    values_.resize(std::max(values_.size(), size_t(end_) + kPadding));
    code_.bind(engine.store);
  }
  double* outputs[] = {values_.data()};
  code_.begin({clock.step, engine.now(), clock.dt, engine.pool(), engine.faults(), engine.memory()},
              outputs);
  const size_t rows = size_t(end_ - begin_);
  code_.run({begin_, rows, nullptr, 0});
  const double* const values = values_.data();
  const auto is_true = [](double value) { return value != 0; };
  return all_ ? std::all_of(values, values + rows, is_true)
              : std::any_of(values, values + rows, is_true);
}

}  // namespace myelin::equations
