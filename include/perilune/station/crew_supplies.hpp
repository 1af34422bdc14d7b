#pragma once

#include <vector>

#include <perilune/station/supply_class.hpp>
#include <perilune/time/duration.hpp>

namespace perilune {

/// How much of each class of supply a sortie crew takes along.
///
/// Rates of the time of lunar sorties: the gases cover the losses of a small cabin and its airlock, far above
/// what people breathe; for a station's balance use `CrewMetabolism`.
///
/// Source: defaults of SpaceNet 2.5's crew consumables model, themselves those of SpaceNet 1.3
/// (NASA/TP-2007-214725).
struct CrewSupplyRates {
  double water_kg_d = 3.6;         ///< per person
  double water_recovery = 0.42;    ///< share of it that comes back
  double eva_water_kg_h = 0.6875;  ///< per hour of one person outside; so the next ones
  double eva_oxygen_kg_h = 0.07875;
  double eva_lithium_hydroxide_kg_h = 0.3625;
  double food_support_kg_d = 0.05556;
  double ambient_food_kg_d = 0.76389;
  double frozen_food_kg_d = 1.61667;
  double oxygen_kg_d = 3.85714;
  double nitrogen_kg_d = 2.21429;
  double hygiene_kg_d = 0.27778;
  double hygiene_kit_kg = 1.8;  ///< per person, once; so the next ones
  double clothing_kg = 2.3;     ///< one set
  double clothing_lifetime_d = 4.0;
  double personal_items_kg = 10.0;
  double office_kg = 5.0;
  double computers_kg = 5.0;
  double suit_kg = 107.0;
  double health_consumables_kg = 0.1;
  double health_equipment_kg = 20.0;  ///< per flight; so the next ones
  double safety_equipment_kg = 25.0;
  double communications_kg = 20.0;
  double waste_bags_kg_d = 0.05;  ///< per person
  double waste_containment_kg_d = 0.05;
};

/// A crew on the surface.
struct CrewSortie {
  int people = 0;             ///< > 0
  Duration stay;              ///< on the surface, >= 0
  Duration reserve{};         ///< supplies beyond the stay: food, air, water and hygiene; no clothes
  double eva_person_h = 0.0;  ///< hours outside times people outside, >= 0
};

struct SupplyDemand {
  SupplyClass supply = SupplyClass::water;
  double kg = 0.0;
};

/// What such a crew needs, one line a class, in the order of the classes.
///
/// @throws InvalidArgument if a figure is negative or not finite, or if clothing lasts less than a day
/// Checked in: tests/unit/station/test_crew_supplies.cpp, against the SpaceNet quick start's printed tables
std::vector<SupplyDemand> crew_supplies(const CrewSortie& sortie, const CrewSupplyRates& rates = {});

/// Person-hours outside in a stay of so many sorties a week, each of `length` and with `people_outside`:
/// whole sorties, as many as fit.
double eva_person_hours(Duration stay, double sorties_per_week, Duration length, int people_outside);

/// Sum over stays of people times days times the mass for exploration and infrastructure (classes 6 and 8)
/// that is where they are [kg d]: what SpaceNet calls exploration capability.
struct ExplorationStay {
  int people = 0;
  double days = 0.0;
  double mass_kg = 0.0;
};
double exploration_capability_kg_d(const std::vector<ExplorationStay>& stays);

/// The same per launched mass, as a multiple of Apollo 17's:
///
///     (capability / 2594 kg d) / (launched / 2,930,000 kg)
///
/// @param launched_kg  mass that left the Earth, > 0
/// Source: SpaceNet 2.5 (MIT), its measures of effectiveness.
double relative_exploration_capability(double capability_kg_d, double launched_kg);

}  // namespace perilune
