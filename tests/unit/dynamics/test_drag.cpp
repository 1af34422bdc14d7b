#include <perilune/dynamics/drag.hpp>

#include <cmath>

#include <perilune/core/error.hpp>
#include <perilune/units/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;
using Catch::Matchers::Contains;

namespace {

Vector3<double> acceleration(const DragOptions& options, const BasicState<double>& state) {
  Drag force = drag(options);
  EnvironmentLayout layout(earth);
  force.bind(layout);
  Environment<double> environment;
  environment.earth_pole = {0.0, 0.0, 1.0};
  return force.acceleration_m_s2(state, environment);
}

}  // namespace

TEST_CASE("drag: the air turns with the Earth", "[dynamics]") {
  // On the equator at 200 km: 7.8 km/s eastward meet air that goes 480 m/s the same way.
  const double r_m = 6378137.0 + 200e3, v_m_s = 7784.0;
  const double density = 2.541e-10;
  const DragOptions options{.area = 4_m2, .coefficient = 2.2};
  for (const double sign : {1.0, -1.0}) {
    const Vector3<double> a = acceleration(options, {{r_m, 0.0, 0.0}, {0.0, sign * v_m_s, 0.0}, 500.0});
    const double relative_m_s = v_m_s - sign * earth_rotation_rate_rad_s * r_m;
    CHECK(a.y() ==
          Approx(-sign * 0.5 * density * 2.2 * 4.0 / 500.0 * relative_m_s * relative_m_s).epsilon(1e-9));
    CHECK(a.x() == Approx(0.0).margin(1e-20));
  }
}

TEST_CASE("drag: altitude is that above the ellipsoid", "[dynamics]") {
  const Vector3<double> pole(0.0, 0.0, 1.0);
  CHECK(Drag::altitude_m<double>({6378137.0, 0.0, 0.0}, pole) == Approx(0.0).margin(1e-8));
  CHECK(Drag::altitude_m<double>({0.0, 0.0, 6356752.3142}, pole) == Approx(0.0).margin(1e-3));
  // Geodetic 45 deg N, 400 km: Bowring's formula, independently.
  const double a = 6378137.0, e2 = 0.00669437999014, s = std::sqrt(0.5);
  const double n = a / std::sqrt(1.0 - e2 * s * s);
  const Vector3<double> r((n + 400e3) * s, 0.0, (n * (1.0 - e2) + 400e3) * s);
  CHECK(Drag::altitude_m<double>(r, pole) == Approx(400e3).margin(10.0));
}

TEST_CASE("drag: refused about another centre, and every bad option is named", "[dynamics]") {
  Drag force = drag({.area = 4_m2});
  EnvironmentLayout layout(moon);
  CHECK_THROWS_WITH(force.bind(layout), Contains("centre of integration is moon"));
  CHECK_THROWS_WITH(drag({.area = -4_m2, .coefficient = 0.0, .rotation = AngularRate::from_si(NAN)}),
                    Contains("area is -4") && Contains("coefficient is 0") && Contains("rotation is nan"));
}
