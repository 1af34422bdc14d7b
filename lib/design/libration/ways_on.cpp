#include "libration/ways_on.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include <Eigen/Geometry>

#include <perilune/bodies/constants.hpp>
#include <perilune/design/lambert.hpp>

#include "translunar_flyer.hpp"

namespace perilune::detail {
namespace {

constexpr double pi = 3.14159265358979323846;
constexpr double day_s = 86400.0;

/// The perilune of a hyperbola by its asymptote and the angle of B from T.
PositionVelocity perilune_of(const BPlane& approach, double perilune_m, double angle_rad) {
  const double v2 = approach.v_infinity_m_s * approach.v_infinity_m_s;
  const double e = 1.0 + perilune_m * v2 / mu_moon_m3_s2;
  const double sine = std::sqrt(1.0 - 1.0 / (e * e));
  const Eigen::Vector3d b = std::cos(angle_rad) * approach.t + std::sin(angle_rad) * approach.r;
  const Eigen::Vector3d towards = approach.s / e + sine * b;
  const Eigen::Vector3d along = sine * approach.s - b / e;
  return {perilune_m * towards, std::sqrt(v2 + 2.0 * mu_moon_m3_s2 / perilune_m) * along};
}

bool is_cheaper(const WayOn& a, const WayOn& b) {
  return a.cost_m_s() < b.cost_m_s();
}

}  // namespace

PropagatorOptions without_record(double tolerance) {
  PropagatorOptions made;
  made.relative_tolerance = tolerance;
  made.dense_output = false;
  made.max_steps = 20000;
  return made;
}

CorrectionResult correct_way(const Propagator<StandardForces>& propagator, State& start, const State& there,
                             double tolerance_m, State& end) {
  const Eigen::Vector3d given = start.velocity_m_s;
  const CorrectionFunction function = [&](const Eigen::VectorXd& x) -> std::optional<CorrectionValues> {
    State moved = start;
    moved.velocity_m_s = given + x;
    const Trajectory flown = propagator.propagate(moved, there.epoch);
    if (flown.stop_reason() != StopReason::end_time) return {};
    CorrectionValues values;
    values.residuals = flown.end_state().position_m - there.position_m;
    return values;
  };
  std::vector<CorrectionVariable> variables;
  for (const char* name : {"velocity_x_m_s", "velocity_y_m_s", "velocity_z_m_s"}) {
    variables.push_back(
        {.name = name, .value = 0.0, .scale = 1.0, .most_step = 100.0, .difference_step = 1e-3});
  }
  const CorrectionResult result =
      correct(variables, {{"x_m", tolerance_m}, {"y_m", tolerance_m}, {"z_m", tolerance_m}}, function,
              {.most_iterations = 25});
  start.velocity_m_s = given + Eigen::Vector3d(result.variables);
  if (result.status == CorrectionStatus::converged) {
    end = propagator.propagate(start, there.epoch).end_state();
  }
  return result;
}

WaysOn::WaysOn(std::function<State(Epoch)> orbit, const BPlane& approach, double perilune_m, Epoch perilune,
               WayDirection direction, const Ephemeris& ephemeris)
    : orbit_(std::move(orbit)),
      approach_(approach),
      perilune_m_(perilune_m),
      perilune_(perilune),
      sign_(direction == WayDirection::to_orbit ? 1.0 : -1.0),
      propagator_(fast_forces(), without_record(1e-10), ephemeris) {}

PositionVelocity WaysOn::hyperbola(double angle_rad) const {
  PositionVelocity made = perilune_of(approach_, perilune_m_, angle_rad);
  made.velocity_m_s *= sign_;
  return made;
}

State WaysOn::there(const WayOn& way, Epoch perilune) const {
  return orbit_(perilune + Duration::seconds(sign_ * way.time_s));
}

std::vector<WayOn> WaysOn::candidates(const WaySearch& search) const {
  const auto columns = static_cast<std::size_t>(search.times);
  const auto rows = static_cast<std::size_t>(search.aims);
  std::vector<WayOn> all(rows * columns);
  for (std::size_t k = 0; k < columns; ++k) {
    WayOn way;
    way.time_s = search.least_s +
                 (search.most_s - search.least_s) * static_cast<double>(k) / static_cast<double>(columns - 1);
    const State orbit = there(way, perilune_);
    for (std::size_t i = 0; i < rows; ++i) {
      way.angle_rad = 2.0 * pi * static_cast<double>(i) / static_cast<double>(rows);
      all[i * columns + k] = with_conic(way, orbit);
    }
  }
  std::vector<std::size_t> order(all.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return is_cheaper(all[a], all[b]); });
  std::vector<WayOn> lowest;
  std::vector<bool> beside(all.size(), false);
  constexpr std::size_t reach = 2;  // cells
  for (const std::size_t place : order) {
    if (lowest.size() == static_cast<std::size_t>(search.most_flown) ||
        !std::isfinite(all[place].cost_m_s())) {
      break;
    }
    if (beside[place]) continue;
    lowest.push_back(all[place]);
    const std::size_t row = place / columns, column = place % columns;
    for (std::size_t i = 0; i <= 2 * reach; ++i) {
      const std::size_t other = (row + rows + i - reach) % rows;
      for (std::size_t k = column - std::min(column, reach); k <= std::min(column + reach, columns - 1);
           ++k) {
        beside[other * columns + k] = true;
      }
    }
  }
  return lowest;
}

bool WaysOn::fly(WayOn& way) const {
  const PositionVelocity from = hyperbola(way.angle_rad);
  const State orbit = there(way, perilune_);
  State start{perilune_, moon_centred_icrf, from.position_m, way.velocity_m_s, 1.0};
  State end;
  const CorrectionResult result = correct_way(propagator_, start, orbit, 1e3, end);
  if (result.status != CorrectionStatus::converged) return false;
  way.velocity_m_s = start.velocity_m_s;
  way.perilune_cost_m_s = (start.velocity_m_s - from.velocity_m_s).norm();
  way.orbit_cost_m_s = (orbit.velocity_m_s - end.velocity_m_s).norm();
  return true;
}

template <class Step>
void WaysOn::descend(WayOn& way, double least_s, double most_s, const Step& taken) const {
  double angle_step_rad = 0.06, time_step_s = 0.15 * day_s;
  while (angle_step_rad > 0.002) {
    bool better = false;
    for (const auto& [turns, later] : {std::pair{1.0, 0.0}, {-1.0, 0.0}, {0.0, 1.0}, {0.0, -1.0}}) {
      WayOn next = way;
      next.angle_rad += turns * angle_step_rad;
      next.time_s = std::clamp(next.time_s + later * time_step_s, least_s, most_s);
      if (!taken(next) || !(next.cost_m_s() < way.cost_m_s() - 0.01)) continue;
      way = next;
      better = true;
    }
    if (!better) angle_step_rad *= 0.5, time_step_s *= 0.5;
  }
}

void WaysOn::improve(WayOn& way, double least_s, double most_s) const {
  descend(way, least_s, most_s, [this](WayOn& next) { return fly(next); });
}

WayOn WaysOn::best_conic(const WaySearch& search) const {
  WayOn best;
  for (WayOn& way : candidates(search)) {
    descend(way, search.least_s, search.most_s, [this](WayOn& next) {
      next.perilune_cost_m_s = next.orbit_cost_m_s = INFINITY;
      next = with_conic(next, there(next, perilune_));
      return std::isfinite(next.cost_m_s());
    });
    if (is_cheaper(way, best)) best = way;
  }
  return best;
}

std::vector<WayOn> WaysOn::best(const WaySearch& search) const {
  std::vector<WayOn> flown;
  for (WayOn& way : candidates(search)) {
    if (fly(way)) flown.push_back(way);
  }
  std::sort(flown.begin(), flown.end(), is_cheaper);
  constexpr std::size_t improved = 3;
  if (flown.size() > improved) flown.resize(improved);
  for (WayOn& way : flown) improve(way, search.least_s, search.most_s);
  std::sort(flown.begin(), flown.end(), is_cheaper);
  return flown;
}

Angle WaysOn::inclination(const WayOn& way) const {
  const double cosine = std::cos(way.angle_rad) * std::cos(approach_.declination_rad);
  return Angle::from_si(std::acos(std::clamp(cosine, -1.0, 1.0)));
}

WayOn WaysOn::with_conic(WayOn way, const State& orbit) const {
  const PositionVelocity from = hyperbola(way.angle_rad);
  const bool leads_there = sign_ > 0.0;
  if (from.position_m.normalized().cross(orbit.position_m.normalized()).norm() < 1e-6) return way;
  for (const LambertWay round : {LambertWay::short_way, LambertWay::long_way}) {
    const LambertProblem problem{leads_there ? from.position_m : orbit.position_m,
                                 leads_there ? orbit.position_m : from.position_m, way.time_s, mu_moon_m3_s2};
    const LambertSolution conic = solve_lambert(problem, {.way = round});
    if (conic.status != LambertStatus::converged) continue;
    const Eigen::Vector3d& at_perilune_m_s = leads_there ? conic.v1_m_s : conic.v2_m_s;
    const Eigen::Vector3d& at_orbit_m_s = leads_there ? conic.v2_m_s : conic.v1_m_s;
    const double perilune_cost_m_s = (at_perilune_m_s - from.velocity_m_s).norm();
    const double orbit_cost_m_s = (orbit.velocity_m_s - at_orbit_m_s).norm();
    if (!(perilune_cost_m_s + orbit_cost_m_s < way.cost_m_s())) continue;
    way.perilune_cost_m_s = perilune_cost_m_s;
    way.orbit_cost_m_s = orbit_cost_m_s;
    way.velocity_m_s = at_perilune_m_s;
  }
  return way;
}

}  // namespace perilune::detail
