#include <optional>
#include <utility>

#include <perilune/campaign/station_plan.hpp>
#include <perilune/station/standard_processes.hpp>

#include "key_tables.hpp"
#include "station_codecs.hpp"

namespace perilune::detail {
namespace {

/// The keys that say when something comes: exactly one of `brought_by` and `on`.
template <class Planned>
void add_arrival_keys(Table<Planned>& table, const char* what) {
  table
      .key("brought_by", IdCodec{},
           [](Planned& planned, Reference id) { planned.comes.mission = std::move(id); },
           {.default_text = "none: it comes on a date",
            .example = "brought_by: ilrs-3",
            .help = concat("The mission that brings ", what,
                           ": it comes when that mission has landed for its work, as the schedule has it.")})
      .key("on", DateCodec{},
           [](Planned& planned, const Placed<Epoch>& date) { planned.comes.date = date.value; },
           {.default_text = "when the mission that brings it has landed",
            .example = "on: 2036-01-01",
            .help = "The date on which it comes, if no mission of the scenario brings it."})
      .check([](Reader& reader, const SourceNode& node, Planned& planned) {
        const SourceEntry* mission = node.find("brought_by");
        const SourceEntry* date = node.find("on");
        if (mission && date) {
          reader.report("too-many-keys", date->key_span, "'on' and 'brought_by' exclude each other",
                        "keep one of them");
        } else if (!mission && !date && !node.incomplete) {
          reader.report("missing-key", start_of(node), "when it comes is missing: 'brought_by' or 'on'",
                        "name the mission that brings it: 'brought_by: ilrs-3'");
        }
        if (!planned.comes.date && planned.comes.mission.empty()) planned.comes.date = j2000;
      });
}

const Table<Store>& store_table() {
  static const Table<Store> table =
      Table<Store>("store", "Room for one commodity: a tank, a shelf.")
          .key("commodity", IdCodec{}, [](Store& store, Reference id) { store.commodity = std::move(id.id); },
               {.required = true,
                .example = "commodity: oxygen",
                .help = "What is in it: oxygen, nitrogen, water, food, carbon-dioxide, waste-water, waste, "
                        "hydrogen, "
                        "methane, spares, or any other name that a process uses."})
          .key("capacity", mass(not_negative()), &Store::capacity_kg,
               {.required = true, .example = "capacity: 500 kg", .help = "How much fits."})
          .key("initial", mass(not_negative()), &Store::initial_kg,
               {.default_text = "0 kg", .example = "initial: 400 kg", .help = "What is in it when it comes."})
          .key("when_full",
               WordCodec<bool>{{"waits", "vents"},
                               [](std::string_view word) -> std::optional<bool> {
                                 if (word == "vents") return true;
                                 return word == "waits" ? std::optional(false) : std::nullopt;
                               }},
               &Store::vents,
               {.default_text = "waits",
                .example = "when_full: vents",
                .help = "Whether those who fill it wait, or what no longer fits is vented."})
          .key("boil_off_per_day", number({0.0, 0.5, false, "0 to 0.5"}), &Store::boil_off_per_day,
               {.default_text = "0",
                .example = "boil_off_per_day: 0.001",
                .help = "The share of what is in it that is lost in a day: cold propellant that the heat "
                        "of the walls evaporates."});
  return table;
}

struct SolarDraft {
  double area_m2 = 0.0;
  double efficiency = 0.3;
  double loss_per_year = 0.02;
};

const Table<SolarDraft>& solar_table() {
  static const Table<SolarDraft> table =
      Table<SolarDraft>("solar_panels", "Panels that face the Sun while the station is lit ('lit').")
          .key("area", SiCodec{Dimension::area, positive()}, &SolarDraft::area_m2,
               {.required = true, .example = "area: 40 m^2", .help = "Of the cells."})
          .key("efficiency", number({0.0, 1.0, true, "between 0 and 1"}), &SolarDraft::efficiency,
               {.default_text = "0.3",
                .example = "efficiency: 0.3",
                .help = "Electric power over sunlight, when new."})
          .key("loss_per_year", number(at_least_zero_per_year()), &SolarDraft::loss_per_year,
               {.default_text = "0.02",
                .example = "loss_per_year: 0.03",
                .help = "How fast they fade, by radiation and dust: a rate per year."});
  return table;
}

struct GeneratorDraft {
  double power_w = 0.0;
};

const Table<GeneratorDraft>& generator_table() {
  static const Table<GeneratorDraft> table =
      Table<GeneratorDraft>("generator", "A source of power that needs no Sun.")
          .key("power", power(positive()), &GeneratorDraft::power_w,
               {.required = true, .example = "power: 40 kW", .help = "Electric, when new."});
  return table;
}

const Table<Battery>& battery_table() {
  static const Table<Battery> table =
      Table<Battery>("battery", "Electric energy kept for the night.")
          .key("capacity", SiCodec{Dimension::energy, positive()}, &Battery::capacity_j,
               {.required = true, .example = "capacity: 50 kWh", .help = "Of the cells."})
          .key("depth_of_discharge", number({0.0, 1.0, false, "0 to 1"}), &Battery::depth_of_discharge,
               {.default_text = "0.8",
                .example = "depth_of_discharge: 0.8",
                .help = "The share of it that may be used."})
          .key("charge_efficiency", number({0.0, 1.0, false, "0 to 1"}), &Battery::charge_efficiency,
               {.default_text = "0.95",
                .example = "charge_efficiency: 0.95",
                .help = "Energy stored over energy taken in."})
          .key("discharge_efficiency", number({0.0, 1.0, false, "0 to 1"}), &Battery::discharge_efficiency,
               {.default_text = "0.95",
                .example = "discharge_efficiency: 0.95",
                .help = "Energy given over energy stored."});
  return table;
}

struct LoadDraft {
  std::string id;
  double power_w = 0.0;
  std::optional<double> dark_w;
  ProcessPriority priority = ProcessPriority::operations;
  SourceLocation where;
};

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

struct RecyclerDraft {
  double capacity_kg_s = 0.0;
  double recovery = 0.98;
  double power_w = 0.0;
};

const Table<RecyclerDraft>& water_processor_table() {
  static const Table<RecyclerDraft> table =
      Table<RecyclerDraft>("water_processor", "Turns waste water into water.")
          .key("capacity", rate(positive()), &RecyclerDraft::capacity_kg_s,
               {.required = true, .example = "capacity: 40 kg/d", .help = "Waste water at its full rate."})
          .key("recovery", number(share()), &RecyclerDraft::recovery,
               {.default_text = "0.98",
                .example = "recovery: 0.9",
                .help = "The share that comes back; the rest is waste."})
          .key("power", power(not_negative()), &RecyclerDraft::power_w,
               {.default_text = "0 W", .example = "power: 300 W", .help = "What it draws at its full rate."});
  return table;
}

struct ElectrolysisDraft {
  double oxygen_kg_s = 0.0;
};

const Table<ElectrolysisDraft>& electrolysis_table() {
  static const Table<ElectrolysisDraft> table =
      Table<ElectrolysisDraft>("electrolysis",
                               "Splits water into oxygen and hydrogen, at 7.5 kWh to a kilogram of oxygen.")
          .key("oxygen", rate(positive()), &ElectrolysisDraft::oxygen_kg_s,
               {.required = true, .example = "oxygen: 3 kg/d", .help = "What it makes at its full rate."});
  return table;
}

struct SabatierDraft {
  double carbon_dioxide_kg_s = 0.0;
  double power_w = 0.0;
};

const Table<SabatierDraft>& sabatier_table() {
  static const Table<SabatierDraft> table =
      Table<SabatierDraft>("sabatier",
                           "Makes water of carbon dioxide and hydrogen; the methane is kept or vented.")
          .key("carbon_dioxide", rate(positive()), &SabatierDraft::carbon_dioxide_kg_s,
               {.required = true,
                .example = "carbon_dioxide: 4 kg/d",
                .help = "What it takes at its full rate."})
          .key("power", power(not_negative()), &SabatierDraft::power_w,
               {.default_text = "0 W", .example = "power: 100 W", .help = "What it draws at its full rate."});
  return table;
}

struct PlantDraft {
  double mass_kg = 0.0;
  double yield = 5.0;
  double decay = 0.1;
  double power_w = 0.0;
};

const Table<PlantDraft>& oxygen_plant_table() {
  static const Table<PlantDraft> table =
      Table<PlantDraft>("oxygen_plant", "Makes oxygen of regolith.")
          .key("mass", mass(positive()), &PlantDraft::mass_kg,
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
  return table;
}

struct UpkeepDraft {
  double share_per_year = 0.05;
  double repair_h_kg = 0.2;
};

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

const Table<PlannedElement>& element_table() {
  static const Table<PlannedElement> table = [] {
    Table<PlannedElement> made("station element", "One thing that stands at the station from one day on.");
    made.key("id", IdCodec{},
             [](PlannedElement& planned, Reference id) {
               planned.element.where = std::move(id.where);
               planned.element.id = std::move(id.id);
             },
             {.required = true,
              .example = "id: habitat-1",
              .help = "What it is called. No two elements share one."})
        .key("title", TextCodec{},
             [](PlannedElement& planned, std::string text) { planned.element.title = std::move(text); },
             {.example = "title: First habitat", .help = "Its name, for people."});
    add_arrival_keys(made, "it");
    made.key("until", DateCodec{},
             [](PlannedElement& planned, const Placed<Epoch>& date) { planned.element.until = date.value; },
             {.default_text = "for good",
              .example = "until: 2045-01-01",
              .help = "When it stops, and goes with its room."})
        .key("dry_mass", mass(not_negative()),
             [](PlannedElement& p, double kg) { p.element.dry_mass_kg = kg; },
             {.default_text = "0 kg",
              .example = "dry_mass: 7500 kg",
              .help = "Its mass, without what is in its stores."})
        .key("pressurised_volume", SiCodec{Dimension::volume, not_negative()},
             [](PlannedElement& p, double m3) { p.element.pressurised_volume_m3 = m3; },
             {.default_text = "0 m^3", .example = "pressurised_volume: 100 m^3", .help = "Room to live in."})
        .key("radiator", power(not_negative()), [](PlannedElement& p, double w) { p.element.radiator_w = w; },
             {.default_text = "heat is not looked at",
              .example = "radiator: 30 kW",
              .help = "Heat that it sheds."})
        .key("dose_factor", number(share()),
             [](PlannedElement& p, double factor) { p.element.dose_factor = factor; },
             {.default_text = "1",
              .example = "dose_factor: 0.4",
              .help = "The dose behind its walls, over that of the bare surface."})
        .key("solar_panels", block(solar_table()),
             [](PlannedElement& p, const SolarDraft& draft) {
               if (draft.area_m2 <= 0.0) return;  // reported
               p.element.power.push_back(
                   solar_panels(draft.area_m2, draft.efficiency, Profile(), draft.loss_per_year));
             },
             {.default_text = "none",
              .example = "solar_panels: {area: 40 m^2}",
              .help = "Power from the Sun."})
        .key("radioisotope_generator", block(generator_table()),
             [](PlannedElement& p, const GeneratorDraft& draft) {
               if (draft.power_w > 0.0) p.element.power.push_back(radioisotope_generator(draft.power_w));
             },
             {.default_text = "none",
              .example = "radioisotope_generator: {power: 120 W}",
              .help = "Power from plutonium-238, which fades by half in 87.7 years."})
        .key(
            "fission_reactor", block(generator_table()),
            [](PlannedElement& p, const GeneratorDraft& draft) {
              if (draft.power_w > 0.0) p.element.power.push_back(fission_reactor(draft.power_w));
            },
            {.default_text = "none", .example = "fission_reactor: {power: 40 kW}", .help = "Constant power."})
        .key("battery", block(battery_table()),
             [](PlannedElement& p, const Battery& battery) { p.element.batteries.push_back(battery); },
             {.default_text = "none",
              .example = "battery: {capacity: 50 kWh}",
              .help = "Energy for the night."})
        .key("stores", list_of(block(store_table())),
             [](PlannedElement& p, std::vector<Store> stores) { p.element.stores = std::move(stores); },
             {.default_text = "none",
              .example = "stores: [{commodity: water, capacity: 900 kg, initial: 600 kg}]",
              .help = "Its tanks and shelves."})
        .key("loads", list_of(block(load_table())),
             [](PlannedElement& p, std::vector<LoadDraft> loads) {
               for (LoadDraft& load : loads) {
                 Process process =
                     electric_load(load.id, load.power_w, load.dark_w.value_or(load.power_w), load.priority);
                 process.where = load.where;
                 p.element.processes.push_back(std::move(process));
               }
             },
             {.default_text = "none",
              .example = "loads: [{id: heater, power: 500 W, dark_power: 2 kW, priority: survival}]",
              .help = "What draws power and does nothing else that the station counts."})
        .key("water_processor", block(water_processor_table()),
             [](PlannedElement& p, const RecyclerDraft& draft) {
               if (draft.capacity_kg_s <= 0.0) return;
               p.element.processes.push_back(
                   water_processor(draft.capacity_kg_s * 86400.0, draft.recovery, draft.power_w));
             },
             {.default_text = "none",
              .example = "water_processor: {capacity: 40 kg/d}",
              .help = "Water from waste water."})
        .key("electrolysis", block(electrolysis_table()),
             [](PlannedElement& p, const ElectrolysisDraft& draft) {
               if (draft.oxygen_kg_s > 0.0)
                 p.element.processes.push_back(electrolysis(draft.oxygen_kg_s * 86400.0));
             },
             {.default_text = "none",
              .example = "electrolysis: {oxygen: 3 kg/d}",
              .help = "Oxygen from water."})
        .key("sabatier", block(sabatier_table()),
             [](PlannedElement& p, const SabatierDraft& draft) {
               if (draft.carbon_dioxide_kg_s <= 0.0) return;
               p.element.processes.push_back(sabatier(draft.carbon_dioxide_kg_s * 86400.0, draft.power_w));
             },
             {.default_text = "none",
              .example = "sabatier: {carbon_dioxide: 4 kg/d}",
              .help = "Water from carbon dioxide."})
        .key("oxygen_plant", block(oxygen_plant_table()),
             [](PlannedElement& p, const PlantDraft& draft) {
               if (draft.mass_kg <= 0.0 || draft.yield <= 0.0) return;
               p.element.processes.push_back(
                   oxygen_plant(draft.mass_kg, draft.yield, draft.decay, draft.power_w));
             },
             {.default_text = "none",
              .example = "oxygen_plant: {mass: 400 kg, power: 5 kW}",
              .help = "Oxygen from regolith."})
        .key(
            "cabin_leak", rate(not_negative()),
            [](PlannedElement& p, double kg_s) { p.element.processes.push_back(cabin_leak(kg_s * 86400.0)); },
            {.default_text = "none", .example = "cabin_leak: 0.2 kg/d", .help = "Air that is lost."})
        .key("upkeep", block(upkeep_table()),
             [](PlannedElement& p, const UpkeepDraft& draft) {
               p.element.processes.push_back(
                   upkeep(p.element.dry_mass_kg, draft.share_per_year, draft.repair_h_kg));
             },
             {.default_text = "none",
              .example = "upkeep: {share_per_year: 0.05}",
              .help = "Spares that it needs."})
        .key("rover", block(rover_table()), [](PlannedElement& p, const Rover& rover) { p.rover = rover; },
             {.default_text = "none",
              .example = "rover: {range: 100 km, speed: 10 km/h, power: 2 kW}",
              .help = "What it goes out with, for 'sorties'."})
        .key("sorties", list_of(block(sortie_table())), &PlannedElement::sorties,
             {.default_text = "none",
              .example = "sorties: [{id: crater-floor, distance: 30 km, per_year: 6, crew: 2, stay: 6 h}]",
              .help = "Where its rover goes, and how often."})
        .key("processes", list_of(block(process_table())),
             [](PlannedElement& p, std::vector<Process> processes) {
               for (Process& process : processes) p.element.processes.push_back(std::move(process));
             },
             {.default_text = "none",
              .example = "processes: [{id: printer, power: 2 kW, priority: production}]",
              .help = "Whatever else it does."});
    return made;
  }();
  return table;
}

const Table<PlannedCrew>& crew_table() {
  static const Table<PlannedCrew> table = [] {
    Table<PlannedCrew> made("crew", "People at the station, from their landing to their ascent.");
    made.key("id", IdCodec{},
             [](PlannedCrew& planned, Reference id) {
               planned.stay.where = std::move(id.where);
               planned.stay.id = std::move(id.id);
             },
             {.required = true,
              .example = "id: expedition-1",
              .help = "What the crew is called. No two share one."});
    add_arrival_keys(made, "them");
    made.key(
            "people", IntegerCodec{1, 1000},
            [](PlannedCrew& planned, std::int64_t people) { planned.stay.people = static_cast<int>(people); },
            {.required = true, .example = "people: 3", .help = "How many they are."})
        .key("for", DurationCodec{positive()},
             [](PlannedCrew& planned, const Placed<Duration>& stay) { planned.stays = stay.value; },
             {.default_text = "until the mission that brought them leaves the surface",
              .example = "for: 180 d",
              .help = "How long they stay."})
        .key("return_seats", IntegerCodec{0, 1000},
             [](PlannedCrew& planned, std::int64_t seats) {
               planned.stay.return_seats = static_cast<int>(seats);
             },
             {.default_text = "0: then it is reported that they cannot go home",
              .example = "return_seats: 3",
              .help = "Seats in the ship that waits for them."})
        .key(
            "hygiene_water", rate(not_negative()),
            [](PlannedCrew& planned, double kg_s) { planned.stay.rates.hygiene_water_kg_d = kg_s * 86400.0; },
            {.default_text = "0 kg/d",
             .example = "hygiene_water: 5.5 kg/d",
             .help =
                 "Water that each of them washes with: 5.53 kg/d at an early base, 10.17 at a mature one."});
    return made;
  }();
  return table;
}

const Table<PlannedDelivery>& delivery_table() {
  static const Table<PlannedDelivery> table = [] {
    Table<PlannedDelivery> made("delivery", "What a flight brings to the station's stores, or takes away.");
    made.key("id", IdCodec{},
             [](PlannedDelivery& planned, Reference id) { planned.delivery.id = std::move(id.id); },
             {.default_text = "the commodity", .example = "id: spring-cargo", .help = "What it is called."});
    add_arrival_keys(made, "it");
    made.key("commodity", IdCodec{},
             [](PlannedDelivery& planned, Reference id) {
               planned.delivery.where = std::move(id.where);
               planned.delivery.commodity = std::move(id.id);
               if (planned.delivery.id.empty()) planned.delivery.id = planned.delivery.commodity;
             },
             {.required = true, .example = "commodity: water", .help = "What it is."})
        .key("mass", mass({}), [](PlannedDelivery& planned, double kg) { planned.delivery.kg = kg; },
             {.required = true, .example = "mass: 500 kg", .help = "How much; negative is taken away."});
    return made;
  }();
  return table;
}

}  // namespace

const Table<StationPlan>& station_table() {
  static const Table<StationPlan> table =
      Table<StationPlan>("station",
                         "What stands and lives at one place, and grows by what the missions bring.")
          .key("id", IdCodec{},
               [](StationPlan& plan, Reference id) {
                 plan.where = std::move(id.where);
                 plan.id = std::move(id.id);
               },
               {.required = true, .example = "id: south-pole-station", .help = "What it is called."})
          .key("title", TextCodec{}, &StationPlan::title,
               {.example = "title: ILRS", .help = "Its name, for people."})
          .key("site", IdCodec{}, &StationPlan::site,
               {.default_text = "none",
                .example = "site: shackleton-rim",
                .help = "One of 'sites': when the middle of the Sun stands above its horizon, the station "
                        "is lit, unless 'lit' says when."})
          .key(
              "lit", list_of(block(window_table())),
              [](StationPlan& plan, const std::vector<DateSpan>& spans) {
                std::vector<Interval> lit;
                for (const DateSpan& span : spans) {
                  if (span.from && span.to && *span.from <= *span.to) lit.push_back({*span.from, *span.to});
                }
                plan.lit = IntervalSet(std::move(lit));
              },
              {.default_text = "as 'site' has it, or always",
               .example = "lit: [{from: 2036-01-01, to: 2036-01-20}]",
               .help =
                   "When the Sun shines on it: the panels give power, and loads draw what they do in light."})
          .key(
              "elements", list_of(block(element_table())), &StationPlan::elements,
              {.default_text = "none",
               .example = "elements: [{id: power-unit, brought_by: ilrs-1, fission_reactor: {power: 40 kW}}]",
               .help = "What stands there."})
          .key("crew", list_of(block(crew_table())), &StationPlan::crew,
               {.default_text = "nobody",
                .example =
                    "crew: [{id: expedition-1, brought_by: crew-1, people: 3, for: 180 d, return_seats: 3}]",
                .help = "Who lives there."})
          .key("deliveries", list_of(block(delivery_table())), &StationPlan::deliveries,
               {.default_text = "none",
                .example = "deliveries: [{brought_by: cargo-1, commodity: water, mass: 500 kg}]",
                .help = "What flights bring to its stores, and take away."})
          .key("data", block(data_table()),
               [](StationPlan& plan, DataPlan data, Reader& reader, const SourceEntry& entry) {
                 data.where = reader.where(entry.key_span);
                 plan.data = std::move(data);
               },
               {.default_text = "data are not looked at",
                .example = "data: {recorder: 10 Tbit, links: [{id: direct, to: earth, rate: 10 Mbit/s}]}",
                .help = "Where the data of its processes and sorties go: recorder, links, archive."})
          .key(
              "rotation", block(rotation_table()),
              [](StationPlan& plan, CrewRotation rotation, Reader& reader, const SourceEntry& entry) {
                rotation.where = reader.where(entry.key_span);
                plan.rotation = std::move(rotation);
              },
              {.default_text = "none",
               .example = "rotation: {people: 3, for: 180 d, overlap: 5 d, from: 2036-03-01, missions: [{id: "
                          "rotation, profile: [{launch: {}}, {descend: {}}, {surface: {}}, {ascend: {}}]}]}",
               .help = "Crews that live there in turns: the missions that bring and take them are made "
                       "from this, "
                       "each with a name, a lift-off window and a crew."})
          .key("resupply", block(resupply_table()),
               [](StationPlan& plan, Resupply resupply, Reader& reader, const SourceEntry& entry) {
                 resupply.where = reader.where(entry.key_span);
                 plan.resupply = std::move(resupply);
               },
               {.default_text = "none",
                .example = "resupply: {mission: {id: resupply, craft: [{craft: cargo-lander, payload: 3000 "
                           "kg}], profile: [{launch: {}}, {descend: {}}]}}",
                .help = "Cargo flights, as many as the station needs: how many, when, and what each brings "
                        "follows from what it uses."})
          .key("reserve", DurationCodec{not_negative()},
               [](StationPlan& plan, const Placed<Duration>& reserve) { plan.reserve = reserve.value; },
               {.default_text = "none is asked for",
                .example = "reserve: 30 d",
                .help = "While people are there, oxygen, water and food have to last for so long without "
                        "another flight."});
  return table;
}

}  // namespace perilune::detail
