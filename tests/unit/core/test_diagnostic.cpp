#include <perilune/core/diagnostic.hpp>

#include "support/catch.hpp"

using namespace perilune;

TEST_CASE("diagnostic: is shown as compilers show theirs", "[core]") {
  Diagnostic diagnostic;
  diagnostic.code = "unknown-key";
  diagnostic.where = {"a.yaml", 2, 3};
  diagnostic.length = 7;
  diagnostic.message = "'altitud' is not a key of 'orbit'";
  diagnostic.notes = {"expected one of: altitude, epoch"};
  diagnostic.help = "did you mean 'altitude'?";
  CHECK(render(diagnostic, "orbit:\n  altitud: 200 km\n") ==
        "a.yaml:2:3: error[unknown-key]: 'altitud' is not a key of 'orbit'\n"
        "    2 |   altitud: 200 km\n"
        "      |   ^~~~~~~\n"
        "      = expected one of: altitude, epoch\n"
        "      = help: did you mean 'altitude'?\n");
}

TEST_CASE("diagnostic: the underline counts characters and control characters never reach the terminal",
          "[core]") {
  Diagnostic diagnostic;
  diagnostic.severity = Severity::warning;
  diagnostic.code = "late";
  diagnostic.where = {"a.yaml", 1, 5};
  diagnostic.length = 3;
  diagnostic.message = "bell \a";
  CHECK(render(diagnostic, "\xC3\xA9\xC3\xA9zzz\r\n") ==
        "a.yaml:1:5: warning[late]: bell ?\n"
        "    1 | \xC3\xA9\xC3\xA9zzz\n"
        "      |   ^~~\n");
}

TEST_CASE("diagnostic: without a line there is no excerpt", "[core]") {
  Diagnostic diagnostic;
  diagnostic.code = "empty-file";
  diagnostic.where = {"a.yaml", 0, 0};
  diagnostic.message = "the file is empty";
  CHECK(render(diagnostic, "") == "a.yaml: error[empty-file]: the file is empty\n");
  CHECK(render(diagnostic, "# not this line\n") == "a.yaml: error[empty-file]: the file is empty\n");
}
