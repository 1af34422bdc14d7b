#pragma once

#include <filesystem>
#include <memory>

#include <perilune/access/terrain.hpp>

namespace perilune::detail {

/// A file of heights, read by GDAL, about one place. The library is loaded when the first file is opened.
class TerrainModel {
 public:
  static bool can_read();

  /// @throws DataError
  TerrainModel(const std::filesystem::path& path, const SurfacePoint& place, double radius_m);
  ~TerrainModel();
  TerrainModel(const TerrainModel&) = delete;
  TerrainModel& operator=(const TerrainModel&) = delete;

  /// Between neighbouring heights of the file, at the place.
  double spacing_m() const;

  /// Heights about the place: linear between those of the file, or the highest within a cell of a grid that
  /// is coarser. @throws DataError
  TerrainGrid grid(double spacing_m, int half_count) const;

 private:
  struct File;
  std::unique_ptr<File> file_;
};

}  // namespace perilune::detail
