#include "constrain.hpp"

#include <algorithm>
#include <cmath>

#include <perilune/campaign/flight_limits.hpp>
#include <perilune/roadmap/lookup.hpp>

#include "finite_burns.hpp"
#include "mass_budget.hpp"

namespace perilune::detail {
namespace {

constexpr std::int64_t minute_ns = 60'000'000'000;
const Duration minute = Duration::minutes(1.0);

/// From lift-off to injection: the ascent, and at most two revolutions of a parking orbit.
const Duration shortest_launch = Duration::minutes(12.0);
const Duration longest_launch = Duration::hours(3.0);

/// The nearest whole minute of UTC, which is where the scheduler's ticks lie.
Epoch to_minute(Epoch epoch, Epoch origin) {
  const std::int64_t since = (epoch - origin).nanoseconds();
  const std::int64_t half = since >= 0 ? minute_ns / 2 : -minute_ns / 2;
  return origin + Duration::nanoseconds((since + half) / minute_ns * minute_ns);
}

/// The nearest whole number of minutes, one at least.
Duration to_minutes(Duration length) {
  return std::max(1.0, std::round(length.minutes())) * minute;
}

/// A leg that a model has found: as long as it, if the scenario states no length, and as long after the
/// capture.
void set_dates(Mission& mission, const LegDates& leg, Epoch capture, const DesignedLegs& legs) {
  Activity& activity = mission.activities[leg.leg];
  const bool is_stated = activity.duration.min > Duration{} || activity.duration.max;
  if (!is_stated || !leg.start) activity.duration = DurationRange::exactly(to_minutes(leg.length));
  if (!leg.start || leg.leg == legs.capture) return;
  Precedence follows;
  follows.mission = Reference(mission.id);
  follows.after_activity = Reference(activity_id(mission.activities[*legs.capture]));
  follows.activity = Reference(activity_id(activity));
  follows.kind = PrecedenceKind::start_to_start;
  follows.lag = DurationRange::exactly(to_minutes(*leg.start - capture));
  follows.where = activity.where;
  mission.after.push_back(std::move(follows));
}

/// What is left of a stretch of starts.
std::vector<Window> without(std::vector<Window> windows, const std::vector<Interval>& forbidden) {
  const IntervalSet out(forbidden);
  std::vector<Window> left;
  for (const Window& window : windows) {
    for (const Interval& span : IntervalSet({window.span}).subtract(out)) {
      if (span.length() >= Duration::minutes(1.0)) left.push_back({span, window.where});
    }
  }
  return left;
}

/// What holds for flights of which nothing is known yet.
void limit_flights(Roadmap& roadmap, const std::vector<DesignedMission>& designed) {
  // Flights to the Moon are dated to the minute.
  if (!designed.empty()) roadmap.time_step = minute;
  for (const DesignedMission& one : designed) {
    std::vector<Activity>& legs = roadmap.missions[one.mission].activities;
    legs[one.legs.launch].duration = DurationRange::between(shortest_launch, longest_launch);
    legs[one.legs.transfer].max_gap = Duration{};
    if (one.legs.capture) legs[*one.legs.capture].max_gap = Duration{};
    if (!one.legs.home) continue;
    Activity& home = legs[*one.legs.home];
    const Entry entry = one.plan->legs[*one.legs.home].skips ? skip_entry() : direct_entry();
    if (home.duration.max) home.duration.max = *home.duration.max + entry.duration;
  }
}

/// A flight that was looked for: from when on, when it leaves (or until when there is none), when it arrives.
struct KnownDeparture {
  Epoch ready, departure;
  std::optional<Epoch> arrival;
};

KnownDeparture known(const WayHome& way) {
  return {way.ready, way.departure(), way.flight ? std::optional(way.flight->landing) : std::nullopt};
}
KnownDeparture known(const LowOrbitWay& way) {
  return {way.ready, way.departure(), way.flight ? std::optional(way.flight->arrival()) : std::nullopt};
}

/// Takes dates from an activity. Without a window it might start at any time.
void keep_apart(Activity& activity, const std::vector<Interval>& forbidden, const Interval& horizon) {
  std::vector<Window> open =
      activity.windows.empty() ? std::vector<Window>{{horizon, activity.where}} : std::move(activity.windows);
  activity.windows = without(std::move(open), forbidden);
}

/// A leg may not start where no flight was found; where one was, it starts with the burn and is as long.
template <class Way>
void hold_departure(Activity& leg, const std::vector<Way>& ways, const Interval& horizon) {
  std::vector<Interval> refuted;
  for (const Way& way : ways) {
    const KnownDeparture one = known(way);
    const Epoch burn = to_minute(one.departure, horizon.from);
    if (one.ready < burn) refuted.push_back({one.ready, burn});
  }
  keep_apart(leg, refuted, horizon);
  if (ways.empty()) return;
  const KnownDeparture last = known(ways.back());
  if (last.arrival) {
    leg.duration = DurationRange::exactly(to_minute(*last.arrival, horizon.from) -
                                          to_minute(last.departure, horizon.from));
  }
}

/// A descent begins while the orbit passes over its site, where that is known.
void hold_pass(Activity& leg, const OrbitPasses& passes, const Interval& horizon) {
  const IntervalSet gaps = passes.good.complement(passes.looked_at);
  keep_apart(leg, {gaps.begin(), gaps.end()}, horizon);
  // Who may wait for ever waits no longer than was looked at; nobody else can.
  if (passes.waits_for_ever && passes.looked_at.to < horizon.to)
    leg.windows = without(std::move(leg.windows), {{passes.looked_at.to, horizon.to}});
}

/// Of the windows that are offered, those that the scenario wants and no cut forbids.
std::vector<Window> open_launches(const Mission& mission, const Activity& launch, const Offer& offer,
                                  const std::vector<Cut>& cuts, Epoch origin) {
  const IntervalSet out_of = IntervalSet(forbidden_for(cuts, mission.id, activity_id(launch)));
  const auto is_wanted = [&](Epoch epoch) {
    return launch.windows.empty() ||
           std::any_of(launch.windows.begin(), launch.windows.end(),
                       [&](const Window& window) { return window.span.contains(epoch); });
  };
  std::vector<Window> open;
  for (std::size_t w = 0; w < offer.windows.size(); ++w) {
    const LaunchWindow& window = offer.windows[w];
    const Epoch lift_off = to_minute(offer.dates[w].lift_off, origin);
    if (!is_wanted(lift_off) || out_of.contains(window.lift_off)) continue;
    Window& offered = open.emplace_back(Window{{lift_off, lift_off + minute}, launch.where});
    offered.delta_v_m_s = window.injection_delta_v_m_s + window.insertion_delta_v_m_s;
  }
  return open;
}

/// The flight that was chosen last: as long as it is, and its burns when they are.
void hold_chosen_flight(Mission& mission, const DesignedMission& designed, const Offer& offer, Epoch origin) {
  if (!offer.chosen) return;
  const FlightDates& dates = offer.dates[*offer.chosen];
  const Epoch injection = to_minute(dates.injection, origin);
  mission.activities[designed.legs.launch].duration =
      DurationRange::exactly(injection - to_minute(dates.lift_off, origin));
  mission.activities[designed.legs.transfer].duration =
      DurationRange::exactly(to_minute(dates.arrival, origin) - injection);
  for (const LegDates& leg : dates.legs) set_dates(mission, leg, dates.arrival, designed.legs);
}

/// What is known of the flights of a designed mission.
/// @return whether each of its activities that keeps to them still has a date
bool hold_offer(Mission& mission, const DesignedMission& designed, const Offer& offer,
                const std::vector<Cut>& cuts, const Interval& horizon) {
  std::vector<std::size_t> held{designed.legs.launch};
  Activity& launch = mission.activities[designed.legs.launch];
  launch.windows = open_launches(mission, launch, offer, cuts, horizon.from);
  hold_chosen_flight(mission, designed, offer, horizon.from);
  const auto passes = offer.chosen ? offer.passes.find(*offer.chosen) : offer.passes.end();
  if (passes != offer.passes.end()) {
    for (const OrbitPasses& one : passes->second) {
      hold_pass(mission.activities[one.leg], one, horizon);
      held.push_back(one.leg);
    }
  }
  if (designed.legs.home) {
    hold_departure(mission.activities[*designed.legs.home], offer.homes_of_chosen(), horizon);
    held.push_back(*designed.legs.home);
  }
  for (const std::size_t a : designed.legs.low_orbits) {
    hold_departure(mission.activities[a], offer.low_orbit_of_chosen(a), horizon);
    held.push_back(a);
  }
  return std::none_of(held.begin(), held.end(),
                      [&](std::size_t a) { return mission.activities[a].windows.empty(); });
}

/// Whether the activity keeps to what the offer of its mission knows: launches, and flights after the
/// arrival.
bool is_offered(const DesignedMission& designed, std::size_t a) {
  const std::vector<std::size_t>& low = designed.legs.low_orbits;
  return a == designed.legs.launch || a == designed.legs.home ||
         std::find(low.begin(), low.end(), a) != low.end();
}

/// Dates and orders that the cuts of a mission leave.
/// @param designed  null if its flights are not designed
/// @return whether each of its activities still has a date
bool hold_cuts(Mission& mission, const DesignedMission* designed, const std::vector<Cut>& cuts,
               const Interval& horizon) {
  bool all_open = true;
  for (std::size_t a = 0; a < mission.activities.size(); ++a) {
    Activity& activity = mission.activities[a];
    const auto forbidden = forbidden_for(cuts, mission.id, activity_id(activity));
    if (forbidden.empty() || (designed != nullptr && is_offered(*designed, a))) continue;
    keep_apart(activity, forbidden, horizon);
    all_open &= !activity.windows.empty();  // without a window it might start at any time
  }
  for (const Cut& cut : cuts) {
    if (cut.mission != mission.id || cut.after.empty()) continue;
    Precedence waits;
    waits.mission = Reference(cut.after);
    waits.activity = Reference(cut.activity);
    waits.where = cut.where;
    mission.after.push_back(std::move(waits));
  }
  return all_open;
}

}  // namespace

std::vector<Interval> forbidden_for(const std::vector<Cut>& cuts, const std::string& mission,
                                    const std::string& activity) {
  std::vector<Interval> all;
  for (const Cut& cut : cuts) {
    if (cut.mission == mission && cut.activity == activity && cut.after.empty()) all.push_back(cut.forbidden);
  }
  return all;
}

const std::vector<WayHome>& Offer::homes_of_chosen() const {
  static const std::vector<WayHome> none;
  const auto found = chosen ? homes.find(*chosen) : homes.end();
  return found == homes.end() ? none : found->second;
}

const std::vector<LowOrbitWay>& Offer::low_orbit_of_chosen(std::size_t leg) const {
  static const std::vector<LowOrbitWay> none;
  const auto found = chosen ? low_orbits.find(*chosen) : low_orbits.end();
  if (found == low_orbits.end()) return none;
  const auto of_leg = found->second.find(leg);
  return of_leg == found->second.end() ? none : of_leg->second;
}

FlightDates dates_of(const LaunchWindow& window) {
  return {window.lift_off, window.perilune - window.time_of_flight, window.perilune};
}

FlightDates dates_of(const Scenario& scenario, const DesignedMission& designed,
                     const FlownTransfer& transfer) {
  FlightDates dates{transfer.lift_off, transfer.injection_epoch(), transfer.arrival_epoch()};
  std::vector<FlownLeg> legs = flown_legs(scenario.roadmap.missions[designed.mission], designed, transfer);
  fill_masses(*designed.plan, scenario.catalog, legs);
  for (std::size_t a = 0; a < legs.size(); ++a) {
    if (legs[a].burn) {
      if (a == designed.legs.capture) dates.arrival = legs[a].burn->from;
      dates.legs.push_back({a, legs[a].burn->from, legs[a].burn->length()});
    } else if (legs[a].length > Duration{}) {
      dates.legs.push_back({a, std::nullopt, legs[a].length});
    }
  }
  return dates;
}

bool differ(const FlightDates& a, const FlightDates& b) {
  const auto apart = [](Epoch one, Epoch other) { return abs(one - other) > minute; };
  if (apart(a.lift_off, b.lift_off) || apart(a.arrival, b.arrival) || a.legs.size() != b.legs.size())
    return true;
  for (std::size_t i = 0; i < a.legs.size(); ++i) {
    const LegDates &one = a.legs[i], &other = b.legs[i];
    if (one.leg != other.leg || one.start.has_value() != other.start.has_value() ||
        (one.start && apart(*one.start, *other.start)) || abs(one.length - other.length) > minute)
      return true;
  }
  return false;
}

ConstrainedRoadmap constrained(const Roadmap& roadmap, const std::vector<DesignedMission>& designed,
                               const std::vector<Offer>& offers, const std::vector<Cut>& cuts) {
  ConstrainedRoadmap made{roadmap, {}};
  Roadmap& out = made.roadmap;
  limit_flights(out, designed);
  for (std::size_t d = 0; d < designed.size(); ++d) {
    Mission& mission = out.missions[designed[d].mission];
    if (!hold_offer(mission, designed[d], offers[d], cuts, out.horizon)) made.stuck.push_back(mission.id);
  }
  for (std::size_t m = 0; m < out.missions.size(); ++m) {
    Mission& mission = out.missions[m];
    const auto of = std::find_if(designed.begin(), designed.end(),
                                 [m](const DesignedMission& one) { return one.mission == m; });
    const DesignedMission* its = of == designed.end() ? nullptr : &*of;
    if (!hold_cuts(mission, its, cuts, out.horizon)) made.stuck.push_back(mission.id);
  }
  return made;
}

}  // namespace perilune::detail

perilune::Roadmap perilune::with_flight_limits(const Scenario& scenario) {
  Roadmap roadmap = scenario.roadmap;
  detail::limit_flights(roadmap, detail::designed_missions(scenario));
  return roadmap;
}
