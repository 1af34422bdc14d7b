#include "codecs.hpp"

#include <algorithm>
#include <cctype>

namespace perilune::detail {
namespace {

/// The nearest thing to an id that the text could mean: "Change 7" becomes "change-7".
std::string as_id(std::string_view text) {
  std::string id;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 && std::isalnum(byte) != 0) {
      id += static_cast<char>(std::tolower(byte));
    } else if (c != '\'' && !id.empty() && id.back() != '-') {
      id += '-';
    }
  }
  while (id.ends_with('-')) id.pop_back();
  return id;
}

/// Whether all characters are printable ASCII: then the nearest id is worth suggesting.
bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

constexpr std::size_t longest_id = 64;
constexpr std::string_view date_wanted = "a date such as '2026-08-01' or '2026-08-01T06:00:00 TDB'";
constexpr std::string_view duration_wanted = "a time span with its unit, such as '4.5 d'";

std::string quantity_wanted(Dimension dimension) {
  if (dimension == Dimension::dimensionless) return "a number";
  const DimensionInfo& about = info(dimension);
  return concat(about.article, " with its unit, such as '", about.example, "'");
}

void report_out_of_range(Reader& reader, const SourceNode& node, std::string_view key, const Bounds& bounds) {
  reader.report("out-of-range", node.span, concat("'", key, "' is out of range: ", trimmed(node.text)))
      .notes = {concat("allowed: ", bounds.text)};
}

}  // namespace

std::optional<std::string> TextCodec::read(Reader& reader, const SourceNode& node,
                                           std::string_view key) const {
  const std::string* text = reader.scalar(node, key, "a text");
  if (text == nullptr) return std::nullopt;
  return std::string(trimmed(*text));
}

std::optional<Reference> IdCodec::read(Reader& reader, const SourceNode& node, std::string_view key) const {
  const std::string* text = reader.scalar(node, key, "an id such as 'change-7'");
  if (text == nullptr) return std::nullopt;
  const std::string id = as_id(*text);
  if (*text != id || id.size() > longest_id) {
    if (holds_names(key)) reader.names_lost = true;
    const bool too_long = id.size() > longest_id;
    Diagnostic& problem =
        reader.report("bad-id", node.span,
                      too_long ? concat("'", key, "' is longer than ", longest_id, " characters")
                               : concat("'", *text, "' is not an id"));
    problem.notes = {"an id is made of lower-case words and numbers joined by hyphens: change-7"};
    if (!too_long && !id.empty() && is_plain(*text)) problem.help = concat("write '", id, "'");
    return std::nullopt;
  }
  return Reference(*text, reader.where(node.span));
}

std::optional<std::string> PathCodec::read(Reader& reader, const SourceNode& node,
                                           std::string_view key) const {
  const std::string* text = reader.scalar(node, key, "a file such as 'catalog/sites.yaml'");
  if (text == nullptr) return std::nullopt;
  return *text;
}

bool is_inside(double value, const Bounds& bounds) {
  if (bounds.least && (bounds.open ? value <= *bounds.least : value < *bounds.least)) return false;
  return !bounds.most || (bounds.open ? value < *bounds.most : value <= *bounds.most);
}

void IntegerCodec::describe(KeyInfo& info) const {
  info.type = KeyType::integer;
  info.least = static_cast<double>(least);
  info.most = static_cast<double>(most);
  info.range = concat(least, " to ", most);
}

std::optional<std::int64_t> IntegerCodec::read(Reader& reader, const SourceNode& node,
                                               std::string_view key) const {
  const std::string* text = reader.scalar(node, key, "a whole number");
  if (text == nullptr) return std::nullopt;
  const std::optional<long long> number = parse_integer(trimmed(*text));
  if (!number) {
    reader.report("not-a-number", node.span, concat("'", *text, "' is not a whole number"));
    return std::nullopt;
  }
  if (*number < least || *number > most) {
    report_out_of_range(reader, node, key, {{}, {}, false, concat(least, " to ", most)});
    return std::nullopt;
  }
  return *number;
}

void SiCodec::describe(KeyInfo& info) const {
  info.type = dimension == Dimension::dimensionless ? KeyType::number : KeyType::quantity;
  info.dimension = dimension;
  info.range = bounds.text;
  if (dimension == Dimension::dimensionless) {
    info.least = bounds.least;
    info.most = bounds.most;
  }
}

std::optional<double> SiCodec::read(Reader& reader, const SourceNode& node, std::string_view key) const {
  const std::string* text = reader.scalar(node, key, quantity_wanted(dimension));
  if (text == nullptr) return std::nullopt;
  const QuantityParse parsed = try_parse_quantity(*text, dimension);
  if (!parsed) {
    reader.report(parsed.code, node.span, parsed.problem, parsed.help);
    return std::nullopt;
  }
  if (!is_inside(parsed.quantity->si, bounds)) {
    report_out_of_range(reader, node, key, bounds);
    return std::nullopt;
  }
  return parsed.quantity->si;
}

std::optional<ResourceAmount> AmountCodec::read(Reader& reader, const SourceNode& node,
                                                std::string_view key) const {
  const std::string* text = reader.scalar(node, key, "a number, or a quantity with its unit such as '20 kW'");
  if (text == nullptr) return std::nullopt;
  const bool is_count = split_quantity(*text).unit.empty();
  const QuantityParse parsed =
      is_count ? try_parse_quantity(*text, Dimension::dimensionless) : try_parse_quantity(*text);
  if (!parsed) {
    reader.report(parsed.code, node.span, parsed.problem, parsed.help);
    return std::nullopt;
  }
  return ResourceAmount{parsed.quantity->si, parsed.quantity->dimension, std::string(parsed.quantity->unit),
                        reader.where(node.span)};
}

void DurationCodec::describe(KeyInfo& info) const {
  info.type = KeyType::duration;
  info.range = bounds.text;
}

std::optional<Placed<Duration>> DurationCodec::read(Reader& reader, const SourceNode& node,
                                                    std::string_view key) const {
  const std::string* text = reader.scalar(node, key, duration_wanted);
  if (text == nullptr) return std::nullopt;
  const DurationParse parsed = Duration::try_parse(*text);
  if (!parsed) {
    reader.report(parsed.code, node.span, parsed.problem, parsed.help);
    return std::nullopt;
  }
  if (!is_inside(parsed.duration->seconds(), bounds)) {
    report_out_of_range(reader, node, key, bounds);
    return std::nullopt;
  }
  return Placed<Duration>{*parsed.duration, reader.where(node.span)};
}

std::optional<DurationRange> DurationRangeCodec::read(Reader& reader, const SourceNode& node,
                                                      std::string_view key) const {
  const DurationCodec one;
  if (node.kind == SourceKind::list) {
    if (node.items.size() != 2) {
      if (!node.incomplete) {
        reader.report(
            "wrong-count", node.span,
            concat("'", key, "' wants two time spans [shortest, longest], found ", node.items.size()));
      }
      return std::nullopt;
    }
    const auto min = one.read(reader, node.items[0], key);
    const auto max = one.read(reader, node.items[1], key);
    if (!min || !max) return std::nullopt;
    return DurationRange{min->value, max->value, reader.where(node.span)};
  }
  if (node.kind != SourceKind::scalar) {
    reader.wrong_type(node, key, concat(duration_wanted, ", or [shortest, longest]"));
    return std::nullopt;
  }
  const auto exact = one.read(reader, node, key);
  if (!exact) return std::nullopt;
  return DurationRange{exact->value, exact->value, exact->where};
}

std::optional<Placed<Epoch>> DateCodec::read(Reader& reader, const SourceNode& node,
                                             std::string_view key) const {
  const std::string* text = reader.scalar(node, key, date_wanted);
  if (text == nullptr) return std::nullopt;
  const EpochParse parsed = Epoch::try_parse(*text, reader.default_scale);
  if (!parsed) {
    reader.report(parsed.code, node.span, parsed.problem, parsed.help);
    return std::nullopt;
  }
  return Placed<Epoch>{*parsed.epoch, reader.where(node.span)};
}

void report_unknown_word(Reader& reader, const SourceNode& node, std::string_view key,
                         const std::vector<std::string>& words) {
  reader
      .report("unknown-word", node.span, concat("'", key, "' cannot be '", node.text, "'"),
              suggestion(node.text, words))
      .notes = {concat("expected one of: ", join(words, ", "))};
}

}  // namespace perilune::detail
