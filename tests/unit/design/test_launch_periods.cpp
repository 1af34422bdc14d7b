#include <perilune/core/error.hpp>
#include <perilune/design/launch_periods.hpp>

#include "support/catch.hpp"

using namespace perilune;
using Catch::Matchers::ContainsSubstring;

namespace {

const Epoch start = Epoch::parse("2030-03-01T00:00:00 TT");

/// A window from `opens_h` to `closes_h` after the start, cheapest in the middle.
LaunchWindow window(double opens_h, double closes_h, double insertion_m_s = 820.0) {
  LaunchWindow made;
  made.opens.lift_off = start + Duration::hours(opens_h);
  made.closes.lift_off = start + Duration::hours(closes_h);
  made.lift_off = start + Duration::hours(0.5 * (opens_h + closes_h));
  made.injection_delta_v_m_s = 3130.0;
  made.insertion_delta_v_m_s = insertion_m_s;
  return made;
}

std::vector<double> tries_h(const LaunchPeriod& period) {
  std::vector<double> hours;
  for (const LaunchAttempt& attempt : period.attempts) hours.push_back((attempt.lift_off - start).hours());
  return hours;
}

}  // namespace

TEST_CASE("launch periods: a gap that is long enough begins a new one", "[design]") {
  const std::vector<LaunchWindow> windows = {window(0, 2), window(25, 27), window(96, 98), window(500, 502)};
  const auto periods = launch_periods(windows);
  REQUIRE(periods.size() == 2);
  CHECK(periods[0].windows == std::vector<std::size_t>{0, 1, 2});  // 69 h between the second and the third
  CHECK(periods[0].interval == Interval{start, start + Duration::hours(98)});
  CHECK(periods[1].windows == std::vector<std::size_t>{3});
  CHECK(launch_periods(windows, {.longest_gap = Duration::hours(24)}).size() == 3);
  CHECK(launch_periods({}).empty());
}

TEST_CASE("launch periods: the turnaround decides which windows are tried, and when", "[design]") {
  // Two a day, as the Moon passes the plane on its way up and down.
  const std::vector<LaunchWindow> windows = {window(0, 2), window(12, 14), window(25, 27), window(37, 39),
                                             window(50, 52)};
  CHECK(tries_h(launch_periods(windows, {.turnaround = Duration::hours(10)}).at(0)) ==
        std::vector<double>{1, 13, 26, 38, 51});
  CHECK(tries_h(launch_periods(windows, {.turnaround = Duration::hours(24)}).at(0)) ==
        std::vector<double>{1, 26, 51});
  // 25.5 h: a try has to go half an hour after the cheapest lift-off, the next an hour.
  CHECK(tries_h(launch_periods(windows, {.turnaround = Duration::hours(25.5)}).at(0)) ==
        std::vector<double>{1, 26.5, 52});
  CHECK(tries_h(launch_periods(windows, {.turnaround = Duration::hours(48)}).at(0)) ==
        std::vector<double>{1, 51});
}

TEST_CASE("launch periods: holds are recycled within a window, from its opening if that is aimed at",
          "[design]") {
  const std::vector<LaunchWindow> windows = {window(0, 2), window(25, 27)};
  const LaunchPeriodOptions options{
      .turnaround = Duration::hours(23), .recycle = Duration::hours(1), .at_opening = true};
  // The last try of the first window is at 2 h, so that the second window is ready for at its opening.
  CHECK(tries_h(launch_periods(windows, options).at(0)) == std::vector<double>{0, 1, 2, 25, 26, 27});
}

TEST_CASE("launch periods: the chance to go, and what has to be loaded for it", "[design]") {
  std::vector<LaunchWindow> windows = {window(0, 2, 810.0), window(12, 14, 829.0), window(25, 27, 815.0)};
  windows.push_back(window(50, 52, 900.0));
  windows.back().status = WindowStatus::refused;
  const auto periods = launch_periods(windows);
  REQUIRE(periods.size() == 1);
  CHECK(periods[0].windows.size() == 3);
  CHECK(periods[0].most_insertion_delta_v_m_s == 815.0);  // the one of 829 m/s is not tried
  CHECK(periods[0].launch_probability(0.4) == Approx(1.0 - 0.4 * 0.4));
  CHECK_THROWS_AS(periods[0].launch_probability(1.5), InvalidArgument);
  CHECK(launch_periods_csv(periods, 0.4) ==
        "opens_utc,closes_utc,windows,attempts,first_lift_off_utc,last_lift_off_utc,most_injection_m_s,"
        "most_insertion_m_s,launch_probability\n"
        "2030-02-28T23:58:51,2030-03-02T02:58:51,3,2,2030-03-01T00:58:51,2030-03-02T01:58:51,3130.0,815.0,"
        "0.840000\n");
}

TEST_CASE("launch periods: what cannot be is named, all at once", "[design]") {
  const std::vector<LaunchWindow> windows = {window(25, 27), window(0, 2)};
  CHECK_THROWS_WITH(
      launch_periods(windows, {.turnaround = Duration::hours(-1), .recycle = Duration::hours(0)}),
      ContainsSubstring("turnaround is -1 h") && ContainsSubstring("recycle is 0 min") &&
          ContainsSubstring("not in order of opening"));
}
