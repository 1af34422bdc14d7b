#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/report/formats/ephemeris_table.hpp>
#include <perilune/report/formats/spk.hpp>

namespace perilune {

/// An ephemeris of STK's (.e), of the first stretch: metres, seconds since the first point.
/// @throws InvalidArgument if its axes turn
/// Source: AGI/Ansys, STK help, "Ephemeris file format". Checked in:
/// tests/unit/report/formats/test_trajectory_files.cpp
std::string stk_text(const EphemerisFile& file);

/// A CZML document for Cesium: the craft of each stretch as a path about the Earth's centre, axes ICRF
/// ("INERTIAL"), metres, Lagrange's interpolation.
/// @throws InvalidArgument if a stretch is not about the Earth along icrf
/// Source: CZML Guide, github.com/AnalyticalGraphicsInc/czml-writer. Checked by czml3:
/// tests/oracle/formats.py
std::string czml_text(const EphemerisFile& file);

/// A table for spreadsheets and data frames: a head of lines that begin with '#', then
/// `object,epoch_<scale>,x_km,y_km,z_km,vx_km_s,vy_km_s,vz_km_s`.
std::string trajectory_csv(const EphemerisFile& file);

/// The same in SI units as one JSON document.
std::string trajectory_json(const EphemerisFile& file);

/// The formats of trajectories.
enum class TrajectoryFormat { oem, oem_xml, oem_3, oem_3_xml, spk, spk_lagrange, stk, czml, csv, json };

struct TrajectoryFormatInfo {
  TrajectoryFormat format;
  std::string_view name;       ///< as one types it: "oem-xml"
  std::string_view extension;  ///< with its dot
  std::string_view what;       ///< "CCSDS OEM 2.0, XML"
};

/// All of them.
std::span<const TrajectoryFormatInfo> trajectory_formats();
std::optional<TrajectoryFormat> trajectory_format_of(std::string_view name);
/// By the end of a file's name: ".oem", ".bsp", ".czml" ...; nothing if it says nothing.
std::optional<TrajectoryFormat> trajectory_format_of_file(const std::filesystem::path& path);

/// A file in another format. Where the format wants other points (Lagrange's interpolation), another centre
/// or other axes (CZML), the trajectory is sampled anew from the polynomials of the file, within a
/// millimetre.
/// @param ephemeris  where Earth and Moon are
/// @throws InvalidArgument as the format's own function
std::string written_as(const EphemerisFile& file, TrajectoryFormat format, const SpkOptions& spk = {},
                       const Ephemeris& ephemeris = Ephemeris::embedded());

/// Reads a file of any of these formats, which it tells by its content.
/// @throws DataError if it is none, or damaged, with the line where the format has lines
EphemerisFile read_trajectory_file(const std::filesystem::path& path);

}  // namespace perilune
