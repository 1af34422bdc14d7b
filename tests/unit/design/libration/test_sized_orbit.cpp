#include <perilune/design/libration/sized_orbit.hpp>

#include <algorithm>
#include <cmath>

#include <perilune/core/error.hpp>

#include "support/catch.hpp"
#include "support/nrho.hpp"

using namespace perilune;

namespace {

constexpr double day_s = 86400.0;
constexpr double synodic_month_s = 29.530589 * day_s;

}  // namespace

TEST_CASE("sized orbit: the 9:2 near-rectilinear orbit by its period is that of the family", "[design]") {
  const Cr3bp model = earth_moon_cr3bp();
  const auto found = sized_orbit(model, FamilyName::near_rectilinear, OrbitHalf::southern,
                                 OrbitMeasure::period, synodic_month_s * 2.0 / 9.0);
  REQUIRE(found);
  CHECK(std::abs(mean_period_s(*found) - synodic_month_s * 2.0 / 9.0) < 1.0);
  CHECK(found->closure_nd < 1e-10);
  const PeriodicOrbit known = nine_to_two_orbit();  // by its period of 1.5092 units
  CHECK(std::abs(found->periapsis_nd / known.periapsis_nd - 1.0) < 0.01);
  CHECK(found->state.position_nd.z() < 0.0);
  // Zimovan, Howell, Davis 2017: perilune radius about 3,250 km.
  CHECK(std::abs(measure_of(model, FamilyName::near_rectilinear, *found, OrbitMeasure::perilune) + 1737.4e3 -
                 3250e3) < 100e3);
  const auto northern = sized_orbit(model, FamilyName::near_rectilinear, OrbitHalf::northern,
                                    OrbitMeasure::period, synodic_month_s * 2.0 / 9.0);
  REQUIRE(northern);
  CHECK(northern->state.position_nd.z() == Approx(-found->state.position_nd.z()).epsilon(1e-6));
}

TEST_CASE("sized orbit: the sizes of its range are those of the family", "[design]") {
  const Cr3bp model = earth_moon_cr3bp();
  const auto name = GENERATE(FamilyName::halo, FamilyName::near_rectilinear, FamilyName::distant_retrograde);
  CAPTURE(to_text(name));
  const OrbitFamily family = find_family(model, name, {.find_bifurcations = false});
  for (const OrbitMeasure measure : {OrbitMeasure::period, OrbitMeasure::perilune, OrbitMeasure::amplitude}) {
    CAPTURE(to_text(measure));
    double least = INFINITY, most = -INFINITY;
    for (const PeriodicOrbit& orbit : family.members) {
      least = std::min(least, measure_of(model, name, orbit, measure));
      most = std::max(most, measure_of(model, name, orbit, measure));
    }
    const MeasureRange range = measure_range(name, measure);
    CHECK(range.least >= least);
    CHECK(range.most <= most);
    // And nearly all of them: within a hundredth, or some tens of kilometres above the ground.
    CHECK(range.least <= least + std::max(0.01 * std::abs(least), 50e3));
    CHECK(range.most >= 0.99 * most);
  }
  const MeasureRange range = measure_range(name, OrbitMeasure::perilune);
  const double size_m = 0.5 * (range.least + range.most);
  const auto found = sized_orbit(model, name, OrbitHalf::southern, OrbitMeasure::perilune, size_m);
  REQUIRE(found);
  CHECK(std::abs(measure_of(model, name, *found, OrbitMeasure::perilune) - size_m) < 1.0);
  CHECK_FALSE(sized_orbit(model, name, OrbitHalf::southern, OrbitMeasure::perilune, 1.1 * range.most));
}

TEST_CASE("sized orbit: the orbit of Queqiao-1 has the period that is told of it", "[design]") {
  // Amplitude 13,000 km, "about 14 days" (Xinhua, 2018-06-14).
  const auto found = sized_orbit(earth_moon_cr3bp(), FamilyName::halo, OrbitHalf::southern,
                                 OrbitMeasure::amplitude, 13000e3);
  REQUIRE(found);
  CHECK(std::abs(mean_period_s(*found) / day_s - 14.5) < 0.5);
}

TEST_CASE("sized orbit: families without a size are refused", "[design]") {
  CHECK_THROWS_AS(measure_range(FamilyName::axial, OrbitMeasure::period), InvalidArgument);
  CHECK_THROWS_AS(
      sized_orbit(earth_moon_cr3bp(), FamilyName::vertical, OrbitHalf::southern, OrbitMeasure::period, day_s),
      InvalidArgument);
}
