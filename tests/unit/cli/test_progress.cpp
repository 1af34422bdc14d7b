#include "../../../lib/cli/progress.hpp"

#include <sstream>

#include "support/catch.hpp"

using perilune::cli::ProgressLine;
using perilune::cli::ProgressStyle;
using perilune::cli::rough_rate;
using perilune::cli::rough_time;

TEST_CASE("progress: silent at first, then how far and how long, wiped at the end", "[cli]") {
  std::ostringstream terminal;
  double now_s = 100.0;
  {
    ProgressLine line(terminal, ProgressStyle::terminal, [&] { return now_s; });
    now_s = 100.4;
    line.update("flights", 1, 12);
    CHECK(terminal.str().empty());
    now_s = 110.0;
    line.update("flights", 3, 12);
    CHECK(terminal.str() == "\r\x1B[Kflights 3 of 12, 25 %, 0.3/s, about 30 s left");
    now_s = 110.05;
    line.update("flights", 4, 12);  // too soon after the last
    CHECK(terminal.str() == "\r\x1B[Kflights 3 of 12, 25 %, 0.3/s, about 30 s left");
  }
  CHECK(terminal.str() == "\r\x1B[Kflights 3 of 12, 25 %, 0.3/s, about 30 s left\r\x1B[K");
}

TEST_CASE("progress: a line every ten seconds where there is no terminal", "[cli]") {
  std::ostringstream log;
  double now_s = 0.0;
  ProgressLine line(log, ProgressStyle::log, [&] { return now_s; });
  for (int i = 1; i <= 25; ++i) {
    now_s = i;
    line.update("samples", static_cast<std::size_t>(i), 100);
  }
  line.finish();
  CHECK(log.str() ==
        "samples 10 of 100, 10 %, 1.0/s, about 90 s left\nsamples 20 of 100, 20 %, 1.0/s, about 80 s left\n");
  CHECK(rough_rate(0.05) == "3.0/min");
  CHECK(rough_rate(812.3) == "812/s");
}

TEST_CASE("progress: nothing is shown to who wants quiet", "[cli]") {
  std::ostringstream stream;
  double now_s = 0.0;
  ProgressLine line(stream, ProgressStyle::silent, [&] { return now_s; });
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
