#include <perilune/report/page.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <perilune/core/text.hpp>
#include <perilune/core/version.hpp>
#include <perilune/report/figures.hpp>
#include <perilune/report/file_name.hpp>
#include <perilune/report/sha256.hpp>
#include <perilune/report/svg.hpp>
#include <perilune/roadmap/lookup.hpp>

#include "burns.hpp"
#include "html_table.hpp"
#include "page_data.hpp"
#include "place.hpp"
#include "schedule_tables.hpp"
#include "station_section.hpp"
#include "style.hpp"

namespace perilune {
namespace {

using detail::Column;
using detail::ColumnKind;
using detail::concat;
using detail::HtmlTable;
using detail::second;

/// Bytes that are given as hexadecimal digits, in base 64: how a content policy wants a digest.
std::string base64_of_hex(std::string_view hex) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto value = [](char c) { return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10); };
  std::string out;
  for (std::size_t i = 0; i < hex.size(); i += 6) {
    unsigned group = 0;
    std::size_t bytes = 0;
    for (std::size_t k = 0; k < 6; k += 2) {
      group <<= 8;
      if (i + k + 1 >= hex.size()) continue;
      group |= value(hex[i + k]) << 4 | value(hex[i + k + 1]);
      ++bytes;
    }
    for (std::size_t k = 0; k < 4; ++k) {
      out += k <= bytes ? digits[group >> (18 - 6 * k) & 63U] : '=';
    }
  }
  return out;
}

/// A heading with what belongs to it, and its place in the list of contents.
struct Section {
  std::string id;
  std::string title;
  std::string content;
  bool is_flight = false;  ///< many flights are folded into one entry of the list of contents
};

std::string outcome(const Campaign& campaign) {
  const std::string partial = "; these are partial results";
  if (campaign.status() == ScheduleStatus::infeasible) return "infeasible: see \"Why not\"" + partial;
  if (!campaign.all_arrived()) return "a flight did not arrive" + partial;
  if (!campaign.why_not().empty()) return "the plan does not hold: see \"Why not\"" + partial;
  if (!campaign.station_holds()) return "the station does not hold: see \"Station\"" + partial;
  return campaign.holds() ? "done" : "the plan does not hold" + partial;
}

std::string summary(const Campaign& campaign) {
  const Scenario& scenario = campaign.scenario();
  const RoadmapSchedule& schedule = campaign.schedule();
  std::string out = "<dl>";
  const auto line = [&](std::string_view term, const std::string& text) {
    out += concat("<dt>", term, "</dt><dd>", markup_text(text), "</dd>\n");
  };
  line("Outcome", outcome(campaign));
  line("Schedule", concat(to_text(campaign.status()), ", ", scenario.roadmap.missions.size(), " missions, ",
                          schedule.model.problem.activities.size(), " activities"));
  line("Horizon",
       concat(second(scenario.roadmap.horizon.from), " to ", second(scenario.roadmap.horizon.to), " UTC"));
  if (!campaign.flights().empty()) {
    const auto arrived =
        std::count_if(campaign.flights().begin(), campaign.flights().end(),
                      [](const FlownFlight& f) { return f.status == FlightStatus::arrived; });
    line("Flights", concat(arrived, " of ", campaign.flights().size(), " arrived"));
  }
  if (!schedule.schedule.activities.empty()) {
    for (const std::string& objective : objective_text(schedule.model.problem, schedule.schedule))
      line("Objective", objective);
  }
  std::vector<std::string> left_out;
  for (const std::size_t m : schedule.left_out) left_out.push_back(scenario.roadmap.missions[m].id);
  if (!left_out.empty()) line("Left out", join(left_out, ", "));
  if (!schedule.slips.empty()) line("Late for their phase", concat(schedule.slips.size(), " missions"));
  return out + "</dl>\n";
}

std::string conflict_html(const Campaign& campaign) {
  std::string out =
      "<p>These requirements cannot hold together, and none of them can be spared: without any one of them, "
      "the "
      "others can.</p>\n<ol>";
  const RoadmapSchedule& answer = campaign.schedule();
  for (const std::string& line : conflict_text(answer.model.problem, *answer.schedule.conflict)) {
    out += concat("<li>", markup_text(trimmed(line)), "</li>\n");
  }
  out += "</ol>\n";
  if (answer.relaxations.empty()) return out;
  out += "<p>Any one of these would do:</p>\n<ul>";
  for (const std::string& line : answer.relaxations)
    out += concat("<li>", markup_text(trimmed(line)), "</li>\n");
  return out + "</ul>\n";
}

/// Every cause by its name, with the line that sets the limit and the nearest change that would do.
std::string causes_table(const std::vector<Diagnostic>& causes) {
  HtmlTable table("What does not hold, and the nearest change that would do.",
                  {{"Cause", ColumnKind::name},
                   {"What", ColumnKind::sentence},
                   {"Nearest change", ColumnKind::sentence},
                   {"Said in", ColumnKind::place}});
  for (const Diagnostic& cause : causes) {
    const std::string notes = cause.notes.empty() ? "" : concat(" (", join(cause.notes, "; "), ")");
    table.row({cause.code, cause.message + notes, cause.help, detail::place(cause.where)});
  }
  return table.text();
}

std::string why_not_section(const Campaign& campaign) {
  std::string out;
  if (campaign.schedule().schedule.conflict) out += conflict_html(campaign);
  if (!campaign.why_not().empty()) out += causes_table(campaign.why_not());
  return out;
}

std::string figure_html(const Figure& figure) {
  return concat("<figure>\n<div class=\"scroll\" tabindex=\"0\">", figure.picture.element(),
                "</div><figcaption>", markup_text(figure.caption), "</figcaption></figure>\n");
}

std::string activities_table(const Campaign& campaign) {
  HtmlTable table(
      "Every activity: why it does not start earlier, by how much later it may, what it waits for by the "
      "scenario, and the line that says so.",
      {{"Mission", ColumnKind::name},
       {"Activity", ColumnKind::name},
       {"Start, UTC", ColumnKind::date},
       {"End, UTC", ColumnKind::date},
       {"Slack", ColumnKind::number},
       {"Held by", ColumnKind::sentence},
       {"Waits for", ColumnKind::sentence},
       {"Said in", ColumnKind::place}});
  std::size_t number = 0;
  for (const detail::ActivityFacts& facts : detail::activity_facts(campaign)) {
    const std::string anchor = detail::activity_anchor(number++);
    if (facts.mission.empty()) continue;  // a use of a resource, or left out
    table.row({facts.mission, facts.activity, facts.start, facts.end, facts.state, facts.held_by,
               join(facts.after, "; "), facts.where},
              anchor);
  }
  return table.text();
}

std::vector<std::string> event_cells(const FlownEvent& event) {
  return {event.name, event.epoch.iso8601(TimeScale::utc, 1), body_name(event.body),
          fixed(event.altitude_m * 1e-3, 3), fixed(event.speed_m_s * 1e-3, 6)};
}

std::vector<std::string> burn_cells(const detail::FlownBurn& burn) {
  return {burn.name,
          burn.span.from.iso8601(TimeScale::utc, 1),
          fixed(burn.span.length().seconds(), 1),
          fixed(burn.delta_v_m_s, 1),
          fixed(burn.mass_before_kg, 1),
          fixed(burn.mass_after_kg, 1)};
}

HtmlTable events_table(std::string_view caption, Column first) {
  return {caption,
          {first,
           {"Event"},
           {"UTC", ColumnKind::date},
           {"Body"},
           {"Altitude, km", ColumnKind::number},
           {"Speed, km/s", ColumnKind::number}}};
}

HtmlTable burns_table(std::string_view caption, Column first) {
  return {caption,
          {first,
           {"Burn"},
           {"From, UTC", ColumnKind::date},
           {"Length, s", ColumnKind::number},
           {"Delta-v, m/s", ColumnKind::number},
           {"Mass before, kg", ColumnKind::number},
           {"after", ColumnKind::number}}};
}

std::vector<std::string> after(std::string first, std::vector<std::string> cells) {
  cells.insert(cells.begin(), std::move(first));
  return cells;
}

/// What happened on one flight: events, numbered as in its picture, and burns.
std::string flight_tables(const Campaign& campaign, const FlownFlight& flight) {
  HtmlTable events = events_table("Events on the way.", {"", ColumnKind::number});
  int number = 0;
  for (const FlownEvent& event : flight.events)
    events.row(after(std::to_string(++number), event_cells(event)));
  const std::vector<detail::FlownBurn> flown = detail::burns_of(campaign, flight);
  if (flown.empty()) return events.text();
  HtmlTable burns = burns_table("Burns.", {"", ColumnKind::number});
  number = 0;
  for (const detail::FlownBurn& burn : flown) burns.row(after(std::to_string(++number), burn_cells(burn)));
  return events.text() + burns.text();
}

std::string failure_text(const FlownFlight& flight) {
  if (flight.status == FlightStatus::arrived) return "";
  return concat("<p class=\"bad\">Failed: ", markup_text(flight.reason), "</p>\n");
}

std::string risk_section(const RiskTables& risk) {
  std::string out;
  for (const Figure& figure : risk_figures(risk)) {
    out += concat("<h3 id=\"", markup_text(figure.id), "\">", markup_text(figure.title), "</h3>\n",
                  figure_html(figure));
  }
  return out;
}

std::string warnings_section(const Campaign& campaign) {
  HtmlTable table(
      "What a reader should know.",
      {{"Code", ColumnKind::name}, {"Warning", ColumnKind::sentence}, {"Where", ColumnKind::place}});
  for (const Diagnostic& warning : campaign.warnings()) {
    table.row({warning.code, warning.message, detail::place(warning.where)});
  }
  return table.text();
}

std::string provenance(const Campaign& campaign, const RunInfo& run) {
  std::string out = "<dl>";
  const auto line = [&](std::string_view term, const std::string& text) {
    out += concat("<dt>", term, "</dt><dd>", markup_text(text), "</dd>\n");
  };
  line("Program", concat("perilune ", version()));
  line("Written", second(run.created) + " UTC");
  line("Time scale", "UTC; dates beyond the table of leap seconds assume no further one");
  for (const ScenarioFile& file : campaign.scenario().files) {
    line("Scenario", concat(file.path, ", SHA-256 ", sha256_hex(file.text)));
  }
  line("Seed", std::to_string(campaign.scenario().seed));
  return out + "</dl>\n";
}

/// The figures of one kind, of missions or sites, as long as the page stays a page: beyond, each is named
/// with the command that draws it.
class FigureShelf {
 public:
  FigureShelf(std::string scenario, std::size_t most_bytes)
      : scenario_(std::move(scenario)), most_bytes_(most_bytes) {}

  /// Whether there is no room for another; it need not be drawn then.
  bool is_full() const { return used_ >= most_bytes_; }

  /// The figure under a heading of its own.
  std::string html(const Figure& figure) {
    return concat("<h3 id=\"", markup_text(figure.id), "\">", markup_text(figure.title), "</h3>\n",
                  bare_html(figure));
  }
  std::string bare_html(const Figure& figure) {
    std::string out = figure_html(figure);
    used_ += out.size();
    return out;
  }
  /// Figures one after another, and the names of those for which there is no room.
  std::string html(const std::vector<Figure>& figures) {
    std::string out;
    std::vector<std::string> left_out;
    for (const Figure& figure : figures) {
      if (is_full()) {
        left_out.push_back(figure.id);
      } else {
        out += html(figure);
      }
    }
    return out + left_out_text(left_out);
  }
  std::string left_out_text(const std::vector<std::string>& ids) const {
    if (ids.empty()) return "";
    std::string out = concat("<p>Left out, to keep the page small; <code>perilune plot ",
                             markup_text(scenario_), " --figure NAME</code> draws each:");
    for (const std::string& id : ids) out += concat(" <code>", markup_text(id), "</code>");
    return out + "</p>\n";
  }

 private:
  std::string scenario_;
  std::size_t most_bytes_ = 0;
  std::size_t used_ = 0;
};

/// How large a page may become [bytes], and the shares that the kinds of figures may have of what is left of
/// it when the parts that every page has are written. A flight weighs half as much again: the script has it
/// too.
constexpr double most_bytes_of_page = 1.33e6;
constexpr double bytes_of_a_flight_without_figures = 400.0;
constexpr double share_of_porkchops = 0.2;
constexpr double share_of_budgets = 0.1;
constexpr double share_of_sites = 0.35;
constexpr double share_of_flights = 0.2;

std::string porkchop_section(const Campaign& campaign, const Ephemeris& ephemeris, FigureShelf shelf) {
  std::string out;
  std::vector<std::string> left_out;
  for (const OfferedWindows& offers : campaign.loop().offers) {
    if (shelf.is_full()) {
      if (offers.chosen) left_out.push_back("porkchop-" + safe_file_name(offers.mission));
    } else if (const auto figure = porkchop_figure(campaign, offers.mission, ephemeris)) {
      out += shelf.html(*figure);
    }
  }
  return out + shelf.left_out_text(left_out);
}

/// @param shown  takes the flight if its figures are on the page
Section flight_section(const Campaign& campaign, const FlownFlight& flight, const Ephemeris& ephemeris,
                       std::size_t number, FigureShelf& shelf, std::vector<const FlownFlight*>& shown) {
  std::string content = failure_text(flight);
  std::string id = concat("flight-", number);
  if (const auto trajectory = trajectory_figure(flight, ephemeris)) {
    content += shelf.bare_html(*trajectory);
    id = trajectory->id;
    shown.push_back(&flight);
  }
  content += flight_tables(campaign, flight);
  if (const auto track = ground_track_figure(flight, campaign.scenario().catalog.sites, ephemeris))
    content += shelf.html(*track);
  if (const auto shadow = shadow_figure(flight, ephemeris)) content += shelf.html(*shadow);
  return {id, "Flight of " + flight.mission, std::move(content), true};
}

/// The flights for whose pictures there is no room, in one table.
Section further_flights(const Campaign& campaign, const std::vector<const FlownFlight*>& flights) {
  const Column name{"Flight", ColumnKind::name};
  HtmlTable events = events_table("Events on the way.", name), burns = burns_table("Burns.", name);
  std::string failures;
  bool any_burn = false;
  for (const FlownFlight* flight : flights) {
    if (flight->status != FlightStatus::arrived)
      failures += concat("<p class=\"bad\">", markup_text(flight->mission),
                         " failed: ", markup_text(flight->reason), "</p>\n");
    for (const FlownEvent& event : flight->events) events.row(after(flight->mission, event_cells(event)));
    for (const detail::FlownBurn& burn : detail::burns_of(campaign, *flight)) {
      burns.row(after(flight->mission, burn_cells(burn)));
      any_burn = true;
    }
  }
  return {
      "further-flights", "Further flights",
      concat(failures, "<p>Their pictures are left out, to keep the page small; <code>perilune plot ",
             markup_text(campaign.scenario().path), " --figure trajectory-FLIGHT</code> draws each.</p>\n",
             events.text(), any_burn ? burns.text() : std::string())};
}

std::vector<Section> sections_of(const Campaign& campaign, const RunInfo& run, const Ephemeris& ephemeris,
                                 const RiskTables* risk, std::vector<const FlownFlight*>& shown) {
  const auto gantt = gantt_figure(campaign, risk);
  const auto windows = windows_figure(campaign);
  const auto growth = growth_figure(campaign);
  const std::string growth_text = growth ? figure_html(*growth) : "";
  const std::string gantt_text = gantt ? figure_html(*gantt) + detail::schedule_tables(campaign, risk) : "";
  const std::string windows_text = windows ? figure_html(*windows) : "";
  const std::string risk_text = risk ? risk_section(*risk) : "";
  const std::string station_text =
      campaign.station() ? detail::station_section(*campaign.station(),
                                                   figure_html(station_figure(campaign.station()->history)))
                         : "";
  const std::string activities_text =
      campaign.schedule().schedule.activities.empty() ? "" : activities_table(campaign);
  const double written = static_cast<double>(detail::page_views.size() + gantt_text.size() +
                                             growth_text.size() + windows_text.size() + station_text.size() +
                                             risk_text.size() + activities_text.size()) +
                         bytes_of_a_flight_without_figures * static_cast<double>(campaign.flights().size());
  const auto shelf_of = [&](double share) {
    const double room = share * std::max(0.0, most_bytes_of_page - written);
    return FigureShelf(campaign.scenario().path, static_cast<std::size_t>(room));
  };

  std::vector<Section> sections;
  if (std::string text = why_not_section(campaign); !text.empty())
    sections.push_back({"why-not", "Why not", std::move(text)});
  if (gantt) sections.push_back({gantt->id, gantt->title, gantt_text});
  if (!risk_text.empty()) sections.push_back({"risk", "How sure the dates are", risk_text});
  if (growth) sections.push_back({growth->id, growth->title, growth_text});
  if (windows) {
    sections.push_back({windows->id, windows->title,
                        windows_text + porkchop_section(campaign, ephemeris, shelf_of(share_of_porkchops))});
  }
  if (const auto budgets = budget_figures(campaign); !budgets.empty())
    sections.push_back({"budgets", "Masses and delta-v", shelf_of(share_of_budgets).html(budgets)});
  if (const auto sites = site_figures(campaign, ephemeris); !sites.empty())
    sections.push_back({"sites", "Sites", shelf_of(share_of_sites).html(sites)});
  if (campaign.station()) sections.push_back({"station", "Station", station_text});
  FigureShelf shelf = shelf_of(share_of_flights);
  std::vector<const FlownFlight*> further;
  for (const FlownFlight& flight : campaign.flights()) {
    if (shelf.is_full()) {
      further.push_back(&flight);
    } else {
      sections.push_back(flight_section(campaign, flight, ephemeris, sections.size(), shelf, shown));
    }
  }
  if (!further.empty()) sections.push_back(further_flights(campaign, further));
  if (!activities_text.empty()) sections.push_back({"activities", "Activities", activities_text});
  if (!campaign.warnings().empty()) sections.push_back({"warnings", "Warnings", warnings_section(campaign)});
  sections.push_back({"provenance", "What made this page", provenance(campaign, run)});
  return sections;
}

constexpr std::ptrdiff_t most_flights_in_contents = 6;

std::string contents(const std::vector<Section>& sections) {
  std::string out, flights;
  const auto is_flight = [](const Section& section) { return section.is_flight; };
  const auto count = std::count_if(sections.begin(), sections.end(), is_flight);
  for (const Section& section : sections) {
    const bool folded = section.is_flight && count > most_flights_in_contents;
    (folded ? flights : out) +=
        concat("<li><a href=\"#", markup_text(section.id), "\">", markup_text(section.title), "</a></li>\n");
  }
  if (!flights.empty())
    flights = concat("<details><summary>Flights (", count, ")</summary><ul>", flights, "</ul></details>\n");
  return concat("<nav aria-label=\"Contents\"><ul>", out, "</ul>", flights, "</nav>");
}

/// What the page's script unpacks for flights and curves.
std::string views_element() {
  return concat("<script type=\"text/plain\" id=\"report-views\">", detail::page_views, "</script>\n");
}

}  // namespace

std::string report_html(const Campaign& campaign, const RunInfo& run, const Ephemeris& ephemeris,
                        const RiskTables* risk) {
  std::vector<const FlownFlight*> shown;
  const std::vector<Section> sections = sections_of(campaign, run, ephemeris, risk, shown);
  // Flights to turn, curves to look at closely.
  const bool has_views =
      !shown.empty() || std::any_of(sections.begin(), sections.end(), [](const Section& section) {
        return section.content.find("class=\"curve\"") != std::string::npos;
      });
  const std::string name = markup_text(campaign.scenario().name);
  std::string out = concat(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-",
      base64_of_hex(sha256_hex(detail::page_style)), "'; script-src 'sha256-",
      base64_of_hex(sha256_hex(detail::page_script)), "' 'sha256-", base64_of_hex(detail::page_views_sha256),
      "'; img-src data:; base-uri 'none'; form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>",
      name, "</title>\n<style>", detail::page_style, "</style>\n</head>\n<body>\n<header><h1>", name,
      "</h1>\n");
  if (!campaign.scenario().description.empty()) {
    out += concat("<p>", markup_text(campaign.scenario().description), "</p>\n");
  }
  out += summary(campaign) + contents(sections) + "</header>\n<main>\n";
  for (const Section& section : sections) {
    out += concat("<section aria-labelledby=\"", markup_text(section.id), "\"><h2 id=\"",
                  markup_text(section.id), "\">", markup_text(section.title), "</h2>\n", section.content,
                  "</section>\n");
  }
  return out + concat("</main>\n<script type=\"application/json\" id=\"report-data\">",
                      detail::page_data(shown, ephemeris), "</script>\n", has_views ? views_element() : "",
                      "<script>", detail::page_script, "</script>\n</body>\n</html>\n");
}

}  // namespace perilune
