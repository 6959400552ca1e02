#include "language/kernel.h"

namespace myelin {

std::vector<uint32_t> random_instructions(const Program& program) {
  std::vector<uint32_t> found;
  for (uint32_t k = 0; k < program.code.size(); ++k) {
    const Code code = program.code[k].code;
    const bool random =
        code == Code::uniform_random || code == Code::normal_random || code == Code::binomial;
    if (random) found.push_back(k);
  }
  return found;
}

std::vector<KernelSpec> generated_specs(const std::vector<std::shared_ptr<KernelSlot>>& slots) {
  std::vector<KernelSpec> specs;
  for (const auto& slot : slots) {
    if (why_interpreted(slot->spec).empty()) specs.push_back(slot->spec);
  }
  return specs;
}

std::string why_interpreted(const KernelSpec& spec) {
  if (!spec.program->hosts.empty()) return "functions of the host program are called";
  for (const Instruction& i : spec.program->code) {
    if (i.code == Code::poisson) return "poisson() draws as many numbers as it needs";
    if (i.code == Code::host) return "it calls functions of the host";
    if (i.code == Code::accumulate && spec.dtypes[i.variable] == DType::boolean) {
      return "booleans are added";
    }
  }
  for (const DType dtype : spec.dtypes) {
    const bool known = dtype != DType::int64 && dtype != DType::uint64;
    if (!known) return "an array has elements of another type";
  }
  return {};
}

}  // namespace myelin
