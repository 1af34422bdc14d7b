#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <perilune/core/source_location.hpp>
#include <perilune/time/interval_set.hpp>

namespace perilune {

/// The station at one instant, and its mean rates over the time since the sample before.
struct StationSample {
  Epoch epoch;
  int people = 0;
  std::vector<double> stock_kg;     ///< by commodity, in the order of `StationHistory::commodities`
  std::vector<double> capacity_kg;  ///< likewise
  double battery_j = 0.0;           ///< usable energy left
  double battery_capacity_j = 0.0;  ///< usable energy when full
  double available_w = 0.0;         ///< what the sources could give
  double used_w = 0.0;              ///< what the processes drew
  double curtailed_w = 0.0;         ///< what nobody took
  double heat_w = 0.0;              ///< shed to the outside: electric power, people, losses
  std::vector<double> source_w;  ///< what the sources of each element could give (`StationHistory::elements`)
  std::vector<double> load_w;    ///< what the processes of each element drew; the last: people
  double pressurised_volume_m3 = 0.0;
  double recorder_bit = 0.0;  ///< data that waits for a link
};

/// The books of one commodity over one span of time [kg]:
///
///     opening + delivered + made - used - taken - vented - boiled off - lost = closing
struct CommodityBalance {
  std::string commodity;
  Interval span;
  double opening_kg = 0.0;
  double delivered_kg = 0.0;   ///< by flights, and in stores that arrived
  double made_kg = 0.0;        ///< by processes
  double used_kg = 0.0;        ///< by processes
  double taken_kg = 0.0;       ///< by flights
  double vented_kg = 0.0;      ///< because a store that vents was full
  double boiled_off_kg = 0.0;  ///< from stores that lose a share of what is in them
  double lost_kg = 0.0;        ///< for want of room: when an element left, or a delivery did not fit
  double closing_kg = 0.0;
  double lowest_kg = 0.0;  ///< least stock in the span, since there first was a store for it
  std::optional<Epoch> lowest_at;

  /// What the equation above leaves, over the largest of its terms.
  double defect() const;
  /// Share of what was used that the station's own processes made: 1 needs no flight. Nothing used: 1.
  double closure() const;
};

/// The books of electric energy over one span of time [J]:
///
///     available = used + curtailed + stored + battery_losses
struct EnergyBalance {
  Interval span;
  double available_j = 0.0;
  double used_j = 0.0;
  double curtailed_j = 0.0;
  double stored_j = 0.0;          ///< rise of the batteries' content; what came charged counts as available
  double battery_losses_j = 0.0;  ///< of charging, discharging, and content that left with an element
  double lowest_j = 0.0;          ///< least content of the batteries in the span

  /// What the equation above leaves, over the largest of its terms.
  double defect() const;
};

/// The books of the station's data over one span of time [bit]:
///
///     opening + produced - sent - lost = closing
struct DataBalance {
  Interval span;
  double opening_bit = 0.0;   ///< in the recorder
  double produced_bit = 0.0;  ///< by processes
  double sent_bit = 0.0;      ///< by the links
  double lost_bit = 0.0;      ///< for want of room in the recorder
  double closing_bit = 0.0;
  double capacity_bit = 0.0;  ///< what the links could have carried
  double archived_bit = 0.0;  ///< of what was sent, since there is an archive

  /// What the equation above leaves, over the largest of its terms.
  double defect() const;
};

/// What one process did in a year.
struct ProcessYear {
  std::string element;
  std::string process;
  Interval span;
  double running_s = 0.0;    ///< time in which it might run
  double full_rate_s = 0.0;  ///< the same, each second weighted by the rate it ran at
  double energy_j = 0.0;
  double crew_hours_h = 0.0;
  double used_kg = 0.0;  ///< from the station's stores
  double made_kg = 0.0;  ///< into them
  double data_bit = 0.0;

  double utilisation() const { return running_s > 0.0 ? full_rate_s / running_s : 0.0; }
};

/// What went wrong.
enum class StationFailure {
  crew_short,       ///< people did not get what they need: oxygen, water, food
  freezes,          ///< a load of the priority `survival` was not served
  overheats,        ///< more heat than the radiators shed
  no_return_seats,  ///< more people than seats home
  over_dose,        ///< somebody's dose passed the career limit
  store_short,      ///< a flight came to take what the stores did not hold
};

/// "crew-short", "freezes", ...
std::string_view to_text(StationFailure failure);

struct StationProblem {
  StationFailure failure = StationFailure::crew_short;
  std::string what;      ///< the process, crew or element: "crew-1"
  std::string resource;  ///< what was missing: "oxygen", "electric power", "seats"
  Interval span;
  double missing = 0.0;  ///< kg, J, people or Sv in all: as `resource` is counted
  SourceLocation where;  ///< of the item in the scenario
};

/// How much of what it could do a process did.
struct ProcessUse {
  std::string element;
  std::string process;
  double running_s = 0.0;                 ///< time in which it might run
  double full_rate_s = 0.0;               ///< the same, each second weighted by the rate it ran at
  std::vector<std::string> held_back_by;  ///< resources that ever kept it below its full rate

  double utilisation() const { return running_s > 0.0 ? full_rate_s / running_s : 0.0; }
};

/// The dose of one crew stay: everybody in it gets the same.
struct CrewDose {
  std::string crew;
  double dose_sv = 0.0;
};

/// What a station went through.
struct StationHistory {
  Interval span;
  std::vector<std::string> commodities;
  std::vector<std::string> elements;       ///< ids, in the order of the station
  std::vector<StationSample> samples;      ///< the beginning, then the end of each step
  std::vector<CommodityBalance> balances;  ///< over the whole span, one a commodity
  std::vector<CommodityBalance> yearly;    ///< year by year in UTC, one a commodity
  EnergyBalance energy;
  std::vector<EnergyBalance> yearly_energy;
  DataBalance data;
  std::vector<DataBalance> yearly_data;
  std::vector<ProcessYear> yearly_uses;  ///< year by year, of the processes that might run in it
  std::vector<StationProblem> problems;  ///< in order of time
  std::vector<ProcessUse> uses;          ///< in the order of elements and their processes
  std::vector<CrewDose> doses;
  double crew_hours_available_h = 0.0;
  double crew_hours_used_h = 0.0;

  /// Position of a commodity in `commodities`. @throws InvalidArgument with the nearest name
  std::size_t index_of(std::string_view commodity) const;
  /// The books of a commodity over the whole span. @throws InvalidArgument with the nearest name
  const CommodityBalance& balance(std::string_view commodity) const;
};

}  // namespace perilune
