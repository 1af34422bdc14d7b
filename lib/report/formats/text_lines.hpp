#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <perilune/core/error.hpp>
#include <perilune/report/formats/ephemeris_table.hpp>

namespace perilune::detail {

/// The lines of a text that are not empty, one after the other, with errors that name them.
class TextLines {
 public:
  TextLines(std::string_view text, std::string_view name) : rest_(text), name_(name) {}

  /// Goes to the next line that holds something. @return  whether there is one
  bool next();
  /// Without blanks at its ends.
  std::string_view line() const { return line_; }

  /// Its words, at least one.
  std::vector<std::string> words(char separator = ' ') const;
  /// `count` numbers. @throws DataError if there are not so many
  std::vector<double> numbers(std::size_t count) const;
  double number(std::string_view text) const;
  int degree(std::string_view text) const;
  BodyId body(std::string_view text) const;
  /// @throws DataError if the last point is not after the one before
  void check_order(const std::vector<EphemerisPoint>& points) const;

  /// "name:12: error: what".
  DataError error(std::string_view what) const;

 private:
  std::string_view rest_;
  std::string name_;
  std::string_view line_;
  int number_ = 0;
};

// Readers of the formats that the public functions write.
EphemerisFile read_stk(std::string_view text, std::string_view name);
EphemerisFile read_trajectory_csv(std::string_view text, std::string_view name);
EphemerisFile read_trajectory_json(std::string_view text, std::string_view name);
EphemerisFile read_czml(std::string_view text, std::string_view name);

}  // namespace perilune::detail
