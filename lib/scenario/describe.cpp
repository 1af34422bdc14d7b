#include "describe.hpp"

#include <algorithm>

#include <perilune/core/text.hpp>

namespace perilune::detail {
namespace {

std::string single_text(const KeyInfo& key) {
  switch (key.type) {
    case KeyType::text:
      return "text";
    case KeyType::id:
      return "id: lower-case words joined by hyphens";
    case KeyType::word:
      return concat("one of: ", join(key.words, ", "));
    case KeyType::integer:
      return "whole number";
    case KeyType::number:
      return "number";
    case KeyType::quantity:
      return concat(info(*key.dimension).name, " with its unit");
    case KeyType::amount:
      return "number, or quantity with its unit";
    case KeyType::duration:
      return "time span with its unit";
    case KeyType::duration_range:
      return "time span with its unit, or [shortest, longest]";
    case KeyType::date:
      return "date";
    case KeyType::path:
      return "file below the scenario's folder";
    case KeyType::block:
      return concat("map with the keys of '", key.block->name, "'");
  }
  return {};
}

void collect(const std::string& prefix, const BlockInfo& block, std::vector<KeyPath>& found) {
  for (const KeyInfo& key : block.keys) {
    const std::string path = prefix.empty() ? key.name : concat(prefix, ".", key.name);
    found.push_back({path, &key});
    if (key.block != nullptr) collect(path, *key.block, found);
  }
}

}  // namespace

std::string value_text(const KeyInfo& key) {
  std::string text = single_text(key);
  if (!key.range.empty()) text += concat("; ", key.range);
  switch (key.arity) {
    case KeyArity::one:
      return text;
    case KeyArity::list:
      return concat("list, each item: ", text);
    case KeyArity::one_or_list:
      return concat(text, "; or a list of them");
    case KeyArity::three:
      return concat("list of three: ", text);
    case KeyArity::choice:
      return "list of maps with one key each";
  }
  return text;
}

std::vector<KeyPath> all_keys(const BlockInfo& block) {
  std::vector<KeyPath> found;
  collect("", block, found);
  return found;
}

std::vector<std::pair<std::string, const BlockInfo*>> all_blocks(const BlockInfo& block) {
  std::vector<std::pair<std::string, const BlockInfo*>> found{{"", &block}};
  for (const KeyPath& entry : all_keys(block)) {
    const BlockInfo* inside = entry.key->block;
    const auto same = [inside](const auto& known) { return known.second == inside; };
    if (inside != nullptr && std::none_of(found.begin(), found.end(), same))
      found.emplace_back(entry.path, inside);
  }
  return found;
}

}  // namespace perilune::detail
