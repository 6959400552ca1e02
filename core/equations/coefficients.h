// Matrix exponentials of linear systems, recomputed when a coefficient has changed.
#pragma once

#include "equations/code.h"

namespace myelin::equations {

// P = exp(A h) and Q = integral of exp(A s) ds from 0 to h, for an n x n matrix A (row-major), by
// scaling and squaring of the series. Basic operations in one order: the same bits everywhere.
// Zero rows of A give exact unit rows of P. `work` holds 4 n^2 doubles.
void matrix_exponential(const double* a, double h, size_t n, double* p, double* q, double* work);

// Writes the propagator and integral arrays of one MatrixExponential, before the state update.
class Coefficients final : public Operator {
 public:
  Coefficients(const Assembly& assembly, const Object& object, const MatrixExponential& matrix,
               Program program);

  std::string_view kind() const override { return "MatrixExponential"; }
  std::vector<Use> uses() const override;
  bool keeps_to_uses() const override { return !code_.calls_host(); }
  void bind(const SignalStore& store) override;
  void run(const StepContext& context) noexcept override;
  // Which A the arrays belong to is not part of the snapshot: it is computed again.
  void load(ByteReader&) override { known_ = false; }
  std::string explain() const override { return print(code_.interpreter().program()); }

 private:
  void update(int64_t row);

  CodeRunner code_;
  size_t n_;
  int64_t rows_;
  SignalId rows_of_;  // an array that has as many, where they may change
  std::vector<SignalId> propagator_, integral_;
  std::vector<double*> p_, q_;
  std::vector<size_t> entries_;                    // which of the n^2 are not always zero
  std::vector<std::vector<double>> now_, before_;  // their values, per row
  std::vector<double*> outputs_;
  std::vector<double> a_, p_one_, q_one_, work_;
  bool known_ = false;
  double h_ = 0;
};

// The program that computes the entries of A that are not always zero.
Program entries_program(const std::string& name, const MatrixExponential& matrix);

}  // namespace myelin::equations
