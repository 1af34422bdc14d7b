#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <utility>

#include <perilune/core/text.hpp>
#include <perilune/station/station.hpp>

namespace perilune {
namespace {

using detail::concat;

/// Flows that are meant to close do so to rounding; what is left out by mistake is grams, not nanograms.
constexpr double closure_tolerance = 1e-9;

class Validation {
 public:
  explicit Validation(const Station& station) : station_(station) {}

  std::vector<Diagnostic> run() {
    check_ids(station_.elements, "element");
    check_ids(station_.crew, "crew");
    for (const StationElement& element : station_.elements) check_element(element);
    for (const CrewStay& stay : station_.crew) check_stay(stay);
    for (const Delivery& delivery : station_.deliveries) check_delivery(delivery);
    check_ids(station_.links, "link");
    for (const DataLink& link : station_.links) {
      check_number(link.bit_s, "rate", link.id, link.where);
      check_share(link.share, true, "share", link.id, link.where);
    }
    check_number(station_.recorder_bit, "recorder", station_.id, {});
    check_number(station_.surface_dose_sv_d, "surface_dose", station_.id, {});
    return std::move(found_);
  }

 private:
  void error(std::string code, const SourceLocation& where, std::string message, std::string help = {}) {
    Diagnostic& diagnostic = found_.emplace_back();
    diagnostic.code = std::move(code);
    diagnostic.where = where;
    diagnostic.message = std::move(message);
    diagnostic.help = std::move(help);
  }

  template <class Items>
  void check_ids(const Items& items, const char* what) {
    std::set<std::string> seen;
    for (const auto& item : items) {
      if (item.id.empty()) {
        error("missing-id", item.where, concat("a station ", what, " has no id"));
      } else if (!seen.insert(item.id).second) {
        error("duplicate-id", item.where, concat("a second station ", what, " has the id '", item.id, "'"));
      }
    }
  }

  /// Finite and not negative.
  void check_number(double value, const char* name, const std::string& of, const SourceLocation& where) {
    if (std::isfinite(value) && value >= 0.0) return;
    error("out-of-range", where, concat("'", of, "': ", name, " is ", value, "; it must be zero or more"));
  }

  void check_share(double value, bool zero_too, const char* name, const std::string& of,
                   const SourceLocation& where) {
    if (value <= 1.0 && (value > 0.0 || (zero_too && value == 0.0))) return;
    error("out-of-range", where,
          concat("'", of, "': ", name, " is ", value,
                 "; it is a share: ", zero_too ? "0 to 1" : "above 0, to 1"));
  }

  void check_element(const StationElement& element) {
    const std::string& id = element.id;
    if (element.until && *element.until <= element.from) {
      error("empty-span", element.where, concat("'", id, "' leaves before it comes"),
            "give an 'until' that is later than 'from', or none");
    }
    check_number(element.dry_mass_kg, "dry_mass", id, element.where);
    check_number(element.pressurised_volume_m3, "pressurised_volume", id, element.where);
    check_number(element.radiator_w, "radiator", id, element.where);
    check_share(element.dose_factor, true, "dose_factor", id, element.where);
    for (const PowerSource& source : element.power) check_source(source, element);
    for (const Battery& battery : element.batteries) check_battery(battery, element);
    for (const Store& store : element.stores) check_store(store, element);
    for (const Process& process : element.processes) check_process(process, element);
  }

  void check_source(const PowerSource& source, const StationElement& element) {
    const std::string name = concat(element.id, "/", source.id);
    check_number(source.power_w, "power", name, element.where);
    check_number(source.loss_per_year, "loss_per_year", name, element.where);
    for (const Profile::Point& point : source.share.points()) {
      if (point.value >= 0.0 && point.value <= 1.0) continue;
      check_share(point.value, true, "share", name, element.where);
      break;
    }
  }

  void check_battery(const Battery& battery, const StationElement& element) {
    const std::string name = concat(element.id, "/battery");
    check_number(battery.capacity_j, "capacity", name, element.where);
    check_share(battery.depth_of_discharge, false, "depth_of_discharge", name, element.where);
    check_share(battery.charge_efficiency, false, "charge_efficiency", name, element.where);
    check_share(battery.discharge_efficiency, false, "discharge_efficiency", name, element.where);
    check_share(battery.initial_charge, true, "initial_charge", name, element.where);
  }

  void check_store(const Store& store, const StationElement& element) {
    const std::string name = concat(element.id, "/", store.commodity);
    if (store.commodity.empty() || store.commodity == commodity::environment) {
      error("bad-commodity", element.where,
            concat("'", element.id, "' has a store for '", store.commodity,
                   "', which nothing can be stored as"));
    }
    check_number(store.capacity_kg, "capacity", name, element.where);
    check_number(store.initial_kg, "initial", name, element.where);
    if (!(store.boil_off_per_day >= 0.0 && store.boil_off_per_day < 1.0)) {
      error("out-of-range", element.where,
            concat("'", name, "': boil_off_per_day is ", store.boil_off_per_day, "; it is a share, below 1"));
    }
    if (store.initial_kg > store.capacity_kg) {
      error("overfull-store", element.where,
            concat("'", name, "' begins with ", store.initial_kg, " kg in room for ", store.capacity_kg,
                   " kg"));
    }
  }

  void check_process(const Process& process, const StationElement& element) {
    const std::string name = concat(element.id, "/", process.id);
    const SourceLocation& where = process.where == SourceLocation{} ? element.where : process.where;
    check_number(process.power_w, "power", name, where);
    check_number(process.dark_power_w.value_or(0.0), "dark_power", name, where);
    check_number(process.crew_hours_s, "crew_hours", name, where);
    check_number(process.heat_w, "heat", name, where);
    check_number(process.data_bit_s, "data", name, where);
    check_number(process.scale, "scale", name, where);
    check_number(process.loss_per_year, "loss_per_year", name, where);
    check_closure(process, name, where);
  }

  void check_closure(const Process& process, const std::string& name, const SourceLocation& where) {
    double turned_over_kg_s = 0.0;
    for (const Flow& flow : process.flows) {
      if (!std::isfinite(flow.kg_s)) {
        error("out-of-range", where,
              concat("'", name, "': the flow of ", flow.commodity, " is ", flow.kg_s, "; it must be finite"));
        return;
      }
      turned_over_kg_s += std::abs(flow.kg_s);
    }
    const double net_kg_d = net_flow_kg_s(process) * 86400.0;
    if (std::abs(net_kg_d) <= closure_tolerance * turned_over_kg_s * 86400.0) return;
    error("mass-not-conserved", where,
          concat("'", name, "' ", net_kg_d > 0 ? "makes " : "loses ", std::abs(net_kg_d),
                 " kg a day of nothing: its flows must add up to zero"),
          "what crosses the station's border flows to or from 'environment'");
  }

  void check_stay(const CrewStay& stay) {
    if (stay.people <= 0) {
      error("out-of-range", stay.where, concat("the crew '", stay.id, "' has ", stay.people, " people"));
    }
    if (stay.span.empty()) {
      error("empty-span", stay.where, concat("the crew '", stay.id, "' leaves before it comes"));
    }
    if (stay.return_seats < 0) {
      error("out-of-range", stay.where,
            concat("the crew '", stay.id, "' has ", stay.return_seats, " seats home"));
    }
    check_number(stay.rates.working_hours_d, "working_hours", stay.id, stay.where);
    check_closure(crew_metabolism(stay.rates), stay.id, stay.where);
  }

  void check_delivery(const Delivery& delivery) {
    if (!std::isfinite(delivery.kg)) {
      error("out-of-range", delivery.where,
            concat("the delivery '", delivery.id, "' has the mass ", delivery.kg));
    }
    std::vector<std::string> stored;
    for (const StationElement& element : station_.elements) {
      for (const Store& store : element.stores) stored.push_back(store.commodity);
    }
    if (std::find(stored.begin(), stored.end(), delivery.commodity) != stored.end()) return;
    const auto near = nearest_name(delivery.commodity, stored);
    error("no-store", delivery.where,
          concat("no element has a store for '", delivery.commodity, "', which '", delivery.id, "' delivers"),
          near ? concat("did you mean '", *near, "'?") : std::string());
  }

  const Station& station_;
  std::vector<Diagnostic> found_;
};

}  // namespace

std::vector<Diagnostic> validate(const Station& station) {
  return Validation(station).run();
}

}  // namespace perilune
