#pragma once

#include <perilune/station/history.hpp>
#include <perilune/station/station.hpp>

namespace perilune::detail {

/// A net rate this small a part of what goes through a resource is rounding.
inline constexpr double rounding = 1e-12;

/// The batteries of a station as one, and the books of its energy.
class EnergyBook {
 public:
  /// The room is told anew whenever something comes or goes: first none, then battery by battery.
  void clear_room();
  void add_room(const Battery& battery);
  void lose_what_has_no_room();

  /// The charge with which a battery stands there from the beginning.
  void place(const Battery& battery) { level_j_ += battery.usable_j() * battery.initial_charge; }
  /// The charge with which one comes.
  void bring(const Battery& battery);
  void open(Interval span);

  /// What the batteries store per second, or give, if so much comes and so much is used [W].
  double rate_w(double available_w, double used_w) const;
  /// How long that can go on before they are full or empty; infinite if it can for ever [s].
  double lasts_s(double rate_w) const;

  struct Lived {
    double curtailed_j = 0.0;
    double losses_j = 0.0;
  };
  /// Lives on at constant rates, for no longer than they last.
  Lived live(double rate_w, double available_w, double used_w, double length_s);

  EnergyBalance close_year(Interval year);
  const EnergyBalance& total() const { return total_; }

  double level_j() const { return level_j_; }
  double capacity_j() const { return capacity_j_; }

 private:
  template <class Change>
  void book(Change&& change) {
    change(total_);
    change(year_);
  }

  double level_j_ = 0.0;
  double capacity_j_ = 0.0;
  double charge_weight_ = 0.0;  // usable energy times efficiency, over all batteries
  double discharge_weight_ = 0.0;
  EnergyBalance total_;
  EnergyBalance year_;
};

}  // namespace perilune::detail
