// Values of a document: numbers, quantities, expressions, arrays.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "equations/objects.h"

namespace myelin::equations {

struct Quantity {
  double value = 0;
  Dimension dimension;
  Type type = Type::real;
};

// For a value of another kind: "number or quantity".
Error wrong_kind(const Value& value, const std::string& wanted);
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
// A clock with that dt of its own, or `otherwise` if the value is empty.
Expected<uint32_t> read_clock(Assembly& assembly, const Value& value, uint32_t otherwise);

// Gives `use` the steps of listed times (s), ascending; again, without those that are over,
// whenever the clock's dt changes. Refuses times that are no multiple of dt.
Status follow_times(Assembly& assembly, std::vector<double> times, uint32_t clock,
                    const std::string& where, std::function<void(std::vector<int64_t>)> use);
// As read_scalar, for what stays as it was built: its constants can no longer be changed.
Expected<double> read_fixed(Assembly& assembly, const Value& value, const Scope& scope,
                            const Dimension& dimension);

// Adds an object's or the document's constants: arrays of one element that sliders may change.
Status add_constants(Assembly& assembly, const std::vector<Assignment>& constants,
                     const std::string& prefix, const std::string& where, Scope& scope);

// An expression of an object's names, for some of its rows.
Status evaluate_rows(Assembly& assembly, const Object& object, const Expr& expression,
                     const Rows& rows, double* out);

}  // namespace myelin::equations
