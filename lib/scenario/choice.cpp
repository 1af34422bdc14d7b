#include "choice.hpp"

#include <algorithm>

namespace perilune::detail {

const SourceEntry* choose(Reader& reader, const SourceNode& node, std::string_view key,
                          const BlockInfo& choice) {
  if (node.kind != SourceKind::map) {
    reader.wrong_type(node, key, concat("maps with one key each, such as '- ", choice.keys[1].example, "'"));
    return nullptr;
  }
  if (node.entries.size() != 1) {
    reader.names_lost = true;
    if (node.incomplete) return nullptr;
    reader
        .report("not-one-key", start_of(node),
                concat("a ", choice.name, " has one key, which says what it is, found ", node.entries.size()),
                node.entries.empty() ? std::string()
                                     : concat("write each ", choice.name, " as an item of its own: '- ",
                                              choice.keys[1].name, ": {...}'"))
        .notes = {concat("indent the keys of a ", choice.name, " below its name, or put them in braces")};
    return nullptr;
  }
  const SourceEntry& entry = node.entries.front();
  std::vector<std::string> names;
  for (const KeyInfo& kind : choice.keys) names.push_back(kind.name);
  if (std::find(names.begin(), names.end(), entry.key) != names.end()) return &entry;
  reader.names_lost = true;
  reader
      .report("unknown-key", entry.key_span, concat("'", entry.key, "' is not a kind of ", choice.name),
              suggestion(entry.key, names))
      .notes = {concat("expected one of: ", join(names, ", "))};
  return nullptr;
}

}  // namespace perilune::detail
