#include <perilune/units/parse.hpp>

#include <cmath>
#include <random>
#include <set>
#include <string>

#include <perilune/core/atomic_file.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

#include "support/catch.hpp"

using namespace perilune;

TEST_CASE("parse: a number and its unit make a quantity", "[units]") {
  struct Row {
    const char* text;
    Dimension dimension;
    double si;
  };
  const Row rows[] = {
      {"200 km", Dimension::length, 200e3},
      {"200km", Dimension::length, 200e3},
      {"  -0.5\tm ", Dimension::length, -0.5},
      {"1 au", Dimension::length, 149597870700.0},  // IAU 2012 resolution B2
      {"3 mm", Dimension::length, 0.003},
      {"450 N", Dimension::force, 450.0},
      {"7.5 kN", Dimension::force, 7500.0},
      {"900 m/s", Dimension::speed, 900.0},
      {"36 km/h", Dimension::speed, 10.0},
      {"4.5 d", Dimension::time, 388800.0},
      {"8 yr", Dimension::time, 8 * 365.25 * 86400.0},
      {"18 mo", Dimension::time, 18 * 30.4375 * 86400.0},
      {"308 s", Dimension::time, 308.0},
      {"010 min", Dimension::time, 600.0},
      {"1.5e-300 m", Dimension::length, 1.5e-300},
      {"1E+3 kg", Dimension::mass, 1000.0},
      {"4 t", Dimension::mass, 4000.0},
      {"4902.8 km^3/s^2", Dimension::gravitational_parameter, 4902.8e9},
      {"30 kW", Dimension::power, 30e3},
      {"2 kWh", Dimension::energy, 7.2e6},
      {"180 deg", Dimension::angle, 3.14159265358979323846},
      {"90 %", Dimension::dimensionless, 0.9},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const QuantityParse parsed = try_parse_quantity(row.text, row.dimension);
    CHECK(parsed.problem == "");
    REQUIRE(parsed);
    CHECK(parsed.quantity->dimension == row.dimension);
    CHECK(std::abs(parsed.quantity->si - row.si) <= 2e-16 * std::abs(row.si));
    CHECK(parse_quantity(row.text).si == parsed.quantity->si);
  }
  CHECK(parse_quantity("0.9", Dimension::dimensionless).si == 0.9);
  CHECK(parse_as<Length>("200 km").in(metre) == 200e3);
  CHECK(parse_as<Dimensionless>("5 %") == 0.05);
}

TEST_CASE("parse: what is wrong with a quantity is said with its mend", "[units]") {
  struct Row {
    const char* text;
    std::optional<Dimension> expected;
    const char* code;
    const char* problem;
    const char* help;
  };
  const auto length = Dimension::length;
  const auto time = Dimension::time;
  const Row rows[] = {
      {"", length, "not-a-number", "there is no number", "write a number with its unit: 200 km"},
      {"km", length, "not-a-number", "'km' does not begin with a number",
       "write a decimal number with its unit: 200 km"},
      {"nan km", length, "not-a-number", "'nan km' does not begin with a number",
       "write a decimal number with its unit: 200 km"},
      {"--5 km", length, "not-a-number", "'--5 km' does not begin with a number",
       "write a decimal number with its unit: 200 km"},
      {"1.2.3 km", length, "not-a-number", "'1.2.3' is not a number",
       "write a decimal number such as 1500, 0.25 or 1.5e3"},
      {"1e400 km", length, "not-a-number", "'1e400' is too large a number",
       "write a decimal number such as 1500, 0.25 or 1.5e3"},
      {"1e308 km", length, "not-a-number", "'1e308 km' is too large for a double in SI units",
       "is the exponent right?"},
      {"1_000 km", length, "not-a-number", "'_000 km' follows the number",
       "write the number without separators between its digits: 12000, not 12,000 or 12_000"},
      {"1,000 km", length, "not-a-number", "',000 km' follows the number",
       "write the number without separators between its digits: 12000, not 12,000 or 12_000"},
      {"0x10 m", length, "not-a-number", "'x10 m' follows the number", "write the number in decimal"},
      {"200", length, "missing-unit", "'200' has no unit; a length is wanted",
       "write the unit after the number, one of: m, km, cm, mm, au"},
      {"200",
       {},
       "missing-unit",
       "'200' has no unit",
       "write the unit after the number, such as km, kg, d, deg or m/s"},
      {"200 Km", length, "unknown-unit", "'Km' is not a unit", "did you mean 'km'?"},
      {"200 kms", length, "unknown-unit", "'kms' is not a unit", "did you mean 'km'?"},
      {"200 kmm", length, "unknown-unit", "'kmm' is not a unit", "did you mean 'km'?"},
      {"3 days", time, "unknown-unit", "'days' is not a unit", "did you mean 'd'?"},
      {"3 Hours", time, "unknown-unit", "'Hours' is not a unit", "did you mean 'h'?"},
      {"9 \xC2\xB0", Dimension::angle, "unknown-unit", "'\xC2\xB0' is not a unit", "did you mean 'deg'?"},
      {"2 m/s2", Dimension::acceleration, "unknown-unit", "'m/s2' is not a unit", "did you mean 'm/s^2'?"},
      {"12 furlong", length, "unknown-unit", "'furlong' is not a unit; a length is wanted",
       "write it in one of: m, km, cm, mm, au"},
      {"12 furlong",
       {},
       "unknown-unit",
       "'furlong' is not a unit",
       "the units are listed in docs/conventions/units.md"},
      {"450 N", length, "wrong-dimension", "'450 N' is a force; a length is wanted",
       "write it in one of: m, km, cm, mm, au"},
      {"2 h", Dimension::speed, "wrong-dimension", "'2 h' is a time span; a speed is wanted",
       "write it in one of: m/s, km/s, cm/s, mm/s, km/h"},
      {"2 h", Dimension::dimensionless, "wrong-dimension", "'2 h' is a time span; a plain number is wanted",
       "leave the unit out, or write a percentage such as 90 %"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const QuantityParse parsed = try_parse_quantity(row.text, row.expected);
    CHECK_FALSE(parsed);
    CHECK(parsed.code == row.code);
    CHECK(parsed.problem == row.problem);
    CHECK(parsed.help == row.help);
  }
}

TEST_CASE("parse: a wrong quantity throws for code", "[units]") {
  CHECK_THROWS_WITH(
      parse_as<Length>("450 N"),
      "parse_quantity: '450 N' is a force; a length is wanted. Mend: write it in one of: m, km, "
      "cm, mm, au.");
  CHECK_THROWS_AS((parse_as<Quantity<7, 0, 0, 0>>("1 m")), InvalidArgument);
}

TEST_CASE("units: the tables are consistent", "[units]") {
  std::set<std::string_view> names;
  for (const UnitInfo& unit : unit_table()) {
    CAPTURE(unit.name);
    CHECK(names.insert(unit.name).second);
    CHECK(unit.si > 0.0);
    CHECK(find_unit(unit.name) == &unit);
  }
  int position = 0;
  for (const DimensionInfo& row : dimension_table()) {
    CAPTURE(row.name);
    CHECK(static_cast<int>(row.dimension) == position++);
    CHECK(dimension_of(row.exponents) == row.dimension);
    CHECK(try_parse_quantity(row.example, row.dimension).problem == "");
  }
}

TEST_CASE("units: the documentation lists every unit as the table has it", "[units]") {
  const std::string page =
      read_file(std::string(PERILUNE_SOURCE_DIR) + "/docs/conventions/units.md", 100'000);
  for (const UnitInfo& unit : unit_table()) {
    const std::string row = detail::concat("| `", unit.name, "` | ", info(unit.dimension).name, " | ",
                                           to_text(unit.si), " | ", unit.what, " |");
    CAPTURE(row);
    CHECK(page.find(row) != std::string::npos);
  }
}

TEST_CASE("units: what is written reads back", "[units][property]") {
  CHECK(to_text(200e3, "km") == "200 km");
  CHECK(to_text(0.3 * 86400.0, "d") == "0.3 d");
  CHECK(to_text(0.1 * 3.14159265358979323846 / 180.0, "deg") == "0.1 deg");
  CHECK_THROWS_AS(to_text(1.0, "furlong"), InvalidArgument);
  std::mt19937_64 random(20260412);
  std::uniform_real_distribution<double> exponent(-20.0, 20.0);
  for (const UnitInfo& unit : unit_table()) {
    for (int i = 0; i < 100; ++i) {
      const double si = std::pow(10.0, exponent(random)) * (i % 2 == 0 ? 1.0 : -1.0);
      const std::string text = to_text(si, unit.name);
      CAPTURE(si, text);
      // Shown with 15 digits where those suffice: half a unit of the 15th digit, and a rounding or two.
      CHECK(std::abs(parse_quantity(text, unit.dimension).si - si) <= 6e-15 * std::abs(si));
    }
  }
}

TEST_CASE("parse: every damaged quantity is refused with a mend or is another one, and nothing crashes",
          "[units][property]") {
  const std::string whole = "-12.5e+3 km^3/s^2";
  const std::string bytes = std::string("\0", 1) + " \t+-.,_/0159eExNkmdsr%^\xC2\xFF";
  for (std::size_t i = 0; i <= whole.size(); ++i) {
    for (const char byte : bytes) {
      for (const std::size_t removed : {std::size_t{0}, std::size_t{1}}) {
        const std::string damaged =
            whole.substr(0, i) + byte + (i + removed <= whole.size() ? whole.substr(i + removed) : "");
        for (const std::optional<Dimension> expected :
             {std::optional<Dimension>(), std::optional(Dimension::length),
              std::optional(Dimension::dimensionless)}) {
          CAPTURE(damaged);
          const QuantityParse parsed = try_parse_quantity(damaged, expected);
          CHECK(parsed.quantity.has_value() == parsed.problem.empty());
          CHECK(parsed.problem.empty() == parsed.code.empty());
          CHECK(parsed.problem.empty() == parsed.help.empty());
        }
      }
    }
  }
}
