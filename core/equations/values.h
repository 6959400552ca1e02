// Values of a document: numbers, quantities, expressions, arrays.
#pragma once

#include <string>
#include <vector>

#include "equations/objects.h"

namespace myelin::equations {

struct Quantity {
  double value = 0;
  Dimension dimension;
  Type type = Type::real;
};

// A scope for texts that may be quantities: "5 ms" as well as "2*taum".
Scope quantity_scope(const Scope& scope);
// An expression, or a quantity, of that type and dimension.
Expected<Expr> read_quantity_expression(const std::string& text, const std::string& where,
                                        const Scope& scope, Type type, const Dimension& dimension);
// The value of an expression of numbers and constants.
Expected<double> evaluate(const Assembly& assembly, const Expr& expression,
                          const std::string& where);
// One number in SI: as it stands, or from a text of that dimension.
Expected<double> read_scalar(const Assembly& assembly, const Value& value, const Scope& scope,
                             const Dimension& dimension);
// A dt: positive and finite; the default if the value is empty.
Expected<double> read_dt(const Assembly& assembly, const Value& value, double otherwise);

// Adds an object's or the document's constants: arrays of one element that sliders may change.
Status add_constants(Assembly& assembly, const std::vector<Assignment>& constants,
                     const std::string& prefix, const std::string& where, Scope& scope);

// Why the geometry of a cell cannot be written.
inline constexpr const char* kOfMorphology = "is given by the morphology";
Status check_assignable(const Object& object, const std::string& name, const Value& value);

// Writes a value to elements of a variable: one number for all, one each, or an expression that may
// use the object's variables. `begin`, `end` are rows.
Status assign(Assembly& assembly, Object& object, const Variable& variable, const Value& value,
              const Scope& scope, int64_t begin, int64_t end);
// The object's "init", in the order of the document; a path ("axon.g") names part of a group.
Status initialize(Assembly& assembly, Object& object, const std::vector<Assignment>& init);

}  // namespace myelin::equations
