#include "support.hpp"
#include "support/catch.hpp"
#include "support/oem_reader.hpp"

using namespace perilune;
using namespace perilune::test;
using Catch::Matchers::Contains;

namespace {

const std::vector<std::string> queqiao_2 = {
    "propagate", "--at", "2024-03-22 TT", "--elements",
    "208452.2176 km, 0.96888026, 23.0998 deg, 176.647854 deg, 186.033193 deg, 64.417218484 deg"};

std::vector<std::string> with(std::vector<std::string> arguments, const std::vector<std::string>& more) {
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

}  // namespace

TEST_CASE("propagate: the orbit of a scenario, typed, gives the same perilune", "[cli]") {
  const Ran typed = ran(queqiao_2);
  const Ran from_file = ran({"propagate", arrivals(), "--mission", "queqiao-2"});
  REQUIRE(typed.code == ExitCode::ok);
  REQUIRE(from_file.code == ExitCode::ok);
  const std::string perilune = typed.out.substr(typed.out.find("perilune: "));
  CHECK_THAT(perilune, Contains("2024-03-24T16:55:"));
  CHECK_THAT(from_file.out, Contains(perilune.substr(0, perilune.find('\n'))));
}

TEST_CASE("propagate: elements and the state that they are fly to the same place", "[cli]") {
  const Ran state = ran({"propagate", "--at", "2024-03-22 TT", "--state",
                         "-291375.261 km, 31954.153 km, -6339.122 km, -885.764 m/s, -128.104 m/s, 76.638 m/s",
                         "--until", "1 h", "--integrator", "fehlberg78", "--tolerance", "1e-10"});
  const Ran elements = ran(with(queqiao_2, {"--until", "1 h"}));
  REQUIRE(state.code == ExitCode::ok);
  REQUIRE(elements.code == ExitCode::ok);
  // The state is rounded to a metre and a millimetre a second: 4 m in an hour.
  const auto x = [](const std::string& text) { return std::stod(text.substr(text.find(":\n") + 3)); };
  CHECK(std::abs(x(state.out) - x(elements.out)) < 4e-3);
}

TEST_CASE("propagate: backward, to a date, about the Moon", "[cli]") {
  const Ran run =
      ran({"propagate", "--at", "2030-01-01 TDB", "--center", "moon", "--axes", "icrf", "--forces", "moon",
           "--state", "2000 km, 0 km, 0 km, 0 m/s, 1.5 km/s, 0 m/s", "--until", "2029-12-31T23:00 TDB"});
  CHECK(run.code == ExitCode::ok);
  CHECK_THAT(run.out,
             Contains("end: ") && Contains("above the moon") && Contains("2029-12-31T23:00:00.000000 TDB"));
}

TEST_CASE("propagate: gravity fields to a degree and order, typed", "[cli]") {
  const auto after_a_day = [](const std::string& forces) {
    return ran({"propagate", "--at", "2031-03-01 TDB", "--center", "moon", "--axes", "icrf", "--elements",
                "1838 km, 0, 90 deg, 0 deg, 0 deg, 0 deg", "--forces", forces, "--until", "1 d"});
  };
  const Ran large = after_a_day("moon:50,earth,sun"), small = after_a_day("moon:50x10,earth,sun"),
            point = after_a_day("moon,earth,sun");
  for (const Ran* run : {&large, &small, &point}) REQUIRE(run->code == ExitCode::ok);
  CHECK(large.out != small.out);
  CHECK(small.out != point.out);
  CHECK_THAT(after_a_day("moon:151").err, Contains("degree 2 to 150"));
  CHECK_THAT(after_a_day("moon:10x20").err, Contains("order"));
  CHECK_THAT(after_a_day("moon:many").err, Contains("Write moon:100"));
  CHECK_THAT(after_a_day("moon,mars:20").err, Contains("fields of the earth and the moon alone"));
  CHECK_THAT(after_a_day("moon:20,moon").err, Contains("twice"));
}

TEST_CASE("propagate: --oem writes the trajectory to a file or, alone, to the standard output", "[cli]") {
  const TemporaryFolder folder;
  const Ran run = ran(with(queqiao_2, {"--oem", folder / "q.oem"}));
  REQUIRE(run.code == ExitCode::ok);
  CHECK_THAT(run.out, Contains("perilune: "));
  const std::string text = text_of(folder / "q.oem");
  CHECK(read_oem(text).lines.size() > 50);
  CHECK(ran(with(queqiao_2, {"--oem", "-"})).out == text);
  CHECK(ran(with(queqiao_2, {"--oem", folder / "q.oem/x"})).code == ExitCode::file_error);
}
