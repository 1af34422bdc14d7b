#pragma once

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

namespace perilune::detail {

/// Values at the nodes of a grid, column by column; NaN where there is none.
struct Grid {
  std::size_t columns = 0;
  std::size_t rows = 0;
  std::vector<double> values;

  double at(std::size_t column, std::size_t row) const { return values[column * rows + row]; }
};

/// A line along which a grid has one value; places in columns and rows from node (0, 0).
using ContourLine = std::vector<std::pair<double, double>>;

/// All lines of a level, by linear interpolation between nodes (marching squares; a saddle is split by the
/// mean of its four corners). Nothing is drawn through a cell with a corner that has no value.
std::vector<ContourLine> contour_lines(const Grid& grid, double level);

/// Values from low to high as a dozen colours at most, from dark blue to pale yellow, in even steps of
/// lightness, the same for any kind of colour vision. Source: cividis, Nunez, Anderton and Renslow, 2018.
class ColourBands {
 public:
  /// Between round numbers that hold [low, high], about `most` of them.
  ColourBands(double low, double high, int most = 9);

  /// Which band a value belongs to; the ends take what lies beyond.
  std::size_t band(double value) const;
  std::string_view colour(std::size_t band) const;
  std::size_t count() const { return edges_.size() - 1; }
  /// count() + 1 round numbers.
  const std::vector<double>& edges() const { return edges_; }

 private:
  std::vector<double> edges_;
};

}  // namespace perilune::detail
