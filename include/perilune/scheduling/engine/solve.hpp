#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <vector>

#include <perilune/scheduling/engine/model.hpp>

namespace perilune::engine {

enum class Status {
  proved_optimal,  ///< an answer, and a proof that no other is better
  feasible,        ///< an answer; the limits came before the proof
  infeasible,      ///< a proof that there is no answer
  unknown,         ///< the limits came before an answer
};

/// What is known at some moment of a solve. Of several objectives: of the one being worked on.
struct Progress {
  double seconds = 0.0;
  std::size_t objective = 0;
  std::optional<Value> value{};  ///< of the best answer so far
  std::optional<Value> bound{};  ///< no answer is better
  std::int64_t conflicts = 0;
};

/// What the seconds of a solve count.
enum class Clock {
  wall,
  /// Processor time: of the thread that works longest in each round, and of the calling thread in between.
  /// What the wall clock would show with a free core for each thread: for measurements on busy machines.
  processor,
};

struct FixedTerm {
  Term term{};
  Value value = 0;
};

struct Options {
  /// Time limit. Where it strikes depends on the machine: for answers that repeat exactly even when they stop
  /// early, limit the conflicts.
  double seconds = std::numeric_limits<double>::infinity();
  Clock clock = Clock::wall;  ///< of `seconds`, here and in the answer
  std::int64_t conflicts = std::numeric_limits<std::int64_t>::max();  ///< over all workers

  /// Search processes with their own strategies, which meet at fixed points of their work. The answer depends
  /// on their number, and on nothing else of the machine. The first descends from the best answer, the second
  /// raises the bound, the third improves parts of the best answer while the rest stays where it is; and so
  /// on.
  int workers = 2;
  int threads = 2;  ///< on how many cores they run: changes the time, never the answer
  std::uint64_t seed = 1;

  /// An answer, or part of one, to begin the search near. It need not hold.
  std::vector<FixedTerm> hint{};
  /// Holds in every answer, untagged: the past, or what shall not move.
  std::vector<FixedTerm> frozen{};
  /// Constraints with these tags are left out.
  std::vector<Tag> disabled_tags{};
  /// Follow the tags through the proof, so that `Answer::core` is filled. Costs some time.
  bool find_core = false;
  bool stop_at_first = false;  ///< any answer will do: the objectives only guide

  /// Called now and then from the calling thread; the search stops where it returns false.
  std::function<bool(const Progress&)> progress{};
};

struct Answer {
  Status status = Status::unknown;
  Assignment assignment{};      ///< where the status is `proved_optimal` or `feasible`
  std::vector<Value> values{};  ///< of each objective
  std::vector<Value>
      bounds{};  ///< of each objective, given that those before it have their value; as far as known
  std::int64_t conflicts = 0;
  double seconds = 0.0;

  /// Of an infeasible model: tags that cannot hold together with what is untagged. Of an optimal one: tags
  /// that already force the last objective's value. Not irreducible: see `irreducible_core`.
  std::vector<Tag> core{};

  bool has_assignment() const noexcept {
    return status == Status::proved_optimal || status == Status::feasible;
  }
};

/// The best answer to a model that can be found and proved within the limits. The assignment has passed
/// `check`.
///
/// @throws InvalidArgument with everything that `validate` finds
/// @throws std::logic_error if an answer does not pass the check: a bug of ours, please report it
///
/// Checked in: tests/unit/scheduling/engine/test_solve.cpp against brute force
Answer solve(const Model& model, const Options& options = {});

}  // namespace perilune::engine
