#include "model/quantity.h"

#include <cmath>
#include <cstdlib>
#include <string>

namespace myelin::model {

std::optional<double> read_time(std::string_view text) {
  struct Unit {
    std::string_view name;
    double seconds;
  };
  constexpr Unit units[] = {{"", 1},      {"s", 1},          {"second", 1}, {"seconds", 1},
                            {"ms", 1e-3}, {"msecond", 1e-3}, {"us", 1e-6},  {"usecond", 1e-6},
                            {"ns", 1e-9}, {"nsecond", 1e-9}, {"ks", 1e3},   {"ksecond", 1e3}};
  const std::string copy(text.substr(0, 64));
  char* end = nullptr;
  const double number = std::strtod(copy.c_str(), &end);
  if (end == copy.c_str() || !std::isfinite(number) || text.size() > 64) return {};
  std::string_view unit = std::string_view(copy).substr(size_t(end - copy.c_str()));
  const auto trim = [&] {
    while (!unit.empty() && unit.front() == ' ') unit.remove_prefix(1);
    while (!unit.empty() && unit.back() == ' ') unit.remove_suffix(1);
  };
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
