#pragma once

#include <perilune/station/history.hpp>
#include <perilune/station/station.hpp>

namespace perilune::detail {

/// The data of a station: what is made waits in the recorder for the links, which carry it away at their
/// rates; what does not fit is lost. Rates are constant between two calls, so that the books are exact.
class DataBook {
 public:
  explicit DataBook(const Station& station) : station_(station) {}

  /// Lives on for a stretch of time in which no link begins or ends.
  void live(double made_bit_s, Epoch at, double length_s);

  DataBalance close_year(Interval year);
  DataBalance close(Interval span);

  double level_bit() const { return level_bit_; }

 private:
  double capacity_bit_s(Epoch at) const;

  const Station& station_;
  double level_bit_ = 0.0;
  DataBalance total_;
  DataBalance year_;
};

}  // namespace perilune::detail
