#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <perilune/core/source_location.hpp>
#include <perilune/time/interval_set.hpp>

namespace perilune {

/// The names of what a station stores, makes and uses. Any other name may be used beside them: these are the
/// ones that the processes of perilune/station/standard_processes.hpp speak of.
namespace commodity {

inline constexpr std::string_view oxygen = "oxygen";
inline constexpr std::string_view nitrogen = "nitrogen";
inline constexpr std::string_view water = "water";
inline constexpr std::string_view food = "food";  ///< as eaten, with the water in it
inline constexpr std::string_view carbon_dioxide = "carbon-dioxide";
inline constexpr std::string_view waste_water = "waste-water";
inline constexpr std::string_view waste = "waste";
inline constexpr std::string_view hydrogen = "hydrogen";
inline constexpr std::string_view methane = "methane";
inline constexpr std::string_view spares = "spares";
inline constexpr std::string_view propellant = "propellant";  ///< of craft of which no mixture is stated

/// What is outside the station: regolith that a plant digs, gas that it vents. It neither runs out nor fills
/// up, and the books keep what crossed the border.
inline constexpr std::string_view environment = "environment";

}  // namespace commodity

/// How much of one commodity a process turns over per second at its full rate: negative is used, positive is
/// made.
struct Flow {
  std::string commodity;
  double kg_s = 0.0;

  friend bool operator==(const Flow&, const Flow&) = default;
};

/// In whose favour a shortage is settled: what keeps people and machines alive first, production last.
enum class ProcessPriority { crew, survival, life_support, operations, production };

/// "crew", "survival", "life-support", "operations", "production".
std::string_view to_text(ProcessPriority priority);

/// Anything that turns commodities, electric power and working hours of the crew into others: the metabolism
/// of the crew, a water processor, a heater, an oxygen plant, a printer, a leak.
///
/// A process runs at a rate between nothing and full, `scale` times the figures given here; it runs as high
/// as supplies, room for what it makes, and its priority allow. Mass is neither made nor lost: the flows of
/// mass add up to zero.
struct Process {
  std::string id;
  std::vector<Flow> flows;             ///< of mass, at full rate [kg/s]; their sum is zero
  double power_w = 0.0;                ///< electric power drawn at full rate while it is lit, >= 0 [W]
  std::optional<double> dark_power_w;  ///< the same in darkness, for heaters [W]; empty: as in light
  double crew_hours_s = 0.0;           ///< working hours of the crew used per second at full rate, >= 0 [h/s]
  double heat_w = 0.0;                 ///< heat beside the electric power that ends as heat, >= 0 [W]
  double data_bit_s = 0.0;             ///< data that it makes at full rate, >= 0 [bit/s]
  double scale = 1.0;                  ///< how many of it, >= 0
  double loss_per_year = 0.0;  ///< how fast its full rate fades: rate = exp(-loss * age), [1/yr] of 365.25 d
  ProcessPriority priority = ProcessPriority::operations;

  /// When it can run: passes of a relay, sunlit hours. Empty: always.
  std::optional<IntervalSet> when;

  SourceLocation where;

  friend bool operator==(const Process&, const Process&) = default;
};

/// A rate given per day, in SI: `per_day(0.895)` is 0.895 a day in units per second.
constexpr double per_day(double amount) {
  return amount / 86400.0;
}

/// A rate given per year of 365.25 d, in SI.
constexpr double per_year(double amount) {
  return amount / (365.25 * 86400.0);
}

/// The sum of the flows: zero for a process that neither makes nor loses mass [kg/s].
double net_flow_kg_s(const Process& process);

}  // namespace perilune
