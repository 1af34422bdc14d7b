#pragma once

#include <string_view>
#include <vector>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/campaign/flown.hpp>
#include <perilune/time/interval_set.hpp>

namespace perilune::detail {

/// When something stands before the Sun, or the Earth is hidden, over a craft.
struct FlightShadow {
  std::string_view what;   ///< earth-penumbra, earth-umbra, moon-penumbra, moon-umbra, earth-hidden
  std::string_view title;  ///< for people
  IntervalSet set;
};

/// The shadows of Earth and Moon that a craft flies through, and when the Moon hides the Earth from it.
/// @return empty if the flight has no trajectory
std::vector<FlightShadow> flight_shadows(const FlownFlight& flight, const Ephemeris& ephemeris);

}  // namespace perilune::detail
