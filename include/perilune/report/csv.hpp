#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace perilune {

/// A text that a person chose (an id, a title, a name) as one cell of a CSV file, safe to open in a
/// spreadsheet:
///
/// - control characters and direction marks become '?' (`printable`), so a cell is always one line;
/// - a text whose first character besides blanks is one of = + - @, or the full-width form of one of them
///   (U+FF1D, U+FF0B, U+FF0D, U+FF20), gets a single quote in front: spreadsheets take it for a formula
///   otherwise (CWE-1236);
/// - anything but letters, digits, blanks and . _ : / ' # ( ) - is put between double quotes, those inside
/// doubled
///   (RFC 4180), so that no reader with another separator finds a second cell in it.
std::string csv_user_cell(std::string_view text);

/// A CSV table in the making: RFC 4180 with lines ended by a newline alone, in UTF-8 without a mark.
///
///     CsvTable table({"mission", "slack_h"});
///     table.row().user("queqiao-2").number(1.5, 3);
class CsvTable {
 public:
  /// @param columns  names of our own, at least one
  explicit CsvTable(const std::vector<std::string>& columns);

  /// Begins the next row: fill it with as many cells as there are columns.
  CsvTable& row();
  /// A text that a person chose: see `csv_user_cell`.
  CsvTable& user(std::string_view text);
  /// A text of our own (a date, a word): only quoted where RFC 4180 asks for it.
  CsvTable& own(std::string_view text);
  /// A number with `decimals` digits after the point; an empty cell if it is not finite.
  CsvTable& number(double value, int decimals);
  /// A cell without a value.
  CsvTable& empty();

  /// The table as it goes to disk: the header and the rows.
  std::string text() const;

 private:
  CsvTable& add(std::string_view cell);

  std::string text_;
  std::size_t columns_ = 0;
  std::size_t cells_ = 0;  ///< in the last row
};

/// The table with one more column at the end that holds the same in every row. Whoever reads it by the names
/// or the positions of the other columns reads on.
/// @param text   of a CSV table, ended by a newline
/// @param name   of the column, and `value`: plain words, without quotes or commas
std::string csv_with_column(std::string_view text, std::string_view name, std::string_view value);

/// The rows of a CSV text, the header first, cells with their quotes undone (RFC 4180; lines end by a
/// newline, with or without a carriage return). A quote that is never closed goes to the end of the text.
std::vector<std::vector<std::string>> csv_rows(std::string_view text);

}  // namespace perilune
