#include <perilune/bodies/granule_cursor.hpp>

#include <array>
#include <cmath>
#include <random>
#include <vector>

#include <perilune/core/error.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

constexpr double day_s = 86400.0;
constexpr std::array bodies{moon, sun, venus, jupiter};
using Positions = std::array<Vector3<double>, bodies.size()>;

/// Both sides round a handful of series and sums: the same order of operations up to a factor.
constexpr double rounding = 4e-15;

}  // namespace

TEST_CASE("cursor: positions and velocities are the ephemeris's, whatever the centre", "[bodies]") {
  const Ephemeris& ephemeris = Ephemeris::embedded();
  std::mt19937_64 random(20240324);
  std::uniform_real_distribution<double> anywhere(0.0, 12000 * day_s);
  const double reference_s = 567000000.0;
  for (const BodyId center : {earth, moon, earth_moon_barycentre, sun, solar_system_barycentre, mars}) {
    GranuleCursor cursor(ephemeris, center, bodies, reference_s);
    for (int i = 0; i < 200; ++i) {
      const double elapsed_s = std::floor(anywhere(random));  // whole: the sum is exact
      Positions positions_m, again_m, velocities_m_s;
      cursor.states(elapsed_s, positions_m, velocities_m_s);
      cursor.positions_m(elapsed_s, again_m);
      CHECK(again_m == positions_m);
      for (std::size_t b = 0; b < bodies.size(); ++b) {
        const PositionVelocity expected = ephemeris.state_m(bodies[b], center, reference_s + elapsed_s);
        CAPTURE(body_name(bodies[b]), body_name(center), elapsed_s);
        CHECK((positions_m[b] - expected.position_m).norm() <= rounding * expected.position_m.norm());
        CHECK((velocities_m_s[b] - expected.velocity_m_s).norm() <=
              10 * rounding * expected.velocity_m_s.norm());
      }
    }
  }
}

TEST_CASE("cursor: an instant gives the same bits whatever was asked before", "[bodies]") {
  const double reference_s = 762000000.25;
  GranuleCursor wandering(Ephemeris::embedded(), earth, bodies, reference_s, 1e-4);
  std::vector<double> instants;
  const double edge_s = 566049600.0 + 4 * day_s * 600 - reference_s;  // near the edge of granules
  for (int i = -4; i <= 4; ++i) instants.push_back(edge_s - 1e-4 + i * 3e-8);
  for (int i = 0; i < 50; ++i) instants.push_back(edge_s + (i * 7919 % 50 - 25) * day_s);
  for (const double elapsed_s : instants) {
    GranuleCursor fresh(Ephemeris::embedded(), earth, bodies, reference_s, 1e-4);
    Positions expected_m, found_m;
    fresh.positions_m(elapsed_s, expected_m);
    wandering.positions_m(elapsed_s, found_m);
    CAPTURE(elapsed_s);
    CHECK(found_m == expected_m);
    CHECK(wandering.holds(elapsed_s));
  }
}

TEST_CASE("cursor: outside the span it says so, and works again inside", "[bodies]") {
  GranuleCursor cursor(Ephemeris::embedded(), earth, bodies, 1641556800.0 - day_s);
  Positions positions_m;
  CHECK_NOTHROW(cursor.positions_m(day_s, positions_m));  // the last instant
  CHECK_THROWS_AS(cursor.positions_m(day_s + 1.0, positions_m), DataError);
  CHECK_THROWS_WITH(cursor.positions_m(400 * day_s, positions_m),
                    Catch::Matchers::ContainsSubstring("2052-01-08T00:00:00 TDB"));
  CHECK_THROWS_AS(cursor.positions_m(std::nan(""), positions_m), InvalidArgument);
  CHECK_NOTHROW(cursor.positions_m(0.0, positions_m));
}
