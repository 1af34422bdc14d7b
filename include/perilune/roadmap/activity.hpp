#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <perilune/core/source_location.hpp>
#include <perilune/roadmap/duration_range.hpp>
#include <perilune/roadmap/reference.hpp>
#include <perilune/roadmap/resource_use.hpp>
#include <perilune/roadmap/risk.hpp>
#include <perilune/time/epoch.hpp>
#include <perilune/time/interval_set.hpp>

namespace perilune {

/// What an activity is. The text form is the same word, except that `return_to_earth` is written "return",
/// which C++ keeps for itself.
enum class ActivityKind {
  prepare,          ///< build, test and bring to the pad
  launch,           ///< from lift-off to separation
  transfer,         ///< the flight to the Moon
  capture,          ///< braking into lunar orbit
  commission,       ///< check-out before use
  wait,             ///< hold until the next activity may begin
  descend,          ///< from lunar orbit to the surface
  surface,          ///< work on the surface
  operate,          ///< work in orbit
  ascend,           ///< from the surface to lunar orbit
  dock,             ///< rendezvous and docking
  return_to_earth,  ///< the flight home
  other,            ///< anything else: its id says what
};

/// "launch", "return".
std::string to_text(ActivityKind kind);

/// The kind of that name, if there is one.
std::optional<ActivityKind> parse_activity_kind(std::string_view text);

/// All names of kinds, in the order of the enumeration.
std::span<const std::string> activity_kind_names();

/// One opportunity: the activity may start at any instant of the half-open interval.
struct Window {
  Interval span;
  SourceLocation where;

  // Of a launch opportunity as a trajectory search finds it. Delta-v and cost are added to those of the
  // activity or of its mode.
  std::optional<DurationRange> duration = std::nullopt;  ///< none: that of the activity, or of its mode
  double delta_v_m_s = 0.0;
  double cost = 0.0;
  Reference mode = {};  ///< open to that mode alone; empty: to all

  friend bool operator==(const Window&, const Window&) = default;
};

/// A window for each interval of the set: passes, light and launch opportunities are computed as sets.
std::vector<Window> to_windows(const IntervalSet& set, const SourceLocation& where = {});

/// One way of carrying out an activity: by this launcher or that, on a short path or a slow one.
struct ActivityMode {
  std::string id;                         ///< unique in its activity
  std::optional<DurationRange> duration;  ///< none: that of the activity
  double delta_v_m_s = 0.0;
  double cost = 0.0;
  std::vector<ResourceUse> uses;  ///< beside those of the activity
  SourceLocation where;

  friend bool operator==(const ActivityMode&, const ActivityMode&) = default;
};

/// One step of a mission: a stretch of time with a start and an end.
///
/// The activities of a mission form a chain: each starts when the one before it has ended, or later, by at
/// most `max_gap`.
struct Activity {
  std::string id;  ///< unique in its mission; empty: the name of its kind
  ActivityKind kind = ActivityKind::other;
  std::string title;
  DurationRange duration = DurationRange::at_least(Duration{});

  /// When it may start. Empty: at any time. An activity with an actual start is not held to them: history
  /// needs no opportunity.
  std::vector<Window> windows;

  /// When it was to start, by the plan before it flew: shown beside what came of it. Nothing is held to it.
  std::optional<Interval> planned;
  SourceLocation planned_where;

  /// When it did start and end, for what has already happened. Both are facts: nothing moves them.
  std::optional<Epoch> actual_start;
  std::optional<Epoch> actual_end;
  SourceLocation actual_where;

  /// Names of what has been reached when it ends; other missions wait for them.
  std::vector<Reference> milestones;

  /// What it asks of resources while it runs.
  std::vector<ResourceUse> uses;

  /// In which ways it can be carried out. Empty: in one.
  std::vector<ActivityMode> modes;

  /// What it takes, for objectives and budgets; added to what its mode takes.
  double cost = 0.0;  ///< in the unit that the roadmap keeps to
  double delta_v_m_s = 0.0;

  /// Longest time between the end of the activity before it and its own start. Empty: as long as need be;
  /// zero: it follows at once.
  std::optional<Duration> max_gap;
  SourceLocation max_gap_where;

  std::optional<Risk> risk;  ///< what may go wrong with it; nothing moves by it but in samples

  std::string site;    ///< where it takes place: "wenchang"; may be empty
  std::string source;  ///< where its dates and figures come from
  SourceLocation where;

  friend bool operator==(const Activity&, const Activity&) = default;
};

/// The id by which others call it: its own, or the name of its kind.
std::string activity_id(const Activity& activity);

}  // namespace perilune
