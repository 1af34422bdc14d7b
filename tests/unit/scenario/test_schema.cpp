#include <string>

#include <nlohmann/json.hpp>

#include <perilune/scenario/keys.hpp>

#include "support/catch.hpp"

using namespace perilune;
using Json = nlohmann::json;

namespace {

/// The part of a schema that describes one value of a key: below lists and alternatives.
const Json& value_of(const Json& schema) {
  if (schema.contains("anyOf")) return schema["anyOf"][0];
  if (schema.contains("items")) return schema["items"];
  return schema;
}

/// What a reference stands for; anything else is itself.
const Json& resolved(const Json& schema, const Json& whole) {
  if (!schema.contains("$ref")) return schema;
  const std::string name = schema["$ref"];
  const std::string definitions = "#/$defs/";
  REQUIRE(name.starts_with(definitions));
  REQUIRE(whole["$defs"].contains(name.substr(definitions.size())));
  return whole["$defs"][name.substr(definitions.size())];
}

void compare(const BlockInfo& block, const Json& schema, const Json& whole) {
  CHECK(schema["type"] == "object");
  CHECK(schema["additionalProperties"] == false);
  CHECK(schema["properties"].size() == block.keys.size());
  std::size_t required = 0;
  for (const KeyInfo& key : block.keys) {
    CAPTURE(block.name, key.name);
    REQUIRE(schema["properties"].contains(key.name));
    const Json& inside = schema["properties"][key.name];
    CHECK(inside["description"].get<std::string>().starts_with(key.help));
    if (key.type == KeyType::word) CHECK(value_of(inside)["enum"] == Json(key.words));
    if (key.block != nullptr) compare(*key.block, resolved(value_of(inside), whole), whole);
    required += key.required ? 1 : 0;
  }
  CHECK((schema.contains("required") ? schema["required"].size() : 0) == required);
}

}  // namespace

TEST_CASE("schema: is JSON Schema 2020-12 and has every key of the table", "[scenario]") {
  const Json schema = Json::parse(scenario_json_schema());
  CHECK(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema");
  compare(scenario_keys(), schema, schema);
}

TEST_CASE("schema: quantities are patterns of the units that are read", "[scenario]") {
  const Json schema = Json::parse(scenario_json_schema());
  const std::string pattern =
      resolved(schema["properties"]["missions"]["items"], schema)["properties"]["launch_mass"]["pattern"];
  CHECK(pattern.find("kg") != std::string::npos);
  CHECK(pattern.find("km") == std::string::npos);
}
