#include "support/reference_problems.hpp"

#include <fstream>
#include <map>
#include <numbers>
#include <random>
#include <sstream>
#include <string>

#include <perilune/core/error.hpp>

namespace perilune::reference {
namespace {

std::map<std::string, std::vector<Case>> read_table() {
  const std::string path = PERILUNE_SOURCE_DIR "/bench/support/reference_answers.csv";
  std::ifstream file(path);
  std::map<std::string, std::vector<Case>> table;
  std::string line;
  std::getline(file, line);  // the heading
  while (std::getline(file, line)) {
    std::istringstream cells(line);
    std::string name, cell;
    std::getline(cells, name, ',');
    Case read;
    std::getline(cells, cell, ',');  // the number of the case
    for (double& value : read.start) std::getline(cells, cell, ','), value = std::stod(cell);
    for (double& value : read.answer) std::getline(cells, cell, ','), value = std::stod(cell);
    table[name].push_back(read);
  }
  return table;
}

}  // namespace

const char* name_of(Problem problem) {
  switch (problem) {
    case Problem::halo:
      return "halo";
    case Problem::coast:
      return "coast";
    case Problem::low_orbit_50:
      return "low_orbit_50";
    case Problem::low_orbit_100:
      return "low_orbit_100";
  }
  return "";
}

const std::vector<Case>& cases(Problem problem) {
  static const std::map<std::string, std::vector<Case>> table = read_table();
  const auto found = table.find(name_of(problem));
  if (found == table.end() || found->second.size() != starts) {
    throw DataError(
        std::string("reference problems: bench/support/reference_answers.csv has not 64 lines of ") +
        name_of(problem) + "; build and run make_reference");
  }
  return found->second;
}

std::array<double, 6> dispersed(const std::array<double, 6>& nominal, int member, double scale) {
  std::array<double, 6> start = nominal;
  if (member == 0) return start;
  std::mt19937_64 bits(static_cast<std::uint64_t>(member));
  const auto uniform = [&bits] { return (static_cast<double>(bits() >> 11) + 0.5) * 0x1p-53; };
  for (std::size_t n = 0; n < 6; ++n) {
    const double radius = std::sqrt(-2.0 * std::log(uniform()));
    const double normal = radius * std::cos(2.0 * std::numbers::pi * uniform());
    start[n] += scale * (n < 3 ? 100.0 : 0.01) * normal;
  }
  return start;
}

Epoch epoch() {
  static const Epoch start = Epoch::parse("2031-03-01T06:00:00 TDB");
  return start;
}

State state_of(BodyId center, const std::array<double, 6>& start) {
  return {epoch(),
          Frame{center, Axes::icrf},
          {start[0], start[1], start[2]},
          {start[3], start[4], start[5]},
          1.0};
}

}  // namespace perilune::reference
