#pragma once

#include <compare>

namespace perilune {

template <int M, int Kg, int S, int Rad>
class Quantity;

/// What a quantity is measured in: a scale on the SI unit of the same dimensions. Units multiply and divide:
/// `newton == kilogram * metre / (unit::second * unit::second)`.
template <int M, int Kg, int S, int Rad>
struct Unit {
  double si = 1.0;  ///< how much one of it is in m, kg, s, rad

  friend constexpr bool operator==(Unit, Unit) = default;
};

template <int M1, int K1, int S1, int R1, int M2, int K2, int S2, int R2>
constexpr auto operator*(Unit<M1, K1, S1, R1> a, Unit<M2, K2, S2, R2> b) {
  return Unit<M1 + M2, K1 + K2, S1 + S2, R1 + R2>{a.si * b.si};
}
template <int M1, int K1, int S1, int R1, int M2, int K2, int S2, int R2>
constexpr auto operator/(Unit<M1, K1, S1, R1> a, Unit<M2, K2, S2, R2> b) {
  return Unit<M1 - M2, K1 - K2, S1 - S2, R1 - R2>{a.si / b.si};
}

/// A physical quantity: one double in SI, with the exponents of metre, kilogram, second and radian in its
/// type, so that a length cannot be given where a speed is wanted. It is what people type (`200_km`); a loop
/// takes the double out once, by `in(unit)` or `si()`, and crunches that.
///
/// The radian counts as a dimension of its own, so that a rate of turn is no frequency.
template <int M, int Kg, int S, int Rad>
class Quantity {
 public:
  using unit_type = Unit<M, Kg, S, Rad>;
  static constexpr int metre_exponent = M;
  static constexpr int kilogram_exponent = Kg;
  static constexpr int second_exponent = S;
  static constexpr int radian_exponent = Rad;

  constexpr Quantity() = default;
  /// A plain number is a quantity without dimensions. Explicit, since the way back is not.
  constexpr explicit Quantity(double value) requires(M == 0 && Kg == 0 && S == 0 && Rad == 0) : si_(value) {}

  /// The quantity that has this value in SI units (m, kg, s, rad and their products).
  static constexpr Quantity from_si(double si) {
    Quantity made;
    made.si_ = si;
    return made;
  }

  /// The value in SI units.
  constexpr double si() const { return si_; }
  /// The value in `unit`: `(200_km).in(metre) == 200000.0`.
  constexpr double in(unit_type unit) const { return si_ / unit.si; }

  /// A quantity without dimensions is a plain number.
  constexpr operator double() const requires(M == 0 && Kg == 0 && S == 0 && Rad == 0) { return si_; }

  constexpr Quantity operator-() const { return from_si(-si_); }
  constexpr Quantity& operator+=(Quantity other) { return *this = *this + other; }
  constexpr Quantity& operator-=(Quantity other) { return *this = *this - other; }
  constexpr Quantity& operator*=(double factor) { return *this = from_si(si_ * factor); }
  constexpr Quantity& operator/=(double divisor) { return *this = from_si(si_ / divisor); }

  friend constexpr Quantity operator+(Quantity a, Quantity b) { return from_si(a.si_ + b.si_); }
  friend constexpr Quantity operator-(Quantity a, Quantity b) { return from_si(a.si_ - b.si_); }
  friend constexpr auto operator<=>(Quantity, Quantity) = default;

 private:
  double si_ = 0.0;
};

template <int M1, int K1, int S1, int R1, int M2, int K2, int S2, int R2>
constexpr auto operator*(Quantity<M1, K1, S1, R1> a, Quantity<M2, K2, S2, R2> b) {
  return Quantity<M1 + M2, K1 + K2, S1 + S2, R1 + R2>::from_si(a.si() * b.si());
}
template <int M1, int K1, int S1, int R1, int M2, int K2, int S2, int R2>
constexpr auto operator/(Quantity<M1, K1, S1, R1> a, Quantity<M2, K2, S2, R2> b) {
  return Quantity<M1 - M2, K1 - K2, S1 - S2, R1 - R2>::from_si(a.si() / b.si());
}
template <int M, int Kg, int S, int Rad>
constexpr auto operator*(double factor, Quantity<M, Kg, S, Rad> quantity) {
  return Quantity<M, Kg, S, Rad>::from_si(factor * quantity.si());
}
template <int M, int Kg, int S, int Rad>
constexpr auto operator*(Quantity<M, Kg, S, Rad> quantity, double factor) {
  return Quantity<M, Kg, S, Rad>::from_si(quantity.si() * factor);
}
template <int M, int Kg, int S, int Rad>
constexpr auto operator/(Quantity<M, Kg, S, Rad> quantity, double divisor) {
  return Quantity<M, Kg, S, Rad>::from_si(quantity.si() / divisor);
}
template <int M, int Kg, int S, int Rad>
constexpr auto operator/(double dividend, Quantity<M, Kg, S, Rad> quantity) {
  return Quantity<-M, -Kg, -S, -Rad>::from_si(dividend / quantity.si());
}
/// A number in front of a unit makes the quantity: `200 * kilometre`.
template <int M, int Kg, int S, int Rad>
constexpr auto operator*(double value, Unit<M, Kg, S, Rad> unit) {
  return Quantity<M, Kg, S, Rad>::from_si(value * unit.si);
}

using Dimensionless = Quantity<0, 0, 0, 0>;
using Length = Quantity<1, 0, 0, 0>;
using Area = Quantity<2, 0, 0, 0>;
using Mass = Quantity<0, 1, 0, 0>;
using TimeSpan = Quantity<0, 0, 1, 0>;  ///< physical time as a factor; dates and waits are `Duration`
using Angle = Quantity<0, 0, 0, 1>;
using AngularRate = Quantity<0, 0, -1, 1>;
using Frequency = Quantity<0, 0, -1, 0>;
using Speed = Quantity<1, 0, -1, 0>;
using Acceleration = Quantity<1, 0, -2, 0>;
using Force = Quantity<1, 1, -2, 0>;
using Pressure = Quantity<-1, 1, -2, 0>;
using Density = Quantity<-3, 1, 0, 0>;
using Energy = Quantity<2, 1, -2, 0>;
using Power = Quantity<2, 1, -3, 0>;
using MassFlow = Quantity<0, 1, -1, 0>;
using GravitationalParameter = Quantity<3, 0, -2, 0>;

/// The units, by their full names. Those that nobody would call a variable are in `perilune` as well; the
/// others (`unit::second`, `unit::day`, `unit::degree`) stay here, since a variable `degree` would hide them.
namespace unit {

inline constexpr Unit<1, 0, 0, 0> metre{1.0};
inline constexpr Unit<1, 0, 0, 0> kilometre{1e3};
inline constexpr Unit<1, 0, 0, 0> astronomical_unit{149597870700.0};  ///< exact: IAU 2012 resolution B2
inline constexpr Unit<0, 1, 0, 0> kilogram{1.0};
inline constexpr Unit<0, 1, 0, 0> gram{1e-3};
inline constexpr Unit<0, 1, 0, 0> tonne{1e3};
inline constexpr Unit<0, 0, 1, 0> second{1.0};
inline constexpr Unit<0, 0, 1, 0> minute{60.0};
inline constexpr Unit<0, 0, 1, 0> hour{3600.0};
inline constexpr Unit<0, 0, 1, 0> day{86400.0};
inline constexpr Unit<0, 0, 0, 1> radian{1.0};
inline constexpr Unit<0, 0, 0, 1> degree{3.14159265358979323846 / 180.0};
inline constexpr Unit<0, 0, 0, 1> arcsecond{3.14159265358979323846 / 648000.0};
inline constexpr Unit<1, 0, -1, 0> metre_per_second{1.0};
inline constexpr Unit<1, 0, -1, 0> kilometre_per_second{1e3};
inline constexpr Unit<1, 0, -2, 0> metre_per_second_squared{1.0};
inline constexpr Unit<1, 1, -2, 0> newton{1.0};
inline constexpr Unit<1, 1, -2, 0> kilonewton{1e3};
inline constexpr Unit<2, 1, -3, 0> watt{1.0};
inline constexpr Unit<2, 1, -3, 0> kilowatt{1e3};

}  // namespace unit

using unit::astronomical_unit;
using unit::kilogram;
using unit::kilometre;
using unit::kilometre_per_second;
using unit::kilonewton;
using unit::kilowatt;
using unit::metre;
using unit::metre_per_second;
using unit::metre_per_second_squared;
using unit::newton;
using unit::radian;
using unit::tonne;
using unit::watt;

}  // namespace perilune
