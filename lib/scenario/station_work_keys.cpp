#include <utility>

#include <perilune/campaign/station_plan.hpp>

#include "key_tables.hpp"
#include "station_codecs.hpp"

namespace perilune::detail {
namespace {

const Table<Flow>& sortie_use_table() {
  static const Table<Flow> table =
      Table<Flow>("sortie use", "What a sortie takes from the station's stores.")
          .key("commodity", IdCodec{}, [](Flow& flow, Reference id) { flow.commodity = std::move(id.id); },
               {.required = true, .example = "commodity: propellant", .help = "What it takes."})
          .key("mass", mass(positive()), &Flow::kg_s,
               {.required = true, .example = "mass: 20 kg", .help = "How much, each time."});
  return table;
}

struct LinkDraft : PlannedLink {
  bool is_earth = false;
};

const Table<LinkDraft>& link_table() {
  static const Table<LinkDraft> table =
      Table<LinkDraft>("data link", "A way for data to leave the station.")
          .key("id", IdCodec{},
               [](LinkDraft& draft, Reference id) {
                 draft.link.where = std::move(id.where);
                 draft.link.id = std::move(id.id);
               },
               {.required = true, .example = "id: direct", .help = "What it is called."})
          .key("to",
               WordCodec<bool>{{"earth"},
                               [](std::string_view word) -> std::optional<bool> {
                                 return word == "earth" ? std::optional(true) : std::nullopt;
                               }},
               &LinkDraft::is_earth,
               {.default_text = "a relay",
                .example = "to: earth",
                .help = "Straight to the Earth, while the station's site sees its centre."})
          .key("through", IdCodec{}, &LinkDraft::relay,
               {.default_text = "no relay",
                .example = "through: queqiao-2",
                .help =
                    "The mission that brings the relay: it serves the station from when that is in place."})
          .key("rate", SiCodec{Dimension::data_rate, positive()},
               [](LinkDraft& draft, double bit_s) { draft.link.bit_s = bit_s; },
               {.required = true,
                .example = "rate: 100 Mbit/s",
                .help = "What it carries while there is contact."})
          .key(
              "share", number(share()), [](LinkDraft& draft, double value) { draft.link.share = value; },
              {.default_text = "1",
               .example = "share: 0.6",
               .help =
                   "Of the time in which it works, what it serves the station: a relay is in view for a part "
                   "of its orbit, and ground stations have others to listen to."})
          .key("until", DateCodec{},
               [](LinkDraft& draft, const Placed<Epoch>& date) { draft.link.until = date.value; },
               {.default_text = "for good", .example = "until: 2034-01-01", .help = "When it ends."})
          .key("source", TextCodec{}, [](LinkDraft&, std::string) {},
               {.example = "source: \"assumed\"", .help = "Where its figures come from."})
          .check([](Reader& reader, const SourceNode& node, LinkDraft& draft) {
            const SourceEntry* through = node.find("through");
            if (draft.is_earth && through) {
              reader.report("too-many-keys", through->key_span, "'to' and 'through' exclude each other",
                            "keep one of them");
            } else if (!node.find("to") && !through && !node.incomplete) {
              reader.report("missing-key", start_of(node), "where it goes is missing: 'to' or 'through'",
                            "to: earth");
            }
          });
  return table;
}

}  // namespace

const Table<Rover>& rover_table() {
  static const Table<Rover> table =
      Table<Rover>("rover", "What goes out from the station and comes back: a rover, a hopper.")
          .key("range", SiCodec{Dimension::length, positive()}, &Rover::range_m,
               {.default_text = "100 km, over which the basic model of the ILRS is to work",
                .example = "range: 100 km",
                .help = "How far from the station it may go, over the ground."})
          .key("speed", SiCodec{Dimension::speed, positive()}, &Rover::speed_m_s,
               {.default_text = "10 km/h", .example = "speed: 10 km/h", .help = "On its way."})
          .key("power", power(not_negative()), &Rover::power_w,
               {.default_text = "0 W",
                .example = "power: 2 kW",
                .help = "What it draws on its way; the station charges it."})
          .check([](Reader& reader, const SourceNode& node, Rover& rover) {
            rover.where = reader.where(start_of(node));
          });
  return table;
}

const Table<Sortie>& sortie_table() {
  static const Table<Sortie> table =
      Table<Sortie>(
          "sortie",
          "A way out from the station and back, so many times a year: the station bears it at its mean.")
          .key("id", IdCodec{},
               [](Sortie& sortie, Reference id) {
                 sortie.where = std::move(id.where);
                 sortie.id = std::move(id.id);
               },
               {.required = true, .example = "id: haworth-traverse", .help = "What it is called."})
          .key("to", IdCodec{}, &Sortie::site,
               {.default_text = "'distance' says how far",
                .example = "to: haworth",
                .help = "One of 'sites'. How far it is follows from where the station is."})
          .key("distance", SiCodec{Dimension::length, positive()},
               [](Sortie& sortie, double m) { sortie.distance_m = m; },
               {.default_text = "that of the site 'to'",
                .example = "distance: 30 km",
                .help = "How far it goes, over the ground, if it goes to no site."})
          .key("per_year", number(positive()), &Sortie::per_year,
               {.required = true, .example = "per_year: 6", .help = "How often."})
          .key("stay", DurationCodec{not_negative()},
               [](Sortie& sortie, const Placed<Duration>& stay) { sortie.stay = stay.value; },
               {.default_text = "0 h", .example = "stay: 8 h", .help = "How long it stays there."})
          .key("stay_power", power(not_negative()), &Sortie::stay_power_w,
               {.default_text = "0 W",
                .example = "stay_power: 200 W",
                .help = "What it draws while it stays."})
          .key("crew", IntegerCodec{0, 1000},
               [](Sortie& sortie, std::int64_t crew) { sortie.crew = static_cast<int>(crew); },
               {.default_text = "0: nobody goes along",
                .example = "crew: 2",
                .help = "People who go along: all of its time is taken from the crew's working hours."})
          .key("outside", DurationCodec{not_negative()},
               [](Sortie& sortie, const Placed<Duration>& outside) { sortie.outside = outside.value; },
               {.default_text = "0 h",
                .example = "outside: 6 h",
                .help = "What each of them spends in a suit: 0.07875 kg of oxygen and 0.6875 kg of water an "
                        "hour."})
          .key("uses", list_of(block(sortie_use_table())), &Sortie::uses,
               {.default_text = "nothing",
                .example = "uses: [{commodity: propellant, mass: 20 kg}]",
                .help = "What it takes from the station's stores each time, and leaves outside."})
          .key("samples", mass(not_negative()), &Sortie::samples_kg,
               {.default_text = "0 kg",
                .example = "samples: 20 kg",
                .help = "What it brings back each time, as the commodity 'samples'."})
          .key("data", SiCodec{Dimension::data, not_negative()}, &Sortie::data_bit,
               {.default_text = "0 bit", .example = "data: 40 Gbit", .help = "Data that it makes each time."})
          .check([](Reader& reader, const SourceNode& node, Sortie&) {
            const SourceEntry* to = node.find("to");
            const SourceEntry* distance = node.find("distance");
            if (to && distance) {
              reader.report("too-many-keys", distance->key_span, "'to' and 'distance' exclude each other",
                            "keep one of them");
            } else if (!to && !distance && !node.incomplete) {
              reader.report("missing-key", start_of(node), "where it goes is missing: 'to' or 'distance'",
                            "distance: 30 km");
            }
          });
  return table;
}

const Table<DataPlan>& data_table() {
  static const Table<DataPlan> table =
      Table<DataPlan>("station data", "What becomes of the data that the station makes.")
          .key("recorder", SiCodec{Dimension::data, not_negative()}, &DataPlan::recorder_bit,
               {.default_text = "0 bit",
                .example = "recorder: 10 Tbit",
                .help = "What waits for a link at most; what does not fit is lost."})
          .key("archive", IdCodec{}, &DataPlan::archive,
               {.default_text = "nothing is archived",
                .example = "archive: data-center",
                .help = "The mission from whose completion on all that is sent is archived."})
          .key("links", list_of(block(link_table())),
               [](DataPlan& plan, std::vector<LinkDraft> links) {
                 for (LinkDraft& link : links) plan.links.push_back(std::move(link));
               },
               {.required = true,
                .example = "links: [{id: direct, to: earth, rate: 10 Mbit/s}]",
                .help = "The ways on which data leave."});
  return table;
}

}  // namespace perilune::detail
