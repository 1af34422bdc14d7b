#include <perilune/propagation/flight_recorder.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/frames/transform.hpp>
#include <perilune/propagation/event_geometry.hpp>

namespace perilune::detail {

namespace {

/// @throws InvalidArgument naming all that is out of range
void check_options(const PropagatorOptions& options) {
  std::vector<std::string> wrong;
  const auto want_range = [&wrong](std::string_view name, double value, double lowest, double highest,
                                   std::string_view why) {
    if (value >= lowest && value <= highest) return;
    wrong.push_back(concat(name, " is ", value, ", and lies between ", lowest, " and ", highest, ". ", why));
  };
  want_range("relative_tolerance", options.relative_tolerance, 1e-15, 1e-3,
             "Below, a double cannot tell the error; above, the error estimate means nothing. 1e-12 is a "
             "good start");
  constexpr double huge = 1e15;
  want_range("absolute_tolerance_position", options.absolute_tolerance_position.si(), 0.0, huge,
             "It is added to the relative part [m]");
  want_range("absolute_tolerance_velocity", options.absolute_tolerance_velocity.si(), 0.0, huge,
             "It is added to the relative part [m/s]");
  if (options.max_steps < 1) {
    wrong.push_back(
        concat("max_steps is ", options.max_steps, ", and has to be at least 1. Leave it out for a million"));
  }
  const auto want_positive = [&wrong](std::string_view name, const std::optional<Duration>& step) {
    if (!step || *step > Duration()) return;
    wrong.push_back(concat(name, " is ", to_text(*step),
                           ", and has to be positive, also for a propagation that runs backward"));
  };
  want_positive("max_step", options.max_step);
  want_positive("initial_step", options.initial_step);
  if (!wrong.empty()) throw InvalidArgument("PropagatorOptions: " + join(wrong, "; "));
}

bool is_inertial(Axes axes) {
  return axes == Axes::icrf || axes == Axes::eme2000;
}

bool has_radius(BodyId body) {
  return body == earth || body == moon || body == sun;
}

/// A state that somebody hands in, checked, about its own centre in icrf axes.
State in_icrf(const State& initial, const Ephemeris& ephemeris) {
  check_state(initial, "propagate");
  return initial.in(Frame{initial.frame.center, Axes::icrf}, ephemeris);
}

}  // namespace

FlightRecorder::FlightRecorder(const State& initial, Epoch until, const PropagatorOptions& options,
                               const EnvironmentLayout& layout, std::span<const PlannedEvent> events,
                               const Ephemeris& ephemeris, std::span<const Manoeuvre> manoeuvres,
                               std::span<const BodyId> shadows)
    : options_(options),
      ephemeris_(ephemeris),
      center_(initial.frame.center),
      output_frame_(is_inertial(initial.frame.axes) ? initial.frame
                                                    : Frame{initial.frame.center, Axes::icrf}),
      trajectory_(ElapsedClock(initial.epoch)),
      until_(until),
      start_tdb_(initial.epoch.tdb()),
      environment_(layout, ephemeris, initial.epoch, start_tdb_) {
  check_options(options);
  const State start = in_icrf(initial, ephemeris);
  for (int n = 0; n < 3; ++n) {
    initial_[n] = start.position_m[n];
    initial_[n + 3] = start.velocity_m_s[n];
  }
  here_.mass_kg = initial.mass_kg;
  std::copy(std::begin(initial_), std::end(initial_), here_.y);
  if (output_frame_.axes != Axes::icrf) {
    trajectory_.to_output_ = rotation(Axes::icrf, output_frame_.axes, initial.epoch, ephemeris).R;
  }

  end_elapsed_s_ = trajectory_.clock_.elapsed_s(until);
  if (!manoeuvres.empty()) {
    sequence_ = ManoeuvreSequence({manoeuvres.begin(), manoeuvres.end()}, trajectory_.clock_, end_elapsed_s_,
                                  center_);
  }
  watch_events(events);
  watch_manoeuvres();
  if (options.stop_at_impact) watch_surfaces(layout);
  watch_shadows(shadows);
  watch_bodies();
  EnvironmentLayout all = layout;
  for (const BodyId body : bodies_) all.add(body);
  const ElapsedSpan covered = covered_span(all, ephemeris, start_tdb_);
  if (!bodies_.empty()) cursor_.emplace(ephemeris, center_, bodies_, start_tdb_.whole, start_tdb_.fraction);
  sample_here();
  refuse_start_inside();

  const bool beyond = end_elapsed_s_ > covered.until_s;
  const bool before = end_elapsed_s_ < covered.from_s;
  if (beyond || before) {
    // The nanosecond inside the span that is nearest to its end.
    const Epoch edge = trajectory_.clock_.epoch(beyond ? covered.until_s : covered.from_s);
    coverage_end_ = beyond ? std::max(edge - Duration::nanoseconds(1), initial.epoch)
                           : std::min(edge + Duration::nanoseconds(1), initial.epoch);
    end_elapsed_s_ = trajectory_.clock_.elapsed_s(*coverage_end_);
  }
  trajectory_.begin_ = output_state(initial.epoch, initial_, initial.mass_kg);
}

void FlightRecorder::watch_events(std::span<const PlannedEvent> events) {
  for (const PlannedEvent& planned : events) {
    const Event& event = planned.event;
    if (event.kind == Event::Kind::function && !event.function && !event.prepare) {
      throw InvalidArgument(concat("propagate: the event '", event.name,
                                   "' has no function. Events are made by functions: function_event(...), "
                                   "perilune_passage()"));
    }
    Watch watch{.event = event, .stops = planned.stops};
    watch.epoch_elapsed_s =
        planned.event.kind == Event::Kind::epoch ? trajectory_.clock_.elapsed_s(planned.event.epoch) : 0.0;
    watches_.push_back(std::move(watch));
  }
}

/// What starts manoeuvres and cuts burns off, and the bodies whose orbits their axes belong to.
void FlightRecorder::watch_manoeuvres() {
  const auto watch_for = [this](const Event& event, std::size_t manoeuvre, bool cuts_off) {
    Watch watch{.event = event, .manoeuvre = manoeuvre, .cuts_off = cuts_off};
    if (event.kind == Event::Kind::epoch) watch.epoch_elapsed_s = trajectory_.clock_.elapsed_s(event.epoch);
    watches_.push_back(std::move(watch));
  };
  for (std::size_t i = 0; i < sequence_.manoeuvres().size(); ++i) {
    const Manoeuvre& manoeuvre = sequence_.manoeuvres()[i];
    if (const Event* start = starting_event(manoeuvre)) watch_for(*start, i, false);
    const auto* burn = std::get_if<FiniteBurn>(&manoeuvre);
    if (burn != nullptr && burn->cutoff) watch_for(*burn->cutoff, i, true);
    const Steering* steering = steering_of(manoeuvre);
    if (steering != nullptr && steering->body) place_of(*steering->body);
  }
}

void FlightRecorder::watch_surfaces(const EnvironmentLayout& layout) {
  for (int place = 0; place < layout.size(); ++place) {
    const BodyId body = layout.body(place);
    // The Sun is no danger to what does not circle it.
    if (body == earth || body == moon || (body == sun && center_ == sun)) {
      Watch guard{.event = altitude_crossing(body, Length(), CrossingDirection::falling),
                  .stops = true,
                  .guard = true};
      guard.event.name = "impact";
      watches_.push_back(std::move(guard));
    }
  }
}

void FlightRecorder::watch_shadows(std::span<const BodyId> shadows) {
  for (const BodyId body : shadows) {
    for (const ShadowPart part : {ShadowPart::penumbra, ShadowPart::umbra}) {
      Watch watch{.event = shadow_entry(body, part), .edge = true};
      watch.event.direction = CrossingDirection::either;
      watch.event.accept = {};  // the antumbra has the edge of the umbra
      watches_.push_back(std::move(watch));
    }
  }
}

void FlightRecorder::refuse_start_inside() const {
  for (const Watch& watch : watches_) {
    if (!watch.guard) continue;
    const double height_m =
        relative_to(step_start_, watch.places[0]).position_m.norm() - radius_m(watch.event.body);
    if (height_m < 0.0) {
      throw InvalidArgument(concat(
          "propagate: the initial state is ", -height_m * 1e-3, " km below the surface of the ",
          body_name(watch.event.body), " (", to_text(output_frame_),
          "). Is the frame the right one, and the position in metres? (From C++, flights through bodies: "
          "PropagatorOptions::stop_at_impact = false)"));
    }
  }
}

StateErrorScale FlightRecorder::scale() const {
  return {options_.relative_tolerance, options_.absolute_tolerance_position.si(),
          options_.absolute_tolerance_velocity.si()};
}

IntegrateOptions<double> FlightRecorder::integrate_options() const {
  IntegrateOptions<double> made;
  made.max_steps = options_.max_steps - total_.steps - total_.rejected;
  if (options_.max_step) made.max_step = options_.max_step->seconds();
  if (options_.initial_step) made.initial_step = options_.initial_step->seconds();
  return made;
}

int FlightRecorder::place_of(BodyId body) {
  if (body == center_) return -1;
  const auto found = std::find(bodies_.begin(), bodies_.end(), body);
  if (found != bodies_.end()) return static_cast<int>(found - bodies_.begin());
  bodies_.push_back(body);
  return static_cast<int>(bodies_.size()) - 1;
}

void FlightRecorder::watch_bodies() {
  for (Watch& watch : watches_) {
    if (watch.event.prepare) {
      watch.event.function = watch.event.prepare({trajectory_.clock_.start(), start_tdb_, ephemeris_});
    }
    switch (watch.event.kind) {
      case Event::Kind::periapsis:
      case Event::Kind::apoapsis:
      case Event::Kind::altitude:
        watch.places.push_back(place_of(watch.event.body));
        break;
      case Event::Kind::function:
        for (const BodyId body : watch.event.bodies) watch.places.push_back(place_of(body));
        break;
      case Event::Kind::epoch:
      case Event::Kind::manoeuvre:
        break;
    }
  }
}

/// Where the next step begins.
void FlightRecorder::sample_here() {
  step_start_.t = here_.t;
  step_start_.mass_kg = here_.mass_kg;
  std::copy(std::begin(here_.y), std::end(here_.y), step_start_.y);
  sample_bodies(step_start_);
}

void FlightRecorder::sample_bodies(Sample& sample) {
  if (cursor_) {
    cursor_->states(environment_.tdb_elapsed_s(sample.t), sample.positions_m, sample.velocities_m_s);
  }
}

PositionVelocity FlightRecorder::relative_to(const Sample& sample, int place) const {
  PositionVelocity relative{{sample.y[0], sample.y[1], sample.y[2]}, {sample.y[3], sample.y[4], sample.y[5]}};
  if (place >= 0) {
    relative.position_m -= Eigen::Vector3d(sample.positions_m[static_cast<std::size_t>(place)]);
    relative.velocity_m_s -= Eigen::Vector3d(sample.velocities_m_s[static_cast<std::size_t>(place)]);
  }
  return relative;
}

EventSample FlightRecorder::shown(const Watch& watch, const Sample& sample) const {
  EventSample made{sample.t,
                   {sample.y[0], sample.y[1], sample.y[2]},
                   {sample.y[3], sample.y[4], sample.y[5]},
                   {},
                   sample.mass_kg};
  for (const int place : watch.places) {
    if (place < 0) {
      made.bodies.emplace_back();
    } else {
      made.bodies.push_back({sample.positions_m[static_cast<std::size_t>(place)],
                             sample.velocities_m_s[static_cast<std::size_t>(place)]});
    }
  }
  return made;
}

State FlightRecorder::output_state(Epoch epoch, const double (&y)[6], double mass_kg) const {
  return {epoch, output_frame_, trajectory_.to_output_ * Eigen::Vector3d(y[0], y[1], y[2]),
          trajectory_.to_output_ * Eigen::Vector3d(y[3], y[4], y[5]), mass_kg};
}

EventRecord FlightRecorder::made_record(const Watch& watch, const Sample& sample, Epoch epoch) const {
  EventRecord record;
  record.name = watch.event.name;
  record.kind = watch.event.kind;
  const bool of_body =
      !watch.places.empty() && (watch.event.kind != Event::Kind::function || watch.event.about_body);
  record.about_body = of_body;
  record.body = of_body ? watch.event.body : center_;
  record.epoch = epoch;
  record.state = output_state(epoch, sample.y, sample.mass_kg);
  const PositionVelocity relative = relative_to(sample, of_body ? watch.places[0] : -1);
  record.distance_m = relative.position_m.norm();
  record.speed_m_s = relative.velocity_m_s.norm();
  record.altitude_m = has_radius(record.body) ? record.distance_m - radius_m(record.body)
                                              : std::numeric_limits<double>::quiet_NaN();
  record.occurrence = watch.met;
  return record;
}

bool FlightRecorder::record(const RecordedStep& step) {
  step_start_mass_kg_ = here_.mass_kg;
  here_.t = step.t1;
  std::copy(std::begin(step.y1), std::end(step.y1), here_.y);
  if (step.mass != nullptr) here_.mass_kg = step.mass->at_end_kg;
  bool looks = false;
  if (!watches_.empty()) {
    Sample step_end;
    step_end.t = step.t1;
    step_end.mass_kg = here_.mass_kg;
    std::copy(std::begin(step.y1), std::end(step.y1), step_end.y);
    sample_bodies(step_end);
    for (Watch& watch : watches_) {
      watch.looks = looks_at(watch, step_end);
      looks = looks || watch.looks;
    }
    step_start_ = step_end;
  }
  if (!looks && !options_.dense_output) return true;
  DenseStep<double, 6> dense;
  step.interpolate(dense);
  if (looks) {
    for (const Candidate& candidate : candidates(step, dense)) {
      Watch& watch = watches_[candidate.watch];
      const double t = refined(watch, step, dense, candidate.s);
      if (std::abs(t) <= same_instant_s && watch.event.kind != Event::Kind::epoch) continue;
      if (watch.met > 0 && std::abs(t - watch.last_elapsed_s) <= same_instant_s) continue;
      if (watch.event.accept && !accepted(watch, dense, step, t)) continue;
      ++watch.met;
      watch.last_elapsed_s = t;
      const bool ends_step =
          (watch.stops || watch.edge || watch.manoeuvre != no_manoeuvre) && watch.met >= watch.event.count;
      const Epoch epoch =
          watch.event.kind == Event::Kind::epoch ? watch.event.epoch : trajectory_.clock_.epoch(t);
      Sample sample;
      sample.t = trajectory_.clock_.elapsed_s(epoch);
      DenseStep<double, 6> until_there;
      step.fly_to(sample.t, sample.y, ends_step && options_.dense_output ? &until_there : nullptr);
      sample.mass_kg = step.mass != nullptr ? step.mass->flown_to_kg : step_start_mass_kg_;
      sample_bodies(sample);
      if (!watch.edge) trajectory_.events_.push_back(made_record(watch, sample, epoch));
      if (ends_step) {
        if (options_.dense_output) {
          trajectory_.dense_.push_back(until_there);
          if (step.mass != nullptr) trajectory_.masses_.push_back(step.mass->until_there);
        }
        end_step(watch, sample);
        return false;
      }
    }
  }
  if (options_.dense_output) {
    trajectory_.dense_.push_back(dense);
    if (step.mass != nullptr) trajectory_.masses_.push_back(step.mass->polynomial);
  }
  return true;
}

/// The flight ends here, or a manoeuvre begins or ends, or light.
void FlightRecorder::end_step(const Watch& watch, const Sample& sample) {
  here_.t = sample.t;
  here_.mass_kg = sample.mass_kg;
  std::copy(std::begin(sample.y), std::end(sample.y), here_.y);
  if (watch.stops) {
    trajectory_.events_.back().stopped = true;
    stopped_at_ = trajectory_.events_.back().state;
    stopped_elapsed_s_ = sample.t;
  } else {
    interruption_ = {watch.manoeuvre, watch.cuts_off, watch.event.name};
    if (wants_slopes_ && watch.manoeuvre != no_manoeuvre) slope_ = slope_at(watch, sample);
  }
}

bool FlightRecorder::begin_arc() {
  here_.jump.setIdentity();
  here_.jump_by_time.setZero();
  here_.mass_part = 1.0;
  if (over_) return false;
  const bool at_edge = interruption_ && interruption_->manoeuvre == no_manoeuvre;
  if (at_edge) interruption_.reset();
  if (sequence_.empty()) {
    if (at_edge) sample_here();
    return !at_edge || here_.t != end_elapsed_s_;
  }
  if (!connected_) connect_sequence();
  const double mass_kg = here_.mass_kg;
  if (interruption_) {
    const Interruption now = *std::exchange(interruption_, {});
    if (now.cuts_off) {
      sequence_.cut_off(now.by, here_);
    } else {
      sequence_.trigger(now.manoeuvre, here_);
    }
  }
  if (here_.t != end_elapsed_s_ || end_elapsed_s_ < 0.0) sequence_.switch_at(here_);
  if (here_.mass_kg != mass_kg && options_.dense_output) {
    DenseStep<double, 1> changed;
    changed.t0 = here_.t;
    changed.coefficient[0][0] = here_.mass_kg;
    trajectory_.masses_.push_back(changed);
  }
  sample_here();
  return here_.t != end_elapsed_s_;
}

/// A copy of a recorder would go on asking the first: so this waits until the flight begins.
void FlightRecorder::connect_sequence() {
  connected_ = true;
  sequence_.set_world(
      {.body =
           [this](BodyId body, double t) {
             Sample sample;
             sample.t = t;
             sample_bodies(sample);
             const auto place = static_cast<std::size_t>(place_of(body));
             return PositionVelocity{sample.positions_m[place], sample.velocities_m_s[place]};
           },
       .state = [this](Epoch epoch,
                       const FlownPoint& point) { return output_state(epoch, point.y, point.mass_kg); },
       .note =
           [this](const std::string& name, Epoch epoch, const FlownPoint& point) {
             Watch watch;
             watch.event.kind = Event::Kind::manoeuvre;
             watch.event.name = name;
             watch.met = 1;
             Sample sample;
             sample.t = point.t;
             sample.mass_kg = point.mass_kg;
             std::copy(std::begin(point.y), std::end(point.y), sample.y);
             trajectory_.events_.push_back(made_record(watch, sample, epoch));
           }});
}

double FlightRecorder::arc_end_s() const {
  if (sequence_.empty()) return end_elapsed_s_;
  const double next = sequence_.next_switch_s();
  return end_elapsed_s_ < 0.0 ? std::max(next, end_elapsed_s_) : std::min(next, end_elapsed_s_);
}

std::optional<GranuleCursor> FlightRecorder::steering_cursor() const {
  const Thrusting* engine = sequence_.thrusting();
  if (engine == nullptr || engine->body == center_) return {};
  return GranuleCursor(ephemeris_, center_, {&engine->body, 1}, start_tdb_.whole, start_tdb_.fraction);
}

std::pair<Vector6, Vector6> FlightRecorder::steering_body() const {
  Vector6 there = Vector6::Zero();
  const Thrusting* engine = sequence_.thrusting();
  if (engine == nullptr || engine->body == center_) return {there, there};
  const PositionVelocity body = sequence_.body(engine->body, here_.t);
  there << body.position_m, body.velocity_m_s;
  return {there, sequence_.motion_of(engine->body, here_.t)};
}

void FlightRecorder::end_arc(const IntegrationOutcome<double>& outcome, const double (&y)[6],
                             double mass_kg) {
  total_.reason = outcome.reason;
  total_.t = outcome.t;
  total_.steps += outcome.steps;
  total_.rejected += outcome.rejected;
  total_.rhs_evaluations += outcome.rhs_evaluations;
  if (interruption_) return;  // `here_` is where that was
  // Backward, what is due at the very end is still to be done.
  const bool at_end = outcome.t == end_elapsed_s_ && (sequence_.empty() || end_elapsed_s_ >= 0.0);
  over_ = outcome.reason != StopReason::end_time || at_end;
  if (stopped_at_) return;
  here_.t = outcome.t;
  here_.mass_kg = mass_kg;
  std::copy(std::begin(y), std::end(y), here_.y);
}

Trajectory FlightRecorder::finish() {
  Trajectory& made = trajectory_;
  made.stop_reason_ = total_.reason;
  made.steps_ = total_.steps;
  made.rejected_ = total_.rejected;
  made.rhs_evaluations_ = total_.rhs_evaluations;
  if (stopped_at_) {
    made.end_ = *stopped_at_;
    made.end_elapsed_s_ = stopped_elapsed_s_;
  } else if (total_.reason == StopReason::end_time || here_.t == end_elapsed_s_) {
    made.stop_reason_ = coverage_end_ ? StopReason::outside_ephemeris : StopReason::end_time;
    made.end_elapsed_s_ = end_elapsed_s_;
    made.end_ = output_state(coverage_end_.value_or(until_), here_.y, here_.mass_kg);
  } else {
    made.end_elapsed_s_ = here_.t;
    made.end_ = output_state(made.clock_.epoch(here_.t), here_.y, here_.mass_kg);
  }
  if (!sequence_.empty()) made.manoeuvres_ = sequence_.finish(here_);
  return std::move(trajectory_);
}

}  // namespace perilune::detail
