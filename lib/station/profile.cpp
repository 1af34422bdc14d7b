#include <perilune/station/profile.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {
namespace {

using Point = Profile::Point;

/// On the line through two points; the later one's value where they are at the same instant.
double between(const Point& a, const Point& b, Epoch epoch) {
  if (b.epoch <= a.epoch) return b.value;
  const double share = (epoch - a.epoch) / (b.epoch - a.epoch);
  return a.value + share * (b.value - a.value);
}

}  // namespace

Profile::Profile(std::vector<Point> points) : points_(std::move(points)) {
  if (points_.empty()) {
    throw InvalidArgument("Profile: no points. Give at least one, or Profile::constant(value)");
  }
  for (std::size_t i = 0; i < points_.size(); ++i) {
    if (!std::isfinite(points_[i].value)) {
      throw InvalidArgument(detail::concat("Profile: point ", i, " (",
                                           points_[i].epoch.to_text(TimeScale::tt), ") has the value ",
                                           points_[i].value, ". Values must be finite"));
    }
    if (i > 0 && points_[i].epoch < points_[i - 1].epoch) {
      throw InvalidArgument(detail::concat("Profile: point ", i, " (",
                                           points_[i].epoch.to_text(TimeScale::tt),
                                           ") is earlier than the one before it. Sort them by time"));
    }
  }
}

Profile Profile::constant(double value) {
  return Profile({{j2000, value}});
}

Profile Profile::during(const IntervalSet& set, double inside, double outside) {
  if (set.empty()) return constant(outside);
  std::vector<Point> points;
  points.reserve(4 * set.size());
  for (const Interval& interval : set) {
    points.push_back({interval.from, outside});
    points.push_back({interval.from, inside});
    points.push_back({interval.to, inside});
    points.push_back({interval.to, outside});
  }
  return Profile(std::move(points));
}

double Profile::at(Epoch epoch) const {
  if (points_.empty()) return 1.0;
  const auto after = std::upper_bound(points_.begin(), points_.end(), epoch,
                                      [](Epoch wanted, const Point& point) { return wanted < point.epoch; });
  if (after == points_.begin()) return points_.front().value;
  if (after == points_.end()) return points_.back().value;
  return between(*(after - 1), *after, epoch);
}

double Profile::mean(Interval interval) const {
  if (interval.empty()) {
    throw InvalidArgument("Profile::mean: the interval is empty. Ask at(epoch) for the value at an instant");
  }
  if (points_.empty()) return 1.0;
  // The area under each straight piece, taken at its two ends from inside the piece.
  double area_s = 0.0;
  Point left{interval.from, at(interval.from)};
  auto next = std::upper_bound(points_.begin(), points_.end(), interval.from,
                               [](Epoch wanted, const Point& point) { return wanted < point.epoch; });
  for (; next != points_.end() && next->epoch < interval.to; ++next) {
    area_s += 0.5 * (left.value + next->value) * (next->epoch - left.epoch).seconds();
    left = *next;
  }
  const double last = next == points_.end() ? left.value : between(left, *next, interval.to);
  area_s += 0.5 * (left.value + last) * (interval.to - left.epoch).seconds();
  return area_s / interval.length().seconds();
}

}  // namespace perilune
