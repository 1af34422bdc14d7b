#include <initializer_list>
#include <string>
#include <utility>

#include <perilune/units/quantity.hpp>

#include "key_tables.hpp"

namespace perilune::detail {
namespace {

/// Whether it goes by way of a flyby.
WordCodec<bool> kinds_of_way_home() {
  return {{"direct", "flyby"}, [](std::string_view word) -> std::optional<bool> {
            if (word == "direct") return false;
            return word == "flyby" ? std::optional(true) : std::nullopt;
          }};
}

enum class TransferKind { direct, flyby, down, up };

WordCodec<TransferKind> kinds_of_transfer() {
  return {{"direct", "flyby", "down", "up"}, [](std::string_view word) -> std::optional<TransferKind> {
            if (word == "direct") return TransferKind::direct;
            if (word == "flyby") return TransferKind::flyby;
            if (word == "down") return TransferKind::down;
            return word == "up" ? std::optional(TransferKind::up) : std::nullopt;
          }};
}

void set_kind(LegPlan& plan, TransferKind kind) {
  plan.is_designed = kind == TransferKind::direct || kind == TransferKind::flyby;
  if (kind == TransferKind::down) plan.low_orbit = LowOrbitDirection::down;
  if (kind == TransferKind::up) plan.low_orbit = LowOrbitDirection::up;
}

/// The kind that a leg names, if it can be read; empty: it names none.
std::string kind_of(const SourceNode& node) {
  const SourceEntry* kind = node.find("kind");
  return kind != nullptr && kind->value.kind == SourceKind::scalar ? kind->value.text : std::string();
}

void report_unused(Reader& reader, const SourceNode& node, std::initializer_list<const char*> keys,
                   std::string_view why) {
  for (const char* key : keys) {
    if (const SourceEntry* entry = node.find(key))
      reader.report("key-without-effect", entry->key_span, concat("'", key, "' ", why), "remove it");
  }
}

/// A flyby that can be: when it comes, and what time that leaves.
void check_flyby_times(Reader& reader, const SourceNode& node, const LegDraft& leg, Duration least,
                       Duration most, Duration rest) {
  const SourceEntry* entry = node.find("flyby_after");
  if (entry == nullptr || !leg.plan.flyby_after) return;
  const DurationRange& after = *leg.plan.flyby_after;
  if (after.min < least || !after.max || *after.max > most || *after.max < after.min) {
    reader
        .report("out-of-range", entry->value.span,
                concat("a flyby ", to_text(after.min), " to ", to_text(after.max.value_or(after.min)),
                       " after the first burn is not to be found"))
        .notes = {concat("allowed: ", to_text(least), " to ", to_text(most), ", the shortest first")};
    return;
  }
  const DurationRange& whole = leg.activity.duration;
  const SourceEntry* time = node.find("time_of_flight");
  if (time == nullptr || !whole.max || *whole.max >= after.min + rest) return;
  reader
      .report("out-of-range", time->value.span,
              concat("the flight may take ", to_text(*whole.max), ", and its flyby comes ",
                     to_text(after.min), " after the first burn at the earliest"))
      .notes = {
      concat("allowed: at least ", to_text(rest), " from the flyby on: ", to_text(after.min + rest))};
}

/// What only makes sense for another kind of transfer, and the orbit that a flyby goes to.
void check_transfer_kind(Reader& reader, const SourceNode& node, LegDraft& leg) {
  const std::string kind = kind_of(node);
  if (kind != "flyby") {
    report_unused(reader, node, {"to", "flyby_after"}, "belongs to a transfer with 'kind: flyby'");
    leg.plan.orbit = {};
  }
  if (kind == "flyby") {
    report_unused(reader, node, {"inclination", "branch"},
                  "means nothing beside 'kind: flyby': the perilune is where the way to the orbit needs it");
    if (node.find("to") == nullptr && !node.incomplete) {
      reader.report("missing-key", node.find("kind")->key_span,
                    "a flyby leads to an orbit, and none is named",
                    "name one of 'libration_orbits' with 'to'");
    }
    check_flyby_times(reader, node, leg, Duration::days(2.0), Duration::days(7.0), Duration::days(0.5));
  } else if (kind == "down" || kind == "up") {
    report_unused(reader, node, {"branch", "parking_altitude", "most_injection_delta_v"},
                  concat("means nothing beside 'kind: ", kind, "'"));
  } else {
    report_unused(reader, node, {"most_delta_v"},
                  "belongs to a transfer with 'kind: flyby', 'down' or 'up': what a direct one may cost say "
                  "'most_injection_delta_v' and the capture's 'most_delta_v'");
  }
}

void check_way_home_kind(Reader& reader, const SourceNode& node, LegDraft& leg) {
  if (kind_of(node) != "flyby") {
    report_unused(reader, node, {"flyby_after", "perilune"}, "belongs to a way home with 'kind: flyby'");
    return;
  }
  report_unused(reader, node, {"apolune"}, "means nothing beside 'kind: flyby'");
  check_flyby_times(reader, node, leg, Duration::days(0.25), Duration::days(60.0), Duration::days(2.0));
}

WordCodec<ArrivalBranch> branches() {
  return {{"north", "south"}, [](std::string_view word) -> std::optional<ArrivalBranch> {
            if (word == "north") return ArrivalBranch::north;
            return word == "south" ? std::optional(ArrivalBranch::south) : std::nullopt;
          }};
}

WordCodec<LunarApsis> apsides_to_burn_at() {
  return {{"perilune", "apolune"}, [](std::string_view word) -> std::optional<LunarApsis> {
            if (word == "perilune") return LunarApsis::perilune;
            return word == "apolune" ? std::optional(LunarApsis::apolune) : std::nullopt;
          }};
}

void add_engine_keys(Table<LegDraft>& table) {
  table
      .key("by", IdCodec{}, [](LegDraft& leg, Reference id) { leg.plan.by = std::move(id); },
           {.example = "by: change-8-lander", .help = "The craft whose engine does it."})
      .key("carries", list_of(IdCodec{}),
           [](LegDraft& leg, std::vector<Reference> ids) { leg.plan.carries = std::move(ids); },
           {.default_text = "all craft that have not been left",
            .example = "carries: [ascender]",
            .help = "The craft that go along; '[]': none does."})
      .key("delta_v", QuantityCodec<Speed>{not_negative()},
           [](LegDraft& leg, Speed speed) {
             leg.plan.delta_v = speed;
             leg.activity.delta_v_m_s = speed.in(unit::metre_per_second);
           },
           {.example = "delta_v: 1900 m/s",
            .help = "What it costs, where it is stated and not computed: descents, ascents, corrections "
                    "beside a leg that is designed."});
}

void add_transfer_keys(Table<LegDraft>& table) {
  table
      .key("kind", kinds_of_transfer(),
           [](LegDraft& leg, const Placed<TransferKind>& kind) { set_kind(leg.plan, kind.value); },
           {.default_text = "none: the leg only takes its time",
            .example = "kind: direct",
            .help = "With 'direct' the transfer is designed: launch windows are searched from the site of "
                    "the launch before it, and the chosen flight is flown in the full force model, to a "
                    "perilune. With 'flyby' it goes on from there: a burn behind the Moon leads to the orbit "
                    "that 'to' names, and another one into it, which is that of the 'capture' after it, if "
                    "there is one; 'time_of_flight' is then that from the injection to the orbit. 'down' "
                    "leads from that orbit to a circular one about the Moon, at the altitude 'perilune', and "
                    "'up' back again, by two burns each; the first departure that keeps to the limits is "
                    "flown."})
      .key("to", IdCodec{}, [](LegDraft& leg, Reference id) { leg.plan.orbit = std::move(id); },
           {.default_text = "none: it ends at the perilune",
            .example = "to: gateway-orbit",
            .help = "Of a flyby: the orbit that it leads to, one of 'libration_orbits'."})
      .key("flyby_after", DurationRangeCodec{},
           [](LegDraft& leg, DurationRange range) { leg.plan.flyby_after = std::move(range); },
           {.default_text = "[3.5 d, 5.5 d]",
            .example = "flyby_after: [4 d, 5 d]",
            .help = "Of a flyby: from the injection to the perilune, 2 to 7 d."})
      .key("most_delta_v", QuantityCodec<Speed>{positive()},
           [](LegDraft& leg, Speed speed) { leg.plan.most_delta_v = speed; },
           {.default_text = "none",
            .example = "most_delta_v: 450 m/s",
            .help = "What both burns may cost together: of a flyby that at the perilune and the insertion, "
                    "'down' and 'up' those on the two orbits. Without it these take the cheapest of a "
                    "revolution."})
      .key("perilune", QuantityCodec<Length>{positive()},
           [](LegDraft& leg, Length altitude) { leg.plan.perilune = altitude; },
           {.default_text = "200 km",
            .example = "perilune: 100 km",
            .help = "Its altitude at arrival, at the flyby, or of the low orbit."})
      .key("inclination",
           QuantityCodec<Angle>{Bounds{0.0, 3.14159265358979323846, false, "0 deg to 180 deg"}},
           [](LegDraft& leg, Angle angle) {
             leg.plan.inclination = angle;
             leg.plan.is_inclination_given = true;
           },
           {.default_text = "90 deg; what comes cheapest with 'down' and 'up'",
            .example = "inclination: 90 deg",
            .help = "To the Moon's equator at arrival, or of the low orbit."})
      .key("branch", branches(),
           [](LegDraft& leg, const Placed<ArrivalBranch>& branch) { leg.plan.branch = branch.value; },
           {.default_text = "north",
            .example = "branch: south",
            .help =
                "Which of the two ways to the same inclination is flown, over the north or over the south."})
      .key("parking_altitude", QuantityCodec<Length>{positive()},
           [](LegDraft& leg, Length altitude) { leg.plan.parking_altitude = altitude; },
           {.default_text = "200 km", .example = "parking_altitude: 185 km", .help = "Of the parking orbit."})
      .key("most_injection_delta_v", QuantityCodec<Speed>{positive()},
           [](LegDraft& leg, Speed speed) { leg.plan.most_injection_delta_v = speed; },
           {.default_text = "none",
            .example = "most_injection_delta_v: 3200 m/s",
            .help = "What the injection from the parking orbit may cost."})
      .check(check_transfer_kind);
}

void add_capture_keys(Table<LegDraft>& table) {
  table
      .key("apolune", QuantityCodec<Length>{positive()},
           [](LegDraft& leg, Length altitude) { leg.plan.apolune = altitude; },
           {.default_text = "circular",
            .example = "apolune: 8600 km",
            .help = "Of the orbit after the braking."})
      .key("most_delta_v", QuantityCodec<Speed>{positive()},
           [](LegDraft& leg, Speed speed) { leg.plan.most_delta_v = speed; },
           {.default_text = "none",
            .example = "most_delta_v: 880 m/s",
            .help = "What the braking may cost. A window of more is refused, by the fast model or by the "
                    "full one."})
      .key("passage", IntegerCodec{1, 1000},
           [](LegDraft& leg, std::int64_t n) { leg.plan.passage = static_cast<int>(n); },
           {.default_text = "none: the burn is not flown",
            .example = "passage: 3",
            .help = "Of a later capture: at which passage of 'at' after the burn before it the orbit is "
                    "changed. The burn is flown with the thrust of its craft."})
      .key("at", apsides_to_burn_at(),
           [](LegDraft& leg, const Placed<LunarApsis>& place) { leg.plan.at = place.value; },
           {.default_text = "perilune",
            .example = "at: apolune",
            .help = "Of a later capture: where it burns. At the perilune it leads to 'apolune', at the "
                    "apolune to 'perilune'; without that the orbit becomes circular."})
      .key("perilune", QuantityCodec<Length>{positive()},
           [](LegDraft& leg, Length altitude) { leg.plan.orbit_perilune = altitude; },
           {.default_text = "circular",
            .example = "perilune: 200 km",
            .help = "Of the orbit after a later capture at the apolune."});
}

/// Keys of a descent or an ascent that is computed, and of the orbit at its upper end.
void add_powered_keys(Table<LegDraft>& table, const std::string& kind, const std::string& apolune,
                      const std::string& help) {
  const auto is_kind = [kind](std::string_view word) {
    return word == kind ? std::optional(true) : std::nullopt;
  };
  table
      .key("kind", WordCodec<bool>{{kind}, is_kind},
           [](LegDraft& leg, const Placed<bool>& powered) { leg.plan.is_powered = powered.value; },
           {.default_text = "none: 'delta_v' and 'for' are as stated",
            .example = "kind: " + kind,
            .help = help})
      .key("perilune", QuantityCodec<Length>{positive()},
           [](LegDraft& leg, Length altitude) { leg.plan.orbit_perilune = altitude; },
           {.default_text = "15 km", .example = "perilune: 15 km", .help = "Of the orbit at its upper end."})
      .key("apolune", QuantityCodec<Length>{positive()},
           [](LegDraft& leg, Length altitude) { leg.plan.apolune = altitude; },
           {.default_text = apolune, .example = "apolune: " + apolune, .help = "Likewise."});
}

void add_way_home_keys(Table<LegDraft>& table) {
  table
      .key(
          "kind", kinds_of_way_home(),
          [](LegDraft& leg, const Placed<bool>& flies_by) {
            leg.plan.is_designed = true;
            leg.plan.flies_by = flies_by.value;
          },
          {.default_text = "none: the leg takes its time and what is stated",
           .example = "kind: direct",
           .help = "With 'direct' the way home is designed: from the orbit that the mission's capture led "
                   "to, or, for a craft that comes up from the surface, one like it, the first departure "
                   "that keeps to the limits is searched and flown in the full force model to the landing "
                   "site ('siziwang', or one of 'landing_sites'). With 'flyby' it starts from the orbit that "
                   "a transfer with 'kind: flyby' went to: a burn there leads down to a 'perilune', a "
                   "second one there home. 'time_of_flight' is that from the first burn to the entry."})
      .key("perilune", QuantityCodec<Length>{positive()},
           [](LegDraft& leg, Length altitude) { leg.plan.perilune = altitude; },
           {.default_text = "200 km",
            .example = "perilune: 100 km",
            .help = "Of a flyby: the altitude of its second burn."})
      .key("flyby_after", DurationRangeCodec{},
           [](LegDraft& leg, DurationRange range) { leg.plan.flyby_after = std::move(range); },
           {.default_text = "[0.5 d, 6 d]",
            .example = "flyby_after: [0.5 d, 3 d]",
            .help = "Of a flyby: from the first burn to the perilune."})
      .key("entry",
           WordCodec<bool>{{"direct", "skip"},
                           [](std::string_view word) -> std::optional<bool> {
                             if (word == "direct") return false;
                             return word == "skip" ? std::optional(true) : std::nullopt;
                           }},
           [](LegDraft& leg, const Placed<bool>& skips) { leg.plan.skips = skips.value; },
           {.default_text = "direct",
            .example = "entry: skip",
            .help = "How it comes down: direct, 2200 km and 14 min from 122 km altitude on, or with a skip, "
                    "6000 km and 26 min."})
      .key("apolune", QuantityCodec<Length>{positive()},
           [](LegDraft& leg, Length altitude) { leg.plan.apolune = altitude; },
           {.default_text = "that of the capture",
            .example = "apolune: 200 km",
            .help = "Of the orbit that it leaves, if a leg since the capture has changed it."})
      .key("most_delta_v", QuantityCodec<Speed>{positive()},
           [](LegDraft& leg, Speed speed) { leg.plan.most_delta_v = speed; },
           {.default_text = "none",
            .example = "most_delta_v: 950 m/s",
            .help = "What the burn may cost, or both of a flyby. An orbit whose plane does not hold the way "
                    "home waits for it."})
      .check(check_way_home_kind);
}

void add_docking_keys(Table<LegDraft>& table) {
  table
      .key(
          "with", IdCodec{}, [](LegDraft& leg, Reference id) { leg.plan.meets = std::move(id); },
          {.default_text = "nobody: the orbits are not looked at",
           .example = "with: lanyue-1",
           .help = "The mission whose craft waits in lunar orbit. Both orbits are flown in the full model to "
                   "the moment of the docking; what it takes to come from the own one into that one, plane "
                   "and altitudes, is a delta-v of the craft in 'by'. A way home starts from there."})
      .key("most_delta_v", QuantityCodec<Speed>{positive()},
           [](LegDraft& leg, Speed speed) { leg.plan.most_delta_v = speed; },
           {.default_text = "none",
            .example = "most_delta_v: 200 m/s",
            .help = "What that may cost. A launch that leads to an orbit farther away is refused."});
}

void add_landing_keys(Table<LegDraft>& table) {
  table
      .key("off_plane",
           QuantityCodec<Angle>{Bounds{0.0, 1.5707963267948966, true, "more than 0 deg, up to 90 deg"}},
           [](LegDraft& leg, Angle angle) { leg.plan.off_plane = angle; },
           {.default_text = "the orbit is not looked at",
            .example = "off_plane: 3 deg",
            .help =
                "How far the site may lie from the plane of the craft's orbit when the descent begins. The "
                "orbit is flown in the full model from the capture on; a polar one passes over every site "
                "twice a month."})
      .key("sun_above", QuantityCodec<Angle>{},
           [](LegDraft& leg, Angle angle) { leg.plan.sun_above = angle; },
           {.default_text = "no light is asked for",
            .example = "sun_above: 2 deg",
            .help = "How high above the site's horizon the middle of the Sun has to stand at the landing."})
      .key("lit_for", DurationCodec{not_negative()},
           [](LegDraft& leg, const Placed<Duration>& time) { leg.plan.lit_for = time.value; },
           {.default_text = "0 d",
            .example = "lit_for: 10 d",
            .help = "How long after the landing the Sun has to stay there."});
}

void add_refuelling_keys(Table<LegDraft>& table) {
  table.key("refuels", list_of(IdCodec{}),
            [](LegDraft& leg, std::vector<Reference> ids) { leg.plan.refuels = std::move(ids); },
            {.default_text = "none",
             .example = "refuels: [lander]",
             .help = "The craft that take on from the stores of the station, when the leg ends, what they "
                     "burn from there on; they come with empty tanks, and weigh so much less at launch. A "
                     "store that does not hold it is a failure, and the mission waits for the next flight "
                     "that brings it."});
}

}  // namespace

void add_motion_keys(Table<LegDraft>& table, ActivityKind kind) {
  switch (kind) {
    case ActivityKind::transfer:
      add_transfer_keys(table);
      break;
    case ActivityKind::capture:
      add_capture_keys(table);
      break;
    case ActivityKind::descend:
      add_landing_keys(table);
      add_powered_keys(table, "guided", "200 km",
                       "With 'guided' the descent is computed from the thrust of its craft: braking from the "
                       "perilune, approach, hover, touchdown. Its length and delta-v follow.");
      break;
    case ActivityKind::ascend:
      add_powered_keys(table, "optimal", "180 km",
                       "With 'optimal' the ascent of least propellant is computed from the thrust of its "
                       "craft. Its length and delta-v follow.");
      break;
    case ActivityKind::dock:
      add_docking_keys(table);
      break;
    case ActivityKind::return_to_earth:
      add_way_home_keys(table);
      break;
    case ActivityKind::surface:
      add_refuelling_keys(table);
      return;
    case ActivityKind::prepare:
    case ActivityKind::launch:
      return;
    default:
      break;
  }
  add_engine_keys(table);
  table.key("leaves", list_of(IdCodec{}),
            [](LegDraft& leg, std::vector<Reference> ids) { leg.plan.leaves = std::move(ids); },
            {.default_text = "none",
             .example = "leaves: [descent-stage]",
             .help = "The craft that part from the others when the leg ends."});
  add_refuelling_keys(table);
}

const Table<LoadedCraft>& loaded_craft_table() {
  static const Table<LoadedCraft> table =
      Table<LoadedCraft>("craft", "One craft on a launch.")
          .key("craft", IdCodec{}, &LoadedCraft::craft,
               {.required = true, .example = "craft: change-8-lander", .help = "Its id in the catalogue."})
          .key("payload", QuantityCodec<Mass>{not_negative()}, &LoadedCraft::payload,
               {.default_text = "0 kg", .example = "payload: 200 kg", .help = "What it carries."});
  return table;
}

}  // namespace perilune::detail
