#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string_view>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/campaign/campaign.hpp>
#include <perilune/campaign/scenario.hpp>

namespace perilune {

/// How far `plan` is.
struct PlanProgress {
  std::string_view what;  ///< "flights"
  std::size_t done = 0;
  std::size_t total = 0;
};

struct PlanOptions {
  int threads = 0;                       ///< flights fly side by side on so many; 0: as the machine has cores
  const Ephemeris* ephemeris = nullptr;  ///< outlives the campaign; none: the embedded one
  std::function<void(const PlanProgress&)> progress = {};  ///< called by one thread at a time; must not throw
  std::filesystem::path cache =
      {};               ///< folder for what another run need not compute again; empty: nothing is kept
  int most_turns = 20;  ///< of the loop
};

/// Does what a scenario asks for. In turns: launch windows by the fast model for the missions whose transfers
/// are to be designed, a schedule of all missions, every chosen flight flown in the full force model with its
/// delta-v and masses, the light at the landings, the station over time. What does not hold becomes a cut
/// with its reason, and the next turn's schedule keeps to it; until nothing speaks against the schedule, or
/// the turns are up. Then the flights that start from tracked orbits are flown.
///
/// The result does not depend on the number of threads. What cannot be done is part of it: an infeasible
/// schedule, a flight that did not arrive.
///
/// @throws ScenarioError if the roadmap contradicts itself (`validate`), with all problems
/// @throws InvalidArgument, DataError as `fly`
Campaign plan(const Scenario& scenario, const PlanOptions& options = {});

}  // namespace perilune
