#include "onward_flights.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/text.hpp>
#include <perilune/core/version.hpp>
#include <perilune/design/libration/flyby_return.hpp>
#include <perilune/propagation/propagator.hpp>

#include "impulse_flights.hpp"
#include "member_text.hpp"

namespace perilune::detail {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
/// Of what the fast model says, as for the way there (flyby_flights.cpp).
constexpr double estimate_share = 1.3;
constexpr double estimate_room_m_s = 50.0;

/// What both searches share: the orbit, its phase, and the leg with its limits.
struct Setting {
  const LibrationOrbit& orbit;
  Epoch apolune_at;
  const LegPlan& leg;
  const DurationRange& time;

  bool keeps_cost(double m_s) const { return !leg.most_delta_v || m_s <= leg.most_delta_v->si(); }
  bool keeps_time(Duration length) const { return length >= time.min && (!time.max || length <= *time.max); }
};

Setting setting_of(const Scenario& scenario, const DesignedMission& designed, std::size_t leg,
                   const FlownTransfer& transfer) {
  return {*designed.orbit, transfer.flyby->apolune_at, designed.plan->legs[leg],
          scenario.roadmap.missions[designed.mission].activities[leg].duration};
}

std::string key_of(std::string_view what, const Setting& setting, Epoch ready, const Ephemeris& ephemeris) {
  MemberWriter writer;
  writer(setting.apolune_at);
  writer(ready);
  writer(setting.leg.perilune.si());
  writer(setting.leg.most_delta_v ? setting.leg.most_delta_v->si() : infinite);
  writer(setting.time.min);
  writer(setting.time.max.value_or(Duration{}));
  std::string key = concat("perilune ", version(), " ", what, " ", orbit_key(setting.orbit),
                           setting.orbit.apolune_at ? " of all " : " of its own ", writer.text);
  for (const KernelFile& file : ephemeris.files()) key += concat(" kernel ", file.name, " ", file.sha256);
  return key;
}

// ------------------------------------------------------------------------------------------------ way home

class HomeSearch {
 public:
  HomeSearch(const Setting& setting, LandingSite site, Epoch ready, ReferenceOrbits& orbits,
             const Ephemeris& ephemeris)
      : setting_(setting), orbits_(orbits), ephemeris_(ephemeris) {
    found_.ready = ready;
    found_.until = ready + looked_for;
    found_.at_once_m_s = infinite;
    const DurationRange down = setting.leg.flyby_after.value_or(usual_way_down);
    request_.to_perilune_min = down.min;
    request_.to_perilune_max = down.max.value_or(*usual_way_down.max);
    request_.home.site = std::move(site);
    request_.home.entry = setting.leg.skips ? skip_entry() : direct_entry();
    request_.home.any_orbit.perilune_altitude = setting.leg.perilune;
  }

  WayHome run() {
    const Duration period = orbits_.period(setting_.orbit);
    const std::function<State(Epoch)> model = orbits_.model(setting_.orbit, setting_.apolune_at);
    for (Epoch from = found_.ready; from < found_.until; from = from + period) {
      for (const Candidate& candidate : candidates({from, from + period}, model))
        if (fly(candidate)) return std::move(found_);
    }
    return std::move(found_);
  }

 private:
  /// Two months, as of other ways home.
  inline static const Duration looked_for = Duration::days(60.0);
  inline static const Duration step = Duration::hours(6.0);
  inline static const Duration a_days_wait = Duration::hours(26.0);
  inline static const DurationRange usual_way_down =
      DurationRange::between(Duration::days(0.5), Duration::days(6.0));
  /// From the perilune to the entry.
  inline static const Duration times_home[] = {Duration::days(3.0), Duration::days(3.5), Duration::days(4.0),
                                               Duration::days(4.5), Duration::days(5.0)};

  struct Candidate {
    Epoch departure;
    FlybyReturnRequest request;
    double cost_m_s = 0.0;
  };

  /// Departures within a stretch that may keep to the limits: in their order, or without a limit of the cost
  /// the cheapest first.
  std::vector<Candidate> candidates(Interval departures, const std::function<State(Epoch)>& model) {
    std::vector<Candidate> all;
    const Epoch last = departures.to + request_.to_perilune_max;
    for (Epoch perilune = departures.from + request_.to_perilune_min; perilune < last;
         perilune = perilune + step) {
      for (const Duration time : times_home) {
        FlybyReturnRequest request = request_;
        request.home.departure = perilune;
        request.home.time_of_flight = time;
        const auto made = estimate_flyby_return(request, model, ephemeris_);
        if (!made) continue;
        const Epoch departure = perilune - made->to_perilune;
        const Duration length = made->landing - request.home.entry.duration - departure;
        if (!departures.contains(departure) || !setting_.keeps_time(length)) continue;
        if (departure < found_.ready + a_days_wait)
          found_.at_once_m_s = std::min(found_.at_once_m_s, made->total_m_s());
        const std::optional<Speed>& most = setting_.leg.most_delta_v;
        if (most && made->total_m_s() > estimate_share * most->si() + estimate_room_m_s) continue;
        // The full model may move the aim, and the time with it: by a quarter of a day.
        request.to_perilune_max = std::min(request.to_perilune_max, made->to_perilune + step);
        request.to_perilune_min = std::max(request.to_perilune_min, made->to_perilune - step);
        all.push_back({departure, request, made->total_m_s()});
      }
    }
    std::stable_sort(all.begin(), all.end(), [&](const Candidate& a, const Candidate& b) {
      return setting_.leg.most_delta_v ? a.departure < b.departure : a.cost_m_s < b.cost_m_s;
    });
    return all;
  }

  bool fly(const Candidate& candidate) {
    const Interval needed{candidate.request.home.departure - candidate.request.to_perilune_max,
                          candidate.request.home.departure};
    const auto orbit = orbits_.stretch(setting_.orbit, setting_.apolune_at, needed);
    if (orbit->status != EphemerisOrbitStatus::converged) return false;
    FlybyReturn made = design_flyby_return(*orbit, candidate.request, {}, ephemeris_);
    if (made.status != FlybyReturnStatus::converged || made.departure.epoch < found_.ready) return false;
    if (made.departure.epoch < found_.ready + a_days_wait)
      found_.at_once_m_s = std::min(found_.at_once_m_s, made.total_m_s());
    if (!setting_.keeps_cost(made.total_m_s()) || !setting_.keeps_time(made.time_of_flight())) return false;
    FlownReturn flight{std::move(made.home)};
    flight.status = ReturnStatus::converged;
    flight.orbit = made.perilune;
    flight.delta_v_m_s = made.flyby_delta_v_m_s;
    flight.way_down = FlownWayDown{made.departure, made.perilune, made.departure_delta_v_m_s};
    found_.flight = std::move(flight);
    return true;
  }

  Setting setting_;
  ReferenceOrbits& orbits_;
  const Ephemeris& ephemeris_;
  FlybyReturnRequest request_;
  WayHome found_;
};

// ----------------------------------------------------------------------------------------------- low orbit

template <class Way, class Flight, class Do>
void for_each_member(Way& way, Flight& flight, Do member) {
  member(way.until);
  member(way.cheapest_m_s);
  member(flight.direction);
  member(flight.flight.status);
  for (auto* state : {&flight.flight.high, &flight.flight.transfer, &flight.flight.perilune})
    for_each_member_of_state(*state, member);
  for (int i = 0; i < 3; ++i) member(flight.flight.high_delta_v_m_s[i]);
  member(flight.flight.low_delta_v_m_s);
  member(flight.flight.inclination_rad);
}

/// What is kept; which leg it is of, whoever asks knows.
struct KeptFlight {
  LowOrbitDirection direction = LowOrbitDirection::down;
  LowOrbitTransfer flight;
};

std::string text_of(const LowOrbitWay& way) {
  KeptFlight kept;
  if (way.flight) kept = {way.flight->direction, way.flight->flight};
  MemberWriter writer;
  for_each_member(way, kept, [&](const auto& value) { writer(value); });
  return writer.text + "\n";
}

std::optional<LowOrbitWay> low_orbit_way_of(const std::string& text, Epoch ready, std::size_t leg) {
  LowOrbitWay way;
  way.ready = ready;
  KeptFlight kept;
  kept.flight.high.frame = kept.flight.transfer.frame = kept.flight.perilune.frame = moon_centred_icrf;
  MemberReader reader(text);
  for_each_member(way, kept, [&](auto& value) { reader(value); });
  if (!reader.is_whole()) return std::nullopt;
  if (kept.flight.status == LowOrbitTransferStatus::converged)
    way.flight = FlownLowOrbit{leg, kept.direction, std::move(kept.flight)};
  return way;
}

LowOrbitWay search_low_orbit(const Setting& setting, std::size_t leg, Epoch ready, ReferenceOrbits& orbits,
                             const Ephemeris& ephemeris) {
  constexpr int burns_a_revolution = 24;
  constexpr int most_revolutions = 4;
  const Duration looked_for = Duration::days(28.0);  // with what follows within a stretch of the orbit
  const Duration period = orbits.period(setting.orbit);
  const Duration longest = Duration::days(12.0);  // that `design_low_orbit_transfer` follows
  LowOrbitWay found;
  found.ready = ready;
  found.until = ready + std::min(looked_for, Duration::seconds(period.seconds() * most_revolutions));
  found.cheapest_m_s = infinite;
  LowOrbitTransferRequest request;
  request.direction = *setting.leg.low_orbit;
  request.altitude = setting.leg.perilune;
  if (setting.leg.is_inclination_given) request.inclination = setting.leg.inclination;
  const bool down = request.direction == LowOrbitDirection::down;
  const auto orbit =
      orbits.stretch(setting.orbit, setting.apolune_at, {ready, found.until + (down ? Duration{} : longest)});
  if (orbit->status != EphemerisOrbitStatus::converged) return found;
  const Duration step = period / burns_a_revolution;
  const Epoch last = found.until + (down ? Duration{} : longest);
  std::optional<FlownLowOrbit> cheapest;
  for (Epoch burn = ready; burn < last; burn = burn + step) {
    // Without a limit the first revolution has all that there is to choose from.
    if (cheapest && !setting.leg.most_delta_v && burn > ready + period + (down ? Duration{} : longest / 3.0))
      break;
    request.burn = burn;
    FlownLowOrbit made{leg, request.direction, design_low_orbit_transfer(*orbit, request, {}, ephemeris)};
    if (made.flight.status != LowOrbitTransferStatus::converged || made.departure() < ready ||
        !setting.keeps_time(made.flight.time_of_flight()))
      continue;
    const double cost_m_s = made.flight.total_m_s();
    const bool is_cheaper = cost_m_s < found.cheapest_m_s;
    found.cheapest_m_s = std::min(found.cheapest_m_s, cost_m_s);
    if (setting.leg.most_delta_v && setting.keeps_cost(cost_m_s)) {
      found.flight = std::move(made);
      return found;
    }
    if (is_cheaper) cheapest = std::move(made);
  }
  if (!setting.leg.most_delta_v) found.flight = std::move(cheapest);
  return found;
}

}  // namespace

WayHome find_flyby_home(const Scenario& scenario, const DesignedMission& designed,
                        const FlownTransfer& transfer, Epoch ready, ReferenceOrbits& orbits,
                        const ContentCache& cache, const Ephemeris& ephemeris) {
  const std::size_t leg = *designed.legs.home;
  const Setting setting = setting_of(scenario, designed, leg, transfer);
  const Mission& mission = scenario.roadmap.missions[designed.mission];
  LandingSite site = scenario.catalog.landing_site(mission.activities[leg].site).value();
  const DurationRange after = setting.leg.flyby_after.value_or(DurationRange{});
  const std::string key =
      concat(key_of("flyby home", setting, ready, ephemeris), " site ", exact(site.place.latitude_rad), " ",
             exact(site.place.east_longitude_rad), " ", exact(site.place.height_m),
             setting.leg.skips ? " skip" : " direct", " flyby after ", after.min.nanoseconds(), " ",
             after.max.value_or(Duration{}).nanoseconds());
  if (const auto kept = cache.find("home", key)) {
    if (auto way = way_home_of(*kept, ready)) return std::move(*way);
  }
  const std::string text = text_of(HomeSearch(setting, std::move(site), ready, orbits, ephemeris).run());
  cache.keep("home", key, text);
  return way_home_of(text, ready).value();
}

LowOrbitWay find_low_orbit_way(const Scenario& scenario, const DesignedMission& designed, std::size_t leg,
                               const FlownTransfer& transfer, Epoch ready, ReferenceOrbits& orbits,
                               const ContentCache& cache, const Ephemeris& ephemeris) {
  const Setting setting = setting_of(scenario, designed, leg, transfer);
  const bool down = *setting.leg.low_orbit == LowOrbitDirection::down;
  const std::string key =
      concat(key_of(down ? "down" : "up", setting, ready, ephemeris), " inclination ",
             setting.leg.is_inclination_given ? exact(setting.leg.inclination.si()) : "any");
  if (const auto kept = cache.find("low-orbit", key)) {
    if (auto way = low_orbit_way_of(*kept, ready, leg)) return std::move(*way);
  }
  const std::string text = text_of(search_low_orbit(setting, leg, ready, orbits, ephemeris));
  cache.keep("low-orbit", key, text);
  return low_orbit_way_of(text, ready, leg).value();
}

std::optional<Cut> missing_low_orbit_way(const Scenario& scenario, const DesignedMission& designed,
                                         std::size_t leg, const LowOrbitWay& way) {
  if (way.flight) return std::nullopt;
  const Mission& mission = scenario.roadmap.missions[designed.mission];
  const LegPlan& plan = designed.plan->legs[leg];
  Cut cut;
  const bool is_too_dear = plan.most_delta_v && std::isfinite(way.cheapest_m_s);
  cut.kind = is_too_dear ? CutKind::delta_v : CutKind::trajectory;
  cut.mission = mission.id;
  cut.activity = activity_id(mission.activities[leg]);
  cut.forbidden = {way.ready, way.until};
  cut.missing = is_too_dear ? way.cheapest_m_s - plan.most_delta_v->si() : (way.until - way.ready).days();
  cut.unit = is_too_dear ? "m/s" : "d";
  const std::string from = way.ready.iso8601(TimeScale::utc, 0).substr(0, 16);
  cut.reason = is_too_dear
                   ? concat("from ", from, " on '", cut.activity, "' costs ", fixed(way.cheapest_m_s, 0),
                            " m/s at least, and ", fixed(plan.most_delta_v->si(), 0), " m/s are allowed")
                   : concat("from ", from, " on no '", cut.activity, "' is found within ",
                            fixed((way.until - way.ready).days(), 0), " d");
  cut.where = plan.where;
  return cut;
}

Trajectory fly_between(const FlownLowOrbit& flight, double mass_kg, const Craft* craft,
                       const Ephemeris& ephemeris) {
  const LowOrbitTransfer& made = flight.flight;
  const bool down = flight.direction == LowOrbitDirection::down;
  const Eigen::Vector3d along = made.perilune.velocity_m_s.normalized();
  const Eigen::Vector3d low_m_s = (down ? -1.0 : 1.0) * made.low_delta_v_m_s * along;
  Propagator<StandardForces> propagator = full_model(ephemeris);
  State start = down ? made.high : made.perilune;
  if (!down) start.velocity_m_s -= low_m_s;
  if (mass_kg > 0.0) start.mass_kg = mass_kg;
  const auto high = [&] {
    add_impulse(propagator, "high orbit", made.transfer.epoch, made.high_delta_v_m_s, craft);
  };
  const auto low = [&] { add_impulse(propagator, "low orbit", made.perilune.epoch, low_m_s, craft); };
  if (down) {
    high(), low();
    return propagator.propagate(start, made.perilune.epoch + Duration::hours(2.0));
  }
  low(), high();
  return propagator.propagate(start, made.transfer.epoch + Duration::days(1.0));
}

Trajectory fly_home_by_flyby(const FlownReturn& flight, double mass_kg, const Craft* craft,
                             const Ephemeris& ephemeris) {
  const FlownWayDown& down = *flight.way_down;
  Propagator<StandardForces> propagator = full_model(ephemeris);
  add_impulse(propagator, "departure", down.departure.epoch, down.departure_delta_v_m_s, craft);
  add_impulse(propagator, "flyby", down.perilune.epoch, flight.delta_v_m_s, craft);
  State start = down.departure;
  start.velocity_m_s -= down.departure_delta_v_m_s;
  if (mass_kg > 0.0) start.mass_kg = mass_kg;
  return propagator.propagate(start, flight.entry.epoch);
}

}  // namespace perilune::detail
