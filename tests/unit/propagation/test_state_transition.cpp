#include <cmath>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <Eigen/Geometry>
#include <Eigen/LU>
#include <Eigen/SVD>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/dynamics/orbit.hpp>
#include <perilune/propagation/propagator.hpp>
#include <perilune/time/literals.hpp>
#include <perilune/units/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;

namespace {

const Epoch start = Epoch::parse("2031-03-01T06:00:00 TDB");

Vector6 six(const State& state) {
  Vector6 made;
  made << state.position_m, state.velocity_m_s;
  return made;
}
State moved(State state, const Vector6& by) {
  state.position_m += by.head<3>();
  state.velocity_m_s += by.tail<3>();
  return state;
}

/// In units of a length and a time, where all components of the matrix are numbers.
Matrix6 nondimensional(const Matrix6& stm, double length_m, double time_s) {
  Vector6 unit;
  unit << Vector6::Constant(length_m).head<3>(), Vector6::Constant(length_m / time_s).tail<3>();
  return unit.cwiseInverse().asDiagonal() * stm * unit.asDiagonal();
}
double norm(const Matrix6& m) {
  return Eigen::JacobiSVD<Matrix6>(m).singularValues()(0);
}
/// |Phi' J Phi - J|: zero for the flow of a Hamiltonian.
double symplectic_defect(const Matrix6& stm) {
  Matrix6 J = Matrix6::Zero();
  J.topRightCorner<3, 3>().setIdentity();
  J.bottomLeftCorner<3, 3>() = -Eigen::Matrix3d::Identity();
  return norm(stm.transpose() * J * stm - J);
}

/// Largest difference of the matrix from central differences of flights, relative to the column.
template <class Model>
double worst_against_differences(const Propagator<Model>& propagator, const State& from, Epoch until,
                                 double length_m, double time_s) {
  const Matrix6 stm = nondimensional(propagator.propagate_with_stm(from, until).matrix(), length_m, time_s);
  double worst = 0.0;
  for (int j = 0; j < 6; ++j) {
    const double unit = j < 3 ? length_m : length_m / time_s;
    const auto difference = [&](double size) {
      const Vector6 by = Vector6::Unit(j) * size * unit;
      const Vector6 ahead = six(propagator.propagate(moved(from, by), until).end_state());
      const Vector6 behind = six(propagator.propagate(moved(from, -by), until).end_state());
      Vector6 made = (ahead - behind) / (2.0 * size);
      made.head<3>() /= length_m;
      made.tail<3>() /= length_m / time_s;
      return made;
    };
    const Vector6 numeric = (4.0 * difference(2e-5) - difference(4e-5)) / 3.0;
    worst = std::max(worst, (numeric - stm.col(j)).norm() / stm.col(j).norm());
  }
  return worst;
}

/// Leaves the Earth for the Moon and passes it at some thousand kilometres.
const State translunar = [] {
  const TwoPartSeconds tdb = start.tdb();
  const Eigen::Vector3d to_moon =
      Ephemeris::embedded().position_m(moon, earth, tdb.whole, tdb.fraction).normalized();
  const Eigen::Vector3d across = to_moon.unitOrthogonal();
  return State{start, earth_centred_icrf, 2e7 * across - 3e7 * to_moon, 4200.0 * to_moon + 1500.0 * across,
               1000.0};
}();
/// A user's own force, with a parameter.
struct Push {
  double strength_m_s2 = 1e-6;
  int place = 0;
  void bind(EnvironmentLayout& layout) { place = layout.add_parameter("push", strength_m_s2); }
  template <class T>
  Vector3<T> acceleration_m_s2(const BasicState<T>& state, const Environment<T>& environment) const {
    return environment.parameter(place, strength_m_s2) * state.velocity_m_s.normalized();
  }
};

/// A force that uses up mass.
struct Leak {
  template <class T>
  Vector3<T> acceleration_m_s2(const BasicState<T>&) const {
    return {};
  }
  template <class T>
  T mass_rate_kg_s(const BasicState<T>&, const Environment<T>&) const {
    return T(-1e-6);
  }
};

const PropagatorOptions tight{.relative_tolerance = 1e-14};

/// Half a day before a passage of the Moon, 3000 km from its centre.
State before_the_moon() {
  const State nearest = circular_orbit(moon, {.altitude = 1260_km, .inclination = 60_deg}, start);
  State at_perilune = nearest;
  at_perilune.velocity_m_s *= 2000.0 / nearest.velocity_m_s.norm();
  const Propagator propagator(forces(point_mass(earth), point_mass(moon), point_mass(sun)), tight);
  State there = propagator.propagate(at_perilune, start - 12_h).end_state();
  there.mass_kg = 1000.0;
  return there;
}

}  // namespace

TEST_CASE("state transition: a circular orbit has the matrix of its closed form", "[propagation]") {
  // Hill's equations are exact for a circle to first order; in axes radial, in-track, cross-track that turn.
  const State from = circular_orbit(moon, {.altitude = 100_km, .inclination = 90_deg}, start);
  const double r_m = from.position_m.norm();
  const double n = std::sqrt(mu_moon_m3_s2 / (r_m * r_m * r_m));
  const Propagator propagator(forces(point_mass(moon)), tight);
  for (const double turns : {0.3, 1.0, -0.7}) {
    const StateTransition flown =
        propagator.propagate_with_stm(from, start + Duration::seconds(turns * 6.2 / n));
    const double nt = n * (flown.end_state().epoch - start).seconds();
    const double s = std::sin(nt), c = std::cos(nt);
    Matrix6 hill;
    hill << 4 - 3 * c, 0, 0, s / n, 2 * (1 - c) / n, 0,                 //
        6 * (s - nt), 1, 0, -2 * (1 - c) / n, (4 * s - 3 * nt) / n, 0,  //
        0, 0, c, 0, 0, s / n,                                           //
        3 * n * s, 0, 0, c, 2 * s, 0,                                   //
        -6 * n * (1 - c), 0, 0, -2 * s, 4 * c - 3, 0,                   //
        0, 0, -n * s, 0, 0, c;
    const auto turning = [n](const State& state) {  // to turning axes, with their turning
      Eigen::Matrix3d R;
      R.row(0) = state.position_m.normalized();
      R.row(1) = state.velocity_m_s.normalized();
      R.row(2) = state.position_m.cross(state.velocity_m_s).normalized();
      Eigen::Matrix3d turn;
      turn << 0, n, 0, -n, 0, 0, 0, 0, 0;
      Matrix6 made = Matrix6::Zero();
      made.topLeftCorner<3, 3>() = R;
      made.bottomRightCorner<3, 3>() = R;
      made.bottomLeftCorner<3, 3>() = turn * R;
      return made;
    };
    const Matrix6 found = turning(flown.end_state()) * flown.matrix() * turning(from).inverse();
    CAPTURE(turns);
    CHECK(norm(nondimensional(found, r_m, 1.0 / n) - nondimensional(hill, r_m, 1.0 / n)) < 1e-10);
  }
}

TEST_CASE("state transition: against finite differences it is good to 1e-7", "[propagation]") {
  const State low = circular_orbit(moon, {.altitude = 100_km, .inclination = 90_deg}, start);
  const Propagator in_field(
      forces(spherical_harmonics(moon, {.degree = 20}), point_mass(earth), point_mass(sun)), tight);
  const double of_field = worst_against_differences(in_field, low, start + 6_h, 1.8e6, 1000.0);
  const Propagator to_moon(forces(point_mass(earth), point_mass(moon), point_mass(sun), j2(earth)), tight);
  const double of_flight = worst_against_differences(to_moon, translunar, start + 4_d, 4e8, 4e5);
  const double backward = worst_against_differences(to_moon, translunar, start - 1_h, 4e7, 4e4);
  CAPTURE(to_text(of_field), to_text(of_flight), to_text(backward));
  CHECK(of_field < 1e-7);
  CHECK(of_flight < 1e-7);
  CHECK(backward < 1e-7);
}

TEST_CASE("state transition: it is symplectic to rounding", "[propagation]") {
  const State low = circular_orbit(moon, {.altitude = 100_km, .inclination = 70_deg}, start);
  const Propagator in_field(forces(spherical_harmonics(moon, {.degree = 20}), point_mass(earth)), tight);
  const Propagator to_moon(forces(point_mass(earth), point_mass(moon), point_mass(sun)), tight);
  const Matrix6 of_field =
      nondimensional(in_field.propagate_with_stm(low, start + 12_h).matrix(), 1.8e6, 1000.0);
  const Matrix6 of_flight =
      nondimensional(to_moon.propagate_with_stm(translunar, start + 5_d).matrix(), 4e8, 4e5);
  const double size_field = norm(of_field), size_flight = norm(of_flight);
  const double field = symplectic_defect(of_field) / (size_field * size_field);
  const double flight = symplectic_defect(of_flight) / (size_flight * size_flight);
  CAPTURE(to_text(field), to_text(flight), size_field, size_flight);
  CHECK(field < 1e-14);
  CHECK(flight < 1e-14);
}

TEST_CASE("state transition: derivatives by parameters are those of flights with changed parameters",
          "[propagation]") {
  const auto with = [](double earth_factor, double moon_factor, double j2_factor) {
    return Propagator(forces(point_mass(earth, {.mu_m3_s2 = mu_earth_m3_s2 * earth_factor}),
                             point_mass(moon, {.mu_m3_s2 = mu_moon_m3_s2 * moon_factor}), point_mass(sun),
                             j2(earth, {.j2 = earth_j2 * j2_factor})),
                      tight);
  };
  const Epoch until = start + 3_d;
  const StateTransition flown =
      with(1, 1, 1).propagate_with_stm(translunar, until, {"mu moon", "j2 earth", "mu earth"});
  const auto check = [&](const char* name, double value, const auto& changed, double step) {
    const auto difference = [&](double h) -> Vector6 {
      return (six(changed(1.0 + h).propagate(translunar, until).end_state()) -
              six(changed(1.0 - h).propagate(translunar, until).end_state())) /
             (2.0 * h * value);
    };
    const Vector6 numeric = (4.0 * difference(step) - difference(2.0 * step)) / 3.0;
    const Vector6 exact = flown.sensitivity(name);
    CAPTURE(name, numeric.transpose(), exact.transpose());
    CHECK((numeric - exact).head<3>().norm() < 1e-7 * exact.head<3>().norm());
    CHECK((numeric - exact).tail<3>().norm() < 1e-7 * exact.tail<3>().norm());
  };
  check(
      "mu earth", mu_earth_m3_s2, [&](double f) { return with(f, 1, 1); }, 1e-4);
  check(
      "mu moon", mu_moon_m3_s2, [&](double f) { return with(1, f, 1); }, 1e-3);
  check(
      "j2 earth", earth_j2, [&](double f) { return with(1, 1, f); }, 0.1);
  // A parameter alone comes out as it does among others.
  const Vector6 alone =
      with(1, 1, 1).propagate_with_stm(translunar, until, {"mu moon"}).sensitivity("mu moon");
  CHECK((alone - flown.sensitivity("mu moon")).norm() < 1e-10 * alone.norm());
}

TEST_CASE("state transition: sunlight and drag have theirs", "[propagation]") {
  State low = circular_orbit(earth, {.altitude = 400_km, .inclination = 40_deg}, start);
  low.mass_kg = 1000.0;
  const auto with = [](double reflectivity, double drag_coefficient) {
    return Propagator(forces(point_mass(earth), j2(earth),
                             solar_radiation_pressure(
                                 {.area = 20_m2, .reflectivity_coefficient = reflectivity, .shadows = {}}),
                             drag({.area = 20_m2, .coefficient = drag_coefficient})),
                      tight);
  };
  // The effects are nearly linear; what bends is 1e-6 of them.
  const Epoch until = start + 2_h;
  const StateTransition flown =
      with(1.3, 2.2).propagate_with_stm(low, until, {"reflectivity coefficient", "drag coefficient"});
  const auto end = [&](double reflectivity, double drag_coefficient) {
    return six(with(reflectivity, drag_coefficient).propagate(low, until).end_state());
  };
  const Vector6 by_light = (end(2.3, 2.2) - end(0.3, 2.2)) / 2.0;
  const Vector6 by_drag = (end(1.3, 3.2) - end(1.3, 1.2)) / 2.0;
  CHECK(by_light.head<3>().norm() > 0.1);
  CAPTURE(by_light.transpose(), by_drag.transpose());
  CHECK((by_light - flown.sensitivity("reflectivity coefficient")).norm() < 1e-4 * by_light.norm());
  CHECK((by_drag - flown.sensitivity("drag coefficient")).norm() < 1e-5 * by_drag.norm());
}

TEST_CASE("state transition: between the steps, and from any epoch to any", "[propagation]") {
  const Propagator propagator(forces(point_mass(earth), point_mass(moon)), tight);
  const StateTransition flown = propagator.propagate_with_stm(translunar, start + 3_d, {"mu moon"});
  CHECK(flown.matrix(start) == Matrix6::Identity());
  CHECK(flown.sensitivity("mu moon", start) == Vector6::Zero());
  for (const double part : {0.21, 0.5, 0.93}) {
    const Epoch there = start + part * 3_d;
    const StateTransition first = propagator.propagate_with_stm(translunar, there, {"mu moon"});
    const Matrix6 expected = nondimensional(first.matrix(), 4e8, 4e5);
    CHECK(norm(nondimensional(flown.matrix(there), 4e8, 4e5) - expected) < 1e-9 * norm(expected));
    CHECK((flown.sensitivity("mu moon", there) - first.sensitivity("mu moon")).norm() <
          1e-9 * first.sensitivity("mu moon").norm());
    const Matrix6 second = propagator.propagate_with_stm(first.end_state(), start + 3_d).matrix();
    const Matrix6 chained = nondimensional(second * first.matrix(), 4e8, 4e5);
    CHECK(norm(chained - nondimensional(flown.matrix(), 4e8, 4e5)) < 1e-9 * norm(chained));
    CHECK(norm(nondimensional(flown.matrix(there, start + 3_d) - second, 4e8, 4e5)) <
          1e-8 * norm(nondimensional(second, 4e8, 4e5)));
  }
  CHECK_THROWS_AS(flown.matrix(start + 4_d), InvalidArgument);
  CHECK_THROWS_AS(flown.sensitivity("mu sun"), InvalidArgument);
}

TEST_CASE("state transition: events stop it, with the matrix of the stop", "[propagation]") {
  Propagator propagator(forces(point_mass(earth), point_mass(moon)), tight);
  propagator.stop_at(altitude_crossing(earth, 200000_km));
  const StateTransition stopped = propagator.propagate_with_stm(translunar, start + 6_d);
  REQUIRE(stopped.trajectory().stop_reason() == StopReason::event);
  const Propagator plain(forces(point_mass(earth), point_mass(moon)), tight);
  const StateTransition there = plain.propagate_with_stm(translunar, stopped.trajectory().end());
  const Matrix6 expected = nondimensional(there.matrix(), 4e8, 4e5);
  CHECK(norm(nondimensional(stopped.matrix(), 4e8, 4e5) - expected) < 1e-10 * norm(expected));
  CHECK(distance_m(stopped.end_state(), plain.propagate(translunar, stopped.trajectory().end()).end_state()) <
        1e-3);
}

TEST_CASE("state transition: a user's own force takes part, with its parameter", "[propagation]") {
  const Propagator propagator(forces(point_mass(earth), Push{}), tight);
  const StateTransition flown = propagator.propagate_with_stm(translunar, start + 1_d, {"push"});
  const auto end = [](double strength) {
    return six(Propagator(forces(point_mass(earth), Push{strength}), tight)
                   .propagate(translunar, start + 1_d)
                   .end_state());
  };
  const Vector6 numeric = (end(2e-6) - end(0.0)) / 2e-6;
  CHECK((numeric - flown.sensitivity("push")).norm() < 1e-6 * numeric.norm());
  CHECK(worst_against_differences(propagator, translunar, start + 1_d, 4e7, 4e4) < 1e-7);
}

TEST_CASE("state transition: it goes through impulses, burns and drops of mass", "[propagation]") {
  State low = circular_orbit(moon, {.altitude = 100_km, .inclination = 70_deg}, start);
  low.mass_kg = 3000.0;
  Propagator propagator(forces(spherical_harmonics(moon, {.degree = 8}), point_mass(earth),
                               solar_radiation_pressure({.area = 20_m2, .shadows = {}})),
                        tight);
  propagator
      .add_manoeuvre(Impulse{.name = "raise",
                             .start = start + 20_min,
                             .delta_v = 60_m_s,
                             .steering = steered_in_vnc({1.0, 0.3, -0.2}),
                             .specific_impulse = 310_s})
      .add_manoeuvre(FiniteBurn{.name = "turn",
                                .start = start + 50_min,
                                .engine = {.thrust = 1500_N, .specific_impulse = 310_s},
                                .steering = steered_in_vnc({0.3, 1.0, 0.1}, moon),
                                .throttle = {{Duration(), 1.0}, {3_min, 0.4}},
                                .duration = 8_min})
      .add_manoeuvre(
          MassDrop{.name = "stage", .start = AfterManoeuvre{.name = "turn", .delay = 1_min}, .mass = 500_kg})
      .add_manoeuvre(FiniteBurn{.name = "brake",
                                .start = AfterManoeuvre{.name = "stage", .delay = 10_min},
                                .engine = {.thrust = 1500_N, .specific_impulse = 310_s},
                                .steering = steered_in_vnc({0.2, 1.0, 0.0}, earth),
                                .dry_mass = 2100_kg});
  const Epoch until = start + 2_h;
  const StateTransition flown = propagator.propagate_with_stm(low, until);
  const Trajectory plain = propagator.propagate(low, until);
  REQUIRE(plain.stop_reason() == StopReason::end_time);
  REQUIRE(plain.manoeuvres().size() == 4);
  REQUIRE(flown.trajectory().manoeuvres().size() == 4);
  CHECK(distance_m(flown.end_state(), plain.end_state()) < 1e-4);
  CHECK(flown.end_state().mass_kg == Approx(plain.end_state().mass_kg).epsilon(1e-13));
  CHECK(flown.trajectory().at(start + 54_min).mass_kg ==
        Approx(plain.at(start + 54_min).mass_kg).epsilon(1e-13));
  const double worst = worst_against_differences(propagator, low, until, 1.8e6, 1000.0);
  CAPTURE(to_text(worst));
  CHECK(worst < 1e-7);
  // Half way through a burn, from the polynomial of its step.
  const Matrix6 within = nondimensional(flown.matrix(start + 54_min), 1.8e6, 1000.0);
  const Matrix6 until_there =
      nondimensional(propagator.propagate_with_stm(low, start + 54_min).matrix(), 1.8e6, 1000.0);
  CHECK(norm(within - until_there) < 1e-9 * norm(until_there));
}

TEST_CASE("state transition: a manoeuvre at an event moves with it", "[propagation]") {
  // A flight past the Moon: what is done at the perilune depends on when that is.
  const State moonward = before_the_moon();
  Propagator propagator(forces(point_mass(earth), point_mass(moon), point_mass(sun)), tight);
  propagator.add_manoeuvre(Impulse{.name = "turn",
                                   .start = perilune_passage(),
                                   .delta_v = 250_m_s,
                                   .steering = steered_in_vnc({-0.8, 0.5, 0.3}, moon),
                                   .specific_impulse = 310_s});
  const Epoch until = moonward.epoch + 1_d;
  REQUIRE(propagator.propagate(moonward, until).manoeuvres().size() == 1);
  const double worst = worst_against_differences(propagator, moonward, until, 4e6, 4000.0);
  CAPTURE(to_text(worst));
  CHECK(worst < 1e-6);
}

TEST_CASE("state transition: burns that events start and end carry all that follows them", "[propagation]") {
  State low = circular_orbit(moon, {.altitude = 300_km, .inclination = 70_deg}, start);
  low.velocity_m_s *= 1.05;
  low.mass_kg = 3000.0;
  Propagator propagator(forces(spherical_harmonics(moon, {.degree = 8}), point_mass(earth),
                               solar_radiation_pressure({.area = 400_m2, .shadows = {}})),
                        tight);
  const Engine engine{.thrust = 1500_N, .specific_impulse = 310_s};
  propagator
      .add_manoeuvre(FiniteBurn{.name = "raise",
                                .start = apolune_passage(),
                                .engine = engine,
                                .steering = steered_in_vnc({1.0, 0.3, -0.2}),
                                .throttle = {{Duration(), 1.0}, {3_min, 0.4}},
                                .duration = 8_min})
      .add_manoeuvre(
          MassDrop{.name = "stage", .start = AfterManoeuvre{.name = "raise", .delay = 1_min}, .mass = 300_kg})
      .add_manoeuvre(FiniteBurn{.name = "turn",
                                .start = AfterManoeuvre{.name = "stage", .delay = 10_min},
                                .engine = engine,
                                .steering = steered_in_vnc({-0.3, -0.8, 0.4}, earth),
                                .cutoff = mass_crossing(2200_kg),
                                .dry_mass = 2000_kg})
      .add_manoeuvre(
          FiniteBurn{.name = "brake",
                     .start = AfterManoeuvre{.name = "turn", .delay = {}, .event = perilune_passage()},
                     .engine = engine,
                     .steering = steered_by_linear_tangent(5_deg, 2e-4, true),
                     .dry_mass = 2100_kg});
  const Epoch until = start + 3_h;
  const Trajectory plain = propagator.propagate(low, until);
  REQUIRE(plain.manoeuvres().size() == 4);
  REQUIRE(plain.manoeuvres()[3].ended_by == "dry mass");
  const double worst = worst_against_differences(propagator, low, until, 2e6, 1000.0);
  CAPTURE(to_text(worst));
  CHECK(worst < 1e-6);
  // Within a burn that began at an event: the mass at a time depends on when it began.
  const Epoch within = plain.manoeuvres()[0].begin.epoch + 5_min;
  const double worst_within = worst_against_differences(propagator, low, within, 2e6, 1000.0);
  CAPTURE(to_text(worst_within));
  CHECK(worst_within < 1e-6);
}

TEST_CASE("state transition: a push in the axes of its ignition", "[propagation]") {
  State low = circular_orbit(moon, {.altitude = 100_km, .inclination = 70_deg}, start);
  low.mass_kg = 3000.0;
  for (const std::optional<BodyId> body : {std::optional<BodyId>(), std::optional<BodyId>(earth)}) {
    Propagator propagator(forces(point_mass(moon), point_mass(earth)), tight);
    propagator.add_manoeuvre(FiniteBurn{.name = "raise",
                                        .start = start + 20_min,
                                        .engine = {.thrust = 3000_N, .specific_impulse = 310_s},
                                        .steering = steered_by_linear_tangent(8_deg, 3e-4, false, body),
                                        .duration = 7_min});
    const double worst = worst_against_differences(propagator, low, start + 40_min, 1.8e6, 1000.0);
    CAPTURE(to_text(worst));
    CHECK(worst < 1e-7);
  }
}

TEST_CASE("state transition: parameters move events, and what waits for them", "[propagation]") {
  const State moonward = before_the_moon();
  const Epoch until = moonward.epoch + 1_d;
  const auto with = [](double mu_m3_s2) {
    Propagator made(forces(point_mass(earth), point_mass(moon, {.mu_m3_s2 = mu_m3_s2})), tight);
    made.add_manoeuvre(Impulse{.name = "turn",
                               .start = perilune_passage(),
                               .delta_v = 250_m_s,
                               .steering = steered_in_vnc({-1.0, 0.0, 0.0}, moon)});
    return made;
  };
  const StateTransition flown = with(mu_moon_m3_s2).propagate_with_stm(moonward, until, {"mu moon"});
  const double change = 1e-5 * mu_moon_m3_s2;
  const Vector6 numeric = (six(with(mu_moon_m3_s2 + change).propagate(moonward, until).end_state()) -
                           six(with(mu_moon_m3_s2 - change).propagate(moonward, until).end_state())) /
                          (2.0 * change);
  CAPTURE(numeric.transpose(), flown.sensitivity("mu moon").transpose());
  CHECK((numeric - flown.sensitivity("mu moon")).norm() < 1e-6 * numeric.norm());
}

TEST_CASE("state transition: a flight back undoes the matrix of the flight there, impulse and all",
          "[propagation]") {
  const State low = circular_orbit(moon, {.altitude = 100_km, .inclination = 70_deg}, start);
  Propagator propagator(forces(point_mass(moon), point_mass(earth)), tight);
  propagator.add_manoeuvre(Impulse{.name = "raise",
                                   .start = start + 20_min,
                                   .delta_v = 300_m_s,
                                   .steering = steered_in_vnc({0.5, 0.7, -0.2})});
  const StateTransition there = propagator.propagate_with_stm(low, start + 40_min);
  const StateTransition back = propagator.propagate_with_stm(there.end_state(), start);
  CHECK(distance_m(back.end_state(), low) < 1e-4);
  const Matrix6 both = nondimensional(back.matrix() * there.matrix(), 1.8e6, 1000.0);
  CHECK(norm(both - Matrix6::Identity()) < 1e-9);
}

TEST_CASE("state transition: steps end at the edges of shadows, as those of any flight", "[propagation]") {
  State low = circular_orbit(earth, {.altitude = 400_km, .inclination = 40_deg}, start);
  low.mass_kg = 1000.0;
  const auto with = [](double reflectivity) {
    return Propagator(
        forces(point_mass(earth),
               solar_radiation_pressure({.area = 20_m2, .reflectivity_coefficient = reflectivity})),
        tight);
  };
  const Epoch until = start + 5_h;  // three passages through the shadow
  const StateTransition flown = with(1.3).propagate_with_stm(low, until, {"reflectivity coefficient"});
  CHECK(distance_m(flown.end_state(), with(1.3).propagate(low, until).end_state()) < 1e-3);
  const Vector6 by_light =
      (six(with(2.3).propagate(low, until).end_state()) - six(with(0.3).propagate(low, until).end_state())) /
      2.0;
  CAPTURE(by_light.transpose(), flown.sensitivity("reflectivity coefficient").transpose());
  CHECK((by_light - flown.sensitivity("reflectivity coefficient")).norm() < 1e-4 * by_light.norm());
}

TEST_CASE("state transition: what cannot be asked for is refused", "[propagation]") {
  const Propagator propagator(forces(point_mass(earth), point_mass(moon)));
  CHECK_THROWS_WITH(propagator.propagate_with_stm(translunar, start + 1_d, {"mu mars"}),
                    Catch::Contains("mu earth, mu moon"));
  CHECK_THROWS_AS(propagator.propagate_with_stm(translunar, start + 1_d, {"mu moon", "mu moon"}),
                  InvalidArgument);
  CHECK_THROWS_WITH(Propagator(forces(point_mass(earth), Leak{})).propagate_with_stm(translunar, start + 1_d),
                    Catch::Contains("uses up mass"));
}
