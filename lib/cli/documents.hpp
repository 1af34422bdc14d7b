#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace perilune {

class Campaign;
struct FlownFlight;
struct LaunchPeriod;
struct RiskTables;
struct RunInfo;
struct Setback;
struct SetbackAnswer;
struct WindowSearch;

namespace cli {

/// What `--json` prints: one document, in SI units, ended by a line break. Bytes that are no UTF-8 are
/// replaced.

/// The events of a flight, and its last state.
std::string flight_document(const FlownFlight& flight);

/// What moves, and which phases end later.
std::string replan_document(const Campaign& campaign, const Setback& setback, const SetbackAnswer& answer,
                            double seconds);

/// The milestones with their quantiles, and what drives them, the strongest first.
std::string risk_document(const Campaign& campaign, const RiskTables& tables, std::uint64_t seed,
                          const std::filesystem::path& folder);

/// The manifest, and where it lies.
std::string run_document(const Campaign& campaign, const std::filesystem::path& folder,
                         const std::vector<std::string>& files, const RunInfo& info);

/// The version, and what is built in.
std::string version_document();

/// With `periods` only where there are some, each with its chance to go if a try is called off with the
/// probability `scrub`.
std::string windows_document(const WindowSearch& search, std::span<const LaunchPeriod> periods, double scrub);

}  // namespace cli
}  // namespace perilune
