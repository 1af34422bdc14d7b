#include <perilune/bodies/granule_cursor.hpp>

#include <array>
#include <cmath>
#include <experimental/simd>
#include <random>
#include <vector>

#include <perilune/core/error.hpp>

#include "kernel_builder.hpp"
#include "support/catch.hpp"

using namespace perilune;

namespace {

constexpr double day_s = 86400.0;
constexpr std::array bodies{moon, sun, venus, jupiter};
using Positions = std::array<Vector3<double>, bodies.size()>;

/// Both sides round a handful of series and sums: the same order of operations up to a factor.
constexpr double rounding = 4e-15;

/// A number and its derivative: just what the evaluation needs.
struct Dual {
  double value = 0.0;
  double slope = 0.0;
  Dual() = default;
  explicit Dual(double v, double s = 0.0) : value(v), slope(s) {}
  friend Dual operator+(Dual a, Dual b) { return Dual(a.value + b.value, a.slope + b.slope); }
  friend Dual operator-(Dual a, Dual b) { return Dual(a.value - b.value, a.slope - b.slope); }
  friend Dual operator*(Dual a, Dual b) {
    return Dual(a.value * b.value, a.slope * b.value + a.value * b.slope);
  }
};

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

TEST_CASE("cursor: the derivative of a position by a dual number is the velocity", "[bodies][property]") {
  GranuleCursor cursor(Ephemeris::embedded(), earth, bodies, 7e8);
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> anywhere(-1000 * day_s, 1000 * day_s);
  for (int i = 0; i < 100; ++i) {
    const double elapsed_s = anywhere(random);
    Positions positions_m, velocities_m_s;
    cursor.states(elapsed_s, positions_m, velocities_m_s);
    std::array<Vector3<Dual>, bodies.size()> dual_m;
    cursor.evaluate_m(Dual(elapsed_s, 1.0), dual_m);
    for (std::size_t b = 0; b < bodies.size(); ++b) {
      CAPTURE(elapsed_s, body_name(bodies[b]));
      const Vector3<double> value_m(dual_m[b][0].value, dual_m[b][1].value, dual_m[b][2].value);
      const Vector3<double> slope_m_s(dual_m[b][0].slope, dual_m[b][1].slope, dual_m[b][2].slope);
      CHECK(value_m == positions_m[b]);
      CHECK((slope_m_s - velocities_m_s[b]).norm() < 10 * rounding * velocities_m_s[b].norm());
    }
  }
}

TEST_CASE("cursor: lanes give the bits that single instants give", "[bodies][property]") {
  using Lanes = std::experimental::fixed_size_simd<double, 4>;
  GranuleCursor cursor(Ephemeris::embedded(), moon, bodies, 7e8);
  cursor.move_to(0.0);
  const double from_s = cursor.valid_from_s();
  const double step_s = (cursor.valid_until_s() - from_s) / 4;
  const Lanes elapsed_s([&](auto lane) { return from_s + step_s * static_cast<double>(lane); });
  std::array<Vector3<Lanes>, bodies.size()> lanes_m;
  cursor.evaluate_m(elapsed_s, lanes_m);
  for (std::size_t lane = 0; lane < 4; ++lane) {
    REQUIRE(cursor.holds(elapsed_s[lane]));
    Positions positions_m;
    cursor.positions_m(elapsed_s[lane], positions_m);
    for (std::size_t b = 0; b < bodies.size(); ++b) {
      for (int d = 0; d < 3; ++d) CHECK(lanes_m[b][d][lane] == positions_m[b][d]);
    }
  }
}

TEST_CASE("cursor: it rounds no worse than a few parts in 1e16", "[bodies][property]") {
  GranuleCursor cursor(Ephemeris::embedded(), earth, bodies, 7e8);
  std::mt19937_64 random(8);
  std::uniform_real_distribution<double> anywhere(-1000 * day_s, 1000 * day_s);
  for (int i = 0; i < 200; ++i) {
    const double elapsed_s = anywhere(random);
    Positions positions_m;
    cursor.positions_m(elapsed_s, positions_m);
    std::array<Vector3<long double>, bodies.size()> exact_m;
    cursor.evaluate_m(static_cast<long double>(elapsed_s), exact_m);
    for (std::size_t b = 0; b < bodies.size(); ++b) {
      for (int d = 0; d < 3; ++d) {
        CAPTURE(elapsed_s, body_name(bodies[b]), d);
        CHECK(std::abs(positions_m[b][d] - static_cast<double>(exact_m[b][d])) <
              1e-15 * positions_m[b].norm());
      }
    }
  }
}

TEST_CASE("cursor: too many bodies or a reference that is not finite are errors", "[bodies][fault]") {
  const std::vector<BodyId> many(GranuleCursor::most_bodies + 1, moon);
  CHECK_THROWS_AS(GranuleCursor(Ephemeris::embedded(), earth, many, 7e8), InvalidArgument);
  CHECK_THROWS_AS(GranuleCursor(Ephemeris::embedded(), earth, bodies, std::nan("")), InvalidArgument);
}

TEST_CASE("cursor: where a kernel on top begins and ends, its segment begins and ends to answer",
          "[bodies]") {
  using kernel_builder::Segment;
  const Segment below{.granules = 10};
  const Segment on_top{.start_s = 2500.0, .granule_length_s = 700.0, .granules = 3, .scale = 9.0};
  const kernel_builder::Image image = kernel_builder::build(KernelKind::spk, {below, on_top});
  std::vector<Kernel> kernels;
  kernels.emplace_back(DafFile::view(image.span(), "small.bsp"));
  const Ephemeris ephemeris = Ephemeris::from_kernels(std::move(kernels));
  const std::array only_moon{moon};
  GranuleCursor cursor(ephemeris, earth, only_moon, 1000.0);
  // Both ends of a segment belong to it; to and fro, so that windows are left on either side.
  for (const double tdb_s :
       {0.0, 2499.999, 2500.0, 4600.0, 4600.001, 3200.0, 4600.0, 2499.999, 9999.0, 10000.0}) {
    std::array<Vector3<double>, 1> position_m;
    cursor.positions_m(tdb_s - 1000.0, position_m);
    const Eigen::Vector3d expected_m = ephemeris.position_m(moon, earth, tdb_s);
    CAPTURE(tdb_s);
    CHECK((position_m[0] - expected_m).norm() <= rounding * expected_m.norm());
  }
}
