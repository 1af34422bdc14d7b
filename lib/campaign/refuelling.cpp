#include <perilune/campaign/refuelling.hpp>

#include <algorithm>
#include <string>
#include <utility>

#include <perilune/core/text.hpp>
#include <perilune/roadmap/lookup.hpp>

namespace perilune {
namespace {

using detail::concat;

std::vector<PropellantShare> mixture_of(const Catalog& catalog, const std::string& id) {
  const Craft* craft = catalog.find_craft(id);
  if (craft != nullptr && !craft->mixture.empty()) return craft->mixture;
  return {{std::string(commodity::propellant), 1.0, {}}};
}

}  // namespace

std::vector<Delivery> propellant_taken(const Scenario& scenario, const std::vector<FlownMission>& flown) {
  std::vector<Delivery> taken;
  for (const FlownMission& mission : flown) {
    const auto plan = std::find_if(scenario.plans.begin(), scenario.plans.end(),
                                   [&](const MissionPlan& one) { return one.mission == mission.mission; });
    for (std::size_t a = 0; a < mission.legs.size(); ++a) {
      for (const auto& [craft, kg] : mission.legs[a].taken_on_kg) {
        if (kg <= 0.0) continue;
        for (const PropellantShare& part : mixture_of(scenario.catalog, craft)) {
          taken.push_back({mission.mission, mission.legs[a].span.to, part.commodity, -kg * part.share,
                           plan->legs[a].where});
        }
      }
    }
  }
  return taken;
}

std::vector<Diagnostic> validate_refuelling(const std::vector<MissionPlan>& plans,
                                            const std::optional<StationPlan>& station,
                                            const Catalog& catalog) {
  std::vector<std::string> stored;
  if (station) {
    for (const PlannedElement& planned : station->elements)
      for (const Store& store : planned.element.stores) stored.push_back(store.commodity);
  }
  std::vector<Diagnostic> found;
  for (const MissionPlan& plan : plans) {
    for (const LegPlan& leg : plan.legs) {
      for (const Reference& craft : leg.refuels) {
        if (catalog.find_craft(craft.id) == nullptr) continue;  // that is told of its name
        for (const PropellantShare& part : mixture_of(catalog, craft.id)) {
          if (std::find(stored.begin(), stored.end(), part.commodity) != stored.end()) continue;
          Diagnostic& made = found.emplace_back();
          made.code = "no-store";
          made.where = craft.where;
          made.message = concat("'", craft.id, "' is refuelled with '", part.commodity, "', and ",
                                station ? "no element of the station has a store for it"
                                        : "there is no station to take it from");
          const auto near = nearest_name(part.commodity, stored);
          made.help = near ? concat("did you mean '", *near, "'? 'mixture' of the craft says what it burns")
                           : "give an element of the station a store for it; 'mixture' of the craft says "
                             "what it burns";
        }
      }
    }
  }
  return found;
}

}  // namespace perilune
