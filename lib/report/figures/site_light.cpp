#include "site_light.hpp"

#include <algorithm>

#include <perilune/access/access.hpp>

namespace perilune::detail {

SiteLight site_light(const LunarSite& site, Interval within, const Ephemeris& ephemeris) {
  const AccessPoint place = AccessPoint::site(site.id, moon, site.place);
  const HorizonMask mask = site.mask();
  return {sunlight(place, mask, SunDisc::centre, within, {}, ephemeris),
          visibility(place, AccessPoint::body(earth), mask, within, {}, ephemeris),
          shadow(place, earth, ShadowKind::penumbra, within, {}, ephemeris)};
}

std::vector<const LunarSite*> used_sites(const Campaign& campaign) {
  const Roadmap& roadmap = campaign.scenario().roadmap;
  std::vector<const LunarSite*> used;
  for (const LunarSite& site : campaign.scenario().catalog.sites) {
    const bool any =
        std::any_of(roadmap.missions.begin(), roadmap.missions.end(), [&](const Mission& mission) {
          return std::any_of(mission.activities.begin(), mission.activities.end(),
                             [&](const Activity& activity) { return activity.site == site.id; });
        });
    if (any) used.push_back(&site);
  }
  return used;
}

}  // namespace perilune::detail
