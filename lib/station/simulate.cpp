#include <perilune/station/simulate.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>
#include <string>
#include <utility>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

#include "allocation.hpp"
#include "data_book.hpp"
#include "energy_book.hpp"
#include "problem_log.hpp"
#include "roster.hpp"
#include "step_edges.hpp"
#include "stock.hpp"
#include "use_book.hpp"

namespace perilune {
namespace {

using detail::concat;
using detail::is_there;
using detail::rounding;
using detail::Runner;
using detail::Stock;

constexpr double infinite = std::numeric_limits<double>::infinity();
/// A process at this rate runs in full.
constexpr double full_rate = 1.0 - 1e-9;
/// A flight that finds this share of what it came for has found it all.
constexpr double all_of_it = 1.0 - 1e-9;

class Simulation {
 public:
  Simulation(const Station& station, Interval span, const StationOptions& options)
      : station_(station),
        span_(span),
        options_(options),
        resources_(station),
        roster_(station, resources_),
        data_(station),
        uses_(station),
        stocks_(resources_.commodities().size()) {
    history_.span = span;
    history_.commodities = resources_.commodities();
    for (const CrewStay& stay : station_.crew) history_.doses.push_back({stay.id, 0.0});
    for (const StationElement& element : station_.elements) {
      history_.elements.push_back(element.id);
      for (const Process& process : element.processes)
        history_.uses.push_back({element.id, process.id, 0.0, 0.0, {}});
    }
  }

  StationHistory run() {
    open();
    for (const detail::StationStep& step : detail::station_steps(station_, span_, options_.max_step)) {
      now_ = step.span.from;
      if (step.begins_year) close_year(now_);
      arrive_and_leave();
      live(step.span);
    }
    close();
    return std::move(history_);
  }

 private:
  // ---- What comes and goes -----------------------------------------------------------------------------

  void open() {
    now_ = span_.from;
    for (std::size_t i = 0; i < stocks_.size(); ++i) {
      stocks_[i].total.commodity = stocks_[i].year.commodity = history_.commodities[i];
      stocks_[i].total.span = {span_.from, span_.to};
    }
    furnish(now_);
    for (const StationElement& element : station_.elements) {
      if (!is_there(element, now_)) continue;
      for (const Store& store : element.stores) stock(store.commodity).level_kg += store.initial_kg;
      for (const Battery& battery : element.batteries) energy_.place(battery);
      standing_.insert(&element);
    }
    for (Stock& stock : stocks_)
      stock.book([&](CommodityBalance& books) { books.opening_kg = stock.level_kg; });
    for (Stock& stock : stocks_) stock.begin_lowest(span_.from, true);
    energy_.open(span_);
    year_from_ = span_.from;
    StationSample& sample = history_.samples.emplace_back();
    sample.source_w.assign(station_.elements.size(), 0.0);
    sample.load_w.assign(station_.elements.size() + 1, 0.0);
    describe(sample);
  }

  Stock& stock(const std::string& commodity) { return stocks_[resources_.of(commodity)]; }

  /// Capacities and batteries of what stands at `epoch`.
  void furnish(Epoch epoch) {
    for (Stock& stock : stocks_)
      stock.capacity_kg = 0.0, stock.vents = false, stock.stored = false, stock.boil_off_s = 0.0;
    energy_.clear_room();
    radiator_w_ = volume_m3_ = 0.0;
    dose_factor_ = 1.0;
    for (const StationElement& element : station_.elements) {
      if (!is_there(element, epoch)) continue;
      for (const Store& store : element.stores) {
        Stock& its = stock(store.commodity);
        its.capacity_kg += store.capacity_kg;
        its.vents |= store.vents;
        its.stored = true;
        // What is there lies in all tanks alike: each loses by its share of the room.
        its.boil_off_s += store.capacity_kg * -std::log1p(-store.boil_off_per_day) / 86400.0;
      }
      for (const Battery& battery : element.batteries) energy_.add_room(battery);
      radiator_w_ += element.radiator_w;
      volume_m3_ += element.pressurised_volume_m3;
      if (element.pressurised_volume_m3 > 0.0) dose_factor_ = std::min(dose_factor_, element.dose_factor);
    }
    for (Stock& stock : stocks_)
      if (stock.capacity_kg > 0.0) stock.boil_off_s /= stock.capacity_kg;
  }

  void arrive_and_leave() {
    if (now_ != span_.from) {
      furnish(now_);
      for (const StationElement& element : station_.elements) {
        if (!is_there(element, now_)) {
          standing_.erase(&element);
          continue;
        }
        if (!standing_.insert(&element).second) continue;
        for (const Store& store : element.stores) stock(store.commodity).deliver(store.initial_kg);
        for (const Battery& battery : element.batteries) energy_.bring(battery);
      }
    }
    for (const Delivery& delivery : station_.deliveries)
      if (delivery.epoch == now_ && delivery.kg >= 0.0) stock(delivery.commodity).deliver(delivery.kg);
    for (const Delivery& delivery : station_.deliveries)
      if (delivery.epoch == now_ && delivery.kg < 0.0) take_away(delivery);
    lose_what_has_no_room();
    begin_lowest_of_new_stores();
    people_ = seats_ = 0;
    for (const CrewStay& stay : station_.crew) {
      if (!stay.span.contains(now_)) continue;
      people_ += stay.people;
      seats_ += stay.return_seats;
    }
  }

  void take_away(const Delivery& delivery) {
    const double missing_kg = stock(delivery.commodity).take(-delivery.kg, now_);
    if (missing_kg <= -delivery.kg * (1.0 - all_of_it)) return;
    problems_.add(StationFailure::store_short, delivery.id, delivery.commodity, {now_, now_}, missing_kg,
                  delivery.where);
  }

  void lose_what_has_no_room() {
    for (Stock& stock : stocks_) stock.lose_what_has_no_room(now_);
    energy_.lose_what_has_no_room();
  }

  // ---- One step ----------------------------------------------------------------------------------------

  void live(Interval step) {
    const double length_s = step.length().seconds();
    const bool lit = is_lit(step);
    roster_.set_up(step, length_s, lit);
    check_seats_and_dose(step);
    StationSample sample;
    sample.source_w = detail::source_powers_w(station_, step, length_s, lit);
    sample.load_w.assign(station_.elements.size() + 1, 0.0);
    const double available_w = std::accumulate(sample.source_w.begin(), sample.source_w.end(), 0.0);

    double left_s = length_s;
    Epoch at = step.from;
    while (left_s > 0.0) {
      const double sub_step_s = settle_and_live(at, left_s, step.to, available_w, sample);
      left_s -= sub_step_s;
      at = left_s > 0.0 ? step.to - Duration::seconds(left_s) : step.to;
    }
    now_ = step.to;
    for (double* mean : {&sample.used_w, &sample.curtailed_w, &sample.heat_w}) *mean /= length_s;
    for (double& mean : sample.load_w) mean /= length_s;
    sample.available_w = available_w;
    describe(sample);
    history_.samples.push_back(std::move(sample));
  }

  bool is_lit(Interval step) const { return !station_.lit || station_.lit->contains(step.from); }

  /// Settles the rates at this instant and lives on until one of them has to change.
  /// @return how long that was, at most `left_s`
  double settle_and_live(Epoch at, double left_s, Epoch end, double available_w, StationSample& sample) {
    const double work_h_s = detail::working_hours_s(station_, now_);
    const detail::Allocation allocation =
        detail::allocate(roster_.activities(), limits(available_w, work_h_s, left_s));
    roster_.sum_rates(allocation, made_, used_);

    const double used_w = used_[resources_.power()];
    const double battery_w = energy_.rate_w(available_w, used_w);

    boil_off(left_s);
    const double length_s = until_next_change_s(left_s, battery_w);
    move_stocks(at, length_s);
    const auto [curtailed_j, losses_j] = energy_.live(battery_w, available_w, used_w, length_s);
    sample.used_w += used_w * length_s;
    sample.curtailed_w += curtailed_j;
    sample.heat_w += losses_j;
    roster_.sum_loads(allocation, length_s, sample.load_w);
    const Epoch until = length_s < left_s ? end - Duration::seconds(left_s - length_s) : end;
    book_runners(allocation, {at, until}, length_s);
    data_.live(roster_.data_bit_s(allocation), now_, length_s);
    check_heat({at, until}, used_w, battery_w, available_w, length_s, allocation, sample);
    history_.crew_hours_available_h += work_h_s * length_s;
    history_.crew_hours_used_h += used_[resources_.hours()] * length_s;
    return length_s;
  }

  std::vector<detail::ResourceLimits> limits(double available_w, double work_h_s, double left_s) const {
    std::vector<detail::ResourceLimits> all(resources_.count());
    for (std::size_t i = 0; i < stocks_.size(); ++i) {
      const Stock& stock = stocks_[i];
      all[i].most_drawn = stock.level_kg > 0.0 ? infinite : 0.0;
      const bool has_room = stock.level_kg < stock.capacity_kg || stock.vents || !stock.stored;
      all[i].most_kept = has_room ? infinite : stock.boil_off_kg_s(left_s);
    }
    all[resources_.environment()] = {0.0, infinite, infinite};
    all[resources_.power()] = {available_w, energy_.level_j() > 0.0 ? infinite : 0.0, infinite};
    all[resources_.hours()] = {work_h_s, 0.0, infinite};
    return all;
  }

  /// What each store loses, at its mean over the rest of the step.
  void boil_off(double left_s) {
    boiled_.clear();
    for (const Stock& stock : stocks_) boiled_.push_back(stock.boil_off_kg_s(left_s));
  }

  double net_kg_s(std::size_t i) const {
    const double net = made_[i] - used_[i] - boiled_[i];
    return std::abs(net) <= rounding * (made_[i] + used_[i] + boiled_[i]) ? 0.0 : net;
  }

  double until_next_change_s(double left_s, double battery_w) const {
    double length_s = left_s;
    for (std::size_t i = 0; i < stocks_.size(); ++i) {
      const Stock& stock = stocks_[i];
      const double net = net_kg_s(i);
      if (net < 0.0 && stock.level_kg > 0.0) length_s = std::min(length_s, stock.level_kg / -net);
      const double room_kg = stock.capacity_kg - stock.level_kg;
      if (net > 0.0 && room_kg > 0.0) length_s = std::min(length_s, room_kg / net);
    }
    length_s = std::min(length_s, energy_.lasts_s(battery_w));
    // Epochs count nanoseconds: a shorter step than that would not move the clock.
    return std::min(left_s, std::max(length_s, 1e-9));
  }

  void move_stocks(Epoch at, double length_s) {
    for (std::size_t i = 0; i < stocks_.size(); ++i) {
      stocks_[i].live(made_[i], used_[i], boiled_[i], net_kg_s(i), length_s,
                      at + Duration::seconds(length_s));
    }
  }

  // ---- What goes wrong ---------------------------------------------------------------------------------

  void book_runners(const detail::Allocation& allocation, Interval span, double length_s) {
    for (std::size_t a = 0; a < roster_.runners().size(); ++a) {
      const Runner& runner = roster_.runners()[a];
      const double rate = allocation.rates[a];
      const bool held_back = rate < full_rate && allocation.held_back_by[a] >= 0;
      const std::size_t resource = held_back ? static_cast<std::size_t>(allocation.held_back_by[a]) : 0;
      if (!runner.stay) {
        book_use(history_.uses[runner.use], rate, length_s, held_back, resource);
        book_year(runner, roster_.activities()[a], rate, length_s);
      }
      if (!held_back) continue;
      const ProcessPriority priority = runner.process->priority;
      if (priority != ProcessPriority::crew && priority != ProcessPriority::survival) continue;
      double wanted = 0.0;
      for (const detail::ResourceTerm& term : roster_.activities()[a].terms) {
        if (term.resource == resource) wanted += std::abs(term.rate);
      }
      problems_.add(priority == ProcessPriority::crew ? StationFailure::crew_short : StationFailure::freezes,
                    runner.process->id, resources_.name(resource), span, (1.0 - rate) * wanted * length_s,
                    runner.stay ? runner.stay->where : runner.element->where);
    }
  }

  void book_use(ProcessUse& use, double rate, double length_s, bool held_back, std::size_t resource) {
    use.running_s += length_s;
    use.full_rate_s += rate * length_s;
    if (!held_back) return;
    const std::string name = resources_.name(resource);
    if (std::find(use.held_back_by.begin(), use.held_back_by.end(), name) == use.held_back_by.end()) {
      use.held_back_by.push_back(name);
    }
  }

  void book_year(const Runner& runner, const detail::AllocatedActivity& activity, double rate,
                 double length_s) {
    ProcessYear& year = uses_.of(runner.use);
    year.running_s += length_s;
    year.full_rate_s += rate * length_s;
    year.data_bit += runner.process->data_bit_s * runner.scale * rate * length_s;
    for (const detail::ResourceTerm& term : activity.terms) {
      const double amount = std::abs(term.rate) * rate * length_s;
      if (term.resource < resources_.environment()) (term.rate > 0.0 ? year.made_kg : year.used_kg) += amount;
      if (term.resource == resources_.power()) year.energy_j += amount;
      if (term.resource == resources_.hours()) year.crew_hours_h += amount;
    }
  }

  void check_heat(Interval span, double used_w, double battery_w, double available_w, double length_s,
                  const detail::Allocation& allocation, StationSample& sample) {
    double heat_w = used_w;
    if (battery_w != 0.0) heat_w += available_w - used_w - battery_w;
    const double beside_w = roster_.heat_beside_power_w(allocation);
    heat_w += beside_w;
    sample.heat_w += (used_w + beside_w) * length_s;
    if (radiator_w_ <= 0.0 || heat_w <= radiator_w_ * (1.0 + rounding)) return;
    problems_.add(StationFailure::overheats, station_.id, "radiators", span,
                  (heat_w - radiator_w_) * length_s, {});
  }

  void check_seats_and_dose(Interval step) {
    if (people_ > seats_) {
      for (const CrewStay& stay : station_.crew) {
        if (!stay.span.contains(step.from) || stay.return_seats >= stay.people) continue;
        // Of a crew no more lack a seat than are in it, whoever else is there.
        const int lacking = std::min(people_ - seats_, stay.people - stay.return_seats);
        problems_.set(StationFailure::no_return_seats, stay.id, "seats", step, lacking, stay.where);
      }
    }
    for (std::size_t c = 0; c < station_.crew.size(); ++c) {
      const CrewStay& stay = station_.crew[c];
      if (!stay.span.contains(step.from)) continue;
      double& dose_sv = history_.doses[c].dose_sv;
      dose_sv += station_.surface_dose_sv_d * dose_factor_ * step.length().days();
      if (dose_sv <= options_.career_dose_sv) continue;
      problems_.set(StationFailure::over_dose, stay.id, "dose", step, dose_sv - options_.career_dose_sv,
                    stay.where);
    }
  }

  // ---- Books -------------------------------------------------------------------------------------------

  /// The lowest level of a commodity is looked for from the day on which the first store for it comes.
  void begin_lowest_of_new_stores() {
    for (Stock& stock : stocks_) {
      if (!stock.stored || stock.seen) continue;
      stock.seen = true;
      stock.begin_lowest(now_, true);
    }
  }

  void close_year(Epoch at) {
    if (at == year_from_) return;
    for (Stock& stock : stocks_) history_.yearly.push_back(stock.close_year({year_from_, at}));
    history_.yearly_data.push_back(data_.close_year({year_from_, at}));
    uses_.close_year({year_from_, at}, history_.yearly_uses);
    history_.yearly_energy.push_back(energy_.close_year({year_from_, at}));
    year_from_ = at;
  }

  void close() {
    now_ = span_.to;
    close_year(span_.to);
    for (Stock& stock : stocks_) {
      stock.total.closing_kg = stock.level_kg;
      history_.balances.push_back(stock.total);
    }
    history_.energy = energy_.total();
    history_.data = data_.close(span_);
    history_.problems = problems_.sorted();
  }

  void describe(StationSample& sample) const {
    sample.epoch = now_;
    sample.people = people_;
    for (const Stock& stock : stocks_) {
      sample.stock_kg.push_back(stock.level_kg);
      sample.capacity_kg.push_back(stock.capacity_kg);
    }
    sample.battery_j = energy_.level_j();
    sample.battery_capacity_j = energy_.capacity_j();
    sample.pressurised_volume_m3 = volume_m3_;
    sample.recorder_bit = data_.level_bit();
  }

  const Station& station_;
  Interval span_;
  StationOptions options_;
  StationHistory history_;

  detail::StationResources resources_;
  detail::Roster roster_;
  detail::DataBook data_;
  detail::UseBook uses_;
  detail::EnergyBook energy_;
  detail::ProblemLog problems_;

  Epoch now_;
  std::set<const StationElement*> standing_;
  std::vector<Stock> stocks_;
  double radiator_w_ = 0.0;
  double volume_m3_ = 0.0;
  double dose_factor_ = 1.0;
  int people_ = 0;
  int seats_ = 0;

  std::vector<double> made_;
  std::vector<double> used_;
  std::vector<double> boiled_;  // by commodity

  Epoch year_from_;
};

void require_sound(const Station& station, Interval span, const StationOptions& options) {
  if (span.empty()) {
    throw InvalidArgument("simulate: the span of a station's life ends before it begins");
  }
  if (options.max_step <= Duration{}) {
    throw InvalidArgument(
        concat("simulate: max_step is ", to_text(options.max_step), ". It must be positive"));
  }
  const std::vector<Diagnostic> problems = validate(station);
  if (problems.empty()) return;
  std::string text = concat("simulate: the station '", station.id, "' cannot be:");
  for (const Diagnostic& problem : problems) text += concat("\n", render(problem, {}));
  throw InvalidArgument(text);
}

}  // namespace

StationHistory simulate(const Station& station, Interval span, const StationOptions& options) {
  require_sound(station, span, options);
  return Simulation(station, span, options).run();
}

}  // namespace perilune
