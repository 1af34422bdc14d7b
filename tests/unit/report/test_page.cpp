#include <perilune/report/page.hpp>

#include <cmath>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include <perilune/campaign/plan.hpp>
#include <perilune/core/atomic_file.hpp>
#include <perilune/core/text.hpp>
#include <perilune/report/sha256.hpp>

#include "hostile_names.hpp"
#include "markup.hpp"
#include "support/arrivals.hpp"
#include "support/catch.hpp"

using namespace perilune;

namespace {

std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

/// Hexadecimal digits as base 64, bit by bit.
std::string base64(const std::string& hex) {
  std::string bits;
  for (const char digit : hex) {
    const int value = std::stoi(std::string(1, digit), nullptr, 16);
    for (int bit = 3; bit >= 0; --bit) bits += (value >> bit & 1) != 0 ? '1' : '0';
  }
  std::string out;
  for (std::size_t i = 0; i < bits.size(); i += 6) {
    std::string six = bits.substr(i, 6);
    six.resize(6, '0');
    out += "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[std::stoul(six, nullptr, 2)];
  }
  while (out.size() % 4 != 0) out += '=';
  return out;
}

const std::string bundle = PERILUNE_SOURCE_DIR "/lib/report/page/bundle/";

const RunInfo run{Epoch::parse("2026-11-22 UTC"), 0.0, 0};

Scenario with_mission(const std::string& id, const std::string& title) {
  Scenario scenario;
  scenario.name = title;
  scenario.description = title;
  scenario.roadmap.horizon = {Epoch::parse("2024-01-01 UTC"), Epoch::parse("2025-01-01 UTC")};
  Mission mission;
  mission.id = id;
  mission.title = title;
  mission.activities.emplace_back();
  mission.activities.back().id = id;
  mission.activities.back().duration = DurationRange::exactly(Duration::days(10));
  scenario.roadmap.missions.push_back(mission);
  return scenario;
}

}  // namespace

TEST_CASE("page: one file that is well formed, asks for nothing and runs its own script alone",
          "[report][page]") {
  Scenario scenario = with_mission("queqiao-2", "Arrivals");
  scenario.flights = {test::queqiao_2()};
  const std::string page = report_html(plan(scenario), run);
  CHECK(test::markup_problem(page) == "");
  for (const char* forbidden : {"<link", "<img", "<iframe", "style=\"", " on", "javascript:"}) {
    CAPTURE(forbidden);
    // " on" followed by letters and '=' would be a handler; none of our words is written so.
    if (std::string(forbidden) == " on") {
      CHECK(page.find(" onclick=") == std::string::npos);
      CHECK(page.find(" onload=") == std::string::npos);
    } else {
      CHECK(page.find(forbidden) == std::string::npos);
    }
  }
  CHECK(count_of(page, "<script") == 3);  // the data, what the script unpacks, and the script
  CHECK(count_of(page, "<script type=\"application/json\" id=\"report-data\">") == 1);
  CHECK(count_of(page, "</script>") == 3);
  // The only address is the name of SVG's namespace, which nobody fetches.
  for (std::size_t at = page.find("http"); at != std::string::npos; at = page.find("http", at + 4)) {
    const std::string_view rest = std::string_view(page).substr(at);
    CHECK((rest.starts_with("http://www.w3.org/2000/svg\"") ||
           rest.starts_with("http://www.w3.org/2000/svg'") || rest.starts_with("http-equiv=")));
  }
  CHECK(page.size() < 1'500'000);
}

TEST_CASE("page: the policy names style and script by their SHA-256, and nothing else", "[report][page]") {
  const std::string page = report_html(plan(with_mission("a", "b")), run);
  const auto between = [&](std::string_view begin, std::string_view end) {
    const std::size_t at = page.find(begin) + begin.size();
    return page.substr(at, page.find(end, at) - at);
  };
  CHECK(between("http-equiv=\"Content-Security-Policy\" content=\"", "\"") ==
        "default-src 'none'; style-src 'sha256-" + base64(sha256_hex(between("<style>", "</style>"))) +
            "'; script-src 'sha256-" + base64(sha256_hex(between("<script>", "</script>"))) + "' 'sha256-" +
            base64(std::string(trimmed(read_file(bundle + "views.js.sha256", 100)))) +
            "'; img-src data:; base-uri 'none'; form-action 'none'");
  // RFC 4648, section 10, and `printf '' | openssl dgst -sha256 -binary | base64`.
  CHECK(base64("666f6f626172") == "Zm9vYmFy");
  CHECK(base64(sha256_hex("")) == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
}

TEST_CASE("page: what it unpacks is the committed bundle, whose bytes are the recorded ones",
          "[report][page]") {
  const std::string sums = read_file(bundle + "SHA256SUMS", 10'000);
  for (const char* name : {"views.js.gz.base64", "views.js.sha256"}) {
    CAPTURE(name);
    CHECK(sums.find(sha256_hex(read_file(bundle + name, 1'000'000)) + "  " + name + "\n") !=
          std::string::npos);
  }
  const std::string packed = read_file(bundle + "views.js.gz.base64", 1'000'000);
  Scenario scenario = with_mission("queqiao-2", "Arrivals");
  CHECK(count_of(report_html(plan(scenario), run), "id=\"report-views\"") == 0);  // there is nothing to turn
  scenario.flights = {test::queqiao_2()};
  CHECK(count_of(report_html(plan(scenario), run),
                 "id=\"report-views\">" + packed.substr(0, packed.size() - 1) + "</script>") == 1);
}

TEST_CASE("page: its data are JSON with every flight; activities stand in their table", "[report][page]") {
  Scenario scenario = with_mission("queqiao-2", "Arrivals");
  scenario.flights = {test::queqiao_2()};
  const Campaign campaign = plan(scenario);
  const std::string page = report_html(campaign, run);
  const std::string_view begin = "id=\"report-data\">";
  const std::size_t at = page.find(begin) + begin.size();
  const auto data = nlohmann::json::parse(page.substr(at, page.find("</script>", at) - at));
  CHECK(count_of(
            page,
            "<tr id=\"activity-0\"><td class=\"name\">queqiao-2</td><td class=\"name\">queqiao-2</td>") == 1);
  REQUIRE(data["flights"].size() == 1);
  const auto& flight = data["flights"][0];
  REQUIRE(flight["times"].size() == flight["craft"].size());
  CHECK(flight["near"] == true);
  CHECK(flight["from"] == campaign.flights().at(0).trajectory->begin().iso8601(TimeScale::utc, 3));
  // The last point against the trajectory and the ephemeris, to the kilometre that is written.
  const Trajectory& trajectory = *campaign.flights().at(0).trajectory;
  const State end = trajectory.at(trajectory.end());
  REQUIRE(end.frame.center == earth);
  const Eigen::Vector3d moon_m = Ephemeris::embedded().state_m(moon, earth, trajectory.end()).position_m;
  // The Moon keeps its face to the Earth: x of its axes points there, within the libration (8 deg along, 7
  // across).
  const auto& moon_x = flight["axes"]["moon"][0];
  const Eigen::Vector3d towards_earth = -moon_m.normalized();
  CHECK(towards_earth.dot(Eigen::Vector3d(moon_x[0], moon_x[1], moon_x[2])) > std::cos(11.0 * 0.0174533));
  for (int k = 0; k < 3; ++k) {
    const auto axis = static_cast<std::size_t>(k);
    CHECK(std::abs(flight["craft"].back()[axis].get<double>() * 1e3 - end.position_m[k]) < 501.0);
    CHECK(std::abs(flight["moon"].back()[axis].get<double>() * 1e3 - moon_m[k]) < 501.0);
  }
}

TEST_CASE("page: names that people chose appear as text", "[report][page][hostile]") {
  for (const std::string& name : test::fifty_hostile_names()) {
    CAPTURE(name);
    const std::string page = report_html(plan(with_mission(name, name)), run);
    CHECK(test::markup_problem(page) == "");
    CHECK(count_of(page, "<script") == 2);
    CHECK(count_of(page, "</script") == 2);
    for (const char* code : {"<img", "<b>", "<!--", "<svg onload", "<Task>", "<![CDATA["})
      CHECK(page.find(code) == std::string::npos);
    // Marks that turn the direction of writing, and what a terminal or a parser takes for a command.
    for (const char* mark : {"\xE2\x80\xAE", "\xE2\x80\x8F", "\x1B", "\x7F", "\x01", "\xC2\x85"})
      CHECK(page.find(mark) == std::string::npos);
    CHECK(page.find('\0') == std::string::npos);
  }
  CHECK(report_html(plan(with_mission(std::string(10'000, 'x'), "long")), run).size() < 1'500'000);
}

TEST_CASE("page: an infeasible schedule is explained", "[report][page]") {
  Scenario scenario = with_mission("lander", "Lander");
  scenario.roadmap.missions[0].activities[0].duration = DurationRange::exactly(Duration::days(400));
  const std::string page = report_html(plan(scenario), run);
  CHECK(test::markup_problem(page) == "");
  CHECK(page.find("<h2 id=\"why-not\">Why not</h2>") != std::string::npos);
  CHECK(page.find("lander") != std::string::npos);
  CHECK(page.find("id=\"gantt\"") == std::string::npos);
}

TEST_CASE(
    "page: phases stand against their targets, milestones in order of time, and what the last date waits "
    "for",
    "[report][page]") {
  Scenario scenario = with_mission("lander", "Lander");
  Phase whole;
  whole.id = whole.title = "landings";
  whole.to = Epoch::parse("2024-02-01 UTC");
  whole.where = {"plan.yaml", 5, 3};
  Phase part;
  part.id = "first";
  part.parent = "landings";
  Phase later;
  later.id = "later";
  scenario.roadmap.phases = {whole, part, later};
  Mission& lander = scenario.roadmap.missions[0];
  lander.phase = "first";
  lander.activities[0].milestones = {{"landed", {"plan.yaml", 12, 40}}};
  Mission relay = lander;
  relay.id = "relay";
  relay.activities[0].id = "launch";
  relay.activities[0].duration = DurationRange::exactly(Duration::days(50));
  relay.activities[0].milestones = {{"operational", {"plan.yaml", 20, 40}}};
  scenario.roadmap.missions.push_back(relay);
  Precedence waits;
  waits.mission.id = "relay";
  scenario.roadmap.missions[0].after = {waits};
  const std::string page = report_html(plan(scenario), run);
  CHECK(test::markup_problem(page) == "");

  // The relay's 50 days and the lander's 10 end on the first of March of a leap year, 29 days late.
  CHECK(count_of(page,
                 "<tr><td>landings</td><td class=\"short\">2024-01-01</td><td class=\"short\">2024-03-01</td>"
                 "<td class=\"short\">2024-02-01</td><td class=\"number\">29</td><td "
                 "class=\"short\">plan.yaml:5</td></tr>") == 1);
  CHECK(count_of(page, "<tr><td>later</td><td class=\"short\">no mission</td>") == 1);
  const std::size_t first = page.find(">relay.operational</td>"), last = page.find(">lander.landed</td>");
  CHECK(first < last);
  CHECK(count_of(page,
                 "<tr><td class=\"short\">2024-03-01</td><td "
                 "class=\"name\">lander.landed</td><td>planned</td><td class=\"name\">first</td>"
                 "<td class=\"short\">plan.yaml:12</td></tr>") == 1);
  const std::size_t path = page.find("<h3>Critical path</h3>");
  REQUIRE(path != std::string::npos);
  CHECK(page.find("relay.launch", path) < page.find("lander.lander ends", path));
}

TEST_CASE("page: flights for whose pictures there is no room stand in one table", "[report][page]") {
  Scenario scenario;
  scenario.name = "twelve";
  scenario.path = "twelve.yaml";
  scenario.roadmap.horizon = {Epoch::parse("2024-01-01 UTC"), Epoch::parse("2025-01-01 UTC")};
  constexpr int flights = 12;
  for (int i = 0; i < flights; ++i) {
    Mission mission = with_mission("craft-" + std::to_string(i), "").roadmap.missions[0];
    Flight flight = test::queqiao_2();
    flight.mission = mission.id;
    scenario.roadmap.missions.push_back(std::move(mission));
    scenario.flights.push_back(std::move(flight));
  }
  const std::string page = report_html(plan(scenario), run);
  CHECK(test::markup_problem(page) == "");
  CHECK(page.size() < 1'500'000);
  const std::size_t drawn = count_of(page, "<h2 id=\"trajectory-craft-");
  CHECK(drawn > 2);
  CHECK(drawn < flights);
  const std::size_t further = page.find("<h2 id=\"further-flights\">");
  REQUIRE(further != std::string::npos);
  CHECK(page.find("<h2 id=\"trajectory-craft-11\">") == std::string::npos);
  const std::string rest = page.substr(further, page.find("</section>", further) - further);
  CHECK(count_of(rest, ">perilune<") == flights - drawn);
  CHECK(count_of(
            rest,
            "<td class=\"name\">craft-11</td><td>perilune</td><td class=\"short\">2024-03-24T16:55:39") == 1);
  CHECK(count_of(rest, "perilune plot twelve.yaml --figure trajectory-FLIGHT") == 1);
}
