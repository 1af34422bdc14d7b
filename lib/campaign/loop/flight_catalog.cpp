#include "flight_catalog.hpp"

#include <utility>

#include <perilune/core/text.hpp>
#include <perilune/core/version.hpp>

#include "flyby_flights.hpp"
#include "member_text.hpp"
#include "window_catalog.hpp"

namespace perilune::detail {
namespace {

/// Every member of a transfer that is kept, in order: the one list that writing and reading share.
template <class Transfer, class Do>
void for_each_member(Transfer& transfer, Do member) {
  const auto vector = [&](auto& values) {
    for (int i = 0; i < 3; ++i) member(values[i]);
  };
  const auto state = [&](auto& its) { for_each_member_of_state(its, member); };
  member(transfer.status);
  member(transfer.lift_off);
  member(transfer.azimuth_rad);
  member(transfer.parking_inclination_rad);
  member(transfer.coast);
  state(transfer.insertion);
  state(transfer.injection);
  member(transfer.injection_delta_v_m_s);
  member(transfer.c3_m2_s2);
  member(transfer.departure_declination_rad);
  state(transfer.perilune);
  for (auto* value : {&transfer.arrival.b_t_m, &transfer.arrival.b_r_m, &transfer.arrival.v_infinity_m_s,
                      &transfer.arrival.periapsis_m, &transfer.arrival.inclination_rad,
                      &transfer.arrival.time_to_periapsis_s, &transfer.arrival.declination_rad})
    member(*value);
  vector(transfer.arrival.s);
  vector(transfer.arrival.t);
  vector(transfer.arrival.r);
  member(transfer.perilune_altitude_m);
  member(transfer.inclination_rad);
  member(transfer.unreachable_by_rad);
  member(transfer.nearest_inclination_rad);
  member(transfer.flights);
}

bool is_known(TranslunarStatus status) {
  return status >= TranslunarStatus::converged && status <= TranslunarStatus::not_converged;
}

template <class Flyby, class Do>
void for_each_member_of_flyby(Flyby& flyby, Do member) {
  member(flyby.status);
  for_each_member_of_state(flyby.flyby, member);
  for_each_member_of_state(flyby.insertion, member);
  for (auto* vector : {&flyby.flyby_delta_v_m_s, &flyby.insertion_delta_v_m_s})
    for (int i = 0; i < 3; ++i) member((*vector)[i]);
  member(flyby.apolune_at);
}

std::string text_of(const FlownTransfer& flown) {
  MemberWriter writer;
  const auto write = [&](const auto& value) { writer(value); };
  for_each_member(static_cast<const TranslunarTransfer&>(flown), write);
  if (flown.flyby) for_each_member_of_flyby(*flown.flyby, write);
  return writer.text + "\n";
}

std::optional<FlownTransfer> flown_of(const std::string& text, bool has_flyby) {
  FlownTransfer flown;
  flown.insertion.frame = flown.injection.frame = earth_centred_icrf;
  flown.perilune.frame = moon_centred_icrf;
  MemberReader reader(text);
  const auto read = [&](auto& value) { reader(value); };
  for_each_member(static_cast<TranslunarTransfer&>(flown), read);
  if (has_flyby) {
    flown.flyby.emplace();
    flown.flyby->flyby.frame = flown.flyby->insertion.frame = moon_centred_icrf;
    for_each_member_of_flyby(*flown.flyby, read);
  }
  if (!reader.is_whole() || !is_known(flown.status)) return std::nullopt;
  return flown;
}

/// What a flight goes on to, if its perilune is not where it ends.
std::string flyby_key(const DesignedMission& designed, const LaunchWindow& window) {
  if (!designed.orbit) return {};
  const InsertionTimes times = insertion_times(designed, window.time_of_flight);
  const auto nanoseconds = [](const std::optional<Epoch>& epoch) {
    return epoch ? std::to_string(epoch->nanoseconds_since_j2000()) : std::string("any");
  };
  return concat(" to ", orbit_key(*designed.orbit), " apolune ", nanoseconds(designed.orbit->apolune_at),
                " after ", times.least.nanoseconds(), " ", times.most.nanoseconds(), " lifted off ",
                nanoseconds(designed.lift_off), " perilune ", window.perilune.nanoseconds_since_j2000());
}

std::string key_of(const DesignedMission& designed, const LaunchWindow& window, const Ephemeris& ephemeris) {
  // What a flight may cost is not part of it: another limit flies the same flight.
  WindowProfile free = designed.profile;
  free.most_insertion_delta_v.reset();
  free.most_injection_delta_v.reset();
  free.apolune_altitude.reset();
  return concat(profile_key(free, ephemeris), " flight ",
                window.opportunity == DailyOpportunity::northbound ? "n " : "s ",
                window.lift_off.nanoseconds_since_j2000(), " ", exact(window.azimuth_rad), " ",
                window.time_of_flight.nanoseconds(), flyby_key(designed, window));
}

/// Whether a burn of the flight may be one of finite length, or its lift-off is given: it is not kept.
bool is_flown_anew(const Scenario& scenario, const DesignedMission& designed) {
  if (designed.orbit) return false;
  const Launcher* launcher = scenario.catalog.launcher(scenario.roadmap.missions[designed.mission].launcher);
  if ((launcher && launcher->stage_thrust) || designed.lift_off) return true;
  if (!designed.legs.capture) return false;
  const Craft* craft = scenario.catalog.find_craft(designed.plan->legs[*designed.legs.capture].by.id);
  return craft && craft->thrust;
}

}  // namespace

FlightCatalog::Found FlightCatalog::fly(const Scenario& scenario, const DesignedMission& designed,
                                        const LaunchWindow& window) const {
  if (is_flown_anew(scenario, designed))
    return {fly_window(scenario, designed, window, orbits_, ephemeris_), true};
  const std::string key = key_of(designed, window, ephemeris_);
  const bool has_flyby = designed.orbit != nullptr;
  if (const auto kept = cache_.find("flight", key)) {
    if (auto flown = flown_of(*kept, has_flyby)) return {std::move(*flown), false};
  }
  const std::string text = text_of(fly_window(scenario, designed, window, orbits_, ephemeris_));
  cache_.keep("flight", key, text);
  return {flown_of(text, has_flyby).value(), true};
}

}  // namespace perilune::detail
