// Where bodies are and how they are turned at several instants, compiled once for each instruction set.
// Nothing here may be shared with other files but plain data.
#pragma once

#include <perilune/core/isa.hpp>

namespace perilune::detail {

/// A Chebyshev series of three components over a granule.
struct SeriesTask {
  const double* coefficients;  // those of the first component, of the second, of the third
  int count;
  double middle_s;  // elapsed seconds of TDB
  double per_half_length;
};

/// How a body's position is put together: sums of series, those of the centre taken away.
struct ChainTask {
  const unsigned char* up;
  int up_count;
  const unsigned char* down;
  int down_count;
};

/// A cubic through four nodes one spacing apart, used between the middle ones.
struct NodesTask {
  const double* values;  // 4 nodes of 3 numbers
  double first_s;        // elapsed seconds of TT at the first
  double per_spacing;
};

struct EarthAxesTask {
  NodesTask nodes;  // X, Y, s
  double start_angle_rad;
  double rate_rad_s;
  const double* polar_motion;  // rows of W
};

struct WorldTask {
  /// TDB less TT gained since the start: d0 + s (change + (1 - s) (bend0 (1 - s) + bend1 s)), with s from 0
  /// to 1 over the interval.
  double drift_from_s, drift_per_spacing, drift, drift_change, drift_bend0, drift_bend1;

  const SeriesTask* series;
  int series_count;
  const ChainTask* bodies;
  int body_count;
  const SeriesTask* moon_angles;    // null if they are not wanted
  const NodesTask* earth_pole;      // null likewise
  const EarthAxesTask* earth_axes;  // null likewise
};

/// Results by rows of numbers for each instant; row i begins at out + i * stride, stride at least `count`
/// rounded up to 8: x, y, z of each body [m], then of what is wanted the Earth's pole (3), its axes (9: x, y,
/// z of each), the Moon's axes (9).
using WorldKernel = void (*)(const WorldTask& task, const double* elapsed_s, int count, double* out,
                             int stride);

namespace baseline {
void world(const WorldTask& task, const double* elapsed_s, int count, double* out, int stride);
}
namespace avx2 {
void world(const WorldTask& task, const double* elapsed_s, int count, double* out, int stride);
}
namespace avx512 {
void world(const WorldTask& task, const double* elapsed_s, int count, double* out, int stride);
}

}  // namespace perilune::detail
