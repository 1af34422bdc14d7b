#include <cmath>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/design/phasing/phasing_ladder.hpp>
#include <perilune/units/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;

namespace {

PhasingLadderRequest orbiter() {
  PhasingLadderRequest request;
  request.perigee_altitude = 200_km;
  request.first_apogee_altitude = 51000_km;
  request.c3_m2_s2 = -1.9e6;
  request.burns = 4;
  request.engine = {.thrust = 490_N, .specific_impulse = Duration::seconds(315.0)};
  request.mass = 2350_kg;
  request.at_least = Duration::days(6.0);
  request.at_most = Duration::days(9.0);
  return request;
}

/// What the same climb loses if the burns have other lengths.
double estimated_loss_m_s(const PhasingLadderRequest& request, const std::vector<double>& lengths_s) {
  const double exhaust = request.engine.specific_impulse.seconds() * standard_gravity_m_s2;
  const double flow = request.engine.thrust.si() / exhaust;
  const double perigee_m = earth_radius_m + request.perigee_altitude.si();
  const double apogee_m = earth_radius_m + request.first_apogee_altitude.si();
  double speed = std::sqrt(mu_earth_m3_s2 * (2.0 / perigee_m - 2.0 / (perigee_m + apogee_m)));
  double mass = request.mass.si(), loss = 0.0;
  for (const double length : lengths_s) {
    const double push = exhaust * std::log(mass / (mass - flow * length));
    const double arc = (speed + 0.5 * push) / perigee_m * length;
    const double middle = speed + 0.5 * push;
    const double e = middle * middle * perigee_m / mu_earth_m3_s2 - 1.0;
    loss += push * arc * arc / 24.0 * e / ((1.0 + e) * (1.0 + e));
    speed += push;
    mass -= flow * length;
  }
  return loss;
}

}  // namespace

TEST_CASE("phasing ladder: burns of equal length lose least", "[design][phasing]") {
  const PhasingLadderRequest request = orbiter();
  const PhasingLadder ladder = phasing_ladder(request);
  REQUIRE(ladder.burns.size() == 3);
  REQUIRE(ladder.burn_s.size() == 4);
  CHECK(ladder.estimated_loss_m_s == Approx(estimated_loss_m_s(request, ladder.burn_s)).epsilon(1e-12));
  for (std::size_t longer = 0; longer < 4; ++longer) {
    for (std::size_t shorter = 0; shorter < 4; ++shorter) {
      if (longer == shorter) continue;
      std::vector<double> other = ladder.burn_s;
      other[longer] += 60.0;
      other[shorter] -= 60.0;
      CHECK(estimated_loss_m_s(request, other) > ladder.estimated_loss_m_s);
    }
  }
}

TEST_CASE("phasing ladder: the climb is that of the energies, its orbits those of Kepler",
          "[design][phasing]") {
  const PhasingLadderRequest request = orbiter();
  const PhasingLadder ladder = phasing_ladder(request);
  const double perigee_m = earth_radius_m + 200e3;
  const double start =
      std::sqrt(mu_earth_m3_s2 * (2.0 / perigee_m - 2.0 / (perigee_m + earth_radius_m + 51000e3)));
  const double end = std::sqrt(-1.9e6 + 2.0 * mu_earth_m3_s2 / perigee_m);
  CHECK(ladder.total_m_s() == Approx(end - start).epsilon(1e-9));
  double sum_s = 0.0;
  for (std::size_t k = 0; k < ladder.period_s.size(); ++k) {
    const double high_m = k == 0 ? 51000e3 : ladder.burns[k - 1].opposite_altitude.si();
    const double a = 0.5 * (perigee_m + earth_radius_m + high_m);
    CHECK(ladder.period_s[k] ==
          Approx(6.283185307179586 * std::sqrt(a * a * a / mu_earth_m3_s2)).epsilon(1e-9));
    sum_s += ladder.revolutions[k] * ladder.period_s[k];
  }
  CHECK(ladder.duration.seconds() == Approx(sum_s).epsilon(1e-12));
  CHECK(ladder.duration >= request.at_least);
  CHECK(ladder.duration <= request.at_most);
  CHECK(ladder.burns[0].passage == ladder.revolutions[0]);
  CHECK(ladder.injection_passage == ladder.revolutions[3]);
}

TEST_CASE("phasing ladder: a time that no revolutions fit is answered with the nearest",
          "[design][phasing]") {
  PhasingLadderRequest request = orbiter();
  request.at_least = request.at_most = Duration::hours(30.0);
  const PhasingLadder ladder = phasing_ladder(request);
  CHECK(ladder.burns.empty());
  CHECK(ladder.revolutions.empty());
  CHECK(ladder.duration > request.at_most);
}

TEST_CASE("phasing ladder: all that is wrong is said at once", "[design][phasing]") {
  PhasingLadderRequest request = orbiter();
  request.perigee_altitude = 20_km;
  request.burns = 0;
  request.engine.thrust = 0_N;
  CHECK_THROWS_WITH(phasing_ladder(request),
                    Catch::Matchers::ContainsSubstring("perigee_altitude is 20 km") &&
                        Catch::Matchers::ContainsSubstring("burns is 0") &&
                        Catch::Matchers::ContainsSubstring("thrust"));
  request = orbiter();
  request.first_apogee_altitude = 340000_km;
  request.c3_m2_s2 = -5e6;
  CHECK_THROWS_WITH(phasing_ladder(request), Catch::Matchers::ContainsSubstring("nothing is left to climb"));
}
