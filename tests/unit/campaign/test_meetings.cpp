// Craft that come into each other's orbit about the Moon.
#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include <Eigen/Geometry>

#include <perilune/bodies/constants.hpp>
#include <perilune/campaign/plan.hpp>
#include <perilune/propagation/propagator.hpp>

#include "campaign/loop/lunar_orbit.hpp"
#include "support/catch.hpp"
#include "support/lunar_missions.hpp"

using namespace perilune;
using Catch::Matchers::Contains;

namespace {

constexpr double degree = 0.017453292519943295;

/// At the perilune of an orbit whose plane holds the x axis.
State in_orbit(double perilune_km, double apolune_km, double inclination_deg) {
  const double low_m = moon_radius_m + perilune_km * 1e3, high_m = moon_radius_m + apolune_km * 1e3;
  const double speed_m_s = std::sqrt(mu_moon_m3_s2 * (2.0 / low_m - 2.0 / (low_m + high_m)));
  State state;
  state.frame = moon_centred_icrf;
  state.epoch = Epoch::parse("2029-03-01 TDB");
  state.position_m = {low_m, 0.0, 0.0};
  state.velocity_m_s = {0.0, speed_m_s * std::cos(inclination_deg * degree),
                        speed_m_s * std::sin(inclination_deg * degree)};
  return state;
}

double circular_m_s(double altitude_km) {
  return std::sqrt(mu_moon_m3_s2 / (moon_radius_m + altitude_km * 1e3));
}

/// A lander that waits, and a ship that comes to it: two launches from Wenchang.
Scenario two_launches() {
  Scenario scenario = test::season("two launches", "2028-02-01 UTC", "2028-05-01 UTC");
  scenario.catalog.craft = {test::craft("ship", 9000.0, 315.0)};
  for (const char* id : {"lander", "crew"}) {
    Mission mission;
    mission.id = id;
    mission.activities = test::way_to_lunar_orbit();
    scenario.plans.push_back(test::flown_by("ship", mission));
    scenario.roadmap.missions.push_back(std::move(mission));
  }
  Mission& crew = scenario.roadmap.missions.back();
  crew.activities.push_back(test::activity(ActivityKind::dock, DurationRange::exactly(Duration::days(1.0))));
  crew.activities.back().max_gap = Duration{};
  Precedence after;
  after.mission = Reference("lander");
  after.activity = Reference("launch");
  after.lag = DurationRange::at_least(Duration::days(3.0));
  crew.after = {after};
  LegPlan& dock = scenario.plans.back().legs.emplace_back();
  dock.by = Reference("ship");
  dock.meets = Reference("lander");
  dock.most_delta_v = Speed::from_si(200.0);
  dock.where = {"two.yaml", 30, 9};
  return scenario;
}

Eigen::Vector3d plane_of(const FlownMission& flown) {
  return flown.transfer.perilune.position_m.cross(flown.transfer.perilune.velocity_m_s).normalized();
}

}  // namespace

TEST_CASE("meeting: what the change of orbit costs is the textbooks' sum", "[campaign][property]") {
  using detail::meeting_of;
  CHECK(meeting_of({in_orbit(200, 200, 90), in_orbit(200, 200, 90)}).delta_v_m_s < 1e-6);
  // A plane alone: 2 v sin(angle / 2).
  for (const double apart_deg : {0.5, 5.0, 60.0, 180.0}) {
    const OrbitMeeting turned = meeting_of({in_orbit(200, 200, 10), in_orbit(200, 200, 10 + apart_deg)});
    CHECK(turned.plane_angle_rad == Approx(apart_deg * degree).epsilon(1e-9));
    CHECK(turned.delta_v_m_s ==
          Approx(2.0 * circular_m_s(200) * std::sin(0.5 * apart_deg * degree)).epsilon(1e-6));
  }
  // An altitude alone: Hohmann's two burns.
  const double low_m = moon_radius_m + 100e3, high_m = moon_radius_m + 300e3;
  const double up_m_s = circular_m_s(100) * (std::sqrt(2.0 * high_m / (low_m + high_m)) - 1.0);
  const double there_m_s = circular_m_s(300) * (1.0 - std::sqrt(2.0 * low_m / (low_m + high_m)));
  const OrbitMeeting higher = meeting_of({in_orbit(100, 100, 90), in_orbit(300, 300, 90)});
  CHECK(higher.delta_v_m_s == Approx(up_m_s + there_m_s).epsilon(1e-6));
  CHECK(higher.target_apolune_altitude_m == Approx(300e3).epsilon(1e-6));
  // One burn at the perilune that both have.
  const OrbitMeeting raised = meeting_of({in_orbit(100, 100, 90), in_orbit(100, 5300, 90)});
  const double perilune_m_s =
      std::sqrt(mu_moon_m3_s2 * (2.0 / low_m - 2.0 / (low_m + moon_radius_m + 5300e3)));
  CHECK(raised.delta_v_m_s == Approx(perilune_m_s - circular_m_s(100)).epsilon(1e-6));
  // Turning is cheapest high up.
  CHECK(meeting_of({in_orbit(100, 100, 80), in_orbit(100, 5300, 90)}).delta_v_m_s <
        perilune_m_s - circular_m_s(100) + 2.0 * circular_m_s(100) * std::sin(5.0 * degree));
}

TEST_CASE("meeting: a craft that waits is flown in the full model, as far as the Moon", "[campaign]") {
  const State begin = in_orbit(200, 200, 90);
  const Ephemeris& ephemeris = Ephemeris::embedded();
  detail::LunarCoast waiting(begin, ephemeris);
  CHECK_FALSE(waiting.at(begin.epoch - Duration::seconds(1.0)));
  CHECK(waiting.at(begin.epoch)->position_m == begin.position_m);
  // Later first: what was flown on the way is not flown again, and is the same.
  const Epoch late = begin.epoch + Duration::days(5.3), early = begin.epoch + Duration::days(1.7);
  const State found = waiting.at(late).value();
  PropagatorOptions how;
  how.relative_tolerance = 1e-12;
  Propagator<StandardForces> propagator(translunar_forces(), how, ephemeris);
  CHECK((found.position_m - propagator.propagate(begin, late).end_state().position_m).norm() < 10.0);
  CHECK((waiting.at(early)->position_m - propagator.propagate(begin, early).end_state().position_m).norm() <
        10.0);
  // A perilune below the ground.
  detail::LunarCoast falling(in_orbit(200, -50, 90), ephemeris);
  CHECK(falling.at(begin.epoch + Duration::minutes(5.0)));
  CHECK_FALSE(falling.at(begin.epoch + Duration::days(1.0)));
}

TEST_CASE("loop: a craft lifts off when its orbit will be that of the one that it meets", "[campaign]") {
  const Campaign campaign = plan(two_launches());
  INFO(campaign.report());
  const LoopLog& log = campaign.loop();
  REQUIRE(log.status == LoopStatus::converged);
  REQUIRE(log.missions.size() == 2);
  // A plane that stands still and a Moon that goes round: what lifts off days later comes into another plane.
  const std::vector<Cut> cuts = log.cuts();
  REQUIRE_FALSE(cuts.empty());
  for (const Cut& cut : cuts) {
    CHECK(cut.kind == CutKind::delta_v);
    CHECK(cut.mission == "crew");
    CHECK(cut.activity == "launch");
    CHECK(cut.missing > 0.0);
    CHECK(cut.where.line == 30);
    CHECK_THAT(cut.reason, Contains("meeting 'lander'") && Contains("the planes are ") &&
                               Contains("and 200.0 m/s are allowed"));
  }
  const FlownMission& crew = log.missions.back();
  REQUIRE(crew.meetings.size() == 1);
  const OrbitMeeting& meeting = crew.meetings.front();
  // By the planes at the two perilunes: in the days between, the Moon's field turns them by little.
  const double apart_deg =
      std::acos(std::clamp(plane_of(crew).dot(plane_of(log.missions.front())), -1.0, 1.0)) / degree;
  CHECK(std::abs(meeting.plane_angle_rad / degree - apart_deg) < 1.0);
  CHECK(meeting.delta_v_m_s <= 200.0);
  CHECK(crew.legs.back().delta_v_m_s == meeting.delta_v_m_s);
  CHECK(crew.legs.back().is_computed);
  const double exhaust_m_s = 315.0 * 9.80665;
  CHECK(crew.legs.back().propellant_kg ==
        Approx(9000.0 * std::expm1(meeting.delta_v_m_s / exhaust_m_s)).epsilon(1e-12));
  // A month of the Moon later, within two days.
  const double later_d = (crew.transfer.perilune.epoch - log.missions.front().transfer.perilune.epoch).days();
  CHECK(std::abs(later_d - 27.3) < 2.0);
}

TEST_CASE("loop: a launch whose orbit nobody can come to in time is given up for one that somebody can",
          "[campaign]") {
  Scenario scenario = two_launches();
  constexpr double most_m_s = 15.0;
  scenario.plans.back().legs.back().most_delta_v = Speed::from_si(most_m_s);
  // Five weeks: the planes come together once in that time, and miss each other by up to 7 deg.
  const Duration longest = Duration::days(35.0);
  scenario.roadmap.missions.back().after.front().lag = DurationRange::between(Duration::days(3.0), longest);
  const Campaign campaign = plan(scenario);
  INFO(campaign.report());
  const LoopLog& log = campaign.loop();
  REQUIRE(log.status == LoopStatus::converged);
  const FlownMission &lander = log.missions.front(), &crew = log.missions.back();
  REQUIRE(crew.meetings.size() == 1);
  CHECK(crew.meetings.front().delta_v_m_s <= most_m_s);
  CHECK(crew.meetings.front().its_lift_off == lander.window.lift_off);
  CHECK(crew.transfer.lift_off - lander.transfer.lift_off < longest + Duration::minutes(1.0));
  // Every launch of the lander before the one that was chosen was given up, since no crew could meet it.
  const std::vector<Cut> cuts = log.cuts();
  std::size_t given_up = 0;
  for (const Cut& cut : cuts) {
    CHECK(cut.missing > 0.0);
    if (cut.mission != "lander") continue;
    ++given_up;
    CHECK(cut.activity == "launch");
    CHECK(cut.forbidden.to < lander.window.lift_off);
    CHECK_THAT(cut.reason, Contains("no 'crew' comes into its orbit in time"));
    const Epoch lift_off = cut.forbidden.from + Duration::seconds(30.0);
    const auto least = std::count_if(cuts.begin(), cuts.end(), [&](const Cut& other) {
      return other.of_launch == "lander" && other.of_lift_off == lift_off && other.missing <= cut.missing;
    });
    CHECK(least >= 1);
  }
  CHECK(given_up > 0);
  const std::vector<LaunchWindow>& windows = log.offers.front().windows;
  CHECK(given_up == static_cast<std::size_t>(
                        std::count_if(windows.begin(), windows.end(), [&](const LaunchWindow& window) {
                          return window.lift_off < lander.window.lift_off;
                        })));
}
