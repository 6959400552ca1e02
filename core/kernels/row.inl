// Makes a row of the kernel table from everything that was compiled for a target.
#pragma once

namespace myelin::MYELIN_TARGET {
namespace {

template <F64 (*kOperation)(F64)>
constexpr void set(KernelTable& table, Unary which) {
  table.unary[size_t(which)] = map<kOperation>;
}

template <F64 (*kOperation)(F64, F64)>
constexpr void set(KernelTable& table, Binary which) {
  const size_t i = size_t(which);
  table.binary[size_t(Operands::vv)][i] = map<kOperation, ArrayOperand, ArrayOperand>;
  table.binary[size_t(Operands::vs)][i] = map<kOperation, ArrayOperand, ValueOperand>;
  table.binary[size_t(Operands::sv)][i] = map<kOperation, ValueOperand, ArrayOperand>;
}

constexpr void set_unary(KernelTable& table) {
  set<negate>(table, Unary::negate);
  set<absolute>(table, Unary::absolute);
  set<sign>(table, Unary::sign);
  set<square_root>(table, Unary::square_root);
  set<floor>(table, Unary::floor);
  set<ceil>(table, Unary::ceil);
  set<truncate>(table, Unary::truncate);
  set<logical_not>(table, Unary::logical_not);
  set<sin>(table, Unary::sin);
  set<cos>(table, Unary::cos);
  set<tan>(table, Unary::tan);
  set<sinh>(table, Unary::sinh);
  set<cosh>(table, Unary::cosh);
  set<tanh>(table, Unary::tanh);
  set<arcsin>(table, Unary::arcsin);
  set<arccos>(table, Unary::arccos);
  set<arctan>(table, Unary::arctan);
  set<exp>(table, Unary::exp);
  set<log>(table, Unary::log);
  set<log10>(table, Unary::log10);
  set<expm1>(table, Unary::expm1);
  set<log1p>(table, Unary::log1p);
  set<exprel>(table, Unary::exprel);
  set<round_single>(table, Unary::round_single);
  set<exp_single>(table, Unary::exp_single);
  set<exprel_single>(table, Unary::exprel_single);
}

constexpr void set_binary(KernelTable& table) {
  set<add>(table, Binary::add);
  set<subtract>(table, Binary::subtract);
  set<multiply>(table, Binary::multiply);
  set<divide>(table, Binary::divide);
  set<floor_divide>(table, Binary::floor_divide);
  set<modulo>(table, Binary::modulo);
  set<power>(table, Binary::power);
  set<less>(table, Binary::less);
  set<less_equal>(table, Binary::less_equal);
  set<greater>(table, Binary::greater);
  set<greater_equal>(table, Binary::greater_equal);
  set<equal>(table, Binary::equal);
  set<not_equal>(table, Binary::not_equal);
  set<logical_and>(table, Binary::logical_and);
  set<logical_or>(table, Binary::logical_or);
}

template <class T>
constexpr void set_rows(void (*(&kernels)[3])(const RowAdd&) noexcept) {
  kernels[0] = add_rows<T, double>;
  kernels[1] = add_rows<T, float>;
  kernels[2] = add_rows<T, OneWeight>;
}

constexpr void set_memory(KernelTable& table) {
  table.select[size_t(Operands::vv)] = select_arrays<ArrayOperand, ArrayOperand>;
  table.select[size_t(Operands::vs)] = select_arrays<ArrayOperand, ValueOperand>;
  table.select[size_t(Operands::sv)] = select_arrays<ValueOperand, ArrayOperand>;
  table.fill = fill;
  table.load_u8 = load_u8;
  table.load_i32 = load_i32;
  table.load_f32 = load_f32;
  table.store_u8 = store_u8;
  table.store_i32 = store_i32;
  table.store_f64 = store_f64;
  table.store_f32 = store_f32;
  table.gather_u8 = gather_elements<uint8_t>;
  table.gather_i32 = gather_elements<int32_t>;
  table.gather_f32 = gather_elements<float>;
  table.gather_f64 = gather_f64;
  table.scatter_add = scatter_add;
  table.scatter_add_one = scatter_add_one;
  set_rows<double>(table.add_rows[0]);
  set_rows<float>(table.add_rows[1]);
  table.compress = compress;
}

constexpr KernelTable make_row(const char* name) {
  KernelTable table{};
  table.name = name;
  set_unary(table);
  set_binary(table);
  set_memory(table);
  table.uniform = uniform;
  table.normal = normal;
  table.uniform_at = uniform_at;
  table.normal_at = normal_at;
  table.random_halves = random_halves;
  table.random_halves_at = random_halves_at;
  return table;
}

}  // namespace
}  // namespace myelin::MYELIN_TARGET
