#pragma once

#include <optional>
#include <string>

#include <perilune/core/source_location.hpp>
#include <perilune/station/process.hpp>

#include "table.hpp"

/// What runs in an element of the station, as the file has it.
namespace perilune::detail {

struct LoadDraft {
  std::string id;
  double power_w = 0.0;
  std::optional<double> dark_w;
  ProcessPriority priority = ProcessPriority::operations;
  SourceLocation where;
};

struct RecyclerDraft {
  double capacity_kg_s = 0.0;
  double recovery = 0.98;
  double power_w = 0.0;
  ProcessPriority priority = ProcessPriority::life_support;
};

struct ElectrolysisDraft {
  double oxygen_kg_s = 0.0;
  ProcessPriority priority = ProcessPriority::life_support;
};

struct SabatierDraft {
  double carbon_dioxide_kg_s = 0.0;
  double power_w = 0.0;
  ProcessPriority priority = ProcessPriority::life_support;
};

struct PlantDraft {
  double mass_kg = 0.0;
  double yield = 5.0;
  double decay = 0.1;
  double power_w = 0.0;
  ProcessPriority priority = ProcessPriority::production;
};

struct UpkeepDraft {
  double share_per_year = 0.05;
  double repair_h_kg = 0.2;
};

const Table<LoadDraft>& load_table();
const Table<Process>& process_table();
const Table<RecyclerDraft>& water_processor_table();
const Table<ElectrolysisDraft>& electrolysis_table();
const Table<SabatierDraft>& sabatier_table();
const Table<PlantDraft>& oxygen_plant_table();
const Table<UpkeepDraft>& upkeep_table();

}  // namespace perilune::detail
