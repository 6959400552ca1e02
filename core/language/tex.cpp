#include "language/tex.h"

#include <algorithm>

#include "base/text.h"
#include "language/parser.h"
#include "language/unit.h"

namespace myelin {
namespace {

constexpr std::string_view kGreek[] = {
    "alpha", "beta",  "gamma", "delta", "epsilon", "zeta",  "eta", "theta", "kappa", "lambda",
    "mu",    "nu",    "xi",    "rho",   "sigma",   "tau",   "phi", "chi",   "psi",   "omega",
    "pi",    "Gamma", "Delta", "Theta", "Lambda",  "Sigma", "Phi", "Psi",   "Omega"};

bool is_greek(std::string_view name) {
  return std::find(std::begin(kGreek), std::end(kGreek), name) != std::end(kGreek);
}

std::string escape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '_' || c == '#' || c == '%' || c == '&' || c == '$' || c == '{' || c == '}')
      out += '\\';
    if (c == '\\' || c == '^' || c == '~') {
      out += ' ';
    } else {
      out += c;
    }
  }
  return out;
}

int binding_of(const Ast& ast) {
  if (ast.kind == Ast::Kind::negate) return 7;
  if (ast.kind == Ast::Kind::logical_not) return 3;
  if (ast.kind != Ast::Kind::binary) return 9;
  if (ast.name == "or") return 1;
  if (ast.name == "and") return 2;
  if (ast.name == "+" || ast.name == "-") return 5;
  if (ast.name == "/") return 9;  // a fraction needs no brackets
  if (ast.name == "*" || ast.name == "//" || ast.name == "%") return 6;
  return ast.name == "**" ? 8 : 4;
}

std::string inside(const Ast& ast, int least) {
  const std::string text = tex(ast);
  return binding_of(ast) < least ? "\\left(" + text + "\\right)" : text;
}

std::string binary(const Ast& ast) {
  const Ast &a = *ast.args[0], &b = *ast.args[1];
  const int binding = binding_of(ast);
  if (ast.name == "/") return "\\frac{" + tex(a) + "}{" + tex(b) + "}";
  if (ast.name == "**") {
    const bool plain = a.kind == Ast::Kind::name || a.kind == Ast::Kind::number;
    return (plain ? "{" + tex(a) + "}" : "\\left(" + tex(a) + "\\right)") + "^{" + tex(b) + "}";
  }
  const char* symbol = ast.name == "*"     ? "\\,"
                       : ast.name == "//"  ? " \\mathbin{//} "
                       : ast.name == "%"   ? " \\bmod "
                       : ast.name == "<="  ? " \\le "
                       : ast.name == ">="  ? " \\ge "
                       : ast.name == "!="  ? " \\ne "
                       : ast.name == "=="  ? " = "
                       : ast.name == "and" ? "\\ \\text{and}\\ "
                       : ast.name == "or"  ? "\\ \\text{or}\\ "
                                           : nullptr;
  const bool numbers = a.kind == Ast::Kind::number && b.kind == Ast::Kind::number;
  if (ast.name == "*" && numbers) symbol = " \\cdot ";
  const std::string left = inside(a, binding), right = inside(b, binding + 1);
  return left + (symbol ? symbol : " " + ast.name + " ") + right;
}

std::string call(const Ast& ast) {
  if (ast.name == "sqrt" && ast.args.size() == 1) return "\\sqrt{" + tex(*ast.args[0]) + "}";
  if (ast.name == "exp" && ast.args.size() == 1) return "e^{" + tex(*ast.args[0]) + "}";
  if (ast.name == "abs" && ast.args.size() == 1) {
    return "\\left|" + tex(*ast.args[0]) + "\\right|";
  }
  std::string text = "\\operatorname{" + escape(ast.name) + "}\\left(";
  for (size_t k = 0; k < ast.args.size(); ++k) text += (k ? ", " : "") + tex(*ast.args[k]);
  return text + "\\right)";
}

}  // namespace

std::string tex_of_name(std::string_view name) {
  const size_t bar = name.find('_');
  if (bar != std::string_view::npos && bar > 0 && bar + 1 < name.size()) {
    return tex_of_name(name.substr(0, bar)) + "_{\\mathrm{" + escape(name.substr(bar + 1)) + "}}";
  }
  if (is_greek(name)) return "\\" + std::string(name);
  for (const std::string_view greek : kGreek) {
    if (greek.size() > 2 && name.substr(0, greek.size()) == greek) {
      return "\\" + std::string(greek) + "_{\\mathrm{" + escape(name.substr(greek.size())) + "}}";
    }
  }
  if (name.size() == 1) return std::string(name);
  if (name.size() <= 3) {
    return std::string(1, name[0]) + "_{\\mathrm{" + escape(name.substr(1)) + "}}";
  }
  return "\\mathit{" + escape(name) + "}";
}

std::string tex(const Ast& ast) {
  switch (ast.kind) {
    case Ast::Kind::number:
      return format_number(ast.number);
    case Ast::Kind::boolean:
      return ast.number ? "\\text{true}" : "\\text{false}";
    case Ast::Kind::name:
      if (find_unit(ast.name) || (ast.name.size() == 1 && ast.name == "s")) {
        return "\\,\\mathrm{" + escape(ast.name) + "}";
      }
      return tex_of_name(ast.name);
    case Ast::Kind::negate:
      return "-" + inside(*ast.args[0], 6);
    case Ast::Kind::logical_not:
      return "\\lnot " + inside(*ast.args[0], 3);
    case Ast::Kind::binary:
      return binary(ast);
    case Ast::Kind::call:
      return call(ast);
  }
  return "";
}

std::string tex_of_text(std::string_view text) {
  const std::string where;
  if (const auto ast = parse_quantity(text, where)) return tex(**ast);
  const auto statements = parse_statements(text, where);
  if (!statements) return "\\text{" + escape(text) + "}";
  std::string out;
  for (const AstStatement& statement : *statements) {
    if (!out.empty()) out += ",\\quad ";
    const std::string op =
        statement.op == "=" ? " \\leftarrow " : " \\mathrel{" + escape(statement.op) + "} ";
    out += tex_of_name(statement.target) + op + tex(*statement.value);
  }
  return out;
}

}  // namespace myelin
