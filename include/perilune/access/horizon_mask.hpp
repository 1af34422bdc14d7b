#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <perilune/units/quantity.hpp>

namespace perilune {

/// One direction of a horizon and how high the ground stands there.
struct HorizonPoint {
  double azimuth_rad = 0.0;    ///< from north through east
  double elevation_rad = 0.0;  ///< of the ground's edge; negative where one looks down on it
};

/// The horizon of a site: the elevation of the ground's edge in every direction, linear between points. A
/// value.
///
/// Checked in: tests/unit/access/test_horizon_mask.cpp
class HorizonMask {
 public:
  /// Level ground without end: 0 everywhere.
  HorizonMask() = default;

  /// The same elevation all around. @throws InvalidArgument if not within -90 to 90 deg
  static HorizonMask level(Angle elevation);

  /// A smooth sphere seen from a height above it: the edge is lower than level by acos(R / (R + h)).
  /// @throws InvalidArgument if the radius is not positive or the height is negative
  static HorizonMask sphere(Length radius, Length height);

  /// Level ground with one ridge: highest in one direction, falling off as a squared cosine.
  /// @param crest   elevation of the ridge where it is highest
  /// @param centre  azimuth of the crest
  /// @param width   from foot to foot, above 0 and at most 360 deg
  static HorizonMask ridge(Angle crest, Angle centre, Angle width, Angle ground = {});

  /// Any points, in any order of azimuth. @throws InvalidArgument if there are none, two share an azimuth, or
  /// an elevation is beyond 90 deg
  static HorizonMask from_points(std::vector<HorizonPoint> points);

  /// Reads lines "azimuth,elevation" in degrees; a first line of words, blank lines and lines from '#' are
  /// skipped. All problems at once. @param name  of the source, for messages
  /// @throws DataError naming each bad line
  static HorizonMask from_csv(std::string_view text, std::string_view name = "horizon");
  static HorizonMask from_csv_file(const std::filesystem::path& path);

  /// Elevation of the edge in a direction [rad].
  double elevation_rad(double azimuth_rad) const;

  double lowest_rad() const { return lowest_rad_; }
  double highest_rad() const { return highest_rad_; }
  /// The steepest that it rises, radians of elevation in a radian of azimuth.
  double steepest() const { return steepest_; }
  const std::vector<HorizonPoint>& points() const { return points_; }

 private:
  std::vector<HorizonPoint> points_;  // by azimuth, 0 to 2 pi; empty: level ground at `lowest_rad_`
  double lowest_rad_ = 0.0;
  double highest_rad_ = 0.0;
  double steepest_ = 0.0;
};

}  // namespace perilune
