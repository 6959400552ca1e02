// Functions that a user gives as expressions of their arguments. A call is the expression with the
// arguments in it: each argument is evaluated once, whatever it is, and nothing is called at run
// time. Those of the host have no expression, and are called.
#pragma once

#include <string>
#include <vector>

#include "language/ast.h"
#include "language/scope.h"

namespace myelin {

struct Function {
  struct Argument {
    std::string name;
    Type type = Type::real;
    Dimension dimension;
  };
  std::string name, text, where;  // text: of the value, at `where`
  std::vector<Argument> arguments;
  AstPtr value;
  HostFunction host;  // if there is no value
  Type type = Type::real;
  Dimension dimension;
  const Scope* scope = nullptr;  // what the value may use besides the arguments
  // Counts how often functions were put in, in all of the document, so that a few short functions
  // cannot grow into an endless one.
  uint32_t* expansions = nullptr;
  mutable bool open = false;  // it is being put in
};

// The call's value; the arguments have been checked. `caller` says what may stand there.
Expected<Expr> expand(const Function& function, const std::vector<Expr>& arguments,
                      const Scope& caller);
// Whether the value is what the function declares, for any arguments.
Status check_function(const Function& function);

}  // namespace myelin
