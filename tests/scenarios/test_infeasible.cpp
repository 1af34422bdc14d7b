// What cannot be done is named as what it is: by its code, its line, the amount that is missing and the
// nearest change that would do. The change is made here, and does.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include <perilune/report/csv.hpp>

#include "expected.hpp"
#include "support/catch.hpp"

using namespace perilune::test;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

#ifdef PERILUNE_PROGRAM
namespace {

struct Folder {
  fs::path path = fs::temp_directory_path() / ("perilune-infeasible-" + std::to_string(::getpid()));
  Folder() { fs::create_directories(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path); }
};

struct Ended {
  std::string output;
  int status = -1;
};

Ended run_program(const fs::path& scenario, const fs::path& out) {
  const std::string command =
      "\"" PERILUNE_PROGRAM "\" run " + scenario.string() + " --out " + out.string() + " 2>&1";
  Ended ended;
  FILE* pipe = ::popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::array<char, 4096> buffer{};
  while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe))
    ended.output.append(buffer.data(), count);
  const int status = ::pclose(pipe);
  ended.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return ended;
}

std::string line_of(const std::string& text, const std::string& what) {
  const std::size_t at = text.find(what);
  REQUIRE(at != std::string::npos);
  return std::to_string(1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

struct Wrong {
  std::string name;     ///< of the file in scenarios/infeasible
  std::string code;     ///< of the cause
  std::string line;     ///< what stands in the line that is named
  std::string missing;  ///< the amount, in words
  std::string change;   ///< the nearest one, in words
  std::string from;     ///< the same in the file
  std::string to;
  std::string kept;  ///< a row that the results have all the same
};

const std::vector<Wrong>& all_wrong() {
  static const std::vector<Wrong> all = {
      {"no-way-home", "no-way-home", "id: first-crew", "2 seats home too few from 2030-02-06",
       "a mission that takes 2 more of them home", "people: 2, for: 14 d}",
       "people: 2, for: 14 d, return_seats: 2}", "crew-flight,descend,2030-02-05"},
      {"starves", "starves", "id: first-crew", "23.7 kg are missing",
       "bring 24 kg more of food by 2030-02-12", "initial: 20 kg", "initial: 44 kg",
       "crew-flight,descend,2030-02-05"},
      {"freezes", "freezes", "id: power-unit\n      brought_by", "30.8 kWh are missing",
       "a battery of 41 kWh more, by 2030-02-03", "capacity: 50 kWh", "capacity: 91 kWh",
       "power-unit,descend,2030-01-12"},
      {"too-heavy", "too-heavy", "id: long-march-5", "is too heavy on every date, by 2913 kg at least",
       "a payload of at most 1818 kg on 'cargo-lander' instead of 3000 kg, or 'long-march-9'",
       "payload: 3000 kg", "payload: 1818 kg", "cargo,descend,2030-01-0"},
      {"too-heavy", "too-heavy", "id: long-march-5", "8183 kg there with its margin",
       "or 'long-march-9', which throws 49901 kg there", "launcher: long-march-5", "launcher: long-march-9",
       "cargo,descend,2030-01-0"},
      {"outside-mask", "outside-mask", "id: rim", "-4.7 deg at most, 5.2 deg are missing",
       "'sun_above: -4.7 deg', or a site whose horizon is lower by 5.2 deg", "sun_above: 0.5 deg",
       "sun_above: -4.7 deg", "cargo,descend,"},
      {"never-lit", "never-lit", "- descend:", "0.3 deg at most, 0.2 deg are missing", "'sun_above: 0.3 deg'",
       "sun_above: 0.5 deg", "sun_above: 0.3 deg", "cargo,descend,2030-01-0"},
      {"dark-too-long", "never-lit", "- descend:", "9.8 d after the last moment that it may wait for",
       "let it wait for up to 10 d longer (", "for: [1 d, 3 d]", "for: [1 d, 13 d]", "cargo,descend,"},
      {"too-heavy-as-stated", "too-heavy", "id: long-march-5",
       "'cargo' is too heavy by 3104 kg: 11303 kg have to leave the Earth with C3 -2.000 km^2/s^2",
       "a payload of at most 1764 kg on 'cargo-lander' instead of 3000 kg", "payload: 3000 kg",
       "payload: 1764 kg", "cargo,descend,2030-02-0"},
      {"no-return", "no-way-home", "people: 2", "it has no 'return' leg; 2 are missing",
       "'return' by a craft with as many 'seats'", "- ascend: {by: crew-lander, for: 1 h}",
       "- ascend: {by: crew-lander, for: 1 h}\n      - return: {by: crew-lander, time_of_flight: 4 d}",
       "visit,descend,2030-02-0"},
      {"freezes-every-night", "freezes", "id: power-unit\n      brought_by",
       "47.4 kWh are missing, and in 4 more stretches",
       "500 W more through that time, or a battery of 230 kWh more", "capacity: 10 kWh", "capacity: 240 kWh",
       "power-unit,descend,2030-02-0"},
  };
  return all;
}

}  // namespace

TEST_CASE("infeasible scenarios: each cause has its line, its amount and a change that does",
          "[scenario][cli]") {
  enter_checkout();
  const Folder folder;
  for (const Wrong& wrong : all_wrong()) {
    const fs::path file = "scenarios/infeasible/" + wrong.name + ".yaml";
    const std::string text = file_text(file);
    const fs::path out = folder.path / "out";
    const Ended ended = run_program(file, out);
    CAPTURE(wrong.name, wrong.to, ended.output);
    CHECK(ended.status == 4);
    CHECK_THAT(ended.output, Contains("why not[" + wrong.code + "]: ") && Contains(wrong.missing) &&
                                 Contains("(" + file.string() + ":" + line_of(text, wrong.line) + ")\n") &&
                                 Contains("nearest change: ") && Contains(wrong.change));

    // What could be done is there, and says that it is not all.
    CHECK_THAT(ended.output, Contains("results: " + out.string() + " (partial: the plan does not hold)\n"));
    const auto manifest = nlohmann::json::parse(file_text(out / "manifest.json"));
    CHECK(manifest["outcome"]["partial"] == true);
    CHECK(manifest["outcome"]["why_not"][0]["code"] == wrong.code);
    CHECK_THAT(file_text(out / "schedule.csv"), Contains(wrong.kept));
    for (const auto& table : fs::directory_iterator(out)) {
      if (table.path().extension() != ".csv") continue;
      const auto rows = perilune::csv_rows(file_text(table.path()));
      CAPTURE(table.path());
      CHECK(rows.front().back() == "partial");
      CHECK(std::all_of(rows.begin() + 1, rows.end(), [&](const std::vector<std::string>& row) {
        return row.size() == rows.front().size() && row.back() == "true";
      }));
    }
    CHECK_THAT(file_text(out / "report.html"), Contains("these are partial results"));
    fs::remove_all(out);

    std::string mended = text;
    REQUIRE(mended.find(wrong.from) != std::string::npos);
    mended.replace(mended.find(wrong.from), wrong.from.size(), wrong.to);
    const fs::path copy = folder.path / "mended.yaml";
    std::ofstream(copy, std::ios::binary) << mended;
    const Ended again = run_program(copy, out);
    CAPTURE(again.output);
    CHECK(again.status == 0);
    CHECK_THAT(again.output, !Contains("why not") && !Contains("partial"));
    CHECK(nlohmann::json::parse(file_text(out / "manifest.json"))["outcome"]["partial"] == false);
    CHECK_FALSE(perilune::csv_rows(file_text(out / "schedule.csv")).front().back() == "partial");
    fs::remove_all(out);
  }
}

TEST_CASE("infeasible scenarios: every file has its case", "[scenario]") {
  enter_checkout();
  for (const auto& entry : fs::directory_iterator("scenarios/infeasible")) {
    const std::string name = entry.path().stem().string();
    CAPTURE(name);
    CHECK(std::any_of(all_wrong().begin(), all_wrong().end(),
                      [&](const Wrong& wrong) { return wrong.name == name; }));
  }
}
#endif
