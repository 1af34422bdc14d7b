#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/design/return/moon_to_earth.hpp>
#include <perilune/time/interval_set.hpp>
#include <perilune/units/quantity.hpp>

namespace perilune {

/// What the way home needs of its departure, over a month or years.
struct ReturnProfile {
  /// The craft about the Moon at the start of the horizon or near it; its plane is followed in the full
  /// model. Nothing: an orbit as `any_orbit` is there whenever it is wanted (it is climbed to from the
  /// surface, say).
  std::optional<State> orbit = {};
  AnyLunarOrbit any_orbit = {};
  Interval horizon;  ///< of the burn
  Duration time_of_flight_min = Duration::days(3.0);
  Duration time_of_flight_max = Duration::days(5.0);
  LandingSite site;
  Entry entry = {};
  ReturnDirection direction = ReturnDirection::prograde;
  std::optional<Speed> most_delta_v = {};  ///< of the burn
  /// Landing has to fall into this set: daylight at the site, say, from the access layer.
  std::optional<IntervalSet> landing_within = {};
};

/// What keeps a window from opening sooner, or from staying open longer.
enum class ReturnBound {
  time_of_flight_min,
  time_of_flight_max,
  delta_v,
  site,
  inclination,
  landing_within,
  horizon
};

enum class ReturnWindowStatus {
  scanned,    ///< by the fast model alone
  confirmed,  ///< its best flight converged in the full model within all limits
  refused,    ///< it did not: `reason` says why
};

/// A stretch of burn epochs that lead to one landing.
struct ReturnWindow {
  /// By the fast model, to half an hour; where the cost is what limits it, once confirmed, by the full one to
  /// ten minutes.
  Epoch opens, closes;
  ReturnBound opens_by = ReturnBound::time_of_flight_max;
  ReturnBound closes_by = ReturnBound::time_of_flight_min;
  ReturnWindowStatus status = ReturnWindowStatus::scanned;
  // The cheapest flight in it: by the fast model, or the full one once confirmed.
  Epoch departure;
  Epoch landing;
  Duration time_of_flight;  ///< burn to entry
  double delta_v_m_s = 0.0;
  double v_infinity_m_s = 0.0;
  double entry_speed_m_s = 0.0;  ///< inertial
  double inclination_rad = 0.0;  ///< of the way home, to the Earth's equator of date; once confirmed
  std::string reason;            ///< if it was refused

  Interval interval() const { return {opens, closes}; }
};

struct ReturnWindowOptions {
  bool confirm = true;  ///< fly the best flight of each window in the full model
  int threads = 0;      ///< 0: as many as there are processors; the answer is the same for any number
  ReturnOptions flight = {};
};

struct ReturnWindowSearch {
  std::vector<ReturnWindow> windows;  ///< in order of their landings; neighbours may overlap
  /// Burn epochs of all that were not refused.
  IntervalSet departure() const;
  std::size_t count(ReturnWindowStatus status) const;
  /// One line a window, with a head: CSV with dates in UTC.
  std::string csv() const;
};

/// All departures from the Moon that come to a landing site, with what each costs and what limits it.
///
/// Fast model: for each of the landings of a direction, a lunar day (24.84 h) apart, flights 0.1 d apart by
/// two conics (`design_return`, step 1) from the plane that the orbit then has; limits between them by
/// interpolation. Full model: `design_return` at the cheapest of each window.
///
///     ReturnProfile profile{.horizon = {from, to}, .site = siziwang(), .entry = skip_entry(),
///                           .most_delta_v = Speed::from_si(900.0)};
///     const IntervalSet when = search_return_windows(profile).departure();
///
/// @throws InvalidArgument naming everything that cannot be, DataError if the horizon leaves the ephemeris
///
/// Checked in: tests/unit/design/return/test_return_windows.cpp
ReturnWindowSearch search_return_windows(const ReturnProfile& profile,
                                         const ReturnWindowOptions& options = {},
                                         const Ephemeris& ephemeris = Ephemeris::embedded());

std::string_view to_text(ReturnBound bound);
std::string_view to_text(ReturnWindowStatus status);

}  // namespace perilune
