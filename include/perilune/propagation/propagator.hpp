#pragma once

#include <string>
#include <utility>
#include <vector>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/dynamics/force_model.hpp>
#include <perilune/dynamics/standard_forces.hpp>
#include <perilune/dynamics/state.hpp>
#include <perilune/propagation/dop853.hpp>
#include <perilune/propagation/event.hpp>
#include <perilune/propagation/fly.hpp>
#include <perilune/propagation/fly_with_stm.hpp>
#include <perilune/propagation/gl_collocation.hpp>
#include <perilune/propagation/manoeuvre.hpp>
#include <perilune/propagation/propagator_options.hpp>
#include <perilune/propagation/rkn1210.hpp>
#include <perilune/propagation/trajectory.hpp>
#include <perilune/time/duration.hpp>

namespace perilune {

namespace detail {

/// Built-in forces, with any of the integrators; compiled once, in the library.
Trajectory fly_standard(const StandardForces& forces, const PropagatorOptions& options,
                        std::span<const PlannedEvent> events, const Ephemeris& ephemeris,
                        const State& initial, Epoch until, std::span<const Manoeuvre> manoeuvres);

StateTransition fly_standard_with_stm(const StandardForces& forces, const PropagatorOptions& options,
                                      std::span<const PlannedEvent> events, const Ephemeris& ephemeris,
                                      const State& initial, Epoch until,
                                      std::span<const Manoeuvre> manoeuvres,
                                      std::span<const std::string> parameters);

/// Says that an integrator of Odeint's and a user's force do not meet here, and where they do.
[[noreturn]] void refuse_integrator(Integrator integrator);

}  // namespace detail

/// Flies a spacecraft under a set of forces.
///
///     Propagator propagator(forces(point_mass(earth), point_mass(moon), point_mass(sun)));
///     propagator.stop_at(perilune_passage());
///     const Trajectory flight = propagator.propagate(state, 6_d);
///
/// The propagator owns the time loop. It integrates in icrf axes about the centre of the initial state's
/// frame, over seconds of TT since the initial epoch: an `Epoch` counts the same seconds, so that no
/// conversion stands between a trajectory and its dates; the ephemeris is asked at the TDB that belongs to
/// them. (TDB as the variable itself would end up to 3 cm a day away; docs/propagation.md has the
/// comparison.) It stops exactly, to the nanosecond of the epoch, where it was asked to, and runs backward to
/// an earlier one.
///
/// Forces that are all built in run in code that the library has compiled; with a user's own among them, the
/// loop is compiled where it is used, with that force inlined.
///
/// A propagator is not changed by `propagate`: several threads may use one.
///
/// Checked in: tests/unit/propagation, tests/convergence, tests/validation/propagation
template <class Model>
class Propagator {
 public:
  /// @param forces     of `forces(...)`, or `StandardForces`
  /// @param ephemeris  a value that is shared, not copied
  explicit Propagator(Model forces, PropagatorOptions options = {},
                      const Ephemeris& ephemeris = Ephemeris::embedded())
      : forces_(std::move(forces)), options_(std::move(options)), ephemeris_(ephemeris) {}

  /// Ends the propagation where the event is met (the n-th time, with `nth`), unless the end comes first.
  Propagator& stop_at(Event event) {
    events_.push_back({std::move(event), true});
    return *this;
  }

  /// Notes every occurrence of the event, and flies on.
  Propagator& add_event(Event event) {
    events_.push_back({std::move(event), false});
    return *this;
  }

  /// Flies the manoeuvre when it is due: a finite burn, an impulse, a drop of mass. No step runs across a
  /// switch. Burns are integrated by DOP853, with the mass as a seventh variable.
  ///
  ///     propagator.add_manoeuvre(FiniteBurn{.name = "capture",
  ///                                         .start = perilune_passage(),
  ///                                         .engine = {.thrust = 3000_N, .specific_impulse = 310_s},
  ///                                         .steering = steered_in_vnc({-1.0, 0.0, 0.0}, moon),
  ///                                         .duration = 17_min,
  ///                                         .dry_mass = 1200_kg});
  ///
  /// What is wrong with it, `propagate` says: it looks at all of them together.
  Propagator& add_manoeuvre(Manoeuvre manoeuvre) {
    manoeuvres_.push_back(std::move(manoeuvre));
    return *this;
  }

  const PropagatorOptions& options() const { return options_; }
  const Model& model() const { return forces_; }
  const Ephemeris& ephemeris() const { return ephemeris_; }
  bool has_events() const { return !events_.empty(); }

  /// The same, for whoever wants the end and the events alone.
  Propagator without_dense_output() const {
    Propagator same = *this;
    same.options_.dense_output = false;
    return same;
  }

  /// Flies from the initial state to an epoch, later or earlier.
  ///
  /// @return whatever came: `Trajectory::stop_reason` says whether it is the end that was asked for
  /// @throws InvalidArgument if the initial state is not finite, has no positive mass or is inside a body, if
  /// an option is out of range, if a manoeuvre cannot be flown, or if rkn1210 is asked for and a force
  /// depends on the velocity
  /// @throws DataError if the ephemeris does not cover the initial epoch
  Trajectory propagate(const State& initial, Epoch until) const {
    if constexpr (detail::StandardModel<Model>::value) {
      return detail::fly_standard(detail::StandardModel<Model>::from(forces_), options_, events_, ephemeris_,
                                  initial, until, manoeuvres_);
    } else {
      switch (options_.integrator) {
        case Integrator::automatic:  // nobody knows whether a user's force is smooth
        case Integrator::dop853:
          return propagate_with<Dop853<double, 6>>(initial, until);
        case Integrator::gl_collocation_8:
          return propagate_with<GlCollocation<6, 8>>(initial, until);
        case Integrator::gl_collocation_16:
          return propagate_with<GlCollocation<6, 16>>(initial, until);
        case Integrator::rkn1210:
          return propagate_with<Rkn1210<double, 6>>(initial, until);
        default:
          detail::refuse_integrator(options_.integrator);
      }
    }
  }

  /// The same for a length of time: negative flies backward.
  Trajectory propagate(const State& initial, Duration duration) const {
    return propagate(initial, initial.epoch + duration);
  }

  /// Flies as `propagate` does, and integrates the variational equations along: the state-transition matrix,
  /// and derivatives by parameters of the forces ("mu moon", "srp coefficient"; each force documents its
  /// own). The partial derivatives of every force come from its own code, on dual numbers. Always by DOP853;
  /// the steps keep the error of the matrices, too, within the tolerance.
  ///
  ///     const StateTransition flown = propagator.propagate_with_stm(state, until, {"mu moon"});
  ///     flown.matrix();  flown.sensitivity("mu moon");  flown.trajectory();
  ///
  /// @param parameters  names, at most 8
  /// Manoeuvres take part, also those that an event starts or ends: that the event comes at another time, and
  /// with it all that follows, is in the matrices. (The end of the flight is not moved: where an event stops
  /// it, they are those of that epoch.)
  ///
  /// @throws as `propagate`, and InvalidArgument if the forces have no such parameter or use up mass
  StateTransition propagate_with_stm(const State& initial, Epoch until,
                                     const std::vector<std::string>& parameters = {}) const {
    if constexpr (detail::StandardModel<Model>::value) {
      return detail::fly_standard_with_stm(detail::StandardModel<Model>::from(forces_), options_, events_,
                                           ephemeris_, initial, until, manoeuvres_, parameters);
    } else {
      return detail::fly_with_stm(forces_, options_, events_, ephemeris_, initial, until, manoeuvres_,
                                  parameters);
    }
  }

  /// As `propagate`, with a stepping method of one's own choice, inlined with the forces: `Dop853`,
  /// `Rkn1210`, or a stepper of Boost.Odeint (perilune/propagation/odeint.hpp).
  /// `PropagatorOptions::integrator` is not looked at.
  template <class Method>
  Trajectory propagate_with(const State& initial, Epoch until) const {
    return detail::fly<Method>(forces_, options_, events_, ephemeris_, initial, until, manoeuvres_);
  }

 private:
  Model forces_;
  PropagatorOptions options_;
  Ephemeris ephemeris_;
  std::vector<detail::PlannedEvent> events_;
  std::vector<Manoeuvre> manoeuvres_;
};

}  // namespace perilune
