#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include <perilune/access/apparent.hpp>
#include <perilune/core/error.hpp>
#include <perilune/design/window_conditions.hpp>
#include <perilune/units/literals.hpp>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;
using Catch::Matchers::ContainsSubstring;

namespace {

WindowProfile polar(const char* from, double days) {
  WindowProfile profile;
  profile.site = wenchang();
  profile.site.azimuth_min = 90_deg;
  profile.site.azimuth_max = 120_deg;
  profile.horizon = {Epoch::parse(from), Epoch::parse(from) + Duration::days(days)};
  return profile;
}

/// A condition on the lift-off alone: not after an instant.
WindowCondition not_after(Epoch last) {
  return {"lift-off", "min",
          [last](const TranslunarTransfer& transfer, const TranslunarFlight&, const Ephemeris&) {
            return (last - transfer.lift_off).minutes();
          }};
}

TranslunarTransfer flown_again(const WindowProfile& profile, const LaunchWindow& window) {
  TimedTranslunarRequest request;
  request.site = profile.site.place;
  request.lift_off = window.lift_off;
  request.perilune = window.perilune;
  request.azimuth_guess_rad = window.azimuth_rad;
  return design_translunar(request);
}

}  // namespace

TEST_CASE("window conditions: a window is cut where one stops holding, and keeps what goes", "[design]") {
  const WindowProfile profile = polar("2030-03-04 UTC", 1.5);
  const WindowSearch search = search_windows(profile, {.confirm = WindowConfirmation::edges});
  REQUIRE(search.windows.size() >= 2);
  const LaunchWindow& first = search.windows.front();
  REQUIRE(first.status == WindowStatus::confirmed);

  // In the later half: the best flight stays, the closing edge comes in.
  const Epoch late = first.lift_off + 0.7 * (first.closes.lift_off - first.lift_off);
  const WindowSearch later = hold_conditions(search, profile, std::array{not_after(late)});
  CHECK(later.windows.front().opens.lift_off == first.opens.lift_off);
  CHECK(later.windows.front().lift_off == first.lift_off);
  CHECK(std::abs((later.windows.front().closes.lift_off - late).seconds()) <= 31.0);
  CHECK(later.windows.front().closes.lift_off <= late);
  CHECK(later.windows.front().closes.flight_bound == WindowBound::condition);

  // Before the best flight: another becomes the best.
  const Epoch soon = first.opens.lift_off + 0.7 * (first.lift_off - first.opens.lift_off);
  const LaunchWindow sooner = hold_conditions(search, profile, std::array{not_after(soon)}).windows.front();
  CHECK(sooner.status == WindowStatus::confirmed);
  CHECK(sooner.lift_off < first.lift_off);
  CHECK(sooner.opens.lift_off <= sooner.lift_off);
  CHECK(sooner.lift_off <= sooner.closes.lift_off);
  CHECK(std::abs((sooner.closes.lift_off - soon).seconds()) <= 31.0);
  const TranslunarTransfer again = flown_again(profile, sooner);
  CHECK(again.insertion_delta_v_m_s() == Approx(sooner.insertion_delta_v_m_s).margin(0.01));

  // But none that is dearer than the profile allows.
  WindowProfile frugal = profile;
  frugal.most_insertion_delta_v = Speed::from_si(first.insertion_delta_v_m_s - 1.0);
  const LaunchWindow dear = hold_conditions(search, frugal, std::array{not_after(soon)}).windows.front();
  CHECK(dear.status == WindowStatus::refused);
  CHECK_THAT(dear.reason, ContainsSubstring("only where its flights pass a limit"));

  // Never: refused, with the condition's name and the least that it fails by.
  const Epoch never = first.opens.lift_off - Duration::minutes(10.0);
  const LaunchWindow none =
      hold_conditions(search, profile, std::array{not_after(late), not_after(never)}).windows.front();
  CHECK(none.status == WindowStatus::refused);
  CHECK_THAT(none.reason, ContainsSubstring("lift-off: nowhere within its limit") &&
                              ContainsSubstring("beyond it by 10.0"));
  CHECK(hold_conditions(search, profile, {}).windows.size() == search.windows.size());
  CHECK_THROWS_AS(hold_conditions(search, profile, std::array{WindowCondition{"empty", "min", {}}}),
                  InvalidArgument);
}

TEST_CASE("window conditions: the nearest lift-off is told by no unit, with all that it breaks", "[design]") {
  const WindowProfile profile = polar("2030-03-04 UTC", 1.5);
  const WindowSearch search = search_windows(profile, {.confirm = WindowConfirmation::edges});
  const LaunchWindow& first = search.windows.front();
  // Two that never hold together: not after the opening less a minute, not before the close and a minute.
  const Epoch opens = first.opens.lift_off, closes = first.closes.lift_off;
  const Epoch soon = opens - Duration::minutes(1.0), late = closes + Duration::minutes(1.0);
  const auto not_before = [late](double per_minute, const char* unit) {
    return WindowCondition{
        "wait", unit, [=](const TranslunarTransfer& transfer, const TranslunarFlight&, const Ephemeris&) {
          return per_minute * (transfer.lift_off - late).minutes();
        }};
  };
  const auto reason = [&](const std::vector<WindowCondition>& conditions) {
    const LaunchWindow held = hold_conditions(search, profile, conditions).windows.front();
    REQUIRE(held.status == WindowStatus::refused);
    return held.reason;
  };
  const std::string in_minutes = reason({not_after(soon), not_before(1.0, "min")});
  const std::string in_days = reason({not_after(soon), not_before(1.0 / 1440.0, "d")});
  CAPTURE(in_minutes, in_days);
  const auto when = [](const std::string& text) { return text.substr(text.find("nearest at"), 40); };
  CHECK(when(in_minutes) == when(in_days));
  CHECK_THAT(in_minutes, ContainsSubstring("conditions: nowhere within all their limits") &&
                             ContainsSubstring("'lift-off' beyond its own by ") &&
                             ContainsSubstring(" and 'wait' beyond its own by "));

  // Each holds somewhere, and never both: the one that is broken there is not said to hold nowhere.
  const Epoch early = opens + 0.1 * (closes - opens), beyond = opens + 0.9 * (closes - opens);
  const WindowCondition not_too_soon{
      "wait", "d", [beyond](const TranslunarTransfer& transfer, const TranslunarFlight&, const Ephemeris&) {
        return (transfer.lift_off - beyond).days();
      }};
  CHECK_THAT(reason({not_after(early), not_too_soon}),
             ContainsSubstring("nowhere within all their limits") && !ContainsSubstring("within its limit"));
}

TEST_CASE("window conditions: the same for one thread and two", "[design]") {
  const WindowProfile profile = polar("2030-03-04 UTC", 2.0);
  const WindowSearch search = search_windows(profile, {.confirm = WindowConfirmation::centres});
  const std::array conditions{eclipse_at_most(Duration::minutes(25.0)), insertion_in_view()};
  const WindowSearch one = hold_conditions(search, profile, conditions, {.threads = 1});
  const WindowSearch two = hold_conditions(search, profile, conditions, {.threads = 2});
  CHECK(one.csv() == two.csv());
}

TEST_CASE("window conditions: eclipses of the flights that are left are short enough", "[design]") {
  const WindowProfile profile = polar("2030-03-01 UTC", 12.0);
  const WindowSearch search = search_windows(profile, {.confirm = WindowConfirmation::centres});
  const auto darkest_min = [&](const LaunchWindow& window) {
    const TranslunarTransfer transfer = flown_again(profile, window);
    REQUIRE(transfer.status == TranslunarStatus::converged);
    const TranslunarFlight flown = fly(transfer);
    // By sampling: how long the Earth's or the Moon's disc covers part of the Sun's.
    const Ephemeris& sky = Ephemeris::embedded();
    double longest_s = 0.0, dark_s = 0.0;
    for (Epoch t = transfer.injection.epoch; t < transfer.perilune.epoch; t += Duration::seconds(20.0)) {
      const Eigen::Vector3d craft_m = flown.transfer.at(t).position_m;
      const Eigen::Vector3d to_sun = sky.state_m(sun, earth, t).position_m - craft_m;
      bool dark = false;
      for (const BodyId body : {earth, moon}) {
        const Eigen::Vector3d to_body =
            (body == earth ? Eigen::Vector3d::Zero().eval() : sky.state_m(moon, earth, t).position_m) -
            craft_m;
        const double apart = std::acos(to_sun.normalized().dot(to_body.normalized()));
        const double discs = std::asin(radius_m(sun) / to_sun.norm()) +
                             std::asin(std::min(1.0, radius_m(body) / to_body.norm()));
        dark = dark || (apart < discs && to_body.norm() < to_sun.norm());
      }
      dark_s = dark ? dark_s + 20.0 : 0.0;
      longest_s = std::max(longest_s, dark_s);
    }
    return longest_s / 60.0;
  };
  std::vector<double> found;
  for (const LaunchWindow& window : search.windows)
    if (window.status == WindowStatus::confirmed) found.push_back(darkest_min(window));
  REQUIRE(found.size() >= 10);
  std::sort(found.begin(), found.end());
  const double most_min = found[found.size() / 2] + 0.5;  // half of the best flights are beyond it
  CAPTURE(most_min);
  const WindowSearch held =
      hold_conditions(search, profile, std::array{eclipse_at_most(Duration::minutes(most_min))});
  int kept = 0, refused = 0;
  for (std::size_t i = 0; i < held.windows.size(); ++i) {
    if (held.windows[i].status == WindowStatus::refused) {
      ++refused;
      continue;
    }
    ++kept;
    CHECK(darkest_min(held.windows[i]) <= most_min + 1.0);  // samples are 20 s apart
  }
  CHECK(kept >= 3);
  CHECK(refused >= 1);
}

TEST_CASE("window conditions: insertions behind the Moon are those that the line of sight says", "[design]") {
  const WindowProfile profile = polar("2030-03-01 UTC", 6.0);
  const WindowSearch search = search_windows(profile, {.confirm = WindowConfirmation::centres});
  const WindowCondition in_view = insertion_in_view();
  const std::array bodies{moon};
  int checked = 0;
  for (const LaunchWindow& window : search.windows) {
    if (window.status != WindowStatus::confirmed) continue;
    const TranslunarTransfer transfer = flown_again(profile, window);
    const TranslunarFlight flown = fly(transfer);
    const Epoch end = transfer.perilune.epoch;
    const IntervalSet seen =
        line_of_sight(AccessPoint::body(earth), AccessPoint::spacecraft("craft", flown.transfer), bodies,
                      {end - Duration::hours(1.0), end});
    const double margin_deg = in_view.margin(transfer, flown, Ephemeris::embedded());
    if (std::abs(margin_deg) < 0.002) continue;  // the limb itself
    CHECK((margin_deg > 0.0) == seen.contains(end - Duration::seconds(1.0)));
    ++checked;
  }
  CHECK(checked >= 8);
}

TEST_CASE("window conditions: an antenna hears what stands above its horizon", "[design]") {
  const WindowProfile profile = polar("2030-03-01 UTC", 3.0);
  const WindowSearch search = search_windows(profile, {.confirm = WindowConfirmation::centres});
  const auto antenna = [](double longitude_deg) {
    return GroundAntenna{AccessPoint::site("antenna", earth, {0.6, longitude_deg / 57.29577951308232, 100.0}),
                         10_deg};
  };
  // Three around the Earth hear whatever is in view; one alone, what stands over it.
  const WindowCondition anyone = insertion_heard_by({antenna(-117.0), antenna(-4.0), antenna(116.0)});
  const WindowCondition kashi = insertion_heard_by({antenna(76.0)});
  const WindowCondition in_view = insertion_in_view();
  int heard = 0, unheard = 0;
  for (const LaunchWindow& window : search.windows) {
    if (window.status != WindowStatus::confirmed) continue;
    const TranslunarTransfer transfer = flown_again(profile, window);
    const TranslunarFlight flown = fly(transfer);
    const Ephemeris& sky = Ephemeris::embedded();
    const bool is_seen = in_view.margin(transfer, flown, sky) > 0.01;
    const double elevation_rad =
        apparent_azimuth_elevation(antenna(76.0).place, AccessPoint::body(moon), transfer.perilune.epoch)
            .elevation_rad;
    if (std::abs(elevation_rad - 0.1745) < 0.02) continue;  // the craft is half a degree beside the Moon
    CHECK((kashi.margin(transfer, flown, sky) > 0.0) == (is_seen && elevation_rad > 0.1745));
    if (is_seen) CHECK(anyone.margin(transfer, flown, sky) > kashi.margin(transfer, flown, sky) - 1e-9);
    (kashi.margin(transfer, flown, sky) > 0.0 ? heard : unheard) += 1;
  }
  CHECK(heard + unheard >= 4);
  CHECK_THROWS_AS(insertion_heard_by({}), InvalidArgument);
  CHECK_THROWS_WITH(insertion_heard_by({{AccessPoint::body(moon), 10_deg}}),
                    ContainsSubstring("no place on the Earth"));
}
