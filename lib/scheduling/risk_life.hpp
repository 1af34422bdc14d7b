#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <perilune/scheduling/assignment.hpp>
#include <perilune/scheduling/risk.hpp>

#include "risk_fate.hpp"
#include "shift.hpp"

namespace perilune::detail {

/// What all samples of a study share.
struct RiskField {
  RiskField(const ScheduleProblem& problem, const ScheduleAssignment& plan,
            const std::vector<ActivityRisk>& risks, const SharedRisks& shared,
            const std::vector<RiskMilestone>& milestones, const SolveOptions& solve);

  const ScheduleProblem& problem;
  const ScheduleAssignment baseline;
  const std::vector<ActivityRisk>& risks;
  const SharedRisks& shared;
  const SolveOptions& solve;
  std::vector<Flight> flights;
  std::vector<std::optional<std::size_t>> flight_of;  ///< by activity
  std::vector<std::vector<std::size_t>> groups_of;    ///< by risk
  std::vector<std::vector<std::size_t>> risks_of;     ///< by activity
  std::vector<std::vector<ScheduleEvent>> aims;       ///< what is critical is measured by them
  std::optional<ShiftNetwork> network;                ///< if new plans come by shifting
};

/// What one sample holds for all.
struct Fates {
  std::vector<Fate> risks;
  std::vector<WithdrawalFate> withdrawals;
};

/// A campaign as one sample lives through it: the problem with what has become known, and the plan.
class Life {
 public:
  Life(const RiskField& field, Fates fates);

  /// What comes is known when it comes. @return whether everything found a date
  bool replan_as_it_comes();
  /// Everything is known, and one plan made for it. @return false if there is none
  bool plan_with_foresight();

  const ScheduleAssignment& plan() const { return plan_; }
  bool takes_place(std::size_t activity) const;
  /// Of the last plan: whether each activity has no slack.
  std::vector<bool> critical() const;

 private:
  /// How far an activity with a risk has come.
  struct Course {
    std::size_t attempt = 0;
    bool has_slipped = false;
    bool has_begun = false;
    bool has_overrun = false;  ///< in this try
    bool is_over = false;
  };

  std::size_t activity(std::size_t k) const { return field_.risks[k].activity.number; }
  Tick planned(std::size_t k) const;
  Tick next_moment(std::size_t k) const;
  std::optional<std::size_t> next_risk() const;
  std::optional<std::size_t> next_withdrawal() const;
  void begin(std::size_t k);
  void end(std::size_t k);
  void fail(std::size_t k, Tick now);
  void withdraw(std::size_t w);
  void ground(std::size_t k, Tick until, Tick now);
  void put_off(std::size_t activity, Tick not_before, Tick now);
  void start_again(std::size_t activity, Tick not_before, Tick now);
  void forget_course(std::size_t activity);
  void remove(std::size_t activity);
  void make_anew(Tick now);
  ScheduleProblem problem_now() const;

  const RiskField& field_;
  ScheduleAssignment plan_;
  Fates fates_;
  std::vector<Course> courses_;      ///< by risk
  std::vector<bool> has_withdrawn_;  ///< by withdrawal
  std::optional<Shift> shift_;       ///< if new plans come by shifting; otherwise by `replan`, with:
  std::vector<std::optional<Tick>> not_before_, lasts_;  ///< by activity
  std::vector<bool> is_removed_;                         ///< by activity
  bool holds_ = true;
};

}  // namespace perilune::detail
