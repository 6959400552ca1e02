#include "equations/assign.h"

#include <cmath>

#include "base/text.h"
#include "equations/selection.h"
#include "equations/values.h"

namespace myelin::equations {
namespace {

constexpr size_t kPiece = size_t(1) << 20;  // values that are computed together

int64_t row_of(const Rows& rows, size_t k) {
  return rows.list ? rows.list[k] : rows.first + int64_t(k);
}

// Writes numbers as the signal's type.
void write(const Assembly& assembly, const Variable& variable, const double* values,
           const Rows& rows) {
  const Storage& storage = assembly.storage_of(variable);
  const SignalStore& store = assembly.engine.store;
  for (size_t k = 0; k < rows.count; ++k) {
    const int64_t row = row_of(rows, k);
    switch (store.spec(storage.signal).dtype) {
      case DType::boolean:
        store.data<uint8_t>(storage.signal)[row] = values[k] != 0;
        break;
      case DType::int32:
        store.data<int32_t>(storage.signal)[row] = int32_t(values[k]);
        break;
      case DType::float32:
        store.data<float>(storage.signal)[row] = float(values[k]);
        break;
      default:
        store.data<double>(storage.signal)[row] = values[k];
    }
  }
}

// `first`: the number of the first one.
Status check_numbers(const Variable& variable, const Value& value, const double* numbers,
                     size_t first, size_t count) {
  for (size_t k = 0; k < count; ++k) {
    const double number = numbers[k];
    const bool fits = !variable.single || std::isfinite(float(number)) || std::isinf(number);
    const bool sound = number == number && variable.type == Type::real && fits;
    if (sound) continue;
    const std::string element = variable.name + "[" + std::to_string(first + k) + "]";
    if (number != number) {
      return Error{ErrorCode::numeric, value.where, "the value of " + element + " is not a number"};
    }
    if (!fits) {
      return Error{
          ErrorCode::numeric, value.where,
          "the value of " + element + " is " + format_number(number) + ", more than f32 can hold"};
    }
    const bool whole = number == std::trunc(number) && std::fabs(number) < 2147483648.0;
    if (variable.type == Type::integer && !whole) {
      return Error{ErrorCode::type, value.where,
                   "the value of " + element + " is " + format_number(number) +
                       ", but the variable is an integer"};
    }
    if (variable.type == Type::boolean && number != 0 && number != 1) {
      return Error{ErrorCode::type, value.where,
                   "the value of " + element + " is " + format_number(number) +
                       ", but the variable is a boolean"};
    }
  }
  return {};
}

// Whether a value that is written could change another that is computed later, or be computed
// differently the second time.
bool must_go_together(const Expr& expression, const Variable& written, bool listed) {
  return contains(expression, [&](const Node& node) {
    if (node.op == Op::host) return true;
    const bool read =
        (node.op == Op::variable || node.op == Op::lookup) && node.variable->array == written.array;
    return read && (listed || node.op == Op::lookup || node.variable->indexing != Indexing::row);
  });
}

}  // namespace

Status check_assignable(const Object& object, const std::string& name, const Value& value) {
  const Symbol* symbol = object.scope->find(name);
  if (!symbol || symbol->read_only != kOfMorphology) return {};
  return Error{ErrorCode::invalid_argument, value.where,
               "'" + name + "' cannot be set: it " + kOfMorphology};
}

Status assign(Assembly& assembly, Object& object, const Variable& variable, const Value& value,
              const Rows& wanted, const Scope* scope) {
  const bool shared = variable.indexing == Indexing::shared;
  const Rows rows = shared ? Rows{0, 1, nullptr, 0} : wanted;
  const double* const number = value.number();
  const auto* const array = value.array();
  const std::string* const text = value.text();
  Expr expression;
  if (array && array->size() != rows.count) {
    return Error{ErrorCode::invalid_argument, value.where,
                 "there are " + std::to_string(array->size()) + " values for " +
                     std::to_string(rows.count) + " elements"};
  }
  if (text) {
    auto read = read_quantity_expression(*text, value.where, scope ? *scope : *object.scope,
                                         variable.type, variable.dimension);
    if (!read) return read.error();
    expression = *read;
  } else if (!number && !array) {
    return wrong_kind(value, "number, quantity, expression or array");
  }
  // All values are checked before any is written. Those of many synapses are computed twice for
  // that, a piece at a time, and not kept, where the second time is sure to give the same.
  const bool pieces = !text || !must_go_together(expression, variable, rows.list != nullptr);
  const size_t most = pieces ? kPiece : std::max(rows.count, kPiece);
  const uint64_t bytes = uint64_t(std::min(rows.count, most)) * sizeof(double);
  if (most > kPiece && assembly.engine.store.bytes() + bytes > assembly.memory_limit) {
    return Error{ErrorCode::memory, value.where,
                 "the values take " + format_bytes(bytes) + " more; the limit is " +
                     format_bytes(assembly.memory_limit)};
  }
  std::vector<double> numbers(std::min(rows.count, most) + kPadding);
  for (const bool writes : {false, true}) {
    for (size_t first = 0; first < rows.count; first += most) {
      const Rows piece{rows.first + int64_t(first), std::min(most, rows.count - first),
                       rows.list ? rows.list + first : nullptr, 0};
      const bool known = writes && rows.count <= most;
      if (!known && number) std::fill(numbers.begin(), numbers.end(), *number);
      if (!known && array) std::copy_n(array->begin() + first, piece.count, numbers.begin());
      if (!known && text) {
        Status s = evaluate_rows(assembly, object, expression, piece, numbers.data());
        if (!s) return s;
      }
      if (writes) {
        write(assembly, variable, numbers.data(), piece);
      } else if (Status s = check_numbers(variable, value, numbers.data(), first, piece.count);
                 !s) {
        return s;
      }
    }
  }
  return {};
}

Status assign(Assembly& assembly, Object& object, const Variable& variable,
              const Assignment& assignment, int64_t begin, int64_t end) {
  if (!assignment.only) {
    return assign(assembly, object, variable, assignment.value,
                  Rows{begin, size_t(end - begin), nullptr, 0});
  }
  if (variable.indexing == Indexing::shared) {
    return Error{ErrorCode::invalid_argument, assignment.only->where,
                 "'" + variable.name + "' has one value for all elements"};
  }
  auto rows = select_rows(assembly, object, *assignment.only, begin, end);
  if (!rows) return rows.error();
  return assign(assembly, object, variable, assignment.value,
                Rows{0, rows->size(), rows->data(), 0});
}

Status initialize(Assembly& assembly, Object& object, const std::vector<Assignment>& init) {
  for (const Assignment& assignment : init) {
    const size_t dot = assignment.name.rfind('.');
    if (dot == std::string::npos || assembly.find_group(object.name) != &object) {
      if (Status s = initialize(assembly, object, assignment, 0, object.size); !s) return s;
      continue;
    }
    auto range = assembly.find_range(object.name + "." + assignment.name.substr(0, dot),
                                     assignment.value.where);
    if (!range) return range.error();
    Assignment part = assignment;
    part.name.erase(0, dot + 1);
    if (Status s = initialize(assembly, object, part, range->begin, range->end); !s) return s;
  }
  return {};
}

Status initialize(Assembly& assembly, Object& object, const Assignment& assignment, int64_t begin,
                  int64_t end) {
  const auto found = object.variables.find(assignment.name);
  if (found == object.variables.end()) {
    std::vector<std::string> names;
    for (const auto& [name, variable] : object.variables) names.push_back(name);
    const size_t dot = assignment.name.find(".delay");
    if (dot != std::string::npos && object.row_signal.valid()) {
      return Error{ErrorCode::unknown_name, assignment.value.where,
                   "'" + object.name + "' has no pathway '" + assignment.name.substr(0, dot) + "'"};
    }
    return Error{ErrorCode::unknown_name, assignment.value.where,
                 "'" + object.name + "' has no variable '" + assignment.name + "'" +
                     suggestion(assignment.name, names)};
  }
  if (Status s = check_assignable(object, assignment.name, assignment.value); !s) return s;
  return assign(assembly, object, *found->second, assignment, begin, end);
}

}  // namespace myelin::equations
