#include <perilune/report/run_diff.hpp>

#include <algorithm>
#include <cmath>
#include <sstream>
#include <utility>

#include <nlohmann/json.hpp>

#include <perilune/core/atomic_file.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/report/csv.hpp>

namespace perilune {
namespace {

using detail::concat;

constexpr std::size_t longest_table = std::size_t{1} << 28;
constexpr double least_mass_kg = 0.1;
const Duration least_move = Duration::minutes(1.0);

/// A table of an earlier run: cells by the names of their columns.
class Table {
 public:
  explicit Table(const std::filesystem::path& file) : file_(file) {
    rows_ = csv_rows(read_file(file, longest_table));
    if (rows_.empty()) fail(1, "is empty");
  }

  std::size_t size() const { return rows_.size() - 1; }

  const std::string& at(std::size_t row, std::string_view column) const {
    const auto& names = rows_.front();
    const auto found = std::find(names.begin(), names.end(), column);
    if (found == names.end())
      fail(1, concat("has no column '", column, "': was it written by another version?"));
    const auto index = static_cast<std::size_t>(found - names.begin());
    if (index >= rows_[row + 1].size()) fail(row + 2, "has too few cells");
    return rows_[row + 1][index];
  }

  std::optional<Epoch> date(std::size_t row, std::string_view column) const {
    const std::string& text = at(row, column);
    if (text.empty()) return std::nullopt;
    try {
      return Epoch::parse(text + " UTC");
    } catch (const Error&) {
      fail(row + 2, concat("holds no date: '", printable(text), "'"));
    }
  }

  std::optional<double> number(std::size_t row, std::string_view column) const {
    const std::string& text = at(row, column);
    if (text.empty()) return std::nullopt;
    const std::optional<double> value = parse_number(text);
    if (!value) fail(row + 2, concat("holds no number: '", printable(text), "'"));
    return value;
  }

 private:
  [[noreturn]] void fail(std::size_t line, std::string_view why) const {
    throw DataError(concat("'", printable(file_.string()), "', line ", line, ", ", why, "."));
  }

  std::filesystem::path file_;
  std::vector<std::vector<std::string>> rows_;
};

std::string day(const std::optional<Epoch>& epoch) {
  return epoch ? epoch->iso8601(TimeScale::utc, 0).substr(0, 10) : std::string("never");
}

/// "309.0 d later".
std::string shift(Duration by) {
  return concat(fixed(std::abs(by.days()), 1), " d ", by > Duration{} ? "later" : "earlier");
}

void read_schedule(const std::filesystem::path& folder, RunResult& result) {
  const Table table(folder / "schedule.csv");
  for (std::size_t row = 0; row < table.size(); ++row) {
    const std::string& id = table.at(row, "mission");
    const std::string& kind = table.at(row, "kind");
    const bool is_first = !result.by_id.contains(id);
    if (is_first) result.missions.push_back(id);
    MissionResult& mission = result.by_id[id];
    const auto start = table.date(row, "start_utc"), end = table.date(row, "end_utc");
    if (is_first || (kind == "launch" && !mission.in_place)) mission.lift_off = start;
    if (kind != "surface" && kind != "operate") mission.in_place = end;
    std::istringstream names(table.at(row, "milestones"));
    for (std::string name; end && names >> name;) mission.milestones[name] = *end;
  }
}

void read_tables(const std::filesystem::path& folder, RunResult& result) {
  std::error_code error;
  if (std::filesystem::is_regular_file(folder / "masses.csv", error)) {
    const Table masses(folder / "masses.csv");
    for (std::size_t row = 0; row < masses.size(); ++row) {
      const auto found = result.by_id.find(masses.at(row, "mission"));
      if (found != result.by_id.end()) found->second.launch_mass_kg = masses.number(row, "launch_mass_kg");
    }
  }
  if (std::filesystem::is_regular_file(folder / "station.csv", error)) {
    const Table station(folder / "station.csv");
    for (std::size_t row = 0; row < station.size(); ++row) {
      const std::string& commodity = station.at(row, "commodity");
      result.delivered_kg[commodity] += station.number(row, "delivered_kg").value_or(0.0);
    }
  }
}

void read_manifest(const std::filesystem::path& folder, RunResult& result) {
  const std::filesystem::path file = folder / "manifest.json";
  const auto manifest = nlohmann::json::parse(read_file(file, longest_table), nullptr, false);
  try {
    result.scenario = manifest.at("scenario").at("name").get<std::string>();
    const auto& outcome = manifest.at("outcome");
    result.outcome = outcome.at("schedule").get<std::string>();
    if (outcome.contains("station")) result.station_holds = outcome.at("station").at("holds").get<bool>();
  } catch (const nlohmann::json::exception&) {
    throw DataError(concat("'", printable(file.string()), "' is no manifest of a run."));
  }
}

/// Lines about what two maps of dates or masses have that differs.
class Comparison {
 public:
  Comparison(const RunResult& before, const RunResult& after) : before_(before), after_(after) {}

  std::string text() {
    if (before_.scenario != after_.scenario)
      add(concat("scenario: ", printable(after_.scenario), " instead of ", printable(before_.scenario)));
    if (before_.outcome != after_.outcome)
      add(concat("schedule: ", after_.outcome, " instead of ", before_.outcome));
    if (before_.station_holds != after_.station_holds) {
      const auto word = [](const std::optional<bool>& holds) {
        return !holds ? "not there" : *holds ? "holds" : "does not hold";
      };
      add(concat("station: ", word(after_.station_holds), ", where it was '", word(before_.station_holds),
                 "'"));
    }
    missions();
    moves();
    milestones();
    masses();
    deliveries();
    if (text_.empty()) return "no difference\n";
    return text_;
  }

 private:
  void add(const std::string& line) { text_ += line + "\n"; }

  void missions() {
    for (const std::string& id : before_.missions) {
      if (after_.by_id.contains(id)) continue;
      add(concat("dropped: ", printable(id), " (was to lift off ", day(before_.by_id.at(id).lift_off), ")"));
    }
    for (const std::string& id : after_.missions) {
      if (before_.by_id.contains(id)) continue;
      const MissionResult& mission = after_.by_id.at(id);
      add(concat("added: ", printable(id), " (lifts off ", day(mission.lift_off), ", in place ",
                 day(mission.in_place), ")"));
    }
  }

  /// Those in both runs.
  template <class Do>
  void for_both(Do does) const {
    for (const std::string& id : before_.missions) {
      const auto found = after_.by_id.find(id);
      if (found != after_.by_id.end()) does(id, before_.by_id.at(id), found->second);
    }
  }

  void moves() {
    std::vector<std::pair<Duration, std::string>> lines;
    for_both([&](const std::string& id, const MissionResult& was, const MissionResult& is) {
      if (was.lift_off.has_value() != is.lift_off.has_value()) {
        lines.emplace_back(Duration::days(1e5), concat("moved: ", printable(id), " lifts off ",
                                                       day(is.lift_off), " instead of ", day(was.lift_off)));
        return;
      }
      if (!was.lift_off) return;
      const Duration by = *is.lift_off - *was.lift_off;
      const bool has_places = was.in_place && is.in_place;
      const Duration place_by = has_places ? *is.in_place - *was.in_place : Duration{};
      if (abs(by) >= least_move) {
        std::string line = concat("moved: ", printable(id), " lifts off ", day(is.lift_off), " instead of ",
                                  day(was.lift_off), " (", shift(by), ")");
        if (has_places && abs(place_by - by) >= Duration::days(0.05))
          line += concat(", in place ", day(is.in_place), " (", shift(place_by), ")");
        lines.emplace_back(std::max(abs(by), abs(place_by)), std::move(line));
      } else if (abs(place_by) >= least_move) {
        lines.emplace_back(abs(place_by),
                           concat("moved: ", printable(id), " is in place ", day(is.in_place), " instead of ",
                                  day(was.in_place), " (", shift(place_by), ")"));
      }
    });
    std::stable_sort(lines.begin(), lines.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    for (const auto& [by, line] : lines) add(line);
  }

  void milestones() {
    for_both([&](const std::string& id, const MissionResult& was, const MissionResult& is) {
      for (const auto& [name, date] : is.milestones) {
        const auto found = was.milestones.find(name);
        if (found == was.milestones.end()) {
          add(concat("milestone: ", printable(id), " reaches '", printable(name), "' on ", day(date),
                     ", new"));
        } else if (abs(date - found->second) >= least_move) {
          add(concat("milestone: ", printable(id), " reaches '", printable(name), "' on ", day(date),
                     " instead of ", day(found->second), " (", shift(date - found->second), ")"));
        }
      }
      for (const auto& [name, date] : was.milestones) {
        if (!is.milestones.contains(name))
          add(concat("milestone: ", printable(id), " no longer reaches '", printable(name), "' (was ",
                     day(date), ")"));
      }
    });
  }

  void masses() {
    for_both([&](const std::string& id, const MissionResult& was, const MissionResult& is) {
      if (!was.launch_mass_kg || !is.launch_mass_kg) return;
      const double by_kg = *is.launch_mass_kg - *was.launch_mass_kg;
      if (std::abs(by_kg) < least_mass_kg) return;
      add(concat("mass: ", printable(id), " leaves the Earth with ", fixed(*is.launch_mass_kg, 1),
                 " kg instead of ", fixed(*was.launch_mass_kg, 1), " (", fixed(std::abs(by_kg), 1), " kg ",
                 by_kg > 0.0 ? "more" : "less", ")"));
    });
  }

  void deliveries() {
    std::map<std::string, double> names = before_.delivered_kg;
    names.insert(after_.delivered_kg.begin(), after_.delivered_kg.end());
    for (const auto& [commodity, unused] : names) {
      const auto of = [&](const RunResult& run) {
        const auto found = run.delivered_kg.find(commodity);
        return found == run.delivered_kg.end() ? 0.0 : found->second;
      };
      const double by_kg = of(after_) - of(before_);
      if (std::abs(by_kg) < least_mass_kg) continue;
      add(concat("station: ", fixed(of(after_), 1), " kg of ", printable(commodity), " come instead of ",
                 fixed(of(before_), 1), " (", fixed(std::abs(by_kg), 1), " kg ",
                 by_kg > 0.0 ? "more" : "less", ")"));
    }
  }

  const RunResult& before_;
  const RunResult& after_;
  std::string text_;
};

}  // namespace

RunResult read_run_result(const std::filesystem::path& folder) {
  RunResult result;
  read_manifest(folder, result);
  read_schedule(folder, result);
  read_tables(folder, result);
  return result;
}

std::string run_diff(const RunResult& before, const RunResult& after) {
  return Comparison(before, after).text();
}

}  // namespace perilune
