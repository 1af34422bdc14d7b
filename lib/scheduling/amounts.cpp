#include "amounts.hpp"

#include <algorithm>
#include <numeric>

namespace perilune::detail {

WholeWeights to_whole(const std::vector<double>& weights) {
  double smallest = 0.0;
  for (const double weight : weights) {
    if (weight == 0.0) continue;
    smallest = smallest == 0.0 ? std::abs(weight) : std::min(smallest, std::abs(weight));
  }
  WholeWeights whole;
  whole.weights.assign(weights.size(), 0);
  if (smallest == 0.0) return whole;
  const double parts = 1000.0 / smallest;
  std::int64_t common = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    whole.weights[i] = std::llround(weights[i] * parts);
    common = std::gcd(common, whole.weights[i]);
  }
  for (std::int64_t& weight : whole.weights) weight /= common;
  whole.unit = static_cast<double>(common) / parts;
  return whole;
}

}  // namespace perilune::detail
