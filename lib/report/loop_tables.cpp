#include <algorithm>
#include <cmath>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/text.hpp>
#include <perilune/report/csv.hpp>
#include <perilune/report/results.hpp>
#include <perilune/roadmap/lookup.hpp>

#include "figures/offered_windows.hpp"
#include "place.hpp"

namespace perilune {
namespace {

using detail::leg_place;
using detail::place;

std::string second(Epoch epoch) {
  return epoch.iso8601(TimeScale::utc, 0);
}

void add_cut(CsvTable& table, const Cut& cut) {
  table.row().number(cut.turn, 0).own("cut").user(cut.mission).user(cut.activity).own(to_text(cut.kind));
  if (cut.after.empty()) {
    table.own(second(cut.forbidden.from)).own(second(cut.forbidden.to));
  } else {
    table.empty().empty();
  }
  table.number(cut.missing, 3).own(cut.unit).user(cut.reason).user(place(cut.where));
}

std::string_view opportunity_text(DailyOpportunity opportunity) {
  return opportunity == DailyOpportunity::northbound ? "northbound" : "southbound";
}

constexpr double degree = 3.14159265358979323846 / 180.0;

}  // namespace

std::string loop_csv(const Campaign& campaign) {
  CsvTable table({"turn", "what", "mission", "activity", "kind", "from_utc", "to_utc", "missing", "unit",
                  "reason", "source"});
  const Roadmap& roadmap = campaign.scenario().roadmap;
  for (const LoopTurn& turn : campaign.loop().turns) {
    for (std::size_t m = 0; m < turn.dates.size(); ++m) {
      if (!turn.dates[m]) continue;
      table.row()
          .number(turn.number, 0)
          .own("dates")
          .user(roadmap.missions[m].id)
          .empty()
          .empty()
          .own(second(turn.dates[m]->from))
          .own(second(turn.dates[m]->to))
          .empty()
          .empty()
          .own("from lift-off to the moment in place, as this turn's schedule has them")
          .user(place(roadmap.missions[m].where));
    }
    for (const Cut& cut : turn.cuts) add_cut(table, cut);
  }
  return table.text();
}

std::string masses_csv(const Campaign& campaign) {
  CsvTable table({"mission", "activity", "by", "start_utc", "delta_v_m_s", "computed", "propellant_kg",
                  "mass_before_kg", "mass_after_kg", "taken_on_kg", "launch_mass_kg", "capability_kg",
                  "margin_kg", "c3_km2_s2", "injection_m_s", "source"});
  for (const FlownMission& flown : campaign.loop().missions) {
    for (std::size_t i = 0; i < flown.legs.size(); ++i) {
      const FlownLeg& leg = flown.legs[i];
      double taken_on_kg = 0.0;
      for (const auto& [craft, kg] : leg.taken_on_kg) taken_on_kg += kg;
      if (leg.delta_v_m_s <= 0.0 && taken_on_kg <= 0.0) continue;
      table.row()
          .user(flown.mission)
          .user(leg.activity)
          .user(leg.by)
          .own(second(leg.span.from))
          .number(leg.delta_v_m_s, 3)
          .own(leg.is_computed ? "computed" : "stated")
          .number(leg.propellant_kg, 3)
          .number(leg.mass_before_kg, 3)
          .number(leg.mass_after_kg, 3)
          .number(taken_on_kg, 3)
          .number(flown.launch_mass_kg, 3);
      if (flown.capability_kg > 0.0) {
        table.number(flown.capability_kg, 3).number(flown.capability_kg - flown.launch_mass_kg, 3);
      } else {
        table.empty().empty();
      }
      table.number(flown.transfer.c3_m2_s2 * 1e-6, 6).number(flown.transfer.injection_delta_v_m_s, 3);
      table.user(leg_place(campaign, flown.mission, i));
    }
  }
  return table.text();
}

std::string returns_csv(const Campaign& campaign) {
  CsvTable table({"mission", "burn_utc", "delta_v_m_s", "v_infinity_m_s", "time_of_flight_d", "entry_utc",
                  "entry_speed_m_s", "entry_angle_deg", "entry_latitude_deg", "entry_longitude_deg",
                  "inclination_deg", "landing_utc", "site", "miss_km", "source"});
  const Roadmap& roadmap = campaign.scenario().roadmap;
  for (const FlownMission& flown : campaign.loop().missions) {
    if (!flown.home) continue;
    const FlownReturn& home = *flown.home;
    const Mission& mission = roadmap.missions[find_mission(roadmap, flown.mission).value()];
    const auto leg = static_cast<std::size_t>(
        std::find_if(flown.legs.begin(), flown.legs.end(),
                     [](const FlownLeg& one) { return one.kind == ActivityKind::return_to_earth; }) -
        flown.legs.begin());
    const Eigen::Vector3d up = home.entry.position_m.normalized();
    const double angle_rad = std::asin(up.dot(home.entry.velocity_m_s.normalized()));
    table.row()
        .user(flown.mission)
        .own(second(home.departure_epoch()))
        .number(home.total_m_s(), 3)
        .number(home.v_infinity_m_s, 3)
        .number((home.entry.epoch - home.departure_epoch()).days(), 4)
        .own(second(home.entry.epoch))
        .number(home.entry_speed_m_s, 3)
        .number(angle_rad / degree, 4)
        .number(home.entry_latitude_rad / degree, 3)
        .number(home.entry_longitude_rad / degree, 3)
        .number(home.inclination_rad / degree, 3)
        .own(second(home.landing))
        .user(mission.activities[leg].site)
        .number(std::hypot(home.miss.downrange_rad, home.miss.crossrange_rad) * earth_radius_m * 1e-3, 3)
        .user(leg_place(campaign, flown.mission, leg));
  }
  return table.text();
}

std::string windows_csv(const Campaign& campaign) {
  CsvTable table({"mission", "opportunity", "opens_utc", "lift_off_utc", "closes_utc", "perilune_utc",
                  "azimuth_deg", "time_of_flight_d", "injection_m_s", "insertion_m_s", "v_infinity_m_s",
                  "state", "cut", "source"});
  const std::vector<Cut> cuts = campaign.loop().cuts();
  for (const OfferedWindows& offers : campaign.loop().offers) {
    const std::string source = detail::launch_place(campaign, offers.mission);
    for (std::size_t w = 0; w < offers.windows.size(); ++w) {
      const LaunchWindow& window = offers.windows[w];
      const detail::OfferedState state = detail::state_of(offers, w, cuts);
      table.row()
          .user(offers.mission)
          .own(opportunity_text(window.opportunity))
          .own(second(window.opens.lift_off))
          .own(second(window.lift_off))
          .own(second(window.closes.lift_off))
          .own(second(window.perilune))
          .number(window.azimuth_rad / degree, 3)
          .number(window.time_of_flight.days(), 4)
          .number(window.injection_delta_v_m_s, 3)
          .number(window.insertion_delta_v_m_s, 3)
          .number(window.v_infinity_m_s, 3)
          .own(detail::to_text(state));
      const Cut* cut = state == detail::OfferedState::refuted ? detail::refutation(offers, w, cuts) : nullptr;
      table.own(cut ? to_text(cut->kind) : std::string()).user(source);
    }
  }
  return table.text();
}

std::string porkchop_csv(const Campaign& campaign, const Ephemeris& ephemeris) {
  CsvTable table({"mission", "opportunity", "departure_utc", "time_of_flight_d", "lift_off_utc",
                  "perilune_utc", "azimuth_deg", "c3_km2_s2", "injection_m_s", "v_infinity_m_s",
                  "insertion_m_s", "source"});
  for (const OfferedWindows& offers : campaign.loop().offers) {
    const std::string source = detail::launch_place(campaign, offers.mission);
    for (const Porkchop& chart : detail::porkchops(offers, ephemeris)) {
      for (std::size_t column = 0; column < chart.departures.size(); ++column) {
        for (std::size_t row = 0; row < chart.times_of_flight.size(); ++row) {
          const auto& point = chart.at(column, row);
          if (!point) continue;
          table.row()
              .user(offers.mission)
              .own(opportunity_text(chart.opportunity))
              .own(second(chart.departures[column]))
              .number(chart.times_of_flight[row].days(), 4)
              .own(second(point->lift_off))
              .own(second(point->perilune))
              .number(point->azimuth_rad / degree, 3)
              .number(point->c3_m2_s2 * 1e-6, 6)
              .number(point->injection_delta_v_m_s, 3)
              .number(point->v_infinity_m_s, 3)
              .number(point->insertion_delta_v_m_s, 3)
              .user(source);
        }
      }
    }
  }
  return table.text();
}

}  // namespace perilune
