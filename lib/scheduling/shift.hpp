#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include <perilune/scheduling/problem.hpp>

namespace perilune::detail {

/// Whether a plan can be shifted: nothing but lags, sets of allowed ticks, and what is used by one activity
/// after the other, whatever the objective.
bool can_be_shifted(const ScheduleProblem& problem);

/// The lags and allowed ticks of a problem, by event, for plans of which something comes later than planned.
/// The end of the horizon is where the plan stops to look, not a wish: a delay may lead beyond it.
///
/// Why shifting is the least change. Let a plan keep all lags and allowed ticks, and then an event be held
/// back. Move events later, each only where a lag or a set of allowed ticks forces it, until nothing forces
/// any more. By induction, every event that moved could not be earlier in *any* plan: it was moved beyond
/// its planned tick by an event that could not be earlier, and the planned tick itself played no part. So no
/// plan moves fewer activities, and none moves these by less: of all plans it is the one with the fewest
/// activities changed and the smallest shift in all, which is what `replan` looks for, and there is no other
/// with the same starts.
///
/// So it is as long as no two uses of a pad come too near each other. Where they do, whoever was to be there
/// first goes first, and the other one waits: a plan that keeps all rules, though perhaps not the one that
/// changes least.
class ShiftNetwork {
 public:
  /// A lag; which ones a delay may make void, `kind` tells.
  struct Edge {
    std::size_t to = 0;
    Tick at_least = 0;
    RequirementKind kind = RequirementKind::shortest_lag;
    std::size_t number = 0;  ///< of the edge itself
  };

  /// @param problem  outlives it; `can_be_shifted`
  explicit ShiftNetwork(const ScheduleProblem& problem);

  std::size_t nodes() const { return first_edge_.size() - 1; }
  std::size_t edges() const { return edges_.size(); }
  std::span<const Edge> from(std::size_t node) const;
  std::span<const Edge> into(std::size_t node) const;  ///< `to` is then where the edge comes from

  /// What one activity after the other uses, and of an activity where it is among the uses of which.
  const std::vector<const Disjunctive*>& pads() const { return pads_; }
  struct PadUse {
    std::size_t pad = 0;
    std::size_t use = 0;
  };
  const std::vector<PadUse>& pads_of(std::size_t activity) const { return pads_of_[activity]; }

  /// The first tick at or after this one that is allowed, and the last one at or before it.
  std::optional<Tick> next_allowed(std::size_t node, Tick tick) const;
  std::optional<Tick> last_allowed(std::size_t node, Tick tick) const;

 private:
  std::vector<std::size_t> first_edge_, first_back_;
  std::vector<Edge> edges_, back_;
  std::vector<std::vector<std::span<const TickRange>>> allowed_;  ///< by node
  std::vector<const Disjunctive*> pads_;
  std::vector<std::vector<PadUse>> pads_of_;  ///< by activity
};

/// Activities that are done again together, in their order: launch, transfer, landing.
struct Flight {
  std::vector<std::size_t> activities;
  Tick again_after = 0;  ///< from the moment at which it is lost to the next one
};

/// A plan that is being lived through: what came later than planned has moved what hangs on it.
class Shift {
 public:
  /// @param ticks  of a plan that keeps the problem; kept up to date
  Shift(const ShiftNetwork& network, std::vector<Tick>& ticks, const std::vector<Flight>& flights);

  /// The activity starts no earlier. What it had to follow within some time is made ready again meanwhile.
  void put_off(std::size_t activity, Tick not_before, Tick now);
  /// The activity takes so long, which is longer than it may by so much.
  void overrun(std::size_t activity, Tick lasts, Tick by, Tick now);
  /// The activity, with the flight that it is a part of, is done again, no earlier than that.
  void repeat(std::size_t activity, Tick not_before, Tick now);
  /// It does not take place, and what waits for it waits for nothing.
  void remove(std::size_t activity) { state_[activity] = State::removed; }

  bool takes_place(std::size_t activity) const { return state_[activity] == State::planned; }
  /// Whether something found no date any more, and with it what waits for it.
  bool has_lost() const { return has_lost_; }
  /// Flights that had to be done again because what they were in the middle of could not wait.
  std::vector<std::size_t> take_repeated();

  /// By activity: whether it would make one of the groups of events later if it came any later itself.
  std::vector<bool> critical(const std::vector<std::vector<ScheduleEvent>>& groups) const;

 private:
  enum class State { planned, removed, lost };
  struct Push {
    std::size_t node = 0;
    Tick at_least = 0;
    std::size_t edge = 0;
  };

  void set_length(std::size_t activity, Tick lasts, Tick by);
  void push(std::size_t node, Tick at_least, Tick now);
  /// The first wait that a pad forces on somebody, after an activity has moved.
  std::optional<Push> wait_for_pad(std::size_t activity, Tick now) const;
  void lose(std::size_t activity, Tick now);
  void forget_longest_lags(std::size_t activity);
  bool is_past(std::size_t node, Tick now) const;
  void repair(const Push& blocked, Tick now);

  const ShiftNetwork& network_;
  std::vector<Tick>& ticks_;
  const std::vector<Flight>& flights_;
  std::vector<std::optional<std::size_t>> flight_of_;  ///< by activity
  std::vector<State> state_;                           ///< by activity
  std::vector<Tick> slack_;                            ///< by edge: by so much it has been relaxed
  std::vector<Tick> lasts_;                            ///< by activity, of one that has overrun; else 0
  std::vector<bool> is_void_;                          ///< by edge
  std::vector<bool> is_repeated_;                      ///< by activity: its past does not count just now
  std::vector<std::size_t> repeated_;
  bool has_lost_ = false;
};

}  // namespace perilune::detail
