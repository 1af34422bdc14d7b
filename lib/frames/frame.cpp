#include <perilune/frames/frame.hpp>

#include <algorithm>
#include <array>
#include <cmath>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {

using detail::concat;

std::span<const std::string> axes_names() {
  static const std::array<std::string, 9> names = {
      "icrf", "eme2000", "itrf", "moon_pa", "moon_me", "earth_moon_rotating", "site", "vnc", "ric"};
  return names;
}

std::string_view to_text(Axes axes) {
  return axes_names()[static_cast<std::size_t>(axes)];
}

std::optional<NamedAxes> find_axes(std::string_view name) {
  constexpr std::string_view site_prefix = "site:";
  if (name.starts_with(site_prefix)) {
    const std::string_view id = name.substr(site_prefix.size());
    if (id.empty()) return {};
    return NamedAxes{Axes::site, id};
  }
  const auto names = axes_names();
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end() || *found == to_text(Axes::site)) return {};
  return NamedAxes{static_cast<Axes>(found - names.begin()), {}};
}

NamedAxes axes_from_name(std::string_view name) {
  if (const auto axes = find_axes(name)) return *axes;
  std::vector<std::string> names(axes_names().begin(), axes_names().end());
  std::replace(names.begin(), names.end(), std::string("site"), std::string("site:<id>"));
  if (name == "site" || name == "site:") {
    throw InvalidArgument("axes_from_name: 'site' lacks the id of the place. Write site:<id>.");
  }
  const auto near = nearest_name(name, names);
  throw InvalidArgument(concat("axes_from_name: '", printable(name), "' is not a frame. Expected one of: ",
                               join(names, ", "), ".", near ? concat(" Did you mean '", *near, "'?") : ""));
}

std::string to_text(const Frame& frame) {
  if (frame.axes != Axes::site) return concat(body_name(frame.center), "-centred ", to_text(frame.axes));
  constexpr double deg_per_rad = 180.0 / 3.14159265358979323846;
  const double latitude_deg = frame.site.latitude_rad * deg_per_rad;
  return concat("site on the ", body_name(frame.center), " at ", fixed(std::abs(latitude_deg), 5), " deg ",
                latitude_deg < 0.0 ? "S" : "N", ", ", fixed(frame.site.east_longitude_rad * deg_per_rad, 5),
                " deg E");
}

}  // namespace perilune
