#include "language/scope.h"

#include <algorithm>

namespace myelin {

double timed_parts(double array_dt, double clock_dt) {
  double parts = 1;
  while (parts < 8 * array_dt / clock_dt) parts *= 2;
  return parts;
}

void Scope::add(const Variable& variable) {
  Symbol symbol;
  symbol.variable = &variable;
  if (!variable.writable) symbol.read_only = "is read-only";
  symbols_[variable.name] = std::move(symbol);
}

void Scope::add(const std::string& name, Expr value, std::string read_only) {
  Symbol symbol;
  symbol.kind = Symbol::Kind::expression;
  symbol.expression = std::move(value);
  symbol.read_only = std::move(read_only);
  symbols_[name] = std::move(symbol);
}

const Symbol* Scope::find(const std::string& name) const {
  for (const Scope* scope = this; scope; scope = scope->parent_) {
    const auto found = scope->symbols_.find(name);
    if (found != scope->symbols_.end()) return &found->second;
  }
  return nullptr;
}

std::vector<std::string> Scope::names() const {
  std::vector<std::string> list;
  for (const Scope* scope = this; scope; scope = scope->parent_) {
    for (const auto& [name, symbol] : scope->symbols_) {
      list.insert(std::upper_bound(list.begin(), list.end(), name), name);
    }
  }
  return list;
}

}  // namespace myelin
