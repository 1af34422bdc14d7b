#include "step_edges.hpp"

#include <algorithm>
#include <string>

#include <perilune/core/text.hpp>

namespace perilune::detail {
namespace {

/// The first instants of the calendar years that begin inside the span.
std::vector<Epoch> new_years(Interval span) {
  std::vector<Epoch> found;
  // UTC begins in 1972; what comes before has no leap seconds to mind.
  const Epoch utc_begins = Epoch::parse("1972-01-01 UTC");
  const std::string first = span.from.iso8601(span.from < utc_begins ? TimeScale::tt : TimeScale::utc, 0);
  for (long long year = *parse_integer(first.substr(0, 4));; ++year) {
    const Epoch begins = Epoch::parse(concat(year, "-01-01 ", year < 1972 ? "TT" : "UTC"));
    if (begins >= span.to) return found;
    if (begins > span.from) found.push_back(begins);
  }
}

class Edges {
 public:
  explicit Edges(Interval span) : span_(span) { all_ = {span.from, span.to}; }

  void add(Epoch epoch) {
    if (span_.from < epoch && epoch < span_.to) all_.push_back(epoch);
  }

  void add(const IntervalSet& set) {
    for (const Interval& interval : set) add(interval.from), add(interval.to);
  }

  std::vector<Epoch> sorted() && {
    std::sort(all_.begin(), all_.end());
    all_.erase(std::unique(all_.begin(), all_.end()), all_.end());
    return std::move(all_);
  }

 private:
  Interval span_;
  std::vector<Epoch> all_;
};

void add_element(Edges& edges, const StationElement& element) {
  edges.add(element.from);
  if (element.until) edges.add(*element.until);
  for (const PowerSource& source : element.power) {
    for (const Profile::Point& point : source.share.points()) edges.add(point.epoch);
  }
  for (const Process& process : element.processes) {
    if (process.when) edges.add(*process.when);
  }
}

}  // namespace

std::vector<StationStep> station_steps(const Station& station, Interval span, Duration max_step) {
  Edges edges(span);
  for (const StationElement& element : station.elements) add_element(edges, element);
  for (const CrewStay& stay : station.crew) edges.add(stay.span.from), edges.add(stay.span.to);
  for (const Delivery& delivery : station.deliveries) edges.add(delivery.epoch);
  if (station.lit) edges.add(*station.lit);
  for (const DataLink& link : station.links) {
    edges.add(link.from);
    if (link.until) edges.add(*link.until);
    if (link.contact) edges.add(*link.contact);
  }
  if (station.archive_from) edges.add(*station.archive_from);
  const std::vector<Epoch> years = new_years(span);
  for (const Epoch year : years) edges.add(year);
  const std::vector<Epoch> all = std::move(edges).sorted();

  std::vector<StationStep> steps;
  for (std::size_t i = 0; i + 1 < all.size(); ++i) {
    const bool begins_year = std::binary_search(years.begin(), years.end(), all[i]);
    const std::int64_t length_ns = (all[i + 1] - all[i]).nanoseconds();
    const std::int64_t most_ns = max_step.nanoseconds();
    const std::int64_t count = length_ns / most_ns + (length_ns % most_ns != 0);
    Epoch from = all[i];
    for (std::int64_t k = 1; k <= count; ++k) {
      const Epoch to = k == count ? all[i + 1] : all[i] + k * max_step;
      steps.push_back({{from, to}, begins_year && k == 1});
      from = to;
    }
  }
  return steps;
}

}  // namespace perilune::detail
