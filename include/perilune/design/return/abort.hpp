#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/core/thread_pool.hpp>
#include <perilune/design/return/entry.hpp>
#include <perilune/design/return/moon_to_earth.hpp>
#include <perilune/dynamics/state.hpp>
#include <perilune/time/duration.hpp>

namespace perilune {

/// What a way home from anywhere has to meet: altitude and angle of entry; where it comes down is left open.
struct AbortRequest {
  Entry entry = {};                              ///< downrange and duration are not looked at
  Duration time_home_min = Duration::days(1.0);  ///< impulse to entry, 2 h to 20 d
  Duration time_home_max = Duration::days(5.0);
  Duration time_home_step = Duration::days(0.5);
};

/// One way home from one point.
struct AbortOption {
  bool converged = false;
  Duration time_home;                                     ///< that was asked for
  Eigen::Vector3d delta_v_m_s = Eigen::Vector3d::Zero();  ///< icrf
  State entry;                                            ///< earth-centred icrf
  double burn_m_s() const { return delta_v_m_s.norm(); }
};

/// What is left at a point of a flight.
struct AbortPoint {
  State state;                       ///< before the impulse, as it was given
  std::vector<AbortOption> options;  ///< by time home
  /// The cheapest that converged, or nothing.
  const AbortOption* cheapest() const;
  /// The fastest that costs at most so much, or nothing.
  const AbortOption* fastest(double most_delta_v_m_s) const;
};

/// Ways home from points of a flight by one impulse, for each time home: in the plane in which the craft
/// moves about the Earth (any other costs more), the radial and the horizontal speed are found so that the
/// entry is met after that time. First an ellipse about the Earth, then the full model.
///
/// Within 66,000 km of the Moon the guess is the hyperbola that leaves it as the ellipse home needs, in any
/// plane; from there and from the craft's own way, if that leads home, the time home is changed in small
/// steps, so that ways round the Moon are found as well as those back at once, and the cheaper stays. Orbits
/// about the Moon can be left so, at any point of them; where on the orbit it is best, `design_return` tells.
///
/// @throws InvalidArgument naming everything that cannot be, DataError outside the ephemeris
///
/// Checked in: tests/unit/design/return/test_abort.cpp, tests/validation/design/test_flown_returns.cpp
std::vector<AbortPoint> abort_options(std::span<const State> points, const AbortRequest& request,
                                      ThreadPool& pool, const ReturnOptions& options = {},
                                      const Ephemeris& ephemeris = Ephemeris::embedded());

/// One line for each point and time home: CSV with dates in UTC.
std::string abort_csv(std::span<const AbortPoint> points);

}  // namespace perilune
