#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <perilune/core/source_location.hpp>
#include <perilune/roadmap/risk.hpp>
#include <perilune/scheduling/problem.hpp>
#include <perilune/scheduling/schedule.hpp>
#include <perilune/scheduling/solve.hpp>
#include <perilune/time/duration.hpp>
#include <perilune/time/epoch.hpp>
#include <perilune/time/interval_set.hpp>

namespace perilune {
namespace detail {
struct RiskField;
}

/// What may go wrong with an activity of a problem. Its delays are rounded up to whole ticks.
struct ActivityRisk {
  ScheduleActivity activity;
  Risk risk;
};

/// Activities of one flight that are done again together when one of them fails, or when what it is in the
/// middle of cannot wait for something else that is late: launch, transfer, landing.
struct RiskFlight {
  std::vector<ScheduleActivity> activities;  ///< in their order
  Duration again_after;                      ///< from a flight that could not wait to the next one, >= 0
};

/// Activities that stand still together: after a failure of one of them none of the others starts for a time.
struct RiskGroup {
  std::string name;                ///< "long-march-5"
  std::vector<std::size_t> risks;  ///< by position
  DelayLaw grounded;               ///< from the failure on
  SourceLocation where = {};
};

/// Somebody withdraws from the campaign: what has not begun by then is delayed, or does not take place, and
/// what waits for it then waits for nothing.
struct RiskWithdrawal {
  std::string name;
  double probability = 0.0;                            ///< that it happens at all, 0 to 1
  Interval when;                                       ///< at a moment in it, any as likely as another
  std::vector<std::vector<ScheduleActivity>> removed;  ///< missions
  std::vector<std::vector<ScheduleActivity>> delayed;
  DelayLaw delay;  ///< of each of them, from the day on which it was planned
  SourceLocation where = {};
};

/// What goes wrong for several activities at once. Only `RiskPolicy::replan` knows it.
struct SharedRisks {
  std::vector<RiskFlight> flights = {};  ///< without an activity in two of them
  std::vector<RiskGroup> groups = {};
  std::vector<RiskWithdrawal> withdrawals = {};
};

/// When something is known, and what is done about it.
enum class RiskPolicy {
  /// As it would be: each delay and failure is known only when it comes (see `Risk`); then the plan is made
  /// anew with the past frozen and as few changes as possible (`replan`).
  replan,
  /// All is known from the beginning, and the best plan for it is made: no plan could do better. Failures
  /// then make an activity last longer, and only its first try keeps to its windows.
  foresight,
};

struct RiskOptions {
  std::size_t samples = 1000;  ///< > 0; of `assess_risk`
  std::uint64_t seed = 1;
  RiskPolicy policy = RiskPolicy::replan;
  int threads = 2;  ///< samples side by side; changes the time, never a result
  SolveOptions solve = {.conflicts = 2000,
                        .threads = 1};  ///< for each plan; its limit of work, not of seconds
};

/// Something that is reached when all of these events have come.
struct RiskMilestone {
  std::vector<ScheduleEvent> events;  ///< at least one
  /// What is critical is measured by it: an activity that comes any later makes it later. Without any such
  /// milestone, by the last goal of the problem.
  bool is_aim = false;
};

/// What one sample came to.
struct RiskSample {
  bool found = false;  ///< everything that was still to take place found a date
  /// When each milestone was reached, after the origin of the grid; nothing if it was not.
  std::vector<std::optional<Duration>> reached;
  std::vector<bool> critical;  ///< by activity: it has no slack in hindsight
  std::vector<bool> missed;    ///< by activity: it starts after the window planned has closed
  /// By risk, the time that its fate takes, whatever the plan; then by withdrawal, a day if it happens.
  std::vector<Duration> lost;

  friend bool operator==(const RiskSample&, const RiskSample&) = default;
};

/// The date of one milestone in all samples.
struct MilestoneRisk {
  std::vector<Epoch> dates;  ///< sorted; of the samples in which it is reached
  std::size_t samples = 0;   ///< all of them

  /// The first date by which it has come with that probability: 0.5 for P50. Nothing if it comes too seldom.
  std::optional<Epoch> quantile(double probability) const;
  double probability_by(Epoch date) const;
};

/// How one activity behaves over all samples.
struct ActivityRiskIndex {
  double critical = 0.0;     ///< share of samples in which it has no slack
  double window_miss = 0.0;  ///< share of those in which it starts after the window planned has closed
};

struct RiskAnswer {
  Schedule plan;  ///< without any delay
  std::vector<MilestoneRisk> milestones;
  std::vector<ActivityRiskIndex> activities;  ///< as numbered in the problem
  /// For each milestone and each driver (`RiskStudy::drivers`): by how much later the milestone is for each
  /// standard deviation of the time that the driver costs (least squares over the samples that reach it): the
  /// bars of a tornado chart.
  std::vector<std::vector<Duration>> swings;
  std::size_t failed = 0;  ///< samples in which something found no date any more
};

/// Monte Carlo over delays and failures, sample by sample: for programs that show how far they are, stop and
/// go on. Every sample has its own random numbers, by its number, its activity's name and the seed alone
/// (Philox): two campaigns are compared on the same fates, and nothing depends on threads, or on how many
/// samples there are.
class RiskStudy {
 public:
  /// @param plan  the answer to the problem
  /// @throws InvalidArgument if a probability or a duration is out of its range, or the plan is none
  RiskStudy(ScheduleProblem problem, Schedule plan, std::vector<ActivityRisk> risks,
            std::vector<RiskMilestone> milestones, RiskOptions options = {}, SharedRisks shared = {});
  ~RiskStudy();
  RiskStudy(const RiskStudy&) = delete;
  RiskStudy& operator=(const RiskStudy&) = delete;

  /// May be called by several threads at once.
  RiskSample run(std::size_t sample) const;
  /// What the samples say together.
  RiskAnswer answer(const std::vector<RiskSample>& samples) const;

  const ScheduleProblem& problem() const noexcept { return problem_; }
  const Schedule& plan() const noexcept { return plan_; }
  const std::vector<ActivityRisk>& risks() const noexcept { return risks_; }
  const std::vector<RiskMilestone>& milestones() const noexcept { return milestones_; }
  const SharedRisks& shared() const noexcept { return shared_; }
  /// Names of what may move dates: the activities at risk, then the withdrawals, then the groups, each of
  /// which stands for all its members together.
  std::vector<std::string> drivers() const;

 private:
  ScheduleProblem problem_;
  Schedule plan_;
  std::vector<ActivityRisk> risks_;
  std::vector<RiskMilestone> milestones_;
  RiskOptions options_;
  SharedRisks shared_;
  std::vector<std::optional<Tick>> window_ends_;  ///< by activity: of the window planned
  std::unique_ptr<const detail::RiskField> field_;
};

/// How likely milestones are: plans, runs all samples and says what they say together.
///
/// @throws InvalidArgument as `RiskStudy`, or if there is no plan at all
///
/// Checked in: tests/unit/scheduling/test_risk.cpp against closed forms
RiskAnswer assess_risk(const ScheduleProblem& problem, const std::vector<ActivityRisk>& risks,
                       const std::vector<RiskMilestone>& milestones, const RiskOptions& options = {});

}  // namespace perilune
