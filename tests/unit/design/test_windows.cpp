#include <algorithm>
#include <cmath>

#include <perilune/core/error.hpp>
#include <perilune/design/windows.hpp>
#include <perilune/units/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;

namespace {

WindowProfile polar(const char* from, double days) {
  WindowProfile profile;
  profile.site = wenchang();
  profile.site.azimuth_min = 90_deg;
  profile.site.azimuth_max = 120_deg;
  profile.horizon = {Epoch::parse(from), Epoch::parse(from) + Duration::days(days)};
  profile.most_insertion_delta_v = 830_m_s;
  return profile;
}

/// Whether a lift-off reaches the Moon within all limits, by full-model flights to arrivals two hours apart:
/// a brute force that knows nothing of windows.
bool goes(const WindowProfile& profile, Epoch lift_off, double most_insertion_m_s = 830.0) {
  TimedTranslunarRequest request;
  request.site = profile.site.place;
  request.lift_off = lift_off;
  for (double hours = 83.0; hours <= 134.0; hours += 2.0) {
    request.perilune = lift_off + Duration::hours(hours);
    const TranslunarTransfer transfer = design_translunar(request);
    if (transfer.status == TranslunarStatus::converged &&
        transfer.azimuth_rad >= profile.site.azimuth_min.in(radian) &&
        transfer.azimuth_rad <= profile.site.azimuth_max.in(radian) &&
        transfer.time_of_flight() >= profile.time_of_flight_min &&
        transfer.time_of_flight() <= profile.time_of_flight_max &&
        transfer.insertion_delta_v_m_s() <= most_insertion_m_s) {
      return true;
    }
  }
  return false;
}

}  // namespace

TEST_CASE("windows: open and close when flights that know nothing of them say so", "[design][validation]") {
  const WindowProfile profile = polar("2026-01-03 UTC", 2.0);
  const WindowSearch search = search_windows(profile);
  REQUIRE(search.windows.size() >= 2);
  const IntervalSet all = search.lift_off();
  int checked = 0;
  for (const Interval& window : all) {
    CAPTURE(window.from.to_text(TimeScale::utc), window.to.to_text(TimeScale::utc));
    const Duration off = Duration::minutes(12.0);  // 10 min, and what arrivals two hours apart leave out
    CHECK(goes(profile, window.from + 0.5 * window.length()));
    for (const LaunchWindow& each : search.windows) {
      if (each.status != WindowStatus::confirmed) continue;
      if (each.opens.lift_off == window.from && each.opens.confirmed) {
        CHECK(goes(profile, window.from + off));
        CHECK_FALSE(goes(profile, window.from - off));
        ++checked;
      }
      if (each.closes.lift_off == window.to && each.closes.confirmed) {
        CHECK(goes(profile, window.to - off));
        CHECK_FALSE(goes(profile, window.to + off));
        ++checked;
      }
    }
  }
  CHECK(checked >= 3);
}

TEST_CASE("windows: the scan is near what the full model confirms", "[design][unit]") {
  const WindowProfile profile = polar("2026-01-02 UTC", 6.0);
  const WindowSearch scan = search_windows(profile, {.confirm = WindowConfirmation::none});
  const WindowSearch full = search_windows(profile, {.confirm = WindowConfirmation::centres});
  REQUIRE(scan.count(WindowStatus::scanned) == scan.windows.size());
  CHECK(full.count(WindowStatus::confirmed) + 2 >= scan.windows.size());
  CHECK(full.count(WindowStatus::confirmed) <= scan.windows.size() + 2);
  int compared = 0;
  for (std::size_t i = 0; i < full.windows.size(); ++i) {
    const LaunchWindow& confirmed = full.windows[i];
    if (confirmed.status != WindowStatus::confirmed) continue;
    const auto found = std::find_if(scan.windows.begin(), scan.windows.end(), [&](const LaunchWindow& w) {
      return w.opportunity == confirmed.opportunity && w.time_of_flight == confirmed.time_of_flight &&
             std::abs(w.azimuth_rad - confirmed.azimuth_rad) < 0.03 &&
             abs(w.lift_off - confirmed.lift_off) < Duration::hours(6.0);
    });
    if (found == scan.windows.end()) continue;
    const LaunchWindow& fast = *found;
    ++compared;
    CAPTURE(i, fast.insertion_delta_v_m_s, confirmed.insertion_delta_v_m_s);
    CHECK(std::abs(fast.insertion_delta_v_m_s - confirmed.insertion_delta_v_m_s) < 20.0);
    CHECK(std::abs(fast.injection_delta_v_m_s - confirmed.injection_delta_v_m_s) < 10.0);
    CHECK(abs(fast.lift_off - confirmed.lift_off) < Duration::minutes(45.0));
    CHECK(confirmed.insertion_delta_v_m_s <= 830.0);
    CHECK(confirmed.azimuth_rad >= profile.site.azimuth_min.in(radian));
    CHECK(confirmed.azimuth_rad <= profile.site.azimuth_max.in(radian));
  }
  CHECK(compared >= 5);
  CHECK(full.csv().find("confirmed") != std::string::npos);
}

// The Moon's declination goes up to 28 deg in 2026: on many days the cheapest plane is one that just holds
// the Moon, and cheap flights of 5.5 d by the fast model are the dear ones of the full model.
TEST_CASE("windows: what is refused cannot be flown within the limits", "[design][validation]") {
  const WindowProfile profile = polar("2026-04-12 UTC", 5.0);
  const WindowSearch search = search_windows(profile, {.confirm = WindowConfirmation::centres});
  CHECK(search.windows.size() >= 8);
  CHECK(search.count(WindowStatus::refused) <= 2);
  constexpr double clearly_m_s = 829.0;
  for (const LaunchWindow& window : search.windows) {
    CAPTURE(window.lift_off.to_text(TimeScale::utc), window.reason);
    CHECK(window.reason != "unreachable_moon");
    CHECK(window.opens.lift_off <= window.lift_off);
    CHECK(window.lift_off <= window.closes.lift_off);
    if (window.status != WindowStatus::refused) continue;
    const Epoch end = window.closes.lift_off + Duration::hours(0.5);
    for (Epoch at = window.opens.lift_off - Duration::hours(0.5); at < end; at += Duration::hours(0.5)) {
      CHECK_FALSE(goes(profile, at, clearly_m_s));
    }
  }
}

TEST_CASE("windows: a horizon that begins within a window leaves its rest", "[design][unit]") {
  const LaunchWindow whole = search_windows(polar("2026-01-03 UTC", 1.0), {}).windows.front();
  WindowProfile profile = polar("2026-01-03 UTC", 1.0);
  profile.horizon.from = whole.opens.lift_off + 0.75 * whole.interval().length();
  const LaunchWindow rest = search_windows(profile, {.confirm = WindowConfirmation::centres}).windows.front();
  CHECK(rest.opportunity == whole.opportunity);
  CHECK(rest.status == WindowStatus::confirmed);
  CHECK(rest.lift_off >= profile.horizon.from);
  CHECK(rest.lift_off <= rest.closes.lift_off);
  CHECK(rest.azimuth_rad >= profile.site.azimuth_min.in(radian));
  CHECK(rest.azimuth_rad <= profile.site.azimuth_max.in(radian));
}

TEST_CASE("windows: the same for any number of threads, with progress to the end", "[design][unit]") {
  const WindowProfile profile = polar("2031-03-01 UTC", 3.0);
  std::size_t done = 0, total = 1;
  const WindowSearch one = search_windows(
      profile,
      {.confirm = WindowConfirmation::centres, .threads = 1, .progress = [&](const WindowProgress& p) {
         done = p.done, total = p.total;
         CHECK(p.remaining_s >= 0.0);
       }});
  CHECK(done == total);
  const WindowSearch two = search_windows(profile, {.confirm = WindowConfirmation::centres, .threads = 2});
  CHECK(one.csv() == two.csv());
}

TEST_CASE("windows: arrivals are kept within the set that is allowed", "[design][unit]") {
  WindowProfile profile = polar("2026-01-03 UTC", 3.0);
  const WindowOptions scan{.confirm = WindowConfirmation::none};
  const IntervalSet free = search_windows(profile, scan).lift_off();
  const Epoch noon = Epoch::parse("2026-01-09T12:00:00 UTC");
  profile.arrival_within = IntervalSet({{noon - Duration::hours(6.0), noon - Duration::hours(5.0)}});
  const WindowSearch search = search_windows(profile, scan);
  CHECK(search.lift_off().subtract(free).empty());
  CHECK(search.lift_off().total() < free.total());
  bool bound = false;
  for (const LaunchWindow& window : search.windows) {
    bound = bound || window.opens.flight_bound == WindowBound::arrival_within ||
            window.closes.flight_bound == WindowBound::arrival_within;
  }
  CHECK(bound);
  for (const LaunchWindow& window :
       search_windows(profile, {.confirm = WindowConfirmation::centres}).windows) {
    CAPTURE(window.perilune.to_text(TimeScale::utc));
    CHECK((window.status != WindowStatus::confirmed || profile.arrival_within->contains(window.perilune)));
  }
  profile.arrival_within = IntervalSet();
  CHECK(search_windows(profile, scan).windows.empty());
}

TEST_CASE("windows: a limit that nothing meets leaves none; every impossible wish is named",
          "[design][errors]") {
  WindowProfile profile = polar("2026-01-03 UTC", 3.0);
  profile.most_insertion_delta_v = 500_m_s;
  CHECK(search_windows(profile, {.confirm = WindowConfirmation::none}).windows.empty());
  profile.most_insertion_delta_v = -1_m_s;
  profile.time_of_flight_max = Duration::days(9.0);
  profile.horizon.to = profile.horizon.from;
  try {
    search_windows(profile);
    FAIL("not refused");
  } catch (const InvalidArgument& error) {
    const std::string text = error.what();
    CAPTURE(text);
    CHECK(text.find("capability of -1 m/s") != std::string::npos);
    CHECK(text.find("horizon is empty") != std::string::npos);
    CHECK(text.find("times of flight") != std::string::npos);
  }
}
