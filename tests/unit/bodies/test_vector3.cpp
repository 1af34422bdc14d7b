#include <perilune/bodies/vector3.hpp>

#include <sstream>

#include <Eigen/Geometry>

#include "support/catch.hpp"

using perilune::Vector3;

TEST_CASE("vector3: it computes what Eigen's vector computes", "[bodies]") {
  const Eigen::Vector3d a(1.5, -2.0, 0.25);
  const Eigen::Vector3d b(-3.0, 0.5, 4.0);
  const Vector3<double> p = a;
  const Vector3<double> q = b;
  CHECK(Eigen::Vector3d(p + q) == a + b);
  CHECK(Eigen::Vector3d(p - q) == a - b);
  CHECK(Eigen::Vector3d(-p) == -a);
  CHECK(Eigen::Vector3d(2.0 * p) == 2.0 * a);
  CHECK(Eigen::Vector3d(p / 2.0) == a / 2.0);
  CHECK(Eigen::Vector3d(p.cross(q)) == a.cross(b));
  CHECK(p.dot(q) == a.dot(b));
  CHECK(p.squaredNorm() == a.squaredNorm());
  CHECK(p.norm() == Approx(a.norm()).epsilon(1e-15));
  CHECK(p.normalized().norm() == Approx(1.0).epsilon(1e-15));
}

TEST_CASE("vector3: mixed with Eigen's vectors it takes them as its own", "[bodies]") {
  const Vector3<double> p(1.0, 2.0, 3.0);
  const Eigen::Vector3d b(1.0, 1.0, 1.0);
  CHECK(p - b == Vector3<double>(0.0, 1.0, 2.0));
  const Eigen::Vector3d back = p;
  CHECK(back == Eigen::Vector3d(1.0, 2.0, 3.0));
  std::ostringstream text;
  text << p;
  CHECK(text.str() == "(1, 2, 3)");
}
