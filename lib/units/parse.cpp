#include <perilune/units/parse.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>
#include <vector>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {
namespace {

using detail::concat;

constexpr DimensionInfo dimensions[] = {
    {Dimension::dimensionless, "number", "a plain number", "0.9", {0, 0, 0, 0}},
    {Dimension::length, "length", "a length", "200 km", {1, 0, 0, 0}},
    {Dimension::area, "area", "an area", "12 m^2", {2, 0, 0, 0}},
    {Dimension::volume, "volume", "a volume", "100 m^3", {3, 0, 0, 0}},
    {Dimension::mass, "mass", "a mass", "415 kg", {0, 1, 0, 0}},
    {Dimension::time, "time span", "a time span", "4.5 d", {0, 0, 1, 0}},
    {Dimension::angle, "angle", "an angle", "19.6 deg", {0, 0, 0, 1}},
    {Dimension::angular_rate, "angular rate", "an angular rate", "0.1 deg/s", {0, 0, -1, 1}},
    {Dimension::frequency, "frequency", "a frequency", "8.4 GHz", {0, 0, -1, 0}},
    {Dimension::speed, "speed", "a speed", "900 m/s", {1, 0, -1, 0}},
    {Dimension::acceleration, "acceleration", "an acceleration", "1.62 m/s^2", {1, 0, -2, 0}},
    {Dimension::force, "force", "a force", "450 N", {1, 1, -2, 0}},
    {Dimension::pressure, "pressure", "a pressure", "1.5 MPa", {-1, 1, -2, 0}},
    {Dimension::density, "density", "a density", "1010 kg/m^3", {-3, 1, 0, 0}},
    {Dimension::energy, "energy", "an energy", "20 kWh", {2, 1, -2, 0}},
    {Dimension::power, "power", "a power", "30 kW", {2, 1, -3, 0}},
    {Dimension::mass_flow, "mass flow", "a mass flow", "2.5 kg/s", {0, 1, -1, 0}},
    {Dimension::gravitational_parameter,
     "gravitational parameter",
     "a gravitational parameter",
     "4902.8 km^3/s^2",
     {3, 0, -2, 0}},
    {Dimension::specific_energy, "specific energy", "an energy per mass", "-2.0 km^2/s^2", {2, 0, -2, 0}},
    {Dimension::data, "data", "an amount of data", "20 Gbit", {0, 0, 0, 0, 1}},
    {Dimension::data_rate, "data rate", "a data rate", "10 Mbit/s", {0, 0, -1, 0, 1}},
};

constexpr UnitInfo units[] = {
    {"%", Dimension::dimensionless, 0.01, "percent"},
    {"m", Dimension::length, 1.0, "metre"},
    {"km", Dimension::length, 1e3, "kilometre"},
    {"cm", Dimension::length, 1e-2, "centimetre"},
    {"mm", Dimension::length, 1e-3, "millimetre"},
    {"au", Dimension::length, unit::astronomical_unit.si, "astronomical unit, 149597870700 m"},
    {"m^2", Dimension::area, 1.0, "square metre"},
    {"km^2", Dimension::area, 1e6, "square kilometre"},
    {"m^3", Dimension::volume, 1.0, "cubic metre"},
    {"l", Dimension::volume, 1e-3, "litre"},
    {"kg", Dimension::mass, 1.0, "kilogram"},
    {"g", Dimension::mass, 1e-3, "gram"},
    {"t", Dimension::mass, 1e3, "tonne, 1000 kg"},
    {"s", Dimension::time, 1.0, "second"},
    {"min", Dimension::time, 60.0, "minute"},
    {"h", Dimension::time, 3600.0, "hour"},
    {"d", Dimension::time, 86400.0, "day of 86400 s"},
    {"wk", Dimension::time, 604800.0, "week of 7 d"},
    {"mo", Dimension::time, 2629800.0, "month of 30.4375 d, a twelfth of a year"},
    {"yr", Dimension::time, 31557600.0, "Julian year of 365.25 d"},
    {"ms", Dimension::time, 1e-3, "millisecond"},
    {"us", Dimension::time, 1e-6, "microsecond"},
    {"ns", Dimension::time, 1e-9, "nanosecond"},
    {"deg", Dimension::angle, unit::degree.si, "degree"},
    {"rad", Dimension::angle, 1.0, "radian"},
    {"mrad", Dimension::angle, 1e-3, "milliradian"},
    {"arcmin", Dimension::angle, unit::degree.si / 60.0, "minute of arc"},
    {"arcsec", Dimension::angle, unit::arcsecond.si, "second of arc"},
    {"deg/s", Dimension::angular_rate, unit::degree.si, "degree per second"},
    {"deg/h", Dimension::angular_rate, unit::degree.si / 3600.0, "degree per hour"},
    {"deg/d", Dimension::angular_rate, unit::degree.si / 86400.0, "degree per day"},
    {"rad/s", Dimension::angular_rate, 1.0, "radian per second"},
    {"Hz", Dimension::frequency, 1.0, "hertz"},
    {"kHz", Dimension::frequency, 1e3, "kilohertz"},
    {"MHz", Dimension::frequency, 1e6, "megahertz"},
    {"GHz", Dimension::frequency, 1e9, "gigahertz"},
    {"m/s", Dimension::speed, 1.0, "metre per second"},
    {"km/s", Dimension::speed, 1e3, "kilometre per second"},
    {"cm/s", Dimension::speed, 1e-2, "centimetre per second"},
    {"mm/s", Dimension::speed, 1e-3, "millimetre per second"},
    {"km/h", Dimension::speed, 1e3 / 3600.0, "kilometre per hour"},
    {"m/s^2", Dimension::acceleration, 1.0, "metre per second squared"},
    {"km/s^2", Dimension::acceleration, 1e3, "kilometre per second squared"},
    {"mm/s^2", Dimension::acceleration, 1e-3, "millimetre per second squared"},
    {"N", Dimension::force, 1.0, "newton"},
    {"mN", Dimension::force, 1e-3, "millinewton"},
    {"kN", Dimension::force, 1e3, "kilonewton"},
    {"MN", Dimension::force, 1e6, "meganewton"},
    {"Pa", Dimension::pressure, 1.0, "pascal"},
    {"kPa", Dimension::pressure, 1e3, "kilopascal"},
    {"MPa", Dimension::pressure, 1e6, "megapascal"},
    {"kg/m^3", Dimension::density, 1.0, "kilogram per cubic metre"},
    {"J", Dimension::energy, 1.0, "joule"},
    {"kJ", Dimension::energy, 1e3, "kilojoule"},
    {"MJ", Dimension::energy, 1e6, "megajoule"},
    {"Wh", Dimension::energy, 3.6e3, "watt hour"},
    {"kWh", Dimension::energy, 3.6e6, "kilowatt hour"},
    {"MWh", Dimension::energy, 3.6e9, "megawatt hour"},
    {"W", Dimension::power, 1.0, "watt"},
    {"kW", Dimension::power, 1e3, "kilowatt"},
    {"MW", Dimension::power, 1e6, "megawatt"},
    {"kg/s", Dimension::mass_flow, 1.0, "kilogram per second"},
    {"g/s", Dimension::mass_flow, 1e-3, "gram per second"},
    {"kg/h", Dimension::mass_flow, 1.0 / 3600.0, "kilogram per hour"},
    {"kg/d", Dimension::mass_flow, 1.0 / 86400.0, "kilogram per day"},
    {"m^3/s^2", Dimension::gravitational_parameter, 1.0, "cubic metre per second squared"},
    {"km^3/s^2", Dimension::gravitational_parameter, 1e9, "cubic kilometre per second squared"},
    {"m^2/s^2", Dimension::specific_energy, 1.0, "square metre per second squared"},
    {"km^2/s^2", Dimension::specific_energy, 1e6, "square kilometre per second squared"},
    {"bit", Dimension::data, 1.0, "bit"},
    {"kbit", Dimension::data, 1e3, "kilobit"},
    {"Mbit", Dimension::data, 1e6, "megabit"},
    {"Gbit", Dimension::data, 1e9, "gigabit"},
    {"Tbit", Dimension::data, 1e12, "terabit"},
    {"bit/s", Dimension::data_rate, 1.0, "bit per second"},
    {"kbit/s", Dimension::data_rate, 1e3, "kilobit per second"},
    {"Mbit/s", Dimension::data_rate, 1e6, "megabit per second"},
    {"Gbit/s", Dimension::data_rate, 1e9, "gigabit per second"},
};

/// Spellings that people also use, too far from ours for the edit distance to find.
constexpr std::pair<std::string_view, std::string_view> other_spellings[] = {
    {"meter", "m"},       {"meters", "m"},      {"metre", "m"},
    {"metres", "m"},      {"kilometer", "km"},  {"kilometers", "km"},
    {"kilometre", "km"},  {"kilometres", "km"}, {"kms", "km"},
    {"klick", "km"},      {"AU", "au"},         {"kilogram", "kg"},
    {"kilograms", "kg"},  {"kgs", "kg"},        {"gram", "g"},
    {"grams", "g"},       {"ton", "t"},         {"tons", "t"},
    {"tonne", "t"},       {"tonnes", "t"},      {"mT", "t"},
    {"sec", "s"},         {"secs", "s"},        {"second", "s"},
    {"seconds", "s"},     {"mins", "min"},      {"minute", "min"},
    {"minutes", "min"},   {"hr", "h"},          {"hrs", "h"},
    {"hour", "h"},        {"hours", "h"},       {"day", "d"},
    {"days", "d"},        {"week", "wk"},       {"weeks", "wk"},
    {"month", "mo"},      {"months", "mo"},     {"y", "yr"},
    {"a", "yr"},          {"year", "yr"},       {"years", "yr"},
    {"degree", "deg"},    {"degrees", "deg"},   {"\xC2\xB0", "deg"},
    {"radian", "rad"},    {"radians", "rad"},   {"'", "arcmin"},
    {"\"", "arcsec"},     {"mps", "m/s"},       {"kps", "km/s"},
    {"kmh", "km/h"},      {"kph", "km/h"},      {"newton", "N"},
    {"newtons", "N"},     {"watt", "W"},        {"watts", "W"},
    {"percent", "%"},     {"m.s-1", "m/s"},     {"m s-1", "m/s"},
    {"km s-1", "km/s"},   {"\xC2\xB5s", "us"},  {"m/sec", "m/s"},
    {"km/sec", "km/s"},   {"m2", "m^2"},        {"m/s2", "m/s^2"},
    {"km/s2", "km/s^2"},  {"m/s/s", "m/s^2"},   {"km3/s2", "km^3/s^2"},
    {"m3/s2", "m^3/s^2"}, {"kg/m3", "kg/m^3"},  {"m\xC2\xB2", "m^2"},
    {"bps", "bit/s"},     {"kbps", "kbit/s"},   {"Mbps", "Mbit/s"},
    {"Gbps", "Gbit/s"},
};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

/// Units of one dimension as a list for people; of all dimensions without one.
std::string unit_list(Dimension dimension) {
  std::vector<std::string> names;
  for (const UnitInfo& unit : units) {
    if (unit.dimension == dimension) names.emplace_back(unit.name);
  }
  return join(names, ", ");
}

/// The unit that was probably meant. Other spellings of any dimension are recognised; merely similar names
/// are looked for among the units of the expected dimension.
std::optional<std::string_view> probable_unit(std::string_view typed, std::optional<Dimension> expected) {
  const auto fits = [&](const UnitInfo& unit) { return !expected || unit.dimension == *expected; };
  std::optional<std::string_view> of_other_dimension;
  const auto offer = [&](const UnitInfo& unit) {
    if (!fits(unit) && !of_other_dimension) of_other_dimension = unit.name;
    return fits(unit);
  };
  for (const auto& [other, ours] : other_spellings) {
    if ((typed == other || lower(typed) == other) && offer(*find_unit(ours))) return ours;
  }
  for (const UnitInfo& unit : units) {
    if (lower(unit.name) == lower(typed) && offer(unit)) return unit.name;
  }
  if (of_other_dimension) return of_other_dimension;
  std::vector<std::string> names;
  for (const UnitInfo& unit : units) {
    if (fits(unit)) names.emplace_back(unit.name);
  }
  if (const auto near = nearest_name(typed, names)) return find_unit(*near)->name;
  return {};
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string quoted(std::string_view text) {
  constexpr std::size_t longest_shown = 40;
  const bool too_long = text.size() > longest_shown;
  return concat("'", printable(too_long ? text.substr(0, longest_shown) : text), too_long ? "..." : "", "'");
}

QuantityParse failure(std::string_view code, std::string problem, std::string help) {
  return {{}, std::string(code), std::move(problem), std::move(help)};
}

QuantityParse no_number(std::string_view text, std::optional<Dimension> expected) {
  const std::string example(info(expected.value_or(Dimension::length)).example);
  if (text.empty()) {
    return failure("not-a-number", "there is no number", concat("write a number with its unit: ", example));
  }
  return failure("not-a-number", concat(quoted(text), " does not begin with a number"),
                 concat("write a decimal number with its unit: ", example));
}

QuantityParse wrong_dimension(std::string_view text, const UnitInfo& found, Dimension expected) {
  if (expected == Dimension::dimensionless) {
    return failure("wrong-dimension",
                   concat(quoted(text), " is ", info(found.dimension).article, "; a plain number is wanted"),
                   "leave the unit out, or write a percentage such as 90 %");
  }
  return failure(
      "wrong-dimension",
      concat(quoted(text), " is ", info(found.dimension).article, "; ", info(expected).article, " is wanted"),
      concat("write it in one of: ", unit_list(expected)));
}

QuantityParse missing_unit(std::string_view text, std::optional<Dimension> expected) {
  if (!expected) {
    return failure("missing-unit", concat(quoted(text), " has no unit"),
                   "write the unit after the number, such as km, kg, d, deg or m/s");
  }
  return failure("missing-unit",
                 concat(quoted(text), " has no unit; ", info(*expected).article, " is wanted"),
                 concat("write the unit after the number, one of: ", unit_list(*expected)));
}

QuantityParse unknown_unit(std::string_view typed, std::optional<Dimension> expected) {
  std::string problem = concat(quoted(typed), " is not a unit");
  if (typed.front() == '_' || typed.front() == ',') {
    return failure("not-a-number", concat(quoted(typed), " follows the number"),
                   "write the number without separators between its digits: 12000, not 12,000 or 12_000");
  }
  if (typed.front() == 'x' || typed.front() == 'X') {
    return failure("not-a-number", concat(quoted(typed), " follows the number"),
                   "write the number in decimal");
  }
  if (const auto meant = probable_unit(typed, expected))
    return failure("unknown-unit", std::move(problem), concat("did you mean '", *meant, "'?"));
  if (expected && *expected != Dimension::dimensionless) {
    return failure("unknown-unit", concat(problem, "; ", info(*expected).article, " is wanted"),
                   concat("write it in one of: ", unit_list(*expected)));
  }
  return failure("unknown-unit", std::move(problem), "the units are listed in docs/conventions/units.md");
}

}  // namespace

std::span<const DimensionInfo> dimension_table() {
  return dimensions;
}

std::span<const UnitInfo> unit_table() {
  return units;
}

const DimensionInfo& info(Dimension dimension) {
  return dimensions[static_cast<std::size_t>(dimension)];
}

const UnitInfo* find_unit(std::string_view name) {
  const auto* found = std::find_if(std::begin(units), std::end(units),
                                   [&](const UnitInfo& unit) { return unit.name == name; });
  return found == std::end(units) ? nullptr : found;
}

std::optional<Dimension> dimension_of(DimensionExponents exponents) {
  for (const DimensionInfo& row : dimensions) {
    if (row.exponents == exponents) return row.dimension;
  }
  return {};
}

QuantityText split_quantity(std::string_view text) {
  text = trimmed(text);
  std::size_t i = 0;
  if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
  while (i < text.size() && (is_digit(text[i]) || text[i] == '.')) ++i;
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    std::size_t j = i + 1;
    if (j < text.size() && (text[j] == '+' || text[j] == '-')) ++j;
    if (j < text.size() && is_digit(text[j])) {
      while (j < text.size() && is_digit(text[j])) ++j;
      i = j;
    }
  }
  return {text.substr(0, i), trimmed(text.substr(i))};
}

QuantityParse try_parse_quantity(std::string_view text, std::optional<Dimension> expected) {
  text = trimmed(text);
  const auto [number_text, unit_text] = split_quantity(text);
  const bool has_digit = std::any_of(number_text.begin(), number_text.end(), is_digit);
  if (!has_digit) return no_number(text, expected);
  const auto number = parse_number(number_text);
  if (!number) {
    const bool points = std::count(number_text.begin(), number_text.end(), '.') > 1;
    return failure("not-a-number",
                   concat(quoted(number_text), points ? " is not a number" : " is too large a number"),
                   "write a decimal number such as 1500, 0.25 or 1.5e3");
  }
  if (unit_text.empty()) {
    if (expected == Dimension::dimensionless)
      return {ParsedQuantity{*number, *number, *expected, {}}, {}, {}, {}};
    return missing_unit(text, expected);
  }
  const UnitInfo* unit = find_unit(unit_text);
  if (unit == nullptr) return unknown_unit(unit_text, expected);
  if (expected && unit->dimension != *expected) return wrong_dimension(text, *unit, *expected);
  // Dividing by 10^k rounds once where multiplying by 10^-k rounds twice: 3 mm is exactly 0.003.
  const double per_si = 1.0 / unit->si;
  const double si =
      unit->si < 1.0 && std::nearbyint(per_si) == per_si ? *number / per_si : *number * unit->si;
  if (!std::isfinite(si)) {
    return failure("not-a-number", concat(quoted(text), " is too large for a double in SI units"),
                   "is the exponent right?");
  }
  return {ParsedQuantity{si, *number, unit->dimension, unit->name}, {}, {}, {}};
}

ParsedQuantity parse_quantity(std::string_view text, std::optional<Dimension> expected) {
  QuantityParse parsed = try_parse_quantity(text, expected);
  if (!parsed) {
    throw InvalidArgument(concat("parse_quantity: ", parsed.problem, ". Mend: ", parsed.help, "."));
  }
  return *parsed.quantity;
}

double detail::parse_si(std::string_view text, DimensionExponents exponents) {
  const auto dimension = dimension_of(exponents);
  if (!dimension) {
    throw InvalidArgument(concat("parse_as: no unit has the dimensions m^", exponents.metre, " kg^",
                                 exponents.kilogram, " s^", exponents.second, " rad^", exponents.radian,
                                 " bit^", exponents.bit));
  }
  return parse_quantity(text, dimension).si;
}

std::string to_text(double si, std::string_view unit) {
  const UnitInfo* found = find_unit(unit);
  if (found == nullptr) throw InvalidArgument(concat("to_text: ", quoted(unit), " is not a unit"));
  constexpr int digits =
      15;  // every decimal that a person types survives, and 0.1 deg is not 0.09999999999999999
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), si / found->si,
                                 std::chars_format::general, digits)
                       .ptr;
  return concat(std::string_view(buffer.data(), static_cast<std::size_t>(end - buffer.data())), " ",
                found->name);
}

}  // namespace perilune
