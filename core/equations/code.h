// Operators that run programs, and what they share.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "equations/objects.h"

namespace myelin::equations {

// A program with its arrays and registers, ready to run on any number of threads.
class CodeRunner {
 public:
  CodeRunner(const Assembly& assembly, Program program, uint64_t key);

  void bind(const SignalStore& store);
  // What the program does to signals.
  std::vector<Use> uses() const;
  Interpreter& interpreter() { return interpreter_; }
  const Interpreter& interpreter() const { return interpreter_; }

  // Prologue, then all rows on the pool's threads.
  void run_all(const StepContext& context, int64_t rows, double* const* outputs = nullptr);
  // Prologue only; run() then takes rows, in the caller's thread.
  void begin(const StepContext& context, double* const* outputs = nullptr);
  // Runs rows as far as possible together without breaking the program's Order.
  void run(Rows rows);
  // Reports NaN and infinity that are stored, as "cells.v[17]", to the context's faults.
  void watch(const Object& object);
  void report_value(const StepContext& context, const char* variable, int64_t row,
                    double value) const;

 private:
  void reserve(unsigned threads);
  void run_distinct(Rows rows, Indexing indexing);
  void run_together(Rows rows);
  void report(const StepContext& context, const NotFinite& found) const;

  Interpreter interpreter_;
  std::vector<Storage> storages_;
  std::vector<std::unique_ptr<Interpreter::Scratch>> scratch_;
  std::vector<NotFinite> not_finite_;
  std::vector<uint32_t> seen_;  // run_distinct: the segment in which an element was last met
  uint32_t segment_ = 0;
  uint64_t key_;
  Call call_;
  const StepContext* context_ = nullptr;  // since begin(), for reports
  std::string watched_;
};

// Runs a program for all rows of an object: state updates, run_regularly, Poisson input.
class RunCode final : public Operator {
 public:
  RunCode(const Assembly& assembly, std::string kind, uint64_t key, Program program, int64_t rows)
      : kind_(std::move(kind)), code_(assembly, std::move(program), key), rows_(rows) {}

  CodeRunner& code() { return code_; }
  std::string_view kind() const override { return kind_; }
  std::vector<Use> uses() const override { return code_.uses(); }
  void bind(const SignalStore& store) override { code_.bind(store); }
  void run(const StepContext& context) noexcept override { code_.run_all(context, rows_); }
  std::string explain() const override { return print(code_.interpreter().program()); }

 private:
  std::string kind_;
  CodeRunner code_;
  int64_t rows_;
};

}  // namespace myelin::equations
