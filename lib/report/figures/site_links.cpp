#include "site_links.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <perilune/access/access.hpp>
#include <perilune/bodies/constants.hpp>
#include <perilune/core/text.hpp>
#include <perilune/design/translunar.hpp>
#include <perilune/propagation/propagator.hpp>
#include <perilune/roadmap/lookup.hpp>

#include "site_light.hpp"

namespace perilune::detail {
namespace {

const Duration shown_length = Duration::days(14.0);
/// A relay that has been up for longer is not followed to the stretch that is shown.
const Duration longest_followed = Duration::days(500.0);

/// A craft that was flown into an ellipse about the Moon and operates there.
struct Relay {
  std::string mission;
  State begins;
  Interval works;  ///< when the schedule has it operate
  SourceLocation where;
};

/// The state after the capture: at the cutoff of its burn, or after an impulse at the perilune.
State captured(const FlownTransfer& transfer, const LegPlan& capture) {
  if (transfer.capture) return transfer.capture->cutoff;
  State state = transfer.perilune;
  const double r_m = state.position_m.norm();
  const double a_m = 0.5 * (r_m + moon_radius_m + capture.apolune->si());
  state.velocity_m_s *= std::sqrt(mu_moon_m3_s2 * (2.0 / r_m - 1.0 / a_m)) / state.velocity_m_s.norm();
  return state;
}

/// From the first start of the mission's operations to their last end, as the schedule has them.
std::optional<Interval> operations(const Campaign& campaign, std::size_t m) {
  const RoadmapSchedule& answer = campaign.schedule();
  const std::vector<Activity>& activities = campaign.scenario().roadmap.missions[m].activities;
  std::optional<Interval> span;
  for (std::size_t a = 0; a < activities.size(); ++a) {
    const auto& number = answer.model.activities[m][a];
    if (!number || activities[a].kind != ActivityKind::operate) continue;
    const ScheduledActivity& when = answer.schedule.activities.at(number->number);
    if (!span) span = Interval{when.start_date, when.end_date};
    *span = {std::min(span->from, when.start_date), std::max(span->to, when.end_date)};
  }
  return span;
}

std::optional<Relay> relay_of(const Campaign& campaign, const FlownMission& flown) {
  const auto& plans = campaign.scenario().plans;
  const auto m = find_mission(campaign.scenario().roadmap, flown.mission);
  const auto plan = std::find_if(plans.begin(), plans.end(),
                                 [&](const MissionPlan& each) { return each.mission == flown.mission; });
  if (!flown.targets_met || !m || plan == plans.end()) return std::nullopt;
  const Mission& mission = campaign.scenario().roadmap.missions[*m];
  const auto leaves_orbit = [](const Activity& activity) {
    return activity.kind == ActivityKind::descend || activity.kind == ActivityKind::return_to_earth;
  };
  if (std::any_of(mission.activities.begin(), mission.activities.end(), leaves_orbit)) return std::nullopt;
  const auto capture = std::find_if(plan->legs.begin(), plan->legs.end(),
                                    [](const LegPlan& leg) { return leg.apolune.has_value(); });
  const std::optional<Interval> works = operations(campaign, *m);
  if (capture == plan->legs.end() || !works) return std::nullopt;
  return Relay{flown.mission, captured(flown.transfer, *capture), *works, mission.where};
}

/// Those that work in a stretch and can be followed from where they were captured.
std::vector<Relay> relays_in(const Campaign& campaign, Interval within) {
  std::vector<Relay> relays;
  for (const FlownMission& flown : campaign.loop().missions) {
    auto relay = relay_of(campaign, flown);
    if (!relay || relay->works.to <= within.from || relay->works.from >= within.to) continue;
    if (relay->begins.epoch <= within.from && within.from - relay->begins.epoch <= longest_followed)
      relays.push_back(std::move(*relay));
  }
  return relays;
}

class Links {
 public:
  Links(const Campaign& campaign, const LunarSite& site, Interval within, const Ephemeris& ephemeris)
      : site_(site),
        ephemeris_(ephemeris),
        place_(AccessPoint::site(site.id, moon, site.place)),
        mask_(site.mask()),
        stations_(campaign.scenario().catalog.listening_stations()) {
    out_.within = within;
    for (const GroundStation& station : stations_)
      ground_.push_back({AccessPoint::site(station.id, earth, station.place), station.least_elevation});
  }

  void add_sky() {
    SiteLight light = site_light(site_, out_.within, ephemeris_);
    add("sun", "", "Sun", std::move(light.sun), site_.where);
    add("earth", "", "Earth", std::move(light.earth), site_.where);
  }

  /// A station sees the site when it stands above the station's horizon, and the station above the site's:
  /// the Earth is 2 deg wide there.
  void add_stations() {
    for (std::size_t i = 0; i < stations_.size(); ++i) {
      const GroundStation& station = stations_[i];
      const IntervalSet sees = visibility(
          ground_[i].place, place_, HorizonMask::level(station.least_elevation), out_.within, {}, ephemeris_);
      const IntervalSet seen = visibility(place_, ground_[i].place, mask_, out_.within, {}, ephemeris_);
      add("ground-station", station.id, station.title.empty() ? station.id : station.title,
          sees.intersect(seen), station.where);
    }
  }

  void add_relay(const Relay& relay) {
    const Propagator propagator(translunar_forces(), {}, ephemeris_);
    const AccessPoint craft = AccessPoint::spacecraft(
        relay.mission, propagator.propagate(relay.begins, out_.within.to + Duration::hours(1)));
    const RelayLink link = relay_link(place_, mask_, craft, ground_, out_.within, {}, ephemeris_);
    const IntervalSet works({relay.works});
    add("relay", relay.mission, relay.mission, link.site_to_relay.intersect(works), relay.where);
    through_.push_back(link.through.intersect(works));
    add("through", relay.mission, concat(relay.mission, " and on to Earth"), through_.back(), relay.where);
    out_.has_relays = true;
  }

  SiteLinks done() && {
    if (through_.size() > 1) add("through-any", "", "any relay and on to Earth", covered(through_), {});
    return std::move(out_);
  }

 private:
  void add(std::string what, std::string with, std::string title, IntervalSet set, SourceLocation where) {
    out_.links.push_back({std::move(what), std::move(with), std::move(title), std::move(set), where});
  }

  const LunarSite& site_;
  const Ephemeris& ephemeris_;
  AccessPoint place_;
  HorizonMask mask_;
  const std::vector<GroundStation>& stations_;
  std::vector<GroundAntenna> ground_;
  std::vector<IntervalSet> through_;
  SiteLinks out_;
};

}  // namespace

std::optional<SiteLinks> site_links(const Campaign& campaign, const LunarSite& site,
                                    const Ephemeris& ephemeris) {
  const std::optional<Interval> known = shown_span(campaign, site, ephemeris);
  if (!known) return std::nullopt;
  const std::vector<Stay> stays = stays_at(campaign, site);
  Epoch from = known->from;
  if (!stays.empty()) {
    from = stays.front().span.from;
    for (const Stay& stay : stays) from = std::min(from, stay.span.from);
    from = std::max(from, known->from);
  }
  const Interval within{from, std::min(from + shown_length, known->to)};
  if (within.empty()) return std::nullopt;
  Links links(campaign, site, within, ephemeris);
  links.add_sky();
  links.add_stations();
  for (const Relay& relay : relays_in(campaign, within)) links.add_relay(relay);
  return std::move(links).done();
}

}  // namespace perilune::detail
