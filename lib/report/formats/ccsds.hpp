#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <perilune/core/diagnostic.hpp>
#include <perilune/frames/frame.hpp>
#include <perilune/report/formats/oem.hpp>
#include <perilune/time/epoch.hpp>

namespace perilune::detail {

// What OEM and OPM share: names, notations, and a reader that knows neither of them.

/// A name as the standard writes it: capitals, and of ASCII what needs no quoting.
std::string ccsds_name(std::string_view text);

/// A comment in one line of printable ASCII, short enough for a line of the standard.
std::string ccsds_comment(std::string_view text);

/// "EARTH BARYCENTER", "MOON".
std::string ccsds_center(BodyId body);

/// "EME2000". @throws InvalidArgument if the standard has no name for the axes
std::string_view ccsds_axes(const Frame& frame);

/// "UTC". @throws InvalidArgument for UT1
std::string_view ccsds_scale(TimeScale scale);

/// A line of a message in one notation as well as the other: a keyword with its value, a line of data (no
/// keyword), a comment, or the beginning or end of a block (META_START).
struct CcsdsItem {
  std::string keyword;
  std::string value;
  int line = 0;
};

/// A message cut into items, and what is wrong with it so far.
class CcsdsReader {
 public:
  /// @param kind  "OEM" or "OPM"
  CcsdsReader(std::string_view text, std::string_view name, std::string_view kind);

  const std::vector<CcsdsItem>& items() const { return items_; }
  /// Line of the end of the file.
  int last_line() const { return last_line_; }

  /// Notes a problem at a line. @param help  the mend; may be empty
  void problem(int line, std::string_view code, std::string message, std::string help = {});
  bool failed() const { return !problems_.empty(); }

  // Values, read as the message's time system has them; nothing and a problem if they are none.
  std::optional<Epoch> epoch(std::string_view text, int line);
  std::optional<double> number(std::string_view text, int line, std::string_view what);
  std::optional<BodyId> center(std::string_view text, int line);
  std::optional<Axes> axes(std::string_view text, int line);
  void set_time_system(std::string_view text, int line);
  TimeScale scale() const { return scale_; }

  /// Problems in the order of the lines, and as text.
  std::vector<Diagnostic> diagnostics() const;
  std::string rendered() const;

 private:
  void read_kvn();
  void read_xml();

  std::string text_;
  std::string name_;
  std::string kind_;
  std::vector<CcsdsItem> items_;
  std::vector<Diagnostic> problems_;
  int last_line_ = 0;
  TimeScale scale_ = TimeScale::utc;
  bool scale_known_ = true;
  Duration gps_ = {};
};

/// Writes messages in either notation: the same calls give lines or elements.
class CcsdsWriter {
 public:
  CcsdsWriter(std::string_view kind, const OemOptions& options);

  void header(Epoch created, std::string_view originator, const std::vector<std::string>& comments);
  void open(std::string_view kvn_line, std::string_view element);
  void close(std::string_view kvn_line, std::string_view element);
  void comments(const std::vector<std::string>& comments);
  /// @param unit  of the value; may be empty
  void field(std::string_view keyword, std::string_view value, std::string_view unit = {});
  /// A line of data of an OEM: seven words.
  void state_line(const std::vector<std::string>& words);
  void blank_line();
  bool xml() const { return xml_; }
  std::string text() const;

 private:
  void element(std::string_view name, std::string_view value, std::string_view unit);

  std::string kind_;
  bool xml_;
  std::string out_;
  std::vector<std::string> open_;
};

}  // namespace perilune::detail
