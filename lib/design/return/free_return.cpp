#include <perilune/design/return/free_return.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

#include <Eigen/Geometry>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/design/return/entry.hpp>
#include <perilune/design/translunar.hpp>
#include <perilune/dynamics/cr3bp.hpp>
#include <perilune/frames/earth_moon_axes.hpp>
#include <perilune/frames/earth_orientation.hpp>
#include <perilune/propagation/propagator.hpp>
#include <perilune/propagation/propagator_nd.hpp>

namespace perilune {
namespace {

constexpr double degree_rad = 0.017453292519943295;
constexpr double longest_leg_s = 12.0 * 86400.0;

struct Wanted {
  double perilune_m = 0.0;  // radii
  double departure_m = 0.0;
  double entry_m = 0.0;
  double entry_angle_rad = 0.0;
};

Wanted checked(const FreeReturnRequest& request) {
  std::string wrong;
  const auto ask = [&wrong](bool good, const std::string& text) {
    if (!good) wrong += (wrong.empty() ? "" : "; ") + text;
  };
  const double perilune_km = request.perilune_altitude.in(metre)*1e-3;
  const double departure_km = request.departure_altitude.in(metre)*1e-3;
  const double entry_km = request.entry_altitude.in(metre)*1e-3;
  const double angle_deg = request.entry_angle.in(radian) / degree_rad;
  const double tilt_deg = request.tilt.in(radian) / degree_rad;
  ask(perilune_km >= 20.0 && perilune_km <= 30e3,
      detail::concat("perilune_altitude ", perilune_km, " km, and 20 to 30000 km can be flown"));
  ask(departure_km >= 100.0 && departure_km <= 50e3,
      detail::concat("departure_altitude ", departure_km, " km, allowed 100 to 50000 km"));
  ask(entry_km >= 50.0 && entry_km <= 1000.0,
      detail::concat("entry_altitude ", entry_km, " km, allowed 50 to 1000 km"));
  ask(angle_deg >= -45.0 && angle_deg <= -0.1,
      detail::concat("entry_angle ", angle_deg, " deg, allowed -45 to -0.1 deg"));
  ask(std::abs(tilt_deg) <= 30.0, detail::concat("tilt ", tilt_deg, " deg, allowed -30 to 30 deg"));
  if (!wrong.empty()) throw InvalidArgument("design_free_return: " + wrong);
  return {moon_radius_m + perilune_km * 1e3, earth_radius_m + departure_km * 1e3,
          earth_radius_m + entry_km * 1e3, request.entry_angle.in(radian)};
}

/// Speed at the perilune relative to the Moon, at which the symmetric flight of the three-body problem has
/// the wanted perigee.
double symmetric_speed_m_s(const Wanted& wanted, double length_m) {
  Cr3bp model = earth_moon_cr3bp();
  model.time_s *= std::pow(length_m / model.length_m, 1.5);
  model.length_m = length_m;
  const double mu = model.mass_ratio_nd;
  const double speed_unit_m_s = model.length_m / model.time_s;
  const Eigen::Vector3d at_earth(-mu, 0.0, 0.0);
  Propagator propagator(model, {.relative_tolerance = 1e-10, .dense_output = false});
  propagator.stop_at(apsis_nd(at_earth, CrossingDirection::rising));
  const double r_nd = wanted.perilune_m / length_m;
  // Angular momentum about the Earth at the perigee, less that of the wanted perigee: it rises through zero
  // as the flight turns from backward to forward, and is smooth.
  const auto defect = [&](double speed_m_s) {
    // In axes that turn, the velocity is less by omega x r; the flight goes against the Moon's motion.
    const StateNd start{0.0, {1.0 - mu + r_nd, 0.0, 0.0}, {0.0, -speed_m_s / speed_unit_m_s - r_nd, 0.0}};
    const StateNd perigee = propagator.propagate(start, 3.0).end_state();
    const Eigen::Vector3d r = perigee.position_nd - at_earth;
    const Eigen::Vector3d v = perigee.velocity_nd + Eigen::Vector3d(-r.y(), r.x(), 0.0);
    const double momentum = r.x() * v.y() - r.y() * v.x();
    return momentum - std::sqrt(2.0 * (1.0 - mu) * wanted.departure_m / length_m);
  };
  const double escape_m_s = std::sqrt(2.0 * mu_moon_m3_s2 / wanted.perilune_m);
  const auto speed_of = [&](double v_infinity_m_s) { return std::hypot(v_infinity_m_s, escape_m_s); };
  constexpr double step_m_s = 25.0;
  double low = 500.0, f_low = defect(speed_of(low));
  for (double high = low + step_m_s; high < 3000.0; high += step_m_s) {
    const double f_high = defect(speed_of(high));
    if ((f_low > 0.0) != (f_high > 0.0) && std::abs(f_high - f_low) < 0.3) {
      for (int i = 0; i < 40; ++i) {
        const double middle = 0.5 * (low + high);
        ((defect(speed_of(middle)) > 0.0) == (f_low > 0.0) ? low : high) = middle;
      }
      return speed_of(0.5 * (low + high));
    }
    low = high;
    f_low = f_high;
  }
  return speed_of(1000.0);
}

double flight_path_angle_rad(const State& state) {
  return std::asin(state.position_m.normalized().dot(state.velocity_m_s.normalized()));
}

class Flyer {
 public:
  Flyer(const FreeReturnRequest& request, const Wanted& wanted, const FreeReturnOptions& options,
        const Ephemeris& ephemeris)
      : request_(request),
        wanted_(wanted),
        to_icrf_(earth_moon_rotating_from_icrf(request.perilune, ephemeris).R.transpose()),
        forces_(options.forces.value_or(translunar_forces())),
        ephemeris_(ephemeris) {
    how_.relative_tolerance = options.relative_tolerance;
    how_.dense_output = false;
    how_.stop_at_impact = false;  // a guess may graze the Earth
  }

  /// @param longitude_rad  of the perilune from the line Earth to Moon, as the Moon moves
  State perilune(double speed_m_s, double longitude_rad) const {
    const Eigen::Vector3d out(std::cos(longitude_rad), std::sin(longitude_rad), 0.0);
    const Eigen::Vector3d along(std::sin(longitude_rad), -std::cos(longitude_rad), 0.0);
    const double tilt = request_.tilt.in(radian);
    const Eigen::Vector3d direction = std::cos(tilt) * along + std::sin(tilt) * Eigen::Vector3d::UnitZ();
    return {request_.perilune, moon_centred_icrf, to_icrf_ * (wanted_.perilune_m * out),
            to_icrf_ * (speed_m_s * direction), 1.0};
  }

  /// The perigee before or after a perilune, as seen from the Earth. Nothing if it does not come.
  std::optional<State> perigee(const State& perilune, double sense) {
    ++flights;
    Propagator<StandardForces> propagator(forces_, how_, ephemeris_);
    propagator.stop_at(perigee_passage());
    const Trajectory flown = propagator.propagate(perilune, Duration::seconds(sense * longest_leg_s));
    if (flown.stop_reason() != StopReason::event) return std::nullopt;
    return flown.end_state().in(earth_centred_icrf, ephemeris_);
  }

  std::optional<State> entry(const State& perilune) {
    ++flights;
    Propagator<StandardForces> propagator(forces_, how_, ephemeris_);
    propagator.stop_at(altitude_crossing(earth, request_.entry_altitude, CrossingDirection::falling));
    const Trajectory flown = propagator.propagate(perilune, Duration::seconds(longest_leg_s));
    if (flown.stop_reason() != StopReason::event) return std::nullopt;
    return flown.end_state().in(earth_centred_icrf, ephemeris_);
  }

  int flights = 0;

 private:
  const FreeReturnRequest& request_;
  const Wanted& wanted_;
  Eigen::Matrix3d to_icrf_;
  StandardForces forces_;
  Ephemeris ephemeris_;
  PropagatorOptions how_;
};

void describe(FreeReturn& made, const Wanted& wanted, const Ephemeris& ephemeris) {
  const double r_m = made.injection.position_m.norm();
  made.injection_delta_v_m_s = made.injection.velocity_m_s.norm() - std::sqrt(mu_earth_m3_s2 / r_m);
  const Eigen::Vector3d pole = quick_itrf_from_icrf_matrix(made.injection.epoch).row(2).transpose();
  const Eigen::Vector3d normal = made.injection.position_m.cross(made.injection.velocity_m_s).normalized();
  made.departure_inclination_rad = std::acos(std::clamp(normal.dot(pole), -1.0, 1.0));
  made.entry_angle_rad = flight_path_angle_rad(made.entry);
  made.entry_speed_m_s = made.entry.velocity_m_s.norm();
  const State turning = made.entry.in(earth_fixed, ephemeris);
  made.entry_speed_itrf_m_s = turning.velocity_m_s.norm();
  made.entry_latitude_rad = std::asin(turning.position_m.z() / wanted.entry_m);
  made.entry_longitude_rad = std::atan2(turning.position_m.y(), turning.position_m.x());
}

}  // namespace

FreeReturn design_free_return(const FreeReturnRequest& request, const FreeReturnOptions& options,
                              const Ephemeris& ephemeris) {
  const Wanted wanted = checked(request);
  Flyer flyer(request, wanted, options, ephemeris);
  const double length_m = earth_moon_units(request.perilune, ephemeris).length_m;
  const double guess_m_s = symmetric_speed_m_s(wanted, length_m);

  // Far from a solution the perigee is the smooth target; at it, the angle where the flight comes down.
  FreeReturn made;
  double correction_m = 0.0;  // of the perigee for entry: what is no conic between the two
  const auto function = [&](const Eigen::VectorXd& x) -> std::optional<CorrectionValues> {
    const State perilune = flyer.perilune(x[0], x[1]);
    const auto before = flyer.perigee(perilune, -1.0);
    const auto after = flyer.perigee(perilune, 1.0);
    if (!before || !after) return std::nullopt;
    CorrectionValues values;
    values.residuals.resize(2);
    values.residuals[0] = before->position_m.norm() - wanted.departure_m;
    values.residuals[1] = after->position_m.norm() -
                          perigee_for_entry_m(*after, wanted.entry_m, wanted.entry_angle_rad) - correction_m;
    return values;
  };
  std::vector<CorrectionVariable> variables{{.name = "perilune_speed_m_s",
                                             .value = guess_m_s,
                                             .scale = 1.0,
                                             .most_step = 20.0,
                                             .difference_step = 1e-3},
                                            {.name = "perilune_longitude_rad",
                                             .value = 0.0,
                                             .scale = 1e-3,
                                             .most_step = 0.02,
                                             .difference_step = 1e-6}};
  const std::vector<CorrectionConstraint> constraints{{"departure_perigee_m", 1.0}, {"entry_perigee_m", 1.0}};
  for (int round = 0; round < 4; ++round) {
    made.correction = correct(variables, constraints, function, {.most_iterations = 60});
    for (std::size_t i = 0; i < 2; ++i)
      variables[i].value = made.correction.variables[static_cast<Eigen::Index>(i)];
    made.perilune = flyer.perilune(variables[0].value, variables[1].value);
    if (made.correction.status != CorrectionStatus::converged) break;
    const auto before = flyer.perigee(made.perilune, -1.0);
    const auto entry = flyer.entry(made.perilune);
    if (!before || !entry) break;
    made.injection = *before;
    made.entry = *entry;
    describe(made, wanted, ephemeris);
    const double angle_off_rad = made.entry_angle_rad - wanted.entry_angle_rad;
    if (std::abs(angle_off_rad) < 1e-5) {
      made.status = FreeReturnStatus::converged;
      break;
    }
    // d(perigee)/d(angle) of a near-parabola: r_p = r cos^2(angle).
    correction_m += wanted.entry_m * std::sin(2.0 * wanted.entry_angle_rad) * angle_off_rad;
  }
  made.flights = flyer.flights;
  return made;
}

Trajectory fly(const FreeReturn& flight, const FreeReturnOptions& options, const Ephemeris& ephemeris) {
  PropagatorOptions how;
  how.relative_tolerance = options.relative_tolerance;
  const Propagator<StandardForces> propagator(options.forces.value_or(translunar_forces()), how, ephemeris);
  return propagator.propagate(flight.injection, flight.entry.epoch);
}

std::string FreeReturn::report() const {
  const auto degrees = [](double rad) { return detail::concat(rad / degree_rad, " deg"); };
  std::string text = detail::concat(to_text(status), "\n");
  if (status != FreeReturnStatus::converged) return text + correction.report();
  return text + detail::concat("  injection ", injection.epoch.to_text(TimeScale::utc), ", ",
                               injection_delta_v_m_s, " m/s, inclined ", degrees(departure_inclination_rad),
                               "\n  perilune ", perilune.epoch.to_text(TimeScale::utc), ", entry ",
                               entry.epoch.to_text(TimeScale::utc), " at ", degrees(entry_angle_rad), ", ",
                               entry_speed_m_s, " m/s, latitude ", degrees(entry_latitude_rad),
                               ", longitude ", degrees(entry_longitude_rad), "\n  round trip ",
                               round_trip().seconds() / 86400.0, " d\n");
}

std::string_view to_text(FreeReturnStatus status) {
  return status == FreeReturnStatus::converged ? "converged" : "not_converged";
}

}  // namespace perilune
