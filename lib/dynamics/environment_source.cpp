#include <perilune/dynamics/environment_source.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include <perilune/bodies/segment_tree.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/time/tdb.hpp>

#include "kernels/world.hpp"

namespace perilune {

namespace {

/// The bodies of a layout that are not its centre.
std::vector<BodyId> asked_bodies(const EnvironmentLayout& layout) {
  std::vector<BodyId> bodies;
  for (int place = 0; place < layout.size(); ++place) bodies.push_back(layout.body(place));
  return bodies;
}

}  // namespace

namespace detail {

TdbDrift::Cubic TdbDrift::cubic(double elapsed_s) {
  const double position = elapsed_s / spacing_s;
  if (!filled_ || position < static_cast<double>(first_) || position >= static_cast<double>(first_ + 1)) {
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
  const double change_s = nodes_[1].drift_s - nodes_[0].drift_s;
  return {static_cast<double>(first_) * spacing_s, nodes_[0].drift_s, change_s,
          spacing_s * nodes_[0].rate - change_s, change_s - spacing_s * nodes_[1].rate};
}

double TdbDrift::drift_s(double elapsed_s) {
  const Cubic of = cubic(elapsed_s);
  const double s = (elapsed_s - of.from_s) / spacing_s;
  return of.drift_s + s * (of.change_s + (1.0 - s) * (of.bend0_s * (1.0 - s) + of.bend1_s * s));
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

detail::WorldKernel world_kernel(Isa isa) {
  switch (isa) {
#if defined(__x86_64__)
    case Isa::avx512:
      return detail::avx512::world;
    case Isa::avx2:
      return detail::avx2::world;
#endif
    default:
      return detail::baseline::world;
  }
}

/// TDB - TT at an epoch of which TDB is known.
double tdb_ahead_s(Epoch epoch, TwoPartSeconds tdb) {
  constexpr std::int64_t second = 1'000'000'000;
  const std::int64_t ns = epoch.nanoseconds_since_j2000();
  return (tdb.whole - static_cast<double>(ns / second)) +
         (tdb.fraction - static_cast<double>(ns % second) * 1e-9);
}

}  // namespace

EnvironmentSource::EnvironmentSource(const EnvironmentLayout& layout, const Ephemeris& ephemeris, Epoch start,
                                     TwoPartSeconds start_tdb, Isa isa)
    : layout_(layout),
      isa_(isa),
      cursor_(ephemeris, layout.center(), asked_bodies(layout), start_tdb.whole, start_tdb.fraction),
      drift_(start, tdb_ahead_s(start, start_tdb)),
      pole_(start) {
  if (layout.earth_axes()) earth_axes_.emplace(start, *layout.earth_axes());
  if (layout.has_moon_axes()) moon_axes_.emplace(ephemeris, start_tdb);
}

void EnvironmentSource::move_to(double elapsed_s) {
  if (!std::isfinite(elapsed_s)) {
    throw InvalidArgument(
        detail::concat("EnvironmentSource: the elapsed time ", elapsed_s, " s is not finite."));
  }
  valid_from_s_ = -std::numeric_limits<double>::infinity();
  valid_until_s_ = -valid_from_s_;
  const auto within = [this](double from_s, double until_s) {
    valid_from_s_ = std::max(valid_from_s_, from_s);
    valid_until_s_ = std::min(valid_until_s_, until_s);
  };
  // TDB leads or lags by less: so far inside a granule of TDB, TT says the same.
  constexpr double margin_s = 0.004;
  cubic_ = drift_.cubic(elapsed_s);
  within(cubic_.from_s, cubic_.from_s + detail::TdbDrift::spacing_s);
  const double tdb_s = tdb_elapsed_s(elapsed_s);
  if (layout_.size() > 0) {
    cursor_.move_to(tdb_s);
    within(cursor_.valid_from_s() + margin_s, cursor_.valid_until_s() - margin_s);
  }
  if (layout_.has_earth_pole()) {
    pole_.move_to(elapsed_s);
    const double from_s = pole_.first_node_s() + detail::CelestialPoleTable::spacing_s;
    within(from_s, from_s + detail::CelestialPoleTable::spacing_s);
  }
  if (earth_axes_) {
    detail::CelestialPoleTable& pole = earth_axes_->pole();
    pole.move_to(elapsed_s);
    const double from_s = pole.first_node_s() + detail::CelestialPoleTable::spacing_s;
    within(from_s, from_s + detail::CelestialPoleTable::spacing_s);
  }
  if (moon_axes_) {
    moon_axes_->move_to(tdb_s);
    within(moon_axes_->valid_from_s() + margin_s, moon_axes_->valid_until_s() - margin_s);
  }
}

/// From what is current, for all instants.
void EnvironmentSource::sum_rows(std::span<const double> elapsed_s, double* out, int stride) {
  using detail::SeriesTask;
  std::array<SeriesTask, 32> series;
  std::array<detail::ChainTask, EnvironmentLayout::most_bodies> bodies;
  const int series_count = layout_.size() > 0 ? cursor_.series_count() : 0;
  for (int i = 0; i < series_count; ++i) {
    const GranuleCursor::Series s = cursor_.series(i);
    series[static_cast<std::size_t>(i)] = {s.coefficients, s.count, s.middle_s, s.per_half_length};
  }
  for (int b = 0; b < layout_.size(); ++b) {
    const auto up = cursor_.added(b), down = cursor_.taken_away(b);
    bodies[static_cast<std::size_t>(b)] = {up.data(), static_cast<int>(up.size()), down.data(),
                                           static_cast<int>(down.size())};
  }
  detail::NodesTask pole_nodes{};
  double pole_values[12];
  if (layout_.has_earth_pole()) {
    for (std::size_t i = 0; i < detail::CelestialPoleTable::nodes; ++i) {
      const auto [x, y, s] = pole_.current_nodes()[i];
      const double vector[3] = {x, y, std::sqrt(1.0 - x * x - y * y)};
      std::copy(vector, vector + 3, pole_values + 3 * i);
    }
    pole_nodes = {pole_values, pole_.first_node_s(), 1.0 / detail::CelestialPoleTable::spacing_s};
  }
  detail::EarthAxesTask earth_task{};
  double polar_motion[9];
  if (earth_axes_) {
    for (std::size_t i = 0; i < 3; ++i) {
      for (int k = 0; k < 3; ++k)
        polar_motion[3 * i + static_cast<std::size_t>(k)] = earth_axes_->polar_motion()[i][k];
    }
    const detail::CelestialPoleTable& pole = earth_axes_->pole();
    earth_task = {
        {pole.current_nodes()[0].data(), pole.first_node_s(), 1.0 / detail::CelestialPoleTable::spacing_s},
        earth_axes_->start_angle_rad(),
        earth_rotation_rate_rad_s,
        polar_motion};
  }
  SeriesTask moon_angles{};
  if (moon_axes_) {
    const GranuleCursor::Series s = moon_axes_->series();
    moon_angles = {s.coefficients, s.count, s.middle_s, s.per_half_length};
  }
  const detail::WorldTask task{cubic_.from_s,
                               1.0 / detail::TdbDrift::spacing_s,
                               cubic_.drift_s,
                               cubic_.change_s,
                               cubic_.bend0_s,
                               cubic_.bend1_s,
                               series.data(),
                               series_count,
                               bodies.data(),
                               layout_.size(),
                               moon_axes_ ? &moon_angles : nullptr,
                               layout_.has_earth_pole() ? &pole_nodes : nullptr,
                               earth_axes_ ? &earth_task : nullptr};
  world_kernel(isa_)(task, elapsed_s.data(), static_cast<int>(elapsed_s.size()), out, stride);
}

void EnvironmentSource::fill_rows(std::span<const double> elapsed_s, double* out, int stride) {
  for (std::size_t first = 0; first < elapsed_s.size();) {
    if (!holds(elapsed_s[first])) move_to(elapsed_s[first]);
    std::size_t end = first + 1;
    while (end < elapsed_s.size() && holds(elapsed_s[end])) ++end;
    sum_rows(elapsed_s.subspan(first, end - first), out + first, stride);
    first = end;
  }
}

void EnvironmentSource::fill(std::span<const double> elapsed_s, std::span<Environment<double>> out) {
  constexpr std::size_t most = 24;
  constexpr int stride = most + 8;
  alignas(64) double numbers[most_rows * stride];
  for (std::size_t first = 0; first < elapsed_s.size(); first += most) {
    const auto here = elapsed_s.subspan(first, std::min(most, elapsed_s.size() - first));
    fill_rows(here, numbers, stride);
    for (std::size_t i = 0; i < here.size(); ++i) {
      take([&](int row) { return numbers[row * stride + static_cast<int>(i)]; }, out[first + i]);
    }
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
