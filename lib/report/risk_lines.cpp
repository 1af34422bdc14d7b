#include <charconv>

#include <perilune/report/risk.hpp>

namespace perilune {
namespace {

std::string bits(const std::vector<bool>& values) {
  std::string out;
  for (const bool value : values) out += value ? '1' : '0';
  return out;
}

/// The words of a line, one after the other.
class Words {
 public:
  explicit Words(std::string_view line) : left_(line) {}

  std::string_view next() {
    const std::size_t end = left_.find(' ');
    const std::string_view word = left_.substr(0, end);
    left_.remove_prefix(end == std::string_view::npos ? left_.size() : end + 1);
    return word;
  }
  bool is_at_end() const { return left_.empty(); }

  std::optional<Duration> duration() {
    const std::string_view word = next();
    std::int64_t count = 0;
    const auto read = std::from_chars(word.data(), word.data() + word.size(), count);
    if (read.ec != std::errc() || read.ptr != word.data() + word.size()) return std::nullopt;
    return Duration::nanoseconds(count);
  }

  std::optional<std::vector<bool>> flags(std::size_t count) {
    const std::string_view word = next();
    if (word.size() != count || word.find_first_not_of("01") != std::string_view::npos) return std::nullopt;
    std::vector<bool> out;
    for (const char c : word) out.push_back(c == '1');
    return out;
  }

 private:
  std::string_view left_;
};

}  // namespace

std::string to_line(const RiskSample& sample) {
  std::string out = sample.found ? "holds" : "fails";
  for (const Duration& lost : sample.lost) out += ' ' + std::to_string(lost.nanoseconds());
  for (const auto& reached : sample.reached)
    out += ' ' + (reached ? std::to_string(reached->nanoseconds()) : std::string("never"));
  return out + ' ' + bits(sample.critical) + ' ' + bits(sample.missed);
}

std::optional<RiskSample> parse_sample(std::string_view line, const RiskStudy& study) {
  Words words(line);
  RiskSample sample;
  const std::string_view head = words.next();
  if (head != "holds" && head != "fails") return std::nullopt;
  sample.found = head == "holds";
  const std::size_t fates = study.risks().size() + study.shared().withdrawals.size();
  for (std::size_t k = 0; k < fates; ++k) {
    const std::optional<Duration> lost = words.duration();
    if (!lost) return std::nullopt;
    sample.lost.push_back(*lost);
  }
  for (std::size_t m = 0; m < study.milestones().size(); ++m) {
    Words ahead = words;
    if (ahead.next() == "never") {
      words = ahead;
      sample.reached.emplace_back();
      continue;
    }
    const std::optional<Duration> reached = words.duration();
    if (!reached) return std::nullopt;
    sample.reached.emplace_back(*reached);
  }
  const auto critical = words.flags(study.problem().activities.size());
  const auto missed = words.flags(study.problem().activities.size());
  if (!critical || !missed || !words.is_at_end()) return std::nullopt;
  sample.critical = *critical;
  sample.missed = *missed;
  return sample;
}

}  // namespace perilune
