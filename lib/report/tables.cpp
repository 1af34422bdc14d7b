#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <perilune/core/text.hpp>
#include <perilune/report/csv.hpp>
#include <perilune/report/results.hpp>
#include <perilune/roadmap/lookup.hpp>
#include <perilune/station/supply_class.hpp>

#include "figures/flight_shadows.hpp"
#include "figures/site_light.hpp"
#include "figures/site_links.hpp"
#include "place.hpp"

namespace perilune {

std::string schedule_csv(const Campaign& campaign) {
  CsvTable table({"mission", "activity", "start_utc", "end_utc", "phase", "critical", "slack_h", "kind",
                  "milestones", "source", "planned_from_utc", "planned_to_utc"});
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
        if (const auto& planned = mission.activities[a].planned) {
          table.own(planned->from.iso8601(TimeScale::utc, 0)).own(planned->to.iso8601(TimeScale::utc, 0));
        } else {
          table.empty().empty();
        }
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
  CsvTable table({"mission", "event", "epoch_utc", "body", "altitude_km", "speed_km_s", "source"});
  for (const FlownFlight& flight : campaign.flights()) {
    const std::string source = detail::flight_place(campaign, flight);
    for (const FlownEvent& event : flight.events) {
      table.row()
          .user(flight.mission)
          .own(event.name)
          .own(event.epoch.iso8601(TimeScale::utc, 3))
          .own(body_name(event.body))
          .number(event.altitude_m * 1e-3, 6)
          .number(event.speed_m_s * 1e-3, 9)
          .user(source);
    }
  }
  return table.text();
}

std::string station_csv(const StationHistory& history, const SourceLocation& where) {
  CsvTable table({"commodity", "from_utc", "to_utc", "opening_kg", "delivered_kg", "made_kg", "used_kg",
                  "taken_kg", "vented_kg", "boiled_off_kg", "lost_kg", "closing_kg", "lowest_kg", "closure",
                  "class", "class_name", "source"});
  for (const CommodityBalance& books : history.yearly) {
    table.row()
        .user(books.commodity)
        .own(books.span.from.iso8601(TimeScale::utc, 0))
        .own(books.span.to.iso8601(TimeScale::utc, 0));
    for (const double kg :
         {books.opening_kg, books.delivered_kg, books.made_kg, books.used_kg, books.taken_kg, books.vented_kg,
          books.boiled_off_kg, books.lost_kg, books.closing_kg, books.lowest_kg}) {
      table.number(kg, 6);
    }
    const SupplyClass supply = supply_class_of(books.commodity);
    table.number(books.closure(), 6)
        .own(std::to_string(static_cast<int>(supply)))
        .own(to_text(supply))
        .user(detail::place(where));
  }
  return table.text();
}

std::string light_csv(const Campaign& campaign, const Ephemeris& ephemeris) {
  CsvTable table({"site", "what", "from_utc", "to_utc", "source"});
  for (const LunarSite* site : detail::used_sites(campaign, ephemeris)) {
    const detail::SiteLight light =
        detail::site_light(*site, *detail::shown_span(campaign, *site, ephemeris), ephemeris);
    const auto add = [&](std::string_view what, const IntervalSet& set) {
      for (const Interval& stretch : set) {
        table.row()
            .user(site->id)
            .own(what)
            .own(stretch.from.iso8601(TimeScale::utc, 0))
            .own(stretch.to.iso8601(TimeScale::utc, 0))
            .user(detail::place(site->where));
      }
    };
    add("sun", light.sun);
    add("earth", light.earth);
    add("eclipse", light.eclipse);
  }
  return table.text();
}

std::string shadows_csv(const Campaign& campaign, const Ephemeris& ephemeris) {
  CsvTable table({"mission", "what", "from_utc", "to_utc", "source"});
  for (const FlownFlight& flight : campaign.flights()) {
    const std::string source = detail::flight_place(campaign, flight);
    for (const detail::FlightShadow& shadow : detail::flight_shadows(flight, ephemeris)) {
      for (const Interval& stretch : shadow.set) {
        table.row()
            .user(flight.mission)
            .own(shadow.what)
            .own(stretch.from.iso8601(TimeScale::utc, 0))
            .own(stretch.to.iso8601(TimeScale::utc, 0))
            .user(source);
      }
    }
  }
  return table.text();
}

namespace {

/// What an element's sources could give, or what it drew, in one year.
struct YearOfPower {
  double energy_j = 0.0, most_w = 0.0;
};

}  // namespace

std::string power_csv(const GrownStation& grown) {
  CsvTable table({"element", "what", "from_utc", "to_utc", "energy_kwh", "most_kw", "source"});
  const StationHistory& history = grown.history;
  const auto add = [&](const std::string& element, std::string_view what, const SourceLocation& where,
                       const auto& power_w) {
    std::size_t i = 1;
    for (const EnergyBalance& year : history.yearly_energy) {
      YearOfPower sum;
      for (; i < history.samples.size() && history.samples[i].epoch <= year.span.to; ++i) {
        const double mean_w = power_w(history.samples[i]);
        sum.energy_j += mean_w * (history.samples[i].epoch - history.samples[i - 1].epoch).seconds();
        sum.most_w = std::max(sum.most_w, mean_w);
      }
      if (sum.most_w == 0.0) continue;
      table.row()
          .user(element)
          .own(what)
          .own(year.span.from.iso8601(TimeScale::utc, 0))
          .own(year.span.to.iso8601(TimeScale::utc, 0))
          .number(sum.energy_j / 3.6e6, 3)
          .number(sum.most_w * 1e-3, 6)
          .user(detail::place(where));
    }
  };
  for (std::size_t e = 0; e < history.elements.size(); ++e) {
    const SourceLocation& where = grown.station.elements.at(e).where;
    add(history.elements[e], "source", where,
        [e](const StationSample& sample) { return sample.source_w[e]; });
    add(history.elements[e], "load", where, [e](const StationSample& sample) { return sample.load_w[e]; });
  }
  const SourceLocation crew =
      grown.station.crew.empty() ? SourceLocation{} : grown.station.crew.front().where;
  add("people", "load", crew, [](const StationSample& sample) { return sample.load_w.back(); });
  return table.text();
}

std::string links_csv(const Campaign& campaign, const Ephemeris& ephemeris) {
  CsvTable table({"site", "what", "with", "from_utc", "to_utc", "source"});
  for (const LunarSite* site : detail::used_sites(campaign, ephemeris)) {
    const auto links = detail::site_links(campaign, *site, ephemeris);
    if (!links) continue;
    for (const detail::SiteLink& link : links->links) {
      for (const Interval& stretch : link.set) {
        table.row()
            .user(site->id)
            .own(link.what)
            .user(link.with)
            .own(stretch.from.iso8601(TimeScale::utc, 0))
            .own(stretch.to.iso8601(TimeScale::utc, 0))
            .user(detail::place(link.where));
      }
    }
  }
  return table.text();
}

}  // namespace perilune
