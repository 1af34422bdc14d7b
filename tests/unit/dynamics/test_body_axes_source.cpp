#include <perilune/dynamics/body_axes_source.hpp>

#include <algorithm>
#include <cmath>

#include <perilune/core/error.hpp>
#include <perilune/dynamics/environment_source.hpp>
#include <perilune/frames/moon_axes.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

const Epoch start = Epoch::parse("2031-03-01T06:00:00 TDB");

double largest_difference(const BodyAxes<double>& axes, const Eigen::Matrix3d& R) {
  double largest = 0.0;
  for (int i = 0; i < 3; ++i) {
    largest = std::max({largest, std::abs(axes.x[i] - R(0, i)), std::abs(axes.y[i] - R(1, i)),
                        std::abs(axes.z[i] - R(2, i))});
  }
  return largest;
}

}  // namespace

TEST_CASE("axes of the moon: the principal axes of the frames layer, over years, forward and back",
          "[dynamics]") {
  // psi is some 4500 rad, rounded to 9e-13 rad; the epoch of the other side is rounded to 1e-9 s, which turns
  // the Moon by 3e-15 rad.
  constexpr double tolerance_rad = 5e-12;
  detail::MoonAxesCursor cursor(Ephemeris::embedded(), start.tdb());
  for (const double elapsed_s : {0.0, 1.0, 5000.5, 691200.0, 3e6, 2e8, -1e6, -3.9e8, 0.25}) {
    CAPTURE(elapsed_s);
    const Epoch epoch = Epoch::from_tdb_seconds(start.tdb().whole, start.tdb().fraction + elapsed_s);
    CHECK(largest_difference(cursor.axes(elapsed_s), moon_pa_from_icrf(epoch).R) < tolerance_rad);
  }
}

TEST_CASE("axes of the moon: the same instant gives the same bits whatever was asked before", "[dynamics]") {
  detail::MoonAxesCursor fresh(Ephemeris::embedded(), start.tdb());
  detail::MoonAxesCursor used(Ephemeris::embedded(), start.tdb());
  const TdbSpan span = Ephemeris::embedded().moon_libration_span();
  const double granule_s = 8.0 * 86400.0;
  // The first edge of a granule after the start, and its neighbours.
  const double to_edge_s =
      granule_s - std::fmod(start.tdb().whole - span.from_s, granule_s) - start.tdb().fraction;
  for (const double edge_s : {to_edge_s, to_edge_s + granule_s, to_edge_s - granule_s}) {
    for (const double elapsed_s : {std::nextafter(edge_s, -1e18), edge_s, std::nextafter(edge_s, 1e18)}) {
      used.axes(edge_s - 100.0);
      const BodyAxes<double> from_below = used.axes(elapsed_s);
      used.axes(edge_s + 100.0);
      const BodyAxes<double> from_above = used.axes(elapsed_s);
      CHECK(from_below.x == from_above.x);
      CHECK(from_below.y == from_above.y);
      CHECK(from_below.z == from_above.z);
      CHECK(from_below.x == fresh.axes(elapsed_s).x);
    }
  }
}

TEST_CASE("axes of the moon: at the ends of the span they are known, beyond them refused", "[dynamics]") {
  const TdbSpan span = Ephemeris::embedded().moon_libration_span();
  detail::MoonAxesCursor cursor(Ephemeris::embedded(), {span.from_s, 0.0});
  CHECK_NOTHROW(cursor.axes(0.0));
  CHECK_NOTHROW(cursor.axes(span.until_s - span.from_s));
  CHECK_THROWS_WITH(cursor.axes(-1.0), Catch::Matchers::ContainsSubstring("orientation of the Moon"));
  CHECK_THROWS_AS(cursor.axes(span.until_s - span.from_s + 1.0), DataError);
  CHECK_THROWS_AS(cursor.axes(std::nan("")), InvalidArgument);
}

TEST_CASE("axes of the earth: the ITRF of the frames layer to 2e-9 rad", "[dynamics]") {
  // What cubics through nodes one day apart leave of the fortnightly nutation: h^4 3/128 w^4 0.23 arcsec =
  // 1.2e-9 rad. UT1-UTC and the pole of 2023-05-16 (IERS), made larger.
  const EarthOrientation orientation{.ut1_minus_utc_s = -0.3, .xp_rad = 2e-6, .yp_rad = -1.5e-6};
  detail::EarthAxesTable table(start, orientation);
  double worst = 0.0;
  for (int i = -40; i < 200; ++i) {
    const double elapsed_s = 41234.5 * i;
    const Epoch epoch = start + Duration::seconds(elapsed_s);
    const double difference =
        largest_difference(table.axes(elapsed_s), itrf_from_icrf_matrix(epoch, orientation));
    CAPTURE(elapsed_s);
    CHECK(difference < 2e-9);
    worst = std::max(worst, difference);
  }
  CHECK(worst > 1e-12);  // they are not the same code
  CHECK((quick_itrf_from_icrf_matrix(start, orientation) - itrf_from_icrf_matrix(start, orientation))
            .cwiseAbs()
            .maxCoeff() < 2e-9);
}

TEST_CASE("axes in the environment: asked for by a layout, and two orientations of one Earth are refused",
          "[dynamics]") {
  EnvironmentLayout layout(earth);
  CHECK(layout.empty());
  layout.add_earth_axes({.ut1_minus_utc_s = 0.1});
  layout.add_earth_axes({.ut1_minus_utc_s = 0.1});
  layout.add_moon_axes();
  CHECK_FALSE(layout.empty());
  CHECK_THROWS_WITH(layout.add_earth_axes({}), Catch::Matchers::ContainsSubstring("different orientations"));

  EnvironmentSource source(layout, Ephemeris::embedded(), start, start.tdb());
  const double elapsed_s[2] = {0.0, 1e5};
  Environment<double> environments[2];
  source.fill(elapsed_s, environments);
  for (int i = 0; i < 2; ++i) {
    const Epoch epoch = start + Duration::seconds(elapsed_s[i]);
    CHECK(largest_difference(environments[i].moon_axes, moon_pa_from_icrf(epoch).R) < 5e-12);
    CHECK(largest_difference(environments[i].earth_axes,
                             itrf_from_icrf_matrix(epoch, {.ut1_minus_utc_s = 0.1})) < 2e-9);
  }
}

TEST_CASE("axes in the environment: they end the span that a propagation may cover", "[dynamics]") {
  EnvironmentLayout layout(moon);
  layout.add_moon_axes();
  const TdbSpan span = Ephemeris::embedded().moon_libration_span();
  // Ends of spans are TDB, elapsed seconds TT: 4 ms inside, one serves for the other.
  const Epoch late = Epoch::from_tdb_seconds(span.until_s, -100.0);
  const ElapsedSpan covered = covered_span(layout, Ephemeris::embedded(), late.tdb());
  CHECK(std::abs(covered.until_s - 99.996) < 1e-5);
  CHECK(std::abs(covered.from_s - (span.from_s - span.until_s + 100.004)) < 1e-5);
  const Epoch beyond = Epoch::from_tdb_seconds(span.until_s, 100.0);
  CHECK_THROWS_AS(covered_span(layout, Ephemeris::embedded(), beyond.tdb()), DataError);
}
