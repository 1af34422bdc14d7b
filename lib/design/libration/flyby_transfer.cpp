#include <perilune/design/libration/flyby_transfer.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/propagation/propagator.hpp>

#include "libration/ways_on.hpp"
#include "translunar_flyer.hpp"

namespace perilune {

namespace {

constexpr double pi = 3.14159265358979323846;

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
    const Epoch perilune =
        request.timed ? request.timed->perilune : departure.earliest + departure.time_of_flight;
    const Duration later =
        request.timed ? Duration{} : Duration::hours(30.0 + 2.0 * departure.parking_revolutions);
    const Epoch first = perilune + least;
    const Epoch last = perilune + most + later;
    ask(orbit.begin() <= first && last <= orbit.end(),
        detail::concat("the orbit goes from ", orbit.begin().to_text(TimeScale::utc), " to ",
                       orbit.end().to_text(TimeScale::utc), ", insertions from ",
                       first.to_text(TimeScale::utc), " to ", last.to_text(TimeScale::utc)));
  }
  if (!wrong.empty()) throw InvalidArgument("design_flyby_transfer: " + join(wrong, "; "));
}

/// The departure again, to a perilune of that inclination.
TranslunarTransfer depart(const FlybyTransferRequest& request, Angle inclination, ArrivalBranch branch,
                          const TranslunarOptions& options, const Ephemeris& ephemeris) {
  const auto design = [&](auto asked) {
    asked.inclination = inclination;
    asked.branch = branch;
    return design_translunar(asked, options, ephemeris);
  };
  return request.timed ? design(*request.timed) : design(request.departure);
}

detail::WaySearch search_of(const FlybyTransferRequest& request) {
  return {request.to_insertion_min.seconds(), request.to_insertion_max.seconds(), request.aims, request.times,
          request.most_flown};
}

}  // namespace

FlybyTransfer design_flyby_transfer(const EphemerisOrbit& orbit, const FlybyTransferRequest& request,
                                    const TranslunarOptions& options, const Ephemeris& ephemeris) {
  check(orbit, request);
  FlybyTransfer made;
  made.departure = depart(request, Angle::from_si(0.5 * pi), request.departure.branch, options, ephemeris);
  if (made.departure.status != TranslunarStatus::converged) {
    made.status = made.departure.status == TranslunarStatus::unreachable_moon
                      ? FlybyTransferStatus::unreachable_moon
                      : FlybyTransferStatus::no_departure;
    return made;
  }
  made.status = FlybyTransferStatus::no_way_on;
  const Propagator<StandardForces> full(detail::forces_of(options),
                                        detail::without_record(options.relative_tolerance), ephemeris);
  const detail::WaysOn ways([&](Epoch epoch) { return orbit.at(epoch); }, made.departure.arrival,
                            made.departure.perilune.position_m.norm(), made.departure.perilune.epoch,
                            detail::WayDirection::to_orbit, ephemeris);
  for (const detail::WayOn& way : ways.best(search_of(request))) {
    const ArrivalBranch branch = std::sin(way.angle_rad) > 0.0 ? ArrivalBranch::south : ArrivalBranch::north;
    made.departure = depart(request, ways.inclination(way), branch, options, ephemeris);
    if (made.departure.status == TranslunarStatus::not_converged) continue;
    made.flyby = made.departure.perilune;
    made.flyby.velocity_m_s = way.velocity_m_s;
    const State there = ways.there(way, made.flyby.epoch);
    // The departure's perilune is some kilometres from the conic's: point masses first.
    detail::correct_way(ways.propagator(), made.flyby, there, 1e3, made.insertion);
    made.correction =
        detail::correct_way(full, made.flyby, there, options.position_tolerance_m, made.insertion);
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
