#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <perilune/campaign/campaign.hpp>
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
};

/// "mission", "milestone", "phase".
std::string to_text(CampaignMilestone::Kind kind);

/// What may go wrong in a campaign, and what is judged by it.
struct CampaignRisk {
  std::vector<ActivityRisk> risks;            ///< of the legs that have not ended
  std::vector<CampaignMilestone> milestones;  ///< phases, then missions, then named ones; those yet to come

  /// Of the milestones, in their order.
  std::vector<RiskMilestone> reached() const;
};

/// Reads the risks of the legs (`risk` in a scenario) and the milestones off a planned campaign.
CampaignRisk campaign_risk(const Campaign& campaign);

}  // namespace perilune
