#include "flight_catalog.hpp"

#include <utility>

#include <perilune/core/text.hpp>
#include <perilune/core/version.hpp>

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

std::string key_of(const WindowProfile& profile, const LaunchWindow& window, const Ephemeris& ephemeris) {
  // What a flight may cost is not part of it: another limit flies the same flight.
  WindowProfile free = profile;
  free.most_insertion_delta_v.reset();
  free.most_injection_delta_v.reset();
  free.apolune_altitude.reset();
  return concat(profile_key(free, ephemeris), " flight ",
                window.opportunity == DailyOpportunity::northbound ? "n " : "s ",
                window.lift_off.nanoseconds_since_j2000(), " ", exact(window.azimuth_rad), " ",
                window.time_of_flight.nanoseconds());
}

/// Whether a burn of the flight may be one of finite length, or its lift-off is given: it is not kept.
bool is_flown_anew(const Scenario& scenario, const DesignedMission& designed) {
  const Launcher* launcher = scenario.catalog.launcher(scenario.roadmap.missions[designed.mission].launcher);
  if ((launcher && launcher->stage_thrust) || designed.lift_off) return true;
  if (!designed.legs.capture) return false;
  const Craft* craft = scenario.catalog.find_craft(designed.plan->legs[*designed.legs.capture].by.id);
  return craft && craft->thrust;
}

bool is_known(TranslunarStatus status) {
  return status >= TranslunarStatus::converged && status <= TranslunarStatus::not_converged;
}

}  // namespace

std::string text_of(const TranslunarTransfer& transfer) {
  MemberWriter writer;
  for_each_member(transfer, [&](const auto& value) { writer(value); });
  return writer.text + "\n";
}

std::optional<TranslunarTransfer> transfer_of(const std::string& text) {
  TranslunarTransfer transfer;
  transfer.insertion.frame = transfer.injection.frame = earth_centred_icrf;
  transfer.perilune.frame = moon_centred_icrf;
  MemberReader reader(text);
  for_each_member(transfer, [&](auto& value) { reader(value); });
  if (!reader.is_whole() || !is_known(transfer.status)) return std::nullopt;
  return transfer;
}

FlightCatalog::Found FlightCatalog::fly(const Scenario& scenario, const DesignedMission& designed,
                                        const LaunchWindow& window) const {
  if (is_flown_anew(scenario, designed)) return {fly_window(scenario, designed, window, ephemeris_), true};
  const std::string key = key_of(designed.profile, window, ephemeris_);
  if (const auto kept = cache_.find("flight", key)) {
    if (auto transfer = transfer_of(*kept)) return {FlownTransfer{std::move(*transfer), {}, {}}, false};
  }
  const std::string text = text_of(fly_window(scenario, designed, window, ephemeris_));
  cache_.keep("flight", key, text);
  return {FlownTransfer{transfer_of(text).value(), {}, {}}, true};
}

}  // namespace perilune::detail
