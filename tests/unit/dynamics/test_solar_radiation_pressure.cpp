#include <perilune/dynamics/solar_radiation_pressure.hpp>

#include <limits>

#include <perilune/core/error.hpp>
#include <perilune/units/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;
using Catch::Matchers::Contains;

namespace {

struct Scene {
  SolarRadiationPressure force;
  EnvironmentLayout layout{earth};
  Environment<double> environment;

  explicit Scene(const SolarRadiationPressureOptions& options) : force(options) {
    force.bind(layout);
    place(sun, {astronomical_unit_m, 0.0, 0.0});
    place(moon, {0.0, 3.8e8, 0.0});
  }
  void place(BodyId body, const Vector3<double>& position_m) {
    environment.positions_m[static_cast<std::size_t>(layout.add(body))] = position_m;
  }
  Vector3<double> at(const Vector3<double>& position_m, double mass_kg = 500.0) const {
    return force.acceleration_m_s2(BasicState<double>{position_m, {}, mass_kg}, environment);
  }
};

const SolarRadiationPressureOptions ball{.area = 4_m2, .reflectivity_coefficient = 1.5};

}  // namespace

TEST_CASE("sunlight: pushes away from the Sun by S C_R A / (c m) at one astronomical unit", "[dynamics]") {
  const Scene scene(ball);
  const double push = 1361.0 / 299792458.0 * 1.5 * 4.0 / 500.0;
  const Vector3<double> lit = scene.at({0.0, 0.0, 4e7});
  CHECK(lit.x() == Approx(-push).epsilon(1e-6));
  CHECK(lit.z() > 0.0);
}

TEST_CASE("sunlight: goes with the inverse mass and the inverse square of the distance", "[dynamics]") {
  const Scene scene(ball);
  const Vector3<double> r(2e7, 3e7, 1e7);
  CHECK((scene.at(r, 250.0) - 2.0 * scene.at(r, 500.0)).norm() <= 1e-15 * scene.at(r, 250.0).norm());
  const double near = scene.at({0.5 * astronomical_unit_m, 0.0, 0.0}).norm();
  const double far = scene.at({-1e8, 4e8, 0.0}).norm();
  const double far_m = std::hypot(astronomical_unit_m + 1e8, 4e8);
  CHECK(near / far == Approx(std::pow(far_m / (0.5 * astronomical_unit_m), 2)).epsilon(1e-13));
}

TEST_CASE("sunlight: shadows count as they are asked for", "[dynamics]") {
  SolarRadiationPressureOptions options = ball;
  const Vector3<double> behind_earth(-7e6, 0.0, 0.0), behind_moon(-3e6, 3.8e8, 0.0);
  CHECK(Scene(options).at(behind_earth).norm() == 0.0);
  CHECK(Scene(options).at(behind_moon).norm() == 0.0);
  options.shadows = {earth};
  CHECK(Scene(options).at(behind_earth).norm() == 0.0);
  CHECK(Scene(options).at(behind_moon).norm() > 1e-8);
  options.shadows = {};
  CHECK(Scene(options).at(behind_earth).norm() > 1e-8);
}

TEST_CASE("sunlight: what Earth and Moon hide together is hidden once", "[dynamics]") {
  // The lower edge of the Sun behind the Earth's limb, seen from 360,000 km.
  const Vector3<double> r(-3.6e8, 7.4e6, 0.0);
  const auto share = [&r](std::vector<BodyId> shadows, const Vector3<double>& moon_there) {
    SolarRadiationPressureOptions options = ball;
    options.shadows = std::move(shadows);
    Scene scene(options);
    scene.place(moon, moon_there);
    return scene.force.visible_share(BasicState<double>{r, {}, 500.0}, scene.environment);
  };
  // The Moon on the other side of the Sun's disc: both hide their own.
  const Vector3<double> beside(r.x() + 1e7, r.y() + moon_radius_m + 2e4, 0.0);
  const double by_earth = share({earth}, beside);
  const double by_moon = share({moon}, beside);
  CHECK(by_earth < 0.95);
  CHECK(by_moon < 0.95);
  CHECK(share({earth, moon}, beside) == Approx(by_earth + by_moon - 1.0).epsilon(1e-14));
  CHECK(share({moon, earth}, beside) == Approx(by_earth + by_moon - 1.0).epsilon(1e-14));
  // The Moon before the Sun, too, but behind the Earth: nothing more is hidden.
  const Vector3<double> behind(r.x() + 7.2e8, r.y() - 7.2e8 * 0.0058, 0.0);
  CHECK(share({moon}, behind) < 0.99);
  CHECK(share({earth, moon}, behind) == Approx(by_earth).epsilon(1e-14));
}

TEST_CASE("sunlight: every bad option is named", "[dynamics]") {
  const SolarRadiationPressureOptions bad{.area = -1_m2,
                                          .reflectivity_coefficient = 0.0,
                                          .irradiance_w_m2 = std::numeric_limits<double>::quiet_NaN(),
                                          .shadows = {moon, moon, jupiter}};
  CHECK_THROWS_WITH(solar_radiation_pressure(bad),
                    Contains("area is -1 m^2") && Contains("reflectivity_coefficient is 0") &&
                        Contains("irradiance_w_m2 is nan") && Contains("names moon twice") &&
                        Contains("names jupiter"));
  CHECK_THROWS_AS(solar_radiation_pressure({}), InvalidArgument);
}
