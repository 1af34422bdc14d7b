#pragma once

#include <cmath>
#include <vector>

#include <perilune/scheduling/rules.hpp>
#include <perilune/time/duration.hpp>

namespace perilune::detail {

/// How a stock is counted in whole numbers.
struct StockParts {
  double per_unit = 1.0;            ///< parts in one unit
  double per_tick_per_daily = 1.0;  ///< parts a tick for one unit a day

  Amount of(double figure) const { return static_cast<Amount>(std::llround(figure * per_unit)); }
  Amount per_tick(double per_day) const {
    return static_cast<Amount>(std::llround(per_day * per_tick_per_daily));
  }
};

/// Parts in which all figures, to a thousandth of their unit (flows: of a unit a day), are whole, and as few
/// as that takes. If the largest figure is then above a billion, fewer: figures are rounded to a billionth of
/// it.
StockParts count_in_parts(const std::vector<double>& figures, const std::vector<double>& per_day,
                          Duration step);

}  // namespace perilune::detail
