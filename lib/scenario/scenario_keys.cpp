#include <utility>

#include "key_tables.hpp"

namespace perilune::detail {
namespace {

/// The keys that a scenario and the files it includes share.
void add_shared_keys(Table<FileDraft>& table, bool main_file) {
  table.key(
      "perilune", IntegerCodec{1, 1}, [](FileDraft&, std::int64_t) {},
      {.required = main_file,
       .example = "perilune: 1",
       .help =
           "The version of the scenario language: 1. It comes first, so that a later version can change what "
           "follows."});
  if (main_file) {
    table
        .key("name", TextCodec{}, &FileDraft::name,
             {.required = true,
              .example = "name: Arrivals",
              .help = "What the scenario is called, for people."})
        .key("description", TextCodec{}, &FileDraft::description,
             {.example = "description: Two tracked flights to the Moon",
              .help = "What it is about, for people."});
  }
  table.key("time_scale",
            WordCodec<TimeScale>{listed(time_scale_names()),
                                 [](std::string_view word) { return time_scale_of(word); }},
            [](FileDraft& draft, const Placed<TimeScale>& scale, Reader& reader, const SourceEntry&) {
              draft.time_scale = scale.value;
              reader.default_scale = scale.value;
            },
            {.default_text = "none: each date names its own, as in '2026-08-01 UTC'",
             .example = "time_scale: UTC",
             .help = "The time scale of the dates in this file that name none."});
  if (main_file) {
    table.key("horizon", block(window_table()),
              [](FileDraft& draft, DateSpan span, Reader& reader, const SourceEntry& entry) {
                draft.horizon_where = reader.where(entry.key_span);
                if (span.from && span.to) draft.horizon = Interval{*span.from, *span.to};
              },
              {.required = true,
               .example = "horizon: {from: 2018-01-01, to: 2046-01-01}",
               .help = "The stretch of time that is looked at: nothing starts before it or ends after it."});
  }
  if (main_file) {
    table.key(
        "as_of", DateCodec{},
        [](FileDraft& draft, const Placed<Epoch>& date) {
          draft.as_of = date.value;
          draft.as_of_where = date.where;
        },
        {.default_text = "anywhere in the horizon",
         .example = "as_of: 2026-07-01",
         .help =
             "The day of the knowledge in the scenario. What is still to come starts on it or later; actual "
             "dates ('on', 'ended') are not after it."});
  }
  if (main_file) {
    table.key(
        "time_step", DurationCodec{positive()},
        [](FileDraft& draft, const Placed<Duration>& step) { draft.time_step = step; },
        {.default_text = "1 min",
         .example = "time_step: 1 h",
         .help =
             "The step of time in which the scheduler counts: starts and ends lie on whole steps from the "
             "beginning of the horizon on. Longer steps make large scenarios quicker to solve. "
             "Where transfers are designed ('kind: direct') it is a minute."});
  }
  if (main_file) {
    table.key(
        "objectives", list_of(block(objective_table()), 1), &FileDraft::objectives,
        {.default_text = "the makespan",
         .example = "objectives: [{makespan: {}}, {cost: {}, launches: {weight: 50}}]",
         .help = "What is aimed at, the most important first: what comes later decides between schedules "
                 "that are equally good in all that comes before."});
  }
  table
      .key("include", list_of(PathCodec{}), &FileDraft::include,
           {.default_text = "none",
            .example = "include: [catalog/phases.yaml]",
            .help = "Further files to read, named from the folder of the scenario; only files in that folder "
                    "and below "
                    "it. Their phases and missions join those of this file."})
      .key("phases", list_of(block(phase_table())), &FileDraft::phases,
           {.default_text = "none",
            .example = "phases: [{id: robotic-precursors, to: 2030-12-31}]",
            .help = "The stretches of the roadmap. Missions name the one that they belong to."})
      .key("missions", list_of(block(mission_table())), &FileDraft::missions,
           {.default_text = "none",
            .example = "missions: [{id: change-7, profile: [{launch: {for: 1 h}}]}]",
            .help = "The flights, each a chain of legs."})
      .key("resources", ChoiceCodec<Resource>{&resource_choice()}, &FileDraft::resources,
           {.default_text = "none",
            .example = "resources: [{disjunctive: {id: pad-101, turnaround: 45 d}}]",
            .help =
                "What the missions share: pads, crews, antennas, stocks. Every item is a map with one key, "
                "which says how it is shared."})
      .key("choices", list_of(block(choice_table())), &FileDraft::choices,
           {.default_text = "none",
            .example = "choices: [{id: first-crew-lander, missions: [lander-a, lander-b]}]",
            .help = "Missions among which the scheduler chooses."})
      .key("budgets", list_of(block(budget_table())), &FileDraft::budgets,
           {.default_text = "none",
            .example = "budgets: [{id: exploration, yearly: 400}]",
            .help = "What legs may cost, or how many launches there may be, in stretches of time."})
      .key("launchers", list_of(block(launcher_table())),
           [](FileDraft& draft, std::vector<Launcher> items) { draft.catalog.launchers = std::move(items); },
           {.default_text = "none",
            .example = "launchers: [{id: long-march-5, capability: [{c3: -2.0 km^2/s^2, mass: 8200 kg}]}]",
            .help = "The rockets, with what they throw towards the Moon."})
      .key("craft", list_of(block(craft_table())),
           [](FileDraft& draft, std::vector<Craft> items) { draft.catalog.craft = std::move(items); },
           {.default_text = "none",
            .example = "craft: [{id: change-8-lander, dry_mass: 1200 kg, specific_impulse: 310 s}]",
            .help = "The craft that missions fly with."})
      .key("sites", list_of(block(site_table())),
           [](FileDraft& draft, std::vector<LunarSite> items) { draft.catalog.sites = std::move(items); },
           {.default_text = "none",
            .example = "sites: [{id: shackleton-rim, latitude: -88.8 deg, longitude: 123.4 deg}]",
            .help = "Places on the Moon."})
      .key("launch_sites", list_of(block(launch_site_table())),
           [](FileDraft& draft, std::vector<EarthSite> items) {
             draft.catalog.launch_sites = std::move(items);
           },
           {.default_text = "wenchang, xichang, vostochny and kennedy are known",
            .example = "launch_sites: [{id: kourou, latitude: 5.24 deg, longitude: -52.77 deg}]",
            .help = "Places on the Earth that rockets leave from."})
      .key("landing_sites", list_of(block(landing_site_table())),
           [](FileDraft& draft, std::vector<EarthLandingSite> items) {
             draft.catalog.landing_sites = std::move(items);
           },
           {.default_text = "siziwang is known",
            .example = "landing_sites: [{id: dongfeng, latitude: 41.6 deg, longitude: 100 deg}]",
            .help = "Places on the Earth where capsules come down."})
      .key("ground_stations", list_of(block(ground_station_table())),
           [](FileDraft& draft, std::vector<GroundStation> items) {
             draft.catalog.ground_stations = std::move(items);
           },
           {.default_text = "kashi, jiamusi, zapala, ussuriysk and bear-lakes",
            .example = "ground_stations: [{id: goldstone, latitude: 35.43 deg, longitude: -116.89 deg}]",
            .help = "The antennas on the Earth that the sites and relays of this scenario talk to: these "
                    "alone, where any are named. The report shows when a site sees each of them, and "
                    "'links.csv' lists it."})
      .key("libration_orbits", list_of(block(libration_orbit_table())),
           [](FileDraft& draft, std::vector<LibrationOrbit> items) {
             draft.catalog.libration_orbits = std::move(items);
           },
           {.default_text = "none",
            .example = "libration_orbits: [{id: gateway-orbit, family: nrho, resonance: 9:2, apolune_at: "
                       "2028-01-05}]",
            .help = "Orbits about the libration point behind the Moon, and distant ones about the Moon, "
                    "that flights go to."})
      .key("station", block(station_table()), &FileDraft::station,
           {.default_text = "none",
            .example = "station: {id: south-pole-station, elements: [{id: power-unit, on: 2033-01-01}]}",
            .help = "The station that the missions build: lived through once they have their dates."})
      .key("risks", block(risk_plan_table()), &FileDraft::risks,
           {.default_text = "none",
            .example = "risks: {launchers: [{launcher: long-march-5, launch: {failure: 4 %}}]}",
            .help = "What may go wrong with many missions at once: rockets that fail and stand still, "
                    "partners who withdraw. Only 'perilune mc' and 'perilune replan' look at it."});
}

}  // namespace

const Table<FileDraft>& scenario_table() {
  static const Table<FileDraft> table = [] {
    Table<FileDraft> made("scenario",
                          "A lunar campaign: which missions fly, in which phases, and what waits for what.");
    add_shared_keys(made, true);
    return made;
  }();
  return table;
}

const Table<FileDraft>& included_file_table() {
  static const Table<FileDraft> table = [] {
    Table<FileDraft> made("included file", "A part of a scenario, in a file of its own.");
    add_shared_keys(made, false);
    made.refer_to(scenario_table().info());
    return made;
  }();
  return table;
}

}  // namespace perilune::detail

namespace perilune {

const BlockInfo& scenario_keys() {
  return detail::scenario_table().info();
}

const BlockInfo& included_file_keys() {
  return detail::included_file_table().info();
}

}  // namespace perilune
