#include <perilune/time/leap_seconds.hpp>

#include <string>

#include <perilune/core/error.hpp>
#include <perilune/time/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;

namespace {

// Typed from IERS Bulletin C announcements (last day before the new offset, new TAI-UTC), apart from the
// generated table that the library reads.
struct Leap {
  const char* day;
  const char* next_day;
  int tai_minus_utc_after_s;
};
constexpr Leap leaps[] = {
    {"1972-06-30", "1972-07-01", 11}, {"1972-12-31", "1973-01-01", 12}, {"1973-12-31", "1974-01-01", 13},
    {"1974-12-31", "1975-01-01", 14}, {"1975-12-31", "1976-01-01", 15}, {"1976-12-31", "1977-01-01", 16},
    {"1977-12-31", "1978-01-01", 17}, {"1978-12-31", "1979-01-01", 18}, {"1979-12-31", "1980-01-01", 19},
    {"1981-06-30", "1981-07-01", 20}, {"1982-06-30", "1982-07-01", 21}, {"1983-06-30", "1983-07-01", 22},
    {"1985-06-30", "1985-07-01", 23}, {"1987-12-31", "1988-01-01", 24}, {"1989-12-31", "1990-01-01", 25},
    {"1990-12-31", "1991-01-01", 26}, {"1992-06-30", "1992-07-01", 27}, {"1993-06-30", "1993-07-01", 28},
    {"1994-06-30", "1994-07-01", 29}, {"1995-12-31", "1996-01-01", 30}, {"1997-06-30", "1997-07-01", 31},
    {"1998-12-31", "1999-01-01", 32}, {"2005-12-31", "2006-01-01", 33}, {"2008-12-31", "2009-01-01", 34},
    {"2012-06-30", "2012-07-01", 35}, {"2015-06-30", "2015-07-01", 36}, {"2016-12-31", "2017-01-01", 37},
};

std::string at(const char* day, const char* time) {
  return std::string(day) + "T" + time + " UTC";
}

}  // namespace

TEST_CASE("leap seconds: all 27 are there, one second either side", "[time][validation]") {
  STATIC_REQUIRE(std::size(leaps) == 27);
  for (const Leap& leap : leaps) {
    CAPTURE(leap.day);
    const Epoch before = Epoch::parse(at(leap.day, "23:59:59"));
    const Epoch during = Epoch::parse(at(leap.day, "23:59:60"));
    const Epoch within = Epoch::parse(at(leap.day, "23:59:60.999999999"));
    const Epoch after = Epoch::parse(at(leap.next_day, "00:00:00"));
    CHECK(during - before == 1_s);
    CHECK(within - during == 1_s - 1_ns);
    CHECK(after - during == 1_s);
    CHECK(tai_minus_utc_s(before) == leap.tai_minus_utc_after_s - 1);
    CHECK(tai_minus_utc_s(during) == leap.tai_minus_utc_after_s - 1);
    CHECK(tai_minus_utc_s(within) == leap.tai_minus_utc_after_s - 1);
    CHECK(tai_minus_utc_s(after) == leap.tai_minus_utc_after_s);
    for (const Epoch epoch : {before - 1_ns, before, during - 1_ns, during, during + 500_ms, within, after,
                              after + 1_ns, after + 1_s}) {
      CHECK(Epoch::parse(epoch.to_text(TimeScale::utc, 9)) == epoch);
      CHECK(Epoch::parse(epoch.to_text(TimeScale::tai, 9)) == epoch);
    }
    CHECK(before.to_text(TimeScale::utc, 0) == at(leap.day, "23:59:59"));
    CHECK(during.to_text(TimeScale::utc, 0) == at(leap.day, "23:59:60"));
    CHECK(within.to_text(TimeScale::utc, 9) == at(leap.day, "23:59:60.999999999"));
    CHECK(after.to_text(TimeScale::utc, 0) == at(leap.next_day, "00:00:00"));
    CHECK(after.to_text(TimeScale::tai, 0) ==
          std::string(leap.next_day) + "T00:00:" + std::to_string(leap.tai_minus_utc_after_s) + " TAI");
    CHECK_FALSE(Epoch::try_parse(at(leap.next_day, "23:59:60")));
    CHECK_FALSE(Epoch::try_parse(std::string(leap.day) + "T23:59:60 TAI"));
  }
}

TEST_CASE("leap seconds: there are no others, day by day from 1972 to 2292", "[time][validation]") {
  Epoch midnight = Epoch::parse("1972-01-01 UTC");
  const Epoch end = Epoch::parse("2292-04-01 UTC");
  int offset_s = 10;
  std::size_t leap = 0;
  while (midnight < end) {
    REQUIRE(tai_minus_utc_s(midnight) == offset_s);
    Epoch next = midnight + 1_d;
    if (leap < std::size(leaps) &&
        next.iso8601(TimeScale::utc, 0) == std::string(leaps[leap].day) + "T23:59:60") {
      next += 1_s;
      offset_s = leaps[leap].tai_minus_utc_after_s;
      ++leap;
    }
    REQUIRE(next.iso8601(TimeScale::utc, 0).substr(11) == "00:00:00");
    midnight = next;
  }
  CHECK(leap == 27);
}

TEST_CASE("leap seconds: TAI-UTC was 37 s on 2017-09-01, as eraDat has it", "[time][validation]") {
  CHECK(tai_minus_utc_s(Epoch::parse("2017-09-01 UTC")) == 37);  // t_erfa_c: eraDat(2017, 9, 1, 0.0)
  CHECK(tai_minus_utc_s(Epoch::parse("2003-06-01 UTC")) == 32);  // t_erfa_c: eraDat(2003, 6, 1, 0.0)
  CHECK(tai_minus_utc_s(Epoch::parse("2008-01-17 UTC")) == 33);  // t_erfa_c: eraDat(2008, 1, 17, 0.0)
}

TEST_CASE("leap seconds: the table says how far it is complete, and UTC begins in 1972", "[time]") {
  CHECK(leap_second_table_expiry() == Epoch::parse("2027-06-28 UTC"));
  CHECK(tai_minus_utc_s(leap_second_table_expiry() + Duration::days(10'000)) == 37);
  CHECK(utc_begin() == Epoch::parse("1972-01-01T00:00:10 TAI"));
  CHECK(tai_minus_utc_s(utc_begin()) == 10);
  CHECK_THROWS_WITH(
      tai_minus_utc_s(utc_begin() - 1_ns),
      "tai_minus_utc_s: UTC is known from 1972-01-01 on; seconds of UTC had another length before. Use "
      "TAI, TT or TDB for earlier instants.");
}

TEST_CASE("leap seconds: UT1 with UT1-UTC held reads twice for a second, and the later is taken", "[time]") {
  // UT1-UTC itself jumps by 1 s there; whoever passes the value of the instant sees UT1 run on.
  const Epoch during = Epoch::parse("2016-12-31T23:59:60.25 UTC");
  CHECK(during.to_text(TimeScale::ut1, 3, -0.408) == "2016-12-31T23:59:59.842 UT1");
  CHECK((during + 1_s).to_text(TimeScale::ut1, 3, 0.592) == "2017-01-01T00:00:00.842 UT1");
  CHECK(during.to_text(TimeScale::ut1, 3) == "2017-01-01T00:00:00.250 UT1");
  CHECK(Epoch::parse("2017-01-01T00:00:00.250 UT1") == during + 1_s);
}
