#include <perilune/roadmap/precedence.hpp>

#include "names.hpp"

namespace perilune {
namespace {

const std::array<std::string, 4>& names() {
  static const std::array<std::string, 4> all = {"FS", "SS", "FF", "SF"};
  return all;
}

}  // namespace

std::string to_text(PrecedenceKind kind) {
  return names().at(static_cast<std::size_t>(kind));
}

std::optional<PrecedenceKind> parse_precedence_kind(std::string_view text) {
  return detail::parse_name<PrecedenceKind>(names(), text);
}

std::span<const std::string> precedence_kind_names() {
  return names();
}

}  // namespace perilune
