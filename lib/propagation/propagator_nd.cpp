#include <perilune/propagation/propagator_nd.hpp>

#include <cmath>

#include <perilune/core/error.hpp>
#include <perilune/core/isa.hpp>
#include <perilune/core/text.hpp>
#include <perilune/propagation/root_isolation.hpp>

#include "kernels/three_body_arcs.hpp"

namespace perilune {

EventNd plane_crossing_nd(int axis, double value, CrossingDirection direction) {
  if (axis < 0 || axis > 2 || !std::isfinite(value)) {
    throw InvalidArgument(detail::concat("plane_crossing_nd: axis ", axis, ", value ", value,
                                         ". The axis is 0, 1 or 2 for x, y, z, the value finite"));
  }
  return {detail::concat("xyz"[axis], " = ", value),
          [axis, value](const StateNd& state) { return state.position_nd[axis] - value; }, direction};
}

EventNd apsis_nd(const Eigen::Vector3d& place_nd, CrossingDirection direction) {
  return {"apsis",
          [place_nd](const StateNd& state) { return (state.position_nd - place_nd).dot(state.velocity_nd); },
          direction};
}

EventNd distance_crossing_nd(const Eigen::Vector3d& place_nd, double distance_nd,
                             CrossingDirection direction) {
  if (!(distance_nd > 0.0) || !std::isfinite(distance_nd)) {
    throw InvalidArgument(detail::concat("distance_crossing_nd: the distance is ", distance_nd,
                                         ", and has to be positive and finite"));
  }
  return {detail::concat("distance ", distance_nd),
          [place_nd, distance_nd](const StateNd& state) {
            return ((state.position_nd - place_nd).squaredNorm() - distance_nd * distance_nd) /
                   (2.0 * distance_nd);
          },
          direction};
}

namespace {

StateNd state_of(double t, const double (&y)[6]) {
  return {t, Eigen::Vector3d(y[0], y[1], y[2]), Eigen::Vector3d(y[3], y[4], y[5])};
}

}  // namespace

StateNd TrajectoryNd::at(double time_nd) const {
  const double from = std::min(begin_.time_nd, end_.time_nd);
  const double until = std::max(begin_.time_nd, end_.time_nd);
  if (!(from <= time_nd && time_nd <= until)) {
    throw InvalidArgument(detail::concat("TrajectoryNd::at: ", time_nd,
                                         " is outside the trajectory, which goes from ", begin_.time_nd,
                                         " to ", end_.time_nd, " (", to_text(stop_reason_), ")"));
  }
  if (time_nd == begin_.time_nd) return begin_;
  if (time_nd == end_.time_nd) return end_;
  if (dense_.empty()) {
    throw InvalidArgument(
        "TrajectoryNd::at: the trajectory was made without dense output and knows its two ends only. Set "
        "dense_output = true in PropagatorOptions");
  }
  const double sign = end_.time_nd < begin_.time_nd ? -1.0 : 1.0;
  const auto after =
      std::upper_bound(dense_.begin(), dense_.end(), time_nd,
                       [sign](double value, const auto& step) { return sign * value < sign * step.t0; });
  const auto& step = after == dense_.begin() ? dense_.front() : *(after - 1);
  double y[6];
  step.evaluate_at_fraction(std::clamp((time_nd - step.t0) / step.h, 0.0, 1.0), y);
  return state_of(time_nd, y);
}

std::vector<double> TrajectoryNd::step_times_nd() const {
  std::vector<double> times{begin_.time_nd};
  for (std::size_t i = 1; i < dense_.size(); ++i) times.push_back(dense_[i].t0);
  if (end_.time_nd != begin_.time_nd) times.push_back(end_.time_nd);
  return times;
}

namespace detail {

namespace {

const ThreeBodyArcs& arcs_for(Isa isa) {
  switch (isa) {
#if defined(__x86_64__)
    case Isa::avx512:
      return avx512::three_body_arcs;
    case Isa::avx2:
      return avx2::three_body_arcs;
#endif
    default:
      return baseline::three_body_arcs;
  }
}

/// Crossings closer together than this are one, and one this close to the start is the start's own.
constexpr double same_instant_nd = 1e-11;
}  // namespace

IntegrateOptions<double> integrate_options_nd(const PropagatorOptions& options) {
  IntegrateOptions<double> made;
  made.max_steps = options.max_steps;
  return made;
}

RecorderNd::RecorderNd(const StateNd& initial, double until_nd, const PropagatorOptions& options,
                       std::span<const PlannedEventNd> events)
    : start_nd_(initial.time_nd), dense_output_(options.dense_output) {
  std::vector<std::string> wrong;
  const auto want_finite = [&wrong](std::string_view name, double value) {
    if (!std::isfinite(value)) wrong.push_back(concat(name, " is ", value, ", and has to be finite"));
  };
  constexpr std::string_view names[6] = {"x", "y", "z", "vx", "vy", "vz"};
  for (int n = 0; n < 3; ++n) {
    want_finite(names[n], initial.position_nd[n]);
    want_finite(names[n + 3], initial.velocity_nd[n]);
  }
  want_finite("time_nd of the state", initial.time_nd);
  if (std::isfinite(initial.time_nd)) want_finite("the time to fly", until_nd);
  if (!(options.relative_tolerance >= 1e-15 && options.relative_tolerance <= 1e-3)) {
    wrong.push_back(
        concat("relative_tolerance is ", options.relative_tolerance, ", and lies between 1e-15 and 1e-3"));
  }
  if (options.max_steps < 1)
    wrong.push_back(concat("max_steps is ", options.max_steps, ", and has to be at least 1"));
  if (options.max_step || options.initial_step)
    wrong.push_back("max_step and initial_step are durations, which a model without units does not know");
  const PropagatorOptions standard;
  if (options.absolute_tolerance_position != standard.absolute_tolerance_position ||
      options.absolute_tolerance_velocity != standard.absolute_tolerance_velocity)
    wrong.push_back("absolute tolerances have units, which the model has not: leave them out");
  switch (options.integrator) {
    case Integrator::automatic:
    case Integrator::dop853:
    case Integrator::gl_collocation_8:
    case Integrator::gl_collocation_16:
      break;
    case Integrator::rkn1210:
      wrong.push_back(
          "rkn1210 is for accelerations that do not depend on the velocity, and in turning axes they do: "
          "take "
          "gl_collocation_8, or propagate_ensemble(Cr3bp, ...) (ensemble_nd.hpp), which flies it in resting "
          "axes");
      break;
    default:
      wrong.push_back(concat("the integrator ", to_text(options.integrator),
                             " is Boost.Odeint's, for flights with an ephemeris: take dop853, "
                             "gl_collocation_8 or gl_collocation_16"));
  }
  for (const PlannedEventNd& planned : events) {
    if (!planned.event.function)
      wrong.push_back(concat("the event '", planned.event.name, "' has no function"));
    watches_.push_back({planned});
  }
  if (!wrong.empty()) throw InvalidArgument("propagate: " + join(wrong, "; "));
  trajectory_.begin_ = initial;
}

bool RecorderNd::record(const RecordedStepNd& step) {
  DenseStep<double, 6> dense;
  step.interpolate(dense);
  const double h = step.t1 - step.t0;
  const double resolution = std::max(same_instant_nd / std::abs(h), 1e-13);
  struct Candidate {
    double s;
    std::size_t watch;
  };
  std::vector<Candidate> found;
  const auto state_at = [&](double s) {
    double y[6];
    dense.evaluate_at_fraction(s, y);
    return state_of(step.t0 + s * h, y);
  };
  for (std::size_t i = 0; i < watches_.size(); ++i) {
    const EventNd& event = watches_[i].planned.event;
    const auto asked = [&](double s) {
      const StateNd there = state_at(s);
      const double value = event.function(there);
      if (std::isfinite(value)) return value;
      throw InvalidArgument(concat("propagate: the function of the event '", event.name, "' is ", value,
                                   " at the time ", there.time_nd,
                                   ". It is asked anywhere on the flight, and has to be a finite number "
                                   "there"));
    };
    for (const Crossing& crossing : find_crossings(asked, resolution)) {
      const bool rising = crossing.rising == (h > 0.0);
      if (event.direction == CrossingDirection::either ||
          rising == (event.direction == CrossingDirection::rising)) {
        found.push_back({crossing.s, i});
      }
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Candidate& a, const Candidate& b) { return a.s < b.s; });
  for (const Candidate& candidate : found) {
    Watch& watch = watches_[candidate.watch];
    const EventNd& event = watch.planned.event;
    // Newton's method on the integrated state, with the slope of the polynomial.
    const double low = std::max(0.0, candidate.s - 1e-4), high = std::min(1.0, candidate.s + 1e-4);
    const double slope =
        (event.function(state_at(high)) - event.function(state_at(low))) / ((high - low) * h);
    double t = step.t0 + candidate.s * h;
    const double first = t;
    double y[6];
    for (int i = 0; i < 4; ++i) {
      step.fly_to(t, y, nullptr);
      const double change = -event.function(state_of(t, y)) / slope;
      if (!(std::abs(t + change - first) <= 1e-3 * std::abs(h))) {
        t = first;
        break;
      }
      t += change;
      if (std::abs(change) < 1e-15) break;
    }
    if (std::abs(t - start_nd_) <= same_instant_nd) continue;
    if (watch.met > 0 && std::abs(t - watch.last_nd) <= same_instant_nd) continue;
    ++watch.met;
    watch.last_nd = t;
    const bool stops = watch.planned.stops && watch.met >= event.count;
    DenseStep<double, 6> until_stop;
    step.fly_to(t, y, stops ? &until_stop : nullptr);
    trajectory_.events_.push_back({event.name, state_of(t, y), watch.met, stops});
    if (stops) {
      stopped_ = true;
      trajectory_.end_ = state_of(t, y);
      if (dense_output_) trajectory_.dense_.push_back(until_stop);
      return false;
    }
  }
  if (dense_output_) trajectory_.dense_.push_back(dense);
  return true;
}

TrajectoryNd RecorderNd::finish(const IntegrationOutcome<double>& outcome, const double (&y)[6]) {
  trajectory_.stop_reason_ = outcome.reason;
  trajectory_.steps_ = outcome.steps;
  trajectory_.rejected_ = outcome.rejected;
  trajectory_.rhs_evaluations_ = outcome.rhs_evaluations;
  if (!stopped_) trajectory_.end_ = state_of(outcome.t, y);
  return std::move(trajectory_);
}

TrajectoryNd fly_collocated_nd(const Cr3bp& model, const PropagatorOptions& options,
                               std::span<const PlannedEventNd> events, const StateNd& initial,
                               double until_nd) {
  return fly_state_nd(options, events, initial, until_nd, [&](RecorderNd& recorder, double(&y)[6]) {
    return arcs_for(chosen_isa()).cr3bp(model, options, recorder, initial.time_nd, until_nd, y);
  });
}
TrajectoryNd fly_collocated_nd(const Bcr4bp& model, const PropagatorOptions& options,
                               std::span<const PlannedEventNd> events, const StateNd& initial,
                               double until_nd) {
  return fly_state_nd(options, events, initial, until_nd, [&](RecorderNd& recorder, double(&y)[6]) {
    return arcs_for(chosen_isa()).bcr4bp(model, options, recorder, initial.time_nd, until_nd, y);
  });
}

template TrajectoryNd fly_model_nd(const Cr3bp&, const PropagatorOptions&, std::span<const PlannedEventNd>,
                                   const StateNd&, double);
template TrajectoryNd fly_model_nd(const Bcr4bp&, const PropagatorOptions&, std::span<const PlannedEventNd>,
                                   const StateNd&, double);
template StateTransitionNd fly_model_nd_with_stm(const Cr3bp&, const PropagatorOptions&,
                                                 std::span<const PlannedEventNd>, const StateNd&, double);
template StateTransitionNd fly_model_nd_with_stm(const Bcr4bp&, const PropagatorOptions&,
                                                 std::span<const PlannedEventNd>, const StateNd&, double);

}  // namespace detail
}  // namespace perilune
