// Runs a program over rows with the vector kernels: the reference back end.
//
// Rows are taken in blocks of kBlock. A value lives in a register, an array of kBlock doubles;
// registers are reused when a value is no longer needed, so that all of them stay in the
// first-level cache. Arrays of doubles are read in place.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/error.h"
#include "base/span.h"
#include "engine/signal_store.h"
#include "language/program.h"
#include "random/distributions.h"

namespace myelin {

inline constexpr size_t kBlock = 512;

// Where a variable's array is.
struct Binding {
  uint8_t* data = nullptr;
  DType dtype = DType::float64;
  const int32_t* index = nullptr;  // for pre and post: the element of each row
};

// Which rows to run: first, first + 1, ..., or those that a list names.
struct Rows {
  int64_t first = 0;
  size_t count = 0;
  const int32_t* list = nullptr;
  size_t output = 0;  // where in the caller's arrays the first row's outputs go
};

// What a call knows besides the arrays.
struct Call {
  double t = 0, dt = 0;
  int64_t step = 0;
  uint64_t key = 0;  // of the object's random numbers
  double* const* outputs = nullptr;
};

// The first value that was stored and is NaN or infinite.
struct NotFinite {
  const Variable* variable = nullptr;
  int64_t row = 0;  // the element of the variable
  double value = 0;
};

class Interpreter {
 public:
  // Registers of one thread.
  class Scratch {
   public:
    explicit Scratch(const Interpreter& interpreter);

   private:
    friend class Interpreter;
    struct Free {
      void operator()(double* memory) const;
    };
    std::unique_ptr<double[], Free> registers_;
    std::vector<int32_t> pre_, post_, index_;
    std::vector<double> arguments_;  // of the host's functions
  };

  Interpreter(Program program, const KernelTable& kernels);

  const Program& program() const { return program_; }
  // Bindings in the order of program().variables.
  void bind(std::vector<Binding> bindings) { bindings_ = std::move(bindings); }
  std::vector<Binding>& bindings() { return bindings_; }
  // The index array of the program's pre or post variables; null if there are none.
  const int32_t* bindings_of(Indexing indexing) const;
  void add_samplers(std::vector<Binomial> samplers) { samplers_ = std::move(samplers); }
  // From now on stored doubles are looked at.
  void watch() { watch_ = true; }

  // Computes what is the same for all rows; run() may then be called from several threads for
  // different rows.
  void begin(const Call& call);
  void run(Rows rows, Scratch& scratch, NotFinite* not_finite = nullptr) const;

  // For generated code: the values of one of random_instructions() for the rows.
  void draw(uint32_t instruction, const Rows& rows, const Call& call, double* out) const;

 private:
  enum class Place : uint8_t { uniform, reg, direct };
  struct Operand {
    Place place = Place::reg;
    uint32_t at = 0;  // slot, register or variable
  };
  struct Frame;

  void allocate();
  void compute(const Instruction& i, const Operand& out, Frame& frame) const;
  const double* read(uint32_t id, const Frame& frame) const;
  void gather(const Binding& binding, const int32_t* index, double* out, size_t n) const;
  void load(const Instruction& i, double* out, const Frame& frame) const;
  void combine(const Instruction& i, double* out, const Frame& frame) const;
  void choose(const Instruction& i, double* out, const Frame& frame) const;
  void draw_counts(const Binomial& sampler, const RandomKey& key, const Rows& rows,
                   double* out) const;
  void draw_poisson(const Instruction& i, double* out, const Frame& frame) const;
  void look_up(const Instruction& i, double* out, const Frame& frame) const;
  void call_host(const Instruction& i, double* out, const Frame& frame) const;
  void store(const Instruction& i, Frame& frame) const;
  void look_at(const Instruction& i, const int32_t* index, const double* values, size_t stride,
               Frame& frame) const;
  void store_row(const Instruction& i, const Binding& binding, const double* values,
                 Frame& frame) const;
  void accumulate(const Instruction& i, const Frame& frame) const;
  static const int32_t* resolve(const int32_t* index, const Rows& rows, std::vector<int32_t>& copy);

  Program program_;
  const KernelTable& kernels_;
  std::vector<Binding> bindings_;
  std::vector<Binomial> samplers_;
  std::vector<Operand> places_;  // of each value
  std::vector<uint32_t> prologue_, body_;
  std::vector<double> uniforms_;   // kPadding lanes per slot
  std::vector<double> arguments_;  // of the host's functions, kPadding lanes each
  uint32_t registers_ = 0;
  bool needs_pre_ = false, needs_post_ = false, watch_ = false;
  Call call_;
};

}  // namespace myelin
