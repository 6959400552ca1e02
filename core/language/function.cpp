#include "language/function.h"

#include "language/check.h"

namespace myelin {
namespace {

constexpr uint32_t kMostExpansions = 20000;

Expected<Expr> check_value(const Function& function, const std::vector<Expr>& arguments,
                           const Scope& caller) {
  Scope scope(function.scope);
  scope.dt = caller.dt;
  scope.clock = caller.clock;
  scope.sites = caller.sites;
  scope.random = caller.random;
  for (size_t k = 0; k < arguments.size(); ++k) {
    scope.add(function.arguments[k].name, arguments[k], "is an argument");
  }
  function.open = true;
  auto value = check_expression(*function.value, {function.text, function.where}, scope,
                                function.type, function.dimension);
  function.open = false;
  return value;
}

Expr call_host(const Function& function, const std::vector<Expr>& arguments) {
  auto node = std::make_shared<Node>();
  node->op = Op::host;
  node->host = &function.host;
  node->type = function.type;
  node->dimension = function.dimension;
  node->take(arguments);
  return node;
}

}  // namespace

Expected<Expr> expand(const Function& function, const std::vector<Expr>& arguments,
                      const Scope& caller) {
  const auto refuse = [&](ErrorCode code, const std::string& message) {
    return Error{code, function.where, message, {}, {}};
  };
  if (!function.value) return call_host(function, arguments);
  if (function.open) {
    return refuse(ErrorCode::invalid_argument, "'" + function.name + "' would call itself");
  }
  if (++*function.expansions > kMostExpansions) {
    return refuse(ErrorCode::invalid_argument, "functions are called by functions too often");
  }
  auto value = check_value(function, arguments, caller);
  if (value) return value;
  return refuse(value.error().code, "in " + function.name + ": " + value.error().message);
}

Status check_function(const Function& function) {
  if (!function.value) return {};
  uint32_t sites = 0;
  Scope scope(function.scope);
  scope.sites = &sites;
  std::vector<Expr> arguments;
  for (const Function::Argument& one : function.arguments) {
    arguments.push_back(expr::local(one.name, one.type, one.dimension));
  }
  auto value = check_value(function, arguments, scope);
  if (!value) return value.error();
  return {};
}

}  // namespace myelin
