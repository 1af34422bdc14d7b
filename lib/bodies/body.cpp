#include <perilune/bodies/body.hpp>

#include <array>
#include <limits>
#include <vector>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {
namespace {

struct NamedBody {
  std::string_view name;
  BodyId body;
};

constexpr std::array known{
    NamedBody{"sun", sun},
    NamedBody{"earth", earth},
    NamedBody{"moon", moon},
    NamedBody{"mercury", mercury},
    NamedBody{"venus", venus},
    NamedBody{"mars", mars},
    NamedBody{"jupiter", jupiter},
    NamedBody{"saturn", saturn},
    NamedBody{"uranus", uranus},
    NamedBody{"neptune", neptune},
    NamedBody{"earth_moon_barycentre", earth_moon_barycentre},
    NamedBody{"solar_system_barycentre", solar_system_barycentre},
};
constexpr std::array short_names{
    NamedBody{"emb", earth_moon_barycentre},
    NamedBody{"ssb", solar_system_barycentre},
};

}  // namespace

std::string body_name(BodyId body) {
  for (const NamedBody& entry : known) {
    if (entry.body == body) return std::string(entry.name);
  }
  return detail::concat("body ", body.naif);
}

std::optional<BodyId> find_body(std::string_view name) {
  for (const NamedBody& entry : known) {
    if (entry.name == name) return entry.body;
  }
  for (const NamedBody& entry : short_names) {
    if (entry.name == name) return entry.body;
  }
  const auto number = parse_integer(name);
  if (!number || *number < std::numeric_limits<int>::min() || *number > std::numeric_limits<int>::max())
    return {};
  return BodyId{static_cast<int>(*number)};
}

BodyId body_from_name(std::string_view name) {
  if (const auto body = find_body(name)) return *body;
  const std::span<const std::string> names = body_names();
  const auto nearest = nearest_name(name, names);
  throw InvalidArgument(detail::concat(
      "'", printable(name), "' is not a body. Known: ", join(names, ", "), ", or a number of NAIF's (301).",
      nearest ? detail::concat(" Did you mean '", *nearest, "'?") : std::string()));
}

std::span<const std::string> body_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> out;
    for (const NamedBody& entry : known) out.emplace_back(entry.name);
    return out;
  }();
  return names;
}

}  // namespace perilune
