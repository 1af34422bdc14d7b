// Wrong explanations and wrong bounds, made by hand, one for each way in which a rule of the engine could go
// wrong: the audit of claims has to catch each of them, and to let its truthful twin pass.
// docs/scheduling.md lists them.

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "claim_audit.hpp"
#include "engine/propagators/activity.hpp"
#include "support/catch.hpp"

using namespace perilune::engine;
using detail::Compiled;
using detail::Kernel;
using detail::Lit;

namespace {

/// Where all premises hold, so does the conclusion; none: they cannot all hold.
struct Claim {
  std::vector<Literal> premises;
  std::optional<Literal> conclusion;
};

/// Makes that claim wherever it can, as a propagator would.
class Claimant : public detail::Propagator {
 public:
  Claimant(std::vector<Lit> premises, std::optional<Lit> conclusion)
      : premises_(std::move(premises)), conclusion_(conclusion) {}

  bool propagate(Kernel& kernel) override {
    for (const Lit premise : premises_)
      if (!kernel.is_true(premise)) return true;
    if (conclusion_ && kernel.is_true(*conclusion_)) return true;
    kernel.begin_reason();
    for (const Lit premise : premises_) kernel.add_reason(premise);
    return conclusion_ ? kernel.because(*conclusion_) : kernel.conflict();
  }

 private:
  std::vector<Lit> premises_;
  std::optional<Lit> conclusion_;
};

test::ClaimAudit audit(const Model& model, const Claim& claim) {
  return test::audit_claims(model, [&](Compiled& compiled) {
    const auto lit = [&](const Literal& literal) { return compiled.literals(literal).front(); };
    std::vector<Lit> premises;
    std::vector<detail::Side> watched;
    for (const Literal& premise : claim.premises) {
      premises.push_back(lit(premise));
      watched.push_back(premises.back().side);
    }
    std::optional<Lit> conclusion;
    if (claim.conclusion) conclusion = lit(*claim.conclusion);
    compiled.kernel->add_propagator(std::make_unique<Claimant>(premises, conclusion), 0, watched);
  });
}

Model tasks(const std::vector<Value>& durations, Value last_start) {
  Model model;
  for (const Value duration : durations) {
    Interval interval;
    interval.start = {{0, last_start}};
    interval.duration = {duration, duration};
    model.intervals.push_back(interval);
  }
  return model;
}

Model numbers(const std::vector<Value>& most) {
  Model model;
  for (const Value value : most) model.variables.push_back({{{0, value}}});
  return model;
}

Cumulative resource(std::vector<Cumulative::Use> uses, Value capacity,
                    std::vector<Cumulative::Step> steps = {}) {
  Cumulative out;
  out.uses = std::move(uses);
  out.capacity = capacity;
  out.steps = std::move(steps);
  return out;
}

struct Case {
  std::string what;
  Model model;
  Claim right;
  Claim wrong;
};

Literal from(std::size_t i, Value tick) {
  return at_least(start_of(i), tick);
}
Literal by(std::size_t i, Value tick) {
  return at_most(start_of(i), tick);
}

std::vector<Case> cases() {
  std::vector<Case> all;
  {
    Model model = tasks({3, 2}, 8);
    model.lags.push_back({end_of(0), start_of(1), 1, {}, untagged});
    all.push_back(
        {"a lag pushed a tick too far", model, {{from(0, 1)}, from(1, 5)}, {{from(0, 1)}, from(1, 6)}});
    all.push_back({"a lag pulled a tick too far", model, {{by(1, 5)}, by(0, 1)}, {{by(1, 5)}, by(0, 0)}});
    all.push_back({"a lag explained by too weak a bound",
                   model,
                   {{from(0, 2)}, from(1, 6)},
                   {{from(0, 1)}, from(1, 6)}});
  }
  {
    Model model = tasks({1, 1}, 8);
    model.lags.push_back({start_of(1), start_of(0), -4, {}, untagged});
    all.push_back({"a longest lag taken for a shortest one",
                   model,
                   {{from(1, 6)}, from(0, 2)},
                   {{from(0, 2)}, from(1, 6)}});
  }
  {
    Model model = tasks({1}, 8);
    model.intervals[0].start = {{0, 1}, {4, 6}};
    all.push_back(
        {"a window opened a tick late", model, {{from(0, 2)}, from(0, 4)}, {{from(0, 2)}, from(0, 5)}});
    all.push_back({"a window closed a tick early", model, {{by(0, 3)}, by(0, 1)}, {{by(0, 3)}, by(0, 0)}});
  }
  {
    Model model = tasks({3, 3}, 6);
    model.cumulatives.push_back(resource({{0, 1}, {1, 1}}, 1));
    all.push_back({"a profile that forgets how late its task may be",
                   model,
                   {{from(0, 1), by(0, 2)}, from(1, 4)},
                   {{from(0, 1)}, from(1, 4)}});
    all.push_back({"a task pushed beyond the end of the profile",
                   model,
                   {{from(0, 1), by(0, 2)}, from(1, 4)},
                   {{from(0, 1), by(0, 2)}, from(1, 5)}});
    Model room = tasks({3, 3}, 6);
    room.cumulatives.push_back(resource({{0, 1}, {1, 1}}, 2));
    all.push_back(
        {"a demand counted twice", room, {{from(0, 7)}, from(1, 4)}, {{from(0, 1), by(0, 2)}, from(1, 4)}});
  }
  {
    Model model = tasks({2, 2, 2}, 3);
    model.cumulatives.push_back(resource({{0, 1}, {1, 1}, {2, 1}}, 2));
    const Claim right{{from(0, 1), by(0, 1), from(1, 1), by(1, 1), from(2, 1), by(2, 2)}, from(2, 3)};
    all.push_back({"an overload that leaves out one of its tasks",
                   model,
                   right,
                   {{from(0, 1), by(0, 1), from(2, 1), by(2, 2)}, from(2, 3)}});
  }
  {
    Model model = tasks({2}, 6);
    model.cumulatives.push_back(resource({{0, 1}}, 1, {{3, 0}, {5, 1}}));
    all.push_back({"a gap in the capacity taken for a longer one",
                   model,
                   {{from(0, 2)}, from(0, 5)},
                   {{from(0, 2)}, from(0, 6)}});
    all.push_back({"a gap in the capacity that begins too early",
                   model,
                   {{by(0, 4)}, by(0, 1)},
                   {{by(0, 4)}, by(0, 0)}});
  }
  {
    Model model = tasks({2, 2, 2}, 6);
    model.disjunctives.push_back({{{0, 0}, {1, 0}, {2, 0}}, {}, untagged});
    all.push_back({"energy in a window that is one tick too long",
                   model,
                   {{by(0, 3), by(1, 3), by(2, 3)}, std::nullopt},
                   {{by(0, 4), by(1, 4), by(2, 4)}, std::nullopt}});
    all.push_back({"an edge found without the end of the window",
                   model,
                   {{by(0, 2), by(1, 2), from(2, 1)}, from(2, 4)},
                   {{by(0, 2), from(2, 1)}, from(2, 4)}});
    all.push_back({"an edge that pushes a tick too far",
                   model,
                   {{by(0, 2), by(1, 2), from(2, 1)}, from(2, 4)},
                   {{by(0, 2), by(1, 2), from(2, 1)}, from(2, 5)}});
  }
  {
    Model model = tasks({1, 1}, 6);
    model.disjunctives.push_back({{{0, 0}, {1, 1}}, {{0, 3}, {1, 0}}, untagged});
    all.push_back(
        {"the setup time of the other order", model, {{by(1, 3)}, from(0, 2)}, {{by(1, 4)}, from(0, 4)}});
    all.push_back({"an order without the bound that forces it",
                   model,
                   {{from(1, 1), by(0, 2)}, from(1, 4)},
                   {{from(1, 1), by(0, 3)}, from(1, 4)}});
  }
  {
    Model model = tasks({2, 2}, 4);
    model.variables.push_back({});
    model.intervals[0].presence = at_least(variable(0), 1);
    model.lags.push_back({end_of(0), start_of(1), 0, {}, untagged});
    all.push_back({"an optional activity that is taken to be there",
                   model,
                   {{at_least(variable(0), 1)}, from(1, 2)},
                   {{}, from(1, 2)}});
  }
  {
    Model model = tasks({1, 1}, 4);
    model.variables.push_back({});
    model.lags.push_back({end_of(0), start_of(1), 1, {at_least(variable(0), 1)}, untagged});
    all.push_back({"a lag whose condition is not named",
                   model,
                   {{at_least(variable(0), 1), from(0, 1)}, from(1, 3)},
                   {{from(0, 1)}, from(1, 3)}});
  }
  {
    Model model = numbers({6, 4});
    model.linears.push_back({{{variable(0), 2}, {variable(1), 3}}, {}, 12, {}, untagged});
    all.push_back({"a quotient rounded the wrong way",
                   model,
                   {{at_least(variable(0), 2)}, at_most(variable(1), 2)},
                   {{at_least(variable(0), 2)}, at_most(variable(1), 1)}});
    all.push_back({"a sum explained by too weak a bound",
                   model,
                   {{at_least(variable(0), 2)}, at_most(variable(1), 2)},
                   {{at_least(variable(0), 1)}, at_most(variable(1), 2)}});
  }
  {
    Model model = numbers({3, 9});
    model.tables.push_back({{variable(0), variable(1)}, {{{0, 1}, {5, 5}}, {{2, 3}, {7, 7}}}, {}, untagged});
    all.push_back({"a row left out too early",
                   model,
                   {{at_least(variable(0), 2)}, at_least(variable(1), 7)},
                   {{at_least(variable(0), 1)}, at_least(variable(1), 7)}});
    all.push_back({"the hull of a column one too small",
                   model,
                   {{at_most(variable(1), 6)}, at_most(variable(0), 1)},
                   {{at_most(variable(1), 6)}, at_most(variable(0), 0)}});
  }
  {
    Model model = tasks({1, 1, 1}, 4);
    Reservoir stock;
    stock.initial = 1;
    stock.lowest = 0;
    stock.ticks = {0, 6};
    stock.events = {{start_of(0), 0, -1, {}}, {start_of(1), 0, -1, {}}, {start_of(2), 0, 1, {}}};
    model.reservoirs.push_back(stock);
    all.push_back({"a stock that runs dry without one who takes from it",
                   model,
                   {{by(0, 2), by(1, 2)}, by(2, 2)},
                   {{by(0, 2)}, by(2, 2)}});
    Model full = tasks({1, 1}, 4);
    stock.initial = 2;
    stock.lowest.reset();
    stock.highest = 2;
    stock.events = {{start_of(0), 0, -1, {}}, {start_of(1), 0, 1, {}}};
    full.reservoirs.push_back(stock);
    all.push_back(
        {"a stock that overflows a tick too early", full, {{by(1, 3)}, by(0, 3)}, {{by(1, 3)}, by(0, 2)}});
  }
  {
    Model model = numbers({2, 2});
    model.clauses.push_back({{at_least(variable(0), 1), at_least(variable(1), 1)}, untagged});
    all.push_back({"a clause that asks for more than its literal",
                   model,
                   {{at_most(variable(0), 0)}, at_least(variable(1), 1)},
                   {{at_most(variable(0), 0)}, at_least(variable(1), 2)}});
  }
  {
    Model model = tasks({1, 1, 1}, 6);
    model.variables.assign(2, {});
    model.intervals[1].presence = at_least(variable(0), 1);
    model.intervals[2].presence = at_least(variable(1), 1);
    model.intervals[1].start = {{0, 2}};
    model.intervals[2].start = {{5, 6}};
    model.alternatives.push_back({0, {1, 2}, untagged});
    all.push_back({"an option ruled out while it is still possible",
                   model,
                   {{from(0, 3)}, at_most(variable(0), 0)},
                   {{from(0, 2)}, at_most(variable(0), 0)}});
  }
  {
    Model model = tasks({2, 3}, 3);
    model.variables.push_back({{{0, 8}}});
    model.disjunctives.push_back({{{0, 0}, {1, 0}}, {}, untagged});
    for (const std::size_t i : {0U, 1U}) model.lags.push_back({end_of(i), variable(0), 0, {}, untagged});
    all.push_back({"a bound on the makespan that is one too high",
                   model,
                   {{}, at_least(variable(0), 5)},
                   {{}, at_least(variable(0), 6)}});
  }
  return all;
}

}  // namespace

TEST_CASE("engine: wrong explanations and wrong bounds are caught, one for each way of being wrong",
          "[scheduling][engine]") {
  const std::vector<Case> all = cases();
  CHECK(all.size() >= 25);
  for (const Case& each : all) {
    CAPTURE(each.what);
    CHECK(audit(each.model, each.right).false_claims == std::vector<std::string>{});
    CHECK_FALSE(audit(each.model, each.wrong).false_claims.empty());
  }
}
