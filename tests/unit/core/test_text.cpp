#include <perilune/core/text.hpp>

#include "support/catch.hpp"

using namespace perilune;

TEST_CASE("text: numbers are decimal, whole and finite", "[core]") {
  CHECK(parse_number("010") == 10.0);
  CHECK(parse_number("+1.5e3") == 1500.0);
  CHECK(parse_number("-.5") == -0.5);
  for (const char* bad :
       {"", "+", "-", "nan", "inf", "-inf", "0x10", "1 ", " 1", "1e999", "1,5", "+-1", "1.2.3", "e5"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_number(bad).has_value());
  }
  CHECK(parse_integer("-42") == -42);
  CHECK_FALSE(parse_integer("9223372036854775808").has_value());
  CHECK_FALSE(parse_integer("1.0").has_value());
}

TEST_CASE("text: a double is written so that it reads back", "[core][property]") {
  for (const double value : {0.1, 1e-12, 86400.0, -3.5e300, 1.0 / 3.0})
    CHECK(parse_number(to_text(value)) == value);
  CHECK(fixed(-0.0004, 3) == "0.000");
  CHECK(fixed(2.5, 3) == "2.500");
}

TEST_CASE("text: only a near name is suggested", "[core]") {
  const std::string names[] = {"altitude", "inclination", "epoch", "to"};
  CHECK(nearest_name("altitud", names) == "altitude");
  CHECK(nearest_name("atlitude", names) == "altitude");
  CHECK_FALSE(nearest_name("velocity", names).has_value());
  CHECK_FALSE(nearest_name("xy", names).has_value());
}

TEST_CASE("text: UTF-8 is told from what is not", "[core]") {
  CHECK(is_valid_utf8("Chang'e \xE5\xAB\xA6\xE5\xA8\xA5 \xF0\x9F\x8C\x99"));
  for (const char* bad : {"\xC0\x80", "\xED\xA0\x80", "\xE5\xAB", "\xF5\x80\x80\x80", "\x80", "\xFF"})
    CHECK_FALSE(is_valid_utf8(bad));
  CHECK(printable("a\tb\x1B[31m") == "a?b?[31m");
  CHECK(printable("a\xC2\x9B"
                  "31m\xC2\xA0") == "a?31m\xC2\xA0");  // one-character CSI, as UTF-8
  CHECK(printable("\xE2\x80\xAE"
                  "gpj.exe\xE2\x81\xA9\xE2\x80\xA8x") == "?gpj.exe??x");  // right-to-left override
  CHECK(printable("\xE2\x80\x93 \xE5\x9F\xBA") ==
        "\xE2\x80\x93 \xE5\x9F\xBA");  // a dash and a Han character stay
}
