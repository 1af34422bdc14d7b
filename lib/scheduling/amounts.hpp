#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include <perilune/scheduling/rules.hpp>

namespace perilune::detail {

/// The figure in whole thousandths, rounded to the nearest.
inline Amount to_amount(double figure) {
  return static_cast<Amount>(std::llround(figure * static_cast<double>(amount_per_unit)));
}

/// Weights as whole numbers, in the same proportions.
struct WholeWeights {
  std::vector<std::int64_t> weights;
  double unit = 1.0;  ///< of a sum with these weights, in that of the weights given
};

/// To a thousandth of the smallest weight that is not zero, and as small as they can be.
WholeWeights to_whole(const std::vector<double>& weights);

}  // namespace perilune::detail
