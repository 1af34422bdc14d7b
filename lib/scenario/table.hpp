#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "codecs.hpp"

namespace perilune::detail {

/// What is said about a key besides its type, which the codec knows.
struct KeyText {
  bool required = false;
  std::string default_text = {};  ///< what holds when it is left out
  std::string example = {};       ///< the key with a value
  std::string help = {};
};

/// Rows that describe a block, with nothing to fill: the part of `Table` that is no template.
class TableBase {
 public:
  TableBase(std::string name, std::string help) {
    info_.name = std::move(name), info_.help = std::move(help);
  }
  const BlockInfo& info() const { return info_; }
  /// Keys that are none here, but of that block: the help for them.
  void refer_to(const BlockInfo& other) { elsewhere_ = &other; }

 protected:
  /// Whether the node is a map; if not, that is reported.
  bool is_map(Reader& reader, const SourceNode& node, std::string_view key) const;
  /// Reports keys that the block does not have, and required ones that are missing.
  void check_keys(Reader& reader, const SourceNode& node) const;

  BlockInfo info_;

 private:
  std::string help_for(std::string_view key, const std::vector<std::string>& names) const;
  const BlockInfo* elsewhere_ = nullptr;
};

/// The keys of one kind of map, each bound to where its value goes in a T: the one description of a block
/// that reading, help, schema and reference share. A key that has no row cannot be read, and a row cannot be
/// made without saying where its value goes.
template <class T>
class Table : public TableBase {
 public:
  using TableBase::TableBase;

  /// A key of this block.
  /// @param set  a member of T, or a function (T&, value) or (T&, value, Reader&, const SourceEntry&)
  template <class Codec, class Set>
  Table& key(std::string name, Codec codec, Set set, KeyText text) {
    KeyInfo row;
    row.name = std::move(name);
    row.required = text.required;
    row.default_text = std::move(text.default_text);
    row.example = std::move(text.example);
    row.help = std::move(text.help);
    codec.describe(row);
    info_.keys.push_back(row);
    readers_.push_back([codec = std::move(codec), set](Reader& reader, const SourceEntry& entry, T& target) {
      std::optional<typename Codec::value> value = codec.read(reader, entry.value, entry.key);
      if (!value) return;
      if constexpr (std::is_member_object_pointer_v<Set>) {
        assign(target.*set, std::move(*value));
      } else if constexpr (std::is_invocable_v<Set, T&, typename Codec::value, Reader&, const SourceEntry&>) {
        set(target, std::move(*value), reader, entry);
      } else {
        set(target, std::move(*value));
      }
    });
    return *this;
  }

  /// The rows of another block, about a part of T.
  template <class Part, class Get>
  Table& keys_of(const Table<Part>& other, Get part) {
    for (std::size_t i = 0; i < other.info_.keys.size(); ++i) {
      info_.keys.push_back(other.info_.keys[i]);
      readers_.push_back([read = other.readers_[i], part](Reader& reader, const SourceEntry& entry,
                                                          T& target) { read(reader, entry, part(target)); });
    }
    for (const auto& check : other.checks_) {
      checks_.push_back([check, part](Reader& reader, const SourceNode& node, T& target) {
        check(reader, node, part(target));
      });
    }
    return *this;
  }

  /// What must hold between keys: (Reader&, const SourceNode& map, T&), called once all are read.
  template <class Rule>
  Table& check(Rule rule) {
    checks_.push_back(std::move(rule));
    return *this;
  }

  /// Reads the map into `target`; keys come in the order of the table, not of the file.
  /// @return whether the node is a map
  bool read(Reader& reader, const SourceNode& node, std::string_view key, T& target) const {
    if (!is_map(reader, node, key)) return false;
    for (std::size_t i = 0; i < readers_.size(); ++i) {
      if (const SourceEntry* entry = node.find(info_.keys[i].name)) readers_[i](reader, *entry, target);
    }
    check_keys(reader, node);
    for (const auto& check : checks_) check(reader, node, target);
    return true;
  }

 private:
  template <class U>
  friend class Table;

  template <class Member, class Value>
  static void assign(Member& member, Value&& value) {
    if constexpr (std::is_assignable_v<Member&, Value>) {
      member = std::forward<Value>(value);
    } else {
      assign(member, std::move(value.value));  // a Placed value, where the place is of no use
    }
  }
  static void assign(std::string& member, Reference&& value) { member = std::move(value.id); }

  std::vector<std::function<void(Reader&, const SourceEntry&, T&)>> readers_;
  std::vector<std::function<void(Reader&, const SourceNode&, T&)>> checks_;
};

/// A map with the keys of a table. Reads what it can: a value comes back even if a key of it was wrong.
template <class T>
struct BlockCodec {
  const Table<T>* table = nullptr;
  using value = T;

  void describe(KeyInfo& info) const {
    info.type = KeyType::block;
    info.block = &table->info();
  }
  std::optional<T> read(Reader& reader, const SourceNode& node, std::string_view key) const {
    T target{};
    if (!table->read(reader, node, key, target)) return std::nullopt;
    return target;
  }
};
template <class T>
BlockCodec<T> block(const Table<T>& table) {
  return {&table};
}
template <class Codec>
ListCodec<Codec> list_of(Codec codec, std::size_t least = 0) {
  return {std::move(codec), false, least};
}
template <class Codec>
ListCodec<Codec> one_or_more(Codec codec) {
  return {std::move(codec), true, 1};
}

/// Where a map starts, to be underlined: its bracket, or its first key.
const SourceSpan& start_of(const SourceNode& map);

}  // namespace perilune::detail
