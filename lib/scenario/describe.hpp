#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <perilune/scenario/keys.hpp>

namespace perilune::detail {

/// What a key takes, in words: "a length with its unit, such as '200 km'; > 0".
std::string value_text(const KeyInfo& key);

/// A key with its path: "missions.profile.launch.window".
struct KeyPath {
  std::string path;
  const KeyInfo* key = nullptr;
};

/// All keys below a block, each after the one that holds it.
std::vector<KeyPath> all_keys(const BlockInfo& block);

/// All blocks that can be reached from a block, itself first, each once, with the path at which it is met
/// first.
std::vector<std::pair<std::string, const BlockInfo*>> all_blocks(const BlockInfo& block);

}  // namespace perilune::detail
