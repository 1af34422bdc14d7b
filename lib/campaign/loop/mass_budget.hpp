#pragma once

#include <map>
#include <string>
#include <vector>

#include <perilune/campaign/loop_log.hpp>
#include <perilune/campaign/mission_plan.hpp>
#include <perilune/campaign/vehicle.hpp>

namespace perilune::detail {

/// Masses of a launch: what each leg burns, and what has to leave the Earth.
struct MassBudget {
  double launch_mass_kg = 0.0;
  std::map<std::string, double> propellant_kg;  ///< of each craft, the most that is in its tanks at once
};

/// The craft that move on a leg: the engine's and those that it carries.
std::vector<std::string> moving_craft(const MissionPlan& plan, std::size_t leg);

/// Works backward from the last leg: what a craft has to carry on a leg is what it needs on all later ones.
///
///     propellant = m_after (exp((1 + reserve) delta_v / exhaust speed) - 1)
///
/// A craft that is refuelled comes there with empty tanks, and takes on what it burns from there on.
///
/// Fills in masses and propellants of `legs`, whose delta-v are known.
MassBudget fill_masses(const MissionPlan& plan, const Catalog& catalog, std::vector<FlownLeg>& legs);

}  // namespace perilune::detail
