#pragma once

#include <vector>

#include <perilune/scheduling/assignment.hpp>
#include <perilune/scheduling/risk.hpp>

#include "risk_fate.hpp"

namespace perilune::detail {

/// A campaign as one sample lives through it: the problem with what has become known, and the plan.
class Life {
 public:
  /// @param fates  by risk
  Life(const ScheduleProblem& problem, const ScheduleAssignment& plan, const std::vector<ActivityRisk>& risks,
       std::vector<Fate> fates, const SolveOptions& solve);

  /// What comes is known when it comes. @return false if no plan holds any more
  bool replan_as_it_comes();
  /// Everything is known, and one plan made for it. @return false if there is none
  bool plan_with_foresight();

  const ScheduleAssignment& plan() const { return plan_; }
  /// Of the last plan: whether each activity has no slack.
  std::vector<bool> critical() const;

 private:
  /// How far an activity with a risk has come.
  struct Course {
    std::size_t attempt = 0;
    bool has_begun = false;
    bool has_overrun = false;  ///< in this try
    bool is_over = false;
    std::optional<Tick> not_before;
    std::optional<Tick> lasts;
  };

  std::size_t activity(std::size_t k) const { return risks_[k].activity.number; }
  Tick planned(std::size_t k) const;
  Tick next_moment(std::size_t k) const;
  std::optional<std::size_t> next_risk() const;
  bool begin(std::size_t k);
  bool end(std::size_t k);
  bool make_anew(Tick now);
  ScheduleProblem problem_now() const;

  const ScheduleProblem& problem_;
  const ScheduleAssignment baseline_;
  ScheduleAssignment plan_;
  const std::vector<ActivityRisk>& risks_;
  std::vector<Fate> fates_;
  SolveOptions solve_;
  std::vector<Course> courses_;
};

}  // namespace perilune::detail
