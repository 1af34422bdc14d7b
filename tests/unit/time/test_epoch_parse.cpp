#include <perilune/time/epoch.hpp>

#include <string>

#include <perilune/core/error.hpp>

#include "support/catch.hpp"

using namespace perilune;
TEST_CASE("epoch: dates are read in the forms people write", "[time]") {
  const Epoch reference = Epoch::parse("2031-03-01T06:00:00 TDB");
  for (const char* text :
       {"2031-03-01T06:00 TDB", "2031-03-01 06:00:00 TDB", "2031-03-01T06:00:00.000000000 TDB",
        "  2031-03-01T06:00:00   TDB ", "2031-060T06:00:00 TDB", "JD 2462926.75 TDB", "JD2462926.750 TDB",
        "MJD 62926.25 TDB"}) {
    CAPTURE(text);
    CHECK(Epoch::parse(text) == reference);
  }
  CHECK(Epoch::parse("2031-03-01Z") == Epoch::parse("2031-03-01T00:00:00 UTC"));
  CHECK(Epoch::parse("2031-03-01T00:00:00.5Z") == Epoch::parse("2031-03-01T00:00:00.500 UTC"));
  CHECK(Epoch::parse("2031-03-01", TimeScale::tdb) == Epoch::parse("2031-03-01 TDB"));
  CHECK(Epoch::parse("2031-03-01 UTC", TimeScale::tdb) == Epoch::parse("2031-03-01 UTC"));
  CHECK(Epoch::parse("JD 2462926.75", TimeScale::tdb) == reference);
}

TEST_CASE("epoch: a malformed date gets a clear error with its mend", "[time]") {
  struct Row {
    const char* text;
    const char* code;
    const char* problem;
    const char* help;
  };
  const Row rows[] = {
      {"", "bad-date", "there is no date", "write a date with its time scale: 2031-03-01T06:00:00 TDB"},
      {"2031-13-01 UTC", "bad-date", "there is no month 13 in '2031-13-01 UTC'", "months go from 01 to 12"},
      {"2031-00-01 UTC", "bad-date", "there is no month 00 in '2031-00-01 UTC'", "months go from 01 to 12"},
      {"2031-02-29 UTC", "bad-date", "there is no February 29 in '2031-02-29 UTC': 2031 is no leap year",
       "write 2031-02-28 or 2031-03-01"},
      {"2100-02-29T00:00:00 TDB", "bad-date",
       "there is no February 29 in '2100-02-29T00:00:00 TDB': 2100 is no leap year",
       "write 2100-02-28 or 2100-03-01"},
      {"2031-06-31 UTC", "bad-date", "there is no day 31 in June in '2031-06-31 UTC'",
       "June has the days 01 to 30"},
      {"2031-06-00 UTC", "bad-date", "there is no day 00 in June in '2031-06-00 UTC'",
       "June has the days 01 to 30"},
      {"2031-03-01T24:00:00 UTC", "bad-date", "there is no hour 24 in '2031-03-01T24:00:00 UTC'",
       "the end of a day is 00:00:00 of the next day"},
      {"2031-03-01T25:00:00 UTC", "bad-date", "there is no hour 25 in '2031-03-01T25:00:00 UTC'",
       "hours go from 00 to 23"},
      {"2031-03-01T06:60:00 UTC", "bad-date", "there is no minute 60 in '2031-03-01T06:60:00 UTC'",
       "minutes go from 00 to 59"},
      {"2031-03-01T06:00:61 UTC", "bad-date", "there is no second 61 in '2031-03-01T06:00:61 UTC'",
       "seconds go from 00 to 59"},
      {"2031-03-01T23:59:60 UTC", "bad-date", "there is no second 60 in '2031-03-01T23:59:60 UTC'",
       "seconds go from 00 to 59; a leap second is 23:59:60 UTC of a day that has one, the last known being "
       "2016-12-31"},
      {"2016-12-31T23:58:60 UTC", "bad-date", "there is no second 60 in '2016-12-31T23:58:60 UTC'",
       "seconds go from 00 to 59; a leap second is 23:59:60 UTC of a day that has one, the last known being "
       "2016-12-31"},
      {"2016-12-31T23:59:60 TDB", "bad-date", "there is no second 60 in '2016-12-31T23:59:60 TDB'",
       "only UTC has leap seconds; in TDB seconds go from 00 to 59"},
      {"2031-03-01T06:00:00", "missing-time-scale", "the date '2031-03-01T06:00:00' names no time scale",
       "write one behind it: 2031-03-01T06:00:00 UTC (or TDB, TT, TAI, UT1)"},
      {"2031-03-01T06:00:00 TBD", "unknown-time-scale",
       "'TBD' is not a time scale in '2031-03-01T06:00:00 TBD'", "did you mean 'TDB'?"},
      {"2031-03-01T06:00:00 utc", "unknown-time-scale",
       "'utc' is not a time scale in '2031-03-01T06:00:00 utc'", "did you mean 'UTC'?"},
      {"2031-03-01T06:00:00 ET", "unknown-time-scale", "'ET' is not a time scale in '2031-03-01T06:00:00 ET'",
       "ephemeris time is TDB here: write TDB"},
      {"2031-03-01T06:00:00 XYZ", "unknown-time-scale",
       "'XYZ' is not a time scale in '2031-03-01T06:00:00 XYZ'", "expected one of: TAI, TT, TDB, UTC, UT1"},
      {"2031-03-01T06:00:00 UTC extra", "bad-date",
       "'extra' follows the time scale in '2031-03-01T06:00:00 UTC extra'",
       "a date ends with its time scale"},
      {"2031-03-01T06:00:00Z UTC", "bad-date", "'UTC' follows the Z in '2031-03-01T06:00:00Z UTC'",
       "Z names UTC and ends the date; leave one of the two out"},
      {"2031-03-01T06:00:00UTC", "bad-date", "'UTC' stands without a blank in '2031-03-01T06:00:00UTC'",
       "write a blank before UTC"},
      {"2031-03-01T06:00:00+08:00", "bad-date", "the offset '+08:00' stands in '2031-03-01T06:00:00+08:00'",
       "local times are not read: subtract the offset and write UTC"},
      {"2031-03-01T06:00:00 +08:00", "unknown-time-scale",
       "'+08:00' is not a time scale in '2031-03-01T06:00:00 +08:00'",
       "expected one of: TAI, TT, TDB, UTC, UT1"},
      {"2031-03-01T06:00:00.1234567890 UTC", "bad-date",
       "'2031-03-01T06:00:00.1234567890 UTC' has 10 decimals of a second",
       "an epoch is exact to the nanosecond: write at most nine decimals"},
      {"2031-03-01T06:00:00. UTC", "bad-date", "no decimals follow the point in '2031-03-01T06:00:00. UTC'",
       "leave the point out, or write decimals"},
      {"2031-03-01T06:00:00,5 UTC", "bad-date", "a comma stands in '2031-03-01T06:00:00,5 UTC'",
       "write decimals after a point"},
      {"1500-01-01 TAI", "bad-date", "the date '1500-01-01 TAI' is out of range",
       "epochs go from 1707-09-22 to 2292-04-11, as nanoseconds in 64 bits allow"},
      {"2300-01-01 TDB", "bad-date", "the date '2300-01-01 TDB' is out of range",
       "epochs go from 1707-09-22 to 2292-04-11, as nanoseconds in 64 bits allow"},
      {"9999-12-31 TT", "bad-date", "the date '9999-12-31 TT' is out of range",
       "epochs go from 1707-09-22 to 2292-04-11, as nanoseconds in 64 bits allow"},
      {"1960-01-01 UTC", "bad-date",
       "'1960-01-01 UTC' is before 1972-01-01, when UTC as it is known here begins",
       "name it in TAI, TT or TDB"},
      {"20310301 UTC", "bad-date", "the date '20310301 UTC' has no hyphens", "write 2031-03-01"},
      {"2031/03/01 UTC", "bad-date", "the date '2031/03/01 UTC' is not written with hyphens",
       "write year-month-day: 2031-03-01"},
      {"01.03.2031 UTC", "bad-date", "the date '01.03.2031 UTC' is not written with hyphens",
       "write year-month-day: 2031-03-01"},
      {"31-03-01 UTC", "bad-date", "the year of '31-03-01 UTC' has 2 digits",
       "a date begins with a year of four digits: 2031-03-01"},
      {"2031 UTC", "bad-date", "'2031 UTC' is only a year", "write year-month-day: 2031-01-01"},
      {"2031-03 UTC", "bad-date", "'2031-03 UTC' has no day", "write year-month-day: 2031-03-01"},
      {"2031-3-1 UTC", "bad-date", "'3' is no month in '2031-3-1 UTC'",
       "write it with two digits, as in 2031-03-01"},
      {"2031-03-01T6:00 UTC", "bad-date", "'6' is no hour in '2031-03-01T6:00 UTC'",
       "write it with two digits, as in 06:00:00"},
      {"2031-03-01T06 UTC", "bad-date", "the minutes are missing in '2031-03-01T06 UTC'", "write 06:00:00"},
      {"2031-03-01T06:00.5 UTC", "bad-date", "a minute has decimals in '2031-03-01T06:00.5 UTC'",
       "write hours:minutes:seconds: 06:00:30"},
      {"2031-03-01t06:00:00 UTC", "bad-date", "a small t stands before the time in '2031-03-01t06:00:00 UTC'",
       "write a capital T"},
      {"-2031-03-01 UTC", "bad-date", "the year of '-2031-03-01 UTC' has a sign",
       "a year is written with four digits: 2031"},
      {"tomorrow", "bad-date", "'tomorrow' is not a date",
       "write a date with its time scale: 2031-03-01T06:00:00 TDB, or JD 2462926.75 TDB"},
      {"2031-366 UTC", "bad-date", "there is no day 366 of the year in '2031-366 UTC'",
       "2031 has the days 001 to 365"},
      {"2031-000 UTC", "bad-date", "there is no day 0 of the year in '2031-000 UTC'",
       "2031 has the days 001 to 365"},
      {"JD 2460000.5", "missing-time-scale", "the date 'JD 2460000.5' names no time scale",
       "write one behind it: JD 2460000.5 UTC (or TDB, TT, TAI, UT1)"},
      {"JD 2460000,5 TDB", "bad-date", "',5 TDB' follows the date in 'JD 2460000,5 TDB'",
       "a date ends with its time scale: 2031-03-01T06:00:00 TDB"},
      {"JD TDB", "bad-date", "no Julian day number of at most seven digits stands in 'JD TDB'",
       "write JD 2460000.5 TDB"},
      {"JD 99999999.5 TDB", "bad-date",
       "no Julian day number of at most seven digits stands in 'JD 99999999.5 TDB'",
       "write JD 2460000.5 TDB"},
      {"JD 2560000.5 TDB", "bad-date", "the date 'JD 2560000.5 TDB' is out of range",
       "epochs go from 1707-09-22 to 2292-04-11, as nanoseconds in 64 bits allow (JD 2344794 to 2558296)"},
      {"JD 2460000.1234567890123456 TDB", "bad-date",
       "'JD 2460000.1234567890123456 TDB' has 16 decimals of a day",
       "fifteen decimals hold the nanosecond: write at most fifteen"},
      {"JD 2400000.5 UTC", "bad-date",
       "'JD 2400000.5 UTC' is before 1972-01-01, when UTC as it is known here begins",
       "name it in TAI, TT or TDB"},
      {"JD 2.4e6 TDB", "bad-date", "'e6 TDB' follows the date in 'JD 2.4e6 TDB'",
       "a date ends with its time scale: 2031-03-01T06:00:00 TDB"},
      {"2031-03-01T06:00:00 GPS", "unknown-time-scale",
       "'GPS' is not a time scale in '2031-03-01T06:00:00 GPS'",
       "GPS time is TAI - 19 s: convert it and write TAI"},
      {"2031-03-01T UTC", "bad-date", "the hour is missing in '2031-03-01T UTC'", "write 06:00:00"},
      {"2031-03-0a UTC", "bad-date", "'0' is no day in '2031-03-0a UTC'",
       "write it with two digits, as in 2031-03-01"},
      {"2031-03-01T06:00:00X", "bad-date", "'X' follows the date in '2031-03-01T06:00:00X'",
       "a date ends with its time scale: 2031-03-01T06:00:00 TDB"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const EpochParse parsed = Epoch::try_parse(row.text);
    CHECK_FALSE(parsed);
    CHECK(parsed.code == row.code);
    CHECK(parsed.problem == row.problem);
    CHECK(parsed.help == row.help);
  }
}

TEST_CASE("epoch: bytes that no one types are refused and shown safely", "[time]") {
  CHECK(Epoch::try_parse(std::string(1000, '1')).problem ==
        "'" + std::string(64, '1') + "...' is too long for a date");
  CHECK(Epoch::try_parse("2031-03-01T06:00:00\x1B[31m UTC").problem ==
        "'?[31m UTC' follows the date in '2031-03-01T06:00:00?[31m UTC'");
  CHECK_FALSE(Epoch::try_parse(std::string("2031-03-01\0 UTC", 15)));
  CHECK_FALSE(Epoch::try_parse("\xFF\xFE"));
}

TEST_CASE("epoch: every damaged date is refused or is another date, and nothing crashes",
          "[time][property]") {
  const std::string whole = "2016-12-31T23:59:60.123456789 UTC";
  const std::string bytes = std::string("\0", 1) + " \t+-.,:/0159TZtzUTCJDM\xC2\xFF";
  for (std::size_t i = 0; i <= whole.size(); ++i) {
    CHECK_NOTHROW(Epoch::try_parse(whole.substr(0, i)));
    CHECK_NOTHROW(Epoch::try_parse(whole.substr(i)));
    for (const char byte : bytes) {
      for (const std::size_t removed : {0U, 1U}) {
        std::string damaged =
            whole.substr(0, i) + byte + (i + removed <= whole.size() ? whole.substr(i + removed) : "");
        CAPTURE(damaged);
        const EpochParse parsed = Epoch::try_parse(damaged);
        CHECK(parsed.epoch.has_value() == parsed.problem.empty());
        CHECK(parsed.problem.empty() == parsed.help.empty());
      }
    }
  }
}

TEST_CASE("epoch: a wrong date throws for code", "[time]") {
  CHECK_THROWS_AS(Epoch::parse("2031-13-01 UTC"), InvalidArgument);
  CHECK_THROWS_WITH(
      Epoch::parse("2031-03-01T06:00:00"),
      "Epoch::parse: the date '2031-03-01T06:00:00' names no time scale. Mend: write one behind it: "
      "2031-03-01T06:00:00 UTC (or TDB, TT, TAI, UT1).");
}
