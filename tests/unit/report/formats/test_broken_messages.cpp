#include <algorithm>
#include <string>
#include <vector>

#include <perilune/report/formats/oem.hpp>
#include <perilune/report/formats/opm.hpp>

#include "support/catch.hpp"

using namespace perilune;

namespace {

const std::string sound =
    "CCSDS_OEM_VERS = 2.0\n"                       // 1
    "CREATION_DATE = 2026-11-22T04:00:00\n"        // 2
    "ORIGINATOR = TEST\n"                          // 3
    "META_START\n"                                 // 4
    "OBJECT_NAME = A\n"                            // 5
    "OBJECT_ID = 2024-051A\n"                      // 6
    "CENTER_NAME = EARTH\n"                        // 7
    "REF_FRAME = EME2000\n"                        // 8
    "TIME_SYSTEM = UTC\n"                          // 9
    "START_TIME = 2024-03-24T00:00:00\n"           // 10
    "STOP_TIME = 2024-03-24T02:00:00\n"            // 11
    "INTERPOLATION = HERMITE\n"                    // 12
    "INTERPOLATION_DEGREE = 7\n"                   // 13
    "META_STOP\n"                                  // 14
    "2024-03-24T00:00:00 7000 0 0 0 7.5 0\n"       // 15
    "2024-03-24T01:00:00 -7000 100 0 0 -7.5 0\n"   // 16
    "2024-03-24T02:00:00 7000 200 0 0 7.5 0.5\n";  // 17

std::string with(const std::string& from, const std::string& to) {
  std::string text = sound;
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

struct Broken {
  std::string text;
  int line;
  std::string code;
};

}  // namespace

TEST_CASE("oem: the sound message reads, with day of year, carriage returns, units and GPS time too",
          "[report][formats]") {
  CHECK(check_oem(sound, "a.oem").rendered.empty());
  CHECK(check_oem(with("2024-03-24T01:00:00 ", "2024-084T01:00:00Z "), "a.oem").rendered.empty());
  const auto gps = check_oem(with("TIME_SYSTEM = UTC", "TIME_SYSTEM = GPS"), "a.oem");
  REQUIRE(gps.file);
  CHECK(gps.file->segments[0].table.points[0].epoch == Epoch::parse("2024-03-24T00:00:19 TAI"));
  std::string carriage;
  for (const char c : sound) carriage += c == '\n' ? std::string("\r\n") : std::string(1, c);
  CHECK(check_oem(carriage, "a.oem").rendered.empty());
  const std::string covariance =
      sound + "COVARIANCE_START\nEPOCH = 2024-03-24T00:00:00\n1\n0 1\nCOVARIANCE_STOP\n";
  CHECK(check_oem(covariance, "a.oem").rendered.empty());
}

TEST_CASE("oem: thirty broken messages name the right line and what is wrong", "[report][formats]") {
  const std::vector<Broken> all = {
      {"", 1, "empty-file"},
      {with("CCSDS_OEM_VERS = 2.0\n", ""), 1, "no-version"},
      {with("= 2.0", "= 9.0"), 1, "unknown-version"},
      {with("CREATION_DATE = 2026-11-22T04:00:00\n", ""), 3, "missing-keyword"},
      {with("2026-11-22T04", "2026-13-22T04"), 2, "bad-date"},
      {with("ORIGINATOR = TEST\n", ""), 3, "missing-keyword"},
      {with("ORIGINATOR = TEST", "ORIGINATOR ="), 3, "no-value"},
      {with("META_START\n", ""), 4, "unknown-keyword"},
      {with("META_STOP\n", ""), 14, "misplaced-data"},
      {with("OBJECT_NAME = A\n", ""), 13, "missing-keyword"},
      {with("OBJECT_ID = 2024-051A\n", ""), 13, "missing-keyword"},
      {with("TIME_SYSTEM = UTC\n", ""), 13, "missing-keyword"},
      {with("STOP_TIME = 2024-03-24T02:00:00\n", ""), 13, "missing-keyword"},
      {with("CENTER_NAME = EARTH", "CENTER_NAME = EARHT"), 7, "unknown-center"},
      {with("REF_FRAME = EME2000", "REF_FRAME = TEME"), 8, "unknown-frame"},
      {with("TIME_SYSTEM = UTC", "TIME_SYSTEM = MET"), 9, "unknown-time-system"},
      {with("STOP_TIME = 2024-03-24T02", "STOP_TIME = 2023-03-24T02"), 11, "bad-span"},
      {with("INTERPOLATION = HERMITE", "INTERPOLATION = SPLINE"), 12, "unknown-interpolation"},
      {with("INTERPOLATION_DEGREE = 7\n", ""), 12, "missing-keyword"},
      {with("INTERPOLATION_DEGREE = 7", "INTERPOLATION_DEGREE = 7.5"), 13, "bad-number"},
      {with("OBJECT_ID = ", "OBJECT_NMAE = "), 6, "unknown-keyword"},
      {with("OBJECT_ID = 2024-051A", "OBJECT_NAME = B"), 6, "repeated-keyword"},
      {with("-7000 100 0 0 -7.5 0", "-7000 100 0 0 -7.5"), 16, "bad-data-line"},
      {with("-7000 100 0", "-7000 l00 0"), 16, "bad-number"},
      {with("-7000 100 0", "nan 100 0"), 16, "bad-number"},
      {with("24T01:00:00 -7000", "24T25:00:00 -7000"), 16, "bad-date"},
      {with("24T01:00:00 -7000", "24T00:00:00 -7000"), 16, "repeated-date"},
      {with("24T02:00:00 7000 200", "24T00:30:00 7000 200"), 17, "out-of-order"},
      {with("24T02:00:00 7000 200", "24T02:00:01 7000 200"), 17, "outside-span"},
      {with("OBJECT_NAME = A", "OBJECT_NAME = " + std::string(260, 'A')), 5, "long-line"},
      {with("OBJECT_NAME = A", "OBJECT_NAME = \xC3\xA4"), 5, "not-ascii"},
      {sound.substr(0, sound.find("2024-03-24T00:00:00 7000")), 14, "no-data"},
      {sound + "COVARIANCE_START\n", 18, "no-covariance-stop"},
      {sound + "OBJECT_NAME = B\n", 18, "misplaced-keyword"},
      {"<oem id=\"CCSDS_OEM_VERS\" version=\"2.0\">\n<header>\n</oem>\n", 3, "bad-xml"},
      {"<opm/>", 1, "wrong-kind"},
  };
  for (const Broken& broken : all) {
    CAPTURE(broken.text, broken.code);
    const OemCheck check = check_oem(broken.text, "broken.oem");
    CHECK_FALSE(check.file);
    const bool found = std::any_of(
        check.diagnostics.begin(), check.diagnostics.end(),
        [&](const Diagnostic& d) { return d.code == broken.code && d.where.line == broken.line; });
    CAPTURE(check.rendered);
    CHECK(found);
  }
  CHECK(all.size() >= 30);
}

TEST_CASE("oem: every problem of a message is reported at once, in the order of its lines",
          "[report][formats]") {
  std::string text = with("EARTH", "EARHT");
  text.replace(text.find("100 0 0 -7.5"), 3, "l00");
  const OemCheck check = check_oem(text, "two.oem");
  REQUIRE(check.diagnostics.size() == 2);
  CHECK(check.rendered.find("two.oem:7:") < check.rendered.find("two.oem:16:"));
  CHECK(check.rendered.find("did you mean 'EARTH'?") != std::string::npos);
}

TEST_CASE("opm: broken messages name what is missing", "[report][formats]") {
  const std::string text =
      "CCSDS_OPM_VERS = 2.0\nCREATION_DATE = 2026-11-22T04:00:00\nORIGINATOR = T\nOBJECT_NAME = A\nOBJECT_ID "
      "= B\n"
      "CENTER_NAME = MOON\nREF_FRAME = ICRF\nTIME_SYSTEM = TDB\nEPOCH = 2024-03-24T00:00:00\nX = 7000 "
      "[km]\nY = 0\nZ = 0\n"
      "X_DOT = 0\nY_DOT = 1.5\nZ_DOT = 0\nMASS = 100 [kg]\n";
  CHECK(check_opm(text, "a.opm").rendered.empty());
  for (const std::string keyword :
       {"CREATION_DATE", "OBJECT_NAME", "CENTER_NAME", "REF_FRAME", "TIME_SYSTEM", "EPOCH", "Z_DOT"}) {
    std::string broken = text;
    const std::size_t at = broken.find(keyword + " = ");
    broken.erase(at, broken.find('\n', at) + 1 - at);
    CAPTURE(keyword);
    CHECK(check_opm(broken, "a.opm").rendered.find("has no " + keyword) != std::string::npos);
  }
  const OpmCheck early = check_opm(text + "MAN_DURATION = 3\n", "a.opm");
  REQUIRE_FALSE(early.diagnostics.empty());
  CHECK(early.diagnostics[0].where.line == 17);
}
