#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include <perilune/station/station.hpp>

#include "allocation.hpp"

namespace perilune::detail {

bool is_there(const StationElement& element, Epoch epoch);

/// What the sources of each element can give in a step [W].
std::vector<double> source_powers_w(const Station& station, Interval step, double length_s, bool lit);

/// Working hours of whoever is there [h/s].
double working_hours_s(const Station& station, Epoch at);

/// What a station's processes compete for, by number: the commodities, then the environment, power and
/// working hours.
class StationResources {
 public:
  /// Every commodity that is stored, turned over or delivered, by name.
  explicit StationResources(const Station& station);

  const std::vector<std::string>& commodities() const { return commodities_; }
  std::size_t of(const std::string& commodity) const { return index_.at(commodity); }
  std::size_t environment() const { return commodities_.size(); }
  std::size_t power() const { return environment() + 1; }
  std::size_t hours() const { return environment() + 2; }
  std::size_t count() const { return environment() + 3; }
  std::string name(std::size_t resource) const;

 private:
  std::vector<std::string> commodities_;
  std::map<std::string, std::size_t> index_;
};

/// Whoever runs: a process of an element, or a crew.
struct Runner {
  const Process* process = nullptr;
  const StationElement* element = nullptr;  ///< none for a crew
  const CrewStay* stay = nullptr;
  double scale = 0.0;   ///< of the process's figures, in this step
  std::size_t use = 0;  ///< of all processes, in the order of elements
};

/// Who runs in a step, and what they do to the resources. `station` and `resources` outlive it.
class Roster {
 public:
  Roster(const Station& station, const StationResources& resources);

  void set_up(Interval step, double length_s, bool lit);

  const std::vector<Runner>& runners() const { return runners_; }
  const std::vector<AllocatedActivity>& activities() const { return activities_; }

  /// What is made and used of each resource, per second.
  void sum_rates(const Allocation& allocation, std::vector<double>& made, std::vector<double>& used) const;
  double data_bit_s(const Allocation& allocation) const;
  double heat_beside_power_w(const Allocation& allocation) const;
  /// Adds what each element, and the people, drew for so long.
  void sum_loads(const Allocation& allocation, double length_s, std::vector<double>& load_j) const;

 private:
  void add(const Runner& runner, bool lit);

  const Station& station_;
  const StationResources& resources_;
  std::vector<Process> metabolisms_;    // by crew stay
  std::vector<std::size_t> first_use_;  // by element
  std::vector<Runner> runners_;
  std::vector<AllocatedActivity> activities_;
};

}  // namespace perilune::detail
