#include <perilune/station/history.hpp>

#include <algorithm>
#include <cmath>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {
namespace {

double largest(std::initializer_list<double> terms) {
  double most = 0.0;
  for (const double term : terms) most = std::max(most, std::abs(term));
  return most;
}

}  // namespace

double CommodityBalance::defect() const {
  const double left = opening_kg + delivered_kg + made_kg - used_kg - taken_kg - vented_kg - boiled_off_kg -
                      lost_kg - closing_kg;
  const double scale = largest(
      {opening_kg, delivered_kg, made_kg, used_kg, taken_kg, vented_kg, boiled_off_kg, lost_kg, closing_kg});
  return scale > 0.0 ? std::abs(left) / scale : 0.0;
}

double CommodityBalance::closure() const {
  return used_kg > 0.0 ? std::min(1.0, made_kg / used_kg) : 1.0;
}

double EnergyBalance::defect() const {
  const double left = available_j - used_j - curtailed_j - stored_j - battery_losses_j;
  const double scale = largest({available_j, used_j, curtailed_j, stored_j, battery_losses_j});
  return scale > 0.0 ? std::abs(left) / scale : 0.0;
}

double DataBalance::defect() const {
  const double left = opening_bit + produced_bit - sent_bit - lost_bit - closing_bit;
  const double scale = largest({opening_bit, produced_bit, sent_bit, lost_bit, closing_bit});
  return scale > 0.0 ? std::abs(left) / scale : 0.0;
}

std::string_view to_text(StationFailure failure) {
  switch (failure) {
    case StationFailure::crew_short:
      return "crew-short";
    case StationFailure::freezes:
      return "freezes";
    case StationFailure::overheats:
      return "overheats";
    case StationFailure::no_return_seats:
      return "no-return-seats";
    case StationFailure::over_dose:
      return "over-dose";
    case StationFailure::store_short:
      return "store-short";
  }
  return "unknown";
}

std::size_t StationHistory::index_of(std::string_view commodity) const {
  const auto found = std::find(commodities.begin(), commodities.end(), commodity);
  if (found != commodities.end()) return static_cast<std::size_t>(found - commodities.begin());
  const auto near = nearest_name(commodity, commodities);
  throw InvalidArgument(
      detail::concat("StationHistory: the station has no commodity '", commodity,
                     near ? "'. Did you mean '" + *near + "'?" : "'. It has: " + join(commodities, ", ")));
}

const CommodityBalance& StationHistory::balance(std::string_view commodity) const {
  return balances[index_of(commodity)];
}

}  // namespace perilune
