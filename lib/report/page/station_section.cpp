#include "station_section.hpp"

#include <algorithm>
#include <vector>

#include <perilune/core/text.hpp>
#include <perilune/station/autonomy.hpp>

#include "html_table.hpp"
#include "page_data.hpp"

namespace perilune::detail {
namespace {

std::string failures_table(const StationHistory& history) {
  if (history.problems.empty()) return "<p>Nobody is ever short of anything.</p>\n";
  HtmlTable table(
      "What goes wrong at the station.",
      {{"Failure"}, {"What"}, {"Lacks"}, {"From, UTC", ColumnKind::date}, {"To, UTC", ColumnKind::date}});
  for (const StationProblem& problem : history.problems) {
    table.row({std::string(to_text(problem.failure)), problem.what, problem.resource,
               second(problem.span.from), second(problem.span.to)});
  }
  return table.text();
}

/// The books of the station over the whole span.
std::string books_table(const StationHistory& history) {
  HtmlTable table(
      "Every commodity from the beginning to the end, kg; closure is the share of the use that the station "
      "makes itself.",
      {{"Commodity"},
       {"Opening", ColumnKind::number},
       {"Delivered", ColumnKind::number},
       {"Made", ColumnKind::number},
       {"Used", ColumnKind::number},
       {"Taken, vented, boiled off, lost", ColumnKind::number},
       {"Closing", ColumnKind::number},
       {"Lowest", ColumnKind::number},
       {"Closure", ColumnKind::number}});
  for (const CommodityBalance& books : history.balances) {
    table.row({books.commodity, fixed(books.opening_kg, 1), fixed(books.delivered_kg, 1),
               fixed(books.made_kg, 1), fixed(books.used_kg, 1),
               fixed(books.taken_kg + books.vented_kg + books.boiled_off_kg + books.lost_kg, 1),
               fixed(books.closing_kg, 1), fixed(books.lowest_kg, 1), fixed(books.closure(), 3)});
  }
  return table.text();
}

/// How the station gets on by itself, year by year.
std::string autonomy_table(const GrownStation& grown) {
  const std::vector<Autonomy> years = yearly_autonomy(grown.station, grown.history);
  if (years.empty()) return "";
  HtmlTable table(
      "How long it would live if nothing more came from that day on, and whoever is there stayed.",
      {{"On", ColumnKind::date},
       {"People", ColumnKind::number},
       {"Days without a flight", ColumnKind::number},
       {"Lacks first"}});
  for (const Autonomy& one : years) {
    table.row({second(one.epoch).substr(0, 10), std::to_string(one.people),
               concat(one.is_longer ? "more than " : "", fixed(one.lasts.days(), 0)), one.lacks});
  }
  return table.text();
}

/// What the payloads and everything else did over the whole span.
std::string processes_table(const StationHistory& history) {
  std::vector<ProcessYear> sums;
  for (const ProcessYear& year : history.yearly_uses) {
    auto known = std::find_if(sums.begin(), sums.end(), [&](const ProcessYear& one) {
      return one.element == year.element && one.process == year.process;
    });
    if (known == sums.end()) {
      sums.push_back(year);
      continue;
    }
    known->running_s += year.running_s, known->full_rate_s += year.full_rate_s;
    known->energy_j += year.energy_j, known->crew_hours_h += year.crew_hours_h;
    known->used_kg += year.used_kg, known->made_kg += year.made_kg, known->data_bit += year.data_bit;
  }
  if (sums.empty()) return "";
  HtmlTable table("What runs at the station, and what came of it.",
                  {{"Element", ColumnKind::name},
                   {"What", ColumnKind::name},
                   {"At its full rate, %", ColumnKind::number},
                   {"Energy, MWh", ColumnKind::number},
                   {"Crew, h", ColumnKind::number},
                   {"Used, kg", ColumnKind::number},
                   {"Made, kg", ColumnKind::number},
                   {"Data, Gbit", ColumnKind::number}});
  for (const ProcessYear& one : sums) {
    table.row({one.element, one.process, fixed(one.utilisation() * 100.0, 1), fixed(one.energy_j / 3.6e9, 1),
               fixed(one.crew_hours_h, 0), fixed(one.used_kg, 1), fixed(one.made_kg, 1),
               fixed(one.data_bit * 1e-9, 0)});
  }
  return table.text();
}

std::string data_table(const GrownStation& grown) {
  if (grown.history.data.produced_bit <= 0.0) return "";
  HtmlTable table("The station's data by year, Gbit.", {{"Year"},
                                                        {"Made", ColumnKind::number},
                                                        {"Links could carry", ColumnKind::number},
                                                        {"Sent", ColumnKind::number},
                                                        {"Lost", ColumnKind::number},
                                                        {"Left in the recorder", ColumnKind::number},
                                                        {"Archived so far", ColumnKind::number}});
  double archive_bit = 0.0;
  for (const DataBalance& year : grown.history.yearly_data) {
    archive_bit += year.archived_bit;
    if (year.produced_bit <= 0.0) continue;
    std::vector<std::string> cells = {second(year.span.from).substr(0, 4)};
    for (const double bit :
         {year.produced_bit, year.capacity_bit, year.sent_bit, year.lost_bit, year.closing_bit, archive_bit})
      cells.push_back(fixed(bit * 1e-9, 0));
    table.row(cells);
  }
  return table.text();
}

}  // namespace

std::string station_section(const GrownStation& grown, const std::string& figure) {
  return failures_table(grown.history) + figure + books_table(grown.history) + autonomy_table(grown) +
         processes_table(grown.history) + data_table(grown);
}

}  // namespace perilune::detail
