#include <perilune/campaign/vehicle.hpp>

#include <algorithm>
#include <cmath>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {
namespace {

/// Of the parking orbit from which energies are reached.
constexpr double parking_altitude_m = 200e3;

double injection_speed_m_s(double c3_m2_s2) {
  return std::sqrt(c3_m2_s2 + 2.0 * mu_m3_s2(earth) / (radius_m(earth) + parking_altitude_m));
}

double beyond(const Launcher& launcher, const CapabilityPoint& known, double c3_m2_s2) {
  const double dry_kg = launcher.stage_dry_mass->si();
  const double more_m_s = injection_speed_m_s(c3_m2_s2) - injection_speed_m_s(known.c3_m2_s2);
  const double thrown_kg =
      (known.mass_kg + dry_kg) * std::exp(-more_m_s / launcher.stage_exhaust_speed->si()) - dry_kg;
  return std::max(0.0, thrown_kg);
}

template <class Item>
const Item* find(const std::vector<Item>& items, std::string_view id) {
  const auto found =
      std::find_if(items.begin(), items.end(), [&](const Item& item) { return item.id == id; });
  return found == items.end() ? nullptr : &*found;
}

}  // namespace

double throw_mass_kg(const Launcher& launcher, double c3_m2_s2) {
  const auto& points = launcher.capability;
  if (points.empty()) return 0.0;
  const bool has_stage = launcher.stage_dry_mass && launcher.stage_exhaust_speed;
  if (c3_m2_s2 <= points.front().c3_m2_s2)
    return has_stage ? beyond(launcher, points.front(), c3_m2_s2) : points.front().mass_kg;
  if (c3_m2_s2 > points.back().c3_m2_s2) return has_stage ? beyond(launcher, points.back(), c3_m2_s2) : 0.0;
  for (std::size_t i = 1; i < points.size(); ++i) {
    const CapabilityPoint &low = points[i - 1], &high = points[i];
    if (c3_m2_s2 > high.c3_m2_s2) continue;
    const double part = (c3_m2_s2 - low.c3_m2_s2) / (high.c3_m2_s2 - low.c3_m2_s2);
    return low.mass_kg + part * (high.mass_kg - low.mass_kg);
  }
  return points.back().mass_kg;
}

HorizonMask LunarSite::mask(Angle above) const {
  if (horizon.empty()) return HorizonMask::level(Angle::from_si(horizon_level_rad) + above);
  std::vector<HorizonPoint> raised = horizon;
  for (HorizonPoint& point : raised) point.elevation_rad += above.si();
  return HorizonMask::from_points(std::move(raised));
}

const Launcher* Catalog::launcher(std::string_view id) const {
  return find(launchers, id);
}
const Craft* Catalog::find_craft(std::string_view id) const {
  return find(craft, id);
}
const LunarSite* Catalog::site(std::string_view id) const {
  return find(sites, id);
}
const LibrationOrbit* Catalog::libration_orbit(std::string_view id) const {
  return find(libration_orbits, id);
}

std::optional<LaunchSite> Catalog::launch_site(std::string_view id) const {
  if (const EarthSite* own = find(launch_sites, id)) return own->site;
  for (const LaunchSite& known : {wenchang(), xichang(), vostochny(), kennedy()}) {
    if (known.name == id) return known;
  }
  return std::nullopt;
}

std::optional<LandingSite> Catalog::landing_site(std::string_view id) const {
  if (const EarthLandingSite* own = find(landing_sites, id)) return own->site;
  if (id == "siziwang") return siziwang();
  return std::nullopt;
}

const std::vector<GroundStation>& known_ground_stations() {
  static const std::vector<GroundStation> known = [] {
    using namespace literals;
    std::vector<GroundStation> made;
    const auto add = [&](const char* id, const char* title, Angle latitude, Angle longitude) {
      GroundStation station;
      station.id = id;
      station.title = title;
      station.place = surface_point(latitude, longitude);
      made.push_back(std::move(station));
    };
    add("kashi", "Kashi", 38.42_deg, 76.71_deg);
    add("jiamusi", "Jiamusi", 46.49_deg, 130.77_deg);
    add("zapala", "Zapala", -38.19_deg, -70.15_deg);
    add("ussuriysk", "Ussuriysk", 44.02_deg, 131.75_deg);
    add("bear-lakes", "Bear Lakes", 55.87_deg, 37.95_deg);
    return made;
  }();
  return known;
}

const std::vector<GroundStation>& Catalog::listening_stations() const {
  return ground_stations.empty() ? known_ground_stations() : ground_stations;
}

}  // namespace perilune
