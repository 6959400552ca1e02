#include "equations/delivery.h"

#include <algorithm>
#include <cmath>

namespace myelin::equations {
namespace {

// Synapses of a step from which on threads are worth waking.
constexpr uint64_t kWorthThreads = 12000;

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
  return made->read_program(assembly, program) ? std::move(made) : nullptr;
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
  if (target.indexing != other || dtype(add.array) != DType::float64) return false;
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
    add.single = dtype(add.weights) == DType::float32;
    const bool real = add.single || dtype(add.weights) == DType::float64;
    if (weight.indexing != Indexing::row || !real) return false;
  } else {
    uniform.push_back(value);
  }
  adds_.push_back(add);
  return true;
}

std::string Delivery::explain() const {
  std::string text = "delivered in rows, " + std::to_string(rows_ ? rows_->blocks.count : 1) +
                     " blocks of targets:";
  for (const Add& add : adds_) {
    text += std::string(" ") + add.name + (add.weights.signal.valid() ? " += weight" : " += value");
    if (add.guard.signal.valid()) text += " where its guard is true";
    text += ";";
  }
  text.back() = '\n';
  return text;
}

// --- runs ----------------------------------------------------------------------------------------

void Delivery::push(uint32_t neuron, SpikeQueue& queue) const {
  if (!several_) return queue.push(delays_[0], {neuron, neuron + 1});
  for (uint32_t row = parts_[neuron]; row < parts_[neuron + 1]; ++row) {
    queue.push(row_delays_[row], {row, row + 1});
  }
}

Delivery::Segment Delivery::segment(uint32_t row, uint32_t block) const {
  Segment made;
  if (row >= row_count()) {
    const Appended& of = appended_[row - row_count()];
    made.number = of.first[block];
    made.count = of.first[block + 1] - made.number;
    made.places = of.places.data() + made.number;
    made.numbers = of.numbers.data() + made.number;
    return made;
  }
  made.places = rows_->places.data();
  if (!block_of_.empty() && block_of_[row] != block) return made;
  const uint32_t* const first =
      rows_->first.data() + first_of(row) + (block_of_.empty() ? block : 0);
  made.number = first[0];
  made.count = first[1] - first[0];
  made.places += made.number;
  if (!order_.empty()) made.numbers = order_.data() + made.number;
  return made;
}

void Delivery::numbers_of(SpikeQueue::Run run, std::vector<int32_t>& out) const {
  for (uint32_t row = run.begin; row < run.end; ++row) {
    for (uint32_t block = 0; block < rows_->blocks.count; ++block) {
      const Segment part = segment(row, block);
      for (uint32_t k = 0; k < part.count; ++k) {
        out.push_back(part.numbers ? part.numbers[k] : int32_t(part.number + k));
      }
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
  const uint32_t row = row_count() + uint32_t(appended_.size()) - 1;
  return {row, row + 1};
}

// --- a step --------------------------------------------------------------------------------------

void Delivery::run(const StepContext& context, Span<const SpikeQueue::Run> due) {
  if (uniforms_) {
    uniforms_->begin(context, outputs_.data());
    uniforms_->run({0, 1, nullptr, 0});
    size_t next = 0;
    for (Add& add : adds_) {
      if (!add.weights.signal.valid()) add.value = values_[kPadding * next++];
    }
  }
  const uint32_t blocks = rows_->blocks.count;
  bool threads = context.pool.threads() > 1 && blocks > 1;
  if (threads) {
    uint64_t synapses = 0;
    for (const SpikeQueue::Run& run : due) {
      if (run.begin >= row_count()) continue;
      synapses += rows_->first[first_of(run.end)] - rows_->first[first_of(run.begin)];
    }
    threads = synapses >= kWorthThreads;
  }
  kept_.resize(std::max<size_t>(kept_.size(), threads ? context.pool.threads() : 1));
  if (threads) {
    return context.pool.run(blocks, [&](size_t block, unsigned thread) {
      run_blocks(due, {uint32_t(block), uint32_t(block) + 1}, kept_[thread]);
    });
  }
  const uint32_t together = short_rows_ ? blocks : 1;
  for (uint32_t block = 0; block < blocks; block += together) {
    run_blocks(due, {block, block + together}, kept_[0]);
  }
}

void Delivery::run_blocks(Span<const SpikeQueue::Run> due, Blocks blocks,
                          std::vector<Kept>& kept) const {
  for (const Add& add : adds_) {
    if (!add.open) {
      add_all(add, due, blocks);
      continue;
    }
    close(add, blocks, kept);
    add_all(add, due, blocks);
    reopen(add, due, kept);
  }
}

void Delivery::add_all(const Add& add, Span<const SpikeQueue::Run> due, Blocks blocks) const {
  constexpr size_t kAhead = 3;  // rows
  const bool weighted = add.weights.signal.valid();
  const size_t size = add.single ? sizeof(float) : sizeof(double);
  for (size_t k = 0; k < due.size; ++k) {
    if (k + 2 * kAhead < due.size && due[k + 2 * kAhead].begin < row_count()) {
      __builtin_prefetch(&rows_->first[first_of(due[k + 2 * kAhead].begin)]);
    }
    if (k + kAhead < due.size) {
      const Segment next = segment(due[k + kAhead].begin, blocks.begin);
      for (size_t line = 0; line < 4; ++line) __builtin_prefetch(next.places + 32 * line);
      if (weighted && !next.numbers) __builtin_prefetch(add.weight + next.number * size);
    }
    Blocks of = blocks;
    if (!block_of_.empty() && due[k].begin < row_count()) {
      const uint32_t only = block_of_[due[k].begin];
      of = {std::max(of.begin, only), std::min(of.end, only + 1)};
    }
    for (uint32_t block = of.begin; block < of.end; ++block) {
      const Segment now = segment(due[k].begin, block);
      double* const target = add.target + size_t(block) * rows_->blocks.size;
      if (!weighted) {
        kernels_.scatter_add_one_near(target, now.places, add.value, now.count);
        continue;
      }
      const void* const weight = add.weight + (now.numbers ? 0 : now.number * size);
      if (add.single) {
        kernels_.scatter_add_near_f32(target, now.places, static_cast<const float*>(weight),
                                      now.numbers, now.count);
      } else {
        kernels_.scatter_add_near(target, now.places, static_cast<const double*>(weight),
                                  now.numbers, now.count);
      }
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
      kept.push_back({target, add.target[target]});
    }
  }
}

void Delivery::reopen(const Add& add, Span<const SpikeQueue::Run> due,
                      const std::vector<Kept>& kept) const {
  for (const Kept& one : kept) {
    // The program adds zero where a guard is false, which changes -0 alone.
    const bool negative = one.value == 0 && std::signbit(one.value);
    add.target[one.target] = negative && reached(one.target, due) ? 0 : one.value;
  }
}

bool Delivery::reached(uint32_t target, Span<const SpikeQueue::Run> due) const {
  const uint32_t block = rows_->blocks.of(int32_t(target));
  const uint16_t place = rows_->blocks.place(int32_t(target));
  for (const SpikeQueue::Run& run : due) {
    const Segment part = segment(run.begin, block);
    const uint16_t* const end = part.places + part.count;
    if (std::find(part.places, end, place) != end) return true;
  }
  return false;
}

}  // namespace myelin::equations
