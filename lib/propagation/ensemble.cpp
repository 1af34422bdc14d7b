#include <perilune/propagation/ensemble.hpp>

#include <algorithm>
#include <cmath>
#include <optional>

#include <perilune/core/error.hpp>
#include <perilune/core/isa.hpp>
#include <perilune/core/text.hpp>
#include <perilune/propagation/flight_recorder.hpp>

#include "kernels/shared_steps.hpp"
#include "nominal_path.hpp"

namespace perilune {

namespace {

const detail::SharedKernels& kernels_for(Isa isa) {
  switch (isa) {
#if defined(__x86_64__)
    case Isa::avx512:
      return detail::avx512::shared_kernels;
    case Isa::avx2:
      return detail::avx2::shared_kernels;
#endif
    default:
      return detail::baseline::shared_kernels;
  }
}

void check_options(const EnsembleOptions& options) {
  if (!(options.nominal_margin >= 1.0 && options.nominal_margin <= 1e6)) {
    throw InvalidArgument(detail::concat("EnsembleOptions: nominal_margin is ", options.nominal_margin,
                                         ", and lies between 1 and 1e6: the nominal's steps are made for a "
                                         "tolerance that much smaller. 10 is a good start"));
  }
  if (options.most_halvings < 0 || options.most_halvings > 6) {
    throw InvalidArgument(detail::concat("EnsembleOptions: most_halvings is ", options.most_halvings,
                                         ", and lies between 0 and 6: a step is cut into at most 2^6 parts "
                                         "before a member is flown alone"));
  }
}

/// All members that cannot be flown, in one message; the first few of them by name.
void check_members(const State& nominal, std::span<const State> members) {
  constexpr std::size_t named = 5;
  std::size_t faults = 0;
  std::string text;
  // Of the sound ones, which are many, no name is made.
  const auto is_sound = [&nominal](const State& member) {
    return member.position_m.allFinite() && member.velocity_m_s.allFinite() &&
           std::isfinite(member.mass_kg) && member.mass_kg > 0.0 &&
           member.frame.center == nominal.frame.center;
  };
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (is_sound(members[i])) continue;
    try {
      check_state(members[i], detail::concat("propagate_ensemble: member ", i));
      throw InvalidArgument(detail::concat("propagate_ensemble: member ", i, " is given in the frame ",
                                           to_text(members[i].frame), ", the nominal in ",
                                           to_text(nominal.frame),
                                           ". All are flown about one centre: convert with State::in"));
    } catch (const InvalidArgument& fault) {
      if (++faults <= named) text += (text.empty() ? "" : "\n") + std::string(fault.what());
    }
  }
  if (faults > named) text += detail::concat("\n... and ", faults - named, " members more");
  if (faults > 0) throw InvalidArgument(text);
}

bool is_inertial(Axes axes) {
  return axes == Axes::icrf || axes == Axes::eme2000;
}

/// Whether a member starts with the nominal, in axes that lanes know.
bool starts_with(const State& member, const State& nominal) {
  return member.epoch == nominal.epoch && is_inertial(member.frame.axes);
}

MemberFlight flown_alone(const Trajectory& flight) {
  MemberFlight made;
  made.end = flight.end_state();
  made.stop_reason = flight.stop_reason();
  if (made.stop_reason == StopReason::event && !flight.events().empty())
    made.event = flight.events().back().name;
  made.path = MemberPath::alone;
  made.rhs_evaluations = flight.rhs_evaluations();
  return made;
}

}  // namespace

/// Puts an ensemble together. Every member's result is written by one thread, to its own place.
class EnsembleBuilder {
 public:
  using Alone = detail::FunctionRef<Trajectory(const State&, std::size_t)>;

  EnsembleBuilder(const detail::EnsembleTask& task, Alone alone)
      : task_(task),
        alone_(alone),
        kernels_(kernels_for(task.isa ? *task.isa : chosen_isa())),
        pool_(task.options.pool != nullptr ? *task.options.pool : own_pool_.emplace(task.options.threads)),
        left_(task.members.size(), 1) {}

  /// @throws InvalidArgument for members that cannot be flown
  Ensemble build() {
    std::optional<detail::NominalPath> path;
    // The members are looked at while the nominal is flown: nothing that only one thread can do is in the
    // way.
    pool_.for_each(2, [&](std::size_t item, int) {
      if (item == 0) {
        check_members(task_.nominal, task_.members);
        ensemble_.members_.resize(task_.members.size());
      } else if (task_.shared_forces != nullptr && is_inertial(task_.nominal.frame.axes)) {
        make_path(path);
      }
    });
    if (path && path->complete()) {
      fly_shared(*path);
    } else {
      ensemble_.nominal_ = flown_alone(alone_(task_.nominal, 0));
    }
    fly_the_rest();
    return std::move(ensemble_);
  }

 private:
  void make_path(std::optional<detail::NominalPath>& path) {
    StandardForces forces = *task_.shared_forces;
    EnvironmentLayout layout(task_.nominal.frame.center);
    forces.bind(layout);
    detail::FlightRecorder recorder(task_.nominal, task_.until, task_.propagator, layout, {},
                                    task_.ephemeris);
    if (recorder.end_elapsed_s() != (task_.until - task_.nominal.epoch).seconds()) return;  // not covered
    detail::NominalPathOptions options;
    options.relative_tolerance = task_.propagator.relative_tolerance;
    options.absolute_position_m = task_.propagator.absolute_tolerance_position.si();
    options.absolute_velocity_m_s = task_.propagator.absolute_tolerance_velocity.si();
    options.margin = task_.options.nominal_margin;
    options.most_halvings = task_.options.most_halvings;
    options.max_steps = std::min<std::int64_t>(options.max_steps, task_.propagator.max_steps);
    if (task_.propagator.max_step) options.max_step_s = task_.propagator.max_step->seconds();
    options.watch_impacts = task_.propagator.stop_at_impact;
    path.emplace(forces, layout, recorder.environment(), recorder.initial(), recorder.end_elapsed_s(),
                 options, kernels_);
  }

  void fly_shared(detail::NominalPath& path) {
    ensemble_.shared_steps_ = path.shared().steps;
    {
      detail::SharedFlight flown;
      std::copy(std::begin(path.end()), std::end(path.end()), flown.y);
      flown.evaluations = 1 + 17 * (path.shared().steps + static_cast<int>(path.rejected_steps()));
      ensemble_.nominal_ = finished(task_.nominal, flown);
    }
    const auto lanes = static_cast<std::size_t>(kernels_.lanes);
    constexpr std::size_t packs_at_once = 2;  // of work that a thread takes: some 25 us, little to wait for
    const std::size_t count = task_.members.size(), chunk = lanes * packs_at_once;
    pool_.for_each((count + chunk - 1) / chunk, [&](std::size_t item, int) {
      for (std::size_t first = item * chunk; first < std::min(count, (item + 1) * chunk); first += lanes) {
        fly_pack(path, first, std::min(lanes, count - first));
      }
    });
  }

  void fly_pack(detail::NominalPath& path, std::size_t first, std::size_t count) {
    constexpr std::size_t most_lanes = 8;
    detail::SharedFlight flights[most_lanes];
    for (std::size_t i = 0; i < count; ++i) {
      const State& member = task_.members[first + i];
      // One that cannot come along keeps its lane busy with the nominal.
      const State& flown = starts_with(member, task_.nominal) ? member : task_.nominal;
      const State& start = flown.frame.axes == Axes::icrf ? flown : in_icrf(flown);
      for (int n = 0; n < 3; ++n) {
        flights[i].y[n] = start.position_m[n];
        flights[i].y[n + 3] = start.velocity_m_s[n];
      }
    }
    kernels_.fly(path.shared(), flights, static_cast<int>(count));
    for (std::size_t i = 0; i < count; ++i) {
      const State& member = task_.members[first + i];
      if (flights[i].left || !starts_with(member, task_.nominal)) continue;
      ensemble_.members_[first + i] = finished(member, flights[i]);
      left_[first + i] = 0;
    }
  }

  State in_icrf(const State& state) const {
    return state.in(Frame{state.frame.center, Axes::icrf}, task_.ephemeris);
  }

  MemberFlight finished(const State& start, const detail::SharedFlight& flown) const {
    MemberFlight made;
    made.end = {task_.until,
                Frame{start.frame.center, Axes::icrf},
                {flown.y[0], flown.y[1], flown.y[2]},
                {flown.y[3], flown.y[4], flown.y[5]},
                start.mass_kg};
    if (start.frame.axes != Axes::icrf) made.end = made.end.in(start.frame, task_.ephemeris);
    made.path = flown.halved > 0 ? MemberPath::halved : MemberPath::shared;
    made.halved_steps = flown.halved;
    made.worst_error = flown.worst;
    made.rhs_evaluations = flown.evaluations;
    return made;
  }

  void fly_the_rest() {
    std::vector<std::size_t> rest;
    for (std::size_t i = 0; i < left_.size(); ++i) {
      if (left_[i] != 0) rest.push_back(i);
    }
    pool_.for_each(rest.size(), [&](std::size_t item, int) {
      const std::size_t i = rest[item];
      try {
        ensemble_.members_[i] = flown_alone(alone_(task_.members[i], i));
      } catch (const InvalidArgument& fault) {
        throw InvalidArgument(detail::concat("propagate_ensemble: member ", i, ": ", fault.what()));
      }
    });
  }

  const detail::EnsembleTask& task_;
  Alone alone_;
  const detail::SharedKernels& kernels_;
  std::optional<ThreadPool> own_pool_;
  ThreadPool& pool_;
  Ensemble ensemble_;
  std::vector<char> left_;  // whether a member is still to be flown
};

namespace detail {

bool can_share(const StandardForces& forces) {
  return !forces.point_masses().empty() && !forces.has_j2() && forces.fields().empty() &&
         !forces.has_solar_radiation_pressure() && !forces.has_relativity() && !forces.has_drag() &&
         forces.tides().empty();
}

Ensemble fly_ensemble(const EnsembleTask& task, FunctionRef<Trajectory(const State&, std::size_t)> alone) {
  check_options(task.options);
  check_state(task.nominal, "propagate_ensemble: the nominal");
  return EnsembleBuilder(task, alone).build();
}

}  // namespace detail

std::string_view to_text(MemberPath path) {
  switch (path) {
    case MemberPath::shared:
      return "shared";
    case MemberPath::halved:
      return "halved";
    case MemberPath::alone:
      return "alone";
  }
  return "";
}

std::size_t Ensemble::count(MemberPath path) const {
  return static_cast<std::size_t>(
      std::count_if(members_.begin(), members_.end(), [&](const MemberFlight& m) { return m.path == path; }));
}

std::size_t Ensemble::count(StopReason reason) const {
  return static_cast<std::size_t>(std::count_if(
      members_.begin(), members_.end(), [&](const MemberFlight& m) { return m.stop_reason == reason; }));
}

double Ensemble::share_flown_anew() const {
  if (members_.empty()) return 0.0;
  return 1.0 - static_cast<double>(count(MemberPath::shared)) / static_cast<double>(size());
}

EnsembleSpread Ensemble::spread() const {
  EnsembleSpread spread;
  const auto vector_of = [](const MemberFlight& member) {
    Vector6 v;
    v << member.end.position_m, member.end.velocity_m_s;
    return v;
  };
  for (const MemberFlight& member : members_) {
    if (member.stop_reason != StopReason::end_time) continue;
    ++spread.count;
    spread.mean += (vector_of(member) - spread.mean) / static_cast<double>(spread.count);
  }
  for (const MemberFlight& member : members_) {
    if (member.stop_reason != StopReason::end_time) continue;
    const Vector6 off = vector_of(member) - spread.mean;
    if (spread.count > 1) spread.covariance += off * off.transpose() / static_cast<double>(spread.count - 1);
  }
  return spread;
}

std::string Ensemble::report() const {
  std::string text = detail::concat("ensemble of ", size(), " members, ", shared_steps_, " shared steps\n");
  text += detail::concat("  flown    ", count(MemberPath::shared), " on them, ", count(MemberPath::halved),
                         " with steps cut, ", count(MemberPath::alone), " alone\n");
  text += "  stopped ";
  bool first = true;
  for (const StopReason reason :
       {StopReason::end_time, StopReason::event, StopReason::step_limit, StopReason::step_too_small,
        StopReason::non_finite, StopReason::outside_ephemeris}) {
    if (count(reason) == 0) continue;
    text += detail::concat(first ? " " : ", ", count(reason), " ", to_text(reason));
    first = false;
  }
  const EnsembleSpread s = spread();
  if (s.count > 1) {
    text += detail::concat(
        "\n  spread   position ", fixed(std::sqrt(s.covariance.topLeftCorner<3, 3>().trace()) * 1e-3, 3),
        " km, velocity ", fixed(std::sqrt(s.covariance.bottomRightCorner<3, 3>().trace()), 3),
        " m/s (1 sigma, 3-D)");
  }
  return text + "\n";
}

}  // namespace perilune
