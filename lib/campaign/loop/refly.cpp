#include "refly.hpp"

#include <algorithm>
#include <cmath>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/roadmap/lookup.hpp>

#include "finite_burns.hpp"
#include "mass_budget.hpp"

namespace perilune::detail {
namespace {

bool is_yet_to_fly(const Mission& mission) {
  return mission.status == MissionStatus::planned || mission.status == MissionStatus::unconfirmed;
}

std::optional<DesignedLegs> legs_of(const Mission& mission, const MissionPlan& plan) {
  for (std::size_t i = 1; i < plan.legs.size(); ++i) {
    if (!plan.legs[i].is_designed) continue;
    DesignedLegs legs{i - 1, i, {}, {}, {}};
    if (mission.activities[i - 1].kind != ActivityKind::launch) return std::nullopt;
    if (i + 1 < mission.activities.size() && mission.activities[i + 1].kind == ActivityKind::capture)
      legs.capture = i + 1;
    for (std::size_t a = i + 2; legs.capture && a < plan.legs.size(); ++a) {
      if (plan.legs[a].passage) legs.later_burns.push_back(a);
    }
    for (std::size_t a = i + 1; a < plan.legs.size(); ++a) {
      if (plan.legs[a].is_designed && mission.activities[a].kind == ActivityKind::return_to_earth)
        legs.home = a;
    }
    return legs;
  }
  return std::nullopt;
}

/// When the mission may lift off, as far as its scenario says by itself.
Interval launch_horizon(const Roadmap& roadmap, const Mission& mission, const Activity& launch) {
  Interval horizon = roadmap.horizon;
  if (roadmap.as_of) horizon.from = std::max(horizon.from, *roadmap.as_of);
  if (const auto phase = find_phase(roadmap, mission.phase.id)) {
    if (const auto from = phase_dates(roadmap, *phase).from) horizon.from = std::max(horizon.from, *from);
  }
  if (!launch.windows.empty()) {
    Epoch first = launch.windows.front().span.from, last = launch.windows.front().span.to;
    for (const Window& window : launch.windows) {
      first = std::min(first, window.span.from);
      last = std::max(last, window.span.to);
    }
    horizon = {std::max(horizon.from, first), std::min(horizon.to, last)};
  }
  horizon.to = std::max(horizon.from, horizon.to);
  return horizon;
}

/// Lift-off and perilune of the window, on the way that the profile asks for.
TimedTranslunarRequest timed_request(const WindowProfile& profile, const LaunchWindow& window) {
  TimedTranslunarRequest request;
  request.site = profile.site.place;
  request.ascent = profile.ascent;
  request.lift_off = window.lift_off;
  request.perilune = window.perilune;
  request.perilune_altitude = profile.perilune_altitude;
  request.inclination = profile.inclination;
  request.branch = profile.branch;
  return request;
}

/// From the lift-off of the window, with its time of flight: the perilune is moved until that holds.
TranslunarTransfer timed_transfer(const WindowProfile& profile, LaunchWindow window,
                                  const Ephemeris& ephemeris) {
  constexpr int most_rounds = 4;
  TranslunarTransfer flight;
  for (int round = 0; round < most_rounds; ++round) {
    flight = design_translunar(timed_request(profile, window), {}, ephemeris);
    const Duration late = flight.time_of_flight() - window.time_of_flight;
    if (flight.status != TranslunarStatus::converged || abs(late) < Duration::seconds(1.0)) break;
    window.perilune = window.perilune - late;
  }
  return flight;
}

std::string per_second(double m_s) {
  return concat(fixed(m_s, 1), " m/s");
}

Cut cut_of(CutKind kind, const Mission& mission, const DesignedMission& designed, const LaunchWindow& window,
           double missing, std::string unit, std::string reason, const SourceLocation& where) {
  const Activity& launch = mission.activities[designed.legs.launch];
  return {.turn = 0,
          .kind = kind,
          .mission = mission.id,
          .activity = activity_id(launch),
          .forbidden = {window.lift_off - Duration::seconds(30.0), window.lift_off + Duration::seconds(30.0)},
          .after = {},
          .missing = missing,
          .unit = std::move(unit),
          .reason = std::move(reason),
          .where = where};
}

}  // namespace

std::vector<DesignedMission> designed_missions(const Scenario& scenario) {
  std::vector<DesignedMission> designed;
  for (const MissionPlan& plan : scenario.plans) {
    const auto position = find_mission(scenario.roadmap, plan.mission);
    if (!position) continue;
    const Mission& mission = scenario.roadmap.missions[*position];
    if (!is_yet_to_fly(mission)) continue;
    const auto legs = legs_of(mission, plan);
    if (!legs) continue;
    const Activity& launch = mission.activities[legs->launch];
    const std::optional<LaunchSite> site = scenario.catalog.launch_site(launch.site);
    if (!site) {
      throw InvalidArgument(concat("plan: the mission '", mission.id, "' is launched from '", launch.site,
                                   "', which is no launch site. Describe it under 'launch_sites'."));
    }
    if (legs->home && !scenario.catalog.landing_site(mission.activities[*legs->home].site)) {
      throw InvalidArgument(concat("plan: the mission '", mission.id, "' lands at '",
                                   mission.activities[*legs->home].site,
                                   "', which is no landing site. Describe it under 'landing_sites'."));
    }
    const LegPlan& transfer = plan.legs[legs->transfer];
    const DurationRange& time = mission.activities[legs->transfer].duration;
    DesignedMission made{*position, &plan, *legs, {}, launch.actual_start};
    made.profile.site = *site;
    made.profile.ascent.altitude = transfer.parking_altitude;
    made.profile.horizon = launch_horizon(scenario.roadmap, mission, launch);
    if (time.min > Duration{}) made.profile.time_of_flight_min = time.min;
    if (time.max) made.profile.time_of_flight_max = *time.max;
    made.profile.perilune_altitude = transfer.perilune;
    made.profile.inclination = transfer.inclination;
    made.profile.branch = transfer.branch;
    made.profile.most_injection_delta_v = transfer.most_injection_delta_v;
    if (legs->capture) {
      made.profile.apolune_altitude = plan.legs[*legs->capture].apolune;
      made.profile.most_insertion_delta_v = plan.legs[*legs->capture].most_delta_v;
    }
    designed.push_back(std::move(made));
  }
  std::sort(designed.begin(), designed.end(),
            [](const DesignedMission& a, const DesignedMission& b) { return a.mission < b.mission; });
  return designed;
}

LaunchWindow window_of_launched(const DesignedMission& designed, const Ephemeris& ephemeris) {
  const WindowProfile& profile = designed.profile;
  std::optional<LaunchWindow> cheapest;
  LaunchWindow window;
  window.lift_off = window.opens.lift_off = window.closes.lift_off = *designed.lift_off;
  for (Duration time = profile.time_of_flight_min; time <= profile.time_of_flight_max;
       time = time + Duration::hours(1.0)) {
    window.time_of_flight = time;
    window.perilune = window.lift_off + profile.ascent.duration + Duration::minutes(25.0) + time;
    const TranslunarTransfer flight = timed_transfer(profile, window, ephemeris);
    if (flight.status != TranslunarStatus::converged) continue;
    window.azimuth_rad = flight.azimuth_rad;
    window.perilune = flight.perilune.epoch;
    window.injection_delta_v_m_s = flight.injection_delta_v_m_s;
    window.insertion_delta_v_m_s = flight.insertion_delta_v_m_s(profile.apolune_altitude);
    window.v_infinity_m_s = flight.arrival.v_infinity_m_s;
    window.c3_m2_s2 = flight.c3_m2_s2;
    const auto cost_m_s = [](const LaunchWindow& one) {
      return one.injection_delta_v_m_s + one.insertion_delta_v_m_s;
    };
    if (!cheapest || cost_m_s(window) < cost_m_s(*cheapest)) cheapest = window;
  }
  return cheapest.value_or(window);
}

FlownTransfer fly_window(const Scenario& scenario, const DesignedMission& designed,
                         const LaunchWindow& window, const Ephemeris& ephemeris) {
  const WindowProfile& profile = designed.profile;
  if (designed.lift_off) {
    const TimedTranslunarRequest request = timed_request(profile, window);
    FlownTransfer flown{design_translunar(request, {}, ephemeris), {}, {}};
    fly_burns(scenario, designed, request, flown, ephemeris);
    return flown;
  }
  TranslunarRequest request;
  request.site = profile.site;
  request.azimuth = Angle::from_si(window.azimuth_rad);
  request.ascent = profile.ascent;
  request.earliest = window.lift_off - Duration::hours(6.0);
  request.opportunity = window.opportunity;
  request.time_of_flight = window.time_of_flight;
  request.perilune_altitude = profile.perilune_altitude;
  request.inclination = profile.inclination;
  request.branch = profile.branch;
  FlownTransfer flown{design_translunar(request, {}, ephemeris), {}, {}};
  fly_burns(scenario, designed, request, flown, ephemeris);
  return flown;
}

FlownMission account(const Scenario& scenario, const DesignedMission& designed, const LaunchWindow& window,
                     const FlownTransfer& transfer, const ReturnFlight* home, std::vector<Cut>& cuts) {
  const Mission& mission = scenario.roadmap.missions[designed.mission];
  const MissionPlan& plan = *designed.plan;
  const auto refuse = [&](CutKind kind, double missing, std::string unit, std::string reason,
                          const SourceLocation& where) {
    cuts.push_back(
        cut_of(kind, mission, designed, window, missing, std::move(unit), std::move(reason), where));
  };
  FlownMission flown;
  flown.mission = mission.id;
  flown.window = window;
  flown.transfer = transfer;
  flown.targets_met = transfer.status == TranslunarStatus::converged;
  const std::string day = window.lift_off.iso8601(TimeScale::utc, 0).substr(0, 10);
  if (!flown.targets_met) {
    refuse(CutKind::trajectory, Angle::from_si(transfer.unreachable_by_rad).in(unit::degree), "deg",
           concat("lifting off on ", day, ", the full model finds no flight: ", to_text(transfer.status)),
           plan.legs[designed.legs.transfer].where);
    return flown;
  }
  if (home) flown.home = *home;
  flown.legs = flown_legs(mission, designed, transfer, home);
  const MassBudget masses = fill_masses(plan, scenario.catalog, flown.legs);
  flown.launch_mass_kg = masses.launch_mass_kg;
  for (std::size_t a = 0; a < flown.legs.size(); ++a) {
    const FlownLeg& leg = flown.legs[a];
    if (leg.failure.empty()) continue;
    flown.targets_met = false;
    refuse(CutKind::trajectory, 0.0, "",
           concat("lifting off on ", day, ", no '", leg.activity,
                  "' is found with the thrust that there is: ", leg.failure),
           plan.legs[a].where);
    return flown;
  }

  const auto check_speed = [&](const std::optional<Speed>& most, double spent_m_s, std::string_view what,
                               const SourceLocation& where) {
    if (!most || spent_m_s <= most->si()) return;
    refuse(CutKind::delta_v, spent_m_s - most->si(), "m/s",
           concat("lifting off on ", day, ", the ", what, " costs ", per_second(spent_m_s),
                  " in the full model, and ", per_second(most->si()), " are allowed"),
           where);
  };
  check_speed(designed.profile.most_injection_delta_v, transfer.injection_delta_v_m_s, "injection",
              plan.legs[designed.legs.transfer].where);
  if (designed.legs.capture) {
    check_speed(designed.profile.most_insertion_delta_v, flown.legs[*designed.legs.capture].delta_v_m_s,
                "capture", plan.legs[*designed.legs.capture].where);
  }
  for (const auto& [id, kg] : masses.propellant_kg) {
    const Craft* craft = scenario.catalog.find_craft(id);
    if (!craft || !craft->most_propellant || kg <= craft->most_propellant->si()) continue;
    refuse(CutKind::mass, kg - craft->most_propellant->si(), "kg",
           concat("lifting off on ", day, ", '", id, "' needs ", fixed(kg, 0),
                  " kg of propellant, and its tanks hold ", fixed(craft->most_propellant->si(), 0), " kg"),
           craft->where);
  }
  if (const Launcher* launcher = scenario.catalog.launcher(mission.launcher)) {
    flown.capability_kg = throw_mass_kg(*launcher, transfer.c3_m2_s2) * (1.0 - plan.launch_margin);
    if (!plan.craft.empty() && flown.launch_mass_kg > flown.capability_kg) {
      refuse(CutKind::mass, flown.launch_mass_kg - flown.capability_kg, "kg",
             concat("lifting off on ", day, " with C3 ", fixed(transfer.c3_m2_s2 * 1e-6, 3), " km^2/s^2, ",
                    fixed(flown.launch_mass_kg, 0), " kg have to leave the Earth, and '", launcher->id,
                    "' throws ", fixed(flown.capability_kg, 0), " kg there with its margin"),
             launcher->where);
    }
  }
  return flown;
}

}  // namespace perilune::detail
