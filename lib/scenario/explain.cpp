#include <algorithm>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/scenario/keys.hpp>

#include "describe.hpp"

namespace perilune {
namespace {

using detail::concat;

constexpr std::size_t page_width = 100;

/// The text in lines of at most `page_width` characters, each after `indent` blanks.
std::string wrapped(std::string_view text, std::size_t indent) {
  const std::string margin(indent, ' ');
  std::string out;
  std::string line = margin;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    if (line.size() > indent && line.size() + 1 + word.size() > page_width) {
      out += line + '\n';
      line = margin;
    }
    if (line.size() > indent) line += ' ';
    line += word;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out + line + '\n';
}

/// "  name        what it is", the first sentence only.
std::string key_list(const BlockInfo& block) {
  std::size_t width = 0;
  for (const KeyInfo& key : block.keys) width = std::max(width, key.name.size());
  std::string out;
  for (const KeyInfo& key : block.keys) {
    const std::size_t end = key.help.find(". ");
    const std::string sentence = key.help.substr(0, end == std::string::npos ? end : end + 1);
    std::string line = wrapped(concat(sentence, key.required ? " (required)" : ""), width + 4);
    line.replace(2, key.name.size(), key.name);
    out += line;
  }
  return out;
}

std::string key_page(const detail::KeyPath& entry) {
  const KeyInfo& key = *entry.key;
  std::string out = concat(entry.path, "\n\n", wrapped(key.help, 2), "\n");
  out += wrapped(concat("value:    ", detail::value_text(key)), 2);
  if (key.required) {
    out += "  required\n";
  } else if (!key.default_text.empty()) {
    out += wrapped(concat("if left out: ", key.default_text), 2);
  }
  if (!key.example.empty()) out += concat("  example:  ", key.example, "\n");
  if (key.block != nullptr) {
    out += concat("\nkeys of '", key.block->name, "':\n", key_list(*key.block));
    out += concat("\nto tell more about one of them:\n  perilune explain ", entry.path, ".",
                  key.block->keys.front().name, "\n");
  }
  return out;
}

std::string code_page(const DiagnosticCode& code) {
  return concat(code.code, "\n\n", wrapped(code.meaning, 2), wrapped(code.mend, 2));
}

}  // namespace

std::string explain(std::string_view topic) {
  topic = trimmed(topic);
  if (topic.empty()) {
    return concat("keys of a scenario file:\n", key_list(scenario_keys()),
                  "\nperilune explain missions.profile.launch   tells more about one of them\n");
  }
  const std::vector<detail::KeyPath> keys = detail::all_keys(scenario_keys());
  std::vector<std::string> names;
  for (const detail::KeyPath& entry : keys) {
    if (entry.path == topic) return key_page(entry);
    names.push_back(entry.path);
  }
  for (const DiagnosticCode& code : diagnostic_codes()) {
    if (code.code == topic) return code_page(code);
    names.emplace_back(code.code);
  }
  // The last part of a path alone, if all keys of that name say the same or there is but one.
  std::vector<const detail::KeyPath*> endings;
  for (const detail::KeyPath& entry : keys) {
    if (entry.key->name == topic) endings.push_back(&entry);
  }
  if (endings.size() == 1) return key_page(*endings.front());
  if (!endings.empty()) {
    std::string out = concat("'", topic, "' is the name of several keys:\n");
    for (const detail::KeyPath* entry : endings) out += concat("  ", entry->path, "\n");
    return out;
  }
  const std::optional<std::string> near = nearest_name(topic, names);
  throw InvalidArgument(
      concat("explain: '", printable(topic),
             "' is neither a key of the scenario language nor the code "
             "of a diagnostic. ",
             near ? concat("Did you mean '", *near, "'?") : "'perilune explain' lists the keys."));
}

}  // namespace perilune
