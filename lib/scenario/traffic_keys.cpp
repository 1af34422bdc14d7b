#include <utility>

#include <perilune/campaign/station_traffic.hpp>

#include "key_tables.hpp"
#include "station_codecs.hpp"

namespace perilune::detail {
namespace {

/// The shortest time between two crews that makes sense: a file must not ask for a flight a minute.
constexpr double shortest_period_d = 5.0;

}  // namespace

const Table<CrewRotation>& rotation_table() {
  static const Table<CrewRotation> table =
      Table<CrewRotation>("rotation", "Crews that live at the station in turns.")
          .key(
              "people", IntegerCodec{1, 1000},
              [](CrewRotation& rotation, std::int64_t people) { rotation.people = static_cast<int>(people); },
              {.required = true, .example = "people: 3", .help = "How many each crew is."})
          .key(
              "for", DurationCodec{positive()},
              [](CrewRotation& rotation, const Placed<Duration>& stay) { rotation.stay = stay.value; },
              {.required = true,
               .example = "for: 180 d",
               .help = "How long each crew stays at least. It stays longer if it must, until the next one "
                       "has been there for the overlap; the last one may stay for less, to be gone by 'to'."})
          .key("overlap", DurationCodec{not_negative()},
               [](CrewRotation& rotation, const Placed<Duration>& overlap) {
                 rotation.overlap = overlap.value;
               },
               {.default_text = "0 d",
                .example = "overlap: 5 d",
                .help = "How long two crews are there together before the first one leaves."})
          .key("from", DateCodec{}, &CrewRotation::from,
               {.required = true,
                .example = "from: 2036-03-01",
                .help = "The first crew lifts off on this day or later; each next one is due 'for' less "
                        "'overlap' after the one before."})
          .key("to", DateCodec{}, &CrewRotation::to,
               {.default_text = "the end of the horizon",
                .example = "to: 2046-01-01",
                .help = "The last crew is home by then."})
          .key("slack", DurationCodec{positive()},
               [](CrewRotation& rotation, const Placed<Duration>& slack) { rotation.slack = slack.value; },
               {.default_text = "30 d",
                .example = "slack: 30 d",
                .help = "How long after its day a crew may still lift off."})
          .key("hygiene_water", rate(not_negative()),
               [](CrewRotation& rotation, double kg_s) { rotation.hygiene_water_kg_d = kg_s * 86400.0; },
               {.default_text = "0 kg/d",
                .example = "hygiene_water: 5.5 kg/d",
                .help = "Water that each of them washes with: 5.53 kg/d at an early base, 10.17 at a mature "
                        "one."})
          .key("missions", list_of(block(flown_mission_table()), 1), &CrewRotation::missions,
               {.required = true,
                .example = "missions: [{id: rotation, craft: [{craft: crew-ship}], profile: [{launch: {}}, "
                           "{descend: {}}, {surface: {}}, {ascend: {}}, {return: {}}]}]",
                .help = "What flies for each crew, with the keys of a mission. The first takes the crew "
                        "there and home, and its surface leg is the stay; others go along, such as a lander: "
                        "'after' speaks of those of the same crew."})
          .check([](Reader& reader, const SourceNode& node, CrewRotation& rotation) {
            const SourceEntry* overlap = node.find("overlap");
            if (overlap == nullptr || rotation.stay <= Duration{}) return;
            if ((rotation.stay - rotation.overlap).days() >= shortest_period_d) return;
            reader.report("out-of-range", overlap->value.span,
                          concat("crews that stay for ", to_text(rotation.stay), " and overlap by ",
                                 to_text(rotation.overlap), " follow each other within less than 5 d"),
                          "a longer 'for', or a shorter 'overlap'");
            rotation.overlap = Duration{};
          });
  return table;
}

const Table<Resupply>& resupply_table() {
  static const Table<Resupply> table =
      Table<Resupply>("resupply", "Cargo flights, as many as the station needs.")
          .key("commodities", list_of(IdCodec{}, 1), &Resupply::commodities,
               {.default_text =
                    "oxygen, nitrogen, water, food and spares, as far as there are stores for them",
                .example = "commodities: [food, water, spares]",
                .help = "What they bring."})
          .key("slack", DurationCodec{positive()},
               [](Resupply& resupply, const Placed<Duration>& slack) { resupply.slack = slack.value; },
               {.default_text = "30 d",
                .example = "slack: 30 d",
                .help = "How long before it is needed a flight may arrive; stores must have room for it."})
          .key("packing", SiCodec{Dimension::dimensionless, {0.0, 0.9, false, "0 to 0.9"}},
               &Resupply::packing,
               {.default_text = "0",
                .example = "packing: 10 %",
                .help = "The share of the payload that is packing, not supplies."})
          .key("mission", block(flown_mission_table()), &Resupply::mission,
               {.required = true,
                .example = "mission: {id: resupply, craft: [{craft: cargo-lander, payload: 3000 kg}], "
                           "profile: [{launch: {}}, {descend: {}}, {surface: {for: 30 d}}]}",
                .help = "What flies, with the keys of a mission. The payload of its craft is what one flight "
                        "can bring at most."});
  return table;
}

}  // namespace perilune::detail
