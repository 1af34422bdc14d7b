#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <perilune/core/source_location.hpp>
#include <perilune/roadmap/activity.hpp>
#include <perilune/roadmap/objective.hpp>
#include <perilune/roadmap/precedence.hpp>
#include <perilune/roadmap/reference.hpp>
#include <perilune/roadmap/resource_use.hpp>
#include <perilune/time/epoch.hpp>
#include <perilune/units/quantity.hpp>

namespace perilune {

/// What is known of a mission.
enum class MissionStatus {
  flown,        ///< it flew: at least one activity has an actual start
  lost,         ///< it flew and failed: only the activities with an actual start took place
  planned,      ///< it is to fly
  unconfirmed,  ///< it is to fly, or may have flown already: no source says; scheduled as planned
  superseded,   ///< a plan that a later one has replaced: kept for the record, never scheduled
};

/// "flown", "lost", ...
std::string to_text(MissionStatus status);

/// The status of that name, if there is one.
std::optional<MissionStatus> parse_mission_status(std::string_view text);

/// All names of statuses, in the order of the enumeration.
std::span<const std::string> mission_status_names();

/// One flight, from its preparation to the end of its work: a chain of activities.
struct Mission {
  std::string id;  ///< unique in the roadmap: "change-7"
  std::string title;
  Reference phase;  ///< the phase it belongs to; may be empty
  MissionStatus status = MissionStatus::planned;
  std::string launcher;
  std::string spacecraft;
  std::optional<Mass> launch_mass;
  std::vector<Activity> activities;  ///< in their order
  std::vector<Precedence> after;     ///< what it waits for
  bool optional = false;             ///< it may be left out; what waits for it then waits for nothing
  std::vector<Reference> needs;      ///< missions without which it does not fly
  std::optional<SoftDate> due;
  std::optional<Mass> delivers;   ///< what has been delivered when it is in place
  std::vector<ResourceUse> uses;  ///< of resources, over several activities

  /// When a lost mission was lost: the end of the last activity that had begun.
  std::optional<Epoch> lost_on;

  std::string source;  ///< where the dates and figures come from
  SourceLocation where;

  friend bool operator==(const Mission&, const Mission&) = default;
};

}  // namespace perilune
