#include "reference_orbits.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/core/version.hpp>
#include <perilune/design/translunar.hpp>
#include <perilune/frames/frame.hpp>
#include <perilune/propagation/propagator.hpp>
#include <perilune/propagation/propagator_nd.hpp>

#include "member_text.hpp"

namespace perilune::detail {
namespace {

/// Stretches of an orbit whose phase is given begin so many revolutions after each other, and overlap by as
/// much as a flight needs.
constexpr int revolutions_apart = 8;
const Duration least_overlap = Duration::days(40.0);

template <class Orbit, class Do>
void for_each_member(Orbit& orbit, Do member) {
  const auto state = [&](auto& its) {
    member(its.time_nd);
    for (int i = 0; i < 3; ++i) member(its.position_nd[i]);
    for (int i = 0; i < 3; ++i) member(its.velocity_nd[i]);
  };
  state(orbit.state);
  state(orbit.half);
  for (auto* value : {&orbit.period_nd, &orbit.jacobi_nd, &orbit.stability.first, &orbit.stability.second,
                      &orbit.stability.imaginary, &orbit.closure_nd, &orbit.periapsis_nd, &orbit.apoapsis_nd})
    member(*value);
  member(orbit.symmetry);
}

std::string text_of(const PeriodicOrbit& orbit) {
  MemberWriter writer;
  for_each_member(orbit, [&](const auto& value) { writer(value); });
  return writer.text + "\n";
}

std::optional<PeriodicOrbit> periodic_of(const std::string& text) {
  PeriodicOrbit orbit;
  MemberReader reader(text);
  for_each_member(orbit, [&](auto& value) { reader(value); });
  if (!reader.is_whole()) return std::nullopt;
  return orbit;
}

std::string text_of_nodes(const EphemerisOrbit& orbit) {
  MemberWriter writer;
  writer(orbit.status);
  writer(static_cast<int>(orbit.nodes.size()));
  for (const State& node : orbit.nodes)
    for_each_member_of_state(node, [&](const auto& value) { writer(value); });
  return writer.text + "\n";
}

/// The arcs between the nodes are flown again: the same bytes whether the nodes were found now or earlier.
std::optional<EphemerisOrbit> stretch_of(const std::string& text, const Ephemeris& ephemeris) {
  EphemerisOrbit orbit;
  MemberReader reader(text);
  reader(orbit.status);
  int nodes = 0;
  reader(nodes);
  constexpr int most_nodes = 100'000;
  if (nodes < 0 || nodes > most_nodes) return std::nullopt;
  for (int i = 0; i < nodes; ++i) {
    State& node = orbit.nodes.emplace_back();
    node.frame = moon_centred_icrf;
    for_each_member_of_state(node, [&](auto& value) { reader(value); });
  }
  if (!reader.is_whole()) return std::nullopt;
  if (orbit.status != EphemerisOrbitStatus::converged) return orbit;
  PropagatorOptions how;
  how.relative_tolerance = EphemerisOrbitOptions{}.relative_tolerance;
  how.stop_at_impact = false;
  const Propagator<StandardForces> propagator(translunar_forces(), how, ephemeris);
  for (std::size_t i = 0; i + 1 < orbit.nodes.size(); ++i)
    orbit.arcs.push_back(propagator.propagate(orbit.nodes[i], orbit.nodes[i + 1].epoch));
  return orbit;
}

std::string kernels_of(const Ephemeris& ephemeris) {
  std::string text;
  for (const KernelFile& file : ephemeris.files()) text += concat(" kernel ", file.name, " ", file.sha256);
  return text;
}

}  // namespace

std::string orbit_key(const LibrationOrbit& orbit) {
  return concat("orbit ", to_text(orbit.family),
                orbit.half == OrbitHalf::northern ? " northern " : " southern ", to_text(orbit.measure), " ",
                exact(orbit.size));
}

ReferenceOrbits::ReferenceOrbits(const ContentCache& cache, const Ephemeris& ephemeris)
    : cache_(cache), ephemeris_(ephemeris), model_(earth_moon_cr3bp()) {}

const PeriodicOrbit& ReferenceOrbits::periodic(const LibrationOrbit& orbit) {
  const std::lock_guard lock(mutex_);
  const std::string key = concat("perilune ", version(), " ", orbit_key(orbit));
  const auto known = periodic_.find(key);
  if (known != periodic_.end()) return known->second;
  if (const auto kept = cache_.find("orbit", key)) {
    if (auto found = periodic_of(*kept)) return periodic_[key] = std::move(*found);
  }
  const auto found = sized_orbit(model_, orbit.family, orbit.half, orbit.measure, orbit.size);
  if (!found) {
    throw Error(concat("plan: the family of '", orbit.id, "' has no orbit with the ", to_text(orbit.measure),
                       " that it names"));
  }
  const std::string text = text_of(*found);
  cache_.keep("orbit", key, text);
  return periodic_[key] = periodic_of(text).value();
}

Duration ReferenceOrbits::period(const LibrationOrbit& orbit) {
  return Duration::seconds(mean_period_s(periodic(orbit)));
}

std::function<State(Epoch)> ReferenceOrbits::model(const LibrationOrbit& orbit, Epoch apolune_at) {
  const PeriodicOrbit& its = periodic(orbit);
  const auto once = std::make_shared<const TrajectoryNd>(
      Propagator(model_, {.relative_tolerance = 1e-10}).propagate(its.state, its.period_nd));
  const double period_s = mean_period_s(its), period_nd = its.period_nd, start_nd = its.state.time_nd;
  return [once, period_s, period_nd, start_nd, apolune_at, &ephemeris = ephemeris_](Epoch epoch) {
    const double turns = (epoch - apolune_at).seconds() / period_s;
    const double phase = turns - std::floor(turns);
    return dimensional(once->at(start_nd + phase * period_nd), epoch, moon_centred_icrf, ephemeris);
  };
}

std::shared_ptr<const EphemerisOrbit> ReferenceOrbits::stretch(const LibrationOrbit& orbit, Epoch apolune_at,
                                                               Interval needed) {
  const double period_s = period(orbit).seconds();
  const int apart = orbit.apolune_at ? revolutions_apart : 1;
  const double turns = (needed.from - apolune_at).seconds() / period_s;
  const double begins = std::floor(turns / apart) * apart;
  // The same for all flights, whatever they need, unless one needs more.
  const Duration held = orbit.apolune_at ? std::max(least_overlap, needed.length()) : needed.length();
  const int overlap = static_cast<int>(std::ceil(held.seconds() / period_s));
  return in_full_model(orbit, apolune_at + Duration::seconds(begins * period_s), apart + overlap);
}

std::shared_ptr<const EphemerisOrbit> ReferenceOrbits::in_full_model(const LibrationOrbit& orbit, Epoch start,
                                                                     int revolutions) {
  const std::lock_guard lock(mutex_);
  const PeriodicOrbit& its = periodic(orbit);
  const std::string key =
      concat("perilune ", version(), " ", orbit_key(orbit), " from ", start.nanoseconds_since_j2000(),
             " revolutions ", revolutions, kernels_of(ephemeris_));
  auto& known = stretches_[key];
  if (known) return known;
  if (const auto kept = cache_.find("stretch", key)) {
    if (auto found = stretch_of(*kept, ephemeris_))
      return known = std::make_shared<const EphemerisOrbit>(std::move(*found));
  }
  const std::string text = text_of_nodes(ephemeris_orbit(model_, its, start, revolutions, {}, ephemeris_));
  cache_.keep("stretch", key, text);
  return known = std::make_shared<const EphemerisOrbit>(stretch_of(text, ephemeris_).value());
}

}  // namespace perilune::detail
