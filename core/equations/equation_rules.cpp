#include "equations/equation_rules.h"

#include <algorithm>

#include "base/text.h"
#include "language/lexer.h"

namespace myelin::equations {
namespace {

using Flags = std::vector<std::string>;

Flags allowed_flags(EquationKind kind, bool synapses) {
  switch (kind) {
    case EquationKind::differential:
      return synapses ? Flags{"event-driven", "clock-driven"} : Flags{"unless refractory"};
    case EquationKind::parameter:
      return {"constant", "shared", "linked"};
    case EquationKind::subexpression:
      return synapses ? Flags{"summed", "shared", "constant over dt"}
                      : Flags{"shared", "constant over dt"};
  }
  return {};
}

bool ends_with(const std::string& text, std::string_view end) {
  return text.size() > end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

Error refuse(const Source& source, ErrorCode code, TextSpan span, std::string message) {
  return error_at(code, source.text, source.where, span, std::move(message));
}

}  // namespace

bool is_own_array(std::string_view name, bool synapses) {
  constexpr std::string_view of_groups[] = {"spikes", "spike_count", "spike_total", "spike_hash"};
  constexpr std::string_view of_synapses[] = {"i",          "j",          "pre_index", "post_index",
                                              "N_incoming", "N_outgoing", "lastupdate"};
  return synapses
             ? std::find(std::begin(of_synapses), std::end(of_synapses), name) !=
                   std::end(of_synapses)
             : std::find(std::begin(of_groups), std::end(of_groups), name) != std::end(of_groups);
}

Status check_equation_name(const AstEquation& ast, const Source& source, const Object& object,
                           const EquationRules& rules) {
  const bool summed = ast.kind == EquationKind::subexpression && rules.synapses &&
                      std::find(ast.flags.begin(), ast.flags.end(), "summed") != ast.flags.end();
  if (Status s = check_new_name(ast.name, source, ast.name_span); !s) return s;
  const Symbol* outside = object.constants->find(ast.name);
  if (outside && outside->kind == Symbol::Kind::function) {
    return refuse(source, ErrorCode::duplicate_name, ast.name_span,
                  "'" + ast.name + "' is a function and cannot name a variable");
  }
  for (const Equation& other : object.equations) {
    if (other.name != ast.name) continue;
    return refuse(source, ErrorCode::duplicate_name, ast.name_span,
                  "there are two equations for '" + ast.name + "'");
  }
  if (is_own_array(ast.name, rules.synapses) || object.constants->has_own(ast.name) ||
      (rules.spatial && object.variables.count(ast.name))) {
    return refuse(source, ErrorCode::duplicate_name, ast.name_span,
                  "'" + ast.name + "' is the name of " +
                      (object.constants->has_own(ast.name) ? "a constant" : "an array") + " of '" +
                      object.name + "' already");
  }
  const bool of_side = ends_with(ast.name, "_pre") || ends_with(ast.name, "_post");
  if (summed && !of_side) {
    return refuse(source, ErrorCode::invalid_argument, ast.name_span,
                  "'" + ast.name + "' (summed) must end in _post or _pre: NAME_post = ...");
  }
  if (summed) return {};
  if (rules.synapses && ast.name == "delay") {
    return refuse(source, ErrorCode::duplicate_name, ast.name_span,
                  "'delay' is kept for the delay of pathways");
  }
  if (ends_with(ast.name, "_pre") || ends_with(ast.name, "_post")) {
    return refuse(source, ErrorCode::duplicate_name, ast.name_span,
                  "'" + ast.name + "': names that end in _pre or _post are kept for synapses");
  }
  if (rules.synapses && object.scope->has_own(ast.name)) {
    return refuse(source, ErrorCode::duplicate_name, ast.name_span,
                  "'" + ast.name + "' exists already in the source or the target group");
  }
  return {};
}

Status check_flags(const AstEquation& ast, const Source& source, const EquationRules& rules) {
  Flags allowed = allowed_flags(ast.kind, rules.synapses);
  if (rules.spatial) allowed.push_back("point current");
  const auto has = [&](const char* flag) {
    return std::find(ast.flags.begin(), ast.flags.end(), flag) != ast.flags.end();
  };
  if (has("event-driven") && has("clock-driven")) {
    return refuse(source, ErrorCode::invalid_argument, ast.span,
                  "an equation is event-driven or clock-driven, not both");
  }
  if (has("summed") && ast.flags.size() > 1) {
    return refuse(source, ErrorCode::invalid_argument, ast.span, "the flag 'summed' stands alone");
  }
  for (const std::string& flag : ast.flags) {
    if (flag == "linked" && ast.flags.size() > 1) {
      return refuse(source, ErrorCode::invalid_argument, ast.span,
                    "the flag 'linked' stands alone: what it is linked to says the rest");
    }
    if (flag == "point current" && !rules.spatial) {
      return refuse(source, ErrorCode::unsupported, ast.span,
                    "the flag '" + flag + "' is not offered");
    }
    if (std::find(allowed.begin(), allowed.end(), flag) == allowed.end()) {
      return refuse(source, ErrorCode::unknown_name, ast.span,
                    "there is no flag '" + flag + "' for this kind of equation" +
                        suggestion(flag, allowed) + "; there are: " + join(allowed, ", "));
    }
    if (flag == "unless refractory" && !rules.guard) {
      return refuse(source, ErrorCode::invalid_argument, ast.span,
                    "'unless refractory' needs a \"refractory\" of the group");
    }
  }
  return {};
}

}  // namespace myelin::equations
