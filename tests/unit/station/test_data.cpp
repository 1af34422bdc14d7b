#include <cmath>

#include <perilune/station/simulate.hpp>
#include <perilune/time/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;

namespace {

const Epoch first_day = Epoch::parse("2036-01-01 UTC");

/// A telescope of 2 Mbit/s and a link of 5 Mbit/s in the first half of each day.
Station telescope(double recorder_bit) {
  StationElement observatory;
  observatory.id = "observatory";
  observatory.from = first_day;
  Process sky;
  sky.id = "sky-watch";
  sky.data_bit_s = 2e6;
  observatory.processes = {sky};
  Station station;
  station.id = "outpost";
  station.elements = {observatory};
  station.recorder_bit = recorder_bit;
  DataLink link;
  link.id = "direct";
  link.bit_s = 5e6;
  link.from = first_day;
  std::vector<Interval> contact;
  for (int day = 0; day < 10; ++day)
    contact.push_back({first_day + double(day) * 1_d, first_day + (day + 0.5) * 1_d});
  link.contact = IntervalSet(contact);
  station.links = {link};
  return station;
}

}  // namespace

TEST_CASE("data: a recorder that holds half a day loses nothing, and all is sent in the next contact",
          "[station]") {
  Station station = telescope(2e6 * 43200.0);
  station.archive_from = first_day + 4_d;
  const StationHistory history = simulate(station, {first_day, first_day + 10_d});
  const DataBalance& data = history.data;
  CHECK(data.produced_bit == Approx(2e6 * 864000.0).epsilon(1e-12));
  CHECK(data.capacity_bit == Approx(5e6 * 432000.0).epsilon(1e-12));
  CHECK(data.lost_bit == Approx(0.0).margin(1.0));
  CHECK(data.closing_bit == Approx(2e6 * 43200.0).epsilon(1e-12));  // the last half day waits
  CHECK(data.sent_bit == Approx(data.produced_bit - data.closing_bit).epsilon(1e-12));
  CHECK(data.defect() < 1e-12);
  // What was made in the half day before the archive began is sent after it.
  CHECK(data.archived_bit == Approx(2e6 * 6.0 * 86400.0).epsilon(1e-12));
  REQUIRE(history.yearly_uses.size() == 1);
  CHECK(history.yearly_uses[0].data_bit == Approx(data.produced_bit).epsilon(1e-12));
  CHECK(history.yearly_uses[0].utilisation() == Approx(1.0));
}

TEST_CASE("data: what does not fit is lost, to the bit", "[station]") {
  const StationHistory history = simulate(telescope(2e6 * 10800.0), {first_day, first_day + 10_d});
  // Of each half day without contact a quarter fits.
  CHECK(history.data.lost_bit == Approx(10.0 * 2e6 * 32400.0).epsilon(1e-12));
  CHECK(history.data.defect() < 1e-12);
}

TEST_CASE("data: a link serves for its share and between its dates alone, and years add up", "[station]") {
  Station station = telescope(0.0);
  station.links[0].contact.reset();
  station.links[0].share = 0.2;
  station.links[0].from = first_day + 100_d;
  station.links[0].until = first_day + 500_d;
  const StationHistory history = simulate(station, {first_day, first_day + 800_d});
  CHECK(history.data.sent_bit == Approx(1e6 * 400.0 * 86400.0).epsilon(1e-12));
  double sent_bit = 0.0, opening_bit = 0.0;
  for (const DataBalance& year : history.yearly_data) {
    CHECK(year.defect() < 1e-12);
    CHECK(year.opening_bit == opening_bit);
    opening_bit = year.closing_bit;
    sent_bit += year.sent_bit;
  }
  CHECK(sent_bit == Approx(history.data.sent_bit).epsilon(1e-12));
}
