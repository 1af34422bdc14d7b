#include <perilune/propagation/ensemble_nd.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

#include <perilune/core/error.hpp>
#include <perilune/propagation/propagator_nd.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

/// The 9:2 halo orbit, and what starts a little beside its phases.
std::vector<StateNd> phases(int count) {
  const Cr3bp model = earth_moon_cr3bp();
  const StateNd apoapsis{0.0, {1.02202617986537242, 0.0, -0.1821}, {0.0, -0.10326652171474489, 0.0}};
  const Propagator<Cr3bp> propagator(model, {.relative_tolerance = 1e-14, .dense_output = false});
  std::vector<StateNd> made;
  for (int i = 0; i < count; ++i) {
    StateNd state = propagator.propagate(apoapsis, 1.51117263248151234 * i / count).end_state();
    state.position_nd.x() += 1e-5 * std::sin(i);
    state.velocity_nd.z() += 1e-5 * std::cos(3.0 * i);
    made.push_back(state);
  }
  return made;
}

bool same(const MemberFlightNd& a, const MemberFlightNd& b) {
  return a.end.position_nd == b.end.position_nd && a.end.velocity_nd == b.end.velocity_nd &&
         a.end.time_nd == b.end.time_nd && a.steps == b.steps && a.rejected_steps == b.rejected_steps &&
         a.worst_error == b.worst_error && a.stop_reason == b.stop_reason;
}

}  // namespace

TEST_CASE("ensemble nd: ends where flights of their own end, with every instruction set", "[propagation]") {
  const Cr3bp model = earth_moon_cr3bp();
  const std::vector<StateNd> members = phases(21);  // fills no number of lanes
  const Propagator<Cr3bp> alone(model, {.relative_tolerance = 1e-14, .dense_output = false});
  for (const Isa isa : available_isas()) {
    for (const double duration : {1.3, -0.9}) {
      CAPTURE(isa_name(isa), duration);
      const std::vector<MemberFlightNd> flown =
          propagate_ensemble(model, members, duration, {.relative_tolerance = 1e-13}, {.isa = isa});
      REQUIRE(flown.size() == members.size());
      for (std::size_t i = 0; i < members.size(); ++i) {
        const StateNd there = alone.propagate(members[i], duration).end_state();
        CAPTURE(i, flown[i].steps);
        CHECK(flown[i].stop_reason == StopReason::end_time);
        CHECK((flown[i].end.position_nd - there.position_nd).norm() < 3e-11);
        CHECK((flown[i].end.velocity_nd - there.velocity_nd).norm() < 1e-9);
        CHECK(flown[i].end.time_nd == Approx(there.time_nd));
        CHECK(std::abs(jacobi_constant_nd(model, flown[i].end) - jacobi_constant_nd(model, members[i])) <
              1e-11);
        CHECK(flown[i].worst_error <= 1.0);
        CHECK(flown[i].worst_error > 0.01);
      }
    }
  }
}

TEST_CASE("ensemble nd: the error falls with the tolerance as its order says", "[propagation][convergence]") {
  const Cr3bp model = earth_moon_cr3bp();
  const std::vector<StateNd> members = phases(16);
  const auto exact = propagate_ensemble(model, members, 1.0, {.relative_tolerance = 1e-14});
  double before = 0.0;
  for (const double tolerance : {1e-6, 1e-8, 1e-10}) {
    double worst = 0.0, steps = 0.0;
    const auto flown = propagate_ensemble(model, members, 1.0, {.relative_tolerance = tolerance});
    for (std::size_t i = 0; i < members.size(); ++i) {
      worst = std::max(worst, (flown[i].end.position_nd - exact[i].end.position_nd).norm());
      steps += static_cast<double>(flown[i].steps);
    }
    CAPTURE(tolerance, worst, steps);
    CHECK(worst < 3.0 * tolerance);  // a passage of the Moon magnifies
    if (before > 0.0) CHECK(worst < before / 20.0);
    before = worst;
  }
}

TEST_CASE("ensemble nd: a member hangs on itself alone", "[propagation]") {
  const Cr3bp model = earth_moon_cr3bp();
  const std::vector<StateNd> members = phases(700);  // more than one thread's share
  const auto one = propagate_ensemble(model, members, 0.8, {}, {.threads = {.threads = 1}});
  const auto two = propagate_ensemble(model, members, 0.8, {}, {.threads = {.threads = 2}});
  ThreadPool pool({.threads = 3});
  const auto three = propagate_ensemble(model, members, 0.8, {}, {.pool = &pool});
  std::vector<StateNd> reversed(members.rbegin(), members.rend());
  const auto back = propagate_ensemble(model, reversed, 0.8);
  const std::vector<StateNd> few(members.begin() + 41, members.begin() + 44);
  const auto some = propagate_ensemble(model, few, 0.8);
  for (std::size_t i = 0; i < members.size(); ++i) {
    REQUIRE(same(one[i], two[i]));
    REQUIRE(same(one[i], three[i]));
    REQUIRE(same(one[i], back[members.size() - 1 - i]));
  }
  for (std::size_t i = 0; i < few.size(); ++i) CHECK(same(some[i], one[41 + i]));
}

TEST_CASE("ensemble nd: what ends a flight early says so, and its neighbours fly on", "[propagation]") {
  const Cr3bp model = earth_moon_cr3bp();
  std::vector<StateNd> members = phases(5);
  members[2] = {
      0.0, {1.0 - model.mass_ratio_nd + 1e-3, 0.0, 0.0}, {0.0, 0.0, 0.0}};  // falls into the Moon's centre
  const auto flown = propagate_ensemble(model, members, 1.0, {.relative_tolerance = 1e-12, .max_steps = 400});
  CHECK(flown[2].stop_reason != StopReason::end_time);
  CHECK(flown[2].end.time_nd < 1.0);
  CHECK(flown[2].end.time_nd > 0.0);
  CHECK(flown[2].end.position_nd.allFinite());
  for (const std::size_t i : {0, 1, 3, 4}) CHECK(flown[i].stop_reason == StopReason::end_time);
  const auto short_of =
      propagate_ensemble(model, members, 1.0, {.relative_tolerance = 1e-12, .max_steps = 3});
  CHECK(short_of[0].stop_reason == StopReason::step_limit);
  CHECK(short_of[0].steps + short_of[0].rejected_steps == 3);
  const auto still = propagate_ensemble(model, members, 0.0);
  CHECK(still[3].end.position_nd == members[3].position_nd);
  CHECK(propagate_ensemble(model, {}, 1.0).empty());
}

TEST_CASE("ensemble nd: what cannot be is refused, all at once", "[propagation][errors]") {
  std::vector<StateNd> members = phases(3);
  members[1].velocity_nd.y() = std::numeric_limits<double>::quiet_NaN();
  try {
    propagate_ensemble(earth_moon_cr3bp(), members, std::numeric_limits<double>::infinity(),
                       {.relative_tolerance = 0.5});
    FAIL("accepted");
  } catch (const InvalidArgument& error) {
    const std::string text = error.what();
    CAPTURE(text);
    CHECK(text.find("the duration is not finite") != std::string::npos);
    CHECK(text.find("relative_tolerance 0.5") != std::string::npos);
    CHECK(text.find("member 1 is not finite") != std::string::npos);
  }
}
