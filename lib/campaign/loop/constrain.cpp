#include "constrain.hpp"

#include <algorithm>

#include <perilune/roadmap/lookup.hpp>

namespace perilune::detail {
namespace {

constexpr std::int64_t minute_ns = 60'000'000'000;

/// The nearest whole minute of UTC, which is where the scheduler's ticks lie.
Epoch to_minute(Epoch epoch, Epoch origin) {
  const std::int64_t since = (epoch - origin).nanoseconds();
  const std::int64_t half = since >= 0 ? minute_ns / 2 : -minute_ns / 2;
  return origin + Duration::nanoseconds((since + half) / minute_ns * minute_ns);
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

std::vector<Interval> forbidden_for(const std::vector<Cut>& cuts, const std::string& mission,
                                    const std::string& activity) {
  std::vector<Interval> all;
  for (const Cut& cut : cuts) {
    if (cut.mission == mission && cut.activity == activity && cut.after.empty()) all.push_back(cut.forbidden);
  }
  return all;
}

/// A way home may not start where none was found; where one was, it starts with the burn.
void hold_way_home(Activity& leg, const std::vector<WayHome>& known, const Entry& entry,
                   const Interval& horizon) {
  std::vector<Interval> refuted;
  for (const WayHome& way : known) {
    const Epoch burn = to_minute(way.departure(), horizon.from);
    if (way.ready < burn) refuted.push_back({way.ready, burn});
  }
  leg.windows = without(
      leg.windows.empty() ? std::vector<Window>{{horizon, leg.where}} : std::move(leg.windows), refuted);
  if (!known.empty() && known.back().flight) {
    const ReturnFlight& flight = *known.back().flight;
    leg.duration = DurationRange::exactly(to_minute(flight.landing, horizon.from) -
                                          to_minute(flight.departure.epoch, horizon.from));
  } else if (leg.duration.max) {
    leg.duration.max = *leg.duration.max + entry.duration;
  }
}

}  // namespace

const std::vector<WayHome>& Offer::homes_of_chosen() const {
  static const std::vector<WayHome> none;
  const auto found = chosen ? homes.find(*chosen) : homes.end();
  return found == homes.end() ? none : found->second;
}

std::vector<WayHome>::iterator way_home_at(std::vector<WayHome>& known, Epoch departure) {
  return std::find_if(known.begin(), known.end(), [&](const WayHome& way) {
    return way.flight && abs(way.departure() - departure) <= Duration::minutes(1.0);
  });
}

FlightDates dates_of(const LaunchWindow& window) {
  return {window.lift_off, window.perilune - window.time_of_flight, window.perilune};
}

FlightDates dates_of(const TranslunarTransfer& transfer) {
  return {transfer.lift_off, transfer.injection_epoch(), transfer.perilune.epoch};
}

ConstrainedRoadmap constrained(const Roadmap& roadmap, const std::vector<DesignedMission>& designed,
                               const std::vector<Offer>& offers, const std::vector<Cut>& cuts) {
  ConstrainedRoadmap made{roadmap, {}};
  Roadmap& out = made.roadmap;
  const Epoch origin = roadmap.horizon.from;
  // Flights to the Moon are dated to the minute.
  if (!designed.empty()) out.time_step = Duration::minutes(1.0);
  for (std::size_t d = 0; d < designed.size(); ++d) {
    Mission& mission = out.missions[designed[d].mission];
    Activity& launch = mission.activities[designed[d].legs.launch];
    Activity& transfer = mission.activities[designed[d].legs.transfer];
    const std::vector<Window> wanted = launch.windows;
    const IntervalSet out_of = IntervalSet(forbidden_for(cuts, mission.id, activity_id(launch)));
    const auto is_wanted = [&](Epoch epoch) {
      return wanted.empty() || std::any_of(wanted.begin(), wanted.end(),
                                           [&](const Window& window) { return window.span.contains(epoch); });
    };
    launch.windows.clear();
    for (std::size_t w = 0; w < offers[d].windows.size(); ++w) {
      const LaunchWindow& window = offers[d].windows[w];
      const Epoch lift_off = to_minute(offers[d].dates[w].lift_off, origin);
      if (!is_wanted(lift_off) || out_of.contains(window.lift_off)) continue;
      launch.windows.push_back({{lift_off, lift_off + Duration::minutes(1.0)}, launch.where});
    }
    if (launch.windows.empty()) made.stuck.push_back(mission.id);
    transfer.max_gap = Duration{};
    if (designed[d].legs.capture) mission.activities[*designed[d].legs.capture].max_gap = Duration{};
    if (offers[d].chosen) {
      const FlightDates& dates = offers[d].dates[*offers[d].chosen];
      const Epoch injection = to_minute(dates.injection, origin);
      launch.duration = DurationRange::exactly(injection - to_minute(dates.lift_off, origin));
      transfer.duration = DurationRange::exactly(to_minute(dates.perilune, origin) - injection);
    } else {
      launch.duration = DurationRange::between(Duration::minutes(12.0), Duration::hours(3.0));
    }
    if (designed[d].legs.home) {
      Activity& leg = mission.activities[*designed[d].legs.home];
      const bool skips = designed[d].plan->legs[*designed[d].legs.home].skips;
      hold_way_home(leg, offers[d].homes_of_chosen(), skips ? skip_entry() : direct_entry(), out.horizon);
      if (leg.windows.empty()) made.stuck.push_back(mission.id);
    }
  }
  for (std::size_t m = 0; m < out.missions.size(); ++m) {
    Mission& mission = out.missions[m];
    const auto offered = std::find_if(designed.begin(), designed.end(),
                                      [&](const DesignedMission& other) { return other.mission == m; });
    // Launches and ways home of those keep to what their offers know.
    const auto is_offered = [&](std::size_t a) {
      return offered != designed.end() && (a == offered->legs.launch || a == offered->legs.home);
    };
    for (std::size_t a = 0; a < mission.activities.size(); ++a) {
      Activity& activity = mission.activities[a];
      const auto forbidden = forbidden_for(cuts, mission.id, activity_id(activity));
      const bool has_windows = !activity.windows.empty();
      if (forbidden.empty() || is_offered(a)) continue;
      std::vector<Window> open =
          has_windows ? activity.windows : std::vector<Window>{{out.horizon, activity.where}};
      activity.windows = without(std::move(open), forbidden);
      // Without a window it might start at any time.
      if (activity.windows.empty()) made.stuck.push_back(mission.id);
    }
    for (const Cut& cut : cuts) {
      if (cut.mission != mission.id || cut.after.empty()) continue;
      Precedence waits;
      waits.mission = Reference(cut.after);
      waits.activity = Reference(cut.activity);
      waits.where = cut.where;
      mission.after.push_back(std::move(waits));
    }
  }
  return made;
}

}  // namespace perilune::detail
