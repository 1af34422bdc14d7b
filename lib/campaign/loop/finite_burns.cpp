#include "finite_burns.hpp"

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

}  // namespace

std::vector<FlownLeg> flown_legs(const Mission& mission, const DesignedMission& designed,
                                 const FlownTransfer& transfer, const ReturnFlight* home) {
  const MissionPlan& plan = *designed.plan;
  std::vector<FlownLeg> legs;
  for (std::size_t i = 0; i < mission.activities.size(); ++i) {
    FlownLeg leg;
    leg.activity = activity_id(mission.activities[i]);
    leg.kind = mission.activities[i].kind;
    leg.by = plan.legs[i].by.id;
    if (plan.legs[i].delta_v) leg.delta_v_m_s = plan.legs[i].delta_v->si();
    if (designed.legs.capture && i == *designed.legs.capture) {
      leg.delta_v_m_s = transfer.insertion_delta_v_m_s(plan.legs[i].apolune);
      leg.is_computed = true;
      if (transfer.capture) {
        leg.delta_v_m_s = transfer.capture->delta_v_m_s;
        leg.loss_m_s = transfer.capture->loss_m_s();
      }
    }
    if (designed.legs.home && i == *designed.legs.home) {
      leg.delta_v_m_s += home ? home->burn_m_s() : plan.legs[i].most_delta_v.value_or(Speed{}).si();
      leg.is_computed = home != nullptr;
    }
    legs.push_back(std::move(leg));
  }
  return legs;
}

void fly_burns(const Scenario& scenario, const DesignedMission& designed, TranslunarRequest request,
               FlownTransfer& flown, const Ephemeris& ephemeris) {
  if (flown.status != TranslunarStatus::converged) return;
  const Mission& mission = scenario.roadmap.missions[designed.mission];
  const MissionPlan& plan = *designed.plan;
  std::vector<FlownLeg> legs = flown_legs(mission, designed, flown);
  const double launch_mass_kg = fill_masses(plan, scenario.catalog, legs).launch_mass_kg;
  request.stage =
      stage_of(scenario.catalog.launcher(mission.launcher), launch_mass_kg, flown.injection_delta_v_m_s);
  if (request.stage) static_cast<TranslunarTransfer&>(flown) = design_translunar(request, {}, ephemeris);
  if (flown.status != TranslunarStatus::converged || !designed.legs.capture) return;

  const LegPlan& capture = plan.legs[*designed.legs.capture];
  const Craft* craft = scenario.catalog.find_craft(capture.by.id);
  if (!craft || !craft->thrust || !craft->specific_impulse) return;
  FlightPlan approach = flight_plan(flown);
  approach.end = flown.perilune.epoch - Duration::hours(6.0);
  OrbitBurnRequest burn;
  burn.name = "capture";
  burn.before = fly(approach, {}, ephemeris).end_state();
  burn.before.mass_kg = legs[*designed.legs.capture].mass_before_kg;
  burn.engine = {*craft->thrust, *craft->specific_impulse};
  burn.periapsis_altitude =
      capture.apolune ? std::min(*capture.apolune, request.perilune_altitude) : request.perilune_altitude;
  burn.apoapsis_altitude = capture.apolune.value_or(request.perilune_altitude);
  burn.inclination = request.inclination;
  flown.capture = design_orbit_burn(burn, {}, ephemeris);
}

}  // namespace perilune::detail
