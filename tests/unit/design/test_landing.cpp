#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include <support/catch.hpp>

#include <perilune/core/error.hpp>
#include <perilune/design/landing/ascent.hpp>
#include <perilune/design/landing/descent.hpp>
#include <perilune/units/literals.hpp>

using namespace perilune;
using namespace perilune::literals;

namespace {

DescentVehicle lander() {
  return {.mass = 4000_kg, .engine = {7500_N, Duration::seconds(308.0)}};
}

ThrustArcProblem descent_problem() {
  return {.start = planar_perilune(moon_radius_m + 15e3, moon_radius_m + 200e3),
          .end = {moon_radius_m, 0.0, 0.0},
          .mass = 4000_kg,
          .engine = {7500_N, Duration::seconds(308.0)}};
}

/// Flies a steering law, pitch over share of the duration, by small steps of Runge and Kutta.
template <class Pitch>
PlanarState fly(const ThrustArcProblem& problem, double duration_s, const Pitch& pitch) {
  constexpr int steps = 2000;
  const double flow =
      problem.engine.thrust.si() / (problem.engine.specific_impulse.seconds() * standard_gravity_m_s2);
  using Three = std::array<double, 3>;
  const auto rate = [&](double t, const Three& y) {
    const double push = problem.engine.thrust.si() / (problem.mass.si() - flow * t),
                 angle = pitch(t / duration_s);
    return Three{y[1], y[2] * y[2] / y[0] - problem.mu_m3_s2 / (y[0] * y[0]) + push * std::sin(angle),
                 -y[1] * y[2] / y[0] + push * std::cos(angle)};
  };
  const auto moved = [](const Three& y, double h, const Three& k) {
    return Three{y[0] + h * k[0], y[1] + h * k[1], y[2] + h * k[2]};
  };
  Three y{problem.start.radius_m, problem.start.vertical_speed_m_s, problem.start.horizontal_speed_m_s};
  const double h = duration_s / steps;
  for (int i = 0; i < steps; ++i) {
    const double t = i * h;
    const Three k1 = rate(t, y), k2 = rate(t + h / 2, moved(y, h / 2, k1)),
                k3 = rate(t + h / 2, moved(y, h / 2, k2)), k4 = rate(t + h, moved(y, h, k3));
    for (std::size_t n = 0; n < 3; ++n) y[n] += h / 6 * (k1[n] + 2 * k2[n] + 2 * k3[n] + k4[n]);
  }
  return {y[0], y[1], y[2]};
}

}  // namespace

TEST_CASE("thrust arc: flown again by other equations, its steering ends where it says", "[design][unit]") {
  const ThrustArcProblem problem = descent_problem();
  const ThrustArc arc = optimal_thrust_arc(problem, 2001);
  REQUIRE(arc.status == ThrustArcStatus::optimal);
  const auto pitch = [&](double share) {  // the points are close: a straight line between two
    const double at = share * 2000.0;
    const auto i = std::min<std::size_t>(static_cast<std::size_t>(at), 1999);
    const double part = at - static_cast<double>(i);
    return (1.0 - part) * arc.points[i].pitch_rad + part * arc.points[i + 1].pitch_rad;
  };
  const PlanarState end = fly(problem, arc.duration_s, pitch);
  CHECK(std::abs(end.radius_m - moon_radius_m) < 0.05);
  CHECK(std::abs(end.vertical_speed_m_s) < 1e-3);
  CHECK(std::abs(end.horizontal_speed_m_s) < 1e-3);
}

TEST_CASE("thrust arc: no straight law of pitch comes down on less", "[design][unit]") {
  const ThrustArcProblem problem = descent_problem();
  const ThrustArc arc = optimal_thrust_arc(problem);
  REQUIRE(arc.status == ThrustArcStatus::optimal);
  // Pitch straight in time: its two ends and the duration meet the same three conditions.
  const CorrectionResult straight =
      correct({{.name = "first_rad", .value = arc.points.front().pitch_rad, .scale = 0.1},
               {.name = "last_rad", .value = arc.points.back().pitch_rad, .scale = 0.1},
               {.name = "duration_s", .value = arc.duration_s, .scale = 10.0}},
              {{.name = "radius_m", .tolerance = 0.01},
               {.name = "vertical_m_s", .tolerance = 1e-4},
               {.name = "horizontal_m_s", .tolerance = 1e-4}},
              [&](const Eigen::VectorXd& x) {
                const PlanarState end =
                    fly(problem, x[2], [&](double share) { return x[0] + (x[1] - x[0]) * share; });
                return std::optional(CorrectionValues{Eigen::Vector3d(
                    end.radius_m - moon_radius_m, end.vertical_speed_m_s, end.horizontal_speed_m_s)});
              });
  REQUIRE(straight.status == CorrectionStatus::converged);
  CHECK(straight.variables[2] > arc.duration_s);
  CHECK(straight.variables[2] < arc.duration_s + 1.0);  // near the optimum, as is well known
}

TEST_CASE("thrust arc: where thrust or propellant cannot do it, it says so", "[design][unit]") {
  ThrustArcProblem problem = descent_problem();
  problem.engine.specific_impulse = Duration::seconds(20.0);  // 1350 m/s if all but a thousandth burns
  CHECK(optimal_thrust_arc(problem).status == ThrustArcStatus::not_converged);
  problem = descent_problem();
  problem.mass = Mass::from_si(-1.0);
  CHECK_THROWS_WITH(optimal_thrust_arc(problem), Catch::Contains("mass is -1 kg"));
  problem = descent_problem();
  problem.end.vertical_speed_m_s = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_AS(optimal_thrust_arc(problem), InvalidArgument);
  CHECK_THROWS_AS(planar_perilune(2e6, 1e6), InvalidArgument);
}

TEST_CASE("descent: every point is within the limits, and mass, height and speed go together",
          "[design][unit]") {
  const Descent descent = guided_descent(lander(), {});
  REQUIRE(descent.status == DescentStatus::landed);
  for (std::size_t i = 0; i < descent.points.size(); ++i) {
    const DescentPoint& point = descent.points[i];
    CAPTURE(i, point.time_s, to_text(point.phase), point.throttle);
    CHECK(point.throttle <= 1.0 + 1e-9);
    CHECK(point.throttle >= 0.2 - 1e-9);
    CHECK(point.altitude_m > -1e-6);
    if (i == 0) continue;
    const DescentPoint& before = descent.points[i - 1];
    const double h = point.time_s - before.time_s;
    REQUIRE(h >= 0.0);
    CHECK(std::abs(point.altitude_m - before.altitude_m -
                   h * 0.5 * (point.vertical_speed_m_s + before.vertical_speed_m_s)) < 0.5);
    CHECK(std::abs(before.mass_kg - point.mass_kg -
                   h * 0.5 * (point.throttle + before.throttle) * 7500.0 / (308.0 * standard_gravity_m_s2)) <
          0.5);
  }
  const DescentPoint& last = descent.points.back();
  CHECK(std::abs(last.altitude_m) < 1e-6);
  CHECK(std::abs(last.vertical_speed_m_s + 2.0) < 1e-9);
  CHECK(std::abs(last.horizontal_speed_m_s) < 1e-9);
}

TEST_CASE("descent: less propellant leaves less to divert with, and at last none to land with",
          "[design][unit]") {
  DescentVehicle vehicle = lander();
  const Descent free = guided_descent(vehicle, {});
  vehicle.propellant = Mass::from_si(free.propellant_kg + 30.0);
  const Descent tight = guided_descent(vehicle, {});
  REQUIRE(tight.status == DescentStatus::landed);
  CHECK(tight.divert_across_m > 0.0);
  CHECK(tight.divert_across_m < free.divert_across_m);
  CHECK(tight.divert_forward_m < free.divert_forward_m);
  vehicle.propellant = Mass::from_si(free.propellant_kg - 1.0);
  CHECK(guided_descent(vehicle, {}).status == DescentStatus::out_of_propellant);
  vehicle = lander();
  vehicle.least_throttle = 0.6;  // hovering takes 0.45
  CHECK(guided_descent(vehicle, {}).status != DescentStatus::landed);
}

TEST_CASE("descent: all that is wrong with the input is told at once", "[design][unit]") {
  DescentVehicle vehicle = lander();
  vehicle.mass = Mass::from_si(0.0);
  vehicle.least_throttle = 2.0;
  CHECK_THROWS_WITH(guided_descent(vehicle, {.perilune_altitude = 15_km, .apolune_altitude = 10_km}),
                    Catch::Contains("mass [kg] is 0") && Catch::Contains("least_throttle is 2") &&
                        Catch::Contains("apolune_altitude [m] is 10000"));
}

TEST_CASE("ascent: a rocket that does not lift its mass is too weak", "[design][unit]") {
  const LunarAscent ascent = lunar_ascent(2000_kg, {3000_N, Duration::seconds(310.0)});
  CHECK(ascent.status == AscentStatus::too_weak);
  CHECK(ascent.thrust_to_weight < 1.0);
  CHECK_THROWS_AS(lunar_ascent(2000_kg, {3000_N, Duration::seconds(310.0)}, {.vertical_rise = 20_km}),
                  InvalidArgument);
}

TEST_CASE("ascent: less thrust means more time and more delta-v lost to gravity", "[design][unit]") {
  double before_m_s = 0.0;
  for (const double thrust_to_weight : {3.0, 2.0, 1.5}) {
    const LunarAscent ascent =
        lunar_ascent(800_kg, {Force::from_si(thrust_to_weight * 800.0 * 1.6243), Duration::seconds(310.0)});
    CAPTURE(thrust_to_weight);
    REQUIRE(ascent.status == AscentStatus::in_orbit);
    CHECK(ascent.delta_v_m_s > before_m_s);
    CHECK(ascent.arc.switching_margin < 1.0);
    before_m_s = ascent.delta_v_m_s;
  }
}
