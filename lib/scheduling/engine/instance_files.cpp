#include <perilune/scheduling/engine/instance_files.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune::engine {
namespace {

using perilune::detail::concat;

/// The words of a file, with their places.
class Words {
 public:
  Words(std::string_view text, std::string_view name) : text_(text), name_(name) {}

  /// Goes to the first line that begins with `heading` and `lines` further.
  void go_below(std::string_view heading, int lines) {
    for (;;) {
      if (position_ >= text_.size())
        fail(concat("a line that begins with '", heading, "'"), "the end of the file");
      const bool is_heading = text_.substr(position_, heading.size()) == heading;
      end_line();
      if (!is_heading) continue;
      for (int i = 1; i < lines; ++i) end_line();
      return;
    }
  }

  /// Goes to the next line.
  void end_line() {
    while (position_ < text_.size() && text_[position_] != '\n') ++position_;
    if (position_ < text_.size()) ++position_;
    ++line_;
    line_start_ = position_;
  }

  /// Whether anything but blanks is left on this line.
  bool is_at_line_end() {
    skip_blanks();
    return position_ >= text_.size() || text_[position_] == '\n';
  }

  /// The next whole number, on this line or on a later one. Brackets count as blanks.
  Value number(std::string_view what, Value lowest, Value highest) {
    while (is_at_line_end() && position_ < text_.size()) end_line();
    if (position_ >= text_.size()) fail(what, "the end of the file");
    const std::size_t begin = position_;
    while (position_ < text_.size() && !is_blank(text_[position_]) && text_[position_] != '\n') ++position_;
    const std::string_view word = text_.substr(begin, position_ - begin);
    const std::optional<long long> found = parse_integer(word);
    if (!found || *found < lowest || *found > highest) {
      position_ = begin;
      fail(concat(what, ", a whole number from ", lowest, " to ", highest),
           concat("'", printable(word), "'"));
    }
    return *found;
  }

  Value count(std::string_view what) { return number(what, 0, most); }

  [[noreturn]] void fail(std::string_view expected, std::string_view found) const {
    throw DataError(concat(name_, ":", line_, ":", position_ - line_start_ + 1, ": expected ", expected,
                           ", found ", found));
  }

 private:
  static constexpr Value most = 1'000'000;

  static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '[' || c == ']'; }
  void skip_blanks() {
    while (position_ < text_.size() && is_blank(text_[position_])) ++position_;
  }

  std::string_view text_;
  std::string_view name_;
  std::size_t position_ = 0;
  std::size_t line_start_ = 0;
  int line_ = 1;
};

constexpr Value most_activities = 100'000;
constexpr Value longest_time = 1'000'000;

/// What the three formats have in common.
struct Project {
  std::vector<Value> durations{};
  std::vector<std::vector<Value>> demands{};  ///< of each activity
  std::vector<Value> capacities{};
  std::vector<Lag> lags{};

  /// @param horizon  long enough for any sensible answer
  Model model(Value horizon) const {
    Model model;
    for (const Value duration : durations)
      model.intervals.push_back(
          {.start = {{0, std::max<Value>(0, horizon - duration)}}, .duration = {duration, duration}});
    model.lags = lags;
    for (std::size_t r = 0; r < capacities.size(); ++r) {
      Cumulative resource{.capacity = capacities[r]};
      for (std::size_t i = 0; i < demands.size(); ++i)
        if (demands[i][r] > 0) resource.uses.push_back({.interval = i, .demand = demands[i][r]});
      model.cumulatives.push_back(std::move(resource));
    }
    model.objectives = {{.terms = {{end_of(durations.size() - 1)}}}};
    return model;
  }

  Value total_duration() const {
    Value total = 0;
    for (const Value duration : durations) total += duration;
    return total;
  }
};

}  // namespace

Model read_psplib(std::string_view text, std::string_view name) {
  Words words(text, name);
  const auto after_colon = [](std::string_view all, std::string_view label) {
    const std::size_t at = all.find(label);
    const std::size_t colon = at == std::string_view::npos ? at : all.find(':', at);
    return colon == std::string_view::npos ? std::string_view{} : all.substr(colon + 1);
  };
  const auto stated = [&](std::string_view label) {
    const std::string_view rest = after_colon(text, label);
    const std::string_view line = rest.substr(0, rest.find('\n'));
    const std::string_view word = trimmed(line).substr(0, trimmed(line).find_first_of(" \t"));
    const std::optional<long long> found = parse_integer(word);
    if (!found || *found < 1 || *found > most_activities)
      throw DataError(concat(name, ":1:1: expected a line '", label, " ...: <count>' with a count from 1 to ",
                             most_activities, ", found '", printable(word), "'"));
    return static_cast<std::size_t>(*found);
  };
  const std::size_t jobs = stated("jobs");
  const std::size_t resources = stated("- renewable");

  Project project;
  words.go_below("PRECEDENCE RELATIONS", 2);
  for (std::size_t i = 0; i < jobs; ++i) {
    words.number("the number of this activity", static_cast<Value>(i) + 1, static_cast<Value>(i) + 1);
    words.number("its number of modes", 1, 1);
    const Value successors = words.number("its number of successors", 0, static_cast<Value>(jobs));
    for (Value s = 0; s < successors; ++s) {
      const Value successor = words.number("a successor", 1, static_cast<Value>(jobs));
      project.lags.push_back({.from = end_of(i), .to = start_of(static_cast<std::size_t>(successor) - 1)});
    }
  }
  words.go_below("REQUESTS/DURATIONS", 3);
  for (std::size_t i = 0; i < jobs; ++i) {
    words.number("the number of this activity", static_cast<Value>(i) + 1, static_cast<Value>(i) + 1);
    words.number("its mode", 1, 1);
    project.durations.push_back(words.number("its duration", 0, longest_time));
    project.demands.emplace_back();
    for (std::size_t r = 0; r < resources; ++r) project.demands.back().push_back(words.count("a demand"));
  }
  words.go_below("RESOURCEAVAILABILITIES", 2);
  for (std::size_t r = 0; r < resources; ++r) project.capacities.push_back(words.count("a capacity"));
  return project.model(project.total_duration());
}

Model read_rcpsp_max(std::string_view text, std::string_view name) {
  Words words(text, name);
  const Value inner = words.number("the number of activities", 0, most_activities);
  const auto resources = static_cast<std::size_t>(words.number("the number of resources", 0, 1000));
  words.end_line();
  const auto activities = static_cast<std::size_t>(inner) + 2;
  Project project;
  std::vector<Value> longest(activities, 0);  // duration or lag after each activity
  for (std::size_t i = 0; i < activities; ++i) {
    words.number("the number of this activity", static_cast<Value>(i), static_cast<Value>(i));
    words.number("its number of modes", 1, 1);
    const auto successors = static_cast<std::size_t>(words.number("its number of successors", 0, inner + 2));
    std::vector<std::size_t> to;
    for (std::size_t s = 0; s < successors; ++s)
      to.push_back(static_cast<std::size_t>(words.number("a successor", 0, inner + 1)));
    for (std::size_t s = 0; s < successors; ++s) {
      const Value lag = words.number("a lag", -longest_time, longest_time);
      longest[i] = std::max(longest[i], lag);
      project.lags.push_back({.from = start_of(i), .to = start_of(to[s]), .at_least = lag});
    }
  }
  for (std::size_t i = 0; i < activities; ++i) {
    words.number("the number of this activity", static_cast<Value>(i), static_cast<Value>(i));
    words.number("its mode", 1, 1);
    project.durations.push_back(words.number("its duration", 0, longest_time));
    longest[i] = std::max(longest[i], project.durations.back());
    project.demands.emplace_back();
    for (std::size_t r = 0; r < resources; ++r) project.demands.back().push_back(words.count("a demand"));
  }
  for (std::size_t r = 0; r < resources; ++r) project.capacities.push_back(words.count("a capacity"));
  Value horizon = 0;
  for (const Value ticks : longest) horizon += ticks;
  return project.model(horizon);
}

Model read_rcpsp_stocks(std::string_view text, std::string_view name) {
  Words words(text, name);
  const auto activities =
      static_cast<std::size_t>(words.number("the number of activities", 2, most_activities));
  const auto resources = static_cast<std::size_t>(words.number("the number of renewable resources", 0, 1000));
  const auto stocks = static_cast<std::size_t>(words.number("the number of stocks", 0, 1000));
  Project project;
  for (std::size_t r = 0; r < resources; ++r) project.capacities.push_back(words.count("a capacity"));
  std::vector<Reservoir> reservoirs(stocks);
  for (Reservoir& reservoir : reservoirs) {
    reservoir.initial = words.count("an initial level");
    reservoir.lowest = 0;
  }
  for (std::size_t i = 0; i < activities; ++i) {
    project.durations.push_back(words.number("a duration", 0, longest_time));
    project.demands.emplace_back();
    for (std::size_t r = 0; r < resources; ++r) project.demands.back().push_back(words.count("a demand"));
    for (Reservoir& reservoir : reservoirs) {
      const Value taken = words.count("what is taken at the start");
      const Value given = words.count("what is given at the end");
      if (i == 0 || i + 1 == activities) continue;
      if (taken > 0) reservoir.events.push_back({.at = start_of(i), .change = -taken});
      if (given > 0) reservoir.events.push_back({.at = end_of(i), .change = given});
    }
    const Value successors = words.number("a number of successors", 0, static_cast<Value>(activities));
    for (Value s = 0; s < successors; ++s) {
      const Value successor = words.number("a successor", 1, static_cast<Value>(activities));
      project.lags.push_back({.from = end_of(i), .to = start_of(static_cast<std::size_t>(successor) - 1)});
    }
  }
  Model model = project.model(project.total_duration());
  for (Reservoir& reservoir : reservoirs) reservoir.ticks = {0, project.total_duration()};
  model.reservoirs = std::move(reservoirs);
  return model;
}

Model read_instance(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw DataError(concat(path.string(), ": cannot be read"));
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  std::string extension = path.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  if (extension == ".sm") return read_psplib(text, path.string());
  if (extension == ".sch") return read_rcpsp_max(text, path.string());
  if (extension == ".rcp") return read_rcpsp_stocks(text, path.string());
  throw DataError(concat(path.string(), ": has the extension '", extension, "', expected .sm, .sch or .rcp"));
}

}  // namespace perilune::engine
