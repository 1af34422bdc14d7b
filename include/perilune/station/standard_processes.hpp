#pragma once

#include <perilune/station/process.hpp>

namespace perilune {

/// What one person takes in and gives off, at rest and exercise together [kg/d].
///
/// Source: NASA/TP-2015-218570 Rev 2 (BVAD, 2022), table 3-31: an 82 kg crew member, respiratory quotient
/// 0.86. In and out both add up to 5.672 kg/d.
struct CrewMetabolism {
  double oxygen_kg_d = 0.895;
  double food_solids_kg_d = 0.800;
  double water_in_food_kg_d = 0.760;
  double water_kg_d = 3.217;  ///< 0.5 to prepare food, 2.0 to drink, 0.717 for exercise

  double carbon_dioxide_kg_d = 1.085;
  double urine_kg_d = 1.420;
  double vapour_kg_d = 2.946;        ///< breathed out and sweated: condensed, it is waste water
  double faecal_water_kg_d = 0.101;  ///< leaves with the solids
  double waste_solids_kg_d = 0.120;  ///< 0.032 + 0.027 + 0.061

  double heat_w = 143.8;  ///< 12.426 MJ/d

  /// Water for washing, all of it returned as waste water. Source: BVAD table 4-21, early base 5.53, mature
  /// base 10.17. Zero by default: a first station has none.
  double hygiene_water_kg_d = 0.0;

  double working_hours_d = 6.5;  ///< assumed: a day's work of a crew on the International Space Station
};

/// The metabolism of one person, as a process of the highest priority. Working hours are not part of it: the
/// simulation takes them from `CrewStay`.
Process crew_metabolism(const CrewMetabolism& rates = {});

/// Turns waste water into water; what is not recovered is waste.
/// @param capacity_kg_d  waste water per day at full rate, > 0
/// @param recovery       share that comes back, [0, 1]. The International Space Station reached 0.935, and
///                       0.98 with its brine processor (2023)
/// @throws InvalidArgument if out of range; so the next ones
Process water_processor(double capacity_kg_d, double recovery = 0.98, double power_w = 0.0);

/// Splits water into oxygen and hydrogen: 2 H2O -> 2 H2 + O2, 1.125 kg of water to a kilogram of oxygen.
/// @param oxygen_kg_d    oxygen per day at full rate, > 0
/// @param energy_kwh_kg  electric energy to a kilogram of oxygen: 4.9 ideal, about 7.5 in practice
Process electrolysis(double oxygen_kg_d, double energy_kwh_kg = 7.5);

/// Makes water of carbon dioxide and hydrogen: CO2 + 4 H2 -> CH4 + 2 H2O. The methane goes to its store or is
/// vented.
/// @param carbon_dioxide_kg_d  taken at full rate, > 0
Process sabatier(double carbon_dioxide_kg_d, double power_w = 0.0);

/// An oxygen plant that digs regolith.
/// @param plant_kg  mass of the plant, > 0 [kg]
/// @param yield_per_year  product per year and kilogram of plant, > 0: 5 [1/yr]
/// @param decay_per_year  how fast the yield fades: 0.1 [1/yr]
/// Source: figures of the open campaign model of Isaji, Takubo and Ho, as public code.
Process oxygen_plant(double plant_kg, double yield_per_year = 5.0, double decay_per_year = 0.1,
                     double power_w = 0.0);

/// Air lost through the walls, oxygen and nitrogen in the proportion of the mass of air at sea level.
/// @param air_kg_d  lost per day, >= 0
Process cabin_leak(double air_kg_d);

/// Spare parts that replace what wears out and become waste, with the hours it takes to fit them.
/// @param dry_mass_kg     of the element, >= 0
/// @param share_per_year  of its mass that is replaced, >= 0: habitats 0.05, power units 0.05 (SpaceNet)
/// @param repair_h_kg     working hours to a kilogram of spares: 0.2 (SpaceNet user guide)
Process upkeep(double dry_mass_kg, double share_per_year = 0.05, double repair_h_kg = 0.2);

/// A consumer of electric power that turns over nothing else: a rover's charger, an instrument, a heater.
/// @param lit_w, dark_w  drawn in light and in darkness, >= 0 [W]
Process electric_load(std::string id, double lit_w, double dark_w,
                      ProcessPriority priority = ProcessPriority::operations);

}  // namespace perilune
