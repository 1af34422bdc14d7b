// The main of every benchmark: Google Benchmark's own, which also writes a table that a person and a script
// can compare.
//
// A benchmark is named <case>/<method>, such as propagate/earth_moon/tol:1e-12/dop853, and may set the
// counters `error` (against a tighter reference, in the case's own unit) and `work` (calls of the right-hand
// side). `--csv=FILE` then writes a row each:
//
//     case,method,time_s,error,work,ratio
//
// below lines that begin with # and say what it ran on (machine.hpp), which the console shows as well.
//
// time_s is the least of the repetitions, in seconds per iteration: of the processor, or of the clock on the
// wall where the benchmark says UseRealTime(), as one with threads does, or what it measured itself where
// it says UseManualTime(). ratio is the time of the case's
// first method over this one's: above 1 is faster. So the method to beat is registered first.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "machine.hpp"

namespace {

struct Row {
  std::string name_of_case;
  std::string method;
  double time_s = 0.0;
  std::string error;
  std::string work;
};

template <class Run>
bool was_skipped(const Run& run) {
  if constexpr (requires { run.error_occurred; }) {
    return run.error_occurred;  // Google Benchmark 1.7
  } else {
    return run.skipped != decltype(run.skipped){};  // 1.8 and later
  }
}

std::string counter(const benchmark::UserCounters& counters, const std::string& name) {
  const auto found = counters.find(name);
  if (found == counters.end()) return "";
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", found->second.value);
  return text;
}

class TableReporter : public benchmark::ConsoleReporter {
 public:
  void ReportRuns(const std::vector<Run>& runs) override {
    ConsoleReporter::ReportRuns(runs);
    for (const Run& run : runs) {
      if (was_skipped(run)) failed_ = true;
      if (was_skipped(run) || run.run_type != Run::RT_Iteration || run.iterations == 0) continue;
      add(run);
    }
  }

  bool failed() const { return failed_; }

  bool write(const std::string& path, const std::vector<std::pair<std::string, std::string>>& machine) const {
    std::ofstream file(path);
    for (const auto& [what, value] : machine) file << "# " << what << ": " << value << '\n';
    file << "case,method,time_s,error,work,ratio\n";
    for (const Row& row : rows_) {
      const auto first = std::find_if(rows_.begin(), rows_.end(), [&](const Row& other) {
        return other.name_of_case == row.name_of_case;
      });
      char numbers[64];
      std::snprintf(numbers, sizeof numbers, "%.6g", row.time_s);
      file << row.name_of_case << ',' << row.method << ',' << numbers << ',' << row.error << ',' << row.work
           << ',';
      std::snprintf(numbers, sizeof numbers, "%.4g", first->time_s / row.time_s);
      file << numbers << '\n';
    }
    file.flush();
    return file.good();
  }

 private:
  void add(const Run& run) {
    const std::string name = run.run_name.function_name;
    const std::size_t slash = name.rfind('/');
    Row row;
    row.name_of_case = name.substr(0, slash);
    row.method = slash == std::string::npos ? "" : name.substr(slash + 1);
    const bool wall = run.run_name.time_type == "real_time" || run.run_name.time_type == "manual_time";
    row.time_s =
        (wall ? run.real_accumulated_time : run.cpu_accumulated_time) / static_cast<double>(run.iterations);
    row.error = counter(run.counters, "error");
    row.work = counter(run.counters, "work");
    for (Row& known : rows_) {
      if (known.name_of_case == row.name_of_case && known.method == row.method) {
        known.time_s = std::min(known.time_s, row.time_s);
        return;
      }
    }
    rows_.push_back(row);
  }

  std::vector<Row> rows_;
  bool failed_ = false;
};

}  // namespace

int main(int argc, char** argv) {
  constexpr std::string_view flag = "--csv=";
  std::string path;
  std::vector<char*> arguments;
  for (int i = 0; i < argc; ++i) {
    if (std::string_view(argv[i]).substr(0, flag.size()) == flag) {
      path = argv[i] + flag.size();
    } else {
      arguments.push_back(argv[i]);
    }
  }
  int count = static_cast<int>(arguments.size());
  benchmark::Initialize(&count, arguments.data());
  if (benchmark::ReportUnrecognizedArguments(count, arguments.data())) return 2;

  const auto machine = perilune::bench::describe_machine();
  for (const auto& [what, value] : machine) benchmark::AddCustomContext(what, value);
  TableReporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  benchmark::Shutdown();
  if (!path.empty() && !reporter.write(path, machine)) {
    std::cerr << "cannot write " << path << '\n';
    return 6;
  }
  return reporter.failed() ? 1 : 0;
}
