#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/campaign/campaign.hpp>
#include <perilune/core/source_location.hpp>
#include <perilune/scheduling/risk.hpp>
#include <perilune/time/epoch.hpp>

namespace perilune {

/// Something that a campaign reaches, whose date is uncertain.
struct CampaignMilestone {
  enum class Kind {
    mission,    ///< it is in place (`in_place` in roadmap/lookup.hpp)
    milestone,  ///< a named one of a mission: "change-8.landed"
    phase,      ///< all missions of the phase and of its parts are in place
  };
  Kind kind = Kind::mission;
  std::string name;
  std::optional<Epoch> target;  ///< the end of the phase, or of the mission's phase
  RiskMilestone reached;
  SourceLocation where = {};  ///< the line of the phase, the mission, the milestone
};

/// "mission", "milestone", "phase".
std::string to_text(CampaignMilestone::Kind kind);

/// What may go wrong in a campaign, and what is judged by it.
struct CampaignRisk {
  ScheduleProblem problem;          ///< of the campaign, with launch windows for those who come late
  std::vector<ActivityRisk> risks;  ///< of the legs that have not ended
  SharedRisks shared;               ///< flights, launchers, partners
  std::vector<CampaignMilestone> milestones;  ///< phases, then missions, then named ones; those yet to come
  std::vector<SourceLocation> lines;          ///< by activity of the problem: its leg's in the scenario

  /// Of the milestones, in their order.
  std::vector<RiskMilestone> reached() const;
};

struct CampaignRiskOptions {
  int threads = 0;                       ///< for later launch windows; 0: as the machine has cores
  const Ephemeris* ephemeris = nullptr;  ///< none: the embedded one
  std::filesystem::path cache = {};      ///< as that of `PlanOptions`
};

/// The legs of a mission that are flown again together: all from its launch on; none if it has no launch, or
/// if that has happened.
std::vector<ScheduleActivity> flight_legs(const Campaign& campaign, std::size_t mission);

/// Reads the risks and the milestones off a planned campaign: those of its legs (`risk` in a scenario), its
/// launchers and its partners (`risks`). A leg that fails is flown again from the launch of its mission on,
/// if it has one.
/// @throws InvalidArgument if the campaign has no plan
CampaignRisk campaign_risk(const Campaign& campaign, const CampaignRiskOptions& options = {});

}  // namespace perilune
