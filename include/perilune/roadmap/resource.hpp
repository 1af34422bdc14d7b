#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <perilune/core/source_location.hpp>
#include <perilune/roadmap/activity.hpp>
#include <perilune/roadmap/reference.hpp>
#include <perilune/roadmap/resource_use.hpp>
#include <perilune/time/duration.hpp>
#include <perilune/time/epoch.hpp>

namespace perilune {

/// A pad, a crew, a craft: it serves one activity at a time.
struct DisjunctiveResource {
  /// The time to change from activities of one kind (`ResourceUse::as`) to those of another.
  struct Setup {
    std::string from;
    std::string to;
    Duration time;
    SourceLocation where;

    friend bool operator==(const Setup&, const Setup&) = default;
  };

  Duration turnaround;  ///< from the end of one to the start of the next, where no setup says otherwise
  std::vector<Setup> setups;

  friend bool operator==(const DisjunctiveResource&, const DisjunctiveResource&) = default;
};

/// People, power, antennas: what activities take of it while they run adds up to its capacity at most.
struct CumulativeResource {
  /// From that date on, until the next one.
  struct Change {
    Epoch from;
    ResourceAmount capacity;

    friend bool operator==(const Change&, const Change&) = default;
  };

  ResourceAmount capacity;  ///< until the first change
  std::vector<Change> changes;

  friend bool operator==(const CumulativeResource&, const CumulativeResource&) = default;
};

/// A stock: craft that have been built, propellant, oxygen, the charge of a battery. Its level stays within
/// its limits at all times.
struct ReservoirResource {
  /// From that date on, until the next one, the level grows by so much a day, or falls.
  struct Supply {
    Epoch from;
    ResourceAmount per_day;

    friend bool operator==(const Supply&, const Supply&) = default;
  };

  ResourceAmount initial;                 ///< at the beginning of the horizon
  std::optional<ResourceAmount> lowest;   ///< none: zero
  std::optional<ResourceAmount> highest;  ///< none: no limit
  bool excess_is_lost = false;            ///< what would rise above `highest`; otherwise it is forbidden
  std::vector<Supply> supplies;

  friend bool operator==(const ReservoirResource&, const ReservoirResource&) = default;
};

/// A calendar: activities that keep to it run from start to end inside one of its open stretches.
struct CalendarResource {
  std::vector<Window> open;

  friend bool operator==(const CalendarResource&, const CalendarResource&) = default;
};

/// What activities share, as plain data.
struct Resource {
  std::string id;  ///< unique among resources: "pad-101"
  std::string title;
  std::variant<DisjunctiveResource, CumulativeResource, ReservoirResource, CalendarResource> data;
  std::string source;  ///< where its figures come from
  SourceLocation where;

  friend bool operator==(const Resource&, const Resource&) = default;
};

/// "disjunctive", "cumulative", "reservoir" or "calendar".
std::string kind_text(const Resource& resource);

/// The amount that gives a resource its dimension and unit: the capacity, or the initial level. None for what
/// serves one activity at a time, and for a calendar.
const ResourceAmount* measured_by(const Resource& resource);

}  // namespace perilune
