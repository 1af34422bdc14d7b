// Exact scheduling on folders of benchmark instances (.sm, .sch, .rcp): docs/scheduling-benchmarks.md has the
// options.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <limits>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include <perilune/core/error.hpp>
#include <perilune/scheduling/engine/check.hpp>
#include <perilune/scheduling/engine/instance_files.hpp>
#include <perilune/scheduling/engine/solve.hpp>

#include "engine/heuristic/genetic.hpp"
#include "engine/stopwatch.hpp"
#include "support/cp_sat_oracle.hpp"

namespace {

namespace fs = std::filesystem;
using namespace perilune::engine;

struct Arguments {
  std::vector<std::string> sets{};
  fs::path instances{};
  fs::path csv = "scheduling.csv";
  double limit_s = 10.0;
  Clock clock = Clock::wall;
  std::size_t first = 0;  ///< where each N-th begins
  std::string only{};     ///< instances whose names contain it
  int workers = 2;
  int threads = 2;
  std::size_t every = 1;
  std::string oracle{};  ///< a Python with OR-Tools
  std::uint64_t seed = 1;
  std::int64_t schedules = 0;  ///< of the heuristic alone; 0: the whole engine
  Value windows = 0;           ///< about as many on three of ten activities
};

struct Published {
  std::optional<Value> best{};   ///< best value known
  std::optional<Value> bound{};  ///< best bound known
  bool is_infeasible = false;
};

struct Result {
  std::string set{};
  std::string instance{};
  Answer answer{};
  bool is_checked = false;
  Value critical_path = 0;
  Published published{};
  std::string oracle{};  ///< "status value bound seconds"
};

/// The same project in ticks a twentieth as long, where three of ten activities may begin in about `count`
/// windows only: two to six ticks wide, evenly spread with some play.
Model with_windows(Model model, Value count, std::uint64_t seed) {
  constexpr Value scale = 20;
  detail::Random random(seed);
  Value horizon = 0;
  for (Interval& interval : model.intervals) {
    interval.duration.first *= scale;
    interval.duration.last *= scale;
    horizon += interval.duration.last;
  }
  horizon += horizon / 2;
  const Value period = std::max<Value>(8, horizon / count);
  for (std::size_t i = 0; i < model.intervals.size(); ++i) {
    Interval& interval = model.intervals[i];
    const Value last = horizon - interval.duration.first;
    interval.start = {{0, last}};
    if (interval.duration.first == 0 || random.below(10) >= 3) continue;
    interval.start.clear();
    for (Value tick = static_cast<Value>(random.below(static_cast<std::size_t>(period))); tick + 8 < last;
         tick += period) {
      const Value first = tick + static_cast<Value>(random.below(2));
      interval.start.push_back({first, first + 1 + static_cast<Value>(random.below(5))});
    }
  }
  for (Lag& lag : model.lags) lag.at_least *= scale;
  return model;
}

/// Schedule generation and the genetic search alone.
Answer heuristic(const Model& model, std::int64_t schedules, std::uint64_t seed, Clock clock) {
  Answer answer;
  const double began = detail::seconds_now(clock);
  const std::optional<detail::Project> project = detail::as_project(model);
  if (!project) return answer;
  detail::Genetic genetic(*project, seed);
  genetic.run(schedules, 0);
  answer.seconds = detail::seconds_now(clock) - began;
  if (!genetic.has_answer()) return answer;
  for (std::size_t i = 0; i < project->size(); ++i) {
    const Value start = genetic.starts()[i] + project->origin;
    answer.assignment.intervals.push_back(
        {.present = true, .start = start, .end = start + project->durations[i]});
  }
  answer.status = Status::feasible;
  answer.values = {value_of(answer.assignment, model.objectives.front())};
  return answer;
}

/// Longest path over the lags: what the makespan would be without resources.
Value critical_path(const Model& model) {
  std::vector<Value> start(model.intervals.size(), 0);
  const auto offset = [&](const Term& term) {
    return term.kind == TermKind::end ? model.intervals[term.index].duration.first : 0;
  };
  for (std::size_t pass = 0; pass <= model.intervals.size(); ++pass) {
    bool has_moved = false;
    for (const Lag& lag : model.lags) {
      const Value least = start[lag.from.index] + offset(lag.from) + lag.at_least - offset(lag.to);
      if (least <= start[lag.to.index]) continue;
      start[lag.to.index] = least;
      has_moved = true;
    }
    if (!has_moved) break;
  }
  return start.back() + model.intervals.back().duration.first;
}

std::string lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

/// optimum.csv ("instance,43", "instance,84..104", "instance,unsat") and best_known.csv ("instance,43", or
/// "set,instance,43,40"), of the folder or the one above.
std::map<std::string, Published> read_published(const fs::path& folder) {
  std::map<std::string, Published> all;
  for (const fs::path& path :
       {folder / "optimum.csv", folder / "best_known.csv", folder.parent_path() / "best_known.csv"}) {
    std::ifstream file(path);
    std::string line;
    while (std::getline(file, line)) {
      std::vector<std::string> cells;
      std::stringstream cutter(line);
      for (std::string cell; std::getline(cutter, cell, ',');) cells.push_back(cell);
      const std::size_t at = cells.size() > 2 ? 1 : 0;
      if (cells.size() < at + 2) continue;
      Published& published = all[lower(cells[at])];
      const std::string& value = cells[at + 1];
      if (value == "unsat") {
        published.is_infeasible = true;
      } else if (const std::size_t dots = value.find(".."); dots != std::string::npos) {
        published.bound = std::atol(value.c_str());
        if (!published.best) published.best = std::atol(value.c_str() + dots + 2);
      } else if (std::atol(value.c_str()) > 0) {
        published.best = std::atol(value.c_str());
        if (path.filename() == "optimum.csv") published.bound = published.best;
        if (cells.size() > at + 2) published.bound = std::atol(cells[at + 2].c_str());
        // One such row is known: a bound above the best value says nothing.
        if (published.bound && *published.bound > *published.best) published.bound.reset();
      }
    }
  }
  return all;
}

std::string short_name(std::string name) {
  name = lower(name);
  if (name.rfind("testset_", 0) == 0) name.erase(0, 8);
  if (const std::size_t at = name.find("_consprod"); at != std::string::npos) name.erase(at);
  return name;
}

const char* text_of(Status status) {
  switch (status) {
    case Status::proved_optimal:
      return "proved_optimal";
    case Status::feasible:
      return "feasible";
    case Status::infeasible:
      return "infeasible";
    case Status::unknown:
      break;
  }
  return "unknown";
}

/// What contradicts what others have published, or nothing.
std::string contradiction(const Result& result) {
  const Answer& answer = result.answer;
  const Published& published = result.published;
  if (answer.status == Status::infeasible) return published.best ? "refuted, though an answer is known" : "";
  if (answer.has_assignment() && published.is_infeasible) return "answered, though published as infeasible";
  if (!answer.bounds.empty() && published.best && answer.bounds[0] > *published.best)
    return "bound above the best known value";
  if (answer.has_assignment() && published.bound && answer.values[0] < *published.bound)
    return "value below a published bound";
  return "";
}

int run(const Arguments& arguments) {
  std::map<std::string, std::vector<fs::path>> sets;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(arguments.instances)) {
    const std::string extension = lower(entry.path().extension().string());
    if (extension != ".sm" && extension != ".sch" && extension != ".rcp") continue;
    const std::string set = short_name(entry.path().parent_path().filename().string());
    const bool is_wanted = arguments.sets.empty() || std::find(arguments.sets.begin(), arguments.sets.end(),
                                                               set) != arguments.sets.end();
    if (is_wanted) sets[set].push_back(entry.path());
  }
  std::ofstream csv(arguments.csv);
  csv << "set,instance,value,bound,status,seconds,checked,critical_path,best_known,conflicts,clock,oracle\n";
  std::optional<CpSatOracle> oracle;
  if (!arguments.oracle.empty()) oracle.emplace(arguments.oracle, arguments.limit_s, arguments.workers);
  int faults = 0;
  for (auto& [set, paths] : sets) {
    std::sort(paths.begin(), paths.end());
    const std::map<std::string, Published> published = read_published(paths.front().parent_path());
    std::size_t count = 0;
    std::size_t proved = 0;
    std::size_t within_1_s = 0;
    std::size_t improved = 0;
    std::size_t oracle_proved = 0;
    std::size_t answered = 0;
    double seconds = 0.0;
    double deviation = 0.0;
    for (std::size_t i = arguments.first; i < paths.size(); i += arguments.every) {
      if (lower(paths[i].filename().string()).find(arguments.only) == std::string::npos) continue;
      Model model = read_instance(paths[i]);
      if (arguments.windows > 0) model = with_windows(std::move(model), arguments.windows, i);
      Result result{
          .set = set, .instance = paths[i].filename().string(), .critical_path = critical_path(model)};
      if (const auto found = published.find(lower(result.instance));
          found != published.end() && arguments.windows == 0)
        result.published = found->second;
      result.answer = arguments.schedules > 0
                          ? heuristic(model, arguments.schedules, arguments.seed, arguments.clock)
                          : solve(model, {.seconds = arguments.limit_s,
                                          .clock = arguments.clock,
                                          .workers = arguments.workers,
                                          .threads = arguments.threads,
                                          .seed = arguments.seed});
      if (oracle) {
        result.oracle = oracle->ask(model);
        const bool is_closed =
            result.oracle.rfind("proved_optimal", 0) == 0 || result.oracle.rfind("infeasible", 0) == 0;
        oracle_proved += is_closed ? 1 : 0;
        const bool ours_closed = result.answer.status == Status::proved_optimal;
        const std::string its =
            ours_closed ? "proved_optimal " + std::to_string(result.answer.values[0]) + " " : "infeasible ";
        if (is_closed && (ours_closed || result.answer.status == Status::infeasible) &&
            result.oracle.rfind(its, 0) != 0) {
          ++faults;
          std::cout << "  " << set << '/' << result.instance << ": the oracle says " << result.oracle << '\n';
        }
      }
      const Answer& answer = result.answer;
      result.is_checked = !answer.has_assignment() || check(model, answer.assignment).empty();
      const bool is_proved = answer.status == Status::proved_optimal || answer.status == Status::infeasible;
      ++count;
      proved += is_proved ? 1 : 0;
      within_1_s += is_proved && answer.seconds <= 1.0 ? 1 : 0;
      seconds += answer.seconds;
      if (answer.has_assignment()) {
        ++answered;
        deviation += 100.0 * (static_cast<double>(answer.values[0]) /
                                  static_cast<double>(std::max<Value>(1, result.critical_path)) -
                              1.0);
      }
      csv << set << ',' << result.instance << ',';
      if (answer.has_assignment()) csv << answer.values[0];
      csv << ',';
      if (!answer.bounds.empty()) csv << answer.bounds[0];
      csv << ',' << text_of(answer.status) << ',' << answer.seconds << ','
          << (result.is_checked ? "yes" : "NO") << ',' << result.critical_path << ','
          << (result.published.best ? std::to_string(*result.published.best) : "") << ',' << answer.conflicts
          << ',' << (arguments.clock == Clock::wall ? "wall" : "cpu") << ',' << result.oracle << '\n'
          << std::flush;
      if (result.is_checked && answer.has_assignment() && result.published.best &&
          answer.values[0] < *result.published.best) {
        ++improved;
        std::cout << "  " << set << '/' << result.instance << ": " << answer.values[0]
                  << ", checked, is below the best known value, " << *result.published.best << '\n';
      }
      const std::string wrong = contradiction(result);
      if (!wrong.empty() || !result.is_checked) {
        ++faults;
        std::cout << "  " << set << '/' << result.instance << ": "
                  << (result.is_checked ? wrong : "fails the check") << '\n';
      }
    }
    std::cout << set << ": " << count << " instances, proved " << proved << " ("
              << 100.0 * static_cast<double>(proved) / static_cast<double>(std::max<std::size_t>(1, count))
              << " %), within 1 s " << within_1_s << ", deviation from the critical path "
              << deviation / static_cast<double>(std::max<std::size_t>(1, answered)) << " %, " << seconds
              << " s";
    if (improved > 0) std::cout << "; below the best known values " << improved;
    if (oracle) std::cout << "; OR-Tools proved " << oracle_proved;
    std::cout << '\n' << std::flush;
  }
  return faults == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) try {
  Arguments arguments;
  for (int i = 1; i < argc; ++i) {
    std::string name = argv[i];
    std::string value;
    if (const std::size_t at = name.find('='); at != std::string::npos) {
      value = name.substr(at + 1);
      name.erase(at);
    } else if (i + 1 < argc) {
      value = argv[++i];
    }
    if (name == "--set")
      arguments.sets.push_back(lower(value));
    else if (name == "--instances")
      arguments.instances = value;
    else if (name == "--limit")
      arguments.limit_s = std::atof(value.c_str());
    else if (name == "--clock" && (value == "wall" || value == "cpu"))
      arguments.clock = value == "cpu" ? Clock::processor : Clock::wall;
    else if (name == "--first")
      arguments.first = static_cast<std::size_t>(std::max(0, std::atoi(value.c_str())));
    else if (name == "--only")
      arguments.only = lower(value);
    else if (name == "--csv")
      arguments.csv = value;
    else if (name == "--workers")
      arguments.workers = std::atoi(value.c_str());
    else if (name == "--threads")
      arguments.threads = std::atoi(value.c_str());
    else if (name == "--oracle")
      arguments.oracle = value;
    else if (name == "--windows")
      arguments.windows = std::atol(value.c_str());
    else if (name == "--seed")
      arguments.seed = static_cast<std::uint64_t>(std::atol(value.c_str()));
    else if (name == "--heuristic")
      arguments.schedules = std::atol(value.c_str());
    else if (name == "--every")
      arguments.every = static_cast<std::size_t>(std::max(1, std::atoi(value.c_str())));
    else {
      std::cerr
          << "unknown option '" << name
          << "'. There are: --instances DIR, --set NAME (again for more), --limit SECONDS, --every N "
             "(each N-th instance), --first N (the one to begin with), --only TEXT (in the instance's name), "
             "--clock wall|cpu, --workers N, --threads N, --windows N, --heuristic SCHEDULES, --seed N, "
             "--oracle PYTHON, --csv FILE\n";
      return 2;
    }
  }
  if (arguments.instances.empty()) {
    std::cout << "bench_scheduling: pass --instances DIR, a folder of .sm, .sch or .rcp files\n";
    return 0;
  }
  return run(arguments);
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 3;
}
