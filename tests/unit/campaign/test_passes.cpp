// Descents that wait until the orbit passes over their site.
#include <algorithm>
#include <cmath>
#include <string>

#include <Eigen/Geometry>

#include <perilune/bodies/constants.hpp>
#include <perilune/campaign/plan.hpp>
#include <perilune/core/error.hpp>
#include <perilune/frames/site.hpp>
#include <perilune/frames/transform.hpp>

#include "campaign/loop/passes.hpp"
#include "support/catch.hpp"
#include "support/lunar_missions.hpp"

using namespace perilune;
using Catch::Matchers::Contains;

namespace {

constexpr double degree = 0.017453292519943295;

/// Over the pole and that meridian at the epoch, 200 km high, above the equator.
State polar_orbit(double longitude_deg) {
  State state;
  state.frame = moon_centred_icrf;
  state.epoch = Epoch::parse("2029-03-01 TDB");
  const Eigen::Matrix3d R_icrf_me = rotation(Axes::moon_me, Axes::icrf, state.epoch).R;
  const double r_m = moon_radius_m + 200e3;
  state.position_m = R_icrf_me * Eigen::Vector3d(r_m * std::cos(longitude_deg * degree),
                                                 r_m * std::sin(longitude_deg * degree), 0.0);
  state.velocity_m_s = R_icrf_me * Eigen::Vector3d(0.0, 0.0, std::sqrt(mu_moon_m3_s2 / r_m));
  return state;
}

SurfacePoint place(double latitude_deg, double longitude_deg) {
  return {latitude_deg * degree, longitude_deg * degree, 0.0};
}

/// A lander for the equator, which waits in a polar orbit.
Scenario equatorial() {
  Scenario scenario = test::season("equatorial", "2028-02-01 UTC", "2028-05-01 UTC");
  scenario.catalog.craft = {test::craft("lander", 1500.0, 315.0)};
  LunarSite site;
  site.id = "equator";
  site.place = place(0.0, 10.0);
  scenario.catalog.sites = {site};
  Mission mission;
  mission.id = "lander";
  mission.activities = test::way_to_lunar_orbit();
  mission.activities.push_back(
      test::activity(ActivityKind::descend, DurationRange::exactly(Duration::hours(1.0)), "equator"));
  scenario.roadmap.missions = {mission};
  MissionPlan plan = test::flown_by("lander", mission);
  plan.legs[3].off_plane = Angle::from_si(3.0 * degree);
  plan.legs[3].where = {"equator.yaml", 20, 9};
  scenario.plans = {plan};
  return scenario;
}

}  // namespace

TEST_CASE("passes: how far a site lies off the plane is geometry", "[campaign][property]") {
  const State orbit = polar_orbit(40.0);
  const Ephemeris& ephemeris = Ephemeris::embedded();
  for (const double away_deg : {0.0, 3.0, 50.0, 90.0, 140.0, 180.0}) {
    const double wanted_rad = std::asin(std::abs(std::sin(away_deg * degree)));
    CAPTURE(away_deg);
    CHECK(std::abs(detail::off_plane_rad(orbit, place(0.0, 40.0 + away_deg), ephemeris) - wanted_rad) < 1e-7);
    // At a latitude by its cosine; at the pole by nothing.
    const double higher_rad = std::asin(std::cos(-86.0 * degree) * std::abs(std::sin(away_deg * degree)));
    CHECK(std::abs(detail::off_plane_rad(orbit, place(-86.0, 40.0 + away_deg), ephemeris) - higher_rad) <
          1e-7);
  }
  CHECK(detail::off_plane_rad(orbit, place(-90.0, 0.0), ephemeris) < 1e-7);
}

TEST_CASE("passes: a polar orbit passes over a site at the equator twice a month", "[campaign]") {
  const Ephemeris& ephemeris = Ephemeris::embedded();
  const State begin = polar_orbit(40.0);
  detail::LunarCoast orbit(begin, ephemeris);
  const Interval within{begin.epoch, begin.epoch + Duration::days(60.0)};
  const Angle most = Angle::from_si(3.0 * degree);
  const IntervalSet good = detail::passes_over(orbit, within, place(0.0, 10.0), most, ephemeris);
  REQUIRE(good.size() >= 4);
  REQUIRE(good.size() <= 5);
  // The Moon turns by 360 deg in 27.32 d, give or take its libration in longitude of 7.9 deg, up to 1.6 deg a
  // day.
  for (std::size_t i = 0; i < good.size(); ++i) {
    CAPTURE(i);
    if (good[i].to < within.to) CHECK(std::abs(good[i].length().days() / (6.0 / 360.0 * 27.32) - 1.0) < 0.15);
    if (i > 0) CHECK(std::abs((good[i].from - good[i - 1].from).days() - 13.66) < 0.6);
    const Epoch middle = good[i].from + 0.5 * good[i].length();
    CHECK(detail::off_plane_rad(orbit.at(middle).value(), place(0.0, 10.0), ephemeris) < most.si());
    CHECK(detail::off_plane_rad(orbit.at(good[i].from - Duration::minutes(2.0)).value(), place(0.0, 10.0),
                                ephemeris) > most.si());
  }
  // Near the pole it always does.
  CHECK(detail::passes_over(orbit, within, place(-88.0, 10.0), most, ephemeris) == IntervalSet{within});
}

TEST_CASE("loop: a descent waits until its orbit passes over the site", "[campaign]") {
  const Campaign campaign = plan(equatorial());
  INFO(campaign.report());
  const LoopLog& log = campaign.loop();
  REQUIRE(log.status == LoopStatus::converged);
  const std::vector<Cut> cuts = log.cuts();
  REQUIRE(cuts.size() == 1);
  CHECK(cuts[0].kind == CutKind::trajectory);
  CHECK(cuts[0].activity == "descend");
  CHECK(cuts[0].of_launch == "lander");
  CHECK(cuts[0].of_lift_off == log.missions.at(0).window.lift_off);
  CHECK(cuts[0].missing > 0.0);
  CHECK(cuts[0].where.line == 20);
  CHECK_THAT(cuts[0].reason, Contains("deg off the plane of the orbit, and 3.0 deg are allowed: next from"));
  const FlownMission& flown = log.missions.at(0);
  const Interval descent = flown.legs.at(3).span;
  const Duration waited = descent.from - flown.transfer.perilune.epoch;
  CHECK(waited > Duration::days(1.0));
  CHECK(waited < Duration::days(15.0));
  // By the plane at the perilune, which the Moon's field turns by little in two weeks.
  State then = flown.transfer.perilune;
  then.epoch = descent.from;
  CHECK(detail::off_plane_rad(then, place(0.0, 10.0), Ephemeris::embedded()) < 4.0 * degree);

  Scenario nowhere = equatorial();
  nowhere.catalog.sites.clear();
  CHECK_THROWS_AS(plan(nowhere), InvalidArgument);
}
