#pragma once

#include <array>
#include <cassert>
#include <cstdint>
#include <span>
#include <type_traits>

#include <perilune/bodies/body.hpp>
#include <perilune/bodies/chebyshev.hpp>
#include <perilune/bodies/ephemeris.hpp>
#include <perilune/bodies/position_velocity.hpp>

namespace perilune {

/// Positions of a set of bodies relative to one centre, for the inner loop of a propagation. It keeps the
/// Chebyshev granules that hold the present instant, so that a call searches nothing and allocates nothing;
/// what several bodies share (the centre's own way to the barycentre) is evaluated once.
///
/// An instant is a reference epoch, fixed at construction, plus elapsed seconds: a double holds those to
/// 1e-10 s where a date in one double steps by 1e-7 s. The same instant gives the same bits whatever was
/// asked before.
///
/// Plain data, cheap to copy, one for each thread. Valid while the ephemeris, or a copy of it, lives.
///
///     const std::array bodies{moon, sun};
///     GranuleCursor cursor(ephemeris, earth, bodies, start_tdb_s);
///     std::array<Vector3<double>, 2> r_earth_body_icrf_m;
///     cursor.positions_m(60.0, r_earth_body_icrf_m);
///
/// Checked in: tests/unit/bodies/test_granule_cursor.cpp
class GranuleCursor {
 public:
  static constexpr int most_bodies = 12;
  /// Where results go: one vector for each body. The scalar is taken from the time argument.
  template <class T>
  using Out = std::type_identity_t<std::span<Vector3<T>>>;

  /// @param bodies                up to `most_bodies`
  /// @param reference_tdb_s       the epoch from which elapsed time counts, TDB seconds past J2000
  /// @param reference_fraction_s  added to it
  /// @throws InvalidArgument if there are too many bodies, or if the epoch is not finite
  GranuleCursor(const Ephemeris& ephemeris, BodyId center, std::span<const BodyId> bodies,
                double reference_tdb_s, double reference_fraction_s = 0.0);

  /// How many bodies it was made for.
  int size() const noexcept { return size_; }

  /// Positions of the bodies relative to the centre, in the order of construction, axes ICRF [m].
  /// @param out  one for each body
  /// @throws DataError outside the span of the ephemeris
  void positions_m(double elapsed_s, std::span<Vector3<double>> out) {
    move_to(elapsed_s);
    evaluate_m(elapsed_s, out);
  }

  /// Positions and velocities. @throws DataError outside the span of the ephemeris
  void states(double elapsed_s, std::span<Vector3<double>> positions_m,
              std::span<Vector3<double>> velocities_m_s) {
    move_to(elapsed_s);
    evaluate(elapsed_s, positions_m, velocities_m_s);
  }

  /// Makes the granules of this instant the current ones; does nothing if they are.
  /// @throws DataError outside the span of the ephemeris
  void move_to(double elapsed_s) {
    if (!holds(elapsed_s)) search(elapsed_s);
  }

  /// Whether the current granules answer for this instant: valid_from_s() <= elapsed_s < valid_until_s().
  bool holds(double elapsed_s) const noexcept {
    return valid_from_s_ <= elapsed_s && elapsed_s < valid_until_s_;
  }
  double valid_from_s() const noexcept { return valid_from_s_; }
  double valid_until_s() const noexcept { return valid_until_s_; }

  /// A series of the current granules, for code that sums by itself: positions in km, over normalised time
  /// (elapsed_s - middle_s) * per_half_length. Valid while the cursor lives and does not move.
  struct Series {
    const double* coefficients;
    int count;
    double middle_s;
    double per_half_length;
  };
  int series_count() const noexcept { return leg_count_; }
  Series series(int i) const {
    const Leg& leg = legs_[static_cast<std::size_t>(i)];
    return {coefficients_of(leg), leg.count, leg.middle_s, leg.per_half_length};
  }
  /// Numbers of the series whose sum is a body's position, and of those to be taken away from it.
  std::span<const std::uint8_t> added(int body) const {
    const Chain& chain = up_[static_cast<std::size_t>(body)];
    return {chain.legs.data(), static_cast<std::size_t>(chain.length)};
  }
  std::span<const std::uint8_t> taken_away(int body) const {
    return {down_.legs.data(), static_cast<std::size_t>(down_count_[static_cast<std::size_t>(body)])};
  }

  /// As `positions_m`, from the current granules: for packs of instants, which all have to lie in them
  /// (`holds`), and for dual numbers.
  template <class T>
  void evaluate_m(const T& elapsed_s, Out<T> out) const;

  /// As `states`, from the current granules.
  template <class T>
  void evaluate(const T& elapsed_s, Out<T> positions_m, Out<T> velocities_m_s) const;

 private:
  static constexpr int most_legs = 32;
  static constexpr int longest_chain = 16;
  static constexpr int most_merged = 2;
  static constexpr int most_merged_coefficients = 20;

  /// A granule: one link between two bodies, or several on the same stretch of time added up.
  struct Leg {
    const double* coefficients = nullptr;
    const double* rate_coefficients = nullptr;  // only where the file has them
    int merged = -1;                            // number of the sum, which then has the coefficients
    int count = 0;
    double middle_s = 0.0;  // elapsed seconds
    double per_half_length = 0.0;
  };
  /// Numbers of legs, from a body upwards.
  struct Chain {
    std::array<std::uint8_t, longest_chain> legs{};
    int length = 0;
  };

  void search(double elapsed_s);
  template <class Path, class Window>
  bool merge(std::size_t body, const Path& path, double elapsed_s, Window& window);
  const double* coefficients_of(const Leg& leg) const {
    return leg.merged < 0 ? leg.coefficients : merged_[static_cast<std::size_t>(leg.merged)].data();
  }

  const detail::SegmentTree* tree_;
  double reference_tdb_s_;
  double reference_fraction_s_;
  double valid_from_s_ = 0.0;
  double valid_until_s_ = 0.0;  // nothing is current at first
  BodyId center_;
  int size_ = 0;
  int leg_count_ = 0;
  std::array<BodyId, most_bodies> bodies_{};
  std::array<Chain, most_bodies> up_{};  // of each body, to the first ancestor that it shares with the centre
  std::array<int, most_bodies>
      down_count_{};  // how many links of `down_` lead from the centre to that ancestor
  Chain down_{};
  std::array<Leg, most_legs> legs_{};
  int merged_count_ = 0;
  std::array<std::array<double, 3 * most_merged_coefficients>, most_merged> merged_{};
};

template <class T>
void GranuleCursor::evaluate_m(const T& elapsed_s, Out<T> out) const {
  assert(out.size() >= static_cast<std::size_t>(size_));
  T leg_km[most_legs][3];
  for (int i = 0; i < leg_count_; ++i) {
    const Leg& leg = legs_[static_cast<std::size_t>(i)];
    const T s = (elapsed_s - T(leg.middle_s)) * T(leg.per_half_length);
    detail::chebyshev_split(coefficients_of(leg), leg.count, s, leg_km[i]);
  }
  for (int d = 0; d < 3; ++d) {
    T down_km[longest_chain + 1];
    down_km[0] = T(0.0);
    for (int i = 0; i < down_.length; ++i)
      down_km[i + 1] = down_km[i] + leg_km[down_.legs[static_cast<std::size_t>(i)]][d];
    for (int b = 0; b < size_; ++b) {
      const auto body = static_cast<std::size_t>(b);
      T sum(0.0);
      for (int i = 0; i < up_[body].length; ++i)
        sum = sum + leg_km[up_[body].legs[static_cast<std::size_t>(i)]][d];
      out[body][d] = (sum - down_km[down_count_[body]]) * T(1000.0);
    }
  }
}

template <class T>
void GranuleCursor::evaluate(const T& elapsed_s, Out<T> positions_m, Out<T> velocities_m_s) const {
  assert(positions_m.size() >= static_cast<std::size_t>(size_));
  assert(velocities_m_s.size() >= static_cast<std::size_t>(size_));
  T leg_km[most_legs][3];
  T leg_km_s[most_legs][3];
  for (int i = 0; i < leg_count_; ++i) {
    const Leg& leg = legs_[static_cast<std::size_t>(i)];
    const T s = (elapsed_s - T(leg.middle_s)) * T(leg.per_half_length);
    if (leg.rate_coefficients != nullptr) {
      detail::chebyshev_split(coefficients_of(leg), leg.count, s, leg_km[i]);
      detail::chebyshev_split(leg.rate_coefficients, leg.count, s, leg_km_s[i]);
    } else {
      detail::chebyshev_split_with_slope(coefficients_of(leg), leg.count, s, leg_km[i], leg_km_s[i]);
      for (T& component : leg_km_s[i]) component = component * T(leg.per_half_length);
    }
  }
  for (int d = 0; d < 3; ++d) {
    T down_km[longest_chain + 1];
    T down_km_s[longest_chain + 1];
    down_km[0] = T(0.0);
    down_km_s[0] = T(0.0);
    for (int i = 0; i < down_.length; ++i) {
      const std::uint8_t leg = down_.legs[static_cast<std::size_t>(i)];
      down_km[i + 1] = down_km[i] + leg_km[leg][d];
      down_km_s[i + 1] = down_km_s[i] + leg_km_s[leg][d];
    }
    for (int b = 0; b < size_; ++b) {
      const auto body = static_cast<std::size_t>(b);
      T sum_km(0.0), sum_km_s(0.0);
      for (int i = 0; i < up_[body].length; ++i) {
        const std::uint8_t leg = up_[body].legs[static_cast<std::size_t>(i)];
        sum_km = sum_km + leg_km[leg][d];
        sum_km_s = sum_km_s + leg_km_s[leg][d];
      }
      positions_m[body][d] = (sum_km - down_km[down_count_[body]]) * T(1000.0);
      velocities_m_s[body][d] = (sum_km_s - down_km_s[down_count_[body]]) * T(1000.0);
    }
  }
}

}  // namespace perilune
