#include <perilune/station/crew_supplies.hpp>

#include <cmath>

#include "require.hpp"

namespace perilune {

using detail::is_not_negative;
using detail::is_positive;
using detail::require;

std::vector<SupplyDemand> crew_supplies(const CrewSortie& sortie, const CrewSupplyRates& rates) {
  require(sortie.people > 0, "crew_supplies", "people", sortie.people, "positive");
  require(sortie.stay >= Duration{}, "crew_supplies", "stay in days", sortie.stay.days(), "zero or more");
  require(sortie.reserve >= Duration{}, "crew_supplies", "reserve in days", sortie.reserve.days(),
          "zero or more");
  require(is_not_negative(sortie.eva_person_h), "crew_supplies", "eva_person_h", sortie.eva_person_h,
          "zero or more");
  require(rates.water_recovery >= 0.0 && rates.water_recovery <= 1.0, "crew_supplies", "water_recovery",
          rates.water_recovery, "between 0 and 1");
  require(rates.clothing_lifetime_d >= 1.0, "crew_supplies", "clothing_lifetime_d", rates.clothing_lifetime_d,
          "at least 1");
  for (const double rate : {rates.water_kg_d,
                            rates.eva_water_kg_h,
                            rates.eva_oxygen_kg_h,
                            rates.eva_lithium_hydroxide_kg_h,
                            rates.food_support_kg_d,
                            rates.ambient_food_kg_d,
                            rates.frozen_food_kg_d,
                            rates.oxygen_kg_d,
                            rates.nitrogen_kg_d,
                            rates.hygiene_kg_d,
                            rates.hygiene_kit_kg,
                            rates.clothing_kg,
                            rates.personal_items_kg,
                            rates.office_kg,
                            rates.computers_kg,
                            rates.suit_kg,
                            rates.health_consumables_kg,
                            rates.health_equipment_kg,
                            rates.safety_equipment_kg,
                            rates.communications_kg,
                            rates.waste_bags_kg_d,
                            rates.waste_containment_kg_d}) {
    require(is_not_negative(rate), "crew_supplies", "a rate", rate, "zero or more");
  }

  const double people = sortie.people;
  const double stay_person_d = people * sortie.stay.days();
  const double supplied_person_d = people * (sortie.stay + sortie.reserve).days();
  const double outside_h = sortie.eva_person_h;
  return {
      {SupplyClass::water, supplied_person_d * rates.water_kg_d * (1.0 - rates.water_recovery) +
                               outside_h * rates.eva_water_kg_h},
      {SupplyClass::food,
       supplied_person_d * (rates.food_support_kg_d + rates.ambient_food_kg_d + rates.frozen_food_kg_d)},
      {SupplyClass::gases,
       supplied_person_d * (rates.oxygen_kg_d + rates.nitrogen_kg_d) + outside_h * rates.eva_oxygen_kg_h},
      {SupplyClass::hygiene, supplied_person_d * rates.hygiene_kg_d + people * rates.hygiene_kit_kg},
      {SupplyClass::clothing, stay_person_d * rates.clothing_kg / rates.clothing_lifetime_d},
      {SupplyClass::personal, people * rates.personal_items_kg},
      {SupplyClass::office, people * rates.office_kg},
      {SupplyClass::extravehicular, people * rates.suit_kg + outside_h * rates.eva_lithium_hydroxide_kg_h},
      {SupplyClass::health, rates.health_equipment_kg + people * rates.health_consumables_kg},
      {SupplyClass::safety, rates.safety_equipment_kg},
      {SupplyClass::communications, rates.communications_kg},
      {SupplyClass::computers, people * rates.computers_kg},
      {SupplyClass::waste_bags, stay_person_d * rates.waste_bags_kg_d},
      {SupplyClass::waste_containment, supplied_person_d * rates.waste_containment_kg_d},
  };
}

double eva_person_hours(Duration stay, double sorties_per_week, Duration length, int people_outside) {
  require(stay >= Duration{}, "eva_person_hours", "stay in days", stay.days(), "zero or more");
  require(is_not_negative(sorties_per_week), "eva_person_hours", "sorties_per_week", sorties_per_week,
          "zero or more");
  require(length >= Duration{}, "eva_person_hours", "length in hours", length.hours(), "zero or more");
  require(people_outside >= 0, "eva_person_hours", "people_outside", people_outside, "zero or more");
  // A stay of whole weeks has whole sorties; rounding must not take the last of them.
  const double sorties = std::floor(sorties_per_week * stay.days() / 7.0 + 1e-9);
  return sorties * length.hours() * people_outside;
}

double exploration_capability_kg_d(const std::vector<ExplorationStay>& stays) {
  double sum_kg_d = 0.0;
  for (const ExplorationStay& stay : stays) {
    require(stay.people >= 0, "exploration_capability_kg_d", "people", stay.people, "zero or more");
    require(is_not_negative(stay.days), "exploration_capability_kg_d", "days", stay.days, "zero or more");
    require(is_not_negative(stay.mass_kg), "exploration_capability_kg_d", "mass_kg", stay.mass_kg,
            "zero or more");
    sum_kg_d += stay.people * stay.days * stay.mass_kg;
  }
  return sum_kg_d;
}

double relative_exploration_capability(double capability_kg_d, double launched_kg) {
  require(is_not_negative(capability_kg_d), "relative_exploration_capability", "capability_kg_d",
          capability_kg_d, "zero or more");
  require(is_positive(launched_kg), "relative_exploration_capability", "launched_kg", launched_kg,
          "positive");
  constexpr double apollo_17_kg_d = 2594.0;
  constexpr double saturn_v_kg = 2.93e6;
  return (capability_kg_d / apollo_17_kg_d) / (launched_kg / saturn_v_kg);
}

}  // namespace perilune
