#include "equations/code.h"

#include <algorithm>

#include "base/text.h"

namespace myelin::equations {
namespace {

// Rows that one thread takes at a time, and the fewest for which threads are worth waking.
constexpr size_t kTask = 4 * kBlock;
constexpr size_t kWorthThreads = 4 * kTask;

}  // namespace

CodeRunner::CodeRunner(const Assembly& assembly, Program program, uint64_t key)
    : interpreter_(std::move(program), assembly.kernels),
      storages_(assembly.storages(interpreter_.program())),
      key_(assembly.key_of(key)) {}

void CodeRunner::bind(const SignalStore& store) {
  std::vector<Binding> bindings;
  for (const Storage& storage : storages_) {
    Binding binding;
    binding.dtype = store.spec(storage.signal).dtype;
    binding.data =
        store.data<uint8_t>(storage.signal) + storage.offset * int64_t(size_of(binding.dtype));
    if (storage.index.valid()) binding.index = store.data<int32_t>(storage.index);
    bindings.push_back(binding);
  }
  const Order order = interpreter_.program().order;
  for (size_t k = 0; k < storages_.size(); ++k) {
    const Indexing indexing = interpreter_.program().variables[k]->indexing;
    const bool counts = (order == Order::distinct_pre && indexing == Indexing::pre) ||
                        (order == Order::distinct_post && indexing == Indexing::post);
    if (counts) seen_.resize(std::max<size_t>(seen_.size(), store.spec(storages_[k].signal).rows));
  }
  interpreter_.bind(std::move(bindings));
}

std::vector<Use> CodeRunner::uses() const {
  const Program& program = interpreter_.program();
  std::vector<Use> uses;
  for (uint32_t k = 0; k < program.variables.size(); ++k) {
    const bool reads = program.reads(k), writes = program.writes(k);
    bool adds = false;
    for (const Instruction& i : program.code) {
      adds |= i.code == Code::accumulate && i.variable == k;
    }
    const Access access = adds               ? Access::inc
                          : writes && !reads ? Access::set
                          : writes           ? Access::update
                                             : Access::read;
    uses.push_back({storages_[k].signal, access});
    if (storages_[k].index.valid()) uses.push_back({storages_[k].index, Access::read});
  }
  return uses;
}

void CodeRunner::reserve(unsigned threads) {
  while (scratch_.size() < threads) {
    scratch_.push_back(std::make_unique<Interpreter::Scratch>(interpreter_));
  }
}

void CodeRunner::begin(const StepContext& context, double* const* outputs) {
  reserve(1);
  context_ = &context;
  call_ = {context.t, context.dt, context.step, *key_, outputs};
  interpreter_.begin(call_);
}

void CodeRunner::run_all(const StepContext& context, int64_t rows, double* const* outputs) {
  begin(context, outputs);
  const size_t n = size_t(rows);
  if (interpreter_.program().order != Order::any) return run({0, n, nullptr, 0});
  // The host's functions are called from its own thread.
  const bool threaded =
      context.pool.threads() > 1 && n >= kWorthThreads && interpreter_.program().hosts.empty();
  reserve(threaded ? context.pool.threads() : 1);
  not_finite_.assign(scratch_.size(), {});
  if (!threaded) {
    interpreter_.run({0, n, nullptr, 0}, *scratch_[0], &not_finite_[0]);
  } else {
    context.pool.run((n + kTask - 1) / kTask, [&](size_t task, unsigned thread) {
      const size_t first = task * kTask, count = std::min(kTask, n - first);
      NotFinite found;
      interpreter_.run({int64_t(first), count, nullptr, first}, *scratch_[thread], &found);
      NotFinite& kept = not_finite_[thread];
      if (found.variable && (!kept.variable || found.row < kept.row)) kept = found;
    });
  }
  for (const NotFinite& found : not_finite_) {
    if (found.variable) report(context, found);
  }
}

void CodeRunner::run(Rows rows) {
  switch (interpreter_.program().order) {
    case Order::any:
      return run_together(rows);
    case Order::distinct_pre:
      return run_distinct(rows, Indexing::pre);
    case Order::distinct_post:
      return run_distinct(rows, Indexing::post);
    case Order::one_by_one:
      for (size_t k = 0; k < rows.count; ++k) {
        interpreter_.begin(call_);  // what was uniform may have been written by the last row
        run_together(
            {rows.first + int64_t(k), 1, rows.list ? rows.list + k : nullptr, rows.output + k});
      }
  }
}

void CodeRunner::run_together(Rows rows) {
  NotFinite found;
  interpreter_.run(rows, *scratch_[0], &found);
  if (found.variable) report(*context_, found);
}

// Cuts the rows where an element would occur for the second time.
void CodeRunner::run_distinct(Rows rows, Indexing indexing) {
  const int32_t* index = nullptr;
  const auto& bindings = interpreter_.bindings();
  for (size_t k = 0; k < bindings.size(); ++k) {
    if (interpreter_.program().variables[k]->indexing == indexing) index = bindings[k].index;
  }
  const auto element = [&](size_t k) {
    return size_t(index[rows.list ? rows.list[k] : rows.first + int64_t(k)]);
  };
  for (size_t begin = 0; begin < rows.count;) {
    if (++segment_ == 0) {  // the counter went round: forget everything
      std::fill(seen_.begin(), seen_.end(), 0);
      segment_ = 1;
    }
    size_t end = begin;
    while (end < rows.count && seen_[element(end)] != segment_) seen_[element(end++)] = segment_;
    run_together({rows.first + int64_t(begin), end - begin, rows.list ? rows.list + begin : nullptr,
                  rows.output + begin});
    begin = end;
  }
}

void CodeRunner::watch(const Object& object) {
  watched_ = object.name;
  interpreter_.watch();
}

void CodeRunner::report(const StepContext& context, const NotFinite& found) const {
  report_value(context, found.variable->name.c_str(), found.row, found.value);
}

void CodeRunner::report_value(const StepContext& context, const char* variable, int64_t row,
                              double value) const {
  const std::string kind = value != value ? "NaN" : "infinite";
  context.faults.raise(
      uint64_t(row),
      {ErrorCode::numeric, watched_ + "." + variable + "[" + std::to_string(row) + "]",
       "the value became " + kind + " in step " + std::to_string(context.step) +
           " (t = " + format_number(context.t) +
           " s); a smaller dt, another method or a bound on the "
           "variable may help. What was recorded is kept"});
}

}  // namespace myelin::equations
