// Physical dimensions and the names of units.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace myelin {

// Exponents of metre, kilogram, second, ampere, kelvin, mole, candela. Real numbers, because noise
// has second**-0.5.
struct Dimension {
  std::array<double, 7> exponents{};

  bool operator==(const Dimension& other) const;
  bool none() const { return *this == Dimension{}; }
  Dimension operator*(const Dimension& other) const;
  Dimension operator/(const Dimension& other) const;
  Dimension power(double exponent) const;
};

// "volt", "siemens * meter**-2", "1": one name if there is one, else few factors.
std::string to_string(const Dimension& dimension);
// The same with symbols: "V", "S * m**-2", "" for a pure number.
std::string symbol(const Dimension& dimension);

struct Unit {
  double scale = 1;  // in SI
  Dimension dimension;
  bool base_scale = true;  // volt but not mV: may stand after the colon of an equation
};

// A unit's name in an expression: "mV", "second", "usiemens", "cm2", "Hz". One-letter symbols are
// left out, because models call their variables m, g and S.
std::optional<Unit> find_unit(std::string_view name);
// A unit's name in a quantity such as "1 s" or "20 nA": every symbol with every prefix as well.
std::optional<Unit> find_unit_in_quantity(std::string_view name);

}  // namespace myelin
