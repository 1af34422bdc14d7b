#include <string>
#include <vector>

#include <perilune/core/text.hpp>
#include <perilune/report/csv.hpp>
#include <perilune/report/results.hpp>
#include <perilune/roadmap/lookup.hpp>

#include "figures/site_light.hpp"
#include "place.hpp"

namespace perilune {

std::string schedule_csv(const Campaign& campaign) {
  CsvTable table({"mission", "activity", "start_utc", "end_utc", "phase", "critical", "slack_h", "kind",
                  "milestones", "source"});
  const Roadmap& roadmap = campaign.scenario().roadmap;
  const RoadmapSchedule& answer = campaign.schedule();
  for (std::size_t m = 0; m < roadmap.missions.size(); ++m) {
    const Mission& mission = roadmap.missions[m];
    for (std::size_t a = 0; a < mission.activities.size(); ++a) {
      const auto number = answer.model.activities[m][a];
      if (!number) continue;
      const auto end_row = [&, a] {
        std::vector<std::string> milestones;
        if (is_completed(mission, a))
          for (const Reference& milestone : mission.activities[a].milestones)
            milestones.push_back(milestone.id);
        table.own(to_text(mission.activities[a].kind)).user(join(milestones, " "));
        table.user(detail::place(mission.activities[a].where));
      };
      table.row().user(mission.id).user(activity_id(mission.activities[a]));
      if (answer.schedule.activities.empty()) {
        table.empty().empty().user(mission.phase.id).empty().empty();
        end_row();
        continue;
      }
      const ScheduledActivity& activity = answer.schedule.activities[number->number];
      table.own(activity.start_date.iso8601(TimeScale::utc, 0))
          .own(activity.end_date.iso8601(TimeScale::utc, 0))
          .user(mission.phase.id)
          .own(activity.critical ? "true" : "false")
          .number(activity.slack.hours(), 3);
      end_row();
    }
  }
  return table.text();
}

std::string events_csv(const Campaign& campaign) {
  CsvTable table({"mission", "event", "epoch_utc", "body", "altitude_km", "speed_km_s"});
  for (const FlownFlight& flight : campaign.flights()) {
    for (const FlownEvent& event : flight.events) {
      table.row()
          .user(flight.mission)
          .own(event.name)
          .own(event.epoch.iso8601(TimeScale::utc, 3))
          .own(body_name(event.body))
          .number(event.altitude_m * 1e-3, 6)
          .number(event.speed_m_s * 1e-3, 9);
    }
  }
  return table.text();
}

std::string station_csv(const StationHistory& history) {
  CsvTable table({"commodity", "from_utc", "to_utc", "opening_kg", "delivered_kg", "made_kg", "used_kg",
                  "taken_kg", "vented_kg", "lost_kg", "closing_kg", "lowest_kg", "closure"});
  for (const CommodityBalance& books : history.yearly) {
    table.row()
        .user(books.commodity)
        .own(books.span.from.iso8601(TimeScale::utc, 0))
        .own(books.span.to.iso8601(TimeScale::utc, 0));
    for (const double kg :
         {books.opening_kg, books.delivered_kg, books.made_kg, books.used_kg, books.taken_kg, books.vented_kg,
          books.lost_kg, books.closing_kg, books.lowest_kg}) {
      table.number(kg, 6);
    }
    table.number(books.closure(), 6);
  }
  return table.text();
}

std::string light_csv(const Campaign& campaign, const Ephemeris& ephemeris) {
  CsvTable table({"site", "what", "from_utc", "to_utc"});
  for (const LunarSite* site : detail::used_sites(campaign, ephemeris)) {
    const detail::SiteLight light =
        detail::site_light(*site, *detail::shown_span(campaign, *site, ephemeris), ephemeris);
    const auto add = [&](std::string_view what, const IntervalSet& set) {
      for (const Interval& stretch : set) {
        table.row()
            .user(site->id)
            .own(what)
            .own(stretch.from.iso8601(TimeScale::utc, 0))
            .own(stretch.to.iso8601(TimeScale::utc, 0));
      }
    };
    add("sun", light.sun);
    add("earth", light.earth);
    add("eclipse", light.eclipse);
  }
  return table.text();
}

}  // namespace perilune
