// Operators that run programs, and what they share.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "equations/objects.h"
#include "language/kernel.h"

namespace myelin::equations {

// A program with its arrays, ready to run on any number of threads: by a generated function once
// there is one, else by the interpreter.
class CodeRunner {
 public:
  // `rows`: how the rows of calls are named, if that is known.
  CodeRunner(const Assembly& assembly, Program program, uint64_t key,
             RowForm rows = RowForm::either);
  CodeRunner(const CodeRunner&) = delete;
  CodeRunner& operator=(const CodeRunner&) = delete;
  ~CodeRunner();

  // Gives memory to what bind() will look up.
  Status provide(SignalStore& store) const;
  void bind(const SignalStore& store);
  // Where sources and targets of synapses are looked up instead of in their arrays.
  void look_up_in(const int32_t* sources, const int32_t* targets);
  // What the program does to signals.
  std::vector<Use> uses() const;
  // Whether it calls functions of the program around, which is done in that one's own thread.
  bool calls_host() const { return !interpreter_.program().hosts.empty(); }
  Interpreter& interpreter() { return interpreter_; }
  const Interpreter& interpreter() const { return interpreter_; }

  // All rows on the pool's threads.
  void run_all(const StepContext& context, int64_t rows, double* const* outputs = nullptr);
  // To be called in each step before run(), which takes rows, in the caller's thread.
  void begin(const StepContext& context, double* const* outputs = nullptr);
  // Runs rows as far as possible together without breaking the program's Order.
  void run(Rows rows);
  // Only find() will be called: the program's output is a condition.
  void find_only() { slot_->spec.finds = true; }
  // Writes those of all rows for which the condition holds to `list`, ascending, on the pool's
  // threads; answers how many. There is room for kPadding more.
  size_t find(const StepContext& context, int64_t rows, int32_t* list);
  // Whether there is a generated function by now.
  bool compiled() const { return slot_->function.load(std::memory_order_acquire) != nullptr; }
  // No function is wanted any more.
  void leave(const Assembly& assembly) const;
  // One is wanted after all.
  void want(const Assembly& assembly) const;
  // Runs the function of another runner of the same program.
  void share(const Assembly& assembly, const CodeRunner& other) {
    leave(assembly);
    slot_ = other.slot_;
  }
  // Reports NaN and infinity that are stored, as "cells.v[17]", to the context's faults.
  void watch(const Object& object) { watch_as(object.name); }
  void watch_as(const std::string& name);
  const std::string& watched() const { return watched_; }
  void report_value(const StepContext& context, const char* variable, int64_t row,
                    double value) const;

 private:
  struct Task;  // what a thread does
  void reserve(unsigned threads);
  size_t part_of(const StepContext& context, size_t rows) const;
  void run_tasks(const StepContext& context, size_t rows, int32_t* list);
  size_t call_function(Rows rows, Task& task, int32_t* list, NotFinite& found) const;
  void look_at(const Rows& rows, size_t together, NotFinite& found) const;
  void run_distinct(Rows rows, Indexing indexing, NotFinite& found);
  void run_together(Rows rows, NotFinite& found);
  void report(const StepContext& context, const NotFinite& found) const;

  Interpreter interpreter_;
  std::vector<Storage> storages_;
  std::shared_ptr<KernelSlot> slot_;
  std::vector<uint32_t> random_;  // the instructions whose values a function is given
  std::vector<void*> arrays_;
  const int32_t *pre_ = nullptr, *post_ = nullptr;
  KernelFunction function_ = nullptr;  // since begin()
  std::vector<std::unique_ptr<Task>> tasks_;
  std::vector<size_t> found_;   // find(): how many rows in each part
  double cost_;                 // of a row, in instructions
  std::vector<double> mask_;    // find() by the interpreter
  std::vector<uint32_t> seen_;  // run_distinct: the segment in which an element was last met
  uint32_t segment_ = 0;
  const KernelTable& kernels_;
  const uint64_t* key_;  // of the assembly, where it may change
  Call call_;
  const StepContext* context_ = nullptr;  // since begin(), for reports
  std::string watched_;
};

// Takes the rows that somebody else has found for it in the same step.
class FoundRows {
 public:
  virtual ~FoundRows() = default;
  virtual std::vector<Use> uses() const = 0;
  virtual int32_t* room() = 0;
  virtual void take(size_t count) = 0;
};

// Runs a program for all rows of an object: state updates, run_regularly, Poisson input.
class RunCode final : public Operator {
 public:
  RunCode(const Assembly& assembly, std::string kind, uint64_t key, Program program, int64_t rows)
      : kind_(std::move(kind)),
        key_(key),
        code_(assembly, std::move(program), key, RowForm::consecutive),
        rows_(rows) {}

  CodeRunner& code() { return code_; }
  // From now on there are as many rows as that array has.
  void follow(SignalId rows) { rows_of_ = rows; }
  // Ascending; the others are left out.
  void run_only_in(std::vector<int64_t> steps) { steps_ = std::move(steps); }
  std::string_view kind() const override { return kind_; }
  std::vector<Use> uses() const override;
  bool keeps_to_uses() const override { return !code_.calls_host(); }
  void bind(const SignalStore& store) override {
    code_.bind(store);
    if (fused_) fused_->bind(store);
    if (rows_of_.valid()) rows_ = int64_t(store.spec(rows_of_).rows);
  }
  void run(const StepContext& context) noexcept override {
    if (steps_ && !std::binary_search(steps_->begin(), steps_->end(), context.step)) return;
    if (!fused_ || !fused_->compiled()) return code_.run_all(context, rows_);
    found_->take(fused_->find(context, rows_, found_->room()));
  }
  std::string explain() const override { return print(code_.interpreter().program()); }
  // `program`: this one with a condition, whose rows `found` wants. It runs instead as soon as it
  // is compiled.
  void fuse(const Assembly& assembly, Program program, FoundRows& found);
  bool fused() const { return fused_ != nullptr; }
  void separate(const Assembly& assembly) {
    fused_.reset();
    code_.want(assembly);
  }

 private:
  std::string kind_;
  uint64_t key_;
  CodeRunner code_;
  std::unique_ptr<CodeRunner> fused_;
  FoundRows* found_ = nullptr;
  int64_t rows_;
  SignalId rows_of_;
  std::optional<std::vector<int64_t>> steps_;
};

}  // namespace myelin::equations
