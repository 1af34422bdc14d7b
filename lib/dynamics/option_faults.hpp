#pragma once

#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune::detail {

/// Gathers what is wrong with the options of a force, so that all of it is told at once.
class OptionFaults {
 public:
  explicit OptionFaults(std::string_view who) : who_(who) {}

  void want_positive(std::string_view name, double value, std::string_view unit, std::string_view mend) {
    if (value > 0.0 && std::isfinite(value)) return;
    add(concat(name, " is ", value, unit.empty() ? "" : " ", unit, " and has to be positive and finite. ",
               mend));
  }
  void want_not_negative(std::string_view name, double value, std::string_view mend) {
    if (value >= 0.0 && std::isfinite(value)) return;
    add(concat(name, " is ", value, " and has to be finite and not negative. ", mend));
  }
  void add(std::string fault) { faults_.push_back(std::move(fault)); }

  /// @throws InvalidArgument if there is anything to tell
  void refuse() const {
    if (!faults_.empty()) throw InvalidArgument(concat(who_, ": ", join(faults_, "; ")));
  }

 private:
  std::string who_;
  std::vector<std::string> faults_;
};

}  // namespace perilune::detail
