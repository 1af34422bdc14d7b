#include "data_book.hpp"

#include <algorithm>

namespace perilune::detail {

double DataBook::capacity_bit_s(Epoch at) const {
  double sum_bit_s = 0.0;
  for (const DataLink& link : station_.links) {
    const bool works = link.from <= at && (!link.until || at < *link.until);
    if (works && (!link.contact || link.contact->contains(at))) sum_bit_s += link.share * link.bit_s;
  }
  return sum_bit_s;
}

void DataBook::live(double made_bit_s, Epoch at, double length_s) {
  const double made_bit = made_bit_s * length_s;
  const double could_bit = capacity_bit_s(at) * length_s;
  // Both rates are constant: what is sent is all that there is, or all that the links carry.
  const double sent_bit = std::min(level_bit_ + made_bit, could_bit);
  const double left_bit = level_bit_ + made_bit - sent_bit;
  level_bit_ = std::min(left_bit, station_.recorder_bit);
  const double lost_bit = left_bit - level_bit_;
  for (DataBalance* books : {&total_, &year_}) {
    books->produced_bit += made_bit;
    books->capacity_bit += could_bit;
    books->sent_bit += sent_bit;
    books->lost_bit += lost_bit;
    if (station_.archive_from && *station_.archive_from <= at) books->archived_bit += sent_bit;
  }
}

DataBalance DataBook::close_year(Interval year) {
  DataBalance closed = year_;
  closed.span = year;
  closed.closing_bit = level_bit_;
  year_ = {};
  year_.opening_bit = level_bit_;
  return closed;
}

DataBalance DataBook::close(Interval span) {
  total_.span = span;
  total_.closing_bit = level_bit_;
  return total_;
}

}  // namespace perilune::detail
