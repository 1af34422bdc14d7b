#pragma once

#include <array>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "ccsds.hpp"

namespace perilune::detail {

/// The value of a keyword and its line.
struct CcsdsField {
  std::string value;
  int line = 0;
};

/// The fields of one block of a message, each there once.
class CcsdsFields {
 public:
  /// Notes a problem if the keyword is there already. @return whether it was not
  bool add(CcsdsReader& reader, const CcsdsItem& item);
  /// Nothing if it is not there.
  const CcsdsField* find(std::string_view keyword) const;
  std::size_t size() const { return fields_.size(); }

 private:
  std::map<std::string, CcsdsField, std::less<>> fields_;
};

/// Notes a problem at a line for each keyword that is not there. @param block  "the header has", "the
/// metadata have"
void require(CcsdsReader& reader, const CcsdsFields& fields, std::span<const std::string_view> keywords,
             std::string_view block, int line);

/// CCSDS_<kind>_VERS, CREATION_DATE and ORIGINATOR, as far as they are there.
struct CcsdsHeader {
  Epoch created;
  std::string originator;
};
CcsdsHeader read_header(CcsdsReader& reader, const CcsdsFields& fields, std::string_view kind);

inline constexpr std::array<std::string_view, 5> needed_of_object = {
    "OBJECT_NAME", "OBJECT_ID", "CENTER_NAME", "REF_FRAME", "TIME_SYSTEM"};
/// Whose orbit it is, about what and in which time: as far as they are there. Sets the reader's time system.
struct CcsdsObject {
  std::string name, id;
  Frame frame;
  TimeScale scale = TimeScale::utc;
};
CcsdsObject read_object(CcsdsReader& reader, const CcsdsFields& fields);

}  // namespace perilune::detail
