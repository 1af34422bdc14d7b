#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace perilune {

/// What a supply is for: the classes of supply of space logistics, by their numbers.
///
/// Source: SpaceNet 2.5 user guide (MIT), after NATO's classes.
enum class SupplyClass {
  propellants = 1,
  crew_provisions = 2,
  water = 201,
  food = 202,
  gases = 203,
  hygiene = 204,
  clothing = 205,
  personal = 206,
  crew_operations = 3,
  office = 301,
  extravehicular = 302,
  health = 303,
  safety = 304,
  communications = 305,
  computers = 306,
  maintenance = 4,
  spares = 401,
  stowage = 5,
  exploration = 6,
  waste = 7,
  waste_bags = 701,
  waste_containment = 702,
  infrastructure = 8,
  habitats = 801,
  mobility = 802,
  power = 803,
  robotics = 804,
  resource_use = 805,
  servicing = 806,
  carriers = 9,
  miscellaneous = 10,
};

/// "water", "waste-bags": as the enumeration, with hyphens.
std::string_view to_text(SupplyClass supply);

/// The class of that name, or nothing.
std::optional<SupplyClass> parse_supply_class(std::string_view text);

/// All classes, by group.
std::span<const SupplyClass> supply_classes();

/// The class of a commodity of a station: of its own name ("clothing"), or of those of
/// perilune/station/process.hpp, with samples as exploration and propellant of any mixture among the first;
/// anything else is miscellaneous.
SupplyClass supply_class_of(std::string_view commodity);

/// The first digits: `water` belongs to `crew_provisions`; a main class belongs to itself.
SupplyClass main_class(SupplyClass supply);

}  // namespace perilune
