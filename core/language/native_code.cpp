#include "language/native_code.h"

#include <set>

#include "base/text.h"
#include "language/quotient.h"

namespace myelin {
namespace {

struct Operation {
  const char* text;  // a function, or an operator
  bool infix = false, mask = false, takes_masks = false;
};

constexpr Operation kUnary[] = {{"negate"}, {"absolute"}, {"sign"},     {"square_root"},
                                {"floor"},  {"ceil"},     {"truncate"}, {"!", false, true, true},
                                {"sin"},    {"cos"},      {"tan"},      {"sinh"},
                                {"cosh"},   {"tanh"},     {"arcsin"},   {"arccos"},
                                {"arctan"}, {"exp"},      {"log"},      {"log10"},
                                {"expm1"},  {"log1p"},    {"exprel"}};
constexpr Operation kBinary[] = {{"+", true},
                                 {"-", true},
                                 {"*", true},
                                 {"/", true},
                                 {"floor_divide"},
                                 {"modulo"},
                                 {"power"},
                                 {"<", true, true},
                                 {"<=", true, true},
                                 {">", true, true},
                                 {">=", true, true},
                                 {"==", true, true},
                                 {"!=", true, true},
                                 {"&", true, true, true},
                                 {"|", true, true, true}};
static_assert(sizeof kUnary / sizeof *kUnary == size_t(Unary::kCount));
static_assert(sizeof kBinary / sizeof *kBinary == size_t(Binary::kCount));

const char* element_of(DType dtype) {
  return dtype == DType::boolean   ? "uint8_t"
         : dtype == DType::int32   ? "int32_t"
         : dtype == DType::float32 ? "float"
                                   : "double";
}

// A name in C++: letters and digits of another one.
std::string identifier(const std::string& name) {
  std::string made;
  for (const char c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    made += plain || c == '_' ? c : '_';
  }
  return made;
}

std::string literal(double value) {
  if (value != value) return "__builtin_nan(\"\")";
  if (value - value != 0) return value > 0 ? "kInfinity" : "-kInfinity";
  std::string text = format_number(value);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

// GCC for x86 leaves instructions in the order of the text until registers are given out, so that
// one long chain of a function like exp follows another; a processor looks too few instructions
// ahead to overlap them. Moving values across blocks (gcse) only adds spills to that. A pragma,
// because Clang refuses such flags.
constexpr char kScheduling[] =
    "#if defined(__GNUC__) && !defined(__clang__)\n"
    "#pragma GCC optimize(\"schedule-insns\", \"sched-pressure\", \"no-gcse\")\n"
    "#endif\n";

// One program as a function template over the way in which rows are reached.
class Writer {
 public:
  Writer(const KernelSpec& spec, std::string function)
      : spec_(spec), program_(*spec.program), function_(std::move(function)) {
    names_.resize(program_.code.size());
    masks_.resize(program_.code.size());
  }

  std::string write() {
    text_ = "// " + program_.name + "\ntemplate <class Rows>\n[[gnu::flatten]] inline void " +
            function_ + "(KernelCall* call) {\n  const KernelCall in = *call;\n";
    declare_arrays();
    name_values();
    // What is uniform may have been written by the row before.
    const bool again = program_.order == Order::one_by_one;
    for (uint32_t k = 0; !again && k < names_.size(); ++k) {
      if (program_.code[k].uniform) text_ += define(k, "  ");
    }
    std::string body = fetch_indices();
    for (uint32_t k = 0; k < names_.size(); ++k) {
      if (again || !program_.code[k].uniform) body += define(k, "    ");
    }
    text_ += std::string("  Watch<") + (spec_.watch ? "true" : "false") + "> watch;\n";
    if (spec_.finds) text_ += "  size_t found = 0;\n";
    text_ +=
        "  for (size_t i = 0; i < in.count; i += Rows::kStep) {\n"
        "    const Rows rows(in, i);\n" +
        body + "  }\n  watch.finish(call);\n";
    if (spec_.finds) text_ += "  call->found = found;\n";
    text_ += "}\n";
    return std::move(text_);
  }

 private:
  const Variable& variable(const Instruction& i) const { return *program_.variables[i.variable]; }

  std::string unused(std::string name) {
    std::string made = name;
    for (int k = 2; !taken_.insert(made).second; ++k) made = name + std::to_string(k);
    return made;
  }

  void declare_arrays() {
    for (size_t k = 0; k < program_.variables.size(); ++k) {
      const std::string name = unused(identifier(program_.variables[k]->name) + "_array");
      const std::string element = element_of(spec_.dtypes[k]);
      arrays_.push_back(name);
      text_ += "  " + element + "* const " + name + " = static_cast<" + element + "*>(in.arrays[" +
               std::to_string(k) + "]);\n";
    }
  }

  // Loaded values are called v_, values to be stored new_v, all others x and their number.
  void name_values() {
    for (const Instruction& i : program_.code) {
      if (i.code != Code::store || !names_[i.a].empty()) continue;
      const Code made = program_.code[i.a].code;
      if (made != Code::load && made != Code::number) {
        names_[i.a] = unused("new_" + identifier(variable(i).name));
      }
    }
    for (uint32_t k = 0; k < names_.size(); ++k) {
      if (!names_[k].empty()) continue;
      const Instruction& i = program_.code[k];
      names_[k] = unused(i.code == Code::load ? identifier(variable(i).name) + "_"
                                              : "x" + std::to_string(k));
    }
  }

  std::string fetch_indices() const {
    std::string text;
    for (const Indexing indexing : {Indexing::pre, Indexing::post}) {
      bool wanted = false;
      for (const Variable* variable : program_.variables) wanted |= variable->indexing == indexing;
      if (!wanted) continue;
      const std::string name = indexing == Indexing::pre ? "pre" : "post";
      text += "    int32_t " + name + "_buffer[kLanes];\n    const int32_t* const " + name +
              " = rows.index(in." + name + ", " + name + "_buffer);\n";
    }
    return text;
  }

  std::string number(uint32_t id) const {
    return masks_[id] ? "one_where(" + names_[id] + ")" : names_[id];
  }
  std::string mask(uint32_t id) const {
    return masks_[id] ? names_[id] : "is_true(" + names_[id] + ")";
  }

  static const char* side(Indexing indexing) { return indexing == Indexing::pre ? "pre" : "post"; }

  std::string load(const Instruction& i) const {
    const std::string& array = arrays_[i.variable];
    switch (variable(i).indexing) {
      case Indexing::shared:
        return "value_of(" + array + ")";
      case Indexing::row:
        return "rows.load_row(" + array + ")";
      default:
        return "rows.gather(" + array + ", " + side(variable(i).indexing) + ")";
    }
  }

  std::string apply(const Operation& how, const Instruction& i, int operands) const {
    const auto operand = [&](uint32_t id) { return how.takes_masks ? mask(id) : number(id); };
    const std::string a = operand(i.a);
    if (how.infix) return a + " " + how.text + " " + operand(i.b);
    return how.text + ("(" + a) + (operands == 2 ? ", " + operand(i.b) : "") + ")";
  }

  std::string value(const Instruction& i) {
    switch (i.code) {
      case Code::number:
        return "splat(" + literal(i.number) + ")";
      case Code::load:
        return load(i);
      case Code::row:
        return "rows.number()";
      case Code::time:
        return "splat(in.t)";
      case Code::time_step:
        return "splat(in.dt)";
      case Code::step:
        return "splat(in.step)";
      case Code::unary:
        return apply(kUnary[i.kernel], i, 1);
      case Code::binary:
        return apply(kBinary[i.kernel], i, 2);
      case Code::select:
        return "select(" + mask(i.a) + ", " + number(i.b) + ", " + number(i.c) + ")";
      case Code::lookup:
        return (i.uniform ? "look_up_one(" : "rows.look_up(") + arrays_[i.variable] + ", " +
               number(i.a) + ")";
      default:
        return "rows.column(in.random[" + std::to_string(columns_++) + "])";
    }
  }

  // What has an effect.
  std::string act(const Instruction& i) const {
    const std::string& array = arrays_[i.variable];
    const bool boolean =
        spec_.dtypes.size() > i.variable && spec_.dtypes[i.variable] == DType::boolean;
    const std::string place = "(call, " + std::to_string(i.variable) + ", " + array + ", ";
    const std::string stored = (boolean ? mask(i.a) : number(i.a)) + ", watch)";
    const Indexing indexing = variable(i).indexing;
    if (i.code == Code::accumulate) {
      return std::string("rows.add(") + array + ", " + side(indexing) + ", " + number(i.a) + ")";
    }
    if (indexing == Indexing::row) return "rows.store_row" + place + stored;
    if (indexing == Indexing::shared) return "rows.store_at" + place + "&kFirst, " + stored;
    return "rows.store_at" + place + side(indexing) + ", " + stored;
  }

  std::string define(uint32_t k, const std::string& indent) {
    const Instruction& i = program_.code[k];
    if (i.code == Code::output && spec_.finds) {
      return indent + "found = rows.find(in.found_rows, found, " + mask(i.a) + ");\n";
    }
    if (i.code == Code::output) {
      return indent + "rows.output(in.outputs[" + std::to_string(i.site) + "] + in.output, " +
             number(i.a) + ");\n";
    }
    if (i.code == Code::store || i.code == Code::accumulate) return indent + act(i) + ";\n";
    if (const Instruction* const quotient = compared_quotient(program_, i)) {
      masks_[k] = true;
      const std::string name = unused("quotient" + std::to_string(k));
      text_ += "  const Quotient " + name + "(" + number(quotient->b) + ", " + number(i.b) + ");\n";
      return indent + "const M64 " + names_[k] + " = " + name + ".reached_by(" +
             number(quotient->a) + ");\n";
    }
    masks_[k] = (i.code == Code::unary && kUnary[i.kernel].mask) ||
                (i.code == Code::binary && kBinary[i.kernel].mask);
    return indent + (masks_[k] ? "const M64 " : "const F64 ") + names_[k] + " = " + value(i) +
           ";\n";
  }

  const KernelSpec& spec_;
  const Program& program_;
  std::string function_, text_;
  std::vector<std::string> arrays_, names_;
  std::vector<bool> masks_;
  std::set<std::string> taken_;
  int columns_ = 0;
};

// The C function that chooses how rows are reached.
std::string entry(const KernelSpec& spec, const std::string& function, size_t number) {
  const auto call = [&](const char* rows) { return function + "<" + rows + ">(call)"; };
  std::string text =
      "extern \"C\" void myelin_kernel_" + std::to_string(number) + "(KernelCall* call) {\n  ";
  if (spec.program->order != Order::any) {
    text += call("One");
  } else if (spec.finds || spec.rows == RowForm::consecutive) {
    text += call("Consecutive");
  } else if (spec.rows == RowForm::listed) {
    text += call("Listed");
  } else {
    text += "if (call->list) return " + call("Listed") + ";\n  " + call("Consecutive");
  }
  return text + ";\n}\n";
}

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
                     "#include \"language/kernel_rows.inl\"\n\n"
                     "namespace myelin::MYELIN_TARGET {\nnamespace {\n\n";
  std::set<std::string> taken;
  std::vector<std::string> functions;
  for (const KernelSpec& spec : specs) {
    std::string name = "run_" + identifier(spec.program->name);
    if (!taken.insert(name).second) name += "_" + std::to_string(functions.size());
    taken.insert(name);
    functions.push_back(name);
    text += Writer(spec, name).write() + "\n";
  }
  text += "}  // namespace\n\n";
  std::string table;
  for (size_t k = 0; k < specs.size(); ++k) {
    text += entry(specs[k], functions[k], k);
    table += (k ? ", myelin_kernel_" : "myelin_kernel_") + std::to_string(k);
  }
  return text + "\nextern \"C\" {\nvoid (*myelin_kernels[])(KernelCall*) = {" + table +
         "};\n}\n\n}  // namespace myelin::MYELIN_TARGET\n";
}

}  // namespace myelin
