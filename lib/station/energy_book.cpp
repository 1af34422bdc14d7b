#include "energy_book.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace perilune::detail {

void EnergyBook::clear_room() {
  capacity_j_ = charge_weight_ = discharge_weight_ = 0.0;
}

void EnergyBook::add_room(const Battery& battery) {
  capacity_j_ += battery.usable_j();
  charge_weight_ += battery.usable_j() * battery.charge_efficiency;
  discharge_weight_ += battery.usable_j() * battery.discharge_efficiency;
}

void EnergyBook::lose_what_has_no_room() {
  const double over_j = level_j_ - capacity_j_;
  if (over_j <= 0.0) return;
  level_j_ = capacity_j_;
  book([&](EnergyBalance& books) { books.stored_j -= over_j, books.battery_losses_j += over_j; });
}

void EnergyBook::bring(const Battery& battery) {
  const double charge_j = battery.usable_j() * battery.initial_charge;
  level_j_ += charge_j;
  book([&](EnergyBalance& books) { books.available_j += charge_j, books.stored_j += charge_j; });
}

void EnergyBook::open(Interval span) {
  total_.span = span;
  total_.lowest_j = year_.lowest_j = level_j_;
}

double EnergyBook::rate_w(double available_w, double used_w) const {
  double rate = available_w - used_w;
  if (rate > 0.0) rate *= level_j_ < capacity_j_ ? charge_weight_ / capacity_j_ : 0.0;
  if (rate < 0.0) rate = level_j_ > 0.0 ? rate / (discharge_weight_ / capacity_j_) : 0.0;
  return std::abs(rate) <= rounding * available_w ? 0.0 : rate;
}

double EnergyBook::lasts_s(double rate_w) const {
  if (rate_w < 0.0 && level_j_ > 0.0) return level_j_ / -rate_w;
  const double room_j = capacity_j_ - level_j_;
  return rate_w > 0.0 && room_j > 0.0 ? room_j / rate_w : std::numeric_limits<double>::infinity();
}

EnergyBook::Lived EnergyBook::live(double rate_w, double available_w, double used_w, double length_s) {
  const double before_j = level_j_;
  level_j_ = std::clamp(level_j_ + rate_w * length_s, 0.0, capacity_j_);
  if (level_j_ < rounding * capacity_j_) level_j_ = 0.0;
  if (capacity_j_ - level_j_ < rounding * capacity_j_) level_j_ = capacity_j_;
  const double stored_j = level_j_ - before_j;
  const double surplus_j = (available_w - used_w) * length_s;
  const bool moves = rate_w != 0.0;
  const Lived lived{moves ? 0.0 : surplus_j, moves ? surplus_j - stored_j : 0.0};
  book([&](EnergyBalance& books) {
    books.available_j += available_w * length_s, books.used_j += used_w * length_s;
    books.stored_j += stored_j, books.battery_losses_j += lived.losses_j;
    books.curtailed_j += lived.curtailed_j;
    books.lowest_j = std::min(books.lowest_j, level_j_);
  });
  return lived;
}

EnergyBalance EnergyBook::close_year(Interval year) {
  EnergyBalance closed = year_;
  closed.span = year;
  year_ = {};
  year_.lowest_j = level_j_;
  return closed;
}

}  // namespace perilune::detail
