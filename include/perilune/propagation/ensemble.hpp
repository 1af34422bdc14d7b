#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <perilune/core/isa.hpp>
#include <perilune/core/thread_pool.hpp>
#include <perilune/dynamics/standard_forces.hpp>
#include <perilune/dynamics/state.hpp>
#include <perilune/propagation/function_ref.hpp>
#include <perilune/propagation/matrix6.hpp>
#include <perilune/propagation/propagator.hpp>
#include <perilune/propagation/stop_reason.hpp>

namespace perilune {

/// How an ensemble is flown. Tolerances, limits and events are those of the propagator.
struct EnsembleOptions {
  ThreadPoolOptions threads = {};  ///< of those that are made for the call
  /// Threads that stand ready, in their place: a call starts and ends none. It outlives the call.
  ThreadPool* pool = nullptr;

  /// The nominal's own steps are made for a tolerance that much smaller, so that most members, whose errors
  /// are a little larger or smaller than its, stay within the tolerance on the same steps. 1 to 1e6.
  double nominal_margin = 10.0;

  /// A step that is too long for a member is flown in 2, 4, ... 2^n equal parts, at most this n; a member for
  /// which these are too long as well is flown alone. 0 to 6.
  int most_halvings = 3;
};

/// In which way a member was flown.
enum class MemberPath {
  shared,  ///< on the nominal's steps
  halved,  ///< on the nominal's steps, of which some were cut into equal parts for it
  alone,   ///< by a propagation of its own, with its own step control and event location
};

/// "shared", "halved", "alone".
std::string_view to_text(MemberPath path);

/// What the flight of one member came to.
struct MemberFlight {
  State end;                                      ///< where it stopped
  StopReason stop_reason = StopReason::end_time;  ///< why
  std::string event = {};                         ///< name of the event that stopped it: "impact"
  MemberPath path = MemberPath::shared;
  int halved_steps = 0;      ///< of the nominal's steps, those that were cut for it
  double worst_error = 0.0;  ///< largest estimated over allowed error of its steps; of those flown alone: 0
  std::int64_t rhs_evaluations = 0;
};

/// How the members of an ensemble lie that reached its end: about their mean, in the axes of their frame.
struct EnsembleSpread {
  std::size_t count = 0;                 ///< that reached the end
  Vector6 mean = Vector6::Zero();        ///< [m, m/s]
  Matrix6 covariance = Matrix6::Zero();  ///< unbiased: over count - 1
};

/// An ensemble that was flown.
class Ensemble {
 public:
  /// One for each member, in the order in which they were given.
  const std::vector<MemberFlight>& members() const { return members_; }
  const MemberFlight& operator[](std::size_t i) const { return members_[i]; }
  std::size_t size() const { return members_.size(); }

  /// The nominal's own flight; its path is `alone` if no member could share its steps.
  const MemberFlight& nominal() const { return nominal_; }
  /// Steps that the members shared; 0 if each was flown alone.
  int shared_steps() const { return shared_steps_; }

  /// How many members went which way, and stopped for which reason.
  std::size_t count(MemberPath path) const;
  std::size_t count(StopReason reason) const;
  /// Share of the members for which the nominal's steps were not good enough: 0 to 1.
  double share_flown_anew() const;

  EnsembleSpread spread() const;

  /// A few lines for people.
  std::string report() const;

 private:
  friend class EnsembleBuilder;
  std::vector<MemberFlight> members_;
  MemberFlight nominal_;
  int shared_steps_ = 0;
};

namespace detail {

/// What an ensemble is flown with.
struct EnsembleTask {
  const State& nominal;
  std::span<const State> members;
  Epoch until;
  const EnsembleOptions& options;
  const PropagatorOptions& propagator;
  const Ephemeris& ephemeris;
  const StandardForces* shared_forces;  // null: each member is flown alone
  std::optional<Isa> isa = {};          // default: the chosen one
};

/// @param alone  flies a state that is no other member's business; may be called by several threads
Ensemble fly_ensemble(const EnsembleTask& task, FunctionRef<Trajectory(const State&, std::size_t)> alone);

/// Whether lanes know these forces: point masses alone.
bool can_share(const StandardForces& forces);

}  // namespace detail

/// Flies many copies of a flight, dispersed about a nominal, to the same end.
///
///     const std::vector<State> members = dispersed_states(state, dispersion, {.seed = 7, .count = 4096});
///     const Ensemble flown = propagate_ensemble(propagator, state, members, state.epoch + 5_d);
///     flown[17].end;  flown.spread().covariance;  flown.share_flown_anew();
///
/// The nominal is flown once with step control, and the members on its steps: 8, 4 or 2 side by side in the
/// lanes of the processor's registers, packs spread over threads, with one table of where the bodies are for
/// all of them. Distant bodies, of which the members are nearly equally far, enter through the Taylor series
/// of their pull about the nominal, whose remainder stays below a thousandth of the tolerance. Nothing is
/// taken on trust: the error of every step of every member is estimated, and a step that is too long for it
/// is flown in parts, or the member alone. So is a member that may meet the surface of a body, that starts at
/// another epoch than the nominal, or in other axes than icrf or eme2000.
///
/// The result of a member depends on its state, the nominal and the options, on nothing else: not on the
/// other members, their order, the lanes, the number of threads. On one machine and instruction set it is the
/// same to the bit.
///
/// Lanes fly under point masses. With other forces among the propagator's, or events, every member is flown
/// alone, on all threads.
///
/// @param propagator  forces, tolerances, events
/// @param nominal     the flight that the members are near to; not one of them unless it is given among them
/// @param members     with masses of their own; frame and centre as the nominal's
/// @throws InvalidArgument as `Propagator::propagate`, naming the member; if the centre of a member's frame
///         is not the nominal's; for options out of range
/// @throws DataError if the ephemeris does not cover the start
///
/// Checked in: tests/unit/propagation/test_ensemble.cpp; measured in bench/bench_ensembles.cpp
template <class Model>
Ensemble propagate_ensemble(const Propagator<Model>& propagator, const State& nominal,
                            std::span<const State> members, Epoch until,
                            const EnsembleOptions& options = {}) {
  const Propagator<Model> sparse = propagator.without_dense_output();
  const auto alone = [&](const State& state, std::size_t) { return sparse.propagate(state, until); };
  StandardForces standard;
  bool shares = false;
  if constexpr (detail::StandardModel<Model>::value) {
    standard = detail::StandardModel<Model>::from(propagator.model());
    shares = detail::can_share(standard) && !propagator.has_events();
  }
  return detail::fly_ensemble({nominal, members, until, options, propagator.options(), propagator.ephemeris(),
                               shares ? &standard : nullptr},
                              alone);
}

/// Flies members that differ in more than their states: `propagator_of(i)` makes the propagator of member i,
/// with its own parameters and burns. Each member is flown alone, on all threads; `propagator_of` is called
/// by them.
template <class PropagatorOf>
requires std::is_invocable_v<PropagatorOf, std::size_t> Ensemble
propagate_ensemble(const PropagatorOf& propagator_of, const State& nominal, std::span<const State> members,
                   Epoch until, const EnsembleOptions& options = {}) {
  const auto first = propagator_of(std::size_t{0});
  const auto alone = [&](const State& state, std::size_t member) {
    return propagator_of(member).without_dense_output().propagate(state, until);
  };
  return detail::fly_ensemble({nominal, members, until, options, first.options(), first.ephemeris(), nullptr},
                              alone);
}

}  // namespace perilune
