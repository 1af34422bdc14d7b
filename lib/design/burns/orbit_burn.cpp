#include <perilune/design/burns/orbit_burn.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

#include <Eigen/Geometry>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/design/translunar.hpp>
#include <perilune/frames/earth_orientation.hpp>
#include <perilune/frames/moon_axes.hpp>
#include <perilune/propagation/event_geometry.hpp>
#include <perilune/propagation/propagator.hpp>

#include "guess_flight.hpp"

namespace perilune {

namespace {

using detail::concat;

constexpr double pi = 3.14159265358979323846;

double radius_of(BodyId body) {
  return body == moon ? moon_radius_m : earth_radius_m;
}

double mu_of(BodyId body) {
  return body == moon ? mu_moon_m3_s2 : mu_earth_m3_s2;
}

Frame frame_of(BodyId body) {
  return body == moon ? moon_centred_icrf : earth_centred_icrf;
}

Eigen::Vector3d pole_of(BodyId body, Epoch epoch, const Ephemeris& ephemeris) {
  if (body == moon) return moon_me_from_icrf(epoch, ephemeris).R.row(2).transpose();
  return quick_itrf_from_icrf_matrix(epoch).row(2).transpose();
}

/// The orbit through a state, as far as it is looked at here.
struct Shape {
  double a_m = 0.0;
  Eigen::Vector3d e, h;  // vectors of eccentricity and angular momentum

  double periapsis_m() const { return a_m * (1.0 - e.norm()); }
  double apoapsis_m() const { return a_m * (1.0 + e.norm()); }
};

Shape shape_of(const State& state, double mu) {
  const Eigen::Vector3d &r = state.position_m, &v = state.velocity_m_s;
  Shape shape;
  shape.a_m = 1.0 / (2.0 / r.norm() - v.squaredNorm() / mu);
  shape.h = r.cross(v);
  shape.e = v.cross(shape.h) / mu - r.normalized();
  return shape;
}

/// What the orbit at cutoff has to be.
struct Goal {
  double periapsis_m = 0.0, apoapsis_m = 0.0;
  std::optional<double> inclination_rad;
  Eigen::Vector3d to_periapsis;  // unit vector; the apsides' line, where they may not turn

  double a_m() const { return 0.5 * (periapsis_m + apoapsis_m); }
  double eccentricity() const { return (apoapsis_m - periapsis_m) / (apoapsis_m + periapsis_m); }
  bool near_circular() const { return eccentricity() < 0.05; }
};

void check(const OrbitBurnRequest& request) {
  std::vector<std::string> wrong;
  if (request.body != moon && request.body != earth) {
    wrong.push_back("the body is neither the Moon nor the Earth");
  }
  if (!(request.engine.thrust.si() > 0.0)) wrong.push_back("the engine's thrust is not above 0 N");
  if (!(request.engine.specific_impulse > Duration())) {
    wrong.push_back("the engine's specific_impulse is not above 0 s");
  }
  if (request.passage < 1) wrong.push_back(concat("passage is ", request.passage, "; the first one is 1"));
  if (!(request.before.mass_kg > 0.0)) wrong.push_back("the state has no mass");
  const auto inside = [&](const std::optional<Length>& altitude, std::string_view what) {
    if (altitude && !(altitude->si() > 0.0)) {
      wrong.push_back(concat(what, " is ", fixed(-altitude->si() * 1e-3, 3), " km inside the body"));
    }
  };
  inside(request.periapsis_altitude, "periapsis_altitude");
  inside(request.apoapsis_altitude, "apoapsis_altitude");
  if (request.periapsis_altitude && request.apoapsis_altitude &&
      *request.apoapsis_altitude < *request.periapsis_altitude) {
    wrong.push_back("apoapsis_altitude is below periapsis_altitude");
  }
  if (request.inclination && !(request.inclination->si() >= 0.0 && request.inclination->si() <= pi)) {
    wrong.push_back(
        concat("inclination is ", request.inclination->in(unit::degree), " deg; allowed are 0 to 180 deg"));
  }
  if (!wrong.empty()) {
    throw InvalidArgument(concat("design_orbit_burn: '", request.name, "': ", join(wrong, "; ")));
  }
}

Event passage_event(const OrbitBurnRequest& request) {
  switch (request.place) {
    case BurnPlace::apoapsis:
      return apoapsis_passage(request.body);
    case BurnPlace::ascending_node:
      return ascending_node(request.body);
    case BurnPlace::descending_node:
      return descending_node(request.body);
    default:
      return periapsis_passage(request.body);
  }
}

bool at_apsis(BurnPlace place) {
  return place == BurnPlace::periapsis || place == BurnPlace::apoapsis;
}

Goal goal_of(const OrbitBurnRequest& request, const State& at, const Shape& shape) {
  const double body_m = radius_of(request.body);
  const double r_m = at.position_m.norm();
  Goal goal;
  const bool bound = shape.a_m > 0.0;
  goal.periapsis_m = shape.periapsis_m();
  goal.apoapsis_m = bound ? shape.apoapsis_m() : r_m;
  if (request.periapsis_altitude) goal.periapsis_m = body_m + request.periapsis_altitude->si();
  if (request.apoapsis_altitude) goal.apoapsis_m = body_m + request.apoapsis_altitude->si();
  if (goal.apoapsis_m < goal.periapsis_m) std::swap(goal.apoapsis_m, goal.periapsis_m);
  if (request.inclination) goal.inclination_rad = request.inclination->si();
  if (at_apsis(request.place)) {
    const bool nearer_low = std::abs(r_m - goal.periapsis_m) <= std::abs(r_m - goal.apoapsis_m);
    goal.to_periapsis = (nearer_low ? 1.0 : -1.0) * at.position_m / r_m;
  } else {
    goal.to_periapsis =
        shape.e.norm() > 1e-6 ? Eigen::Vector3d(shape.e.normalized()) : Eigen::Vector3d(at.position_m / r_m);
  }
  return goal;
}

/// The velocity that leads to the goal from where the impulse is given.
struct Impulsive {
  Eigen::Vector3d velocity_m_s;
  double unreachable_by_rad = 0.0;
};

Impulsive impulsive_of(const OrbitBurnRequest& request, const Goal& goal, const State& at, const Shape& shape,
                       const Eigen::Vector3d& pole, double mu) {
  const Eigen::Vector3d up = at.position_m.normalized();
  const double r_m = at.position_m.norm();
  Impulsive wanted{at.velocity_m_s, 0.0};
  if (at_apsis(request.place) || request.periapsis_altitude || request.apoapsis_altitude) {
    const double square = mu * std::max(0.0, 2.0 / r_m - 1.0 / goal.a_m());
    const Eigen::Vector3d ahead = shape.h.cross(up).normalized();
    const double up_m_s = at_apsis(request.place) ? 0.0 : at.velocity_m_s.dot(up);
    wanted.velocity_m_s = up_m_s * up + std::sqrt(std::max(0.0, square - up_m_s * up_m_s)) * ahead;
  }
  if (!goal.inclination_rad) return wanted;
  // Turned about the radius until the plane has the inclination.
  const Eigen::Vector3d n = shape.h.normalized();
  const double A = n.dot(pole), B = up.cross(n).dot(pole), C = std::cos(*goal.inclination_rad);
  const double most = std::hypot(A, B);
  if (std::abs(C) > most) {
    wanted.unreachable_by_rad = std::abs(*goal.inclination_rad - std::acos(std::copysign(most, C)));
  }
  const double off = std::acos(std::clamp(C / most, -1.0, 1.0)), middle = std::atan2(B, A);
  const double one = std::remainder(middle + off, 2.0 * pi), other = std::remainder(middle - off, 2.0 * pi);
  const double turned = std::abs(one) < std::abs(other) ? one : other;
  wanted.velocity_m_s = Eigen::AngleAxisd(turned, up) * wanted.velocity_m_s;
  return wanted;
}

/// Tries burns from a state a while before the place.
class Burner {
 public:
  Burner(const OrbitBurnRequest& request, const OrbitBurnOptions& options, const Ephemeris& ephemeris)
      : request_(request),
        forces_(options.forces ? *options.forces : translunar_forces()),
        ephemeris_(ephemeris),
        exhaust_m_s_(request.engine.specific_impulse.seconds() * standard_gravity_m_s2),
        how_(detail::guess_flight(options.relative_tolerance, 200'000)) {}

  double burn_time_s(double delta_v_m_s) const {
    return -std::expm1(-delta_v_m_s / exhaust_m_s_) * request_.before.mass_kg * exhaust_m_s_ /
           request_.engine.thrust.si();
  }

  /// Where the place is met; nothing if it is not.
  std::optional<State> passage() const {
    Propagator<StandardForces> propagator(forces_, how_, ephemeris_);
    propagator.stop_at(nth(request_.passage, passage_event(request_)));
    const State start = request_.before.in(frame_of(request_.body), ephemeris_);
    const Trajectory coast = propagator.propagate(start, request_.longest_wait);
    if (coast.stop_reason() != StopReason::event) return {};
    return coast.end_state();
  }

  void start_at(Epoch epoch) {
    const Propagator<StandardForces> propagator(forces_, how_, ephemeris_);
    start_ = propagator.propagate(request_.before.in(frame_of(request_.body), ephemeris_), epoch).end_state();
  }

  /// x: centre of the burn after the passage [s], delta-v [m/s], tangent of the pitch at the centre (in the
  /// axes of the ignition), its rate [1/s], angle out of the plane [rad]
  FiniteBurn burn(const Eigen::VectorXd& x, Epoch passage) const {
    const double lead_s = burn_time_s(0.5 * x[1]);
    FiniteBurn burn;
    burn.name = request_.name;
    burn.start = passage + Duration::seconds(x[0] - lead_s);
    burn.engine = request_.engine;
    burn.duration = Duration::seconds(burn_time_s(x[1]));
    burn.steering.kind = Steering::Kind::linear_tangent;
    burn.steering.body = request_.body;
    burn.steering.direction = {std::cos(x[4]), std::sin(x[4]), 0.0};
    burn.steering.tangent = x[2] - x[3] * lead_s;
    burn.steering.tangent_rate_per_s = x[3];
    return burn;
  }

  struct Flown {
    FiniteBurn burn;
    State ignition, cutoff;
  };
  std::optional<Flown> fly(const Eigen::VectorXd& x, Epoch passage) const {
    if (!(x[1] > 0.0) || !(x[1] < 20e3)) return {};
    Flown flown{burn(x, passage), {}, {}};
    const Epoch ignition = std::get<Epoch>(flown.burn.start);
    if (ignition < start_.epoch) return {};
    Propagator<StandardForces> propagator(forces_, how_, ephemeris_);
    propagator.add_manoeuvre(flown.burn);
    const Trajectory path = propagator.propagate(start_, ignition + *flown.burn.duration);
    if (path.stop_reason() != StopReason::end_time || path.manoeuvres().empty()) return {};
    flown.ignition = path.manoeuvres().front().begin;
    flown.cutoff = path.end_state();
    return flown;
  }

 private:
  const OrbitBurnRequest& request_;
  StandardForces forces_;
  const Ephemeris& ephemeris_;
  double exhaust_m_s_;
  PropagatorOptions how_;
  State start_;
};

}  // namespace

OrbitBurn design_orbit_burn(const OrbitBurnRequest& request, const OrbitBurnOptions& options,
                            const Ephemeris& ephemeris) {
  check(request);
  const double mu = mu_of(request.body);
  Burner burner(request, options, ephemeris);
  OrbitBurn result;
  result.burn.name = request.name;
  const std::optional<State> at = burner.passage();
  if (!at) {
    result.status = OrbitBurnStatus::no_passage;
    return result;
  }
  const Shape shape = shape_of(*at, mu);
  const Eigen::Vector3d pole = pole_of(request.body, at->epoch, ephemeris);
  const Goal goal = goal_of(request, *at, shape);
  const Impulsive wanted = impulsive_of(request, goal, *at, shape, pole, mu);
  const Eigen::Vector3d impulse = wanted.velocity_m_s - at->velocity_m_s;
  result.impulsive_delta_v_m_s = impulse.norm();
  result.unreachable_by_rad = wanted.unreachable_by_rad;
  if (wanted.unreachable_by_rad > 0.0) {
    result.status = OrbitBurnStatus::unreachable_inclination;
    return result;
  }
  const Epoch passage = at->epoch;
  const double length_s = burner.burn_time_s(result.impulsive_delta_v_m_s);
  const double lead_s = burner.burn_time_s(0.5 * result.impulsive_delta_v_m_s);
  const double room_s = std::min((passage - request.before.epoch).seconds(), 1.5 * lead_s + 120.0);
  if (room_s < 1.02 * lead_s) {
    result.status = OrbitBurnStatus::no_passage;
    return result;
  }
  burner.start_at(passage - Duration::seconds(room_s));

  const Eigen::Vector3d up = at->position_m.normalized(), normal = shape.h.normalized();
  const Eigen::Vector3d ahead = normal.cross(up);
  const double across = std::hypot(impulse.dot(ahead), impulse.dot(normal));
  const double rate_rad_s = shape.h.norm() / at->position_m.squaredNorm();
  const double yaw_rad = std::atan2(impulse.dot(normal), impulse.dot(ahead));
  // In the axes of the ignition, which do not turn: a push ahead sinks as the orbit turns, one backward
  // rises.
  const double turning = -std::cos(yaw_rad) * rate_rad_s;
  const bool with_yaw = goal.inclination_rad.has_value();
  std::vector<CorrectionVariable> variables = {
      {.name = "centre_s",
       .value = 0.0,
       .scale = 10.0,
       .most_step = 0.3 * length_s + 10.0,
       .difference_step = 0.05},
      {.name = "delta_v_m_s",
       .value = result.impulsive_delta_v_m_s,
       .scale = 10.0,
       .most_step = 0.2 * result.impulsive_delta_v_m_s + 1.0,
       .difference_step = 1e-3},
      {.name = "pitch_tangent",
       .value = impulse.dot(up) / std::max(across, 1e-9) + turning * lead_s,
       .scale = 0.05,
       .most_step = 0.3,
       .difference_step = 1e-6},
      {.name = "pitch_tangent_rate_per_s",
       .value = turning,
       .scale = 0.1 / length_s,
       .most_step = 0.6 / length_s,
       .difference_step = 1e-6 / length_s}};
  if (with_yaw) {
    variables.push_back(
        {.name = "yaw_rad", .value = yaw_rad, .scale = 0.05, .most_step = 0.3, .difference_step = 1e-6});
  }
  const double tolerance_m = options.position_tolerance_m;
  std::vector<CorrectionConstraint> constraints = {{"semi_major_axis_m", tolerance_m},
                                                   {"eccentricity_m", tolerance_m}};
  if (goal.near_circular()) constraints.push_back({"eccentricity_across_m", tolerance_m});
  if (with_yaw) constraints.push_back({"inclination_rad", options.inclination_tolerance_rad});

  const auto full = [&](const Eigen::VectorXd& x) {
    Eigen::VectorXd all(5);
    all << x[0], x[1], x[2], x[3], with_yaw ? x[4] : yaw_rad;
    return all;
  };
  std::optional<Burner::Flown> last;
  const CorrectionFunction function = [&](const Eigen::VectorXd& x) -> std::optional<CorrectionValues> {
    const auto flown = burner.fly(full(x), passage);
    if (!flown) return {};
    const Shape now = shape_of(flown->cutoff, mu);
    const Eigen::Vector3d n = now.h.normalized();
    CorrectionValues values;
    values.residuals.resize(static_cast<Eigen::Index>(constraints.size()));
    Eigen::Index row = 0;
    values.residuals[row++] = now.a_m - goal.a_m();
    if (goal.near_circular()) {
      const Eigen::Vector3d p = (goal.to_periapsis - goal.to_periapsis.dot(n) * n).normalized();
      values.residuals[row++] = goal.a_m() * (now.e.dot(p) - goal.eccentricity());
      values.residuals[row++] = goal.a_m() * now.e.dot(n.cross(p));
    } else {
      values.residuals[row++] = goal.a_m() * (now.e.norm() - goal.eccentricity());
    }
    if (with_yaw)
      values.residuals[row++] = std::acos(std::clamp(n.dot(pole), -1.0, 1.0)) - *goal.inclination_rad;
    return values;
  };
  result.correction = correct(variables, constraints, function, {.most_iterations = 40});
  const auto flown = burner.fly(full(result.correction.variables), passage);
  if (!flown) return result;
  result.burn = flown->burn;
  result.ignition = flown->ignition;
  result.cutoff = flown->cutoff;
  result.delta_v_m_s = result.correction.variables[1];
  result.propellant_kg = flown->ignition.mass_kg - flown->cutoff.mass_kg;
  const Shape reached = shape_of(flown->cutoff, mu);
  result.periapsis_altitude_m = reached.periapsis_m() - radius_of(request.body);
  result.apoapsis_altitude_m = reached.apoapsis_m() - radius_of(request.body);
  result.inclination_rad = std::acos(std::clamp(
      reached.h.normalized().dot(pole_of(request.body, flown->cutoff.epoch, ephemeris)), -1.0, 1.0));
  if (result.correction.status == CorrectionStatus::converged) result.status = OrbitBurnStatus::converged;
  return result;
}

std::string OrbitBurn::report() const {
  std::string text = concat("'", burn.name, "': ", to_text(status), "\n");
  if (status == OrbitBurnStatus::no_passage) return text;
  if (status == OrbitBurnStatus::unreachable_inclination) {
    return text + concat("  the place of the burn is ", fixed(unreachable_by_rad * 180.0 / pi, 3),
                         " deg too far from the equator for the inclination\n");
  }
  if (burn.duration) {
    text += concat("  ignition ", ignition.epoch.to_text(TimeScale::utc), ", ",
                   fixed(burn.duration->seconds(), 1), " s, ", fixed(delta_v_m_s, 2), " m/s, of which ",
                   fixed(loss_m_s(), 2), " m/s lost, ", fixed(propellant_kg, 1), " kg\n  orbit ",
                   fixed(periapsis_altitude_m * 1e-3, 3), " x ", fixed(apoapsis_altitude_m * 1e-3, 3),
                   " km, inclination ", fixed(inclination_rad * 180.0 / pi, 4), " deg\n");
  }
  if (status == OrbitBurnStatus::not_converged) text += correction.report();
  return text;
}

std::string_view to_text(BurnPlace place) {
  switch (place) {
    case BurnPlace::periapsis:
      return "periapsis";
    case BurnPlace::apoapsis:
      return "apoapsis";
    case BurnPlace::ascending_node:
      return "ascending_node";
    default:
      return "descending_node";
  }
}

std::string_view to_text(OrbitBurnStatus status) {
  switch (status) {
    case OrbitBurnStatus::converged:
      return "converged";
    case OrbitBurnStatus::unreachable_inclination:
      return "unreachable_inclination";
    case OrbitBurnStatus::no_passage:
      return "no_passage";
    default:
      return "not_converged";
  }
}

}  // namespace perilune
