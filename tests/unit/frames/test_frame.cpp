#include <perilune/frames/frame.hpp>

#include <perilune/core/error.hpp>
#include <perilune/units/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;

TEST_CASE("frame: names of axes are exact, both ways", "[frames]") {
  for (const std::string& name : axes_names()) {
    if (name == "site") continue;
    CAPTURE(name);
    const auto axes = find_axes(name);
    REQUIRE(axes);
    CHECK(to_text(axes->axes) == name);
  }
  CHECK(find_axes("site:shackleton-rim")->axes == Axes::site);
  CHECK(find_axes("site:shackleton-rim")->site_id == "shackleton-rim");
  for (const char* bad : {"", "ICRF", "icrf ", "j2000", "site", "site:", "moon", "PA"}) {
    CAPTURE(bad);
    CHECK_FALSE(find_axes(bad));
  }
  CHECK_THROWS_WITH(
      axes_from_name("moon_mee"),
      "axes_from_name: 'moon_mee' is not a frame. Expected one of: icrf, eme2000, itrf, moon_pa, moon_me, "
      "earth_moon_rotating, site:<id>, vnc, ric. Did you mean 'moon_me'?");
  CHECK_THROWS_WITH(axes_from_name("site"),
                    "axes_from_name: 'site' lacks the id of the place. Write site:<id>.");
}

TEST_CASE("frame: frames are equal if centre, axes and place are", "[frames]") {
  CHECK(earth_centred_icrf == Frame{earth, Axes::icrf});
  CHECK_FALSE(earth_centred_icrf == moon_centred_icrf);
  CHECK_FALSE(moon_fixed_pa == moon_fixed_me);
  const Frame here = site_frame(moon, surface_point(-89.5_deg, 210_deg));
  const Frame there = site_frame(moon, surface_point(-89.5_deg, 211_deg));
  CHECK(here == here);
  CHECK_FALSE(here == there);
  Frame with_unused_site = moon_centred_icrf;
  with_unused_site.site = there.site;
  CHECK(with_unused_site == moon_centred_icrf);
}

TEST_CASE("frame: messages name it", "[frames]") {
  CHECK(to_text(moon_centred_icrf) == "moon-centred icrf");
  CHECK(to_text(site_frame(moon, surface_point(-89.5_deg, 210_deg))) ==
        "site on the moon at 89.50000 deg S, 210.00000 deg E");
}
