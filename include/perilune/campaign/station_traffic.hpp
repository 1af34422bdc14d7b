#pragma once

#include <optional>
#include <vector>

#include <perilune/campaign/mission_plan.hpp>
#include <perilune/core/source_location.hpp>
#include <perilune/roadmap/mission.hpp>
#include <perilune/roadmap/reference.hpp>
#include <perilune/time/duration.hpp>
#include <perilune/time/epoch.hpp>

namespace perilune {

/// A mission of which there will be several: the generated ones are called `<id>-1`, `<id>-2`, ...
struct MissionTemplate {
  Mission mission;
  MissionPlan plan;

  friend bool operator==(const MissionTemplate&, const MissionTemplate&) = default;
};

/// People who live at a station in turns. Crew k may lift off from `from` + (k - 1) (`stay` - `overlap`) on;
/// it stays for `stay`, and longer if it must: until the next crew has been there for `overlap`.
struct CrewRotation {
  int people = 0;                         ///< of each crew, > 0
  Duration stay;                          ///< from landing to ascent, at least; > `overlap`
  Duration overlap;                       ///< >= 0
  Epoch from;                             ///< the first lift-off may be on this day
  std::optional<Epoch> to;                ///< the last crew has left by then; empty: the end of the horizon
  Duration slack = Duration::days(30.0);  ///< a crew lifts off at most so long after its day; > 0
  double hygiene_water_kg_d = 0.0;        ///< water that each of them washes with, >= 0
  /// What flies for each crew. The first takes it down to the station (its `surface` is the stay) and home;
  /// the others go along: a lander, a tanker. A name of one of them in `after` is that of the same crew.
  std::vector<MissionTemplate> missions;
  SourceLocation where;

  friend bool operator==(const CrewRotation&, const CrewRotation&) = default;
};

/// Cargo flights, as many as the station needs. Their payload is the carrier's capacity: what each brings,
/// and when, follows from the demand.
struct Resupply {
  std::vector<Reference> commodities;     ///< empty: oxygen, nitrogen, water, food, spares
  Duration slack = Duration::days(30.0);  ///< a flight arrives at most so long before it is needed; > 0
  double packing = 0.0;                   ///< share of the payload that is packing and stays unused, [0, 1)
  MissionTemplate mission;
  SourceLocation where;

  friend bool operator==(const Resupply&, const Resupply&) = default;
};

}  // namespace perilune
