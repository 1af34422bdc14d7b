#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <perilune/bodies/body.hpp>
#include <perilune/frames/site.hpp>

namespace perilune {

/// Which way the axes of a frame point. docs/conventions/frames.md has the sources and the accuracy.
///
/// | axes | x | z | turns |
/// |---|---|---|---|
/// | icrf | the ICRF: axes of the ephemerides | | no |
/// | eme2000 | mean equinox of J2000.0 | mean pole of J2000.0 | no; 0.02 arcsec from icrf |
/// | itrf | Greenwich meridian of the ITRF | pole of the ITRF | with the Earth |
/// | moon_pa | principal axis towards the Earth | principal axis of spin | with the Moon |
/// | moon_me | mean direction of the Earth | mean axis of spin | with the Moon; 875 m on the ground from
/// moon_pa | | earth_moon_rotating | from the Earth to the Moon | normal of the Moon's orbit | with the
/// Moon's orbit | | site | east (z is up, y north) | up, at a place on a body | with the body | | vnc | along
/// the velocity | velocity cross normal | with a trajectory; y is the orbit normal | | ric | radially outward
/// | orbit normal | with a trajectory; y is in-track |
enum class Axes { icrf, eme2000, itrf, moon_pa, moon_me, earth_moon_rotating, site, vnc, ric };

/// What coordinates refer to: an origin and axes. A position in a frame is relative to `center` and resolved
/// along `axes`; a velocity is the rate of those coordinates, so in turning axes it leaves their turning out.
///
/// With `Axes::site` the origin is the place itself, on `center`; with all others it is the body's centre of
/// mass and `site` is not looked at.
struct Frame {
  BodyId center = earth;
  Axes axes = Axes::icrf;
  SurfacePoint site = {};  ///< for Axes::site alone

  friend constexpr bool operator==(const Frame& a, const Frame& b) {
    return a.center == b.center && a.axes == b.axes && (a.axes != Axes::site || a.site == b.site);
  }
};

inline constexpr Frame earth_centred_icrf{earth, Axes::icrf};
inline constexpr Frame moon_centred_icrf{moon, Axes::icrf};
inline constexpr Frame sun_centred_icrf{sun, Axes::icrf};
inline constexpr Frame barycentric_icrf{solar_system_barycentre, Axes::icrf};
inline constexpr Frame earth_centred_eme2000{earth, Axes::eme2000};
inline constexpr Frame moon_centred_eme2000{moon, Axes::eme2000};
inline constexpr Frame earth_fixed{earth, Axes::itrf};
inline constexpr Frame moon_fixed_pa{moon, Axes::moon_pa};
inline constexpr Frame moon_fixed_me{moon, Axes::moon_me};
inline constexpr Frame earth_moon_rotating{earth_moon_barycentre, Axes::earth_moon_rotating};

/// The frame of a place on the Earth or the Moon: origin there; x east, y north, z up.
constexpr Frame site_frame(BodyId body, SurfacePoint site) {
  return {body, Axes::site, site};
}

/// "icrf", "eme2000", "itrf", "moon_pa", "moon_me", "earth_moon_rotating", "site", "vnc", "ric".
std::string_view to_text(Axes axes);

/// All of these names, in the order of the enumeration.
std::span<const std::string> axes_names();

/// Axes as a text names them, and the site's id where it is "site:<id>".
struct NamedAxes {
  Axes axes = Axes::icrf;
  std::string_view site_id;  ///< part of the text that was read; empty for all axes but `site`
};

/// Reads exactly such a name; `site` wants its id: "site:shackleton-rim".
std::optional<NamedAxes> find_axes(std::string_view name);

/// As `find_axes`. @throws InvalidArgument naming the nearest name
NamedAxes axes_from_name(std::string_view name);

/// How messages speak of a frame: "earth-centred icrf", "site on the moon at 89.5 deg S, 210 deg E".
std::string to_text(const Frame& frame);

}  // namespace perilune
