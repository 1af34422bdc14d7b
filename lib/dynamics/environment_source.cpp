#include <perilune/dynamics/environment_source.hpp>

#include <erfa.h>
#include <erfam.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <experimental/simd>
#include <limits>
#include <vector>

#include <perilune/bodies/segment_tree.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/time/tdb.hpp>

namespace perilune {

namespace {

// Series are summed for this many instants side by side: what keeps the registers of this machine full.
constexpr int lanes = std::experimental::native_simd<double>::size() > 2 ? 6 : 4;
using Pack = std::experimental::fixed_size_simd<double, lanes>;

/// The bodies of a layout that are not its centre.
std::vector<BodyId> asked_bodies(const EnvironmentLayout& layout) {
  std::vector<BodyId> bodies;
  for (int place = 0; place < layout.size(); ++place) bodies.push_back(layout.body(place));
  return bodies;
}

/// Celestial intermediate pole in ICRF axes.
Vector3<double> pole_at(Epoch epoch) {
  constexpr double day_s = 86400.0;
  const double tt_days = static_cast<double>(epoch.nanoseconds_since_j2000()) * 1e-9 / day_s;
  double nutation_longitude = 0.0;
  double nutation_obliquity = 0.0;
  eraNut00b(ERFA_DJ00, tt_days, &nutation_longitude, &nutation_obliquity);
  double obliquity = 0.0;
  double rb[3][3], rp[3][3], rbp[3][3], rn[3][3], rbpn[3][3];
  eraPn06(ERFA_DJ00, tt_days, nutation_longitude, nutation_obliquity, &obliquity, rb, rp, rbp, rn, rbpn);
  return {rbpn[2][0], rbpn[2][1], rbpn[2][2]};
}

}  // namespace

namespace detail {

void EarthPoleTable::move_to(long first_node) {
  const long shift = first_node - first_node_;
  const std::array<Vector3<double>, 4> old = nodes_;
  for (long i = 0; i < 4; ++i) {
    const long was = i + shift;
    nodes_[static_cast<std::size_t>(i)] =
        filled_ && was >= 0 && was < 4
            ? old[static_cast<std::size_t>(was)]
            : pole_at(start_ + Duration::seconds(static_cast<double>(first_node + i) * spacing_s));
  }
  first_node_ = first_node;
  filled_ = true;
}

Vector3<double> EarthPoleTable::pole(double elapsed_s) {
  const double position = elapsed_s / spacing_s;
  const long first_node = static_cast<long>(std::floor(position)) - 1;
  if (!filled_ || first_node != first_node_) move_to(first_node);
  const double x = position - static_cast<double>(first_node);  // 1 <= x < 2: between the middle nodes
  const double w0 = -(x - 1.0) * (x - 2.0) * (x - 3.0) / 6.0;
  const double w1 = x * (x - 2.0) * (x - 3.0) / 2.0;
  const double w2 = -x * (x - 1.0) * (x - 3.0) / 2.0;
  const double w3 = x * (x - 1.0) * (x - 2.0) / 6.0;
  return w0 * nodes_[0] + w1 * nodes_[1] + w2 * nodes_[2] + w3 * nodes_[3];
}

double TdbDrift::drift_s(double elapsed_s) {
  const double position = elapsed_s / spacing_s;
  if (!filled_ || position < static_cast<double>(first_) || position > static_cast<double>(first_ + 1)) {
    const long first = static_cast<long>(std::floor(position));
    if (filled_ && first == first_ + 1) {
      nodes_[0] = nodes_[1];
      nodes_[1] = node(first + 1);
    } else if (filled_ && first == first_ - 1) {
      nodes_[1] = nodes_[0];
      nodes_[0] = node(first);
    } else {
      nodes_[0] = node(first);
      nodes_[1] = node(first + 1);
    }
    first_ = first;
    filled_ = true;
  }
  const double s = position - static_cast<double>(first_);
  const double change = nodes_[1].drift_s - nodes_[0].drift_s;
  const double bend0 = spacing_s * nodes_[0].rate - change;
  const double bend1 = change - spacing_s * nodes_[1].rate;
  return nodes_[0].drift_s + s * (change + (1.0 - s) * (bend0 * (1.0 - s) + bend1 * s));
}

TdbDrift::Node TdbDrift::node(long i) const {
  const double elapsed_s = static_cast<double>(i) * spacing_s;
  const Epoch epoch = start_ + Duration::seconds(elapsed_s);
  // The largest terms of TDB - TT by Fairhead and Bretagnon (1990), as printed in USNO Circular 179, eq. 2.6:
  // amplitude [s], rate [rad per Julian century], phase [rad].
  constexpr double terms[][3] = {{0.001657, 628.3076, 6.2401},  {0.000022, 575.3385, 4.2970},
                                 {0.000014, 1256.6152, 6.1969}, {0.000005, 606.9777, 4.0212},
                                 {0.000005, 52.9691, 0.4444},   {0.000002, 21.3299, 5.5431}};
  constexpr double century_s = 36525.0 * 86400.0;
  const double t = static_cast<double>(epoch.nanoseconds_since_j2000()) * 1e-9 / century_s;
  double rate = 0.0;
  for (const auto& [amplitude, speed, phase] : terms) rate += amplitude * speed * std::cos(speed * t + phase);
  rate += 0.000010 * t * 628.3076 * std::cos(628.3076 * t + 4.2490);
  return {i == 0 ? 0.0 : tdb_minus_tt_s(epoch) - at_start_s_, rate / century_s};
}

}  // namespace detail

namespace {

/// TDB - TT at an epoch of which TDB is known.
double tdb_ahead_s(Epoch epoch, TwoPartSeconds tdb) {
  constexpr std::int64_t second = 1'000'000'000;
  const std::int64_t ns = epoch.nanoseconds_since_j2000();
  return (tdb.whole - static_cast<double>(ns / second)) +
         (tdb.fraction - static_cast<double>(ns % second) * 1e-9);
}

}  // namespace

EnvironmentSource::EnvironmentSource(const EnvironmentLayout& layout, const Ephemeris& ephemeris, Epoch start,
                                     TwoPartSeconds start_tdb)
    : layout_(layout),
      cursor_(ephemeris, layout.center(), asked_bodies(layout), start_tdb.whole, start_tdb.fraction),
      drift_(start, tdb_ahead_s(start, start_tdb)),
      pole_(start) {
  if (layout.earth_axes()) earth_axes_.emplace(start, *layout.earth_axes());
  if (layout.has_moon_axes()) moon_axes_.emplace(ephemeris, start_tdb);
}

void EnvironmentSource::fill(std::span<const double> elapsed_s, std::span<Environment<double>> out) {
  const std::size_t bodies = static_cast<std::size_t>(layout_.size());
  const std::size_t count = elapsed_s.size();
  for (std::size_t first = 0; bodies > 0 && first < count; first += lanes) {
    const std::size_t here = std::min<std::size_t>(lanes, count - first);
    double instants[lanes];
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      instants[lane] = lane < here ? tdb_elapsed_s(elapsed_s[first + lane]) : instants[here - 1];
    }
    cursor_.move_to(instants[0]);
    bool same_granules = here > 1;
    for (std::size_t lane = 1; lane < here; ++lane)
      same_granules = same_granules && cursor_.holds(instants[lane]);
    if (same_granules) {
      const Pack times(instants, std::experimental::element_aligned);
      std::array<Vector3<Pack>, EnvironmentLayout::most_bodies> positions_m;
      cursor_.evaluate_m<Pack>(times, positions_m);
      for (std::size_t lane = 0; lane < here; ++lane) {
        for (std::size_t b = 0; b < bodies; ++b) {
          out[first + lane].positions_m[b] = {positions_m[b].x()[lane], positions_m[b].y()[lane],
                                              positions_m[b].z()[lane]};
        }
      }
    } else {
      for (std::size_t lane = 0; lane < here; ++lane)
        cursor_.positions_m(instants[lane], out[first + lane].positions_m);
    }
  }
  for (std::size_t i = 0; i < count; ++i) {
    if (layout_.has_earth_pole()) out[i].earth_pole = pole_.pole(elapsed_s[i]);
    if (earth_axes_) out[i].earth_axes = earth_axes_->axes(elapsed_s[i]);
    if (moon_axes_) out[i].moon_axes = moon_axes_->axes(tdb_elapsed_s(elapsed_s[i]));
    out[i].center_acceleration_m_s2 = Vector3<double>();
  }
}

ElapsedSpan covered_span(const EnvironmentLayout& layout, const Ephemeris& ephemeris, TwoPartSeconds tdb) {
  ElapsedSpan covered{-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
  if (layout.has_moon_axes()) {
    ephemeris.moon_libration(tdb.whole, tdb.fraction);  // says what is covered, if the start is not
    covered = {0.0, 0.0};
    for (const ChebyshevSegment* segment : ephemeris.segment_tree().of_axes(moon_pa_de440_axes)) {
      if (!detail::covers(*segment, tdb.whole, tdb.fraction)) continue;
      covered.from_s = std::min(covered.from_s, (segment->span.from_s - tdb.whole) - tdb.fraction);
      covered.until_s = std::max(covered.until_s, (segment->span.until_s - tdb.whole) - tdb.fraction);
    }
  }
  for (const BodyId body : asked_bodies(layout)) {
    if (body == layout.center()) continue;
    bool found = false;
    for (const TdbSpan& span : ephemeris.spans(body, layout.center())) {
      const double from_s = (span.from_s - tdb.whole) - tdb.fraction;
      const double until_s = (span.until_s - tdb.whole) - tdb.fraction;
      if (from_s <= 0.0 && until_s >= 0.0) {
        covered.from_s = std::max(covered.from_s, from_s);
        covered.until_s = std::min(covered.until_s, until_s);
        found = true;
      }
    }
    if (!found) ephemeris.position_m(body, layout.center(), tdb.whole, tdb.fraction);  // says what is covered
  }
  // TDB - TT changes by 3.4 ms at most between any two dates: that much inside, TT serves for TDB.
  constexpr double inside_s = 0.004;
  covered.from_s = std::min(0.0, covered.from_s + inside_s);
  covered.until_s = std::max(0.0, covered.until_s - inside_s);
  return covered;
}

}  // namespace perilune
