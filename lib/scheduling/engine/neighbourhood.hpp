#pragma once

#include <cstdint>
#include <vector>

#include <perilune/scheduling/engine/model.hpp>

#include "compile.hpp"
#include "random.hpp"

namespace perilune::engine::detail {

/// Parts of a good answer to leave free while the rest stays, or moves by little: large-neighbourhood search.
/// A part is what lies within a stretch of time, or an activity and what precedence leads to from it. How
/// large it is follows from how the search of those before ended.
///
/// Source: Shaw, Using constraint programming and local search methods to solve vehicle routing problems, CP
/// 1998, for the idea; Godard, Laborie, Nuijten, Randomized large neighborhood search for cumulative
/// scheduling, ICAPS 2005, for its use on schedules.
class Neighbourhood {
 public:
  Neighbourhood(const Model& model, std::uint64_t seed);

  /// What holds for the rest, to be assumed.
  std::vector<Lit> freeze(const Compiled& compiled, const Assignment& answer);
  /// The part held nothing better: a larger one may.
  void was_searched() noexcept;
  /// The search of the part came to no end.
  void was_too_large() noexcept;

 private:
  void choose_by_time(const Assignment& answer);
  void choose_by_precedence();
  std::size_t wanted() const;

  std::vector<std::vector<std::size_t>> linked_;  ///< intervals, by lags
  std::vector<char> is_free_;
  Random random_;
  double share_ = 0.2;  ///< of the intervals, free
};

}  // namespace perilune::engine::detail
