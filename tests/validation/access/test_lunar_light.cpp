// Twenty years of sunlight and of the Earth over six lunar sites, against CSPICE: lunar_light.csv, made by
// tests/oracle/lunar_light.py, which samples apparent positions every hour.
#include <cmath>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <perilune/access/access.hpp>
#include <perilune/access/apparent.hpp>
#include <perilune/bodies/constants.hpp>
#include <perilune/time/literals.hpp>
#include <perilune/units/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;

namespace {

/// Percentage points. Hourly samples of edges that come some 250 times to 1,000 times in 20 years: at
/// most 0.01.
constexpr double tolerance = 0.1;

constexpr double deg = 3.14159265358979323846 / 180.0;

struct Row {
  std::string site;
  double latitude_deg = 0.0, longitude_deg = 0.0;
  double sun_limb = 0.0, sun_centre = 0.0, earth_limb = 0.0, earth_centre = 0.0;
};

std::vector<Row> expected() {
  std::ifstream file(std::string(PERILUNE_SOURCE_DIR) + "/tests/validation/access/lunar_light.csv");
  std::vector<Row> rows;
  std::string line;
  while (std::getline(file, line)) {
    if (line.empty() || line.front() == '#' || line.starts_with("site,")) continue;
    for (char& c : line) {
      if (c == ',') c = ' ';
    }
    std::istringstream words(line);
    Row row;
    words >> row.site >> row.latitude_deg >> row.longitude_deg >> row.sun_limb >> row.sun_centre >>
        row.earth_limb >> row.earth_centre;
    REQUIRE(words);
    rows.push_back(row);
  }
  return rows;
}

/// Share of the time in which any part of the Earth stands above the horizon, by samples an hour apart: the
/// access layer has no search for the edge of the Earth.
double earth_limb_share(const AccessPoint& site, Interval within) {
  const AccessPoint body = AccessPoint::body(earth);
  int above = 0, all = 0;
  for (Epoch epoch = within.from; epoch < within.to; epoch = epoch + 1_h, ++all) {
    const TwoPartSeconds tdb = epoch.tdb();
    const double distance_m = Ephemeris::embedded().position_m(earth, moon, tdb.whole, tdb.fraction).norm();
    const double highest_rad =
        apparent_azimuth_elevation(site, body, epoch).elevation_rad + std::asin(radius_m(earth) / distance_m);
    if (highest_rad > 0.0) ++above;
  }
  return 100.0 * above / all;
}

}  // namespace

TEST_CASE("access: twenty years of Sun and Earth over six lunar sites, against CSPICE",
          "[access][validation]") {
  const Interval years{Epoch::parse("2026-01-01 UTC"), Epoch::parse("2046-01-01 UTC")};
  const auto share = [&](const IntervalSet& set) { return 100.0 * (set.total() / years.length()); };
  const HorizonMask level;
  const std::vector<Row> rows = expected();
  REQUIRE(rows.size() == 6);
  for (const Row& row : rows) {
    const SurfacePoint place{row.latitude_deg * deg, row.longitude_deg * deg};
    const AccessPoint site = AccessPoint::site(row.site, moon, place);
    const double sun_limb = share(sunlight(site, level, SunDisc::upper_limb, years));
    const double sun_centre = share(sunlight(site, level, SunDisc::centre, years));
    const double earth_centre = share(visibility(site, AccessPoint::body(earth), level, years));
    const double earth_limb = earth_limb_share(site, years);
    CAPTURE(row.site, sun_limb, sun_centre, earth_limb, earth_centre);
    CHECK(std::abs(sun_limb - row.sun_limb) < tolerance);
    CHECK(std::abs(sun_centre - row.sun_centre) < tolerance);
    CHECK(std::abs(earth_limb - row.earth_limb) < tolerance);
    CHECK(std::abs(earth_centre - row.earth_centre) < tolerance);
  }
}
