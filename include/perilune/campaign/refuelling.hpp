#pragma once

#include <optional>
#include <vector>

#include <perilune/campaign/loop_log.hpp>
#include <perilune/campaign/mission_plan.hpp>
#include <perilune/campaign/scenario.hpp>
#include <perilune/campaign/station_plan.hpp>
#include <perilune/core/diagnostic.hpp>
#include <perilune/station/station.hpp>

namespace perilune {

/// What craft take from the stores of the station into their tanks, by commodity of their mixtures, each when
/// its leg ends. The masses are negative: they leave the station.
std::vector<Delivery> propellant_taken(const Scenario& scenario, const std::vector<FlownMission>& flown);

/// What is wrong with the legs that refuel craft: `no-store` where the station has none for what the craft
/// burns, or where there is no station.
std::vector<Diagnostic> validate_refuelling(const std::vector<MissionPlan>& plans,
                                            const std::optional<StationPlan>& station,
                                            const Catalog& catalog);

}  // namespace perilune
