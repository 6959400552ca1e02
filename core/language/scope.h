// What names mean in a piece of code.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "language/expression.h"

namespace myelin {

// A function of time given by values: stim(t) or stim(t, i).
struct TimedArray {
  const Variable* values = nullptr;
  int64_t rows = 0, columns = 1;
  double dt = 0;
  bool two_dimensional = false;
  // For the clock of that number: into how many parts the array's dt is divided (timed_parts), as a
  // shared variable, because a clock's dt may change.
  std::vector<const Variable*> grids;
};

// The row for time t is found on a grid much finer than the clock's dt, so that a time which is a
// multiple of the array's dt never falls into the row before.
double timed_parts(double array_dt, double clock_dt);

struct Function;

struct Symbol {
  enum class Kind : uint8_t { variable, expression, timed_array, function };
  Kind kind = Kind::variable;
  const Variable* variable = nullptr;
  Expr expression;
  const TimedArray* timed_array = nullptr;
  const Function* function = nullptr;  // of the user's
  // Why a write is refused: "is a constant", "is a subexpression". Empty: it may be written.
  std::string read_only;
};

// Names of one object, then those of its parent. Also carries what code of the object shares: the
// clock's dt, and the counter that gives every call of a random function its own site.
class Scope {
 public:
  explicit Scope(const Scope* parent = nullptr) : parent_(parent) {
    if (!parent) return;
    dt = parent->dt;
    clock = parent->clock;
  }

  void add(const std::string& name, Symbol symbol) { symbols_[name] = std::move(symbol); }
  void add(const Variable& variable);
  void add(const std::string& name, Expr value, std::string read_only);
  void remove(const std::string& name) { symbols_.erase(name); }
  const Symbol* find(const std::string& name) const;
  bool has_own(const std::string& name) const { return symbols_.count(name) != 0; }
  std::vector<std::string> names() const;

  double dt = 1e-4;           // s, of the clock that the code runs on
  uint32_t clock = 0;         // its number
  uint32_t* sites = nullptr;  // the object's counter of random call sites
  bool noise = false;         // xi is known here
  bool quantity = false;      // every unit symbol is known, as in "1 s"
  bool random = true;         // rand() and its like may be called

 private:
  const Scope* parent_;
  std::unordered_map<std::string, Symbol> symbols_;
};

}  // namespace myelin
