#include "language/quotient.h"

#define MYELIN_TARGET quotients
#include "language/quotient.inl"

namespace myelin {

ComparedQuotient compared_quotient(const Program& program, const Instruction& i) {
  const auto is = [](const Instruction& one, Code code, auto kernel) {
    return one.code == code && one.kernel == uint8_t(kernel) && !one.single;
  };
  if (i.code != Code::binary || i.kernel != uint8_t(Binary::greater_equal) || i.uniform) return {};
  const Instruction& whole = program.code[i.a];
  if (!is(whole, Code::unary, Unary::truncate)) return {};
  const Instruction& division = program.code[whole.a];
  if (!is(division, Code::binary, Binary::divide)) return {};
  const bool same_for_all = program.code[division.b].uniform && program.code[i.b].uniform;
  if (!same_for_all || program.order != Order::any) return {};
  ComparedQuotient made{&division};
  const Instruction& sum = program.code[division.a];
  if (!is(sum, Code::binary, Binary::add) || !program.code[sum.b].uniform) return made;
  const Instruction& difference = program.code[sum.a];
  if (!is(difference, Code::binary, Binary::subtract)) return made;
  if (!program.code[difference.a].uniform || difference.uniform) return made;
  made.difference = &difference;
  made.sum = &sum;
  const auto is_step = [&](uint32_t id) { return program.code[id].code == Code::time_step; };
  const Instruction& part = program.code[sum.b];
  const bool of_step = is(part, Code::binary, Binary::multiply) && is_step(part.b) &&
                       program.code[part.a].code == Code::number;
  made.of_time = is_step(division.b) && program.code[difference.a].code == Code::time && of_step;
  return made;
}

double quotient_bound(double d, double k) { return quotients::quotient_bound(d, k); }
double latest_start(double bound, double t, double s) {
  return quotients::latest_start(bound, t, s);
}

}  // namespace myelin
