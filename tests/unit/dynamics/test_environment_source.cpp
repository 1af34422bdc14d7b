#include <perilune/dynamics/environment_source.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <perilune/core/error.hpp>
#include <perilune/time/literals.hpp>
#include <perilune/time/tdb.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;

namespace {

const Epoch start = Epoch::parse("2026-03-01T06:00:00 TT");

EnvironmentLayout layout_of(BodyId center) {
  EnvironmentLayout layout(center);
  for (const BodyId body : {earth, moon, sun, venus, jupiter}) layout.add(body);
  return layout;
}

}  // namespace

TEST_CASE(
    "environment: asked together or one by one, across granules, the bodies are where the ephemeris has them",
    "[dynamics]") {
  const Ephemeris& ephemeris = Ephemeris::embedded();
  for (const BodyId center : {earth, moon}) {
    const EnvironmentLayout layout = layout_of(center);
    EnvironmentSource together(layout, ephemeris, start, start.tdb());
    EnvironmentSource alone(layout, ephemeris, start, start.tdb());
    for (const double step_s : {600.0, 86400.0, 9.0 * 86400.0, -5.0 * 86400.0}) {
      std::array<double, 11> times{};
      for (std::size_t i = 0; i < times.size(); ++i) times[i] = step_s * static_cast<double>(i) / 10.0;
      std::array<Environment<double>, 11> environments;
      together.fill(times, environments);
      for (std::size_t i = 0; i < times.size(); ++i) {
        Environment<double> one;
        alone.fill({&times[i], 1}, {&one, 1});
        const TwoPartSeconds tdb = (start + Duration::seconds(times[i])).tdb();
        for (int place = 0; place < layout.size(); ++place) {
          CAPTURE(step_s, i, body_name(layout.body(place)));
          CHECK(environments[i].position_m(place) == one.position_m(place));
          const Eigen::Vector3d expected =
              layout.body(place) == center
                  ? Eigen::Vector3d(0.0, 0.0, 0.0)
                  : ephemeris.position_m(layout.body(place), center, tdb.whole, tdb.fraction);
          // 3e-7 s of TDB, at 60 km/s at most.
          CHECK((Eigen::Vector3d(one.position_m(place)) - expected).norm() < 2e-2);
        }
      }
    }
  }
}

TEST_CASE(
    "environment: every instruction set gives the axes and positions of the single sources, in any number",
    "[dynamics]") {
  const Ephemeris& ephemeris = Ephemeris::embedded();
  EnvironmentLayout layout = layout_of(moon);
  layout.add_earth_pole();
  layout.add_moon_axes();
  EarthOrientation orientation;
  orientation.ut1_minus_utc_s = 0.1;
  orientation.xp_rad = 1e-6;
  orientation.yp_rad = -2e-6;
  layout.add_earth_axes(orientation);
  detail::CelestialPoleTable pole(start);
  detail::EarthAxesTable earth_axes(start, orientation);
  detail::MoonAxesCursor moon_axes(ephemeris, start.tdb());
  const auto close = [](const BodyAxes<double>& a, const BodyAxes<double>& b) {
    return std::max({(a.x - b.x).norm(), (a.y - b.y).norm(), (a.z - b.z).norm()});
  };
  for (const Isa isa : available_isas()) {
    EnvironmentSource source(layout, ephemeris, start, start.tdb(), isa);
    CHECK(source.rows() == 15 + 3 + 9 + 9);
    // Across the days of the nodes, the granules of four and the five of TDB, forwards and backwards.
    for (const double span_s : {3000.0, 2.2 * 86400.0, 20.0 * 86400.0, -20.0 * 86400.0}) {
      std::array<double, 29> times{};
      for (std::size_t i = 0; i < times.size(); ++i) times[i] = span_s * static_cast<double>(i) / 28.0;
      std::array<Environment<double>, 29> environments;
      source.fill(times, environments);
      std::array<double, 8> first{};
      for (std::size_t i = 0; i < 8; ++i) first[i] = times[i];
      Environment<simd::pack<double, 8>> packed;
      source.fill<8>(first, packed);
      for (std::size_t i = 0; i < times.size(); ++i) {
        CAPTURE(isa_name(isa), span_s, i);
        const Environment<double>& here = environments[i];
        const auto [x, y, s] = pole.pole(times[i]);
        CHECK(std::hypot(here.earth_pole.x() - x, here.earth_pole.y() - y) < 4e-16);
        CHECK(std::abs(here.earth_pole.norm() - 1.0) < 1e-12);
        CHECK(close(here.earth_axes, earth_axes.axes(times[i])) < 2e-15);  // the angle is of 130 rad
        CHECK(close(here.moon_axes, moon_axes.axes(source.tdb_elapsed_s(times[i]))) < 2e-15);
        CHECK(here.center_acceleration_m_s2 == Vector3<double>());
        if (i >= 8) continue;
        const int lane = static_cast<int>(i);
        for (int place = 0; place < layout.size(); ++place) {
          for (int d = 0; d < 3; ++d) CHECK(packed.position_m(place)[d][lane] == here.position_m(place)[d]);
        }
        for (int d = 0; d < 3; ++d) {
          CHECK(packed.earth_pole[d][lane] == here.earth_pole[d]);
          CHECK(packed.earth_axes.y[d][lane] == here.earth_axes.y[d]);
          CHECK(packed.moon_axes.z[d][lane] == here.moon_axes.z[d]);
        }
      }
    }
  }
}

TEST_CASE("environment: a time that is not finite is refused", "[dynamics]") {
  EnvironmentSource source(layout_of(earth), Ephemeris::embedded(), start, start.tdb());
  Environment<double> here;
  const double times[] = {std::nan("")};
  CHECK_THROWS_AS(source.fill(times, {&here, 1}), InvalidArgument);
}

TEST_CASE("environment: TDB runs ahead of TT as ERFA's series says, to 3e-7 s", "[dynamics]") {
  for (const char* date : {"2018-02-01 TT", "2026-03-01 TT", "2040-10-17 TT"}) {
    const Epoch from = Epoch::parse(date);
    detail::TdbDrift drift(from, tdb_minus_tt_s(from));
    double worst_s = 0.0;
    for (double elapsed_s = -40.0 * 86400.0; elapsed_s < 400.0 * 86400.0; elapsed_s += 30000.0) {
      const double exact = tdb_minus_tt_s(from + Duration::seconds(elapsed_s)) - tdb_minus_tt_s(from);
      worst_s = std::max(worst_s, std::abs(drift.drift_s(elapsed_s) - exact));
    }
    CAPTURE(date, worst_s);
    CHECK(worst_s < 3e-7);
    CHECK(drift.drift_s(0.0) == 0.0);
  }
}

TEST_CASE("environment: the stretch covered is that of all bodies, counted from the start", "[dynamics]") {
  const Ephemeris& ephemeris = Ephemeris::embedded();
  const ElapsedSpan covered = covered_span(layout_of(earth), ephemeris, start.tdb());
  const TdbSpan span = ephemeris.span(moon, earth);
  CHECK(std::abs(covered.from_s - (span.from_s - start.tdb_seconds_since_j2000())) < 0.01);
  CHECK(std::abs(covered.until_s - (span.until_s - start.tdb_seconds_since_j2000())) < 0.01);
  EnvironmentLayout alone(earth);
  alone.add(earth);
  CHECK(std::isinf(covered_span(alone, ephemeris, start.tdb()).until_s));
  const Epoch early = Epoch::parse("1990-01-01 TT");
  CHECK_THROWS_AS(covered_span(layout_of(earth), ephemeris, early.tdb()), DataError);
}
