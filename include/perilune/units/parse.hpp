#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <perilune/units/quantity.hpp>

namespace perilune {

/// What kind of quantity a text names.
enum class Dimension {
  dimensionless,
  length,
  area,
  volume,
  mass,
  time,
  angle,
  angular_rate,
  frequency,
  speed,
  acceleration,
  force,
  pressure,
  density,
  energy,
  power,
  mass_flow,
  gravitational_parameter,
  specific_energy,
  data,
  data_rate,
};

/// Exponents of metre, kilogram, second, radian and bit.
struct DimensionExponents {
  int metre = 0;
  int kilogram = 0;
  int second = 0;
  int radian = 0;
  int bit = 0;

  friend constexpr bool operator==(DimensionExponents, DimensionExponents) = default;
};

/// How a dimension is spoken of.
struct DimensionInfo {
  Dimension dimension;
  std::string_view name;     ///< "length"
  std::string_view article;  ///< "a length", "an angle"
  std::string_view example;  ///< a quantity as one would type it: "200 km"
  DimensionExponents exponents;
};

/// One unit that texts may use: the only spelling of it, and how much it is in SI units.
struct UnitInfo {
  std::string_view name;  ///< "km"
  Dimension dimension;
  double si;              ///< 1000: one of it in m, kg, s, rad and their products
  std::string_view what;  ///< "kilometre"; with its definition where that is a convention
};

/// All dimensions, in the order of the enumeration.
std::span<const DimensionInfo> dimension_table();

/// All units that texts may use, grouped by dimension: the table of the documentation.
std::span<const UnitInfo> unit_table();

/// The row of `dimension_table()`.
const DimensionInfo& info(Dimension dimension);

/// The unit of exactly this name.
const UnitInfo* find_unit(std::string_view name);

/// A quantity that was read from a text.
struct ParsedQuantity {
  double si = 0.0;     ///< the value in SI units; finite
  double value = 0.0;  ///< the number as typed
  Dimension dimension = Dimension::dimensionless;
  std::string_view unit;  ///< the unit's name in `unit_table()`; empty if none was given
};

/// What came of reading a text: a quantity, or what is wrong with it.
struct QuantityParse {
  std::optional<ParsedQuantity> quantity;
  std::string code;     ///< missing-unit, unknown-unit, wrong-dimension or not-a-number; empty if it was read
  std::string problem;  ///< in one line: "'450' has no unit"
  std::string help;     ///< the mend: "write the unit after the number: 450 km"; may be empty

  explicit operator bool() const noexcept { return quantity.has_value(); }
};

/// The two halves of a quantity's text, "450" and "N" of " 450 N". The first is the longest beginning that
/// can be a number; neither is checked.
struct QuantityText {
  std::string_view number;
  std::string_view unit;
};
QuantityText split_quantity(std::string_view text);

/// Reads a number with its unit: "450 N", "200 km", "19.6 deg", "-1.5e3 m/s", "200km". A number is decimal
/// with an optional sign, fraction and exponent; "1_000", "1,000", "nan" and "0x10" are refused. Units are
/// spelled as in `unit_table()`, and case counts: "mm" is no "Mm". "8 yr" is 8 times 365.25 d, "18 mo" 18
/// times 30.4375 d. Nothing is guessed: what is wrong comes back as a value, with the mend.
///
/// @param expected  the dimension wanted; without it any is taken. A number without a unit is taken only
///                  where `Dimension::dimensionless` is expected, and there "90 %" is 0.9
///
/// Checked in: tests/unit/units/test_parse.cpp
QuantityParse try_parse_quantity(std::string_view text, std::optional<Dimension> expected = {});

/// The same for code that knows its text to be right.
/// @throws InvalidArgument with problem and mend
ParsedQuantity parse_quantity(std::string_view text, std::optional<Dimension> expected = {});

/// The dimension with these exponents, if it has a name.
std::optional<Dimension> dimension_of(DimensionExponents exponents);

namespace detail {
double parse_si(std::string_view text, DimensionExponents exponents);
}

/// Reads a text as one kind of quantity: `parse_as<Length>("200 km")`.
/// @throws InvalidArgument if the text is no such quantity
template <class Q>
Q parse_as(std::string_view text) {
  return Q::from_si(detail::parse_si(
      text, {Q::metre_exponent, Q::kilogram_exponent, Q::second_exponent, Q::radian_exponent}));
}

/// The quantity as people read it, with at most 15 significant digits: `to_text(2e5, "km")` is "200 km".
/// @throws InvalidArgument if the unit is not in `unit_table()`
std::string to_text(double si, std::string_view unit);

}  // namespace perilune
