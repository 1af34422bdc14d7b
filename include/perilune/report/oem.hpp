#pragma once

#include <Eigen/Core>
#include <functional>
#include <string>
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

/// A stretch of trajectory in the form in which files carry it: points, and how to read between them.
struct EphemerisTable {
  std::vector<EphemerisPoint> points;  ///< at least two, in order of time
  int hermite_degree = 7;              ///< of the polynomial through the nearest (degree + 1) / 2 points
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
};

/// Chooses points so that a Hermite polynomial of degree 7 through the four nearest ones meets the
/// trajectory.
///
/// It begins with points `longest_step` apart. Each stretch between two points is compared with the
/// trajectory at a quarter, a half and three quarters of its length; one that misses a tolerance is halved,
/// until all meet them, or are `shortest_step` long, or halving no longer helps: the trajectory itself is not
/// smoother than that. The largest differences that are left are in the result.
///
/// @param state  the trajectory at an epoch between `from` and `to`: position [m] and velocity [m/s]
/// @throws InvalidArgument if `to` is not at least two microseconds after `from`, or the scale is UT1
EphemerisTable sample_ephemeris(const std::function<EphemerisPoint(Epoch)>& state, Epoch from, Epoch to,
                                const EphemerisSampling& sampling = {});

/// What an OEM says about the object and the file.
struct OemHeader {
  std::string object_name;
  std::string object_id;  ///< the international designator, "2024-051A", where it is known
  Frame frame;            ///< axes icrf or eme2000, or itrf; centre: a body
  TimeScale scale = TimeScale::utc;
  Epoch created;
  std::vector<std::string> comments;
};

/// An Orbit Ephemeris Message in keyword = value notation, one segment: position [km] to 1 um, velocity
/// [km/s] to 1 nm/s, dates to 1 us.
///
/// Names go in as capitals of ASCII, as the standard asks: every other character becomes '_' in names and '?'
/// in comments; lines stay below 254 characters.
///
/// @throws InvalidArgument if the standard has no name for the frame or the scale, or there are fewer than
/// two points
///
/// Source: CCSDS 502.0-B-2, Orbit Data Messages, sections 5 (OEM) and 7 (syntax).
/// Checked in: tests/unit/report/test_oem.cpp
std::string oem_text(const OemHeader& header, const EphemerisTable& table);

}  // namespace perilune
