#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include <perilune/time/epoch.hpp>
#include <perilune/time/interval_set.hpp>

namespace perilune {

/// A figure over time, straight between its points and constant before the first and after the last: the
/// share of sunlight that a panel gets, a planned demand.
///
/// Checked in: tests/unit/station/test_profile.cpp
class Profile {
 public:
  struct Point {
    Epoch epoch;
    double value = 0.0;

    friend bool operator==(const Point&, const Point&) = default;
  };

  /// One at every instant.
  Profile() = default;

  /// @param points  in order of time; two at the same instant make a step
  /// @throws InvalidArgument if there is none, if they are out of order, or if a value is not finite
  explicit Profile(std::vector<Point> points);

  /// `value` at every instant.
  static Profile constant(double value);
  /// `inside` during the intervals of the set and `outside` between them: light and shadow, in sight or not.
  static Profile during(const IntervalSet& set, double inside = 1.0, double outside = 0.0);

  /// The value at an instant; on a step the one after it.
  double at(Epoch epoch) const;
  /// The mean over an interval, exactly. @throws InvalidArgument if the interval is empty
  double mean(Interval interval) const;

  /// Where the slope changes.
  std::span<const Point> points() const noexcept { return points_; }

  friend bool operator==(const Profile&, const Profile&) = default;

 private:
  std::vector<Point> points_;
};

}  // namespace perilune
