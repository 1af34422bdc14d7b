#include <perilune/time/tdb.hpp>

#include <erfa.h>
#include <erfam.h>

#include <cmath>

#include <perilune/core/error.hpp>
#include <perilune/core/numbered_cache.hpp>
#include <perilune/core/text.hpp>

namespace perilune {
namespace {

constexpr std::int64_t ns_per_second = 1'000'000'000;

/// Seconds of TDB since J2000 in two parts, the first whole: floor division keeps the rest in [0, 1).
TwoPartSeconds in_two_parts(std::int64_t tt_ns, double tdb_minus_tt) {
  std::int64_t whole = tt_ns / ns_per_second;
  double fraction = static_cast<double>(tt_ns % ns_per_second) * 1e-9 + tdb_minus_tt;
  while (fraction < 0.0) {
    fraction += 1.0;
    --whole;
  }
  while (fraction >= 1.0) {
    fraction -= 1.0;
    ++whole;
  }
  return {static_cast<double>(whole), fraction};
}

/// At noon, TT, of a day counted from J2000.
double tdb_minus_tt_at_noon_s(long day) {
  thread_local detail::NumberedCache<double, 1024> known;
  return known.get(
      day, [](long number) { return eraDtdb(ERFA_DJ00, static_cast<double>(number), 0.0, 0.0, 0.0, 0.0); });
}

}  // namespace

double tdb_minus_tt_s(Epoch epoch) {
  constexpr std::int64_t day_ns = 86400 * ns_per_second;
  constexpr std::size_t nodes = 6;
  const std::int64_t ns = epoch.nanoseconds_since_j2000();
  const std::int64_t day = ns / day_ns - (ns % day_ns < 0 ? 1 : 0);
  const double at = static_cast<double>(ns - day * day_ns) / static_cast<double>(day_ns) + 2.0;  // 2 to 3
  // Lagrange's polynomial through the noons around.
  constexpr double denominator[nodes] = {-120.0, 24.0, -12.0, 12.0, -24.0, 120.0};
  double sum = 0.0;
  for (std::size_t i = 0; i < nodes; ++i) {
    double product = 1.0;
    for (std::size_t k = 0; k < nodes; ++k) {
      if (k != i) product *= at - static_cast<double>(k);
    }
    sum +=
        product / denominator[i] * tdb_minus_tt_at_noon_s(static_cast<long>(day) + static_cast<long>(i) - 2);
  }
  return sum;
}

double tdb_minus_tt_s(JulianDate tdb, double ut1_fraction, const ClockPlace& place) {
  constexpr double m_per_km = 1e3;
  return eraDtdb(tdb.day, tdb.fraction, ut1_fraction, place.east_longitude_rad,
                 place.distance_from_axis_m / m_per_km, place.north_of_equator_plane_m / m_per_km);
}

TwoPartSeconds Epoch::tdb() const {
  return in_two_parts(ns_, tdb_minus_tt_s(*this));
}

double Epoch::tdb_seconds_since_j2000() const {
  return tdb().sum();
}

Epoch Epoch::from_tdb_seconds(double s_since_j2000, double rest_s) {
  constexpr std::string_view here = "Epoch::from_tdb_seconds";
  const auto nanoseconds = [&](double seconds) {
    return detail::rounded_nanoseconds(seconds, ns_per_second, here, "seconds of TDB since J2000");
  };
  const Epoch about =
      from_nanoseconds(detail::checked_sum(nanoseconds(s_since_j2000), nanoseconds(rest_s), here));
  // The small parts together, so that they are rounded once.
  const double whole_a = std::trunc(s_since_j2000);
  const double whole_b = std::trunc(rest_s);
  const double small = (s_since_j2000 - whole_a) + (rest_s - whole_b) - tdb_minus_tt_s(about);
  const std::int64_t whole_ns = detail::checked_sum(nanoseconds(whole_a), nanoseconds(whole_b), here);
  return from_nanoseconds(detail::checked_sum(whole_ns, nanoseconds(small), here));
}

}  // namespace perilune
