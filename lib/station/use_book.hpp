#pragma once

#include <vector>

#include <perilune/station/history.hpp>
#include <perilune/station/station.hpp>

namespace perilune::detail {

/// What each process did in the year that is being lived, in the order of elements and their processes.
class UseBook {
 public:
  explicit UseBook(const Station& station) {
    for (const StationElement& element : station.elements) {
      for (const Process& process : element.processes) {
        ProcessYear& made = all_.emplace_back();
        made.element = element.id;
        made.process = process.id;
      }
    }
  }

  ProcessYear& of(std::size_t use) { return all_[use]; }

  /// Adds those that might run in the year, and begins the next one.
  void close_year(Interval year, std::vector<ProcessYear>& closed) {
    for (ProcessYear& one : all_) {
      if (one.running_s > 0.0) {
        closed.push_back(one);
        closed.back().span = year;
      }
      ProcessYear next;
      next.element = std::move(one.element);
      next.process = std::move(one.process);
      one = std::move(next);
    }
  }

 private:
  std::vector<ProcessYear> all_;
};

}  // namespace perilune::detail
