// Setting variables to values of the document.
#pragma once

#include "equations/objects.h"

namespace myelin::equations {

// Calls of random functions in one text, at most; more would only repeat those of a neighbour.
inline constexpr uint32_t kSitesOfChange = 64;

// Why the geometry of a cell cannot be written.
inline constexpr const char* kOfMorphology = "is given by the morphology";
Status check_assignable(const Object& object, const std::string& name, const Value& value);

// Writes a value to rows of a variable: one number for all, one each, or an expression that may use
// the object's variables (or the names of `scope`).
Status assign(Assembly& assembly, Object& object, const Variable& variable, const Value& value,
              const Rows& rows, const Scope* scope = nullptr);
// As above, to those of [begin, end) that the assignment is for.
Status assign(Assembly& assembly, Object& object, const Variable& variable,
              const Assignment& assignment, int64_t begin, int64_t end);
// The object's "init", in the order of the document; a path ("axon.g") names part of a group.
Status initialize(Assembly& assembly, Object& object, const std::vector<Assignment>& init);
Status initialize(Assembly& assembly, Object& object, const Assignment& assignment, int64_t begin,
                  int64_t end);

}  // namespace myelin::equations
