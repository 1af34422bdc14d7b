#include "stock.hpp"

#include <algorithm>
#include <cmath>

namespace perilune::detail {
namespace {

/// A level this small a part of what went through a store is rounding.
constexpr double rounding = 1e-12;

}  // namespace

void Stock::deliver(double kg) {
  level_kg += kg;
  book([&](CommodityBalance& books) { books.delivered_kg += kg; });
}

double Stock::take(double kg, Epoch at) {
  const double taken_kg = std::min(kg, level_kg);
  level_kg -= taken_kg;
  book([&](CommodityBalance& books) { books.taken_kg += taken_kg; });
  note_lowest(at);
  return kg - taken_kg;
}

void Stock::lose_what_has_no_room(Epoch at) {
  const double over_kg = level_kg - capacity_kg;
  if (over_kg <= 0.0) return;
  level_kg = capacity_kg;
  book([&](CommodityBalance& books) { books.lost_kg += over_kg; });
  note_lowest(at);
}

double Stock::boil_off_kg_s(double length_s) const {
  return boil_off_s > 0.0 ? level_kg * -std::expm1(-boil_off_s * length_s) / length_s : 0.0;
}

void Stock::live(double made_kg_s, double used_kg_s, double boiled_kg_s, double net_kg_s, double length_s,
                 Epoch until) {
  const double made_kg = made_kg_s * length_s;
  const double used_kg = used_kg_s * length_s;
  const double boiled_kg = boiled_kg_s * length_s;
  const double through_kg = made_kg + used_kg + boiled_kg + level_kg;
  level_kg += net_kg_s * length_s;
  if (level_kg < rounding * through_kg) level_kg = 0.0;
  if (stored && std::abs(level_kg - capacity_kg) <= rounding * through_kg) level_kg = capacity_kg;
  const double over_kg = std::max(0.0, level_kg - capacity_kg);
  level_kg -= over_kg;
  book([&](CommodityBalance& books) {
    books.made_kg += made_kg, books.used_kg += used_kg, books.vented_kg += over_kg;
    books.boiled_off_kg += boiled_kg;
  });
  note_lowest(until);
}

void Stock::note_lowest(Epoch at) {
  book([&](CommodityBalance& books) {
    if (level_kg >= books.lowest_kg) return;
    books.lowest_kg = level_kg;
    books.lowest_at = at;
  });
}

void Stock::begin_lowest(Epoch at, bool in_total) {
  year.lowest_kg = level_kg;
  year.lowest_at = at;
  if (!in_total) return;
  total.lowest_kg = level_kg;
  total.lowest_at = at;
}

CommodityBalance Stock::close_year(Interval span) {
  CommodityBalance closed = year;
  closed.span = span;
  closed.closing_kg = level_kg;
  year = {};
  year.commodity = closed.commodity;
  year.opening_kg = level_kg;
  begin_lowest(span.to, false);
  return closed;
}

}  // namespace perilune::detail
