#include <cassert>

#include <perilune/core/text.hpp>
#include <perilune/report/svg.hpp>

#include "ccsds.hpp"

namespace perilune::detail {

CcsdsWriter::CcsdsWriter(std::string_view kind, const OemOptions& options)
    : kind_(kind), xml_(options.notation == CcsdsNotation::xml) {
  const std::string_view version = options.version_3 ? "3.0" : "2.0";
  if (!xml_) {
    out_ = concat("CCSDS_", kind_, "_VERS = ", version, "\n");
    return;
  }
  const std::string root = kind_ == "OEM" ? "oem" : "opm";
  out_ = concat("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<", root,
                " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"\n"
                "    xsi:noNamespaceSchemaLocation=\"http://sanaregistry.org/r/ndmxml_unqualified/",
                options.version_3 ? "ndmxml-3.0.0-master-3.0.xsd" : "ndmxml-2.0.0-master-2.0.xsd",
                "\"\n    id=\"CCSDS_", kind_, "_VERS\" version=\"", version, "\">\n");
  open_.push_back(root);
}

void CcsdsWriter::header(Epoch created, std::string_view originator, const std::vector<std::string>& lines) {
  open("", "header");
  comments(lines);
  field("CREATION_DATE", created.iso8601(TimeScale::utc, 0));
  field("ORIGINATOR", ccsds_name(originator));
  close("", "header");
  open("", "body");
}

void CcsdsWriter::open(std::string_view kvn_line, std::string_view name) {
  if (!xml_) {
    if (!kvn_line.empty()) out_ += concat(kvn_line, "\n");
    return;
  }
  out_ += std::string(2 * open_.size(), ' ') + concat("<", name, ">\n");
  open_.emplace_back(name);
}

void CcsdsWriter::close(std::string_view kvn_line, [[maybe_unused]] std::string_view name) {
  if (!xml_) {
    if (!kvn_line.empty()) out_ += concat(kvn_line, "\n");
    return;
  }
  assert(open_.back() == name);
  open_.pop_back();
  out_ += std::string(2 * open_.size(), ' ') + concat("</", name, ">\n");
}

void CcsdsWriter::comments(const std::vector<std::string>& lines) {
  for (const std::string& line : lines) {
    if (xml_) {
      element("COMMENT", ccsds_comment(line), "");
    } else {
      out_ += concat("COMMENT ", ccsds_comment(line), "\n");
    }
  }
}

void CcsdsWriter::element(std::string_view name, std::string_view value, std::string_view unit) {
  out_ += std::string(2 * open_.size(), ' ') + concat("<", name);
  if (!unit.empty()) out_ += concat(" units=\"", unit, "\"");
  out_ += concat(">", markup_text(value), "</", name, ">\n");
}

void CcsdsWriter::field(std::string_view keyword, std::string_view value, std::string_view unit) {
  if (xml_) return element(keyword, value, unit);
  out_ += concat(keyword, " = ", value);
  if (!unit.empty()) out_ += concat(" [", unit, "]");
  out_ += '\n';
}

void CcsdsWriter::state_line(const std::vector<std::string>& words) {
  assert(words.size() == 7);
  if (!xml_) {
    out_ += join(words, " ") + "\n";
    return;
  }
  constexpr std::string_view names[] = {"EPOCH", "X", "Y", "Z", "X_DOT", "Y_DOT", "Z_DOT"};
  out_ += std::string(2 * open_.size(), ' ') + "<stateVector>";
  for (std::size_t i = 0; i < 7; ++i) out_ += concat("<", names[i], ">", words[i], "</", names[i], ">");
  out_ += "</stateVector>\n";
}

void CcsdsWriter::blank_line() {
  if (!xml_) out_ += '\n';
}

std::string CcsdsWriter::text() const {
  std::string out = out_;
  for (std::size_t i = open_.size(); i-- > 0;) out += std::string(2 * i, ' ') + concat("</", open_[i], ">\n");
  return out;
}

}  // namespace perilune::detail
