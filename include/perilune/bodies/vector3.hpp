#pragma once

#include <cmath>
#include <ostream>

#include <Eigen/Core>

namespace perilune {

/// Three components over any scalar: double, long double, SIMD lanes, dual numbers. What the inner loop
/// computes with.
///
/// It is not Eigen's vector because Eigen cuts three doubles into a packet of two and one: the components
/// then travel between scalar and vector registers through memory, which made a whole propagation 1.6 times
/// slower (measured: gcc 12.2 -O3, three-body problem, 27 instead of 17 ns an evaluation). The names of the
/// functions are Eigen's, so that formulas read the same with either, and it converts from and to Eigen's.
template <class T>
class Vector3 {
 public:
  constexpr Vector3() : component_{T(0.0), T(0.0), T(0.0)} {}
  constexpr Vector3(const T& x, const T& y, const T& z) : component_{x, y, z} {}
  template <class Derived>
  Vector3(const Eigen::MatrixBase<Derived>& v)
      : component_{v[0], v[1], v[2]} {}  // implicit: it is the same thing

  operator Eigen::Matrix<T, 3, 1>() const { return Eigen::Matrix<T, 3, 1>(x(), y(), z()); }

  constexpr const T& x() const { return component_[0]; }
  constexpr const T& y() const { return component_[1]; }
  constexpr const T& z() const { return component_[2]; }
  constexpr T& x() { return component_[0]; }
  constexpr T& y() { return component_[1]; }
  constexpr T& z() { return component_[2]; }
  constexpr const T& operator[](int i) const { return component_[i]; }
  constexpr T& operator[](int i) { return component_[i]; }
  constexpr const T& operator()(int i) const { return component_[i]; }
  constexpr T& operator()(int i) { return component_[i]; }

  static constexpr Vector3 Zero() { return Vector3(); }

  constexpr T dot(const Vector3& b) const { return x() * b.x() + y() * b.y() + z() * b.z(); }
  constexpr T squaredNorm() const { return dot(*this); }
  T norm() const {
    using std::sqrt;
    return sqrt(squaredNorm());
  }
  Vector3 normalized() const { return *this * (T(1.0) / norm()); }
  constexpr Vector3 cross(const Vector3& b) const {
    return {y() * b.z() - z() * b.y(), z() * b.x() - x() * b.z(), x() * b.y() - y() * b.x()};
  }

  constexpr Vector3& operator+=(const Vector3& b) { return *this = *this + b; }
  constexpr Vector3& operator-=(const Vector3& b) { return *this = *this - b; }
  constexpr Vector3& operator*=(const T& s) { return *this = *this * s; }
  friend constexpr Vector3 operator+(const Vector3& a, const Vector3& b) {
    return {a.x() + b.x(), a.y() + b.y(), a.z() + b.z()};
  }
  friend constexpr Vector3 operator-(const Vector3& a, const Vector3& b) {
    return {a.x() - b.x(), a.y() - b.y(), a.z() - b.z()};
  }
  friend constexpr Vector3 operator-(const Vector3& a) { return {-a.x(), -a.y(), -a.z()}; }
  friend constexpr Vector3 operator*(const T& s, const Vector3& a) {
    return {s * a.x(), s * a.y(), s * a.z()};
  }
  friend constexpr Vector3 operator*(const Vector3& a, const T& s) { return s * a; }
  friend constexpr Vector3 operator/(const Vector3& a, const T& s) {
    return {a.x() / s, a.y() / s, a.z() / s};
  }
  // Written out: a defaulted one is checked for packs of numbers too, which do not compare to a bool.
  friend constexpr bool operator==(const Vector3& a, const Vector3& b) {
    return a.x() == b.x() && a.y() == b.y() && a.z() == b.z();
  }
  friend std::ostream& operator<<(std::ostream& out, const Vector3& a) {
    return out << '(' << a.x() << ", " << a.y() << ", " << a.z() << ')';
  }

 private:
  T component_[3];
};

}  // namespace perilune
