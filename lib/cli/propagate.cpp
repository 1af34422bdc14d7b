#include <algorithm>
#include <memory>
#include <ostream>

#include <perilune/campaign/flown.hpp>
#include <perilune/core/atomic_file.hpp>
#include <perilune/core/text.hpp>
#include <perilune/report/formats/gmat.hpp>
#include <perilune/report/results.hpp>

#include "command.hpp"
#include "command_line.hpp"
#include "documents.hpp"
#include "flight_arguments.hpp"
#include "interrupt.hpp"
#include "scenario_file.hpp"

namespace perilune::cli {
namespace {

struct PropagateOptions {
  std::string scenario;
  std::string mission;
  FlightArguments flight;
  std::vector<std::string> kernels;
  std::string oem, gmat;
  bool json = false;
  bool quiet = false;
};

/// The flight of a mission; of the only one, if none is named.
const Flight& flight_in(const Scenario& scenario, const std::string& mission) {
  std::vector<std::string> names;
  for (const Flight& flight : scenario.flights) names.push_back(flight.mission);
  const auto found = std::find(names.begin(), names.end(), mission);
  if (found != names.end()) return scenario.flights[static_cast<std::size_t>(found - names.begin())];
  if (mission.empty() && names.size() == 1) return scenario.flights.front();
  if (names.empty()) throw UsageError("the scenario describes no flight.");
  const auto near = nearest_name(mission, names);
  throw UsageError(detail::concat(mission.empty()
                                      ? "say which flight: "
                                      : detail::concat("there is no flight of '", printable(mission), "'. "),
                                  near ? detail::concat("Did you mean '", printable(*near), "'? ") : "",
                                  "--mission takes one of: ", printable(join(names, ", ")), "."));
}

/// The table that people read: what happened when, and where the craft was at the end.
std::string table_of(const FlownFlight& flight) {
  std::string out;
  for (const FlownEvent& event : flight.events) {
    out += detail::concat(event.name, ": ", event.epoch.to_text(TimeScale::utc, 3), ", ",
                          fixed(event.altitude_m * 1e-3, 3), " km above the ", body_name(event.body), ", ",
                          fixed(event.speed_m_s * 1e-3, 6), " km/s\n");
  }
  if (!flight.trajectory) return out;
  const State& end = flight.trajectory->end_state();
  out += detail::concat("state at the end, ", to_text(end.frame), ", ", end.epoch.to_text(TimeScale::tdb, 6),
                        ":\n ");
  for (const double x : end.position_m) out += detail::concat(" ", fixed(x * 1e-3, 9), " km");
  out += "\n ";
  for (const double v : end.velocity_m_s) out += detail::concat(" ", fixed(v * 1e-3, 12), " km/s");
  return out + "\n";
}

/// A scenario around a flight from the command line, for what is written.
Scenario scenario_around(const Flight& flight) {
  Scenario scenario;
  scenario.name = "perilune propagate";
  scenario.flights = {flight};
  return scenario;
}

/// To a file, or to the standard output for "-".
void write(const std::string& path, const std::string& text, const CliContext& context) {
  if (path == "-") {
    context.out << text;
    return;
  }
  const WritingFiles writing;
  write_file_atomically(path, text);
}

ExitCode propagate(const PropagateOptions& options, const CliContext& context) {
  const Epoch created = time_of_writing(context);
  const Scenario scenario = options.scenario.empty() ? scenario_around(flight_of(options.flight))
                                                     : load_scenario_file(options.scenario);
  const Flight& flight = flight_in(scenario, options.mission);
  const Ephemeris ephemeris = ephemeris_with(options.kernels);
  const FlownFlight flown = fly(flight, ephemeris);
  if (!options.oem.empty()) write(options.oem, trajectory_oem(scenario, flown, created), context);
  if (!options.gmat.empty())
    write(options.gmat, gmat_script(flight, flown, origin_comments(scenario)), context);
  const bool alone = options.oem == "-" || options.gmat == "-";
  if (!options.quiet && !alone) context.out << (options.json ? flight_document(flown) : table_of(flown));
  if (flown.status == FlightStatus::arrived) return ExitCode::ok;
  context.err << "perilune: the flight failed: " << printable(flown.reason) << '\n';
  return ExitCode::numerical_failure;
}

}  // namespace

Command propagate_command() {
  return {
      .name = "propagate",
      .usage = "[FILE] [OPTION ...]",
      .about = "Fly one craft and print what it met and where it ended",
      .more =
          "With FILE, the flight of --mission in that scenario. Without it, the orbit on the command line: "
          "--at its "
          "instant with the time scale, and --elements or --state, each a list of six quantities with "
          "units.\n\n"
          "Prints the events with date, altitude above the body's sphere and speed, then the last state. "
          "--oem writes "
          "the whole trajectory.",
      .examples = {{"perilune propagate scenarios/arrivals.yaml --mission queqiao-2",
                    "One flight of a scenario:"},
                   {"perilune propagate scenarios/arrivals.yaml --mission queqiao-2 --gmat -",
                    "The same for GMAT to fly:"},
                   {"perilune propagate --at \"2024-03-22 TT\" --until perilune \\\n"
                    "        --elements \"208452.2176 km, 0.96888026, 23.0998 deg, \\\n"
                    "        176.647854 deg, 186.033193 deg, 64.417218484 deg\"",
                    "The same orbit, typed: Queqiao-2 as tracked two days before it reached the Moon:"},
                   {"perilune propagate --at \"2031-03-01 TDB\" --center moon --axes icrf \\\n"
                    "        --elements \"1838 km, 0, 90 deg, 0 deg, 0 deg, 0 deg\" \\\n"
                    "        --forces moon:100,earth,sun --until \"1 d\"",
                    "A day in a low lunar orbit, in the gravity field to degree and order 100:"}},
      .set_up = [](CommandLine& line) {
        auto options = std::make_shared<PropagateOptions>();
        FlightArguments& flight = options->flight;
        line.add_option("FILE", options->scenario, "A scenario (YAML) with the flight");
        line.add_option("--mission", options->mission,
                        "Whose flight of the scenario; not needed if it has one alone")
            .takes("ID");
        const auto typed = [&](const char* name, std::string& place, const char* help, const char* value) {
          return line.add_option(name, place, help).takes(value).excludes("FILE");
        };
        typed("--at", flight.at, "Instant of the orbit, with its time scale", "DATE");
        typed("--elements", flight.elements,
              "Semi-major axis, eccentricity, inclination, node, argument of periapsis, mean anomaly",
              "LIST");
        typed("--state", flight.state, "x, y, z, vx, vy, vz", "LIST");
        typed("--center", flight.center, "What the orbit is about; default: earth", "BODY");
        typed("--axes", flight.axes, "icrf or eme2000; default: eme2000", "AXES");
        typed(
            "--forces", flight.forces,
            "Bodies that attract as points, j2 for the flattening of the Earth, moon:100 or earth:20x10 for "
            "a gravity field to a degree and order in place of the point; default: earth,moon,sun,j2",
            "LIST");
        typed("--until", flight.until,
              "perilune, apolune, perigee, apogee, a time span (6 d) or a date; default: perilune", "WHEN");
        typed("--longest", flight.longest, "Give up on an event after this time; default: 30 d", "TIME");
        typed("--integrator", flight.integrator,
              "automatic, dop853, rkn1210, gl_collocation_8, gl_collocation_16, fehlberg78 or dopri5; "
              "default: automatic, what suits the forces",
              "NAME");
        typed("--tolerance", flight.tolerance, "Largest relative error of a step; default: 1e-12", "NUMBER");
        line.add_option("--oem", options->oem,
                        "Write the trajectory as a CCSDS OEM; - is the standard output")
            .takes("FILE");
        line.add_option("--gmat", options->gmat,
                        "Write a script with which GMAT flies the same; - is the standard output")
            .takes("FILE");
        line.add_option(
                "--kernel", options->kernels,
                "Ephemeris to use before the built-in one (SPK or binary PCK); may be given several times")
            .takes("FILE");
        line.add_flag("--json", options->json, "Print one JSON document, SI units");
        line.add_flag("--quiet", options->quiet, "Print errors alone");
        return [options](const CliContext& context) { return propagate(*options, context); };
      }};
}

}  // namespace perilune::cli
