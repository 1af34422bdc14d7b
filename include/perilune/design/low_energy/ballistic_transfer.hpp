#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/core/thread_pool.hpp>
#include <perilune/design/correction.hpp>
#include <perilune/dynamics/standard_forces.hpp>
#include <perilune/dynamics/state.hpp>
#include <perilune/propagation/trajectory.hpp>
#include <perilune/time/interval_set.hpp>
#include <perilune/units/quantity.hpp>

namespace perilune {

/// A flight of three to five months by way of the region where the Sun's pull is felt, 1 to 2 million km
/// away: it raises the perigee and turns the way so that the Moon is met slowly, and the burn into an orbit
/// about it is small.
struct BallisticTransferRequest {
  Interval arrival;  ///< of the perilune
  Length perilune_altitude = Length::from_si(100e3);
  Angle inclination = Angle::from_si(1.5707963267948966);  ///< of the lunar orbit, to the Moon's equator
  Length departure_altitude = Length::from_si(185e3);      ///< perigee and circular parking orbit
  /// Of the departure to the Earth's equator of date.
  Angle departure_inclination_min = Angle::from_si(0.3490658503988659);  ///< 20 deg
  Angle departure_inclination_max = Angle::from_si(1.0471975511965976);  ///< 60 deg
  /// v^2 - 2 mu/r at the perilune [m^2/s^2]: below 0, the Moon has caught it already. -0.15e6 to 0.3e6.
  double capture_energy_m2_s2 = -0.04e6;
  Duration time_of_flight_max = Duration::days(150.0);  ///< 60 to 250 d
  // The grid.
  Duration arrival_step = Duration::days(1.0);
  int nodes = 36;            ///< 4 to 360
  int arguments = 24;        ///< 4 to 360
  int most_corrected = 100;  ///< of the flights that come back, those with the lowest perigees; >= 1
};

enum class BallisticTransferStatus { converged, not_converged };

struct BallisticTransfer {
  BallisticTransferStatus status = BallisticTransferStatus::not_converged;
  State injection;                      ///< at the perigee, right after the impulse; earth-centred icrf
  State perilune;                       ///< moon-centred icrf
  double injection_delta_v_m_s = 0.0;   ///< from the circular parking orbit, along the motion
  double insertion_delta_v_m_s = 0.0;   ///< at the perilune, into the circular orbit
  double correction_delta_v_m_s = 0.0;  ///< on the way: none is needed, the flight is ballistic
  double departure_inclination_rad = 0.0;
  double inclination_rad = 0.0;  ///< at the perilune, to the Moon's equator
  double farthest_m = 0.0;       ///< from the Earth
  CorrectionResult correction;

  Duration time_of_flight() const { return perilune.epoch - injection.epoch; }
  double total_m_s() const { return injection_delta_v_m_s + correction_delta_v_m_s + insertion_delta_v_m_s; }
  std::string report() const;  ///< a few lines for people
};

struct BallisticTransferOptions {
  std::optional<StandardForces> forces = {};  ///< default: `translunar_forces()`
  double relative_tolerance = 1e-12;
};

/// What a search came to.
struct BallisticTransferSearch {
  std::vector<BallisticTransfer> transfers;  ///< that converged, the cheapest total first
  int flown = 0;                             ///< starts of the grid
  int candidates = 0;                        ///< that came back to the Earth close enough to be corrected
};

/// Low-energy transfers that arrive within a stretch of time: from perilunes of given energy, on a grid of
/// epochs, nodes and arguments, flights are followed backward with the Earth, the Moon and the Sun of the
/// ephemeris as point masses; those that have been 900,000 km away and come back to within 60,000 km of the
/// Earth are corrected in node, argument, epoch and energy until the perigee is the parking orbit and its
/// inclination allowed, first with point masses, then in the full model; at last the injection is corrected
/// forward, so that the flight from it alone meets the perilune.
///
/// @throws InvalidArgument naming everything that cannot be, DataError if a flight leaves the ephemeris
///
/// Source: Belbruno and Miller, Journal of Guidance, Control, and Dynamics 16, 1993; Parker and Anderson,
/// Low-Energy Lunar Trajectory Design, 2014.
/// Checked in: tests/unit/design/low_energy/test_ballistic_transfer.cpp,
/// tests/validation/design/test_ballistic_month.cpp
BallisticTransferSearch search_ballistic_transfers(const BallisticTransferRequest& request, ThreadPool& pool,
                                                   const BallisticTransferOptions& options = {},
                                                   const Ephemeris& ephemeris = Ephemeris::embedded());

/// Flies it again from the injection to the perilune, with dense output.
Trajectory fly(const BallisticTransfer& transfer, const BallisticTransferOptions& options = {},
               const Ephemeris& ephemeris = Ephemeris::embedded());

std::string_view to_text(BallisticTransferStatus status);

}  // namespace perilune
