#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/design/windows.hpp>

namespace perilune {

/// What one flight to the Moon costs.
struct PorkchopPoint {
  Epoch lift_off;
  double azimuth_rad = 0.0;
  Epoch perilune;
  double c3_m2_s2 = 0.0;  ///< of the injection: v^2 - 2 mu / r
  double injection_delta_v_m_s = 0.0;
  double v_infinity_m_s = 0.0;         ///< at the Moon
  double insertion_delta_v_m_s = 0.0;  ///< at the perilune, into the profile's orbit

  double total_delta_v_m_s() const { return injection_delta_v_m_s + insertion_delta_v_m_s; }
};

/// What flights to the Moon cost by departure and time of flight: a grid of one of the two daily
/// opportunities, a column for each of its lift-offs (24.8 h apart).
struct Porkchop {
  DailyOpportunity opportunity = DailyOpportunity::northbound;
  std::vector<Epoch> departures;          ///< lift-off of each column, at the middle time of flight
  std::vector<Duration> times_of_flight;  ///< of each row, rising
  std::vector<std::optional<PorkchopPoint>> points;  ///< column by column; none where no plane holds the Moon

  const std::optional<PorkchopPoint>& at(std::size_t column, std::size_t row) const {
    return points[column * times_of_flight.size() + row];
  }
};

/// The fast model of `search_windows` over a grid. Of the profile, the site, the ascent, the perilune, the
/// apolune and the horizon count; its limits of time and delta-v do not, so that what lies beyond them is
/// seen. Each flight leaves at the middle of the allowed azimuths whose plane holds the Moon: that of the
/// windows' cheapest flights.
///
/// @param times_of_flight  rising, each within 2 to 7 d
/// @throws InvalidArgument if they are not, or if the horizon is empty; DataError outside the ephemeris
///
/// Checked in: tests/unit/design/test_porkchop.cpp
Porkchop porkchop(const WindowProfile& profile, DailyOpportunity opportunity,
                  std::vector<Duration> times_of_flight, const Ephemeris& ephemeris = Ephemeris::embedded());

}  // namespace perilune
