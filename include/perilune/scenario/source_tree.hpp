#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <perilune/core/diagnostic.hpp>

namespace perilune {

/// A stretch of one line of a file. Lines and columns count from 1, columns and length in bytes.
struct SourceSpan {
  int line = 1;
  int column = 1;
  int length = 1;

  friend bool operator==(const SourceSpan&, const SourceSpan&) = default;
};

enum class SourceKind {
  empty,   ///< nothing, `~` or `null` where a value belongs
  scalar,  ///< a piece of text; whether it is a number or a word is for its reader to say
  list,
  map,
};

struct SourceEntry;

/// One value of a YAML file with its place. Scalars are the text that was written: nothing is turned into
/// numbers, truth values or dates here.
struct SourceNode {
  SourceKind kind = SourceKind::empty;
  SourceSpan span;          ///< where it starts; its length is that of its first line
  std::string text;         ///< of a scalar, quotes and escapes undone
  bool quoted = false;      ///< a scalar in quotes or a block ('|', '>')
  bool incomplete = false;  ///< a syntax error ended the file in here, or it was an alias: more is missing
  std::vector<SourceNode> items;     ///< of a list
  std::vector<SourceEntry> entries;  ///< of a map, in file order; no key twice

  /// The entry of a map with this key, or nothing.
  const SourceEntry* find(std::string_view key) const;
};

/// One key of a map and its value.
struct SourceEntry {
  std::string key;
  SourceSpan key_span;
  SourceNode value;
};

/// What a file may hold at most. The defaults leave a campaign of thousands of missions room, and keep a
/// hostile file from filling memory or stack.
struct SourceLimits {
  std::size_t bytes = std::size_t{1} << 20;  ///< 1 MiB
  int depth = 64;                            ///< lists and maps inside each other
  int nodes = 100'000;                       ///< values and keys
};

/// A YAML file as a tree of values, each with its place; immutable once parsed. The subset of YAML 1.2 that
/// people write by hand: one document of maps, lists and scalars, no anchors, aliases, tags or merge keys.
/// Text that is anything else becomes problems, never an exception: parsing always returns a tree, with as
/// much in it as could be read.
class SourceTree {
 public:
  /// @param file    the name to show in diagnostics
  /// @param text    the whole content
  /// @param limits  what the file may hold at most
  static SourceTree parse(std::string file, std::string text, const SourceLimits& limits = {});

  const SourceNode& root() const noexcept { return root_; }

  /// What is wrong with the file as YAML, in file order: codes `file-too-large`, `not-text`,
  /// `tab-indentation`, `empty-file`, `syntax`, `unclosed-quote`, `too-deep`, `too-many-nodes`,
  /// `duplicate-key`, `bad-key`, `anchor`, `tag`, `second-document`.
  const std::vector<Diagnostic>& problems() const noexcept { return problems_; }

  /// Whether all of the file was understood; if not, the containers it broke off in are marked `incomplete`.
  bool complete() const noexcept { return complete_; }

  const std::string& file() const noexcept { return file_; }

  /// The text as it was parsed: without a byte order mark.
  const std::string& text() const noexcept { return text_; }

 private:
  friend class SourceTreeBuilder;
  std::string file_;
  std::string text_;
  SourceNode root_;
  std::vector<Diagnostic> problems_;
  bool complete_ = true;
};

}  // namespace perilune
