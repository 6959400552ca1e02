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
// coarser grid. Rows do not see each other: any machine, and any number of threads, makes the same
// parts.
class AdaptiveUpdate final : public Operator {
 public:
  struct Arrays {
    std::vector<const Variable*> state, stage;  // of each equation; where a slope is wanted
    const Variable* time = nullptr;             // when it is wanted, s
    const Variable* level = nullptr;            // where the last step ended; null: not kept
  };

  // `before` runs first; `rates` has an output for each equation, in terms of stage and time.
  AdaptiveUpdate(Assembly& assembly, const Object& object, const Tableau& tableau,
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

  // What one thread needs for a block of rows.
  struct Worker {
    Worker(const Assembly& assembly, const Program& program, uint64_t key, size_t stages, size_t n)
        : rates(assembly, program, key), slopes(stages * n * (kBlock + kPadding)), next(n) {}

    CodeRunner rates;
    std::vector<Row> active;
    std::vector<int32_t> list;
    std::vector<double> slopes, next;
    std::vector<double*> outputs;
  };

  void run_block(Worker& worker, int64_t first, const StepContext& context);
  void advance(Worker& worker, const StepContext& context);
  void find_slopes(Worker& worker, const StepContext& context, int stage);
  double find_error(Worker& worker, size_t k, double h);
  // Whether the row has come to the end of the step.
  bool finish_part(const Worker& worker, Row& row, double error);
  void raise(const StepContext& context, const Row& row) const;
  double* slope(Worker& worker, int stage, size_t equation) const {
    return &worker.slopes[(size_t(stage) * n_ + equation) * (kBlock + kPadding)];
  }

  CodeRunner before_;
  std::vector<std::unique_ptr<Worker>> workers_;  // one for each thread
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
};

void add_adaptive_update(Assembly& assembly, Object& object,
                         const std::vector<Differential>& system, const Integration& made,
                         const Block& before);

}  // namespace myelin::equations
