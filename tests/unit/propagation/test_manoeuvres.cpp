#include <perilune/propagation/manoeuvre.hpp>

#include <cmath>
#include <limits>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/dynamics/orbit.hpp>
#include <perilune/frames/orbit_axes.hpp>
#include <perilune/propagation/propagator.hpp>
#include <perilune/time/literals.hpp>
#include <perilune/units/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;
using Catch::Matchers::Contains;

namespace {

const Epoch start = Epoch::parse("2031-03-01T06:00:00 TDB");

/// The same pull everywhere, and an engine of the user's own that uses up mass at a constant rate.
struct Uniform {
  Eigen::Vector3d pull_m_s2 = Eigen::Vector3d::Zero();
  double thrust_n = 0.0;
  double exhaust_m_s = 3000.0;

  template <class T>
  Vector3<T> acceleration_m_s2(const BasicState<T>& state) const {
    return Vector3<T>(T(pull_m_s2.x()) + T(thrust_n) / state.mass_kg, T(pull_m_s2.y()), T(pull_m_s2.z()));
  }
  template <class T>
  T mass_rate_kg_s(const BasicState<T>&, const Environment<T>&) const {
    return T(-thrust_n / exhaust_m_s);
  }
};

using Free = Propagator<ForceModel<Uniform>>;

/// At rest, far from everything.
State at_rest(double mass_kg = 1000.0) {
  return {start, earth_centred_icrf, {1e9, 0.0, 0.0}, {0.0, 100.0, 0.0}, mass_kg};
}

const Engine engine{.thrust = 500_N, .specific_impulse = 300_s};
const double exhaust_m_s = 300.0 * 9.80665;

FiniteBurn burn_along_x(Duration after, Duration duration) {
  return {.name = "burn",
          .start = start + after,
          .engine = engine,
          .steering = steered_inertially({1.0, 0.0, 0.0}),
          .duration = duration};
}

/// Where a rocket in free space is after t seconds of thrust, from rest, and how fast.
struct Rocket {
  double mass_kg, thrust_n, exhaust_m_s;
  double flow() const { return thrust_n / exhaust_m_s; }
  double speed(double t) const { return -exhaust_m_s * std::log1p(-flow() * t / mass_kg); }
  double way(double t) const {
    const double tau = mass_kg / flow();
    return exhaust_m_s * ((tau - t) * std::log1p(-t / tau) + t);
  }
};

State low_orbit() {
  State state = circular_orbit(earth, {.altitude = 400_km, .inclination = 28_deg}, start);
  state.mass_kg = 2000.0;
  return state;
}

Propagator<StandardForces> about_the_earth() {
  StandardForces model;
  model.add(point_mass(earth));
  return Propagator(model);
}

}  // namespace

TEST_CASE("finite burn: the rocket equation, speed, way and mass", "[propagation]") {
  const Rocket rocket{1000.0, 500.0, exhaust_m_s};
  Free propagator(forces(Uniform()));
  propagator.add_manoeuvre(burn_along_x(100_s, 2000_s));
  const Trajectory flight = propagator.propagate(at_rest(), 3000_s);
  REQUIRE(flight.stop_reason() == StopReason::end_time);
  REQUIRE(flight.manoeuvres().size() == 1);
  const ManoeuvreRecord& burn = flight.manoeuvres()[0];
  CHECK(burn.complete);
  CHECK(burn.ended_by == "duration");
  CHECK(burn.begin.epoch == start + 100_s);
  CHECK(burn.end.epoch == start + 2100_s);
  CHECK(burn.begin.mass_kg == 1000.0);
  CHECK(std::abs(burn.end.mass_kg - (1000.0 - rocket.flow() * 2000.0)) < 1e-9);
  CHECK(std::abs(burn.delta_v_m_s - rocket.speed(2000.0)) < 1e-9);
  CHECK(std::abs(burn.end.velocity_m_s.x() - rocket.speed(2000.0)) < 1e-9);
  CHECK(std::abs(burn.end.position_m.x() - 1e9 - rocket.way(2000.0)) < 1e-5);
  CHECK(flight.end_state().mass_kg == burn.end.mass_kg);
  CHECK(std::abs(flight.end_state().position_m.x() - burn.end.position_m.x() -
                 900.0 * burn.end.velocity_m_s.x()) < 1e-4);
  // On the way, too, by the continuous extension.
  CHECK(flight.at(start + 50_s).mass_kg == 1000.0);
  for (const double s : {1.0, 333.3, 1999.0}) {
    const State on_the_way = flight.at(start + 100_s + Duration::seconds(s));
    CHECK(std::abs(on_the_way.mass_kg - (1000.0 - rocket.flow() * s)) < 1e-9);
    CHECK(std::abs(on_the_way.velocity_m_s.x() - rocket.speed(s)) < 1e-8);
  }
  CHECK(flight.at(start + 2500_s).mass_kg == burn.end.mass_kg);
}

TEST_CASE("finite burn: steps end at ignition, at throttle changes and at cutoff", "[propagation]") {
  FiniteBurn burn = burn_along_x(100_s, 1000_s);
  burn.throttle = {{0_s, 1.0}, {200_s, 0.4}, {600_s, 0.0}, {700_s, 0.9}};
  Free propagator(forces(Uniform()));
  propagator.add_manoeuvre(burn);
  const Trajectory flight = propagator.propagate(at_rest(), 2000_s);
  const std::vector<Epoch> steps = flight.step_epochs();
  for (const Duration after : {100_s, 300_s, 700_s, 800_s, 1100_s}) {
    CAPTURE(to_text(after));
    CHECK(std::find(steps.begin(), steps.end(), start + after) != steps.end());
  }
  const double seconds_at_full = 200.0 + 0.4 * 400.0 + 0.9 * 300.0;
  CHECK(std::abs(flight.end_state().mass_kg - (1000.0 - 500.0 / exhaust_m_s * seconds_at_full)) < 1e-9);
  CHECK(std::abs(flight.end_state().velocity_m_s.x() -
                 exhaust_m_s * std::log(1000.0 / flight.end_state().mass_kg)) < 1e-9);
  CHECK(flight.at(start + 750_s).velocity_m_s.x() == Approx(flight.at(start + 701_s).velocity_m_s.x()));
}

TEST_CASE("finite burn: ends by propellant, by dry mass, by event, whichever comes first", "[propagation]") {
  const double flow = 500.0 / exhaust_m_s;
  FiniteBurn burn = burn_along_x(0_s, 3000_s);
  const auto flown = [](const FiniteBurn& one) {
    Free propagator(forces(Uniform()));
    propagator.add_manoeuvre(one);
    return propagator.propagate(at_rest(), 1_h);
  };
  burn.propellant = 200_kg;
  Trajectory flight = flown(burn);
  CHECK(flight.manoeuvres()[0].ended_by == "propellant");
  CHECK(std::abs(flight.end_state().mass_kg - 800.0) < 1e-9);
  CHECK(std::abs((flight.manoeuvres()[0].end.epoch - start).seconds() - 200.0 / flow) < 2e-9);

  burn.dry_mass = 900_kg;
  burn.throttle = {{0_s, 0.5}, {100_s, 1.0}};
  flight = flown(burn);
  CHECK(flight.manoeuvres()[0].ended_by == "dry mass");
  CHECK(std::abs(flight.end_state().mass_kg - 900.0) < 1e-9);
  CHECK(std::abs((flight.manoeuvres()[0].end.epoch - start).seconds() - (50.0 + 100.0 / flow)) < 2e-9);

  burn.throttle.clear();
  burn.cutoff =
      function_event("fast enough", [](const EventSample& now) { return now.velocity_m_s.x() - 40.0; });
  flight = flown(burn);
  CHECK(flight.manoeuvres()[0].ended_by == "fast enough");
  CHECK(std::abs(flight.end_state().velocity_m_s.x() - 40.0) < 1e-7);
  CHECK(std::abs(flight.end_state().mass_kg - 1000.0 * std::exp(-40.0 / exhaust_m_s)) < 1e-7);
  REQUIRE(flight.events().size() == 3);
  CHECK(flight.events()[0].name == "burn ignition");
  CHECK(flight.events()[1].name == "fast enough");
  CHECK(flight.events()[2].name == "burn cutoff");
}

TEST_CASE("finite burn: a flight that ends in it says so, and the next goes on with it", "[propagation]") {
  Free propagator(forces(Uniform()));
  propagator.add_manoeuvre(burn_along_x(100_s, 1000_s));
  const Trajectory whole = propagator.propagate(at_rest(), 2000_s);
  const Trajectory first = propagator.propagate(at_rest(), 700_s);
  CHECK_FALSE(first.manoeuvres()[0].complete);
  CHECK(first.manoeuvres()[0].ended_by == "end of the flight");
  const Trajectory second = propagator.propagate(first.end_state(), start + 2000_s);
  REQUIRE(second.manoeuvres().size() == 1);
  CHECK(second.manoeuvres()[0].complete);
  CHECK((second.end_state().position_m - whole.end_state().position_m).norm() < 1e-4);
  CHECK((second.end_state().velocity_m_s - whole.end_state().velocity_m_s).norm() < 1e-9);
  CHECK(std::abs(second.end_state().mass_kg - whole.end_state().mass_kg) < 1e-9);
}

TEST_CASE("linear tangent: the closed form under constant acceleration in uniform gravity", "[propagation]") {
  // Thrust over mass is constant to 1.5e-7, of 1500 m/s: a specific impulse of 1e9 s. With tan = p + q t,
  //   integral of cos = asinh(tan) / q,  of sin = sqrt(1 + tan^2) / q.
  const double a = 3.0, p = std::tan(0.7), q = -1e-3, t = 500.0;
  Free propagator(forces(Uniform{.pull_m_s2 = {-1.62, 0.0, 0.0}}));
  propagator.add_manoeuvre(
      FiniteBurn{.start = start,
                 .engine = {.thrust = 3000_N, .specific_impulse = Duration::seconds(1e9)},
                 .steering = steered_by_linear_tangent(0.7_rad, q),
                 .duration = 500_s});
  const State end = propagator.propagate(at_rest(), 500_s).end_state();
  const double last = p + q * t;
  const double level = a / q * (std::asinh(last) - std::asinh(p));
  const double rise = a / q * (std::hypot(1.0, last) - std::hypot(1.0, p)) - 1.62 * t;
  CHECK(std::abs(end.velocity_m_s.y() - 100.0 - level) < 3e-4);
  CHECK(std::abs(end.velocity_m_s.x() - rise) < 3e-4);
  CHECK(std::abs(end.velocity_m_s.z()) < 1e-9);
  CHECK_THROWS_WITH(steered_by_linear_tangent(90_deg, 0.0), Contains("within 90 deg"));
}

TEST_CASE(
    "impulse: at an epoch, in axes that are inertial or the orbit's, with the mass of the rocket equation",
    "[propagation]") {
  Propagator<StandardForces> propagator = about_the_earth();
  propagator.add_manoeuvre(Impulse{.name = "turn",
                                   .start = start + 1_h,
                                   .delta_v = 120_m_s,
                                   .steering = steered_in_vnc({0.0, 3.0, 4.0}),
                                   .specific_impulse = 300_s});
  const Trajectory flight = propagator.propagate(low_orbit(), 2_h);
  REQUIRE(flight.manoeuvres().size() == 1);
  const ManoeuvreRecord& turn = flight.manoeuvres()[0];
  CHECK(turn.begin.epoch == start + 1_h);
  CHECK((turn.end.position_m - turn.begin.position_m).norm() == 0.0);
  const Eigen::Matrix3d vnc = vnc_matrix({turn.begin.position_m, turn.begin.velocity_m_s});
  const Eigen::Vector3d change = vnc * (turn.end.velocity_m_s - turn.begin.velocity_m_s);
  CHECK((change - Eigen::Vector3d(0.0, 72.0, 96.0)).norm() < 1e-11);
  CHECK(turn.end.mass_kg == Approx(2000.0 * std::exp(-120.0 / exhaust_m_s)).epsilon(1e-15));
  CHECK(flight.at(start + 1_h).velocity_m_s == turn.end.velocity_m_s);
  CHECK(flight.at(start + 1_h).mass_kg == turn.end.mass_kg);
  CHECK(flight.at(start + 1_h - 1_ns).mass_kg == 2000.0);
  CHECK(flight.end_state().mass_kg == turn.end.mass_kg);
}

TEST_CASE("impulse: at an event: Hohmann's two burns", "[propagation]") {
  Propagator<StandardForces> propagator = about_the_earth();
  const double r1 = earth_radius_m + 400e3, r2 = earth_radius_m + 2000e3;
  const double mu = mu_earth_m3_s2, a = 0.5 * (r1 + r2);
  const double first = std::sqrt(mu * (2.0 / r1 - 1.0 / a)) - std::sqrt(mu / r1);
  const double second = std::sqrt(mu / r2) - std::sqrt(mu * (2.0 / r2 - 1.0 / a));
  propagator.add_manoeuvre(Impulse{.name = "raise",
                                   .start = start + 10_min,
                                   .delta_v = Speed::from_si(first),
                                   .steering = steered_in_vnc({1.0, 0.0, 0.0})});
  propagator.add_manoeuvre(Impulse{.name = "circularise",
                                   .start = AfterManoeuvre{.name = "raise", .event = apogee_passage()},
                                   .delta_v = Speed::from_si(second),
                                   .steering = steered_in_vnc({1.0, 0.0, 0.0})});
  const Trajectory flight = propagator.propagate(low_orbit(), 6_h);
  REQUIRE(flight.manoeuvres().size() == 2);
  const double half_period_s = 3.14159265358979323846 * std::sqrt(a * a * a / mu);
  CHECK(std::abs((flight.manoeuvres()[1].begin.epoch - flight.manoeuvres()[0].end.epoch).seconds() -
                 half_period_s) < 1e-3);
  for (const Duration late : {2_h, 4_h, 6_h}) {
    const State state = flight.at(start + late);
    CHECK(std::abs(state.position_m.norm() - r2) < 0.01);
    CHECK(std::abs(state.velocity_m_s.norm() - std::sqrt(mu / r2)) < 1e-5);
  }
}

TEST_CASE("staging: a stage burns out and drops, the next ignites", "[propagation]") {
  Free propagator(forces(Uniform()));
  FiniteBurn first = burn_along_x(10_s, 1000_s);
  first.name = "first stage";
  first.duration = {};
  first.dry_mass = 600_kg;
  FiniteBurn second = burn_along_x(0_s, 100_s);
  second.name = "second stage";
  second.start = AfterManoeuvre{"separation", 5_s};
  second.engine.specific_impulse = 320_s;
  propagator.add_manoeuvre(first);
  propagator.add_manoeuvre(
      MassDrop{.name = "separation", .start = AfterManoeuvre{"first stage"}, .mass = 150_kg});
  propagator.add_manoeuvre(second);
  const Trajectory flight = propagator.propagate(at_rest(), 1_h);
  REQUIRE(flight.manoeuvres().size() == 3);
  const auto& [one, drop, two] =
      std::tie(flight.manoeuvres()[0], flight.manoeuvres()[1], flight.manoeuvres()[2]);
  CHECK(one.name == "first stage");
  CHECK(drop.begin.mass_kg == Approx(600.0).epsilon(1e-12));
  CHECK(drop.end.mass_kg == Approx(450.0).epsilon(1e-12));
  CHECK(drop.begin.epoch == one.end.epoch);
  CHECK((two.begin.epoch - drop.end.epoch) == 5_s);
  const double last_kg = 450.0 - 500.0 / (320.0 * 9.80665) * 100.0;
  CHECK(flight.end_state().mass_kg == Approx(last_kg).epsilon(1e-12));
  const double speed = exhaust_m_s * std::log(1000.0 / 600.0) + 320.0 * 9.80665 * std::log(450.0 / last_kg);
  CHECK(flight.end_state().velocity_m_s.x() == Approx(speed).epsilon(1e-12));
}

TEST_CASE("manoeuvres: a flight back undoes them", "[propagation]") {
  Propagator<StandardForces> propagator = about_the_earth();
  FiniteBurn burn{.name = "burn",
                  .start = start + 20_min,
                  .engine = engine,
                  .steering = steered_in_vnc({-0.6, 0.5, 0.2}),
                  .throttle = {{0_s, 1.0}, {100_s, 0.3}, {400_s, 0.8}},
                  .propellant = 80_kg};
  propagator.add_manoeuvre(burn);
  propagator.add_manoeuvre(Impulse{.start = start + 1_h,
                                   .delta_v = 300_m_s,
                                   .steering = steered_in_vnc({0.3, -0.8, 0.1}),
                                   .specific_impulse = 300_s});
  propagator.add_manoeuvre(MassDrop{.start = start + 1_h, .mass = 500_kg});
  const State initial = low_orbit();
  // The last instant is not part of a flight forward, and is part of one back: the drop falls to neither, the
  // whole to both.
  for (const Duration length : {2_h, 1_h, 25_min}) {
    const State there = propagator.propagate(initial, length).end_state();
    const State back = propagator.propagate(there, initial.epoch).end_state();
    CAPTURE(to_text(length));
    CHECK((back.position_m - initial.position_m).norm() < 1e-4);
    CHECK((back.velocity_m_s - initial.velocity_m_s).norm() < 1e-7);
    CHECK(std::abs(back.mass_kg - initial.mass_kg) < 1e-9);
  }
  CHECK(propagator.propagate(initial, 1_h).end_state().mass_kg == Approx(1920.0).epsilon(1e-12));
  CHECK(propagator.propagate(initial, 1_h + 1_ns).end_state().mass_kg < 1350.0);
}

TEST_CASE("finite burn: steered by another body's orbit", "[propagation]") {
  // A push along the velocity relative to the Moon, flown about the Earth and about the Moon. What it does is
  // compared, not where it ends: the ephemeris's Moon feels more than the forces here, which is 1 m in an
  // hour.
  StandardForces model;
  model.add(point_mass(earth)).add(point_mass(moon)).add(point_mass(sun));
  State about_moon = circular_orbit(moon, {.altitude = 500_km, .inclination = 80_deg}, start);
  about_moon.mass_kg = 2000.0;
  const State about_earth = about_moon.in(earth_centred_icrf);
  const Propagator coast(model);
  Propagator propagator(model);
  propagator.add_manoeuvre(FiniteBurn{.start = start + 10_min,
                                      .engine = engine,
                                      .steering = steered_in_vnc({1.0, 0.2, 0.0}, moon),
                                      .duration = 20_min});
  const auto effect = [&](const State& from) {
    const State burnt = propagator.propagate(from, 1_h).end_state();
    CHECK(burnt.mass_kg == Approx(2000.0 - 500.0 / exhaust_m_s * 1200.0).epsilon(1e-12));
    return Eigen::Vector3d(burnt.position_m - coast.propagate(from, 1_h).end_state().position_m);
  };
  const Eigen::Vector3d there = effect(about_moon);
  CHECK(there.norm() > 1e5);
  CHECK((effect(about_earth) - there).norm() < 5e-3);  // the tide of that metre; 1.2 mm seen
}

TEST_CASE("a force of one's own may use up mass", "[propagation]") {
  Free own(forces(Uniform{.thrust_n = 500.0, .exhaust_m_s = exhaust_m_s}));
  Free built_in(forces(Uniform()));
  built_in.add_manoeuvre(burn_along_x(0_s, 1000_s));
  const State by_own = own.propagate(at_rest(), 1000_s).end_state();
  const State by_burn = built_in.propagate(at_rest(), 1000_s).end_state();
  CHECK(std::abs(by_own.mass_kg - by_burn.mass_kg) < 1e-9);
  CHECK((by_own.velocity_m_s - by_burn.velocity_m_s).norm() < 1e-9);
  CHECK((by_own.position_m - by_burn.position_m).norm() < 1e-4);
  // When all of it is gone there is no answer.
  CHECK(own.propagate(at_rest(), 2_h).stop_reason() != StopReason::end_time);
}

TEST_CASE("manoeuvres: everything that is wrong with them is told at once", "[propagation]") {
  Propagator<StandardForces> propagator = about_the_earth();
  propagator.add_manoeuvre(FiniteBurn{.name = "a", .start = start});
  propagator.add_manoeuvre(FiniteBurn{.name = "b",
                                      .start = start,
                                      .engine = engine,
                                      .throttle = {{1_s, 0.5}, {1_s, 1.5}},
                                      .cutoff = apogee_passage()});
  propagator.add_manoeuvre(Impulse{.name = "b",
                                   .start = AfterManoeuvre{"nobody", -1_s},
                                   .delta_v = -5_m_s,
                                   .steering = steered_by_linear_tangent(0_deg, 0.0)});
  propagator.add_manoeuvre(MassDrop{.name = "", .start = start});
  CHECK_THROWS_WITH(
      propagator.propagate(low_orbit(), 1_h),
      Contains("burn 'a': the thrust is 0 N") && Contains("burn 'a': the specific impulse is 0 s") &&
          Contains("burn 'a': nothing ends it") && Contains("burn 'b': only an event ends it") &&
          Contains("throttle 1 begins") && Contains("throttle 2 is 1.5") && Contains("throttle 2 begins") &&
          Contains("impulse 'b': delta_v is -5 m/s") && Contains("linear tangent steering is for burns") &&
          Contains("no manoeuvre 'nobody' stands before it. Known there: a, b") &&
          Contains("two manoeuvres are called 'b'") && Contains("it has no name") &&
          Contains("the mass is 0 kg"));
  CHECK_THROWS_AS(steered_inertially({0.0, 0.0, 0.0}), InvalidArgument);
  CHECK_THROWS_AS(steered_in_vnc({NAN, 0.0, 0.0}), InvalidArgument);
}

TEST_CASE("manoeuvres: what cannot be flown is refused with the reason", "[propagation]") {
  const auto refused = [](auto manoeuvre, Duration length = 1_h) {
    Propagator<StandardForces> propagator = about_the_earth();
    propagator.add_manoeuvre(FiniteBurn{.name = "first",
                                        .start = start + 1_min,
                                        .engine = engine,
                                        .steering = steered_in_vnc({1.0, 0.0, 0.0}),
                                        .duration = 10_min});
    propagator.add_manoeuvre(manoeuvre);
    try {
      propagator.propagate(low_orbit(), length);
    } catch (const InvalidArgument& error) {
      return std::string(error.what());
    }
    return std::string("nothing");
  };
  FiniteBurn second = burn_along_x(5_min, 1_min);
  second.name = "second";
  CHECK_THAT(refused(second), Contains("'second' ignites while 'first' burns") && Contains("one burn"));
  second = burn_along_x(30_min, 100_d);
  CHECK_THAT(refused(second), Contains("would use up the whole mass") && Contains("dry mass"));
  CHECK_THAT(refused(MassDrop{.start = start + 30_min, .mass = 5_t}), Contains("drops 5000 kg"));
  CHECK_THAT(refused(Impulse{.name = "there", .start = apogee_passage(), .delta_v = 1_m_s}, -1_h),
             Contains("'there' cannot be flown backward") && Contains("not an epoch"));
  second.duration = {};
  second.dry_mass = 500_kg;
  CHECK_THAT(refused(second, -1_h), Contains("its dry mass ends it"));
}

TEST_CASE("manoeuvres: an event that never comes starts nothing, and the flight says so", "[propagation]") {
  Propagator<StandardForces> propagator = about_the_earth();
  propagator.add_manoeuvre(Impulse{.start = altitude_crossing(earth, 9000_km), .delta_v = 1_m_s});
  propagator.stop_at(altitude_crossing(earth, 10000_km));
  const Trajectory flight = propagator.propagate(low_orbit(), 3_h);
  CHECK(flight.stop_reason() == StopReason::end_time);
  CHECK(flight.manoeuvres().empty());
  CHECK(flight.events().empty());
}
