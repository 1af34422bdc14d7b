#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/core/thread_pool.hpp>
#include <perilune/design/correction.hpp>
#include <perilune/design/libration/ephemeris_orbit.hpp>
#include <perilune/design/translunar.hpp>
#include <perilune/time/interval_set.hpp>

namespace perilune {

/// A flight from a launch site that passes close behind the Moon, is turned there by the Moon and a burn, and
/// joins an orbit about a libration point, or a distant one about the Moon, with a second burn.
struct FlybyTransferRequest {
  /// Site, azimuth, ascent, earliest lift-off, opportunity, time of flight to the perilune and its altitude;
  /// inclination and branch are not looked at: they are found.
  TranslunarRequest departure;
  /// Instead of it: with the moments of lift-off and perilune given, as for a flown mission.
  std::optional<TimedTranslunarRequest> timed = {};
  /// From the perilune to the insertion, within the span of the orbit: 0.5 to 60 d.
  Duration to_insertion_min = Duration::days(2.0);
  Duration to_insertion_max = Duration::days(10.0);
  // What is looked at before anything is flown: points of the B-plane at that perilune, and times.
  int aims = 48;        ///< 8 to 720
  int times = 33;       ///< 2 to 1000
  int most_flown = 12;  ///< of these, the cheapest by conics: 1 to 1000
};

enum class FlybyTransferStatus {
  converged,
  unreachable_moon,  ///< the launch plane does not hold the Moon on that day
  no_departure,      ///< the flight to the perilune did not converge
  no_way_on,         ///< nor did any from there to the orbit
};

struct FlybyTransfer {
  FlybyTransferStatus status = FlybyTransferStatus::no_departure;
  TranslunarTransfer departure;  ///< to the perilune, where it has the inclination that is needed
  State flyby;                   ///< at the perilune, right after the burn; moon-centred icrf
  State insertion;               ///< where the orbit is met, right before the burn; moon-centred icrf
  Eigen::Vector3d flyby_delta_v_m_s = Eigen::Vector3d::Zero();      ///< impulse at the perilune, icrf
  Eigen::Vector3d insertion_delta_v_m_s = Eigen::Vector3d::Zero();  ///< impulse into the orbit, icrf
  CorrectionResult correction;                                      ///< of the last way on

  /// Of the two burns after the injection.
  double total_m_s() const { return flyby_delta_v_m_s.norm() + insertion_delta_v_m_s.norm(); }
  Duration time_of_flight() const { return insertion.epoch - departure.injection.epoch; }
  std::string report() const;  ///< a few lines for people
};

/// The cheapest flight by way of one perilune: the two burns as small together as they get, over the point of
/// the B-plane and the time from there to the insertion.
///
/// 1. A flight to a polar perilune, in the full model: its asymptote is that of all others of that departure.
/// 2. For every aim of the grid the hyperbola's perilune, from there Lambert's conics about the Moon to where
///    the orbit is after every time. 3. The cheapest of them flown with point masses, corrected in the
///    velocity; of the best, aim and time are changed as long as it becomes cheaper. 4. The departure again,
///    to that inclination, and the way on from its perilune in the full model.
///
/// @param orbit  has to hold the insertion, whatever the time: its phase is given
/// @throws InvalidArgument naming everything that cannot be: an orbit that did not converge or ends before
/// the insertion could be, numbers out of range, and what `design_translunar` refuses
/// @throws DataError outside the span of the ephemeris
///
/// Source: Farquhar, NASA TN D-6365, 1971 (the flyby on the way to L2); Williams et al., AAS 17-267 (to a
/// near-rectilinear orbit).
/// Checked in: tests/unit/design/libration/test_flyby_transfer.cpp,
/// tests/validation/design/test_flown_flybys.cpp
FlybyTransfer design_flyby_transfer(const EphemerisOrbit& orbit, const FlybyTransferRequest& request,
                                    const TranslunarOptions& options = {},
                                    const Ephemeris& ephemeris = Ephemeris::embedded());

/// The cheapest in all three burns together of every day, both opportunities and several times of flight; the
/// same for any number of threads. `request` says all else.
/// @param lift_off  at most 1000 d; the orbit has to hold the insertions of all
/// @return if none converged, one that says why
FlybyTransfer cheapest_flyby_transfer(const EphemerisOrbit& orbit, Interval lift_off,
                                      const std::vector<Duration>& times_of_flight,
                                      const FlybyTransferRequest& request, ThreadPool& pool,
                                      const TranslunarOptions& options = {},
                                      const Ephemeris& ephemeris = Ephemeris::embedded());

/// Flies it again from the insertion into the parking orbit: coast, way to the perilune, way to the orbit;
/// each begins with the state that its burn leaves, with dense output.
struct FlybyFlight {
  Trajectory coast;
  Trajectory to_perilune;
  Trajectory to_orbit;
};
FlybyFlight fly(const FlybyTransfer& transfer, const TranslunarOptions& options = {},
                const Ephemeris& ephemeris = Ephemeris::embedded());

std::string_view to_text(FlybyTransferStatus status);

}  // namespace perilune
