// The circular restricted three-body problem as a user's own force: what is conserved, and an orbit that
// closes.
#include <cmath>

#include <perilune/propagation/odeint.hpp>
#include <perilune/propagation/propagator.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

// Lengths and times of JPL's catalogue of periodic orbits.
constexpr double mu_nd = 0.01215058560962404;
constexpr double length_m = 389703.264829278e3;
constexpr double time_s = 382981.289129055;

/// Both bodies at rest on the x axis, in axes that turn with them about their common centre of mass:
/// attraction, centrifugal and Coriolis terms. To the propagator it is a force like any other.
struct RotatingThreeBody {
  template <class T>
  Vector3<T> acceleration_m_s2(const BasicState<T>& state) const {
    using std::sqrt;
    constexpr double rate = 1.0 / time_s;
    constexpr double mu = length_m * length_m * length_m * rate * rate;
    const Vector3<T>& r = state.position_m;
    const Vector3<T>& v = state.velocity_m_s;
    const Vector3<T> from_large = r - Vector3<T>(T(-mu_nd * length_m), T(0.0), T(0.0));
    const Vector3<T> from_small = r - Vector3<T>(T((1.0 - mu_nd) * length_m), T(0.0), T(0.0));
    const T large = from_large.squaredNorm();
    const T small = from_small.squaredNorm();
    return (T(-(1.0 - mu_nd) * mu) / (large * sqrt(large))) * from_large +
           (T(-mu_nd * mu) / (small * sqrt(small))) * from_small +
           Vector3<T>(T(rate * rate) * r.x() + T(2.0 * rate) * v.y(),
                      T(rate * rate) * r.y() - T(2.0 * rate) * v.x(), T(0.0));
  }
};

double jacobi(const State& state) {
  const Eigen::Vector3d r = state.position_m / length_m;
  const Eigen::Vector3d v = state.velocity_m_s * (time_s / length_m);
  const double r1 = (r - Eigen::Vector3d(-mu_nd, 0.0, 0.0)).norm();
  const double r2 = (r - Eigen::Vector3d(1.0 - mu_nd, 0.0, 0.0)).norm();
  return r.x() * r.x() + r.y() * r.y() + 2.0 * (1.0 - mu_nd) / r1 + 2.0 * mu_nd / r2 - v.squaredNorm();
}

/// Southern 9:2 near-rectilinear halo orbit about L2, which closes to 1e-16 (corrected in long double).
const State halo{Epoch::parse("2031-01-01 TDB"), Frame{earth_moon_barycentre, Axes::icrf},
                 Eigen::Vector3d(1.02202617986537242, 0.0, -0.1821) * length_m,
                 Eigen::Vector3d(0.0, -0.10326652171474489, 0.0) * (length_m / time_s), 1.0};
const Duration period = Duration::seconds(1.51117263248151234 * time_s);

template <class Stepper>
using Method = perilune::odeint::method<Stepper>;

}  // namespace

TEMPLATE_TEST_CASE("three bodies: a user's own force keeps Jacobi's constant and closes its orbit",
                   "[convergence]", (Dop853<double, 6>), Method<detail::OdeintFehlberg78>,
                   Method<detail::OdeintDopri5>) {
  CHECK(std::abs(jacobi(halo) - 3.046495773516859) < 1e-14);
  const PropagatorOptions options{.relative_tolerance = 1e-14,
                                  .absolute_tolerance_position = Length::from_si(1e-6),
                                  .absolute_tolerance_velocity = Speed::from_si(1e-12)};
  const Propagator propagator(forces(RotatingThreeBody{}), options);
  const Trajectory flight = propagator.template propagate_with<TestType>(halo, halo.epoch + period);
  CHECK(flight.stop_reason() == StopReason::end_time);
  const double closure = (flight.end_state().position_m - halo.position_m).norm() / length_m;
  double worst = 0.0;
  for (int i = 0; i <= 100; ++i) {
    worst = std::max(worst, std::abs(jacobi(flight.at(halo.epoch + (i / 100.0) * period)) - jacobi(halo)));
  }
  CAPTURE(closure, worst, flight.rhs_evaluations());
  // The work definition's middle level: 3e-12 is 1.2 mm. Rounding 4,000 steps of dopri5 stays below it.
  CHECK(closure < 3e-12);
  CHECK(std::abs(jacobi(flight.end_state()) - jacobi(halo)) < 1e-12);
  // On the polynomials, too: fast past the Moon they are a few orders worse than the steps.
  CHECK(worst < 1e-8);
}
