#include "light.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <sstream>

#include <perilune/access/access.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/core/version.hpp>
#include <perilune/roadmap/lookup.hpp>

#include "member_text.hpp"

namespace perilune::detail {
namespace {

/// How far around a landing light is looked for: two months hold each site's own rhythm.
const Duration looked_at = Duration::days(62.0);

std::string minute(Epoch epoch) {
  return epoch.iso8601(TimeScale::utc, 0).substr(0, 16);
}

struct Landing {
  const Mission& mission;
  const Activity& activity;
  const LegPlan& leg;
  const LunarSite& site;
  Interval span;  ///< of the descent
};

Angle asked_above(const Landing& landing) {
  return landing.leg.sun_above.value_or(Angle{});
}

/// The landings from which the site stays lit for long enough, around the one that is planned, if the Sun has
/// to stand so high above the horizon.
IntervalSet good_landings(const Landing& landing, Angle above, const Ephemeris& ephemeris) {
  const Interval within{landing.span.to - looked_at, landing.span.to + looked_at + landing.leg.lit_for};
  const AccessPoint place = AccessPoint::site(landing.site.id, moon, landing.site.place);
  const IntervalSet lit = sunlight(place, landing.site.mask(above), SunDisc::centre, within, {}, ephemeris);
  return lit.narrowed(Duration{}, landing.leg.lit_for);
}

/// Where no landing in the two months to come is lit as is asked for: how high above the horizon the Sun does
/// stand for as long after the best of them, in whole tenths of a degree, rounded down.
double most_above_deg(const Landing& landing, const Ephemeris& ephemeris) {
  double lowest_rad = landing.site.horizon.empty() ? landing.site.horizon_level_rad : 1.0;
  for (const HorizonPoint& point : landing.site.horizon)
    lowest_rad = std::min(lowest_rad, point.elevation_rad);
  // A mask ends at the nadir; a degree above it everything is lit.
  double enough = std::ceil((-89.0 - Angle::from_si(lowest_rad).in(unit::degree)) * 10.0);
  double too_much = std::ceil(asked_above(landing).in(unit::degree)*10.0);
  while (too_much - enough > 1.0) {
    const double tenths = std::floor(0.5 * (enough + too_much));
    const IntervalSet good = good_landings(landing, tenths * 0.1 * unit::degree, ephemeris);
    const bool holds = std::any_of(good.begin(), good.end(),
                                   [&](const Interval& stretch) { return stretch.to > landing.span.to; });
    (holds ? enough : too_much) = tenths;
  }
  return 0.1 * enough;
}

std::optional<Cut> dark(const Landing& landing, const Ephemeris& ephemeris) {
  const Epoch touch_down = landing.span.to;
  const IntervalSet good = good_landings(landing, asked_above(landing), ephemeris);
  if (good.contains(touch_down)) return std::nullopt;
  Interval forbidden{touch_down - looked_at, touch_down + looked_at};
  std::optional<Epoch> next;
  for (const Interval& stretch : good) {
    if (stretch.to <= touch_down) forbidden.from = std::max(forbidden.from, stretch.to);
    if (stretch.from > touch_down && !next) next = stretch.from;
  }
  if (next) forbidden.to = std::min(forbidden.to, *next);
  const Duration descent = landing.span.length();
  Cut cut;
  cut.kind = CutKind::lighting;
  cut.mission = landing.mission.id;
  cut.activity = activity_id(landing.activity);
  cut.forbidden = {forbidden.from - descent, forbidden.to - descent};
  const double above_deg = asked_above(landing).in(unit::degree);
  cut.missing = next ? (*next - touch_down).days() : 0.0;
  cut.unit = "d";
  std::string otherwise = next ? concat(": next from ", minute(*next)) : std::string();
  if (!next) {
    const double most_deg = most_above_deg(landing, ephemeris);
    cut.missing = above_deg - most_deg;
    cut.unit = "deg";
    otherwise = concat(", nor within two months: ", fixed(most_deg, 1), " deg at most, ",
                       fixed(cut.missing, 1), " deg are missing");
  }
  cut.reason = concat("landing on ", minute(touch_down), ", the Sun is not ", fixed(above_deg, 1),
                      " deg above the horizon of '", landing.site.id, "' for ", to_text(landing.leg.lit_for),
                      otherwise);
  cut.where = landing.leg.where;
  return cut;
}

}  // namespace

IntervalSet lit(const LunarSite& site, Interval within, const ContentCache& cache,
                const Ephemeris& ephemeris) {
  MemberWriter writer;
  writer(site.place.latitude_rad);
  writer(site.place.east_longitude_rad);
  writer(site.place.height_m);
  writer(site.horizon_level_rad);
  for (const HorizonPoint& point : site.horizon) {
    writer(point.azimuth_rad);
    writer(point.elevation_rad);
  }
  writer(within.from);
  writer(within.to);
  std::string key = concat("perilune ", version(), " lit ", writer.text);
  for (const KernelFile& file : ephemeris.files()) key += concat(" kernel ", file.name, " ", file.sha256);
  if (const auto kept = cache.find("lit", key)) {
    std::vector<Interval> stretches;
    std::istringstream words(*kept);
    for (std::int64_t from = 0, to = 0; words >> from >> to;)
      stretches.push_back({Epoch::from_nanoseconds(from), Epoch::from_nanoseconds(to)});
    return IntervalSet(std::move(stretches));
  }
  const IntervalSet found = sunlight(AccessPoint::site(site.id, moon, site.place), site.mask(),
                                     SunDisc::centre, within, {}, ephemeris);
  MemberWriter text;
  for (const Interval& stretch : found) {
    text(stretch.from);
    text(stretch.to);
  }
  cache.keep("lit", key, text.text + "\n");
  return found;
}

std::vector<Cut> dark_landings(const Scenario& scenario, const RoadmapSchedule& answer,
                               const Ephemeris& ephemeris) {
  std::vector<Cut> cuts;
  for (const MissionPlan& plan : scenario.plans) {
    const auto position = find_mission(scenario.roadmap, plan.mission);
    if (!position) continue;
    const Mission& mission = scenario.roadmap.missions[*position];
    for (std::size_t a = 0; a < plan.legs.size(); ++a) {
      const LegPlan& leg = plan.legs[a];
      const auto& number = answer.model.activities[*position][a];
      if ((!leg.sun_above && leg.lit_for == Duration{}) || !number) continue;
      if (mission.activities[a].actual_start) continue;  // history needs no light
      const LunarSite* site = scenario.catalog.site(mission.activities[a].site);
      if (site == nullptr) {
        throw InvalidArgument(concat("plan: '", activity_name(mission, a), "' wants light at '",
                                     mission.activities[a].site,
                                     "', which is no site of the scenario. "
                                     "Describe it under 'sites'."));
      }
      const ScheduledActivity& when = answer.schedule.activities[number->number];
      if (auto cut =
              dark({mission, mission.activities[a], leg, *site, {when.start_date, when.end_date}}, ephemeris))
        cuts.push_back(std::move(*cut));
    }
  }
  return cuts;
}

}  // namespace perilune::detail
