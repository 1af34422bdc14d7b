#include "page_data.hpp"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include <perilune/core/text.hpp>
#include <perilune/frames/transform.hpp>
#include <perilune/report/file_name.hpp>
#include <perilune/roadmap/lookup.hpp>

namespace perilune::detail {
namespace {

using Json = nlohmann::ordered_json;

/// Instants of a flight that are shown, at most.
constexpr std::size_t most_instants = 240;
/// A flight that comes so close to the Moon is first shown about it [m].
constexpr double near_moon_m = 6.6e7;

std::string minute(Epoch epoch) {
  std::string text = epoch.iso8601(TimeScale::utc, 0).substr(0, 16);
  text[10] = ' ';
  return text;
}

std::string state_text(const ScheduledActivity& activity) {
  if (activity.happened) return "happened";
  return activity.critical ? "critical" : fixed(activity.slack.days(), 2) + " d";
}

std::string lag_text(const DurationRange& lag) {
  std::string text;
  if (lag.min != Duration{}) text += ", at least " + to_text(lag.min);
  if (lag.max) text += ", at most " + to_text(*lag.max);
  return text;
}

std::vector<std::string> waits_for(const Roadmap& roadmap, std::size_t m, std::size_t a) {
  const Mission& mission = roadmap.missions[m];
  std::vector<std::string> after;
  if (a > 0) after.push_back("the end of " + activity_name(mission, a - 1));
  for (const Precedence& precedence : mission.after) {
    const auto events = find_events(roadmap, m, precedence);
    if (events && events->after.activity == a)
      after.push_back(event_name(roadmap, events->before) + lag_text(precedence.lag));
  }
  return after;
}

Json rounded_km(const Eigen::Vector3d& r_m) {
  Json numbers = Json::array();
  for (int k = 0; k < 3; ++k) numbers.push_back(std::llround(r_m[k] * 1e-3));
  return numbers;
}

Json direction(const Eigen::Vector3d& vector) {
  Json numbers = Json::array();
  for (const double value : vector.normalized()) numbers.push_back(std::round(value * 1e5) / 1e5);
  return numbers;
}

/// Where a body's x, y and z axes point, along those of the ICRF.
Json axes_json(Axes of_body, Epoch epoch, const Ephemeris& ephemeris) {
  const Eigen::Matrix3d R_icrf_body = rotation(of_body, Axes::icrf, epoch, ephemeris).R;
  Json axes = Json::array();
  for (int k = 0; k < 3; ++k) axes.push_back(direction(R_icrf_body.col(k)));
  return axes;
}

std::vector<Epoch> shown_instants(const Trajectory& trajectory) {
  const Epoch from = std::min(trajectory.begin(), trajectory.end());
  const Epoch to = std::max(trajectory.begin(), trajectory.end());
  std::vector<Epoch> instants;
  for (std::size_t i = 0; i <= most_instants / 2; ++i)
    instants.push_back(from + (to - from) * (2.0 * static_cast<double>(i) / most_instants));
  // The integrator's own steps are dense where the flight turns quickly.
  const std::vector<Epoch> steps = trajectory.step_epochs();
  const std::size_t stride = 2 * steps.size() / most_instants + 1;
  for (std::size_t i = 0; i < steps.size(); i += stride) instants.push_back(steps[i]);
  std::sort(instants.begin(), instants.end());
  instants.erase(std::unique(instants.begin(), instants.end()), instants.end());
  return instants;
}

Json flight_json(const FlownFlight& flight, const Ephemeris& ephemeris) {
  const Trajectory& trajectory = *flight.trajectory;
  Json times = Json::array(), craft = Json::array(), of_moon = Json::array(), events = Json::array();
  const std::vector<Epoch> instants = shown_instants(trajectory);
  bool near = false;
  for (const Epoch epoch : instants) {
    const State state = trajectory.at(epoch);
    const Eigen::Vector3d r_m =
        transformed({state.position_m, state.velocity_m_s}, state.frame, earth_centred_icrf, epoch, ephemeris)
            .position_m;
    const Eigen::Vector3d r_moon_m =
        transformed({}, {moon, Axes::icrf}, earth_centred_icrf, epoch, ephemeris).position_m;
    near = near || (r_m - r_moon_m).norm() < near_moon_m;
    times.push_back(std::round((epoch - instants.front()).seconds()));
    craft.push_back(rounded_km(r_m));
    of_moon.push_back(rounded_km(r_moon_m));
  }
  const Epoch last = instants.back();
  const Eigen::Vector3d r_sun_m =
      transformed({}, {sun, Axes::icrf}, earth_centred_icrf, last, ephemeris).position_m;
  for (const FlownEvent& event : flight.events) {
    if (!trajectory.covers(event.epoch)) continue;
    events.push_back(
        {{"t", std::round((event.epoch - instants.front()).seconds())}, {"name", printable(event.name)}});
  }
  return {{"id", "trajectory-" + safe_file_name(flight.mission)},
          {"mission", printable(flight.mission)},
          {"near", near},
          {"from", instants.front().iso8601(TimeScale::utc, 3)},
          {"times", std::move(times)},
          {"craft", std::move(craft)},
          {"moon", std::move(of_moon)},
          {"sun", direction(r_sun_m)},
          {"axes",
           {{"earth", axes_json(Axes::itrf, last, ephemeris)},
            {"moon", axes_json(Axes::moon_me, last, ephemeris)}}},
          {"events", std::move(events)}};
}

/// JSON inside an element of HTML: what could end it or begin another becomes an escape.
std::string inside_html(const std::string& json) {
  std::string out;
  for (const char c : json) {
    switch (c) {
      case '<':
        out += "\\u003c";
        break;
      case '>':
        out += "\\u003e";
        break;
      case '&':
        out += "\\u0026";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace

std::string activity_anchor(std::size_t number) {
  return "activity-" + std::to_string(number);
}

std::vector<ActivityFacts> activity_facts(const Campaign& campaign) {
  const Roadmap& roadmap = campaign.scenario().roadmap;
  const RoadmapSchedule& answer = campaign.schedule();
  std::vector<ActivityFacts> facts(answer.schedule.activities.size());
  if (facts.empty()) return facts;
  for (std::size_t m = 0; m < roadmap.missions.size(); ++m) {
    for (std::size_t a = 0; a < roadmap.missions[m].activities.size(); ++a) {
      const auto number = answer.model.activities[m][a];
      if (!number) continue;
      const ScheduledActivity& activity = answer.schedule.activities[number->number];
      const SourceLocation& where = roadmap.missions[m].activities[a].where;
      facts[number->number] = {roadmap.missions[m].id,
                               activity_id(roadmap.missions[m].activities[a]),
                               minute(activity.start_date),
                               minute(activity.end_date),
                               state_text(activity),
                               binding_text(answer.model.problem, answer.schedule, activity.start_binding),
                               waits_for(roadmap, m, a),
                               where.line > 0 ? concat(where.file, ":", where.line) : std::string()};
    }
  }
  return facts;
}

std::string page_data(const std::vector<const FlownFlight*>& shown, const Ephemeris& ephemeris) {
  Json flights = Json::array();
  for (const FlownFlight* flight : shown) {
    if (flight->trajectory && flight->trajectory->begin() != flight->trajectory->end())
      flights.push_back(flight_json(*flight, ephemeris));
  }
  const Json data = {{"flights", std::move(flights)}};
  return inside_html(data.dump(-1, ' ', true, Json::error_handler_t::replace));
}

}  // namespace perilune::detail
