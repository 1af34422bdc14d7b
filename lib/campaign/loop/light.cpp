#include "light.hpp"

#include <algorithm>
#include <cmath>

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

/// How much later than scheduled a landing may come with the same flight to the Moon.
struct Patience {
  std::optional<Duration> longest;  ///< none: as long as it likes
  SourceLocation where;             ///< the line that says so
};

struct Landing {
  const Mission& mission;
  const Activity& activity;
  const LegPlan& leg;
  const LunarSite& site;
  Interval span;  ///< of the descent
  Patience patience;
};

/// By the longest lengths and gaps of the legs between the capture, or else the launch, and the landing.
Patience patience_before(const Mission& mission, std::size_t landing, const RoadmapSchedule& answer,
                         std::size_t m) {
  std::size_t anchor = 0;
  for (std::size_t a = 0; a < landing; ++a) {
    const ActivityKind kind = mission.activities[a].kind;
    const bool is_first_capture =
        kind == ActivityKind::capture && mission.activities[anchor].kind != ActivityKind::capture;
    if (kind == ActivityKind::launch || kind == ActivityKind::transfer || is_first_capture) anchor = a;
  }
  Patience made{Duration{}, {}};
  const auto allow = [&](const std::optional<Duration>& most, Duration now, const SourceLocation& where) {
    if (!most || !made.longest) {
      made.longest.reset();
      return;
    }
    *made.longest = *made.longest + std::max(Duration{}, *most - now);
    if (*most > now || made.where.line == 0) made.where = where;
  };
  const auto span = [&](std::size_t a) -> const ScheduledActivity& {
    return answer.schedule.activities[answer.model.activities[m][a]->number];
  };
  for (std::size_t a = anchor + 1; a <= landing; ++a) {
    if (!answer.model.activities[m][a] || !answer.model.activities[m][a - 1]) return {};
    const Activity& leg = mission.activities[a];
    allow(leg.max_gap, span(a).start_date - span(a - 1).end_date,
          leg.max_gap_where.line > 0 ? leg.max_gap_where : leg.where);
    if (a == landing) break;
    allow(leg.duration.max, span(a).end_date - span(a).start_date,
          leg.duration.where.line > 0 ? leg.duration.where : leg.where);
  }
  return made;
}

Angle asked_above(const Landing& landing) {
  return landing.leg.sun_above.value_or(Angle{});
}

/// What is seen from a site, above its horizon raised by `above`; from the cache, if it is known.
/// @param what  that it is kept as
template <class See>
IntervalSet seen_from(std::string_view what, const LunarSite& site, Angle above, Interval within,
                      const ContentCache& cache, const Ephemeris& ephemeris, const See& see) {
  MemberWriter writer;
  for (const double value :
       {site.place.latitude_rad, site.place.east_longitude_rad, site.place.height_m, site.horizon_level_rad})
    writer(value);
  for (const HorizonPoint& point : site.horizon) {
    writer(point.azimuth_rad);
    writer(point.elevation_rad);
  }
  writer(above.si());
  writer(within.from);
  writer(within.to);
  std::string key = concat("perilune ", version(), " ", what, " ", writer.text);
  for (const KernelFile& file : ephemeris.files()) key += concat(" kernel ", file.name, " ", file.sha256);
  if (const auto kept = cache.find(what, key))
    if (auto known = intervals_of(*kept)) return *std::move(known);
  IntervalSet found = see(AccessPoint::site(site.id, moon, site.place), site.mask(above));
  cache.keep(what, key, text_of(found));
  return found;
}

/// When the middle of the Sun stands above that horizon.
IntervalSet sun_above(const LunarSite& site, Angle above, Interval within, const ContentCache& cache,
                      const Ephemeris& ephemeris) {
  return seen_from("lit", site, above, within, cache, ephemeris,
                   [&](const AccessPoint& place, const HorizonMask& mask) {
                     return sunlight(place, mask, SunDisc::centre, within, {}, ephemeris);
                   });
}

/// The touch-downs from which the site stays lit for so long, the Sun being so high above its horizon.
IntervalSet lit_for(const LunarSite& site, Angle above, Duration length, Interval within,
                    const ContentCache& cache, const Ephemeris& ephemeris) {
  return sun_above(site, above, {within.from, within.to + length}, cache, ephemeris)
      .narrowed(Duration{}, length);
}

/// Whole months that hold a stretch of time: neighbouring landings are looked for in the same ones.
Interval months_around(Interval stretch) {
  const Duration month = Duration::days(32.0);
  const double first = std::floor((stretch.from - j2000) / month);
  const double last = std::ceil((stretch.to - j2000) / month);
  return {j2000 + first * month, j2000 + last * month};
}

/// The landings from which the site stays lit for long enough, around the one that is planned.
IntervalSet good_landings(const Landing& landing, const LunarSite& site, Angle above,
                          const ContentCache& cache, const Ephemeris& ephemeris) {
  const Interval within{landing.span.to - looked_at, landing.span.to + looked_at};
  return lit_for(site, above, landing.leg.lit_for, months_around(within), cache, ephemeris)
      .intersect(IntervalSet({within}));
}

bool is_lit_later(const Landing& landing, const IntervalSet& good) {
  return std::any_of(good.begin(), good.end(),
                     [&](const Interval& stretch) { return stretch.to > landing.span.to; });
}

/// Whether level ground at the site would be lit as is asked for.
bool is_hidden(const Landing& landing, const ContentCache& cache, const Ephemeris& ephemeris) {
  LunarSite bare = landing.site;
  bare.horizon.clear();
  bare.horizon_level_rad = 0.0;
  return is_lit_later(landing, good_landings(landing, bare, asked_above(landing), cache, ephemeris));
}

/// Where no landing in the two months to come is lit as is asked for: how high above the horizon the Sun does
/// stand for as long after the best of them, in whole tenths of a degree, rounded down.
double most_above_deg(const Landing& landing, const ContentCache& cache, const Ephemeris& ephemeris) {
  double lowest_rad = landing.site.horizon.empty() ? landing.site.horizon_level_rad : 1.0;
  for (const HorizonPoint& point : landing.site.horizon)
    lowest_rad = std::min(lowest_rad, point.elevation_rad);
  // A mask ends at the nadir; a degree above it everything is lit.
  double enough = std::ceil((-89.0 - Angle::from_si(lowest_rad).in(unit::degree)) * 10.0);
  double too_much = std::ceil(asked_above(landing).in(unit::degree)*10.0);
  while (too_much - enough > 1.0) {
    const double tenths = std::floor(0.5 * (enough + too_much));
    const Angle above = tenths * 0.1 * unit::degree;
    const bool holds = is_lit_later(landing, good_landings(landing, landing.site, above, cache, ephemeris));
    (holds ? enough : too_much) = tenths;
  }
  return 0.1 * enough;
}

std::optional<Cut> dark(const Landing& landing, const ContentCache& cache, const Ephemeris& ephemeris) {
  const Epoch touch_down = landing.span.to;
  const IntervalSet good = good_landings(landing, landing.site, asked_above(landing), cache, ephemeris);
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
  const Patience& patience = landing.patience;
  if (next && patience.longest && *next - touch_down > *patience.longest) {
    cut.too_long = (*next - touch_down - *patience.longest).days();
    cut.longest_wait_where = patience.where;
    otherwise += concat(", ", fixed(*cut.too_long, 1), " d after the last moment that it may wait for");
  }
  if (!next) {
    const double most_deg = most_above_deg(landing, cache, ephemeris);
    cut.missing = above_deg - most_deg;
    cut.unit = "deg";
    otherwise = concat(", nor within two months: ", fixed(most_deg, 1), " deg at most, ",
                       fixed(cut.missing, 1), " deg are missing");
    if (is_hidden(landing, cache, ephemeris)) cut.hidden_by = landing.site.id;
  }
  cut.reason = concat("landing on ", minute(touch_down), ", the Sun is not ", fixed(above_deg, 1),
                      " deg above the horizon of '", landing.site.id, "' for ", to_text(landing.leg.lit_for),
                      otherwise);
  cut.where = landing.leg.where;
  return cut;
}

}  // namespace

IntervalSet lit_landings(const LunarSite& site, const LegPlan& leg, Interval within,
                         const ContentCache& cache, const Ephemeris& ephemeris) {
  return lit_for(site, leg.sun_above.value_or(Angle{}), leg.lit_for, months_around(within), cache, ephemeris)
      .intersect(IntervalSet({within}));
}

IntervalSet lit(const LunarSite& site, Interval within, const ContentCache& cache,
                const Ephemeris& ephemeris) {
  return sun_above(site, Angle{}, within, cache, ephemeris);
}

IntervalSet earth_in_view(const LunarSite& site, Interval within, const ContentCache& cache,
                          const Ephemeris& ephemeris) {
  return seen_from("earth", site, Angle{}, within, cache, ephemeris,
                   [&](const AccessPoint& place, const HorizonMask& mask) {
                     return visibility(place, AccessPoint::body(earth), mask, within, {}, ephemeris);
                   });
}

std::vector<Cut> dark_landings(const Scenario& scenario, const RoadmapSchedule& answer,
                               const ContentCache& cache, const Ephemeris& ephemeris) {
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
      const Landing landing{mission,
                            mission.activities[a],
                            leg,
                            *site,
                            {when.start_date, when.end_date},
                            patience_before(mission, a, answer, *position)};
      if (auto cut = dark(landing, cache, ephemeris)) cuts.push_back(std::move(*cut));
    }
  }
  return cuts;
}

}  // namespace perilune::detail
