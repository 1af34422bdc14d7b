#include <perilune/report/formats/gmat.hpp>

#include <algorithm>
#include <vector>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/core/version.hpp>
#include <perilune/report/file_name.hpp>

#include "ccsds.hpp"

namespace perilune {
namespace {

using detail::concat;

/// GMAT's names of bodies.
std::string gmat_body(BodyId body) {
  if (body == moon) return "Luna";
  std::string name = body_name(body);
  if (!name.empty() && name[0] >= 'a' && name[0] <= 'z') name[0] = static_cast<char>(name[0] - 'a' + 'A');
  return name;
}

/// Days of TAI since JD 2430000.0, GMAT's count.
std::string gmat_date(Epoch epoch) {
  const double days = 21545.0 + (epoch - Epoch::parse("2000-01-01T12:00:00 TAI")).days();
  return fixed(days, 12);
}

bool has(const Flight& flight, ForceKind kind, BodyId body) {
  return std::any_of(flight.forces.begin(), flight.forces.end(),
                     [&](const FlightForce& force) { return force.kind == kind && force.body == body; });
}

void refuse_what_cannot_be_told(const Flight& flight, const FlownFlight& flown) {
  std::vector<std::string> wrong;
  if (!flown.trajectory) wrong.push_back("it has no trajectory");
  if (!flight.manoeuvres.empty()) wrong.push_back("it has manoeuvres");
  if (flight.drag) wrong.push_back("it has drag, whose atmosphere is not one of GMAT's");
  if (has(flight, ForceKind::tides, moon)) wrong.push_back("it has tides of the Moon");
  if (wrong.empty()) return;
  throw InvalidArgument(concat("gmat_script: the flight of '", printable(flight.mission),
                               "' cannot be told as a GMAT script: ", join(wrong, "; "), "."));
}

class Script {
 public:
  Script(const Flight& flight, const FlownFlight& flown, const std::vector<std::string>& origin)
      : flight_(flight),
        trajectory_(*flown.trajectory),
        origin_(origin),
        frame_(trajectory_.begin_state().frame) {}

  std::string text() {
    comment(concat("perilune ", version(), ": the flight of ", flight_.mission));
    for (const std::string& made_by : origin_) comment(made_by);
    comment(concat("dates are days of TAI, axes those of ", to_text(frame_.axes), " about the ",
                   body_name(frame_.center)));
    comment("potentials and ephemeris are GMAT's own; with others the end moves by metres to kilometres");
    out_ += '\n';
    coordinates();
    spacecraft();
    forces();
    propagator();
    sequence();
    return out_;
  }

 private:
  /// Whatever was typed stays one line and ASCII.
  void comment(const std::string& text) { out_ += "% " + detail::ccsds_comment(text) + "\n"; }
  void line(const std::string& text) { out_ += text + "\n"; }
  void set(std::string_view object, std::string_view field, std::string_view value) {
    out_ += concat(object, ".", field, " = ", value, ";\n");
  }

  void coordinates() {
    line("Create CoordinateSystem Start;");
    set("Start", "Origin", gmat_body(frame_.center));
    set("Start", "Axes", frame_.axes == Axes::icrf ? "ICRF" : "MJ2000Eq");
    out_ += '\n';
  }

  void spacecraft() {
    const State& state = trajectory_.begin_state();
    line("Create Spacecraft Craft;");
    set("Craft", "DateFormat", "TAIModJulian");
    set("Craft", "Epoch", "'" + gmat_date(state.epoch) + "'");
    set("Craft", "CoordinateSystem", "Start");
    set("Craft", "DisplayStateType", "Cartesian");
    constexpr std::string_view names[] = {"X", "Y", "Z"};
    for (int k = 0; k < 3; ++k) set("Craft", names[k], fixed(state.position_m[k] * 1e-3, 12));
    for (int k = 0; k < 3; ++k) set("Craft", concat("V", names[k]), fixed(state.velocity_m_s[k] * 1e-3, 15));
    if (flight_.mass) set("Craft", "DryMass", fixed(flight_.mass->si(), 6));
    if (flight_.sunlight) {
      set("Craft", "SRPArea", fixed(flight_.sunlight->area.si(), 6));
      set("Craft", "Cr", fixed(flight_.sunlight->reflectivity_coefficient, 9));
    }
    out_ += '\n';
  }

  void forces() {
    std::vector<std::string> primaries, points;
    std::string fields;
    for (const FlightForce& force : flight_.forces) {
      const std::string body = gmat_body(force.body);
      const bool is_field = force.kind == ForceKind::field || force.kind == ForceKind::j2;
      if (is_field) {
        primaries.push_back(body);
        const std::int64_t all = force.body == moon ? 165 : 360;
        const std::int64_t degree = force.kind == ForceKind::j2 ? 2 : force.degree.value_or(all);
        const std::int64_t order = force.kind == ForceKind::j2 ? 0 : force.order.value_or(degree);
        const std::string field = "Forces.GravityField." + body;
        fields += concat(field, ".Degree = ", std::min(degree, all), ";\n", field,
                         ".Order = ", std::min(order, all), ";\n", field, ".PotentialFile = '",
                         force.body == moon ? "LP165P.cof" : "EGM96.cof", "';\n");
        if (has(flight_, ForceKind::tides, force.body)) fields += concat(field, ".TideModel = 'Solid';\n");
      }
    }
    for (const FlightForce& force : flight_.forces) {
      const std::string body = gmat_body(force.body);
      const bool told = std::find(primaries.begin(), primaries.end(), body) != primaries.end();
      if (force.kind == ForceKind::point_mass && !told) points.push_back(body);
    }
    line("Create ForceModel Forces;");
    set("Forces", "CentralBody", gmat_body(frame_.center));
    set("Forces", "PrimaryBodies", "{" + join(primaries, ", ") + "}");
    set("Forces", "PointMasses", "{" + join(points, ", ") + "}");
    set("Forces", "Drag", "None");
    set("Forces", "SRP", flight_.sunlight ? "On" : "Off");
    const bool relativity =
        std::any_of(flight_.forces.begin(), flight_.forces.end(),
                    [](const FlightForce& force) { return force.kind == ForceKind::relativity; });
    set("Forces", "RelativisticCorrection", relativity ? "On" : "Off");
    set("Forces", "ErrorControl", "RSSStep");
    out_ += fields + "\n";
  }

  void propagator() {
    line("Create Propagator Flies;");
    set("Flies", "FM", "Forces");
    set("Flies", "Type", "PrinceDormand78");
    set("Flies", "InitialStepSize", "60");
    set("Flies", "Accuracy", "1e-13");
    set("Flies", "MinStep", "0");
    set("Flies", "MaxStep", "86400");
    set("Flies", "MaxStepAttempts", "100");
    out_ += '\n';
  }

  std::string stop() const {
    if (const auto* event = std::get_if<FlightEvent>(&flight_.until)) {
      const std::string body = "Craft." + gmat_body(event->body);
      if (event->kind == FlightEventKind::periapsis) return body + ".Periapsis";
      if (event->kind == FlightEventKind::apoapsis) return body + ".Apoapsis";
      // GMAT's altitude is above its own ellipsoid; ours above a sphere.
    }
    return concat("Craft.ElapsedSecs = ", fixed((trajectory_.end() - trajectory_.begin()).seconds(), 9));
  }

  void sequence() {
    const State& end = trajectory_.end_state();
    line("Create ReportFile Last;");
    set("Last", "Filename", "'" + safe_file_name(flight_.mission) + ".txt'");
    set("Last", "Precision", "16");
    line("\nBeginMissionSequence;\n");
    const bool backward = trajectory_.end() < trajectory_.begin();
    line(concat("Propagate ", backward ? "BackProp " : "", "Flies(Craft) {", stop(), "};"));
    line(
        "Report Last Craft.TAIModJulian Craft.Start.X Craft.Start.Y Craft.Start.Z Craft.Start.VX "
        "Craft.Start.VY Craft.Start.VZ;");
    comment("perilune ends at TAIModJulian " + gmat_date(end.epoch) + ", km and km/s:");
    std::string numbers;
    for (int k = 0; k < 3; ++k) numbers += " " + fixed(end.position_m[k] * 1e-3, 9);
    for (int k = 0; k < 3; ++k) numbers += " " + fixed(end.velocity_m_s[k] * 1e-3, 12);
    comment(numbers);
  }

  const Flight& flight_;
  const Trajectory& trajectory_;
  const std::vector<std::string>& origin_;
  Frame frame_;
  std::string out_;
};

}  // namespace

std::string gmat_script(const Flight& flight, const FlownFlight& flown,
                        const std::vector<std::string>& origin) {
  refuse_what_cannot_be_told(flight, flown);
  return Script(flight, flown, origin).text();
}

}  // namespace perilune
