#include <algorithm>
#include <utility>

#include "flight_words.hpp"

namespace perilune::detail {
namespace {

/// Adds a force for each body; a body given twice would pull twice.
auto add_forces(ForceKind kind) {
  return
      [kind](ForcesDraft& draft, std::vector<Placed<BodyId>> list, Reader& reader, const SourceEntry& entry) {
        for (std::size_t i = 0; i < list.size(); ++i) {
          const auto same = [&](const FlightForce& force) {
            return force.kind == kind && force.body == list[i].value;
          };
          if (std::any_of(draft.forces.begin(), draft.forces.end(), same)) {
            SourceSpan span = entry.value.span;
            for (const SourceNode& item : entry.value.items) {
              if (reader.where(item.span) == list[i].where) span = item.span;
            }
            reader.report("listed-twice", span,
                          concat("'", body_name(list[i].value), "' is listed twice: it would act twice"),
                          "remove one of the two");
            continue;
          }
          draft.forces.push_back({kind, list[i].value, list[i].where, {}, {}});
        }
      };
}

const Table<FlightForce>& field_table() {
  static const Table<FlightForce> table =
      Table<FlightForce>("fields",
                         "The gravity of a body with its shape: point mass and spherical harmonics.")
          .key("body", one_of(centers), &FlightForce::body,
               {.required = true, .example = "body: moon", .help = "The Earth or the Moon."})
          .key("degree", IntegerCodec{2, 150}, &FlightForce::degree,
               {.default_text = "all of the field: moon 150, earth 90",
                .example = "degree: 50",
                .help = "Terms up to this degree. A low lunar orbit wants 50 to 100; the cost grows with its "
                        "square."})
          .key("order", IntegerCodec{0, 150}, &FlightForce::order,
               {.default_text = "the degree",
                .example = "order: 50",
                .help = "Terms up to this order; at most the degree."})
          .check([](Reader& reader, const SourceNode& node, FlightForce& force) {
            force.kind = ForceKind::field;
            force.where = reader.where(start_of(node));
            const std::int64_t most = force.body == earth ? 90 : 150;
            const SourceEntry* degree = node.find("degree");
            if (degree != nullptr && force.degree.value_or(0) > most) {
              reader.report(
                  "out-of-range", degree->value.span,
                  concat("the field of '", body_name(force.body), "' has terms up to degree ", most),
                  concat("give at most ", most));
            }
            const SourceEntry* order = node.find("order");
            if (order != nullptr && force.order.value_or(0) > force.degree.value_or(most)) {
              reader.report("out-of-range", order->value.span, "the order is larger than the degree",
                            "give at most the degree, or leave it out");
            }
          });
  return table;
}

const Table<FlightSunlight>& sunlight_table() {
  static const Table<FlightSunlight> table =
      Table<FlightSunlight>("sunlight", "The push of sunlight on the craft, with conical shadows.")
          .key("area", QuantityCodec<Area>{positive()}, &FlightSunlight::area,
               {.required = true, .example = "area: 12 m^2", .help = "What the Sun sees of the craft."})
          .key("reflectivity", SiCodec{Dimension::dimensionless, positive()},
               &FlightSunlight::reflectivity_coefficient,
               {.default_text = "1.3",
                .example = "reflectivity: 1.5",
                .help = "1 takes all light up, 2 throws all of it back."})
          .key("shadows", list_of(one_of(centers)),
               [](FlightSunlight& draft, std::vector<Placed<BodyId>> list, Reader& reader,
                  const SourceEntry& entry) {
                 draft.shadows.clear();
                 for (const Placed<BodyId>& body : list) {
                   if (std::find(draft.shadows.begin(), draft.shadows.end(), body.value) !=
                       draft.shadows.end()) {
                     reader.report("listed-twice", entry.value.span,
                                   concat("'", body_name(body.value), "' is listed twice"),
                                   "remove one of the two");
                     continue;
                   }
                   draft.shadows.push_back(body.value);
                 }
               },
               {.default_text = "earth and moon",
                .example = "shadows: [earth, moon]",
                .help = "Bodies whose shadow counts."})
          .check([](Reader& reader, const SourceNode& node, FlightSunlight& draft) {
            draft.where = reader.where(start_of(node));
          });
  return table;
}

const Table<FlightDrag>& drag_table() {
  static const Table<FlightDrag> table =
      Table<FlightDrag>("drag", "Drag of the Earth's air, which turns with the Earth; for flights about it.")
          .key("area", QuantityCodec<Area>{positive()}, &FlightDrag::area,
               {.required = true, .example = "area: 12 m^2", .help = "Across the flow."})
          .key("coefficient", SiCodec{Dimension::dimensionless, positive()}, &FlightDrag::coefficient,
               {.default_text = "2.2", .example = "coefficient: 2.2", .help = "Of drag."})
          .key("base_density", QuantityCodec<Density>{positive()}, &FlightDrag::base_density,
               {.default_text = "U.S. Standard Atmosphere 1976",
                .example = "base_density: 2.541e-10 kg/m^3",
                .help = "Of an exponential atmosphere, at 'base_altitude'."})
          .key("base_altitude", QuantityCodec<Length>{}, &FlightDrag::base_altitude,
               {.example = "base_altitude: 200 km", .help = "Where 'base_density' is found."})
          .key("scale_height", QuantityCodec<Length>{positive()}, &FlightDrag::scale_height,
               {.example = "scale_height: 37.5 km", .help = "Over which the density falls by e."})
          .check([](Reader& reader, const SourceNode& node, FlightDrag& draft) {
            draft.where = reader.where(start_of(node));
            int given = 0;
            for (const char* key : {"base_density", "base_altitude", "scale_height"}) {
              if (node.find(key) != nullptr) ++given;
            }
            if (given != 0 && given != 3 && !node.incomplete) {
              reader.report("missing-key", start_of(node), "an exponential atmosphere is given in part",
                            "give 'base_density', 'base_altitude' and 'scale_height', or none of them");
            }
          });
  return table;
}

/// A body whose field is given attracts by it alone.
void check_forces(Reader& reader, const SourceNode& node, ForcesDraft& draft) {
  const SourceEntry* fields = node.find("fields");
  if (fields == nullptr) return;
  for (std::size_t i = 0; i < draft.forces.size(); ++i) {
    const FlightForce& field = draft.forces[i];
    if (field.kind != ForceKind::field) continue;
    const auto twice = std::find_if(draft.forces.begin(), draft.forces.end(), [&](const FlightForce& other) {
      const bool attracts = other.kind == ForceKind::point_mass || other.kind == ForceKind::j2 ||
                            (other.kind == ForceKind::field && &other < &field);
      return attracts && other.body == field.body;
    });
    if (twice == draft.forces.end()) continue;
    SourceSpan span = fields->value.span;
    for (const SourceNode& item : fields->value.items) {
      if (reader.where(start_of(item)) == field.where) span = start_of(item);
    }
    reader.report("listed-twice", span,
                  concat("the gravity of '", body_name(field.body), "' is in the field and ",
                         twice->kind == ForceKind::field ? "in another field"
                         : twice->kind == ForceKind::j2  ? "in 'j2'"
                                                         : "among the point masses"),
                  "a field has all of the body's gravity: remove the other");
  }
}

}  // namespace

const Table<ForcesDraft>& forces_table() {
  static const Table<ForcesDraft> table =
      Table<ForcesDraft>("forces", "What acts on the craft.")
          .key("point_masses", list_of(one_of(bodies), 1), add_forces(ForceKind::point_mass),
               {.required = true,
                .example = "point_masses: [earth, moon, sun]",
                .help = "Bodies that attract as points, from the ephemeris. Those of planets are the "
                        "barycentres of their "
                        "systems. The flight's center has to be one of them, or have a field."})
          .key("j2", list_of(one_of(oblate_bodies)), add_forces(ForceKind::j2),
               {.default_text = "none",
                .example = "j2: [earth]",
                .help = "Bodies whose flattening counts: the second zonal harmonic."})
          .key("fields", list_of(block(field_table())),
               [](ForcesDraft& draft, std::vector<FlightForce> fields) {
                 for (FlightForce& field : fields) draft.forces.push_back(std::move(field));
               },
               {.default_text = "none",
                .example = "fields: [{body: moon, degree: 50}]",
                .help = "Bodies whose gravity is a field of spherical harmonics. They are then not among the "
                        "point masses."})
          .key("tides", list_of(one_of(centers)), add_forces(ForceKind::tides),
               {.default_text = "none",
                .example = "tides: [earth, moon]",
                .help = "Bodies whose solid tides count."})
          .key("relativity", list_of(one_of(centers)), add_forces(ForceKind::relativity),
               {.default_text = "none",
                .example = "relativity: [earth]",
                .help = "Schwarzschild's term of the flight's center."})
          .key("sunlight", block(sunlight_table()), &ForcesDraft::sunlight,
               {.default_text = "none",
                .example = "sunlight: {area: 12 m^2, reflectivity: 1.5}",
                .help = "The push of sunlight. The flight needs a 'mass'."})
          .key("drag", block(drag_table()), &ForcesDraft::drag,
               {.default_text = "none",
                .example = "drag: {area: 12 m^2}",
                .help = "Drag of the Earth's air. The flight needs a 'mass'."})
          .check(check_forces);
  return table;
}

}  // namespace perilune::detail
