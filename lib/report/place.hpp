#pragma once

#include <string>

#include <perilune/campaign/campaign.hpp>
#include <perilune/core/source_location.hpp>
#include <perilune/core/text.hpp>

namespace perilune::detail {

/// "plan.yaml:57", as tables say where a figure comes from; empty for what no file says.
inline std::string place(const SourceLocation& where) {
  return where.line > 0 ? concat(where.file, ":", where.line) : std::string();
}

/// The line of a mission's leg in the scenario.
std::string leg_place(const Campaign& campaign, const std::string& mission, std::size_t leg);

/// The line of the launch whose windows were looked for.
std::string launch_place(const Campaign& campaign, const std::string& mission);

/// The line that a flight comes from: the `flight` of a mission, or the leg that was designed.
std::string flight_place(const Campaign& campaign, const FlownFlight& flight);

}  // namespace perilune::detail
