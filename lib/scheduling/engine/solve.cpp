#include <perilune/scheduling/engine/solve.hpp>

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <thread>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>
#include <perilune/scheduling/engine/check.hpp>
#include <perilune/scheduling/engine/validate.hpp>

#include "engine/heuristic/genetic.hpp"
#include "stopwatch.hpp"
#include "worker.hpp"

namespace perilune::engine {
namespace {

using detail::Goal;
using detail::Knowledge;
using detail::Stopwatch;
using detail::Strategy;
using detail::Task;
using detail::Worker;
using perilune::detail::concat;

constexpr std::int64_t first_round = 200'000;  // of the kernel's counts of work: milliseconds
constexpr std::int64_t longest_round = 4'000'000;
constexpr std::int64_t first_schedules = 1'000;
constexpr std::int64_t work_per_placement = 4;  // of one activity in one schedule

class Solver {
 public:
  Solver(Model model, const Options& options)
      : model_(std::move(model)), options_(options), own_time_(options.clock) {
    for (const FixedTerm& fixed : options.frozen)
      model_.memberships.push_back({.term = fixed.term, .domain = {{fixed.value, fixed.value}}});
  }

  Answer run() {
    std::vector<Value> caps;
    const std::size_t stages = options_.stop_at_first ? 0 : model_.objectives.size();
    Knowledge known;
    bool is_open = false;
    for (std::size_t stage = 0; stage < std::max<std::size_t>(stages, 1); ++stage) {
      Task task;
      task.model = &model_;
      task.compile.disabled_tags = options_.disabled_tags;
      task.compile.follow_tags = options_.find_core;
      task.caps = caps;
      if (stage < stages) task.objective = stage;
      const std::size_t left = std::max<std::size_t>(stages, stage + 1) - stage;
      Knowledge next = solve_stage(task, known, left);
      if (goal_.unit > 1 && next.value) next = solve_rest(task, std::move(next), left);
      if (!next.value) {
        if (known.value) break;  // no time for this objective: the answer to those before stands
        answer_.status = next.is_closed ? Status::infeasible : Status::unknown;
        answer_.core = next.core;
        return finish();
      }
      known = std::move(next);
      if (stage < stages) {
        caps.push_back(*known.value);
        answer_.bounds.push_back(known.bound.value_or(-largest_sum));
      }
      is_open = is_open || !known.is_closed;
      answer_.core = known.core;
    }
    is_open = is_open || answer_.bounds.size() < stages;
    answer_.assignment = known.assignment;
    answer_.status =
        is_open || (stages == 0 && !model_.objectives.empty()) ? Status::feasible : Status::proved_optimal;
    for (const Objective& objective : model_.objectives)
      answer_.values.push_back(value_of(answer_.assignment, objective));
    return finish();
  }

 private:
  /// What is left of the limits, in equal parts for this objective and for those to come: a hard one would
  /// leave nothing to the others.
  void share_limits(std::size_t objectives) {
    const auto parts = static_cast<std::int64_t>(objectives);
    share_conflicts_ = answer_.conflicts + (options_.conflicts - answer_.conflicts) / parts;
    share_seconds_ = seconds() + (options_.seconds - seconds()) / static_cast<double>(parts);
  }

  /// So far; not while the workers work.
  double seconds() const { return own_time_.seconds() + round_seconds_; }

  Answer finish() {
    answer_.seconds = seconds();
    if (!answer_.has_assignment()) return answer_;
    for (const Violation& violation : check(model_, answer_.assignment)) {
      if (std::find(options_.disabled_tags.begin(), options_.disabled_tags.end(), violation.tag) !=
              options_.disabled_tags.end() &&
          violation.tag != untagged)
        continue;
      throw std::logic_error(concat("engine::solve: an answer does not pass the check: ", violation.text,
                                    ". This is a bug of ours, please report it."));
    }
    return answer_;
  }

  /// The second half of an objective whose sum is large: its whole units are as few as could be found, and
  /// what is left of it shall be small too. @param whole  what is known, in units of the goal
  Knowledge solve_rest(Task task, Knowledge whole, std::size_t objectives) {
    const Goal goal = goal_;
    task.rest_above = goal.sum(*whole.value);
    Knowledge rest = solve_stage(task, whole, objectives);
    if (!rest.value) {  // no time: the answer stands
      rest.assignment = std::move(whole.assignment);
      rest.is_closed = false;
    }
    rest.value = value_of(rest.assignment, model_.objectives[*task.objective]);
    rest.bound = std::max(rest.bound.value_or(*task.rest_above), *task.rest_above);
    // What the units prove is all there is to know as long as they may become fewer, or where nothing is
    // left.
    if (!whole.is_closed || *rest.value <= *task.rest_above) {
      rest.bound = goal.sum(whole.bound.value_or(0));
      rest.core = std::move(whole.core);
    }
    rest.is_closed = rest.is_closed && whole.is_closed;
    return rest;
  }

  /// @param objectives  that are still to come, this one included
  Knowledge solve_stage(const Task& task, const Knowledge& before, std::size_t objectives) {
    share_limits(objectives);
    const int count = options_.find_core ? 1 : std::max(1, options_.workers);
    std::vector<std::unique_ptr<Worker>> workers;
    Knowledge known;
    Breeding breeding;
    std::int64_t conflicts_before = answer_.conflicts;
    for (std::int64_t round = 0;; ++round) {
      if (round <= 1) add_workers(workers, round == 0 ? 1 : count, task, before);
      if (round == 0) {
        goal_ = workers.front()->goal().value_or(Goal{});
        if (goal_.unit > 1) share_limits(objectives + 1);
      }
      if (round == 0) begin_breeding(task, *workers.front(), breeding, known);
      const std::int64_t work = std::min(longest_round, first_round << std::min<std::int64_t>(round, 10));
      // Until there is an answer at all, the shares of the others count too.
      const std::int64_t most_conflicts = known.value ? share_conflicts_ : options_.conflicts;
      most_seconds_ = known.value ? share_seconds_ : options_.seconds;
      const std::int64_t left = most_conflicts - answer_.conflicts;
      const auto conflicts = std::max<std::int64_t>(1, left / static_cast<std::int64_t>(workers.size()));
      const Worker* breeder = breeding.genetic && round > 0 ? workers.back().get() : nullptr;
      for_each(workers, [&](Worker& worker, const std::function<bool()>& out_of_time) {
        worker.learn_from(known);
        const bool is_shared = &worker == breeder;
        worker.run(is_shared ? work - work / breeding.share : work, conflicts, out_of_time);
        if (is_shared) breed(breeding, work / breeding.share, known);
      });
      merge(workers, known);
      if (breeding.genetic) harvest(breeding, known);
      answer_.conflicts = conflicts_before;
      for (const auto& worker : workers) answer_.conflicts += worker->conflicts();
      const bool goes_on = report(task, known);
      const bool is_over = known.value
                               ? seconds() >= share_seconds_ || answer_.conflicts >= share_conflicts_
                               : seconds() >= options_.seconds || answer_.conflicts >= options_.conflicts;
      if (known.is_closed || !goes_on || is_over) return known;
      if (known.value && !task.objective) return known;
    }
  }

  /// The genetic search beside the workers, where the model is a project.
  struct Breeding {
    std::unique_ptr<detail::Project> project{};
    std::unique_ptr<detail::Genetic> genetic{};
    std::int64_t share = 2;      ///< one part of as many of its worker's time
    std::int64_t last_gain = 0;  ///< schedules made until then
    std::optional<Value> taken{};
  };

  void begin_breeding(const Task& task, const Worker& worker, Breeding& breeding, Knowledge& known) {
    if (!task.objective || options_.find_core || !options_.disabled_tags.empty() ||
        worker.knowledge().is_closed)
      return;
    std::optional<detail::Project> project = detail::as_project(model_);
    if (!project) return;
    breeding.project = std::make_unique<detail::Project>(std::move(*project));
    breeding.genetic = std::make_unique<detail::Genetic>(*breeding.project, options_.seed);
    known.bound = worker.knowledge().bound;
    breed(breeding,
          first_schedules * static_cast<std::int64_t>(breeding.project->size()) * work_per_placement, known);
    harvest(breeding, known);
  }

  /// Makes schedules for about that much work.
  static void breed(Breeding& breeding, std::int64_t work, const Knowledge& known) {
    const detail::Project& project = *breeding.project;
    detail::Genetic& genetic = *breeding.genetic;
    if (known.value && (!breeding.taken || *known.value < *breeding.taken)) {  // found by a worker
      breeding.taken = known.value;
      detail::ScheduleGeneration::Starts starts;
      for (const Assignment::IntervalValue& value : known.assignment.intervals)
        starts.push_back(static_cast<std::int32_t>(value.start - project.origin));
      genetic.add(starts);
    }
    const Value enough = known.bound.value_or(-largest_value) - project.offset;
    genetic.run(
        std::max<std::int64_t>(1, work / (static_cast<std::int64_t>(project.size()) * work_per_placement)),
        static_cast<std::int32_t>(std::max<Value>(enough, 0)));
  }

  /// Takes over what the genetic search has found, if it is better.
  void harvest(Breeding& breeding, Knowledge& known) const {
    const detail::Project& project = *breeding.project;
    const detail::Genetic& genetic = *breeding.genetic;
    breeding.share = genetic.schedules() - breeding.last_gain > 50'000 ? 4 : 2;
    if (!genetic.has_answer()) return;
    const Value value = genetic.best() + project.offset;
    if (known.value && *known.value <= value) return;
    Assignment assignment;
    for (std::size_t i = 0; i < project.size(); ++i) {
      const Value start = genetic.starts()[i] + project.origin;
      assignment.intervals.push_back({.present = true, .start = start, .end = start + project.durations[i]});
    }
    if (!check(model_, assignment).empty()) return;
    known.value = value;
    known.assignment = std::move(assignment);
    breeding.taken = value;
    breeding.last_gain = genetic.schedules();
    if (known.bound && *known.bound >= value) known.is_closed = true;
    if (known.is_closed) known.bound = known.value;
  }

  void add_workers(std::vector<std::unique_ptr<Worker>>& workers, int count, const Task& task,
                   const Knowledge& before) {
    while (workers.size() < static_cast<std::size_t>(count)) {
      const std::size_t i = workers.size();
      detail::SearchSettings settings;
      settings.seed = options_.seed + i;
      if (i >= 1) settings.decay = 0.92;
      if (i >= 2) settings.restart_conflicts = 250;
      const Strategy strategy = strategy_of(i, task);
      Task own = task;
      own.compile.edge_finding = i % 2 == 1 || options_.workers <= 1 || options_.find_core;
      workers.push_back(std::make_unique<Worker>(own, strategy, settings));
      workers.back()->set_hint(before.value ? hint_of(before.assignment) : options_.hint);
    }
  }

  /// The first descends, the second raises, the third improves, and so on.
  static Strategy strategy_of(std::size_t worker, const Task& task) {
    if (!task.objective || worker % 3 == 0) return Strategy::descend;
    return worker % 3 == 1 ? Strategy::raise : Strategy::improve;
  }

  static std::vector<FixedTerm> hint_of(const Assignment& assignment) {
    std::vector<FixedTerm> hint;
    for (std::size_t i = 0; i < assignment.variables.size(); ++i)
      hint.push_back({variable(i), assignment.variables[i]});
    for (std::size_t i = 0; i < assignment.intervals.size(); ++i) {
      if (!assignment.intervals[i].present) continue;
      hint.push_back({end_of(i), assignment.intervals[i].end});
      hint.push_back({start_of(i), assignment.intervals[i].start});
    }
    return hint;
  }

  /// act(worker, whether the time is over) for each.
  template <class Do>
  void for_each(std::vector<std::unique_ptr<Worker>>& workers, const Do& act) {
    const double before = seconds();
    const Stopwatch own(options_.clock);
    const auto count =
        std::min<std::size_t>(workers.size(), static_cast<std::size_t>(std::max(1, options_.threads)));
    std::vector<double> took(count, 0.0);
    const auto share = [&](std::size_t first) {
      const Stopwatch watch(options_.clock);
      const std::function<bool()> out_of_time = [&] { return before + watch.seconds() >= most_seconds_; };
      for (std::size_t i = first; i < workers.size(); i += count) act(*workers[i], out_of_time);
      took[first] = watch.seconds();
    };
    std::vector<std::thread> threads;
    for (std::size_t t = 1; t < count; ++t) threads.emplace_back(share, t);
    share(0);
    for (std::thread& thread : threads) thread.join();
    round_seconds_ += std::max(0.0, *std::max_element(took.begin(), took.end()) - own.seconds());
  }

  static void merge(const std::vector<std::unique_ptr<Worker>>& workers, Knowledge& known) {
    for (const auto& worker : workers) {
      const Knowledge& its = worker->knowledge();
      if (its.value && (!known.value || *its.value < *known.value)) {
        known.value = its.value;
        known.assignment = its.assignment;
      }
      if (its.bound && (!known.bound || *its.bound > *known.bound)) known.bound = its.bound;
      if (its.is_closed && !known.is_closed) {
        known.is_closed = true;
        known.core = its.core;
      }
    }
    if (known.value && known.bound && *known.bound >= *known.value) known.is_closed = true;
    if (known.value && known.is_closed) known.bound = known.value;
  }

  bool report(const Task& task, const Knowledge& known) const {
    if (!options_.progress) return true;
    Progress progress{.seconds = seconds(),
                      .objective = task.objective.value_or(0),
                      .value = {},
                      .bound = {},
                      .conflicts = answer_.conflicts};
    if (task.objective && known.value)
      progress.value = value_of(known.assignment, model_.objectives[*task.objective]);
    if (task.objective && known.bound)
      progress.bound = goal_.unit > 1 ? goal_.sum(*known.bound) : *known.bound;
    return options_.progress(progress);
  }

  Model model_;
  const Options& options_;
  Stopwatch own_time_;
  std::int64_t share_conflicts_ = 0;  ///< where the work on this objective ends, if it has an answer
  double share_seconds_ = 0.0;
  double most_seconds_ = 0.0;   ///< where this round ends
  double round_seconds_ = 0.0;  ///< of the threads that worked longest, beyond what this one did
  Goal goal_;                   ///< of the stage that is being solved, or was last
  Answer answer_;
};

}  // namespace

Answer solve(const Model& model, const Options& options) {
  const std::vector<std::string> problems = validate(model);
  if (!problems.empty())
    throw InvalidArgument(
        concat("engine::solve: the model has ", problems.size(), " problem(s):\n  ", join(problems, "\n  ")));
  return Solver(model, options).run();
}

}  // namespace perilune::engine
