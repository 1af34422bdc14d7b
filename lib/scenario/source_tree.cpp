#include <perilune/scenario/source_tree.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <sstream>
#include <unordered_map>
#include <utility>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <perilune/core/text.hpp>

namespace perilune {

const SourceEntry* SourceNode::find(std::string_view key) const {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [key](const SourceEntry& entry) { return entry.key == key; });
  return found == entries.end() ? nullptr : &*found;
}

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// Thrown through yaml-cpp to end the reading; the problem has been written down.
struct StopReading {};

/// What to say for a complaint of yaml-cpp's.
struct SyntaxText {
  std::string_view theirs;
  std::string_view ours;
  std::string_view help;
};
constexpr std::array syntax_texts{
    SyntaxText{
        "illegal map value", "a ':' cannot stand here",
        "put the text in quotes if the ':' belongs to it; otherwise check the indentation of this line "
        "and of the one above"},
    SyntaxText{"illegal map key", "a '?' cannot stand here", "put the text in quotes"},
    SyntaxText{"illegal block entry", "a '- ' cannot stand here",
               "start the list on a line of its own, or put the text in quotes"},
    SyntaxText{"illegal flow end", "this bracket closes nothing", "remove it, or add the bracket that opens"},
    SyntaxText{
        "end of map not found", "this does not belong to the map around it",
        "keys of one map start in the same column; a text that goes on after a quote or a bracket must "
        "be in quotes as a whole"},
    SyntaxText{"end of sequence not found", "this does not belong to the list around it",
               "items of one list start with '- ' in the same column"},
    SyntaxText{"end of sequence flow not found", "this '[' is not closed",
               "add the missing ']' or the missing comma"},
    SyntaxText{"end of map flow not found", "this '{' is not closed",
               "add the missing '}' or the missing comma"},
    SyntaxText{"unknown token", "a text cannot start with this character", "put the text in quotes"},
    SyntaxText{"illegal document indicator in scalar", "'---' or '...' inside a text in quotes",
               "close the quote before it"},
    SyntaxText{"illegal EOF in scalar", "the file ends inside a text", "close the quote"},
};

/// Builds the nodes from yaml-cpp's events.
class TreeHandler final : public YAML::EventHandler {
 public:
  TreeHandler(const std::string& file, std::string_view text, const SourceLimits& limits,
              std::vector<Diagnostic>& problems)
      : file_(file), text_(text), limits_(limits), problems_(problems) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (!seen_document_) {
      seen_document_ = true;
      return;
    }
    report("second-document", place(mark), "a second YAML document starts here",
           "a scenario is one document: remove the '---' or '...' line, or split the file");
    throw StopReading{};
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    SourceNode node;
    node.span = scalar_span(mark, "");
    refuse_properties(node.span, "?", anchor);
    add(std::move(node));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
    SourceSpan span = place(mark);
    span.length = word_length(mark);
    report_alias(span);
    SourceNode node;
    node.span = span;
    node.incomplete = true;  // what it would stand for is not known
    add(std::move(node));
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    SourceNode node;
    node.kind = SourceKind::scalar;
    node.span = scalar_span(mark, value);
    node.text = value;
    const char first = at(offset(mark));
    node.quoted = first == '"' || first == '\'' || first == '|' || first == '>';
    refuse_properties(node.span, tag == "!" && node.quoted ? "?" : tag, anchor);
    add(std::move(node));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    open(SourceKind::list, mark, tag, anchor);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    open(SourceKind::map, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override { close(); }

  /// The whole tree; if the reading broke off, the open containers end here, marked, without what was last
  /// read: that may be an accident of the mistake.
  SourceNode finish() {
    bool innermost = true;
    while (!open_.empty()) {
      Open& last = open_.back();
      last.node.incomplete = true;
      if (innermost && !last.node.items.empty()) last.node.items.pop_back();
      if (innermost && !last.wants_value && !last.node.entries.empty()) last.node.entries.pop_back();
      innermost = false;
      // A bracket that is never closed may only look like a key.
      if (last.is_key)
        std::erase_if(problems_,
                      [&](const Diagnostic& problem) { return is_bad_key(problem, last.node.span); });
      close();
    }
    return std::move(root_);
  }

  void report(std::string code, SourceSpan span, std::string message, std::string help) {
    Diagnostic diagnostic;
    diagnostic.code = std::move(code);
    diagnostic.where = {file_, span.line, span.column};
    diagnostic.length = span.length;
    diagnostic.message = std::move(message);
    diagnostic.help = std::move(help);
    problems_.push_back(std::move(diagnostic));
  }

  void report_syntax(const YAML::Exception& problem) {
    if (problem.msg.starts_with("the referenced anchor is not defined"))
      return report_alias(place(problem.mark));
    SyntaxText said{problem.msg, "this is not YAML", ""};
    for (const SyntaxText& known : syntax_texts) {
      if (problem.msg == known.theirs) said = known;
    }
    SourceSpan span = place(problem.mark);
    // A bracket that is never closed is shown where it opens, not where the file ends.
    if (problem.msg.ends_with("flow not found") && !open_.empty()) span = open_.back().node.span;
    report("syntax", span,
           said.ours == "this is not YAML" ? detail::concat(said.ours, ": ", problem.msg)
                                           : std::string(said.ours),
           std::string(said.help));
  }

 private:
  struct Open {
    SourceNode node;
    bool is_key = false;       ///< this container stands where a key belongs
    bool wants_value = false;  ///< a map that has read a key
    bool drops_value = false;  ///< the key was refused
    std::string key;
    SourceSpan key_span;
    std::unordered_map<std::string, int> lines;  // of the keys so far
  };

  static bool is_bad_key(const Diagnostic& problem, const SourceSpan& span) {
    return problem.code == "bad-key" && problem.where.line == span.line &&
           problem.where.column == span.column;
  }

  static SourceSpan place(const YAML::Mark& mark) {
    return {std::max(0, mark.line) + 1, std::max(0, mark.column) + 1, 1};
  }
  static std::size_t offset(const YAML::Mark& mark) {
    return static_cast<std::size_t>(std::max(0, mark.pos));
  }
  char at(std::size_t position) const { return position < text_.size() ? text_[position] : '\0'; }

  int word_length(const YAML::Mark& mark) const {
    const std::string_view rest = text_.substr(std::min(offset(mark), text_.size()));
    return static_cast<int>(
        std::max<std::size_t>(1, std::min(rest.size(), rest.find_first_of(" \t\r\n,]}"))));
  }

  /// How long the first line of a scalar is as it was written.
  SourceSpan scalar_span(const YAML::Mark& mark, const std::string& value) {
    SourceSpan span = place(mark);
    const std::size_t start = std::min(offset(mark), text_.size());
    const std::string_view rest = text_.substr(start);
    const std::string_view line = trimmed(rest.substr(0, rest.find('\n')));
    std::size_t length = 1;
    if (rest.starts_with('"') || rest.starts_with('\'')) {
      const std::size_t end = closing_quote(rest);
      if (end == std::string_view::npos) {
        report("unclosed-quote", span, "the text that starts here has no closing quote",
               detail::concat("add the missing ", rest[0], ""));
        throw StopReading{};
      }
      length = std::min(end + 1, line.size());
    } else if (rest.starts_with('|') || rest.starts_with('>')) {
      length = 1;
    } else if (rest.starts_with(value)) {
      length = value.size();
    } else {
      length = line.size();
    }
    span.length = static_cast<int>(std::max<std::size_t>(1, length));
    return span;
  }

  /// Where the quote that starts `rest` is closed.
  static std::size_t closing_quote(std::string_view rest) {
    const char quote = rest[0];
    for (std::size_t i = 1; i < rest.size(); ++i) {
      if (quote == '"' && rest[i] == '\\') {
        ++i;
      } else if (rest[i] == quote) {
        if (quote == '"' || i + 1 == rest.size() || rest[i + 1] != '\'') return i;
        ++i;  // '' is a quote inside the text
      }
    }
    return std::string_view::npos;
  }

  void report_alias(SourceSpan span) {
    report("anchor", span, "anchors ('&name') and aliases ('*name') are not part of the scenario language",
           "write the value out, or put the text in quotes");
  }

  void refuse_properties(SourceSpan span, const std::string& tag, YAML::anchor_t anchor) {
    if (anchor != 0) report_alias(span);
    if (!tag.empty() && tag != "?") {
      report("tag", span, "tags ('!name') are not part of the scenario language",
             "remove the tag, or put the text in quotes");
    }
  }

  void count(const SourceSpan& span) {
    if (++nodes_ <= limits_.nodes) return;
    report("too-many-nodes", span,
           detail::concat("the file holds more than ", limits_.nodes, " keys and values"),
           "split the scenario into files and 'include' them");
    throw StopReading{};
  }

  bool wants_key() const {
    return !open_.empty() && open_.back().node.kind == SourceKind::map && !open_.back().wants_value;
  }

  void open(SourceKind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    Open opened;
    opened.node.kind = kind;
    opened.node.span = place(mark);
    opened.is_key = wants_key();
    count(opened.node.span);
    refuse_properties(opened.node.span, tag, anchor);
    if (static_cast<int>(open_.size()) >= limits_.depth) {
      report("too-deep", opened.node.span,
             detail::concat("lists and maps are nested deeper than ", limits_.depth, " levels"), "");
      throw StopReading{};
    }
    if (opened.is_key && keys_open_++ == 0) {  // once, not for every list inside the key
      report("bad-key", opened.node.span, "a list or a map cannot be a key",
             "if this is a text with brackets, put it in quotes");
    }
    open_.push_back(std::move(opened));
  }

  void close() {
    Open closed = std::move(open_.back());
    open_.pop_back();
    if (closed.is_key) {
      --keys_open_;
      open_.back().wants_value = true;
      open_.back().drops_value = true;
      return;
    }
    place_value(std::move(closed.node));
  }

  /// A scalar or nothing: the next key, or a value.
  void add(SourceNode node) {
    count(node.span);
    if (!wants_key()) return place_value(std::move(node));
    Open& map = open_.back();
    map.wants_value = true;
    map.drops_value = true;
    if (node.kind == SourceKind::empty) {
      report("bad-key", node.span, "a key is missing before this ':'", "");
      return;
    }
    const auto [first, is_new] = map.lines.emplace(node.text, node.span.line);
    if (!is_new) {
      report("duplicate-key", node.span,
             detail::concat("'", node.text, "' is given twice: first on line ", first->second),
             "remove one of the two");
      return;
    }
    map.drops_value = false;
    map.key = std::move(node.text);
    map.key_span = node.span;
  }

  void place_value(SourceNode node) {
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& parent = open_.back();
    if (parent.node.kind == SourceKind::list) {
      parent.node.items.push_back(std::move(node));
      return;
    }
    parent.wants_value = false;
    // Nothing has no place of its own: it is missed where its key stands.
    if (node.kind == SourceKind::empty) node.span = parent.key_span;
    if (!parent.drops_value) {
      parent.node.entries.push_back({std::move(parent.key), parent.key_span, std::move(node)});
    }
  }

  const std::string& file_;
  std::string_view text_;
  const SourceLimits& limits_;
  std::vector<Diagnostic>& problems_;
  bool seen_document_ = false;
  int nodes_ = 0;
  int keys_open_ = 0;
  std::vector<Open> open_;
  SourceNode root_;
};

/// The place of a byte.
SourceSpan place_of(std::string_view text, std::size_t position) {
  const std::string_view before = text.substr(0, position);
  const std::size_t line_start = before.rfind('\n');
  const std::size_t column = line_start == std::string_view::npos ? position : position - line_start - 1;
  return {static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1, static_cast<int>(column) + 1,
          1};
}

}  // namespace

/// Checks the bytes, lets yaml-cpp read them, and keeps what came out.
class SourceTreeBuilder {
 public:
  SourceTreeBuilder(std::string file, std::string text, const SourceLimits& limits) : limits_(limits) {
    tree_.file_ = std::move(file);
    tree_.text_ = std::move(text);
    if (std::string_view(tree_.text_).starts_with(byte_order_mark))
      tree_.text_.erase(0, byte_order_mark.size());
  }

  SourceTree build() && {
    if (readable()) read();
    std::stable_sort(tree_.problems_.begin(), tree_.problems_.end(), [](const auto& a, const auto& b) {
      return std::pair(a.where.line, a.where.column) < std::pair(b.where.line, b.where.column);
    });
    return std::move(tree_);
  }

 private:
  void report(std::string code, SourceSpan span, std::string message, std::string help) {
    Diagnostic diagnostic;
    diagnostic.code = std::move(code);
    diagnostic.where = {tree_.file_, span.line, span.column};
    diagnostic.length = span.length;
    diagnostic.message = std::move(message);
    diagnostic.help = std::move(help);
    tree_.problems_.push_back(std::move(diagnostic));
    tree_.complete_ = false;
  }

  /// What must hold before yaml-cpp may see the text.
  bool readable() {
    const std::string_view text = tree_.text_;
    if (text.size() > limits_.bytes) {
      report("file-too-large", {0, 0, 1}, detail::concat("the file has more than ", limits_.bytes, " bytes"),
             "split the scenario into files and 'include' them");
      tree_.text_.clear();
      return false;
    }
    return is_text() && is_indented_with_spaces() && is_shallow();
  }

  bool is_text() {
    const std::string_view text = tree_.text_;
    const bool utf16 = text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF");
    if (utf16 || !is_valid_utf8(text)) {
      report("not-text", place_of(text, first_bad_utf8(text)), "the file is not UTF-8 text",
             utf16 ? "it looks like UTF-16: save it as UTF-8" : "save it as UTF-8");
      return false;
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
      const auto c = static_cast<unsigned char>(text[i]);
      const bool lone_return = c == '\r' && (i + 1 == text.size() || text[i + 1] != '\n');
      if (lone_return || (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F) {
        report("not-text", place_of(text, i),
               detail::concat("the file holds a control character (byte ", c, ")"),
               lone_return ? "end lines with a newline" : "remove it");
        return false;
      }
    }
    return true;
  }

  static std::size_t first_bad_utf8(std::string_view text) {
    // Line by line, then character by character in the line that is not UTF-8.
    std::size_t good = 0;
    std::size_t line_start = 0;
    while (line_start < text.size()) {
      const std::size_t end = std::min(text.find('\n', line_start), text.size());
      if (!is_valid_utf8(text.substr(line_start, end - line_start))) break;
      line_start = good = std::min(end + 1, text.size());
    }
    for (std::size_t length = 1; good < text.size() && length <= 4;) {
      if (good + length <= text.size() && is_valid_utf8(text.substr(good, length))) {
        good += length;
        length = 1;
      } else {
        ++length;
      }
    }
    return good;
  }

  /// A tab before the first word of a line: editors show it as any number of columns.
  bool is_indented_with_spaces() {
    const std::string_view text = tree_.text_;
    bool good = true;
    int line = 1;
    for (std::size_t start = 0; start < text.size(); ++line) {
      const std::size_t end = std::min(text.find('\n', start), text.size());
      const std::string_view content = text.substr(start, end - start);
      const std::size_t word = content.find_first_not_of(" \t\r");
      const std::size_t tab = content.find('\t');
      if (word != std::string_view::npos && content[word] != '#' && tab < word) {
        report("tab-indentation", {line, static_cast<int>(tab) + 1, 1}, "this line is indented with a tab",
               "indent with spaces");
        good = false;
      }
      start = end + 1;
    }
    return good;
  }

  /// yaml-cpp looks far ahead inside brackets; what is hopelessly deep never reaches it. The count knows
  /// nothing of quotes and comments, so it leaves a margin; the limit proper is the handler's.
  bool is_shallow() {
    const int most = limits_.depth + 1000;
    int depth = 0;
    for (std::size_t i = 0; i < tree_.text_.size(); ++i) {
      const char c = tree_.text_[i];
      if (c == '[' || c == '{') ++depth;
      if ((c == ']' || c == '}') && depth > 0) --depth;
      if (depth > most) {
        report("too-deep", place_of(tree_.text_, i),
               detail::concat("lists and maps are nested deeper than ", limits_.depth, " levels"), "");
        return false;
      }
    }
    return true;
  }

  void read() {
    TreeHandler handler(tree_.file_, tree_.text_, limits_, tree_.problems_);
    std::istringstream stream(tree_.text_);
    bool found = true;
    try {
      YAML::Parser parser(stream);
      found = parser.HandleNextDocument(handler);
      // A second call ends in StopReading if there is more; it must never loop: yaml-cpp can repeat itself.
      if (found) parser.HandleNextDocument(handler);
    } catch (const StopReading&) {
      tree_.complete_ = false;
    } catch (const YAML::Exception& problem) {
      handler.report_syntax(problem);
      tree_.complete_ = false;
    }
    tree_.root_ = handler.finish();
    if (!found || (tree_.complete_ && tree_.root_.kind == SourceKind::empty && tree_.problems_.empty())) {
      report("empty-file", {0, 0, 1}, "the file holds nothing but blanks and comments",
             "a scenario starts with 'perilune: 1'");
    }
  }

  SourceLimits limits_;
  SourceTree tree_;
};

SourceTree SourceTree::parse(std::string file, std::string text, const SourceLimits& limits) {
  return SourceTreeBuilder(std::move(file), std::move(text), limits).build();
}

}  // namespace perilune
