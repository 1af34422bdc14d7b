#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <deque>
#include <limits>
#include <memory>
#include <mutex>
#include <vector>

#include <perilune/dynamics/environment_source.hpp>
#include <perilune/dynamics/standard_forces.hpp>

#include "kernels/shared_steps.hpp"

namespace perilune::detail {

/// How a nominal is flown, and what its members are held to.
struct NominalPathOptions {
  double relative_tolerance = 1e-12;
  double absolute_position_m = 0.0;
  double absolute_velocity_m_s = 0.0;
  double margin = 10.0;  ///< the nominal's own steps are made for a tolerance that much smaller
  int most_halvings = 3;
  std::int64_t max_steps = 100'000;
  double max_step_s = std::numeric_limits<double>::infinity();
  bool watch_impacts = true;
};

/// The flight of a nominal under point masses with RKN12(10) and step control, and all of it that the members
/// of an ensemble share: the steps, where the bodies are at every stage, what the distant ones do there.
class NominalPath {
 public:
  /// @param forces  point masses alone, bound to `layout`
  /// @param source  of the same layout
  /// @param y       position [m] and velocity [m/s] at the start
  /// @param end_s   seconds from the start to the end, either way; within what the ephemeris covers
  NominalPath(const StandardForces& forces, const EnvironmentLayout& layout, EnvironmentSource source,
              const double (&y)[6], double end_s, const NominalPathOptions& options,
              const SharedKernels& kernels);
  NominalPath(const NominalPath&) = delete;
  NominalPath& operator=(const NominalPath&) = delete;

  /// Whether the nominal got to the end. If not, nobody can share its steps.
  bool complete() const { return complete_; }
  const SharedPath& shared() const { return shared_; }
  const double (&end() const)[6] { return end_; }
  std::int64_t rejected_steps() const { return rejected_; }

 private:
  static constexpr int stages = SharedPath::stages;
  using Place = std::array<double, 3>;

  struct Body {
    BodyId id;
    double mu_m3_s2;
    int place;  // in the layout; of no meaning for the centre
    bool central;
  };
  /// How far from the nominal the series of pulls are good: the least over bodies and stages, before the
  /// roots.
  struct SeriesReach {
    double distance_m = std::numeric_limits<double>::infinity();
    double first_square = std::numeric_limits<double>::infinity();
    double second_cube = std::numeric_limits<double>::infinity();

    double first_m() const { return std::min(std::sqrt(first_square), 0.01 * distance_m); }
    double second_m() const { return std::min(std::cbrt(second_cube), 0.01 * distance_m); }
    void shorten(const SeriesReach& other) {
      distance_m = std::min(distance_m, other.distance_m);
      first_square = std::min(first_square, other.first_square);
      second_cube = std::min(second_cube, other.second_cube);
    }
  };
  /// A step as it was flown: where the bodies and the nominal were at its stages.
  struct Flown {
    double t = 0.0, h = 0.0;
    double y0[6] = {}, y1[6] = {};
    double a1[3] = {};
    double error = 0.0;                        // over what is allowed to the nominal
    std::array<Place, stages> places;          // of the nominal, by stage
    std::array<double, stages> accelerations;  // sizes, by stage [m/s^2]
    std::array<Place, stages> center_accelerations;
    std::vector<Place> bodies;       // by stage, then body
    std::vector<SeriesReach> reach;  // by body; of a step that was kept
  };
  /// Rows and other numbers that a SharedStep points to.
  struct Kept {
    std::vector<double> rows, pulls, watched;
  };

  Flown fly_step(double t, double h, const double (&y)[6], const double (&a)[3]);
  void accelerate(const Flown& step, int stage, const double* r, double (&a)[3]) const;
  bool fly_all(const double (&y)[6], double end_s);
  void sort_bodies();
  SharedStep made_step(const Flown& flown);
  void add_distant(const Flown& flown, Kept& kept);
  void find_reach(Flown& flown) const;
  double clear_m(const Flown& flown) const;
  const SharedStep* parts(int step, int halvings);

  NominalPathOptions options_;
  const SharedKernels& kernels_;
  EnvironmentSource source_;
  std::vector<Body> bodies_;
  bool has_series_ = false;  // body 0 is the centre, body 1 is near, the others are distant
  std::vector<std::size_t> watched_;
  std::vector<double> radii_m_, mu_m3_s2_;
  std::vector<Environment<double>> environments_;
  std::vector<Flown> flown_;
  double end_[6] = {};
  bool complete_ = false;
  std::int64_t rejected_ = 0;

  std::deque<Kept> kept_;
  std::vector<double> offsets_m_;  // scratch of add_distant
  std::vector<SharedStep> whole_;
  static constexpr int deepest = 6;
  struct Parts {
    std::vector<SharedStep> of[deepest];
    std::once_flag made[deepest];
  };
  std::vector<std::unique_ptr<Parts>> parts_;
  std::mutex mutex_;  // of source_, kept_ and offsets_m_, once members fly
  SharedPath shared_;
};

}  // namespace perilune::detail
