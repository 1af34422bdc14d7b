#include <perilune/campaign/station_plan.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

#include <perilune/core/text.hpp>
#include <perilune/roadmap/lookup.hpp>
#include <perilune/station/simulate.hpp>

#include "sorties.hpp"

namespace perilune {
namespace {

using detail::concat;

Diagnostic diagnostic(Severity severity, std::string code, const SourceLocation& where, std::string message) {
  Diagnostic made;
  made.severity = severity;
  made.code = std::move(code);
  made.where = where;
  made.message = std::move(message);
  return made;
}

std::string minute(Epoch epoch) {
  return epoch.iso8601(TimeScale::utc, 0).substr(0, 16) + " UTC";
}

bool is_work(const Activity& activity) {
  return activity.kind == ActivityKind::surface || activity.kind == ActivityKind::operate;
}

/// When the schedule has a mission at the station, if it ever is.
std::optional<Epoch> unloading_date(const Roadmap& roadmap, const RoadmapSchedule& answer,
                                    const std::string& id) {
  const auto mission = find_mission(roadmap, id);
  if (!mission) return std::nullopt;
  const auto activity = unloading(roadmap.missions[*mission]);
  if (!activity || !is_completed(roadmap.missions[*mission], *activity)) return std::nullopt;
  const auto number = answer.model.activities[*mission][*activity];
  if (!number) return std::nullopt;
  return answer.schedule.activities[number->number].end_date;
}

/// Gives each planned item its date, or says that it never comes.
class Settling {
 public:
  Settling(const Roadmap& roadmap, const RoadmapSchedule& answer, std::vector<Diagnostic>* warnings)
      : roadmap_(roadmap), answer_(answer), warnings_(warnings) {}

  std::optional<Epoch> date(const StationArrival& comes, const std::string& what,
                            const SourceLocation& where) {
    if (comes.mission.empty()) return comes.date;
    const std::optional<Epoch> found = unloading_date(roadmap_, answer_, comes.mission.id);
    if (!found && warnings_) {
      warnings_->push_back(diagnostic(Severity::warning, "never-arrives", where,
                                      concat("'", what, "' never comes: '", comes.mission.id,
                                             "', which is to bring it, is never in place")));
    }
    return found;
  }

  /// When whoever came with a mission leaves with it; the end of the horizon if that never happens.
  Epoch departure(const std::string& id) const {
    const auto mission = find_mission(roadmap_, id);
    if (!mission) return roadmap_.horizon.to;
    const auto activity = leaving(roadmap_.missions[*mission]);
    if (!activity) return roadmap_.horizon.to;
    const auto number = answer_.model.activities[*mission][*activity];
    return number ? answer_.schedule.activities[number->number].start_date : roadmap_.horizon.to;
  }

 private:
  const Roadmap& roadmap_;
  const RoadmapSchedule& answer_;
  std::vector<Diagnostic>* warnings_;
};

/// The amount that is missing, in words.
std::string missing_text(const StationProblem& problem) {
  switch (problem.failure) {
    case StationFailure::crew_short:
      return concat(fixed(problem.missing, 1), " kg");
    case StationFailure::freezes:
    case StationFailure::overheats:
      return concat(fixed(problem.missing / 3.6e6, 1), " kWh");
    case StationFailure::no_return_seats:
      return concat(fixed(problem.missing, 0), " seats");
    case StationFailure::over_dose:
      return concat(fixed(problem.missing * 1e3, 0), " mSv");
    case StationFailure::store_short:
      return concat(fixed(problem.missing, 1), " kg");
  }
  return "";
}

Diagnostic failure_warning(const StationPlan& plan, const StationProblem& problem) {
  const SourceLocation& where = problem.where.line > 0 ? problem.where : plan.where;
  if (problem.failure == StationFailure::store_short) {
    return diagnostic(Severity::warning, "station-store-short", where,
                      concat("'", problem.what, "' comes for ", problem.resource, " on ",
                             minute(problem.span.from), ", and ", missing_text(problem), " are missing"));
  }
  return diagnostic(
      Severity::warning, concat("station-", to_text(problem.failure)), where,
      concat("'", problem.what, "' lacks ", problem.resource, " from ", minute(problem.span.from), " to ",
             minute(problem.span.to), ": ", missing_text(problem), " in all"));
}

/// Links from when they work: those through a relay from when its mission is in place.
void settle_data(const StationPlan& plan, const Roadmap& roadmap, Settling& settling, Station& station) {
  const DataPlan& data = *plan.data;
  station.recorder_bit = data.recorder_bit;
  if (!data.archive.empty()) {
    StationArrival archive;
    archive.mission = data.archive;
    station.archive_from = settling.date(archive, "archive", data.where);
  }
  for (const PlannedLink& planned : data.links) {
    DataLink link = planned.link;
    link.from = roadmap.horizon.from;
    if (planned.relay.empty()) {
      link.contact = plan.earth_in_view;
    } else {
      StationArrival relay;
      relay.mission = planned.relay;
      const auto date = settling.date(relay, link.id, link.where);
      if (!date) continue;
      link.from = *date;
    }
    if (link.until && *link.until <= link.from) continue;
    station.links.push_back(std::move(link));
  }
}

/// Data that no link takes away in time, with the first year in which that happens.
std::optional<Diagnostic> lost_data(const StationPlan& plan, const StationHistory& history) {
  // A bit is nothing against rounding over decades.
  if (!plan.data || history.data.lost_bit < 1.0) return std::nullopt;
  const auto first = std::find_if(history.yearly_data.begin(), history.yearly_data.end(),
                                  [](const DataBalance& year) { return year.lost_bit >= 1.0; });
  return diagnostic(
      Severity::warning, "station-data-lost", plan.data->where,
      concat(fixed(history.data.lost_bit * 1e-9, 1), " of ", fixed(history.data.produced_bit * 1e-9, 1),
             " Gbit find no link and no room in the recorder, the first of them in ",
             first->span.from.iso8601(TimeScale::utc, 0).substr(0, 4)));
}

bool stores(const Station& station, const std::string& commodity) {
  return std::any_of(station.elements.begin(), station.elements.end(), [&](const StationElement& element) {
    return std::any_of(element.stores.begin(), element.stores.end(),
                       [&](const Store& store) { return store.commodity == commodity; });
  });
}

/// Whether a sortie can be: it goes somewhere, no farther than its rover, and is back before the next one
/// leaves.
void check_sortie(const Sortie& sortie, const PlannedElement& planned, const StationPlan& plan,
                  const Catalog& catalog, std::vector<Diagnostic>& found) {
  const auto error = [&](std::string code, std::string message, std::string help) {
    found.push_back(diagnostic(Severity::error, std::move(code), sortie.where, std::move(message)));
    found.back().help = std::move(help);
  };
  if (!planned.rover) {
    error("missing-key",
          concat("'", sortie.id, "' has nothing to go with: '", planned.element.id, "' has no 'rover'"),
          "rover: {range: 100 km}");
    return;
  }
  if (!sortie.distance_m && !catalog.site(sortie.site.id)) {
    std::vector<std::string> sites;
    for (const LunarSite& site : catalog.sites) sites.push_back(site.id);
    const auto near = nearest_name(sortie.site.id, sites);
    error("unknown-site", concat("there is no site '", sortie.site.id, "'"),
          near ? concat("did you mean '", *near, "'?") : std::string());
    return;
  }
  const auto distance_m = detail::sortie_distance_m(sortie, plan, catalog);
  if (!distance_m) {
    error("missing-key",
          concat("'", sortie.id, "' goes to a site, and the station has no 'site' to start from"),
          "give the station its 'site', or the sortie a 'distance'");
    return;
  }
  if (*distance_m > planned.rover->range_m) {
    error("out-of-range",
          concat("'", sortie.id, "' goes ", fixed(*distance_m * 1e-3, 1), " km, and '", planned.element.id,
                 "' has a range of ", fixed(planned.rover->range_m * 1e-3, 1),
                 " km: ", fixed((*distance_m - planned.rover->range_m) * 1e-3, 1), " km are missing"),
          concat("a 'range' of ", fixed(std::ceil(*distance_m * 1e-3), 0), " km, or somewhere nearer"));
  }
  const double years =
      sortie.per_year * detail::sortie_length(sortie, *planned.rover, *distance_m).days() / 365.25;
  if (years > 1.0) {
    error("out-of-range",
          concat("'", sortie.id, "' would be away for ", fixed(years, 2), " years of every year"),
          concat("at most ", fixed(std::floor(sortie.per_year / years), 0), " a year, or a faster rover"));
  }
}

}  // namespace

std::optional<std::size_t> unloading(const Mission& mission) {
  Mission there = mission;
  const auto is_home = [](const Activity& activity) {
    return activity.kind == ActivityKind::ascend || activity.kind == ActivityKind::return_to_earth;
  };
  const auto& all = mission.activities;
  if (std::any_of(all.begin(), all.end(), is_home)) {
    while (!there.activities.empty() && !is_work(there.activities.back())) there.activities.pop_back();
    if (there.activities.empty()) return in_place(mission);
  }
  return in_place(there);
}

std::optional<std::size_t> leaving(const Mission& mission) {
  const auto arrival = unloading(mission);
  if (!arrival) return std::nullopt;
  for (std::size_t a = *arrival + 1; a < mission.activities.size(); ++a) {
    if (!is_work(mission.activities[a])) return a;
  }
  return std::nullopt;
}

Station settle_station(const StationPlan& plan, const Roadmap& roadmap, const RoadmapSchedule& answer,
                       std::vector<Diagnostic>* warnings) {
  Settling settling(roadmap, answer, warnings);
  Station station;
  station.id = plan.id;
  station.lit = plan.lit;
  for (const PlannedElement& planned : plan.elements) {
    const auto date = settling.date(planned.comes, planned.element.id, planned.element.where);
    if (!date) continue;
    StationElement element = planned.element;
    element.from = *date;
    if (element.until && *element.until <= element.from) continue;
    station.elements.push_back(std::move(element));
  }
  for (const PlannedCrew& planned : plan.crew) {
    const auto date = settling.date(planned.comes, planned.stay.id, planned.stay.where);
    if (!date) continue;
    CrewStay stay = planned.stay;
    stay.span = {*date,
                 planned.stays ? *date + *planned.stays : settling.departure(planned.comes.mission.id)};
    if (stay.span.to <= stay.span.from) continue;
    station.crew.push_back(std::move(stay));
  }
  for (const PlannedDelivery& planned : plan.deliveries) {
    const auto date = settling.date(planned.comes, planned.delivery.id, planned.delivery.where);
    if (!date) continue;
    Delivery delivery = planned.delivery;
    delivery.epoch = *date;
    station.deliveries.push_back(std::move(delivery));
  }
  if (plan.data) settle_data(plan, roadmap, settling, station);
  // A cargo for whose kind nothing with a store has come is on the surface, but of no use.
  std::erase_if(station.deliveries,
                [&](const Delivery& delivery) { return !stores(station, delivery.commodity); });
  return station;
}

GrownStation grow_station(const StationPlan& plan, const Roadmap& roadmap, const RoadmapSchedule& answer,
                          const std::vector<Delivery>& taken) {
  GrownStation grown;
  grown.station = settle_station(plan, roadmap, answer, &grown.warnings);
  std::vector<StationProblem> in_vain;  // what no store of the station ever held
  for (const Delivery& one : taken) {
    if (stores(grown.station, one.commodity)) {
      grown.station.deliveries.push_back(one);
    } else {
      in_vain.push_back(
          {StationFailure::store_short, one.id, one.commodity, {one.epoch, one.epoch}, -one.kg, one.where});
    }
  }
  grown.history = simulate(grown.station, roadmap.horizon);
  std::vector<StationProblem>& problems = grown.history.problems;
  problems.insert(problems.end(), in_vain.begin(), in_vain.end());
  std::stable_sort(problems.begin(), problems.end(), [](const StationProblem& a, const StationProblem& b) {
    return a.span.from < b.span.from;
  });
  if (plan.reserve) grown.gaps = reserve_gaps(grown.history, grown.station, *plan.reserve);
  for (const ReserveGap& gap : grown.gaps) {
    grown.warnings.push_back(
        diagnostic(Severity::warning, "station-below-reserve", plan.where,
                   concat("from ", minute(gap.span.from), " to ", minute(gap.span.to), " the ", gap.commodity,
                          " would not last for ", to_text(*plan.reserve), ": ", fixed(gap.missing_kg, 1),
                          " kg are missing at worst")));
  }
  if (auto lost = lost_data(plan, grown.history)) grown.warnings.push_back(std::move(*lost));
  for (const StationProblem& problem : grown.history.problems) {
    grown.warnings.push_back(failure_warning(plan, problem));
  }
  return grown;
}

std::vector<Diagnostic> validate(const StationPlan& plan, const Roadmap& roadmap, const Catalog& catalog) {
  std::vector<Diagnostic> found;
  if (!plan.site.empty() && !catalog.site(plan.site.id)) {
    std::vector<std::string> sites;
    for (const LunarSite& site : catalog.sites) sites.push_back(site.id);
    Diagnostic& unknown = found.emplace_back(diagnostic(Severity::error, "unknown-site", plan.site.where,
                                                        concat("there is no site '", plan.site.id, "'")));
    if (const auto near = nearest_name(plan.site.id, sites))
      unknown.help = concat("did you mean '", *near, "'?");
  }
  std::vector<std::string> missions;
  for (const Mission& mission : roadmap.missions) missions.push_back(mission.id);
  const auto check_arrival = [&](const StationArrival& comes) {
    if (comes.mission.empty() || find_mission(roadmap, comes.mission.id)) return;
    Diagnostic& unknown =
        found.emplace_back(diagnostic(Severity::error, "unknown-mission", comes.mission.where,
                                      concat("there is no mission '", comes.mission.id, "'")));
    if (const auto near = nearest_name(comes.mission.id, missions))
      unknown.help = concat("did you mean '", *near, "'?");
  };
  if (plan.data) {
    for (const PlannedLink& planned : plan.data->links) {
      check_arrival({planned.relay, {}});
      if (planned.relay.empty() && plan.site.empty()) {
        found.push_back(diagnostic(
            Severity::error, "missing-key", planned.link.where,
            concat("'", planned.link.id, "' goes to the Earth, and the station has no 'site' that sees it")));
      }
    }
    check_arrival({plan.data->archive, {}});
  }
  for (const PlannedElement& planned : plan.elements) {
    for (const Sortie& sortie : planned.sorties) check_sortie(sortie, planned, plan, catalog, found);
  }
  // As if everything came with the horizon: dates are the schedule's affair.
  Station all;
  all.id = plan.id;
  for (const PlannedElement& planned : plan.elements) {
    check_arrival(planned.comes);
    all.elements.push_back(planned.element);
    all.elements.back().from = planned.comes.date.value_or(roadmap.horizon.from);
  }
  for (const PlannedCrew& planned : plan.crew) {
    check_arrival(planned.comes);
    all.crew.push_back(planned.stay);
    all.crew.back().span = {j2000, j2000 + planned.stays.value_or(Duration::days(1.0))};
  }
  for (const PlannedDelivery& planned : plan.deliveries) {
    check_arrival(planned.comes);
    all.deliveries.push_back(planned.delivery);
  }
  for (Diagnostic& problem : validate(all)) found.push_back(std::move(problem));
  return found;
}

}  // namespace perilune
