#pragma once

#include <optional>
#include <string>
#include <vector>

#include <perilune/bodies/body.hpp>
#include <perilune/bodies/ephemeris.hpp>
#include <perilune/campaign/flight.hpp>
#include <perilune/propagation/trajectory.hpp>
#include <perilune/time/epoch.hpp>

namespace perilune {

/// Something that happened on the way, with where and how fast the craft was.
struct FlownEvent {
  std::string name;  ///< "start", "perilune", "end"
  Epoch epoch;
  BodyId body;              ///< what altitude and speed are relative to
  double altitude_m = 0.0;  ///< above the body's sphere (`radius_m`); above its centre if it has none
  double speed_m_s = 0.0;   ///< relative to the body's centre, axes that do not turn
};

/// How a flight came out.
enum class FlightStatus {
  arrived,  ///< it reached what it was flown to
  failed,   ///< it ended before: `reason` says why
};

/// "arrived", "failed".
std::string to_text(FlightStatus status);

/// A flight with what came of it.
struct FlownFlight {
  std::string mission;  ///< its id, or what the flight is called
  FlightStatus status = FlightStatus::failed;
  std::string reason;                    ///< if it failed: what ended it, and what to change
  std::optional<Trajectory> trajectory;  ///< as far as it got
  std::vector<FlownEvent> events;  ///< in order of time: the start first, then what was met, the end last
};

/// Flies one flight.
///
/// @param ephemeris  where the bodies are
/// @return           an outcome; a flight that does not reach its end is one, with the reason
/// @throws InvalidArgument if the flight asks for what there is not: no force, J2 of a body other than the
/// Earth,
///         axes that turn, elements of no orbit
/// @throws DataError if the ephemeris does not cover the start
FlownFlight fly(const Flight& flight, const Ephemeris& ephemeris = Ephemeris::embedded());

}  // namespace perilune
