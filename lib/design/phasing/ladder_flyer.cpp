#include "phasing/ladder_flyer.hpp"

#include <algorithm>
#include <cmath>

#include <Eigen/Geometry>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/text.hpp>
#include <perilune/frames/moon_axes.hpp>
#include <perilune/propagation/propagator.hpp>

#include "guess_flight.hpp"

namespace perilune {

double far_apsis_m(const State& state) {
  const double energy = detail::energy_with_j2(state);
  if (!(energy < 0.0)) return INFINITY;
  // The near apsis from the osculating conic, which is right about it.
  const Eigen::Vector3d &r = state.position_m, &v = state.velocity_m_s;
  const Eigen::Vector3d h = r.cross(v);
  const double e = (v.cross(h) / mu_earth_m3_s2 - r.normalized()).norm();
  const double p = h.squaredNorm() / mu_earth_m3_s2;
  const double perigee = p / (1.0 + e), apogee = e < 1.0 ? p / (1.0 - e) : INFINITY;
  const double near = r.norm() - perigee < apogee - r.norm() ? perigee : apogee;
  return -mu_earth_m3_s2 / energy - near;
}

namespace detail {

double flattening_m2_s2(double r_m, double sine) {
  const double ratio = earth_gravity_radius_m / r_m;
  return 0.5 * mu_earth_m3_s2 / r_m * earth_j2 * ratio * ratio * (3.0 * sine * sine - 1.0);
}

double energy_with_j2(const State& state) {
  const double r = state.position_m.norm();
  // The pole of ICRF is that of the Earth to a third of a degree, which is nothing here.
  return 0.5 * state.velocity_m_s.squaredNorm() - mu_earth_m3_s2 / r +
         flattening_m2_s2(r, state.position_m.z() / r);
}

namespace {

constexpr double two_pi = 6.283185307179586;

double period_s(const State& state) {
  const double a = 1.0 / (2.0 / state.position_m.norm() - state.velocity_m_s.squaredNorm() / mu_earth_m3_s2);
  return a > 0.0 ? two_pi * std::sqrt(a * a * a / mu_earth_m3_s2) : INFINITY;
}

/// The apsis that a burn at the other one moves, after it.
double moved_apsis_m(const State& cutoff, BurnPlace place, ApogeeAltitude meaning) {
  if (place == BurnPlace::periapsis && meaning == ApogeeAltitude::reached) return far_apsis_m(cutoff);
  // At the apogee the Earth's flattening is not felt: the ellipse is right.
  const double r = cutoff.position_m.norm();
  const double a = 1.0 / (2.0 / r - cutoff.velocity_m_s.squaredNorm() / mu_earth_m3_s2);
  if (!(a > 0.0)) return INFINITY;
  const double h2 = cutoff.position_m.cross(cutoff.velocity_m_s).squaredNorm();
  const double e = std::sqrt(std::max(0.0, 1.0 - h2 / (mu_earth_m3_s2 * a)));
  return place == BurnPlace::periapsis ? a * (1.0 + e) : a * (1.0 - e);
}

}  // namespace

LadderFlyer::LadderFlyer(const PhasingRequest& request, const Arrival& arrival, const Ephemeris& ephemeris)
    : request_(request), arrival_(arrival), ephemeris_(ephemeris) {}

double LadderFlyer::parking_radius_m() const {
  return earth_radius_m + request_.ascent.altitude.si();
}

double LadderFlyer::parking_rate_rad_s() const {
  const double r = parking_radius_m();
  return std::sqrt(mu_earth_m3_s2 / (r * r * r));
}

double LadderFlyer::rocket_delta_v_m_s() const {
  // The flattening's potential at the perigee is worth hundreds of kilometres of apogee.
  const double r = parking_radius_m(), far = earth_radius_m + request_.first_apogee_altitude.si();
  const double flat = request_.apogees == ApogeeAltitude::reached ? flattening_m2_s2(r, 0.0) : 0.0;
  const double kinetic = mu_earth_m3_s2 / r - mu_earth_m3_s2 / (r + far) - flat;
  return std::sqrt(2.0 * kinetic) - parking_rate_rad_s() * r;
}

PropagatorOptions LadderFlyer::how(double tolerance) const {
  return guess_flight(tolerance, 100000);
}

double LadderFlyer::burn_time_s(double mass_kg, double delta_v_m_s) const {
  const double exhaust_m_s = request_.engine.specific_impulse.seconds() * standard_gravity_m_s2;
  return -std::expm1(-delta_v_m_s / exhaust_m_s) * mass_kg * exhaust_m_s / request_.engine.thrust.si();
}

PhasingLeg LadderFlyer::burnt(const State& passage, const std::string& name, double delta_v_m_s,
                              const StandardForces& forces, double tolerance) const {
  PhasingLeg leg;
  leg.passage = passage;
  leg.delta_v_m_s = delta_v_m_s;
  const double lead_s = burn_time_s(passage.mass_kg, 0.5 * delta_v_m_s);
  leg.burn.name = name;
  leg.burn.engine = request_.engine;
  leg.burn.steering = steered_in_vnc({1.0, 0.0, 0.0}, earth);
  leg.burn.duration = Duration::seconds(burn_time_s(passage.mass_kg, delta_v_m_s));
  Propagator<StandardForces> propagator(forces, how(tolerance), ephemeris_);
  leg.ignition = propagator.propagate(passage, -Duration::seconds(lead_s)).end_state();
  leg.burn.start = leg.ignition.epoch;
  propagator.add_manoeuvre(leg.burn);
  leg.cutoff = propagator.propagate(leg.ignition, *leg.burn.duration).end_state();
  // An impulse at the apsis to the energy that the burn leaves.
  const double speed_m_s = passage.velocity_m_s.norm();
  leg.impulsive_delta_v_m_s =
      std::sqrt(speed_m_s * speed_m_s + 2.0 * (energy_with_j2(leg.cutoff) - energy_with_j2(passage))) -
      speed_m_s;
  return leg;
}

std::optional<PhasingLeg> LadderFlyer::burn(const State& from, const PhasingBurn& wanted,
                                            const StandardForces& forces, double tolerance,
                                            std::string& stopped_at) const {
  const double revolution_s = period_s(from);
  if (!(revolution_s < 40.0 * 86400.0)) {
    stopped_at = concat("'", wanted.name, "': the orbit before it is open");
    return {};
  }
  // Past the apsis that one comes from, then to the wanted one.
  const PropagatorOptions options = how(tolerance);
  const State away = Propagator<StandardForces>(forces, options, ephemeris_)
                         .propagate(from, Duration::seconds(0.2 * revolution_s))
                         .end_state();
  Propagator<StandardForces> coast(forces, options, ephemeris_);
  coast.stop_at(
      nth(wanted.passage, wanted.place == BurnPlace::apoapsis ? apogee_passage() : perigee_passage()));
  const Trajectory flown = coast.propagate(away, Duration::seconds((wanted.passage + 1.5) * revolution_s));
  if (flown.stop_reason() != StopReason::event) {
    stopped_at = concat("'", wanted.name, "': passage ", wanted.passage, " of the ", to_text(wanted.place),
                        " does not come");
    return {};
  }
  const State& passage = flown.end_state();
  const double r = passage.position_m.norm(), speed_m_s = passage.velocity_m_s.norm();
  if (!(r > earth_radius_m + 100e3)) {
    stopped_at = concat("'", wanted.name, "': the perigee before it is ",
                        fixed((r - earth_radius_m) * 1e-3, 0), " km high");
    return {};
  }
  const double goal_m = earth_radius_m + wanted.opposite_altitude.si();
  const double before_m = moved_apsis_m(passage, wanted.place, request_.apogees);
  double delta_v_m_s =
      std::sqrt(speed_m_s * speed_m_s + 2.0 * mu_earth_m3_s2 * (1.0 / (r + before_m) - 1.0 / (r + goal_m))) -
      speed_m_s;
  if (!(delta_v_m_s > 0.0)) {
    stopped_at = concat("'", wanted.name, "': the orbit is ", fixed((before_m - earth_radius_m) * 1e-3, 0),
                        " km high at the other apsis before it, and ",
                        fixed(wanted.opposite_altitude.si() * 1e-3, 0), " km are wanted after it");
    return {};
  }
  if (!(burn_time_s(passage.mass_kg, delta_v_m_s) < 0.25 * revolution_s)) {
    stopped_at = concat("'", wanted.name, "': it takes ", fixed(burn_time_s(passage.mass_kg, delta_v_m_s), 0),
                        " s, more than a quarter of the revolution");
    return {};
  }
  // The secant method, from the slope of the impulse.
  PhasingLeg leg = burnt(passage, wanted.name, delta_v_m_s, forces, tolerance);
  double reached_m = moved_apsis_m(leg.cutoff, wanted.place, request_.apogees);
  double slope = (goal_m - before_m) / delta_v_m_s;
  for (int i = 0; i < 12 && std::abs(reached_m - goal_m) > 0.1; ++i) {
    const double step_m_s = (goal_m - reached_m) / slope;
    delta_v_m_s += step_m_s;
    leg = burnt(passage, wanted.name, delta_v_m_s, forces, tolerance);
    const double now_m = moved_apsis_m(leg.cutoff, wanted.place, request_.apogees);
    if (std::abs(step_m_s) > 1e-9) slope = (now_m - reached_m) / step_m_s;
    reached_m = now_m;
  }
  return leg;
}

LadderTrial LadderFlyer::climb(const LadderControls& controls, const Fidelity& fidelity) {
  LadderTrial trial;
  const LaunchPlane plane =
      launch_plane(request_.site.place, controls.lift_off, controls.azimuth_rad, request_.ascent);
  State& insertion = trial.insertion;
  insertion.epoch = controls.lift_off + request_.ascent.duration;
  insertion.frame = earth_centred_icrf;
  insertion.position_m = parking_radius_m() * plane.insertion;
  insertion.velocity_m_s = parking_rate_rad_s() * parking_radius_m() * plane.normal.cross(plane.insertion);
  insertion.mass_kg = request_.mass.si();
  const PropagatorOptions options = how(fidelity.relative_tolerance);
  const Propagator<StandardForces> early(fidelity.early, options, ephemeris_);
  trial.first_orbit = early.propagate(insertion, Duration::seconds(controls.coast_s)).end_state();
  trial.first_orbit.velocity_m_s += rocket_delta_v_m_s() * trial.first_orbit.velocity_m_s.normalized();
  State from = trial.first_orbit;
  for (const PhasingBurn& wanted : request_.burns) {
    const auto leg = burn(from, wanted, fidelity.early, fidelity.relative_tolerance, trial.stopped_at);
    if (!leg) return trial;
    trial.legs.push_back(*leg);
    from = leg->cutoff;
  }
  const double revolution_s = period_s(from);
  const State away = early.propagate(from, Duration::seconds(0.2 * revolution_s)).end_state();
  Propagator<StandardForces> last(fidelity.early, options, ephemeris_);
  last.stop_at(nth(request_.injection_passage, perigee_passage()));
  const Trajectory flown =
      last.propagate(away, Duration::seconds((request_.injection_passage + 1.5) * revolution_s));
  if (flown.stop_reason() != StopReason::event) {
    trial.stopped_at =
        concat("the injection: passage ", request_.injection_passage, " of the perigee does not come");
    return trial;
  }
  trial.injection_passage = flown.end_state();
  return trial;
}

LadderTrial LadderFlyer::fly(const LadderControls& controls, const Fidelity& fidelity, double before_s) {
  ++flights;
  if (!(controls.injection_m_s > 0.0 && controls.injection_m_s < 6e3) || !(controls.coast_s >= 0.0)) {
    LadderTrial none;
    none.stopped_at = "the injection: there is no such coast or delta-v";
    return none;
  }
  LadderTrial trial = climb(controls, fidelity);
  if (!trial.stopped_at.empty()) return trial;
  const PhasingLeg leg = burnt(trial.injection_passage, "translunar injection", controls.injection_m_s,
                               fidelity.early, fidelity.relative_tolerance);
  trial.legs.push_back(leg);
  const Epoch end = perilune_of(trial) - Duration::seconds(before_s);
  if (!(end > leg.cutoff.epoch)) return trial;
  const PropagatorOptions options = how(fidelity.relative_tolerance);
  State at = leg.cutoff;
  if (&fidelity.early != &fidelity.late) {
    const Epoch handover = std::min(end, at.epoch + Duration::hours(12.0));
    at = Propagator<StandardForces>(fidelity.early, options, ephemeris_).propagate(at, handover).end_state();
  }
  const Trajectory flight = Propagator<StandardForces>(fidelity.late, options, ephemeris_).propagate(at, end);
  if (flight.stop_reason() != StopReason::end_time) return trial;
  trial.arrival = flight.end_state().in(moon_centred_icrf, ephemeris_);
  trial.plane = b_plane({trial.arrival->position_m, trial.arrival->velocity_m_s}, mu_moon_m3_s2, pole(end));
  return trial;
}

Epoch LadderFlyer::perilune_of(const LadderTrial& climbed) const {
  return request_.perilune.value_or(climbed.injection_passage.epoch + request_.time_of_flight);
}

Eigen::Vector3d LadderFlyer::pole(Epoch epoch) {
  if (!pole_epoch_ || abs(epoch - *pole_epoch_) > Duration::hours(24.0)) settle_pole(epoch);
  return pole_;
}

void LadderFlyer::settle_pole(Epoch epoch) {
  pole_ = moon_me_from_icrf(epoch, ephemeris_).R.row(2).transpose();
  pole_epoch_ = epoch;
}

BPlaneAim LadderFlyer::aim(const BPlane& plane) const {
  return b_plane_aim(plane, mu_moon_m3_s2, arrival_.perilune_m, arrival_.inclination_rad, arrival_.branch);
}

}  // namespace detail
}  // namespace perilune
