#include "language/quotient.h"

namespace myelin {

const Instruction* compared_quotient(const Program& program, const Instruction& i) {
  const auto is = [](const Instruction& one, Code code, auto kernel) {
    return one.code == code && one.kernel == uint8_t(kernel);
  };
  if (!is(i, Code::binary, Binary::greater_equal) || i.uniform) return nullptr;
  const Instruction& whole = program.code[i.a];
  if (!is(whole, Code::unary, Unary::truncate) || whole.single) return nullptr;
  const Instruction& quotient = program.code[whole.a];
  if (!is(quotient, Code::binary, Binary::divide)) return nullptr;
  const bool same_for_all = program.code[quotient.b].uniform && program.code[i.b].uniform;
  return same_for_all && program.order == Order::any ? &quotient : nullptr;
}

double quotient_bound(double d, double k) {
  const bool usual = d > 0x1p-500 && d < 0x1p500 && k >= 1 && k < 0x1p50 && double(int64_t(k)) == k;
  if (!usual) return __builtin_nan("");
  uint64_t x = __builtin_bit_cast(uint64_t, k * d);
  const auto reached = [&] { return __builtin_bit_cast(double, x) / d >= k; };
  while (reached()) --x;
  while (!reached()) ++x;
  return __builtin_bit_cast(double, x);
}

}  // namespace myelin
