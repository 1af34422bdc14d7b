#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/design/correction.hpp>
#include <perilune/design/disposal/impact.hpp>
#include <perilune/design/return/entry.hpp>
#include <perilune/design/translunar.hpp>
#include <perilune/dynamics/standard_forces.hpp>
#include <perilune/dynamics/state.hpp>

namespace perilune {

/// What becomes of something that nobody steers.
enum class StageFate {
  heliocentric,  ///< beyond 2 million kilometres from the Earth, and too fast to stay with it
  lunar_impact,
  earth_entry,  ///< comes down to the entry altitude
  bound,        ///< none of these in the time that it was followed
};

/// A flight that was followed to its end.
struct StageOutcome {
  StageFate fate = StageFate::bound;
  State end;                               ///< where it was left; earth-centred icrf
  std::optional<LunarImpact> impact = {};  ///< with `lunar_impact`
  double entry_angle_rad = 0.0;            ///< with `earth_entry`: inertial, negative downward
  double entry_speed_m_s = 0.0;            ///< inertial
  double least_moon_m = 0.0;               ///< least distance from the Moon's centre, 0 of an impact
  Epoch least_moon_epoch;
  double c3_m2_s2 = 0.0;  ///< about the Earth, at the end
};

struct FollowOptions {
  std::optional<StandardForces> forces = {};  ///< default: `translunar_forces()`
  double relative_tolerance = 1e-11;
  Length entry_altitude = Length::from_si(121.92e3);
};

/// Follows a flight in the full model to its fate.
/// @throws InvalidArgument if the time is not positive, DataError outside the ephemeris
StageOutcome follow(const State& initial, Duration within, const FollowOptions& options = {},
                    const Ephemeris& ephemeris = Ephemeris::embedded());

/// Where an upper stage is to go after it has sent a craft to the Moon.
struct StageDisposalRequest {
  State stage;  ///< after the separation; earth-centred, on its way to the Moon
  /// When its engine pushes, after that: the cheapest of these is taken.
  std::vector<Duration> burns_after = {Duration::hours(1.5)};
  StageFate goal = StageFate::heliocentric;  ///< any but `bound`
  SurfacePoint site = {};                    ///< of a lunar impact
  /// Of `heliocentric`: how far past escape from the Earth the Moon has to throw it [m^2/s^2].
  double least_c3_m2_s2 = 0.1e6;
  Length least_perilune_altitude = Length::from_si(200e3);  ///< of a passage of the Moon
  Entry entry = {};                                         ///< of `earth_entry`: altitude and angle
  Duration followed = Duration::days(730.0);                ///< for the outcome
  double most_delta_v_m_s = 300.0;                          ///< dearer aims are not looked at
};

enum class StageDisposalStatus {
  converged,    ///< and the outcome is the goal
  no_such_aim,  ///< no point at the Moon within `most_delta_v_m_s` leads there
  not_converged,
};

struct StageDisposal {
  StageDisposalStatus status = StageDisposalStatus::not_converged;
  State before, after;                                    ///< of the impulse, earth-centred icrf
  Eigen::Vector3d delta_v_m_s = Eigen::Vector3d::Zero();  ///< icrf
  StageOutcome undisposed;                                ///< of the stage if it is left alone
  StageOutcome outcome;
  CorrectionResult correction;

  double burn_m_s() const { return delta_v_m_s.norm(); }
  std::string report() const;
};

/// The smallest impulse that disposes of a stage, confirmed by following it in the full model.
///
/// The flight as it is gives the approach to the Moon and, by differences, how an impulse moves its point in
/// the B-plane. For every point of a grid about the Moon the conics tell what comes of it: the asymptote is
/// turned, and with the Moon's own motion the speed about the Earth is that of an escape or of a way down to
/// it. Of the points that lead to the goal the ones with the smallest impulses are corrected, by the smallest
/// change, and followed, until one holds. A lunar impact is aimed at the Moon's centre first, then at the
/// site.
///
/// @throws InvalidArgument naming everything that cannot be: a stage that does not come near the Moon, a goal
/// that is none, numbers out of range
/// @throws DataError outside the ephemeris
///
/// Checked in: tests/unit/design/disposal/test_stage_disposal.cpp,
/// tests/validation/design/test_flown_impacts.cpp (Apollo 17's S-IVB)
StageDisposal design_stage_disposal(const StageDisposalRequest& request, const FollowOptions& options = {},
                                    const Ephemeris& ephemeris = Ephemeris::embedded());

std::string_view to_text(StageFate fate);
std::string_view to_text(StageDisposalStatus status);

}  // namespace perilune
