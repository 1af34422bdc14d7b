#include <perilune/station/supply_class.hpp>

#include <array>
#include <string_view>

#include <perilune/station/process.hpp>

namespace perilune {
namespace {

struct Named {
  SupplyClass supply;
  std::string_view name;
};

constexpr std::array named{
    Named{SupplyClass::propellants, "propellants"},
    Named{SupplyClass::crew_provisions, "crew-provisions"},
    Named{SupplyClass::water, "water"},
    Named{SupplyClass::food, "food"},
    Named{SupplyClass::gases, "gases"},
    Named{SupplyClass::hygiene, "hygiene"},
    Named{SupplyClass::clothing, "clothing"},
    Named{SupplyClass::personal, "personal"},
    Named{SupplyClass::crew_operations, "crew-operations"},
    Named{SupplyClass::office, "office"},
    Named{SupplyClass::extravehicular, "extravehicular"},
    Named{SupplyClass::health, "health"},
    Named{SupplyClass::safety, "safety"},
    Named{SupplyClass::communications, "communications"},
    Named{SupplyClass::computers, "computers"},
    Named{SupplyClass::maintenance, "maintenance"},
    Named{SupplyClass::spares, "spares"},
    Named{SupplyClass::stowage, "stowage"},
    Named{SupplyClass::exploration, "exploration"},
    Named{SupplyClass::waste, "waste"},
    Named{SupplyClass::waste_bags, "waste-bags"},
    Named{SupplyClass::waste_containment, "waste-containment"},
    Named{SupplyClass::infrastructure, "infrastructure"},
    Named{SupplyClass::habitats, "habitats"},
    Named{SupplyClass::mobility, "mobility"},
    Named{SupplyClass::power, "power"},
    Named{SupplyClass::robotics, "robotics"},
    Named{SupplyClass::resource_use, "resource-use"},
    Named{SupplyClass::servicing, "servicing"},
    Named{SupplyClass::carriers, "carriers"},
    Named{SupplyClass::miscellaneous, "miscellaneous"},
};

constexpr auto classes = [] {
  std::array<SupplyClass, named.size()> all{};
  for (std::size_t i = 0; i < named.size(); ++i) all[i] = named[i].supply;
  return all;
}();

}  // namespace

std::string_view to_text(SupplyClass supply) {
  for (const Named& entry : named) {
    if (entry.supply == supply) return entry.name;
  }
  return "unknown";
}

std::optional<SupplyClass> parse_supply_class(std::string_view text) {
  for (const Named& entry : named) {
    if (entry.name == text) return entry.supply;
  }
  return std::nullopt;
}

SupplyClass supply_class_of(std::string_view commodity) {
  struct Known {
    std::string_view commodity;
    SupplyClass supply;
  };
  static constexpr std::array known{
      Known{commodity::oxygen, SupplyClass::gases},
      Known{commodity::nitrogen, SupplyClass::gases},
      Known{commodity::carbon_dioxide, SupplyClass::waste},
      Known{commodity::waste_water, SupplyClass::waste},
      Known{commodity::hydrogen, SupplyClass::propellants},
      Known{commodity::methane, SupplyClass::propellants},
      Known{commodity::propellant, SupplyClass::propellants},
      Known{"samples", SupplyClass::exploration},
  };
  for (const Known& one : known)
    if (one.commodity == commodity) return one.supply;
  return parse_supply_class(commodity).value_or(SupplyClass::miscellaneous);
}

std::span<const SupplyClass> supply_classes() {
  return classes;
}

SupplyClass main_class(SupplyClass supply) {
  const int number = static_cast<int>(supply);
  return number < 100 ? supply : static_cast<SupplyClass>(number / 100);
}

}  // namespace perilune
