#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/campaign/campaign.hpp>
#include <perilune/report/formats/ephemeris_table.hpp>
#include <perilune/station/history.hpp>
#include <perilune/time/epoch.hpp>

namespace perilune {

/// What differs between two runs of the same scenario: the volatile part of what is written.
struct RunInfo {
  Epoch created;             ///< when the files are written
  double wall_time_s = 0.0;  ///< how long the run took
  int threads = 0;           ///< as asked for; 0: as many as the machine has cores
};

/// `schedule.csv`: one line for each activity that takes place, in the order of the scenario.
///
/// Columns: mission, activity, start_utc, end_utc (to the second), phase, critical (true or false), slack_h,
/// kind, milestones (names separated by a blank), source (file and line), planned_from_utc and planned_to_utc
/// (when it was to start by the plan before, if the scenario says so).
/// Without a schedule (infeasible) the columns from start_utc to end_utc, critical and slack_h are empty.
std::string schedule_csv(const Campaign& campaign);

/// `events.csv`: one line for each event of each flight, in order of time.
///
/// Columns: mission, event, epoch_utc (to the millisecond), body, altitude_km, speed_km_s, source (file and
/// line of the flight, or of the leg that was designed).
std::string events_csv(const Campaign& campaign);

/// `burns.csv`: the burns and impulses that were flown, flight by flight, in order of time; of flights that
/// were designed with burns of finite length those about the Moon too.
///
/// Columns: mission, burn (its name), from_utc and to_utc (ignition and cutoff, to the millisecond; the same
/// of an impulse), delta_v_m_s (of an ideal rocket: losses included), mass_before_kg, mass_after_kg, source
/// (as in events.csv).
std::string burns_csv(const Campaign& campaign);

/// `loop.csv`: how the plan came about: in each turn the dates of each mission, then the cuts with their
/// reasons.
///
/// Columns: turn, what (dates, cut), mission, activity, kind, from_utc, to_utc, missing, unit, reason, source
/// (file and line that set the limit).
std::string loop_csv(const Campaign& campaign);

/// `masses.csv`: what each leg of the flights to the Moon costs and burns, one line for each leg with a
/// delta-v.
///
/// Columns: mission, activity, by, start_utc, delta_v_m_s (without the reserve), computed (or stated in the
/// scenario), propellant_kg (with it), mass_before_kg, mass_after_kg, launch_mass_kg, capability_kg (less the
/// margin), margin_kg, c3_km2_s2, injection_m_s, source (file and line of the leg).
std::string masses_csv(const Campaign& campaign);

/// `returns.csv`: the ways home that were designed, from the burn to the landing.
///
/// Columns: mission, burn_utc, delta_v_m_s (of the burn), v_infinity_m_s (at the Moon), time_of_flight_d
/// (burn to entry), entry_utc, entry_speed_m_s and entry_angle_deg (inertial), entry_latitude_deg
/// (geocentric), entry_longitude_deg, inclination_deg (to the Earth's equator of date), landing_utc, site,
/// miss_km (of the site on the ground), source (file and line of the leg).
std::string returns_csv(const Campaign& campaign);

/// `windows.csv`: every launch window that the fast model offered to the missions whose transfers are
/// designed, in order of opening.
///
/// Columns: mission, opportunity (northbound, southbound), opens_utc, lift_off_utc (of the cheapest flight),
/// closes_utc, perilune_utc, azimuth_deg, time_of_flight_d, injection_m_s, insertion_m_s, v_infinity_m_s,
/// state (offered, refuted, chosen), cut (what refuted it: trajectory, delta_v, mass), source (file and line
/// of the launch).
std::string windows_csv(const Campaign& campaign);

/// `porkchop.csv`: what flights cost around each chosen lift-off, by departure and time of flight.
///
/// Columns: mission, opportunity, departure_utc (of the column), time_of_flight_d, lift_off_utc,
/// perilune_utc, azimuth_deg, c3_km2_s2, injection_m_s, v_infinity_m_s, insertion_m_s, source (file and line
/// of the launch).
std::string porkchop_csv(const Campaign& campaign, const Ephemeris& ephemeris = Ephemeris::embedded());

/// `light.csv`: what the sites at which something takes place see, from a month before the first activity
/// there to a month after the last.
///
/// Columns: site, what (sun: the middle of its disc is up; earth: its centre is up; eclipse: the Earth hides
/// some of the Sun), from_utc, to_utc, source (file and line of the site).
std::string light_csv(const Campaign& campaign, const Ephemeris& ephemeris = Ephemeris::embedded());

/// `links.csv`: whom those sites see and reach in their first fortnight of activity.
///
/// Columns: site, what (sun, earth; ground-station: it and the site see each other; relay: it is above the
/// site's horizon; through: and hears a ground station at the same time; through-any: any of several relays
/// does), with (id of the ground station, or of the relay's mission), from_utc, to_utc, source (file and line
/// of the site, the ground station or the mission; empty for what the program knows by itself).
std::string links_csv(const Campaign& campaign, const Ephemeris& ephemeris = Ephemeris::embedded());

/// `station.csv`: the books of the station, one line for each commodity and calendar year.
///
/// Columns: commodity, from_utc, to_utc, opening_kg, delivered_kg, made_kg, used_kg, taken_kg, vented_kg,
/// boiled_off_kg, lost_kg, closing_kg, lowest_kg, closure (share of the use that the station makes itself),
/// class and class_name (of supply, by SpaceNet's numbers: 201, water),
/// source (file and line of the station).
/// @param where  of the station in the scenario
std::string station_csv(const StationHistory& history, const SourceLocation& where = {});

/// `power.csv`: the power of the station, one line for each calendar year and each element that has or draws
/// any.
///
/// Columns: element (`people` for what crews draw themselves), what (source: what its sources could give;
/// load: what its processes drew), from_utc, to_utc, energy_kwh, most_kw (mean over a step of the
/// simulation), source (file and line of the element).
std::string power_csv(const GrownStation& grown);

/// `processes.csv`: what each process of the station did, one line for each that might run and calendar year.
///
/// Columns: element, process, from_utc, to_utc, utilisation (mean rate over the full one, while it might
/// run), held_back_by (over all years), energy_kwh, crew_h, used_kg, made_kg, data_gbit, source (file and
/// line).
std::string processes_csv(const GrownStation& grown);

/// `autonomy.csv`: how long the station would live if nothing more came, one line for the first of January of
/// each year.
///
/// Columns: at_utc, people, resupply_free_d, is_longer (true: to the end of what was looked at), lacks (what
/// is missing first), source (file and line of the station).
/// @param where  of the station in the scenario
std::string autonomy_csv(const GrownStation& grown, const SourceLocation& where = {});

/// `data.csv`: the station's data, one line for each calendar year.
///
/// Columns: from_utc, to_utc, produced_gbit, capacity_gbit (of the links), sent_gbit, lost_gbit,
/// recorder_gbit (at the end), archived_gbit (in the year), archive_gbit (in all), source.
/// @param where  of `station.data` in the scenario
std::string data_csv(const GrownStation& grown, const SourceLocation& where = {});

/// `doses.csv`: crew, people, from_utc, to_utc, dose_msv (of each of them), source.
std::string doses_csv(const GrownStation& grown);

/// `shadows.csv`: when each flight passes through the shadow of Earth or Moon, and when the Moon hides the
/// Earth from it.
///
/// Columns: mission, what (earth-penumbra, earth-umbra, moon-penumbra, moon-umbra, earth-hidden), from_utc,
/// to_utc, source (as in events.csv).
std::string shadows_csv(const Campaign& campaign, const Ephemeris& ephemeris = Ephemeris::embedded());

/// What made a file, for its comments: "perilune 0.1.0, scenario: NAME", then each file of the scenario with
/// its SHA-256.
std::vector<std::string> origin_comments(const Scenario& scenario);

/// A flight's trajectory as any of the formats carries it (perilune/report/formats/trajectory_files.hpp),
/// with comments that name program, scenario and outcome.
/// @throws InvalidArgument as `trajectory_oem`
EphemerisFile trajectory_file(const Scenario& scenario, const FlownFlight& flight, Epoch created);

/// A flight's trajectory as a CCSDS Orbit Ephemeris Message in the scenario's time scale and the flight's own
/// centre and axes. Points lie so that Hermite interpolation of degree 7 meets the trajectory within a
/// millimetre
/// (`sample_ephemeris`); the largest difference that was seen stands in a comment.
/// @throws InvalidArgument if the flight has no trajectory of at least two microseconds
std::string trajectory_oem(const Scenario& scenario, const FlownFlight& flight, Epoch created);

/// `manifest.json`: what made the results. Everything but the member "run" depends on scenario, program and
/// kernels alone.
/// @param files  names of the other files, relative to the folder
std::string manifest_json(const Campaign& campaign, const std::vector<std::string>& files,
                          const RunInfo& run);

/// "out/arrivals" for a scenario that came from ".../arrivals.yaml"; by its name if it came from no file.
std::filesystem::path default_output_folder(const Scenario& scenario);

/// Writes report.html, schedule.csv, events.csv, shadows.csv if there are flights, station.csv and power.csv
/// if there is a station, loop.csv, masses.csv, windows.csv and porkchop.csv if transfers were designed,
/// light.csv and links.csv if the scenario has sites, trajectories/<mission>.oem and manifest.json into a
/// folder, which is made if need be: all of them, or none. Trajectories that an earlier run left there, as
/// its manifest says, and that this run does not have are removed; nothing else is touched.
///
/// @param ephemeris  where Earth and Moon are, for the figures: the one that the flights were flown with
/// @return  the names of the files, relative to the folder; the manifest last
/// @throws DataError if one cannot be written
std::vector<std::string> write_results(const Campaign& campaign, const std::filesystem::path& folder,
                                       const RunInfo& run,
                                       const Ephemeris& ephemeris = Ephemeris::embedded());

}  // namespace perilune
