// The core that propagators and search rest on.

#include "engine/compile.hpp"
#include "engine/kernel/search.hpp"
#include "support/catch.hpp"

using namespace perilune::engine;
using detail::Int;
using detail::Kernel;
using detail::Lit;

TEST_CASE("engine: the decision behind a bound is found however many bounds came after it",
          "[scheduling][engine]") {
  Kernel kernel;
  const auto x = kernel.add_variable(0, 1000);
  const auto y = kernel.add_variable(0, 1000);
  for (Int bound = 999; bound >= 1; --bound) {  // one level each, the two variables in turns
    kernel.push_level();
    REQUIRE(kernel.set(detail::le(bound % 3 == 0 ? y : x, bound), {}));
  }
  for (Int value = 3; value < 1000; ++value) {
    CAPTURE(value);
    const auto needed = [&](detail::Var v) { return kernel.decisions_against(detail::ge(v, value + 1)); };
    // The first bound of the variable that is as low as the value.
    CHECK(needed(y) == (std::vector<Lit>{detail::le(y, value / 3 * 3)}));
    const Int of_x = value % 3 == 0 ? value - 1 : value;
    CHECK(needed(x) == (std::vector<Lit>{detail::le(x, of_x)}));
  }
}

namespace {

/// An activity of 20 years in minutes that has to last at least 61 and at most 60 of them, asked how long it
/// lasts: what held it apart once pushed start and end along, an hour at a time.
Model contradictory_durations(Tag tag) {
  constexpr Value horizon = 10'512'000;
  Model model;
  Interval interval;
  interval.start = {{0, horizon}};
  interval.duration = {0, horizon};
  model.intervals.push_back(interval);
  model.lags.push_back({start_of(0), end_of(0), 61, {}, tag});
  model.lags.push_back({end_of(0), start_of(0), -100'000, {}, tag});
  model.tables.push_back({{duration_of(0)}, {{{50, 55}}, {{58, 60}}}, {}, untagged});
  return model;
}

}  // namespace

TEST_CASE("engine: durations that cannot be are seen without a walk over the horizon",
          "[scheduling][engine]") {
  const bool is_tagged = GENERATE(false, true);
  CAPTURE(is_tagged);
  const Model model = contradictory_durations(is_tagged ? 7 : untagged);
  detail::CompileOptions options;
  options.follow_tags = is_tagged;
  detail::Compiled compiled = detail::compile(model, options);
  std::vector<Lit> assumptions;
  for (const auto& selector : compiled.selectors) assumptions.push_back(selector.literal);
  detail::Search search(*compiled.kernel, compiled.times, compiled.others, {});
  const auto outcome = search.run(assumptions, {.work = 1'000'000'000, .conflicts = 1000});
  CHECK(outcome == (is_tagged ? detail::Search::Outcome::refuted : detail::Search::Outcome::infeasible));
  CHECK(compiled.kernel->work() < 1000);
}
