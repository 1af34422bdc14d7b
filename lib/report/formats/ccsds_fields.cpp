#include "ccsds_fields.hpp"

#include <algorithm>
#include <array>

#include <perilune/core/text.hpp>

namespace perilune::detail {

bool CcsdsFields::add(CcsdsReader& reader, const CcsdsItem& item) {
  const auto [place, is_new] = fields_.emplace(item.keyword, CcsdsField{item.value, item.line});
  if (!is_new)
    reader.problem(item.line, "repeated-keyword",
                   concat(item.keyword, " is given twice; first on line ", place->second.line));
  return is_new;
}

const CcsdsField* CcsdsFields::find(std::string_view keyword) const {
  const auto found = fields_.find(keyword);
  return found == fields_.end() ? nullptr : &found->second;
}

void require(CcsdsReader& reader, const CcsdsFields& fields, std::span<const std::string_view> keywords,
             std::string_view block, int line) {
  for (const std::string_view keyword : keywords) {
    if (!fields.find(keyword)) reader.problem(line, "missing-keyword", concat(block, " no ", keyword));
  }
}

CcsdsHeader read_header(CcsdsReader& reader, const CcsdsFields& fields, std::string_view kind) {
  constexpr std::array<std::string_view, 3> versions = {"1.0", "2.0", "3.0"};
  CcsdsHeader header;
  if (const CcsdsField* f = fields.find(concat("CCSDS_", kind, "_VERS"))) {
    if (std::find(versions.begin(), versions.end(), f->value) == versions.end())
      reader.problem(f->line, "unknown-version", concat("version '", printable(f->value), "' is not read"),
                     "one of: 1.0, 2.0, 3.0");
  }
  if (const CcsdsField* f = fields.find("CREATION_DATE"))
    header.created = reader.epoch(f->value, f->line).value_or(Epoch{});
  if (const CcsdsField* f = fields.find("ORIGINATOR")) header.originator = f->value;
  return header;
}

CcsdsObject read_object(CcsdsReader& reader, const CcsdsFields& fields) {
  CcsdsObject object;
  if (const CcsdsField* f = fields.find("OBJECT_NAME")) object.name = f->value;
  if (const CcsdsField* f = fields.find("OBJECT_ID")) object.id = f->value;
  if (const CcsdsField* f = fields.find("CENTER_NAME"))
    object.frame.center = reader.center(f->value, f->line).value_or(object.frame.center);
  if (const CcsdsField* f = fields.find("REF_FRAME"))
    object.frame.axes = reader.axes(f->value, f->line).value_or(object.frame.axes);
  if (const CcsdsField* f = fields.find("TIME_SYSTEM")) reader.set_time_system(f->value, f->line);
  object.scale = reader.scale();
  return object;
}

}  // namespace perilune::detail
