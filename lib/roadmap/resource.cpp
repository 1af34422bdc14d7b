#include <perilune/roadmap/resource.hpp>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {
namespace {

double si_of_unit(const ResourceAmount& amount) {
  const UnitInfo* unit = amount.unit.empty() ? nullptr : find_unit(amount.unit);
  return unit != nullptr ? unit->si : 1.0;
}

}  // namespace

ResourceAmount ResourceAmount::parse(std::string_view text) {
  const bool is_count = split_quantity(text).unit.empty();
  const ParsedQuantity parsed =
      is_count ? parse_quantity(text, Dimension::dimensionless) : parse_quantity(text);
  return {parsed.si, parsed.dimension, std::string(parsed.unit), {}};
}

double in_unit_of(const ResourceAmount& amount, const ResourceAmount& other) {
  return amount.si / si_of_unit(other);
}

std::string to_text(const ResourceAmount& amount) {
  const std::string number = to_text(amount.si / si_of_unit(amount));
  return amount.unit.empty() ? number : detail::concat(number, " ", amount.unit);
}

std::string kind_text(const Resource& resource) {
  static const char* const names[] = {"disjunctive", "cumulative", "reservoir", "calendar"};
  return names[resource.data.index()];
}

const ResourceAmount* measured_by(const Resource& resource) {
  if (const auto* cumulative = std::get_if<CumulativeResource>(&resource.data)) return &cumulative->capacity;
  if (const auto* reservoir = std::get_if<ReservoirResource>(&resource.data)) return &reservoir->initial;
  return nullptr;
}

}  // namespace perilune
