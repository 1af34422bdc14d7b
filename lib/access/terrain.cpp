#include <perilune/access/terrain.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

#include "terrain_model.hpp"

namespace perilune {
namespace {

constexpr double pi = 3.14159265358979323846;
constexpr int most_azimuths = 7200;  // grids grow with their square: 84 MB each with so many
constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

void check(const TerrainHorizonOptions& options) {
  std::string faults;
  const auto fault = [&faults](const auto&... parts) {
    faults += detail::concat(faults.empty() ? "terrain_horizon: " : "\nterrain_horizon: ", parts...);
  };
  if (!(options.height.si() >= 0.0)) fault("height is ", options.height.si(), " m, below 0");
  if (!(options.reach.si() > 0.0)) fault("reach is ", options.reach.si(), " m and has to be above 0");
  if (!(options.radius.si() > 0.0)) fault("radius is ", options.radius.si(), " m and has to be above 0");
  if (!(options.reach.si() <= options.radius.si())) fault("reach is more than the radius of the sphere");
  if (options.azimuths < 8 || options.azimuths > most_azimuths) {
    fault("azimuths is ", options.azimuths, ", and lies between 8 and ", most_azimuths);
  }
  if (!faults.empty()) throw InvalidArgument(faults);
}

void check(const TerrainGrid& grid) {
  const auto side = static_cast<std::size_t>(2 * std::max(grid.half_count, 0) + 1);
  if (grid.half_count < 1 || !(grid.spacing_m > 0.0) || grid.heights_m.size() != side * side) {
    throw InvalidArgument(detail::concat("terrain_horizon: a grid with ", grid.half_count,
                                         " neighbours on a side, ", grid.spacing_m, " m apart, holds ",
                                         grid.heights_m.size(), " heights instead of ", side * side));
  }
}

/// One grid, asked by place.
class Ground {
 public:
  explicit Ground(const TerrainGrid& grid) : grid_(&grid), side_(2 * grid.half_count + 1) {}

  double spacing_m() const { return grid_->spacing_m; }
  /// As far as every direction has four points around.
  double reach_m() const { return grid_->spacing_m * (grid_->half_count - 1); }

  double linear_m(double east_m, double north_m) const {
    const Corner c = corner(east_m, north_m);
    const double low = at(c.row, c.column) * (1.0 - c.right) + at(c.row, c.column + 1) * c.right;
    const double high = at(c.row + 1, c.column) * (1.0 - c.right) + at(c.row + 1, c.column + 1) * c.right;
    return low * (1.0 - c.down) + high * c.down;
  }

  double highest_m(double east_m, double north_m) const {
    const Corner c = corner(east_m, north_m);
    double highest = unknown;
    for (const int row : {c.row, c.row + 1}) {
      for (const int column : {c.column, c.column + 1}) highest = std::fmax(highest, at(row, column));
    }
    return highest;
  }

 private:
  /// The point to the north-west, and how far beyond it.
  struct Corner {
    int row, column;
    double down, right;
  };

  Corner corner(double east_m, double north_m) const {
    const double x = east_m / grid_->spacing_m + grid_->half_count;
    const double y = grid_->half_count - north_m / grid_->spacing_m;
    const int column = std::clamp(static_cast<int>(std::floor(x)), 0, side_ - 2);
    const int row = std::clamp(static_cast<int>(std::floor(y)), 0, side_ - 2);
    return {row, column, y - row, x - column};
  }

  double at(int row, int column) const {
    return grid_->heights_m[static_cast<std::size_t>(row) * static_cast<std::size_t>(side_) +
                            static_cast<std::size_t>(column)];
  }

  const TerrainGrid* grid_;
  int side_;
};

/// Looks along one direction after the other.
class Eye {
 public:
  Eye(std::span<const TerrainGrid> grids, const TerrainHorizonOptions& options)
      : radius_m_(options.radius.si()),
        reach_m_(options.reach.si()),
        between_rad_(2.0 * pi / options.azimuths) {
    for (const TerrainGrid& grid : grids) {
      grounds_.emplace_back(grid);
      for (const float height : grid.heights_m)
        highest_m_ = std::fmax(highest_m_, static_cast<double>(height));
    }
    std::sort(grounds_.begin(), grounds_.end(),
              [](const Ground& a, const Ground& b) { return a.spacing_m() < b.spacing_m(); });
    ground_m_ = grounds_.front().linear_m(0.0, 0.0);
    if (!std::isfinite(ground_m_)) throw DataError("terrain_horizon: the height of the place is unknown");
    eye_m_ = ground_m_ + options.height.si();
  }

  double ground_m() const { return ground_m_; }
  double known_m() const { return known_m_; }

  /// Elevation of the edge in a direction.
  double edge_rad(double azimuth_rad) {
    double edge = -0.5 * pi, known_m = std::numeric_limits<double>::infinity();
    double distance_m = 0.5 * grounds_.front().spacing_m();
    std::size_t at = 0;
    while (true) {
      while (at < grounds_.size() && !is_for(at, distance_m)) ++at;
      if (most_beyond_rad(distance_m) <= edge) break;
      if (at == grounds_.size() || distance_m > reach_m_) {
        known_m = std::min(known_m, distance_m);
        break;
      }
      const Ground& ground = grounds_[at];
      const bool between = distance_m * between_rad_ < ground.spacing_m();
      const double east_m = distance_m * std::sin(azimuth_rad), north_m = distance_m * std::cos(azimuth_rad);
      const double height_m = between ? ground.linear_m(east_m, north_m) : ground.highest_m(east_m, north_m);
      if (std::isnan(height_m)) {
        known_m = std::min(known_m, distance_m);
      } else {
        edge = std::max(edge, elevation_rad(height_m, distance_m));
      }
      distance_m += between ? 0.5 * ground.spacing_m() : ground.spacing_m();
    }
    known_m_ = std::min(known_m_, known_m);
    return edge;
  }

 private:
  /// Whether a grid reaches so far, and its four points about a step reach to the next direction.
  bool is_for(std::size_t ground, double distance_m) const {
    const bool is_coarsest = ground + 1 == grounds_.size();
    return distance_m <= grounds_[ground].reach_m() &&
           (is_coarsest || distance_m * between_rad_ <= 2.0 * grounds_[ground].spacing_m());
  }

  double elevation_rad(double height_m, double distance_m) const {
    const double angle = distance_m / radius_m_, r = radius_m_ + height_m;
    return std::atan2(r * std::cos(angle) - (radius_m_ + eye_m_), r * std::sin(angle));
  }

  /// The highest at which ground at this distance or farther can stand. Seen from above all of it, that is
  /// where the line of sight touches the sphere of the highest ground.
  double most_beyond_rad(double distance_m) const {
    const double cosine = (radius_m_ + highest_m_) / (radius_m_ + eye_m_);
    const double touches_m = cosine < 1.0 ? radius_m_ * std::acos(cosine) : 0.0;
    return elevation_rad(highest_m_, std::max(distance_m, touches_m));
  }

  std::vector<Ground> grounds_;  // the finest first
  double radius_m_, reach_m_, between_rad_;
  double highest_m_ = unknown;
  double ground_m_ = 0.0, eye_m_ = 0.0;
  double known_m_ = std::numeric_limits<double>::infinity();
};

}  // namespace

TerrainHorizon terrain_horizon(std::span<const TerrainGrid> grids, const TerrainHorizonOptions& options) {
  check(options);
  if (grids.empty()) throw InvalidArgument("terrain_horizon: there is no grid");
  for (const TerrainGrid& grid : grids) check(grid);
  Eye eye(grids, options);
  std::vector<HorizonPoint> points;
  for (int i = 0; i < options.azimuths; ++i) {
    const double azimuth_rad = 2.0 * pi * i / options.azimuths;
    points.push_back({azimuth_rad, eye.edge_rad(azimuth_rad)});
  }
  TerrainHorizon made;
  made.mask = HorizonMask::from_points(std::move(points));
  made.ground_m = eye.ground_m();
  made.known_m = eye.known_m();
  return made;
}

TerrainHorizon terrain_horizon(const std::filesystem::path& terrain_model, const SurfacePoint& place,
                               const TerrainHorizonOptions& options) {
  check(options);
  const detail::TerrainModel model(terrain_model, place, options.radius.si());
  // A grid is wanted up to where its points are as far apart as the directions, and a factor of two beyond.
  const double turns = 2.0 * pi / options.azimuths;
  std::vector<TerrainGrid> grids;
  for (double spacing_m = model.spacing_m();; spacing_m *= 2.0) {
    const double wanted_m = std::min(2.0 * spacing_m / turns, options.reach.si());
    grids.push_back(model.grid(spacing_m, static_cast<int>(std::ceil(wanted_m / spacing_m)) + 2));
    if (wanted_m >= options.reach.si()) break;
  }
  return terrain_horizon(grids, options);
}

bool is_gdal_installed() {
  return detail::TerrainModel::can_read();
}

}  // namespace perilune
