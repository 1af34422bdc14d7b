#pragma once

#include <cstddef>
#include <optional>

#include <perilune/campaign/campaign.hpp>
#include <perilune/time/interval_set.hpp>

namespace perilune {

/// From the first start to the last moment in place (`in_place` in roadmap/lookup.hpp) of the missions of a
/// phase and of its parts, as the campaign has them.
/// @param phase  position in the roadmap
/// @return       nothing if no mission of it takes place, or if there is no schedule
std::optional<Interval> phase_span(const Campaign& campaign, std::size_t phase);

}  // namespace perilune
