#include <perilune/design/landing/descent.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>
#include <string>
#include <vector>

#include <Eigen/Core>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {
namespace {

using Eigen::Vector3d;

constexpr double pi = std::numbers::pi;
constexpr double moon_mu = mu_moon_m3_s2;

/// All that is wrong with the input, told at once.
class Complaints {
 public:
  explicit Complaints(std::string_view caller) : text_(caller) {}
  void unless(bool holds, std::string_view name, double found, std::string_view allowed) {
    if (holds) return;
    text_ += detail::concat(any_ ? "; " : ": ", name, " is ", found, ", ", allowed);
    any_ = true;
  }
  void positive(std::string_view name, double value) {
    unless(std::isfinite(value) && value > 0.0, name, value, "it has to be positive and finite");
  }
  void raise() const {
    if (any_) throw InvalidArgument(text_ + ".");
  }

 private:
  std::string text_;
  bool any_ = false;
};

void check_vehicle(Complaints& complaints, const DescentVehicle& vehicle, const DescentPlan& plan) {
  complaints.positive("mass [kg]", vehicle.mass.si());
  complaints.positive("engine.thrust [N]", vehicle.engine.thrust.si());
  complaints.positive("engine.specific_impulse [s]", vehicle.engine.specific_impulse.seconds());
  complaints.unless(vehicle.least_throttle >= 0.0 && vehicle.least_throttle <= 1.0, "least_throttle",
                    vehicle.least_throttle, "a share from 0 to 1 is needed");
  if (vehicle.propellant)
    complaints.unless(vehicle.propellant->si() > 0.0 && vehicle.propellant->si() < vehicle.mass.si(),
                      "propellant [kg]", vehicle.propellant->si(), "it has to be a part of the mass");
  complaints.positive("ground_radius [m]", plan.ground_radius.si());
  complaints.positive("perilune_altitude [m]", plan.perilune_altitude.si());
  complaints.unless(
      plan.apolune_altitude >= plan.perilune_altitude && std::isfinite(plan.apolune_altitude.si()),
      "apolune_altitude [m]", plan.apolune_altitude.si(), "it has to be at least the perilune's");
  complaints.unless(std::abs(plan.ground_speed.si()) < 100.0, "ground_speed [m/s]", plan.ground_speed.si(),
                    "the ground of the Moon moves at most at 4.7 m/s");
}

void check_guidance(Complaints& complaints, const DescentVehicle& vehicle, const DescentPlan& plan,
                    const GuidedDescent& guidance) {
  complaints.unless(guidance.braking_throttle >= vehicle.least_throttle && guidance.braking_throttle > 0.0 &&
                        guidance.braking_throttle <= 1.0,
                    "braking_throttle", guidance.braking_throttle,
                    "a share from least_throttle to 1 is needed");
  complaints.unless(guidance.gate_altitude < plan.perilune_altitude, "gate_altitude [m]",
                    guidance.gate_altitude.si(), "it has to be below the perilune");
  complaints.unless(guidance.hover_altitude < guidance.gate_altitude, "hover_altitude [m]",
                    guidance.hover_altitude.si(), "it has to be below the gate");
  complaints.unless(guidance.final_altitude.si() > 0.0 && guidance.final_altitude < guidance.hover_altitude,
                    "final_altitude [m]", guidance.final_altitude.si(),
                    "it has to be above 0 and below the hover");
  complaints.positive("gate_sink_rate [m/s]", guidance.gate_sink_rate.si());
  complaints.unless(guidance.gate_forward_speed.si() >= 0.0, "gate_forward_speed [m/s]",
                    guidance.gate_forward_speed.si(), "it may not be negative");
  complaints.positive("pitch_up_rate [rad/s]", guidance.pitch_up_rate.si());
  complaints.positive("touchdown_speed [m/s]", guidance.touchdown_speed.si());
  complaints.unless(guidance.hover.seconds() >= 0.0, "hover [s]", guidance.hover.seconds(),
                    "it may not be negative");
  complaints.unless(guidance.most_tilt.si() > 0.0 && guidance.most_tilt.si() <= pi / 2, "most_tilt [rad]",
                    guidance.most_tilt.si(), "more than 0 and at most 90 deg is needed");
}

double exhaust_speed_m_s(const Engine& engine) {
  return engine.specific_impulse.seconds() * standard_gravity_m_s2;
}

void append_arc(const ThrustArc& arc, double ground_radius_m, double throttle, Descent& descent) {
  for (const ThrustArcPoint& point : arc.points) {
    descent.points.push_back({.time_s = point.time_s,
                              .altitude_m = point.radius_m - ground_radius_m,
                              .downrange_m = point.downrange_rad * ground_radius_m,
                              .vertical_speed_m_s = point.vertical_speed_m_s,
                              .horizontal_speed_m_s = point.horizontal_speed_m_s,
                              .pitch_rad = point.pitch_rad,
                              .throttle = throttle,
                              .mass_kg = point.mass_kg,
                              .phase = DescentPhase::braking});
  }
  descent.switching_margin = arc.switching_margin;
}

ThrustArc braking_arc(const DescentVehicle& vehicle, const DescentPlan& plan, double throttle,
                      PlanarState end) {
  const double ground = plan.ground_radius.si();
  return optimal_thrust_arc(
      {.start = planar_perilune(ground + plan.perilune_altitude.si(), ground + plan.apolune_altitude.si()),
       .end = end,
       .mass = vehicle.mass,
       .engine = {throttle * vehicle.engine.thrust, vehicle.engine.specific_impulse}});
}

void finish(const DescentVehicle& vehicle, Descent& descent) {
  const DescentPoint& last = descent.points.back();
  descent.duration_s = last.time_s;
  descent.downrange_m = last.downrange_m;
  descent.propellant_kg = vehicle.mass.si() - last.mass_kg;
  const bool enough = !vehicle.propellant || descent.propellant_kg <= vehicle.propellant->si();
  descent.status = enough ? DescentStatus::landed : DescentStatus::out_of_propellant;
}

/// Where the lander is over flat ground: x in the direction of the flight, y across, z up.
struct OverGround {
  Vector3d position_m = Vector3d::Zero();
  Vector3d velocity_m_s = Vector3d::Zero();
  double mass_kg = 0.0;
};

/// A path r(t) of fourth degree from a position and velocity to a position, velocity and acceleration.
struct QuarticPath {
  Vector3d r0, v0, a0, jerk, snap;  // r0 + v0 t + a0 t^2/2 + jerk t^3/6 + snap t^4/24

  QuarticPath(const OverGround& from, const Vector3d& r1, const Vector3d& v1, const Vector3d& a1,
              double time_s)
      : r0(from.position_m), v0(from.velocity_m_s) {
    const double T = time_s;
    const Vector3d distance = r1 - r0 - v0 * T, change = v1 - v0;
    a0 = a1 + 12.0 / (T * T) * distance - 6.0 / T * change;
    jerk = -6.0 / T * a1 - 48.0 / (T * T * T) * distance + 30.0 / (T * T) * change;
    snap = 12.0 / (T * T) * a1 + 72.0 / (T * T * T * T) * distance - 48.0 / (T * T * T) * change;
  }
  Vector3d position(double t) const { return r0 + t * (v0 + t * (a0 / 2 + t * (jerk / 6 + t * snap / 24))); }
  Vector3d velocity(double t) const { return v0 + t * (a0 + t * (jerk / 2 + t * snap / 6)); }
  Vector3d acceleration(double t) const { return a0 + t * (jerk + t * snap / 2); }
};

/// What the thrust has to make up for at a height: gravity less what the speed over the curved ground takes
/// off.
double weight_m_s2(double ground_radius_m, double altitude_m, double horizontal_m_s) {
  const double r = ground_radius_m + altitude_m;
  return moon_mu / (r * r) - horizontal_m_s * horizontal_m_s / r;
}

/// A phase along a path.
struct Leg {
  std::vector<DescentPoint> points;  // time from its start, downrange from its start
  OverGround end;
  bool within_limits = true;
};

struct Limits {
  double thrust_n, least_throttle, exhaust_m_s, ground_radius_m, most_tilt_rad;
};

/// Flies a path: mass by Simpson's rule over the thrust it takes.
template <class Path>
Leg fly_path(const Path& path, const OverGround& from, double time_s, const Limits& limits,
             DescentPhase phase) {
  constexpr int intervals = 60;  // the thrust is smooth: 4e-9 of the propellant
  Leg leg;
  double mass = from.mass_kg;
  const auto push = [&](double t) {  // acceleration by the engine
    Vector3d a = path.acceleration(t);
    const Vector3d r = path.position(t), v = path.velocity(t);
    a.z() += weight_m_s2(limits.ground_radius_m, r.z(), v.head<2>().norm());
    return a;
  };
  const auto note = [&](double t, const Vector3d& a) {
    const Vector3d r = path.position(t), v = path.velocity(t);
    const double throttle = mass * a.norm() / limits.thrust_n;
    const double tilt = std::acos(std::clamp(a.z() / a.norm(), -1.0, 1.0));
    constexpr double slack = 1e-9;
    leg.within_limits = leg.within_limits && throttle <= 1.0 + slack &&
                        throttle >= limits.least_throttle - slack && tilt <= limits.most_tilt_rad + slack &&
                        r.z() >= -slack;
    leg.points.push_back({.time_s = t,
                          .altitude_m = r.z(),
                          .downrange_m = r.x() - from.position_m.x(),
                          .vertical_speed_m_s = v.z(),
                          .horizontal_speed_m_s = v.x(),
                          .pitch_rad = std::atan2(a.z(), a.x()),
                          .throttle = throttle,
                          .mass_kg = mass,
                          .phase = phase});
  };
  const double h = time_s / intervals;
  note(0.0, push(0.0));
  for (int i = 0; i < intervals; ++i) {
    const double t = i * h;
    const double impulse = h / 6.0 * (push(t).norm() + 4.0 * push(t + 0.5 * h).norm() + push(t + h).norm());
    mass *= std::exp(-impulse / limits.exhaust_m_s);
    note(t + h, push(t + h));
  }
  leg.end = {path.position(time_s), path.velocity(time_s), mass};
  return leg;
}

/// The approach to a stop over a point, of the duration that needs the least propellant; none is within
/// limits: nothing.
std::optional<Leg> approach(const OverGround& from, const Vector3d& over, const Limits& limits) {
  constexpr double shortest_s = 20.0, longest_s = 240.0, apart_s = 1.0;
  std::optional<Leg> best;
  for (double time_s = shortest_s; time_s <= longest_s; time_s += apart_s) {
    const QuarticPath path(from, over, Vector3d::Zero(), Vector3d::Zero(), time_s);
    Leg leg = fly_path(path, from, time_s, limits, DescentPhase::approach);
    if (!leg.within_limits) continue;
    if (best && leg.end.mass_kg < best->end.mass_kg) break;  // past the optimum: it only gets longer
    best = std::move(leg);
  }
  return best;
}

/// The turn of the thrust at constant thrust, in small steps of constant direction.
Leg pitch_up(const OverGround& from, double from_pitch, double to_pitch, double rate, double throttle,
             const Limits& limits) {
  constexpr int steps = 400;
  Leg leg;
  const double time_s = std::abs(from_pitch - to_pitch) / rate, h = time_s / steps;
  OverGround now = from;
  const double flow = throttle * limits.thrust_n / limits.exhaust_m_s;
  for (int i = 0; i <= steps; ++i) {
    const double pitch = from_pitch + (to_pitch - from_pitch) * i / steps;
    if (i % 20 == 0)
      leg.points.push_back({.time_s = i * h,
                            .altitude_m = now.position_m.z(),
                            .downrange_m = now.position_m.x() - from.position_m.x(),
                            .vertical_speed_m_s = now.velocity_m_s.z(),
                            .horizontal_speed_m_s = now.velocity_m_s.x(),
                            .pitch_rad = pitch,
                            .throttle = throttle,
                            .mass_kg = now.mass_kg,
                            .phase = DescentPhase::pitch_up});
    if (i == steps) break;
    const double middle = from_pitch + (to_pitch - from_pitch) * (i + 0.5) / steps;
    const double push = throttle * limits.thrust_n / (now.mass_kg - 0.5 * flow * h);
    const Vector3d a(push * std::cos(middle), 0.0,
                     push * std::sin(middle) -
                         weight_m_s2(limits.ground_radius_m, now.position_m.z(), now.velocity_m_s.x()));
    now.position_m += h * (now.velocity_m_s + 0.5 * h * a);
    now.velocity_m_s += h * a;
    now.mass_kg -= flow * h;
  }
  leg.end = now;
  return leg;
}

/// Straight down at a constant speed, or rest.
struct StraightPath {
  Vector3d r0;
  double speed_m_s;
  Vector3d position(double t) const { return r0 - Vector3d(0, 0, speed_m_s * t); }
  Vector3d velocity(double) const { return {0.0, 0.0, -speed_m_s}; }
  Vector3d acceleration(double) const { return Vector3d::Zero(); }
};

void append(const Leg& leg, Descent& descent) {
  const double time_s = descent.points.back().time_s, downrange_m = descent.points.back().downrange_m;
  for (DescentPoint point : leg.points) {
    point.time_s += time_s;
    point.downrange_m += downrange_m;
    descent.points.push_back(point);
  }
}

/// Down to where the touchdown speed begins, as quickly as the throttle's range lets it; never: the slowest.
Leg lowering(const OverGround& from, const Vector3d& low, double touchdown_m_s, const Limits& limits) {
  const double slowest_s = (from.position_m.z() - low.z()) / touchdown_m_s;
  for (double time_s = slowest_s / 4.0;; time_s = std::min(time_s + 0.5, slowest_s)) {
    Leg leg = fly_path(QuarticPath(from, low, {0, 0, -touchdown_m_s}, Vector3d::Zero(), time_s), from, time_s,
                       limits, DescentPhase::final_descent);
    if (leg.within_limits || time_s >= slowest_s) return leg;
  }
}

/// From the stop over the site to the ground: hover, down to the final altitude, on at the touchdown speed.
std::vector<Leg> land(const OverGround& stop, const GuidedDescent& guidance, const Limits& limits) {
  std::vector<Leg> legs;
  if (guidance.hover > Duration())
    legs.push_back(fly_path(StraightPath{stop.position_m, 0.0}, stop, guidance.hover.seconds(), limits,
                            DescentPhase::hover));
  const OverGround lowest = legs.empty() ? stop : legs.back().end;
  const double touchdown = guidance.touchdown_speed.si();
  const Vector3d low(lowest.position_m.x(), lowest.position_m.y(), guidance.final_altitude.si());
  legs.push_back(lowering(lowest, low, touchdown, limits));
  const OverGround last = legs.back().end;
  legs.push_back(fly_path(StraightPath{last.position_m, touchdown}, last, low.z() / touchdown, limits,
                          DescentPhase::final_descent));
  return legs;
}

/// How far in a direction the approach may still be sent: by bisection to a metre.
double divert_m(const OverGround& from, const Vector3d& site, const Vector3d& direction,
                const GuidedDescent& guidance, const Limits& limits, double least_mass_kg) {
  const auto possible = [&](double distance_m) {
    const std::optional<Leg> leg = approach(from, site + distance_m * direction, limits);
    if (!leg) return false;
    const std::vector<Leg> rest = land(leg->end, guidance, limits);
    return rest.back().end.mass_kg >= least_mass_kg &&
           std::all_of(rest.begin(), rest.end(), [](const Leg& each) { return each.within_limits; });
  };
  double near = 0.0, far = 20e3;
  if (possible(far)) return far;
  while (far - near > 1.0) {
    const double middle = 0.5 * (near + far);
    (possible(middle) ? near : far) = middle;
  }
  return near;
}

}  // namespace

Descent optimal_descent(const DescentVehicle& vehicle, const DescentPlan& plan) {
  Complaints complaints("optimal_descent");
  check_vehicle(complaints, vehicle, plan);
  complaints.raise();
  Descent descent;
  const ThrustArc arc =
      braking_arc(vehicle, plan, 1.0, {plan.ground_radius.si(), 0.0, plan.ground_speed.si()});
  if (arc.status != ThrustArcStatus::optimal) return descent;
  append_arc(arc, plan.ground_radius.si(), 1.0, descent);
  finish(vehicle, descent);
  return descent;
}

Descent guided_descent(const DescentVehicle& vehicle, const DescentPlan& plan,
                       const GuidedDescent& guidance) {
  Complaints complaints("guided_descent");
  check_vehicle(complaints, vehicle, plan);
  check_guidance(complaints, vehicle, plan, guidance);
  complaints.raise();
  const double ground = plan.ground_radius.si();
  const Limits limits{vehicle.engine.thrust.si(), vehicle.least_throttle, exhaust_speed_m_s(vehicle.engine),
                      ground, guidance.most_tilt.si()};
  Descent descent;
  const ThrustArc arc = braking_arc(vehicle, plan, guidance.braking_throttle,
                                    {ground + guidance.gate_altitude.si(), -guidance.gate_sink_rate.si(),
                                     guidance.gate_forward_speed.si() + plan.ground_speed.si()});
  if (arc.status != ThrustArcStatus::optimal) return descent;
  append_arc(arc, ground, guidance.braking_throttle, descent);

  const DescentPoint gate = descent.points.back();
  const OverGround at_gate{{0.0, 0.0, gate.altitude_m},
                           {guidance.gate_forward_speed.si(), 0.0, gate.vertical_speed_m_s},
                           gate.mass_kg};
  // Where the site is belongs to the plan: as far ahead as the approach that needs least propellant goes. The
  // pitch at which the approach begins is where the turn has to end: found by turns.
  double pitch = 0.5 * (gate.pitch_rad + 0.5 * pi);
  Leg turn;
  std::optional<Leg> best;
  for (int round = 0; round < 8; ++round) {
    turn = pitch_up(at_gate, gate.pitch_rad, pitch, guidance.pitch_up_rate.si(), guidance.braking_throttle,
                    limits);
    best.reset();
    const double speed = turn.end.velocity_m_s.x();
    for (double share = 0.2; share <= 1.2;
         share += 0.1) {  // of how far it would go at this speed while it sinks
      const double ahead_m = share * speed * turn.end.position_m.z() / guidance.gate_sink_rate.si();
      const Vector3d over(turn.end.position_m.x() + ahead_m, 0.0, guidance.hover_altitude.si());
      std::optional<Leg> leg = approach(turn.end, over, limits);
      if (leg && (!best || leg->end.mass_kg > best->end.mass_kg)) best = std::move(leg);
    }
    if (!best) break;
    const double next = best->points.front().pitch_rad;
    if (std::abs(next - pitch) < 1e-6) break;
    pitch = next;
  }
  if (!best) {
    descent.status = DescentStatus::approach_not_possible;
    return descent;
  }
  append(turn, descent);
  append(*best, descent);
  const std::vector<Leg> last = land(best->end, guidance, limits);
  for (const Leg& leg : last) append(leg, descent);
  finish(vehicle, descent);
  if (!std::all_of(last.begin(), last.end(), [](const Leg& leg) { return leg.within_limits; }))
    descent.status = DescentStatus::hover_not_possible;
  if (descent.status != DescentStatus::landed || !guidance.finds_divert) return descent;

  const double least_mass = vehicle.propellant ? vehicle.mass.si() - vehicle.propellant->si() : 0.0;
  const auto margin = [&](const Vector3d& direction) {
    return divert_m(turn.end, best->end.position_m, direction, guidance, limits, least_mass);
  };
  descent.divert_forward_m = margin(Vector3d::UnitX());
  descent.divert_back_m = margin(-Vector3d::UnitX());
  descent.divert_across_m = margin(Vector3d::UnitY());
  return descent;
}

std::string_view to_text(DescentStatus status) {
  switch (status) {
    case DescentStatus::landed:
      return "landed";
    case DescentStatus::braking_not_possible:
      return "braking_not_possible";
    case DescentStatus::approach_not_possible:
      return "approach_not_possible";
    case DescentStatus::hover_not_possible:
      return "hover_not_possible";
    case DescentStatus::out_of_propellant:
      return "out_of_propellant";
  }
  return "?";
}

std::string_view to_text(DescentPhase phase) {
  switch (phase) {
    case DescentPhase::braking:
      return "braking";
    case DescentPhase::pitch_up:
      return "pitch_up";
    case DescentPhase::approach:
      return "approach";
    case DescentPhase::hover:
      return "hover";
    case DescentPhase::final_descent:
      return "final_descent";
  }
  return "?";
}

}  // namespace perilune
