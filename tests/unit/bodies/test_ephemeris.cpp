#include <perilune/bodies/ephemeris.hpp>

#include <cmath>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/atomic_file.hpp>
#include <perilune/core/error.hpp>

#include "kernel_builder.hpp"
#include "support/catch.hpp"

using namespace perilune;
using kernel_builder::Image;
using kernel_builder::Segment;

namespace {

constexpr double span_start_s = 566049600.0;
constexpr double span_end_s = 1641556800.0;

Ephemeris of(const std::vector<const Image*>& images) {
  std::vector<Kernel> kernels;
  for (const Image* image : images) kernels.emplace_back(DafFile::view(image->span(), "small.bsp"));
  return Ephemeris::from_kernels(std::move(kernels));
}

Image spk(const std::vector<Segment>& segments, std::endian order = std::endian::native) {
  return kernel_builder::build(KernelKind::spk, segments, order);
}

Eigen::Vector3d value_m(const Segment& segment, double tdb_s) {
  return 1e3 * Eigen::Vector3d(kernel_builder::value(segment, 0, tdb_s),
                               kernel_builder::value(segment, 1, tdb_s),
                               kernel_builder::value(segment, 2, tdb_s));
}

/// A handful of roundings of numbers of this size.
void check_near(const Eigen::Vector3d& found, const Eigen::Vector3d& expected) {
  CHECK((found - expected).norm() <= 1e-14 * expected.norm());
}

}  // namespace

TEST_CASE("ephemeris: a series is the sum of its cosines", "[bodies]") {
  for (const int type : {2, 3}) {
    const Segment segment{.type = type, .coefficients = 7};
    const Image image = spk({segment});
    const Ephemeris ephemeris = of({&image});
    for (const double tdb_s : {0.0, 1.0, 999.0, 1000.0, 2718.28, 4000.0})
      check_near(ephemeris.position_m(moon, earth, tdb_s), value_m(segment, tdb_s));
  }
}

TEST_CASE("ephemeris: velocity is the derivative in type 2 and a series of its own in type 3", "[bodies]") {
  const Segment two{.coefficients = 6};
  const Image image_two = spk({two});
  const double tdb_s = 1234.0;
  const double step_s = 0.5;
  const Eigen::Vector3d difference =
      (value_m(two, tdb_s + step_s) - value_m(two, tdb_s - step_s)) / (2 * step_s);
  const Eigen::Vector3d velocity = of({&image_two}).state_m(moon, earth, tdb_s).velocity_m_s;
  // The error of a central difference is a sixth of the third derivative times step^2: (2/1000)^2/6 of the
  // rate.
  CHECK((velocity - difference).norm() < 1e-5 * difference.norm());

  const Segment three{.type = 3};
  const Image image_three = spk({three});
  const Eigen::Vector3d rates =
      1e3 * Eigen::Vector3d(kernel_builder::value(three, 3, tdb_s), kernel_builder::value(three, 4, tdb_s),
                            kernel_builder::value(three, 5, tdb_s));
  check_near(of({&image_three}).state_m(moon, earth, tdb_s).velocity_m_s, rates);
}

TEST_CASE("ephemeris: the other byte order gives the same bits", "[bodies]") {
  const std::vector<Segment> segments{Segment{}, Segment{.target = 399, .center = 3, .type = 3}};
  const Image little = spk(segments, std::endian::little);
  const Image big = spk(segments, std::endian::big);
  for (const double tdb_s : {0.0, 777.0, 3999.0}) {
    const PositionVelocity a = of({&little}).state_m(moon, earth_moon_barycentre, tdb_s);
    const PositionVelocity b = of({&big}).state_m(moon, earth_moon_barycentre, tdb_s);
    CHECK(a.position_m == b.position_m);
    CHECK(a.velocity_m_s == b.velocity_m_s);
  }
}

TEST_CASE("ephemeris: the kernel loaded last counts, and in it the last segment", "[bodies]") {
  const Segment low{.scale = 1.0};
  const Segment high{.start_s = 1000.0, .granules = 2, .scale = 5.0};
  const Image first = spk({low});
  const Image second = spk({high});
  const Image both = spk({low, high});
  for (const Ephemeris& ephemeris : {of({&first, &second}), of({&both})}) {
    check_near(ephemeris.position_m(moon, earth, 500.0), value_m(low, 500.0));
    check_near(ephemeris.position_m(moon, earth, 1000.0), value_m(high, 1000.0));
    check_near(ephemeris.position_m(moon, earth, 3000.0), value_m(high, 3000.0));
    check_near(ephemeris.position_m(moon, earth, 3000.001), value_m(low, 3000.001));
  }
  const Image whole_on_top = spk({high, low});
  check_near(of({&whole_on_top}).position_m(moon, earth, 1500.0), value_m(low, 1500.0));
}

TEST_CASE("ephemeris: any two bodies are connected through the tree, in both directions", "[bodies]") {
  const Segment moon_earth{.target = 301, .center = 399};
  const Segment earth_emb{.target = 399, .center = 3, .scale = 7.0};
  const Segment emb_ssb{.target = 3, .center = 0, .scale = 1000.0};
  const Segment sun_ssb{.target = 10, .center = 0, .scale = 3.0};
  const Image image = spk({moon_earth, earth_emb, emb_ssb, sun_ssb});
  const Ephemeris ephemeris = of({&image});
  const double t = 1717.0;
  check_near(ephemeris.position_m(moon, sun, t),
             value_m(moon_earth, t) + value_m(earth_emb, t) + value_m(emb_ssb, t) - value_m(sun_ssb, t));
  check_near(ephemeris.position_m(earth, moon, t), -value_m(moon_earth, t));
  check_near(ephemeris.position_m(solar_system_barycentre, earth_moon_barycentre, t), -value_m(emb_ssb, t));
  CHECK(ephemeris.position_m(moon, moon, t).norm() == 0.0);
}

TEST_CASE("ephemeris: bodies that no kernel connects are an error, cyclic kernels too", "[bodies][fault]") {
  const Image apart = spk({Segment{}, Segment{.target = 10, .center = 0}});
  CHECK_THROWS_WITH(of({&apart}).position_m(moon, sun, 1.0),
                    Catch::Matchers::ContainsSubstring("do not connect moon with sun"));
  CHECK_THROWS_WITH(of({&apart}).position_m(mars, sun, 1.0),
                    Catch::Matchers::ContainsSubstring("they have sun, moon"));
  CHECK_THROWS_AS(of({&apart}).span(mars, sun), DataError);
  const Image cyclic = spk({Segment{}, Segment{.target = 399, .center = 301}});
  CHECK_THROWS_AS(of({&cyclic}).position_m(moon, sun, 1.0), DataError);
}

TEST_CASE("ephemeris: spans join neighbours, keep gaps, and follow the whole chain", "[bodies]") {
  const Image image = spk({Segment{.start_s = 0.0}, Segment{.start_s = 4000.0}, Segment{.start_s = 9000.0},
                           Segment{.target = 399, .center = 3, .start_s = 1000.0, .granules = 10}});
  const Ephemeris ephemeris = of({&image});
  CHECK(ephemeris.spans(moon, earth) == std::vector{TdbSpan{0, 8000}, TdbSpan{9000, 13000}});
  CHECK(ephemeris.spans(moon, earth_moon_barycentre) ==
        std::vector{TdbSpan{1000, 8000}, TdbSpan{9000, 11000}});
  CHECK(ephemeris.span(moon, earth) == TdbSpan{0, 8000});
  CHECK(ephemeris.spans(moon, sun).empty());
  CHECK_THROWS_WITH(ephemeris.position_m(moon, earth, 8500.0),
                    Catch::Matchers::ContainsSubstring(
                        "2000-01-01T12:00:00 TDB to 2000-01-01T14:13:20 TDB, 2000-01-01T14:30:00 TDB"));
}

TEST_CASE("ephemeris: outside the span the message names bodies, date and covered span", "[bodies][fault]") {
  const Ephemeris& ephemeris = Ephemeris::embedded();
  CHECK(ephemeris.span(moon, sun) == TdbSpan{span_start_s, span_end_s});
  CHECK(ephemeris.moon_libration_span() == TdbSpan{span_start_s, span_end_s});
  CHECK_NOTHROW(ephemeris.state_m(moon, sun, span_start_s));
  CHECK_NOTHROW(ephemeris.state_m(moon, sun, span_end_s));
  CHECK_THROWS_AS(ephemeris.state_m(moon, sun, span_end_s, 1e-9), DataError);
  CHECK_THROWS_AS(ephemeris.moon_libration(span_start_s, -1e-9), DataError);
  CHECK_THROWS_WITH(
      ephemeris.state_m(moon, sun, span_end_s + 86400.0),
      "ephemeris: moon relative to sun is not known at 2052-01-09T00:00:00 TDB; the loaded kernels cover "
      "2017-12-09T00:00:00 TDB to 2052-01-08T00:00:00 TDB. Choose a date inside, or load a kernel that "
      "covers it.");
  CHECK_THROWS_WITH(ephemeris.moon_libration(-3155716800.0),
                    Catch::Matchers::ContainsSubstring("1900-01-01T00:00:00 TDB"));
}

TEST_CASE("ephemeris: an instant that is not finite is an error", "[bodies][fault]") {
  const double infinity = std::numeric_limits<double>::infinity();
  for (const double tdb_s : {infinity, -infinity, std::nan("")}) {
    CHECK_THROWS_AS(Ephemeris::embedded().state_m(moon, earth, tdb_s), InvalidArgument);
    CHECK_THROWS_AS(Ephemeris::embedded().position_m(moon, earth, 0.0, tdb_s), InvalidArgument);
    CHECK_THROWS_AS(Ephemeris::embedded().moon_libration(tdb_s), InvalidArgument);
  }
}

TEST_CASE("ephemeris: two-part time resolves what one double cannot", "[bodies]") {
  const double tdb_s = 7e8;
  const double fraction_s = 1e-9;  // a double near 7e8 steps by 1.2e-7
  const Ephemeris& ephemeris = Ephemeris::embedded();
  const PositionVelocity before = ephemeris.state_m(earth, solar_system_barycentre, tdb_s);
  const PositionVelocity apart = ephemeris.state_m(earth, solar_system_barycentre, tdb_s, 1000.0);
  const PositionVelocity together = ephemeris.state_m(earth, solar_system_barycentre, tdb_s + 1000.0);
  CHECK((apart.position_m - together.position_m).norm() < 1e-15 * together.position_m.norm());
  // 1 ns moves the Earth by 30 um; its position in a double steps by 15 um, so ask for 1 us, a tenth of a
  // step of tdb_s
  const Eigen::Vector3d moved_m =
      ephemeris.position_m(earth, solar_system_barycentre, tdb_s, 100 * fraction_s) - before.position_m;
  CHECK((moved_m - before.velocity_m_s * 100 * fraction_s).norm() < 1e-4);
  CHECK(moved_m.norm() > 2e-3);
}

TEST_CASE("ephemeris: an epoch is asked to its nanosecond", "[bodies]") {
  const Epoch epoch = Epoch::parse("2031-03-01T06:00:00.000000001 TDB");
  const TwoPartSeconds tdb = epoch.tdb();
  const Ephemeris& ephemeris = Ephemeris::embedded();
  const PositionVelocity expected = ephemeris.state_m(moon, earth, tdb.whole, tdb.fraction);
  CHECK(ephemeris.state_m(moon, earth, epoch).position_m == expected.position_m);
  CHECK(ephemeris.state_m(moon, earth, epoch).velocity_m_s == expected.velocity_m_s);
  CHECK(ephemeris.position_m(moon, earth, epoch) == expected.position_m);
  CHECK(ephemeris.moon_libration(epoch).psi_rad == ephemeris.moon_libration(tdb.whole, tdb.fraction).psi_rad);
  CHECK_THROWS_AS(ephemeris.state_m(moon, earth, Epoch::parse("2060-01-01 TDB")), DataError);
}

TEST_CASE("ephemeris: the embedded Earth is the Moon divided by 1 + EMRAT", "[bodies]") {
  for (const double tdb_s : {6e8, 8e8, 1.2e9}) {
    const Eigen::Vector3d earth_m = Ephemeris::embedded().position_m(earth, earth_moon_barycentre, tdb_s);
    const Eigen::Vector3d moon_m = Ephemeris::embedded().position_m(moon, earth, tdb_s);
    CHECK((earth_m + moon_m / (1 + earth_moon_mass_ratio)).norm() < 1e-15 * moon_m.norm());
  }
}

TEST_CASE("ephemeris: it names its files, the embedded ones with their sha256", "[bodies]") {
  const auto files = Ephemeris::embedded().files();
  REQUIRE(files.size() == 2);
  CHECK(files[0].name == "perilune_de440_2018_2052.bsp");
  CHECK(files[0].kind == KernelKind::spk);
  CHECK(files[0].size_bytes == 2979840);
  CHECK(files[0].path.empty());
  CHECK(files[1].kind == KernelKind::pck);
  // The sums that guard the data in the repository.
  const std::string sums = read_file(std::string(PERILUNE_SOURCE_DIR) + "/lib/bodies/data/SHA256SUMS", 10000);
  for (const KernelFile& file : files)
    CHECK_THAT(sums, Catch::Matchers::ContainsSubstring(file.sha256 + "  " + file.name + "\n"));
}

TEST_CASE("ephemeris: the user's kernels go on top of it, or stand alone", "[bodies]") {
  const std::filesystem::path path = std::filesystem::temp_directory_path() / "perilune_test_ephemeris.bsp";
  const Segment craft{.target = -85, .center = 301, .start_s = 7e8, .granules = 100};
  const Image image = spk({craft});
  write_file_atomically(path, {reinterpret_cast<const char*>(image.words.data()), image.size()});
  const std::vector paths{path};

  const Ephemeris alone = Ephemeris::from_files(paths);
  const Ephemeris on_top = Ephemeris::embedded().with_files(paths);
  std::filesystem::remove(path);
  const double tdb_s = 7e8 + 4321.0;
  check_near(alone.position_m(BodyId{-85}, moon, tdb_s), value_m(craft, tdb_s));
  CHECK_THROWS_AS(alone.position_m(BodyId{-85}, earth, tdb_s), DataError);
  check_near(on_top.position_m(BodyId{-85}, earth, tdb_s),
             value_m(craft, tdb_s) + on_top.position_m(moon, earth, tdb_s));
  REQUIRE(on_top.files().size() == 3);
  CHECK(on_top.files()[2].path == path);
  CHECK(on_top.files()[2].name == "perilune_test_ephemeris.bsp");
  CHECK(on_top.files()[2].sha256.empty());
  CHECK(Ephemeris::embedded().files().size() == 2);
  CHECK_THROWS_WITH(alone.moon_libration(tdb_s),
                    Catch::Matchers::ContainsSubstring("do not have the orientation of the Moon"));
  CHECK_THROWS_AS(Ephemeris::from_files(paths), DataError);
}

TEST_CASE("ephemeris: rates of the libration are its derivative", "[bodies]") {
  const double tdb_s = 7.1e8;
  const double step_s = 100.0;
  const MoonLibration at = Ephemeris::embedded().moon_libration(tdb_s);
  const MoonLibration after = Ephemeris::embedded().moon_libration(tdb_s + step_s);
  const MoonLibration before = Ephemeris::embedded().moon_libration(tdb_s - step_s);
  // Rounding of psi (9e-13 rad) over 200 s, and curvature, stay below 1e-13 rad/s.
  CHECK(std::abs((after.phi_rad - before.phi_rad) / (2 * step_s) - at.phi_rad_s) < 1e-13);
  CHECK(std::abs((after.theta_rad - before.theta_rad) / (2 * step_s) - at.theta_rad_s) < 1e-13);
  CHECK(std::abs((after.psi_rad - before.psi_rad) / (2 * step_s) - at.psi_rad_s) < 1e-13);
  // The Moon turns once in 27.32 days.
  CHECK(at.psi_rad_s + at.phi_rad_s == Approx(2 * 3.141592653589793 / (27.321661 * 86400)).epsilon(1e-3));
}
