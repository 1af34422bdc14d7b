#include <perilune/time/julian_date.hpp>

#include <cmath>
#include <limits>
#include <random>

#include <perilune/core/error.hpp>
#include <perilune/time/leap_seconds.hpp>
#include <perilune/time/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;

TEST_CASE("julian date: J2000.0 is JD 2451545.0 TT", "[time]") {
  const JulianDate date = julian_date(j2000, TimeScale::tt);
  CHECK(date.day == 2451544.5);
  CHECK(date.fraction == 0.5);
  CHECK(julian_text(j2000, TimeScale::tt) == "JD 2451545.000000000 TT");
  CHECK(Epoch::parse("JD 2451545 TT") == j2000);
  CHECK(Epoch::parse("MJD 51544.5 TT") == j2000);
  CHECK(epoch_of({2451545.0, 0.0}, TimeScale::tt) == j2000);
  CHECK(epoch_of({0.25, 2451544.75}, TimeScale::tt) == j2000);
  CHECK(epoch_of({2451546.0, -1.0}, TimeScale::tt) == j2000);
  CHECK(epoch_of({2400000.5, 51544.5}, TimeScale::tt) == j2000);
}

TEST_CASE("julian date: ERFA's conversions of UTC are met", "[time][validation]") {
  // t_erfa_c: eraUtctai(2453750.5, 0.892100694) gives 2453750.5 + 0.8924826384444444444
  const Epoch epoch = epoch_of({2453750.5, 0.892100694}, TimeScale::utc);
  CHECK(std::abs(julian_date(epoch, TimeScale::tai).fraction - 0.8924826384444444444) < 6e-15);  // half a ns
  // t_erfa_c: eraUtcut1(2453750.5, 0.892100694, 0.3341) gives 2453750.5 + 0.8921045608981481481
  CHECK(std::abs(julian_date(epoch, TimeScale::ut1, 0.3341).fraction - 0.8921045608981481481) < 6e-15);
  // t_erfa_c: eraDtf2d("UTC", 1994, 6, 30, 23, 59, 60.13599) sums to 2449534.49999
  const Epoch leap = Epoch::parse("1994-06-30T23:59:60.13599 UTC");
  CHECK(std::abs(julian_date(leap, TimeScale::utc).sum() - 2449534.49999) < 1e-9);
}

TEST_CASE("julian date: a day with a leap second has 86401 parts in UTC", "[time]") {
  const Epoch midnight = Epoch::parse("2016-12-31 UTC");
  for (const Duration since : {0_s, 12_h, 86399.5_s, 86400_s, 86400.5_s, 86401_s - 1_ns, 86401_s, 86402_s}) {
    const Epoch epoch = midnight + since;
    CAPTURE(since.seconds());
    const JulianDate date = julian_date(epoch, TimeScale::utc);
    CHECK(epoch_of(date, TimeScale::utc) == epoch);
    CHECK(Epoch::parse(julian_text(epoch, TimeScale::utc, 15)) == epoch);
  }
  CHECK(julian_date(midnight + 86400.5_s, TimeScale::utc).fraction ==
        Approx(86400.5 / 86401.0).epsilon(1e-15));
  CHECK(julian_date(midnight + 86401_s, TimeScale::utc).fraction == 0.0);
}

TEST_CASE("julian date: comes back to the nanosecond in every scale", "[time][property]") {
  std::mt19937_64 random(2);
  std::uniform_int_distribution<std::int64_t> anywhere((utc_begin() + 2_s).nanoseconds_since_j2000(),
                                                       std::numeric_limits<std::int64_t>::max() - 10'000'000);
  for (int i = 0; i < 5'000; ++i) {
    const Epoch epoch = Epoch::from_nanoseconds(anywhere(random));
    CAPTURE(epoch.nanoseconds_since_j2000());
    for (const TimeScale scale : {TimeScale::tai, TimeScale::tt, TimeScale::utc, TimeScale::ut1}) {
      REQUIRE(epoch_of(julian_date(epoch, scale), scale) == epoch);
      REQUIRE(Epoch::parse(julian_text(epoch, scale, 15)) == epoch);
    }
    REQUIRE(abs(epoch_of(julian_date(epoch, TimeScale::tdb), TimeScale::tdb) - epoch) <= 1_ns);
  }
}

TEST_CASE("julian date: what is out of range is refused", "[time]") {
  for (const double day : {1e8, -1e8, 51544.5, 0.0, std::nan(""), HUGE_VAL}) {
    CAPTURE(day);
    CHECK_THROWS_AS(epoch_of({day, 0.0}, TimeScale::tt), InvalidArgument);
  }
  CHECK_THROWS_AS(epoch_of({2451545.0, std::nan("")}, TimeScale::tt), InvalidArgument);
  CHECK_THROWS_WITH(
      epoch_of({2441317.0, 0.0}, TimeScale::utc),
      "epoch_of: UTC is known from 1972-01-01 on; seconds of UTC had another length before. Use TAI, "
      "TT or TDB for earlier instants.");
  CHECK_THROWS_AS(julian_text(j2000, TimeScale::tt, 16), InvalidArgument);
  CHECK_THROWS_AS(julian_text(j2000, TimeScale::tt, 0), InvalidArgument);
  CHECK(julian_text(j2000 - 1_ns, TimeScale::tt, 3) == "JD 2451545.000 TT");
}
