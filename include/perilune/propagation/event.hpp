#pragma once

#include <functional>
#include <string>
#include <vector>

#include <Eigen/Core>

#include <perilune/bodies/body.hpp>
#include <perilune/bodies/ephemeris.hpp>
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
  double mass_kg = 0.0;
};

/// A function of the state whose zeros are the event. It should be smooth; it is asked anywhere on a step.
using EventFunction = std::function<double(const EventSample&)>;

/// The flight in which an event is looked for.
struct EventContext {
  Epoch start;               ///< from which elapsed seconds count
  TwoPartSeconds start_tdb;  ///< the same
  Ephemeris ephemeris;
};

/// Something that can happen on the way: where a function of the state passes zero. Made by the functions
/// below.
struct Event {
  /// A manoeuvre's switches are noted as events, too; none is made by hand.
  enum class Kind { periapsis, apoapsis, altitude, epoch, function, manoeuvre };

  Kind kind = Kind::function;
  std::string name;      ///< what records and tables call it
  BodyId body = earth;   ///< that it is about; of a user's function the first of `bodies`, or the centre
  Length altitude = {};  ///< of an altitude event, above the body's sphere
  CrossingDirection direction = CrossingDirection::either;
  Epoch epoch = {};                 ///< of an epoch event
  EventFunction function = {};      ///< of a function event
  std::vector<BodyId> bodies = {};  ///< that the function asks for
  int count = 1;                    ///< as a stop: at the how-manieth occurrence

  /// Makes the function of one flight: for events that keep something along it, like the axes of a body.
  /// Called once a flight, before the first step; then `function` is not looked at.
  std::function<EventFunction(const EventContext&)> prepare = {};
  /// Where the function has zeros that are not the event (the far side of a cone): positive where they are.
  EventFunction accept = {};
  bool about_body = false;  ///< of a function: records are relative to `body`, the first of `bodies`
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

/// The spacecraft's mass passes a value: falling while an engine burns. (Where mass is dropped at once, it
/// does not pass.)
/// @throws InvalidArgument if the mass is not positive and finite
Event mass_crossing(Mass mass, CrossingDirection direction = CrossingDirection::either);

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
  BodyId body = earth;      ///< that the event is about; else the centre of integration
  bool about_body = false;  ///< of a function: whether it is about a body
  Epoch epoch;
  State state;              ///< in the frame of the trajectory
  double distance_m = 0.0;  ///< from the centre of `body`
  double altitude_m = 0.0;  ///< above its sphere; NaN if it has none
  double speed_m_s = 0.0;   ///< relative to it
  int occurrence = 1;       ///< the how-manieth of this event
  bool stopped = false;     ///< the propagation ended here
};

}  // namespace perilune
