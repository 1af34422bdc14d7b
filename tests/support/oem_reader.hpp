// A small reader of CCSDS OEM 2.0 files, written from the standard for the tests alone: it shares nothing
// with the writer. It knows one segment, and refuses whatever it does not expect.
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace perilune::test {

struct OemLine {
  std::string epoch;
  std::array<double, 6> km_and_km_s{};
};

struct OemFile {
  std::vector<std::string> comments;
  std::map<std::string, std::string> header;
  std::map<std::string, std::string> metadata;
  std::vector<std::string> keywords;  // in file order
  std::vector<OemLine> lines;
};

inline OemFile read_oem(const std::string& text) {
  enum class Part { header, metadata, data } part = Part::header;
  OemFile file;
  std::istringstream stream(text);
  int number = 0;
  for (std::string line; std::getline(stream, line);) {
    ++number;
    const auto fail = [&](const std::string& why) {
      throw std::runtime_error("line " + std::to_string(number) + ": " + why + ": " + line);
    };
    if (line.size() > 254) fail("longer than 254 characters");
    for (const char c : line) {
      if (c < ' ' || c > '~') fail("not printable ASCII");
    }
    if (line.empty()) continue;
    if (line.rfind("COMMENT ", 0) == 0) {
      file.comments.push_back(line.substr(8));
      continue;
    }
    if (line == "META_START") {
      if (part != Part::header) fail("unexpected");
      part = Part::metadata;
      continue;
    }
    if (line == "META_STOP") {
      if (part != Part::metadata) fail("unexpected");
      part = Part::data;
      continue;
    }
    if (part == Part::data) {
      std::istringstream words(line);
      OemLine data;
      words >> data.epoch;
      for (double& value : data.km_and_km_s) words >> value;
      std::string rest;
      if (!words || (words >> rest)) fail("not an epoch and six numbers");
      file.lines.push_back(data);
      continue;
    }
    const std::size_t equals = line.find(" = ");
    if (equals == std::string::npos) fail("no keyword");
    const std::string key = line.substr(0, equals);
    const std::string value = line.substr(equals + 3);
    if (value.empty()) fail("no value");
    file.keywords.push_back(key);
    auto& place = part == Part::header ? file.header : file.metadata;
    if (!place.emplace(key, value).second) fail("keyword given twice");
  }
  if (part != Part::data) throw std::runtime_error("the file has no segment");
  return file;
}

}  // namespace perilune::test
