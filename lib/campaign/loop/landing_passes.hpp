#pragma once

#include <cstddef>
#include <vector>

#include "loop_state.hpp"
#include "passes.hpp"

namespace perilune::detail {

/// Descents of the loop that wait for the orbit of their craft to pass over the site: the passes of each
/// launch, and which launches go because none of theirs can be landed in.
class LandingPasses {
 public:
  explicit LandingPasses(LoopState& state) : state_(state) {}

  /// Those of the chosen flights.
  void find();

  /// Refuses descents outside the passes, and launches without a pass that can be used: those after the
  /// chosen one too, until one has some.
  void check(LoopTurn& turn);

  /// A chosen launch that is refused, or whose passes are all forbidden by now, binds the next schedule to
  /// nothing.
  void leave_launches_without_pass(LoopTurn& turn);

  /// A schedule that keeps to the passes of a launch, and takes a later one all the same, has no use for it.
  /// Without that the loop would come back to it as soon as it keeps to the passes of the other.
  void give_up(std::size_t d, std::size_t window, LoopTurn& turn);

 private:
  bool is_waiting(std::size_t d) const;
  const std::vector<OrbitPasses>& of(std::size_t d, std::size_t window);
  OrbitPasses found_for(std::size_t d, std::size_t descent, const State& orbit);
  void check_descents(std::size_t d, LoopTurn& turn);
  void refuse_launches_without_pass(std::size_t d, LoopTurn& turn);
  bool is_refused(std::size_t d, std::size_t window, const LoopTurn& turn) const;
  const OrbitPasses* unusable(std::size_t d, std::size_t window, const LoopTurn& turn) const;
  void refuse(std::size_t d, std::size_t window, const OrbitPasses& passes, LoopTurn& turn);
  const LunarSite& site_of(std::size_t d, std::size_t descent) const;

  LoopState& state_;
};

}  // namespace perilune::detail
