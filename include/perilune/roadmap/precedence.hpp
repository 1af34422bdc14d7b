#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <perilune/core/source_location.hpp>
#include <perilune/roadmap/duration_range.hpp>
#include <perilune/roadmap/reference.hpp>

namespace perilune {

/// Which event of the one before is tied to which event of the one after.
enum class PrecedenceKind {
  finish_to_start,   ///< FS: it starts after the other has ended
  start_to_start,    ///< SS: it starts after the other has started
  finish_to_finish,  ///< FF: it ends after the other has ended
  start_to_finish,   ///< SF: it ends after the other has started
};

/// "FS", "SS", "FF" or "SF".
std::string to_text(PrecedenceKind kind);

/// The kind of that name (FS, SS, FF, SF, capitals), if there is one.
std::optional<PrecedenceKind> parse_precedence_kind(std::string_view text);

/// All four names, in the order of the enumeration.
std::span<const std::string> precedence_kind_names();

/// A mission waits for another one (or one of its activities for another of its own).
///
/// What it waits for is an activity or a milestone of `mission`; with neither, the moment at which that
/// mission is in place (`in_place` in lookup.hpp). What waits is `activity` of the mission that holds this
/// item; if it is empty, the first one.
struct Precedence {
  Reference mission;         ///< whom it waits for
  Reference after_activity;  ///< which activity of that mission
  Reference milestone;       ///< or which milestone: the end of the activity that reaches it
  Reference activity;        ///< which activity of its own waits; empty: the first
  PrecedenceKind kind = PrecedenceKind::finish_to_start;
  DurationRange lag = DurationRange::at_least(Duration{});  ///< from the one event to the other
  SourceLocation where;

  friend bool operator==(const Precedence&, const Precedence&) = default;
};

}  // namespace perilune
