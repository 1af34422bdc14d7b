#pragma once

#include <optional>
#include <string>
#include <vector>

#include <perilune/core/diagnostic.hpp>
#include <perilune/roadmap/reference.hpp>
#include <perilune/roadmap/risk.hpp>
#include <perilune/roadmap/roadmap.hpp>
#include <perilune/time/epoch.hpp>

namespace perilune {

/// What may go wrong with every launch of one rocket that has no risk of its own.
struct LauncherRisk {
  Reference launcher;
  Risk launch;
  DelayLaw grounded;  ///< after a failure no other launch of it lifts off for that time
  std::string source;
};

/// Somebody who may leave the campaign, and with whom what he brings.
struct PartnerRisk {
  Reference partner;
  double withdrawal = 0.0;         ///< probability that he does, 0 to 1
  Interval when;                   ///< on some day in it, any as likely as another
  std::vector<Reference> removes;  ///< missions that then do not fly, unless they have begun
  std::vector<Reference> delays;   ///< missions that others then have to take over
  DelayLaw delay;                  ///< by which these come later
  std::string source;
};

/// What may go wrong with a campaign, beside what single legs say (`Activity::risk`).
struct RiskPlan {
  std::vector<LauncherRisk> launchers;
  std::vector<PartnerRisk> partners;
  std::optional<Risk> landing;  ///< of every mission's last descent that has no risk of its own
  /// A launch that is too late for all its windows flies in later ones up to this date: in those of the fast
  /// model where its transfer is designed, at any time where it is not. Without it, it does not fly.
  std::optional<Epoch> later_windows_until;
};

/// Launchers and missions that nothing has, a partner that has no effect.
std::vector<Diagnostic> validate(const RiskPlan& plan, const Roadmap& roadmap);

}  // namespace perilune
