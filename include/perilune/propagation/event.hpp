#pragma once

#include <functional>
#include <string>
#include <vector>

#include <Eigen/Core>

#include <perilune/bodies/body.hpp>
#include <perilune/bodies/position_velocity.hpp>
#include <perilune/dynamics/state.hpp>
#include <perilune/time/epoch.hpp>
#include <perilune/units/quantity.hpp>

namespace perilune {

/// Which passage through zero counts, with time running forward (also when a propagation runs backward).
enum class CrossingDirection {
  either,
  rising,   ///< from negative to positive: an altitude reached from below
  falling,  ///< from positive to negative: an altitude reached from above
};

/// What a user's event function is shown.
struct EventSample {
  double elapsed_s = 0.0;      ///< seconds of TT since the start of the propagation
  Eigen::Vector3d position_m;  ///< relative to the centre of integration, axes ICRF
  Eigen::Vector3d velocity_m_s;
  std::vector<PositionVelocity> bodies;  ///< of the event's bodies, in their order, likewise
};

/// A function of the state whose zeros are the event. It should be smooth; it is asked anywhere on a step.
using EventFunction = std::function<double(const EventSample&)>;

/// Something that can happen on the way: where a function of the state passes zero. Made by the functions
/// below.
struct Event {
  /// A manoeuvre's switches are noted as events, too; none is made by hand.
  enum class Kind { periapsis, apoapsis, altitude, epoch, function, manoeuvre };

  Kind kind = Kind::function;
  std::string name;      ///< what records and tables call it
  BodyId body = earth;   ///< of an apsis or an altitude
  Length altitude = {};  ///< of an altitude event, above the body's sphere
  CrossingDirection direction = CrossingDirection::either;
  Epoch epoch = {};                 ///< of an epoch event
  EventFunction function = {};      ///< of a function event
  std::vector<BodyId> bodies = {};  ///< that the function asks for
  int count = 1;                    ///< as a stop: at the how-manieth occurrence
};

/// Closest approach to a body: its distance stops falling and rises.
Event periapsis_passage(BodyId body);
/// Farthest point from a body: its distance stops rising and falls.
Event apoapsis_passage(BodyId body);

/// The same by their names: of the Moon and of the Earth.
Event perilune_passage();
Event apolune_passage();
Event perigee_passage();
Event apogee_passage();

/// Crossing of an altitude above the sphere of a body (`radius_m`).
/// @throws InvalidArgument for a body without a radius, or an altitude that is not finite or below the body's
/// centre
Event altitude_crossing(BodyId body, Length altitude,
                        CrossingDirection direction = CrossingDirection::either);

/// An instant.
Event at_epoch(Epoch epoch, std::string name = "epoch");

/// A function of the user's.
/// @param bodies  whose positions and velocities it wants to see
/// @throws InvalidArgument if there is no function or no name
Event function_event(std::string name, EventFunction function,
                     CrossingDirection direction = CrossingDirection::either,
                     std::vector<BodyId> bodies = {});

/// The same event, to stop at its n-th occurrence: `stop_at(nth(2, perilune_passage()))`.
/// @throws InvalidArgument if n < 1
Event nth(int n, Event event);

/// An event that was met.
struct EventRecord {
  std::string name;
  Event::Kind kind = Event::Kind::function;
  BodyId body = earth;  ///< of an apsis or an altitude; else the centre of integration
  Epoch epoch;
  State state;              ///< in the frame of the trajectory
  double distance_m = 0.0;  ///< from the centre of `body`
  double altitude_m = 0.0;  ///< above its sphere; NaN if it has none
  double speed_m_s = 0.0;   ///< relative to it
  int occurrence = 1;       ///< the how-manieth of this event
  bool stopped = false;     ///< the propagation ended here
};

}  // namespace perilune
