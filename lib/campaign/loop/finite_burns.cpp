#include "finite_burns.hpp"

#include <algorithm>
#include <cmath>

#include <perilune/design/burns/lunar_flight.hpp>

#include "mass_budget.hpp"

namespace perilune::detail {
namespace {

/// The last stage in the parking orbit, full enough for the injection of what it carries.
std::optional<InjectionStage> stage_of(const Launcher* launcher, double payload_kg, double delta_v_m_s) {
  if (!launcher || !launcher->stage_thrust || !launcher->stage_dry_mass || !launcher->stage_exhaust_speed) {
    return std::nullopt;
  }
  const double exhaust_m_s = launcher->stage_exhaust_speed->si();
  const double after_kg = payload_kg + launcher->stage_dry_mass->si();
  if (!(after_kg > 0.0)) return std::nullopt;
  return InjectionStage{{*launcher->stage_thrust, Duration::seconds(exhaust_m_s / standard_gravity_m_s2)},
                        Mass::from_si(after_kg * std::exp(delta_v_m_s / exhaust_m_s))};
}

std::optional<Engine> engine_of(const LegPlan& leg, const Catalog& catalog) {
  const Craft* craft = catalog.find_craft(leg.by.id);
  if (!craft || !craft->thrust || !craft->specific_impulse) return std::nullopt;
  return Engine{*craft->thrust, *craft->specific_impulse};
}

/// A burn from the orbit that another one led to.
OrbitBurnRequest burn_after(const OrbitBurn& before, const LegPlan& leg) {
  OrbitBurnRequest request;
  request.before = before.cutoff;
  const bool at_apolune = leg.at == LunarApsis::apolune;
  request.place = at_apolune ? BurnPlace::apoapsis : BurnPlace::periapsis;
  request.passage = *leg.passage;
  const Length here = Length::from_si(at_apolune ? before.apoapsis_altitude_m : before.periapsis_altitude_m);
  const std::optional<Length>& wanted = at_apolune ? leg.orbit_perilune : leg.apolune;
  if (wanted) {
    (at_apolune ? request.periapsis_altitude : request.apoapsis_altitude) = *wanted;
  } else {
    request.periapsis_altitude = request.apoapsis_altitude = here;  // circular
  }
  return request;
}

void take_burn(FlownLeg& leg, const OrbitBurn& burn) {
  leg.delta_v_m_s = burn.delta_v_m_s;
  leg.loss_m_s = burn.loss_m_s();
  leg.is_computed = true;
  if (burn.status != OrbitBurnStatus::converged) {
    leg.failure = std::string(to_text(burn.status));
    return;
  }
  leg.burn = Interval{burn.ignition.epoch, burn.cutoff.epoch};
}

/// The burn at the perilune is the transfer's, the insertion the capture's; without one the transfer's too.
void take_flyby(const DesignedLegs& legs, std::size_t i, const FlownFlyby& flyby, FlownLeg& leg) {
  if (i == legs.transfer) {
    leg.delta_v_m_s += flyby.flyby_delta_v_m_s.norm();
    if (!legs.capture) leg.delta_v_m_s += flyby.insertion_delta_v_m_s.norm();
    leg.is_computed = true;
  } else if (legs.capture && i == *legs.capture) {
    leg.delta_v_m_s += flyby.insertion_delta_v_m_s.norm();
    leg.is_computed = true;
  }
}

std::optional<double> cost_of(const std::vector<FlownLowOrbit>& known, std::size_t leg) {
  for (const FlownLowOrbit& one : known)
    if (one.leg == leg) return one.flight.total_m_s();
  return std::nullopt;
}

std::optional<double> cost_of(const std::vector<OrbitMeeting>& known, std::size_t leg) {
  for (const OrbitMeeting& one : known)
    if (one.leg == leg) return one.delta_v_m_s;
  return std::nullopt;
}

/// @param cost_m_s  none: it is not known yet
void take_onward(FlownLeg& leg, const LegPlan& plan, std::optional<double> cost_m_s) {
  leg.delta_v_m_s += cost_m_s.value_or(plan.most_delta_v.value_or(Speed{}).si());
  leg.is_computed = cost_m_s.has_value();
}

/// The capture and the burns after it, with the masses of the legs, up to the first that fails.
void fly_lunar_burns(const Scenario& scenario, const DesignedMission& designed,
                     const std::vector<FlownLeg>& legs, const State& approach, FlownTransfer& flown,
                     const Ephemeris& ephemeris) {
  const MissionPlan& plan = *designed.plan;
  const auto burn = [&](std::size_t leg, OrbitBurnRequest request) -> std::optional<OrbitBurn> {
    const std::optional<Engine> engine = engine_of(plan.legs[leg], scenario.catalog);
    if (!engine) return std::nullopt;
    request.name = legs[leg].activity;
    request.before.mass_kg = legs[leg].mass_before_kg;
    request.engine = *engine;
    return design_orbit_burn(request, {}, ephemeris);
  };
  const std::size_t first = *designed.legs.capture;
  const Length perilune = designed.profile.perilune_altitude;
  OrbitBurnRequest capture;
  capture.before = approach;
  capture.periapsis_altitude = std::min(plan.legs[first].apolune.value_or(perilune), perilune);
  capture.apoapsis_altitude = plan.legs[first].apolune.value_or(perilune);
  capture.inclination = designed.profile.inclination;
  flown.capture = burn(first, capture);
  flown.later_burns.clear();
  std::optional<OrbitBurn> before = flown.capture;
  for (const std::size_t leg : designed.legs.later_burns) {
    if (!before || before->status != OrbitBurnStatus::converged) return;
    before = burn(leg, burn_after(*before, plan.legs[leg]));
    if (before) flown.later_burns.push_back({leg, *before});
  }
}

}  // namespace

std::vector<FlownLeg> flown_legs(const Mission& mission, const DesignedMission& designed,
                                 const FlownTransfer& transfer, const OnwardFlights& onward) {
  const MissionPlan& plan = *designed.plan;
  std::vector<FlownLeg> legs;
  for (std::size_t i = 0; i < mission.activities.size(); ++i) {
    FlownLeg leg;
    leg.activity = activity_id(mission.activities[i]);
    leg.kind = mission.activities[i].kind;
    leg.by = plan.legs[i].by.id;
    if (plan.legs[i].delta_v) leg.delta_v_m_s = plan.legs[i].delta_v->si();
    if (transfer.flyby) {
      take_flyby(designed.legs, i, *transfer.flyby, leg);
    } else if (designed.legs.capture && i == *designed.legs.capture) {
      leg.delta_v_m_s = transfer.insertion_delta_v_m_s(plan.legs[i].apolune);
      leg.is_computed = true;
      if (transfer.capture) take_burn(leg, *transfer.capture);
    }
    for (const LaterBurn& later : transfer.later_burns) {
      if (later.leg == i) take_burn(leg, later.burn);
    }
    if (designed.legs.home && i == *designed.legs.home)
      take_onward(leg, plan.legs[i], onward.home ? std::optional(onward.home->total_m_s()) : std::nullopt);
    if (plan.legs[i].low_orbit) take_onward(leg, plan.legs[i], cost_of(onward.low_orbits, i));
    if (!plan.legs[i].meets.empty()) take_onward(leg, plan.legs[i], cost_of(onward.meetings, i));
    legs.push_back(std::move(leg));
  }
  return legs;
}

void fly_burns(const Scenario& scenario, const DesignedMission& designed, AnyTranslunarRequest request,
               FlownTransfer& flown, const Ephemeris& ephemeris) {
  if (flown.status != TranslunarStatus::converged) return;
  const Mission& mission = scenario.roadmap.missions[designed.mission];
  const MissionPlan& plan = *designed.plan;
  std::vector<FlownLeg> legs = flown_legs(mission, designed, flown);
  const double launch_mass_kg = fill_masses(plan, scenario.catalog, legs).launch_mass_kg;
  const auto stage =
      stage_of(scenario.catalog.launcher(mission.launcher), launch_mass_kg, flown.injection_delta_v_m_s);
  if (stage) {
    static_cast<TranslunarTransfer&>(flown) = std::visit(
        [&](auto& asked) {
          asked.stage = stage;
          return design_translunar(asked, {}, ephemeris);
        },
        request);
  }
  if (flown.status != TranslunarStatus::converged || !designed.legs.capture) return;

  if (!engine_of(plan.legs[*designed.legs.capture], scenario.catalog)) return;
  FlightPlan approach = flight_plan(flown);
  approach.end = flown.perilune.epoch - Duration::hours(6.0);
  const State before = fly(approach, {}, ephemeris).end_state();
  fly_lunar_burns(scenario, designed, legs, before, flown, ephemeris);
  // What later burns weigh was not known before they were flown.
  constexpr int rounds = 2;
  for (int round = 0; round < rounds && !flown.later_burns.empty(); ++round) {
    legs = flown_legs(mission, designed, flown);
    fill_masses(plan, scenario.catalog, legs);
    fly_lunar_burns(scenario, designed, legs, before, flown, ephemeris);
  }
}

}  // namespace perilune::detail
