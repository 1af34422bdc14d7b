#include <perilune/design/libration/flyby_return.hpp>

#include <algorithm>
#include <cmath>

#include <Eigen/Geometry>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/design/translunar.hpp>
#include <perilune/frames/earth_orientation.hpp>
#include <perilune/frames/moon_axes.hpp>
#include <perilune/propagation/propagator.hpp>

#include "libration/ways_on.hpp"
#include "return/return_conic.hpp"

namespace perilune {
namespace {

constexpr double pi = 3.14159265358979323846;

void check(const FlybyReturnRequest& request, const char* who) {
  std::vector<std::string> wrong;
  const Duration least = request.to_perilune_min, most = request.to_perilune_max;
  if (least < Duration::days(0.25) || most > Duration::days(60.0) || most <= least)
    wrong.push_back("to_perilune_min " + to_text(least) + " and to_perilune_max " + to_text(most) +
                    ", allowed are 0.25 to 60 d in this order");
  if (request.aims < 8 || request.aims > 720)
    wrong.push_back(detail::concat("aims ", request.aims, ", allowed 8 to 720"));
  if (request.times < 2 || request.times > 1000)
    wrong.push_back(detail::concat("times ", request.times, ", allowed 2 to 1000"));
  if (request.most_flown < 1 || request.most_flown > 1000)
    wrong.push_back(detail::concat("most_flown ", request.most_flown, ", allowed 1 to 1000"));
  if (!wrong.empty()) throw InvalidArgument(detail::concat(who, ": ", join(wrong, "; ")));
}

Eigen::Vector3d pole_at(Epoch epoch, const Ephemeris& ephemeris) {
  return moon_me_from_icrf(epoch, ephemeris).R.row(2).transpose();
}

double perilune_m(const FlybyReturnRequest& request) {
  return moon_radius_m + request.home.any_orbit.perilune_altitude.si();
}

detail::WaySearch search_of(const FlybyReturnRequest& request) {
  return {request.to_perilune_min.seconds(), request.to_perilune_max.seconds(), request.aims, request.times,
          request.most_flown};
}

/// From a perilune of that inclination, which may be chosen.
ReturnFlight go_home(const FlybyReturnRequest& request, Angle inclination, ArrivalBranch branch,
                     const ReturnOptions& options, const Ephemeris& ephemeris) {
  ReturnRequest asked = request.home;
  asked.orbit.reset();
  asked.engine.reset();
  asked.any_orbit.apolune_altitude.reset();
  asked.any_orbit.inclination = inclination;
  asked.any_orbit.branch = branch;
  return design_return(asked, options, ephemeris);
}

/// The way from the orbit down to the perilune that a flight home leaves from.
bool come_down(const detail::WaysOn& ways, const detail::WayOn& way, const Propagator<StandardForces>& full,
               FlybyReturn& made) {
  constexpr double tolerance_m = 1.0;
  made.perilune = made.home.departure;
  made.perilune.velocity_m_s = way.velocity_m_s;
  const State there = ways.there(way, made.perilune.epoch);
  detail::correct_way(ways.propagator(), made.perilune, there, 1e3, made.departure);
  made.correction = detail::correct_way(full, made.perilune, there, tolerance_m, made.departure);
  if (made.correction.status != CorrectionStatus::converged) return false;
  made.departure_delta_v_m_s = made.departure.velocity_m_s - there.velocity_m_s;
  made.flyby_delta_v_m_s = made.home.departure.velocity_m_s - made.perilune.velocity_m_s;
  made.status = FlybyReturnStatus::converged;
  return true;
}

}  // namespace

FlybyReturn design_flyby_return(const EphemerisOrbit& orbit, const FlybyReturnRequest& request,
                                const ReturnOptions& options, const Ephemeris& ephemeris) {
  check(request, "design_flyby_return");
  if (orbit.status != EphemerisOrbitStatus::converged)
    throw InvalidArgument("design_flyby_return: the orbit did not converge");
  const Epoch first = request.home.departure - request.to_perilune_max, last = request.home.departure;
  if (first < orbit.begin() || last - request.to_perilune_min > orbit.end()) {
    throw InvalidArgument(detail::concat(
        "design_flyby_return: the orbit goes from ", orbit.begin().to_text(TimeScale::utc), " to ",
        orbit.end().to_text(TimeScale::utc), ", first burns from ", first.to_text(TimeScale::utc)));
  }
  FlybyReturn made;
  made.home = go_home(request, Angle::from_si(0.5 * pi), ArrivalBranch::north, options, ephemeris);
  if (made.home.status != ReturnStatus::converged) return made;
  const State& leaving = made.home.departure;
  const auto approach =
      b_plane({leaving.position_m, -leaving.velocity_m_s}, mu_moon_m3_s2, pole_at(leaving.epoch, ephemeris));
  if (!approach) return made;
  made.status = FlybyReturnStatus::no_way_down;
  const StandardForces& forces = options.forces ? *options.forces : translunar_forces();
  const Propagator<StandardForces> full(forces, detail::without_record(options.relative_tolerance),
                                        ephemeris);
  const detail::WaysOn ways([&](Epoch epoch) { return orbit.at(epoch); }, *approach,
                            leaving.position_m.norm(), leaving.epoch, detail::WayDirection::from_orbit,
                            ephemeris);
  for (const detail::WayOn& way : ways.best(search_of(request))) {
    // The B-plane is that of the motion reversed.
    const Angle inclination = Angle::from_si(pi - ways.inclination(way).si());
    const ArrivalBranch branch = std::sin(way.angle_rad) > 0.0 ? ArrivalBranch::south : ArrivalBranch::north;
    made.home = go_home(request, inclination, branch, options, ephemeris);
    const bool leaves = made.home.status == ReturnStatus::converged ||
                        made.home.status == ReturnStatus::unreachable_inclination;
    if (leaves && come_down(ways, way, full, made)) return made;
  }
  return made;
}

std::optional<FlybyReturnEstimate> estimate_flyby_return(const FlybyReturnRequest& request,
                                                         const std::function<State(Epoch)>& orbit,
                                                         const Ephemeris& ephemeris) {
  check(request, "estimate_flyby_return");
  const ReturnRequest& home = request.home;
  const PositionVelocity moon_then = ephemeris.state_m(moon, earth, home.departure);
  Epoch landing = home.departure + home.time_of_flight + home.entry.duration;
  detail::ReturnConic conic;
  constexpr int rounds = 3;  // the flight that comes to the site takes up to half a day more or less
  for (int i = 0; i < rounds; ++i) {
    const double flight_s = (landing - home.departure - home.entry.duration).seconds();
    conic = detail::return_conic(moon_then, flight_s, perilune_m(request), home.site.place, home.entry,
                                 home.direction, landing, quick_itrf_from_icrf_matrix(landing));
    landing = conic.landing;
  }
  if (conic.unreachable_by_rad > 0.0 || !(conic.v_infinity_m_s.norm() > 0.0)) return std::nullopt;
  BPlane approach;
  const Eigen::Vector3d pole = pole_at(home.departure, ephemeris);
  approach.v_infinity_m_s = conic.v_infinity_m_s.norm();
  approach.s = -conic.v_infinity_m_s.normalized();
  approach.t = approach.s.cross(pole).normalized();
  approach.r = approach.s.cross(approach.t);
  approach.declination_rad = std::asin(std::clamp(approach.s.dot(pole), -1.0, 1.0));
  const detail::WaysOn ways(orbit, approach, perilune_m(request), home.departure,
                            detail::WayDirection::from_orbit, ephemeris);
  detail::WaySearch search = search_of(request);
  search.aims = std::min(search.aims, 16);
  search.times = std::min(search.times, 11);
  search.most_flown = 2;
  const detail::WayOn best = ways.best_conic(search);
  if (!std::isfinite(best.cost_m_s())) return std::nullopt;
  return FlybyReturnEstimate{best.orbit_cost_m_s, best.perilune_cost_m_s, Duration::seconds(best.time_s),
                             landing};
}

Trajectory fly(const FlybyReturn& flight, const ReturnOptions& options, const Ephemeris& ephemeris) {
  if (flight.status != FlybyReturnStatus::converged)
    throw InvalidArgument("fly: the flyby return is " + std::string(to_text(flight.status)));
  PropagatorOptions how;
  how.relative_tolerance = options.relative_tolerance;
  Propagator<StandardForces> propagator(options.forces ? *options.forces : translunar_forces(), how,
                                        ephemeris);
  const auto add = [&](const char* name, Epoch epoch, const Eigen::Vector3d& delta_v_m_s) {
    if (!(delta_v_m_s.norm() > 0.0)) return;
    propagator.add_manoeuvre(Impulse{.name = name,
                                     .start = epoch,
                                     .delta_v = Speed::from_si(delta_v_m_s.norm()),
                                     .steering = steered_inertially(delta_v_m_s.normalized())});
  };
  add("departure", flight.departure.epoch, flight.departure_delta_v_m_s);
  add("flyby", flight.perilune.epoch, flight.flyby_delta_v_m_s);
  State start = flight.departure;
  start.velocity_m_s -= flight.departure_delta_v_m_s;
  return propagator.propagate(start, flight.home.entry.epoch);
}

std::string FlybyReturn::report() const {
  std::string text = detail::concat(to_text(status), "\n");
  if (status == FlybyReturnStatus::no_way_home) return text + home.report();
  if (status != FlybyReturnStatus::converged) return text + correction.report();
  return text + detail::concat("  departure ", departure.epoch.to_text(TimeScale::utc), ", ",
                               fixed(departure_delta_v_m_s.norm(), 1), " m/s, ",
                               fixed(departure.position_m.norm() * 1e-3, 0),
                               " km from the Moon\n  flyby burn ", perilune.epoch.to_text(TimeScale::utc),
                               ", ", fixed(flyby_delta_v_m_s.norm(), 1), " m/s\n  entry ",
                               home.entry.epoch.to_text(TimeScale::utc), ", landing ",
                               home.landing.to_text(TimeScale::utc), "\n  total ", fixed(total_m_s(), 1),
                               " m/s, ", fixed(time_of_flight().days(), 2), " d to the entry\n");
}

std::string_view to_text(FlybyReturnStatus status) {
  switch (status) {
    case FlybyReturnStatus::converged:
      return "converged";
    case FlybyReturnStatus::no_way_home:
      return "no_way_home";
    default:
      return "no_way_down";
  }
}

}  // namespace perilune
