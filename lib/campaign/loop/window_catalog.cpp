#include "window_catalog.hpp"

#include <charconv>
#include <sstream>

#include <perilune/core/text.hpp>
#include <perilune/core/version.hpp>

namespace perilune::detail {
namespace {

Epoch new_year(int year) {
  return Epoch::parse(concat(year, "-01-01 UTC"));
}

int year_of(Epoch epoch) {
  return std::stoi(epoch.iso8601(TimeScale::utc, 0).substr(0, 4));
}

}  // namespace

std::string line_of(const LaunchWindow& window) {
  const auto nanoseconds = [](Epoch epoch) { return std::to_string(epoch.nanoseconds_since_j2000()); };
  return concat(window.opportunity == DailyOpportunity::northbound ? "n " : "s ",
                nanoseconds(window.opens.lift_off), " ", nanoseconds(window.closes.lift_off), " ",
                nanoseconds(window.lift_off), " ", exact(window.azimuth_rad), " ",
                window.time_of_flight.nanoseconds(), " ", nanoseconds(window.perilune), " ",
                exact(window.injection_delta_v_m_s), " ", exact(window.insertion_delta_v_m_s), " ",
                exact(window.v_infinity_m_s), " ", exact(window.c3_m2_s2), "\n");
}

std::optional<std::vector<LaunchWindow>> windows_of(const std::string& text) {
  std::vector<LaunchWindow> windows;
  std::istringstream lines(text);
  std::string line;
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    std::string way, azimuth, injection, insertion, v_infinity, c3;
    std::int64_t opens = 0, closes = 0, lift_off = 0, time = 0, perilune = 0;
    words >> way >> opens >> closes >> lift_off >> azimuth >> time >> perilune >> injection >> insertion >>
        v_infinity >> c3;
    if (!words) return std::nullopt;
    LaunchWindow window;
    window.opportunity = way == "n" ? DailyOpportunity::northbound : DailyOpportunity::southbound;
    window.opens.lift_off = Epoch::from_nanoseconds(opens);
    window.closes.lift_off = Epoch::from_nanoseconds(closes);
    window.lift_off = Epoch::from_nanoseconds(lift_off);
    window.time_of_flight = Duration::nanoseconds(time);
    window.perilune = Epoch::from_nanoseconds(perilune);
    for (const auto& [text_of, value] :
         {std::pair(&azimuth, &window.azimuth_rad), std::pair(&injection, &window.injection_delta_v_m_s),
          std::pair(&insertion, &window.insertion_delta_v_m_s),
          std::pair(&v_infinity, &window.v_infinity_m_s), std::pair(&c3, &window.c3_m2_s2)}) {
      const std::optional<double> number = exact(*text_of);
      if (!number) return std::nullopt;
      *value = *number;
    }
    windows.push_back(std::move(window));
  }
  return windows;
}

std::string profile_key(const WindowProfile& profile, const Ephemeris& ephemeris) {
  const auto speed = [](const std::optional<Speed>& limit) { return limit ? exact(limit->si()) : "none"; };
  std::string key =
      concat("perilune ", version(), " site ", exact(profile.site.place.latitude_rad), " ",
             exact(profile.site.place.east_longitude_rad), " ", exact(profile.site.place.height_m),
             " azimuth ", exact(profile.site.azimuth_min.si()), " ", exact(profile.site.azimuth_max.si()),
             " ascent ", profile.ascent.duration.nanoseconds(), " ", exact(profile.ascent.downrange.si()),
             " ", exact(profile.ascent.altitude.si()), " flight ", profile.time_of_flight_min.nanoseconds(),
             " ", profile.time_of_flight_max.nanoseconds(), " perilune ",
             exact(profile.perilune_altitude.si()), " inclination ", exact(profile.inclination.si()),
             profile.branch == ArrivalBranch::north ? " north" : " south", " apolune ",
             profile.apolune_altitude ? exact(profile.apolune_altitude->si()) : "circular", " limits ",
             speed(profile.most_insertion_delta_v), " ", speed(profile.most_injection_delta_v));
  for (const KernelFile& file : ephemeris.files()) key += concat(" kernel ", file.name, " ", file.sha256);
  return key;
}

const std::vector<LaunchWindow>& WindowCatalog::of_year(const WindowProfile& profile, int year) {
  const std::string key = concat(profile_key(profile, ephemeris_), " year ", year);
  const auto known = known_.find(key);
  if (known != known_.end()) return known->second;
  if (const auto kept = cache_.find("windows", key)) {
    if (auto windows = windows_of(*kept)) {
      found_ += windows->size();
      return known_[key] = std::move(*windows);
    }
  }
  WindowProfile one_year = profile;
  one_year.horizon = {new_year(year), new_year(year + 1)};
  const WindowSearch search =
      search_windows(one_year, {.confirm = WindowConfirmation::none, .threads = threads_}, ephemeris_);
  std::string text;
  for (const LaunchWindow& window : search.windows) text += line_of(window);
  cache_.keep("windows", key, text);
  found_ += search.windows.size();
  computed_ += search.windows.size();
  // What is used is what the cache would give: the same bytes in a first run and in a second.
  return known_[key] = windows_of(text).value();
}

std::vector<LaunchWindow> WindowCatalog::windows(const WindowProfile& profile) {
  std::vector<LaunchWindow> all;
  for (int year = year_of(profile.horizon.from); year <= year_of(profile.horizon.to); ++year) {
    for (const LaunchWindow& window : of_year(profile, year)) {
      if (profile.horizon.contains(window.lift_off)) all.push_back(window);
    }
  }
  return all;
}

}  // namespace perilune::detail
