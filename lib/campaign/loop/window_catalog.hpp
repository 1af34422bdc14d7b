#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/design/windows.hpp>

#include "content_cache.hpp"

namespace perilune::detail {

/// Launch windows by profile and calendar year, computed once: in this run, or in an earlier one that left
/// them in the cache. Missions that fly alike share them.
class WindowCatalog {
 public:
  WindowCatalog(const ContentCache& cache, const Ephemeris& ephemeris, int threads)
      : cache_(cache), ephemeris_(ephemeris), threads_(threads) {}

  /// All windows of a profile whose cheapest lift-off is in its horizon, in order, by the fast model.
  std::vector<LaunchWindow> windows(const WindowProfile& profile);

  std::size_t found() const { return found_; }        ///< windows, in all
  std::size_t computed() const { return computed_; }  ///< of them in this run

 private:
  const std::vector<LaunchWindow>& of_year(const WindowProfile& profile, int year);

  const ContentCache& cache_;
  const Ephemeris& ephemeris_;
  int threads_ = 0;
  std::map<std::string, std::vector<LaunchWindow>> known_;
  std::size_t found_ = 0;
  std::size_t computed_ = 0;
};

/// A window as a line of text, exactly, and windows as lines.
std::string line_of(const LaunchWindow& window);
/// Nothing if the text is no list of windows.
std::optional<std::vector<LaunchWindow>> windows_of(const std::string& text);

/// What a profile asks for, exactly, without its horizon and name.
std::string profile_key(const WindowProfile& profile, const Ephemeris& ephemeris);

}  // namespace perilune::detail
