// State updates whose steps adapt: every row parts a step until the estimated error is small
// enough.
#pragma once

#include <vector>

#include "equations/code.h"

namespace myelin::equations {

// An embedded Runge-Kutta method. The last stage's sums of `a` come row by row: stage 1 has one,
// stage 2 two, and so on.
struct Tableau {
  const char* method;
  int stages, order;
  Span<const double> c, a, b, error;  // error: of each slope in the estimated error
};
const Tableau* find_tableau(std::string_view method);

// Parts are dt / 2^level, so that times within a step are exact. A row whose error is too large
// halves its part; one whose error is smaller by far doubles it where that part begins on the
// coarser grid. Rows do not see each other: any machine makes the same parts. Works in the caller's
// thread alone.
class AdaptiveUpdate final : public Operator {
 public:
  struct Arrays {
    std::vector<const Variable*> state, stage;  // of each equation; where a slope is wanted
    const Variable* time = nullptr;             // when it is wanted, s
    const Variable* level = nullptr;            // where the last step ended; null: not kept
  };

  // `before` runs first; `rates` has an output for each equation, in terms of stage and time.
  AdaptiveUpdate(const Assembly& assembly, const Object& object, const Tableau& tableau,
                 const Arrays& arrays, Program before, Program rates);

  std::string_view kind() const override { return "AdaptiveUpdate"; }
  std::vector<Use> uses() const override;
  void bind(const SignalStore& store) override;
  void run(const StepContext& context) noexcept override;
  std::string explain() const override;

 private:
  struct Row {
    int32_t index;
    int32_t level;  // the part is dt / 2^level
    uint64_t done;  // parts of that length
    int64_t tried;  // parts so far
  };

  void advance(const StepContext& context);
  void find_slopes(const StepContext& context, int stage);
  double find_error(size_t k, double h);
  // Whether the row has come to the end of the step.
  bool finish_part(Row& row, double error);
  void raise(const StepContext& context, const Row& row) const;
  double* slope(int stage, size_t equation) {
    return &slopes_[(size_t(stage) * n_ + equation) * (kBlock + kPadding)];
  }

  CodeRunner before_, rates_;
  const Tableau& tableau_;
  MethodOptions options_;
  const Object& object_;
  size_t n_;
  int64_t rows_ = 0;
  Arrays arrays_;
  std::vector<Storage> state_, stage_;
  Storage time_, level_;
  std::vector<double*> x_, y_;
  double* t_ = nullptr;
  int32_t* levels_ = nullptr;
  bool has_before_;
  std::vector<Row> active_;
  std::vector<int32_t> list_;
  std::vector<double> slopes_, next_;
};

void add_adaptive_update(Assembly& assembly, Object& object,
                         const std::vector<Differential>& system, const Integration& made,
                         const Block& before);

}  // namespace myelin::equations
