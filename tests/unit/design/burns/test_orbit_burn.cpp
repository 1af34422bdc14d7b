#include <cmath>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/design/burns/orbit_burn.hpp>
#include <perilune/design/selenographic.hpp>
#include <perilune/dynamics/point_mass.hpp>
#include <perilune/propagation/propagator.hpp>
#include <perilune/time/literals.hpp>
#include <perilune/units/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr double deg = 3.14159265358979323846 / 180.0;
const Epoch then = Epoch::parse("2030-05-01T00:00:00 TDB");

OrbitBurnOptions moon_alone() {
  StandardForces forces;
  forces.add(point_mass(moon));
  return {.forces = forces};
}

State on_orbit(double periapsis_m, double eccentricity, double inclination_rad, double anomaly_rad,
               double mass_kg) {
  ClassicalElements elements;
  elements.semi_major_axis_m = periapsis_m / (1.0 - eccentricity);
  elements.eccentricity = eccentricity;
  elements.inclination_rad = inclination_rad;
  elements.argument_of_periapsis_rad = 0.7;
  elements.node_rad = 1.1;
  elements.true_anomaly_rad = anomaly_rad;
  State state = state_from_selenographic(elements, then);
  state.mass_kg = mass_kg;
  return state;
}

/// The approach of a flight with this v_infinity, hours before its perilune.
State approaching(double v_infinity_m_s, double mass_kg) {
  const double periapsis_m = moon_radius_m + 200e3;
  const double e = 1.0 + periapsis_m * v_infinity_m_s * v_infinity_m_s / mu_moon_m3_s2;
  return on_orbit(periapsis_m, e, 90 * deg, -100 * deg, mass_kg);
}

/// Flown again, by a propagator of its own in the same forces; classical elements at the end.
ClassicalElements flown_again(const State& before, const OrbitBurn& burn, const OrbitBurnOptions& options) {
  Propagator<StandardForces> propagator(*options.forces);
  propagator.add_manoeuvre(burn.burn);
  const State end =
      propagator.propagate(before, std::get<Epoch>(burn.burn.start) + *burn.burn.duration).end_state();
  CHECK(end.mass_kg == Approx(burn.cutoff.mass_kg).epsilon(1e-9));
  return selenographic_elements(end);
}

}  // namespace

TEST_CASE("orbit burn: captures into circular and elliptic orbits meet them, with the losses of theory",
          "[design][unit]") {
  const double apolune_m = GENERATE(200e3, 2000e3, 16000e3);
  const double thrust_n = GENERATE(1500.0, 3000.0, 12000.0);
  OrbitBurnRequest request;
  request.name = "lunar orbit insertion";
  request.before = approaching(850.0, 3000.0);
  request.engine = {Force::from_si(thrust_n), 315_s};
  request.periapsis_altitude = 200_km;
  request.apoapsis_altitude = Length::from_si(apolune_m);
  request.inclination = 90_deg;
  const OrbitBurnOptions options = moon_alone();
  const OrbitBurn burn = design_orbit_burn(request, options);
  INFO(burn.report());
  REQUIRE(burn.status == OrbitBurnStatus::converged);
  const ClassicalElements orbit = flown_again(request.before, burn, options);
  CHECK(orbit.semi_major_axis_m * (1.0 - orbit.eccentricity) == Approx(moon_radius_m + 200e3).margin(5.0));
  CHECK(orbit.semi_major_axis_m * (1.0 + orbit.eccentricity) ==
        Approx(moon_radius_m + apolune_m).margin(5.0));
  CHECK(orbit.inclination_rad == Approx(90 * deg).margin(1e-4 * deg));
  // The rocket equation, and the impulse by conservation of energy.
  const double r = moon_radius_m + 200e3, a = moon_radius_m + 0.5 * (200e3 + apolune_m);
  const double impulse_m_s =
      std::sqrt(850.0 * 850.0 + 2.0 * mu_moon_m3_s2 / r) - std::sqrt(mu_moon_m3_s2 * (2.0 / r - 1.0 / a));
  CHECK(burn.impulsive_delta_v_m_s == Approx(impulse_m_s).epsilon(1e-6));
  CHECK(burn.delta_v_m_s ==
        Approx(315.0 * 9.80665 * std::log(3000.0 / (3000.0 - burn.propellant_kg))).epsilon(1e-9));
  // Robbins: dv (mu/r^3) t^2 / 24 for the best steering of a burn at an apsis, to the second order of the
  // arc (up to 1.5 rad here).
  const double t = burn.burn.duration->seconds();
  const double robbins_m_s = impulse_m_s * mu_moon_m3_s2 / (r * r * r) * t * t / 24.0;
  CAPTURE(robbins_m_s, burn.loss_m_s(), t);
  CHECK(burn.loss_m_s() > 0.0);
  CHECK(burn.loss_m_s() == Approx(robbins_m_s).epsilon(0.5).margin(0.5));
}

TEST_CASE("orbit burn: on an orbit, apsides and plane are moved as Hohmann and the sphere say",
          "[design][unit]") {
  const OrbitBurnOptions options = moon_alone();
  OrbitBurnRequest request;
  request.engine = {3000_N, 310_s};
  const double low_m = moon_radius_m + 200e3, high_m = moon_radius_m + 5300e3;
  const double e = (high_m - low_m) / (high_m + low_m), a = 0.5 * (low_m + high_m);
  const auto speed_m_s = [](double r, double axis) {
    return std::sqrt(mu_moon_m3_s2 * (2.0 / r - 1.0 / axis));
  };
  SECTION("perilune raised at apolune") {
    request.before = on_orbit(low_m, e, 60 * deg, 100 * deg, 5000.0);
    request.place = BurnPlace::apoapsis;
    request.periapsis_altitude = 1000_km;
    const OrbitBurn burn = design_orbit_burn(request, options);
    INFO(burn.report());
    REQUIRE(burn.status == OrbitBurnStatus::converged);
    CHECK(burn.periapsis_altitude_m == Approx(1000e3).margin(5.0));
    CHECK(burn.apoapsis_altitude_m == Approx(5300e3).margin(5.0));
    CHECK(burn.impulsive_delta_v_m_s ==
          Approx(speed_m_s(high_m, 0.5 * (high_m + moon_radius_m + 1000e3)) - speed_m_s(high_m, a))
              .epsilon(1e-6));
    CHECK(burn.loss_m_s() < 0.5);
  }
  SECTION("plane turned at a node, the orbit kept") {
    request.before = on_orbit(low_m, e, 60 * deg, 100 * deg, 5000.0);
    request.place = GENERATE(BurnPlace::ascending_node, BurnPlace::descending_node);
    request.inclination = GENERATE(55_deg, 75_deg);
    const OrbitBurn burn = design_orbit_burn(request, options);
    INFO(burn.report());
    REQUIRE(burn.status == OrbitBurnStatus::converged);
    CHECK(burn.inclination_rad == Approx(request.inclination->si()).margin(1e-6));
    CHECK(burn.periapsis_altitude_m == Approx(200e3).margin(5.0));
    CHECK(burn.apoapsis_altitude_m == Approx(5300e3).margin(5.0));
    const ClassicalElements orbit = selenographic_elements(burn.ignition);
    const double p = orbit.semi_major_axis_m * (1.0 - orbit.eccentricity * orbit.eccentricity);
    const double at_node = request.place == BurnPlace::ascending_node ? 1.0 : -1.0;
    const double horizontal_m_s =
        std::sqrt(mu_moon_m3_s2 / p) *
        (1.0 + at_node * orbit.eccentricity * std::cos(orbit.argument_of_periapsis_rad));
    const double turned = std::abs(request.inclination->si() - 60 * deg);
    CHECK(burn.impulsive_delta_v_m_s == Approx(2.0 * horizontal_m_s * std::sin(0.5 * turned)).epsilon(1e-3));
  }
}

TEST_CASE("orbit burn: what cannot be is answered or refused", "[design][errors]") {
  OrbitBurnRequest request;
  request.before = on_orbit(moon_radius_m + 200e3, 0.0, 60 * deg, 0.0, 5000.0);
  request.engine = {3000_N, 310_s};
  SECTION("a burn at the pole cannot lower the inclination") {
    request.before = on_orbit(moon_radius_m + 200e3, 0.1, 60 * deg, 100 * deg, 5000.0);
    request.inclination = 5_deg;
    const OrbitBurn burn = design_orbit_burn(request, moon_alone());
    REQUIRE(burn.status == OrbitBurnStatus::unreachable_inclination);
    // The perilune lies at argument 0.7 rad of an orbit inclined by 60 deg.
    const double latitude = std::asin(std::sin(60 * deg) * std::sin(0.7));
    CHECK(burn.unreachable_by_rad == Approx(latitude - 5 * deg).margin(1e-4));
  }
  SECTION("no time before the place") {
    request.before = on_orbit(moon_radius_m + 200e3, 0.5, 60 * deg, -1 * deg, 5000.0);
    request.apoapsis_altitude = 300_km;
    CHECK(design_orbit_burn(request, moon_alone()).status == OrbitBurnStatus::no_passage);
  }
  SECTION("nonsense") {
    request.engine.thrust = Force::from_si(0.0);
    request.periapsis_altitude = Length::from_si(-1e3);
    request.passage = 0;
    CHECK_THROWS_WITH(design_orbit_burn(request), ContainsSubstring("thrust is not above 0 N") &&
                                                      ContainsSubstring("1.000 km inside") &&
                                                      ContainsSubstring("passage is 0"));
  }
}
