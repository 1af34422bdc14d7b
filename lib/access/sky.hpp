#pragma once

#include <array>
#include <optional>

#include <perilune/access/access_point.hpp>
#include <perilune/access/apparent.hpp>
#include <perilune/bodies/granule_cursor.hpp>
#include <perilune/dynamics/body_axes_source.hpp>
#include <perilune/dynamics/environment_source.hpp>

namespace perilune::detail {

/// Where everything is along a stretch of time, for one thread: keeps the granules of the ephemeris and the
/// axes of the Earth and the Moon, so that an instant costs about a microsecond. Good for a year or so from
/// its start, over which UT1-TT stands still.
class Sky {
 public:
  Sky(const Ephemeris& ephemeris, Epoch start, const EarthOrientation& orientation);

  Epoch start() const { return start_; }
  Epoch epoch(double elapsed_s) const { return start_ + Duration::seconds(elapsed_s); }

  /// Barycentric, axes icrf. @param body  the Sun, the Earth or the Moon
  PositionVelocity body(BodyId body, double elapsed_s);
  PositionVelocity point(const AccessPoint& point, double elapsed_s);

  /// R_enu_icrf of a site.
  Eigen::Matrix3d site_from_icrf(const AccessPoint& site, double elapsed_s);

  ApparentDirection see(const AccessPoint& observer, const AccessPoint& target, double elapsed_s);

  /// What `see` found, in the sky of a site, with a bound on how fast it moves there.
  struct Seen {
    AzimuthElevation at;
    double rate_rad_s = 0.0;  ///< not exceeded within `holds_s`
    double holds_s = 0.0;
  };
  Seen see_from_site(const AccessPoint& site, const AccessPoint& target, double elapsed_s);

 private:
  BodyAxes<double> axes(BodyId body, double elapsed_s);
  Eigen::Vector3d position_at(const AccessPoint& point, double elapsed_s);

  Epoch start_;
  TwoPartSeconds start_tdb_;
  TdbDrift drift_;
  GranuleCursor cursor_;
  GranuleCursor retarded_;
  MoonAxesCursor moon_axes_;
  EarthAxesTable earth_axes_;
};

}  // namespace perilune::detail
