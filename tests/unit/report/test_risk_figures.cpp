#include <algorithm>
#include <string>

#include <perilune/campaign/plan.hpp>
#include <perilune/report/figures.hpp>
#include <perilune/report/page.hpp>

#include "designed.hpp"
#include "markup.hpp"
#include "support/catch.hpp"

using namespace perilune;
using perilune::test::attribute_values;
using perilune::test::rows_of;

namespace {

/// A relay whose launch may fail and a lander that waits for it, in 200 samples.
struct Study {
  Campaign campaign = plan(scenario());
  CampaignRisk risk = campaign_risk(campaign);
  RiskStudy study{campaign.schedule().model.problem,
                  campaign.schedule().schedule,
                  risk.risks,
                  risk.reached(),
                  {.seed = 7}};
  std::vector<RiskSample> samples = run();
  RiskAnswer answer = study.answer(samples);
  RiskTables tables{risk, study, samples, answer};

  static Scenario scenario() {
    Scenario scenario;
    scenario.roadmap.horizon = {Epoch::parse("2030-01-01 UTC"), Epoch::parse("2050-01-01 UTC")};
    Phase phase;
    phase.id = "first";
    phase.to = Epoch::parse("2030-06-01 UTC");
    scenario.roadmap.phases = {phase};
    for (const char* id : {"relay", "lander"}) {
      Mission mission;
      mission.id = id;
      mission.phase.id = "first";
      Activity launch;
      launch.kind = ActivityKind::launch;
      launch.duration = DurationRange::exactly(Duration::days(1));
      launch.risk = Risk{};
      launch.risk->failure = 0.3;
      launch.risk->again_after = Duration::days(90);
      launch.risk->slip = {DelayLaw::Shape::uniform, {}, {}, Duration::days(60)};
      mission.activities = {launch};
      scenario.roadmap.missions.push_back(mission);
    }
    Precedence waits;
    waits.mission.id = "relay";
    scenario.roadmap.missions[1].after = {waits};
    return scenario;
  }

  std::vector<RiskSample> run() const {
    std::vector<RiskSample> all;
    for (std::size_t s = 0; s < 200; ++s) all.push_back(study.run(s));
    return all;
  }
};

const Study& study() {
  static const Study made;
  return made;
}

}  // namespace

TEST_CASE("risk: the pictures carry what the tables say", "[report][figures]") {
  const std::vector<Figure> figures = risk_figures(study().tables);
  REQUIRE(figures.size() == 3);
  for (const Figure& figure : figures) CHECK(test::markup_problem(figure.picture.element()) == "");

  const std::string dates = figures[0].picture.element();
  const auto names = attribute_values(dates, "data-name"), p50 = attribute_values(dates, "data-p50"),
             p95 = attribute_values(dates, "data-p95"), planned = attribute_values(dates, "data-planned");
  const auto rows = rows_of(study().tables.milestones_csv());
  REQUIRE(names.size() == rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CHECK(names[i] == rows[i].at("name"));
    CHECK(p50[i] == rows[i].at("p50_utc"));
    CHECK(p95[i] == rows[i].at("p95_utc"));
    CHECK(planned[i] == rows[i].at("planned_utc"));
  }

  // Everything is reached in the end; the phase's curve is its probability at each new year.
  CHECK(attribute_values(figures[1].picture.element(), "data-last") == std::vector<std::string>{"1.000000"});

  const std::string tornado = figures[2].picture.element();
  const auto swings = attribute_values(tornado, "data-swing-d"),
             of = attribute_values(tornado, "data-risk-of");
  auto drivers = rows_of(study().tables.drivers_csv());
  std::erase_if(drivers, [](const auto& row) { return row.at("kind") != "phase"; });
  REQUIRE(swings.size() == drivers.size());
  for (std::size_t i = 0; i < drivers.size(); ++i) {
    CHECK(of[i] == drivers[i].at("risk_of"));
    CHECK(swings[i] == drivers[i].at("swing_d"));
  }
}

TEST_CASE("risk: a schedule has whiskers from P50 to P90 for each mission", "[report][figures]") {
  const std::string text = gantt_figure(study().campaign, &study().tables).value().picture.element();
  CHECK(test::markup_problem(text) == "");
  const auto p50 = attribute_values(text, "data-p50"), p90 = attribute_values(text, "data-p90");
  REQUIRE(p50.size() == 2);
  for (std::size_t m = 0; m < study().risk.milestones.size(); ++m) {
    if (study().risk.milestones[m].kind != CampaignMilestone::Kind::mission) continue;
    // Counted here: the first date by which half, and nine tenths, of the samples have come.
    std::vector<Epoch> dates;
    for (const RiskSample& sample : study().samples)
      dates.push_back(study().study.problem().grid.origin() + sample.reached[m].value());
    std::sort(dates.begin(), dates.end());
    CHECK(std::count(p50.begin(), p50.end(), dates[99].iso8601(TimeScale::utc, 0)) == 1);
    CHECK(std::count(p90.begin(), p90.end(), dates[179].iso8601(TimeScale::utc, 0)) == 1);
  }
  CHECK(attribute_values(gantt_figure(study().campaign).value().picture.element(), "data-p50").empty());
}

TEST_CASE("risk: the page has its section when it is given the tables", "[report][page]") {
  const RunInfo run{Epoch::parse("2026-11-22 UTC"), 0.0, 0};
  const std::string with = report_html(study().campaign, run, Ephemeris::embedded(), &study().tables);
  CHECK(test::markup_problem(with) == "");
  CHECK(with.find("<h2 id=\"risk\">") != std::string::npos);
  CHECK(with.find("id=\"risk-drivers\"") != std::string::npos);
  // The phases below the schedule say how sure their dates are.
  const MilestoneRisk& phase = study().answer.milestones.at(0);
  REQUIRE(study().risk.milestones.at(0).kind == CampaignMilestone::Kind::phase);
  std::string cells;
  for (const double p : {0.5, 0.8, 0.95})
    cells += "<td class=\"short\">" + phase.quantile(p)->iso8601(TimeScale::utc, 0).substr(0, 10) + "</td>";
  CHECK(with.find(cells + "<td class=\"number\">") != std::string::npos);
  CHECK(report_html(study().campaign, run).find("<h2 id=\"risk\">") == std::string::npos);
}
