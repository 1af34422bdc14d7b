#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include <perilune/access/access.hpp>
#include <perilune/design/windows.hpp>

namespace perilune {

/// Something besides azimuth, time and cost that a flight to the Moon has to keep.
struct WindowCondition {
  std::string name;  ///< "longest eclipse": messages have it
  std::string unit;  ///< of the margin: "min", "deg"
  /// How far within its limit a flight is, continuous, below 0 if beyond. `flown` ends at the perilune.
  std::function<double(const TranslunarTransfer& transfer, const TranslunarFlight& flown,
                       const Ephemeris& ephemeris)>
      margin;
};

/// The longest stretch in the shadow of the Earth or of the Moon between injection and perilune is at most
/// this. Margin in minutes.
WindowCondition eclipse_at_most(Duration longest, ShadowKind kind = ShadowKind::penumbra);

/// At the perilune, and `around` before and after it, the craft is not behind the Moon, seen from the middle
/// of the Earth. Margin in degrees from the Moon's limb.
WindowCondition insertion_in_view(Duration around = {});

/// At the perilune, and `around` before and after it, one antenna hears the craft at all of them: high enough
/// above its horizon, and not behind the Moon. Margin in degrees, of the best antenna.
/// @throws InvalidArgument if there are none, or one is not on the Earth
WindowCondition insertion_heard_by(std::vector<GroundAntenna> antennas, Duration around = {});

/// Cuts windows to where all conditions hold. Each window is flown in the full model at its edges, at its
/// best lift-off and between; from its best flight on, or from the cheapest that holds where the best does
/// not, it goes on holding up to edges that are found within half a minute. A window without such a flight
/// is refused, and names the lift-off that comes nearest, with all conditions that fail there and by how
/// much. Margins in different units are not held against each other: each counts as a part of the most that
/// it fails by in that window.
///
/// @param search   of `search_windows` with that profile; refused windows stay as they are
/// @param options  threads and progress alone are looked at; the answer is the same for any number of threads
/// @throws InvalidArgument if a condition has no margin
///
/// Checked in: tests/unit/design/test_window_conditions.cpp
WindowSearch hold_conditions(const WindowSearch& search, const WindowProfile& profile,
                             std::span<const WindowCondition> conditions, const WindowOptions& options = {},
                             const Ephemeris& ephemeris = Ephemeris::embedded());

}  // namespace perilune
