#include <unistd.h>

#include <cmath>
#include <filesystem>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/atomic_file.hpp>
#include <perilune/core/error.hpp>
#include <perilune/report/formats/oem.hpp>
#include <perilune/report/formats/opm.hpp>
#include <perilune/report/formats/trajectory_files.hpp>

#include "support/catch.hpp"

using namespace perilune;
using Catch::Matchers::Contains;

namespace {

const Epoch begin = Epoch::parse("2024-03-24T16:55:36.123456 UTC");
const Epoch end = begin + Duration::hours(12.0);

/// A hyperbola past the Earth, tilted, 7,000 km from its centre: 11 km/s at the closest.
EphemerisPoint flyby(Epoch epoch) {
  const double a_m = -4e7;
  const double e = 1.0 + 7e6 / 4e7;
  const double n = std::sqrt(mu_earth_m3_s2 / (-a_m * a_m * a_m));
  const double mean = n * (epoch - begin - Duration::hours(1.0)).seconds();
  double h = std::asinh(mean / e);
  for (int i = 0; i < 50; ++i) h -= (e * std::sinh(h) - h - mean) / (e * std::cosh(h) - 1.0);
  const double rate = n / (e * std::cosh(h) - 1.0);
  const double b_m = -a_m * std::sqrt(e * e - 1.0);
  const Eigen::Vector2d r(a_m * (std::cosh(h) - e), b_m * std::sinh(h));
  const Eigen::Vector2d v(a_m * std::sinh(h) * rate, b_m * std::cosh(h) * rate);
  return {epoch, {r.x(), 0.8 * r.y(), 0.6 * r.y()}, {v.x(), 0.8 * v.y(), 0.6 * v.y()}};
}

EphemerisFile flight(Axes axes = Axes::icrf) {
  EphemerisFile file;
  file.created = Epoch::parse("2026-11-22T04:00:00 UTC");
  file.comments = {"perilune 0.1.0, scenario: test", "scenario file t.yaml sha256 0123"};
  file.segments.push_back(
      {"lander", "2024-051A", {earth, axes}, TimeScale::utc, {"first"}, sample_ephemeris(flyby, begin, end)});
  return file;
}

/// Writes, reads, and removes.
EphemerisFile through(const EphemerisFile& file, TrajectoryFormat format) {
  const auto path =
      std::filesystem::temp_directory_path() / ("perilune-test-format-" + std::to_string(::getpid()));
  write_file_atomically(path, written_as(file, format));
  EphemerisFile again = read_trajectory_file(path);
  std::filesystem::remove(path);
  return again;
}

}  // namespace

TEST_CASE("formats: what is written is read back within a tenth of a millimetre, with what it says of itself",
          "[report][formats]") {
  for (const Axes axes : {Axes::icrf, Axes::eme2000}) {
    const EphemerisFile file = flight(axes);
    for (const TrajectoryFormatInfo& info : trajectory_formats()) {
      CAPTURE(info.name, axes);
      const EphemerisFile again = through(file, info.format);
      REQUIRE(again.segments.size() == 1);
      const EphemerisSegment& read = again.segments.front();
      CHECK(read.object_name.substr(0, 6) == (info.name.substr(0, 3) == "oem" ? "LANDER" : "lander"));
      CHECK(read.frame.center == earth);
      const EphemerisTable expected =
          read.frame.axes == axes ? file.segments[0].table : in_icrf(file.segments[0]).table;
      const TableDifference difference = largest_difference(expected, read.table);
      CHECK(difference.instants > 200);
      // Formats that sample anew for another polynomial keep half a millimetre.
      const bool sampled =
          info.format == TrajectoryFormat::czml || info.format == TrajectoryFormat::spk_lagrange;
      CHECK(difference.position_m < (sampled ? 1e-3 : 1e-4));
    }
  }
}

TEST_CASE("formats: the end of a file's name says which, and the longest that fits counts",
          "[report][formats]") {
  for (const auto& [name, format] : {std::pair{"out/q.oem", TrajectoryFormat::oem},
                                     {"q.v3.oem", TrajectoryFormat::oem_3},
                                     {"q.xml", TrajectoryFormat::oem_xml},
                                     {"q.v3.xml", TrajectoryFormat::oem_3_xml},
                                     {"q.bsp", TrajectoryFormat::spk},
                                     {"q.spk9.bsp", TrajectoryFormat::spk_lagrange},
                                     {"q.asc", TrajectoryFormat::oem}})
    CHECK(trajectory_format_of_file(name) == format);
  CHECK(trajectory_format_of_file(".oem") == std::nullopt);  // a name with nothing before its end
  CHECK(trajectory_format_of_file("q.txt") == std::nullopt);
  CHECK(written_as(flight(), TrajectoryFormat::oem_3).rfind("CCSDS_OEM_VERS = 3.0\n", 0) == 0);
  CHECK(written_as(flight(), TrajectoryFormat::oem_3_xml).find("version=\"3.0\"") != std::string::npos);
}

TEST_CASE("formats: several stretches, other scales and version 3 go through both notations of an OEM",
          "[report][formats]") {
  EphemerisFile file = flight();
  file.segments.push_back(file.segments[0]);
  file.segments[1].object_name = "orbiter";
  for (const TimeScale scale : {TimeScale::utc, TimeScale::tai, TimeScale::tt, TimeScale::tdb}) {
    file.segments[0].scale = file.segments[1].scale = scale;
    for (EphemerisSegment& segment : file.segments)
      segment.table = sample_ephemeris(flyby, begin, end, {.scale = scale});
    for (const CcsdsNotation notation : {CcsdsNotation::kvn, CcsdsNotation::xml}) {
      const std::string text = oem_text(file, {.notation = notation, .version_3 = true});
      const EphemerisFile again = read_oem(text, "a.oem");
      REQUIRE(again.segments.size() == 2);
      CHECK(again.segments[1].object_name == "ORBITER");
      CHECK(again.segments[0].scale == scale);
      CHECK(again.comments == file.comments);
      CHECK(again.created == file.created);
      CHECK(again.segments[0].table.points.back().epoch == file.segments[0].table.points.back().epoch);
      CHECK(largest_difference(file.segments[1].table, again.segments[1].table).position_m < 1e-5);
    }
  }
}

TEST_CASE("formats: an OPM keeps state, mass and manoeuvres exactly, in both notations",
          "[report][formats]") {
  OrbitMessage message;
  message.created = Epoch::parse("2026-11-22T04:00:00 UTC");
  message.object_name = "LANDER";
  message.object_id = "2024-051A";
  message.state = {begin, {moon, Axes::eme2000}, {1.1e6, -2.2e6, 0.3e6}, {1e3, 2.5, -3.25}, 1250.5};
  message.has_mass = true;
  message.manoeuvres = {{begin + Duration::hours(1.0), Duration::seconds(120.0), -33.25, {1.0, -2.0, 0.5}}};
  for (const CcsdsNotation notation : {CcsdsNotation::kvn, CcsdsNotation::xml}) {
    const OrbitMessage again = read_opm(opm_text(message, {.notation = notation}), "a.opm");
    CHECK(again.state.epoch == message.state.epoch);
    CHECK(again.state.frame == message.state.frame);
    CHECK((again.state.position_m - message.state.position_m).norm() < 1e-8);
    CHECK((again.state.velocity_m_s - message.state.velocity_m_s).norm() < 1e-11);
    CHECK(again.state.mass_kg == 1250.5);
    REQUIRE(again.manoeuvres.size() == 1);
    CHECK(again.manoeuvres[0].ignition == message.manoeuvres[0].ignition);
    CHECK((again.manoeuvres[0].delta_v_m_s - message.manoeuvres[0].delta_v_m_s).norm() < 1e-12);
  }
}

TEST_CASE("formats: axes that turn and a file that is none are refused", "[report][formats]") {
  EphemerisFile file = flight();
  file.segments[0].frame.axes = Axes::moon_pa;
  for (const TrajectoryFormat format : {TrajectoryFormat::oem, TrajectoryFormat::spk, TrajectoryFormat::stk})
    CHECK_THROWS_AS(written_as(file, format), InvalidArgument);
  const auto path =
      std::filesystem::temp_directory_path() / ("perilune-test-none-" + std::to_string(::getpid()));
  for (const std::string text : {"", "hello", "{}", "[]", "[1,2]", "stk.v.11.0\nBEGIN Ephemeris\n",
                                 "DAF/SPK ", "# perilune trajectory 1\nobject\n", "<oem/>", "<a><b></a>"}) {
    CAPTURE(text);
    write_file_atomically(path, text);
    CHECK_THROWS_AS(read_trajectory_file(path), DataError);
  }
  std::filesystem::remove(path);
}
