// One kernel, eight readers. Run it under the thread sanitizer (preset tsan).
#include <array>
#include <random>
#include <thread>
#include <vector>

#include <perilune/bodies/ephemeris.hpp>
#include <perilune/bodies/granule_cursor.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

constexpr std::array bodies{moon, sun, venus, jupiter};

struct Answers {
  std::vector<double> values;
  friend bool operator==(const Answers&, const Answers&) = default;
};

Answers ask(const Ephemeris& ephemeris, unsigned seed) {
  Answers answers;
  const auto keep = [&](const Eigen::Vector3d& vector) {
    for (const double component : vector) answers.values.push_back(component);
  };
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> anywhere(566049600.0, 1641556800.0);
  GranuleCursor cursor(ephemeris, earth, bodies, 1.1e9);
  for (int i = 0; i < 500; ++i) {
    const double tdb_s = anywhere(random);
    const PositionVelocity state = ephemeris.state_m(moon, sun, tdb_s);
    keep(state.position_m);
    keep(state.velocity_m_s);
    keep(ephemeris.position_m(jupiter, earth, tdb_s));
    answers.values.push_back(ephemeris.moon_libration(tdb_s).psi_rad);
    std::array<Vector3<double>, bodies.size()> positions_m;
    cursor.positions_m(tdb_s - 1.1e9, positions_m);
    for (const Vector3<double>& position_m : positions_m) keep(position_m);
  }
  return answers;
}

}  // namespace

TEST_CASE("ephemeris: eight threads that share a kernel get what one gets", "[bodies][threads]") {
  constexpr unsigned count = 8;
  std::vector<Answers> together(count);
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < count; ++i) {
    // The first to come builds the embedded ephemeris; each works on a copy of its own or on the shared one.
    threads.emplace_back([i, &together] {
      if (i % 2 == 0) {
        together[i] = ask(Ephemeris::embedded(), i);
      } else {
        const Ephemeris copy = Ephemeris::embedded();
        together[i] = ask(copy, i);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (unsigned i = 0; i < count; ++i) CHECK(together[i] == ask(Ephemeris::embedded(), i));
}
