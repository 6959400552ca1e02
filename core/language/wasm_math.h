// Vectors in generated WebAssembly: values, arithmetic, and the elementary functions of core/simd.
//
// The functions are the templates of core/simd themselves, instantiated for a vector that is only a
// name: each operation on it appends an instruction. So the sequence of operations, and with it
// every bit, is that of the kernels.
#pragma once

#include <initializer_list>
#include <memory>

#include "kernels/table.h"
#include "language/wasm_module.h"

namespace myelin::wasm {

// Two doubles, two masks or four floats: a local of the function under construction, or a constant.
// Or two or four of these parts, in a local and the next: what is computed of such is appended for
// one part after another, so that a processor can overlap long chains of instructions.
struct Vector {
  uint32_t id = 0;
};

// Each by itself, so that it stays where it is while others come.
using Constants = std::vector<std::unique_ptr<const double>>;

// A module under construction, and the function that instructions are appended to.
class Emitter {
 public:
  Emitter();

  // Where instructions go from now on. The emitter borrows the function.
  Function* function = nullptr;
  bool has_loop = false;  // so that constants are worth fetching before
  Module module;

  // Constants are read from memory, by an instruction shorter and quicker than one that holds them.
  // They must stay where they are as long as the module is used.
  Constants constants;
  Vector constant(double value);

  static uint32_t parts(Vector value);         // how many: 1, 2 or 4
  void push(Vector value, unsigned part = 0);  // onto the stack of the machine
  Vector pop();                                // from it, into a new local
  Vector fresh(uint32_t parts);                // to be set
  void set(Vector value, unsigned part);       // from the stack
  Vector apply(Op op, Vector a);
  Vector apply(Op op, Vector a, Vector b);
  Vector choose(Vector mask, Vector a, Vector b);
  // `count`: of places to shift by.
  Vector compute(Op op, std::initializer_list<Vector> operands, int count = -1);

  // Arithmetic; logical_not, comparisons, logical_and and logical_or are for masks: see apply().
  Vector unary(Unary which, Vector a);
  Vector binary(Binary which, Vector a, Vector b);
  // Unary::exp_single and exprel_single of four floats.
  Vector unary_of_floats(Unary which, Vector a);
  // Functions that become two branches: a long one for arguments that are not large, and calls.
  // Processors guess it, and browsers keep its instructions together. Two in one give a processor
  // more chains of instructions to overlap.
  struct FunctionOf {
    Unary which;
    Vector argument, result{};
  };
  bool splits(Unary which) const;
  void near_or_call(FunctionOf* all, size_t count);

  // The functions that modules import, in this order: kernels that do what is too rare to be
  // generated. The last two are a BinaryKernel.
  static constexpr Unary kUnaryImports[] = {Unary::sin, Unary::cos, Unary::tan};
  static constexpr Binary kBinaryImports[] = {Binary::floor_divide, Binary::modulo};
  // Then quotient_bound() and latest_start().
  static constexpr uint32_t kQuotientBound = 5, kLatestStart = 6, kImports = 7;

 private:
  bool expands(bool leaves_if_far) const;
  Vector call(size_t which, const Vector* arguments, uint32_t count);
  void copy(Vector to, Vector from);

  uint32_t numbers_[size_t(Unary::kCount) + size_t(Binary::kCount)] = {};  // of functions, 0: none
};

}  // namespace myelin::wasm
