#include <perilune/time/tdb.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include <perilune/core/error.hpp>
#include <perilune/time/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;

TEST_CASE("tdb: ERFA's own test value is met", "[time][validation]") {
  // t_erfa_c: eraDtdb(2448939.5, 0.123, 0.76543, 5.0123, 5525.242, 3190.0), lengths in km, tolerance 1e-15 s
  const double difference_s = tdb_minus_tt_s(
      {2448939.5, 0.123}, 0.76543,
      {.east_longitude_rad = 5.0123, .distance_from_axis_m = 5525242.0, .north_of_equator_plane_m = 3190e3});
  CHECK(std::abs(difference_s - -0.1280368005936998991e-2) < 1e-15);
}

TEST_CASE("tdb: follows the leading term of the series", "[time]") {
  // TDB - TT = 0.001657 s sin g, g = 357.53 deg + 0.9856003 deg/d: good to 30 us (Explanatory
  // Supplement, 2.222).
  for (int day = -10'000; day < 20'000; day += 37) {
    const double g = (357.53 + 0.9856003 * day) * 3.14159265358979323846 / 180.0;
    CAPTURE(day);
    CHECK(std::abs(tdb_minus_tt_s(j2000 + Duration::days(day)) - 0.001657 * std::sin(g)) < 60e-6);
  }
}

TEST_CASE("tdb: TT instead of TDB, and a polynomial between noons, change nothing", "[time]") {
  double worst_s = 0.0;
  for (int i = -3000; i < 12'000; i += 7) {
    const Epoch epoch = j2000 + Duration::days(1.37 * i);
    worst_s = std::max(worst_s, std::abs(tdb_minus_tt_s(julian_date(epoch, TimeScale::tdb), 0.0, {}) -
                                         tdb_minus_tt_s(epoch)));
  }
  CAPTURE(worst_s);
  CHECK(worst_s < 1e-11);
  for (int day = 0; day < 400; day += 11) {  // at noons themselves
    const Epoch epoch = j2000 + Duration::days(day);
    const JulianDate tdb = julian_date(epoch, TimeScale::tdb);
    CHECK(std::abs(tdb_minus_tt_s(tdb, 0.0, {}) - tdb_minus_tt_s(epoch)) < 1e-12);
  }
}

TEST_CASE("tdb: seconds in two parts lose nothing and come back to the nanosecond", "[time][property]") {
  std::mt19937_64 random(3);
  std::uniform_int_distribution<std::int64_t> anywhere(-9'000'000'000'000'000'000, 9'000'000'000'000'000'000);
  for (int i = 0; i < 2'000; ++i) {
    const Epoch epoch = Epoch::from_nanoseconds(anywhere(random));
    CAPTURE(epoch.nanoseconds_since_j2000());
    const TwoPartSeconds tdb = epoch.tdb();
    REQUIRE(tdb.whole == std::floor(tdb.whole));
    REQUIRE((tdb.fraction >= 0.0 && tdb.fraction < 1.0));
    REQUIRE(Epoch::from_tdb_seconds(tdb.whole, tdb.fraction) == epoch);
    REQUIRE(Epoch::from_tdb_seconds(tdb.fraction, tdb.whole) == epoch);
    const double elapsed_s = 123456.789;
    const Duration moved = Epoch::from_tdb_seconds(tdb.whole + 123456.0, tdb.fraction + 0.789) - epoch;
    REQUIRE(std::abs(moved.seconds() - elapsed_s) <
            1e-4);  // the rates of TT and TDB differ by at most 3.4e-10
    REQUIRE(std::abs(epoch.tdb_seconds_since_j2000() - tdb.sum()) == 0.0);
  }
  CHECK(std::abs(j2000.tdb_seconds_since_j2000() - tdb_minus_tt_s(j2000)) < 1e-16);
}

TEST_CASE("tdb: seconds that are no time are refused", "[time]") {
  for (const double bad : {std::nan(""), HUGE_VAL, -1e300, 1e10}) {
    CAPTURE(bad);
    CHECK_THROWS_AS(Epoch::from_tdb_seconds(bad), InvalidArgument);
    CHECK_THROWS_AS(Epoch::from_tdb_seconds(0.0, bad), InvalidArgument);
  }
}
