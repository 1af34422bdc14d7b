#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/core/thread_pool.hpp>
#include <perilune/dynamics/standard_forces.hpp>
#include <perilune/dynamics/state.hpp>
#include <perilune/time/duration.hpp>
#include <perilune/units/quantity.hpp>

namespace perilune {

/// An orbit about the Moon by its size and how it lies to the plane of the Moon's orbit at the start: axes
/// with z along the Moon's orbital angular momentum, x from the Moon's centre away from the Earth.
struct LunarOrbitStart {
  Epoch epoch;
  Length perilune_altitude = Length::from_si(200e3);
  Length apolune_altitude = Length::from_si(16000e3);
  Angle inclination = Angle::from_si(1.0890854532444616);           ///< 62.4 deg
  Angle argument_of_perilune = Angle::from_si(1.5707963267948966);  ///< 90 deg: apolune in the south
  Angle node = {};
  Angle mean_anomaly = {};
};

/// The state of it, moon-centred icrf. @throws InvalidArgument for altitudes that are no orbit
State state_of(const LunarOrbitStart& start, const Ephemeris& ephemeris = Ephemeris::embedded());

/// How an orbit about the Moon fares without being maintained.
struct LunarOrbitLife {
  bool impact = false;
  Duration flown;  ///< to the impact, or as long as asked for
  int revolutions = 0;
  double least_perilune_m = 0.0;  ///< altitudes, at the perilune passages
  double largest_perilune_m = 0.0;
  double least_argument_rad = 0.0;  ///< of perilune, to the plane of the Moon's orbit of the moment
  double largest_argument_rad = 0.0;
  double least_inclination_rad = 0.0;  ///< likewise
  double largest_inclination_rad = 0.0;
};

struct LunarOrbitOptions {
  /// Default: `lunar_orbit_forces()`.
  std::optional<StandardForces> forces = {};
  double relative_tolerance = 1e-10;
};

/// The Moon's field to degree 16, the Earth, the Sun, Venus and Jupiter.
const StandardForces& lunar_orbit_forces();

/// Flies it for a time, at most until it meets the Moon.
/// @throws InvalidArgument if the duration is not positive @throws DataError outside the ephemeris
/// Checked in: tests/validation/design/test_elliptical_frozen.cpp, test_frozen_eight_years.cpp
LunarOrbitLife fly_lunar_orbit(const State& initial, Duration duration, const LunarOrbitOptions& options = {},
                               const Ephemeris& ephemeris = Ephemeris::embedded());

/// The elliptical frozen orbit: where the Earth's pull neither turns the line of apsides nor changes the
/// eccentricity in the mean, which is at an argument of perilune of 90 or 270 deg where
///
///     cos^2 i = 3/5 (1 - e^2)
///
/// What is left are oscillations that depend on the node and on the place on the orbit at the start; so a
/// grid of both is flown.
///
/// Source: Ely, Journal of the Astronautical Sciences 53, 2005; Lidov 1962; Kozai 1962.
struct FrozenSearch {
  LunarOrbitStart start;  ///< node and mean anomaly are replaced
  int nodes = 8;          ///< evenly from 0 to 360 deg, 1 to 360
  int phases = 8;         ///< of mean anomaly, likewise
  Duration duration = Duration::days(8.0 * 365.25);
};

struct FrozenCandidate {
  LunarOrbitStart start;
  LunarOrbitLife life;
};

struct FrozenSearchResult {
  std::vector<FrozenCandidate> candidates;  ///< node by node
  int impacts = 0;
  /// Without impact, with the largest least perilune; nothing if all of them meet the Moon.
  std::optional<std::size_t> best;
};

/// @throws InvalidArgument for a grid out of range, and as the flights
FrozenSearchResult search_frozen_orbit(const FrozenSearch& search, ThreadPool& pool,
                                       const LunarOrbitOptions& options = {},
                                       const Ephemeris& ephemeris = Ephemeris::embedded());

/// Inclination at which an orbit of a size is frozen under the Earth's pull: cos^2 i = 3/5 (1 - e^2) [rad].
/// @throws InvalidArgument for altitudes that are no orbit
double frozen_inclination_rad(Length perilune_altitude, Length apolune_altitude);

}  // namespace perilune
