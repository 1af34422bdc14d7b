#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <perilune/scheduling/problem.hpp>
#include <perilune/scheduling/schedule.hpp>
#include <perilune/scheduling/solve.hpp>
#include <perilune/time/duration.hpp>
#include <perilune/time/epoch.hpp>

namespace perilune {

/// What may go wrong with an activity. All of it makes the activity last longer, rounded up to whole ticks.
struct ActivityRisk {
  enum class Shape {
    none,
    uniform,      ///< between `least` and `most`
    triangular,   ///< between `least` and `most`, most often `likely`
    exponential,  ///< with the mean `likely`
  };
  ScheduleActivity activity;
  Shape overrun = Shape::none;  ///< of the time by which it lasts longer than planned
  Duration least;               ///< >= 0
  Duration likely;
  Duration most;
  double failure = 0.0;   ///< probability that it fails and has to be done again, 0 to 1; for each try
  Duration again_after;   ///< from a failure to the next try
  int most_failures = 1;  ///< then it succeeds
};

/// When something is known, and what is done about it.
enum class RiskPolicy {
  /// As it would be: an overrun is known when the activity should have ended; then the plan is made anew with
  /// the
  /// past frozen and as few changes as possible (`replan`).
  replan,
  /// All is known from the beginning, and the best plan for it is made: no plan could do better.
  foresight,
};

struct RiskOptions {
  std::size_t samples = 1000;  ///< > 0
  std::uint64_t seed = 1;
  RiskPolicy policy = RiskPolicy::replan;
  int threads = 2;  ///< samples side by side; changes the time, never a result
  SolveOptions solve = {.conflicts = 2000,
                        .threads = 1};  ///< for each plan; its limit of work, not of seconds
};

/// The date of one event in all samples.
struct MilestoneRisk {
  ScheduleEvent event;
  std::vector<Epoch> dates;  ///< sorted; of the samples in which it takes place
  std::size_t samples = 0;   ///< all of them

  /// The first date by which it has come with that probability: 0.5 for P50. Nothing if it comes too seldom.
  std::optional<Epoch> quantile(double probability) const;
  double probability_by(Epoch date) const;
};

/// How one activity behaves over all samples.
struct ActivityRiskIndex {
  double critical = 0.0;     ///< share of samples in which it has no slack
  double window_miss = 0.0;  ///< share of those in which it starts after the window planned has closed
  /// By how much later the first milestone is, on average, in the half of the samples in which this activity
  /// overruns more: the bars of a tornado chart. Zero without a risk of its own.
  Duration swing;
};

struct RiskAnswer {
  Schedule plan;  ///< without any overrun
  std::vector<MilestoneRisk> milestones;
  std::vector<ActivityRiskIndex> activities;  ///< as numbered in the problem
  std::size_t failed = 0;                     ///< samples in which no plan was found any more
};

/// How likely the milestones are: Monte Carlo over overruns and failures, with a new plan inside each sample.
/// Every sample has its own random numbers, by its number, its activity and the seed alone (Philox): two
/// campaigns are compared on the same fates, and nothing depends on threads.
///
/// @throws InvalidArgument if a probability or a duration is out of its range, or there is no plan at all
///
/// Checked in: tests/unit/scheduling/test_risk.cpp against three closed forms
RiskAnswer assess_risk(const ScheduleProblem& problem, const std::vector<ActivityRisk>& risks,
                       const std::vector<ScheduleEvent>& milestones, const RiskOptions& options = {});

}  // namespace perilune
