#pragma once

#include <perilune/station/history.hpp>

namespace perilune::detail {

/// One commodity: what is there, how much fits, and its books.
struct Stock {
  double level_kg = 0.0;
  double capacity_kg = 0.0;
  bool vents = false;
  double boil_off_s = 0.0;  ///< rate at which a share of the level is lost [1/s]
  bool stored = false;      ///< whether there is room for it at all; else what is made beyond need goes out
  bool seen = false;        ///< whether there ever was room: before that, nothing is no low
  CommodityBalance total;
  CommodityBalance year;

  template <class Change>
  void book(Change&& change) {
    change(total);
    change(year);
  }

  /// What a flight or a store that arrives brings.
  void deliver(double kg);
  /// What a flight takes away, as far as it is there. @return what it finds less than it came for [kg]
  double take(double kg, Epoch at);
  /// Drops what no longer fits.
  void lose_what_has_no_room(Epoch at);
  /// What boils off on average over so long, if nothing else flows [kg/s]. In a store that is kept full by
  /// what is made, or that something else empties, it is right to the share that is lost in that time.
  double boil_off_kg_s(double length_s) const;
  /// Lives on at constant rates. @param net_kg_s  made less used and boiled off, or zero where that is
  /// rounding
  void live(double made_kg_s, double used_kg_s, double boiled_kg_s, double net_kg_s, double length_s,
            Epoch until);

  void note_lowest(Epoch at);
  /// Looks for the lowest level anew from here, in the books of the year or in both.
  void begin_lowest(Epoch at, bool in_total);
  /// The books of the year, closed; the next ones begin.
  CommodityBalance close_year(Interval span);
};

}  // namespace perilune::detail
