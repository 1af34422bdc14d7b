#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <perilune/core/source_location.hpp>
#include <perilune/roadmap/reference.hpp>
#include <perilune/units/parse.hpp>

namespace perilune {

/// How much of a resource: a count, or a quantity with its unit.
struct ResourceAmount {
  double si = 0.0;  ///< the count, or the quantity in SI units
  Dimension dimension = Dimension::dimensionless;
  std::string unit;  ///< as it was typed: "kW"; empty for a count
  SourceLocation where;

  static ResourceAmount count(double number) { return {number, Dimension::dimensionless, {}, {}}; }

  /// "3", "20 kW".
  /// @throws InvalidArgument if the text is neither a number nor a quantity
  static ResourceAmount parse(std::string_view text);

  friend bool operator==(const ResourceAmount&, const ResourceAmount&) = default;
};

/// The amount as a number in the unit of another one of the same dimension.
double in_unit_of(const ResourceAmount& amount, const ResourceAmount& other);

/// "3", "20 kW".
std::string to_text(const ResourceAmount& amount);

/// What an activity, or a mission over several of them, asks of a resource.
struct ResourceUse {
  Reference resource;

  std::optional<ResourceAmount> amount;  ///< of a cumulative one, while it runs; none: one
  std::string as;                        ///< of a disjunctive one: its kind for setups; empty: its launcher

  // Of a reservoir: what the level changes by; negative: it falls.
  std::optional<ResourceAmount> at_start;  ///< when it starts
  std::optional<ResourceAmount> at_end;    ///< when it ends
  std::optional<ResourceAmount> per_day;   ///< while it runs

  // Of a mission: from the start of one of its activities to the end of another.
  Reference from;  ///< empty: the first
  Reference to;    ///< empty: the last
  SourceLocation where;

  friend bool operator==(const ResourceUse&, const ResourceUse&) = default;
};

}  // namespace perilune
