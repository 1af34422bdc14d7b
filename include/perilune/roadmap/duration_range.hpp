#pragma once

#include <optional>

#include <perilune/core/source_location.hpp>
#include <perilune/time/duration.hpp>

namespace perilune {

/// How long something may last, or how far apart two events may be: at least `min`, and at most `max` if
/// there is one.
struct DurationRange {
  Duration min{};
  std::optional<Duration> max;  ///< empty: as long as need be
  SourceLocation where;

  static DurationRange exactly(Duration duration) { return {duration, duration, {}}; }
  static DurationRange at_least(Duration shortest) { return {shortest, std::nullopt, {}}; }
  static DurationRange at_most(Duration longest) { return {Duration{}, longest, {}}; }
  static DurationRange between(Duration shortest, Duration longest) { return {shortest, longest, {}}; }

  friend bool operator==(const DurationRange&, const DurationRange&) = default;
};

}  // namespace perilune
