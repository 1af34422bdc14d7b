#include <perilune/propagation/propagator_nd.hpp>

#include <cmath>

#include <Eigen/LU>

#include <perilune/core/error.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

/// Southern 9:2 near-rectilinear halo orbit about L2, which closes to 1e-16 (corrected in long double).
const StateNd halo{0.0, {1.02202617986537242, 0.0, -0.1821}, {0.0, -0.10326652171474489, 0.0}};
constexpr double period_nd = 1.51117263248151234;
const PropagatorOptions tight{.relative_tolerance = 1e-14};
const Eigen::Vector3d at_moon(1.0 - 1.215058560962404e-2, 0.0, 0.0);

Vector6 six(const StateNd& state) {
  Vector6 made;
  made << state.position_nd, state.velocity_nd;
  return made;
}

}  // namespace

TEST_CASE("models without units: a halo orbit closes and keeps Jacobi's constant", "[propagation]") {
  const Propagator propagator(earth_moon_cr3bp(), tight);
  const TrajectoryNd flown = propagator.propagate(halo, period_nd);
  CHECK(flown.stop_reason() == StopReason::end_time);
  CHECK(flown.end_state().time_nd == period_nd);
  CHECK((six(flown.end_state()) - six(halo)).head<3>().norm() < 3e-12);
  const double jacobi = jacobi_constant_nd(propagator.model(), halo);
  CHECK(std::abs(jacobi - 3.046495773516859) < 1e-14);
  double worst = 0.0;
  for (int i = 0; i <= 100; ++i) {
    worst = std::max(
        worst, std::abs(jacobi_constant_nd(propagator.model(), flown.at(0.01 * i * period_nd)) - jacobi));
  }
  CHECK(std::abs(jacobi_constant_nd(propagator.model(), flown.end_state()) - jacobi) < 1e-13);
  CHECK(worst < 1e-8);  // on the polynomials
  const TrajectoryNd back = propagator.propagate(flown.end_state(), -period_nd);
  CHECK((six(back.end_state()) - six(halo)).head<3>().norm() < 1e-11);
}

TEST_CASE("models without units: events are met, and stop", "[propagation]") {
  Propagator propagator(earth_moon_cr3bp(), tight);
  propagator.add_event(plane_crossing_nd(1)).add_event(apsis_nd(at_moon, CrossingDirection::rising));
  const TrajectoryNd flown = propagator.propagate(halo, 1.75 * period_nd);
  // From the apolune: the plane of symmetry at every half period, a perilune at the odd ones.
  REQUIRE(flown.events().size() == 5);
  CHECK(flown.events()[0].state.time_nd == Approx(0.5 * period_nd).epsilon(1e-9));
  CHECK(flown.events()[1].state.time_nd == Approx(0.5 * period_nd).epsilon(1e-9));
  CHECK((flown.events()[0].state.position_nd - at_moon).norm() * earth_moon_cr3bp().length_m ==
        Approx(3271e3).epsilon(0.02));

  Propagator stopping(earth_moon_cr3bp(), tight);
  stopping.stop_at(plane_crossing_nd(1, 0.0, CrossingDirection::falling));
  const StateTransitionNd stopped = stopping.propagate_with_stm(halo, 10.0);
  CHECK(stopped.trajectory.stop_reason() == StopReason::event);
  CHECK(std::abs(stopped.end_state().position_nd.y()) < 1e-15);
  CHECK(stopped.trajectory.events().back().stopped);
  const StateTransitionNd there =
      Propagator(earth_moon_cr3bp(), tight).propagate_with_stm(halo, stopped.end_state().time_nd);
  CHECK((there.matrix - stopped.matrix).norm() < 1e-9 * there.matrix.norm());
  CHECK((there.end_rate - stopped.end_rate).norm() < 1e-9 * there.end_rate.norm());
  CHECK(stopped.trajectory.at(0.5 * stopped.end_state().time_nd).position_nd.allFinite());
  CHECK_THROWS_AS(stopped.trajectory.at(9.0), InvalidArgument);

  Propagator never(earth_moon_cr3bp());
  never.stop_at(distance_crossing_nd(at_moon, 0.7));
  CHECK(never.propagate(halo, 1.0).stop_reason() == StopReason::end_time);
}

TEST_CASE("models without units: the state-transition matrix is that of differences, and symplectic",
          "[propagation]") {
  const auto check = [](const auto& propagator, const StateNd& from, double time_nd) {
    const StateTransitionNd flown = propagator.propagate_with_stm(from, time_nd);
    for (int j = 0; j < 6; ++j) {
      const auto difference = [&](double h) -> Vector6 {
        StateNd ahead = from, behind = from;
        (j < 3 ? ahead.position_nd[j] : ahead.velocity_nd[j - 3]) += h;
        (j < 3 ? behind.position_nd[j] : behind.velocity_nd[j - 3]) -= h;
        return (six(propagator.propagate(ahead, time_nd).end_state()) -
                six(propagator.propagate(behind, time_nd).end_state())) /
               (2.0 * h);
      };
      const Vector6 numeric = (4.0 * difference(2e-6) - difference(4e-6)) / 3.0;
      CHECK((numeric - flown.matrix.col(j)).norm() < 1e-7 * flown.matrix.col(j).norm());
    }
    // The momenta of the turning axes are (vx - y, vy + x, vz).
    Matrix6 momenta = Matrix6::Identity();
    momenta(3, 1) = -1.0;
    momenta(4, 0) = 1.0;
    Matrix6 J = Matrix6::Zero();
    J.topRightCorner<3, 3>().setIdentity();
    J.bottomLeftCorner<3, 3>() = -Eigen::Matrix3d::Identity();
    const Matrix6 canonical = momenta * flown.matrix * momenta.inverse();
    // Against the largest matrix on the way, that of the perilune: it is a thousand times the one after a
    // revolution, which is what is left when its columns cancel, with the rounding of the thousand.
    const Matrix6 largest =
        momenta * propagator.propagate_with_stm(from, 0.5 * period_nd).matrix * momenta.inverse();
    CHECK((canonical.transpose() * J * canonical - J).norm() < 1e-14 * largest.squaredNorm());
    CHECK((flown.end_rate.head<3>() - flown.end_state().velocity_nd).norm() == 0.0);
  };
  check(Propagator(earth_moon_cr3bp(), tight), halo, 0.9 * period_nd);
  check(Propagator(sun_earth_moon_bcr4bp(1.0), tight), halo, 0.9 * period_nd);
}

TEST_CASE("models without units: the Sun bends what it meets", "[propagation]") {
  const StateNd far{0.0, {-2.5, 1.0, 0.2}, {1.0, 2.4, 0.0}};
  const auto with = [&](double angle) {
    return Propagator(sun_earth_moon_bcr4bp(angle)).propagate(far, 3.0).end_state();
  };
  const StateNd without = Propagator(earth_moon_cr3bp()).propagate(far, 3.0).end_state();
  CHECK((with(0.0).position_nd - without.position_nd).norm() > 1e-3);
  CHECK((with(0.0).position_nd - with(1.5).position_nd).norm() > 1e-3);
  // Two directions of the Sun that are opposite differ only by its parallax.
  CHECK((with(0.3).position_nd - with(0.3 + 3.14159265358979).position_nd).norm() < 2e-3);
}

namespace {

/// The same model as a user would write it, who thinks of numbers alone.
struct OwnModel {
  template <class T>
  Vector3<T> acceleration_nd(const Vector3<T>& r, const Vector3<T>& v, const T& t) const {
    return earth_moon_cr3bp().acceleration_nd(r, v, t);
  }
};

}  // namespace

TEST_CASE("models without units: collocation flies them too, and meets the same events", "[propagation]") {
  for (const Integrator integrator : {Integrator::gl_collocation_8, Integrator::gl_collocation_16}) {
    const PropagatorOptions by{.integrator = integrator, .relative_tolerance = 1e-14};
    const auto check = [&](const auto& model, double within) {
      Propagator collocated(model, by), explicitly(model, tight);
      collocated.add_event(plane_crossing_nd(1)).add_event(apsis_nd(at_moon));
      explicitly.add_event(plane_crossing_nd(1)).add_event(apsis_nd(at_moon));
      for (const double time_nd : {1.25 * period_nd, -1.25 * period_nd}) {
        const TrajectoryNd flown = collocated.propagate(halo, time_nd);
        const TrajectoryNd expected = explicitly.propagate(halo, time_nd);
        CHECK(flown.stop_reason() == StopReason::end_time);
        CHECK(flown.steps() < expected.steps() / 2);
        CHECK((six(flown.end_state()) - six(expected.end_state())).norm() < within);
        REQUIRE(flown.events().size() == expected.events().size());
        REQUIRE(flown.events().size() >= 4);
        for (std::size_t i = 0; i < flown.events().size(); ++i)
          CHECK(std::abs(flown.events()[i].state.time_nd - expected.events()[i].state.time_nd) < within);
        double worst = 0.0;
        for (int i = 0; i <= 100; ++i) {
          const double t = 0.01 * i * time_nd;
          worst = std::max(worst, (flown.at(t).position_nd - expected.at(t).position_nd).norm());
        }
        CHECK(worst < 1e-8);  // on the polynomials
      }
      Propagator stopping(model, by);
      stopping.stop_at(plane_crossing_nd(1, 0.0, CrossingDirection::falling));
      const TrajectoryNd stopped = stopping.propagate(halo, 10.0);
      CHECK(stopped.stop_reason() == StopReason::event);
      CHECK(std::abs(stopped.end_state().position_nd.y()) < 1e-14);
      CHECK(stopped.at(0.5 * stopped.end_state().time_nd).position_nd.allFinite());
    };
    check(earth_moon_cr3bp(), 1e-11);
    check(sun_earth_moon_bcr4bp(0.7), 1e-11);
    check(OwnModel{}, 1e-11);
    CHECK((six(Propagator(earth_moon_cr3bp(), by).propagate(halo, period_nd).end_state()) - six(halo))
              .head<3>()
              .norm() < 3e-12);
  }
}

TEST_CASE("models without units: what cannot be flown is refused", "[propagation]") {
  const Propagator propagator(earth_moon_cr3bp());
  StateNd bad = halo;
  bad.position_nd.x() = std::nan("");
  CHECK_THROWS_AS(propagator.propagate(bad, 1.0), InvalidArgument);
  CHECK_THROWS_AS(propagator.propagate(halo, std::nan("")), InvalidArgument);
  CHECK_THROWS_AS(Propagator(Cr3bp{}), InvalidArgument);
  CHECK_THROWS_AS(Propagator(earth_moon_cr3bp(), {.relative_tolerance = 0.1}).propagate(halo, 1.0),
                  InvalidArgument);
  CHECK_THROWS_AS(plane_crossing_nd(3), InvalidArgument);
  CHECK_THROWS_AS(distance_crossing_nd(at_moon, 0.0), InvalidArgument);
  for (const Integrator other : {Integrator::rkn1210, Integrator::fehlberg78, Integrator::dopri5}) {
    CHECK_THROWS_WITH(Propagator(earth_moon_cr3bp(), {.integrator = other}).propagate(halo, 1.0),
                      Catch::Matchers::ContainsSubstring("gl_collocation_8"));
  }
  CHECK_THROWS_WITH(
      Propagator(earth_moon_cr3bp(), {.relative_tolerance = 0.1, .max_steps = 0}).propagate(bad, 1.0),
      Catch::Matchers::ContainsSubstring("x is nan") &&
          Catch::Matchers::ContainsSubstring("relative_tolerance") &&
          Catch::Matchers::ContainsSubstring("max_steps is 0"));
  Propagator undefined(earth_moon_cr3bp());
  undefined.stop_at(EventNd{"root", [](const StateNd& state) { return std::sqrt(state.position_nd.y()); }});
  CHECK_THROWS_WITH(undefined.propagate(halo, 1.5), Catch::Matchers::ContainsSubstring("event 'root'"));
  const PropagatorOptions few{.max_steps = 3};
  CHECK(Propagator(earth_moon_cr3bp(), few).propagate(halo, 1.0).stop_reason() == StopReason::step_limit);
  // Straight into a body.
  const TrajectoryNd fall =
      propagator.propagate({0.0, at_moon + Eigen::Vector3d(0.0, 0.0, 1e-3), Eigen::Vector3d::Zero()}, 1.0);
  CHECK(fall.stop_reason() != StopReason::end_time);
}
