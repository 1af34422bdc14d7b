#include <perilune/report/page.hpp>

#include <string>

#include <perilune/campaign/plan.hpp>

#include "markup.hpp"
#include "support/arrivals.hpp"
#include "support/catch.hpp"

using namespace perilune;

namespace {

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

TEST_CASE("page: one file that is well formed, asks for nothing and runs nothing", "[report][page]") {
  Scenario scenario = with_mission("queqiao-2", "Arrivals");
  scenario.flights = {test::queqiao_2()};
  const std::string page = report_html(plan(scenario), run);
  CHECK(test::markup_problem(page) == "");
  for (const char* forbidden : {"<script", "<link", "<img", "<iframe", "style=\"", " on", "javascript:"}) {
    CAPTURE(forbidden);
    // " on" followed by letters and '=' would be a handler; none of our words is written so.
    if (std::string(forbidden) == " on") {
      CHECK(page.find(" onclick=") == std::string::npos);
      CHECK(page.find(" onload=") == std::string::npos);
    } else {
      CHECK(page.find(forbidden) == std::string::npos);
    }
  }
  // The only address is the name of SVG's namespace, which nobody fetches.
  for (std::size_t at = page.find("http"); at != std::string::npos; at = page.find("http", at + 4)) {
    const std::string_view rest = std::string_view(page).substr(at);
    CHECK((rest.starts_with("http://www.w3.org/2000/svg\"") || rest.starts_with("http-equiv=")));
  }
  CHECK(page.size() < 1'500'000);
}

TEST_CASE("page: the policy names the style by its SHA-256", "[report][page]") {
  const std::string page = report_html(plan(with_mission("a", "b")), run);
  // Made apart: the text between <style> and </style> through `openssl dgst -sha256 -binary | base64`.
  CHECK(page.find("content=\"default-src 'none'; style-src "
                  "'sha256-0wTK1gIAdur/zL5K4TUSYXKeuMAMjOlRxeFdAzKHicg='; img-src data:; "
                  "base-uri 'none'; form-action 'none'\"") != std::string::npos);
}

TEST_CASE("page: names that people chose appear as text", "[report][page][hostile]") {
  for (const std::string name :
       {"<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "</style><b>", "&lt;", "'; --",
        "\xE2\x80\xAE"
        "evil",
        "]]>", "<!--", "\x1B[31m"}) {
    CAPTURE(name);
    const std::string page = report_html(plan(with_mission(name, name)), run);
    CHECK(test::markup_problem(page) == "");
    CHECK(page.find("<script") == std::string::npos);
    CHECK(page.find("<img") == std::string::npos);
    CHECK(page.find("<b>") == std::string::npos);
    CHECK(page.find("<!--") == std::string::npos);
    CHECK(page.find("\xE2\x80\xAE") == std::string::npos);
    CHECK(page.find('\x1B') == std::string::npos);
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
