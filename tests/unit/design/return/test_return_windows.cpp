#include <perilune/design/return/return_windows.hpp>

#include <algorithm>
#include <cmath>
#include <random>

#include <perilune/core/error.hpp>
#include <perilune/design/selenographic.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

constexpr double degree_rad = 0.017453292519943295;

ReturnProfile month() {
  ReturnProfile profile;
  profile.site = siziwang();
  profile.entry = skip_entry();
  profile.horizon = {Epoch::parse("2026-03-01 UTC"), Epoch::parse("2026-03-29 UTC")};
  return profile;
}

}  // namespace

TEST_CASE("return windows: what they hold and leave out is what the full model says", "[design]") {
  ReturnProfile profile = month();
  profile.most_delta_v = Speed::from_si(860.0);
  const ReturnWindowSearch search = search_return_windows(profile);
  REQUIRE(search.windows.size() >= 10);
  std::mt19937 random(20260301);
  const auto share = [&random] { return static_cast<double>(random()) / 4294967296.0; };
  int inside = 0, outside = 0;
  for (int i = 0; i < 40; ++i) {
    CAPTURE(i);
    ReturnRequest request;
    request.site = profile.site;
    request.entry = profile.entry;
    request.any_orbit = profile.any_orbit;
    request.departure = profile.horizon.from + Duration::seconds(28.0 * 86400.0 * share());
    request.time_of_flight = Duration::days(3.0 + 2.0 * share());
    const ReturnFlight flight = design_return(request);
    const bool allowed = flight.status == ReturnStatus::converged && flight.burn_m_s() <= 860.0 &&
                         flight.time_of_flight() >= profile.time_of_flight_min &&
                         flight.time_of_flight() <= profile.time_of_flight_max;
    // The windows that lead to that landing; at their edges either answer is right.
    bool held = false, at_an_edge = false;
    for (const ReturnWindow& window : search.windows) {
      const auto near = [&](Epoch edge) { return abs(edge - request.departure) < Duration::minutes(30.0); };
      at_an_edge |= near(window.opens) || near(window.closes);
      if (flight.status == ReturnStatus::converged &&
          abs(window.landing - flight.landing) > Duration::hours(8.0)) {
        continue;
      }
      held |= window.status == ReturnWindowStatus::confirmed && window.interval().contains(request.departure);
    }
    if (at_an_edge) continue;
    CAPTURE(flight.report());
    if (flight.status != ReturnStatus::unreachable_site) CHECK(held == allowed);
    (allowed ? inside : outside) += 1;
  }
  CHECK(inside >= 5);
  CHECK(outside >= 15);
}

TEST_CASE("return windows: a polar orbit that stands still in space opens twice a month", "[design]") {
  ReturnProfile profile = month();
  ClassicalElements elements;
  elements.semi_major_axis_m = 1837.4e3;
  elements.eccentricity = 1e-3;
  elements.inclination_rad = 90.0 * degree_rad;
  elements.node_rad = 40.0 * degree_rad;
  profile.orbit = state_from_selenographic(elements, profile.horizon.from);
  // A site near the equator, and an arc that reaches it all month.
  profile.site = {"equator", surface_point(Angle::from_si(0.0), Angle::from_si(-150.0 * degree_rad))};
  profile.entry.downrange = Length::from_si(8000e3);
  profile.most_delta_v = Speed::from_si(950.0);
  const IntervalSet open = search_return_windows(profile).departure();
  REQUIRE(open.size() >= 2);
  // In 27.3 days the asymptote, which goes with the Moon, passes the plane twice, half a month apart.
  const IntervalSet stretches(IntervalSet(std::vector<Interval>(open.begin(), open.end()))
                                  .narrowed(Duration::days(-1.0), Duration::days(-1.0)));
  REQUIRE(stretches.size() == 2);
  const auto middle = [](Interval i) { return i.from + Duration::seconds(0.5 * i.length().seconds()); };
  const double apart_d = (middle(stretches[1]) - middle(stretches[0])).days();
  CHECK(apart_d > 11.0);
  CHECK(apart_d < 17.0);
}

TEST_CASE("return windows: the same on any number of threads, and within where landings may be", "[design]") {
  ReturnProfile profile = month();
  const Interval days{Epoch::parse("2026-03-12 UTC"), Epoch::parse("2026-03-15 UTC")};
  profile.landing_within = IntervalSet{days};
  const ReturnWindowSearch one = search_return_windows(profile, {.threads = 1});
  const ReturnWindowSearch two = search_return_windows(profile, {.threads = 2});
  REQUIRE(one.windows.size() == 3);
  CHECK(one.csv() == two.csv());
  for (const ReturnWindow& window : one.windows) {
    CHECK(days.contains(window.landing));
    CHECK(window.status == ReturnWindowStatus::confirmed);
  }
}

TEST_CASE("return windows: everything that cannot be is named at once", "[design]") {
  ReturnProfile profile = month();
  profile.horizon.to = profile.horizon.from;
  profile.most_delta_v = Speed::from_si(-1.0);
  profile.time_of_flight_max = Duration::days(9.0);
  try {
    search_return_windows(profile);
    FAIL("accepted");
  } catch (const InvalidArgument& error) {
    const std::string text = error.what();
    CHECK(text.find("the horizon is empty") != std::string::npos);
    CHECK(text.find("most_delta_v is -1 m/s") != std::string::npos);
    CHECK(text.find("times of flight from") != std::string::npos);
  }
}
