#include <perilune/station/standard_processes.hpp>

#include <cmath>
#include <string>
#include <utility>

#include "require.hpp"

namespace perilune {

using detail::is_not_negative;
using detail::is_positive;
using detail::require;

namespace {

// Molar masses, IUPAC 2021 [g/mol].
constexpr double hydrogen_g_mol = 2 * 1.008;
constexpr double oxygen_g_mol = 2 * 15.999;
constexpr double carbon_g_mol = 12.011;
constexpr double water_g_mol = hydrogen_g_mol + 0.5 * oxygen_g_mol;
constexpr double carbon_dioxide_g_mol = carbon_g_mol + oxygen_g_mol;
constexpr double methane_g_mol = carbon_g_mol + 2 * hydrogen_g_mol;

/// Oxygen's share of the mass of oxygen and nitrogen in air: 20.95 % and 78.08 % by volume.
constexpr double oxygen_in_air = 20.95 * oxygen_g_mol / (20.95 * oxygen_g_mol + 78.08 * 28.014);

Flow flow(std::string_view commodity, double kg_d) {
  return {std::string(commodity), per_day(kg_d)};
}

}  // namespace

Process crew_metabolism(const CrewMetabolism& rates) {
  Process process;
  process.id = "crew";
  process.priority = ProcessPriority::crew;
  process.heat_w = rates.heat_w;
  process.flows = {
      flow(commodity::oxygen, -rates.oxygen_kg_d),
      flow(commodity::food, -(rates.food_solids_kg_d + rates.water_in_food_kg_d)),
      flow(commodity::water, -(rates.water_kg_d + rates.hygiene_water_kg_d)),
      flow(commodity::carbon_dioxide, rates.carbon_dioxide_kg_d),
      flow(commodity::waste_water, rates.urine_kg_d + rates.vapour_kg_d + rates.hygiene_water_kg_d),
      flow(commodity::waste, rates.faecal_water_kg_d + rates.waste_solids_kg_d),
  };
  return process;
}

Process water_processor(double capacity_kg_d, double recovery, double power_w) {
  require(is_positive(capacity_kg_d), "water_processor", "capacity_kg_d", capacity_kg_d, "positive");
  require(recovery >= 0.0 && recovery <= 1.0, "water_processor", "recovery", recovery, "between 0 and 1");
  require(is_not_negative(power_w), "water_processor", "power_w", power_w, "zero or more");
  Process process;
  process.id = "water-processor";
  process.priority = ProcessPriority::life_support;
  process.power_w = power_w;
  process.flows = {flow(commodity::waste_water, -capacity_kg_d),
                   flow(commodity::water, recovery * capacity_kg_d),
                   flow(commodity::waste, (1.0 - recovery) * capacity_kg_d)};
  return process;
}

Process electrolysis(double oxygen_kg_d, double energy_kwh_kg) {
  require(is_positive(oxygen_kg_d), "electrolysis", "oxygen_kg_d", oxygen_kg_d, "positive");
  require(is_not_negative(energy_kwh_kg), "electrolysis", "energy_kwh_kg", energy_kwh_kg, "zero or more");
  const double hydrogen_kg_d = oxygen_kg_d * 2.0 * hydrogen_g_mol / oxygen_g_mol;
  Process process;
  process.id = "electrolysis";
  process.priority = ProcessPriority::life_support;
  process.power_w = per_day(oxygen_kg_d) * energy_kwh_kg * 3.6e6;
  process.flows = {flow(commodity::water, -(oxygen_kg_d + hydrogen_kg_d)),
                   flow(commodity::oxygen, oxygen_kg_d), flow(commodity::hydrogen, hydrogen_kg_d)};
  return process;
}

Process sabatier(double carbon_dioxide_kg_d, double power_w) {
  require(is_positive(carbon_dioxide_kg_d), "sabatier", "carbon_dioxide_kg_d", carbon_dioxide_kg_d,
          "positive");
  require(is_not_negative(power_w), "sabatier", "power_w", power_w, "zero or more");
  const double mol_d = carbon_dioxide_kg_d / carbon_dioxide_g_mol;
  Process process;
  process.id = "sabatier";
  process.priority = ProcessPriority::life_support;
  process.power_w = power_w;
  process.flows = {flow(commodity::carbon_dioxide, -carbon_dioxide_kg_d),
                   flow(commodity::hydrogen, -4.0 * hydrogen_g_mol * mol_d),
                   flow(commodity::methane, methane_g_mol * mol_d),
                   flow(commodity::water, 2.0 * water_g_mol * mol_d)};
  return process;
}

Process oxygen_plant(double plant_kg, double yield_per_year, double decay_per_year, double power_w) {
  require(is_positive(plant_kg), "oxygen_plant", "plant_kg", plant_kg, "positive");
  require(is_positive(yield_per_year), "oxygen_plant", "yield_per_year", yield_per_year, "positive");
  require(is_not_negative(decay_per_year), "oxygen_plant", "decay_per_year", decay_per_year, "zero or more");
  require(is_not_negative(power_w), "oxygen_plant", "power_w", power_w, "zero or more");
  const double kg_s = per_year(plant_kg * yield_per_year);
  Process process;
  process.id = "oxygen-plant";
  process.priority = ProcessPriority::production;
  process.power_w = power_w;
  process.loss_per_year = decay_per_year;
  process.flows = {{std::string(commodity::environment), -kg_s}, {std::string(commodity::oxygen), kg_s}};
  return process;
}

Process cabin_leak(double air_kg_d) {
  require(is_not_negative(air_kg_d), "cabin_leak", "air_kg_d", air_kg_d, "zero or more");
  Process process;
  process.id = "cabin-leak";
  process.priority = ProcessPriority::crew;
  process.flows = {flow(commodity::oxygen, -oxygen_in_air * air_kg_d),
                   flow(commodity::nitrogen, -(1.0 - oxygen_in_air) * air_kg_d),
                   flow(commodity::environment, air_kg_d)};
  return process;
}

Process upkeep(double dry_mass_kg, double share_per_year, double repair_h_kg) {
  require(is_not_negative(dry_mass_kg), "upkeep", "dry_mass_kg", dry_mass_kg, "zero or more");
  require(is_not_negative(share_per_year), "upkeep", "share_per_year", share_per_year, "zero or more");
  require(is_not_negative(repair_h_kg), "upkeep", "repair_h_kg", repair_h_kg, "zero or more");
  const double kg_s = per_year(dry_mass_kg * share_per_year);
  Process process;
  process.id = "upkeep";
  process.crew_hours_s = kg_s * repair_h_kg;
  process.flows = {{std::string(commodity::spares), -kg_s}, {std::string(commodity::waste), kg_s}};
  return process;
}

Process electric_load(std::string id, double lit_w, double dark_w, ProcessPriority priority) {
  require(is_not_negative(lit_w), "electric_load", "lit_w", lit_w, "zero or more");
  require(is_not_negative(dark_w), "electric_load", "dark_w", dark_w, "zero or more");
  Process process;
  process.id = std::move(id);
  process.priority = priority;
  process.power_w = lit_w;
  process.dark_power_w = dark_w;
  return process;
}

}  // namespace perilune
