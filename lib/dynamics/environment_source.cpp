#include <perilune/dynamics/environment_source.hpp>

#include <erfa.h>
#include <erfam.h>

#include <algorithm>
#include <cmath>
#include <experimental/simd>
#include <limits>
#include <vector>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/time/tdb.hpp>

namespace perilune {

namespace {

// Series are summed for this many instants side by side: what keeps the registers of this machine full.
constexpr int lanes = std::experimental::native_simd<double>::size() > 2 ? 6 : 2;
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

}  // namespace detail

EnvironmentSource::EnvironmentSource(const EnvironmentLayout& layout, const Ephemeris& ephemeris, Epoch start,
                                     TwoPartSeconds start_tdb)
    : layout_(layout),
      cursor_(ephemeris, layout.center(), asked_bodies(layout), start_tdb.whole, start_tdb.fraction),
      pole_(start) {}

void EnvironmentSource::fill(std::span<const double> elapsed_s, std::span<Environment<double>> out) {
  const std::size_t bodies = static_cast<std::size_t>(layout_.size());
  const std::size_t count = elapsed_s.size();
  for (std::size_t first = 0; bodies > 0 && first < count; first += lanes) {
    const std::size_t here = std::min<std::size_t>(lanes, count - first);
    const auto instant = [&](std::size_t lane) { return elapsed_s[first + std::min(lane, here - 1)]; };
    cursor_.move_to(instant(0));
    bool same_granules = here > 1;
    for (std::size_t lane = 1; lane < here; ++lane)
      same_granules = same_granules && cursor_.holds(instant(lane));
    if (same_granules) {
      const Pack times([&](auto lane) { return instant(lane); });
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
        cursor_.positions_m(instant(lane), out[first + lane].positions_m);
    }
  }
  for (std::size_t i = 0; i < count; ++i) {
    if (layout_.has_earth_pole()) out[i].earth_pole = pole_.pole(elapsed_s[i]);
    out[i].center_acceleration_m_s2 = Vector3<double>();
  }
}

ElapsedSpan covered_span(const EnvironmentLayout& layout, const Ephemeris& ephemeris, TwoPartSeconds tdb) {
  ElapsedSpan covered{-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
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
  return covered;
}

}  // namespace perilune
