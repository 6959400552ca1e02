#include "language/native_function.h"

#include <set>

#include "base/text.h"
#include "language/quotient.h"
#include "language/single.h"

namespace myelin {
namespace {

struct Operation {
  const char* text;  // a function, or an operator
  bool infix = false, mask = false, takes_masks = false;
};

constexpr Operation kUnary[] = {
    {"negate"},     {"absolute"},     {"sign"},     {"square_root"},
    {"floor"},      {"ceil"},         {"truncate"}, {"!", false, true, true},
    {"sin"},        {"cos"},          {"tan"},      {"sinh"},
    {"cosh"},       {"tanh"},         {"arcsin"},   {"arccos"},
    {"arctan"},     {"exp"},          {"log"},      {"log10"},
    {"expm1"},      {"log1p"},        {"exprel"},   {"round_single"},
    {"exp_single"}, {"exprel_single"}};
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

std::string literal(double value) {
  if (value != value) return "__builtin_nan(\"\")";
  if (value - value != 0) return value > 0 ? "kInfinity" : "-kInfinity";
  std::string text = format_number(value);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

// Whether a program is computed for as many rows at once as a vector has floats: if it has values
// of 32 bits, and only consecutive rows and their own elements.
bool is_wide(const KernelSpec& spec) {
  const Program& program = *spec.program;
  if (program.order != Order::any || !(spec.finds || spec.rows == RowForm::consecutive)) {
    return false;
  }
  for (const Variable* variable : program.variables) {
    if (variable->indexing != Indexing::row && variable->indexing != Indexing::shared) return false;
  }
  return has_singles(program);
}

// In a wide one, values that differ by row are an F32 if they have 32 bits or are loaded bytes, an
// M32 if they are truths, and a D64 otherwise.
class Writer {
 public:
  Writer(const KernelSpec& spec, std::string function)
      : spec_(spec), program_(*spec.program), function_(std::move(function)), wide_(is_wide(spec)) {
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
    text_ += std::string(wide_ ? "  WideWatch<" : "  Watch<") + (spec_.watch ? "true" : "false") +
             "> watch;\n";
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
      const std::string name = unused(native_name(program_.variables[k]->name) + "_array");
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
        names_[i.a] = unused("new_" + native_name(variable(i).name));
      }
    }
    for (uint32_t k = 0; k < names_.size(); ++k) {
      if (!names_[k].empty()) continue;
      const Instruction& i = program_.code[k];
      names_[k] = unused(i.code == Code::load ? native_name(variable(i).name) + "_"
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
    const std::string name = widened(id) ? "wide(" + names_[id] + ")" : names_[id];
    return masks_[id] ? name : "is_true(" + name + ")";
  }

  // --- operands of wide programs -----------------------------------------------------------------

  // Whether a value that is the same for all rows is wanted by those that are not.
  bool widened(uint32_t id) const { return by_row_ && program_.code[id].uniform; }
  bool is_float(uint32_t id) const {
    const Instruction& i = program_.code[id];
    return i.single || (i.code == Code::load && i.type == Type::boolean);
  }
  std::string as_single(uint32_t id) const {
    if (masks_[id]) return "one_where(" + mask(id) + ")";
    const bool uniform = program_.code[id].uniform;
    if (is_float(id)) return names_[id] + (uniform ? "_single" : "");
    return (uniform ? "single(" : "narrow(") + names_[id] + ")";
  }
  std::string as_double(uint32_t id) const {
    if (masks_[id]) return "wide(one_where(" + mask(id) + "))";
    const bool stays = !program_.code[id].uniform && !is_float(id);
    return stays ? names_[id] : "wide(" + names_[id] + ")";
  }

  std::string in_parts(const char* function, const Instruction& i, bool two) const {
    return std::string("each<") + function + ">(" + as_double(i.a) +
           (two ? ", " + as_double(i.b) : "") + ")";
  }
  std::string apply_wide(const Instruction& i) const {
    if (i.code == Code::select) {
      const auto branch = [&](uint32_t id) { return i.single ? as_single(id) : as_double(id); };
      return "select(" + mask(i.a) + ", " + branch(i.b) + ", " + branch(i.c) + ")";
    }
    const bool two = i.code == Code::binary;
    const Operation& how = two ? kBinary[i.kernel] : kUnary[i.kernel];
    if (how.takes_masks) return apply(how, i, 1 + two);
    const bool singles = takes_singles(program_, i);
    if (how.infix) {
      const auto operand = [&](uint32_t id) { return singles ? as_single(id) : as_double(id); };
      return operand(i.a) + " " + how.text + " " + operand(i.b);
    }
    if (!singles) return in_parts(how.text, i, two);
    const auto which = Unary(i.kernel);
    const bool basic = !two && (which == Unary::negate || which == Unary::absolute ||
                                which == Unary::square_root || which > Unary::round_single);
    if (basic) return std::string(how.text) + "(" + as_single(i.a) + ")";
    if (!two && which == Unary::round_single) return "narrow(" + as_double(i.a) + ")";
    return "narrow(" + in_parts(how.text, i, two) + ")";
  }

  // What stands for a value that is written to an array of that type.
  std::string stored(uint32_t id, DType dtype) const {
    if (dtype == DType::boolean) return mask(id);
    return !by_row_ ? number(id) : dtype == DType::float32 ? as_single(id) : as_double(id);
  }
  std::string written(uint32_t id) const { return by_row_ ? as_double(id) : number(id); }

  const char* type_of(uint32_t id) const {
    if (!by_row_) return masks_[id] ? "M64 " : "F64 ";
    return masks_[id] ? "M32 " : is_float(id) ? "F32 " : "D64 ";
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
    const bool applies = i.code == Code::unary || i.code == Code::binary || i.code == Code::select;
    if (by_row_ && applies) return apply_wide(i);
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
      case Code::binary: {
        const bool two = i.code == Code::binary;
        const std::string text = apply(two ? kBinary[i.kernel] : kUnary[i.kernel], i, 1 + two);
        return rounds(i) ? "round_single(" + text + ")" : text;
      }
      case Code::select:
        return "select(" + mask(i.a) + ", " + number(i.b) + ", " + number(i.c) + ")";
      case Code::lookup:
        return (i.uniform ? "look_up_one(" : "rows.look_up(") + arrays_[i.variable] + ", " +
               written(i.a) + ")";
      default:
        return "rows.column(in.random[" + std::to_string(columns_++) + "])";
    }
  }

  // What has an effect.
  std::string act(const Instruction& i) const {
    const std::string& array = arrays_[i.variable];
    const std::string place = "(call, " + std::to_string(i.variable) + ", " + array + ", ";
    const std::string stored = this->stored(i.a, spec_.dtypes[i.variable]) + ", watch)";
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
    by_row_ = wide_ && !i.uniform;
    if (i.code == Code::output && spec_.finds) {
      return indent + "found = rows.find(in.found_rows, found, " + mask(i.a) + ");\n";
    }
    if (i.code == Code::output) {
      return indent + "rows.output(in.outputs[" + std::to_string(i.site) + "] + in.output, " +
             written(i.a) + ");\n";
    }
    if (i.code == Code::store || i.code == Code::accumulate) return indent + act(i) + ";\n";
    if (compared_quotient(program_, i).division) return compare_quotient(k, indent);
    masks_[k] = (i.code == Code::unary && kUnary[i.kernel].mask) ||
                (i.code == Code::binary && kBinary[i.kernel].mask);
    std::string text = indent + "const " + type_of(k) + names_[k] + " = " + value(i) + ";\n";
    if (wide_ && i.uniform && i.single) {
      text += indent + "const F32 " + names_[k] + "_single = single(" + names_[k] + ");\n";
    }
    return text;
  }

  std::string compare_quotient(uint32_t k, const std::string& indent) {
    const Instruction& i = program_.code[k];
    const ComparedQuotient compared = compared_quotient(program_, i);
    const Instruction* const start = compared.difference;
    masks_[k] = true;
    const std::string name = unused((start ? "since" : "quotient") + std::to_string(k));
    const char* const type = !start             ? "Quotient "
                             : compared.of_time ? "Since<true> "
                                                : "Since<false> ";
    text_ += std::string("  const ") + type + name + "(" + number(compared.division->b) + ", " +
             number(i.b);
    if (start) text_ += ", " + number(start->a) + ", " + number(compared.sum->b);
    text_ += ");\n";
    const std::string of = by_row_ ? "reached_by(" + name + ", " : name + ".reached_by(";
    return indent + "const " + type_of(k) + names_[k] + " = " + of +
           written(start ? start->b : compared.division->a) + ");\n";
  }

  const KernelSpec& spec_;
  const Program& program_;
  std::string function_, text_;
  std::vector<std::string> arrays_, names_;
  std::vector<bool> masks_;
  std::set<std::string> taken_;
  int columns_ = 0;
  bool wide_ = false, by_row_ = false;  // the program; and the present instruction differs by row
};

}  // namespace

std::string native_name(const std::string& name) {
  std::string made;
  for (const char c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    made += plain || c == '_' ? c : '_';
  }
  return made;
}

std::string native_function(const KernelSpec& spec, const std::string& name) {
  return Writer(spec, name).write();
}

std::string native_entry(const KernelSpec& spec, const std::string& function, size_t number) {
  const auto call = [&](const char* rows) { return function + "<" + rows + ">(call)"; };
  std::string text =
      "extern \"C\" void myelin_kernel_" + std::to_string(number) + "(KernelCall* call) {\n  ";
  if (spec.program->order != Order::any) {
    text += call("One");
  } else if (is_wide(spec)) {
    text += call("WideRows");
  } else if (spec.finds || spec.rows == RowForm::consecutive) {
    text += call("Consecutive");
  } else if (spec.rows == RowForm::listed) {
    text += call("Listed");
  } else {
    text += "if (call->list) return " + call("Listed") + ";\n  " + call("Consecutive");
  }
  return text + ";\n}\n";
}

}  // namespace myelin
