#include <algorithm>
#include <perilune/scenario/keys.hpp>

#include <map>
#include <set>
#include <string>

#include <perilune/core/error.hpp>
#include <perilune/scenario/load.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

template <class Visit>
void visit_keys(const BlockInfo& block, const std::string& prefix, Visit visit) {
  for (const KeyInfo& key : block.keys) {
    const std::string path = prefix.empty() ? key.name : prefix + "." + key.name;
    visit(path, key);
    if (key.block != nullptr) visit_keys(*key.block, path, visit);
  }
}

}  // namespace

TEST_CASE("keys: every key has help, an example that names it, and what holds without it", "[scenario]") {
  int keys = 0;
  visit_keys(scenario_keys(), "", [&](const std::string& path, const KeyInfo& key) {
    CAPTURE(path);
    ++keys;
    CHECK(key.help.ends_with('.'));
    CHECK(key.example.starts_with(key.name + ": "));
    CHECK_FALSE((key.required && !key.default_text.empty()));
    CHECK((key.type == KeyType::block) == (key.block != nullptr));
    CHECK((key.type == KeyType::word) == !key.words.empty());
    CHECK((key.type == KeyType::quantity || key.type == KeyType::number) == key.dimension.has_value());
  });
  CHECK(keys > 100);
}

TEST_CASE("keys: no name twice in a block, and all names are snake_case", "[scenario]") {
  visit_keys(scenario_keys(), "", [&](const std::string& path, const KeyInfo& key) {
    CAPTURE(path);
    CHECK(key.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos);
    if (key.block == nullptr) return;
    std::set<std::string> names;
    for (const KeyInfo& inside : key.block->keys) CHECK(names.insert(inside.name).second);
  });
}

TEST_CASE("keys: every example of a single value is one that the reader takes", "[scenario]") {
  // The examples of the top level, one at a time, in a scenario that has what is required.
  const std::string required = "perilune: 1\nname: x\nhorizon: {from: 2018-01-01 UTC, to: 2046-01-01 UTC}\n";
  for (const KeyInfo& key : scenario_keys().keys) {
    if (key.required || key.name == "include") continue;
    CAPTURE(key.name);
    const bool scale = key.name != "time_scale";
    const std::map<std::string, std::string> what_it_names{
        {"choices",
         "missions: [{id: lander-a, profile: [{launch: {}}]}, {id: lander-b, profile: [{launch: {}}]}]\n"},
        {"risks", "missions: [{id: a, launcher: long-march-5, profile: [{launch: {}}]}]\n"}};
    const auto named = what_it_names.find(key.name);
    const std::string chosen = named == what_it_names.end() ? "" : named->second;
    const ScenarioCheck check = check_scenario_text(
        "example.yaml", required + (scale ? "time_scale: UTC\n" : "") + chosen + key.example + "\n");
    CHECK(check.rendered == "");
  }
  // The examples of legs, each alone.
  visit_keys(scenario_keys(), "", [&](const std::string& path, const KeyInfo& key) {
    const std::string prefix = "missions.profile.";
    if (!path.starts_with(prefix) || key.type == KeyType::block) return;
    const std::string rest = path.substr(prefix.size());
    if (rest.find('.') != rest.rfind('.')) return;
    CAPTURE(path, key.example);
    const std::string leg = rest.substr(0, rest.find('.'));
    const std::string id = leg == "other" && key.name != "id" ? "id: x, " : "";
    const ScenarioCheck check =
        check_scenario_text("example.yaml", required + "time_scale: UTC\nmissions: [{id: m, profile: [{" +
                                                leg + ": {" + id + key.example + "}}]}]\n");
    // An example names craft, launches, captures and sites that stand elsewhere, or goes with a kind of leg.
    const std::set<std::string> elsewhere{"unknown-craft",      "unknown-site",    "unknown-mission",
                                          "no-launch-before",   "no-thrust",       "no-capture-before",
                                          "key-without-effect", "no-orbit-to-meet"};
    const bool names_alone = !check.diagnostics.empty() &&
                             std::all_of(check.diagnostics.begin(), check.diagnostics.end(),
                                         [&](const Diagnostic& d) { return elsewhere.contains(d.code); });
    if (!names_alone) CHECK(check.rendered == "");
  });
}

TEST_CASE("keys: the examples of a flight make one flight", "[scenario]") {
  const BlockInfo* flight = nullptr;
  const BlockInfo* elements = nullptr;
  visit_keys(scenario_keys(), "", [&](const std::string& path, const KeyInfo& key) {
    if (path == "missions.flight") flight = key.block;
    if (path == "missions.flight.elements") elements = key.block;
  });
  REQUIRE(flight != nullptr);
  REQUIRE(elements != nullptr);
  std::string orbit;
  for (const KeyInfo& key : elements->keys) orbit += (orbit.empty() ? "" : ", ") + key.example;
  std::string text = "{elements: {" + orbit + "}";
  for (const KeyInfo& key : flight->keys) {
    if (key.name != "elements" && key.name != "position" && key.name != "velocity")
      text += ", " + key.example;
  }
  const ScenarioCheck check = check_scenario_text(
      "example.yaml",
      "perilune: 1\nname: x\ntime_scale: UTC\nhorizon: {from: 2018-01-01, to: 2046-01-01}\n"
      "missions: [{id: m, profile: [{launch: {for: 1 h}}], flight: " +
          text + "}}]\n");
  CHECK(check.rendered == "");
}

TEST_CASE("explain: a key, a code, a last name, and what is neither", "[scenario]") {
  CHECK(explain("").starts_with("keys of a scenario file:\n"));
  const std::string page = explain("missions.profile.transfer.time_of_flight");
  CHECK(page.starts_with("missions.profile.transfer.time_of_flight\n"));
  CHECK(page.find("[shortest, longest]") != std::string::npos);
  CHECK(page.find("example:  time_of_flight: [4 d, 6 d]") != std::string::npos);
  CHECK(explain("missions.after").find("\nkeys of 'after':\n  mission ") != std::string::npos);
  CHECK(explain("unknown-key").starts_with("unknown-key\n"));
  CHECK(explain("point_masses").starts_with("missions.flight.forces.point_masses\n"));
  CHECK(explain("window").find("missions.profile.launch.window") != std::string::npos);
  CHECK_THROWS_WITH(explain("missions.profil"), Catch::Contains("Did you mean 'missions.profile'?"));
  CHECK_THROWS_AS(explain("\x1b[31m"), InvalidArgument);
}

TEST_CASE("explain: no line is wider than a page, but for examples", "[scenario]") {
  visit_keys(scenario_keys(), "", [&](const std::string& path, const KeyInfo&) {
    const std::string page = explain(path);
    for (std::size_t start = 0; start < page.size();) {
      const std::size_t end = page.find('\n', start);
      const std::string line = page.substr(start, end - start);
      CAPTURE(path, line);
      CHECK((line.size() <= 100 || line.starts_with("  example:")));
      start = end + 1;
    }
  });
}

TEST_CASE("codes: each is described once", "[scenario]") {
  std::set<std::string_view> seen;
  for (const DiagnosticCode& code : diagnostic_codes()) {
    CAPTURE(code.code);
    CHECK(seen.insert(code.code).second);
    CHECK(code.meaning.ends_with('.'));
    CHECK(code.mend.ends_with('.'));
  }
}
