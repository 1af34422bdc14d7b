#include "flight_arguments.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <perilune/core/text.hpp>
#include <perilune/units/parse.hpp>

#include "command.hpp"
#include "typed_values.hpp"

namespace perilune::cli {
namespace {

std::vector<std::string> six(std::string_view option, std::string_view text, std::string_view names) {
  std::vector<std::string> all = pieces(text);
  if (all.size() != 6)
    complain(option, detail::concat("found ", all.size(), " values, expected six"),
             detail::concat("Write ", names, ", separated by commas."));
  return all;
}

TrackedElements elements_of(std::string_view text) {
  constexpr std::string_view option = "--elements";
  const auto v = six(option, text,
                     "semi-major axis, eccentricity, inclination, node, argument of periapsis, mean anomaly");
  const auto angle = [&](const std::string& value) {
    return Angle::from_si(quantity(option, value, Dimension::angle));
  };
  TrackedElements elements;
  elements.semi_major_axis = Length::from_si(quantity(option, v[0], Dimension::length));
  elements.eccentricity = quantity(option, v[1], Dimension::dimensionless);
  elements.inclination = angle(v[2]);
  elements.node = angle(v[3]);
  elements.argument_of_periapsis = angle(v[4]);
  elements.mean_anomaly = angle(v[5]);
  return elements;
}

TrackedState state_of(std::string_view text) {
  constexpr std::string_view option = "--state";
  const auto v = six(option, text, "x, y, z, vx, vy, vz");
  const auto length = [&](const std::string& value) {
    return Length::from_si(quantity(option, value, Dimension::length));
  };
  const auto speed = [&](const std::string& value) {
    return Speed::from_si(quantity(option, value, Dimension::speed));
  };
  return {length(v[0]), length(v[1]), length(v[2]), speed(v[3]), speed(v[4]), speed(v[5])};
}

std::string suggestion(std::string_view typed, std::span<const std::string> names) {
  const auto near = nearest_name(typed, names);
  return near ? detail::concat("Did you mean '", *near, "'?")
              : detail::concat("One of: ", join(names, ", "), ".");
}

BodyId body_of(std::string_view option, std::string_view name) {
  const auto body = find_body(name);
  if (!body)
    complain(option, detail::concat("there is no body '", name, "'"), suggestion(name, body_names()));
  return *body;
}

/// "moon:100" or "moon:100x50": a field to a degree and order.
FlightForce field_of(std::string_view text) {
  constexpr std::string_view option = "--forces";
  const std::size_t colon = text.find(':');
  const std::size_t cross = text.find('x', colon);
  const auto number = [&](std::string_view digits) {
    const auto found = parse_integer(digits);
    if (!found || *found < 0 || *found > 2190)
      complain(option, detail::concat("'", text, "' does not say the degree of a field"),
               "Write moon:100, or with the order moon:100x50.");
    return *found;
  };
  FlightForce field;
  field.kind = ForceKind::field;
  field.body = body_of(option, text.substr(0, colon));
  field.degree = number(text.substr(colon + 1, cross == text.npos ? cross : cross - colon - 1));
  if (cross != text.npos) field.order = number(text.substr(cross + 1));
  return field;
}

std::vector<FlightForce> forces_of(std::string_view text) {
  std::vector<FlightForce> forces;
  for (const std::string& name : pieces(text)) {
    if (name == "j2") {
      forces.push_back({ForceKind::j2, earth, {}});
    } else if (name.find(':') != std::string::npos) {
      forces.push_back(field_of(name));
    } else {
      forces.push_back({ForceKind::point_mass, body_of("--forces", name), {}});
    }
  }
  return forces;
}

/// An event by its name.
std::optional<FlightEvent> event_of(std::string_view text) {
  const auto apsis = [](FlightEventKind kind, BodyId body) {
    FlightEvent event;
    event.kind = kind;
    event.body = body;
    return event;
  };
  if (text == "perilune") return apsis(FlightEventKind::periapsis, moon);
  if (text == "apolune") return apsis(FlightEventKind::apoapsis, moon);
  if (text == "perigee") return apsis(FlightEventKind::periapsis, earth);
  if (text == "apogee") return apsis(FlightEventKind::apoapsis, earth);
  return std::nullopt;
}

std::variant<FlightEvent, Epoch, Duration> until_of(std::string_view text) {
  if (const auto event = event_of(text)) return *event;
  if (const DurationParse duration = Duration::try_parse(text)) return *duration.duration;
  const EpochParse epoch = Epoch::try_parse(text);
  if (epoch) return *epoch.epoch;
  const std::array<std::string, 4> names = {"perilune", "apolune", "perigee", "apogee"};
  complain("--until", detail::concat("'", text, "' is no event, time span or date"),
           nearest_name(text, names)
               ? suggestion(text, names)
               : "Write perilune, apolune, perigee, apogee, '6 d', or '2024-03-24T16:00 UTC'.");
}

FlightIntegrator integrator_of(const FlightArguments& arguments) {
  using Kind = FlightIntegratorKind;
  const std::array<std::string, 7> names = {"automatic",         "dop853",     "rkn1210", "gl_collocation_8",
                                            "gl_collocation_16", "fehlberg78", "dopri5"};
  constexpr std::array<Kind, 7> kinds = {
      Kind::automatic,         Kind::dop853,     Kind::rkn1210, Kind::gl_collocation_8,
      Kind::gl_collocation_16, Kind::fehlberg78, Kind::dopri5};
  FlightIntegrator integrator;
  const auto found = std::find(names.begin(), names.end(), arguments.integrator);
  if (found == names.end()) {
    complain("--integrator", detail::concat("there is no integrator '", arguments.integrator, "'"),
             suggestion(arguments.integrator, names));
  }
  integrator.kind = kinds[static_cast<std::size_t>(found - names.begin())];
  const auto tolerance = parse_number(arguments.tolerance);
  if (!tolerance || *tolerance < 1e-15 || *tolerance > 1e-3)
    complain("--tolerance", detail::concat("'", arguments.tolerance, "' is no number from 1e-15 to 1e-3"));
  integrator.relative_tolerance = *tolerance;
  return integrator;
}

Axes axes_of(std::string_view name) {
  if (name == "icrf") return Axes::icrf;
  if (name == "eme2000") return Axes::eme2000;
  complain("--axes", detail::concat("'", name, "' are no axes that an orbit is given in"),
           "One of: icrf, eme2000.");
}

}  // namespace

Flight flight_of(const FlightArguments& arguments) {
  if (arguments.at.empty())
    complain("--at", "the instant of the orbit is missing", "Write --at \"2024-03-22 TT\".");
  if (arguments.elements.empty() == arguments.state.empty())
    complain("--elements, --state", "one of the two is wanted, and not both");
  Flight flight;
  flight.mission = "flight";
  flight.from.epoch = epoch_of("--at", arguments.at);
  flight.from.frame = {body_of("--center", arguments.center), axes_of(arguments.axes)};
  if (arguments.elements.empty()) {
    flight.from.orbit = state_of(arguments.state);
  } else {
    flight.from.orbit = elements_of(arguments.elements);
  }
  flight.forces = forces_of(arguments.forces);
  flight.until = until_of(arguments.until);
  flight.longest = duration_of("--longest", arguments.longest);
  flight.integrator = integrator_of(arguments);
  return flight;
}

}  // namespace perilune::cli
