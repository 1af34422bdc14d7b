#include "text_lines.hpp"

#include <algorithm>

#include <perilune/bodies/body.hpp>
#include <perilune/core/text.hpp>

namespace perilune::detail {

bool TextLines::next() {
  while (!rest_.empty()) {
    const std::size_t end = rest_.find('\n');
    line_ = trimmed(rest_.substr(0, end));
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    ++number_;
    if (!line_.empty()) return true;
  }
  return false;
}

std::vector<std::string> TextLines::words(char separator) const {
  std::vector<std::string> all;
  std::string_view rest = line_;
  for (;;) {
    const std::size_t end = separator == ' ' ? rest.find_first_of(" \t") : rest.find(separator);
    const std::string_view word = rest.substr(0, end);
    if (separator != ' ' || !word.empty()) all.emplace_back(word);
    if (end == std::string_view::npos) return all;
    rest.remove_prefix(end + 1);
  }
}

double TextLines::number(std::string_view text) const {
  const auto value = parse_number(text);
  if (!value) throw error(concat("'", printable(text.substr(0, 40)), "' is no number"));
  return *value;
}

std::vector<double> TextLines::numbers(std::size_t count) const {
  const std::vector<std::string> all = words();
  if (all.size() != count) throw error(concat("the line has ", all.size(), " values; expected ", count));
  std::vector<double> values;
  for (const std::string& word : all) values.push_back(number(word));
  return values;
}

int TextLines::degree(std::string_view text) const {
  const auto value = parse_integer(text);
  if (!value || *value < 1 || *value > 15) throw error("the degree of the interpolation is not from 1 to 15");
  return static_cast<int>(*value);
}

BodyId TextLines::body(std::string_view text) const {
  std::string name(text);
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  const auto body = find_body(name);
  if (!body) throw error(concat("there is no body '", printable(text), "'"));
  return *body;
}

void TextLines::check_order(const std::vector<EphemerisPoint>& points) const {
  const std::size_t size = points.size();
  if (size > 1 && points[size - 1].epoch <= points[size - 2].epoch)
    throw error("the date is not after the one before");
}

DataError TextLines::error(std::string_view what) const {
  return DataError(concat(printable(name_), ":", number_, ": error: ", what, "."));
}

}  // namespace perilune::detail
