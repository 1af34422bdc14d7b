#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <perilune/bodies/position_velocity.hpp>
#include <perilune/propagation/manoeuvre.hpp>
#include <perilune/propagation/matrix6.hpp>
#include <perilune/propagation/trajectory.hpp>

namespace perilune::detail {

/// An engine that runs, as the equations of motion want it.
struct Thrusting {
  double thrust_n = 0.0;  ///< at the present throttle
  double mass_flow_kg_s = 0.0;
  SteeringLaw law;
  double ignition_s = 0.0;  ///< elapsed
  BodyId body;              ///< of the steering's axes
};

/// A spacecraft on the way: elapsed time, position and velocity about the centre in ICRF axes, mass.
struct FlownPoint {
  double t = 0.0;
  double y[6] = {};
  double mass_kg = 1.0;
  /// How what the last switches left depends on what they found, d y / d y, on when they were (impulses in
  /// the axes of a body that moves), and by which part of it the mass fell.
  Matrix6 jump = Matrix6::Identity();
  Vector6 jump_by_time = Vector6::Zero();
  double mass_part = 1.0;
};

/// Why the switches of an instant are when they are, for derivatives.
struct SwitchCause {
  std::size_t number = 0;    ///< of the events met and tanks emptied, from 1 on; 0: the clock alone
  bool empty_tanks = false;  ///< it is the mass at which the tanks are empty
  bool ignites = false;      ///< an engine begins to run
};

/// The manoeuvres of one flight, in their order: when the next switch is due (an ignition, a throttle, a
/// cutoff, an impulse, a drop of mass), and what it does. The time loop ends a step at every switch, so that
/// no step runs across one.
///
/// Forward, a manoeuvre at the first epoch of a flight is flown and one at its last is not; backward it is
/// the other way round. So two flights that follow each other fly each once, and a flight back undoes them.
///
/// Checked in: tests/unit/propagation/test_manoeuvres.cpp
class ManoeuvreSequence {
 public:
  /// What a sequence asks of the flight that it is in.
  struct World {
    std::function<PositionVelocity(BodyId, double t)> body;  ///< about the centre, axes ICRF
    std::function<State(Epoch, const FlownPoint&)> state;    ///< as the trajectory gives it
    std::function<void(const std::string& name, Epoch, const FlownPoint&)> note;
  };

  ManoeuvreSequence() = default;
  /// @param end_s  elapsed time to the end of the flight, negative backward
  /// @throws InvalidArgument for manoeuvres that make no sense, or not in this direction
  ManoeuvreSequence(std::vector<Manoeuvre> manoeuvres, ElapsedClock clock, double end_s, BodyId center);

  void set_world(World world) { world_ = std::move(world); }

  bool empty() const { return manoeuvres_.empty(); }
  const std::vector<Manoeuvre>& manoeuvres() const { return manoeuvres_; }
  /// Elapsed time of the next switch; infinite if there is none before the end.
  double next_switch_s() const;
  /// Nothing between burns.
  const Thrusting* thrusting() const { return active_ ? &active_->thrusting : nullptr; }
  /// Whether this manoeuvre waits for its event, or burns.
  bool waits(std::size_t manoeuvre) const { return state_[manoeuvre] == Progress::armed; }
  bool burns(std::size_t manoeuvre) const { return active_ && active_->manoeuvre == manoeuvre; }

  /// Does what is due at the time of the point. @throws InvalidArgument if a burn cannot be (one in another;
  /// more propellant than there is)
  void switch_at(FlownPoint& point);
  /// The trigger of a manoeuvre, or the cutoff of the one that burns, was met at this point.
  void trigger(std::size_t manoeuvre, FlownPoint& point);
  void cut_off(const std::string& by, FlownPoint& point);

  /// What was done since the last call of this, as one.
  SwitchCause take_cause() { return std::exchange(cause_, {}); }
  /// Where a body other than the centre is, about it.
  PositionVelocity body(BodyId body, double t) const { return world_.body(body, t); }
  /// How a body moves about the centre: velocity [m/s], acceleration [m/s^2]; zero for the centre.
  Vector6 motion_of(BodyId body, double t) const;

  /// What was flown; the flight ends at this point.
  std::vector<ManoeuvreRecord> finish(FlownPoint point);

 private:
  enum class Progress : unsigned char { waiting, armed, flown };  // armed: its event is looked for
  enum class Action : unsigned char { begin, throttle, end };
  struct Switch {
    double t = 0.0;
    std::size_t manoeuvre = 0;
    Action action = Action::begin;
    std::size_t piece = 0;
    std::size_t cause = 0;
    bool empty_tanks = false;
  };
  struct ActiveBurn {
    std::size_t manoeuvre = 0;
    Thrusting thrusting;
    ManoeuvreRecord record;
    double end_s = 0.0;
    std::string ended_by;
  };
  /// What happens at one instant has one cause: that of what was not fixed by the clock.
  void note_cause(std::size_t number, bool empty_tanks);

  bool forward() const { return end_s_ >= 0.0; }
  bool in_flight(double t) const { return forward() ? t >= 0.0 && t < end_s_ : t >= end_s_ && t < 0.0; }
  void plan(std::size_t manoeuvre, double t);
  void plan_burn(std::size_t manoeuvre, double t);
  void add(Switch next);
  void act(const Switch& now, FlownPoint& point);
  void begin_burn(const Switch& now, double ignition_s, FlownPoint& point);
  void set_throttle(double throttle);
  void end_burn(const std::string& by, FlownPoint& point, std::size_t cause = 0);
  void impulse(const Switch& now, FlownPoint& point);
  void drop(const Switch& now, FlownPoint& point);
  void done(std::size_t manoeuvre, double t, std::size_t cause);
  Epoch epoch_of(std::size_t manoeuvre, double t) const;
  PositionVelocity relative(const Steering& steering, const FlownPoint& point) const;

  std::vector<Manoeuvre> manoeuvres_;
  std::vector<Progress> state_;
  std::optional<ElapsedClock> clock_;
  double end_s_ = 0.0;
  BodyId center_;
  World world_;
  std::vector<Switch> switches_;  // the next one last
  std::optional<ActiveBurn> active_;
  std::vector<ManoeuvreRecord> records_;
  std::size_t causes_ = 0;
  SwitchCause cause_;
};

/// Whether it depends on the state when one of them begins or ends, or how it is steered from its ignition
/// on.
bool depend_on_state(std::span<const Manoeuvre> manoeuvres);

}  // namespace perilune::detail
