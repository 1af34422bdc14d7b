#pragma once

#include <optional>
#include <string>
#include <vector>

#include <perilune/core/source_location.hpp>
#include <perilune/roadmap/reference.hpp>
#include <perilune/time/epoch.hpp>
#include <perilune/time/interval_set.hpp>

namespace perilune {

/// A date that a mission should keep, and need not: each day later costs.
struct SoftDate {
  Epoch date;
  Reference milestone;  ///< what is due then; empty: that the mission is in place
  double weight = 1.0;  ///< of each day, among the missions of a lateness
  SourceLocation where;

  friend bool operator==(const SoftDate&, const SoftDate&) = default;
};

/// A milestone that is to be reached as early as possible.
struct MilestoneAim {
  Reference mission;
  Reference milestone;  ///< empty: the mission is in place
  double weight = 1.0;  ///< of each day
  SourceLocation where;

  friend bool operator==(const MilestoneAim&, const MilestoneAim&) = default;
};

/// What is to be made as small (of mass and crew days: as large) as possible: a sum of weighted terms. An
/// empty weight leaves a term out.
struct RoadmapObjective {
  std::string title;
  std::optional<double> makespan;  ///< per day, of the last mission that is in place
  std::optional<double> lateness;  ///< per weighted day that missions are late for their `due`
  std::vector<MilestoneAim> milestones;
  std::optional<double> launches;  ///< per launch
  std::optional<double> left_out;  ///< per optional mission that does not fly
  std::optional<double> cost;      ///< per unit of cost
  std::optional<double> delta_v;   ///< per m/s

  std::optional<double> delivered_mass;  ///< per kilogram that is in place by `delivered_by`
  std::optional<Epoch> delivered_by;

  std::optional<double> crew_days;  ///< per day and unit of what is taken of `crew`
  Reference crew;                   ///< a cumulative resource
  SourceLocation where;

  friend bool operator==(const RoadmapObjective&, const RoadmapObjective&) = default;
};

/// What is aimed at, in words: its title, or its terms: "lateness and launches".
std::string objective_text(const RoadmapObjective& objective);

/// The unit of its sum: "d", "kg"; empty where it has none, or terms of several.
std::string objective_unit(const RoadmapObjective& objective);

/// What a budget counts.
enum class BudgetMeasure {
  cost,      ///< of all legs that start in a period
  delta_v,   ///< of all legs that start in a period [m/s]
  launches,  ///< that start in a period
};

/// A limit for what starts in each of several periods.
struct RoadmapBudget {
  struct Period {
    Interval span;
    double limit = 0.0;  ///< in units of cost, metres per second, or launches
    SourceLocation where;

    friend bool operator==(const Period&, const Period&) = default;
  };

  std::string id;
  BudgetMeasure measure = BudgetMeasure::cost;
  std::vector<Reference> missions;  ///< whose; empty: of all
  std::vector<Period> periods;
  std::optional<double> yearly;  ///< the limit of each calendar year (UTC) of the horizon, beside `periods`
  SourceLocation where;

  friend bool operator==(const RoadmapBudget&, const RoadmapBudget&) = default;
};

}  // namespace perilune
