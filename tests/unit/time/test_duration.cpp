#include <perilune/time/duration.hpp>

#include <cmath>
#include <limits>
#include <random>

#include <perilune/core/error.hpp>
#include <perilune/time/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;

namespace {
constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
}  // namespace

TEST_CASE("duration: literals and factories agree", "[time]") {
  CHECK(4.5_d == Duration::days(4.5));
  CHECK(30_min == Duration::minutes(30));
  CHECK(2_h == 120_min);
  CHECK(1_d == Duration::seconds(86400.0));
  CHECK(1500_ms == 1.5_s);
  CHECK(3_us == 3000_ns);
  CHECK((1_d).nanoseconds() == 86'400'000'000'000);
  STATIC_REQUIRE((0.5_s).nanoseconds() == 500'000'000);
  STATIC_REQUIRE(1_d + 1_h - 90_min == 23.5_h);
}

TEST_CASE("duration: rounds to the nanosecond however long it is", "[time]") {
  CHECK(Duration::seconds(0.1).nanoseconds() == 100'000'000);
  CHECK(Duration::seconds(-0.1).nanoseconds() == -100'000'000);
  CHECK(Duration::seconds(1.4e-9).nanoseconds() == 1);
  CHECK(Duration::seconds(-1.6e-9).nanoseconds() == -2);
  CHECK(Duration::seconds(4'000'000'000.25).nanoseconds() == 4'000'000'000'250'000'000);
  CHECK(Duration::days(100'000.5).nanoseconds() == 100'000 * (1_d).nanoseconds() + (12_h).nanoseconds());
  CHECK((36.5_d).days() == 36.5);
  CHECK((-90_min).hours() == -1.5);
}

TEST_CASE("duration: arithmetic scales and compares", "[time]") {
  CHECK(3 * 1_h == 180_min);
  CHECK(1_h * 3U == 180_min);
  CHECK(1.5 * 1_h == 90_min);
  CHECK(1_h / 2.0 == 30_min);
  CHECK(3_h / 2_h == 1.5);
  CHECK(-1_h < 0_s);
  CHECK(abs(-1_h) == 1_h);
  Duration sum = 1_h;
  sum += 1_h;
  sum -= 30_min;
  CHECK(sum == 1.5_h);
  const Duration long_time = Duration::nanoseconds(9'007'199'254'740'993'001);  // more than 53 bits
  CHECK(1.0 * long_time == long_time);
  CHECK(long_time / 1.0 == long_time);
}

TEST_CASE("duration: what does not fit throws and never wraps", "[time]") {
  const Duration longest = Duration::nanoseconds(most);
  const Duration shortest = Duration::nanoseconds(least);
  CHECK_THROWS_AS(longest + 1_ns, InvalidArgument);
  CHECK_THROWS_AS(shortest - 1_ns, InvalidArgument);
  CHECK_THROWS_AS(-shortest, InvalidArgument);
  CHECK_THROWS_AS(abs(shortest), InvalidArgument);
  CHECK_THROWS_AS(2 * longest, InvalidArgument);
  CHECK_THROWS_AS(std::numeric_limits<std::uint64_t>::max() * 1_ns, InvalidArgument);
  CHECK_THROWS_AS(1.01 * longest, InvalidArgument);
  CHECK_THROWS_AS(longest / 0.99, InvalidArgument);
  CHECK_THROWS_AS(1_h / 0.0, InvalidArgument);
  CHECK_THROWS_AS(Duration::days(106752), InvalidArgument);
  CHECK(Duration::days(-106751).days() == -106751.0);
  for (const double bad : {std::nan(""), HUGE_VAL, -HUGE_VAL, 1e300, 9.3e9}) {
    CAPTURE(bad);
    CHECK_THROWS_AS(Duration::seconds(bad), InvalidArgument);
  }
  CHECK_THROWS_WITH(
      Duration::hours(1e300),
      "Duration: 1e+300 hours is no time that can be held: it must be finite and at most 292 years.");
}

TEST_CASE("duration: is written in the largest unit that holds it exactly", "[time]") {
  CHECK(to_text(4.5_d) == "4.5 d");
  CHECK(to_text(90_min) == "1.5 h");
  CHECK(to_text(-90_min) == "-1.5 h");
  CHECK(to_text(100_s) == "100 s");
  CHECK(to_text(86401_s) == "86401 s");
  CHECK(to_text(250_ms) == "250 ms");
  CHECK(to_text(1500_us) == "1.5 ms");
  CHECK(to_text(-7_ns) == "-7 ns");
  CHECK(to_text(0_s) == "0 s");
  CHECK(to_text(1000.000000001_s) == "1000.000000001 s");
  CHECK(to_text(Duration::nanoseconds(least)) == "-9223372036.854775808 s");
}

TEST_CASE("duration: is read from a text with a unit", "[time]") {
  CHECK(Duration::parse("4.5 d") == 4.5_d);
  CHECK(Duration::parse("8 yr").days() == 2922.0);
  CHECK(Duration::parse("18 mo").days() == 547.875);
  CHECK(Duration::parse("-.5 h") == -30_min);
  CHECK(Duration::parse("1e3 s") == 1000_s);
  CHECK(Duration::parse("-0.25 s") == -250_ms);
  CHECK(Duration::parse("9223372036.854775807 s").nanoseconds() == most);
  CHECK_THROWS_WITH(
      Duration::parse("300 yr"),
      "Duration::parse: '300 yr' is longer than a duration can be. Mend: a duration is at most 292 "
      "years.");
  CHECK_THROWS_WITH(
      Duration::parse("3 km"),
      "Duration::parse: '3 km' is a length; a time span is wanted. Mend: write it in one of: s, min, "
      "h, d, wk, mo, yr, ms, us, ns.");
  CHECK(Duration::try_parse("99999999999999999999 d").code == "out-of-range");
  CHECK(Duration::try_parse("1e30 d").code == "out-of-range");
  CHECK(Duration::try_parse("3").code == "missing-unit");
}

TEST_CASE("duration: what is written reads back to the nanosecond", "[time][property]") {
  std::mt19937_64 random(7);
  for (int i = 0; i < 20'000; ++i) {
    // All magnitudes alike, and round figures among them.
    const auto shift = static_cast<int>(random() % 63);
    std::int64_t ns = static_cast<std::int64_t>(random()) >> shift;
    if (i % 3 == 0) ns -= ns % 60'000'000'000;
    const Duration duration = Duration::nanoseconds(ns);
    const std::string text = to_text(duration);
    CAPTURE(ns, text);
    REQUIRE(Duration::parse(text).nanoseconds() == ns);
  }
}
