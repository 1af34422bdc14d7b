#pragma once

#include <array>
#include <optional>
#include <span>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/bodies/granule_cursor.hpp>
#include <perilune/core/isa.hpp>
#include <perilune/core/simd.hpp>
#include <perilune/dynamics/body_axes_source.hpp>
#include <perilune/dynamics/environment.hpp>
#include <perilune/time/epoch.hpp>

namespace perilune {

namespace detail {

/// How far TDB has run ahead of TT since the start of a propagation, at most 3.3 ms: exact at nodes five days
/// apart (ERFA's series of 787 terms, 10 us each to compute), between them a cubic with the slopes of the
/// seven largest terms. Error of the cubic: 3e-7 s, in which the Moon moves 0.3 mm.
class TdbDrift {
 public:
  TdbDrift() = default;
  /// @param tdb_minus_tt_s  at the start
  TdbDrift(Epoch start, double tdb_minus_tt_s) : start_(start), at_start_s_(tdb_minus_tt_s) {}

  /// @param elapsed_s  of TT since the start
  double drift_s(double elapsed_s);

  static constexpr double spacing_s = 5.0 * 86400.0;
  /// drift + s (change + (1 - s) (bend0 (1 - s) + bend1 s)) with s from 0 to 1 over `spacing_s` from `from_s`
  /// on.
  struct Cubic {
    double from_s, drift_s, change_s, bend0_s, bend1_s;
  };
  /// That of the interval that this instant lies in.
  Cubic cubic(double elapsed_s);

 private:
  struct Node {
    double drift_s = 0.0;
    double rate = 0.0;
  };
  Node node(long i) const;

  Epoch start_;
  double at_start_s_ = 0.0;
  long first_ = 0;
  bool filled_ = false;
  Node nodes_[2];
};

}  // namespace detail

/// Says what the world is like along one propagation: the positions of the bodies of a layout from an
/// ephemeris, at any elapsed time. One for each propagation and thread; valid while the ephemeris, or a copy
/// of it, lives.
class EnvironmentSource {
 public:
  /// @param start      the epoch from which elapsed time counts
  /// @param start_tdb  the same, as `start.tdb()` gives it: that takes 10 us, and whoever propagates has it
  ///                   already
  /// @param isa        whose compiled code to run; it has to be available
  EnvironmentSource(const EnvironmentLayout& layout, const Ephemeris& ephemeris, Epoch start,
                    TwoPartSeconds start_tdb, Isa isa = chosen_isa());

  /// The world at several instants; those of a step are best asked for together: 2, 4 or 8 of them are worked
  /// out side by side, as the machine can. The same instant gives the same bits whatever was asked before or
  /// with it.
  ///
  /// @param elapsed_s  seconds of TT since the start
  /// @param out        one for each instant; center_acceleration_m_s2 is set to zero
  /// @throws DataError outside the span of the ephemeris
  void fill(std::span<const double> elapsed_s, std::span<Environment<double>> out);

  /// The same with an instant in each lane: for the nodes of a collocation step.
  template <int N>
  void fill(const std::array<double, static_cast<std::size_t>(N)>& elapsed_s,
            Environment<simd::pack<double, N>>& out);

  /// The same as numbers alone, for code that has its own way of keeping them: `rows()` rows, row i from
  /// out + i stride on, a number for each instant. x, y, z of each body of the layout [m], then of what the
  /// layout asks for: the Earth's pole (3), the Earth's axes (x of x, y of x, ...: 9), the Moon's (9).
  /// @param stride  at least the number of instants plus 7; what lies behind them in a row is overwritten
  void fill_rows(std::span<const double> elapsed_s, double* out, int stride);
  int rows() const {
    return 3 * layout_.size() + (layout_.has_earth_pole() ? 3 : 0) + (earth_axes_ ? 9 : 0) +
           (moon_axes_ ? 9 : 0);
  }
  static constexpr int most_rows = 3 * EnvironmentLayout::most_bodies + 21;

  /// Seconds of TDB since the start when `elapsed_s` of TT have gone: the time argument of the ephemeris.
  double tdb_elapsed_s(double elapsed_s) { return elapsed_s + drift_.drift_s(elapsed_s); }

 private:
  /// Makes granules and nodes of an instant the current ones.
  void move_to(double elapsed_s);
  bool holds(double elapsed_s) const { return valid_from_s_ <= elapsed_s && elapsed_s < valid_until_s_; }
  void sum_rows(std::span<const double> elapsed_s, double* out, int stride);
  /// @param value  what is in row i
  template <class T, class Value>
  void take(const Value& value, Environment<T>& out) const;

  EnvironmentLayout layout_;
  Isa isa_;
  GranuleCursor cursor_;
  detail::TdbDrift drift_;
  detail::TdbDrift::Cubic cubic_{};
  detail::CelestialPoleTable pole_;
  std::optional<detail::EarthAxesTable> earth_axes_;
  std::optional<detail::MoonAxesCursor> moon_axes_;
  double valid_from_s_ = 0.0;  // elapsed seconds of TT between which what is current answers for all
  double valid_until_s_ = 0.0;
};

template <class T, class Value>
void EnvironmentSource::take(const Value& value, Environment<T>& out) const {
  int row = 0;
  const auto vector = [&](Vector3<T>& to) {
    to = Vector3<T>(value(row), value(row + 1), value(row + 2));
    row += 3;
  };
  const auto axes = [&](BodyAxes<T>& to) {
    vector(to.x);
    vector(to.y);
    vector(to.z);
  };
  for (int place = 0; place < layout_.size(); ++place)
    vector(out.positions_m[static_cast<std::size_t>(place)]);
  if (layout_.has_earth_pole()) vector(out.earth_pole);
  if (earth_axes_) axes(out.earth_axes);
  if (moon_axes_) axes(out.moon_axes);
  out.center_acceleration_m_s2 = Vector3<T>();
}

template <int N>
void EnvironmentSource::fill(const std::array<double, static_cast<std::size_t>(N)>& elapsed_s,
                             Environment<simd::pack<double, N>>& out) {
  constexpr int stride = N + 8;
  alignas(64) double numbers[most_rows * stride];
  fill_rows(elapsed_s, numbers, stride);
  take([&](int row) { return simd::pack<double, N>::load(numbers + row * stride); }, out);
}

/// The stretch of elapsed time [s of TT] over which the ephemeris answers for all bodies of a layout, less 4
/// ms at either end.
struct ElapsedSpan {
  double from_s = 0.0;
  double until_s = 0.0;
};

/// @return an infinite stretch if the layout needs no body but its centre
/// @throws DataError if the ephemeris does not know a body, or does not cover the start; it names the span
/// covered
ElapsedSpan covered_span(const EnvironmentLayout& layout, const Ephemeris& ephemeris,
                         TwoPartSeconds start_tdb);

}  // namespace perilune
