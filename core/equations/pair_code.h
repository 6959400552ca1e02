// Expressions over pairs of neurons while synapses are made.
//
// For one `outer` neuron at a time (the source, unless a generator makes sources), code is run for
// a list of `inner` neurons: outer variables have one value, inner ones are gathered.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "equations/objects.h"

namespace myelin::equations {

class PairCode {
 public:
  // `inner_is_post`: the outer loop runs over sources.
  PairCode(Assembly& assembly, SynapsesObject& synapses, bool inner_is_post);

  // Names: i, j, N_pre, N_post, the variables of both sides with their suffixes.
  Scope& scope() { return scope_; }
  // Makes `name` a row variable, for the running variable of a generator.
  void add_running(const std::string& name);
  // Whether an expression depends on the inner neuron (or on the running variable).
  bool varies(const Expr& expression) const;
  bool uses_inner_variables(const Expr& expression) const;

  // An expression made ready to run.
  class Compiled {
   public:
    Compiled(PairCode& code, const Expr& expression);
    // One value per position; `inner` (relative) may be null where only the running variable is
    // used.
    void run(int32_t outer, Span<const int32_t> inner, Span<const int32_t> running, double* out);

   private:
    PairCode& code_;
    Interpreter interpreter_;
    Interpreter::Scratch scratch_;
    std::vector<int32_t> inner_, running_;  // copies with room for whole vectors
  };

 private:
  enum class Role : uint8_t { outer_index, inner_index, running, outer_variable, inner_variable };
  struct Source {
    Role role;
    uint8_t* data = nullptr;  // of the neuron with relative index 0
    DType dtype = DType::int32;
  };
  void add_side(Object& group, const Subgroup& range, const std::string& suffix, bool outer);
  const Variable* add(Variable variable, Source source);

  Assembly& assembly_;
  SynapsesObject& synapses_;
  Scope scope_;
  std::deque<Variable> variables_;
  std::unordered_map<const Variable*, Source> sources_;
};

}  // namespace myelin::equations
