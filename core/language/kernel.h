// The seam between the engine and code that was generated for a Program.
//
// Generated code is one C function for each program. It borrows arrays through a KernelCall, runs
// the program for the rows that are named there, and answers in the same struct. The interpreter
// is the reference: a generated function must leave the same bits in memory, whatever
// Program::order is. As it may take one row after another, it need not know about orders that the
// interpreter cuts rows apart for; only Order::any allows it to take several rows at once.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/signal_store.h"
#include "language/program.h"

namespace myelin {

// What a generated function gets and answers. In wasm32 pointers and sizes have 32 bits; whoever
// emits code there takes offsets from offsetof().
//
// Arrays that hold a row's own elements may be read up to kPadding elements beyond the last row,
// never written there. `list`, `pre` and `post` are read for the named rows only.
struct KernelCall {
  void* const* arrays = nullptr;  // of the program's variables: where element 0 is
  // The element that row 0, 1, ... has in arrays with Indexing::pre and post; null if there are
  // no such variables.
  const int32_t* pre = nullptr;
  const int32_t* post = nullptr;
  const int32_t* list = nullptr;  // the rows; null: first, first + 1, ...
  // Columns that the program's outputs are written to, from `output` on, exactly `count` values.
  double* const* outputs = nullptr;
  // A column of `count` values for each instruction of random_instructions(), made by the caller.
  const double* const* random = nullptr;
  // KernelSpec::finds: where the found rows go; room for `count` of them.
  int32_t* found_rows = nullptr;
  size_t first = 0, count = 0, output = 0;
  double t = 0, dt = 0, step = 0;

  // Answers. The caller sets them to zero before.
  size_t found = 0;         // how many rows are in found_rows
  uint32_t not_finite = 0;  // 1: a double was stored (Code::store) that is NaN or infinite
  // The first such store through an index (or to a shared variable). Stores to rows need not be
  // named: the caller looks there by itself.
  uint32_t variable = 0;
  size_t element = 0;
  double value = 0;
};

using KernelFunction = void (*)(KernelCall*);

// How the rows of a kernel's calls are named, as far as it is known before.
enum class RowForm : uint8_t { either, consecutive, listed };

// What a function is wanted for.
struct KernelSpec {
  const Program* program = nullptr;
  std::vector<DType> dtypes;  // of the program's variables: boolean, int32 or float64
  RowForm rows = RowForm::either;
  bool watch = false;  // look for stored doubles that are not finite
  // The program's only output is a condition. It is not written to a column; the numbers of the
  // rows for which it is not 0 go to found_rows, ascending. Rows are consecutive.
  bool finds = false;
};

// The instructions whose values the caller makes: Code::uniform_random, normal_random, binomial.
std::vector<uint32_t> random_instructions(const Program& program);

// Why no code can be generated for it, so that the interpreter serves; empty: it can.
std::string why_interpreted(const KernelSpec& spec);

// A place where a function is wanted, shared by who calls it and who makes it. The function may
// appear at any time and from any thread; until then, and for good if it never does, the
// interpreter runs. The moment makes no difference to the results.
struct KernelSlot {
  KernelSpec spec;
  std::atomic<KernelFunction> function{nullptr};
  std::string refused;  // by the back end: why the interpreter serves
};

// Makes functions for slots.
class Backend {
 public:
  virtual ~Backend() = default;
  virtual std::string_view name() const = 0;  // "native", "wasm"

  // Called once the network stands, with all its slots; may answer before the functions are there.
  // Programs (KernelSpec::program) may not be looked at after it has returned.
  virtual void generate(const std::vector<std::shared_ptr<KernelSlot>>& slots) = 0;
  // Waits for the functions.
  virtual void finish() {}
  // Seconds spent on making functions so far.
  virtual double seconds() const = 0;
  // Why there are no functions at all, such as "no compiler was found"; empty: there are, or will
  // be.
  virtual std::string problem() const { return {}; }
  // The generated code, for people.
  virtual std::string code() const { return {}; }
};

}  // namespace myelin
