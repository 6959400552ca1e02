#include "model/quantity.h"

#include <cmath>

#include "base/number.h"

namespace myelin::model {

std::optional<double> read_time(std::string_view text) {
  struct Unit {
    std::string_view name;
    double seconds;
  };
  constexpr Unit units[] = {{"", 1},      {"s", 1},          {"second", 1}, {"seconds", 1},
                            {"ms", 1e-3}, {"msecond", 1e-3}, {"us", 1e-6},  {"usecond", 1e-6},
                            {"ns", 1e-9}, {"nsecond", 1e-9}, {"ks", 1e3},   {"ksecond", 1e3}};
  std::string_view unit = text;
  const auto trim = [&] {
    while (!unit.empty() && unit.front() == ' ') unit.remove_prefix(1);
    while (!unit.empty() && unit.back() == ' ') unit.remove_suffix(1);
  };
  trim();
  const auto [number, length] = read_number(unit);
  if (!length || !std::isfinite(number)) return {};
  unit.remove_prefix(length);
  trim();
  const bool product = !unit.empty() && unit.front() == '*';
  if (product) unit.remove_prefix(1);
  trim();
  for (const Unit& candidate : units) {
    if (candidate.name == unit && !(product && unit.empty())) return number * candidate.seconds;
  }
  return {};
}

}  // namespace myelin::model
