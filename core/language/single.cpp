#include "language/single.h"

namespace myelin {

bool has_singles(const Program& program) {
  for (const Instruction& i : program.code) {
    if (i.single && !i.uniform) return true;
  }
  return false;
}

bool takes_singles(const Program& program, const Instruction& i) {
  const auto which = Binary(i.kernel);
  const bool compares =
      i.code == Code::binary && which >= Binary::less && which <= Binary::not_equal;
  if (!compares) return i.single;
  const Instruction &a = program.code[i.a], &b = program.code[i.b];
  const auto fits = [](const Instruction& one) { return one.single || one.type == Type::boolean; };
  return fits(a) && fits(b) && (a.single || b.single);
}

}  // namespace myelin
