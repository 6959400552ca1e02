#include "equations/code.h"

#include <algorithm>

#include "base/text.h"
#include "language/wasm_backend.h"

namespace myelin::equations {
namespace {

// What threads are worth waking for, and what one of them takes at a time at least: rows times
// instructions, of which a thousand take some 25 ns in generated code for AVX2.
constexpr double kWorthThreads = 130e3, kTask = 15e3;
constexpr size_t kShares = 4;  // parts for each thread, if they are not too small
constexpr size_t kAlign = 64;  // rows

double cost_of(const Instruction& i) {
  if (i.uniform) return 0;
  switch (i.code) {
    case Code::uniform_random:
      return 25;
    case Code::normal_random:
      return 80;
    case Code::binomial:
      return 40;
    case Code::poisson:
      return 150;
    case Code::unary:
      return Unary(i.kernel) > Unary::logical_not ? 60 : 1;
    case Code::binary: {
      const auto kernel = Binary(i.kernel);
      return kernel == Binary::power                              ? 150
             : kernel >= Binary::divide && kernel < Binary::power ? 5
                                                                  : 1;
    }
    default:
      return 1;
  }
}

double cost_of(const Program& program) {
  double cost = 1;
  for (const Instruction& i : program.code) cost += cost_of(i);
  return cost;
}

}  // namespace

// What one thread needs.
struct CodeRunner::Task {
  std::unique_ptr<Interpreter::Scratch> scratch;  // of the interpreter
  std::vector<double> random;                     // columns of a block
  std::vector<double*> columns;
  NotFinite not_finite;
};

CodeRunner::CodeRunner(const Assembly& assembly, Program program, uint64_t key, RowForm rows)
    : interpreter_(std::move(program), assembly.kernels),
      storages_(assembly.storages(interpreter_.program())),
      slot_(std::make_shared<KernelSlot>()),
      random_(random_instructions(interpreter_.program())),
      cost_(cost_of(interpreter_.program())),
      kernels_(assembly.kernels),
      key_(assembly.key_of(key)) {
  slot_->spec.program = &interpreter_.program();
  slot_->spec.rows = rows;
  for (const Storage& storage : storages_) {
    slot_->spec.dtypes.push_back(assembly.engine.store.spec(storage.signal).dtype);
  }
  std::erase_if(assembly.kernel_slots, [](const auto& slot) { return slot.expired(); });
  assembly.kernel_slots.push_back(slot_);
}

CodeRunner::~CodeRunner() = default;

Status CodeRunner::provide(SignalStore& store) const {
  for (const Use& use : uses()) {
    if (Status s = store.provide(use.signal); !s) return s;
  }
  return {};
}

void CodeRunner::bind(const SignalStore& store) {
  std::vector<Binding> bindings;
  arrays_.clear();
  for (const Storage& storage : storages_) {
    Binding binding;
    binding.dtype = store.spec(storage.signal).dtype;
    binding.data =
        store.data<uint8_t>(storage.signal) + storage.offset * int64_t(size_of(binding.dtype));
    if (storage.index.valid() && store.has_memory(storage.index)) {
      binding.index = store.data<int32_t>(storage.index);
    }
    arrays_.push_back(binding.data);
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
  pre_ = interpreter_.bindings_of(Indexing::pre);
  post_ = interpreter_.bindings_of(Indexing::post);
}

void CodeRunner::look_up_in(const int32_t* sources, const int32_t* targets) {
  std::vector<Binding>& bindings = interpreter_.bindings();
  for (size_t k = 0; k < bindings.size(); ++k) {
    const Indexing indexing = interpreter_.program().variables[k]->indexing;
    if (indexing == Indexing::pre) bindings[k].index = pre_ = sources;
    if (indexing == Indexing::post) bindings[k].index = post_ = targets;
  }
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
  while (tasks_.size() < threads) tasks_.push_back(std::make_unique<Task>());
  for (const auto& task : tasks_) {
    task->not_finite = {};
    if (!function_ && !task->scratch) {
      task->scratch = std::make_unique<Interpreter::Scratch>(interpreter_);
    }
    if (!function_ || task->columns.size() == random_.size()) continue;
    task->random.resize(random_.size() * (kBlock + kPadding));
    for (size_t k = 0; k < random_.size(); ++k) {
      task->columns.push_back(&task->random[k * (kBlock + kPadding)]);
    }
  }
}

void CodeRunner::begin(const StepContext& context, double* const* outputs) {
  function_ = slot_->function.load(std::memory_order_acquire);
  reserve(1);
  context_ = &context;
  call_ = {context.t, context.dt, context.step, *key_, outputs};
  if (!function_) interpreter_.begin(call_);
}

void CodeRunner::run_all(const StepContext& context, int64_t rows, double* const* outputs) {
  begin(context, outputs);
  const size_t n = size_t(rows);
  if (interpreter_.program().order != Order::any) return run({0, n, nullptr, 0});
  run_tasks(context, n, nullptr);
}

// How many rows a thread takes at a time; all if threads are not worth it.
size_t CodeRunner::part_of(const StepContext& context, size_t n) const {
  const unsigned threads = context.pool.threads();
  const bool threaded = threads > 1 && double(n) * cost_ >= kWorthThreads && !calls_host();
  if (!threaded) return n;
  const size_t part = std::max(size_t(kTask / cost_), n / (kShares * threads));
  return (part / kAlign + 1) * kAlign;
}

// `list`: where each part puts the rows that it finds, at the part's own place.
void CodeRunner::run_tasks(const StepContext& context, size_t n, int32_t* list) {
  const size_t part = part_of(context, n);
  const bool threaded = part < n;
  reserve(threaded ? context.pool.threads() : 1);
  found_.assign(part ? (n + part - 1) / part : 0, 0);
  const auto run_part = [&](size_t number, unsigned thread) {
    const size_t first = number * part;
    const Rows rows{int64_t(first), std::min(part, n - first), nullptr, first};
    Task& task = *tasks_[thread];
    NotFinite found;
    if (function_) {
      found_[number] = call_function(rows, task, list ? list + first : nullptr, found);
    } else {
      interpreter_.run(rows, *task.scratch, &found);
    }
    NotFinite& kept = task.not_finite;
    if (found.variable && (!kept.variable || found.row < kept.row)) kept = found;
  };
  if (threaded) {
    context.pool.run(found_.size(), run_part);
  } else if (n) {
    run_part(0, 0);
  }
  for (const auto& task : tasks_) {
    if (task->not_finite.variable) report(context, task->not_finite);
  }
}

size_t CodeRunner::find(const StepContext& context, int64_t rows, int32_t* list) {
  const size_t n = size_t(rows);
  if (!slot_->function.load(std::memory_order_acquire)) mask_.resize(n + kBlock);
  double* outputs[] = {mask_.data()};
  begin(context, outputs);
  run_tasks(context, n, list);
  if (!function_) return kernels_.compress(list, mask_.data(), 0, n);
  const size_t part = part_of(context, n);
  size_t count = 0;
  for (size_t k = 0; k < found_.size(); ++k) {
    if (k) std::copy_n(list + k * part, found_[k], list + count);
    count += found_[k];
  }
  return count;
}

// --- generated code ------------------------------------------------------------------------------

// Answers how many rows were found, if they are wanted.
size_t CodeRunner::call_function(Rows rows, Task& task, int32_t* list, NotFinite& found) const {
  enter_generated_code();
  KernelCall call;
  call.arrays = arrays_.data();
  call.pre = pre_;
  call.post = post_;
  call.outputs = call_.outputs;
  call.random = task.columns.data();
  call.t = call_.t;
  call.dt = call_.dt;
  call.step = double(call_.step);
  const size_t most = random_.empty() ? rows.count : kBlock;
  size_t count = 0;
  for (size_t done = 0; done < rows.count; done += most) {
    const Rows part{rows.first + int64_t(done), std::min(most, rows.count - done),
                    rows.list ? rows.list + done : nullptr, rows.output + done};
    for (size_t k = 0; k < random_.size(); ++k) {
      interpreter_.draw(random_[k], part, call_, task.columns[k]);
    }
    call.first = size_t(part.first);
    call.count = part.count;
    call.list = part.list;
    call.output = part.output;
    call.found_rows = list + count;
    call.found = 0;
    function_(&call);
    count += call.found;
    if (call.not_finite && !found.variable) {
      found = {interpreter_.program().variables[call.variable], int64_t(call.element), call.value};
    }
    call.not_finite = 0;
  }
  if (found.variable) look_at(rows, kBlock, found);
  return count;
}

// Names the first value that is still there, as many rows `together` as are taken for one variable
// before the next one. If there is none, what was found has been written over by a later row.
void CodeRunner::look_at(const Rows& rows, size_t together, NotFinite& found) const {
  const Program& program = interpreter_.program();
  const auto looks = [&](const Instruction& i, size_t begin, size_t end) {
    const int32_t* index = nullptr;
    const Indexing indexing = program.variables[i.variable]->indexing;
    if (indexing == Indexing::pre) index = pre_;
    if (indexing == Indexing::post) index = post_;
    for (size_t k = begin; k < end; ++k) {
      const int64_t row = rows.list ? rows.list[k] : rows.first + int64_t(k);
      const int64_t element = indexing == Indexing::shared ? 0 : index ? index[row] : row;
      const bool single = slot_->spec.dtypes[i.variable] == DType::float32;
      const double value = single ? double(static_cast<const float*>(arrays_[i.variable])[element])
                                  : static_cast<const double*>(arrays_[i.variable])[element];
      if (value - value == 0) continue;
      found = {program.variables[i.variable], element, value};
      return true;
    }
    return false;
  };
  for (size_t begin = 0; begin < rows.count; begin += together) {
    for (const Instruction& i : program.code) {
      if (i.code != Code::store || program.variables[i.variable]->type != Type::real) continue;
      if (looks(i, begin, std::min(begin + together, rows.count))) return;
    }
  }
}

// --- rows of a list ------------------------------------------------------------------------------

void CodeRunner::run(Rows rows) {
  NotFinite found;
  const Order order = interpreter_.program().order;
  if (function_) {
    call_function(rows, *tasks_[0], nullptr, found);
  } else if (order == Order::any) {
    interpreter_.run(rows, *tasks_[0]->scratch, &found);
  } else if (order == Order::one_by_one) {
    for (size_t k = 0; k < rows.count; ++k) {
      interpreter_.begin(call_);  // what was uniform may have been written by the last row
      run_together(
          {rows.first + int64_t(k), 1, rows.list ? rows.list + k : nullptr, rows.output + k},
          found);
    }
  } else {
    run_distinct(rows, order == Order::distinct_pre ? Indexing::pre : Indexing::post, found);
  }
  if (!found.variable) return;
  if (order != Order::any) look_at(rows, kBlock, found);
  report(*context_, found);
}

// A part of the rows, none of which writes what another one reads. `found` becomes what a function
// finds that takes row after row.
void CodeRunner::run_together(Rows rows, NotFinite& found) {
  NotFinite one;
  interpreter_.run(rows, *tasks_[0]->scratch, &one);
  if (!one.variable || found.variable) return;
  found = one;
  look_at(rows, 1, found);
}

// Cuts the rows where an element would occur for the second time.
void CodeRunner::run_distinct(Rows rows, Indexing indexing, NotFinite& found) {
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
                  rows.output + begin},
                 found);
    begin = end;
  }
}

void CodeRunner::leave(const Assembly& assembly) const {
  std::erase_if(assembly.kernel_slots, [&](const auto& slot) { return slot.lock() == slot_; });
}

void CodeRunner::want(const Assembly& assembly) const { assembly.kernel_slots.push_back(slot_); }

void CodeRunner::watch_as(const std::string& name) {
  watched_ = name;
  slot_->spec.watch = true;
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

std::vector<Use> RunCode::uses() const {
  std::vector<Use> uses = code_.uses();
  if (fused_) {
    for (const Use& use : found_->uses()) uses.push_back(use);
  }
  return uses;
}

void RunCode::fuse(const Assembly& assembly, Program program, FoundRows& found) {
  fused_ = std::make_unique<CodeRunner>(assembly, std::move(program), key_, RowForm::consecutive);
  fused_->find_only();
  if (!code_.watched().empty()) fused_->watch_as(code_.watched());
  fused_->bind(assembly.engine.store);
  code_.leave(assembly);
  found_ = &found;
}

}  // namespace myelin::equations
