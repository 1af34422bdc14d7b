#pragma once

#include "activity.hpp"

namespace perilune::engine::detail {

/// Demands within a capacity, by what certainly occupies each tick: an overload is a conflict, and an
/// activity that would make one is pushed past it, tick by tick with reasons that hold for one tick each.
///
/// Source: Schutt, Feydy, Stuckey, Wallace, Explaining the cumulative propagator, Constraints 16 (2011).
class Timetable final : public Propagator {
 public:
  Timetable(std::vector<Demand> demands, std::vector<Block> blocks, Int capacity, Lit selector);

  std::vector<Side> watched() const;
  bool propagate(Kernel& kernel) override;

 private:
  struct Segment {
    Int from;
    Int to;
    Int height;
  };
  struct Step {
    Int tick;
    Int change;
  };

  bool build_profile(Kernel& kernel);
  bool push_later(Kernel& kernel, std::size_t i);
  bool push_earlier(Kernel& kernel, std::size_t i);
  void explain_height(Kernel& kernel, Int tick, std::size_t without, Int more_than);

  std::vector<Demand> demands_;
  std::vector<Block> blocks_;
  Int capacity_;
  Lit selector_;
  std::vector<Step> steps_;
  std::vector<Segment> profile_;
  Int highest_ = 0;
  std::vector<std::size_t> chosen_;
};

}  // namespace perilune::engine::detail
