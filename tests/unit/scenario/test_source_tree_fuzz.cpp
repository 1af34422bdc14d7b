#include <algorithm>
#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>

#include <perilune/core/text.hpp>
#include <perilune/scenario/source_tree.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

constexpr std::string_view seed_text =
    "perilune: 1\n"
    "name: \"quoted: name\"\n"
    "phases:\n"
    "  - {id: one, title: 'it''s', to: 2030-12-31}\n"
    "missions:\n"
    "  - id: change-7   # comment\n"
    "    profile:\n"
    "      - launch: {site: wenchang, window: {from: 2026-08-01, to: 2026-12-31}}\n"
    "      - transfer: {time_of_flight: [4 d, 6 d]}\n"
    "    text: |\n"
    "      block [ text\n"
    "    after: [{mission: queqiao-2, lag: {min: 0 d}}]\n";

/// Pieces that mean something to a YAML parser.
constexpr std::array<std::string_view, 36> pieces{
    "[",  "]",    "{",   "}",  ":", ": ", "- ",   "? ", ",",    "#",        "&a ",   "*a",
    "!!", "!a ",  "|",   ">",  "'", "\"", "\\",   "%",  "@",    "`",        "---\n", "...\n",
    "\t", "\r\n", "\n ", "\n", "~", "<<", "\x04", "\0", "\xEF", "\xC3\xA9", "0",     "    "};

std::string mutated(std::string text, std::mt19937_64& random) {
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  const std::size_t changes = 1 + below(8);
  for (std::size_t i = 0; i < changes; ++i) {
    const std::size_t at = below(text.size() + 1);
    const std::size_t count = below(12);
    switch (below(6)) {
      case 0:
        text.insert(at, pieces[below(pieces.size())]);
        break;
      case 1:
        text.erase(std::min(at, text.size()), count);
        break;
      case 2:
        if (at < text.size()) text[at] = static_cast<char>(below(256));
        break;
      case 3:
        text.insert(at, text.substr(below(text.size() + 1), 40));
        break;
      case 4:
        for (std::size_t k = 0; k <= count; ++k) text.insert(at, pieces[below(12)]);
        break;
      default:
        text.resize(at);
        break;
    }
  }
  return text;
}

/// Every node lies inside the text; deeper nodes are counted.
int checked_nodes(const SourceNode& node, int depth) {
  REQUIRE(depth <= 64);
  REQUIRE((node.span.line >= 1 && node.span.column >= 1 && node.span.length >= 1));
  int nodes = 1;
  for (const SourceNode& item : node.items) nodes += checked_nodes(item, depth + 1);
  for (const SourceEntry& entry : node.entries) nodes += 1 + checked_nodes(entry.value, depth + 1);
  return nodes;
}

}  // namespace

TEST_CASE("source tree: any bytes end in a tree and diagnostics", "[scenario][fuzz]") {
  constexpr std::uint64_t seed = 20260801;
  std::mt19937_64 random(seed);
  int with_problems = 0;
  for (int i = 0; i < 20'000; ++i) {
    const std::string text = mutated(std::string(seed_text), random);
    INFO("case " << i << " of seed " << seed << ":\n" << text);
    const SourceTree tree = SourceTree::parse("fuzz.yaml", text);
    checked_nodes(tree.root(), 0);
    REQUIRE((tree.complete() || !tree.problems().empty()));
    with_problems += tree.problems().empty() ? 0 : 1;
    for (const Diagnostic& problem : tree.problems()) {
      REQUIRE_FALSE(problem.message.empty());
      REQUIRE(render(problem, tree.text()).ends_with('\n'));
    }
  }
  CHECK(with_problems > 5'000);  // the mutations do hit
}
