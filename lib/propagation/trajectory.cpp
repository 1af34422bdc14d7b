#include <perilune/propagation/trajectory.hpp>

#include <algorithm>
#include <cmath>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {

bool Trajectory::covers(Epoch epoch) const {
  return std::min(begin(), end()) <= epoch && epoch <= std::max(begin(), end());
}

State Trajectory::at(Epoch epoch) const {
  if (!covers(epoch)) {
    throw InvalidArgument(detail::concat(
        "Trajectory::at: ", epoch.to_text(TimeScale::tdb), " is outside the trajectory, which goes from ",
        begin().to_text(TimeScale::tdb), " to ", end().to_text(TimeScale::tdb), " (", to_text(stop_reason_),
        "). Propagate further, or ask inside"));
  }
  if (epoch == begin()) return begin_;
  if (epoch == end()) return end_;
  if (dense_.empty()) {
    throw InvalidArgument(
        "Trajectory::at: the trajectory was made without dense output and knows its two ends only. Set "
        "dense_output = "
        "true in PropagatorOptions");
  }
  const double t = clock_.elapsed_s(epoch);
  const double sign = end_elapsed_s_ < 0.0 ? -1.0 : 1.0;
  // The last step that begins at or before t, in the direction of flight.
  const auto after =
      std::upper_bound(dense_.begin(), dense_.end(), t,
                       [sign](double value, const auto& step) { return sign * value < sign * step.t0; });
  const DenseStep<double, 6>& step = after == dense_.begin() ? dense_.front() : *(after - 1);
  double y[6];
  step.evaluate_at_fraction(std::clamp((t - step.t0) / step.h, 0.0, 1.0), y);
  return {epoch, begin_.frame, to_output_ * Eigen::Vector3d(y[0], y[1], y[2]),
          to_output_ * Eigen::Vector3d(y[3], y[4], y[5]), mass_kg_at(t)};
}

/// From the last change that begins at or before t, in the direction of flight.
double Trajectory::mass_kg_at(double t) const {
  const double sign = end_elapsed_s_ < 0.0 ? -1.0 : 1.0;
  const auto after =
      std::upper_bound(masses_.begin(), masses_.end(), t,
                       [sign](double value, const auto& change) { return sign * value < sign * change.t0; });
  if (after == masses_.begin()) return begin_.mass_kg;
  const DenseStep<double, 1>& change = *(after - 1);
  double mass_kg[1];
  change.evaluate_at_fraction(change.h == 0.0 ? 0.0 : std::clamp((t - change.t0) / change.h, 0.0, 1.0),
                              mass_kg);
  return mass_kg[0];
}

std::vector<Epoch> Trajectory::step_epochs() const {
  std::vector<Epoch> epochs{begin()};
  for (std::size_t i = 1; i < dense_.size(); ++i) epochs.push_back(clock_.epoch(dense_[i].t0));
  if (end() != begin()) epochs.push_back(end());
  return epochs;
}

std::string Trajectory::report() const {
  std::string text = detail::concat(begin().to_text(TimeScale::tdb), " to ", end().to_text(TimeScale::tdb),
                                    " (", to_text(end() - begin()), "), stopped by ", to_text(stop_reason_));
  if (stop_reason_ == StopReason::event) text += detail::concat(": ", events_.back().name);
  text += detail::concat("\n  ", steps_, " steps, ", rejected_, " rejected, ", rhs_evaluations_,
                         " evaluations of the forces\n");
  for (const EventRecord& event : events_) {
    text += detail::concat("  ", event.epoch.to_text(TimeScale::utc), "  ", event.name);
    if (event.kind == Event::Kind::manoeuvre) {
      text += detail::concat(": mass ", fixed(event.state.mass_kg, 3), " kg");
    } else if (event.kind != Event::Kind::epoch &&
               (event.kind != Event::Kind::function || event.about_body)) {
      text += detail::concat(
          ": ", std::isnan(event.altitude_m) ? "distance " : "altitude ",
          fixed((std::isnan(event.altitude_m) ? event.distance_m : event.altitude_m) * 1e-3, 3),
          " km, speed ", fixed(event.speed_m_s * 1e-3, 6), " km/s");
    }
    text += '\n';
  }
  return text;
}

}  // namespace perilune
