#include "site_light.hpp"

#include <algorithm>

#include <perilune/access/access.hpp>
#include <perilune/core/thread_pool.hpp>
#include <perilune/roadmap/lookup.hpp>

namespace perilune::detail {

SiteLight site_light(const LunarSite& site, Interval within, const Ephemeris& ephemeris) {
  const AccessPoint place = AccessPoint::site(site.id, moon, site.place);
  const HorizonMask mask = site.mask();
  SiteLight light;
  // Years of a site's sky are the longest part of a page: side by side.
  ThreadPool pool({std::min(3, usable_processors()), false});
  pool.for_each(3, [&](std::size_t i, int) {
    if (i == 0) light.sun = sunlight(place, mask, SunDisc::centre, within, {}, ephemeris);
    if (i == 1) light.earth = visibility(place, AccessPoint::body(earth), mask, within, {}, ephemeris);
    if (i == 2) light.eclipse = shadow(place, earth, ShadowKind::penumbra, within, {}, ephemeris);
  });
  return light;
}

std::vector<Stay> stays_at(const Campaign& campaign, const LunarSite& site) {
  std::vector<Stay> stays;
  const Roadmap& roadmap = campaign.scenario().roadmap;
  const RoadmapSchedule& answer = campaign.schedule();
  if (answer.schedule.activities.empty()) return stays;
  for (std::size_t m = 0; m < roadmap.missions.size(); ++m) {
    const Mission& mission = roadmap.missions[m];
    for (std::size_t a = 0; a < mission.activities.size(); ++a) {
      const auto& number = answer.model.activities[m][a];
      if (!number || mission.activities[a].site != site.id) continue;
      const ScheduledActivity& when = answer.schedule.activities[number->number];
      stays.push_back({activity_name(mission, a), {when.start_date, when.end_date}});
    }
  }
  return stays;
}

std::optional<Interval> shown_span(const Campaign& campaign, const LunarSite& site,
                                   const Ephemeris& ephemeris) {
  Interval span = campaign.scenario().roadmap.horizon;
  const std::vector<Stay> stays = stays_at(campaign, site);
  if (!stays.empty()) {
    Interval whole = stays.front().span;
    for (const Stay& stay : stays)
      whole = {std::min(whole.from, stay.span.from), std::max(whole.to, stay.span.to)};
    const Duration month = Duration::days(30.0);
    span = {std::max(span.from, whole.from - month), std::min(span.to, whole.to + month)};
  }
  const TdbSpan bodies = ephemeris.span(sun, moon);
  const TdbSpan axes = ephemeris.moon_libration_span();
  const Duration day = Duration::days(1.0);  // for the light that was on its way
  span = {std::max(span.from, Epoch::from_tdb_seconds(std::max(bodies.from_s, axes.from_s)) + day),
          std::min(span.to, Epoch::from_tdb_seconds(std::min(bodies.until_s, axes.until_s)) - day)};
  if (span.from < span.to) return span;
  return std::nullopt;
}

std::vector<const LunarSite*> used_sites(const Campaign& campaign, const Ephemeris& ephemeris) {
  const Roadmap& roadmap = campaign.scenario().roadmap;
  std::vector<const LunarSite*> used;
  for (const LunarSite& site : campaign.scenario().catalog.sites) {
    const bool any =
        std::any_of(roadmap.missions.begin(), roadmap.missions.end(), [&](const Mission& mission) {
          return std::any_of(mission.activities.begin(), mission.activities.end(),
                             [&](const Activity& activity) { return activity.site == site.id; });
        });
    if (any && shown_span(campaign, site, ephemeris)) used.push_back(&site);
  }
  return used;
}

}  // namespace perilune::detail
