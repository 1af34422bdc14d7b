// Of the flight recorder: where the events of a step are.
#include <perilune/propagation/flight_recorder.hpp>

#include <algorithm>
#include <cmath>

#include <Eigen/Geometry>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/propagation/root_isolation.hpp>

namespace perilune::detail {

double FlightRecorder::value(const Watch& watch, const Sample& sample) const {
  switch (watch.event.kind) {
    case Event::Kind::periapsis:
    case Event::Kind::apoapsis: {
      const PositionVelocity relative = relative_to(sample, watch.places[0]);
      return relative.position_m.dot(relative.velocity_m_s);
    }
    case Event::Kind::altitude: {
      // Smooth where the distance itself is not, and near zero as many metres as the height.
      const double level_m = radius_m(watch.event.body) + watch.event.altitude.si();
      const double square = relative_to(sample, watch.places[0]).position_m.squaredNorm();
      return (square - level_m * level_m) / (2.0 * level_m);
    }
    case Event::Kind::epoch:
      return sample.t - watch.epoch_elapsed_s;
    case Event::Kind::function:
    case Event::Kind::manoeuvre:
      break;
  }
  return watch.event.function(shown(watch, sample));
}

namespace {

/// Nearest distance of the conic about a body that a state belongs to.
double periapsis_m(const PositionVelocity& about, double mu_m3_s2) {
  const double momentum2 = about.position_m.cross(about.velocity_m_s).squaredNorm();
  const double energy = 0.5 * about.velocity_m_s.squaredNorm() - mu_m3_s2 / about.position_m.norm();
  const double e2 = 1.0 + 2.0 * energy * momentum2 / (mu_m3_s2 * mu_m3_s2);
  return momentum2 / (mu_m3_s2 * (1.0 + std::sqrt(std::max(0.0, e2))));
}

}  // namespace

/// Whether the spacecraft can come to the surface of a guarded body within the step. Its distance d obeys
///
///     d'' = (transverse speed)^2 / d + (radial acceleration) >= -|acceleration|
///
/// so from either end of the step it stays above a parabola. Three answers, each cheaper than to look:
/// 1. Above the surface gravity pulls no harder than at the surface (a twentieth is to spare for the field
/// and for other bodies), however long the step; where an engine or a force of a user's pushes harder, twice
/// the mean acceleration of the step is taken. 2. Far away it pulls no harder than at half the distance, if
/// the parabola of that, with four times the mean acceleration for all else, stays above half the
/// distance. 3. The conics about the body at both ends stay a hundredth of its radius above the surface, and
/// three times that by which they differ.
bool FlightRecorder::near_enough(const Watch& watch, const Sample& from, const Sample& to) const {
  const PositionVelocity a = relative_to(from, watch.places[0]);
  const PositionVelocity b = relative_to(to, watch.places[0]);
  const double half_s = 0.5 * std::abs(to.t - from.t);
  const double sign = to.t < from.t ? -1.0 : 1.0;
  const double surface_m = radius_m(watch.event.body), mu = mu_m3_s2(watch.event.body);
  const double mean_m_s2 = (b.velocity_m_s - a.velocity_m_s).norm() / std::abs(to.t - from.t);
  const double from_m = a.position_m.norm();
  const double to_m = b.position_m.norm();
  const double from_rate = sign * a.position_m.dot(a.velocity_m_s) / from_m;
  const double to_rate = -sign * b.position_m.dot(b.velocity_m_s) / to_m;
  const auto stays_above = [&](double level_m, double pull_m_s2) {
    const double fall_m = 0.5 * pull_m_s2 * half_s * half_s;
    return std::min({from_m, to_m, from_m + from_rate * half_s - fall_m, to_m + to_rate * half_s - fall_m}) >
           level_m;
  };
  const auto gravity_m_s2 = [&](double r_m) { return 1.05 * mu / (r_m * r_m); };
  if (stays_above(surface_m, std::max(gravity_m_s2(surface_m), 2.0 * mean_m_s2))) return false;
  const double least_m = 0.5 * std::min(from_m, to_m);
  if (least_m > surface_m && stays_above(least_m, gravity_m_s2(least_m) + 4.0 * mean_m_s2)) return false;
  if (!(std::min(from_m, to_m) > surface_m)) return true;
  const double one_m = periapsis_m(a, mu), other_m = periapsis_m(b, mu);
  return !(std::min(one_m, other_m) > 1.01 * surface_m + 3.0 * std::abs(one_m - other_m));
}

/// Whether the spacecraft can come to the shadow of a body within the step: from one of the ends of a step it
/// is never farther than half of what it flies at most, and half of that is to spare. What is farther than
/// that on the day side, or beside the cone, is not.
bool FlightRecorder::shadow_near(const Watch& watch, const Sample& from, const Sample& to) const {
  constexpr double widening = 0.006;  // tangent of half the angle of the penumbra's cone, and some
  const auto near = [&](const Sample& end, double reach_m) {
    const Eigen::Vector3d from_body = relative_to(end, watch.places[0]).position_m;
    const Eigen::Vector3d to_sun = (from_body - relative_to(end, watch.places[1]).position_m).normalized();
    const double along_m = from_body.dot(to_sun);
    const double across_m = (from_body - along_m * to_sun).norm();
    const double edge_m = 1.01 * radius_m(watch.event.body) + widening * std::abs(along_m);
    return along_m < reach_m && across_m < edge_m + reach_m;
  };
  const double fastest_m_s = std::max(relative_to(from, watch.places[0]).velocity_m_s.norm(),
                                      relative_to(to, watch.places[0]).velocity_m_s.norm());
  const double reach_m = 0.75 * fastest_m_s * std::abs(to.t - from.t);
  return near(from, reach_m) || near(to, reach_m);
}

bool FlightRecorder::looks_at(const Watch& watch, const Sample& step_end) const {
  if (watch.guard) return near_enough(watch, step_start_, step_end);
  if (watch.edge) return shadow_near(watch, step_start_, step_end);
  if (watch.manoeuvre == no_manoeuvre) return true;
  return watch.cuts_off ? sequence_.burns(watch.manoeuvre) : sequence_.waits(watch.manoeuvre);
}

namespace {

/// Where an event's function is no number nothing can be said of its zeros, and none may be missed.
[[noreturn]] void refuse_value(const Event& event, double value, Epoch epoch) {
  throw InvalidArgument(concat("propagate: the function of the event '", event.name, "' is ", value, " on ",
                               epoch.to_text(TimeScale::tdb, 3),
                               ". It is asked anywhere on the flight, and has to be a finite number there: ",
                               "keep roots and inverse cosines within their domain"));
}

}  // namespace

std::vector<FlightRecorder::Candidate> FlightRecorder::candidates(const RecordedStep& step,
                                                                  const DenseStep<double, 6>& dense) {
  std::vector<Candidate> found;
  std::vector<Sample> samples;  // all events ask at the same places first
  samples.reserve(17);
  const auto sample_at = [&](double s) {
    for (const Sample& known : samples) {
      if (known.s == s) return known;
    }
    Sample sample;
    sample.s = s;
    sample.t = s == 1.0 ? step.t1 : step.t0 + s * (step.t1 - step.t0);
    if (s == 1.0) {
      std::copy(std::begin(step.y1), std::end(step.y1),
                sample.y);  // to the bit: the next step begins with it
    } else {
      dense.evaluate_at_fraction(s, sample.y);
    }
    sample.mass_kg = mass_in(step, s);
    sample_bodies(sample);
    if (samples.size() < samples.capacity()) samples.push_back(sample);
    return sample;
  };
  const double length_s = std::abs(step.t1 - step.t0);
  const double resolution = std::max(same_instant_s / length_s, 1e-13);
  for (std::size_t i = 0; i < watches_.size(); ++i) {
    const Watch& watch = watches_[i];
    if (!watch.looks) continue;
    CrossingDirection wanted = watch.event.direction;
    if (watch.event.kind == Event::Kind::periapsis) wanted = CrossingDirection::rising;
    if (watch.event.kind == Event::Kind::apoapsis) wanted = CrossingDirection::falling;
    const auto asked = [&](double s) {
      const Sample sample = sample_at(s);
      const double found_there = value(watch, sample);
      if (watch.event.kind == Event::Kind::function && !std::isfinite(found_there))
        refuse_value(watch.event, found_there, trajectory_.clock_.epoch(sample.t));
      return found_there;
    };
    for (const Crossing& crossing : find_crossings(asked, resolution)) {
      const bool rising = crossing.rising == (step.t1 > step.t0);
      if (wanted == CrossingDirection::either || rising == (wanted == CrossingDirection::rising)) {
        found.push_back({crossing.s, i});
      }
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Candidate& a, const Candidate& b) { return a.s < b.s; });
  return found;
}

/// The mass at a fraction of a step whose polynomial was made.
double FlightRecorder::mass_in(const RecordedStep& step, double s) const {
  if (step.mass == nullptr) return step_start_mass_kg_;
  double mass_kg[1];
  step.mass->polynomial.evaluate_at_fraction(s, mass_kg);
  return mass_kg[0];
}

/// The time of a crossing, of the integrated state rather than of the step's polynomial: Newton's method with
/// the slope of the polynomial, each value from an integration of its own.
double FlightRecorder::refined(const Watch& watch, const RecordedStep& step,
                               const DenseStep<double, 6>& dense, double s) {
  const double h = step.t1 - step.t0;
  if (watch.event.kind == Event::Kind::epoch) return watch.epoch_elapsed_s;
  const auto on_polynomial = [&](double fraction) {
    Sample sample;
    sample.t = step.t0 + fraction * h;
    sample.mass_kg = mass_in(step, fraction);
    dense.evaluate_at_fraction(fraction, sample.y);
    sample_bodies(sample);
    return value(watch, sample);
  };
  constexpr double width = 1e-4;
  const double low = std::max(0.0, s - width);
  const double high = std::min(1.0, s + width);
  const double slope = (on_polynomial(high) - on_polynomial(low)) / ((high - low) * h);
  double t = step.t0 + s * h;
  const double first = t;
  for (int i = 0; i < 4; ++i) {
    Sample sample;
    sample.t = t;
    step.fly_to(t, sample.y, nullptr);
    sample.mass_kg = step.mass != nullptr ? step.mass->flown_to_kg : step_start_mass_kg_;
    sample_bodies(sample);
    const double change = -value(watch, sample) / slope;
    // Where the slope says nothing (two crossings that almost touch), the polynomial has the last word.
    if (!(std::abs(t + change - first) <= 1e-3 * std::abs(h))) return first;
    t += change;
    if (std::abs(change) < 1e-10) break;
  }
  return t;
}

/// Whether a zero of the event's function is the event.
bool FlightRecorder::accepted(const Watch& watch, const DenseStep<double, 6>& dense, const RecordedStep& step,
                              double t) {
  Sample sample;
  sample.t = t;
  const double s = (t - step.t0) / (step.t1 - step.t0);
  sample.mass_kg = mass_in(step, s);
  dense.evaluate_at_fraction(s, sample.y);
  sample_bodies(sample);
  return watch.event.accept(shown(watch, sample)) > 0.0;
}

/// By differences: events are functions of numbers. Of positions and velocities a millionth, relative to the
/// nearest of the bodies that the event looks at.
EventSlope FlightRecorder::slope_at(const Watch& watch, const Sample& sample) {
  double length_m = relative_to(sample, -1).position_m.norm();
  double speed_m_s = relative_to(sample, -1).velocity_m_s.norm();
  for (const int place : watch.places) {
    length_m = std::min(length_m, relative_to(sample, place).position_m.norm());
    speed_m_s = std::min(speed_m_s, relative_to(sample, place).velocity_m_s.norm());
  }
  constexpr double part = 1e-6;
  const auto slope = [&](double step, auto&& move) {
    Sample ahead = sample, behind = sample;
    move(ahead, step);
    move(behind, -step);
    return (value(watch, ahead) - value(watch, behind)) / (2.0 * step);
  };
  EventSlope made;
  for (int n = 0; n < 6; ++n) {
    const double step = std::max(part * (n < 3 ? length_m : speed_m_s), 1e-6);
    made.by_state[n] = slope(step, [n](Sample& there, double by) { there.y[n] += by; });
  }
  made.by_mass = slope(part * sample.mass_kg, [](Sample& there, double by) { there.mass_kg += by; });
  made.by_time = slope(1.0, [this](Sample& there, double by_s) {
    there.t += by_s;
    sample_bodies(there);
  });
  return made;
}

}  // namespace perilune::detail
