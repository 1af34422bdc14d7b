#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <perilune/units/parse.hpp>

namespace perilune {

/// What kind of value a key takes.
enum class KeyType {
  text,            ///< any text
  id,              ///< lower-case words joined by hyphens: `change-7`
  word,            ///< one of a list of words
  integer,         ///< a whole number
  number,          ///< a number without a unit
  quantity,        ///< a number with its unit
  amount,          ///< a number, or a quantity of any dimension with its unit
  duration,        ///< a time span with its unit
  duration_range,  ///< a time span, or `[shortest, longest]`
  date,            ///< an instant
  path,            ///< a file below the scenario's folder
  block,           ///< a map of further keys
};

/// How many values a key takes.
enum class KeyArity {
  one,
  list,         ///< a list
  one_or_list,  ///< a single value or a list
  three,        ///< a list of three: a vector
  choice,       ///< a list of maps with one key each: each item says by its key what it is
};

struct BlockInfo;

/// One key of the scenario language: everything that the reader, `perilune explain`, the JSON Schema and the
/// reference pages say about it.
struct KeyInfo {
  std::string name;
  KeyType type = KeyType::text;
  KeyArity arity = KeyArity::one;
  bool required = false;
  std::string default_text;            ///< what holds when it is left out; empty if required or nothing does
  std::string help;                    ///< what it means, in one or more sentences
  std::string example;                 ///< the key with a value, as YAML in one line
  std::string range;                   ///< "> 0", "0 deg to 180 deg"; empty: any
  std::optional<Dimension> dimension;  ///< of a quantity
  std::vector<std::string> words;      ///< of a word: all that are allowed
  std::optional<double> least, most;   ///< of a number or integer, both allowed
  const BlockInfo* block = nullptr;    ///< the keys inside; null unless `type` is `block`
};

/// The keys of one kind of map.
struct BlockInfo {
  std::string name;  ///< "mission": what messages call it
  std::string help;
  std::vector<KeyInfo> keys;
};

/// The keys of a scenario file; everything else hangs below.
const BlockInfo& scenario_keys();

/// The keys that a file named by `include` may have.
const BlockInfo& included_file_keys();

/// A page on one key, or on a diagnostic code: `missions.profile.launch`, `unknown-key`. Lists and choices
/// take no part in the path: `missions.profile.launch.window.from`.
/// @param topic  a path of keys joined by dots, a code, or nothing for the keys of the top level
/// @throws InvalidArgument if there is no such key or code, naming the nearest
std::string explain(std::string_view topic);

/// The language as a JSON Schema (draft 2020-12), for editors that complete and check.
/// @return  JSON, indented, ended by a newline
std::string scenario_json_schema();

/// The reference page of the language, in Markdown: docs/reference/scenario.md is this text.
std::string scenario_reference();

/// The reference page of diagnostics, in Markdown: docs/reference/diagnostics.md is this text.
std::string diagnostics_reference();

/// One kind of problem that a scenario can have.
struct DiagnosticCode {
  std::string_view code;     ///< "unknown-key"
  std::string_view meaning;  ///< when it is reported, in a sentence
  std::string_view mend;     ///< what to do about it
};

/// All codes that `load_scenario` and `check_scenario` can report, by topic, and those that a schedule adds.
const std::vector<DiagnosticCode>& diagnostic_codes();

}  // namespace perilune
