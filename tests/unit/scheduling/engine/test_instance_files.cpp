#include <perilune/scheduling/engine/instance_files.hpp>

#include <perilune/core/error.hpp>
#include <perilune/scheduling/engine/solve.hpp>
#include <perilune/scheduling/engine/validate.hpp>

#include "support/catch.hpp"

using namespace perilune::engine;

namespace {

const std::string small_sm = R"(jobs (incl. supersource/sink ):  4
RESOURCES
  - renewable                 :  1   R
************************************************************************
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          2           2   3
   2        1          1           4
   3        1          1           4
   4        1          0
************************************************************************
REQUESTS/DURATIONS:
jobnr. mode duration  R 1
------------------------------------------------------------------------
  1      1     0       0
  2      1     3       2
  3      1     4       2
  4      1     0       0
************************************************************************
RESOURCEAVAILABILITIES:
  R 1
    3
)";

// Start to start: activity 2 at least 2 and at most 3 after activity 1.
const std::string small_sch = R"(2 1 0 0
0 1 2 1 2 [0] [0]
1 1 2 2 3 [2] [3]
2 1 2 1 3 [-3] [2]
3 1 0
0 1 0 0
1 1 3 1
2 1 2 1
3 1 0 0
1
)";

const std::string small_rcp = R"(4 1 1
2
1
0 0 5 0 2 2 3
2 1 0 2 1 4
3 1 2 0 1 4
0 0 0 7 0
)";

std::string fault(Model (*read)(std::string_view, std::string_view), const std::string& text) {
  try {
    read(text, "file");
  } catch (const perilune::DataError& error) {
    return error.what();
  }
  return "";
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

}  // namespace

TEST_CASE("engine: small instances of the three formats, with their makespans", "[scheduling][engine]") {
  const Model sm = read_psplib(small_sm, "small.sm");
  CHECK(validate(sm).empty());
  CHECK(sm.lags.size() == 4);
  CHECK(solve(sm).values == std::vector<Value>{7});  // one after the other

  const Model sch = read_rcpsp_max(small_sch, "small.sch");
  CHECK(sch.lags.at(4).at_least == -3);
  CHECK(solve(sch).values == std::vector<Value>{5});  // 1 on [0, 3), 2 on [3, 5)

  const Model rcp = read_rcpsp_stocks(small_rcp, "small.rcp");
  CHECK(rcp.reservoirs.at(0).events.size() == 2);
  CHECK(solve(rcp).values == std::vector<Value>{5});  // what is taken first has to be given before
}

TEST_CASE("engine: a faulty instance is refused with its place", "[scheduling][engine]") {
  CHECK(fault(read_psplib, "") ==
        "file:1:1: expected a line 'jobs ...: <count>' with a count from 1 to 100000, found ''");
  CHECK(fault(read_psplib, replaced(small_sm, "   2        1          1           4",
                                    "   2        1          1           9")) ==
        "file:8:36: expected a successor, a whole number from 1 to 4, found '9'");
  CHECK(fault(read_psplib, replaced(small_sm, "  3      1     4 ", "  3      2     4 ")) ==
        "file:17:10: expected its mode, a whole number from 1 to 1, found '2'");
  CHECK(fault(read_psplib, replaced(small_sm, "RESOURCEAVAIL", "RESOURCES")) ==
        "file:23:1: expected a line that begins with 'RESOURCEAVAILABILITIES', found the end of the file");
  CHECK(fault(read_rcpsp_max, replaced(small_sch, "[2] [3]", "[2] [x]")) ==
        "file:3:16: expected a lag, a whole number from -1000000 to 1000000, found 'x'");
  CHECK(fault(read_rcpsp_stocks, "4 1 1\n2\n1\n0 0 5") ==
        "file:4:6: expected what is given at the end, found the end of the file");
  CHECK_THROWS_AS(read_instance("nowhere.sm"), perilune::DataError);
}
