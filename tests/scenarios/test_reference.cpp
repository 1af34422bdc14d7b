#include <string>

#include <perilune/scenario/keys.hpp>

#include "expected.hpp"
#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::test;

TEST_CASE("reference: the page of the language is what the table of keys says", "[scenario][docs]") {
  enter_checkout();
  const std::string made = scenario_reference();
  CHECK(made == expected_text("docs/reference/scenario.md", made));
}

TEST_CASE("reference: the page of diagnostics is what the table of codes says", "[scenario][docs]") {
  enter_checkout();
  const std::string made = diagnostics_reference();
  CHECK(made == expected_text("docs/reference/diagnostics.md", made));
}

TEST_CASE("reference: the JSON Schema beside the pages is the one that is printed, and scenarios point to it",
          "[scenario][docs]") {
  enter_checkout();
  const std::string made = scenario_json_schema();
  CHECK(made == expected_text("docs/reference/scenario.schema.json", made));
  const std::string pointer = "# yaml-language-server: $schema=../docs/reference/scenario.schema.json\n";
  for (const auto& entry : std::filesystem::directory_iterator("scenarios")) {
    if (entry.path().extension() != ".yaml") continue;
    CAPTURE(entry.path().generic_string());
    CHECK(file_text(entry.path()).find(pointer) != std::string::npos);
  }
}
