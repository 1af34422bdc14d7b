#include <algorithm>
#include <limits>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/report/oem.hpp>

#include "hermite.hpp"

namespace perilune {
namespace {

constexpr std::size_t nodes_of_degree_7 = 4;
constexpr int decimals_of_dates = 6;
constexpr double halving_helps = 0.5;  // an error of order 8 falls to 1/256; noise stays
constexpr double checked_at[] = {0.25, 0.5, 0.75};

/// The instant that the file's text will name: a whole microsecond of the scale, inside [from, to].
Epoch as_written(Epoch epoch, Epoch from, Epoch to, TimeScale scale) {
  Epoch written = Epoch::parse(epoch.to_text(scale, decimals_of_dates));
  const Duration microsecond = Duration::nanoseconds(1000);
  if (written < from) written += microsecond;
  if (written > to) written -= microsecond;
  return written;
}

/// How far the interpolation through the four points nearest to stretch `i` is from the trajectory there.
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
  explicit Checker(const std::function<EphemerisPoint(Epoch)>& state) : state_(state) {}

  Misfit of(const std::vector<Node>& points, std::size_t i) const {
    const std::size_t count = std::min(nodes_of_degree_7, points.size());
    const std::size_t first = std::min(i > 0 ? i - 1 : 0, points.size() - count);
    const Epoch zero = points[i].point.epoch;
    std::array<detail::HermiteNode, nodes_of_degree_7> nodes;
    for (std::size_t k = 0; k < count; ++k) {
      const EphemerisPoint& point = points[first + k].point;
      nodes[k] = {(point.epoch - zero).seconds(), point.position_m, point.velocity_m_s};
    }
    Misfit worst;
    for (const double part : checked_at) {
      const Epoch epoch = zero + part * (points[i + 1].point.epoch - zero);
      const EphemerisPoint truth = state_(epoch);
      const detail::HermiteValue read =
          detail::hermite_at(std::span(nodes).first(count), (epoch - zero).seconds());
      worst.position_m = std::max(worst.position_m, (read.value - truth.position_m).norm());
      worst.velocity_m_s = std::max(worst.velocity_m_s, (read.slope - truth.velocity_m_s).norm());
    }
    return worst;
  }

 private:
  const std::function<EphemerisPoint(Epoch)>& state_;
};

}  // namespace

EphemerisTable sample_ephemeris(const std::function<EphemerisPoint(Epoch)>& state, Epoch from, Epoch to,
                                const EphemerisSampling& sampling) {
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

  const Checker checker(state);
  EphemerisTable table;
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

}  // namespace perilune
