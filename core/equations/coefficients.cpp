#include "equations/coefficients.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace myelin::equations {
namespace {

void multiply(const double* a, const double* b, size_t n, double* out) {
  for (size_t i = 0; i < n; ++i) {
    for (size_t j = 0; j < n; ++j) {
      double sum = 0;
      for (size_t k = 0; k < n; ++k) sum = sum + a[i * n + k] * b[k * n + j];
      out[i * n + j] = sum;
    }
  }
}

// The largest row sum of |A| h.
double norm(const double* a, double h, size_t n) {
  double largest = 0;
  for (size_t i = 0; i < n; ++i) {
    double sum = 0;
    for (size_t j = 0; j < n; ++j) sum = sum + std::fabs(a[i * n + j] * h);
    largest = std::max(largest, sum);
  }
  return largest;
}

constexpr int kTerms = 14;  // of the series for |A h| <= 1/4: the next is below 2^-60

}  // namespace

void matrix_exponential(const double* a, double h, size_t n, double* p, double* q, double* work) {
  const size_t size = n * n;
  double *power = work, *product = work + size, *sum = work + 2 * size;
  int halvings = 0;
  double small = h;
  for (double size_now = norm(a, h, n); size_now > 0.25 && halvings < 1000; size_now *= 0.5) {
    small *= 0.5;
    ++halvings;
  }
  // q = sum over k of A^k small^(k+1) / (k+1)!
  std::fill(power, power + size, 0.0);
  for (size_t i = 0; i < n; ++i) power[i * n + i] = small;
  std::memcpy(q, power, size * sizeof(double));
  for (int k = 1; k <= kTerms; ++k) {
    multiply(a, power, n, product);
    const double factor = small / double(k + 1);
    for (size_t i = 0; i < size; ++i) {
      power[i] = product[i] * factor;
      q[i] = q[i] + power[i];
    }
  }
  // p = 1 + A q
  multiply(a, q, n, p);
  for (size_t i = 0; i < n; ++i) p[i * n + i] = 1 + p[i * n + i];
  // q(2 s) = q(s) + p(s) q(s), p(2 s) = p(s) p(s)
  for (; halvings > 0; --halvings) {
    multiply(p, q, n, product);
    for (size_t i = 0; i < size; ++i) q[i] = q[i] + product[i];
    multiply(p, p, n, sum);
    std::memcpy(p, sum, size * sizeof(double));
  }
}

Program entries_program(const std::string& name, const MatrixExponential& matrix) {
  std::vector<Expr> outputs;
  for (const Expr& entry : matrix.entries) {
    if (entry) outputs.push_back(entry);
  }
  return lower(name, {}, outputs);
}

Coefficients::Coefficients(const Assembly& assembly, const Object& object,
                           const MatrixExponential& matrix, Program program)
    : code_(assembly, std::move(program), object.key),
      n_(matrix.n),
      rows_(matrix.shared ? 1 : object.size),
      rows_of_(matrix.shared ? SignalId{} : object.row_signal),
      a_(n_ * n_),
      p_one_(n_ * n_),
      q_one_(n_ * n_),
      work_(4 * n_ * n_) {
  for (size_t k = 0; k < n_ * n_; ++k) {
    if (matrix.entries[k]) entries_.push_back(k);
    const auto signal = [&](const Variable* variable) {
      return variable ? assembly.storage_of(*variable).signal : SignalId{};
    };
    propagator_.push_back(signal(matrix.propagator[k]));
    integral_.push_back(signal(matrix.integral[k]));
  }
}

std::vector<Use> Coefficients::uses() const {
  std::vector<Use> uses = code_.uses();
  for (const auto& signals : {propagator_, integral_}) {
    for (const SignalId signal : signals) {
      if (signal.valid()) uses.push_back({signal, Access::set});
    }
  }
  return uses;
}

void Coefficients::bind(const SignalStore& store) {
  code_.bind(store);
  p_.clear();
  q_.clear();
  if (rows_of_.valid()) rows_ = int64_t(store.spec(rows_of_).rows);
  const size_t padded = (size_t(rows_) + kBlock) / kBlock * kBlock + kPadding;
  now_.assign(entries_.size(), std::vector<double>(padded));
  before_ = now_;
  known_ = false;
  for (size_t k = 0; k < n_ * n_; ++k) {
    p_.push_back(propagator_[k].valid() ? store.data<double>(propagator_[k]) : nullptr);
    q_.push_back(integral_[k].valid() ? store.data<double>(integral_[k]) : nullptr);
  }
}

void Coefficients::run(const StepContext& context) noexcept {
  outputs_.clear();
  for (auto& column : now_) outputs_.push_back(column.data());
  code_.run_all(context, rows_, outputs_.data());
  const bool all = !known_ || h_ != context.dt;
  h_ = context.dt;
  for (int64_t row = 0; row < rows_; ++row) {
    bool changed = all;
    for (size_t e = 0; e < entries_.size(); ++e) changed |= now_[e][row] != before_[e][row];
    if (changed) update(row);
  }
  std::swap(now_, before_);
  known_ = true;
}

void Coefficients::update(int64_t row) {
  for (size_t e = 0; e < entries_.size(); ++e) a_[entries_[e]] = now_[e][row];
  matrix_exponential(a_.data(), h_, n_, p_one_.data(), q_one_.data(), work_.data());
  for (size_t k = 0; k < n_ * n_; ++k) {
    if (p_[k]) p_[k][row] = p_one_[k];
    if (q_[k]) q_[k][row] = q_one_[k];
  }
}

}  // namespace myelin::equations
