#include <perilune/design/libration/low_orbit_transfer.hpp>

#include <cmath>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/design/selenographic.hpp>
#include <perilune/design/translunar.hpp>
#include <perilune/propagation/propagator.hpp>

#include "guess_flight.hpp"

namespace perilune {

namespace {

constexpr double degree_rad = 0.017453292519943295;

void check(const EphemerisOrbit& orbit, const LowOrbitTransferRequest& request) {
  std::vector<std::string> wrong;
  if (orbit.status != EphemerisOrbitStatus::converged) wrong.push_back("the orbit did not converge");
  const double altitude_km = request.altitude.in(metre)*1e-3;
  if (!(altitude_km >= 10.0 && altitude_km <= 10e3)) {
    wrong.push_back(detail::concat("altitude ", altitude_km, " km, allowed 10 to 10000 km"));
  }
  const double inclination_rad = request.inclination.value_or(Angle::from_si(1.0)).in(radian);
  if (!(inclination_rad >= 0.0 && inclination_rad <= 180.0 * degree_rad)) {
    wrong.push_back(
        detail::concat("inclination ", inclination_rad / degree_rad, " deg, allowed 0 to 180 deg"));
  }
  if (!wrong.empty()) throw InvalidArgument("design_low_orbit_transfer: " + join(wrong, "; "));
}

}  // namespace

LowOrbitTransfer design_low_orbit_transfer(const EphemerisOrbit& orbit,
                                           const LowOrbitTransferRequest& request,
                                           const EphemerisOrbitOptions& options, const Ephemeris& ephemeris) {
  check(orbit, request);
  const bool down = request.direction == LowOrbitDirection::down;
  const double low_m = moon_radius_m + request.altitude.in(metre);
  LowOrbitTransfer made;
  made.high = orbit.at(request.burn);
  const PropagatorOptions how = detail::guess_flight(options.relative_tolerance);
  Propagator<StandardForces> propagator(options.forces.value_or(translunar_forces()), how, ephemeris);
  propagator.stop_at(perilune_passage());
  const auto moved = [&](const Eigen::VectorXd& x) {
    State state = made.high;
    state.velocity_m_s += x;
    return state;
  };
  const auto perilune_of = [&](const State& state) -> std::optional<State> {
    const Trajectory flown = propagator.propagate(state, Duration::days(down ? 12.0 : -12.0));
    if (flown.stop_reason() != StopReason::event) return {};
    return flown.end_state();
  };
  std::vector<CorrectionConstraint> constraints{{"perilune_m", 10.0}};
  if (request.inclination) constraints.push_back({"inclination_rad", 1e-5});
  const CorrectionFunction function = [&](const Eigen::VectorXd& x) -> std::optional<CorrectionValues> {
    const auto low = perilune_of(moved(x));
    if (!low) return {};
    CorrectionValues values;
    values.residuals.resize(static_cast<Eigen::Index>(constraints.size()));
    values.residuals[0] = low->position_m.norm() - low_m;
    if (request.inclination) {
      values.residuals[1] =
          selenographic_elements(*low, ephemeris).inclination_rad - request.inclination->in(radian);
    }
    return values;
  };
  std::vector<CorrectionVariable> variables;
  for (const char* name : {"velocity_x_m_s", "velocity_y_m_s", "velocity_z_m_s"}) {
    variables.push_back(
        {.name = name, .value = 0.0, .scale = 1.0, .most_step = 30.0, .difference_step = 1e-3});
  }
  made.correction = correct(variables, constraints, function, {.most_iterations = 40});
  made.transfer = moved(made.correction.variables);
  const auto low = perilune_of(made.transfer);
  if (!low) return made;
  made.perilune = *low;
  made.high_delta_v_m_s = made.transfer.velocity_m_s - made.high.velocity_m_s;
  if (!down) made.high_delta_v_m_s = -made.high_delta_v_m_s;
  made.low_delta_v_m_s = low->velocity_m_s.norm() - std::sqrt(mu_moon_m3_s2 / low->position_m.norm());
  made.inclination_rad = selenographic_elements(*low, ephemeris).inclination_rad;
  if (made.correction.status == CorrectionStatus::converged) {
    made.status = LowOrbitTransferStatus::converged;
  }
  return made;
}

LowOrbitTransfer cheapest_low_orbit_transfer(const EphemerisOrbit& orbit, Interval within, int burns,
                                             const LowOrbitTransferRequest& request,
                                             const EphemerisOrbitOptions& options,
                                             const Ephemeris& ephemeris) {
  if (burns < 2 || burns > 1000 || within.empty()) {
    throw InvalidArgument(detail::concat("cheapest_low_orbit_transfer: ", burns, " burns within ",
                                         within.length().seconds(),
                                         " s; 2 to 1000 within a stretch of time can be tried"));
  }
  LowOrbitTransfer best;
  for (int i = 0; i < burns; ++i) {
    LowOrbitTransferRequest each = request;
    each.burn = within.from + Duration::seconds(within.length().seconds() * i / (burns - 1));
    LowOrbitTransfer made = design_low_orbit_transfer(orbit, each, options, ephemeris);
    const bool converged = made.status == LowOrbitTransferStatus::converged;
    if (i > 0 && !converged) continue;
    if (i == 0 || best.status != LowOrbitTransferStatus::converged || made.total_m_s() < best.total_m_s()) {
      best = std::move(made);
    }
  }
  return best;
}

std::string LowOrbitTransfer::report() const {
  std::string text = detail::concat(to_text(status), "\n");
  if (status != LowOrbitTransferStatus::converged) return text + correction.report();
  return text + detail::concat("  burn on the orbit ", transfer.epoch.to_text(TimeScale::utc), ", ",
                               fixed(high_delta_v_m_s.norm(), 2), " m/s\n  perilune ",
                               perilune.epoch.to_text(TimeScale::utc), ", ", fixed(low_delta_v_m_s, 1),
                               " m/s, inclined ", fixed(inclination_rad / degree_rad, 2), " deg\n  total ",
                               fixed(total_m_s(), 1), " m/s, ",
                               fixed(time_of_flight().seconds() / 86400.0, 2), " d\n");
}

std::string_view to_text(LowOrbitTransferStatus status) {
  return status == LowOrbitTransferStatus::converged ? "converged" : "not_converged";
}

}  // namespace perilune
