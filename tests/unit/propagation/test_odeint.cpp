#include <perilune/propagation/odeint.hpp>

#include <array>
#include <cmath>
#include <functional>
#include <numbers>
#include <string>
#include <type_traits>

#include <perilune/core/error.hpp>
#include <perilune/core/simd.hpp>
#include <perilune/dynamics/force_model.hpp>
#include <perilune/dynamics/point_mass.hpp>
#include <perilune/propagation/propagator.hpp>
#include <perilune/time/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;
namespace bo = boost::numeric::odeint;

namespace {

using Circle = std::array<double, 2>;

/// x'' = -x: the unit circle.
struct Oscillator {
  int* calls = nullptr;
  template <class State>
  void operator()(const State& x, State& dxdt, double) const {
    dxdt[0] = x[1];
    dxdt[1] = -x[0];
    if (calls != nullptr) ++*calls;
  }
};

constexpr double pi = std::numbers::pi;

/// A user's own force beside a built-in one.
struct Push {
  template <class T>
  Vector3<T> acceleration_m_s2(const BasicState<T>&) const {
    return {T(0.0), T(1e-7), T(0.0)};
  }
};

const State coast{
    Epoch::parse("2031-03-01 TDB"), earth_centred_icrf, {1e8, 0.0, 1e7}, {500.0, 1500.0, 0.0}, 1.0};

}  // namespace

TEST_CASE("odeint: the factories give Perilune's own controlled and dense-output steppers", "[propagation]") {
  using Error = perilune::odeint::dop853<Circle>;
  static_assert(std::is_same_v<decltype(bo::make_controlled(1e-9, 1e-9, Error())),
                               perilune::odeint::controlled_dop853<Circle>>);
  static_assert(std::is_same_v<decltype(bo::make_dense_output(1e-9, 1e-9, Error())),
                               perilune::odeint::dense_output_dop853<Circle>>);
  CHECK(Error().order() == 8);
}

TEST_CASE("odeint: integrate_adaptive takes the controlled stepper, forward and backward", "[propagation]") {
  for (const double end : {10.0 * pi, -10.0 * pi}) {
    Circle x{1.0, 0.0};
    bo::integrate_adaptive(bo::make_controlled(1e-12, 1e-12, perilune::odeint::dop853<Circle>()),
                           Oscillator(), x, 0.0, end, std::copysign(0.1, end));
    CHECK(std::hypot(x[0] - 1.0, x[1]) < 1e-10);
  }
}

TEST_CASE("odeint: the first stage of a step is not evaluated twice", "[propagation]") {
  int calls = 0;
  Circle x{1.0, 0.0};
  auto stepper = bo::make_controlled(1e-9, 1e-9, perilune::odeint::dop853<Circle>());
  const std::size_t steps = bo::integrate_adaptive(std::ref(stepper), Oscillator{&calls}, x, 0.0, 10.0, 0.1);
  CHECK(static_cast<std::size_t>(calls) <= 1 + 12 * (steps + 3));  // at most three attempts rejected
}

TEST_CASE("odeint: a state changed from outside is noticed", "[propagation]") {
  perilune::odeint::controlled_dop853<Circle> stepper(1e-12, 1e-12);
  Circle x{1.0, 0.0};
  double t = 0.0, dt = 0.1;
  REQUIRE(stepper.try_step(Oscillator(), x, t, dt) == bo::success);
  x = {0.0, 1.0};
  const double t0 = t;
  dt = 0.1;
  REQUIRE(stepper.try_step(Oscillator(), x, t, dt) == bo::success);
  CHECK(x[0] == Approx(std::sin(t - t0)).epsilon(1e-12));
}

TEST_CASE("odeint: Odeint's own controller takes the error stepper, with any state of fixed size",
          "[propagation]") {
  Eigen::Vector2d x(1.0, 0.0);
  using Stepper = perilune::odeint::dop853<Eigen::Vector2d>;
  perilune::odeint::controlled_dop853<Eigen::Vector2d> own(1e-12, 1e-12);
  bo::integrate_adaptive(own, Oscillator(), x, 0.0, 2.0 * pi, 0.1);
  CHECK((x - Eigen::Vector2d(1.0, 0.0)).norm() < 1e-11);
  static_assert(Stepper::size == 2);

  Circle y{1.0, 0.0};
  bo::integrate_adaptive(
      bo::controlled_runge_kutta<perilune::odeint::dop853<Circle>>(
          bo::default_error_checker<double, bo::array_algebra, bo::default_operations>(1e-12, 1e-12)),
      Oscillator(), y, 0.0, 2.0 * pi, 0.1);
  CHECK(std::hypot(y[0] - 1.0, y[1]) < 1e-10);
}

TEST_CASE("odeint: dense output between the steps, and integrate_const on it", "[propagation]") {
  auto stepper = bo::make_dense_output(1e-12, 1e-12, perilune::odeint::dop853<Circle>());
  stepper.initialize(Circle{1.0, 0.0}, 0.0, 0.1);
  for (int i = 0; i < 20; ++i) {
    const auto [t0, t1] = stepper.do_step(Oscillator());
    CHECK(t0 == stepper.previous_time());
    CHECK(t1 == stepper.current_time());
    for (const double s : {0.0, 0.3, 0.8, 1.0}) {
      Circle x;
      const double t = t0 + s * (t1 - t0);
      stepper.calc_state(t, x);
      CHECK(std::hypot(x[0] - std::cos(t), x[1] + std::sin(t)) < 1e-10);
    }
  }
  double worst = 0.0;
  Circle x{1.0, 0.0};
  bo::integrate_const(bo::make_dense_output(1e-12, 1e-12, perilune::odeint::dop853<Circle>()), Oscillator(),
                      x, 0.0, 20.0, 0.1, [&worst](const Circle& at, double t) {
                        worst = std::max(worst, std::hypot(at[0] - std::cos(t), at[1] + std::sin(t)));
                      });
  CHECK(worst < 1e-10);
}

TEST_CASE("odeint: max_dt is kept", "[propagation]") {
  auto stepper = bo::make_controlled(1e-3, 1e-3, 0.05, perilune::odeint::dop853<Circle>());
  Circle x{1.0, 0.0};
  const std::size_t steps = bo::integrate_adaptive(stepper, Oscillator(), x, 0.0, 1.0, 1.0);
  CHECK(steps >= 20);
}

TEST_CASE("odeint: Odeint's steppers fly a user's own force in the propagator", "[propagation]") {
  const Propagator propagator(forces(point_mass(earth), point_mass(moon), Push()));
  const Epoch until = coast.epoch + 2_d;
  const State expected = propagator.propagate(coast, until).end_state();
  using Array = std::array<double, 6>;
  const Trajectory fehlberg =
      propagator.propagate_with<perilune::odeint::method<bo::runge_kutta_fehlberg78<Array>>>(coast, until);
  const Trajectory cash_karp =
      propagator.propagate_with<perilune::odeint::method<bo::runge_kutta_cash_karp54<Array>>>(coast, until);
  CHECK(distance_m(fehlberg.end_state(), expected) < 1e-2);
  CHECK(distance_m(cash_karp.end_state(), expected) < 1e-2);
  CHECK(distance_m(cash_karp.at(coast.epoch + 1_d), propagator.propagate(coast, 1_d).end_state()) < 1e-2);
}

TEST_CASE("odeint: Perilune's forces are a system of Odeint's", "[propagation]") {
  auto model = forces(point_mass(earth), point_mass(moon), Push());
  perilune::odeint::system system(model, coast);
  auto x = perilune::odeint::system<decltype(model)>::state_of(coast);
  const Propagator propagator(model);
  const Trajectory flight = propagator.propagate(coast, 1_d);
  bo::integrate_adaptive(
      bo::make_controlled(1e-6, 1e-13, bo::runge_kutta_fehlberg78<std::array<double, 6>>()), std::ref(system),
      x, 0.0, 86400.0, 60.0);
  // 86400 s of TDB and of TT differ by at most 3e-5 s.
  CHECK((Eigen::Vector3d(x[0], x[1], x[2]) - flight.end_state().position_m).norm() < 0.1);
}

namespace {

using Plane = std::array<double, 4>;

/// Two bodies in a plane; the acceleration does not depend on the velocity.
struct TwoBody {
  int* calls = nullptr;
  template <class X, class D, class T>
  void operator()(const X& x, D& dxdt, const T&) const {
    using std::sqrt;
    const auto square = x[0] * x[0] + x[1] * x[1];
    const auto inverse_cube = T(1.0) / (square * sqrt(square));
    dxdt[0] = x[2];
    dxdt[1] = x[3];
    dxdt[2] = -inverse_cube * x[0];
    dxdt[3] = -inverse_cube * x[1];
    if (calls != nullptr) ++*calls;
  }
};
struct TwoBodyInLanes : TwoBody {
  static constexpr bool takes_packs = true;
};

/// At the periapsis of an ellipse of eccentricity 0.6 whose period is 2 pi.
constexpr Plane ellipse{0.4, 0.0, 0.0, 2.0};
double kepler_x(double anomaly) {
  return std::cos(anomaly) - 0.6;
}
double off(const Plane& x) {
  return std::hypot(x[0] - ellipse[0], x[1], std::hypot(x[2], x[3] - ellipse[3]));
}

/// Everything that Odeint does with one of our steppers, against the ellipse.
/// Some fifty steps, each of 1e-12, on an orbit that doubles an error by its end.
constexpr double at_end = 5e-10;
template <class Stepper>
void check_in_odeint(double dense_error) {
  static_assert(std::is_same_v<decltype(bo::make_controlled(1e-9, 1e-9, Stepper())),
                               perilune::odeint::controlled<Stepper>>);
  static_assert(std::is_same_v<decltype(bo::make_dense_output(1e-9, 1e-9, Stepper())),
                               perilune::odeint::dense_output<Stepper>>);
  for (const double end : {2.0 * pi, -2.0 * pi}) {
    const double dt = std::copysign(0.05, end);
    Plane x = ellipse;
    bo::integrate_adaptive(bo::make_controlled(1e-12, 1e-12, Stepper()), TwoBody(), x, 0.0, end, dt);
    CHECK(off(x) < at_end);
    x = ellipse;  // Odeint's own controller: its norm is the largest component's
    using Checker = bo::default_error_checker<double, bo::array_algebra, bo::default_operations>;
    bo::integrate_adaptive(bo::controlled_runge_kutta<Stepper>(Checker(1e-12, 1e-12)), TwoBody(), x, 0.0, end,
                           dt);
    CHECK(off(x) < at_end);
    x = ellipse;
    double worst = 0.0;
    bo::integrate_adaptive(bo::make_dense_output(1e-12, 1e-12, Stepper()), TwoBody(), x, 0.0, end, dt);
    CHECK(off(x) < at_end);
    x = ellipse;
    bo::integrate_const(
        bo::make_dense_output(1e-12, 1e-12, Stepper()), TwoBody(), x, 0.0, end, end / 100.0,
        [&worst](const Plane& at, double t) {
          double anomaly = t;  // Kepler's equation, by Newton
          for (int i = 0; i < 30; ++i)
            anomaly -= (anomaly - 0.6 * std::sin(anomaly) - t) / (1.0 - 0.6 * std::cos(anomaly));
          worst = std::max(worst, std::hypot(at[0] - kepler_x(anomaly), at[1] - 0.8 * std::sin(anomaly)));
        });
    CHECK(worst < dense_error);
    x = ellipse;
    bo::integrate_n_steps(Stepper(), TwoBody(), x, 0.0, end / 300.0, 300);
    CHECK(off(x) < at_end);
  }
}

}  // namespace

TEST_CASE("odeint: every stepper of ours works in Odeint's drivers, alone, controlled and with dense output",
          "[propagation]") {
  SECTION("dop853") {
    check_in_odeint<perilune::odeint::dop853<Plane>>(1e-10);
  }
  SECTION("rkn1210") {
    check_in_odeint<perilune::odeint::rkn1210<Plane>>(1e-8);
  }
  SECTION("gl_collocation_8") {
    check_in_odeint<perilune::odeint::gl_collocation_8<Plane>>(1e-8);
  }
  SECTION("gl_collocation_16") {
    check_in_odeint<perilune::odeint::gl_collocation_16<Plane>>(1e-8);
  }
}

TEST_CASE("odeint: collocation calls a system that takes packs with all instants side by side",
          "[propagation]") {
  const auto fly = [](auto system) {
    Plane x = ellipse;
    bo::integrate_adaptive(bo::make_controlled(1e-12, 1e-12, perilune::odeint::gl_collocation_8<Plane>()),
                           system, x, 0.0, 2.0 * pi, 0.05);
    return x;
  };
  int one_by_one = 0, in_lanes = 0;
  const Plane x = fly(TwoBody{&one_by_one});
  const Plane y = fly(TwoBodyInLanes{{&in_lanes}});
  CHECK(off(x) < 1e-10);
  CHECK(off(y) < 1e-10);
  CHECK(in_lanes * (simd::native_lanes - 1) < one_by_one);
}

TEST_CASE("odeint: methods for second-order equations refuse others", "[propagation]") {
  const auto refused = [](auto stepper, auto system) -> std::string {
    Plane x = ellipse;
    try {
      bo::integrate_adaptive(bo::make_controlled(1e-9, 1e-9, stepper), system, x, 0.0, 1.0, 0.1);
    } catch (const InvalidArgument& error) {
      return error.what();
    }
    return "not refused";
  };
  const auto first_order = [](const Plane& x, Plane& dxdt, double) { dxdt = {-x[0], -x[1], -x[2], -x[3]}; };
  const auto damped = [](const Plane& x, Plane& dxdt, double) {
    dxdt = {x[2], x[3], -x[0] - 0.1 * x[2], -x[1] - 0.1 * x[3]};
  };
  CHECK(refused(perilune::odeint::gl_collocation_8<Plane>(), first_order).find("first half are positions") !=
        std::string::npos);
  CHECK(refused(perilune::odeint::rkn1210<Plane>(), damped).find("velocity") != std::string::npos);
  CHECK(refused(perilune::odeint::gl_collocation_16<Plane>(), damped) == "not refused");
}

namespace {

template <class Stepper>
void check_trouble() {
  const auto refused = [](auto stepper, Plane x) -> std::string {
    try {
      bo::integrate_adaptive(stepper, TwoBody(), x, 0.0, 7.0, 0.01);
    } catch (const InvalidArgument& error) {
      return error.what();
    }
    return "not refused";
  };
  const auto controlled = [](double absolute, double relative) {
    return bo::make_controlled(absolute, relative, Stepper());
  };
  const auto dense = [](double absolute, double relative) {
    return bo::make_dense_output(absolute, relative, Stepper());
  };
  using Catch::Matchers::ContainsSubstring;
  const Plane falling{1.0, 0.0, 0.0, 0.0};  // into the centre, after pi / sqrt(8)
  CHECK_THAT(refused(controlled(1e-12, 1e-12), falling), ContainsSubstring("at t = 1.1107"));
  CHECK_THAT(refused(dense(1e-12, 1e-12), falling), ContainsSubstring("at t = 1.1107"));
  const double nan = std::nan("");
  CHECK_THAT(refused(controlled(1e-12, 1e-12), {1.0, nan, 0.0, 1.0}), ContainsSubstring("not a number"));
  CHECK_THAT(refused(dense(1e-12, 1e-12), {1.0, nan, 0.0, 1.0}), ContainsSubstring("not a number"));
  for (const double bad : {0.0, -1e-9, nan}) {
    CHECK_THROWS_AS(controlled(bad, bad), InvalidArgument);
    CHECK_THROWS_AS(dense(bad, bad), InvalidArgument);
  }
  CHECK_THROWS_AS(bo::make_controlled(1e-9, 1e-9, 0.0, Stepper()), InvalidArgument);

  for (const double dt : {1e-9, 1e-2, 1e9}) {  // a first step of any length
    Plane x = ellipse;
    const std::size_t steps =
        bo::integrate_adaptive(controlled(1e-12, 1e-12), TwoBody(), x, 0.0, 2.0 * pi, dt);
    CHECK(off(x) < at_end);
    CHECK(steps < 150);
  }
}

}  // namespace

TEST_CASE("odeint: a singularity, what is not a number and tolerances that are none end with a message",
          "[propagation]") {
  SECTION("dop853") {
    check_trouble<perilune::odeint::dop853<Plane>>();
  }
  SECTION("rkn1210") {
    check_trouble<perilune::odeint::rkn1210<Plane>>();
  }
  SECTION("gl_collocation_8") {
    check_trouble<perilune::odeint::gl_collocation_8<Plane>>();
  }
  SECTION("gl_collocation_16") {
    check_trouble<perilune::odeint::gl_collocation_16<Plane>>();
  }
}
