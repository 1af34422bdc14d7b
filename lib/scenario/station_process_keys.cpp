#include "station_process_keys.hpp"

#include <utility>
#include <vector>

#include "codecs.hpp"
#include "station_codecs.hpp"

namespace perilune::detail {
namespace {

WordCodec<ProcessPriority> priorities() {
  WordCodec<ProcessPriority> codec;
  for (const ProcessPriority priority :
       {ProcessPriority::crew, ProcessPriority::survival, ProcessPriority::life_support,
        ProcessPriority::operations, ProcessPriority::production}) {
    codec.words.emplace_back(to_text(priority));
  }
  codec.parse = [words = codec.words](std::string_view text) -> std::optional<ProcessPriority> {
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (words[i] == text) return static_cast<ProcessPriority>(i);
    }
    return std::nullopt;
  };
  return codec;
}

/// A process of a usual kind may be served earlier or later than is usual.
template <class Draft>
void add_priority_key(Table<Draft>& table, ProcessPriority usual) {
  table.key("priority", priorities(), &Draft::priority,
            {.default_text = std::string(to_text(usual)),
             .example = "priority: production",
             .help = "Who is served first where something is short, and who fills a store first that has "
                     "room for one alone."});
}

struct FlowDraft {
  std::string commodity;
  double kg_s = 0.0;
};

const Table<FlowDraft>& flow_table() {
  static const Table<FlowDraft> table =
      Table<FlowDraft>("flow", "What a process does to one commodity at its full rate.")
          .key("commodity", IdCodec{},
               [](FlowDraft& flow, Reference id) { flow.commodity = std::move(id.id); },
               {.required = true,
                .example = "commodity: water",
                .help = "Which; 'environment' is what is outside: regolith dug, gas vented."})
          .key("rate", rate({}), &FlowDraft::kg_s,
               {.required = true,
                .example = "rate: -2.5 kg/d",
                .help = "Used if negative, made if positive."});
  return table;
}

}  // namespace

const Table<LoadDraft>& load_table() {
  static const Table<LoadDraft> table =
      Table<LoadDraft>("load",
                       "Something that draws electric power and does nothing else that the station counts.")
          .key("id", IdCodec{},
               [](LoadDraft& load, Reference id) {
                 load.where = std::move(id.where);
                 load.id = std::move(id.id);
               },
               {.required = true, .example = "id: heater", .help = "What it is called."})
          .key("power", power(not_negative()), &LoadDraft::power_w,
               {.required = true, .example = "power: 500 W", .help = "What it draws."})
          .key("dark_power", power(not_negative()), &LoadDraft::dark_w,
               {.default_text = "as in light",
                .example = "dark_power: 2 kW",
                .help = "What it draws in darkness."})
          .key("priority", priorities(), &LoadDraft::priority,
               {.default_text = "operations",
                .example = "priority: survival",
                .help =
                    "Who is served first where power is short; a load of the priority 'survival' that is not "
                    "served is a failure: the station freezes."});
  return table;
}

const Table<Process>& process_table() {
  static const Table<Process> table =
      Table<Process>("process", "Anything that turns commodities, power and working hours into others.")
          .key("id", IdCodec{},
               [](Process& process, Reference id) {
                 process.where = std::move(id.where);
                 process.id = std::move(id.id);
               },
               {.required = true, .example = "id: printer", .help = "What it is called."})
          .key("flows", list_of(block(flow_table())),
               [](Process& process, std::vector<FlowDraft> flows) {
                 for (FlowDraft& flow : flows)
                   process.flows.push_back({std::move(flow.commodity), flow.kg_s});
               },
               {.default_text = "none",
                .example =
                    "flows: [{commodity: environment, rate: -2 kg/d}, {commodity: bricks, rate: 2 kg/d}]",
                .help = "What it uses and makes at its full rate. No mass is made or lost: the rates add up "
                        "to zero."})
          .key("power", power(not_negative()), &Process::power_w,
               {.default_text = "0 W", .example = "power: 1.5 kW", .help = "What it draws at its full rate."})
          .key("data", SiCodec{Dimension::data_rate, not_negative()}, &Process::data_bit_s,
               {.default_text = "0 bit/s",
                .example = "data: 2 Mbit/s",
                .help = "Data that it makes at its full rate; the links of 'station.data' carry them away."})
          .key("crew_time", SiCodec{Dimension::time, not_negative()},
               [](Process& process, double work_s) { process.crew_hours_s = per_day(work_s / 3600.0); },
               {.default_text = "0 h",
                .example = "crew_time: 0.5 h",
                .help = "Work that the crew spends on it in a day at its full rate."})
          .key("loss_per_year", number(at_least_zero_per_year()), &Process::loss_per_year,
               {.default_text = "0",
                .example = "loss_per_year: 0.1",
                .help = "How fast its full rate fades, per year."})
          .key("priority", priorities(), &Process::priority,
               {.default_text = "operations",
                .example = "priority: production",
                .help = "Who is served first where something is short."});
  return table;
}

const Table<RecyclerDraft>& water_processor_table() {
  static const Table<RecyclerDraft> table = [] {
    Table<RecyclerDraft> made("water_processor", "Turns waste water into water.");
    made.key("capacity", rate(positive()), &RecyclerDraft::capacity_kg_s,
             {.required = true, .example = "capacity: 40 kg/d", .help = "Waste water at its full rate."})
        .key("recovery", number(share()), &RecyclerDraft::recovery,
             {.default_text = "0.98",
              .example = "recovery: 0.9",
              .help = "The share that comes back; the rest is waste."})
        .key("power", power(not_negative()), &RecyclerDraft::power_w,
             {.default_text = "0 W", .example = "power: 300 W", .help = "What it draws at its full rate."});
    add_priority_key(made, RecyclerDraft{}.priority);
    return made;
  }();
  return table;
}

const Table<ElectrolysisDraft>& electrolysis_table() {
  static const Table<ElectrolysisDraft> table = [] {
    Table<ElectrolysisDraft> made(
        "electrolysis", "Splits water into oxygen and hydrogen, at 7.5 kWh to a kilogram of oxygen.");
    made.key("oxygen", rate(positive()), &ElectrolysisDraft::oxygen_kg_s,
             {.required = true, .example = "oxygen: 3 kg/d", .help = "What it makes at its full rate."});
    add_priority_key(made, ElectrolysisDraft{}.priority);
    return made;
  }();
  return table;
}

const Table<SabatierDraft>& sabatier_table() {
  static const Table<SabatierDraft> table = [] {
    Table<SabatierDraft> made("sabatier",
                              "Makes water of carbon dioxide and hydrogen; the methane is kept or vented.");
    made.key("carbon_dioxide", rate(positive()), &SabatierDraft::carbon_dioxide_kg_s,
             {.required = true,
              .example = "carbon_dioxide: 4 kg/d",
              .help = "What it takes at its full rate."})
        .key("power", power(not_negative()), &SabatierDraft::power_w,
             {.default_text = "0 W", .example = "power: 100 W", .help = "What it draws at its full rate."});
    add_priority_key(made, SabatierDraft{}.priority);
    return made;
  }();
  return table;
}

const Table<PlantDraft>& oxygen_plant_table() {
  static const Table<PlantDraft> table = [] {
    Table<PlantDraft> made("oxygen_plant", "Makes oxygen of regolith.");
    made.key("mass", mass(positive()), &PlantDraft::mass_kg,
             {.required = true, .example = "mass: 400 kg", .help = "Of the plant."})
        .key("yield_per_year", number(positive()), &PlantDraft::yield,
             {.default_text = "5",
              .example = "yield_per_year: 5",
              .help = "Oxygen a year, over the mass of the plant."})
        .key("decay_per_year", number(at_least_zero_per_year()), &PlantDraft::decay,
             {.default_text = "0.1",
              .example = "decay_per_year: 0.1",
              .help = "How fast the yield fades, per year."})
        .key("power", power(not_negative()), &PlantDraft::power_w,
             {.default_text = "0 W", .example = "power: 5 kW", .help = "What it draws at its full rate."});
    add_priority_key(made, PlantDraft{}.priority);
    return made;
  }();
  return table;
}

const Table<UpkeepDraft>& upkeep_table() {
  static const Table<UpkeepDraft> table =
      Table<UpkeepDraft>("upkeep", "Spare parts in place of what wears out.")
          .key("share_per_year", number(at_least_zero_per_year()), &UpkeepDraft::share_per_year,
               {.default_text = "0.05",
                .example = "share_per_year: 0.05",
                .help = "Spares a year, over the element's dry mass."})
          .key("repair_time", SiCodec{Dimension::time, not_negative()},
               [](UpkeepDraft& draft, double s_kg) { draft.repair_h_kg = s_kg / 3600.0; },
               {.default_text = "0.2 h",
                .example = "repair_time: 0.2 h",
                .help = "Work that it takes to fit a kilogram of spares."});
  return table;
}

}  // namespace perilune::detail
