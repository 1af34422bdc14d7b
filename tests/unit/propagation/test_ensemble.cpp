// Run under the thread sanitizer, too (preset tsan).
#include <perilune/propagation/ensemble.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>
#include <random>

#include <perilune/core/error.hpp>
#include <perilune/core/isa.hpp>
#include <perilune/propagation/dispersion.hpp>
#include <perilune/time/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;

namespace {

const Epoch start = Epoch::parse("2031-03-01T06:00:00 TDB");

/// From 185 km above the Earth to 2500 km from the Moon's centre, five days later.
const State translunar{start,
                       earth_centred_icrf,
                       {5043910.953, -4042349.415, -1136372.521},
                       {7409.646118990, 7299.594106963, 3366.719140922},
                       900.0};

/// An eccentric orbit about the Moon, 300 km to 6000 km above it.
const State lunar{start, moon_centred_icrf, {2.0374e6, 0.0, 0.0}, {0.0, 1300.0, 1450.0}, 500.0};

StandardForces five_bodies() {
  StandardForces made;
  for (const BodyId body : {sun, earth, venus, moon, jupiter}) made.add(point_mass(body));
  return made;
}

std::vector<State> dispersed(const State& about, std::size_t count, double scale = 1.0) {
  Sigmas sigmas;
  for (int n = 0; n < 3; ++n) {
    sigmas.position_m[n] = 100.0 * scale;
    sigmas.velocity_m_s[n] = 0.01 * scale;
  }
  return dispersed_states(covariance_from_sigmas(about, sigmas, about.frame.axes),
                          {.seed = 7, .count = count});
}

/// Distance from the member's own flight at a tolerance near the least.
double error_m(const MemberFlight& flight, const State& member, Epoch until) {
  const Propagator exact(five_bodies(), {.integrator = Integrator::rkn1210,
                                         .relative_tolerance = 1e-13,
                                         .dense_output = false,
                                         .stop_at_impact = false});
  return (flight.end.position_m - exact.propagate(member, until).end_state().position_m).norm();
}

bool same_bits(const MemberFlight& a, const MemberFlight& b) {
  const auto same = [](const Eigen::Vector3d& x, const Eigen::Vector3d& y) {
    return std::memcmp(x.data(), y.data(), 3 * sizeof(double)) == 0;
  };
  return same(a.end.position_m, b.end.position_m) && same(a.end.velocity_m_s, b.end.velocity_m_s) &&
         a.end.epoch == b.end.epoch && a.end.mass_kg == b.end.mass_kg && a.stop_reason == b.stop_reason &&
         a.event == b.event && a.path == b.path && a.halved_steps == b.halved_steps &&
         a.worst_error == b.worst_error && a.rhs_evaluations == b.rhs_evaluations;
}

}  // namespace

TEST_CASE("ensemble: members on shared steps are where their own exact flights end", "[propagation]") {
  struct Case {
    State about;
    Duration length;
    double tolerance;
    double most_m;  // twice the largest error of 64 members
  };
  const Case c = GENERATE(Case{translunar, 5_d, 1e-6, 2.0}, Case{translunar, 5_d, 1e-9, 0.02},
                          Case{translunar, 5_d, 1e-12, 2e-3}, Case{lunar, 2_d, 1e-9, 0.1},
                          Case{lunar, -(1_d), 1e-12, 1e-3});
  const Propagator propagator(five_bodies(), {.relative_tolerance = c.tolerance});
  const std::vector<State> members = dispersed(c.about, 19);  // not a multiple of any number of lanes
  const Epoch until = start + c.length;
  const Ensemble flown = propagate_ensemble(propagator, c.about, members, until, {.threads = {.threads = 1}});
  REQUIRE(flown.size() == members.size());
  CHECK(flown.count(MemberPath::alone) == 0);
  CHECK(flown.count(StopReason::end_time) == members.size());
  CHECK(flown.shared_steps() > 10);
  for (std::size_t i = 0; i < members.size(); ++i) {
    CAPTURE(i, flown[i].worst_error, c.tolerance);
    CHECK(flown[i].end.epoch == until);
    CHECK(flown[i].end.frame == c.about.frame);
    CHECK(flown[i].end.mass_kg == members[i].mass_kg);
    CHECK(flown[i].worst_error <= 1.0);
    CHECK(flown[i].worst_error > 0.0);
    CHECK(error_m(flown[i], members[i], until) < c.most_m);
  }
  CHECK(error_m(flown.nominal(), c.about, until) < c.most_m);
}

TEST_CASE("ensemble: the same to the bit for any number of threads, any order, any subset",
          "[propagation][threads]") {
  const Propagator propagator(five_bodies(), {.relative_tolerance = 1e-6});
  // So wide that there are members of every path.
  std::vector<State> members = dispersed(translunar, 203, 12.0);
  members[17].velocity_m_s *= 1.004;  // far away from the others
  const Epoch until = start + 5_d;
  const Ensemble one =
      propagate_ensemble(propagator, translunar, members, until, {.threads = {.threads = 1}});
  CHECK(one.count(MemberPath::shared) > 0);
  CHECK(one.count(MemberPath::halved) > 0);
  CHECK(one.count(MemberPath::alone) > 0);
  CHECK(one.count(StopReason::event) > 0);  // some hit the Moon
  for (const int threads : {2, 4, 8}) {
    const Ensemble many =
        propagate_ensemble(propagator, translunar, members, until, {.threads = {.threads = threads}});
    for (std::size_t i = 0; i < members.size(); ++i) CHECK(same_bits(one[i], many[i]));
    CHECK(same_bits(one.nominal(), many.nominal()));
  }
  ThreadPool pool({.threads = 3});
  for (int again = 0; again < 2; ++again) {  // threads that stand ready
    const Ensemble many = propagate_ensemble(propagator, translunar, members, until, {.pool = &pool});
    for (std::size_t i = 0; i < members.size(); ++i) CHECK(same_bits(one[i], many[i]));
  }
  std::vector<State> broken = members;
  broken[5].mass_kg = -1.0;
  CHECK_THROWS_AS(propagate_ensemble(propagator, translunar, broken, until, {.pool = &pool}),
                  InvalidArgument);
  std::vector<std::size_t> order(members.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::shuffle(order.begin(), order.end(), std::mt19937(3));
  order.resize(150);
  std::vector<State> shuffled;
  for (const std::size_t i : order) shuffled.push_back(members[i]);
  const Ensemble some =
      propagate_ensemble(propagator, translunar, shuffled, until, {.threads = {.threads = 2}});
  for (std::size_t i = 0; i < order.size(); ++i) CHECK(same_bits(one[order[i]], some[i]));
}

TEST_CASE("ensemble: every instruction set flies the members to the same place", "[propagation]") {
  const StandardForces forces = five_bodies();
  const PropagatorOptions options{.relative_tolerance = 1e-9};
  const std::vector<State> members = dispersed(translunar, 11);
  const Epoch until = start + 5_d;
  const auto alone = [](const State&, std::size_t) -> Trajectory { throw std::logic_error("alone"); };
  const EnsembleOptions ensemble_options{.threads = {.threads = 1}};
  for (const Isa isa : available_isas()) {
    const Ensemble flown = detail::fly_ensemble(
        {translunar, members, until, ensemble_options, options, Ephemeris::embedded(), &forces, isa}, alone);
    for (std::size_t i = 0; i < members.size(); ++i) {
      CAPTURE(isa_name(isa), i);
      CHECK(error_m(flown[i], members[i], until) < 0.02);
    }
  }
}

TEST_CASE("ensemble: a member that meets a body ends there as its own flight does", "[propagation]") {
  const Propagator propagator(five_bodies(), {.relative_tolerance = 1e-9});
  const std::vector<State> members = dispersed(translunar, 120, 15.0);
  const Epoch until = start + 5_d;
  const Ensemble flown = propagate_ensemble(propagator, translunar, members, until);
  std::size_t hits = 0;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const Trajectory own = propagator.propagate(members[i], until);
    CHECK(flown[i].stop_reason == own.stop_reason());
    if (own.stop_reason() != StopReason::event) continue;
    ++hits;
    CHECK(flown[i].event == "impact");
    CHECK(flown[i].end.epoch == own.end());
    CHECK((flown[i].end.position_m - own.end_state().position_m).norm() == 0.0);
  }
  CHECK(hits > 3);
  CHECK(hits < 100);
  const Propagator through(five_bodies(), {.relative_tolerance = 1e-9, .stop_at_impact = false});
  CHECK(propagate_ensemble(through, translunar, members, until).count(StopReason::end_time) ==
        members.size());
}

TEST_CASE("ensemble: steps too long for a member are cut for it, or it is flown alone", "[propagation]") {
  const Propagator propagator(five_bodies(), {.relative_tolerance = 1e-8, .stop_at_impact = false});
  const std::vector<State> members = dispersed(translunar, 64, 10.0);
  const Epoch until = start + 5_d;
  const Ensemble cut = propagate_ensemble(propagator, translunar, members, until, {.nominal_margin = 1.0});
  CHECK(cut.count(MemberPath::halved) > 5);
  CHECK(cut.share_flown_anew() > 0.1);
  const Ensemble uncut =
      propagate_ensemble(propagator, translunar, members, until, {.nominal_margin = 1.0, .most_halvings = 0});
  CHECK(uncut.count(MemberPath::halved) == 0);
  CHECK(uncut.count(MemberPath::alone) >= cut.count(MemberPath::halved));
  CHECK(uncut.count(MemberPath::shared) == cut.count(MemberPath::shared));
  for (std::size_t i = 0; i < members.size(); ++i) {
    CAPTURE(i, cut[i].halved_steps);
    CHECK(error_m(cut[i], members[i], until) < 2.0);  // near the Moon, what was small has grown
    CHECK((cut[i].path == MemberPath::halved) == (cut[i].halved_steps > 0));
    if (uncut[i].path == MemberPath::shared) CHECK(same_bits(uncut[i], cut[i]));
  }
  const std::string text = cut.report();
  CHECK_THAT(text, Catch::Matchers::ContainsSubstring("ensemble of 64 members"));
  CHECK_THAT(text, Catch::Matchers::ContainsSubstring("64 end_time"));
}

TEST_CASE("ensemble: the spread of many members is what linear covariance says", "[propagation]") {
  Sigmas sigmas;
  for (int n = 0; n < 3; ++n) {
    sigmas.position_m[n] = 1.0;
    sigmas.velocity_m_s[n] = 1e-4;
  }
  const StateCovariance about = covariance_from_sigmas(translunar, sigmas, Axes::ric);
  constexpr std::size_t count = 4096;
  const std::vector<State> members = dispersed_states(about, {.seed = 2, .count = count});
  const Propagator propagator(five_bodies(), {.relative_tolerance = 1e-10});
  const Epoch until = start + 4_d;
  const EnsembleSpread spread = propagate_ensemble(propagator, translunar, members, until).spread();
  REQUIRE(spread.count == count);
  const StateTransition flown = propagator.propagate_with_stm(translunar, until);
  const StateCovariance linear = propagated(about, flown, until);
  for (int n = 0; n < 6; ++n) {
    CAPTURE(n);
    CHECK(std::abs(spread.covariance(n, n) / linear.covariance(n, n) - 1.0) < 4.0 * std::sqrt(2.0 / count));
  }
}

TEST_CASE("ensemble: what lanes do not know is flown member by member", "[propagation]") {
  const std::vector<State> members = dispersed(translunar, 5);
  const Epoch until = start + 1_d;
  const auto check_alone = [&](const auto& propagator, const Ensemble& flown) {
    CHECK(flown.count(MemberPath::alone) == flown.size());
    CHECK(flown.shared_steps() == 0);
    for (std::size_t i = 0; i < flown.size(); ++i) {
      const Trajectory own = propagator.propagate(members[i], until);
      CHECK(flown[i].stop_reason == own.stop_reason());
      CHECK((flown[i].end.position_m - own.end_state().position_m).norm() == 0.0);
    }
  };
  SECTION("forces of one's own") {
    struct Push {
      Vector3<double> acceleration_m_s2(const BasicState<double>& state) const {
        return {1e-3 / state.mass_kg, 0.0, 0.0};
      }
    };
    const Propagator propagator(forces(point_mass(earth), point_mass(moon), Push{}));
    check_alone(propagator, propagate_ensemble(propagator, translunar, members, until));
  }
  SECTION("the Earth's flattening") {
    const Propagator propagator(forces(point_mass(earth), j2(earth), point_mass(moon)));
    check_alone(propagator, propagate_ensemble(propagator, translunar, members, until));
  }
  SECTION("events") {
    Propagator propagator(five_bodies());
    propagator.stop_at(altitude_crossing(earth, Length::from_si(5e7)));
    const Ensemble flown = propagate_ensemble(propagator, translunar, members, until);
    check_alone(propagator, flown);
    CHECK(flown.count(StopReason::event) == members.size());
    CHECK_FALSE(flown[0].event.empty());
  }
  SECTION("parameters that differ") {
    const auto propagator_of = [](std::size_t member) {
      const ParameterDispersion mu{.name = "mu", .mean = 4.9028e12, .sigma = 1e9};
      return Propagator(
          forces(point_mass(earth), point_mass(moon, {.mu_m3_s2 = mu.sample(1, member)}), point_mass(sun)));
    };
    const Ensemble flown = propagate_ensemble(propagator_of, translunar, members, until);
    for (std::size_t i = 0; i < flown.size(); ++i) {
      CHECK((flown[i].end.position_m - propagator_of(i).propagate(members[i], until).end_state().position_m)
                .norm() == 0.0);
    }
  }
  SECTION("an end that the ephemeris does not cover") {
    const Propagator propagator(five_bodies(), {.relative_tolerance = 1e-6, .stop_at_impact = false});
    State late = translunar;
    late.epoch = Epoch::parse("2051-12-01T00:00:00 TDB");
    const std::vector<State> two(2, late);
    const Ensemble flown = propagate_ensemble(propagator, late, two, late.epoch + 90_d);
    CHECK(flown.count(StopReason::outside_ephemeris) == 2);
  }
}

TEST_CASE("ensemble: members of other epochs and axes come to their own ends", "[propagation]") {
  const Propagator propagator(five_bodies(),
                              {.integrator = Integrator::rkn1210, .relative_tolerance = 1e-11});
  const Epoch until = start + 2_d;
  std::vector<State> members = dispersed(translunar, 4);
  members[1] = members[1].in(earth_centred_eme2000);
  members[2].epoch = start + 100_s;
  members[3] = members[3].in(earth_fixed);
  const Ensemble flown = propagate_ensemble(propagator, translunar, members, until);
  CHECK(flown[0].path == MemberPath::shared);
  CHECK(flown[1].path == MemberPath::shared);
  CHECK(flown[2].path == MemberPath::alone);
  CHECK(flown[3].path == MemberPath::alone);
  for (std::size_t i = 0; i < members.size(); ++i) {
    const State own = propagator.propagate(members[i], until).end_state();
    CHECK(flown[i].end.frame == own.frame);
    CHECK((flown[i].end.position_m - own.position_m).norm() < 0.05);
  }
}

TEST_CASE("ensemble: what cannot be flown is refused, all at once", "[propagation]") {
  const Propagator propagator(five_bodies());
  const Epoch until = start + 1_d;
  std::vector<State> members = dispersed(translunar, 20);
  members[3].position_m.x() = std::nan("");
  members[8].mass_kg = -1.0;
  members[9] = lunar;
  CHECK_THROWS_WITH(
      propagate_ensemble(propagator, translunar, members, until),
      Catch::Matchers::ContainsSubstring("member 3") && Catch::Matchers::ContainsSubstring("member 8") &&
          Catch::Matchers::ContainsSubstring("member 9") && Catch::Matchers::ContainsSubstring("State::in"));
  members = dispersed(translunar, 20);
  members[12].position_m *= 0.9;  // below the ground
  CHECK_THROWS_WITH(propagate_ensemble(propagator, translunar, members, until),
                    Catch::Matchers::ContainsSubstring("member 12") &&
                        Catch::Matchers::ContainsSubstring("below the surface of the earth"));
  CHECK_THROWS_AS(propagate_ensemble(propagator, translunar, members, until, {.nominal_margin = 0.5}),
                  InvalidArgument);
  CHECK_THROWS_AS(propagate_ensemble(propagator, translunar, members, until, {.most_halvings = 7}),
                  InvalidArgument);
  CHECK_THROWS_AS(propagate_ensemble(propagator, translunar, members, until, {.threads = {.threads = -2}}),
                  InvalidArgument);
  const Propagator odd(five_bodies(), {.relative_tolerance = 0.1});
  CHECK_THROWS_AS(propagate_ensemble(odd, translunar, members, until), InvalidArgument);
  CHECK(propagate_ensemble(propagator, translunar, {}, until).size() == 0);
}
