// The seam between the engine and code that was generated for a Program.
//
// Generated code is one C function for each program. It borrows arrays through a KernelCall, runs
// the program for the rows that are named there, and answers in the same struct. The interpreter
// is the reference: a generated function must leave the same bits in memory, whatever
// Program::order is. As it may take one row after another, it need not know about orders that the
// interpreter cuts rows apart for; only Order::any allows it to take several rows at once.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/signal_store.h"
#include "language/kernel_call.h"
#include "language/program.h"

namespace myelin {

// How the rows of a kernel's calls are named, as far as it is known before.
enum class RowForm : uint8_t { either, consecutive, listed };

// What a function is wanted for.
struct KernelSpec {
  const Program* program = nullptr;
  std::vector<DType> dtypes;  // of the program's variables: boolean, int32, float64 or float32
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
};

// Of those for which code can be generated.
std::vector<KernelSpec> generated_specs(const std::vector<std::shared_ptr<KernelSlot>>& slots);

// Makes functions for slots.
class Backend {
 public:
  virtual ~Backend() = default;
  virtual std::string_view name() const = 0;  // "native", "wasm"

  // Called once the network stands, with all its slots; may answer before the functions are there.
  // Programs (KernelSpec::program) may not be looked at after it has returned.
  virtual void generate(const std::vector<std::shared_ptr<KernelSlot>>& slots) = 0;
  // Seconds spent on making functions so far.
  virtual double seconds() const = 0;
  // Why there are no functions at all, such as "no compiler was found"; empty: there are, or will
  // be.
  virtual std::string problem() const { return {}; }
};

}  // namespace myelin
