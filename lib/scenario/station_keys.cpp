#include <utility>

#include <perilune/campaign/station_plan.hpp>

#include "arrival_keys.hpp"
#include "key_tables.hpp"
#include "station_codecs.hpp"

namespace perilune::detail {
namespace {

const Table<PlannedCrew>& crew_table() {
  static const Table<PlannedCrew> table = [] {
    Table<PlannedCrew> made("crew", "People at the station, from their landing to their ascent.");
    made.key("id", IdCodec{},
             [](PlannedCrew& planned, Reference id) {
               planned.stay.where = std::move(id.where);
               planned.stay.id = std::move(id.id);
             },
             {.required = true,
              .example = "id: expedition-1",
              .help = "What the crew is called. No two share one."});
    add_arrival_keys(made, "them");
    made.key(
            "people", IntegerCodec{1, 1000},
            [](PlannedCrew& planned, std::int64_t people) { planned.stay.people = static_cast<int>(people); },
            {.required = true, .example = "people: 3", .help = "How many they are."})
        .key("for", DurationCodec{positive()},
             [](PlannedCrew& planned, const Placed<Duration>& stay) { planned.stays = stay.value; },
             {.default_text = "until the mission that brought them leaves the surface",
              .example = "for: 180 d",
              .help = "How long they stay."})
        .key("return_seats", IntegerCodec{0, 1000},
             [](PlannedCrew& planned, std::int64_t seats) {
               planned.stay.return_seats = static_cast<int>(seats);
             },
             {.default_text = "0: then it is reported that they cannot go home",
              .example = "return_seats: 3",
              .help = "Seats in the ship that waits for them."})
        .key(
            "hygiene_water", rate(not_negative()),
            [](PlannedCrew& planned, double kg_s) { planned.stay.rates.hygiene_water_kg_d = kg_s * 86400.0; },
            {.default_text = "0 kg/d",
             .example = "hygiene_water: 5.5 kg/d",
             .help =
                 "Water that each of them washes with: 5.53 kg/d at an early base, 10.17 at a mature one."});
    return made;
  }();
  return table;
}

const Table<PlannedDelivery>& delivery_table() {
  static const Table<PlannedDelivery> table = [] {
    Table<PlannedDelivery> made("delivery", "What a flight brings to the station's stores, or takes away.");
    made.key("id", IdCodec{},
             [](PlannedDelivery& planned, Reference id) { planned.delivery.id = std::move(id.id); },
             {.default_text = "the commodity", .example = "id: spring-cargo", .help = "What it is called."});
    add_arrival_keys(made, "it");
    made.key("commodity", IdCodec{},
             [](PlannedDelivery& planned, Reference id) {
               planned.delivery.where = std::move(id.where);
               planned.delivery.commodity = std::move(id.id);
               if (planned.delivery.id.empty()) planned.delivery.id = planned.delivery.commodity;
             },
             {.required = true, .example = "commodity: water", .help = "What it is."})
        .key("mass", mass({}), [](PlannedDelivery& planned, double kg) { planned.delivery.kg = kg; },
             {.required = true, .example = "mass: 500 kg", .help = "How much; negative is taken away."});
    return made;
  }();
  return table;
}

}  // namespace

const Table<StationPlan>& station_table() {
  static const Table<StationPlan> table =
      Table<StationPlan>("station",
                         "What stands and lives at one place, and grows by what the missions bring.")
          .key("id", IdCodec{},
               [](StationPlan& plan, Reference id) {
                 plan.where = std::move(id.where);
                 plan.id = std::move(id.id);
               },
               {.required = true, .example = "id: south-pole-station", .help = "What it is called."})
          .key("title", TextCodec{}, &StationPlan::title,
               {.example = "title: ILRS", .help = "Its name, for people."})
          .key("site", IdCodec{}, &StationPlan::site,
               {.default_text = "none",
                .example = "site: shackleton-rim",
                .help = "One of 'sites': when the middle of the Sun stands above its horizon, the station "
                        "is lit, unless 'lit' says when."})
          .key(
              "lit", list_of(block(window_table())),
              [](StationPlan& plan, const std::vector<DateSpan>& spans) {
                std::vector<Interval> lit;
                for (const DateSpan& span : spans) {
                  if (span.from && span.to && *span.from <= *span.to) lit.push_back({*span.from, *span.to});
                }
                plan.lit = IntervalSet(std::move(lit));
              },
              {.default_text = "as 'site' has it, or always",
               .example = "lit: [{from: 2036-01-01, to: 2036-01-20}]",
               .help =
                   "When the Sun shines on it: the panels give power, and loads draw what they do in light."})
          .key(
              "elements", list_of(block(element_table())), &StationPlan::elements,
              {.default_text = "none",
               .example = "elements: [{id: power-unit, brought_by: ilrs-1, fission_reactor: {power: 40 kW}}]",
               .help = "What stands there."})
          .key("crew", list_of(block(crew_table())), &StationPlan::crew,
               {.default_text = "nobody",
                .example =
                    "crew: [{id: expedition-1, brought_by: crew-1, people: 3, for: 180 d, return_seats: 3}]",
                .help = "Who lives there."})
          .key("deliveries", list_of(block(delivery_table())), &StationPlan::deliveries,
               {.default_text = "none",
                .example = "deliveries: [{brought_by: cargo-1, commodity: water, mass: 500 kg}]",
                .help = "What flights bring to its stores, and take away."})
          .key("data", block(data_table()),
               [](StationPlan& plan, DataPlan data, Reader& reader, const SourceEntry& entry) {
                 data.where = reader.where(entry.key_span);
                 plan.data = std::move(data);
               },
               {.default_text = "data are not looked at",
                .example = "data: {recorder: 10 Tbit, links: [{id: direct, to: earth, rate: 10 Mbit/s}]}",
                .help = "Where the data of its processes and sorties go: recorder, links, archive."})
          .key(
              "rotation", block(rotation_table()),
              [](StationPlan& plan, CrewRotation rotation, Reader& reader, const SourceEntry& entry) {
                rotation.where = reader.where(entry.key_span);
                plan.rotation = std::move(rotation);
              },
              {.default_text = "none",
               .example = "rotation: {people: 3, for: 180 d, overlap: 5 d, from: 2036-03-01, missions: [{id: "
                          "rotation, profile: [{launch: {}}, {descend: {}}, {surface: {}}, {ascend: {}}]}]}",
               .help = "Crews that live there in turns: the missions that bring and take them are made "
                       "from this, "
                       "each with a name, a lift-off window and a crew."})
          .key("resupply", block(resupply_table()),
               [](StationPlan& plan, Resupply resupply, Reader& reader, const SourceEntry& entry) {
                 resupply.where = reader.where(entry.key_span);
                 plan.resupply = std::move(resupply);
               },
               {.default_text = "none",
                .example = "resupply: {mission: {id: resupply, craft: [{craft: cargo-lander, payload: 3000 "
                           "kg}], profile: [{launch: {}}, {descend: {}}]}}",
                .help = "Cargo flights, as many as the station needs: how many, when, and what each brings "
                        "follows from what it uses."})
          .key("reserve", DurationCodec{not_negative()},
               [](StationPlan& plan, const Placed<Duration>& reserve) { plan.reserve = reserve.value; },
               {.default_text = "none is asked for",
                .example = "reserve: 30 d",
                .help = "While people are there, oxygen, water and food have to last for so long without "
                        "another flight."});
  return table;
}

}  // namespace perilune::detail
