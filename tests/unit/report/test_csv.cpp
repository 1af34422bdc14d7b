#include <limits>
#include <string>

#include <perilune/report/csv.hpp>

#include "support/catch.hpp"

using perilune::csv_user_cell;
using perilune::CsvTable;

TEST_CASE("csv: a table has its header, its rows and a newline at the end", "[report]") {
  CsvTable table({"mission", "note", "slack_h"});
  table.row().user("queqiao-2").own("a, b").number(1.5, 3);
  table.row().user("x").empty().number(std::numeric_limits<double>::quiet_NaN(), 3);
  CHECK(table.text() == "mission,note,slack_h\nqueqiao-2,\"a, b\",1.500\nx,,\n");
}

TEST_CASE("csv: a column is added to every row, also where a cell has line ends and quotes", "[report]") {
  CHECK(perilune::csv_with_column("a,b\n1,2\n\"x\ny\",\"say \"\"no\"\"\"\n", "partial", "true") ==
        "a,b,partial\n1,2,true\n\"x\ny\",\"say \"\"no\"\"\",true\n");
  CHECK(perilune::csv_with_column("a\n", "partial", "true") == "a,partial\n");
}

TEST_CASE("csv: a name that a spreadsheet would run stays a name", "[report][hostile]") {
  CHECK(csv_user_cell("=HYPERLINK(\"http://x\")") == "\"'=HYPERLINK(\"\"http://x\"\")\"");
  CHECK(csv_user_cell("+1") == "\"'+1\"");
  CHECK(csv_user_cell("-2+3") == "\"'-2+3\"");
  CHECK(csv_user_cell("-lander") == "'-lander");
  CHECK(csv_user_cell("@SUM(A1)") == "\"'@SUM(A1)\"");
  CHECK(csv_user_cell("  =1") == "\"'  =1\"");
  CHECK(csv_user_cell("\xEF\xBC\x9D"
                      "1") ==
        "\"'\xEF\xBC\x9D"
        "1\"");  // full-width equals sign
  CHECK(csv_user_cell("\t=1") == "\"?=1\"");
  CHECK(csv_user_cell("\r=1") == "\"?=1\"");
}

TEST_CASE("csv: separators, quotes and line ends in a name make no second cell", "[report][hostile]") {
  CHECK(csv_user_cell("a,b") == "\"a,b\"");
  CHECK(csv_user_cell("a;=1") == "\"a;=1\"");
  CHECK(csv_user_cell("say \"hi\"") == "\"say \"\"hi\"\"\"");
  CHECK(csv_user_cell("a\nb") == "\"a?b\"");
  CHECK(csv_user_cell("") == "");
  CHECK(csv_user_cell("Chang'e-5 (China)") == "Chang'e-5 (China)");
  CHECK(csv_user_cell("\xE2\x80\xAE"
                      "evil") == "\"?evil\"");  // right-to-left override
}
