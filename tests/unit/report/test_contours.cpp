#include "figures/contours.hpp"

#include <cmath>
#include <limits>

#include "support/catch.hpp"

using namespace perilune::detail;

namespace {

template <class Value>
Grid grid_of(std::size_t columns, std::size_t rows, const Value& value) {
  Grid grid{columns, rows, {}};
  for (std::size_t i = 0; i < columns; ++i) {
    for (std::size_t j = 0; j < rows; ++j)
      grid.values.push_back(value(static_cast<double>(i), static_cast<double>(j)));
  }
  return grid;
}

}  // namespace

TEST_CASE("contours: a cone's level is one closed circle", "[report][figures]") {
  const Grid cone = grid_of(41, 41, [](double x, double y) { return std::hypot(x - 20.0, y - 20.0); });
  const auto lines = contour_lines(cone, 12.3);
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].front() == lines[0].back());
  double length = 0.0;
  for (std::size_t k = 0; k < lines[0].size(); ++k) {
    const auto& [x, y] = lines[0][k];
    // Linear between nodes one apart: the error is at most f'' / 8 = 1 / (8 r).
    CHECK(std::abs(std::hypot(x - 20.0, y - 20.0) - 12.3) < 1.0 / (8.0 * 12.3));
    if (k > 0) length += std::hypot(x - lines[0][k - 1].first, y - lines[0][k - 1].second);
  }
  CHECK(std::abs(length / (2.0 * 3.14159265358979 * 12.3) - 1.0) < 0.01);
}

TEST_CASE("contours: a slope has one straight line from side to side", "[report][figures]") {
  const Grid slope = grid_of(9, 6, [](double x, double y) { return 2.0 * x + y; });
  const auto lines = contour_lines(slope, 7.0);
  REQUIRE(lines.size() == 1);
  for (const auto& [x, y] : lines[0]) CHECK(std::abs(2.0 * x + y - 7.0) < 1e-12);
  CHECK(std::min(lines[0].front().second, lines[0].back().second) == 0.0);
  CHECK(std::max(lines[0].front().second, lines[0].back().second) == 5.0);
}

TEST_CASE("contours: both lines of a saddle go the way its middle says", "[report][figures]") {
  for (const double raised : {1.0, -1.0}) {
    // High at two opposite corners; the middle is above the level, or below it.
    const Grid saddle{
        2, 2, {1.0 + raised * 0.5, -1.0 + raised * 0.5, -1.0 + raised * 0.5, 1.0 + raised * 0.5}};
    const auto lines = contour_lines(saddle, 0.0);
    REQUIRE(lines.size() == 2);
    for (const auto& line : lines) {
      REQUIRE(line.size() == 2);
      const double x = (line[0].first + line[1].first) / 2, y = (line[0].second + line[1].second) / 2;
      // A high middle is part of the ridge along x = y: the lines lie off it, and the other way round.
      CHECK((std::abs(x - y) > 0.4) == (raised > 0.0));
    }
  }
}

TEST_CASE("contours: nothing is drawn where there is no value, nor at a level that is nowhere",
          "[report][figures]") {
  Grid slope = grid_of(5, 5, [](double x, double) { return x; });
  CHECK(contour_lines(slope, 9.0).empty());
  for (std::size_t j = 0; j < 5; ++j) slope.values[2 * 5 + j] = std::numeric_limits<double>::quiet_NaN();
  CHECK(contour_lines(slope, 1.5).empty());
  CHECK(contour_lines(slope, 0.5).size() == 1);
}

TEST_CASE("colour bands: round edges hold all values, and each value its band", "[report][figures]") {
  const ColourBands bands(3921.7, 4218.2);
  CHECK(bands.edges().front() <= 3921.7);
  CHECK(bands.edges().back() >= 4218.2);
  CHECK(bands.count() >= 4);
  CHECK(bands.count() <= 12);
  for (double value = 3921.7; value <= 4218.2; value += 7.3) {
    const std::size_t band = bands.band(value);
    CHECK(bands.edges()[band] <= value);
    CHECK(value <= bands.edges()[band + 1]);
  }
  CHECK(bands.band(0.0) == 0);
  CHECK(bands.band(1e9) == bands.count() - 1);
  CHECK(bands.colour(0) != bands.colour(bands.count() - 1));
  CHECK(ColourBands(5.0, 5.0).count() >= 1);
}
