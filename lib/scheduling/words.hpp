#pragma once

#include <string>

#include <perilune/time/epoch.hpp>

namespace perilune::detail {

/// The date as people read it: in UTC, before 1972 in TT.
inline std::string date_words(Epoch epoch, int decimals = 0) {
  static const Epoch utc_begins = Epoch::parse("1972-01-01 UTC");
  return epoch.to_text(epoch < utc_begins ? TimeScale::tt : TimeScale::utc, decimals);
}

}  // namespace perilune::detail
