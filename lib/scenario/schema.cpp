#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include <perilune/core/text.hpp>
#include <perilune/scenario/keys.hpp>
#include <perilune/time/time_scale.hpp>

#include "describe.hpp"

namespace perilune {
namespace {

using Json = nlohmann::ordered_json;
using detail::concat;

constexpr const char* number_pattern = "[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("^$.|?*+()[]{}\\/").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

/// A number followed by one of the units of the dimension.
Json quantity_schema(Dimension dimension) {
  std::string units;
  for (const UnitInfo& unit : unit_table()) {
    if (unit.dimension != dimension) continue;
    units += concat(units.empty() ? "" : "|", escaped(unit.name));
  }
  return {{"type", "string"}, {"pattern", concat("^", number_pattern, "\\s*(", units, ")$")}};
}

Json date_schema() {
  std::string scales;
  for (const std::string& name : time_scale_names()) scales += concat(scales.empty() ? "" : "|", name);
  return {{"type", "string"}, {"pattern", concat("^\\d{4}-\\d{2,3}|^(M?JD)\\s.*(", scales, ")$")}};
}

/// Blocks by the path at which they are met first. Each is written once, under that name, wherever it may
/// stand.
using Blocks = std::vector<std::pair<std::string, const BlockInfo*>>;

Json block_reference(const BlockInfo* block, const Blocks& blocks) {
  const auto found = std::find_if(blocks.begin(), blocks.end(),
                                  [block](const auto& known) { return known.second == block; });
  return {{"$ref", concat("#/$defs/", found->first)}};
}

Json value_schema(const KeyInfo& key, const Blocks& blocks) {
  switch (key.type) {
    case KeyType::text:
      return {{"type", {"string", "number", "boolean"}}};
    case KeyType::id:
      // An id of digits is a number to an editor.
      return {{"type", {"string", "integer"}}, {"pattern", "^[a-z0-9]+(-[a-z0-9]+)*$"}, {"maxLength", 64}};
    case KeyType::word:
      return {{"enum", key.words}};
    case KeyType::integer:
      return {{"type", "integer"},
              {"minimum", static_cast<std::int64_t>(*key.least)},
              {"maximum", static_cast<std::int64_t>(*key.most)}};
    case KeyType::number: {
      Json schema{{"type", "number"}};
      if (key.least) schema["minimum"] = *key.least;
      if (key.most) schema["maximum"] = *key.most;
      return schema;
    }
    case KeyType::quantity:
      return quantity_schema(*key.dimension);
    case KeyType::amount: {
      Json quantity{{"type", "string"}, {"pattern", concat("^", number_pattern, "\\s*\\S+$")}};
      return {{"anyOf", {{{"type", "number"}}, quantity}}};
    }
    case KeyType::duration:
      return quantity_schema(Dimension::time);
    case KeyType::duration_range: {
      const Json one = quantity_schema(Dimension::time);
      return {{"anyOf", {one, {{"type", "array"}, {"items", one}, {"minItems", 2}, {"maxItems", 2}}}}};
    }
    case KeyType::date:
      return date_schema();
    case KeyType::path:
      return {{"type", "string"}, {"minLength", 1}};
    case KeyType::block:
      return block_reference(key.block, blocks);
  }
  return Json::object();
}

Json key_schema(const KeyInfo& key, const Blocks& blocks) {
  Json schema;
  switch (key.arity) {
    case KeyArity::one:
      schema = value_schema(key, blocks);
      break;
    case KeyArity::list:
      schema = {{"type", "array"}, {"items", value_schema(key, blocks)}};
      break;
    case KeyArity::one_or_list: {
      const Json one = value_schema(key, blocks);
      schema = {{"anyOf", {one, {{"type", "array"}, {"items", one}, {"minItems", 1}}}}};
      break;
    }
    case KeyArity::three:
      schema = {{"type", "array"}, {"items", value_schema(key, blocks)}, {"minItems", 3}, {"maxItems", 3}};
      break;
    case KeyArity::choice: {
      Json item = value_schema(key, blocks);
      item["minProperties"] = 1;
      item["maxProperties"] = 1;
      schema = {{"type", "array"}, {"items", item}};
      break;
    }
  }
  std::string help = key.help;
  if (!key.default_text.empty()) help += concat(" If left out: ", key.default_text, ".");
  if (!key.example.empty()) help += concat(" Example: ", key.example);
  schema["description"] = help;
  return schema;
}

Json block_schema(const BlockInfo& block, const Blocks& blocks) {
  Json properties = Json::object();
  Json required = Json::array();
  for (const KeyInfo& key : block.keys) {
    properties[key.name] = key_schema(key, blocks);
    if (key.required) required.push_back(key.name);
  }
  Json schema{{"type", "object"}, {"additionalProperties", false}, {"properties", properties}};
  if (!required.empty()) schema["required"] = required;
  return schema;
}

}  // namespace

std::string scenario_json_schema() {
  Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
              {"title", "Perilune scenario"},
              {"description", scenario_keys().help}};
  const Blocks blocks = detail::all_blocks(scenario_keys());
  schema.update(block_schema(scenario_keys(), blocks));
  for (const auto& [path, block] : blocks) {
    if (!path.empty()) schema["$defs"][path] = block_schema(*block, blocks);
  }
  return schema.dump(2) + "\n";
}

}  // namespace perilune
