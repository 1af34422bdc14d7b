// What tests look for in pages and pictures, read by code that shares nothing with what wrote them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace perilune::test {

/// What is wrong with the nesting of elements, or nothing: every element is closed in order, every attribute
/// is quoted, and no '<' stands inside one. Elements of HTML that have no end are known.
inline std::string markup_problem(std::string_view text) {
  std::vector<std::string> open;
  for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at)) {
    std::size_t end = at + 1;
    char quote = 0;
    for (; end < text.size() && (quote != 0 || text[end] != '>'); ++end) {
      if (quote == 0 && text[end] == '<') return "'<' inside a tag: " + std::string(text.substr(at, 60));
      if (quote == 0 && text[end] == '"') {
        quote = '"';
      } else if (quote == text[end]) {
        quote = 0;
      }
    }
    if (end >= text.size()) return "a tag that does not end: " + std::string(text.substr(at, 60));
    const std::string_view tag = text.substr(at + 1, end - at - 1);
    at = end;
    if (tag.front() == '!' || tag.front() == '?' || tag.back() == '/') continue;
    const std::string name(tag.substr(0, tag.find_first_of(" \n")));
    if (name == "meta") continue;
    if (name.front() != '/') {
      open.push_back(name);
      if (name == "style" || name == "script") at = text.find("</" + name, at);
    } else if (open.empty() || "/" + open.back() != name) {
      return "<" + name + "> closes " + (open.empty() ? std::string("nothing") : "<" + open.back() + ">");
    } else {
      open.pop_back();
    }
  }
  return open.empty() ? "" : "<" + open.back() + "> is not closed";
}

/// The values of an attribute, in the order of the text.
inline std::vector<std::string> attribute_values(std::string_view text, std::string_view name) {
  std::vector<std::string> values;
  const std::string begin = " " + std::string(name) + "=\"";
  for (std::size_t at = text.find(begin); at != std::string_view::npos; at = text.find(begin, at)) {
    at += begin.size();
    values.emplace_back(text.substr(at, text.find('"', at) - at));
  }
  return values;
}

}  // namespace perilune::test
