#include <perilune/report/formats/ephemeris_table.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <span>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/frames/transform.hpp>

#include "lagrange.hpp"

namespace perilune {
namespace {

constexpr std::size_t most_nodes = 16;
constexpr int decimals_of_dates = 6;
constexpr double halving_helps = 0.5;  // an error of order 8 falls to 1/256; noise stays
constexpr double checked_at[] = {0.25, 0.5, 0.75};

/// How many points a polynomial takes.
std::size_t nodes_of(Interpolation interpolation, int degree) {
  return static_cast<std::size_t>(interpolation == Interpolation::hermite ? (degree + 1) / 2 : degree + 1);
}

/// The value at `epoch` of the polynomial through the points nearest to the stretch that begins at point `i`.
template <class PointAt>
detail::HermiteValue value_at(const PointAt& point_at, std::size_t size, std::size_t i, Epoch epoch,
                              Interpolation interpolation, int degree) {
  const std::size_t wanted = nodes_of(interpolation, degree);
  const std::size_t count = std::min(wanted, size);
  const std::size_t before = (wanted - 1) / 2;
  const std::size_t first = std::min(i > before ? i - before : 0, size - count);
  const Epoch zero = point_at(i).epoch;
  std::array<detail::HermiteNode, most_nodes> nodes;
  for (std::size_t k = 0; k < count; ++k) {
    const EphemerisPoint& point = point_at(first + k);
    nodes[k] = {(point.epoch - zero).seconds(), point.position_m, point.velocity_m_s};
  }
  const auto used = std::span<const detail::HermiteNode>(nodes).first(count);
  const double t_s = (epoch - zero).seconds();
  return interpolation == Interpolation::hermite ? detail::hermite_at(used, t_s)
                                                 : detail::lagrange_at(used, t_s);
}

/// The instant that the file's text will name: a whole microsecond of the scale, inside [from, to].
Epoch as_written(Epoch epoch, Epoch from, Epoch to, TimeScale scale) {
  Epoch written = Epoch::parse(epoch.to_text(scale, decimals_of_dates));
  const Duration microsecond = Duration::nanoseconds(1000);
  if (written < from) written += microsecond;
  if (written > to) written -= microsecond;
  return written;
}

/// How far the interpolation is from the trajectory in a stretch.
struct Misfit {
  double position_m = 0.0;
  double velocity_m_s = 0.0;
};

/// A point of the table in the making, and the stretch from it to the next one.
struct Node {
  EphemerisPoint point;
  double excess_before =
      std::numeric_limits<double>::infinity();  // of the stretch that this one is a half of
};

class Checker {
 public:
  Checker(const std::function<EphemerisPoint(Epoch)>& state, const EphemerisSampling& sampling)
      : state_(state), sampling_(sampling) {}

  Misfit of(const std::vector<Node>& nodes, std::size_t i) const {
    const auto point_at = [&](std::size_t k) -> const EphemerisPoint& { return nodes[k].point; };
    Misfit worst;
    for (const double part : checked_at) {
      const Epoch epoch = point_at(i).epoch + part * (point_at(i + 1).epoch - point_at(i).epoch);
      const EphemerisPoint truth = state_(epoch);
      const detail::HermiteValue read =
          value_at(point_at, nodes.size(), i, epoch, sampling_.interpolation, sampling_.degree);
      worst.position_m = std::max(worst.position_m, (read.value - truth.position_m).norm());
      worst.velocity_m_s = std::max(worst.velocity_m_s, (read.slope - truth.velocity_m_s).norm());
    }
    return worst;
  }

 private:
  const std::function<EphemerisPoint(Epoch)>& state_;
  const EphemerisSampling& sampling_;
};

}  // namespace

std::string_view to_text(Interpolation interpolation) {
  return interpolation == Interpolation::hermite ? "HERMITE" : "LAGRANGE";
}

EphemerisTable sample_ephemeris(const std::function<EphemerisPoint(Epoch)>& state, Epoch from, Epoch to,
                                const EphemerisSampling& sampling) {
  if (sampling.degree < 1 || sampling.degree > 15 || sampling.degree % 2 == 0) {
    throw InvalidArgument(detail::concat("sample_ephemeris: the degree is ", sampling.degree,
                                         ". It has to be odd, from 1 to 15."));
  }
  const Epoch first = as_written(from, from, to, sampling.scale);
  const Epoch last = as_written(to, from, to, sampling.scale);
  if (first < from || last > to || last <= first) {
    throw InvalidArgument(detail::concat("sample_ephemeris: the trajectory lasts ", to_text(to - from),
                                         ". A file needs at least two microseconds of it."));
  }
  const auto at = [&](Epoch epoch) {
    EphemerisPoint point = state(epoch);
    point.epoch = epoch;
    return point;
  };

  std::vector<Node> nodes;
  for (Epoch epoch = first; epoch < last; epoch += sampling.longest_step)
    nodes.push_back({at(as_written(epoch, from, to, sampling.scale))});
  nodes.push_back({at(last)});

  const Checker checker(state, sampling);
  EphemerisTable table;
  table.interpolation = sampling.interpolation;
  table.degree = sampling.degree;
  for (bool refined = true; refined;) {
    refined = false;
    table.position_error_m = table.velocity_error_m_s = 0.0;
    std::vector<Node> finer;
    for (std::size_t i = 0; i + 1 < nodes.size(); ++i) {
      const Misfit misfit = checker.of(nodes, i);
      table.position_error_m = std::max(table.position_error_m, misfit.position_m);
      table.velocity_error_m_s = std::max(table.velocity_error_m_s, misfit.velocity_m_s);
      const double excess = std::max(misfit.position_m / sampling.position_tolerance_m,
                                     misfit.velocity_m_s / sampling.velocity_tolerance_m_s);
      finer.push_back(nodes[i]);
      const Duration half = 0.5 * (nodes[i + 1].point.epoch - nodes[i].point.epoch);
      const bool helps = excess < halving_helps * nodes[i].excess_before;
      if (!(excess > 1.0) || !helps || half < sampling.shortest_step) continue;
      finer.back().excess_before = excess;
      finer.push_back({at(as_written(nodes[i].point.epoch + half, from, to, sampling.scale)), excess});
      refined = true;
    }
    finer.push_back(nodes.back());
    nodes = std::move(finer);
  }
  for (const Node& node : nodes) table.points.push_back(node.point);
  return table;
}

EphemerisPoint interpolated(const EphemerisTable& table, Epoch epoch) {
  const auto& points = table.points;
  if (points.size() < 2 || epoch < points.front().epoch || epoch > points.back().epoch)
    throw InvalidArgument("interpolated: the instant lies outside the table.");
  const auto after = std::upper_bound(points.begin(), points.end(), epoch,
                                      [](Epoch e, const EphemerisPoint& point) { return e < point.epoch; });
  const std::size_t i = std::min(static_cast<std::size_t>(after - points.begin()) - 1, points.size() - 2);
  const detail::HermiteValue value =
      value_at([&](std::size_t k) -> const EphemerisPoint& { return points[k]; }, points.size(), i, epoch,
               table.interpolation, table.degree);
  return {epoch, value.value, value.slope};
}

EphemerisSegment in_icrf(const EphemerisSegment& segment) {
  if (segment.frame.axes == Axes::icrf) return segment;
  if (segment.frame.axes != Axes::eme2000) {
    throw InvalidArgument(
        detail::concat("in_icrf: the axes of '", to_text(segment.frame),
                       "' turn: the trajectory cannot be given in inertial ones point by point."));
  }
  EphemerisSegment turned = segment;
  turned.frame.axes = Axes::icrf;
  for (EphemerisPoint& point : turned.table.points) {
    const PositionVelocity state =
        transformed({point.position_m, point.velocity_m_s}, segment.frame, turned.frame, point.epoch);
    point.position_m = state.position_m;
    point.velocity_m_s = state.velocity_m_s;
  }
  return turned;
}

TableDifference largest_difference(const EphemerisTable& a, const EphemerisTable& b) {
  std::vector<Epoch> epochs;
  for (const EphemerisTable* table : {&a, &b}) {
    for (std::size_t i = 0; i < table->points.size(); ++i) {
      const Epoch epoch = table->points[i].epoch;
      epochs.push_back(epoch);
      if (i > 0) epochs.push_back(table->points[i - 1].epoch + 0.5 * (epoch - table->points[i - 1].epoch));
    }
  }
  const Epoch from = std::max(a.points.front().epoch, b.points.front().epoch);
  const Epoch to = std::min(a.points.back().epoch, b.points.back().epoch);
  TableDifference difference;
  for (const Epoch epoch : epochs) {
    if (epoch < from || epoch > to) continue;
    const EphemerisPoint one = interpolated(a, epoch);
    const EphemerisPoint other = interpolated(b, epoch);
    difference.position_m = std::max(difference.position_m, (one.position_m - other.position_m).norm());
    difference.velocity_m_s =
        std::max(difference.velocity_m_s, (one.velocity_m_s - other.velocity_m_s).norm());
    ++difference.instants;
  }
  return difference;
}

}  // namespace perilune
