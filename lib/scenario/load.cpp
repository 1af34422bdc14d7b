#include <perilune/scenario/load.hpp>

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <iterator>
#include <limits>
#include <map>
#include <tuple>
#include <utility>

#include <perilune/campaign/generated_flights.hpp>
#include <perilune/campaign/refuelling.hpp>
#include <perilune/core/text.hpp>
#include <perilune/roadmap/validate.hpp>
#include <perilune/scenario/keys.hpp>

#include "key_tables.hpp"
#include "source_files.hpp"

namespace perilune {
namespace {

using namespace detail;

/// More are counted, not shown: a hostile file must not make megabytes of complaints.
constexpr std::size_t most_problems = 1000;

int last_line(const SourceNode& node) {
  if (node.incomplete) return std::numeric_limits<int>::max();
  int line = node.span.line;
  for (const SourceNode& item : node.items) line = std::max(line, last_line(item));
  for (const SourceEntry& entry : node.entries) line = std::max(line, last_line(entry.value));
  return line;
}

/// Lengths of all keys and values by their place: what a diagnostic with only a place underlines.
using Lengths = std::map<std::tuple<std::string, int, int>, int>;

void collect_lengths(const std::string& file, const SourceNode& node, Lengths& lengths) {
  if (node.kind == SourceKind::scalar) {
    lengths[{file, node.span.line, node.span.column}] = node.span.length;
  }
  for (const SourceNode& item : node.items) collect_lengths(file, item, lengths);
  for (const SourceEntry& entry : node.entries) {
    lengths[{file, entry.key_span.line, entry.key_span.column}] = entry.key_span.length;
    collect_lengths(file, entry.value, lengths);
  }
}

/// The stretches of lines that phases and missions take up, and which of them hold a mistake.
class Items {
 public:
  void add(const std::string& file, const SourceNode& item) {
    items_[{file, item.span.line}] = {last_line(item), false};
  }

  void mark_damaged(const SourceLocation& where) {
    if (Item* item = find(where)) item->damaged = true;
  }

  bool is_damaged(const SourceLocation& where) {
    const Item* item = find(where);
    return item != nullptr && item->damaged;
  }

 private:
  struct Item {
    int last_line = 0;
    bool damaged = false;
  };

  Item* find(const SourceLocation& where) {
    auto after = items_.upper_bound({where.file, where.line});
    if (after == items_.begin()) return nullptr;
    --after;
    return after->first.first == where.file && where.line <= after->second.last_line ? &after->second
                                                                                     : nullptr;
  }

  std::map<std::pair<std::string, int>, Item> items_;  // by file and first line
};

/// A text of at most a few lines of a terminal: what a file holds can be a megabyte long.
void shorten(std::string& text) {
  constexpr std::size_t longest = 400;
  if (text.size() <= longest) return;
  std::size_t end = longest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  text.resize(end);
  text += "...";
}

/// One run over the files of a scenario.
class Loading {
 public:
  explicit Loading(SourceFiles sources) : sources_(std::move(sources)) {}

  ScenarioCheck run() && {
    for (const SourceTree& tree : sources_.files) {
      problems_.insert(problems_.end(), tree.problems().begin(), tree.problems().end());
    }
    problems_.insert(problems_.end(), sources_.problems.begin(), sources_.problems.end());
    names_lost_ = !sources_.problems.empty();
    for (const SourceTree& tree : sources_.files) {
      if (!read_file_keys(tree)) break;
    }
    if (can_be_validated_) {
      whole_ = with_examples(with_rotations(scenario_));
      validate_station();
    }
    if (can_be_validated_) validate_plans();
    if (can_be_validated_) validate_roadmap();
    return finish();
  }

 private:
  bool is_main(const SourceTree& tree) const { return &tree == &sources_.files.front(); }

  /// @return whether the language version is one that can be read
  bool read_file_keys(const SourceTree& tree) {
    const SourceNode& root = tree.root();
    if (root.kind == SourceKind::empty && !tree.problems().empty()) {  // said already
      names_lost_ = true;
      return true;
    }
    Reader reader(tree, problems_);
    if (const SourceEntry* version = root.find("perilune"); version != nullptr) {
      const bool is_number = version->value.kind == SourceKind::scalar && parse_integer(version->value.text);
      if (is_number && parse_integer(version->value.text) != 1) {
        reader.report("schema-version", version->value.span,
                      concat("this is version ", version->value.text,
                             " of the scenario language; this program reads 1"),
                      "use a program that reads that version, or write 'perilune: 1' and check the keys");
        can_be_validated_ = false;
        return false;
      }
    }
    FileDraft draft;
    const Table<FileDraft>& table = is_main(tree) ? scenario_table() : included_file_table();
    const bool is_map = table.read(reader, root, table.info().name, draft);
    names_lost_ = names_lost_ || reader.names_lost || !tree.complete() || !is_map;
    if (!is_map) return true;
    can_be_validated_ = can_be_validated_ || is_main(tree);
    for (const char* list : {"phases", "missions", "resources"}) {
      const SourceEntry* entry = root.find(list);
      if (entry == nullptr) continue;
      for (const SourceNode& item : entry->value.items) {
        items_.add(tree.file(), item);
      }
    }
    take(tree, std::move(draft));
    return true;
  }

  void take(const SourceTree& tree, FileDraft draft) {
    if (is_main(tree)) {
      scenario_.name = std::move(draft.name);
      scenario_.description = std::move(draft.description);
      scenario_.time_scale = draft.time_scale.value_or(TimeScale::utc);
      // Without a horizon there is one error, not one for each date outside of it.
      scenario_.roadmap.horizon =
          draft.horizon.value_or(Interval{Epoch::from_nanoseconds(std::numeric_limits<std::int64_t>::min()),
                                          Epoch::from_nanoseconds(std::numeric_limits<std::int64_t>::max())});
      scenario_.roadmap.horizon_where = draft.horizon_where;
      scenario_.roadmap.as_of = draft.as_of;
      scenario_.roadmap.as_of_where = draft.as_of_where;
    }
    if (draft.station) take_station(tree, std::move(*draft.station));
    if (draft.time_step) {
      scenario_.roadmap.time_step = draft.time_step->value;
      scenario_.roadmap.time_step_where = draft.time_step->where;
    }
    for (Phase& phase : draft.phases) scenario_.roadmap.phases.push_back(std::move(phase));
    for (MissionDraft& mission : draft.missions) {
      if (mission.flight) {
        mission.flight->mission = mission.mission.id;
        scenario_.flights.push_back(std::move(*mission.flight));
      }
      mission.plan.mission = mission.mission.id;
      mission.plan.where = mission.mission.where;
      scenario_.plans.push_back(std::move(mission.plan));
      scenario_.roadmap.missions.push_back(std::move(mission.mission));
    }
    const auto join_lists = [](auto& all, auto& more) {
      all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    };
    join_lists(scenario_.roadmap.resources, draft.resources);
    join_lists(scenario_.roadmap.choices, draft.choices);
    join_lists(scenario_.roadmap.budgets, draft.budgets);
    join_lists(scenario_.roadmap.objectives, draft.objectives);
    if (draft.risks) {
      join_lists(scenario_.risks.launchers, draft.risks->launchers);
      join_lists(scenario_.risks.partners, draft.risks->partners);
      if (draft.risks->landing) scenario_.risks.landing = draft.risks->landing;
      if (draft.risks->later_windows_until)
        scenario_.risks.later_windows_until = draft.risks->later_windows_until;
    }
    join_lists(scenario_.catalog.launchers, draft.catalog.launchers);
    join_lists(scenario_.catalog.craft, draft.catalog.craft);
    join_lists(scenario_.catalog.sites, draft.catalog.sites);
    join_lists(scenario_.catalog.launch_sites, draft.catalog.launch_sites);
    join_lists(scenario_.catalog.landing_sites, draft.catalog.landing_sites);
    join_lists(scenario_.catalog.ground_stations, draft.catalog.ground_stations);
    join_lists(scenario_.catalog.libration_orbits, draft.catalog.libration_orbits);
  }

  /// One file says what the station is: the first that does; another is one too many.
  void take_station(const SourceTree& tree, StationPlan plan) {
    if (!scenario_.station) {
      scenario_.station = std::move(plan);
      return;
    }
    Reader reader(tree, problems_);
    reader.report("duplicate-key", tree.root().find("station")->key_span,
                  concat("a second station: '", scenario_.station->id, "' is in another file"),
                  "keep one of them");
  }

  /// What the station's own validation finds. A station with errors of its keys is not looked at: what it
  /// lacks is known.
  void validate_station() {
    if (!scenario_.station || !problems_.empty()) return;
    for (Diagnostic& found : validate(*whole_.station, whole_.roadmap, whole_.catalog))
      add_once(std::move(found));
  }

  /// Names that no vehicle and no site has.
  void validate_plans() {
    if (names_lost_) return;
    for (Diagnostic& found : validate(whole_.plans, whole_.catalog, whole_.roadmap))
      add_once(std::move(found));
    for (Diagnostic& found : validate_refuelling(whole_.plans, whole_.station, whole_.catalog))
      add_once(std::move(found));
    for (Diagnostic& found : validate(whole_.risks, whole_.roadmap)) add_once(std::move(found));
  }

  /// Missions of one template have their mistakes in common.
  void add_once(Diagnostic found) {
    const bool known = std::any_of(problems_.begin(), problems_.end(), [&](const Diagnostic& other) {
      return other.code == found.code && other.where == found.where && found.where.line > 0;
    });
    if (!known || !scenario_.station || !(scenario_.station->rotation || scenario_.station->resupply))
      problems_.push_back(std::move(found));
  }

  /// One cargo flight to be validated with the others: when it flies is not known yet.
  static Scenario with_examples(Scenario scenario) {
    if (!scenario.station || !scenario.station->resupply) return scenario;
    MissionTemplate made = scenario.station->resupply->mission;
    made.mission.id += "-1";
    made.plan.mission = made.mission.id;
    scenario.roadmap.missions.push_back(std::move(made.mission));
    scenario.plans.push_back(std::move(made.plan));
    return scenario;
  }

  /// What the roadmap's own validation finds, without what only follows from an error that is known already.
  void validate_roadmap() {
    for (const Diagnostic& problem : problems_) items_.mark_damaged(problem.where);
    const Interval& horizon = scenario_.roadmap.horizon;
    for (Diagnostic& found : validate(whole_.roadmap, whole_.roadmap.time_step)) {
      if (horizon.to <= horizon.from && found.code.ends_with("-outside-horizon")) continue;  // every date is
      if (found.code == "too-many-ticks" && scenario_.roadmap.horizon_where.line == 0)
        continue;                                // there is none
      if (found.code == "missing-id") continue;  // the key is missing or unreadable
      const bool about_names = found.code.starts_with("unknown-") || found.code == "duplicate-id";
      if (about_names && names_lost_) continue;
      const bool about_gaps = found.code == "no-activities" || found.code == "missing-date" ||
                              found.code == "started-outside-window" || found.code == "unused-date";
      if (about_gaps && items_.is_damaged(found.where)) continue;
      add_once(std::move(found));
    }
  }

  ScenarioCheck finish() {
    if (!problems_.empty()) give_lengths();
    sort();
    ScenarioCheck check;
    const bool failed = std::any_of(problems_.begin(), problems_.end(),
                                    [](const Diagnostic& d) { return d.severity == Severity::error; });
    if (problems_.size() > most_problems) {
      Diagnostic rest;
      rest.severity = failed ? Severity::error : Severity::warning;
      rest.code = "too-many-problems";
      rest.where.file = sources_.files.front().file();
      rest.message = concat(problems_.size() - most_problems, " more problems are not shown");
      rest.help = "mend these first";
      problems_.resize(most_problems);
      problems_.push_back(std::move(rest));
    }
    for (Diagnostic& problem : problems_) {
      shorten(problem.message);
      shorten(problem.help);
      for (std::string& note : problem.notes) shorten(note);
      assert(std::any_of(diagnostic_codes().begin(), diagnostic_codes().end(),
                         [&](const DiagnosticCode& code) { return code.code == problem.code; }));
      check.rendered += render(problem, text_of(problem.where.file));
    }
    check.diagnostics = std::move(problems_);
    if (!failed) check.scenario = whole_scenario();
    return check;
  }

  Scenario whole_scenario() {
    scenario_.path = sources_.files.front().file();
    for (const SourceTree& tree : sources_.files) scenario_.files.push_back({tree.file(), tree.text()});
    return std::move(scenario_);
  }

  void give_lengths() {
    Lengths lengths;
    for (const SourceTree& tree : sources_.files) collect_lengths(tree.file(), tree.root(), lengths);
    for (Diagnostic& problem : problems_) {
      const auto found = lengths.find({problem.where.file, problem.where.line, problem.where.column});
      if (problem.length <= 1 && found != lengths.end()) problem.length = found->second;
    }
  }

  void sort() {
    std::map<std::string, std::size_t> files;
    for (std::size_t i = 0; i < sources_.files.size(); ++i) files.emplace(sources_.files[i].file(), i);
    const auto order = [&](const Diagnostic& d) {
      const auto file = files.find(d.where.file);
      return std::tuple(file == files.end() ? files.size() : file->second, d.where.line, d.where.column);
    };
    std::stable_sort(problems_.begin(), problems_.end(),
                     [&](const Diagnostic& a, const Diagnostic& b) { return order(a) < order(b); });
  }

  std::string_view text_of(const std::string& file) const {
    for (const SourceTree& tree : sources_.files) {
      if (tree.file() == file) return tree.text();
    }
    return {};
  }

  SourceFiles sources_;
  std::vector<Diagnostic> problems_;
  Items items_;
  Scenario scenario_;
  Scenario whole_;  ///< with the missions that its station asks for
  bool can_be_validated_ = false;
  bool names_lost_ = false;  ///< something that others may name could not be read
};

Scenario scenario_of(ScenarioCheck check) {
  if (!check.scenario) throw ScenarioError(check.rendered, std::move(check.diagnostics));
  return std::move(*check.scenario);
}

}  // namespace

ScenarioCheck check_scenario(const std::filesystem::path& path) {
  return Loading(read_source_files(path)).run();
}

ScenarioCheck check_scenario_text(std::string name, std::string text) {
  return Loading(source_files_of(std::move(name), std::move(text))).run();
}

Scenario load_scenario(const std::filesystem::path& path) {
  return scenario_of(check_scenario(path));
}

Scenario parse_scenario(std::string name, std::string text) {
  return scenario_of(check_scenario_text(std::move(name), std::move(text)));
}

}  // namespace perilune
