#include "way_home.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/core/version.hpp>
#include <perilune/dynamics/elements.hpp>
#include <perilune/propagation/propagator.hpp>

#include "lunar_orbit.hpp"
#include "mass_budget.hpp"
#include "member_text.hpp"

namespace perilune::detail {
namespace {

/// A plane that stands still holds the way home twice a month: two months hold four chances.
const Duration looked_for = Duration::days(60.0);
/// Windows are searched a little ahead at a time.
const Duration searched_at_once = Duration::days(15.0);
/// Landings lie a lunar day apart: whoever waits for less than this waits for the hour alone.
const Duration a_days_wait = Duration::hours(26.0);

constexpr double pi = 3.14159265358979323846;
constexpr double infinite = std::numeric_limits<double>::infinity();

/// Whether the craft that flies home has been on the surface.
bool comes_up(const Mission& mission, const MissionPlan& plan, const DesignedLegs& legs) {
  for (std::size_t a = legs.transfer; a < *legs.home; ++a) {
    if (mission.activities[a].kind != ActivityKind::ascend) continue;
    const std::vector<std::string> moving = moving_craft(plan, a);
    const std::string& by = plan.legs[*legs.home].by.id;
    if (by.empty() || std::find(moving.begin(), moving.end(), by) != moving.end()) return true;
  }
  return false;
}

class Search {
 public:
  Search(const ReturnProfile& profile, Epoch ready, const Ephemeris& ephemeris)
      : profile_(profile), ephemeris_(ephemeris) {
    found_.ready = ready;
    found_.until = ready + looked_for;
    found_.at_once_m_s = infinite;
  }

  WayHome run() {
    coast_to(found_.ready - Duration::days(1.0));
    find_cost_at_once();
    for (Epoch from = found_.ready; from < found_.until && has_orbit_; from = from + searched_at_once) {
      coast_to(from - Duration::days(1.0));
      for (const ReturnWindow& window : windows({from, from + searched_at_once}, profile_.most_delta_v)) {
        if (!fly(window)) continue;
        return std::move(found_);
      }
    }
    return std::move(found_);
  }

 private:
  void coast_to(Epoch epoch) {
    if (!profile_.orbit || !has_orbit_ || epoch <= profile_.orbit->epoch) return;
    PropagatorOptions how;
    how.relative_tolerance = 1e-12;
    how.dense_output = false;
    how.max_steps = 100'000'000;
    const Trajectory flown =
        Propagator<StandardForces>(translunar_forces(), how, ephemeris_).propagate(*profile_.orbit, epoch);
    has_orbit_ = flown.stop_reason() == StopReason::end_time;
    profile_.orbit = flown.end_state();
  }

  /// In order of their departures, none of which is before the craft is ready.
  std::vector<ReturnWindow> windows(Interval within, std::optional<Speed> most) {
    ReturnProfile profile = profile_;
    profile.horizon = within;
    profile.most_delta_v = most;
    std::vector<ReturnWindow> found;
    try {
      found = search_return_windows(profile, {.confirm = false, .threads = 1}, ephemeris_).windows;
    } catch (const InvalidArgument&) {  // the orbit meets the Moon before the days are over
      has_orbit_ = false;
    }
    for (ReturnWindow& window : found) window.departure = std::max(window.departure, earliest_burn());
    std::erase_if(found, [](const ReturnWindow& window) { return window.departure > window.closes; });
    std::stable_sort(found.begin(), found.end(),
                     [](const ReturnWindow& a, const ReturnWindow& b) { return a.departure < b.departure; });
    return found;
  }

  /// Burns are up to half a revolution away from the wanted departure.
  Epoch earliest_burn() const {
    if (!profile_.orbit) return found_.ready;
    const double a_m =
        elements_from_state({profile_.orbit->position_m, profile_.orbit->velocity_m_s}, mu_moon_m3_s2)
            .semi_major_axis_m;
    const double half_a_revolution_s = pi * std::sqrt(a_m * a_m * a_m / mu_moon_m3_s2);
    return found_.ready + Duration::seconds(half_a_revolution_s + 60.0);
  }

  void find_cost_at_once() {
    for (const ReturnWindow& window : windows({found_.ready, found_.ready + a_days_wait}, {}))
      found_.at_once_m_s = std::min(found_.at_once_m_s, window.delta_v_m_s);
  }

  bool fly(const ReturnWindow& window) {
    ReturnRequest request;
    request.orbit = profile_.orbit;
    request.any_orbit = profile_.any_orbit;
    request.departure = window.departure;
    request.time_of_flight = std::clamp(window.landing - profile_.entry.duration - window.departure,
                                        Duration::days(2.0), Duration::days(7.0));
    request.site = profile_.site;
    request.entry = profile_.entry;
    ReturnFlight flight = design_return(request, {}, ephemeris_);
    const bool is_flown = flight.status == ReturnStatus::converged && flight.departure.epoch >= found_.ready;
    // What the full model says of the first day is better than what the fast one does.
    if (is_flown && flight.departure.epoch < found_.ready + a_days_wait)
      found_.at_once_m_s = flight.burn_m_s();
    const bool holds = is_flown &&
                       (!profile_.most_delta_v || flight.burn_m_s() <= profile_.most_delta_v->si()) &&
                       flight.time_of_flight() >= profile_.time_of_flight_min - Duration::hours(2.0) &&
                       flight.time_of_flight() <= profile_.time_of_flight_max + Duration::hours(2.0);
    if (holds) found_.flight = FlownReturn{std::move(flight)};
    return holds;
  }

  ReturnProfile profile_;
  const Ephemeris& ephemeris_;
  bool has_orbit_ = true;
  WayHome found_;
};

template <class Way, class Flight, class Do>
void for_each_member(Way& way, Flight& flight, Do member) {
  member(way.until);
  member(way.at_once_m_s);
  member(flight.status);
  for (auto* state : {&flight.orbit, &flight.departure, &flight.entry})
    for_each_member_of_state(*state, member);
  member(flight.landing);
  for (int i = 0; i < 3; ++i) member(flight.delta_v_m_s[i]);
  for (auto* value :
       {&flight.azimuth_rad, &flight.inclination_rad, &flight.v_infinity_m_s, &flight.entry_speed_m_s,
        &flight.entry_speed_itrf_m_s, &flight.entry_latitude_rad, &flight.entry_longitude_rad,
        &flight.miss.angle_rad, &flight.miss.downrange_rad, &flight.miss.crossrange_rad,
        &flight.unreachable_by_rad, &flight.nearest_downrange_m, &flight.nearest_inclination_rad})
    member(*value);
  member(flight.flights);
}

template <class Way, class Do>
void for_each_member_of_way_down(Way& way, Do member) {
  for_each_member_of_state(way.departure, member);
  for_each_member_of_state(way.perilune, member);
  for (int i = 0; i < 3; ++i) member(way.departure_delta_v_m_s[i]);
}

std::string key_of(const ReturnProfile& profile, Epoch ready, const Ephemeris& ephemeris) {
  std::string key = concat("perilune ", version(), " way home from ");
  MemberWriter writer;
  if (profile.orbit) {
    for_each_member_of_state(*profile.orbit, [&](const auto& value) { writer(value); });
  } else {
    writer(profile.any_orbit.perilune_altitude.si());
    writer(profile.any_orbit.inclination.si());
    writer(profile.any_orbit.branch);
  }
  writer(ready);
  writer(profile.time_of_flight_min);
  writer(profile.time_of_flight_max);
  for (const double value :
       {profile.site.place.latitude_rad, profile.site.place.east_longitude_rad, profile.site.place.height_m,
        profile.entry.altitude.si(), profile.entry.angle.si(), profile.entry.downrange.si(),
        profile.most_delta_v ? profile.most_delta_v->si() : infinite})
    writer(value);
  writer(profile.entry.duration);
  key += writer.text;
  for (const KernelFile& file : ephemeris.files()) key += concat(" kernel ", file.name, " ", file.sha256);
  return key;
}

}  // namespace

std::string text_of(const WayHome& way) {
  const FlownReturn flight = way.flight.value_or(FlownReturn{});
  MemberWriter writer;
  const auto write = [&](const auto& value) { writer(value); };
  for_each_member(way, flight, write);
  writer(flight.way_down ? 1 : 0);
  if (flight.way_down) for_each_member_of_way_down(*flight.way_down, write);
  return writer.text + "\n";
}

std::optional<WayHome> way_home_of(const std::string& text, Epoch ready) {
  WayHome way;
  way.ready = ready;
  FlownReturn flight;
  flight.orbit.frame = flight.departure.frame = moon_centred_icrf;
  flight.entry.frame = earth_centred_icrf;
  MemberReader reader(text);
  const auto read = [&](auto& value) { reader(value); };
  for_each_member(way, flight, read);
  int has_way_down = 0;
  reader(has_way_down);
  if (has_way_down != 0) {
    flight.way_down.emplace();
    flight.way_down->departure.frame = flight.way_down->perilune.frame = moon_centred_icrf;
    for_each_member_of_way_down(*flight.way_down, read);
  }
  if (!reader.is_whole()) return std::nullopt;
  if (flight.status == ReturnStatus::converged) way.flight = std::move(flight);
  return way;
}

ReturnProfile way_home_profile(const Scenario& scenario, const DesignedMission& designed,
                               const FlownTransfer& transfer, const State* met) {
  const Mission& mission = scenario.roadmap.missions[designed.mission];
  const MissionPlan& plan = *designed.plan;
  const LegPlan& leg = plan.legs[*designed.legs.home];
  const DurationRange& time = mission.activities[*designed.legs.home].duration;
  ReturnProfile profile;
  if (met != nullptr && !comes_up(mission, plan, designed.legs)) {
    profile.orbit = *met;
  } else if (designed.legs.capture && !comes_up(mission, plan, designed.legs)) {
    profile.orbit = state_in_orbit(transfer, plan.legs[*designed.legs.capture], leg.apolune);
  } else {
    profile.any_orbit.perilune_altitude = designed.profile.perilune_altitude;
    profile.any_orbit.inclination = designed.profile.inclination;
    profile.any_orbit.branch = designed.profile.branch;
  }
  if (time.min > Duration{}) profile.time_of_flight_min = time.min;
  if (time.max) profile.time_of_flight_max = *time.max;
  profile.site = scenario.catalog.landing_site(mission.activities[*designed.legs.home].site).value();
  profile.entry = leg.skips ? skip_entry() : direct_entry();
  profile.most_delta_v = leg.most_delta_v;
  return profile;
}

std::optional<Cut> late_way_home(const Scenario& scenario, const DesignedMission& designed,
                                 const WayHome& way) {
  if (way.flight && way.departure() - way.ready <= a_days_wait) return std::nullopt;
  const Mission& mission = scenario.roadmap.missions[designed.mission];
  const Activity& leg = mission.activities[*designed.legs.home];
  const LegPlan& plan = designed.plan->legs[*designed.legs.home];
  const auto minute = [](Epoch epoch) { return epoch.iso8601(TimeScale::utc, 0).substr(0, 16); };
  Cut cut;
  const bool is_too_dear =
      plan.most_delta_v && std::isfinite(way.at_once_m_s) && way.at_once_m_s > plan.most_delta_v->si();
  cut.kind = is_too_dear ? CutKind::delta_v : CutKind::trajectory;
  cut.mission = mission.id;
  cut.activity = activity_id(leg);
  cut.forbidden = {way.ready, way.departure()};
  cut.reason = concat("leaving the Moon on ", minute(way.ready), " for '", leg.site, "' ");
  if (is_too_dear) {
    cut.missing = way.at_once_m_s - plan.most_delta_v->si();
    cut.unit = "m/s";
    cut.reason += concat("costs ", fixed(way.at_once_m_s, 0), " m/s from the orbit that it has, and ",
                         fixed(plan.most_delta_v->si(), 0), " m/s are allowed");
  } else {
    cut.missing = (way.departure() - way.ready).days();
    cut.unit = "d";
    cut.reason += "has no way home in that time";
  }
  cut.reason += way.flight ? concat(": next on ", minute(way.departure())) : std::string(", nor within 60 d");
  cut.where = plan.where;
  return cut;
}

WayHome find_way_home(const ReturnProfile& profile, Epoch ready, const ContentCache& cache,
                      const Ephemeris& ephemeris) {
  const std::string key = key_of(profile, ready, ephemeris);
  if (const auto kept = cache.find("home", key)) {
    if (auto way = way_home_of(*kept, ready)) return std::move(*way);
  }
  const std::string text = text_of(Search(profile, ready, ephemeris).run());
  cache.keep("home", key, text);
  return way_home_of(text, ready).value();
}

}  // namespace perilune::detail
