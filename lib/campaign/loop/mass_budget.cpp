#include "mass_budget.hpp"

#include <algorithm>
#include <cmath>

namespace perilune::detail {
namespace {

constexpr double standard_gravity_m_s2 = 9.80665;  // exact, by definition

/// The craft that have not been left before a leg.
std::vector<std::vector<std::string>> crews_of_legs(const MissionPlan& plan) {
  std::vector<std::string> together;
  for (const LoadedCraft& loaded : plan.craft) together.push_back(loaded.craft.id);
  std::vector<std::vector<std::string>> present;
  for (const LegPlan& leg : plan.legs) {
    present.push_back(together);
    for (const Reference& left : leg.leaves) std::erase(together, left.id);
  }
  return present;
}

}  // namespace

MassBudget fill_masses(const MissionPlan& plan, const Catalog& catalog, std::vector<FlownLeg>& legs) {
  MassBudget budget;
  std::map<std::string, double> mass_kg;  // of each craft, with what it needs from here on
  for (const LoadedCraft& loaded : plan.craft) {
    const Craft* craft = catalog.find_craft(loaded.craft.id);
    mass_kg[loaded.craft.id] = (craft ? craft->dry_mass.si() : 0.0) + loaded.payload.si();
  }
  const auto present = crews_of_legs(plan);
  for (std::size_t i = legs.size(); i-- > 0;) {
    const LegPlan& leg = plan.legs[i];
    std::vector<std::string> moving = present[i];
    if (leg.carries) {
      moving = {leg.by.id};
      for (const Reference& carried : *leg.carries) moving.push_back(carried.id);
    }
    double after_kg = 0.0;
    for (const std::string& id : moving) after_kg += mass_kg[id];
    legs[i].mass_after_kg = after_kg;
    const Craft* engine = catalog.find_craft(leg.by.id);
    if (engine && engine->specific_impulse && legs[i].delta_v_m_s > 0.0) {
      const double exhaust_m_s = engine->specific_impulse->seconds() * standard_gravity_m_s2;
      legs[i].propellant_kg =
          after_kg * std::expm1((1.0 + plan.delta_v_reserve) * legs[i].delta_v_m_s / exhaust_m_s);
      mass_kg[leg.by.id] += legs[i].propellant_kg;
      budget.propellant_kg[leg.by.id] += legs[i].propellant_kg;
    }
    legs[i].mass_before_kg = after_kg + legs[i].propellant_kg;
  }
  for (const auto& [id, kg] : mass_kg) budget.launch_mass_kg += kg;
  return budget;
}

}  // namespace perilune::detail
