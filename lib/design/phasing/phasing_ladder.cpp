#include <perilune/design/phasing/phasing_ladder.hpp>

#include <cmath>
#include <numeric>

#include <perilune/bodies/constants.hpp>
#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {

namespace {

constexpr double two_pi = 6.283185307179586;

void check(const PhasingLadderRequest& request) {
  std::vector<std::string> wrong;
  const auto ask = [&wrong](bool good, const std::string& text) {
    if (!good) wrong.push_back(text);
  };
  const double perigee_km = request.perigee_altitude.si() * 1e-3;
  const double apogee_km = request.first_apogee_altitude.si() * 1e-3;
  ask(perigee_km >= 120.0 && perigee_km <= 40000.0,
      detail::concat("perigee_altitude is ", perigee_km, " km; allowed are 120 to 40000 km"));
  ask(apogee_km >= perigee_km && apogee_km < 350e3,
      detail::concat("first_apogee_altitude is ", apogee_km,
                     " km; it lies above the perigee's, below 350000 km"));
  ask(request.c3_m2_s2 >= -10e6 && request.c3_m2_s2 <= 2e6,
      detail::concat("c3 is ", request.c3_m2_s2 * 1e-6, " km^2/s^2; allowed are -10 to 2"));
  ask(request.burns >= 1 && request.burns <= 10,
      detail::concat("burns is ", request.burns, "; allowed are 1 to 10"));
  ask(request.most_revolutions >= 1 && request.most_revolutions <= 20,
      detail::concat("most_revolutions is ", request.most_revolutions, "; allowed are 1 to 20"));
  ask(request.engine.thrust.si() > 0.0, "the engine's thrust is not above 0 N");
  ask(request.engine.specific_impulse > Duration(), "the engine's specific_impulse is not above 0 s");
  ask(request.mass.si() > 0.0, "the mass is not above 0 kg");
  ask(request.at_least >= Duration() && request.at_least <= request.at_most &&
          request.at_most <= Duration::days(200.0),
      "at_least " + to_text(request.at_least) + " and at_most " + to_text(request.at_most) +
          ": allowed are 0 to 200 d, in this order");
  if (!wrong.empty()) throw InvalidArgument("phasing_ladder: " + join(wrong, "; "));
}

/// The combination of revolutions whose sum of periods is nearest to a time.
struct Choice {
  std::vector<int> revolutions;
  double seconds = INFINITY;
};

void choose(const std::vector<double>& period_s, int most, double wanted_s, std::vector<int>& now,
            double so_far_s, Choice& best) {
  if (now.size() == period_s.size()) {
    if (std::abs(so_far_s - wanted_s) < std::abs(best.seconds - wanted_s)) best = {now, so_far_s};
    return;
  }
  const double one_s = period_s[now.size()];
  for (int n = 1; n <= most; ++n) {
    const double sum_s = so_far_s + n * one_s;
    now.push_back(n);
    choose(period_s, most, wanted_s, now, sum_s, best);
    now.pop_back();
    if (sum_s > 2.0 * wanted_s && n > 1) break;
  }
}

}  // namespace

double PhasingLadder::total_m_s() const {
  return std::accumulate(delta_v_m_s.begin(), delta_v_m_s.end(), 0.0);
}

PhasingLadder phasing_ladder(const PhasingLadderRequest& request) {
  check(request);
  const double perigee_m = earth_radius_m + request.perigee_altitude.si();
  const double apogee_m = earth_radius_m + request.first_apogee_altitude.si();
  const double exhaust_m_s = request.engine.specific_impulse.seconds() * standard_gravity_m_s2;
  const double start_m_s = std::sqrt(mu_earth_m3_s2 * (2.0 / perigee_m - 2.0 / (perigee_m + apogee_m)));
  const double end_m_s = std::sqrt(request.c3_m2_s2 + 2.0 * mu_earth_m3_s2 / perigee_m);
  if (!(end_m_s > start_m_s)) {
    throw InvalidArgument(detail::concat("phasing_ladder: the first orbit has ", fixed(start_m_s, 1),
                                         " m/s at its perigee, the injection's ", fixed(end_m_s, 1),
                                         " m/s: nothing is left to climb"));
  }
  PhasingLadder made;
  // Equal lengths of burns are equal shares of the propellant.
  const double mass_kg = request.mass.si();
  const double propellant_kg = -std::expm1(-(end_m_s - start_m_s) / exhaust_m_s) * mass_kg;
  const double one_s =
      propellant_kg * exhaust_m_s / request.engine.thrust.si() / static_cast<double>(request.burns);
  double speed_m_s = start_m_s, left_kg = mass_kg;
  for (int k = 0; k < request.burns; ++k) {
    const double a_m = 1.0 / (2.0 / perigee_m - speed_m_s * speed_m_s / mu_earth_m3_s2);
    made.period_s.push_back(two_pi * std::sqrt(a_m * a_m * a_m / mu_earth_m3_s2));
    const double after_kg = left_kg - propellant_kg / request.burns;
    const double push_m_s = exhaust_m_s * std::log(left_kg / after_kg);
    const double middle_m_s = speed_m_s + 0.5 * push_m_s;
    const double arc_rad = middle_m_s / perigee_m * one_s;
    const double e = middle_m_s * middle_m_s * perigee_m / mu_earth_m3_s2 - 1.0;
    made.delta_v_m_s.push_back(push_m_s);
    made.burn_s.push_back(one_s);
    made.estimated_loss_m_s += push_m_s * arc_rad * arc_rad / 24.0 * e / ((1.0 + e) * (1.0 + e));
    speed_m_s += push_m_s;
    left_kg = after_kg;
    if (k + 1 == request.burns) break;
    const double next_a_m = 1.0 / (2.0 / perigee_m - speed_m_s * speed_m_s / mu_earth_m3_s2);
    PhasingBurn burn;
    burn.name = detail::concat("perigee burn ", k + 1);
    burn.opposite_altitude = Length::from_si(2.0 * next_a_m - perigee_m - earth_radius_m);
    made.burns.push_back(burn);
  }
  Choice best;
  std::vector<int> now;
  const double wanted_s = 0.5 * (request.at_least + request.at_most).seconds();
  choose(made.period_s, request.most_revolutions, wanted_s, now, 0.0, best);
  made.revolutions = best.revolutions;
  made.duration = Duration::seconds(best.seconds);
  if (made.duration < request.at_least || made.duration > request.at_most) {
    made.burns.clear();
    made.revolutions.clear();
    return made;
  }
  for (std::size_t k = 0; k < made.burns.size(); ++k) made.burns[k].passage = best.revolutions[k];
  made.injection_passage = best.revolutions.back();
  return made;
}

}  // namespace perilune
