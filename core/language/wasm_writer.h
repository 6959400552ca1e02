// The writer of one kernel; wasm_kernels.cpp has its loops, wasm_values.cpp what its instructions
// compute, wasm_memory.cpp its reading and writing.
#pragma once

#include <cstddef>

#include "language/wasm_kernels.h"

namespace myelin::wasm {

// A value of the program, as a number or as a mask: of doubles, or in the four lanes of a vector of
// floats.
struct Value {
  Vector vector;
  bool mask = false, single = false;
};

inline uint32_t shift_of(DType dtype) {
  return dtype == DType::boolean ? 0 : dtype == DType::float64 ? 3 : 2;
}

// One like exp, of many instructions.
inline bool is_function(const Instruction& i) {
  return i.code == Code::unary && Unary(i.kernel) > Unary::logical_not &&
         Unary(i.kernel) != Unary::round_single;
}

class Writer {
 public:
  Writer(Emitter& emitter, const KernelSpec& spec)
      : emitter_(emitter),
        spec_(spec),
        program_(*spec.program),
        values_(program_.code.size()),
        singles_(values_.size()),
        bounds_(values_.size()) {}

  Function write();

 private:
  struct Side {
    uint32_t pointer = 0;  // local: where the elements of all rows are; 0: not needed
    uint32_t element[2];   // locals: those of the present rows
  };

  Variable const& variable(uint32_t k) const { return *program_.variables[k]; }
  uint32_t local(Kind kind) { return f_.local(kind); }
  uint32_t pointer(size_t offset);  // a field of the call
  uint32_t pointer_at(size_t offset, uint32_t index);
  void prologue();
  int rows_at_once() const { return pair_ ? int(2 * parts_) << twice_ : 1; }
  void loop_over(uint32_t end);
  int functions() const;
  bool takes_fours() const;
  bool takes_fours_twice() const;
  void bounds();
  void groups(bool listed, bool fours);
  void body();
  void find_rows();
  void instruction(uint32_t k);
  void answer();

  // Numbers and masks (wasm_values.cpp).
  Vector row_number();
  Vector number(uint32_t id);
  Vector mask(uint32_t id);
  Value unary(const Instruction& i);
  void finish(Vector value);
  bool splits(const Instruction& i) const;
  bool hasten(uint32_t id, uint32_t k);
  bool two_functions(uint32_t k);
  Value binary(const Instruction& i);
  Value select(const Instruction& i);

  // Four rows at once in a program on values of 32 bits (wasm_singles.cpp). All masks of rows are
  // of floats.
  Vector join(Vector doubles);  // rounds
  Vector part(Vector singles);  // two vectors of doubles
  Vector join_mask(Vector mask);
  Vector part_mask(Vector mask);
  Vector floats(uint32_t id);
  Vector float_constant(float value);
  Vector float_mask(uint32_t id);
  Value float_unary(const Instruction& i);
  Value float_binary(const Instruction& i);
  Value float_select(const Instruction& i);
  void load_floats(uint32_t variable, Value& value);

  // Memory (wasm_memory.cpp).
  uint32_t scaled(uint32_t shift);
  void row_address(uint32_t variable);
  uint32_t ahead_of(uint32_t variable) const { return ahead_ << shift_of(spec_.dtypes[variable]); }
  void element_address(uint32_t variable, uint32_t element);
  void column_address(uint32_t column);
  bool is_row(uint32_t k) const { return variable(k).indexing == Indexing::row; }
  uint32_t element_of(uint32_t variable, unsigned lane);
  Vector load_column(uint32_t column);
  Vector load_rows(uint32_t variable);
  Vector load_elements(uint32_t variable, const uint32_t* elements);
  Vector load(uint32_t variable);
  Vector look_up(const Instruction& i);
  Vector field(size_t offset);
  void push_double(uint32_t variable, uint32_t element);
  void store_double(uint32_t variable);
  void push_lane(Vector value, unsigned lane);
  void push_bits(Vector on);
  void store(const Instruction& i);
  void store_rows(const Instruction& i);
  void store_element(const Instruction& i, unsigned lane);
  void accumulate(const Instruction& i, unsigned lane);
  void watch_rows(Vector value, bool single);
  void watch_element(Vector value, uint32_t variable, uint32_t element);
  void find(uint32_t id);
  void output(const Instruction& i);

  Emitter& emitter_;
  const KernelSpec& spec_;
  const Program& program_;
  Function f_{1};  // local 0 is the call
  std::vector<Value> values_;
  std::vector<uint8_t> done_;  // of the present body: which instructions are written
  std::vector<uint32_t> arrays_, columns_, outputs_;
  Side pre_, post_;
  uint32_t list_ = 0, first_ = 0, count_ = 0, found_ = 0, k_ = 0, row_ = 0, second_row_ = 0;
  uint32_t scaled_[4] = {};  // row << 0, 2, 3, of the present body
  Vector steps_, strange_;
  // The present body: whether it takes two rows, or even as many vectors of doubles, and whether
  // they come from the list.
  bool pair_ = false, listed_ = false;
  uint32_t parts_ = 1;
  bool floats_ = false;          // takes four rows, of a program on values of 32 bits
  bool twice_ = false;           // and then the four behind them, before it goes on
  uint32_t ahead_ = 0;           // how many rows the present ones are behind row_
  std::vector<Vector> singles_;  // uniform values of 32 bits as floats
  std::vector<Vector> bounds_;   // of comparisons of quotients; 0: there is none
  uint32_t bounded_ = 0;         // local: whether all bounds hold; 0: there are none
  bool watches_rows_ = false;
};

}  // namespace myelin::wasm
