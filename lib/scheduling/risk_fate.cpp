#include "risk_fate.hpp"

#include <algorithm>
#include <cmath>

#include <perilune/core/philox.hpp>
#include <perilune/core/text.hpp>

namespace perilune::detail {
namespace {

constexpr double most_scrubs = 1000.0;

/// @param u  uniform in (0, 1): the law's distribution function, turned round
double days_of(const DelayLaw& law, double u) {
  const double least = law.least.days();
  const double likely = law.likely.days();
  const double most = law.most.days();
  switch (law.shape) {
    case DelayLaw::Shape::none:
      return 0.0;
    case DelayLaw::Shape::uniform:
      return least + u * (most - least);
    case DelayLaw::Shape::exponential:
      return -likely * std::log1p(-u);
    case DelayLaw::Shape::triangular: {
      if (most <= least) return least;
      const double split = (likely - least) / (most - least);
      return u < split ? least + std::sqrt(u * (most - least) * (likely - least))
                       : most - std::sqrt((1.0 - u) * (most - least) * (most - likely));
    }
  }
  return 0.0;
}

/// Rounded up to whole ticks.
Tick ticks_of(double days, const TickGrid& grid) {
  return static_cast<Tick>(std::ceil(days / grid.step().days() - 1e-9));
}

}  // namespace

Tick Fate::lost(Tick planned, Tick again_after) const {
  Tick lost = slip;
  for (const Try& each : tries) lost += each.scrubs + each.overrun + (each.fails ? planned + again_after : 0);
  return lost;
}

Fate draw_fate(const Risk& risk, const TickGrid& grid, std::uint64_t seed, std::uint64_t sample,
               std::string_view name) {
  RandomStream draws(seed, sample, stream_purpose(name));
  Fate fate;
  fate.slip = ticks_of(days_of(risk.slip, draws.uniform()), grid);
  for (int failures = 0;; ++failures) {
    Fate::Try now;
    // At least n scrubs have the probability scrub^n.
    const double u = draws.uniform();
    const double scrubs = risk.scrub > 0.0 ? std::min(most_scrubs, std::log(u) / std::log(risk.scrub)) : 0.0;
    now.scrubs = static_cast<Tick>(scrubs) * grid.ceil(risk.scrub_delay);
    now.overrun = ticks_of(days_of(risk.overrun, draws.uniform()), grid);
    now.fails = draws.uniform() < risk.failure && failures < risk.most_failures;
    fate.tries.push_back(now);
    if (!now.fails) return fate;
  }
}

void draw_groundings(Fate& fate, const DelayLaw& law, const TickGrid& grid, std::uint64_t seed,
                     std::uint64_t sample, std::string_view name) {
  RandomStream draws(seed, sample, stream_purpose(concat("grounded by ", name)));
  for (Fate::Try& each : fate.tries)
    each.grounded = std::max(each.grounded, ticks_of(days_of(law, draws.uniform()), grid));
}

WithdrawalFate draw_withdrawal(const RiskWithdrawal& withdrawal, const TickGrid& grid, std::uint64_t seed,
                               std::uint64_t sample) {
  RandomStream draws(seed, sample, stream_purpose(concat("withdrawal of ", withdrawal.name)));
  WithdrawalFate fate;
  fate.happens = draws.uniform() < withdrawal.probability;
  const double after_days = draws.uniform() * withdrawal.when.length().days();
  fate.at = grid.ceil(withdrawal.when.from) + ticks_of(after_days, grid);
  fate.delay = ticks_of(days_of(withdrawal.delay, draws.uniform()), grid);
  return fate;
}

}  // namespace perilune::detail
