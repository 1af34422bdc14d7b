#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <perilune/core/text.hpp>
#include <perilune/report/svg.hpp>
#include <perilune/time/epoch.hpp>

namespace perilune::detail {

/// "2031-03-01 06:00:00", in UTC.
inline std::string second(Epoch epoch) {
  std::string text = epoch.iso8601(TimeScale::utc, 0);
  text[10] = ' ';
  return text;
}

/// What a column holds: a word or two; sentences, which have room to wrap; ids, likewise; dates and lines of
/// files, which do not wrap; or a number set to the right.
enum class ColumnKind { text, sentence, name, date, place, number };

struct Column {
  std::string_view title;
  ColumnKind kind = ColumnKind::text;
};

/// A table in the making; all cells are escaped.
class HtmlTable {
 public:
  HtmlTable(std::string_view caption, std::vector<Column> columns) : columns_(std::move(columns)) {
    out_ = concat("<div class=\"scroll\" tabindex=\"0\"><table><caption>", markup_text(caption),
                  "</caption><thead><tr>");
    for (const Column& column : columns_) {
      out_ += concat("<th scope=\"col\"", column.kind == ColumnKind::number ? " class=\"number\"" : "", ">",
                     markup_text(column.title), "</th>");
    }
    out_ += "</tr></thead><tbody>";
  }

  void row(const std::vector<std::string>& cells, const std::string& id = {}) {
    out_ += id.empty() ? "\n<tr>" : concat("\n<tr id=\"", markup_text(id), "\">");
    for (std::size_t i = 0; i < cells.size(); ++i) {
      out_ += concat(opening(columns_[i].kind), markup_text(cells[i]), "</td>");
    }
    out_ += "</tr>";
  }

  std::string text() const { return out_ + "</tbody></table></div>\n"; }

 private:
  static std::string_view opening(ColumnKind kind) {
    if (kind == ColumnKind::number) return "<td class=\"number\">";
    if (kind == ColumnKind::name) return "<td class=\"name\">";
    if (kind == ColumnKind::sentence) return "<td class=\"sentence\">";
    return kind == ColumnKind::text ? "<td>" : "<td class=\"short\">";
  }

  std::vector<Column> columns_;
  std::string out_;
};

}  // namespace perilune::detail
