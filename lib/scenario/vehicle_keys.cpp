#include <algorithm>
#include <cmath>
#include <utility>

#include <perilune/campaign/vehicle.hpp>
#include <perilune/core/text.hpp>

#include "key_tables.hpp"

namespace perilune::detail {
namespace {

const Table<CapabilityPoint>& capability_table() {
  static const Table<CapabilityPoint> table =
      Table<CapabilityPoint>("capability", "What a rocket throws to one energy.")
          .key("c3", SiCodec{Dimension::specific_energy, {}}, &CapabilityPoint::c3_m2_s2,
               {.required = true,
                .example = "c3: -2.0 km^2/s^2",
                .help =
                    "The energy: v^2 - 2 mu / r right after the injection, about -2 km^2/s^2 to the Moon."})
          .key("mass", SiCodec{Dimension::mass, positive()}, &CapabilityPoint::mass_kg,
               {.required = true, .example = "mass: 8200 kg", .help = "The mass that it throws there."});
  return table;
}

const Table<HorizonPoint>& horizon_point_table() {
  static const Table<HorizonPoint> table =
      Table<HorizonPoint>("horizon", "How high the ground stands in one direction.")
          .key("azimuth", SiCodec{Dimension::angle, {}}, &HorizonPoint::azimuth_rad,
               {.required = true, .example = "azimuth: 90 deg", .help = "From north through east."})
          .key("elevation", SiCodec{Dimension::angle, {}}, &HorizonPoint::elevation_rad,
               {.required = true, .example = "elevation: 1.5 deg", .help = "Of the ground's edge."});
  return table;
}

const Table<PropellantShare>& mixture_table() {
  static const Table<PropellantShare> table =
      Table<PropellantShare>("mixture", "A part of a craft's propellant.")
          .key("commodity", IdCodec{},
               [](PropellantShare& part, Reference id) {
                 part.where = std::move(id.where);
                 part.commodity = std::move(id.id);
               },
               {.required = true,
                .example = "commodity: liquid-oxygen",
                .help = "What the stores of a station call it."})
          .key("share", SiCodec{Dimension::dimensionless, {0.0, 1.0, true, "more than 0, up to 1"}},
               &PropellantShare::share, {.required = true, .example = "share: 0.78", .help = "Of the mass."});
  return table;
}

/// The keys of what has an id, a title and a source.
template <class Item>
void add_names(Table<Item>& table, const char* example, bool has_title = true) {
  table.key("id", IdCodec{},
            [](Item& item, Reference id) {
              item.where = std::move(id.where);
              item.id = std::move(id.id);
            },
            {.required = true, .example = example, .help = "What missions call it. No two share one."});
  if constexpr (requires(Item & item) { item.title; }) {
    if (has_title)
      table.key("title", TextCodec{}, &Item::title,
                {.example = "title: Long March 5", .help = "Its name, for people."});
  }
  table.key("source", TextCodec{}, &Item::source,
            {.example = "source: CNSA, 2024-04-12", .help = "Where its figures come from."});
}

struct PlaceDraft {
  double latitude_rad = 0.0;
  double longitude_rad = 0.0;
  double height_m = 0.0;
};

template <class Item>
void add_place(Table<Item>& table, SurfacePoint& (*place)(Item&)) {
  table
      .key("latitude",
           SiCodec{Dimension::angle, {-1.5707963267948966, 1.5707963267948966, false, "-90 deg to 90 deg"}},
           [place](Item& item, double rad) { place(item).latitude_rad = rad; },
           {.required = true, .example = "latitude: -88.8 deg", .help = "North is positive."})
      .key("longitude", SiCodec{Dimension::angle, {}},
           [place](Item& item, double rad) { place(item).east_longitude_rad = rad; },
           {.required = true, .example = "longitude: 123.4 deg", .help = "East is positive."})
      .key("height", SiCodec{Dimension::length, {}},
           [place](Item& item, double m) { place(item).height_m = m; },
           {.default_text = "0 m",
            .example = "height: 1500 m",
            .help = "Above the Moon's sphere of 1737.4 km, or the Earth's ellipsoid."});
}

SurfacePoint& lunar_place(LunarSite& site) {
  return site.place;
}
SurfacePoint& earth_place(EarthSite& site) {
  return site.site.place;
}

SurfacePoint& ground_place(GroundStation& station) {
  return station.place;
}

SurfacePoint& earth_landing_place(EarthLandingSite& site) {
  return site.site.place;
}

}  // namespace

const Table<Launcher>& launcher_table() {
  static const Table<Launcher> table = [] {
    Table<Launcher> made("launcher", "A rocket: what it throws towards the Moon.");
    add_names(made, "id: long-march-5");
    made.key("capability", list_of(block(capability_table()), 1),
             [](Launcher& launcher, std::vector<CapabilityPoint> points) {
               std::sort(points.begin(), points.end(),
                         [](const auto& a, const auto& b) { return a.c3_m2_s2 < b.c3_m2_s2; });
               launcher.capability = std::move(points);
             },
             {.required = true,
              .example = "capability: [{c3: -2.0 km^2/s^2, mass: 8200 kg}]",
              .help =
                  "What it throws to which energy. Between two points it is linear; beyond them the rocket "
                  "equation of 'stage_dry_mass' and 'stage_specific_impulse' holds, or without these the "
                  "first point below it and nothing above the last."})
        .key("stage_dry_mass", QuantityCodec<Mass>{positive()}, &Launcher::stage_dry_mass,
             {.example = "stage_dry_mass: 5000 kg", .help = "Of the empty last stage."})
        .key("stage_specific_impulse", DurationCodec{positive()},
             [](Launcher& launcher, const Placed<Duration>& impulse) {
               launcher.stage_exhaust_speed = Speed::from_si(impulse.value.seconds() * 9.80665);
             },
             {.example = "stage_specific_impulse: 440 s", .help = "Of the last stage."})
        .key("stage_thrust", QuantityCodec<Force>{positive()}, &Launcher::stage_thrust,
             {.default_text = "the injection is an impulse",
              .example = "stage_thrust: 176 kN",
              .help = "Of the last stage; with its dry mass and specific impulse the injection is flown as a "
                      "burn of finite length."});
    return made;
  }();
  return table;
}

const Table<Craft>& craft_table() {
  static const Table<Craft> table = [] {
    Table<Craft> made("craft", "One craft of a launch: it has an engine, or is carried.");
    add_names(made, "id: change-7-lander");
    made.key("dry_mass", QuantityCodec<Mass>{positive()}, &Craft::dry_mass,
             {.required = true, .example = "dry_mass: 1200 kg", .help = "Without propellant and payload."})
        .key("most_propellant", QuantityCodec<Mass>{positive()}, &Craft::most_propellant,
             {.default_text = "as much as the flight needs",
              .example = "most_propellant: 2800 kg",
              .help = "What its tanks hold."})
        .key("specific_impulse", DurationCodec{positive()},
             [](Craft& craft, const Placed<Duration>& impulse) { craft.specific_impulse = impulse.value; },
             {.default_text = "no engine", .example = "specific_impulse: 310 s", .help = "Of its engine."})
        .key("thrust", QuantityCodec<Force>{positive()}, &Craft::thrust,
             {.default_text = "captures are impulses",
              .example = "thrust: 3000 N",
              .help = "Of its engine; with it captures are flown as burns of finite length."})
        .key("mixture", list_of(block(mixture_table()), 1),
             [](Craft& craft, std::vector<PropellantShare> parts, Reader& reader, const SourceEntry& entry) {
               double sum = 0.0;
               for (const PropellantShare& part : parts) sum += part.share;
               if (std::abs(sum - 1.0) > 1e-6) {
                 reader.report("out-of-range", entry.key_span,
                               concat("the parts of 'mixture' add up to ", fixed(sum, 6)),
                               "make them add up to 1");
               }
               craft.mixture = std::move(parts);
             },
             {.default_text = "one: 'propellant'",
              .example = "mixture: [{commodity: liquid-oxygen, share: 0.78}, {commodity: methane, share: "
                         "0.22}]",
              .help = "What its propellant is made of, where it is refuelled from the stores of the station "
                      "('refuels' of a leg)."})
        .key("seats", IntegerCodec{0, 1000},
             [](Craft& craft, std::int64_t seats) { craft.seats = static_cast<int>(seats); },
             {.default_text = "0", .example = "seats: 3", .help = "For people."});
    return made;
  }();
  return table;
}

const Table<LunarSite>& site_table() {
  static const Table<LunarSite> table = [] {
    Table<LunarSite> made("site", "A place on the Moon, with its horizon.");
    add_names(made, "id: shackleton-rim");
    add_place<LunarSite>(made, lunar_place);
    made.key(
            "horizon", list_of(block(horizon_point_table()), 1), &LunarSite::horizon,
            {.default_text = "level ground",
             .example = "horizon: [{azimuth: 0 deg, elevation: 1 deg}, {azimuth: 180 deg, elevation: 0 deg}]",
             .help = "How high the ground stands, direction by direction; linear between them."})
        .key("horizon_level", SiCodec{Dimension::angle, {}}, &LunarSite::horizon_level_rad,
             {.default_text = "0 deg",
              .example = "horizon_level: 0.5 deg",
              .help = "The same elevation all around, where 'horizon' says nothing."});
    return made;
  }();
  return table;
}

const Table<EarthSite>& launch_site_table() {
  static const Table<EarthSite> table = [] {
    Table<EarthSite> made("launch_site", "A place on the Earth that rockets leave from.");
    add_names(made, "id: wenchang", false);
    add_place<EarthSite>(made, earth_place);
    made.key("azimuth_min", QuantityCodec<Angle>{},
             [](EarthSite& site, Angle angle) { site.site.azimuth_min = angle; },
             {.default_text = "0 deg",
              .example = "azimuth_min: 90 deg",
              .help = "The smallest azimuth of launch, from north through east, of the inertial velocity."})
        .key("azimuth_max", QuantityCodec<Angle>{},
             [](EarthSite& site, Angle angle) { site.site.azimuth_max = angle; },
             {.default_text = "180 deg", .example = "azimuth_max: 175 deg", .help = "The largest."})
        .check([](Reader&, const SourceNode&, EarthSite& site) { site.site.name = site.id; });
    return made;
  }();
  return table;
}

const Table<EarthLandingSite>& landing_site_table() {
  static const Table<EarthLandingSite> table = [] {
    Table<EarthLandingSite> made("landing_site", "A place on the Earth where capsules come down.");
    add_names(made, "id: dongfeng", false);
    add_place<EarthLandingSite>(made, earth_landing_place);
    made.check([](Reader&, const SourceNode&, EarthLandingSite& site) { site.site.name = site.id; });
    return made;
  }();
  return table;
}

const Table<GroundStation>& ground_station_table() {
  static const Table<GroundStation> table = [] {
    Table<GroundStation> made("ground_station", "An antenna on the Earth that talks to the Moon.");
    add_names(made, "id: kashi");
    add_place<GroundStation>(made, ground_place);
    made.key("least_elevation", QuantityCodec<Angle>{{0.0, 1.5707963267948966, false, "0 deg to 90 deg"}},
             &GroundStation::least_elevation,
             {.default_text = "10 deg",
              .example = "least_elevation: 5 deg",
              .help = "It hears what stands higher above its level horizon."});
    return made;
  }();
  return table;
}

}  // namespace perilune::detail
