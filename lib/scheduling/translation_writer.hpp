#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <vector>

#include <perilune/scheduling/engine/model.hpp>
#include <perilune/scheduling/problem.hpp>

#include "translation.hpp"

namespace perilune::detail {

/// Writes a problem down in the words of the engine: activities, then the requirements one by one, then the
/// aims, and in the end the ways of the activities.
class Translation::Writer {
 public:
  Writer(Translation& out, const ScheduleProblem& problem, TranslationOptions options);

  void run();

 private:
  // What all parts write with: translation_writer.cpp
  bool is_enabled(std::size_t r) const { return options_.enabled.empty() || options_.enabled[r]; }
  engine::Value checked(engine::Value value) const;
  /// The ticks that there are: the horizon, with room around it where it may be given up.
  void set_box();
  std::size_t add_variable(engine::Value first, engine::Value last);
  const ActivityChoices& choices(std::size_t i) const;
  bool is_optional(std::size_t i) const { return out_.presence_[i] != none; }
  engine::Literal present(std::size_t i) const {
    return engine::at_least(engine::variable(out_.presence_[i]), 1);
  }
  std::vector<engine::Literal> if_present(std::size_t i) const;
  engine::Term term(const ScheduleEvent& event) const;

  // Activities and their modes: translation_writer.cpp
  void add_interval(std::size_t i);
  /// The conditions under which the activity is done in that mode; its presence first, if it is optional.
  std::vector<engine::Literal> in_mode(std::size_t i, std::optional<std::size_t> mode) const;
  /// Whether the activity is never done in that mode.
  bool is_never(std::size_t i, std::optional<std::size_t> mode) const;
  /// The interval that is there where the activity is done in that mode.
  std::size_t interval_in_mode(std::size_t i, std::optional<std::size_t> mode);
  void add_mode_intervals(std::size_t i);

  // Requirements: translation_rules.cpp
  void add(const Difference& rule);
  void add(const AllowedTicks& rule);
  void allow(const ScheduleEvent& event, const std::vector<TickRange>& ranges);
  void add(const PresenceCount& rule);
  void add(const Disjunctive& rule);
  void add(const Cumulative& rule);
  void add(const Reservoir& rule);
  void add(const Budget& rule);
  /// What the activity spends in the period, as one more variable of the sum.
  void add_spending(const Budget& rule, const Budget::Period& period, std::size_t i, engine::Linear& sum);

  // Ways of activities, with their costs: translation_ways.cpp
  void add(const WayWindow& rule);
  void add(const WayDuration& rule);
  /// After all requirements are read: the table of ways of an activity.
  void add_ways(std::size_t i);
  struct TableParts {  ///< what a table says of each way
    bool start = false;
    bool duration = false;
    bool figures = false;
    engine::Tag tag = engine::untagged;
  };
  void add_table(std::size_t i, const TableParts& parts);
  /// Nothing if the way lies outside the horizon.
  std::optional<std::vector<engine::Range>> table_row(std::size_t i, std::size_t w,
                                                      const TableParts& parts) const;
  /// The activity cannot take place.
  void forbid(std::size_t i, engine::Tag tag);
  /// The variable that holds the cost or delta-v of the activity, 0 if it is left out; `none` if it has none.
  std::size_t figure(Measure what, std::size_t i);

  // Aims: translation_aims.cpp
  void add_objective();
  /// A variable that is the term's value where the activity takes place, and 0 where it does not.
  std::size_t value_or_zero(std::size_t i, const engine::Term& term, engine::Value first, engine::Value last);
  void add_makespan(engine::Value weight, engine::Objective& objective);
  /// A variable that is at least so much beyond a date.
  void add_beyond(const ObjectiveTerm& term, engine::Objective& objective);
  void add_by_date(const ObjectiveTerm& term, engine::Objective& objective);
  void add_moved(const ObjectiveTerm& term, engine::Objective& objective);
  void add_presence(const ObjectiveTerm& term, engine::Objective& objective);
  void add_figure(const ObjectiveTerm& term, engine::Objective& objective);
  void add_date_or_duration(const ObjectiveTerm& term, engine::Objective& objective);
  void add_term(const ObjectiveTerm& term, engine::Objective& objective);

  struct WayTags {
    engine::Tag window = engine::untagged;
    engine::Tag duration = engine::untagged;
    bool has_window = false;
    bool has_duration = false;
  };

  Translation& out_;
  engine::Model& model_;
  const ScheduleProblem& problem_;
  TranslationOptions options_;
  engine::Range box_;
  const Requirement* requirement_ = nullptr;
  engine::Tag tag_ = engine::untagged;
  std::vector<std::size_t> cost_;
  std::vector<std::size_t> delta_v_;
  std::map<std::size_t, WayTags> way_tags_;
  std::vector<std::map<std::size_t, std::size_t>> by_mode_;  ///< option intervals
};

}  // namespace perilune::detail
