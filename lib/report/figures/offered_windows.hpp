#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/campaign/loop_log.hpp>
#include <perilune/design/porkchop.hpp>

namespace perilune::detail {

/// What became of a window that the fast model offered.
enum class OfferedState {
  offered,  ///< nothing was asked of it
  refuted,  ///< a cut forbids its cheapest lift-off
  chosen,   ///< the last schedule took it
};
std::string_view to_text(OfferedState state);

/// The cut that forbids a window's cheapest lift-off, or none.
const Cut* refutation(const OfferedWindows& offers, std::size_t window, const std::vector<Cut>& cuts);
OfferedState state_of(const OfferedWindows& offers, std::size_t window, const std::vector<Cut>& cuts);

/// What flights of a mission cost around the lift-off that was chosen: both daily opportunities over thirty
/// days, times of flight in steps of 0.1 d from half a day below its shortest to half a day above its
/// longest. Nothing if no window was chosen.
std::vector<Porkchop> porkchops(const OfferedWindows& offers, const Ephemeris& ephemeris);

}  // namespace perilune::detail
