#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/core/thread_pool.hpp>
#include <perilune/design/libration/ephemeris_orbit.hpp>
#include <perilune/units/quantity.hpp>

namespace perilune {

/// How an orbit is kept, and what goes wrong on the way. Standard deviations are of one axis.
struct StationKeeping {
  int revolutions = 0;          ///< to keep, from the orbit's begin; 0: as many as the orbit allows
  int horizon_revolutions = 6;  ///< at whose end the orbit is aimed at, 1 to 20
  Length navigation_position = Length::from_si(1e3);      ///< known to this, one sigma
  Speed navigation_velocity = Speed::from_si(0.01);       ///< likewise
  double execution_magnitude = 0.01;                      ///< of a burn's size, one sigma
  Angle execution_direction = Angle::from_si(0.0174533);  ///< 1 deg, one sigma
  Speed disturbance = Speed::from_si(0.0);  ///< at every periapsis, one sigma: momentum dumps, vents
  Speed least_burn = Speed::from_si(0.0);   ///< smaller ones are left out
  int samples = 8;                          ///< 1 to 10,000
  std::uint64_t seed = 1;
};

/// What one sample came to.
struct StationKeepingSample {
  bool kept = false;       ///< to the end, within a tenth of the orbit's size of where it should be
  double total_m_s = 0.0;  ///< of all burns
  int burns = 0;
  double largest_m_s = 0.0;
  double farthest_m = 0.0;  ///< from the reference, at the apoapses
};

struct StationKeepingCost {
  std::vector<StationKeepingSample> samples;
  Duration kept;                   ///< length of time that was flown
  double mean_m_s_per_year = 0.0;  ///< over the samples that were kept
  double largest_m_s_per_year = 0.0;
  int lost = 0;
};

/// Flies copies of a near-rectilinear or halo orbit with errors, and brings each back once a revolution, at
/// the apoapsis: by the smallest burn after which, `horizon_revolutions` periapses on, the speed across the
/// line from the Earth (x of the rotating axes) is that of the reference.
///
/// @throws InvalidArgument if the orbit did not converge or is shorter than the horizon, or a number is out
/// of range
///
/// Source: Davis, Bhatt, Howell, Jang, Whitley, Clark, Guzzetti, Zimovan, Barton, AAS 17-826, 2017 (x-axis
/// crossing control).
/// Checked in: tests/unit/design/libration/test_station_keeping.cpp
StationKeepingCost station_keeping_cost(const EphemerisOrbit& reference, const StationKeeping& how,
                                        ThreadPool& pool, const EphemerisOrbitOptions& options = {},
                                        const Ephemeris& ephemeris = Ephemeris::embedded());

}  // namespace perilune
