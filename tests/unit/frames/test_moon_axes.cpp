#include <perilune/frames/moon_axes.hpp>

#include <array>
#include <cmath>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/time/literals.hpp>

#include "support/catch.hpp"
#include "unit/frames/support.hpp"

using namespace perilune;
using namespace perilune::literals;
using namespace frames_test;

namespace {

/// The Moon of the IAU series: WGCCRE 2009, as in NAIF's pck00011.tpc. What one has without librations.
Eigen::Matrix3d iau_moon_from_icrf(Epoch epoch) {
  const double d = epoch.tdb_seconds_since_j2000() / 86400.0;
  const double T = d / 36525.0;
  constexpr std::array<std::array<double, 2>, 13> arguments = {{{125.045, -0.0529921},
                                                                {250.089, -0.1059842},
                                                                {260.008, 13.0120009},
                                                                {176.625, 13.3407154},
                                                                {357.529, 0.9856003},
                                                                {311.589, 26.4057084},
                                                                {134.963, 13.0649930},
                                                                {276.617, 0.3287146},
                                                                {34.226, 1.7484877},
                                                                {15.134, -0.1589763},
                                                                {119.743, 0.0036096},
                                                                {239.961, 0.1643573},
                                                                {25.053, 12.9590088}}};
  const auto s = [&](std::size_t i) {
    return std::sin((arguments[i - 1][0] + arguments[i - 1][1] * d) * rad_per_deg);
  };
  const auto c = [&](std::size_t i) {
    return std::cos((arguments[i - 1][0] + arguments[i - 1][1] * d) * rad_per_deg);
  };
  const double alpha = 269.9949 + 0.0031 * T - 3.8787 * s(1) - 0.1204 * s(2) + 0.0700 * s(3) - 0.0172 * s(4) +
                       0.0072 * s(6) - 0.0052 * s(10) + 0.0043 * s(13);
  const double delta = 66.5392 + 0.0130 * T + 1.5419 * c(1) + 0.0239 * c(2) - 0.0278 * c(3) + 0.0068 * c(4) -
                       0.0029 * c(6) + 0.0009 * c(7) + 0.0008 * c(10) - 0.0009 * c(13);
  const double W = 38.3213 + 13.17635815 * d - 1.4e-12 * d * d + 3.5610 * s(1) + 0.1208 * s(2) -
                   0.0642 * s(3) + 0.0158 * s(4) + 0.0252 * s(5) - 0.0066 * s(6) - 0.0047 * s(7) -
                   0.0046 * s(8) + 0.0028 * s(9) + 0.0052 * s(10) + 0.0040 * s(11) + 0.0019 * s(12) -
                   0.0044 * s(13);
  return R3(W * rad_per_deg) * R1((90.0 - delta) * rad_per_deg) * R3((90.0 + alpha) * rad_per_deg);
}

/// How far apart two sets of axes put a place on the Moon's equator facing the Earth [m].
double largest_shift_m(const Eigen::Matrix3d& a, const Eigen::Matrix3d& b) {
  double largest_m = 0.0;
  for (int longitude_deg = 0; longitude_deg < 360; longitude_deg += 30) {
    for (int latitude_deg = -90; latitude_deg <= 90; latitude_deg += 30) {
      const double lon = longitude_deg * rad_per_deg;
      const double lat = latitude_deg * rad_per_deg;
      const Eigen::Vector3d site =
          moon_radius_m *
          Eigen::Vector3d(std::cos(lat) * std::cos(lon), std::cos(lat) * std::sin(lon), std::sin(lat));
      largest_m = std::max(largest_m, (a.transpose() * site - b.transpose() * site).norm());
    }
  }
  return largest_m;
}

}  // namespace

TEST_CASE("moon axes: the Mean-Earth matrix of DE440 is the published one", "[frames][validation]") {
  Eigen::Matrix3d published;  // made outside from JPL's DE440 file and moon_de440_220930.tf, to 1e-12
  published << -0.856871389207, -0.472132597039, -0.207031961715,  //
      0.515291934126, -0.796585797175, -0.316109617640,            //
      -0.015673065538, -0.377547187187, 0.925857697740;
  const Rotation me = moon_me_from_icrf(Epoch::parse("JD 2460000.5 TDB"));
  CHECK((me.R - published).cwiseAbs().maxCoeff() <
        1e-11);  // 1e-9 is asked for; an epoch's nanosecond is 1e-15
  CHECK(improperness(me.R) < 1e-14);
}

TEST_CASE("moon axes: principal axes come from the libration angles", "[frames]") {
  const Rotation pa = moon_pa_from_icrf(
      {.phi_rad = -0.042335199152, .theta_rad = 0.387705226577, .psi_rad = 4508.766408462656});
  CHECK((pa.R - moon_pa_from_icrf(Epoch::parse("JD 2460000.5 TDB")).R).cwiseAbs().maxCoeff() < 3e-12);
}

TEST_CASE("moon axes: principal axes taken for Mean-Earth ones move a site by up to 875 m", "[frames]") {
  const Epoch epoch = Epoch::parse("2031-03-01 TDB");
  const double shift_m = largest_shift_m(moon_pa_from_icrf(epoch).R, moon_me_from_icrf(epoch).R);
  CHECK(shift_m > 860.0);
  CHECK(shift_m < 880.0);
  // x of the principal axes points east and north of the mean Earth: a place at 0 N, 0 E has these PA
  // coordinates (moon_de440_220930.tf gives the angles; the signs are what is checked).
  const Eigen::Vector3d pa = moon_me_from_pa().transpose() * Eigen::Vector3d::UnitX();
  CHECK(pa.y() == Approx(-67.8526 * rad_per_arcsec).epsilon(1e-3));
  CHECK(pa.z() == Approx(78.6944 * rad_per_arcsec).epsilon(1e-3));
}

TEST_CASE("moon axes: the IAU series is up to 151 m off, and we are not it", "[frames]") {
  double largest_m = 0.0;
  for (int day = 0; day < 12'000; day += 50) {
    const Epoch epoch = Epoch::parse("2018-06-01 TDB") + Duration::days(day);
    const double shift_m = largest_shift_m(moon_me_from_icrf(epoch).R, iau_moon_from_icrf(epoch));
    CHECK(shift_m < 160.0);
    largest_m = std::max(largest_m, shift_m);
  }
  CHECK(largest_m > 100.0);  // so a test to 1e-9 tells them apart
}

TEST_CASE("moon axes: the rates are the derivatives of the matrices", "[frames]") {
  for (const char* date : {"2018-01-01 TDB", "2024-03-24T16:55:36 TDB", "2051-12-31 TDB"}) {
    CAPTURE(date);
    const Epoch epoch = Epoch::parse(date);
    const Rotation pa = moon_pa_from_icrf(epoch);
    const Rotation me = moon_me_from_icrf(epoch);
    const auto pa_matrix = [](Epoch e) { return moon_pa_from_icrf(e).R; };
    const auto me_matrix = [](Epoch e) { return moon_me_from_icrf(e).R; };
    // psi is rounded to 9e-13 rad, over some 20 min.
    CHECK((pa.Rdot - differentiated(epoch, 600.0, pa_matrix)).cwiseAbs().maxCoeff() < 3e-15);
    CHECK((me.Rdot - differentiated(epoch, 600.0, me_matrix)).cwiseAbs().maxCoeff() < 3e-15);
    CHECK(me.rate_rad_s().z() == Approx(2.6617e-6).epsilon(1e-3));  // a turn in 27.32 d
  }
}

TEST_CASE("moon axes: outside the librations there are none", "[frames]") {
  CHECK_THROWS_AS(moon_pa_from_icrf(Epoch::parse("1969-07-20 TDB")), DataError);
  CHECK_THROWS_AS(moon_me_from_icrf(Epoch::parse("2060-01-01 TDB")), DataError);
}
