// Functions of the document: names, arguments, and what their values are.
#include <algorithm>

#include "equations/build.h"
#include "language/parser.h"

namespace myelin::equations {
namespace {

Type type_of(const AstEquation& ast) {
  return ast.type == "boolean" ? Type::boolean : ast.type == "integer" ? Type::integer : Type::real;
}

// "x : volt", as a parameter is declared.
Expected<Function::Argument> read_argument(const Function& function, const Text& text) {
  auto parsed = parse_equations(text.text, text.where);
  if (!parsed) return parsed.error();
  const Source source{text.text, text.where};
  const bool one = parsed->size() == 1 && (*parsed)[0].kind == EquationKind::parameter &&
                   (*parsed)[0].flags.empty();
  if (!one) {
    return Error{ErrorCode::parse, text.where,
                 "an argument is declared as NAME : UNIT, such as \"x : volt\""};
  }
  const AstEquation& ast = (*parsed)[0];
  if (Status s = check_new_name(ast.name, source, ast.name_span); !s) return s.error();
  for (const Function::Argument& other : function.arguments) {
    if (other.name != ast.name) continue;
    return Error{ErrorCode::duplicate_name, text.where,
                 "there are two arguments called '" + ast.name + "'"};
  }
  auto dimension = check_unit(ast.unit.get(), source);
  if (!dimension) return dimension.error();
  return Function::Argument{ast.name, type_of(ast), *dimension};
}

void stand_in(void*, const HostBlock& block) {
  std::fill(block.results, block.results + block.rows, 0.0);
}

Status find_host(Function& function, const BuildSettings& settings) {
  if (settings.stand_ins) function.host = {function.name, &stand_in};
  for (const HostFunction& given : settings.functions) {
    if (given.name == function.name) function.host = given;
  }
  if (function.host.call) return {};
  return Error{ErrorCode::unknown_name, function.where,
               "this function is the host's, and the host has not given it: with the package, "
               "create(document, { functions: { " +
                   function.name + " } }); the program myelin has no such functions"};
}

Status add_function(Assembly& assembly, const FunctionSpec& spec, const BuildSettings& settings) {
  const Source name{spec.name, spec.where};
  if (Status s = check_new_name(spec.name, name, {0, uint32_t(spec.name.size())}); !s) return s;
  if (assembly.root.has_own(spec.name)) {
    return Error{ErrorCode::duplicate_name, spec.where,
                 "there is a constant or function '" + spec.name + "' already"};
  }
  Function& function = assembly.functions.emplace_back();
  function.name = spec.name;
  function.text = spec.value.text;
  function.where = spec.value.where;
  function.scope = &assembly.root;
  function.expansions = &assembly.expansions;
  for (const Text& text : spec.arguments) {
    auto argument = read_argument(function, text);
    if (!argument) return argument.error();
    function.arguments.push_back(std::move(*argument));
  }
  if (spec.host) {
    function.where = spec.where;
    if (Status s = find_host(function, settings); !s) return s;
  } else {
    auto value = parse_expression(function.text, function.where);
    if (!value) return value.error();
    function.value = std::move(*value);
  }
  // A unit is read as that of a parameter is, so that integer and boolean are known.
  const std::string declared = "x : " + (spec.unit.empty() ? "1" : spec.unit.text);
  auto unit = parse_equations(declared, spec.unit.where);
  if (!unit) return unit.error();
  if (unit->size() != 1 || !(*unit)[0].flags.empty()) {
    return Error{ErrorCode::unit, spec.unit.where, "'" + spec.unit.text + "' is no unit"};
  }
  auto dimension = check_unit((*unit)[0].unit.get(), {declared, spec.unit.where});
  if (!dimension) return dimension.error();
  function.type = type_of((*unit)[0]);
  function.dimension = *dimension;
  Symbol symbol;
  symbol.kind = Symbol::Kind::function;
  symbol.function = &function;
  symbol.read_only = "is a function";
  assembly.root.add(spec.name, symbol);
  return {};
}

}  // namespace

// A function may use those that come after it, but not itself.
Status add_functions(Assembly& assembly, const std::vector<FunctionSpec>& functions,
                     const BuildSettings& settings) {
  for (const FunctionSpec& spec : functions) {
    if (Status s = add_function(assembly, spec, settings); !s) return s;
  }
  for (const HostFunction& given : settings.functions) {
    const bool declared =
        std::any_of(functions.begin(), functions.end(),
                    [&](const FunctionSpec& spec) { return spec.host && spec.name == given.name; });
    if (declared) continue;
    return Error{ErrorCode::unknown_name, "functions",
                 "the host gives '" + given.name +
                     "', which the document does not declare with \"host\": true"};
  }
  for (const Function& function : assembly.functions) {
    if (Status s = check_function(function); !s) return s;
  }
  return {};
}

}  // namespace myelin::equations
