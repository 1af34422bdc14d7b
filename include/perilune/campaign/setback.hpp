#pragma once

#include <optional>
#include <string>
#include <vector>

#include <perilune/campaign/campaign.hpp>
#include <perilune/campaign/risk.hpp>
#include <perilune/scheduling/replan.hpp>
#include <perilune/time/duration.hpp>
#include <perilune/time/epoch.hpp>

namespace perilune {

/// A leg of a planned campaign that fails at its end.
struct Setback {
  std::string mission;
  std::string leg = "launch";           ///< its id
  std::optional<Duration> again_after;  ///< until it is tried again; none: as its risk says
  std::optional<Duration> grounded;     ///< the rocket stands still; none: as its risk says, most likely
};

/// One mission that is not where it was.
struct MissionShift {
  std::size_t mission = 0;  ///< position in the roadmap
  std::string leg;          ///< the first that moves
  Epoch before;             ///< its start
  Epoch after;
};

/// One phase of which the end has moved.
struct PhaseShift {
  std::size_t phase = 0;  ///< position in the roadmap
  Epoch before;           ///< when its last mission was in place
  Epoch after;
  std::optional<Epoch> target;
};

/// The plan after a setback.
struct SetbackAnswer {
  Epoch now;                           ///< when it fails
  Epoch not_before;                    ///< it is flown again from then on
  Epoch grounded_until;                ///< no other launch of its rocket before
  Replan replan;                       ///< the problem as it is now, and its answer
  std::vector<MissionShift> missions;  ///< by their date before; empty if there is no plan any more
  std::vector<PhaseShift> phases;      ///< in the order of the roadmap
  std::size_t legs_moved = 0;          ///< of these missions
};

/// Makes a campaign's plan anew after a failure: what has begun is a fact, the mission that failed is flown
/// again from its launch on, and of the rest as few legs as possible move, by as little as possible
/// (`replan`). Launches that come too late for their windows have later ones if the scenario says so
/// (`RiskPlan::later_windows_until`); the horizon is then no limit.
///
/// @throws InvalidArgument naming what there is, if the campaign has no plan, no such mission or leg, the leg
///         has happened, or nothing says when it is tried again
///
/// Checked in: tests/unit/cli/test_replan.cpp, tests/scenarios/test_ilrs_roadmap.cpp
SetbackAnswer replan_after(const Campaign& campaign, const Setback& setback,
                           const CampaignRiskOptions& options = {});

/// What the answer says, a line for each mission and phase that moves.
std::string report(const Campaign& campaign, const Setback& setback, const SetbackAnswer& answer);

}  // namespace perilune
