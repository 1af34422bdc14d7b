#include "lunar_orbit.hpp"

#include <algorithm>
#include <cmath>

#include <Eigen/Geometry>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/text.hpp>
#include <perilune/core/version.hpp>
#include <perilune/design/translunar.hpp>
#include <perilune/dynamics/elements.hpp>
#include <perilune/propagation/propagator.hpp>

#include "member_text.hpp"

namespace perilune::detail {
namespace {

/// Long enough that pieces are few, short enough that little is flown in vain.
const Duration piece = Duration::days(2.0);

struct Apsides {
  double low_m = 0.0;  ///< from the Moon's middle
  double high_m = 0.0;
};

Apsides apsides_of(const State& state) {
  const auto elements = elements_from_state({state.position_m, state.velocity_m_s}, mu_moon_m3_s2);
  return {elements.semi_major_axis_m * (1.0 - elements.eccentricity),
          elements.semi_major_axis_m * (1.0 + elements.eccentricity)};
}

double speed_m_s(double r_m, double one_apsis_m, double other_apsis_m) {
  return std::sqrt(mu_moon_m3_s2 * (2.0 / r_m - 2.0 / (one_apsis_m + other_apsis_m)));
}

/// Along the own orbit at `from` to a turn of the plane at `to`, which is an apsis of the wanted orbit;
/// `kept` and `wanted` are the other apsides of the two.
double two_burns_m_s(double from_m, double kept_m, double to_m, double wanted_m, double angle_rad) {
  const double first = std::abs(speed_m_s(from_m, from_m, to_m) - speed_m_s(from_m, from_m, kept_m));
  const double before = speed_m_s(to_m, to_m, from_m), after = speed_m_s(to_m, to_m, wanted_m);
  return first + std::sqrt(std::max(
                     0.0, before * before + after * after - 2.0 * before * after * std::cos(angle_rad)));
}

}  // namespace

State state_in_orbit(const FlownTransfer& transfer, const LegPlan& capture, std::optional<Length> apolune) {
  if (!transfer.later_burns.empty()) return transfer.later_burns.back().burn.cutoff;
  if (transfer.capture && !apolune) return transfer.capture->cutoff;
  State state = transfer.perilune;
  const double r_m = state.position_m.norm();
  if (!apolune) apolune = capture.apolune;
  const double high_m = apolune ? moon_radius_m + apolune->si() : r_m;
  state.velocity_m_s *= speed_m_s(r_m, r_m, high_m) / state.velocity_m_s.norm();
  return state;
}

std::optional<State> LunarCoast::at(Epoch epoch) {
  const auto covering =
      std::find_if(pieces_.begin(), pieces_.end(), [&](const Trajectory& one) { return one.covers(epoch); });
  if (covering != pieces_.end()) return covering->at(epoch);
  if (!pieces_.empty() && epoch < pieces_.front().begin()) return std::nullopt;
  if (pieces_.empty() && epoch < end_.epoch) return std::nullopt;
  PropagatorOptions how;
  how.relative_tolerance = 1e-12;
  how.max_steps = 100'000'000;
  while (!is_over_ && end_.epoch < epoch) {
    pieces_.push_back(Propagator<StandardForces>(translunar_forces(), how, *ephemeris_)
                          .propagate(end_, end_.epoch + piece));
    end_ = pieces_.back().end_state();
    is_over_ = pieces_.back().stop_reason() != StopReason::end_time;
  }
  if (pieces_.empty()) return end_;
  return pieces_.back().covers(epoch) ? std::optional(pieces_.back().at(epoch)) : std::nullopt;
}

LunarCoast& LunarCoasts::of(const State& begin) {
  return coasts_.try_emplace(key(begin), begin, ephemeris_).first->second;
}

std::string LunarCoasts::key(const State& begin) const {
  MemberWriter writer;
  for_each_member_of_state(begin, [&](const auto& value) { writer(value); });
  std::string text = concat("perilune ", version(), " coast from ", writer.text);
  for (const KernelFile& file : ephemeris_.files())
    text += concat("kernel ", file.name, " ", file.sha256, " ");
  return text;
}

std::optional<State> LunarCoasts::at(const State& begin, Epoch epoch) {
  const std::string its_key = concat(key(begin), "to ", epoch.nanoseconds_since_j2000());
  if (const auto kept = cache_.find("coast", its_key)) {
    if (*kept == "none\n") return std::nullopt;
    State state = begin;
    MemberReader reader(*kept);
    for_each_member_of_state(state, [&](auto& value) { reader(value); });
    if (reader.is_whole()) return state;
  }
  const std::optional<State> found = of(begin).at(epoch);
  MemberWriter writer;
  if (found) for_each_member_of_state(*found, [&](const auto& value) { writer(value); });
  cache_.keep("coast", its_key, found ? writer.text + "\n" : "none\n");
  return found;
}

OrbitMeeting meeting_of(const OrbitPair& pair) {
  const Eigen::Vector3d own = pair.chaser.position_m.cross(pair.chaser.velocity_m_s);
  const Eigen::Vector3d other = pair.target.position_m.cross(pair.target.velocity_m_s);
  const Apsides from = apsides_of(pair.chaser), to = apsides_of(pair.target);
  OrbitMeeting made;
  made.epoch = pair.chaser.epoch;
  made.plane_angle_rad = std::atan2(own.cross(other).norm(), own.dot(other));
  made.perilune_altitude_m = from.low_m - moon_radius_m;
  made.apolune_altitude_m = from.high_m - moon_radius_m;
  made.target_perilune_altitude_m = to.low_m - moon_radius_m;
  made.target_apolune_altitude_m = to.high_m - moon_radius_m;
  made.delta_v_m_s =
      std::min(two_burns_m_s(from.low_m, from.high_m, to.high_m, to.low_m, made.plane_angle_rad),
               two_burns_m_s(from.high_m, from.low_m, to.low_m, to.high_m, made.plane_angle_rad));
  return made;
}

}  // namespace perilune::detail
