#include <cmath>
#include <utility>

#include <Eigen/Core>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/design/selenographic.hpp>
#include <perilune/design/translunar.hpp>
#include <perilune/propagation/propagator.hpp>
#include <perilune/time/literals.hpp>
#include <perilune/units/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr double deg = 3.14159265358979323846 / 180.0;

/// About the second stage of Long March 5 with 8.2 t: two engines of 88 kN.
InjectionStage heavy_stage(double thrust_n = 176e3) {
  return {{Force::from_si(thrust_n), 443_s}, Mass::from_si(27e3)};
}

TranslunarRequest polar_request() {
  TranslunarRequest request;
  request.site = wenchang();
  request.earliest = Epoch::parse("2026-08-01T00:00:00 UTC");
  request.stage = heavy_stage();
  return request;
}

/// What a burn along the velocity from a circle of 200 km loses against the impulse to the same energy:
/// planar, the Earth a point, fourth-order Runge-Kutta steps of a second. Nothing of the library is in it but
/// constants.
double planar_loss_m_s(const InjectionStage& stage, double duration_s) {
  const double r0 = earth_radius_m + 200e3, mu = mu_earth_m3_s2;
  const double exhaust_m_s = stage.engine.specific_impulse.seconds() * 9.80665;
  const double flow_kg_s = stage.engine.thrust.si() / exhaust_m_s;
  using Vector4 = Eigen::Vector4d;
  const auto rate = [&](double t, const Vector4& y) {
    const Eigen::Vector2d r = y.head<2>(), v = y.tail<2>();
    const double push = stage.engine.thrust.si() / (stage.mass.si() - flow_kg_s * t);
    Vector4 dy;
    dy << v, -mu * r / std::pow(r.norm(), 3) + push * v.normalized();
    return dy;
  };
  Vector4 y(r0, 0.0, 0.0, std::sqrt(mu / r0));
  const int steps = static_cast<int>(std::ceil(duration_s));
  const double h = duration_s / steps;
  for (int i = 0; i < steps; ++i) {
    const double t = h * i;
    const Vector4 k1 = rate(t, y), k2 = rate(t + h / 2, y + h / 2 * k1), k3 = rate(t + h / 2, y + h / 2 * k2),
                  k4 = rate(t + h, y + h * k3);
    y += h / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4);
  }
  const double twice_energy = y.tail<2>().squaredNorm() - 2.0 * mu / y.head<2>().norm();
  const double impulse_m_s = std::sqrt(twice_energy + 2.0 * mu / r0) - std::sqrt(mu / r0);
  return -exhaust_m_s * std::log1p(-flow_kg_s * duration_s / stage.mass.si()) - impulse_m_s;
}

/// From the insertion on by the propagator alone: arrives as asked, in all forces.
void check_reflown(const TranslunarTransfer& transfer, double altitude_m, double inclination_rad) {
  REQUIRE(transfer.injection_burn);
  Propagator<StandardForces> propagator(translunar_forces());
  propagator.add_manoeuvre(*transfer.injection_burn);
  const Trajectory flight = propagator.propagate(transfer.insertion, transfer.perilune.epoch);
  REQUIRE(flight.manoeuvres().size() == 1);
  const ManoeuvreRecord& burn = flight.manoeuvres().front();
  CHECK(burn.delta_v_m_s == Approx(transfer.injection_delta_v_m_s).margin(1e-6));
  CHECK(burn.end.mass_kg == Approx(transfer.injection.mass_kg).epsilon(1e-12));
  CHECK((burn.end.position_m - transfer.injection.position_m).norm() < 0.1);
  const State arrived = flight.end_state().in(moon_centred_icrf);
  const ClassicalElements orbit = selenographic_elements(arrived);
  const double perilune_m = orbit.semi_major_axis_m * (1.0 - orbit.eccentricity);
  CHECK(std::abs(perilune_m - moon_radius_m - altitude_m) < 100.0);
  CHECK(std::abs(orbit.inclination_rad - inclination_rad) < 0.01 * deg);
  const double rate = arrived.velocity_m_s.norm() / arrived.position_m.norm();
  CHECK(std::abs(std::remainder(orbit.true_anomaly_rad, 360 * deg)) / rate < 1.0);
}

}  // namespace

TEST_CASE("finite injection: a burn meets what the impulse meets, flown by the propagator alone",
          "[design][unit]") {
  TranslunarRequest request = polar_request();
  request.opportunity = GENERATE(DailyOpportunity::northbound, DailyOpportunity::southbound);
  const double thrust_n = GENERATE(110e3, 176e3, 320e3);
  request.stage = heavy_stage(thrust_n);
  const TranslunarTransfer burnt = design_translunar(request);
  INFO(burnt.report());
  REQUIRE(burnt.status == TranslunarStatus::converged);
  check_reflown(burnt, 200e3, 90 * deg);

  const std::optional<InjectionStage> request_stage = std::exchange(request.stage, {});
  const TranslunarTransfer impulsive = design_translunar(request);
  REQUIRE(impulsive.status == TranslunarStatus::converged);
  CHECK(impulsive.perilune.epoch == burnt.perilune.epoch);
  CHECK(burnt.injection_loss_m_s ==
        Approx(burnt.injection_delta_v_m_s - impulsive.injection_delta_v_m_s).margin(1e-9));
  const double foreseen_m_s = planar_loss_m_s(*request_stage, burnt.injection_burn->duration->seconds());
  CAPTURE(foreseen_m_s, burnt.injection_loss_m_s);
  CHECK(burnt.injection_loss_m_s == Approx(foreseen_m_s).epsilon(0.05).margin(0.3));
}

TEST_CASE("finite injection: with lift-off and perilune given, the azimuth follows", "[design][unit]") {
  TranslunarRequest request = polar_request();
  request.stage.reset();
  request.azimuth = 105_deg;
  const TranslunarTransfer there = design_translunar(request);
  REQUIRE(there.status == TranslunarStatus::converged);
  TimedTranslunarRequest timed;
  timed.site = request.site.place;
  timed.lift_off = there.lift_off;
  timed.perilune = there.perilune.epoch;
  timed.stage = heavy_stage();
  const TranslunarTransfer burnt = design_translunar(timed);
  INFO(burnt.report());
  REQUIRE(burnt.status == TranslunarStatus::converged);
  check_reflown(burnt, 200e3, 90 * deg);
  CHECK(burnt.azimuth_rad == Approx(105 * deg).epsilon(1e-3));
  const TranslunarFlight flight = fly(burnt);
  CHECK(flight.coast.end() == std::get<Epoch>(burnt.injection_burn->start));
  CHECK((flight.transfer.end_state().in(moon_centred_icrf).position_m - burnt.perilune.position_m).norm() <
        30.0);
}

TEST_CASE("finite injection: a stage that cannot is refused with what it lacks", "[design][errors]") {
  TranslunarRequest request = polar_request();
  request.stage = heavy_stage(20e3);
  CHECK_THROWS_WITH(design_translunar(request), ContainsSubstring("the stage would burn 3073 s") &&
                                                    ContainsSubstring("times the thrust"));
  request.stage = InjectionStage{};
  CHECK_THROWS_WITH(design_translunar(request), ContainsSubstring("thrust is not above 0 N") &&
                                                    ContainsSubstring("specific_impulse is not above 0 s") &&
                                                    ContainsSubstring("mass is not above 0 kg"));
}
