#include <perilune/design/libration/station_keeping.hpp>

#include <algorithm>
#include <cmath>

#include <Eigen/Geometry>

#include <perilune/core/error.hpp>
#include <perilune/core/philox.hpp>
#include <perilune/core/text.hpp>
#include <perilune/design/translunar.hpp>
#include <perilune/frames/earth_moon_axes.hpp>
#include <perilune/propagation/propagator.hpp>

namespace perilune {

namespace {

/// Passages of the reference: where it is farthest, and how it crosses at its nearest.
struct Passages {
  std::vector<Epoch> apoapses;
  std::vector<Epoch> periapses;
  std::vector<double> crossing_m_s;  // x of the velocity in rotating axes, at the periapses
};

class Keeper {
 public:
  Keeper(const EphemerisOrbit& reference, const StationKeeping& how, const EphemerisOrbitOptions& options,
         const Ephemeris& ephemeris)
      : reference_(reference),
        how_(how),
        forces_(options.forces.value_or(translunar_forces())),
        ephemeris_(ephemeris) {
    flight_.relative_tolerance = 1e-10;
    flight_.dense_output = false;
    // Gaps of the reference are far below its errors: each arc tells its own passages.
    Propagator<StandardForces> propagator(forces_, flight_, ephemeris);
    propagator.add_event(perilune_passage()).add_event(apolune_passage());
    for (std::size_t i = 0; i + 1 < reference.nodes.size(); ++i) {
      const Trajectory flown = propagator.propagate(reference.nodes[i], reference.nodes[i + 1].epoch);
      for (const EventRecord& event : flown.events()) {
        if (event.kind == Event::Kind::apoapsis) passages_.apoapses.push_back(event.epoch);
        if (event.kind != Event::Kind::periapsis) continue;
        passages_.periapses.push_back(event.epoch);
        passages_.crossing_m_s.push_back(crossing_m_s(event.state));
      }
    }
  }

  const Passages& passages() const { return passages_; }

  StationKeepingSample keep(std::size_t revolutions, std::uint64_t member) const {
    RandomStream draws(how_.seed, member, stream_purpose("station-keeping"));
    const auto some = [&draws](double sigma) {
      return Eigen::Vector3d(sigma * draws.normal(), sigma * draws.normal(), sigma * draws.normal());
    };
    StationKeepingSample sample;
    State at = reference_.at(passages_.apoapses.front());
    for (std::size_t k = 0; k < revolutions; ++k) {
      const Epoch now = passages_.apoapses[k];
      if (k > 0) at = on_to(at, now, some(how_.disturbance.in(unit::metre_per_second)));
      const State wanted = reference_.at(now);
      sample.farthest_m = std::max(sample.farthest_m, (at.position_m - wanted.position_m).norm());
      if (sample.farthest_m > 0.1 * wanted.position_m.norm()) return sample;
      State known = at;
      known.position_m += some(how_.navigation_position.in(metre));
      known.velocity_m_s += some(how_.navigation_velocity.in(unit::metre_per_second));
      Eigen::Vector3d burn = burn_m_s(known);
      const double size = burn.norm();
      const double magnitude = 1.0 + how_.execution_magnitude * draws.normal();
      const Eigen::Vector3d aside = some(how_.execution_direction.in(radian));
      if (!(size > how_.least_burn.in(unit::metre_per_second))) continue;
      burn = magnitude * (burn + burn.cross(aside));
      at.velocity_m_s += burn;
      ++sample.burns;
      sample.total_m_s += burn.norm();
      sample.largest_m_s = std::max(sample.largest_m_s, burn.norm());
    }
    sample.kept = true;
    return sample;
  }

 private:
  double crossing_m_s(const State& state) const {
    const State rotating = state.in(earth_moon_rotating, ephemeris_);
    return rotating.velocity_m_s.x();
  }

  /// To the next apoapsis of the reference, with a push at the periapsis.
  State on_to(const State& from, Epoch until, const Eigen::Vector3d& push_m_s) const {
    Propagator<StandardForces> propagator(forces_, flight_, ephemeris_);
    propagator.stop_at(perilune_passage());
    State low = propagator.propagate(from, until).end_state();
    low.velocity_m_s += push_m_s;
    return low.epoch < until
               ? Propagator<StandardForces>(forces_, flight_, ephemeris_).propagate(low, until).end_state()
               : low;
  }

  /// How the crossing some revolutions on differs from the reference's; nothing if it does not come.
  std::optional<double> miss_m_s(const State& start) const {
    // The reference's periapsis of that time: the first ones are counted from the start itself.
    const auto first = std::upper_bound(passages_.periapses.begin(), passages_.periapses.end(), start.epoch);
    const auto index = static_cast<std::size_t>(first - passages_.periapses.begin()) +
                       static_cast<std::size_t>(how_.horizon_revolutions);
    if (index >= passages_.periapses.size()) return {};
    Propagator<StandardForces> propagator(forces_, flight_, ephemeris_);
    propagator.stop_at(nth(how_.horizon_revolutions + 1, perilune_passage()));
    const Trajectory flown = propagator.propagate(start, passages_.periapses[index] + Duration::days(3.0));
    if (flown.stop_reason() != StopReason::event) return {};
    return crossing_m_s(flown.end_state()) - passages_.crossing_m_s[index];
  }

  Eigen::Vector3d burn_m_s(const State& known) const {
    Eigen::Vector3d burn = Eigen::Vector3d::Zero();
    State start = known;
    std::optional<double> miss = miss_m_s(start);
    constexpr double step_m_s = 1e-4, good_m_s = 0.05;
    for (int i = 0; i < 6 && miss && std::abs(*miss) > good_m_s; ++i) {
      Eigen::Vector3d gradient;
      for (int axis = 0; axis < 3; ++axis) {
        State beside = start;
        beside.velocity_m_s[axis] += step_m_s;
        const auto there = miss_m_s(beside);
        if (!there) return burn;
        gradient[axis] = (*there - *miss) / step_m_s;
      }
      const Eigen::Vector3d full = -*miss * gradient / gradient.squaredNorm();
      bool better = false;
      for (double factor = 1.0; factor > 0.05 && !better; factor *= 0.5) {
        State moved = known;
        moved.velocity_m_s += burn + factor * full;
        const auto there = miss_m_s(moved);
        if (!there || !(std::abs(*there) < std::abs(*miss))) continue;
        better = true;
        burn += factor * full;
        start = moved;
        miss = there;
      }
      if (!better) break;
    }
    return burn;
  }

  const EphemerisOrbit& reference_;
  const StationKeeping& how_;
  StandardForces forces_;
  const Ephemeris& ephemeris_;
  PropagatorOptions flight_;
  Passages passages_;
};

}  // namespace

StationKeepingCost station_keeping_cost(const EphemerisOrbit& reference, const StationKeeping& how,
                                        ThreadPool& pool, const EphemerisOrbitOptions& options,
                                        const Ephemeris& ephemeris) {
  std::vector<std::string> wrong;
  if (reference.status != EphemerisOrbitStatus::converged) wrong.push_back("the orbit did not converge");
  if (how.samples < 1 || how.samples > 10'000) {
    wrong.push_back(detail::concat("samples is ", how.samples, ", allowed are 1 to 10000"));
  }
  if (how.horizon_revolutions < 1 || how.horizon_revolutions > 20) {
    wrong.push_back(
        detail::concat("horizon_revolutions is ", how.horizon_revolutions, ", allowed are 1 to 20"));
  }
  for (const double sigma :
       {how.navigation_position.in(metre), how.navigation_velocity.in(unit::metre_per_second),
        how.execution_magnitude, how.execution_direction.in(radian),
        how.disturbance.in(unit::metre_per_second), how.least_burn.in(unit::metre_per_second)}) {
    if (!(sigma >= 0.0)) wrong.push_back(detail::concat("an error or a least burn is ", sigma, ", below 0"));
  }
  if (!wrong.empty()) throw InvalidArgument("station_keeping_cost: " + join(wrong, "; "));
  const Keeper keeper(reference, how, options, ephemeris);
  const std::size_t passes = keeper.passages().apoapses.size();
  const auto horizon = static_cast<std::size_t>(how.horizon_revolutions) + 2;
  const std::size_t most = passes > horizon ? passes - horizon : 0;
  const auto wanted = how.revolutions == 0 ? most : static_cast<std::size_t>(std::max(0, how.revolutions));
  if (wanted == 0 || wanted > most) {
    throw InvalidArgument(detail::concat("station_keeping_cost: ", wanted,
                                         " revolutions are to be kept, and ", most,
                                         " are there before the last horizon of the orbit"));
  }
  StationKeepingCost cost;
  cost.samples.resize(static_cast<std::size_t>(how.samples));
  pool.for_each(cost.samples.size(), [&](std::size_t i, int) { cost.samples[i] = keeper.keep(wanted, i); });
  cost.kept = keeper.passages().apoapses[wanted - 1] - keeper.passages().apoapses.front();
  const double years = std::max(1e-9, cost.kept.days() / 365.25);
  double sum = 0.0;
  for (const StationKeepingSample& sample : cost.samples) {
    if (!sample.kept) {
      ++cost.lost;
      continue;
    }
    sum += sample.total_m_s / years;
    cost.largest_m_s_per_year = std::max(cost.largest_m_s_per_year, sample.total_m_s / years);
  }
  const int kept = how.samples - cost.lost;
  if (kept > 0) cost.mean_m_s_per_year = sum / kept;
  return cost;
}

}  // namespace perilune
