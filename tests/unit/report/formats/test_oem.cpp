#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/report/formats/oem.hpp>

#include "support/catch.hpp"
#include "support/oem_reader.hpp"

using namespace perilune;

namespace {

/// An ellipse about the Moon, 200 x 16000 km, from perilune on: a short flight with a fast and a slow end.
class Ellipse {
 public:
  explicit Ellipse(Epoch perilune) : perilune_(perilune) {}

  EphemerisPoint operator()(Epoch epoch) const {
    const double n = std::sqrt(mu_moon_m3_s2 / (a_m * a_m * a_m));
    const double mean = n * (epoch - perilune_).seconds();
    double eccentric = mean;
    for (int i = 0; i < 60; ++i)
      eccentric -= (eccentric - e * std::sin(eccentric) - mean) / (1.0 - e * std::cos(eccentric));
    const double b_m = a_m * std::sqrt(1.0 - e * e);
    const double rate = n / (1.0 - e * std::cos(eccentric));
    return {epoch,
            {a_m * (std::cos(eccentric) - e), b_m * std::sin(eccentric), 0.0},
            {-a_m * rate * std::sin(eccentric), b_m * rate * std::cos(eccentric), 0.0}};
  }

 private:
  static constexpr double perilune_m = moon_radius_m + 200e3;
  static constexpr double apolune_m = moon_radius_m + 16'000e3;
  static constexpr double a_m = 0.5 * (perilune_m + apolune_m);
  static constexpr double e = (apolune_m - perilune_m) / (apolune_m + perilune_m);
  Epoch perilune_;
};

const Epoch begin = Epoch::parse("2024-03-24T16:55:36.123456789 UTC");
const Epoch end = begin + Duration::hours(30.0);

struct Head {
  std::string object_name = "queqiao-2";
  std::string object_id = "2024-051A";
  Frame frame = {moon, Axes::icrf};
  TimeScale scale = TimeScale::utc;
  Epoch created = Epoch::parse("2026-11-22T04:00:00 UTC");
  std::vector<std::string> comments = {"made for a test"};
};

Head header() {
  return {};
}

std::string oem_text(const Head& head, const EphemerisTable& table) {
  EphemerisFile file;
  file.created = head.created;
  file.comments = head.comments;
  file.segments.push_back({head.object_name, head.object_id, head.frame, head.scale, {}, table});
  return perilune::oem_text(file);
}

/// The `count` points nearest to an epoch, as a reader takes them.
std::vector<EphemerisPoint> nearest(const std::vector<EphemerisPoint>& points, Epoch epoch,
                                    std::size_t count) {
  const auto after = std::upper_bound(points.begin(), points.end(), epoch,
                                      [](Epoch e, const EphemerisPoint& p) { return e < p.epoch; });
  const auto at = static_cast<std::size_t>(after - points.begin());
  const std::size_t first = std::min(at > count / 2 ? at - count / 2 : 0, points.size() - count);
  const auto begin_at = points.begin() + static_cast<std::ptrdiff_t>(first);
  return {begin_at, begin_at + static_cast<std::ptrdiff_t>(count)};
}

/// Lagrange's polynomial: what a reader makes of the positions alone.
Eigen::Vector3d lagrange(const std::vector<EphemerisPoint>& points, Epoch epoch) {
  Eigen::Vector3d sum = Eigen::Vector3d::Zero();
  for (const EphemerisPoint& i : points) {
    double weight = 1.0;
    for (const EphemerisPoint& j : points) {
      if (j.epoch != i.epoch) weight *= (epoch - j.epoch) / (i.epoch - j.epoch);
    }
    sum += weight * i.position_m;
  }
  return sum;
}

/// Hermite's polynomial in Lagrange's form, which shares nothing with the divided differences of the library.
Eigen::Vector3d hermite(const std::vector<EphemerisPoint>& points, Epoch epoch) {
  Eigen::Vector3d sum = Eigen::Vector3d::Zero();
  for (const EphemerisPoint& i : points) {
    double weight = 1.0;
    double slope_per_s = 0.0;
    for (const EphemerisPoint& j : points) {
      if (j.epoch == i.epoch) continue;
      weight *= (epoch - j.epoch) / (i.epoch - j.epoch);
      slope_per_s += 1.0 / (i.epoch - j.epoch).seconds();
    }
    const double dt_s = (epoch - i.epoch).seconds();
    sum += weight * weight * ((1.0 - 2.0 * slope_per_s * dt_s) * i.position_m + dt_s * i.velocity_m_s);
  }
  return sum;
}

}  // namespace

TEST_CASE("oem: the keywords stand in the order of the standard", "[report]") {
  const test::OemFile file = test::read_oem(oem_text(header(), sample_ephemeris(Ellipse(begin), begin, end)));
  CHECK(file.keywords == std::vector<std::string>{"CCSDS_OEM_VERS", "CREATION_DATE", "ORIGINATOR",
                                                  "OBJECT_NAME", "OBJECT_ID", "CENTER_NAME", "REF_FRAME",
                                                  "TIME_SYSTEM", "START_TIME", "STOP_TIME", "INTERPOLATION",
                                                  "INTERPOLATION_DEGREE"});
  CHECK(file.header.at("CCSDS_OEM_VERS") == "2.0");
  CHECK(file.header.at("CREATION_DATE") == "2026-11-22T04:00:00");
  CHECK(file.header.at("ORIGINATOR") == "PERILUNE");
  CHECK(file.metadata.at("OBJECT_NAME") == "QUEQIAO-2");
  CHECK(file.metadata.at("OBJECT_ID") == "2024-051A");
  CHECK(file.metadata.at("CENTER_NAME") == "MOON");
  CHECK(file.metadata.at("REF_FRAME") == "ICRF");
  CHECK(file.metadata.at("TIME_SYSTEM") == "UTC");
  CHECK(file.metadata.at("INTERPOLATION") == "HERMITE");
  CHECK(file.metadata.at("INTERPOLATION_DEGREE") == "7");
  CHECK(file.metadata.at("START_TIME") == file.lines.front().epoch);
  CHECK(file.metadata.at("STOP_TIME") == file.lines.back().epoch);
  CHECK(file.comments == std::vector<std::string>{"made for a test"});
}

TEST_CASE("oem: read back, every point is where the trajectory is at the written date", "[report]") {
  const TimeScale scale = GENERATE(TimeScale::utc, TimeScale::tdb, TimeScale::tt, TimeScale::tai);
  Head head = header();
  head.scale = scale;
  const Ellipse orbit(begin);
  const test::OemFile file =
      test::read_oem(oem_text(head, sample_ephemeris(orbit, begin, end, {.scale = scale})));
  REQUIRE(file.lines.size() > 30);
  Epoch before = begin - Duration::seconds(1.0);
  for (const test::OemLine& line : file.lines) {
    const Epoch epoch = Epoch::parse(line.epoch, scale);
    CAPTURE(line.epoch);
    CHECK(epoch > before);
    CHECK(epoch >= begin);
    CHECK(epoch <= end);
    before = epoch;
    const EphemerisPoint truth = orbit(epoch);
    for (std::size_t i = 0; i < 3; ++i) {
      const auto axis = static_cast<Eigen::Index>(i);
      CHECK(std::abs(line.km_and_km_s[i] * 1e3 - truth.position_m[axis]) < 1e-6);  // nine decimals of a km
      CHECK(std::abs(line.km_and_km_s[i + 3] * 1e3 - truth.velocity_m_s[axis]) < 1e-9);
    }
  }
  CHECK(Epoch::parse(file.lines.front().epoch, scale) - begin < Duration::nanoseconds(1001));
  CHECK(end - Epoch::parse(file.lines.back().epoch, scale) < Duration::nanoseconds(1001));
}

TEST_CASE("oem: between the points, readers meet the trajectory", "[report]") {
  const Ellipse orbit(begin);
  const EphemerisTable table = sample_ephemeris(orbit, begin, end);
  CHECK(table.position_error_m <= 0.5e-3);
  CHECK(table.velocity_error_m_s <= 1e-5);
  CHECK(table.points.size() < 200);
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> part(0.0, 1.0);
  double hermite_m = 0.0;
  double more_points_m = 0.0;
  double lagrange_m = 0.0;
  for (int i = 0; i < 2000; ++i) {
    const Epoch first = table.points.front().epoch;
    const Epoch epoch = first + part(random) * (table.points.back().epoch - first);
    const Eigen::Vector3d truth = orbit(epoch).position_m;
    hermite_m = std::max(hermite_m, (hermite(nearest(table.points, epoch, 4), epoch) - truth).norm());
    more_points_m = std::max(more_points_m, (hermite(nearest(table.points, epoch, 8), epoch) - truth).norm());
    lagrange_m = std::max(lagrange_m, (lagrange(nearest(table.points, epoch, 12), epoch) - truth).norm());
  }
  CAPTURE(table.points.size(), hermite_m, more_points_m, lagrange_m);
  CHECK(hermite_m < 1e-3);      // what the file promises
  CHECK(more_points_m < 1e-3);  // some readers take degree + 1 points and their velocities
  CHECK(lagrange_m < 1e-2);     // positions alone were not asked for, and come close
}

TEST_CASE("oem: a trajectory that is rough itself is not cut into ever finer pieces", "[report]") {
  const Ellipse orbit(begin);
  const auto rough = [&](Epoch epoch) {  // 10 mm, from one instant to the next
    EphemerisPoint point = orbit(epoch);
    point.position_m[2] += 5e-3 * static_cast<double>(epoch.nanoseconds_since_j2000() / 1000 % 3);
    return point;
  };
  const EphemerisTable table = sample_ephemeris(rough, begin, end);
  CHECK(table.points.size() < 1000);
  CHECK(table.position_error_m > 0.5e-3);  // and the file says so
  CHECK(table.position_error_m < 50e-3);
}

TEST_CASE("oem: a trajectory too short for a step has its two ends, one too short to be written is refused",
          "[report]") {
  const EphemerisTable table = sample_ephemeris(Ellipse(begin), begin, begin + Duration::seconds(1.0));
  CHECK(table.points.size() == 2);
  CHECK_THROWS_AS(sample_ephemeris(Ellipse(begin), begin, begin + Duration::nanoseconds(500)),
                  InvalidArgument);
  CHECK_THROWS_AS(sample_ephemeris(Ellipse(begin), end, begin), InvalidArgument);
}

TEST_CASE("oem: hostile names stay values on their line", "[report][hostile]") {
  Head head = header();
  head.object_name = "x\nMETA_STOP\n2024";
  head.object_id = std::string(10'000, '\xC3');
  head.comments = {"a\nCREATION_DATE = 1999", std::string(10'000, 'x'),
                   "\xE2\x80\xAE"
                   "evil"};
  const test::OemFile file = test::read_oem(oem_text(head, sample_ephemeris(Ellipse(begin), begin, end)));
  CHECK(file.metadata.at("OBJECT_NAME") == "X_META_STOP_2024");
  CHECK(file.metadata.at("OBJECT_ID").find_first_not_of('_') == std::string::npos);
  CHECK(file.comments.size() == 3);
  CHECK(file.header.at("CREATION_DATE") == "2026-11-22T04:00:00");
}

TEST_CASE("oem: a frame or a scale that the standard has no name for is refused", "[report]") {
  const EphemerisTable table = sample_ephemeris(Ellipse(begin), begin, end);
  Head head = header();
  head.frame.axes = Axes::moon_pa;
  CHECK_THROWS_AS(oem_text(head, table), InvalidArgument);
  head = header();
  head.scale = TimeScale::ut1;
  CHECK_THROWS_AS(oem_text(head, table), InvalidArgument);
}
