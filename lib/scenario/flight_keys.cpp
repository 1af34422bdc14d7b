#include <algorithm>
#include <array>
#include <utility>
#include <variant>

#include <perilune/bodies/body.hpp>
#include <perilune/frames/frame.hpp>
#include <perilune/units/quantity.hpp>

#include "flight_words.hpp"

namespace perilune::detail {
namespace {

constexpr std::array<Word<Axes>, 2> inertial_axes{{{"icrf", Axes::icrf}, {"eme2000", Axes::eme2000}}};
constexpr std::array<Word<FlightIntegratorKind>, 7> integrators{
    {{"automatic", FlightIntegratorKind::automatic},
     {"dop853", FlightIntegratorKind::dop853},
     {"rkn1210", FlightIntegratorKind::rkn1210},
     {"gl_collocation_8", FlightIntegratorKind::gl_collocation_8},
     {"gl_collocation_16", FlightIntegratorKind::gl_collocation_16},
     {"fehlberg78", FlightIntegratorKind::fehlberg78},
     {"dopri5", FlightIntegratorKind::dopri5}}};
constexpr std::array<Word<AltitudeCrossing>, 3> crossings{{{"falling", AltitudeCrossing::falling},
                                                           {"rising", AltitudeCrossing::rising},
                                                           {"either", AltitudeCrossing::either}}};

void check_elements(Reader& reader, const SourceNode& node, TrackedElements& elements) {
  const SourceEntry* a = node.find("semi_major_axis");
  const SourceEntry* e = node.find("eccentricity");
  if (a == nullptr || e == nullptr || !try_parse_quantity(a->value.text, Dimension::length) ||
      !try_parse_quantity(e->value.text, Dimension::dimensionless)) {
    return;  // reported already
  }
  const double a_m = elements.semi_major_axis.si();
  if (elements.eccentricity < 1.0 ? a_m > 0.0 : elements.eccentricity > 1.0 && a_m < 0.0) return;
  reader
      .report(
          "impossible-orbit", e->value.span, "semi-major axis and eccentricity do not belong together",
          "an ellipse has a positive axis and an eccentricity below 1, a hyperbola a negative axis and one "
          "above 1")
      .notes = {concat("found ", trimmed(a->value.text), " and ", trimmed(e->value.text))};
}

const Table<TrackedElements>& elements_table() {
  const Bounds half_turn{0.0, (180.0 * unit::degree).si(), false, "0 deg to 180 deg"};
  static const Table<TrackedElements> table =
      Table<TrackedElements>(
          "elements",
          "An orbit by its classical elements at the epoch, about the flight's center and along its "
          "axes, with the gravitational parameter of DE440.")
          .key("semi_major_axis", QuantityCodec<Length>{}, &TrackedElements::semi_major_axis,
               {.required = true,
                .example = "semi_major_axis: 208452.2176 km",
                .help = "Negative on a hyperbola."})
          .key("eccentricity", SiCodec{Dimension::dimensionless, not_negative()},
               &TrackedElements::eccentricity,
               {.required = true,
                .example = "eccentricity: 0.96888026",
                .help = "Above 1 on a hyperbola; not 1."})
          .key("inclination", QuantityCodec<Angle>{half_turn}, &TrackedElements::inclination,
               {.required = true,
                .example = "inclination: 23.0998 deg",
                .help = "From the xy plane of the axes."})
          .key("node", QuantityCodec<Angle>{}, &TrackedElements::node,
               {.required = true,
                .example = "node: 176.647854 deg",
                .help = "Longitude of the ascending node, from x."})
          .key("argument_of_periapsis", QuantityCodec<Angle>{}, &TrackedElements::argument_of_periapsis,
               {.required = true,
                .example = "argument_of_periapsis: 186.033193 deg",
                .help = "From the node to the periapsis, in the direction of motion."})
          .key("mean_anomaly", QuantityCodec<Angle>{}, &TrackedElements::mean_anomaly,
               {.required = true, .example = "mean_anomaly: 64.417218484 deg", .help = "At the epoch."})
          .check(check_elements);
  return table;
}

const Table<FlightIntegrator>& integrator_table() {
  static const Table<FlightIntegrator> table =
      Table<FlightIntegrator>("integrator", "How exactly the flight is computed, and with how much patience.")
          .key("kind", one_of(integrators), &FlightIntegrator::kind,
               {.default_text = "automatic",
                .example = "kind: dop853",
                .help =
                    "The method: 'automatic', what suits the forces; 'dop853' of order 8; 'rkn1210' of order "
                    "12, for forces that are functions of position and time; "
                    "'gl_collocation_16', the fastest in large gravity fields, and 'gl_collocation_8'; "
                    "Boost.Odeint's 'fehlberg78' and 'dopri5'."})
          .key("relative_tolerance", SiCodec{Dimension::dimensionless, {1e-15, 1e-3, false, "1e-15 to 1e-3"}},
               &FlightIntegrator::relative_tolerance,
               {.default_text = "1e-12",
                .example = "relative_tolerance: 1e-12",
                .help = "Largest relative error of position and velocity in each step."})
          .key("most_steps", IntegerCodec{1, 1'000'000'000}, &FlightIntegrator::most_steps,
               {.default_text = "1000000",
                .example = "most_steps: 20000",
                .help = "A flight that needs more steps is given up and says so."});
  return table;
}

/// An event, or the end of a flight.
struct EventDraft {
  std::optional<Apsis> apsis;
  std::optional<Length> altitude;
  std::optional<BodyId> body;
  std::optional<AltitudeCrossing> crossing;
  std::optional<Epoch> epoch;
  std::optional<Duration> after;
};

void add_event_keys(Table<EventDraft>& table) {
  table
      .key(
          "event", one_of(apsides), &EventDraft::apsis,
          {.example = "event: perilune",
           .help =
               "The closest point to the Moon ('perilune') or Earth ('perigee'), or the farthest ('apolune', "
               "'apogee')."})
      .key("altitude", QuantityCodec<Length>{}, &EventDraft::altitude,
           {.example = "altitude: 400 km",
            .help = "Crossing this altitude above the mean sphere of the body."})
      .key("body", one_of(centers), &EventDraft::body,
           {.default_text = "moon", .example = "body: moon", .help = "The body of 'altitude'."})
      .key("crossing", one_of(crossings), &EventDraft::crossing,
           {.default_text = "falling",
            .example = "crossing: rising",
            .help = "Which crossing of 'altitude' counts."});
}

/// Exactly one of the keys that say what it is, and none that then means nothing.
void check_event(Reader& reader, const SourceNode& node, std::string_view block,
                 const std::vector<std::string>& kinds) {
  std::vector<const SourceEntry*> found;
  for (const std::string& kind : kinds) {
    if (const SourceEntry* entry = node.find(kind)) found.push_back(entry);
  }
  if (found.empty() && !node.incomplete) {
    reader.report("missing-key", start_of(node), concat("'", block, "' says nothing to look for")).notes = {
        concat("expected one of: ", join(kinds, ", "))};
  }
  if (found.size() > 1) {
    reader
        .report("too-many-keys", found[1]->key_span,
                concat("'", found[0]->key, "' and '", found[1]->key, "' exclude each other"),
                "keep one of them")
        .notes = {concat("expected one of: ", join(kinds, ", "))};
  }
  for (const char* only : {"body", "crossing"}) {
    const SourceEntry* entry = node.find(only);
    if (entry == nullptr || found.empty() || node.find("altitude") != nullptr) continue;
    reader.report("key-without-effect", entry->key_span,
                  concat("'", only, "' means something only beside 'altitude'"), "remove it");
  }
}

FlightEvent as_event(const EventDraft& draft, SourceLocation where) {
  FlightEvent event;
  event.where = std::move(where);
  if (draft.apsis) {
    event.kind = draft.apsis->kind;
    event.body = draft.apsis->body;
  } else {
    event.kind = FlightEventKind::altitude;
    event.altitude = draft.altitude.value_or(Length{});
    event.body = draft.body.value_or(moon);
    event.crossing = draft.crossing.value_or(AltitudeCrossing::falling);
  }
  return event;
}

const Table<EventDraft>& event_table() {
  static const Table<EventDraft> table = [] {
    Table<EventDraft> made("event", "Something to find on the way, exactly; the flight goes on.");
    add_event_keys(made);
    made.check([](Reader& reader, const SourceNode& node, EventDraft&) {
      check_event(reader, node, "event", {"event", "altitude"});
    });
    return made;
  }();
  return table;
}

const Table<EventDraft>& stop_table() {
  static const Table<EventDraft> table = [] {
    Table<EventDraft> made("stop_at",
                           "Where the flight ends: an event, an instant, or a time after its start.");
    add_event_keys(made);
    made.key("epoch", DateCodec{}, &EventDraft::epoch,
             {.example = "epoch: 2024-03-24T17:00:00",
              .help = "At this instant, exactly. One before the flight's 'epoch' flies it backward."})
        .key("after", DurationCodec{}, &EventDraft::after,
             {.example = "after: 5 d", .help = "This long after the flight's 'epoch'; negative: before it."})
        .check([](Reader& reader, const SourceNode& node, EventDraft&) {
          check_event(reader, node, "stop_at", {"event", "altitude", "epoch", "after"});
        });
    return made;
  }();
  return table;
}

/// What needs a mass, or a certain centre.
void check_small_forces(Reader& reader, const SourceNode& node, const FlightDraft& draft) {
  const Flight& flight = draft.flight;
  const SourceEntry* forces = node.find("forces");
  const SourceEntry* manoeuvres = node.find("manoeuvres");
  const SourceEntry* wants = flight.sunlight || flight.drag ? forces
                             : !flight.manoeuvres.empty()   ? manoeuvres
                                                            : nullptr;
  if (wants != nullptr && node.find("mass") == nullptr && !node.incomplete) {
    reader.report("missing-key", wants->key_span,
                  "'flight' has no 'mass', which sunlight, drag and manoeuvres need",
                  "give the mass of the craft at the epoch: 'mass: 1200 kg'");
  }
  if (!draft.has_center || forces == nullptr) return;
  const BodyId center = flight.from.frame.center;
  if (flight.drag && center != earth) {
    reader.report(
        "key-without-effect", forces->key_span,
        concat("drag is that of the Earth's air, and the flight's center is '", body_name(center), "'"),
        "remove 'drag', or start about the earth");
  }
  for (const FlightForce& force : flight.forces) {
    if (force.kind != ForceKind::relativity || force.body == center) continue;
    reader.report("key-without-effect", forces->key_span,
                  concat("relativity is that of the flight's center, '", body_name(center), "', not of '",
                         body_name(force.body), "'"),
                  concat("write 'relativity: [", body_name(center), "]'"));
  }
}

/// rkn1210 is for forces that do not depend on the velocity.
void check_integrator(Reader& reader, const SourceNode& node, const Flight& flight) {
  const SourceEntry* entry = node.find("integrator");
  if (entry == nullptr || flight.integrator.kind != FlightIntegratorKind::rkn1210) return;
  const bool relativity =
      std::any_of(flight.forces.begin(), flight.forces.end(),
                  [](const FlightForce& force) { return force.kind == ForceKind::relativity; });
  if (!flight.drag && !relativity) return;
  reader.report("unknown-word", entry->key_span,
                concat("'rkn1210' is for forces that are functions of position and time, and ",
                       flight.drag ? "drag" : "relativity", " depends on the velocity"),
                "take 'automatic', which is rkn1210 where it can be");
}

/// Ids are there once, and 'after' names one that stands before.
void check_manoeuvre_names(Reader& reader, const SourceNode& node, const FlightDraft& draft) {
  const SourceEntry* entry = node.find("manoeuvres");
  if (entry == nullptr) return;
  std::vector<std::string> known;
  for (const FlightManoeuvre& manoeuvre : draft.flight.manoeuvres) {
    const auto span_of = [&](const char* key) {
      for (const SourceNode& item : entry->value.items) {
        if (!(reader.where(start_of(item)) == manoeuvre.where)) continue;
        if (const SourceEntry* found = item.find(key)) return found->value.span;
      }
      return entry->value.span;
    };
    if (!manoeuvre.after.empty() && std::find(known.begin(), known.end(), manoeuvre.after) == known.end()) {
      reader
          .report("unknown-manoeuvre", span_of("after"),
                  concat("no manoeuvre '", manoeuvre.after, "' stands before this one"),
                  suggestion(manoeuvre.after, known))
          .notes = {concat("known there: ", known.empty() ? "none" : join(known, ", "))};
    }
    if (std::find(known.begin(), known.end(), manoeuvre.id) != known.end()) {
      reader.report("duplicate-id", span_of("id"), concat("two manoeuvres are called '", manoeuvre.id, "'"),
                    "give each an id of its own");
    }
    known.push_back(manoeuvre.id);
  }
}

void check_flight(Reader& reader, const SourceNode& node, FlightDraft& draft) {
  const SourceEntry* elements = node.find("elements");
  const SourceEntry* position = node.find("position");
  const SourceEntry* velocity = node.find("velocity");
  const SourceEntry* vector = position != nullptr ? position : velocity;
  TrackedOrbit& from = draft.flight.from;
  from.where = reader.where(elements != nullptr ? elements->key_span
                            : vector != nullptr ? vector->key_span
                                                : start_of(node));
  if (elements != nullptr && vector != nullptr) {
    reader.report("too-many-keys", vector->key_span,
                  concat("'elements' and '", vector->key, "' exclude each other"),
                  "give the orbit once: by its elements, or by position and velocity");
  }
  if (elements == nullptr && (position == nullptr || velocity == nullptr) && !node.incomplete) {
    const char* missing = vector == nullptr     ? "neither 'elements' nor 'position' and 'velocity'"
                          : position == nullptr ? "a 'velocity' but no 'position'"
                                                : "a 'position' but no 'velocity'";
    reader.report("missing-key", vector != nullptr ? vector->key_span : start_of(node),
                  concat("'flight' has ", missing), "say where the craft is at the epoch");
  }
  if (draft.elements) {
    from.orbit = *draft.elements;
  } else if (draft.position.size() == 3 && draft.velocity.size() == 3) {
    from.orbit = TrackedState{draft.position[0], draft.position[1], draft.position[2],
                              draft.velocity[0], draft.velocity[1], draft.velocity[2]};
  }

  const SourceEntry* at_most = node.find("at_most");
  if (at_most != nullptr && !std::holds_alternative<FlightEvent>(draft.flight.until)) {
    reader.report("key-without-effect", at_most->key_span,
                  "'at_most' means something only where the flight ends at an event", "remove it");
  }

  const SourceEntry* forces = node.find("forces");
  const bool attracted =
      std::any_of(draft.flight.forces.begin(), draft.flight.forces.end(), [&](const FlightForce& force) {
        return (force.kind == ForceKind::point_mass || force.kind == ForceKind::field) &&
               force.body == from.frame.center;
      });
  if (draft.has_center && forces != nullptr && !draft.flight.forces.empty() && !attracted) {
    const std::string center = body_name(from.frame.center);
    reader.report("center-without-gravity", forces->key_span,
                  concat("the flight's center, '", center, "', is not among its point masses"),
                  concat("add ", center, " to 'point_masses'"));
  }
  check_small_forces(reader, node, draft);
  check_integrator(reader, node, draft.flight);
  check_manoeuvre_names(reader, node, draft);
}

}  // namespace

const Table<FlightDraft>& flight_table() {
  static const Table<FlightDraft> table =
      Table<FlightDraft>("flight", "A trajectory to compute: from where, under which forces, until when.")
          .key("epoch", DateCodec{},
               [](FlightDraft& draft, const Placed<Epoch>& date) { draft.flight.from.epoch = date.value; },
               {.required = true,
                .example = "epoch: 2024-03-22T00:00:00 TT",
                .help = "The instant of the orbit."})
          .key("center", one_of(centers),
               [](FlightDraft& draft, const Placed<BodyId>& center) {
                 draft.flight.from.frame.center = center.value;
                 draft.has_center = true;
               },
               {.required = true,
                .example = "center: earth",
                .help = "The body about which the orbit is given."})
          .key(
              "axes", one_of(inertial_axes),
              [](FlightDraft& draft, const Placed<Axes>& axes) { draft.flight.from.frame.axes = axes.value; },
              {.required = true,
               .example = "axes: eme2000",
               .help = "The axes along which it is given: 'icrf', or the mean equator and equinox of J2000, "
                       "'eme2000'; "
                       "they differ by 0.02 arc seconds."})
          .key("elements", block(elements_table()), &FlightDraft::elements,
               {.example = "elements: {semi_major_axis: 208452.2176 km, eccentricity: 0.96888026, ...}",
                .help = "The orbit by its elements; or give 'position' and 'velocity'."})
          .key("position", VectorCodec<QuantityCodec<Length>>{}, &FlightDraft::position,
               {.example = "position: [-291375.261 km, 31954.153 km, -6339.122 km]",
                .help = "Where the craft is at the epoch: x, y and z from the center, along the axes."})
          .key("velocity", VectorCodec<QuantityCodec<Speed>>{}, &FlightDraft::velocity,
               {.example = "velocity: [-0.885764 km/s, -0.128104 km/s, 0.076638 km/s]",
                .help = "How it moves at the epoch: x, y and z relative to the center, along the axes."})
          .key("source", TextCodec{},
               [](FlightDraft& draft, std::string source) { draft.flight.from.source = std::move(source); },
               {.example = "source: \"tracked orbit, GitHub Bill-Gray/tles, file 24051a\"",
                .help = "Who measured the orbit and where it is published."})
          .key("forces", block(forces_table()),
               [](FlightDraft& draft, ForcesDraft read) {
                 draft.flight.forces = std::move(read.forces);
                 draft.flight.sunlight = std::move(read.sunlight);
                 draft.flight.drag = std::move(read.drag);
               },
               {.required = true,
                .example = "forces: {point_masses: [earth, moon, sun], j2: [earth]}",
                .help = "What acts on the craft. Nothing acts that is not named."})
          .key("mass", QuantityCodec<Mass>{positive()},
               [](FlightDraft& draft, Mass mass) { draft.flight.mass = mass; },
               {.example = "mass: 1200 kg",
                .help = "Of the craft at the epoch. Sunlight, drag and manoeuvres need it."})
          .key("manoeuvres", list_of(block(manoeuvre_table())),
               [](FlightDraft& draft, std::vector<FlightManoeuvre> read) {
                 draft.flight.manoeuvres = std::move(read);
               },
               {.default_text = "none",
                .example =
                    "manoeuvres: [{id: capture, at_event: perilune, thrust: 3000 N, specific_impulse: 310 s, "
                    "direction: [-1, 0, 0], about: moon, duration: 17 min, dry_mass: 1200 kg}]",
                .help = "Burns, impulses and drops of mass, in order."})
          .key("integrator", block(integrator_table()),
               [](FlightDraft& draft, FlightIntegrator integrator, Reader& reader, const SourceEntry& entry) {
                 integrator.where = reader.where(entry.key_span);
                 draft.flight.integrator = std::move(integrator);
               },
               {.default_text = "automatic, at 1e-12",
                .example = "integrator: {kind: dop853, relative_tolerance: 1e-12}",
                .help = "How exactly it is computed."})
          .key("events", list_of(block(event_table())),
               [](FlightDraft& draft, std::vector<EventDraft> events, Reader& reader,
                  const SourceEntry& entry) {
                 for (std::size_t i = 0; i < events.size(); ++i) {
                   const bool all = events.size() == entry.value.items.size();
                   const SourceNode& node = all ? entry.value.items[i] : entry.value;
                   draft.flight.events.push_back(as_event(events[i], reader.where(start_of(node))));
                 }
               },
               {.default_text = "none",
                .example = "events: [{altitude: 10000 km}, {event: apogee}]",
                .help = "What else to find on the way. It is listed with its date; the flight goes on."})
          .key("stop_at", block(stop_table()),
               [](FlightDraft& draft, EventDraft stop, Reader& reader, const SourceEntry& entry) {
                 if (stop.epoch) {
                   draft.flight.until = *stop.epoch;
                 } else if (stop.after) {
                   draft.flight.until = *stop.after;
                 } else {
                   draft.flight.until = as_event(stop, reader.where(start_of(entry.value)));
                 }
               },
               {.required = true,
                .example = "stop_at: {event: perilune}",
                .help = "Where the flight ends: an event, an instant, or a time after its start."})
          .key("at_most", DurationCodec{positive()},
               [](FlightDraft& draft, const Placed<Duration>& longest) {
                 draft.flight.longest = longest.value;
               },
               {.default_text = "30 d",
                .example = "at_most: 6 d",
                .help = "A flight whose end has not come by then is an outcome with a reason."})
          .check(check_flight);
  return table;
}

}  // namespace perilune::detail
