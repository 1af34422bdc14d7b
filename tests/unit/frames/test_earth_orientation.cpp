#include <perilune/frames/earth_orientation.hpp>

#include <perilune/core/error.hpp>
#include <perilune/time/literals.hpp>

#include "support/catch.hpp"
#include "unit/frames/support.hpp"

using namespace perilune;
using namespace perilune::literals;
using namespace frames_test;

TEST_CASE("earth rotation angle: ERFA's own test value is met", "[frames][validation]") {
  // t_erfa_c: eraEra00(2400000.5, 54388.0), tolerance 1e-12
  CHECK(std::abs(earth_rotation_angle_rad(JulianDate{2400000.5, 54388.0}) - 0.4022837240028158102) < 1e-12);
  // 2007-10-15 UT1 is that date.
  CHECK(std::abs(earth_rotation_angle_rad(Epoch::parse("2007-10-15 UT1")) - 0.4022837240028158102) < 1e-12);
}

TEST_CASE("earth rotation angle: runs at its rate, with UT1", "[frames]") {
  const Epoch epoch = Epoch::parse("2024-06-01T03:00:00 UTC");
  const double turned_rad = earth_rotation_angle_rad(epoch + 1_h) - earth_rotation_angle_rad(epoch);
  CHECK(std::abs(turned_rad - 3600.0 * earth_rotation_rate_rad_s) < 1e-12);
  const double advanced_rad =
      earth_rotation_angle_rad(epoch, {.ut1_minus_utc_s = 0.5}) - earth_rotation_angle_rad(epoch);
  CHECK(std::abs(advanced_rad - 0.5 * earth_rotation_rate_rad_s) < 1e-12);
}

TEST_CASE("eme2000: the frame bias is ERFA's", "[frames][validation]") {
  // t_erfa_c: eraBp06(2400000.5, 50123.9999, rb), tolerance 1e-12 to 1e-16
  Eigen::Matrix3d published;
  published << 0.9999999999999942497, -0.7078368960971557145e-7, 0.8056213977613185606e-7,  //
      0.7078368694637674333e-7, 0.9999999999999969484, 0.3305943742989134124e-7,            //
      -0.8056214211620056792e-7, -0.3305943172740586950e-7, 0.9999999999999962084;
  CHECK((eme2000_from_icrf() - published).cwiseAbs().maxCoeff() < 1e-15);
  CHECK(improperness(eme2000_from_icrf()) < 1e-15);
}

TEST_CASE("itrf: ERFA's own test matrix is met", "[frames][validation]") {
  // t_erfa_c: eraC2t06a(2400000.5, 53736.0, 2400000.5, 53736.0, 2.55060238e-7, 1.860359247e-6), tolerance
  // 1e-12
  Eigen::Matrix3d published;
  published << -0.1810332128305897282, 0.9834769806938592296, 0.6555550962998436505e-4,  //
      -0.9834768134136214897, -0.1810332203649130832, 0.5749800844905594110e-3,          //
      0.5773474024748545878e-3, 0.3961816829632690581e-4, 0.9999998325501747785;
  const Eigen::Matrix3d ours = itrf_from_icrf_matrix({2400000.5, 53736.0}, {2400000.5, 53736.0},
                                                     {.xp_rad = 2.55060238e-7, .yp_rad = 1.860359247e-6});
  CHECK((ours - published).cwiseAbs().maxCoeff() < 1e-12);
}

TEST_CASE("itrf: the rate is the derivative of the matrix", "[frames]") {
  const EarthOrientation orientation{0.12, 0.2 * rad_per_arcsec, 0.4 * rad_per_arcsec};
  for (const char* date : {"1972-02-01 UTC", "2024-03-15T12:00:00 UTC", "2051-07-01T06:00:00 UTC"}) {
    CAPTURE(date);
    const Epoch epoch = Epoch::parse(date);
    const Rotation rotation = itrf_from_icrf(epoch, orientation);
    CHECK(improperness(rotation.R) < 1e-15);
    CHECK((rotation.R - itrf_from_icrf_matrix(epoch, orientation)).cwiseAbs().maxCoeff() < 1e-15);
    const Eigen::Matrix3d difference =
        differentiated(epoch, 30.0, [&](Epoch e) { return itrf_from_icrf_matrix(e, orientation); });
    // Rounding of the angle, 1e-15 over 60 s, and the fourth order of the spin, 30 s long.
    CHECK((rotation.Rdot - difference).cwiseAbs().maxCoeff() < 1e-16 + 7.3e-5 * 1e-11);
    CHECK(std::abs(rotation.rate_rad_s().norm() / earth_rotation_rate_rad_s - 1.0) < 2e-7);
  }
}

TEST_CASE("itrf: nothing is known before 1972, and UT1-UTC is in seconds", "[frames]") {
  CHECK_THROWS_AS(itrf_from_icrf(Epoch::parse("1969-07-20 TT")), InvalidArgument);
  CHECK_THROWS_AS(itrf_from_icrf(j2000, {.ut1_minus_utc_s = 355.0}), InvalidArgument);
}
