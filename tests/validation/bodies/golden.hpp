// Reads the golden files of tests/oracle: comment lines, a line of column names, rows of integers and C99
// hexadecimal floats.
#pragma once

#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace golden {

inline std::vector<std::vector<double>> rows(const std::string& path, std::size_t columns) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("missing golden file " + path);
  std::vector<std::vector<double>> out;
  std::string line;
  bool named = false;
  while (std::getline(file, line)) {
    if (line.empty() || line[0] == '#') continue;
    if (!named) {
      named = true;
      continue;
    }
    std::vector<double> row;
    const char* at = line.c_str();
    for (;;) {
      char* end = nullptr;
      row.push_back(std::strtod(at, &end));
      if (end == at) throw std::runtime_error("bad row in " + path + ": " + line);
      if (*end == '\0') break;
      at = end + 1;
    }
    if (row.size() != columns) throw std::runtime_error("bad row in " + path + ": " + line);
    out.push_back(std::move(row));
  }
  return out;
}

}  // namespace golden
