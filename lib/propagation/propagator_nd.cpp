#include <perilune/propagation/propagator_nd.hpp>

#include <cmath>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/propagation/root_isolation.hpp>

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
  if (!initial.position_nd.allFinite() || !initial.velocity_nd.allFinite() ||
      !std::isfinite(initial.time_nd) || !std::isfinite(until_nd)) {
    throw InvalidArgument("propagate: the state or the time to fly is not finite");
  }
  const PropagatorOptions standard;
  if (!(options.relative_tolerance >= 1e-15 && options.relative_tolerance <= 1e-3)) {
    throw InvalidArgument(concat("PropagatorOptions: relative_tolerance is ", options.relative_tolerance,
                                 ", and lies between 1e-15 and 1e-3"));
  }
  if (options.max_steps < 1 || options.max_step || options.initial_step ||
      options.integrator != standard.integrator) {
    throw InvalidArgument(
        "PropagatorOptions: of a model without units only relative_tolerance, max_steps (at least 1) and "
        "dense_output can be set. Leave the others out");
  }
  for (const PlannedEventNd& planned : events) {
    if (!planned.event.function)
      throw InvalidArgument(concat("EventNd '", planned.event.name, "' has no function"));
    watches_.push_back({planned});
  }
  trajectory_.begin_ = initial;
}

bool RecorderNd::record(const RecordedStepNd& step) {
  DenseStep<double, 6, double, 7> dense;
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
    for (const Crossing& crossing :
         find_crossings([&](double s) { return event.function(state_at(s)); }, resolution)) {
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
    DenseStep<double, 6, double, 7> until_stop;
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
