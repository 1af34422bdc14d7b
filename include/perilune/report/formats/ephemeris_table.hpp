#pragma once

#include <Eigen/Core>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <perilune/frames/frame.hpp>
#include <perilune/time/duration.hpp>
#include <perilune/time/epoch.hpp>

namespace perilune {

/// A point of an ephemeris file.
struct EphemerisPoint {
  Epoch epoch;
  Eigen::Vector3d position_m;    ///< in the file's frame
  Eigen::Vector3d velocity_m_s;  ///< in the file's frame
};

/// How a reader gets from one point to the next.
enum class Interpolation {
  hermite,   ///< one polynomial through positions and velocities
  lagrange,  ///< polynomials through the positions, and through the velocities for themselves
};

/// "HERMITE", "LAGRANGE": as the standards write it.
std::string_view to_text(Interpolation interpolation);

/// A stretch of trajectory in the form in which files carry it: points, and how to read between them.
struct EphemerisTable {
  std::vector<EphemerisPoint> points;  ///< at least two, in order of time
  Interpolation interpolation = Interpolation::hermite;
  int degree = 7;  ///< of the polynomial: Hermite takes (degree + 1) / 2 points, Lagrange degree + 1
  double position_error_m = 0.0;    ///< largest difference that was seen between interpolation and trajectory
  double velocity_error_m_s = 0.0;  ///< the same of the velocity
};

/// How closely a reader of the file is to meet the trajectory.
struct EphemerisSampling {
  TimeScale scale = TimeScale::utc;  ///< of the dates in the file: points lie at its whole microseconds
  Duration longest_step = Duration::hours(1.0);
  Duration shortest_step = Duration::seconds(1.0);  ///< halving ends here, whatever the error
  double position_tolerance_m =
      0.5e-3;  ///< half of what we promise: the largest error may lie between two checks
  /// Velocities are the rates of the positions only as far as the integrator's continuous extension is exact:
  /// some micrometres per second at a tolerance of 1e-12.
  double velocity_tolerance_m_s = 1e-5;
  Interpolation interpolation = Interpolation::hermite;
  int degree = 7;  ///< odd, 1 to 15
};

/// Chooses points so that the polynomial through those nearest meets the trajectory.
///
/// It begins with points `longest_step` apart. Each stretch between two points is compared with the
/// trajectory at a quarter, a half and three quarters of its length; one that misses a tolerance is halved,
/// until all meet them, or are `shortest_step` long, or halving no longer helps: the trajectory itself is not
/// smoother than that. The largest differences that are left are in the result.
///
/// @param state  the trajectory at an epoch between `from` and `to`: position [m] and velocity [m/s]
/// @throws InvalidArgument if `to` is not at least two microseconds after `from`, the scale is UT1, or the
/// degree is not odd and 1 to 15
EphemerisTable sample_ephemeris(const std::function<EphemerisPoint(Epoch)>& state, Epoch from, Epoch to,
                                const EphemerisSampling& sampling = {});

/// What the table says of an instant between its first and last point: the polynomial through as many of the
/// nearest points on either side (all of them, if there are fewer).
/// @throws InvalidArgument outside
EphemerisPoint interpolated(const EphemerisTable& table, Epoch epoch);

/// A stretch of a file with what the file says of it.
struct EphemerisSegment {
  std::string object_name;
  std::string object_id;                   ///< the international designator, "2024-051A", where it is known
  Frame frame;                             ///< axes icrf, eme2000 or itrf; centre: a body
  TimeScale scale = TimeScale::utc;        ///< of the dates in the file
  std::vector<std::string> comments = {};  ///< on this stretch
  EphemerisTable table = {};
};

/// What a file of trajectories holds, whatever its format.
struct EphemerisFile {
  Epoch created;
  std::string originator = "PERILUNE";
  std::vector<std::string> comments = {};
  std::vector<EphemerisSegment> segments = {};  ///< at least one
};

/// The same stretch along the axes of the ICRF, about the same centre.
/// @throws InvalidArgument if its axes turn
EphemerisSegment in_icrf(const EphemerisSegment& segment);

/// How far apart two tables of the same flight are, at the points of both and halfway between: over the time
/// that both cover.
struct TableDifference {
  double position_m = 0.0;
  double velocity_m_s = 0.0;
  std::size_t instants = 0;
};
TableDifference largest_difference(const EphemerisTable& a, const EphemerisTable& b);

}  // namespace perilune
