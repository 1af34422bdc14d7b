#include <cmath>

#include <perilune/access/access.hpp>
#include <perilune/access/apparent.hpp>
#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/time/literals.hpp>
#include <perilune/units/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;

namespace {

const Epoch start = Epoch::parse("2031-03-01T00:00:00 TDB");
const AccessPoint pole = AccessPoint::site("pole", moon, surface_point(-89.9_deg, 0_deg));
const AccessPoint the_earth = AccessPoint::body(earth);

/// On a circle about the Moon, in the plane across icrf z.
AccessPoint orbiter(double radius_m, double phase_rad = 0.0) {
  const double rate = std::sqrt(mu_moon_m3_s2 / (radius_m * radius_m * radius_m));
  return AccessPoint::spacecraft("orbiter", moon, [=](Epoch epoch) {
    const double angle = phase_rad + rate * (epoch - start).seconds();
    return PositionVelocity{{radius_m * std::cos(angle), radius_m * std::sin(angle), 0.0},
                            {-radius_m * rate * std::sin(angle), radius_m * rate * std::cos(angle), 0.0}};
  });
}

}  // namespace

TEST_CASE("access: the Earth is up for half of a month at a pole, and always on the near side",
          "[access][unit]") {
  const Interval month{start, start + 27.3_d};
  const double up = visibility(pole, the_earth, {}, month).total() / month.length();
  CHECK(up > 0.4);
  CHECK(up < 0.6);
  const AccessPoint near_side = AccessPoint::site("near", moon, surface_point(0_deg, 0_deg));
  const AccessPoint far_side = AccessPoint::site("far", moon, surface_point(0_deg, 180_deg));
  CHECK(visibility(near_side, the_earth, {}, month) == IntervalSet({month}));
  CHECK(visibility(far_side, the_earth, {}, month).empty());
}

TEST_CASE("access: the Sun's limb is up before its centre, and that before all of it", "[access][unit]") {
  const AccessPoint site = AccessPoint::site("site", moon, surface_point(10_deg, 20_deg));
  const Interval within{start, start + 60_d};
  const HorizonMask ridge = HorizonMask::ridge(4_deg, 90_deg, 40_deg);
  const IntervalSet limb = sunlight(site, ridge, SunDisc::upper_limb, within);
  const IntervalSet centre = sunlight(site, ridge, SunDisc::centre, within);
  const IntervalSet whole = sunlight(site, ridge, SunDisc::whole, within);
  CHECK(whole.subtract(centre).empty());
  CHECK(centre.subtract(limb).empty());
  CHECK(limb.total() > centre.total());
  CHECK(centre.total() > whole.total());
  for (const Interval& day : limb) {
    if (day.from > start) {
      CHECK(sunlit_fraction(site, ridge, day.from - 10_s) == 0.0);
      CHECK(sunlit_fraction(site, ridge, day.from + 600_s) > 0.0);
    }
  }
  for (const Interval& day : whole) {
    CHECK(sunlit_fraction(site, ridge, day.from + 10_s) == Approx(1.0).epsilon(1e-9));
  }
}

TEST_CASE("access: twenty years at a pole come in a moment", "[access][unit]") {
  const Interval years{Epoch::parse("2026-01-01T00:00:00 TDB"), Epoch::parse("2046-01-01T00:00:00 TDB")};
  const IntervalSet lit =
      sunlight(pole, HorizonMask::ridge(2_deg, 90_deg, 60_deg), SunDisc::upper_limb, years);
  CHECK(lit.size() > 100);
  CHECK(lit.total() / years.length() > 0.3);
}

TEST_CASE("access: a shadow lasts as its chord says", "[access][unit]") {
  // The orbiter's plane is nearly that of the ecliptic: shadow on about 2 asin(R/r) of each turn.
  const double radius = 2.0e6;
  const Interval day{start, start + 1_d};
  const AccessPoint craft = orbiter(radius);
  const IntervalSet umbra = shadow(craft, moon, ShadowKind::umbra, day);
  const IntervalSet penumbra = shadow(craft, moon, ShadowKind::penumbra, day);
  CHECK(umbra.subtract(penumbra).empty());
  CHECK(penumbra.total() > umbra.total());
  CHECK(umbra.total() / day.length() > 0.31);  // asin(R / r) / pi is 0.335
  CHECK(penumbra.total() / day.length() < 0.35);
  CHECK_THROWS_AS(shadow(pole, moon, ShadowKind::umbra, day), InvalidArgument);
}

TEST_CASE("access: the lunar eclipse of 2025-03-14 falls on the Moon's near side when almanacs say",
          "[access][validation]") {
  // Contacts of the Moon as a whole, NASA (Espenak): penumbral from 03:57:28 to 10:00:09, total from 06:26:06
  // to 07:31:26 UTC. A place at the middle of the disc is in between the first and the last contact; the
  // umbra there begins after partial begins (05:09:40) and before totality (06:26:06).
  const AccessPoint middle = AccessPoint::site("middle", moon, surface_point(0_deg, 0_deg));
  const Interval day{Epoch::parse("2025-03-14T00:00:00Z"), Epoch::parse("2025-03-15T00:00:00Z")};
  const IntervalSet umbra = shadow(middle, earth, ShadowKind::umbra, day);
  const IntervalSet penumbra = shadow(middle, earth, ShadowKind::penumbra, day);
  REQUIRE(umbra.size() == 1);
  REQUIRE(penumbra.size() == 1);
  const Interval total{Epoch::parse("2025-03-14T06:26:06Z"), Epoch::parse("2025-03-14T07:31:26Z")};
  const Interval partial{Epoch::parse("2025-03-14T05:09:40Z"), Epoch::parse("2025-03-14T08:47:52Z")};
  CHECK(umbra.contains(total));
  CHECK(IntervalSet({partial}).contains(umbra[0]));
  const Interval whole{Epoch::parse("2025-03-14T03:57:28Z"), Epoch::parse("2025-03-14T10:00:09Z")};
  CHECK(IntervalSet({whole}).contains(penumbra[0]));
  // Symmetric about the greatest eclipse, 06:58:46 UTC, to what the turn of the Moon makes.
  const Duration off = umbra[0].from + 0.5 * umbra[0].length() - Epoch::parse("2025-03-14T06:58:46Z");
  CHECK(abs(off) < 5_min);
}

TEST_CASE("access: what the Moon hides, and how often two of three relays are up", "[access][unit]") {
  const Interval day{start, start + 1_d};
  const BodyId bodies[] = {moon, earth};
  std::vector<IntervalSet> seen;
  const AccessPoint site = AccessPoint::site("site", moon, surface_point(0_deg, 30_deg));
  const IntervalSet low = line_of_sight(orbiter(2.2e6), the_earth, bodies, day);
  CHECK(low.total() > 0.6 * day.length());
  CHECK(low.total() < 0.95 * day.length());
  CHECK(line_of_sight(orbiter(6e6), the_earth, bodies, day).total() > low.total());
  for (int i = 0; i < 3; ++i) {
    const AccessPoint craft = orbiter(6e6, 2.0943951 * i);
    seen.push_back(visibility(site, craft, {}, day));
  }
  const IntervalSet any = covered(seen), two = covered(seen, 2), three = covered(seen, 3);
  CHECK(any == seen[0].unite(seen[1]).unite(seen[2]));
  CHECK(three == seen[0].intersect(seen[1]).intersect(seen[2]));
  CHECK(two ==
        seen[0].intersect(seen[1]).unite(seen[1].intersect(seen[2])).unite(seen[0].intersect(seen[2])));
  CHECK_THROWS_AS(covered(seen, 0), InvalidArgument);
}

TEST_CASE("access: a relay link needs both halves", "[access][unit]") {
  const Interval days{start, start + 2_d};
  const AccessPoint far_side = AccessPoint::site("far", moon, surface_point(0_deg, 170_deg));
  const AccessPoint kashi = AccessPoint::site("kashi", earth, surface_point(38.42_deg, 76.71_deg));
  const AccessPoint zapala = AccessPoint::site("zapala", earth, surface_point(-38.19_deg, 289.85_deg));
  const std::vector<GroundAntenna> ground{{kashi, 5_deg}, {zapala, 15_deg}};
  const RelayLink link = relay_link(far_side, {}, orbiter(8e6), ground, days);
  CHECK(link.through == link.site_to_relay.intersect(link.relay_to_ground));
  CHECK_FALSE(link.through.empty());
  CHECK(link.relay_to_ground.total() < days.length());
  // Each antenna has an elevation of its own, and either will do.
  const auto alone = [&](GroundAntenna antenna) {
    return relay_link(far_side, {}, orbiter(8e6), std::vector{antenna}, days).relay_to_ground;
  };
  CHECK(link.relay_to_ground == alone({kashi, 5_deg}).unite(alone({zapala, 15_deg})));
  CHECK(alone({zapala, 15_deg}).total() < alone({zapala, 5_deg}).total());
}

TEST_CASE("access: in range", "[access][unit]") {
  const Interval month{start, start + 28_d};
  const AccessPoint the_moon = AccessPoint::body(moon);
  const IntervalSet near = in_range(the_earth, the_moon, 384400_km, month);
  CHECK(near.size() >= 1);
  for (const Interval& each : near) {
    if (each.from == month.from) continue;
    const double d = Ephemeris::embedded().position_m(moon, earth, each.from).norm();
    CHECK(d == Approx(384400e3).epsilon(1e-8));
  }
  CHECK_THROWS_AS(in_range(the_earth, the_moon, 0_km, month), InvalidArgument);
}

TEST_CASE("access: refuses what has no horizon, and stretches that end before they begin",
          "[access][errors]") {
  CHECK_THROWS_AS(visibility(the_earth, pole, {}, {start, start + 1_d}), InvalidArgument);
  CHECK_THROWS_AS(visibility(pole, the_earth, {}, {start, start - 1_d}), InvalidArgument);
  CHECK_THROWS_AS(AccessPoint::body(mars), InvalidArgument);
  CHECK_THROWS_AS(AccessPoint::site("nowhere", sun, {}), InvalidArgument);
  CHECK_THROWS_AS(AccessPoint::spacecraft("none", moon, {}), InvalidArgument);
}
