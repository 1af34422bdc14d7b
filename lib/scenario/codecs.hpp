#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <perilune/core/text.hpp>
#include <perilune/roadmap/duration_range.hpp>
#include <perilune/roadmap/reference.hpp>
#include <perilune/roadmap/resource_use.hpp>
#include <perilune/scenario/keys.hpp>
#include <perilune/time/duration.hpp>
#include <perilune/time/epoch.hpp>
#include <perilune/units/parse.hpp>
#include <perilune/units/quantity.hpp>

#include "reader.hpp"

/// Codecs: how the text of one value becomes a value, and how the table of keys describes it. A codec has
///
///     using value = ...;
///     void describe(KeyInfo& info) const;
///     std::optional<value> read(Reader& reader, const SourceNode& node, std::string_view key) const;
///
/// `read` gives nothing if and only if it has reported why.
namespace perilune::detail {

/// A value with the place where it was written.
template <class Value>
struct Placed {
  Value value{};
  SourceLocation where;
};

/// Any text.
struct TextCodec {
  using value = std::string;
  void describe(KeyInfo& info) const { info.type = KeyType::text; }
  std::optional<std::string> read(Reader& reader, const SourceNode& node, std::string_view key) const;
};

/// An id: lower-case words and numbers joined by hyphens.
struct IdCodec {
  using value = Reference;
  void describe(KeyInfo& info) const { info.type = KeyType::id; }
  std::optional<Reference> read(Reader& reader, const SourceNode& node, std::string_view key) const;
};

/// The path of a file, as text: whether it may be read is for the loader of files to say.
struct PathCodec {
  using value = std::string;
  void describe(KeyInfo& info) const { info.type = KeyType::path; }
  std::optional<std::string> read(Reader& reader, const SourceNode& node, std::string_view key) const;
};

/// The bounds of a number, in the unit it is kept in.
struct Bounds {
  std::optional<double> least, most;
  bool open = false;  ///< the bounds themselves are not allowed
  std::string text;   ///< "> 0"
};
inline Bounds positive() {
  return {0.0, std::nullopt, true, "> 0"};
}
inline Bounds not_negative() {
  return {0.0, std::nullopt, false, ">= 0"};
}
bool is_inside(double value, const Bounds& bounds);

struct IntegerCodec {
  std::int64_t least = 0;
  std::int64_t most = 0;
  using value = std::int64_t;
  void describe(KeyInfo& info) const;
  std::optional<std::int64_t> read(Reader& reader, const SourceNode& node, std::string_view key) const;
};

/// A number with its unit, in SI; a plain number where the dimension is `dimensionless`.
struct SiCodec {
  Dimension dimension = Dimension::dimensionless;
  Bounds bounds;
  using value = double;
  void describe(KeyInfo& info) const;
  std::optional<double> read(Reader& reader, const SourceNode& node, std::string_view key) const;
};

/// The same as a `Quantity`.
template <class Q>
struct QuantityCodec {
  Bounds bounds;
  using value = Q;
  static constexpr DimensionExponents exponents{Q::metre_exponent, Q::kilogram_exponent, Q::second_exponent,
                                                Q::radian_exponent};
  SiCodec si() const { return {dimension_of(exponents).value(), bounds}; }
  void describe(KeyInfo& info) const { si().describe(info); }
  std::optional<Q> read(Reader& reader, const SourceNode& node, std::string_view key) const {
    const std::optional<double> read_si = si().read(reader, node, key);
    if (!read_si) return std::nullopt;
    return Q::from_si(*read_si);
  }
};

/// A count, or a quantity of any dimension with its unit.
struct AmountCodec {
  using value = ResourceAmount;
  void describe(KeyInfo& info) const { info.type = KeyType::amount; }
  std::optional<ResourceAmount> read(Reader& reader, const SourceNode& node, std::string_view key) const;
};

struct DurationCodec {
  Bounds bounds;  ///< in seconds
  using value = Placed<Duration>;
  void describe(KeyInfo& info) const;
  std::optional<Placed<Duration>> read(Reader& reader, const SourceNode& node, std::string_view key) const;
};

/// A duration, or the shortest and the longest.
struct DurationRangeCodec {
  using value = DurationRange;
  void describe(KeyInfo& info) const { info.type = KeyType::duration_range; }
  std::optional<DurationRange> read(Reader& reader, const SourceNode& node, std::string_view key) const;
};

struct DateCodec {
  using value = Placed<Epoch>;
  void describe(KeyInfo& info) const { info.type = KeyType::date; }
  std::optional<Placed<Epoch>> read(Reader& reader, const SourceNode& node, std::string_view key) const;
};

inline std::vector<std::string> listed(std::span<const std::string> names) {
  return {names.begin(), names.end()};
}

/// Reports a word that is none of those allowed.
void report_unknown_word(Reader& reader, const SourceNode& node, std::string_view key,
                         const std::vector<std::string>& words);

/// One of a list of words; `parse` gives the value of a word, or nothing.
template <class Value>
struct WordCodec {
  std::vector<std::string> words;
  std::function<std::optional<Value>(std::string_view)> parse;
  using value = Placed<Value>;

  void describe(KeyInfo& info) const {
    info.type = KeyType::word;
    info.words = words;
  }
  std::optional<Placed<Value>> read(Reader& reader, const SourceNode& node, std::string_view key) const {
    const std::string* text = reader.scalar(node, key, concat("one of: ", join(words, ", ")));
    if (text == nullptr) return std::nullopt;
    const std::optional<Value> found = parse(*text);
    if (!found) {
      report_unknown_word(reader, node, key, words);
      return std::nullopt;
    }
    return Placed<Value>{*found, reader.where(node.span)};
  }
};

/// A list of values; with `one` a single value will do. Items that cannot be read are left out: the rest of
/// the list is still worth checking.
template <class Codec>
struct ListCodec {
  Codec item;
  bool one = false;
  std::size_t least = 0;
  using value = std::vector<typename Codec::value>;

  void describe(KeyInfo& info) const {
    item.describe(info);
    info.arity = one ? KeyArity::one_or_list : KeyArity::list;
  }
  std::optional<value> read(Reader& reader, const SourceNode& node, std::string_view key) const {
    value items;
    if (node.kind == SourceKind::list) {
      for (const SourceNode& element : node.items) {
        std::optional<typename Codec::value> read = item.read(reader, element, key);
        if (read) items.push_back(std::move(*read));
      }
      if (node.items.size() < least && !node.incomplete) {
        reader.report("wrong-count", node.span,
                      concat("'", key, "' wants at least ", least, " of them, found ", node.items.size()));
      }
      return items;
    }
    if (!one) {
      reader.wrong_type(node, key, "a list");
      return std::nullopt;
    }
    std::optional<typename Codec::value> read = item.read(reader, node, key);
    if (!read) return std::nullopt;
    items.push_back(std::move(*read));
    return items;
  }
};

/// Three values of one kind: the components of a vector.
template <class Codec>
struct VectorCodec {
  Codec item;
  using value = std::vector<typename Codec::value>;  ///< three

  void describe(KeyInfo& info) const {
    item.describe(info);
    info.arity = KeyArity::three;
  }
  std::optional<value> read(Reader& reader, const SourceNode& node, std::string_view key) const {
    if (node.kind != SourceKind::list) {
      reader.wrong_type(node, key, "a list of three components [x, y, z]");
      return std::nullopt;
    }
    if (node.items.size() != 3 && !node.incomplete) {
      reader.report("wrong-count", node.span,
                    concat("'", key, "' wants three components [x, y, z], found ", node.items.size()));
      return std::nullopt;
    }
    std::optional<value> components = ListCodec<Codec>{item}.read(reader, node, key);
    return components->size() == 3 ? components : std::nullopt;
  }
};

}  // namespace perilune::detail
