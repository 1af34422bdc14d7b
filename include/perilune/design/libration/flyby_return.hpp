#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/design/correction.hpp>
#include <perilune/design/libration/ephemeris_orbit.hpp>
#include <perilune/design/return/moon_to_earth.hpp>
#include <perilune/propagation/trajectory.hpp>
#include <perilune/time/duration.hpp>

namespace perilune {

/// A flight home from an orbit about a libration point, or a distant one about the Moon: a burn there leads
/// down to a perilune close to the Moon, a second one there to the Earth. `FlybyTransferRequest` the other
/// way round.
struct FlybyReturnRequest {
  /// Site, entry, direction, the altitude of the perilune (`any_orbit`), its epoch (`departure`) and the time
  /// from there to the entry; orbit, inclination, branch and engine are not looked at.
  ReturnRequest home;
  /// From the first burn to the perilune: 0.25 to 60 d, within the span of the orbit.
  Duration to_perilune_min = Duration::days(0.5);
  Duration to_perilune_max = Duration::days(6.0);
  int aims = 48;        ///< of the B-plane, 8 to 720
  int times = 33;       ///< 2 to 1000
  int most_flown = 12;  ///< of these, the cheapest by conics: 1 to 1000
};

enum class FlybyReturnStatus {
  converged,
  no_way_home,  ///< the flight from the perilune home did not converge
  no_way_down,  ///< nor did any from the orbit to the perilune
};

struct FlybyReturn {
  FlybyReturnStatus status = FlybyReturnStatus::no_way_home;
  State departure;    ///< on the orbit, right after the burn; moon-centred icrf
  State perilune;     ///< right before the burn there; moon-centred icrf
  ReturnFlight home;  ///< from right after that burn on
  Eigen::Vector3d departure_delta_v_m_s = Eigen::Vector3d::Zero();  ///< impulse, icrf
  Eigen::Vector3d flyby_delta_v_m_s = Eigen::Vector3d::Zero();      ///< impulse at the perilune, icrf
  CorrectionResult correction;                                      ///< of the last way down

  double total_m_s() const { return departure_delta_v_m_s.norm() + flyby_delta_v_m_s.norm(); }
  Duration time_of_flight() const { return home.entry.epoch - departure.epoch; }  ///< to the entry
  std::string report() const;                                                     ///< a few lines for people
};

/// The cheapest flight home by way of one perilune: the two burns as small together as they get, over the
/// point of the B-plane and the time from the first burn to the second.
///
/// 1. A flight home from a polar perilune, in the full model: its asymptote is that of all others of that
/// epoch and landing. 2. For every aim of the grid the hyperbola's perilune, and Lambert's conics about the
/// Moon to there from where the orbit was every time before. 3. The cheapest of them flown with point masses,
/// backward; of the best, aim and time are changed as long as it becomes cheaper. 4. The flight home again,
/// from that perilune, and the way down to it in the full model, backward from it.
///
/// @throws InvalidArgument naming everything that cannot be, DataError outside the ephemeris
///
/// Source: Williams et al., AAS 17-267 (from a near-rectilinear orbit).
/// Checked in: tests/unit/design/libration/test_flyby_return.cpp
FlybyReturn design_flyby_return(const EphemerisOrbit& orbit, const FlybyReturnRequest& request,
                                const ReturnOptions& options = {},
                                const Ephemeris& ephemeris = Ephemeris::embedded());

struct FlybyReturnEstimate {
  double departure_delta_v_m_s = 0.0;
  double flyby_delta_v_m_s = 0.0;
  Duration to_perilune;
  Epoch landing;

  double total_m_s() const { return departure_delta_v_m_s + flyby_delta_v_m_s; }
};

/// What `design_flyby_return` would come to, by conics alone (`estimate_flyby` the other way round).
/// @param orbit  where it is at an epoch, moon-centred icrf
/// @return       nothing if no conic leads there, or the site cannot be reached
std::optional<FlybyReturnEstimate> estimate_flyby_return(const FlybyReturnRequest& request,
                                                         const std::function<State(Epoch)>& orbit,
                                                         const Ephemeris& ephemeris = Ephemeris::embedded());

/// Flies it again from the first burn to the entry, both burns as impulses, with dense output.
Trajectory fly(const FlybyReturn& flight, const ReturnOptions& options = {},
               const Ephemeris& ephemeris = Ephemeris::embedded());

std::string_view to_text(FlybyReturnStatus status);

}  // namespace perilune
