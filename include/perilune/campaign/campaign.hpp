#pragma once

#include <optional>
#include <string>
#include <vector>

#include <perilune/campaign/flown.hpp>
#include <perilune/campaign/loop_log.hpp>
#include <perilune/campaign/scenario.hpp>
#include <perilune/core/diagnostic.hpp>
#include <perilune/scheduling/roadmap_schedule.hpp>

namespace perilune {

/// What came of a scenario: the schedule of all missions and the flights that were flown. A value: made by
/// `plan`, then only looked at.
class Campaign {
 public:
  Campaign(Scenario scenario, RoadmapSchedule schedule, std::vector<FlownFlight> flights,
           std::vector<KernelFile> kernels, std::optional<GrownStation> station = {}, LoopLog loop = {});

  const Scenario& scenario() const noexcept { return scenario_; }
  const RoadmapSchedule& schedule() const noexcept { return schedule_; }
  /// One for each flight of the scenario, in its order; then those of the missions whose transfers were
  /// designed. What is designed beyond the flight out follows it: a flight between its orbit and a low one is
  /// called `<mission>_<leg>`, a way home `<mission>_home`.
  const std::vector<FlownFlight>& flights() const noexcept { return flights_; }

  /// The ephemeris files that the flights were flown with.
  const std::vector<KernelFile>& kernels() const noexcept { return kernels_; }

  /// How the plan came about, turn by turn, with the masses of the missions that were flown.
  const LoopLog& loop() const noexcept { return loop_; }

  /// The station that the schedule lets grow, if the scenario has one and there is a schedule.
  const std::optional<GrownStation>& station() const noexcept { return station_; }
  /// Whether nobody at the station is ever short of anything, freezes, or cannot go home.
  bool station_holds() const;

  /// Whether all missions fit together. `feasible`: the search ended before it was proved that there is no
  /// better schedule; `unknown`: before there was one.
  ScheduleStatus status() const noexcept { return schedule_.schedule.status; }
  /// Whether every flight reached its end.
  bool all_arrived() const;
  /// Whether all of it holds: missions fit together, the loop has converged, flights arrive and the station
  /// lacks nothing. If not, what there is are partial results.
  bool holds() const;

  /// What a reader should know, in this order: what the schedule warns of (`phase-slip` and others),
  /// what the station warns of, `leap-seconds-assumed` if a date in UTC lies beyond the table of leap
  /// seconds.
  const std::vector<Diagnostic>& warnings() const noexcept { return warnings_; }

  /// Why the plan does not hold, with the nearest change for each cause (perilune/campaign/why_not.hpp).
  /// Empty if it does, and for an infeasible schedule, which names its conflict.
  const std::vector<Diagnostic>& why_not() const noexcept { return why_not_; }

  /// About a dozen lines for a terminal, each ended by a newline: what flew and when it arrived, the phases
  /// with their targets, the critical path or what cannot hold together, the warnings. Long lists are cut,
  /// and say so.
  std::string report() const;

 private:
  Scenario scenario_;
  RoadmapSchedule schedule_;
  std::vector<FlownFlight> flights_;
  std::vector<KernelFile> kernels_;
  std::optional<GrownStation> station_;
  LoopLog loop_;
  std::vector<Diagnostic> warnings_;
  std::vector<Diagnostic> why_not_;
};

}  // namespace perilune
