#include "language/dead_code.h"

namespace myelin {
namespace {

bool has_effect(Code code) {
  return code == Code::store || code == Code::accumulate || code == Code::output;
}

}  // namespace

int operand_count(const Instruction& i) {
  switch (i.code) {
    case Code::binary:
    case Code::argument:
      return 2;
    case Code::binomial:
      return i.kernel ? 2 : 0;
    case Code::select:
      return 3;
    case Code::host:
      return i.site > 0;
    case Code::unary:
    case Code::poisson:
    case Code::lookup:
    case Code::store:
    case Code::accumulate:
    case Code::output:
      return 1;
    default:
      return 0;
  }
}

void drop_dead(Program& program) {
  std::vector<bool> live(program.code.size());
  for (size_t k = program.code.size(); k-- > 0;) {
    const Instruction& i = program.code[k];
    if (has_effect(i.code)) live[k] = true;
    if (!live[k]) continue;
    const uint32_t ids[3] = {i.a, i.b, i.c};
    for (int o = 0; o < operand_count(i); ++o) live[ids[o]] = true;
  }
  std::vector<uint32_t> renamed(live.size());
  std::vector<Instruction> kept;
  for (size_t k = 0; k < live.size(); ++k) {
    if (!live[k]) continue;
    Instruction i = program.code[k];
    uint32_t* ids[3] = {&i.a, &i.b, &i.c};
    for (int o = 0; o < operand_count(i); ++o) *ids[o] = renamed[*ids[o]];
    renamed[k] = uint32_t(kept.size());
    kept.push_back(i);
  }
  program.code = std::move(kept);
}

}  // namespace myelin
