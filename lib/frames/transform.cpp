#include <perilune/frames/transform.hpp>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/frames/moon_axes.hpp>

#include "instant.hpp"

namespace perilune {
namespace {

using detail::concat;

/// All that a change of frame needs of an instant; TDB is computed when first asked for.
class Instant {
 public:
  Instant(Epoch epoch, const Ephemeris& ephemeris, const EarthOrientation& orientation)
      : epoch_(epoch), ephemeris_(ephemeris), orientation_(orientation) {}

  Rotation from_icrf(const Frame& frame) {
    switch (frame.axes) {
      case Axes::icrf:
        return {};
      case Axes::eme2000:
        return {eme2000_from_icrf(), Eigen::Matrix3d::Zero()};
      case Axes::itrf:
        return itrf_from_icrf(epoch_, orientation_);
      case Axes::moon_pa:
        return detail::moon_pa_from_icrf(tdb(), ephemeris_);
      case Axes::moon_me:
        return detail::moon_me_from_icrf(tdb(), ephemeris_);
      case Axes::earth_moon_rotating:
        return detail::earth_moon_rotating_from_icrf(tdb(), ephemeris_);
      case Axes::site:
        return Rotation{site_axes(frame.center, frame.site), Eigen::Matrix3d::Zero()} *
               from_icrf({frame.center, frame.center == earth ? Axes::itrf : Axes::moon_me});
      case Axes::vnc:
      case Axes::ric:
        break;
    }
    throw InvalidArgument(concat("rotation: ", to_text(frame.axes),
                                 " axes belong to a state and not to an instant. Use ", to_text(frame.axes),
                                 "_matrix(state) of perilune/frames/orbit_axes.hpp."));
  }

  /// The state relative to `frame.center`, in ICRF axes.
  PositionVelocity to_icrf(const PositionVelocity& state, const Frame& frame) {
    PositionVelocity moved = state;
    moved.position_m += origin_m(frame);
    return from_icrf(frame).inverse() * moved;
  }
  PositionVelocity from_icrf(const PositionVelocity& state, const Frame& frame) {
    PositionVelocity turned = from_icrf(frame) * state;
    turned.position_m -= origin_m(frame);
    return turned;
  }

  PositionVelocity body_state(BodyId target, BodyId center) {
    return ephemeris_.state_m(target, center, tdb().whole, tdb().fraction);
  }

 private:
  /// Where the frame's origin is, from the body's centre, along the frame's axes: fixed there.
  static Eigen::Vector3d origin_m(const Frame& frame) {
    if (frame.axes != Axes::site) return Eigen::Vector3d::Zero();
    return site_axes(frame.center, frame.site) * site_position_m(frame.center, frame.site);
  }

  TwoPartSeconds tdb() {
    if (!tdb_) tdb_ = epoch_.tdb();
    return *tdb_;
  }

  Epoch epoch_;
  const Ephemeris& ephemeris_;
  const EarthOrientation& orientation_;
  std::optional<TwoPartSeconds> tdb_;
};

void require_no_site(Axes axes) {
  if (axes != Axes::site) return;
  throw InvalidArgument("rotation: site axes need their place. Pass site_frame(body, surface_point(...)).");
}

}  // namespace

Rotation rotation(const Frame& from, const Frame& to, Epoch epoch, const Ephemeris& ephemeris,
                  const EarthOrientation& orientation) {
  Instant instant(epoch, ephemeris, orientation);
  return instant.from_icrf(to) * instant.from_icrf(from).inverse();
}

Rotation rotation(Axes from, Axes to, Epoch epoch, const Ephemeris& ephemeris,
                  const EarthOrientation& orientation) {
  require_no_site(from);
  require_no_site(to);
  return rotation(Frame{earth, from}, Frame{earth, to}, epoch, ephemeris, orientation);
}

PositionVelocity transformed(const PositionVelocity& state, const Frame& from, const Frame& to, Epoch epoch,
                             const Ephemeris& ephemeris, const EarthOrientation& orientation) {
  if (from == to) return state;
  Instant instant(epoch, ephemeris, orientation);
  PositionVelocity icrf = instant.to_icrf(state, from);
  if (from.center != to.center) {
    const PositionVelocity centre = instant.body_state(from.center, to.center);
    icrf.position_m += centre.position_m;
    icrf.velocity_m_s += centre.velocity_m_s;
  }
  return instant.from_icrf(icrf, to);
}

}  // namespace perilune
