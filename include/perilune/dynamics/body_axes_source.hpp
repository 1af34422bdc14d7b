#pragma once

#include <array>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/bodies/granule_cursor.hpp>
#include <perilune/dynamics/body_axes.hpp>
#include <perilune/frames/celestial_pole.hpp>
#include <perilune/frames/earth_orientation.hpp>
#include <perilune/time/epoch.hpp>

namespace perilune::detail {

/// The Moon's principal axes along a propagation, from the librations of the ephemeris. It keeps the current
/// granule: no search, no allocation. The same instant gives the same bits whatever was asked before.
///
/// Checked in: tests/unit/dynamics/test_body_axes_source.cpp
class MoonAxesCursor {
 public:
  /// @param ephemeris  shared, not copied
  MoonAxesCursor(const Ephemeris& ephemeris, TwoPartSeconds reference_tdb)
      : ephemeris_(ephemeris), reference_tdb_(reference_tdb) {}

  /// @param elapsed_s  TDB seconds since the reference
  /// @throws DataError outside the span of the librations
  BodyAxes<double> axes(double elapsed_s) {
    move_to(elapsed_s);
    return evaluate(elapsed_s);
  }

  /// Makes the granule of this instant the current one. @throws DataError as `axes`
  void move_to(double elapsed_s) {
    if (!(valid_from_s_ <= elapsed_s && elapsed_s < valid_until_s_)) search(elapsed_s);
  }
  double valid_from_s() const { return valid_from_s_; }
  double valid_until_s() const { return valid_until_s_; }
  /// The series of the current granule: angles phi, theta, psi [rad] over (elapsed_s - middle_s)
  /// per_half_length.
  GranuleCursor::Series series() const { return {coefficients_, count_, middle_s_, per_half_length_}; }

 private:
  void search(double elapsed_s);
  BodyAxes<double> evaluate(double elapsed_s) const;

  Ephemeris ephemeris_;
  TwoPartSeconds reference_tdb_;
  const double* coefficients_ = nullptr;
  int count_ = 0;
  double middle_s_ = 0.0;  // elapsed seconds
  double per_half_length_ = 0.0;
  double valid_from_s_ = 0.0;
  double valid_until_s_ = 0.0;  // nothing is current at first
};

/// The Earth's axes (ITRF) along a propagation:
///
///     R_itrf_icrf = W(xp, yp) R3(ERA - s) M(X, Y)
///
/// The pole X, Y and the locator s are those of a `CelestialPoleTable`, good to 2e-9 rad (1.3 cm on the
/// equator). The Earth rotation angle is exact; UT1 - TT keeps the value that it has at the start, so that
/// the Earth does not jump at a leap second.
///
/// Source: IERS Conventions 2010, ch. 5. Checked in: tests/unit/dynamics/test_body_axes_source.cpp
class EarthAxesTable {
 public:
  /// @throws InvalidArgument before 1972, where UT1 is not known here
  EarthAxesTable(Epoch start, const EarthOrientation& orientation);

  /// @param elapsed_s  seconds of TT since the start
  BodyAxes<double> axes(double elapsed_s);

  CelestialPoleTable& pole() { return pole_; }
  double start_angle_rad() const { return start_angle_rad_; }
  const std::array<Vector3<double>, 3>& polar_motion() const { return polar_motion_; }

 private:
  CelestialPoleTable pole_;
  double start_angle_rad_;                       // ERA
  std::array<Vector3<double>, 3> polar_motion_;  // rows of W
};

}  // namespace perilune::detail
