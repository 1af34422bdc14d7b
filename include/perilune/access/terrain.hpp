#pragma once

#include <filesystem>
#include <span>
#include <vector>

#include <perilune/access/horizon_mask.hpp>
#include <perilune/frames/site.hpp>
#include <perilune/units/quantity.hpp>

namespace perilune {

/// Heights of the ground about a place, on a square grid in the azimuthal equidistant projection about it: a
/// point stands at its distance along the ground, in its direction.
struct TerrainGrid {
  double spacing_m = 0.0;  ///< between neighbours, east and north
  int half_count = 0;      ///< neighbours on either side of the place: the grid has 2 half_count + 1 rows
  /// Above the sphere; rows from north to south, in each from west to east; NaN where nothing is known.
  std::vector<float> heights_m;
};

struct TerrainHorizonOptions {
  Length height = Length::from_si(2.0);       ///< of the eye above the ground
  Length reach = Length::from_si(150e3);      ///< ground farther away is not looked at
  int azimuths = 1440;                        ///< directions, from north on; 8 to 7200
  Length radius = Length::from_si(1737.4e3);  ///< of the sphere that heights are above
};

/// The horizon of a place as the ground makes it.
struct TerrainHorizon {
  HorizonMask mask;
  double ground_m = 0.0;  ///< height of the ground at the place
  /// Up to where the ground is known in every direction [m]; infinite if nothing beyond could be seen
  /// above what hides it.
  double known_m = 0.0;
};

/// The elevation of the ground's edge in every direction, seen along straight lines over a sphere:
///
///     tan e = ((R + h) cos(s/R) - (R + h_eye)) / ((R + h) sin(s/R))   at the distance s along the ground
///
/// Near the place heights are linear between points of the finest grid. Where the grid is finer than the
/// directions are apart, the highest of the four points about each step counts, so that no peak falls between
/// two directions; what is raised by that is at most two steps of azimuth's worth of its distance.
///
/// @param grids  any number; at each distance the finest is taken that reaches so far and is coarse enough
/// @throws InvalidArgument naming everything that cannot be; DataError if the height at the place is unknown
///
/// Checked in: tests/unit/access/test_terrain.cpp
TerrainHorizon terrain_horizon(std::span<const TerrainGrid> grids, const TerrainHorizonOptions& options = {});

/// The same from a terrain model of the Moon in any form that GDAL reads (GeoTIFF, PDS), with its projection,
/// heights above the sphere of 1737.4 km. The library of GDAL is looked for when this is called; it is not
/// needed otherwise.
///
/// @throws DataError if GDAL is not installed, or saying what is amiss with the file: it cannot be read, has
/// no projection, does not hold the place, or its heights are no metres
TerrainHorizon terrain_horizon(const std::filesystem::path& terrain_model, const SurfacePoint& place,
                               const TerrainHorizonOptions& options = {});

/// Whether terrain models can be read here.
bool is_gdal_installed();

}  // namespace perilune
