#include <perilune/access/access_point.hpp>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {

namespace {

void check_center(BodyId body, std::string_view who) {
  if (body != sun && body != earth && body != moon) {
    throw InvalidArgument(detail::concat(who, ": ", body_name(body),
                                         " is none of the Sun, the Earth and the Moon, which access knows"));
  }
}

}  // namespace

AccessPoint AccessPoint::site(std::string name, BodyId body, const SurfacePoint& place,
                              const EarthOrientation& orientation) {
  site_position_m(body, place);  // refuses what is no place
  AccessPoint point;
  point.kind_ = Kind::site;
  point.name_ = std::move(name);
  point.center_ = body;
  point.place_ = place;
  point.orientation_ = orientation;
  return point;
}

AccessPoint AccessPoint::body(BodyId body) {
  check_center(body, "AccessPoint::body");
  AccessPoint point;
  point.name_ = body_name(body);
  point.center_ = body;
  return point;
}

AccessPoint AccessPoint::spacecraft(std::string name, Trajectory trajectory) {
  const BodyId center = trajectory.begin_state().frame.center;
  const auto shared = std::make_shared<const Trajectory>(std::move(trajectory));
  return spacecraft(std::move(name), center, [shared, center](Epoch epoch) {
    const State state = shared->at(epoch);
    if (state.frame.axes == Axes::icrf) return PositionVelocity{state.position_m, state.velocity_m_s};
    const State turned = state.in({center, Axes::icrf});
    return PositionVelocity{turned.position_m, turned.velocity_m_s};
  });
}

AccessPoint AccessPoint::spacecraft(std::string name, BodyId center, Motion motion) {
  check_center(center, "AccessPoint::spacecraft");
  if (!motion) throw InvalidArgument("AccessPoint::spacecraft: '" + name + "' has no motion");
  AccessPoint point;
  point.kind_ = Kind::spacecraft;
  point.name_ = std::move(name);
  point.center_ = center;
  point.motion_ = std::move(motion);
  return point;
}

}  // namespace perilune
