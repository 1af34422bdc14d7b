#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <perilune/roadmap/risk.hpp>
#include <perilune/scheduling/risk.hpp>
#include <perilune/scheduling/tick_grid.hpp>

namespace perilune::detail {

/// What one sample holds for one activity, in ticks.
struct Fate {
  struct Try {
    Tick scrubs = 0;  ///< by which it starts later
    Tick overrun = 0;
    bool fails = false;
    Tick grounded = 0;  ///< if it fails: so long nothing of its groups starts
  };
  Tick slip = 0;           ///< of the first try
  std::vector<Try> tries;  ///< the last one succeeds

  /// The time that it takes beyond what was planned, whatever the plan.
  /// @param planned  how long a try lasts if all goes well
  Tick lost(Tick planned, Tick again_after) const;
};

/// The same numbers take the same places in a stream whatever comes of them, so that samples of two
/// campaigns share their fates.
Fate draw_fate(const Risk& risk, const TickGrid& grid, std::uint64_t seed, std::uint64_t sample,
               std::string_view name);

/// How long each failure grounds a group that the activity belongs to: the longest of its groups counts.
void draw_groundings(Fate& fate, const DelayLaw& law, const TickGrid& grid, std::uint64_t seed,
                     std::uint64_t sample, std::string_view name);

/// What one sample holds for one withdrawal.
struct WithdrawalFate {
  bool happens = false;
  Tick at = 0;
  Tick delay = 0;
};

WithdrawalFate draw_withdrawal(const RiskWithdrawal& withdrawal, const TickGrid& grid, std::uint64_t seed,
                               std::uint64_t sample);

}  // namespace perilune::detail
