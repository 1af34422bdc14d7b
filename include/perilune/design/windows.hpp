#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/design/launch.hpp>
#include <perilune/design/translunar.hpp>
#include <perilune/time/interval_set.hpp>
#include <perilune/units/quantity.hpp>

namespace perilune {

/// What a mission to the Moon needs of its departure, over years.
struct WindowProfile {
  LaunchSite site;  ///< with the azimuths that are allowed
  Ascent ascent = {};
  Interval horizon;  ///< of lift-off
  Duration time_of_flight_min = Duration::days(3.5);
  Duration time_of_flight_max = Duration::days(5.5);
  Length perilune_altitude = Length::from_si(200e3);
  Angle inclination = Angle::from_si(1.5707963267948966);  ///< to the Moon's equator
  ArrivalBranch branch = ArrivalBranch::north;
  std::optional<Length> apolune_altitude = {};       ///< after the insertion; default: circular
  std::optional<Speed> most_insertion_delta_v = {};  ///< at the perilune
  std::optional<Speed> most_injection_delta_v = {};
  /// Perilune has to fall into this set: lighting or visibility at a site, say, from the access layer.
  std::optional<IntervalSet> arrival_within = {};
};

/// What keeps a window from opening sooner, or from staying open longer.
enum class WindowBound {
  azimuth_min,
  azimuth_max,
  moon_declination,  ///< beyond it no allowed azimuth's plane holds the Moon
  time_of_flight_min,
  time_of_flight_max,
  insertion_delta_v,
  injection_delta_v,
  arrival_within,
  horizon,
  condition,  ///< one of perilune/design/window_conditions.hpp
};

/// How far a window has been taken.
enum class WindowStatus {
  scanned,    ///< by the fast model alone
  confirmed,  ///< its best flight converged in the full model within all limits
  refused,    ///< it did not: `best` says why
};

/// One edge of a window: the flight that just goes, and the two limits that it meets: of the plane (azimuth
/// or declination) and of the time of flight (itself, or what it costs).
struct WindowEdge {
  Epoch lift_off;
  double azimuth_rad = 0.0;
  Duration time_of_flight;
  WindowBound plane_bound = WindowBound::azimuth_min;
  WindowBound flight_bound = WindowBound::time_of_flight_min;
  bool confirmed = false;  ///< lift_off is the full model's
};

/// A stretch of lift-off times from which the Moon can be reached within all limits.
struct LaunchWindow {
  DailyOpportunity opportunity = DailyOpportunity::northbound;
  WindowEdge opens, closes;
  WindowStatus status = WindowStatus::scanned;
  // The cheapest flight at the middle azimuth: by the fast model, or the full one once confirmed.
  Epoch lift_off;
  double azimuth_rad = 0.0;
  Duration time_of_flight;
  Epoch perilune;
  double injection_delta_v_m_s = 0.0;
  double insertion_delta_v_m_s = 0.0;
  double v_infinity_m_s = 0.0;
  double c3_m2_s2 = 0.0;
  State arrival;       ///< at the perilune, moon-centred icrf; once confirmed
  std::string reason;  ///< if it was refused

  Interval interval() const { return {opens.lift_off, closes.lift_off}; }
};

/// How far a search has come.
struct WindowProgress {
  std::string_view stage;  ///< "scan", "confirm"
  std::size_t done = 0;
  std::size_t total = 0;
  double elapsed_s = 0.0;    ///< of this stage
  double remaining_s = 0.0;  ///< foreseen
};

enum class WindowConfirmation {
  none,     ///< the fast scan alone: edges within some minutes, delta-v within some m/s
  centres,  ///< the best flight of each window is flown in the full model
  edges,    ///< and both edges as well
};

struct WindowOptions {
  WindowConfirmation confirm = WindowConfirmation::edges;
  int threads = 0;  ///< 0: as many as there are processors; the answer is the same for any number
  std::function<void(const WindowProgress&)> progress = {};  ///< called from one thread at a time
};

struct WindowSearch {
  std::vector<LaunchWindow> windows;  ///< in order of opening
  /// Lift-off times of all that were not refused.
  IntervalSet lift_off() const;
  std::size_t count(WindowStatus status) const;
  /// One line a window, with a head: CSV with dates in UTC.
  std::string csv() const;
};

/// All departures to the Moon over a horizon, with what each costs and what limits it.
///
/// Fast model: for every day, both opportunities and times of flight 0.2 d apart, the launch plane that holds
/// the Moon at arrival and the ellipse that comes there in time, with the hyperbola of the last 66,000 km;
/// limits between the times of flight by interpolation. Full model: `design_translunar` at the best point and
/// at the edges, where a delta-v limit is met within 0.3 m/s.
///
/// @throws InvalidArgument naming everything that cannot be, DataError if the horizon leaves the ephemeris
///
/// Checked in: tests/unit/design/test_windows.cpp
WindowSearch search_windows(const WindowProfile& profile, const WindowOptions& options = {},
                            const Ephemeris& ephemeris = Ephemeris::embedded());

std::string_view to_text(WindowBound bound);
std::string_view to_text(WindowStatus status);

}  // namespace perilune
