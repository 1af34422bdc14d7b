#include "burns.hpp"

#include <algorithm>

#include <perilune/report/csv.hpp>
#include <perilune/report/results.hpp>

#include "place.hpp"

namespace perilune {
namespace {

detail::FlownBurn about_the_moon(const OrbitBurn& burn) {
  return {burn.burn.name,
          {burn.ignition.epoch, burn.cutoff.epoch},
          burn.delta_v_m_s,
          burn.ignition.mass_kg,
          burn.cutoff.mass_kg};
}

}  // namespace

std::vector<detail::FlownBurn> detail::burns_on(const Trajectory& trajectory) {
  std::vector<FlownBurn> burns;
  for (const ManoeuvreRecord& record : trajectory.manoeuvres()) {
    if (record.delta_v_m_s == 0.0) continue;  // only mass was dropped
    const auto [first, last] = std::minmax(record.begin.epoch, record.end.epoch);
    burns.push_back(
        {record.name, {first, last}, record.delta_v_m_s, record.begin.mass_kg, record.end.mass_kg});
  }
  return burns;
}

std::vector<detail::FlownBurn> detail::burns_of(const Campaign& campaign, const FlownFlight& flight) {
  std::vector<FlownBurn> burns;
  if (flight.trajectory) burns = burns_on(*flight.trajectory);
  for (const FlownMission& flown : campaign.loop().missions) {
    if (flown.mission != flight.mission || !flown.targets_met) continue;
    if (flown.transfer.capture) burns.push_back(about_the_moon(*flown.transfer.capture));
    for (const LaterBurn& later : flown.transfer.later_burns)
      if (later.burn.status == OrbitBurnStatus::converged) burns.push_back(about_the_moon(later.burn));
  }
  return burns;
}

std::string burns_csv(const Campaign& campaign) {
  CsvTable table(
      {"mission", "burn", "from_utc", "to_utc", "delta_v_m_s", "mass_before_kg", "mass_after_kg", "source"});
  for (const FlownFlight& flight : campaign.flights()) {
    for (const detail::FlownBurn& burn : detail::burns_of(campaign, flight)) {
      table.row()
          .user(flight.mission)
          .user(burn.name)
          .own(burn.span.from.iso8601(TimeScale::utc, 3))
          .own(burn.span.to.iso8601(TimeScale::utc, 3))
          .number(burn.delta_v_m_s, 3)
          .number(burn.mass_before_kg, 3)
          .number(burn.mass_after_kg, 3)
          .user(detail::flight_place(campaign, flight));
    }
  }
  return table.text();
}

}  // namespace perilune
