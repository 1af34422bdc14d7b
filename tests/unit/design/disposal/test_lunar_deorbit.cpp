#include <cmath>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/design/disposal/lunar_deorbit.hpp>
#include <perilune/design/lunar_orbits/elliptical_frozen.hpp>
#include <perilune/propagation/propagator.hpp>
#include <perilune/units/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;

namespace {

constexpr double deg = 3.14159265358979323846 / 180.0;

DeorbitRequest polar_orbiter(Length perilune = 100_km, Length apolune = 100_km) {
  LunarOrbitStart start;
  start.epoch = Epoch::parse("2030-03-09 UTC");
  start.perilune_altitude = perilune;
  start.apolune_altitude = apolune;
  start.inclination = 90_deg;
  start.node = Angle::from_si(160.0 * deg);
  DeorbitRequest request;
  request.orbit = state_of(start);
  request.orbit.mass_kg = 1000.0;
  request.earliest = start.epoch + Duration::hours(2.0);
  request.site = surface_point(-1.5_deg, 52.36_deg);
  return request;
}

/// The impact by another propagator: from the state after an impulse, or from before a burn.
LunarImpact flown_again(const DeorbitRequest& request, const LunarDeorbit& found) {
  PropagatorOptions how;
  how.relative_tolerance = 1e-13;
  how.stop_at_impact = false;
  Propagator<StandardForces> propagator(lunar_orbit_forces(), how);
  propagator.stop_at(altitude_crossing(moon, Length::from_si(request.site ? request.site->height_m : 0.0),
                                       CrossingDirection::falling));
  if (found.finite) propagator.add_manoeuvre(*found.finite);
  return impact_of(
      propagator.propagate(found.finite ? found.before : found.after, Duration::hours(4.0)).end_state());
}

}  // namespace

TEST_CASE("deorbit: an orbiter comes down at the place and the angle that were asked for",
          "[design][disposal]") {
  DeorbitRequest request = polar_orbiter();
  if (GENERATE(false, true)) request.engine = Engine{490_N, Duration::seconds(315.0)};
  const LunarDeorbit found = design_lunar_deorbit(request);
  INFO(found.report());
  REQUIRE(found.status == DeorbitStatus::converged);
  CHECK(found.burn >= request.earliest);
  CHECK(found.burn <= request.earliest + request.longest_wait);
  const LunarImpact impact = flown_again(request, found);
  CHECK(arc_between_rad(impact.place, *request.site) * moon_radius_m < 20.0);
  CHECK(std::abs(impact.angle_rad - request.impact_angle.si()) < 1e-4);
  CHECK(impact.speed_m_s == Approx(found.impact.speed_m_s).epsilon(1e-6));
  // Energy: what the burn leaves, and the fall of 100 km; the ground turns by 4.6 m/s at most.
  const double after2 =
      found.after.velocity_m_s.squaredNorm() - 2.0 * mu_moon_m3_s2 / found.after.position_m.norm();
  const double impact_m_s = std::sqrt(after2 + 2.0 * mu_moon_m3_s2 / moon_radius_m);
  CHECK(std::abs(impact.speed_m_s - impact_m_s) < 5.0);
  CHECK(found.loss_m_s() >= -1e-3);
  CHECK(found.loss_m_s() < 1.0);
}

TEST_CASE("deorbit: the steeper, the dearer", "[design][disposal]") {
  DeorbitRequest request = polar_orbiter();
  double before_m_s = 0.0;
  for (const double angle_deg : {2.0, 5.0, 10.0}) {
    request.impact_angle = Angle::from_si(angle_deg * deg);
    const LunarDeorbit found = design_lunar_deorbit(request);
    INFO(found.report());
    REQUIRE(found.status == DeorbitStatus::converged);
    CHECK(found.delta_v_m_s > before_m_s + 10.0);
    before_m_s = found.delta_v_m_s;
  }
}

TEST_CASE("deorbit: anywhere takes the least, from the apolune", "[design][disposal]") {
  DeorbitRequest request = polar_orbiter(60_km, 300_km);
  request.site = {};
  const LunarDeorbit found = design_lunar_deorbit(request);
  INFO(found.report());
  REQUIRE(found.status == DeorbitStatus::converged);
  // By vis-viva, from 300 km down to 10 km below the ground.
  const double high_m = moon_radius_m + 300e3;
  const auto speed_m_s = [&](double low_m) {
    return std::sqrt(mu_moon_m3_s2 * (2.0 / high_m - 2.0 / (high_m + low_m)));
  };
  CHECK(found.delta_v_m_s ==
        Approx(speed_m_s(moon_radius_m + 60e3) - speed_m_s(moon_radius_m - 10e3)).epsilon(0.03));
  CHECK(found.before.position_m.norm() == Approx(high_m).margin(8e3));
  CHECK(found.impact.angle_rad < 3.0 * deg);
  CHECK(std::abs(flown_again(request, found).place.height_m) < 1.0);
}

TEST_CASE("deorbit: what cannot be is said with its reason", "[design][disposal]") {
  DeorbitRequest request = polar_orbiter();
  request.longest_wait = Duration::days(2.0);
  request.site = surface_point(0_deg, 100_deg);
  const LunarDeorbit away = design_lunar_deorbit(request);
  CHECK(away.status == DeorbitStatus::no_overflight);
  CHECK(std::abs(away.nearest_crossrange_rad) > 2.0 * deg);

  request = polar_orbiter();
  request.impact_angle = 30_deg;
  request.engine = Engine{490_N, Duration::seconds(315.0)};
  CHECK(design_lunar_deorbit(request).status == DeorbitStatus::burn_too_long);

  request.impact_angle = 80_deg;
  request.engine->thrust = 0_N;
  request.longest_wait = Duration();
  CHECK_THROWS_WITH(design_lunar_deorbit(request), Catch::Matchers::ContainsSubstring("impact_angle is 80") &&
                                                       Catch::Matchers::ContainsSubstring("thrust") &&
                                                       Catch::Matchers::ContainsSubstring("longest_wait"));
  request = polar_orbiter();
  request.orbit.velocity_m_s *= 1.5;
  CHECK_THROWS_WITH(design_lunar_deorbit(request), Catch::Matchers::ContainsSubstring("no closed orbit"));
}
