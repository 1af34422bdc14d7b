#include "../../../lib/cli/progress.hpp"

#include <sstream>

#include "support/catch.hpp"

using perilune::cli::ProgressLine;
using perilune::cli::rough_time;

TEST_CASE("progress: silent at first, then how far and how long, wiped at the end", "[cli]") {
  std::ostringstream terminal;
  double now_s = 100.0;
  {
    ProgressLine line(terminal, true, [&] { return now_s; });
    now_s = 100.4;
    line.update("flights", 1, 12);
    CHECK(terminal.str().empty());
    now_s = 110.0;
    line.update("flights", 3, 12);
    CHECK(terminal.str() == "\r\x1B[Kflights 3 of 12, 25 %, about 30 s left");
    now_s = 110.05;
    line.update("flights", 4, 12);  // too soon after the last
    CHECK(terminal.str() == "\r\x1B[Kflights 3 of 12, 25 %, about 30 s left");
  }
  CHECK(terminal.str() == "\r\x1B[Kflights 3 of 12, 25 %, about 30 s left\r\x1B[K");
}

TEST_CASE("progress: nothing is shown where there is no terminal", "[cli]") {
  std::ostringstream stream;
  double now_s = 0.0;
  ProgressLine line(stream, false, [&] { return now_s; });
  now_s = 60.0;
  line.update("flights", 1, 2);
  line.finish();
  CHECK(stream.str().empty());
}

TEST_CASE("progress: times are rounded to what one waits for", "[cli]") {
  CHECK(rough_time(0.2) == "0 s");
  CHECK(rough_time(59.6) == "60 s");
  CHECK(rough_time(300.0) == "5 min");
  CHECK(rough_time(9000.0) == "2.5 h");
}
