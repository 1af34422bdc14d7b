#include <utility>

#include <perilune/campaign/station_plan.hpp>
#include <perilune/station/standard_processes.hpp>

#include "arrival_keys.hpp"
#include "key_tables.hpp"
#include "station_codecs.hpp"
#include "station_process_keys.hpp"

namespace perilune::detail {
namespace {

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

template <class Draft>
void add_process(PlannedElement& planned, const Draft& draft, Process process) {
  process.priority = draft.priority;
  planned.element.processes.push_back(std::move(process));
}

}  // namespace

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
               add_process(p, draft,
                           water_processor(draft.capacity_kg_s * 86400.0, draft.recovery, draft.power_w));
             },
             {.default_text = "none",
              .example = "water_processor: {capacity: 40 kg/d}",
              .help = "Water from waste water."})
        .key("electrolysis", block(electrolysis_table()),
             [](PlannedElement& p, const ElectrolysisDraft& draft) {
               if (draft.oxygen_kg_s > 0.0) add_process(p, draft, electrolysis(draft.oxygen_kg_s * 86400.0));
             },
             {.default_text = "none",
              .example = "electrolysis: {oxygen: 3 kg/d}",
              .help = "Oxygen from water."})
        .key("sabatier", block(sabatier_table()),
             [](PlannedElement& p, const SabatierDraft& draft) {
               if (draft.carbon_dioxide_kg_s <= 0.0) return;
               add_process(p, draft, sabatier(draft.carbon_dioxide_kg_s * 86400.0, draft.power_w));
             },
             {.default_text = "none",
              .example = "sabatier: {carbon_dioxide: 4 kg/d}",
              .help = "Water from carbon dioxide."})
        .key("oxygen_plant", block(oxygen_plant_table()),
             [](PlannedElement& p, const PlantDraft& draft) {
               if (draft.mass_kg <= 0.0 || draft.yield <= 0.0) return;
               add_process(p, draft, oxygen_plant(draft.mass_kg, draft.yield, draft.decay, draft.power_w));
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

}  // namespace perilune::detail
