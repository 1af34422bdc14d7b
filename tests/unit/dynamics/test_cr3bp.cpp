#include <perilune/dynamics/cr3bp.hpp>

#include <cmath>
#include <random>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/dynamics/bcr4bp.hpp>
#include <perilune/frames/rotation.hpp>

#include "support/catch.hpp"

using namespace perilune;

TEST_CASE("three bodies: the equilibria of the Earth and the Moon are where JPL's catalogue has them",
          "[dynamics]") {
  const Cr3bp model = earth_moon_cr3bp();
  const auto points = lagrange_points_nd(model);
  // Source: JPL, periodic orbits of the three-body problem, the system's data.
  CHECK(points[0].x() == Approx(0.836915125772357).epsilon(1e-14));
  CHECK(points[1].x() == Approx(1.15568216544488).epsilon(1e-14));
  CHECK(points[2].x() == Approx(-1.00506264581028).epsilon(1e-14));
  for (const Eigen::Vector3d& point : points) {
    CHECK(model.acceleration_nd(Vector3<double>(point), Vector3<double>(), 0.0).norm() < 1e-14);
  }
  CHECK(points[3].y() > 0.0);
  CHECK_THROWS_AS(lagrange_points_nd({0.0, 1.0, 1.0}), InvalidArgument);
  CHECK_THROWS_AS(check_model(Cr3bp{0.7, 1.0, 1.0}), InvalidArgument);
}

TEST_CASE("three bodies: the acceleration is the gradient of what Jacobi's constant is made of",
          "[dynamics][property]") {
  const Cr3bp model = earth_moon_cr3bp();
  std::mt19937_64 random(3);
  std::uniform_real_distribution<double> unit(-1.2, 1.2);
  for (int i = 0; i < 50; ++i) {
    const Eigen::Vector3d r(unit(random), unit(random), unit(random)),
        v(unit(random), unit(random), unit(random));
    const Vector3<double> a = model.acceleration_nd(Vector3<double>(r), Vector3<double>(v), 0.0);
    for (int n = 0; n < 3; ++n) {
      const double h = 1e-5;
      const auto potential = [&](double step) {  // 2 Omega
        return jacobi_constant_nd(model, {0.0, r + step * Eigen::Vector3d::Unit(n), Eigen::Vector3d::Zero()});
      };
      const double gradient =
          0.5 * (8.0 * (potential(h) - potential(-h)) - potential(2 * h) + potential(-2 * h)) / (12.0 * h);
      const double coriolis = n == 0 ? 2.0 * v.y() : n == 1 ? -2.0 * v.x() : 0.0;
      CHECK(a[n] == Approx(gradient + coriolis).margin(1e-7));
    }
  }
}

TEST_CASE("four bodies: in axes that do not turn, it is Newton's law with the three bodies on their circles",
          "[dynamics]") {
  const Bcr4bp model = sun_earth_moon_bcr4bp(0.7);
  const double mu = model.earth_moon.mass_ratio_nd;
  // A place that moves with the rotating velocity v there: its inertial acceleration is that of gravity less
  // what the Sun does to the centre of mass, and the rotating one follows from it with the rate of the axes,
  // one.
  for (const double t : {0.0, 1.3, -4.0}) {
    const Eigen::Vector3d r(0.6, -0.4, 0.3), v(0.2, 0.5, -0.1);
    const Eigen::Matrix3d R = R3(t);  // to the rotating axes
    const auto attraction = [](double mass, const Eigen::Vector3d& way) -> Eigen::Vector3d {
      return mass / std::pow(way.norm(), 3) * way;
    };
    const Eigen::Vector3d at = R.transpose() * r;
    const double inertial_angle = 0.7 + (1.0 - model.sun_rate_nd) * t;  // the Sun's mean motion
    const Eigen::Vector3d at_sun =
        model.sun_distance_nd * Eigen::Vector3d(std::cos(inertial_angle), std::sin(inertial_angle), 0.0);
    const Eigen::Vector3d inertial =
        attraction(1.0 - mu, R.transpose() * Eigen::Vector3d(-mu, 0.0, 0.0) - at) +
        attraction(mu, R.transpose() * Eigen::Vector3d(1.0 - mu, 0.0, 0.0) - at) +
        attraction(model.sun_mass_nd, at_sun - at) - attraction(model.sun_mass_nd, at_sun);
    const Eigen::Vector3d rotating =
        R * inertial + Eigen::Vector3d(r.x(), r.y(), 0.0) + 2.0 * Eigen::Vector3d(v.y(), -v.x(), 0.0);
    const Eigen::Vector3d found = model.acceleration_nd(Vector3<double>(r), Vector3<double>(v), t);
    CAPTURE(t, rotating.transpose(), found.transpose());
    CHECK((found - rotating).norm() < 1e-11);
  }
  // The literature's system, for the same bodies: mass 328900.5, distance 388.81 of 384,400 km, rate
  // 0.925196.
  CHECK(model.sun_mass_nd == Approx(328900.5).epsilon(1e-5));
  CHECK(model.sun_distance_nd * model.earth_moon.length_m == Approx(388.81114 * 384400e3).epsilon(2e-3));
  CHECK(model.sun_rate_nd == Approx(0.925195985520347).epsilon(2e-3));
  Bcr4bp without = model;
  without.sun_mass_nd = 0.0;
  const Vector3<double> r(0.6, -0.4, 0.3), v(0.2, 0.5, -0.1);
  CHECK(without.acceleration_nd(r, v, 2.0) == model.earth_moon.acceleration_nd(r, v, 2.0));
  without.sun_distance_nd = 0.5;
  CHECK_THROWS_AS(check_model(without), InvalidArgument);
}

TEST_CASE("three bodies: a state stands for one of the ephemeris, and comes back", "[dynamics]") {
  const Epoch epoch = Epoch::parse("2031-03-01T06:00:00 TDB");
  const StateNd halo{0.0, {1.0218, 0.01, -0.18}, {0.02, -0.10, 0.03}};
  const State there = dimensional(halo, epoch, moon_centred_icrf);
  const StateNd back = nondimensional(there);
  CHECK((back.position_nd - halo.position_nd).norm() < 1e-12);
  CHECK((back.velocity_nd - halo.velocity_nd).norm() < 1e-11);
  // At the place of the Moon it is the Moon.
  const State at_moon =
      dimensional({0.0, {1.0 - 1.0 / (1.0 + earth_moon_mass_ratio), 0.0, 0.0}, Eigen::Vector3d::Zero()},
                  epoch, moon_centred_icrf);
  CHECK(at_moon.position_m.norm() < 1.0);
  CHECK(at_moon.velocity_m_s.norm() < 1e-5);
}
