#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "table.hpp"

namespace perilune::detail {

/// Finds the one key of an item that says what it is; reports what else stands there.
/// @return      nothing if there is none that `choice` has
const SourceEntry* choose(Reader& reader, const SourceNode& node, std::string_view key,
                          const BlockInfo& choice);

/// Several kinds of map, each with its table: an item of a list is a map with one key, which says of which
/// kind it is.
template <class T>
class ChoiceTable {
 public:
  /// @param begin  called before the keys of an item are read: (T&, name of the kind, its place)
  ChoiceTable(std::string name, std::string help,
              std::function<void(T&, const std::string&, const SourceLocation&)> begin)
      : begin_(std::move(begin)) {
    choice_.name = std::move(name), choice_.help = std::move(help);
  }

  ChoiceTable& kind(Table<T> table, std::string example) {
    KeyInfo info;
    info.name = table.info().name;
    info.type = KeyType::block;
    info.help = table.info().help;
    info.example = std::move(example);
    tables_.push_back(std::make_shared<const Table<T>>(std::move(table)));
    info.block = &tables_.back()->info();
    choice_.keys.push_back(std::move(info));
    return *this;
  }

  const BlockInfo& info() const { return choice_; }

  std::optional<T> read(Reader& reader, const SourceNode& node, std::string_view key) const {
    const SourceEntry* entry = choose(reader, node, key, choice_);
    if (entry == nullptr) return std::nullopt;
    T target{};
    begin_(target, entry->key, reader.where(entry->key_span));
    for (const auto& table : tables_) {
      if (table->info().name == entry->key) table->read(reader, entry->value, entry->key, target);
    }
    return target;
  }

 private:
  BlockInfo choice_;
  std::vector<std::shared_ptr<const Table<T>>> tables_;  ///< each stays where it is: `choice_` points into it
  std::function<void(T&, const std::string&, const SourceLocation&)> begin_;
};

/// A list of maps with one key each.
template <class T>
struct ChoiceCodec {
  const ChoiceTable<T>* choice = nullptr;
  using value = std::vector<T>;

  void describe(KeyInfo& info) const {
    info.type = KeyType::block;
    info.arity = KeyArity::choice;
    info.block = &choice->info();
  }
  std::optional<value> read(Reader& reader, const SourceNode& node, std::string_view key) const {
    if (node.kind != SourceKind::list) {
      reader.wrong_type(node, key, concat("a list of ", choice->info().name, "s"));
      return std::nullopt;
    }
    value items;
    for (const SourceNode& element : node.items) {
      if (std::optional<T> item = choice->read(reader, element, key)) items.push_back(std::move(*item));
    }
    return items;
  }
};

}  // namespace perilune::detail
