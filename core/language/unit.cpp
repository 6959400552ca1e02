#include "language/unit.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "base/text.h"

namespace myelin {
namespace {

struct NamedUnit {
  const char* names[3];  // long names and the symbol; the symbol comes first
  Dimension dimension;
  double scale;
};

// m kg s A K mol cd
constexpr NamedUnit kUnits[] = {
    {{"m", "meter", "metre"}, {{1}}, 1},
    {{"kg", "kilogram", "kilogramme"}, {{0, 1}}, 1},
    {{"g", "gram", "gramme"}, {{0, 1}}, 1e-3},
    {{"s", "second", nullptr}, {{0, 0, 1}}, 1},
    {{"A", "amp", "ampere"}, {{0, 0, 0, 1}}, 1},
    {{"K", "kelvin", nullptr}, {{0, 0, 0, 0, 1}}, 1},
    {{"mol", "mole", nullptr}, {{0, 0, 0, 0, 0, 1}}, 1},
    {{"cd", "candela", nullptr}, {{0, 0, 0, 0, 0, 0, 1}}, 1},
    {{"V", "volt", nullptr}, {{2, 1, -3, -1}}, 1},
    {{"S", "siemens", nullptr}, {{-2, -1, 3, 2}}, 1},
    {{"ohm", nullptr, nullptr}, {{2, 1, -3, -2}}, 1},
    {{"F", "farad", nullptr}, {{-2, -1, 4, 2}}, 1},
    {{"C", "coulomb", nullptr}, {{0, 0, 1, 1}}, 1},
    {{"Hz", "hertz", nullptr}, {{0, 0, -1}}, 1},
    {{"N", "newton", nullptr}, {{1, 1, -2}}, 1},
    {{"J", "joule", nullptr}, {{2, 1, -2}}, 1},
    {{"W", "watt", nullptr}, {{2, 1, -3}}, 1},
    {{"Pa", "pascal", nullptr}, {{-1, 1, -2}}, 1},
    {{"Wb", "weber", nullptr}, {{2, 1, -2, -1}}, 1},
    {{"T", "tesla", nullptr}, {{0, 1, -2, -1}}, 1},
    {{"H", "henry", nullptr}, {{2, 1, -2, -2}}, 1},
    {{"M", "molar", nullptr}, {{-3, 0, 0, 0, 0, 1}}, 1e3},
    {{"l", "liter", "litre"}, {{3}}, 1e-3},
};

struct Prefix {
  const char* name;
  int exponent;
};
constexpr Prefix kPrefixes[] = {
    {"", 0},   {"y", -24}, {"z", -21}, {"a", -18}, {"f", -15}, {"p", -12}, {"n", -9},
    {"u", -6}, {"m", -3},  {"c", -2},  {"d", -1},  {"da", 1},  {"h", 2},   {"k", 3},
    {"M", 6},  {"G", 9},   {"T", 12},  {"P", 15},  {"E", 18},  {"Z", 21},  {"Y", 24},
};

// The symbols with a prefix that expressions know; quantities know all.
constexpr std::string_view kShort[] = {"mV", "uV", "nV",  "kV",  "mA", "uA", "nA", "pA", "mF",
                                       "uF", "nF", "pF",  "mS",  "uS", "nS", "pS", "ms", "us",
                                       "ns", "Hz", "kHz", "MHz", "cm", "mm", "um", "nm", "mM",
                                       "uM", "nM", "pM",  "kg",  "mg", "ug"};

// 10 to a small power without libm: the nearest double, as the decimal literal would give.
double power_of_ten(int exponent) {
  static constexpr double kTens[] = {1e-72, 1e-69, 1e-66, 1e-63, 1e-60, 1e-57, 1e-54, 1e-51, 1e-48,
                                     1e-45, 1e-42, 1e-39, 1e-36, 1e-33, 1e-30, 1e-27, 1e-24, 1e-21,
                                     1e-18, 1e-15, 1e-12, 1e-9,  1e-6,  1e-3,  1};
  if (exponent % 3 == 0 && exponent <= 0 && exponent >= -72) return kTens[24 + exponent / 3];
  static constexpr double kSmall[] = {1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1};
  if (exponent < 0 && exponent >= -6) return kSmall[6 + exponent];
  double value = 1;
  for (int k = 0; k < (exponent < 0 ? -exponent : exponent); ++k) value *= 10;
  return exponent < 0 ? 1 / value : value;
}

using Table = std::unordered_map<std::string, Unit>;

void add_with_powers(Table& table, const std::string& name, const NamedUnit& unit, int exponent) {
  const bool base = exponent == 0 && unit.scale == 1;
  table.emplace(name, Unit{unit.scale * power_of_ten(exponent), unit.dimension, base});
  for (int power = 2; power <= 3; ++power) {
    double scale = power_of_ten(exponent * power);
    for (int k = 0; k < power; ++k) scale *= unit.scale;
    table.emplace(name + char('0' + power), Unit{scale, unit.dimension.power(power), base});
  }
}

struct Tables {
  Table expression, quantity;

  Tables() {
    for (const NamedUnit& unit : kUnits) {
      for (const Prefix& prefix : kPrefixes) add(unit, prefix);
    }
  }
  void add(const NamedUnit& unit, const Prefix& prefix) {
    for (int k = 0; k < 3 && unit.names[k]; ++k) {
      const std::string name = std::string(prefix.name) + unit.names[k];
      const bool written_out = std::string_view(unit.names[k]).size() > 2;
      const bool is_short =
          std::find(std::begin(kShort), std::end(kShort), name) != std::end(kShort);
      if (written_out || is_short) add_with_powers(expression, name, unit, prefix.exponent);
      add_with_powers(quantity, name, unit, prefix.exponent);
    }
  }
};

const Tables& tables() {
  static const Tables made;
  return made;
}

std::optional<Unit> look_up(const Table& table, std::string_view name) {
  const auto found = table.find(std::string(name));
  if (found == table.end()) return {};
  return found->second;
}

constexpr size_t kBaseUnits = 8;  // at the head of kUnits; one of them is the gram

std::string name_of(const NamedUnit& unit, bool symbol) {
  return symbol || !unit.names[1] ? unit.names[0] : unit.names[1];
}

void append_factor(std::string& text, const std::string& name, double exponent) {
  if (exponent == 0) return;
  if (!text.empty()) text += " * ";
  text += name;
  if (exponent != 1) text += "**" + format_number(exponent);
}

// A derived unit and a power of metre or second: "siemens * meter**-2". Empty if there is none.
std::string print_derived(const Dimension& dimension, bool symbols) {
  for (size_t k = kBaseUnits; k < std::size(kUnits); ++k) {
    if (kUnits[k].scale != 1) continue;
    const Dimension rest = dimension / kUnits[k].dimension;
    for (const NamedUnit* base : {&kUnits[0], &kUnits[3]}) {
      const double exponent = rest.exponents[base == &kUnits[0] ? 0 : 2];
      if (!(rest == base->dimension.power(exponent))) continue;
      std::string text = name_of(kUnits[k], symbols);
      append_factor(text, name_of(*base, symbols), exponent);
      return text;
    }
  }
  return "";
}

std::string print(const Dimension& dimension, bool symbols) {
  for (const NamedUnit& unit : kUnits) {
    if (unit.scale == 1 && dimension == unit.dimension) return name_of(unit, symbols);
  }
  const auto& exponents = dimension.exponents;
  if (7 - std::count(exponents.begin(), exponents.end(), 0.0) > 2) {
    const std::string text = print_derived(dimension, symbols);
    if (!text.empty()) return text;
  }
  std::string text;
  for (int k = 0; k < 7; ++k) {
    append_factor(text, name_of(kUnits[k < 2 ? k : k + 1], symbols), exponents[k]);
  }
  return text;
}

}  // namespace

bool Dimension::operator==(const Dimension& other) const {
  for (int k = 0; k < 7; ++k) {
    if (std::fabs(exponents[k] - other.exponents[k]) > 1e-9) return false;
  }
  return true;
}

Dimension Dimension::operator*(const Dimension& other) const {
  Dimension result;
  for (int k = 0; k < 7; ++k) result.exponents[k] = exponents[k] + other.exponents[k];
  return result;
}

Dimension Dimension::operator/(const Dimension& other) const { return *this * other.power(-1); }

Dimension Dimension::power(double exponent) const {
  Dimension result;
  for (int k = 0; k < 7; ++k) result.exponents[k] = exponents[k] * exponent;
  return result;
}

std::string to_string(const Dimension& dimension) {
  return dimension.none() ? "1" : print(dimension, false);
}

std::string symbol(const Dimension& dimension) {
  return dimension.none() ? "" : print(dimension, true);
}

std::optional<Unit> find_unit(std::string_view name) { return look_up(tables().expression, name); }

std::optional<Unit> find_unit_in_quantity(std::string_view name) {
  return look_up(tables().quantity, name);
}

}  // namespace myelin
