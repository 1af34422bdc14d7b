#include <perilune/scenario/source_tree.hpp>

#include <string>
#include <string_view>

#include "support/catch.hpp"

using namespace perilune;
using namespace std::string_view_literals;

namespace {

/// The codes of the problems with their places: "duplicate-key@3:1 anchor@4:4".
std::string codes(const SourceTree& tree) {
  std::string out;
  for (const Diagnostic& problem : tree.problems()) {
    if (!out.empty()) out += ' ';
    out +=
        problem.code + '@' + std::to_string(problem.where.line) + ':' + std::to_string(problem.where.column);
  }
  return out;
}

std::string codes(std::string_view text, const SourceLimits& limits = {}) {
  return codes(SourceTree::parse("a.yaml", std::string(text), limits));
}

std::string repeated(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

}  // namespace

TEST_CASE("source tree: keeps order, places and lengths of keys and values", "[scenario]") {
  const SourceTree tree = SourceTree::parse("a.yaml",
                                            "name: two words   # comment\n"
                                            "list: [010, \"a b\", {x: ~}]\n"
                                            "text: |\n"
                                            "  line\n"
                                            "last: yes\n");
  REQUIRE(codes(tree) == "");
  CHECK(tree.complete());
  const SourceNode& root = tree.root();
  REQUIRE(root.kind == SourceKind::map);
  REQUIRE(root.entries.size() == 4);
  CHECK(root.entries[0].key == "name");
  CHECK(root.entries[0].key_span == SourceSpan{1, 1, 4});
  CHECK(root.entries[0].value.span == SourceSpan{1, 7, 9});
  CHECK(root.entries[0].value.text == "two words");
  CHECK_FALSE(root.entries[0].value.quoted);

  const SourceNode& list = root.entries[1].value;
  REQUIRE(list.kind == SourceKind::list);
  REQUIRE(list.items.size() == 3);
  CHECK(list.span == SourceSpan{2, 7, 1});
  CHECK(list.items[0].text == "010");  // the reader of a number decides, not YAML
  CHECK(list.items[1].text == "a b");
  CHECK(list.items[1].quoted);
  CHECK(list.items[1].span == SourceSpan{2, 13, 5});
  REQUIRE(list.items[2].find("x") != nullptr);
  CHECK(list.items[2].find("x")->value.kind == SourceKind::empty);
  CHECK(list.items[2].find("y") == nullptr);

  CHECK(root.find("text")->value.text == "line\n");
  CHECK(root.find("text")->value.quoted);
  CHECK(root.find("last")->value.text == "yes");
}

TEST_CASE("source tree: numbers, words and truth values stay the text that was typed", "[scenario]") {
  for (const char* typed :
       {".nan", ".inf", "yes", "no", "on", "0x10", "1_000", "2026-08-01", "1e3", "true"}) {
    const SourceTree tree = SourceTree::parse("a.yaml", std::string("k: ") + typed + "\n");
    CHECK(tree.root().find("k")->value.text == typed);
  }
}

TEST_CASE("source tree: a byte order mark and Windows line ends do not move columns", "[scenario]") {
  const SourceTree tree = SourceTree::parse("a.yaml",
                                            "\xEF\xBB\xBF"
                                            "ab: 1\r\ncd: \xC3\xA9t\xC3\xA9\r\n");
  REQUIRE(codes(tree) == "");
  CHECK(tree.text().starts_with("ab"));
  CHECK(tree.root().entries[0].key_span == SourceSpan{1, 1, 2});
  CHECK(tree.root().entries[1].value.span == SourceSpan{2, 5, 5});
}

TEST_CASE("source tree: what is not plain YAML has a name and a place", "[scenario]") {
  CHECK(codes("") == "empty-file@0:0");
  CHECK(codes("# nothing\n\n") == "empty-file@0:0");
  CHECK(codes("---\n") == "empty-file@0:0");
  CHECK(codes("a: 1\nb: 2\na: 3\n") == "duplicate-key@3:1");
  CHECK(codes("a: {x: 1, x: 2}\n") == "duplicate-key@1:11");
  CHECK(codes("a: &here 1\nb: *here\n") == "anchor@1:4 anchor@2:4");
  CHECK(codes("b: *nowhere\n") == "anchor@1:4");
  CHECK(codes("a: !!int 5\nb: !mine {c: 1}\n") == "tag@1:4 tag@2:4");
  CHECK(codes("a: ! 5\n") == "tag@1:4");
  CHECK(codes("a: 1\n---\nb: 2\n") == "second-document@2:1");
  CHECK(codes("a: 1\n...\nb: 2\n") == "second-document@3:1");
  CHECK(codes("a:\n\tb: 1\n") == "tab-indentation@2:1");
  CHECK(codes("a:\n  \tb: 1\n\tc: 1\n") == "tab-indentation@2:3 tab-indentation@3:1");
  CHECK(codes("a: b\t# tab before a comment\n\t# and a comment\n\t\n") == "");
  CHECK(codes("a: \"x\nb: 2\n") == "unclosed-quote@1:4");
  CHECK(codes("a: 'it''s\nb: 2\n") == "unclosed-quote@1:4");
  CHECK(codes("a: 'it''s'\nb: \"\\\"\"\n") == "");
  CHECK(codes("[a, b]: 1\n") == "bad-key@1:1");
  CHECK(codes("? {a: b}\n: 1\nc: 2\n") == "bad-key@1:3");
  CHECK(codes(": 1\n") == "bad-key@1:1");
  CHECK(codes("a: \xFF\n") == "not-text@1:4");
  CHECK(codes("a: 1\nb: \xC3\xA9\xC3(\n") == "not-text@2:6");
  CHECK(codes("\xFF\xFE"
              "a\0"sv) == "not-text@1:1");
  CHECK(codes("a: \x04 b\n") == "not-text@1:4");  // yaml-cpp takes this byte for the end of the file
  CHECK(codes("a: 1\rb: 2\n") == "not-text@1:5");
}

TEST_CASE("source tree: syntax errors are said in our words where they are", "[scenario]") {
  CHECK(codes("a: b: c\n") == "syntax@1:5");
  CHECK(codes("a:\n  b: 1\n c: 2\n") == "syntax@3:2");
  CHECK(codes("a: 1\n- b\n") == "syntax@2:1");
  CHECK(codes("a: 1\n}\n") == "syntax@2:1");
  CHECK(codes("a: [1, 2\nb: 3\n") == "syntax@1:4");
  CHECK(codes("a: [1, 2\n") == "syntax@1:4");
  CHECK(codes("a: {b: 1\n") == "syntax@1:4");
  CHECK(codes("a: @b\n") == "syntax@1:4");
  const SourceTree tree = SourceTree::parse("a.yaml", "a: b: c\n");
  CHECK(tree.problems()[0].message == "a ':' cannot stand here");
  CHECK_FALSE(tree.complete());
}

TEST_CASE("source tree: what stood before a syntax error can still be read", "[scenario]") {
  const SourceTree tree = SourceTree::parse("a.yaml", "a: 1\nb: {c: 1, d: 2}\ne: {f: 1, g: [1, 2, x: @\n");
  REQUIRE(tree.problems().size() == 1);
  CHECK(tree.root().incomplete);
  CHECK(tree.root().find("a")->value.text == "1");
  CHECK_FALSE(tree.root().find("b")->value.incomplete);
  REQUIRE(tree.root().find("e") != nullptr);
  CHECK(tree.root().find("e")->value.incomplete);
}

TEST_CASE("source tree: size, depth and count have limits", "[scenario]") {
  SourceLimits limits;
  limits.bytes = 10;
  CHECK(codes("a: 23456789\n", limits) == "file-too-large@0:0");
  limits = {};
  limits.nodes = 4;
  CHECK(codes("{a: 1, b: 2}\n", limits) == "too-many-nodes@1:11");
  limits = {};
  CHECK(codes(repeated("[", 64) + repeated("]", 64)) == "");
  CHECK(codes(repeated("[", 65) + repeated("]", 65)) == "too-deep@1:65");
  CHECK(codes(repeated("- ", 65) + "a\n") == "too-deep@1:129");
  CHECK(codes(repeated("[", 1'000'000)) == "too-deep@1:1065");
  CHECK(codes(repeated("? ", 400'000)) == "too-deep@1:129");
  CHECK(codes(repeated("a:\n", 100'000)).starts_with("duplicate-key@2:1"));
}
