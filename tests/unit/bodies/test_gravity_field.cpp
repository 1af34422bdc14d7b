#include <perilune/bodies/gravity_field.hpp>

#include <bit>
#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

std::vector<std::byte> file_bytes(const std::string& name) {
  std::ifstream file(std::string(PERILUNE_SOURCE_DIR) + "/lib/bodies/data/" + name, std::ios::binary);
  const std::string content((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  REQUIRE_FALSE(content.empty());
  std::vector<std::byte> bytes(content.size());
  std::memcpy(bytes.data(), content.data(), content.size());
  return bytes;
}

template <class Value>
void put(std::vector<std::byte>& bytes, std::size_t position, Value value) {
  std::memcpy(bytes.data() + position, &value, sizeof value);
  if constexpr (std::endian::native == std::endian::big)
    std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(position),
                 bytes.begin() + static_cast<std::ptrdiff_t>(position + sizeof value));
}

void check_refused(const std::vector<std::byte>& bytes, const std::string& where) {
  CHECK_THROWS_AS(read_gravity_field(bytes, "damaged.bin"), DataError);
  CHECK_THROWS_WITH(read_gravity_field(bytes, "damaged.bin"),
                    Catch::Matchers::StartsWith("gravity field 'damaged.bin', byte " + where));
}

}  // namespace

// GRAIL150 of NASA's JEOD, an independent cut of GRAIL's GRGM660: degree 2 differs by 2.2e-9 at most.
TEST_CASE("gravity: the embedded Moon is GRGM1200A to 150", "[bodies][validation]") {
  const GravityField& moon_field = embedded_moon_gravity();
  CHECK(moon_field.degree == 150);
  CHECK(moon_field.reference_radius_m == 1738000.0);
  CHECK(moon_field.mu_m3_s2 == Approx(mu_moon_m3_s2).epsilon(1e-9));
  CHECK(std::abs(moon_field.c[GravityField::index(2, 0)] - -9.0882923650771e-5) < 3e-9);
  CHECK(std::abs(moon_field.c[GravityField::index(2, 2)] - 3.4670944268756e-5) < 3e-9);
  CHECK(moon_field.c.size() == GravityField::index(150, 150) + 1);
  CHECK(moon_field.s.size() == moon_field.c.size());
}

// Source: Pavlis et al. 2012; C(2,0) tide-free as the NGA publishes it.
TEST_CASE("gravity: the embedded Earth is EGM2008, tide-free, and the zonal constants are its own",
          "[bodies][validation]") {
  const GravityField& earth_field = embedded_earth_gravity();
  CHECK(earth_field.degree == 90);
  CHECK(earth_field.mu_m3_s2 == 3.986004415e14);
  CHECK(earth_field.reference_radius_m == earth_gravity_radius_m);
  CHECK(earth_field.c[GravityField::index(2, 0)] == -0.484165143790815e-3);
  CHECK(-earth_field.c[GravityField::index(2, 0)] * std::sqrt(5.0) == Approx(earth_j2).epsilon(1e-15));
  CHECK(-earth_field.c[GravityField::index(3, 0)] * std::sqrt(7.0) == Approx(earth_j3).epsilon(1e-15));
  CHECK(-earth_field.c[GravityField::index(4, 0)] * 3.0 == Approx(earth_j4).epsilon(1e-15));
}

TEST_CASE("gravity: order m of degree n is pair n(n+1)/2 + m - 3", "[bodies]") {
  std::size_t expected = 0;
  for (int n = 2; n <= 20; ++n) {
    for (int m = 0; m <= n; ++m) CHECK(GravityField::index(n, m) == expected++);
  }
  for (std::size_t n = 2; n <= 150; ++n)  // S(n,0) does not exist
    CHECK(embedded_moon_gravity().s[GravityField::index(static_cast<int>(n), 0)] == 0.0);
}

TEST_CASE("gravity: the file on disk is the embedded field", "[bodies]") {
  const std::filesystem::path path =
      std::filesystem::path(PERILUNE_SOURCE_DIR) / "lib/bodies/data/earth_egm2008_90.bin";
  const GravityField field = read_gravity_field(path);
  CHECK(field.c == embedded_earth_gravity().c);
  CHECK(field.s == embedded_earth_gravity().s);
  CHECK_THROWS_AS(read_gravity_field(path / "nothing"), DataError);
}

TEST_CASE("gravity: damaged files are refused with the offset", "[bodies][fault]") {
  const std::vector<std::byte> sound = file_bytes("earth_egm2008_90.bin");
  CHECK_NOTHROW(read_gravity_field(sound, "sound.bin"));
  const double not_a_number = std::numeric_limits<double>::quiet_NaN();

  for (const std::size_t size : {std::size_t{0}, std::size_t{8}, std::size_t{31}})
    check_refused({sound.begin(), sound.begin() + static_cast<std::ptrdiff_t>(size)}, "0: ");
  for (const std::size_t size : {std::size_t{32}, sound.size() - 16, sound.size() - 1})
    check_refused({sound.begin(), sound.begin() + static_cast<std::ptrdiff_t>(size)}, "32: ");
  std::vector<std::byte> longer = sound;
  longer.push_back(std::byte{0});
  check_refused(longer, "32: ");

  const auto damaged = [&](std::size_t position, auto value) {
    std::vector<std::byte> bytes = sound;
    put(bytes, position, value);
    return bytes;
  };
  check_refused(damaged(0, 'X'), "0: ");
  for (const std::int32_t degree : {-1, 0, 1, 2191, 2147483647}) check_refused(damaged(8, degree), "8: ");
  for (const std::int32_t order : {-1, 0, 89, 91, 2147483647}) check_refused(damaged(12, order), "12: ");
  for (const double value : {0.0, -1.0, 1e40, not_a_number}) {
    check_refused(damaged(16, value), "16: ");
    check_refused(damaged(24, value), "24: ");
  }
  for (const double value : {1.0, -2.0, 1e300, not_a_number}) {
    check_refused(damaged(32, value), "32: a coefficient");
    check_refused(damaged(sound.size() - 8, value), std::to_string(sound.size() - 8) + ": a coefficient");
  }
}
