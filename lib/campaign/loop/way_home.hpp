#pragma once

#include <optional>
#include <string>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/campaign/loop_log.hpp>
#include <perilune/campaign/scenario.hpp>
#include <perilune/design/return/return_windows.hpp>

#include "content_cache.hpp"
#include "refly.hpp"

namespace perilune::detail {

/// The first way home from a moment on.
struct WayHome {
  Epoch ready;  ///< from when on it was looked for
  Epoch until;  ///< up to when
  /// Flown in the full model from the craft's own orbit. Nothing: no departure before `until` keeps to the
  /// limits.
  std::optional<FlownReturn> flight;
  /// What a departure on the first day costs: in the full model if the fast one lets it pass, else the
  /// cheapest by the fast one; infinite if there is none.
  double at_once_m_s = 0.0;

  /// The first burn, or the end of the search.
  Epoch departure() const { return flight ? flight->departure_epoch() : until; }
};

/// What the way home of a flight to the Moon asks for; its horizon is not looked at. The orbit is the one
/// that the flight's capture leads to. A craft that comes up from the surface climbs to an orbit of the
/// altitude and inclination of the arrival, with the plane that suits the departure.
/// @param met  where the craft has come into another one's orbit: that one's state; else null
ReturnProfile way_home_profile(const Scenario& scenario, const DesignedMission& designed,
                               const FlownTransfer& transfer, const State* met);

/// Looks for the first departure that is not before `ready`: the craft coasts to that day in the full model,
/// the fast model's windows are searched, and the first ones are flown until one holds. Known ones come from
/// the cache; what comes back is always what the cache would give.
WayHome find_way_home(const ReturnProfile& profile, Epoch ready, const ContentCache& cache,
                      const Ephemeris& ephemeris);

/// A way home as text, exactly; nothing if the text is none.
std::string text_of(const WayHome& way);
std::optional<WayHome> way_home_of(const std::string& text, Epoch ready);

/// What speaks against a departure for which another one has to be taken, more than a lunar day later.
std::optional<Cut> late_way_home(const Scenario& scenario, const DesignedMission& designed,
                                 const WayHome& way);

}  // namespace perilune::detail
