// The embedded ephemeris against numbers of JPL's DE440 that came another way.
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

#include <perilune/bodies/constants.hpp>
#include <perilune/bodies/ephemeris.hpp>
#include <perilune/bodies/segment_tree.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

double seconds_of_julian_date(double jd_tdb) {
  return (jd_tdb - 2451545.0) * 86400.0;
}

}  // namespace

// Source: evaluated from JPL's DE440 binary file with an independent program; printed to 1e-6 km and 1e-12
// rad.
TEST_CASE("ephemeris: DE440 at JD 2460000.5 TDB", "[bodies][validation]") {
  constexpr double tolerance_m = 1e-6 * 1e3;
  constexpr double tolerance_rad = 1e-11;
  const double tdb_s = seconds_of_julian_date(2460000.5);
  const Ephemeris& ephemeris = Ephemeris::embedded();

  struct Row {
    BodyId target, center;
    double x_km, y_km, z_km;
  };
  for (const Row& row : {
           Row{sun, solar_system_barycentre, -1344005.538384, -66917.692146, 5637.888872},
           Row{earth_moon_barycentre, solar_system_barycentre, -136378592.268319, 55640589.522082,
               24155157.187421},
           Row{venus, solar_system_barycentre, 70876857.125113, 74918401.991060, 29176751.726583},
           Row{mars, solar_system_barycentre, -99907792.947464, 200558554.531786, 94687656.499455},
           Row{jupiter, solar_system_barycentre, 705941073.636626, 207867010.409888, 71915325.322066},
           Row{saturn, solar_system_barycentre, 1240048091.763210, -706221756.075424, -345116137.197318},
           Row{moon, earth, 299660.396639, 216607.282679, 95695.165604},
       }) {
    const Eigen::Vector3d ours_m = ephemeris.position_m(row.target, row.center, tdb_s);
    CAPTURE(body_name(row.target));
    CHECK(std::abs(ours_m[0] - row.x_km * 1e3) < tolerance_m);
    CHECK(std::abs(ours_m[1] - row.y_km * 1e3) < tolerance_m);
    CHECK(std::abs(ours_m[2] - row.z_km * 1e3) < tolerance_m);
  }

  const MoonLibration libration = ephemeris.moon_libration(tdb_s);
  CHECK(std::abs(libration.phi_rad - -0.042335199152) < tolerance_rad);
  CHECK(std::abs(libration.theta_rad - 0.387705226577) < tolerance_rad);
  CHECK(std::abs(libration.psi_rad - 4508.766408462656) < tolerance_rad);
}

// tests/validation/data/README.md: an excerpt of JPL's own binary, cut by others.
TEST_CASE("ephemeris: the shipped coefficients are those of JPL's binary file, bit for bit",
          "[bodies][validation]") {
  // Layout of DE440's records, in doubles after the two epochs: first, coefficients, components, granules.
  struct Item {
    BodyId target, center;
    std::size_t first, coefficients, granules;
  };
  constexpr std::array items{
      Item{venus, solar_system_barycentre, 168, 10, 2},
      Item{earth_moon_barycentre, solar_system_barycentre, 228, 13, 2},
      Item{mars, solar_system_barycentre, 306, 11, 1},
      Item{jupiter, solar_system_barycentre, 339, 8, 1},
      Item{saturn, solar_system_barycentre, 363, 7, 1},
      Item{moon, earth, 438, 13, 8},
      Item{sun, solar_system_barycentre, 750, 11, 2},
  };
  constexpr Item librations{BodyId{moon_pa_de440_axes}, BodyId{1}, 896, 10, 4};
  constexpr std::size_t record_words = 1018;
  constexpr std::size_t records = 3;
  constexpr double record_days = 32.0;

  std::ifstream file(std::string(PERILUNE_SOURCE_DIR) + "/tests/validation/data/de440_2023_01_08.lnx",
                     std::ios::binary);
  std::vector<char> bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  REQUIRE(bytes.size() == (2 + records) * record_words * 8);
  const auto at = [&](std::size_t position) {
    std::uint64_t value = 0;  // little-endian
    for (std::size_t i = 8; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[position + i]);
    return value;
  };
  const auto jpl_word = [&](std::size_t record, std::size_t word) {
    return at(((2 + record) * record_words + word) * 8);
  };

  std::size_t compared = 0;
  const auto compare = [&](const ChebyshevSegment& segment, const Item& item) {
    CAPTURE(segment.name);
    REQUIRE(segment.center == item.center.naif);
    REQUIRE(segment.coefficients == static_cast<int>(item.coefficients));
    for (std::size_t record = 0; record < records; ++record) {
      const double start_s = seconds_of_julian_date(std::bit_cast<double>(jpl_word(record, 0)));
      for (std::size_t granule = 0; granule < item.granules; ++granule) {
        const double length_s = record_days * 86400.0 / static_cast<double>(item.granules);
        const double middle_s = start_s + (static_cast<double>(granule) + 0.5) * length_s;
        const double* ours = segment.record(segment.granule_at(middle_s));
        CHECK(ours[0] == middle_s);
        CHECK(ours[1] == length_s / 2);
        for (std::size_t i = 0; i < 3 * item.coefficients; ++i, ++compared) {
          const std::uint64_t theirs = jpl_word(record, 2 + item.first + granule * 3 * item.coefficients + i);
          if (std::bit_cast<std::uint64_t>(ours[2 + i]) != theirs)
            FAIL_CHECK("coefficient " << i << " differs");
        }
      }
    }
  };
  const detail::SegmentTree& tree = Ephemeris::embedded().segment_tree();
  for (const Item& item : items) {
    REQUIRE(tree.of_body(item.target.naif).size() == 1);
    compare(*tree.of_body(item.target.naif)[0], item);
  }
  REQUIRE(tree.of_axes(librations.target.naif).size() == 1);
  compare(*tree.of_axes(librations.target.naif)[0], librations);
  CHECK(compared == 3 * (60 + 78 + 33 + 24 + 21 + 312 + 66 + 120));

  // The constants of the same file: EMRAT stands in its header.
  constexpr std::size_t emrat_position = 2688;  // after the title, the names, the dates, their count and AU
  CHECK(std::bit_cast<double>(at(emrat_position)) == earth_moon_mass_ratio);
}
