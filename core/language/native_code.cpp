#include "language/native_code.h"

#include <set>

#include "language/native_function.h"

namespace myelin {
namespace {

// GCC for x86 leaves instructions in the order of the text until registers are given out, so that
// one long chain of a function like exp follows another; a processor looks too few instructions
// ahead to overlap them. Moving values across blocks (gcse) only adds spills to that; and a loop
// for the last few rows that is made a call (loop-distribute-patterns) would drive all values out
// of registers. A pragma, because Clang refuses such flags.
constexpr char kScheduling[] =
    "#if defined(__GNUC__) && !defined(__clang__)\n"
    "#pragma GCC optimize(\"schedule-insns\", \"sched-pressure\", \"no-gcse\")\n"
    "#pragma GCC optimize(\"no-tree-loop-distribute-patterns\")\n"
    "#endif\n";

}  // namespace

const NativeTarget* find_native_target(std::string_view name) {
  static const NativeTarget kTargets[] = {
    {"scalar", "scalar", {}},
#if defined(__x86_64__)
    {"sse4.1", "sse41", {"-msse4.1"}},
    {"avx2", "avx2", {"-mavx2"}},
    {"avx512", "avx512", {"-mavx512f", "-mavx512dq", "-mavx512vl", "-mavx512bw"}},
#elif defined(__aarch64__)
    {"neon", "neon", {}},
#endif
  };
  for (const NativeTarget& target : kTargets) {
    if (name == target.name) return &target;
  }
  return nullptr;
}

std::string native_code(const std::vector<KernelSpec>& specs, const NativeTarget& target) {
  const std::string header = target.header;
  std::string text = "// The code of a model, written by Myelin for the instruction set " +
                     std::string(target.name) +
                     ".\n// core/language/kernel_rows.inl says what rows are.\n" + kScheduling +
                     "#define MYELIN_TARGET " + header +
                     "\n#include \"language/kernel_call.h\"\n#include \"kernels/table.h\"\n"
                     "#include \"simd/" +
                     header +
                     ".h\"\n#include \"simd/math.inl\"\n"
                     "#include \"kernels/elementwise.inl\"\n#include \"kernels/memory.inl\"\n"
                     "#include \"language/quotient.inl\"\n"
                     "#include \"language/kernel_rows.inl\"\n"
                     "#include \"simd/single/" +
                     header +
                     ".h\"\n#include \"language/kernel_wide.inl\"\n\n"
                     "namespace myelin::MYELIN_TARGET {\nnamespace {\n\n";
  std::set<std::string> taken;
  std::vector<std::string> functions;
  for (const KernelSpec& spec : specs) {
    std::string name = "run_" + native_name(spec.program->name);
    if (!taken.insert(name).second) name += "_" + std::to_string(functions.size());
    taken.insert(name);
    functions.push_back(name);
    text += native_function(spec, name) + "\n";
  }
  text += "}  // namespace\n\n";
  std::string table;
  for (size_t k = 0; k < specs.size(); ++k) {
    text += native_entry(specs[k], functions[k], k);
    table += (k ? ", myelin_kernel_" : "myelin_kernel_") + std::to_string(k);
  }
  return text + "\nextern \"C\" {\nvoid (*myelin_kernels[])(KernelCall*) = {" + table +
         "};\n}\n\n}  // namespace myelin::MYELIN_TARGET\n";
}

}  // namespace myelin
