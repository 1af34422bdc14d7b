#pragma once

#include <optional>
#include <string>
#include <vector>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/campaign/campaign.hpp>
#include <perilune/time/interval_set.hpp>

namespace perilune::detail {

/// When a site sees something, or reaches the Earth through it.
struct SiteLink {
  /// sun, earth, ground-station, relay (it is above the site's horizon), through (and hears the Earth at the
  /// same time), through-any (of several relays)
  std::string what;
  std::string with;   ///< id of the ground station, or of the relay's mission; may be empty
  std::string title;  ///< for people
  IntervalSet set;
  SourceLocation where;  ///< of what says that it is there: the ground station, the relay's mission
};

struct SiteLinks {
  Interval within;
  std::vector<SiteLink> links;  ///< Sun and Earth, ground stations, then relays
  bool has_relays = false;
};

/// The first fortnight of activity at a site: what it sees above the horizon that the scenario gives it, the
/// ground stations of the scenario that see it, and the relays that were flown into an ellipse about the Moon
/// at most 500 days before and operate then, followed from there in the full model.
/// @return nothing if the ephemeris knows nothing of those days
std::optional<SiteLinks> site_links(const Campaign& campaign, const LunarSite& site,
                                    const Ephemeris& ephemeris);

}  // namespace perilune::detail
