#pragma once

#include <functional>
#include <memory>
#include <string>

#include <perilune/bodies/body.hpp>
#include <perilune/bodies/position_velocity.hpp>
#include <perilune/frames/earth_orientation.hpp>
#include <perilune/frames/site.hpp>
#include <perilune/propagation/trajectory.hpp>

namespace perilune {

/// Something that sees or is seen: a place on the Earth or the Moon, a body's centre, a spacecraft.
class AccessPoint {
 public:
  enum class Kind { site, body, spacecraft };
  /// Position and velocity relative to the spacecraft's centre, axes icrf.
  using Motion = std::function<PositionVelocity(Epoch)>;

  /// @throws InvalidArgument as `site_position_m`
  static AccessPoint site(std::string name, BodyId body, const SurfacePoint& place,
                          const EarthOrientation& orientation = {});
  /// The Sun, the Earth or the Moon. @throws InvalidArgument for another body
  static AccessPoint body(BodyId body);
  /// A trajectory with dense output; answers for as long as it lasts.
  static AccessPoint spacecraft(std::string name, Trajectory trajectory);
  /// Any motion about the Earth, the Moon or the Sun.
  static AccessPoint spacecraft(std::string name, BodyId center, Motion motion);

  Kind kind() const { return kind_; }
  const std::string& name() const { return name_; }
  /// The body of a site, the body itself, or the centre of a spacecraft's motion.
  BodyId center() const { return center_; }
  const SurfacePoint& place() const { return place_; }
  const EarthOrientation& orientation() const { return orientation_; }
  const Motion& motion() const { return motion_; }

 private:
  AccessPoint() = default;

  Kind kind_ = Kind::body;
  std::string name_;
  BodyId center_ = earth;
  SurfacePoint place_ = {};
  EarthOrientation orientation_ = {};
  Motion motion_;
};

}  // namespace perilune
