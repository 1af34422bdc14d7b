#pragma once

#include <algorithm>
#include <optional>
#include <sstream>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <perilune/dynamics/state.hpp>
#include <perilune/time/duration.hpp>
#include <perilune/time/epoch.hpp>
#include <perilune/time/interval_set.hpp>

#include "content_cache.hpp"

namespace perilune::detail {

/// Hands the epoch, the components and the mass of a state to `member`; the frame is known.
template <class AnyState, class Do>
void for_each_member_of_state(AnyState& state, Do member) {
  member(state.epoch);
  for (int i = 0; i < 3; ++i) member(state.position_m[i]);
  for (int i = 0; i < 3; ++i) member(state.velocity_m_s[i]);
  member(state.mass_kg);
}

/// Writes members as text, exactly, one after another.
struct MemberWriter {
  std::string text;
  void operator()(double value) { text += exact(value) + " "; }
  void operator()(int value) { text += std::to_string(value) + " "; }
  void operator()(Epoch value) { text += std::to_string(value.nanoseconds_since_j2000()) + " "; }
  void operator()(Duration value) { text += std::to_string(value.nanoseconds()) + " "; }
  template <class Enum>
  requires std::is_enum_v<Enum>
  void operator()(Enum value) { (*this)(static_cast<int>(value)); }
};

/// Reads them back, in the same order.
class MemberReader {
 public:
  explicit MemberReader(const std::string& text) : words_(text) {}

  void operator()(double& value) {
    std::string word;
    words_ >> word;
    const std::optional<double> read = exact(word);
    good_ = good_ && read.has_value();
    value = read.value_or(0.0);
  }
  void operator()(int& value) { good_ = good_ && static_cast<bool>(words_ >> value); }
  void operator()(Epoch& value) { value = Epoch::from_nanoseconds(integer()); }
  void operator()(Duration& value) { value = Duration::nanoseconds(integer()); }
  template <class Enum>
  requires std::is_enum_v<Enum>
  void operator()(Enum& value) {
    int number = 0;
    (*this)(number);
    value = static_cast<Enum>(number);
  }

  /// Whether everything could be read, and nothing is left.
  bool is_whole() {
    std::string more;
    return good_ && !(words_ >> more);
  }

 private:
  std::int64_t integer() {
    std::int64_t value = 0;
    good_ = good_ && static_cast<bool>(words_ >> value);
    return value;
  }

  std::istringstream words_;
  bool good_ = true;
};

/// Stretches of time as text, and back; what cannot be read to its end is none.
inline std::string text_of(const IntervalSet& set) {
  MemberWriter writer;
  writer(static_cast<int>(set.size()));
  for (const Interval& stretch : set) {
    writer(stretch.from);
    writer(stretch.to);
  }
  return writer.text + "\n";
}

inline std::optional<IntervalSet> intervals_of(const std::string& text) {
  MemberReader reader(text);
  int count = 0;
  reader(count);
  std::vector<Interval> stretches(static_cast<std::size_t>(std::max(0, count)));
  for (Interval& stretch : stretches) {
    reader(stretch.from);
    reader(stretch.to);
  }
  return reader.is_whole() ? std::optional(IntervalSet(std::move(stretches))) : std::nullopt;
}

}  // namespace perilune::detail
