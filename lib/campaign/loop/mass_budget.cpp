#include "mass_budget.hpp"

#include <algorithm>
#include <cmath>

#include "powered_legs.hpp"

namespace perilune::detail {
namespace {

constexpr double standard_gravity_m_s2 = 9.80665;  // exact, by definition

}  // namespace

std::vector<std::string> moving_craft(const MissionPlan& plan, std::size_t leg) {
  std::vector<std::string> moving;
  if (plan.legs[leg].carries) {
    moving.push_back(plan.legs[leg].by.id);
    for (const Reference& carried : *plan.legs[leg].carries) moving.push_back(carried.id);
    return moving;
  }
  for (const LoadedCraft& loaded : plan.craft) moving.push_back(loaded.craft.id);
  for (std::size_t before = 0; before < leg; ++before)
    for (const Reference& left : plan.legs[before].leaves) std::erase(moving, left.id);
  return moving;
}

MassBudget fill_masses(const MissionPlan& plan, const Catalog& catalog, std::vector<FlownLeg>& legs) {
  MassBudget budget;
  std::map<std::string, double> tanks_kg;  // what each craft burns from here on, or until it is refuelled
  std::map<std::string, double> mass_kg;   // of each craft, with what it needs from here on
  for (const LoadedCraft& loaded : plan.craft) {
    const Craft* craft = catalog.find_craft(loaded.craft.id);
    mass_kg[loaded.craft.id] = (craft ? craft->dry_mass.si() : 0.0) + loaded.payload.si();
  }
  for (std::size_t i = legs.size(); i-- > 0;) {
    const LegPlan& leg = plan.legs[i];
    for (const Reference& refuelled : leg.refuels) {
      double& filled_kg = tanks_kg[refuelled.id];
      legs[i].taken_on_kg[refuelled.id] = filled_kg;
      mass_kg[refuelled.id] -= filled_kg;
      filled_kg = 0.0;
    }
    double after_kg = 0.0;
    for (const std::string& id : moving_craft(plan, i)) after_kg += mass_kg[id];
    legs[i].mass_after_kg = after_kg;
    const Craft* engine = catalog.find_craft(leg.by.id);
    if (leg.is_powered && engine && engine->thrust && engine->specific_impulse)
      compute_powered_leg(leg, *engine, after_kg, legs[i]);
    if (engine && engine->specific_impulse && legs[i].delta_v_m_s > 0.0) {
      const double exhaust_m_s = engine->specific_impulse->seconds() * standard_gravity_m_s2;
      legs[i].propellant_kg =
          after_kg * std::expm1((1.0 + plan.delta_v_reserve) * legs[i].delta_v_m_s / exhaust_m_s);
      mass_kg[leg.by.id] += legs[i].propellant_kg;
      double& filled_kg = tanks_kg[leg.by.id];
      filled_kg += legs[i].propellant_kg;
      budget.propellant_kg[leg.by.id] = std::max(budget.propellant_kg[leg.by.id], filled_kg);
    }
    legs[i].mass_before_kg = after_kg + legs[i].propellant_kg;
  }
  for (const auto& [id, kg] : mass_kg) budget.launch_mass_kg += kg;
  return budget;
}

}  // namespace perilune::detail
