// A condition over the elements of an object, asked between two steps.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "equations/code.h"

namespace myelin::equations {

class Condition {
 public:
  static Expected<std::unique_ptr<Condition>> read(Assembly& assembly, const ConditionSpec& spec);
  // With the values as they are after the last step.
  bool holds();

 private:
  Condition(Assembly& assembly, Program program, const ConditionSpec& spec)
      : assembly_(assembly), code_(assembly, std::move(program), 0), all_(spec.all) {}

  Assembly& assembly_;
  CodeRunner code_;
  uint32_t clock_ = 0;
  const SynapsesObject* synapses_ = nullptr;
  int64_t begin_ = 0, end_ = 1;
  bool all_;
  std::vector<double> values_;
};

}  // namespace myelin::equations
