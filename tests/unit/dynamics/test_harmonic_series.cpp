#include <perilune/dynamics/harmonic_series.hpp>

#include <cmath>

#include <perilune/core/error.hpp>

#include "support/catch.hpp"

using namespace perilune;
using detail::HarmonicSeries;

namespace {

using Long = Vector3<long double>;

Long wide(const Vector3<double>& v) {
  return {v.x(), v.y(), v.z()};
}

GravityField quadrupole() {
  GravityField field;
  field.name = "quadrupole";
  field.degree = field.order = 2;
  field.mu_m3_s2 = 4.9e12;
  field.reference_radius_m = 1.738e6;
  field.c = {-9.1e-5, 2e-6, 3.5e-5};
  field.s = {0.0, -1e-6, 5e-6};
  return field;
}

const Vector3<double> places[] = {{1.9e6, 0.0, 0.0},     {0.0, 0.0, 1.8e6},        {0.0, 0.0, -1.75e6},
                                  {-1e6, 1.2e6, -0.9e6}, {3e5, -2e5, 1.8e6},       {0.01, 0.02, 1.76e6},
                                  {5e6, -4e6, 2e6},      {-1.0e6, -1.0e6, -1.4e6}, {0.0, -1.9e6, 1.0}};

}  // namespace

TEST_CASE("harmonic series: degree 2 is the quadrupole written out", "[dynamics]") {
  // With normalising factors sqrt(5), sqrt(5/3), sqrt(5/12) of the solid harmonics (3 z^2 - r^2)/2, 3xz, 3yz,
  // 3 (x^2 - y^2), 6xy: U2 = mu R^2 / r^5 Q, so a = mu R^2 (grad Q / r^5 - 5 Q r / r^7).
  const GravityField field = quadrupole();
  const HarmonicSeries series(field, 2, 2);
  const double c20 = std::sqrt(5.0) * field.c[0];
  const double f21 = std::sqrt(5.0 / 3.0), f22 = std::sqrt(5.0 / 12.0);
  for (const Vector3<double>& r : places) {
    const double x = r.x(), y = r.y(), z = r.z();
    const double q = c20 * (z * z - 0.5 * (x * x + y * y)) +
                     3.0 * f21 * z * (field.c[1] * x + field.s[1] * y) +
                     f22 * (3.0 * field.c[2] * (x * x - y * y) + 6.0 * field.s[2] * x * y);
    const Vector3<double> slope(
        -c20 * x + 3.0 * f21 * z * field.c[1] + 6.0 * f22 * (field.c[2] * x + field.s[2] * y),
        -c20 * y + 3.0 * f21 * z * field.s[1] + 6.0 * f22 * (field.s[2] * x - field.c[2] * y),
        2.0 * c20 * z + 3.0 * f21 * (field.c[1] * x + field.s[1] * y));
    const double distance = r.norm();
    const double scale = field.mu_m3_s2 * field.reference_radius_m * field.reference_radius_m;
    const Vector3<double> expected =
        scale / std::pow(distance, 5) * slope - 5.0 * scale * q / std::pow(distance, 7) * r;
    CAPTURE(r);
    CHECK((series.disturbance_m_s2(r) - expected).norm() < 1e-14 * expected.norm());
  }
}

TEST_CASE("harmonic series: the acceleration is the gradient of the potential", "[dynamics]") {
  const int degree = GENERATE(2, 7, 50, 150);
  const int order = GENERATE(0, 1, 5, 150);
  const HarmonicSeries series(embedded_moon_gravity(), degree, std::min(order, degree));
  for (const Vector3<double>& r : places) {
    const Long a = series.acceleration_m_s2(wide(r));
    for (int n = 0; n < 3; ++n) {
      // Differences of sixth order over 200 m: wavelengths are 73 km and more, so (2 pi h / wavelength)^6 /
      // 140 = 2e-13 of a component of 1e-4; rounding 1e-19 * 3e6 m^2/s^2 / 200 m = 1e-15 m/s^2.
      const long double h = 200.0L;
      Long e;
      e[n] = h;
      const auto potential = [&](long double steps) { return series.potential_m2_s2(wide(r) + steps * e); };
      const long double slope = (45.0L * (potential(1) - potential(-1)) -
                                 9.0L * (potential(2) - potential(-2)) + (potential(3) - potential(-3))) /
                                (60.0L * h);
      CAPTURE(degree, order, r, n);
      CHECK(static_cast<double>(std::abs(a[n] - slope)) < 1e-14);
    }
  }
}

TEST_CASE("harmonic series: compiled lanes and the template agree, orders cut off or not", "[dynamics]") {
  const int degree = GENERATE(2, 3, 8, 9, 33, 100);
  const int order = GENERATE(0, 1, 2, 7, 8, 100);
  const HarmonicSeries series(embedded_moon_gravity(), degree, std::min(order, degree));
  for (const Vector3<double>& r : places) {
    const Long expected = series.disturbance_m_s2(wide(r));
    CAPTURE(degree, order, r);
    // Of the whole: roundings of the template in double would be seen on the part of degree 2 and up alone.
    const auto tolerance = static_cast<double>(1e-15L * series.acceleration_m_s2(wide(r)).norm());
    CHECK(static_cast<double>((wide(series.disturbance_m_s2(r)) - expected).norm()) < tolerance);
    CHECK(static_cast<double>((wide(series.disturbance_m_s2<double>(r)) - expected).norm()) < tolerance);
  }
}

TEST_CASE("harmonic series: every instruction set of the machine gives the same to the rounding",
          "[dynamics]") {
  const int degree = GENERATE(2, 3, 7, 8, 9, 50, 149);
  const int order = GENERATE(0, 1, 6, 7, 8, 149);
  for (const Isa isa : available_isas()) {
    const HarmonicSeries series(embedded_moon_gravity(), degree, std::min(order, degree), isa);
    CHECK(series.isa() == isa);
    for (Vector3<double> r : places) {
      for (int i = 0; i < 4; ++i, r *= 3.0) {  // far away some degrees are left out
        CAPTURE(degree, order, isa_name(isa), r);
        const Long exact = series.acceleration_m_s2(wide(r));
        const auto off =
            static_cast<double>((wide(series.acceleration_m_s2(r)) - exact).norm() / exact.norm());
        CHECK(off < 1e-15);
      }
    }
  }
}

TEST_CASE("harmonic series: many places at once give what each gives alone, in any number", "[dynamics]") {
  const int degree = GENERATE(2, 3, 8, 30, 101);
  const int order = GENERATE(0, 1, 2, 7, 101);
  for (const Isa isa : available_isas()) {
    const HarmonicSeries series(embedded_moon_gravity(), degree, std::min(order, degree), isa);
    for (const std::size_t count : {1u, 2u, 3u, 8u, 9u}) {
      double in[3][9], out[3][9], slopes[5][9];
      for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t k = 0; k < 3; ++k) in[k][i] = places[i][static_cast<int>(k)];
      }
      const int n = static_cast<int>(count);
      series.accelerations_m_s2(n, {in[0], in[1], in[2]}, {out[0], out[1], out[2]});
      series.gradients_s2(n, {in[0], in[1], in[2]}, {slopes[0], slopes[1], slopes[2], slopes[3], slopes[4]});
      for (std::size_t i = 0; i < count; ++i) {
        CAPTURE(degree, order, isa_name(isa), count, i);
        const Vector3<double> alone = series.acceleration_m_s2(places[i]);
        CHECK((Vector3<double>(out[0][i], out[1][i], out[2][i]) - alone).norm() < 1e-15 * alone.norm());
        const auto gradient = series.gradient_s2(places[i]);
        const double size = series.mu_m3_s2() / std::pow(places[i].norm(), 3);
        CHECK(std::abs(slopes[0][i] - gradient.xx) < 4e-15 * size);
        CHECK(std::abs(slopes[1][i] - gradient.xy) < 4e-15 * size);
        CHECK(std::abs(slopes[2][i] - gradient.xz) < 4e-15 * size);
        CHECK(std::abs(slopes[3][i] - gradient.yz) < 4e-15 * size);
        CHECK(std::abs(slopes[4][i] - gradient.zz) < 4e-15 * size);
      }
    }
  }
}

TEST_CASE("harmonic series: a place that is not a number leaves its neighbours alone", "[dynamics]") {
  const HarmonicSeries series(embedded_moon_gravity(), 20, 20);
  using Pack = simd::pack<double, 4>;
  const double x[4] = {1.9e6, std::nan(""), 0.0, 2.0e6}, y[4] = {0.0, 1e6, 0.0, 1.0},
               z[4] = {1.0, 1.0, 0.0, 2.0};
  const auto a = series.acceleration_m_s2(Vector3<Pack>(Pack::load(x), Pack::load(y), Pack::load(z)));
  for (const int i : {0, 3}) {
    const Vector3<double> alone = series.acceleration_m_s2(Vector3<double>(x[i], y[i], z[i]));
    CHECK((Vector3<double>(a.x()[i], a.y()[i], a.z()[i]) - alone).norm() < 1e-15 * alone.norm());
  }
  CHECK_FALSE(std::isfinite(a.x()[1]));
  CHECK_FALSE(std::isfinite(a.x()[2]));
}

TEST_CASE("harmonic series: the gradient is the slope of the acceleration", "[dynamics]") {
  const int degree = GENERATE(2, 7, 50, 150);
  const int order = GENERATE(0, 1, 5, 150);
  const HarmonicSeries series(embedded_moon_gravity(), degree, std::min(order, degree));
  for (const Vector3<double>& r : places) {
    const auto exact = series.gradient_s2(wide(r));
    const auto gradient = series.gradient_s2(r);
    for (int n = 0; n < 3; ++n) {
      // As for the potential above: 2e-13 of a component of 1e-9 /s^2, and rounding 1e-19 / 200 m.
      const long double h = 200.0L;
      Long e;
      e[n] = h;
      const auto at = [&](long double steps) { return series.acceleration_m_s2(wide(r) + steps * e); };
      const Long slope =
          (45.0L * (at(1) - at(-1)) - 9.0L * (at(2) - at(-2)) + (at(3) - at(-3))) * (1.0L / (60.0L * h));
      Long unit;
      unit[n] = 1.0L;
      CAPTURE(degree, order, r, n);
      CHECK(static_cast<double>((exact * unit - slope).norm()) < 2e-19);
      const Vector3<double> found = gradient * Vector3<double>(n == 0, n == 1, n == 2);
      // Of 3e-6 /s^2; near the poles degree 150 follows the rounding of sin(latitude) by half its square.
      CHECK(static_cast<double>((wide(found) - exact * unit).norm()) < 1e-13 * 1e-6);
    }
  }
}

TEST_CASE("harmonic series: derivatives by dual numbers are those of the gradient", "[dynamics]") {
  using Partial = Dual<double, 2>;
  const HarmonicSeries series(embedded_moon_gravity(), 30, 20);
  for (const Vector3<double>& r : places) {
    // A place that moves with two variables.
    const Vector3<double> by[2] = {{1.0, 0.5, -2.0}, {0.0, 3.0, 1.0}};
    Vector3<Partial> place;
    for (int k = 0; k < 3; ++k) place[k] = Partial(r[k], {by[0][k], by[1][k]});
    const Vector3<Partial> a = series.acceleration_m_s2(place);
    const Vector3<double> value = series.acceleration_m_s2(r);
    for (std::size_t i = 0; i < 2; ++i) {
      const Vector3<double> expected = series.gradient_s2(r) * by[i];
      for (int k = 0; k < 3; ++k) {
        CHECK(a[k].value == value[k]);
        CHECK(a[k].derivative[i] == expected[k]);
      }
    }
  }
}

TEST_CASE("harmonic series: far away only what can be seen is summed", "[dynamics]") {
  const HarmonicSeries series(embedded_moon_gravity(), 150, 150);
  for (const double distance_m : {3.475e6, 3.477e6, 1e7, 1e8, 3.844e8, 1.5e11}) {
    const Vector3<double> r(0.6 * distance_m, -0.64 * distance_m, 0.48 * distance_m);
    const Long all = series.acceleration_m_s2(wide(r));
    CAPTURE(distance_m);
    CHECK(static_cast<double>((wide(series.acceleration_m_s2(r)) - all).norm() / all.norm()) < 1e-15);
    const Long disturbance = series.disturbance_m_s2(wide(r));
    CHECK(static_cast<double>((wide(series.disturbance_m_s2(r)) - disturbance).norm() / all.norm()) < 1e-17);
  }
}

TEST_CASE("harmonic series: turned by a uniform rotation it conserves Jacobi's integral", "[dynamics]") {
  // v^2/2 - U - w (x vy - y vx) in inertial axes, over a revolution at 30 km height in the field of degree
  // 30, with classical Runge-Kutta: its own error falls as the fourth power of the step.
  const HarmonicSeries series(embedded_moon_gravity(), 30, 30);
  const double rate_rad_s = 2.6617e-4;  // a hundred times the Moon's, so that it matters
  const auto turned = [](const Vector3<double>& v, double angle) {
    const double c = std::cos(angle), s = std::sin(angle);
    return Vector3<double>(c * v.x() + s * v.y(), c * v.y() - s * v.x(), v.z());
  };
  const auto acceleration = [&](double t, const Vector3<double>& r) {
    return turned(series.acceleration_m_s2(turned(r, rate_rad_s * t)), -rate_rad_s * t);
  };
  const auto jacobi = [&](double t, const Vector3<double>& r, const Vector3<double>& v) {
    return 0.5 * v.squaredNorm() - series.potential_m2_s2(turned(r, rate_rad_s * t)) -
           rate_rad_s * (r.x() * v.y() - r.y() * v.x());
  };
  const auto drift = [&](int steps) {
    Vector3<double> r(1.767e6, 1e4, -2e4), v(20.0, 300.0, 1640.0);
    const double h = 6500.0 / steps;
    const double before = jacobi(0.0, r, v);
    for (int i = 0; i < steps; ++i) {
      const double t = i * h;
      const Vector3<double> k1 = acceleration(t, r);
      const Vector3<double> r2 = r + 0.5 * h * v, v2 = v + 0.5 * h * k1;
      const Vector3<double> k2 = acceleration(t + 0.5 * h, r2);
      const Vector3<double> r3 = r + 0.5 * h * v2, v3 = v + 0.5 * h * k2;
      const Vector3<double> k3 = acceleration(t + 0.5 * h, r3);
      const Vector3<double> r4 = r + h * v3, v4 = v + h * k3;
      const Vector3<double> k4 = acceleration(t + h, r4);
      r += h / 6.0 * (v + 2.0 * v2 + 2.0 * v3 + v4);
      v += h / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4);
    }
    return std::abs(jacobi(6500.0, r, v) / before - 1.0);
  };
  CHECK(drift(800) < 1e-9);
  CHECK(drift(3200) < 1e-12);
}

TEST_CASE("harmonic series: degrees and orders that cannot be are refused", "[dynamics]") {
  CHECK_THROWS_WITH(HarmonicSeries(quadrupole(), 3, 3),
                    "spherical_harmonics: degree = 3. The field 'quadrupole' has degree 2 to 2; below 2 take "
                    "point_mass");
  CHECK_THROWS_AS(HarmonicSeries(quadrupole(), 1, 1), InvalidArgument);
  CHECK_THROWS_WITH(HarmonicSeries(quadrupole(), 2, 3),
                    "spherical_harmonics: order = 3. It goes from 0 to 2 here: at most the degree");
  CHECK_THROWS_AS(HarmonicSeries(quadrupole(), 2, -1), InvalidArgument);
}

TEST_CASE("harmonic series: what is not a number comes back as such, at once", "[dynamics]") {
  const HarmonicSeries series(embedded_moon_gravity(), 150, 150);
  CHECK(std::isnan(series.acceleration_m_s2(Vector3<double>(std::nan(""), 1e6, 1e6)).x()));
  CHECK_FALSE(std::isfinite(series.acceleration_m_s2(Vector3<double>()).norm()));
}
