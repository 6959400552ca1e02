// Checks the expressions of one text; check.cpp has names and operators, check_calls.cpp calls.
#pragma once

#include "language/check.h"

namespace myelin {

class Checker {
 public:
  Checker(const Source& source, const Scope& scope) : source_(source), scope_(scope) {}

  Expected<Expr> check(const Ast& ast);
  Error fail(ErrorCode code, const Ast& at, std::string message) const;

 private:
  Expected<Expr> name(const Ast& ast);
  Error is_no_value(const Ast& ast) const;
  Expected<Expr> negate(const Ast& ast);
  Expected<Expr> logical_not(const Ast& ast);
  Expected<Expr> numeric(const Ast& ast, const std::string& op);
  Expected<Expr> boolean(const Ast& ast, const std::string& op);
  Expected<Expr> binary(const Ast& ast);
  Status check_unit_product(const Ast& ast) const;
  Status check_dimensions(const Ast& ast, Binary kernel, const Expr& a, const Expr& b);

  // Calls.
  Expected<Expr> call(const Ast& ast);
  Status check_count(const Ast& ast, size_t wanted) const;
  Expected<Expr> user_function(const Ast& ast, const Function& function);
  Status pure(const Ast& ast, size_t k, const Expr& value);
  Expected<Expr> other(const Ast& ast, std::vector<Expr> args);
  Expected<Expr> clip(const Ast& ast, const std::vector<Expr>& args);
  Expected<Expr> timestep(const Ast& ast, const std::vector<Expr>& args);
  Expected<Expr> random(const Ast& ast, std::vector<Expr> args);
  Expected<Expr> timed_array(const Ast& ast, const TimedArray& array);
  Expected<Expr> column(const Ast& ast, const TimedArray& array, const Expr& row);

  const Source& source_;
  const Scope& scope_;
};

}  // namespace myelin
