#include <algorithm>
#include <string>
#include <vector>

#include <perilune/core/text.hpp>
#include <perilune/report/csv.hpp>
#include <perilune/report/results.hpp>
#include <perilune/station/autonomy.hpp>

#include "place.hpp"

namespace perilune {
namespace {

std::string second_utc(Epoch epoch) {
  return epoch.iso8601(TimeScale::utc, 0);
}

/// What ever kept a process below its full rate.
std::string held_back_by(const StationHistory& history, const ProcessYear& year) {
  const auto use = std::find_if(history.uses.begin(), history.uses.end(), [&](const ProcessUse& one) {
    return one.element == year.element && one.process == year.process;
  });
  if (use == history.uses.end() || year.utilisation() > 1.0 - 1e-9) return "";
  return join(use->held_back_by, "; ");
}

SourceLocation where_of(const Station& station, const ProcessYear& year) {
  for (const StationElement& element : station.elements) {
    if (element.id != year.element) continue;
    for (const Process& process : element.processes)
      if (process.id == year.process && process.where.line > 0) return process.where;
    return element.where;
  }
  return {};
}

}  // namespace

std::string processes_csv(const GrownStation& grown) {
  CsvTable table({"element", "process", "from_utc", "to_utc", "utilisation", "held_back_by", "energy_kwh",
                  "crew_h", "used_kg", "made_kg", "data_gbit", "source"});
  for (const ProcessYear& year : grown.history.yearly_uses) {
    table.row()
        .user(year.element)
        .user(year.process)
        .own(second_utc(year.span.from))
        .own(second_utc(year.span.to))
        .number(year.utilisation(), 6)
        .user(held_back_by(grown.history, year))
        .number(year.energy_j / 3.6e6, 3)
        .number(year.crew_hours_h, 3)
        .number(year.used_kg, 6)
        .number(year.made_kg, 6)
        .number(year.data_bit * 1e-9, 3)
        .user(detail::place(where_of(grown.station, year)));
  }
  return table.text();
}

std::string autonomy_csv(const GrownStation& grown, const SourceLocation& where) {
  CsvTable table({"at_utc", "people", "resupply_free_d", "is_longer", "lacks", "source"});
  for (const Autonomy& one : yearly_autonomy(grown.station, grown.history)) {
    table.row()
        .own(second_utc(one.epoch))
        .own(std::to_string(one.people))
        .number(one.lasts.days(), 3)
        .own(one.is_longer ? "true" : "false")
        .user(one.lacks)
        .user(detail::place(where));
  }
  return table.text();
}

std::string data_csv(const GrownStation& grown, const SourceLocation& where) {
  CsvTable table({"from_utc", "to_utc", "produced_gbit", "capacity_gbit", "sent_gbit", "lost_gbit",
                  "recorder_gbit", "archived_gbit", "archive_gbit", "source"});
  double archive_bit = 0.0;
  for (const DataBalance& year : grown.history.yearly_data) {
    archive_bit += year.archived_bit;
    table.row().own(second_utc(year.span.from)).own(second_utc(year.span.to));
    for (const double bit : {year.produced_bit, year.capacity_bit, year.sent_bit, year.lost_bit,
                             year.closing_bit, year.archived_bit, archive_bit})
      table.number(bit * 1e-9, 3);
    table.user(detail::place(where));
  }
  return table.text();
}

std::string doses_csv(const GrownStation& grown) {
  CsvTable table({"crew", "people", "from_utc", "to_utc", "dose_msv", "source"});
  for (std::size_t c = 0; c < grown.station.crew.size(); ++c) {
    const CrewStay& stay = grown.station.crew[c];
    table.row()
        .user(stay.id)
        .own(std::to_string(stay.people))
        .own(second_utc(stay.span.from))
        .own(second_utc(stay.span.to))
        .number(grown.history.doses[c].dose_sv * 1e3, 3)
        .user(detail::place(stay.where));
  }
  return table.text();
}

}  // namespace perilune
