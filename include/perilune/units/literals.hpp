#pragma once

#include <perilune/units/quantity.hpp>

/// Quantities as they are typed: `using namespace perilune::literals;` then `200_km`, `19.6_deg`, `900_m_s`.
/// After the first unit an underscore reads "per". Literals of time (`6_d`, `30_min`) are Durations and live
/// in perilune/time/literals.hpp.
namespace perilune::literals {

/// Defines one literal for numbers with and without a decimal point.
#define PERILUNE_UNIT_LITERAL(suffix, quantity, its_unit)            \
  constexpr quantity operator""_##suffix(long double value) {        \
    return static_cast<double>(value) * (its_unit);                  \
  }                                                                  \
  constexpr quantity operator""_##suffix(unsigned long long value) { \
    return static_cast<double>(value) * (its_unit);                  \
  }

PERILUNE_UNIT_LITERAL(m, Length, unit::metre)
PERILUNE_UNIT_LITERAL(km, Length, unit::kilometre)
PERILUNE_UNIT_LITERAL(au, Length, unit::astronomical_unit)
PERILUNE_UNIT_LITERAL(m2, Area, unit::metre* unit::metre)
PERILUNE_UNIT_LITERAL(g, Mass, unit::gram)
PERILUNE_UNIT_LITERAL(kg, Mass, unit::kilogram)
PERILUNE_UNIT_LITERAL(t, Mass, unit::tonne)
PERILUNE_UNIT_LITERAL(rad, Angle, unit::radian)
PERILUNE_UNIT_LITERAL(deg, Angle, unit::degree)
PERILUNE_UNIT_LITERAL(arcsec, Angle, unit::arcsecond)
PERILUNE_UNIT_LITERAL(deg_s, AngularRate, unit::degree / unit::second)
PERILUNE_UNIT_LITERAL(rad_s, AngularRate, unit::radian / unit::second)
PERILUNE_UNIT_LITERAL(m_s, Speed, unit::metre_per_second)
PERILUNE_UNIT_LITERAL(km_s, Speed, unit::kilometre_per_second)
PERILUNE_UNIT_LITERAL(m_s2, Acceleration, unit::metre_per_second_squared)
PERILUNE_UNIT_LITERAL(N, Force, unit::newton)
PERILUNE_UNIT_LITERAL(kN, Force, unit::kilonewton)
PERILUNE_UNIT_LITERAL(W, Power, unit::watt)
PERILUNE_UNIT_LITERAL(kW, Power, unit::kilowatt)

#undef PERILUNE_UNIT_LITERAL

}  // namespace perilune::literals
