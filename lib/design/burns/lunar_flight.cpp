#include <perilune/design/burns/lunar_flight.hpp>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/propagation/propagator.hpp>

namespace perilune {

namespace {

constexpr Duration before_perilune = Duration::hours(6.0);

const StandardForces& forces_of(const TranslunarOptions& options) {
  return options.forces ? *options.forces : translunar_forces();
}

void leave_stage(FlightPlan& plan, const TranslunarTransfer& transfer, const LunarArrival& arrival) {
  const double left_kg = transfer.injection.mass_kg - arrival.mass.si();
  if (!(left_kg >= 0.0) || !(arrival.mass.si() > 0.0)) {
    throw InvalidArgument(detail::concat(
        "design_lunar_flight: the injection leaves ", fixed(transfer.injection.mass_kg, 1),
        " kg, and the craft is to weigh ", fixed(arrival.mass.si(), 1),
        " kg. Its mass lies above 0 and within what is left: give the stage more, or the craft less"));
  }
  if (left_kg == 0.0) return;
  plan.manoeuvres.push_back(MassDrop{.name = "separation",
                                     .start = transfer.injection.epoch + arrival.separation_after,
                                     .mass = Mass::from_si(left_kg)});
}

template <class Request>
LunarFlight design(const Request& request, const LunarArrival& arrival, const TranslunarOptions& options,
                   const Ephemeris& ephemeris) {
  LunarFlight flight;
  flight.wanted_burns = static_cast<int>(arrival.burns.size());
  flight.transfer = design_translunar(request, options, ephemeris);
  if (flight.transfer.status != TranslunarStatus::converged) return flight;
  flight.plan = flight_plan(flight.transfer);
  if (request.stage) {
    leave_stage(flight.plan, flight.transfer, arrival);
  } else {
    flight.plan.start.mass_kg = arrival.mass.si();
  }
  if (arrival.burns.empty()) return flight;
  FlightPlan approach = flight.plan;
  approach.end = flight.transfer.perilune.epoch - before_perilune;
  State before = fly(approach, options, ephemeris).end_state();
  OrbitBurnOptions how;
  how.forces = options.forces;
  how.relative_tolerance = options.relative_tolerance;
  for (const LunarBurn& wanted : arrival.burns) {
    OrbitBurnRequest burn;
    burn.name = wanted.name;
    burn.before = before;
    burn.place = wanted.place;
    burn.passage = wanted.passage;
    burn.engine = arrival.engine;
    burn.periapsis_altitude = wanted.periapsis_altitude;
    burn.apoapsis_altitude = wanted.apoapsis_altitude;
    burn.inclination = wanted.inclination;
    flight.burns.push_back(design_orbit_burn(burn, how, ephemeris));
    const OrbitBurn& found = flight.burns.back();
    if (found.status != OrbitBurnStatus::converged) return flight;
    flight.plan.manoeuvres.push_back(found.burn);
    flight.plan.end = found.cutoff.epoch;
    before = found.cutoff;
  }
  return flight;
}

}  // namespace

LunarFlight design_lunar_flight(const TranslunarRequest& request, const LunarArrival& arrival,
                                const TranslunarOptions& options, const Ephemeris& ephemeris) {
  return design(request, arrival, options, ephemeris);
}

LunarFlight design_lunar_flight(const TimedTranslunarRequest& request, const LunarArrival& arrival,
                                const TranslunarOptions& options, const Ephemeris& ephemeris) {
  return design(request, arrival, options, ephemeris);
}

FlightPlan flight_plan(const TranslunarTransfer& transfer) {
  FlightPlan plan{transfer.insertion, {}, transfer.perilune.epoch};
  if (transfer.injection_burn) {
    plan.manoeuvres.push_back(*transfer.injection_burn);
  } else {
    plan.manoeuvres.push_back(Impulse{.name = "translunar injection",
                                      .start = transfer.injection.epoch,
                                      .delta_v = Speed::from_si(transfer.injection_delta_v_m_s),
                                      .steering = steered_in_vnc({1.0, 0.0, 0.0}, earth)});
  }
  return plan;
}

Trajectory fly(const FlightPlan& plan, const TranslunarOptions& options, const Ephemeris& ephemeris) {
  PropagatorOptions how;
  how.relative_tolerance = options.relative_tolerance;
  Propagator<StandardForces> propagator(forces_of(options), how, ephemeris);
  for (const Manoeuvre& manoeuvre : plan.manoeuvres) propagator.add_manoeuvre(manoeuvre);
  return propagator.propagate(plan.start, plan.end);
}

bool LunarFlight::converged() const {
  return transfer.status == TranslunarStatus::converged && static_cast<int>(burns.size()) == wanted_burns &&
         (burns.empty() || burns.back().status == OrbitBurnStatus::converged);
}

double LunarFlight::loss_m_s() const {
  double loss_m_s = transfer.injection_loss_m_s;
  for (const OrbitBurn& burn : burns) loss_m_s += burn.loss_m_s();
  return loss_m_s;
}

std::string LunarFlight::report() const {
  std::string text = transfer.report();
  for (const OrbitBurn& burn : burns) text += burn.report();
  return text;
}

}  // namespace perilune
