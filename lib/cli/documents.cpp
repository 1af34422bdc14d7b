#include "documents.hpp"

#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/campaign/flown.hpp>
#include <perilune/campaign/setback.hpp>
#include <perilune/core/version.hpp>
#include <perilune/design/launch_periods.hpp>
#include <perilune/design/windows.hpp>
#include <perilune/report/results.hpp>
#include <perilune/report/risk.hpp>
#include <perilune/time/leap_seconds.hpp>

namespace perilune::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string text_of(const Json& document) {
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string date(Epoch epoch) {
  return epoch.iso8601(TimeScale::utc, 0);
}

Json date_or_null(const std::optional<Epoch>& epoch) {
  return epoch ? Json(date(*epoch)) : Json();
}

}  // namespace

std::string flight_document(const FlownFlight& flight) {
  Json events = Json::array();
  for (const FlownEvent& event : flight.events) {
    events.push_back({{"event", event.name},
                      {"epoch_utc", event.epoch.iso8601(TimeScale::utc, 9)},
                      {"body", body_name(event.body)},
                      {"altitude_m", event.altitude_m},
                      {"speed_m_s", event.speed_m_s}});
  }
  Json document = {
      {"status", to_text(flight.status)}, {"reason", flight.reason}, {"events", std::move(events)}};
  if (flight.trajectory) {
    const State& end = flight.trajectory->end_state();
    document["end"] = {{"epoch_tdb", end.epoch.iso8601(TimeScale::tdb, 9)},
                       {"frame", to_text(end.frame)},
                       {"position_m", {end.position_m.x(), end.position_m.y(), end.position_m.z()}},
                       {"velocity_m_s", {end.velocity_m_s.x(), end.velocity_m_s.y(), end.velocity_m_s.z()}}};
    document["steps"] = flight.trajectory->steps();
    document["rhs_evaluations"] = flight.trajectory->rhs_evaluations();
  }
  return text_of(document);
}

std::string replan_document(const Campaign& campaign, const Setback& setback, const SetbackAnswer& answer,
                            double seconds) {
  const Roadmap& roadmap = campaign.scenario().roadmap;
  Json missions = Json::array(), phases = Json::array();
  for (const MissionShift& shift : answer.missions) {
    missions.push_back({{"mission", roadmap.missions[shift.mission].id},
                        {"leg", shift.leg},
                        {"before_utc", date(shift.before)},
                        {"after_utc", date(shift.after)}});
  }
  for (const PhaseShift& shift : answer.phases) {
    phases.push_back({{"phase", roadmap.phases[shift.phase].id},
                      {"before_utc", date(shift.before)},
                      {"after_utc", date(shift.after)},
                      {"target_utc", date_or_null(shift.target)}});
  }
  const Json document = {{"scenario", campaign.scenario().name},
                         {"fails", setback.mission + "." + setback.leg},
                         {"on_utc", date(answer.now)},
                         {"again_from_utc", date(answer.not_before)},
                         {"grounded_until_utc", date(answer.grounded_until)},
                         {"status", to_text(answer.replan.schedule.status)},
                         {"missions", std::move(missions)},
                         {"phases", std::move(phases)},
                         {"legs_moved", answer.legs_moved},
                         {"replanning_s", seconds}};
  return text_of(document);
}

std::string risk_document(const Campaign& campaign, const RiskTables& tables, std::uint64_t seed,
                          const std::filesystem::path& folder) {
  Json milestones = Json::array();
  for (std::size_t m = 0; m < tables.campaign.milestones.size(); ++m) {
    const CampaignMilestone& milestone = tables.campaign.milestones[m];
    const MilestoneRisk& risk = tables.answer.milestones[m];
    Json drivers = Json::array();
    for (const RiskTables::Driver& driver : tables.drivers(m))
      drivers.push_back({{"of", driver.name}, {"swing_d", driver.swing.days()}});
    milestones.push_back(
        {{"kind", to_text(milestone.kind)},
         {"name", milestone.name},
         {"planned_utc", date_or_null(tables.planned(m))},
         {"p50_utc", date_or_null(risk.quantile(0.5))},
         {"p80_utc", date_or_null(risk.quantile(0.8))},
         {"p95_utc", date_or_null(risk.quantile(0.95))},
         {"reached", static_cast<double>(risk.dates.size()) / static_cast<double>(risk.samples)},
         {"target_utc", date_or_null(milestone.target)},
         {"by_target", milestone.target ? Json(risk.probability_by(*milestone.target)) : Json()},
         {"drivers", std::move(drivers)}});
  }
  const Json document = {{"scenario", campaign.scenario().name},
                         {"samples", tables.samples.size()},
                         {"seed", seed},
                         {"without_a_date", tables.answer.failed},
                         {"milestones", std::move(milestones)},
                         {"folder", folder.string()}};
  return text_of(document);
}

std::string run_document(const Campaign& campaign, const std::filesystem::path& folder,
                         const std::vector<std::string>& files, const RunInfo& info) {
  Json document = Json::parse(manifest_json(campaign, files, info));
  document["folder"] = folder.string();
  return text_of(document);
}

std::string version_document() {
  Json kernels = Json::array();
  for (const KernelFile& file : Ephemeris::embedded().files())
    kernels.push_back({{"file", file.name}, {"sha256", file.sha256}});
  return text_of({{"name", "perilune"},
                  {"version", version()},
                  {"kernels", std::move(kernels)},
                  {"leap_seconds_complete_up_to", date(leap_second_table_expiry()).substr(0, 10)}});
}

std::string windows_document(const WindowSearch& search, std::span<const LaunchPeriod> periods,
                             double scrub) {
  Json windows = Json::array();
  for (const LaunchWindow& window : search.windows) {
    const auto edge = [](const WindowEdge& e) {
      return Json{{"lift_off_utc", date(e.lift_off)},
                  {"azimuth_rad", e.azimuth_rad},
                  {"time_of_flight_s", e.time_of_flight.seconds()},
                  {"plane_bound", to_text(e.plane_bound)},
                  {"flight_bound", to_text(e.flight_bound)},
                  {"confirmed", e.confirmed}};
    };
    Json item = {{"opens", edge(window.opens)},
                 {"closes", edge(window.closes)},
                 {"status", to_text(window.status)},
                 {"lift_off_utc", date(window.lift_off)},
                 {"time_of_flight_s", window.time_of_flight.seconds()},
                 {"perilune_utc", date(window.perilune)},
                 {"injection_delta_v_m_s", window.injection_delta_v_m_s},
                 {"insertion_delta_v_m_s", window.insertion_delta_v_m_s},
                 {"v_infinity_m_s", window.v_infinity_m_s},
                 {"c3_m2_s2", window.c3_m2_s2}};
    if (!window.reason.empty()) item["reason"] = window.reason;
    windows.push_back(std::move(item));
  }
  Json document = {{"windows", std::move(windows)}};
  for (const LaunchPeriod& period : periods) {
    Json tries = Json::array();
    for (const LaunchAttempt& attempt : period.attempts) {
      tries.push_back({{"window", attempt.window}, {"lift_off_utc", date(attempt.lift_off)}});
    }
    document["periods"].push_back({{"opens_utc", date(period.interval.from)},
                                   {"closes_utc", date(period.interval.to)},
                                   {"windows", period.windows},
                                   {"attempts", std::move(tries)},
                                   {"most_injection_delta_v_m_s", period.most_injection_delta_v_m_s},
                                   {"most_insertion_delta_v_m_s", period.most_insertion_delta_v_m_s},
                                   {"launch_probability", period.launch_probability(scrub)}});
  }
  return text_of(document);
}

}  // namespace perilune::cli
