#include <algorithm>
#include <vector>

#include <perilune/core/text.hpp>
#include <perilune/scenario/keys.hpp>
#include <perilune/time/time_scale.hpp>
#include <perilune/units/parse.hpp>

#include "describe.hpp"

namespace perilune {
namespace {

using detail::concat;

/// Safe inside a table's cell.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|') out += '\\';
    out += c;
  }
  return out;
}

std::string key_section(const std::string& path, const KeyInfo& key) {
  std::string out =
      concat("- **`", key.name, "`**", key.required ? " (required)" : "", ": ", key.help, "  \n");
  out += concat("  Value: ", detail::value_text(key), ".");
  if (!key.default_text.empty()) out += concat(" If left out: ", key.default_text, ".");
  if (!key.example.empty()) out += concat("  \n  `", key.example, "`");
  if (key.block != nullptr && !path.empty()) out += concat("  \n  Keys: [", path, "](#", path, ")");
  return out + "\n";
}

/// The kinds of a choice, and the keys that they have, each meaning of a key once.
std::string choice_section(const BlockInfo& choice) {
  std::string out = "| kind | what it is |\n|---|---|\n";
  for (const KeyInfo& kind : choice.keys) out += concat("| `", kind.name, "` | ", cell(kind.help), " |\n");
  out += "\nTheir keys:\n\n";
  std::vector<const KeyInfo*> done;
  for (const KeyInfo& kind : choice.keys) {
    for (const KeyInfo& key : kind.block->keys) {
      const auto is_same = [&](const KeyInfo& other) {
        return other.name == key.name && other.help == key.help;
      };
      if (std::any_of(done.begin(), done.end(), [&](const KeyInfo* other) { return is_same(*other); }))
        continue;
      done.push_back(&key);
      std::string where;
      std::size_t count = 0;
      for (const KeyInfo& other : choice.keys) {
        const auto& keys = other.block->keys;
        if (std::none_of(keys.begin(), keys.end(), is_same)) continue;
        where += concat(where.empty() ? "`" : ", `", other.name, "`");
        ++count;
      }
      KeyInfo shown = key;
      if (count < choice.keys.size()) shown.help += concat(" Of ", where, ".");
      out += key_section("", shown);
    }
  }
  return out;
}

bool is_choice(const BlockInfo* block) {
  for (const detail::KeyPath& entry : detail::all_keys(scenario_keys())) {
    if (entry.key->block == block) return entry.key->arity == KeyArity::choice;
  }
  return false;
}

bool is_of_choice(const std::string& path) {
  for (const detail::KeyPath& entry : detail::all_keys(scenario_keys())) {
    if (entry.key->arity == KeyArity::choice && path.starts_with(entry.path + ".")) return true;
  }
  return false;
}

}  // namespace

std::string scenario_reference() {
  std::string out =
      "# The scenario language\n\n"
      "<!-- Made from the table of keys: PERILUNE_UPDATE_EXPECTED=1 with the suite 'scenarios' writes it "
      "anew. -->\n\n"
      "A scenario is one YAML file. Every number carries its unit, every date its time scale (or the file "
      "has a\n"
      "`time_scale`); what is not listed here is an error. `perilune explain KEY` shows the same in the "
      "terminal, and\n"
      "`perilune schema` prints it as a JSON Schema for editors. [How to write a scenario](../scenarios.md) "
      "goes step by\n"
      "step.\n";
  const auto blocks = detail::all_blocks(scenario_keys());
  const auto anchor_of = [&](const BlockInfo* block) {
    for (const auto& [path, known] : blocks) {
      if (known == block) return path;
    }
    return std::string();
  };
  for (const auto& [path, block] : blocks) {
    if (is_of_choice(path)) continue;  // told with the choice
    if (path.empty()) {
      out += "\n## Top level\n\n";
    } else {
      out += concat("\n<a id=\"", path, "\"></a>\n\n## ", path, "\n\n");
    }
    out += concat(block->help, "\n\n");
    if (is_choice(block)) {
      out += choice_section(*block);
      continue;
    }
    for (const KeyInfo& key : block->keys) out += key_section(anchor_of(key.block), key);
  }

  out += "\n## Files that are included\n\nA file named by `include` may have the keys";
  std::string names;
  for (const KeyInfo& key : included_file_keys().keys)
    names += concat(names.empty() ? " `" : ", `", key.name, "`");
  out += concat(names, ", with the same meaning. Its dates are read in its own `time_scale`.\n");

  out +=
      "\n## Units\n\nA quantity is a number and a unit: `200 km`, `19.6 deg`. Case counts.\n\n"
      "| unit | is | dimension | in SI |\n|---|---|---|---|\n";
  for (const UnitInfo& unit : unit_table()) {
    out += concat("| `", cell(unit.name), "` | ", cell(unit.what), " | ", info(unit.dimension).name, " | ",
                  to_text(unit.si), " |\n");
  }
  out +=
      "\n## Dates\n\n"
      "`2026-08-01` (midnight), `2026-08-01T06:00:00`, `2024-084T16:55` (day of the year), `JD 2460000.5 "
      "TDB`,\n"
      "`MJD 60000 TT`; with up to nine decimals of a second, and with the time scale at the end: `2024-03-22 "
      "TT`, or\n"
      "`Z` for UTC. A date alone is its midnight, so `to: 2026-12-31` leaves the last day of the year out. "
      "Scales:";
  std::string scales;
  for (const std::string& scale : time_scale_names())
    scales += concat(scales.empty() ? " `" : ", `", scale, "`");
  out += concat(scales, ".\n");
  return out;
}

std::string diagnostics_reference() {
  std::string out =
      "# Diagnostics of scenarios\n\n"
      "<!-- Made from the table of codes: PERILUNE_UPDATE_EXPECTED=1 with the suite 'scenarios' writes it "
      "anew. -->\n\n"
      "Every problem has a code that stays. `perilune explain CODE` shows the same in the terminal; "
      "`scenarios/bad/` has a\n"
      "file for each code and the exact text that `perilune validate` prints for it.\n\n"
      "| code | when | mend |\n|---|---|---|\n";
  for (const DiagnosticCode& code : diagnostic_codes()) {
    out += concat("| `", code.code, "` | ", cell(code.meaning), " | ", cell(code.mend), " |\n");
  }
  return out;
}

}  // namespace perilune
