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
