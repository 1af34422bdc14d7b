#include <perilune/dynamics/shadow.hpp>

#include <cmath>
#include <numbers>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/dual.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

/// A spacecraft behind the Moon, the Sun far away on the x axis: the Moon's centre `behind_m` ahead and
/// `aside_m` off the line to the Sun.
template <class T = double>
T share(T behind_m, T aside_m, double radius_m = moon_radius_m) {
  return visible_sun_share<T>({T(astronomical_unit_m), T(0.0), T(0.0)}, {behind_m, aside_m, T(0.0)},
                              sun_radius_m, radius_m);
}

const double sun_angle = std::asin(sun_radius_m / astronomical_unit_m);

}  // namespace

TEST_CASE("shadow: full light beside and before the body, none in the umbra", "[dynamics]") {
  CHECK(share(3e6, 2e6) == 1.0);
  CHECK(share(-3e6, 0.0) == 1.0);
  CHECK(share(-1.7375e6, 0.0) == 1.0);
  CHECK(share(3e6, 0.0) == 0.0);
  CHECK(share(3e6, 1.6e6) == 0.0);
}

TEST_CASE(
    "shadow: the Sun on the edge of a body that fills the sky is hidden by half, less the curve of the edge",
    "[dynamics]") {
  // The centre of the Sun on the limb: the lens of two circles a and b at the distance b. For b >> a its area
  // is pi a^2 / 2 - a^3 / (3 b) and smaller terms: the sagitta y^2 / (2 b) summed over the Sun's diameter.
  const double behind_m = 1.9e6;
  const double limb = std::asin(moon_radius_m / behind_m);
  const double found = share(behind_m * std::cos(limb), behind_m * std::sin(limb));
  const double expected = 0.5 + sun_angle / (3.0 * std::numbers::pi * limb);
  CHECK(std::abs(found - expected) < 1e-5);
}

TEST_CASE("shadow: a body too small for the Sun leaves a ring", "[dynamics]") {
  // Beyond 373,000 km the Moon is smaller than the Sun: the area that is left is that of the ring.
  const double behind_m = 5e8;
  const double moon_angle = std::asin(moon_radius_m / behind_m);
  CHECK(std::abs(share(behind_m, 0.0) - (1.0 - std::pow(moon_angle / sun_angle, 2))) < 1e-14);
  // Aside, the Moon is farther away by that square, and no more happens.
  CHECK(share(behind_m, 1e5) == Approx(share(behind_m, 0.0)).epsilon(1e-7));
}

TEST_CASE("shadow: from the edge of the penumbra to the umbra the light only falls, and in small steps",
          "[dynamics][property]") {
  for (const double behind_m : {1.8e6, 6e6, 6e7, 3.7e8, 6e8}) {
    const double umbra_m = moon_radius_m - behind_m * sun_angle;
    const double half_width_m = behind_m * sun_angle;
    const int steps = 4000;
    double last = share(behind_m, 0.0);
    for (int i = 0; i <= steps; ++i) {
      const double aside_m = std::max(0.0, umbra_m) + 2.4 * half_width_m * i / steps;
      const double now = share(behind_m, aside_m);
      CAPTURE(behind_m, aside_m);
      REQUIRE(now >= last - 1e-13);
      REQUIRE(now >= 0.0);
      REQUIRE(now <= 1.0);
      REQUIRE(now - last < 5e-3);
      last = now;
    }
    CHECK(last == 1.0);
  }
}

TEST_CASE("shadow: double keeps what long double finds", "[dynamics]") {
  for (int i = 0; i < 200; ++i) {
    const double behind_m = 1.8e6 * std::pow(300.0, i / 200.0);
    const double aside_m = moon_radius_m + behind_m * sun_angle * std::cos(i * 1.7);
    const auto exact = static_cast<double>(share<long double>(behind_m, aside_m));
    CAPTURE(behind_m, aside_m);
    CHECK(std::abs(share(behind_m, aside_m) - exact) < 1e-11);
  }
}

TEST_CASE("shadow: the slope in the penumbra is that of its differences", "[dynamics]") {
  using D = Dual<double, 1>;
  for (const double behind_m : {2e6, 6e7, 6e8}) {
    const double umbra_m = std::abs(moon_radius_m - behind_m * sun_angle);
    const double width_m = std::min(behind_m * sun_angle, moon_radius_m);
    for (const double part : {0.1, 0.5, 1.0, 1.5, 1.9}) {
      const double aside_m = umbra_m + part * width_m;
      const D found =
          visible_sun_share<D>({D(astronomical_unit_m), D(0.0), D(0.0)},
                               {D(behind_m), D::variable(aside_m, 0), D(0.0)}, sun_radius_m, moon_radius_m);
      const long double h = 1e-4L * width_m;
      const auto slope = [&](long double step) {
        return (share<long double>(behind_m, aside_m + step) - share<long double>(behind_m, aside_m - step)) /
               (2.0L * step);
      };
      const auto numeric = static_cast<double>((4.0L * slope(h) - slope(2.0L * h)) / 3.0L);
      CAPTURE(behind_m, part, found.value, numeric);
      CHECK(found.value > 0.0);
      CHECK(found.value < 1.0);
      CHECK(std::abs(found.derivative[0] - numeric) < 1e-9 / width_m);
    }
  }
}

TEST_CASE("shadow: discs on the sky overlap not at all, in part, wholly", "[dynamics]") {
  const Vector3<double> a(1e8, 0.0, 0.0);
  CHECK(detail::overlap_of_discs<double>(a, 1e6, {0.0, 1e8, 0.0}, 1e6) == 0.0);
  CHECK(detail::overlap_of_discs<double>(a, 1e6, {1e8, 1e5, 0.0}, 2e6) == 1.0);
  // Two equal circles one radius apart: 2/3 - sqrt(3) / (2 pi) of either.
  const double part = detail::overlap_of_discs<double>(a, 1e6, {1e8, 1e6, 0.0}, 1e6);
  CHECK(std::abs(part - (2.0 / 3.0 - std::sqrt(3.0) / (2.0 * std::numbers::pi))) < 1e-4);
}
