#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <ostream>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include <perilune/campaign/flown.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/isa.hpp>
#include <perilune/core/text.hpp>
#include <perilune/core/version.hpp>

#include "command.hpp"
#include "command_line.hpp"
#include "flight_arguments.hpp"
#include "progress.hpp"

namespace perilune::cli {
namespace {

constexpr double least_s = 0.2;  // of a measurement: long against the clock and a switch of tasks
constexpr int repetitions = 5;

struct Measured {
  std::string name;
  std::string what;
  double median_s = 0.0;
  double least_s = 0.0;
};

/// Seconds of one call, the median and the least of five stretches.
Measured measured(std::string name, std::string what, const std::function<void()>& work) {
  work();
  std::vector<double> seconds;
  for (int i = 0; i < repetitions; ++i) {
    const double begun_s = ProgressLine::steady_seconds();
    double elapsed_s = 0.0;
    int calls = 0;
    while (elapsed_s < least_s / repetitions) {
      work();
      ++calls;
      elapsed_s = ProgressLine::steady_seconds() - begun_s;
    }
    seconds.push_back(elapsed_s / calls);
  }
  std::sort(seconds.begin(), seconds.end());
  return {std::move(name), std::move(what), seconds[repetitions / 2], seconds.front()};
}

Flight queqiao_2() {
  FlightArguments arguments;
  arguments.at = "2024-03-22 TT";
  arguments.elements =
      "208452.2176 km, 0.96888026, 23.0998 deg, 176.647854 deg, 186.033193 deg, 64.417218484 deg";
  return flight_of(arguments);
}

std::vector<Measured> measure_all() {
  const Flight flight = queqiao_2();
  const Ephemeris& ephemeris = Ephemeris::embedded();
  std::vector<Measured> all;
  all.push_back(measured("flight", "2.7 days to the Moon at 1e-12, Earth, Moon, Sun, J2", [&] {
    if (fly(flight, ephemeris).status != FlightStatus::arrived)
      throw std::logic_error("the flight of the benchmark did not arrive");
  }));
  double tdb_s = 8e8;
  Eigen::Vector3d sum = Eigen::Vector3d::Zero();
  all.push_back(measured("moon", "position of the Moon, DE440", [&] {
    sum += ephemeris.position_m(moon, earth, tdb_s);
    tdb_s += 1.0;
  }));
  if (!(sum.norm() > 0.0)) throw std::logic_error("the Moon is nowhere");
  return all;
}

ExitCode print_benchmarks(bool json, const CliContext& context) {
  const std::vector<Measured> all = measure_all();
  const std::string isa(isa_name(chosen_isa()));
  if (json) {
    nlohmann::ordered_json items = nlohmann::ordered_json::array();
    for (const Measured& item : all)
      items.push_back(
          {{"name", item.name}, {"what", item.what}, {"median_s", item.median_s}, {"least_s", item.least_s}});
    context.out
        << nlohmann::ordered_json{{"version", version()}, {"instruction_set", isa}, {"measured", items}}.dump(
               2)
        << '\n';
    return ExitCode::ok;
  }
  context.out << "perilune " << version() << ", instruction set " << isa << '\n';
  for (const Measured& item : all) {
    context.out << item.name << ": " << to_text(std::round(item.median_s * 1e9) / 1e3) << " us (least "
                << to_text(std::round(item.least_s * 1e9) / 1e3) << "): " << item.what << '\n';
  }
  return ExitCode::ok;
}

}  // namespace

Command bench_command() {
  return {
      .name = "bench",
      .usage = "[OPTION ...]",
      .about = "Measure how fast this build is on this machine, in a second",
      .more =
          "Median and least time of five stretches. A first look: the benchmarks in bench/ measure more, and "
          "state the error beside the time.",
      .examples = {{"perilune bench", "How long does a flight to the Moon take to compute?"}},
      .set_up = [](CommandLine& line) {
        auto json = std::make_shared<bool>(false);
        line.add_flag("--json", *json, "Print one JSON document");
        return [json](const CliContext& context) { return print_benchmarks(*json, context); };
      }};
}

}  // namespace perilune::cli
