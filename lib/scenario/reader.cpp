#include "reader.hpp"

#include <utility>

#include <perilune/core/text.hpp>

namespace perilune::detail {
namespace {

std::string_view kind_name(const SourceNode& node) {
  switch (node.kind) {
    case SourceKind::empty:
      return "nothing";
    case SourceKind::scalar:
      return "a text";
    case SourceKind::list:
      return "a list";
    case SourceKind::map:
      return "a map";
  }
  return "nothing";
}

}  // namespace

Diagnostic make_problem(std::string code, const std::string& file, const SourceSpan& span,
                        std::string message, std::string help) {
  Diagnostic problem;
  problem.code = std::move(code);
  problem.where = {file, span.line, span.column};
  problem.length = span.length;
  problem.message = std::move(message);
  problem.help = std::move(help);
  return problem;
}

Diagnostic& Reader::report(std::string code, const SourceSpan& span, std::string message, std::string help) {
  problems_.push_back(make_problem(std::move(code), tree_.file(), span, std::move(message), std::move(help)));
  return problems_.back();
}

const std::string* Reader::scalar(const SourceNode& node, std::string_view key, std::string_view wanted) {
  if (node.kind == SourceKind::scalar && !trimmed(node.text).empty()) return &node.text;
  wrong_type(node, key, wanted);
  return nullptr;
}

Diagnostic* Reader::wrong_type(const SourceNode& node, std::string_view key, std::string_view wanted) {
  if (holds_names(key)) names_lost = true;
  if (node.incomplete) return nullptr;
  if (node.kind == SourceKind::empty || (node.kind == SourceKind::scalar && trimmed(node.text).empty())) {
    Diagnostic& problem = report("empty-value", node.span, concat("'", key, "' has no value"));
    problem.notes = {concat("expected ", wanted)};
    return &problem;
  }
  return &report("wrong-type", node.span, concat("'", key, "' wants ", wanted, ", found ", kind_name(node)));
}

bool holds_names(std::string_view key) {
  return key == "id" || key == "milestone" || key == "profile" || key == "phases" || key == "missions" ||
         key == "resources" || key == "include";
}

std::string suggestion(std::string_view typed, const std::vector<std::string>& names) {
  const std::optional<std::string> near = nearest_name(typed, names);
  return near ? concat("did you mean '", *near, "'?") : std::string();
}

}  // namespace perilune::detail
