#pragma once

#include <array>
#include <optional>
#include <span>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/bodies/granule_cursor.hpp>
#include <perilune/dynamics/body_axes_source.hpp>
#include <perilune/dynamics/environment.hpp>
#include <perilune/time/epoch.hpp>

namespace perilune {

namespace detail {

/// The Earth's axis along a propagation: the celestial intermediate pole, from nodes one day apart that are
/// worked out as they are needed and interpolated by cubics (1e-9 rad). ERFA: precession IAU 2006, nutation
/// IAU 2000B.
class EarthPoleTable {
 public:
  EarthPoleTable() = default;
  explicit EarthPoleTable(Epoch start) : start_(start) {}

  /// @param elapsed_s  since the start
  Vector3<double> pole(double elapsed_s);

 private:
  static constexpr double spacing_s = 86400.0;
  void move_to(long first_node);

  Epoch start_;
  long first_node_ = 0;
  bool filled_ = false;
  std::array<Vector3<double>, 4> nodes_;
};

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

 private:
  static constexpr double spacing_s = 5.0 * 86400.0;
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
  /// already
  EnvironmentSource(const EnvironmentLayout& layout, const Ephemeris& ephemeris, Epoch start,
                    TwoPartSeconds start_tdb);

  /// The world at several instants; those of a step are best asked for together: the series of the ephemeris
  /// are then summed for four instants side by side.
  ///
  /// @param elapsed_s  seconds of TT since the start
  /// @param out        one for each instant; center_acceleration_m_s2 is set to zero
  /// @throws DataError outside the span of the ephemeris
  void fill(std::span<const double> elapsed_s, std::span<Environment<double>> out);

  /// Seconds of TDB since the start when `elapsed_s` of TT have gone: the time argument of the ephemeris.
  double tdb_elapsed_s(double elapsed_s) { return elapsed_s + drift_.drift_s(elapsed_s); }

 private:
  EnvironmentLayout layout_;
  GranuleCursor cursor_;
  detail::TdbDrift drift_;
  detail::EarthPoleTable pole_;
  std::optional<detail::EarthAxesTable> earth_axes_;
  std::optional<detail::MoonAxesCursor> moon_axes_;
};

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
