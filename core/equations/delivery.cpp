#include "equations/delivery.h"

#include <algorithm>
#include <cmath>

namespace myelin::equations {
namespace {

// Drawn synapses from which on threads are worth waking.
constexpr uint64_t kWorthThreads = 4000;

bool is_zero(const Instruction& i) { return i.code == Code::number && i.number == 0; }

// The uniform part of a program, with an output for each value that is wanted.
Program uniform_part(const Program& whole, const std::vector<uint32_t>& wanted) {
  Program made;
  made.name = whole.name;
  made.hosts = whole.hosts;
  std::vector<uint32_t> renamed(whole.code.size());
  for (size_t k = 0; k < whole.code.size(); ++k) {
    if (!whole.code[k].uniform) continue;
    Instruction i = whole.code[k];
    i.a = renamed[i.a];
    i.b = renamed[i.b];
    i.c = renamed[i.c];
    if (i.code == Code::load || i.code == Code::lookup) {
      made.variables.push_back(whole.variables[i.variable]);
      i.variable = uint32_t(made.variables.size() - 1);
    }
    renamed[k] = uint32_t(made.code.size());
    made.code.push_back(i);
  }
  for (const uint32_t value : wanted) {
    Instruction i;
    i.code = Code::output;
    i.a = renamed[value];
    i.site = made.outputs++;
    made.code.push_back(i);
  }
  return made;
}

}  // namespace

// --- what a program does -------------------------------------------------------------------------

Delivery::Delivery(const Assembly& assembly, const SynapsesObject& synapses,
                   const SynapsesObject::Path& path)
    : synapses_(synapses),
      path_(path),
      clocks_(assembly.engine.clocks()),
      kernels_(assembly.kernels) {}

std::unique_ptr<Delivery> Delivery::of(const Assembly& assembly, const SynapsesObject& synapses,
                                       const SynapsesObject::Path& path, const Program& program) {
  const Object& end = path.post ? *synapses.source : *synapses.target;
  if (end.row_signal.valid() || program.order != Order::any) return nullptr;
  std::unique_ptr<Delivery> made(new Delivery(assembly, synapses, path));
  if (!made->read_program(assembly, program)) return nullptr;
  if (synapses.procedural) made->drawn_ = std::make_unique<DrawnRows>(*synapses.procedural);
  return made;
}

bool Delivery::read_program(const Assembly& assembly, const Program& program) {
  std::vector<uint32_t> uniform;
  for (const Instruction& i : program.code) {
    if (i.code == Code::accumulate) {
      if (!read_add(assembly, program, i, uniform)) return false;
    } else if (i.code == Code::store || i.code == Code::output) {
      return false;
    }
  }
  if (adds_.empty()) return false;
  if (!uniform.empty()) {
    uniforms_ =
        std::make_unique<CodeRunner>(assembly, uniform_part(program, uniform), synapses_.key);
    values_.resize(uniform.size() * kPadding);
    for (size_t k = 0; k < uniform.size(); ++k) outputs_.push_back(&values_[k * kPadding]);
  }
  return true;
}

// x_post += value, x_post += w, or one of these where a guard is true.
bool Delivery::read_add(const Assembly& assembly, const Program& program,
                        const Instruction& instruction, std::vector<uint32_t>& uniform) {
  const Indexing other = path_.post ? Indexing::pre : Indexing::post;
  const Variable& target = *program.variables[instruction.variable];
  const auto dtype = [&](const Storage& storage) {
    return assembly.engine.store.spec(storage.signal).dtype;
  };
  Add add;
  add.name = target.name;
  add.array = assembly.storage_of(target);
  add.single_target = dtype(add.array) == DType::float32;
  const bool to_real = add.single_target || dtype(add.array) == DType::float64;
  if (target.indexing != other || !to_real) return false;
  uint32_t value = instruction.a;
  const Instruction* from = &program.code[value];
  if (from->code == Code::select && !from->uniform) {
    const Instruction& guard = program.code[from->a];
    if (guard.code != Code::load || !is_zero(program.code[from->c])) return false;
    const Variable& open = *program.variables[guard.variable];
    add.guard = assembly.storage_of(open);
    if (open.indexing != other || dtype(add.guard) != DType::boolean) return false;
    value = from->b;
    from = &program.code[value];
  }
  if (!from->uniform) {
    if (from->code != Code::load) return false;
    const Variable& weight = *program.variables[from->variable];
    add.weights = assembly.storage_of(weight);
    add.single_weights = dtype(add.weights) == DType::float32;
    const bool real = add.single_weights || dtype(add.weights) == DType::float64;
    if (weight.indexing != Indexing::row || !real) return false;
  } else {
    uniform.push_back(value);
  }
  const size_t weights = !add.weights.signal.valid() ? 2 : add.single_weights ? 1 : 0;
  add.rows = kernels_.add_rows[add.single_target][weights];
  adds_.push_back(add);
  return true;
}

std::string Delivery::explain() const {
  std::string text = std::string(drawn_ ? "drawn and " : "") + "delivered in rows, " +
                     std::to_string(rows_ ? rows_->blocks.count : 1) + " blocks of targets:";
  for (const Add& add : adds_) {
    text += std::string(" ") + add.name + (add.weights.signal.valid() ? " += weight" : " += value");
    if (add.guard.signal.valid()) text += " where its guard is true";
    text += ";";
  }
  text.back() = '\n';
  return text;
}

// --- runs ----------------------------------------------------------------------------------------

void Delivery::push(Span<const int32_t> neurons, int64_t first, SpikeQueue& queue) const {
  constexpr size_t kAhead = 3;  // neurons
  const uint32_t* const begin = rows_->first.data();
  const auto reach = [&](uint32_t delay, uint32_t row) {
    if (!by_synapse()) return queue.push(delay, {row, row + 1});
    if (begin[row] < begin[row + 1]) queue.push(delay, {begin[row], begin[row + 1]});
  };
  for (size_t k = 0; k < neurons.size; ++k) {
    const auto neuron = [&](size_t ahead) { return uint32_t(neurons[k + ahead] - first); };
    if (drawn_) {
      const SpikeQueue::Run row = synapses_.procedural->row(neuron(0));
      if (row.begin < row.end) queue.push(longest_, row);
      continue;
    }
    if (!several_) {
      reach(delays_[0], neuron(0));
      continue;
    }
    if (k + 2 * kAhead < neurons.size) __builtin_prefetch(parts_ + neuron(2 * kAhead));
    if (k + kAhead < neurons.size) {
      const uint32_t next = parts_[neuron(kAhead)];
      for (uint32_t row = next; row < parts_[neuron(kAhead) + 1]; row += 16) {
        __builtin_prefetch(row_delays_ + row);
        if (by_synapse()) __builtin_prefetch(begin + row);
      }
    }
    for (uint32_t row = parts_[neuron(0)]; row < parts_[neuron(0) + 1]; ++row) {
      reach(row_delays_[row], row);
    }
  }
}

Delivery::Segment Delivery::segment(SpikeQueue::Run run, uint32_t block) const {
  Segment made;
  if (run.begin >= first_appended()) {
    const Appended& of = appended_[run.begin - first_appended()];
    made.number = of.first[block];
    made.count = of.first[block + 1] - made.number;
    made.places = of.places.data() + made.number;
    made.numbers = of.numbers.data() + made.number;
    return made;
  }
  made.places = rows_->places.data();
  if (by_synapse()) {
    made.number = run.begin;
    made.count = run.end - run.begin;
  } else {
    if (!block_of_.empty() && block_of_[run.begin] != block) return made;
    const uint32_t* const first =
        rows_->first.data() + first_of(run.begin) + (block_of_.empty() ? block : 0);
    made.number = first[0];
    made.count = first[1] - first[0];
  }
  made.places += made.number;
  if (!order_.empty()) made.numbers = order_.data() + made.number;
  return made;
}

void Delivery::numbers_of(SpikeQueue::Run run, std::vector<int32_t>& out) const {
  for (uint32_t block = 0; block < rows_->blocks.count; ++block) {
    const Segment part = segment(run, block);
    for (uint32_t k = 0; k < part.count; ++k) {
      out.push_back(part.numbers ? part.numbers[k] : int32_t(part.number + k));
    }
  }
}

SpikeQueue::Run Delivery::append(const SignalStore& store, std::vector<int32_t> numbers) {
  const TargetBlocks& blocks = rows_->blocks;
  // While a snapshot is loaded, what was under way before may be of synapses that are gone.
  const int64_t count = int64_t(store.spec(synapses_.i).rows);
  const auto gone = [&](int32_t number) { return number >= count; };
  numbers.erase(std::remove_if(numbers.begin(), numbers.end(), gone), numbers.end());
  std::vector<int32_t> targets(numbers.size());
  for (size_t k = 0; k < numbers.size(); ++k) {
    store.read(end_signal(!path_.post), uint64_t(numbers[k]), 1, &targets[k]);
  }
  Appended made;
  for (uint32_t block = 0; block < blocks.count; ++block) {
    made.first.push_back(uint32_t(made.numbers.size()));
    for (size_t k = 0; k < numbers.size(); ++k) {
      if (blocks.of(targets[k]) != block) continue;
      made.numbers.push_back(numbers[k]);
      made.places.push_back(blocks.place(targets[k]));
    }
  }
  made.first.push_back(uint32_t(made.numbers.size()));
  appended_.push_back(std::move(made));
  const uint32_t row = first_appended() + uint32_t(appended_.size()) - 1;
  return {row, row + 1};
}

// --- a step --------------------------------------------------------------------------------------

uint64_t Delivery::begin(const StepContext& context, Span<const SpikeQueue::Run> due) {
  if (uniforms_ && !due.empty()) {
    uniforms_->begin(context, outputs_.data());
    uniforms_->run({0, 1, nullptr, 0});
    size_t next = 0;
    for (Add& add : adds_) {
      if (!add.weights.signal.valid()) add.value = values_[kPadding * next++];
    }
  }
  due_ = due;
  scratch_.resize(std::max<size_t>(scratch_.size(), context.pool.threads()));
  return context.pool.threads() > 1 && !drawn_ ? synapses_due() : 0;
}

void Delivery::run(const StepContext& context, Span<const SpikeQueue::Run> due) {
  begin(context, due);
  if (!drawn_) return all_blocks();
  for (size_t k = 0; k < due.size;) {
    k += drawn_->draw(context.pool, {due.data + k, due.size - k}, own_);
    due_ = drawn_->runs();
    if (context.pool.threads() > 1 && synapses_due() >= kWorthThreads) {
      context.pool.run(own_.blocks.count,
                       [&](size_t k, unsigned thread) { block(uint32_t(k), thread); });
    } else {
      all_blocks();
    }
  }
}

uint64_t Delivery::synapses_due() const {
  uint64_t synapses = 0;
  for (const SpikeQueue::Run& run : due_) {
    if (run.begin >= first_appended()) continue;
    synapses += by_synapse() ? run.end - run.begin
                             : rows_->first[first_of(run.end)] - rows_->first[first_of(run.begin)];
  }
  return synapses;
}

void Delivery::all_blocks() {
  const uint32_t blocks = rows_->blocks.count, together = short_rows_ ? blocks : 1;
  for (uint32_t block = 0; block < blocks; block += together) {
    deliver({block, block + together}, scratch_[0]);
  }
}

void Delivery::deliver(Blocks blocks, Scratch& scratch) const {
  if (due_.empty()) return;
  const bool in_rows = collect(due_, blocks, scratch.parts);
  for (const Add& add : adds_) {
    if (add.open) close(add, blocks, scratch.kept);
    if (in_rows) {
      add.rows({add.target, rows_->places.data(), add.weight, add.value,
                order_.empty() ? nullptr : order_.data(), scratch.parts.data(),
                scratch.parts.size()});
    } else {
      add_one_by_one(add, due_, blocks);
    }
    if (add.open) reopen(add, due_, scratch.kept);
  }
}

// The parts of rows that are due; false if some were appended.
bool Delivery::collect(Span<const SpikeQueue::Run> due, Blocks blocks,
                       std::vector<RowPart>& parts) const {
  constexpr size_t kAhead = 6;  // rows
  const uint32_t end = first_appended(), size = rows_->blocks.size;
  const uint32_t* const first = rows_->first.data();
  parts.clear();
  for (size_t k = 0; k < due.size; ++k) {
    const SpikeQueue::Run run = due[k];
    if (run.begin >= end) return false;
    if (by_synapse()) {
      parts.push_back({run.begin, run.end - run.begin, 0});
      continue;
    }
    if (k + kAhead < due.size && due[k + kAhead].begin < end) {
      __builtin_prefetch(first + first_of(due[k + kAhead].begin) + blocks.begin);
    }
    if (!block_of_.empty()) {
      const uint32_t block = block_of_[run.begin], at = first[run.begin];
      if (block < blocks.begin || block >= blocks.end) continue;
      parts.push_back({at, first[run.begin + 1] - at, block * size});
      continue;
    }
    const uint32_t* const of = first + first_of(run.begin);
    for (uint32_t block = blocks.begin; block < blocks.end; ++block) {
      if (of[block] == of[block + 1]) continue;
      parts.push_back({of[block], of[block + 1] - of[block], block * size});
    }
  }
  return true;
}

void Delivery::add_one_by_one(const Add& add, Span<const SpikeQueue::Run> due,
                              Blocks blocks) const {
  const size_t size = add.single_weights ? sizeof(float) : sizeof(double);
  for (const SpikeQueue::Run& run : due) {
    for (uint32_t block = blocks.begin; block < blocks.end; ++block) {
      const Segment now = segment(run, block);
      const RowPart part{0, now.count, block * rows_->blocks.size};
      const bool from_first = now.numbers || !add.weight;
      const uint8_t* const weights = add.weight + (from_first ? 0 : now.number * size);
      add.rows({add.target, now.places, weights, add.value, now.numbers, &part, 1});
    }
  }
}

void Delivery::close(const Add& add, Blocks blocks, std::vector<Kept>& kept) const {
  constexpr uint64_t kAllOpen = 0x0101010101010101;
  const size_t size = rows_->blocks.size;
  const size_t end = std::min(size_t(targets_), blocks.end * size);
  kept.clear();
  for (size_t k = blocks.begin * size; k < end; k += 8) {
    uint64_t closed;  // arrays of the store may be read beyond their end
    __builtin_memcpy(&closed, add.open + k, sizeof closed);
    closed ^= kAllOpen;
    if (end - k < 8) closed &= (uint64_t(1) << 8 * (end - k)) - 1;
    for (; closed; closed &= closed - 1) {
      const uint32_t target = uint32_t(k) + uint32_t(__builtin_ctzll(closed)) / 8;
      kept.push_back({target, add.at(target)});
    }
  }
}

void Delivery::reopen(const Add& add, Span<const SpikeQueue::Run> due,
                      const std::vector<Kept>& kept) const {
  for (const Kept& one : kept) {
    // The program adds zero where a guard is false, which changes -0 alone.
    const bool negative = one.value == 0 && std::signbit(one.value);
    add.put(one.target, negative && reached(one.target, due) ? 0 : one.value);
  }
}

bool Delivery::reached(uint32_t target, Span<const SpikeQueue::Run> due) const {
  const uint32_t block = rows_->blocks.of(int32_t(target));
  const uint16_t place = rows_->blocks.place(int32_t(target));
  for (const SpikeQueue::Run& run : due) {
    const Segment part = segment(run, block);
    const uint16_t* const end = part.places + part.count;
    if (std::find(part.places, end, place) != end) return true;
  }
  return false;
}

}  // namespace myelin::equations
