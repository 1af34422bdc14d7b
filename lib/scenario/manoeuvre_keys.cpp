#include <algorithm>
#include <utility>

#include <perilune/units/quantity.hpp>

#include "flight_words.hpp"

namespace perilune::detail {
namespace {

constexpr std::array<Word<ThrustAxes>, 3> thrust_axes{
    {{"vnc", ThrustAxes::vnc}, {"icrf", ThrustAxes::icrf}, {"linear-tangent", ThrustAxes::linear_tangent}}};

/// Keys that mean something for one kind of manoeuvre, or of steering, alone.
void report_without_effect(Reader& reader, const SourceNode& node, std::initializer_list<const char*> keys,
                           std::string_view beside) {
  for (const char* key : keys) {
    const SourceEntry* entry = node.find(key);
    if (entry == nullptr) continue;
    reader.report("key-without-effect", entry->key_span, concat("'", key, "' means something only ", beside),
                  "remove it");
  }
}

/// The one key among several that says what this is; two exclude each other.
const SourceEntry* only_one(Reader& reader, const SourceNode& node, std::initializer_list<const char*> keys,
                            std::string_view says) {
  const SourceEntry* found = nullptr;
  std::vector<std::string> names(keys.begin(), keys.end());
  for (const char* key : keys) {
    const SourceEntry* entry = node.find(key);
    if (entry == nullptr) continue;
    if (found != nullptr) {
      reader.report("too-many-keys", entry->key_span,
                    concat("'", found->key, "' and '", key, "' exclude each other"), "keep one of them");
    } else {
      found = entry;
    }
  }
  if (found == nullptr && !node.incomplete) {
    reader.report("missing-key", start_of(node), concat("the manoeuvre does not say ", says)).notes = {
        concat("expected one of: ", join(names, ", "))};
  }
  return found;
}

void check_start(Reader& reader, const SourceNode& node) {
  if (node.find("after") != nullptr) {
    if (const SourceEntry* at = node.find("at")) {
      reader.report("too-many-keys", at->key_span, "'after' and 'at' exclude each other", "keep one of them");
    }
    const SourceEntry* delay = node.find("delay");
    if (delay != nullptr && node.find("at_event") != nullptr) {
      reader.report("too-many-keys", delay->key_span, "'at_event' and 'delay' exclude each other",
                    "keep one of them");
    }
    return;
  }
  only_one(reader, node, {"at", "at_event", "after"}, "when it starts");
  report_without_effect(reader, node, {"delay"}, "beside 'after'");
}

void check_burn(Reader& reader, const SourceNode& node) {
  if (node.find("specific_impulse") == nullptr && !node.incomplete) {
    reader.report("missing-key", start_of(node), "a burn has no 'specific_impulse'",
                  "give that of the engine: 'specific_impulse: 310 s'");
  }
  if (node.find("duration") == nullptr && node.find("propellant") == nullptr &&
      node.find("dry_mass") == nullptr && !node.incomplete) {
    reader.report("missing-key", start_of(node), "nothing ends the burn").notes = {
        "expected one of: duration, propellant, dry_mass"};
  }
  report_without_effect(reader, node, {"mass"}, "for a drop");
}

void check_steering(Reader& reader, const SourceNode& node, const FlightManoeuvre& made) {
  if (made.axes == ThrustAxes::linear_tangent) {
    if (made.kind == FlightManoeuvreKind::impulse) {
      reader.report("key-without-effect", node.find("axes")->value.span,
                    "linear-tangent steering is for burns that last", "steer by vnc or icrf");
    } else if (node.find("duration") == nullptr && !node.incomplete) {
      reader.report("missing-key", start_of(node), "linear-tangent steering needs a 'duration'",
                    "it is the time from 'pitch' to 'pitch_at_end'");
    }
  } else {
    report_without_effect(reader, node, {"pitch", "pitch_at_end"}, "beside 'axes: linear-tangent'");
  }
  if (made.axes == ThrustAxes::icrf)
    report_without_effect(reader, node, {"about"}, "where axes turn with an orbit");
  const SourceEntry* direction = node.find("direction");
  const double* d = made.direction;
  if (direction != nullptr && d[0] == 0.0 && d[1] == 0.0 && d[2] == 0.0) {
    reader.report("out-of-range", direction->value.span, "the direction is zero", "give the way of the push");
  }
}

void check_manoeuvre(Reader& reader, const SourceNode& node, FlightManoeuvre& made) {
  made.where = reader.where(start_of(node));
  check_start(reader, node);
  const SourceEntry* kind = only_one(reader, node, {"thrust", "delta_v", "mass"}, "what it does");
  if (kind == nullptr) return;
  if (kind->key == "thrust") {
    made.kind = FlightManoeuvreKind::burn;
    check_burn(reader, node);
    check_steering(reader, node, made);
  } else if (kind->key == "delta_v") {
    made.kind = FlightManoeuvreKind::impulse;
    report_without_effect(reader, node, {"duration", "propellant", "dry_mass", "throttle"}, "for a burn");
    check_steering(reader, node, made);
  } else {
    made.kind = FlightManoeuvreKind::drop;
    report_without_effect(reader, node,
                          {"duration", "propellant", "dry_mass", "throttle", "specific_impulse", "direction",
                           "axes", "about", "pitch", "pitch_at_end"},
                          "where something pushes");
  }
}

}  // namespace

const Table<FlightManoeuvre>& manoeuvre_table() {
  const Bounds upright{-(89.9 * unit::degree).si(), (89.9 * unit::degree).si(), false,
                       "-89.9 deg to 89.9 deg"};
  static const Table<FlightManoeuvre> table =
      Table<FlightManoeuvre>("manoeuvres",
                             "A burn ('thrust'), an impulse ('delta_v') or a drop of mass ('mass').")
          .key(
              "id", IdCodec{}, &FlightManoeuvre::id,
              {.required = true, .example = "id: capture", .help = "What tables call it, and 'after' names."})
          .key("at", DateCodec{}, &FlightManoeuvre::at,
               {.example = "at: 2024-03-24T16:46:00", .help = "It starts at this instant."})
          .key("at_event", one_of(apsides),
               [](FlightManoeuvre& made, const Placed<Apsis>& apsis) {
                 FlightEvent event;
                 event.kind = apsis.value.kind;
                 event.body = apsis.value.body;
                 event.where = apsis.where;
                 made.at_event = event;
               },
               {.example = "at_event: perilune",
                .help =
                    "It starts at the first such point of the flight; beside 'after', of what follows that."})
          .key("after", IdCodec{}, &FlightManoeuvre::after,
               {.example = "after: capture",
                .help = "It starts when this one has ended, which stands before it."})
          .key("delay", DurationCodec{not_negative()}, &FlightManoeuvre::delay,
               {.default_text = "0 s", .example = "delay: 5 s", .help = "How long after the end of 'after'."})
          .key("thrust", QuantityCodec<Force>{positive()}, &FlightManoeuvre::thrust,
               {.example = "thrust: 3000 N", .help = "Of a burn, at full throttle."})
          .key("specific_impulse", DurationCodec{positive()}, &FlightManoeuvre::specific_impulse,
               {.example = "specific_impulse: 310 s",
                .help = "In vacuum, seconds. An impulse without it costs no mass."})
          .key("throttle", SiCodec{Dimension::dimensionless, {0.0, 1.0, false, "0 to 1"}},
               &FlightManoeuvre::throttle,
               {.default_text = "1", .example = "throttle: 0.6", .help = "Share of the full thrust."})
          .key("delta_v", QuantityCodec<Speed>{not_negative()}, &FlightManoeuvre::delta_v,
               {.example = "delta_v: 110 m/s", .help = "Of an impulse: a change of velocity in no time."})
          .key("mass", QuantityCodec<Mass>{positive()}, &FlightManoeuvre::mass,
               {.example = "mass: 850 kg", .help = "Of a drop: what separates."})
          .key(
              "axes", one_of(thrust_axes), &FlightManoeuvre::axes,
              {.default_text = "vnc",
               .example = "axes: vnc",
               .help = "'vnc': velocity, normal, co-normal; 'icrf': fixed in space; 'linear-tangent': in the "
                       "plane of the orbit, from 'pitch' to 'pitch_at_end'."})
          .key("direction", VectorCodec<SiCodec>{},
               [](FlightManoeuvre& made, const std::vector<double>& direction) {
                 std::copy_n(direction.begin(), 3, made.direction);
               },
               {.default_text = "[1, 0, 0]",
                .example = "direction: [-1, 0, 0]",
                .help =
                    "Of the push, along the axes; its length does not matter. [-1, 0, 0] in vnc brakes; with "
                    "linear-tangent, a negative first number pushes backward."})
          .key("about", one_of(centers), &FlightManoeuvre::about,
               {.default_text = "the flight's center",
                .example = "about: moon",
                .help = "The body whose orbit the axes belong to."})
          .key("pitch", QuantityCodec<Angle>{upright}, &FlightManoeuvre::pitch,
               {.default_text = "0 deg",
                .example = "pitch: 30 deg",
                .help = "Above the horizontal, at ignition."})
          .key("pitch_at_end", QuantityCodec<Angle>{upright}, &FlightManoeuvre::pitch_at_end,
               {.default_text = "0 deg",
                .example = "pitch_at_end: 5 deg",
                .help = "At the end of 'duration'; its tangent changes evenly."})
          .key("duration", DurationCodec{positive()}, &FlightManoeuvre::duration,
               {.example = "duration: 17 min", .help = "Of a burn. The first of the three ends it."})
          .key("propellant", QuantityCodec<Mass>{positive()}, &FlightManoeuvre::propellant,
               {.example = "propellant: 320 kg", .help = "What a burn uses up."})
          .key("dry_mass", QuantityCodec<Mass>{positive()}, &FlightManoeuvre::dry_mass,
               {.example = "dry_mass: 700 kg", .help = "Of the craft: there the tanks are empty."})
          .check(check_manoeuvre);
  return table;
}

}  // namespace perilune::detail
