#include "contours.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>

#include "axes.hpp"

namespace perilune::detail {
namespace {

/// An edge between two neighbouring nodes: the lower node and whether it goes along the rows.
using Edge = std::pair<std::size_t, bool>;

class Tracer {
 public:
  Tracer(const Grid& grid, double level) : grid_(grid), level_(level) {}

  std::vector<ContourLine> lines() {
    for (std::size_t i = 0; i + 1 < grid_.columns; ++i) {
      for (std::size_t j = 0; j + 1 < grid_.rows; ++j) cell(i, j);
    }
    std::vector<ContourLine> all;
    // Lines with ends first, from an end; what is left is closed.
    for (const bool closed : {false, true}) {
      for (auto& [edge, ways] : links_) {
        while (!ways.empty() && (closed || ways.size() == 1)) all.push_back(follow(edge));
      }
    }
    return all;
  }

 private:
  bool above(std::size_t i, std::size_t j) const { return grid_.at(i, j) >= level_; }

  void cell(std::size_t i, std::size_t j) {
    const std::array<double, 4> corners = {grid_.at(i, j), grid_.at(i + 1, j), grid_.at(i + 1, j + 1),
                                           grid_.at(i, j + 1)};
    if (std::any_of(corners.begin(), corners.end(), [](double v) { return std::isnan(v); })) return;
    // Around the cell: bottom, right, top, left.
    const std::array<Edge, 4> edges = {Edge{node(i, j), false}, Edge{node(i + 1, j), true},
                                       Edge{node(i, j + 1), false}, Edge{node(i, j), true}};
    std::vector<std::size_t> crossed;
    for (std::size_t k = 0; k < 4; ++k) {
      if ((corners[k] >= level_) != (corners[(k + 1) % 4] >= level_)) crossed.push_back(k);
    }
    if (crossed.size() == 2) link(edges[crossed[0]], edges[crossed[1]]);
    if (crossed.size() != 4) return;
    const double mean = (corners[0] + corners[1] + corners[2] + corners[3]) / 4.0;
    const bool middle_as_first = (mean >= level_) == (corners[0] >= level_);
    // The corners that differ from the middle are cut off one by one.
    link(edges[0], edges[middle_as_first ? 1 : 3]);
    link(edges[2], edges[middle_as_first ? 3 : 1]);
  }

  std::size_t node(std::size_t i, std::size_t j) const { return i * grid_.rows + j; }

  void link(Edge a, Edge b) {
    links_[a].push_back(b);
    links_[b].push_back(a);
  }

  std::pair<double, double> place(Edge edge) const {
    const std::size_t i = edge.first / grid_.rows, j = edge.first % grid_.rows;
    const double here = grid_.at(i, j), there = edge.second ? grid_.at(i, j + 1) : grid_.at(i + 1, j);
    const double part = (level_ - here) / (there - here);
    const auto column = static_cast<double>(i), row = static_cast<double>(j);
    return edge.second ? std::pair{column, row + part} : std::pair{column + part, row};
  }

  ContourLine follow(Edge at) {
    ContourLine line{place(at)};
    while (!links_[at].empty()) {
      const Edge next = links_[at].back();
      links_[at].pop_back();
      std::vector<Edge>& back = links_[next];
      back.erase(std::find(back.begin(), back.end(), at));
      line.push_back(place(next));
      at = next;
    }
    return line;
  }

  const Grid& grid_;
  double level_;
  std::map<Edge, std::vector<Edge>> links_;
};

constexpr std::array<std::string_view, 12> cividis = {"#273e6e", "#3f4c6c", "#535a6d", "#646770",
                                                      "#757575", "#868379", "#999277", "#aca172",
                                                      "#c1b26a", "#d5c25e", "#ebd44b", "#fee838"};

}  // namespace

std::vector<ContourLine> contour_lines(const Grid& grid, double level) {
  return Tracer(grid, level).lines();
}

ColourBands::ColourBands(double low, double high, int most) {
  if (!(high > low)) high = low + 1.0;
  const std::vector<double> inside = round_numbers(low, high, most);
  const double step = inside.size() > 1 ? inside[1] - inside[0] : high - low;
  for (double edge = std::floor(low / step + 1e-9) * step;
       edges_.empty() || edges_.back() < high - 1e-9 * step; edge += step)
    edges_.push_back(edge);
  if (edges_.size() < 2) edges_.push_back(edges_.back() + step);
}

std::size_t ColourBands::band(double value) const {
  const auto above = std::upper_bound(edges_.begin(), edges_.end(), value);
  const auto place = static_cast<std::size_t>(above - edges_.begin());
  return std::min(place > 0 ? place - 1 : 0, count() - 1);
}

std::string_view ColourBands::colour(std::size_t band) const {
  const double part = count() > 1 ? static_cast<double>(band) / static_cast<double>(count() - 1) : 0.5;
  return cividis[static_cast<std::size_t>(std::lround(part * (cividis.size() - 1)))];
}

}  // namespace perilune::detail
