#include <perilune/report/csv.hpp>

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

#include <perilune/core/text.hpp>

namespace perilune {
namespace {

bool starts_a_formula(std::string_view text) {
  const std::string_view body = trimmed(text);
  constexpr std::array<std::string_view, 8> starts = {
      "=", "+", "-", "@", "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0"};
  return std::any_of(starts.begin(), starts.end(), [&](std::string_view s) { return body.starts_with(s); });
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view(" ._:/'#()-").find(c) != std::string_view::npos;
}

}  // namespace

std::string csv_user_cell(std::string_view text) {
  std::string cell = printable(text);
  if (starts_a_formula(cell)) cell.insert(cell.begin(), '\'');
  const bool blank_at_an_end = trimmed(cell).size() != cell.size();
  if (blank_at_an_end || !std::all_of(cell.begin(), cell.end(), is_plain)) return quoted(cell);
  return cell;
}

CsvTable::CsvTable(const std::vector<std::string>& columns) : columns_(columns.size()) {
  assert(columns_ > 0);
  for (const std::string& column : columns) own(column);
}

CsvTable& CsvTable::row() {
  assert(cells_ == columns_ && "a row has as many cells as the header");
  text_ += '\n';
  cells_ = 0;
  return *this;
}

CsvTable& CsvTable::user(std::string_view text) {
  return add(csv_user_cell(text));
}

CsvTable& CsvTable::own(std::string_view text) {
  return add(text.find_first_of(",\"\r\n") == std::string_view::npos ? std::string(text) : quoted(text));
}

CsvTable& CsvTable::number(double value, int decimals) {
  return std::isfinite(value) ? add(fixed(value, decimals)) : empty();
}

CsvTable& CsvTable::empty() {
  return add("");
}

std::string CsvTable::text() const {
  assert(cells_ == columns_ && "a row has as many cells as the header");
  return text_ + '\n';
}

CsvTable& CsvTable::add(std::string_view cell) {
  assert(cells_ < columns_ && "a row has as many cells as the header");
  if (cells_ > 0) text_ += ',';
  text_ += cell;
  ++cells_;
  return *this;
}

std::string csv_with_column(std::string_view text, std::string_view name, std::string_view value) {
  std::string out;
  bool is_quoted = false, is_header = true;
  for (const char c : text) {
    if (c == '"') is_quoted = !is_quoted;  // a quote within quotes turns it twice
    if (c == '\n' && !is_quoted) {
      out += ',';
      out += is_header ? name : value;
      is_header = false;
    }
    out += c;
  }
  return out;
}

std::vector<std::vector<std::string>> csv_rows(std::string_view text) {
  std::vector<std::vector<std::string>> rows;
  std::string cell;
  bool is_quoted = false, has_row = false;
  const auto end_cell = [&] {
    if (!has_row) rows.emplace_back();
    has_row = true;
    rows.back().push_back(std::move(cell));
    cell.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_quoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
      cell += '"';
      ++i;
    } else if (c == '"') {
      is_quoted = !is_quoted;
    } else if (!is_quoted && c == ',') {
      end_cell();
    } else if (!is_quoted && c == '\n') {
      if (!cell.empty() && cell.back() == '\r') cell.pop_back();
      end_cell();
      has_row = false;
    } else {
      cell += c;
    }
  }
  if (has_row || !cell.empty()) end_cell();
  return rows;
}

}  // namespace perilune
