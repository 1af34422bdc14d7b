#pragma once

#include <compare>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace perilune {

/// A body or a barycentre of the solar system, by its number in NAIF's list (399 is the Earth). Any number is
/// allowed: a kernel of the user's may hold a spacecraft (-85) or an asteroid (20000001).
struct BodyId {
  int naif = 0;

  friend constexpr auto operator<=>(const BodyId&, const BodyId&) = default;
};

inline constexpr BodyId solar_system_barycentre{0};
inline constexpr BodyId earth_moon_barycentre{3};
inline constexpr BodyId sun{10};
inline constexpr BodyId earth{399};
inline constexpr BodyId moon{301};
// A planet with its moons is one point of an ephemeris: these are the barycentres of the systems, as DE440
// has them. Mercury and Venus have no moons; the barycentre of Mars lies within a metre of the planet.
inline constexpr BodyId mercury{1};
inline constexpr BodyId venus{2};
inline constexpr BodyId mars{4};
inline constexpr BodyId jupiter{5};
inline constexpr BodyId saturn{6};
inline constexpr BodyId uranus{7};
inline constexpr BodyId neptune{8};

/// The name that messages, files and scenarios use: "moon", "earth_moon_barycentre"; "body -85" for a number
/// without a name of ours.
std::string body_name(BodyId body);

/// The body of a name: one of `body_names()`, or "ssb", "emb" for the two barycentres, or NAIF's number in
/// decimals ("-85"). Exact: no capitals, no blanks around it.
std::optional<BodyId> find_body(std::string_view name);

/// As `find_body`. @throws InvalidArgument naming the nearest name, if the name is unknown
BodyId body_from_name(std::string_view name);

/// All names that `body_name` gives to known bodies.
std::span<const std::string> body_names();

}  // namespace perilune
