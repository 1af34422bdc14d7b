#include <perilune/design/libration/flyby_transfer.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include <Eigen/Geometry>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/design/lambert.hpp>
#include <perilune/propagation/propagator.hpp>

#include "translunar_flyer.hpp"

namespace perilune {

namespace {

constexpr double pi = 3.14159265358979323846;
constexpr double day_s = 86400.0;

void check(const EphemerisOrbit& orbit, const FlybyTransferRequest& request) {
  std::vector<std::string> wrong;
  const auto ask = [&wrong](bool good, const std::string& text) {
    if (!good) wrong.push_back(text);
  };
  const Duration least = request.to_insertion_min, most = request.to_insertion_max;
  ask(least >= Duration::days(0.5) && most <= Duration::days(60.0) && least < most,
      "to_insertion_min " + to_text(least) + " and to_insertion_max " + to_text(most) +
          ", allowed are 0.5 to 60 d in this order");
  ask(request.aims >= 8 && request.aims <= 720, detail::concat("aims ", request.aims, ", allowed 8 to 720"));
  ask(request.times >= 2 && request.times <= 1000,
      detail::concat("times ", request.times, ", allowed 2 to 1000"));
  ask(request.most_flown >= 1 && request.most_flown <= 1000,
      detail::concat("most_flown ", request.most_flown, ", allowed 1 to 1000"));
  if (orbit.status != EphemerisOrbitStatus::converged) {
    wrong.push_back("the orbit did not converge");
  } else {
    // The lift-off is within a sidereal day, the coast within an orbit for each revolution.
    const TranslunarRequest& departure = request.departure;
    const Epoch first = departure.earliest + departure.time_of_flight + least;
    const Epoch last = departure.earliest + departure.time_of_flight + most +
                       Duration::hours(30.0 + 2.0 * departure.parking_revolutions);
    ask(orbit.begin() <= first && last <= orbit.end(),
        detail::concat("the orbit goes from ", orbit.begin().to_text(TimeScale::utc), " to ",
                       orbit.end().to_text(TimeScale::utc), ", insertions from ",
                       first.to_text(TimeScale::utc), " to ", last.to_text(TimeScale::utc)));
  }
  if (!wrong.empty()) throw InvalidArgument("design_flyby_transfer: " + join(wrong, "; "));
}

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

/// A way on: an aim, a time and the velocity that leads from the one to where the orbit is after the other.
struct WayOn {
  double angle_rad = 0.0, time_s = 0.0;
  Eigen::Vector3d velocity_m_s = Eigen::Vector3d::Zero();
  double cost_m_s = INFINITY;
};

PropagatorOptions without_record(double tolerance) {
  PropagatorOptions made;
  made.relative_tolerance = tolerance;
  made.dense_output = false;
  made.max_steps = 20000;
  return made;
}

/// Changes the velocity of `start` until the flight comes to the place of `there` at its epoch.
/// @param end  the state in which it comes there
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

class WaysOn {
 public:
  WaysOn(const EphemerisOrbit& orbit, const BPlane& approach, double perilune_m, Epoch perilune,
         const Ephemeris& ephemeris)
      : orbit_(orbit),
        approach_(approach),
        perilune_m_(perilune_m),
        perilune_(perilune),
        propagator_(detail::fast_forces(), without_record(1e-10), ephemeris) {}

  /// The cheapest by conics, of which no two are neighbours.
  std::vector<WayOn> candidates(const FlybyTransferRequest& request) const {
    const double first_s = request.to_insertion_min.seconds(), last_s = request.to_insertion_max.seconds();
    const auto columns = static_cast<std::size_t>(request.times);
    const auto rows = static_cast<std::size_t>(request.aims);
    std::vector<WayOn> all(rows * columns);
    for (std::size_t i = 0; i < rows; ++i) {
      for (std::size_t k = 0; k < columns; ++k) {
        WayOn& way = all[i * columns + k];
        way.angle_rad = 2.0 * pi * static_cast<double>(i) / static_cast<double>(rows);
        way.time_s = first_s + (last_s - first_s) * static_cast<double>(k) / static_cast<double>(columns - 1);
        take_conic(way);
      }
    }
    std::vector<std::size_t> order(all.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return all[a].cost_m_s < all[b].cost_m_s; });
    std::vector<WayOn> lowest;
    std::vector<bool> beside(all.size(), false);
    constexpr std::size_t reach = 2;  // cells
    for (const std::size_t place : order) {
      if (lowest.size() == static_cast<std::size_t>(request.most_flown) ||
          !std::isfinite(all[place].cost_m_s)) {
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

  /// Flown with point masses, from the velocity that it has.
  bool fly(WayOn& way) const {
    const PositionVelocity from = perilune_of(approach_, perilune_m_, way.angle_rad);
    const State there = orbit_.at(perilune_ + Duration::seconds(way.time_s));
    State start{perilune_, moon_centred_icrf, from.position_m, way.velocity_m_s, 1.0};
    State end;
    const CorrectionResult result = correct_way(propagator_, start, there, 1e3, end);
    if (result.status != CorrectionStatus::converged) return false;
    way.velocity_m_s = start.velocity_m_s;
    way.cost_m_s =
        (start.velocity_m_s - from.velocity_m_s).norm() + (there.velocity_m_s - end.velocity_m_s).norm();
    return true;
  }

  /// Changes aim and time as long as that makes it cheaper.
  void improve(WayOn& way, double least_s, double most_s) const {
    double angle_step_rad = 0.06, time_step_s = 0.15 * day_s;
    while (angle_step_rad > 0.002) {
      bool better = false;
      for (const auto& [turns, later] : {std::pair{1.0, 0.0}, {-1.0, 0.0}, {0.0, 1.0}, {0.0, -1.0}}) {
        WayOn next = way;
        next.angle_rad += turns * angle_step_rad;
        next.time_s = std::clamp(next.time_s + later * time_step_s, least_s, most_s);
        if (!fly(next) || !(next.cost_m_s < way.cost_m_s - 0.01)) continue;
        way = next;
        better = true;
      }
      if (!better) angle_step_rad *= 0.5, time_step_s *= 0.5;
    }
  }

  /// Of the flight to a way's perilune, to the Moon's equator.
  Angle inclination(const WayOn& way) const {
    const double cosine = std::cos(way.angle_rad) * std::cos(approach_.declination_rad);
    return Angle::from_si(std::acos(std::clamp(cosine, -1.0, 1.0)));
  }

  const Propagator<StandardForces>& propagator() const { return propagator_; }

 private:
  void take_conic(WayOn& way) const {
    const PositionVelocity from = perilune_of(approach_, perilune_m_, way.angle_rad);
    const State there = orbit_.at(perilune_ + Duration::seconds(way.time_s));
    for (const LambertWay round : {LambertWay::short_way, LambertWay::long_way}) {
      const LambertProblem problem{from.position_m, there.position_m, way.time_s, mu_moon_m3_s2};
      if (from.position_m.normalized().cross(there.position_m.normalized()).norm() < 1e-6) continue;
      const LambertSolution conic = solve_lambert(problem, {.way = round});
      if (conic.status != LambertStatus::converged) continue;
      const double cost_m_s =
          (conic.v1_m_s - from.velocity_m_s).norm() + (there.velocity_m_s - conic.v2_m_s).norm();
      if (cost_m_s < way.cost_m_s) way.cost_m_s = cost_m_s, way.velocity_m_s = conic.v1_m_s;
    }
  }

  const EphemerisOrbit& orbit_;
  const BPlane& approach_;
  double perilune_m_;
  Epoch perilune_;
  Propagator<StandardForces> propagator_;
};

}  // namespace

FlybyTransfer design_flyby_transfer(const EphemerisOrbit& orbit, const FlybyTransferRequest& request,
                                    const TranslunarOptions& options, const Ephemeris& ephemeris) {
  check(orbit, request);
  FlybyTransfer made;
  TranslunarRequest departure = request.departure;
  departure.inclination = Angle::from_si(0.5 * pi);
  made.departure = design_translunar(departure, options, ephemeris);
  if (made.departure.status != TranslunarStatus::converged) {
    made.status = made.departure.status == TranslunarStatus::unreachable_moon
                      ? FlybyTransferStatus::unreachable_moon
                      : FlybyTransferStatus::no_departure;
    return made;
  }
  made.status = FlybyTransferStatus::no_way_on;
  const double perilune_m = made.departure.perilune.position_m.norm();
  const BPlane approach = made.departure.arrival;
  const Propagator<StandardForces> full(detail::forces_of(options),
                                        without_record(options.relative_tolerance), ephemeris);
  const WaysOn ways(orbit, approach, perilune_m, made.departure.perilune.epoch, ephemeris);
  std::vector<WayOn> flown;
  for (WayOn& way : ways.candidates(request)) {
    if (ways.fly(way)) flown.push_back(way);
  }
  if (flown.empty()) return made;
  const auto cheaper = [](const WayOn& a, const WayOn& b) { return a.cost_m_s < b.cost_m_s; };
  std::sort(flown.begin(), flown.end(), cheaper);
  constexpr std::size_t improved = 3;
  if (flown.size() > improved) flown.resize(improved);
  for (WayOn& way : flown) {
    ways.improve(way, request.to_insertion_min.seconds(), request.to_insertion_max.seconds());
  }
  std::sort(flown.begin(), flown.end(), cheaper);
  for (const WayOn& way : flown) {
    departure.inclination = ways.inclination(way);
    departure.branch = std::sin(way.angle_rad) > 0.0 ? ArrivalBranch::south : ArrivalBranch::north;
    made.departure = design_translunar(departure, options, ephemeris);
    if (made.departure.status == TranslunarStatus::not_converged) continue;
    made.flyby = made.departure.perilune;
    made.flyby.velocity_m_s = way.velocity_m_s;
    const State there = orbit.at(made.flyby.epoch + Duration::seconds(way.time_s));
    // The departure's perilune is some kilometres from the conic's: point masses first.
    correct_way(ways.propagator(), made.flyby, there, 1e3, made.insertion);
    made.correction = correct_way(full, made.flyby, there, options.position_tolerance_m, made.insertion);
    if (made.correction.status != CorrectionStatus::converged) continue;
    made.flyby_delta_v_m_s = made.flyby.velocity_m_s - made.departure.perilune.velocity_m_s;
    made.insertion_delta_v_m_s = there.velocity_m_s - made.insertion.velocity_m_s;
    made.status = FlybyTransferStatus::converged;
    return made;
  }
  return made;
}

FlybyTransfer cheapest_flyby_transfer(const EphemerisOrbit& orbit, Interval lift_off,
                                      const std::vector<Duration>& times_of_flight,
                                      const FlybyTransferRequest& request, ThreadPool& pool,
                                      const TranslunarOptions& options, const Ephemeris& ephemeris) {
  constexpr double most_days = 1000.0;
  if (lift_off.empty() || lift_off.length() > Duration::days(most_days) || times_of_flight.empty()) {
    throw InvalidArgument(detail::concat("cheapest_flyby_transfer: lift-offs within ",
                                         to_text(lift_off.length()), ", ", times_of_flight.size(),
                                         " times of flight; more than none within 1000 d can be tried"));
  }
  std::vector<FlybyTransferRequest> all;
  for (Epoch day = lift_off.from; day < lift_off.to; day += Duration::days(1.0)) {
    for (const DailyOpportunity opportunity : {DailyOpportunity::northbound, DailyOpportunity::southbound}) {
      for (const Duration time : times_of_flight) {
        all.push_back(request);
        all.back().departure.earliest = day;
        all.back().departure.opportunity = opportunity;
        all.back().departure.time_of_flight = time;
      }
    }
  }
  std::vector<FlybyTransfer> made(all.size());
  pool.for_each(all.size(), [&](std::size_t i, int) {
    made[i] = design_flyby_transfer(orbit, all[i], options, ephemeris);
  });
  const auto better = [&](const FlybyTransfer& a, const FlybyTransfer& b) {
    const auto cost_m_s = [&](const FlybyTransfer& one) {
      const bool in_time =
          one.status == FlybyTransferStatus::converged && one.departure.lift_off < lift_off.to;
      return in_time ? one.departure.injection_delta_v_m_s + one.total_m_s() : INFINITY;
    };
    return cost_m_s(a) < cost_m_s(b);
  };
  return *std::min_element(made.begin(), made.end(), better);
}

FlybyFlight fly(const FlybyTransfer& transfer, const TranslunarOptions& options, const Ephemeris& ephemeris) {
  if (transfer.status != FlybyTransferStatus::converged) {
    throw InvalidArgument("fly: the flyby transfer is " + std::string(to_text(transfer.status)));
  }
  TranslunarFlight first = fly(transfer.departure, options, ephemeris);
  PropagatorOptions how;
  how.relative_tolerance = options.relative_tolerance;
  const Propagator<StandardForces> propagator(detail::forces_of(options), how, ephemeris);
  State leaving = first.transfer.end_state().in(moon_centred_icrf, ephemeris);
  leaving.velocity_m_s += transfer.flyby_delta_v_m_s;
  return {std::move(first.coast), std::move(first.transfer),
          propagator.propagate(leaving, transfer.insertion.epoch)};
}

std::string FlybyTransfer::report() const {
  std::string text = detail::concat(to_text(status), "\n", departure.report());
  if (status == FlybyTransferStatus::no_way_on) return text + correction.report();
  if (status != FlybyTransferStatus::converged) return text;
  return text + detail::concat("  flyby burn ", flyby.epoch.to_text(TimeScale::utc), ", ",
                               fixed(flyby_delta_v_m_s.norm(), 1), " m/s\n  insertion ",
                               insertion.epoch.to_text(TimeScale::utc), ", ",
                               fixed(insertion_delta_v_m_s.norm(), 1), " m/s, ",
                               fixed(insertion.position_m.norm() * 1e-3, 0), " km from the Moon\n  total ",
                               fixed(total_m_s(), 1), " m/s, ", fixed(time_of_flight().days(), 2), " d\n");
}

std::string_view to_text(FlybyTransferStatus status) {
  switch (status) {
    case FlybyTransferStatus::converged:
      return "converged";
    case FlybyTransferStatus::unreachable_moon:
      return "unreachable_moon";
    case FlybyTransferStatus::no_departure:
      return "no_departure";
    default:
      return "no_way_on";
  }
}

}  // namespace perilune
