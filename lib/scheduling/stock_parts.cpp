#include "stock_parts.hpp"

#include <algorithm>
#include <cstdint>
#include <numeric>

#include "amounts.hpp"

namespace perilune::detail {
namespace {

constexpr double most_parts = 1e9;

}  // namespace

StockParts count_in_parts(const std::vector<double>& figures, const std::vector<double>& per_day,
                          Duration step) {
  std::int64_t day = 1;
  std::int64_t tick = 1;
  if (std::any_of(per_day.begin(), per_day.end(), [](double flow) { return flow != 0.0; })) {
    const std::int64_t common = std::gcd(Duration::days(1).nanoseconds(), step.nanoseconds());
    day = Duration::days(1).nanoseconds() / common;
    tick = step.nanoseconds() / common;
  }
  // A thousandth is `day` parts, so a thousandth a day is `tick` parts a tick.
  std::int64_t common = 0;
  double largest = 0.0;
  for (const double figure : figures) {
    common = std::gcd(common, to_amount(figure) * day);
    largest = std::max(largest, std::abs(figure) * static_cast<double>(amount_per_unit * day));
  }
  for (const double flow : per_day) {
    common = std::gcd(common, to_amount(flow) * tick);
    largest = std::max(largest, std::abs(flow) * static_cast<double>(amount_per_unit * tick));
  }
  const double divided = std::max(common == 0 ? 1.0 : static_cast<double>(common), largest / most_parts);
  return {static_cast<double>(amount_per_unit * day) / divided,
          static_cast<double>(amount_per_unit * tick) / divided};
}

}  // namespace perilune::detail
