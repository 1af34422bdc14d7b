#include "table.hpp"

#include <algorithm>

namespace perilune::detail {
namespace {

std::vector<std::string> names_of(const BlockInfo& block) {
  std::vector<std::string> names;
  for (const KeyInfo& key : block.keys) names.push_back(key.name);
  return names;
}

}  // namespace

const SourceSpan& start_of(const SourceNode& map) {
  if (map.entries.empty()) return map.span;
  const SourceSpan& first = map.entries.front().key_span;
  return first.line == map.span.line && first.column == map.span.column ? first : map.span;
}

bool TableBase::is_map(Reader& reader, const SourceNode& node, std::string_view key) const {
  if (node.kind == SourceKind::map) return true;
  if (Diagnostic* problem = reader.wrong_type(node, key, "a map")) {
    problem->notes = {
        concat("expected a map with keys of '", info_.name, "': ", join(names_of(info_), ", "))};
  }
  return false;
}

std::string TableBase::help_for(std::string_view key, const std::vector<std::string>& names) const {
  if (elsewhere_ != nullptr) {
    for (const KeyInfo& other : elsewhere_->keys) {
      if (other.name == key) return concat("it is a key of '", elsewhere_->name, "': move it there");
    }
  }
  return suggestion(key, names);
}

void TableBase::check_keys(Reader& reader, const SourceNode& node) const {
  const std::vector<std::string> names = names_of(info_);
  std::vector<std::string> needed;  // names that others may need and that are not there: one may be misspelt
  for (const std::string& name : names) {
    if (holds_names(name) && node.find(name) == nullptr) needed.push_back(name);
  }
  for (const SourceEntry& entry : node.entries) {
    if (std::find(names.begin(), names.end(), entry.key) != names.end()) continue;
    if (nearest_name(entry.key, needed)) reader.names_lost = true;
    reader
        .report("unknown-key", entry.key_span, concat("'", entry.key, "' is not a key of '", info_.name, "'"),
                help_for(entry.key, names))
        .notes = {concat("expected one of: ", join(names, ", "))};
  }
  if (node.incomplete) return;
  for (const KeyInfo& key : info_.keys) {
    if (!key.required || node.find(key.name) != nullptr) continue;
    if (holds_names(key.name)) reader.names_lost = true;
    reader.report("missing-key", start_of(node), concat("'", info_.name, "' has no '", key.name, "'"),
                  concat("add it: ", key.example));
  }
}

}  // namespace perilune::detail
