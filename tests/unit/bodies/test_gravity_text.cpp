#include <perilune/bodies/gravity_text.hpp>

#include <algorithm>
#include <cstdio>
#include <string>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

#include "support/catch.hpp"

using namespace perilune;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

// The first lines of EGM96 as ICGEM distributes it, cut to degree 3.
const std::string icgem_head =
    "a line of prose, whatever it says\n"
    "product_type                gravity_field\n"
    "earth_gravity_constant      0.3986004415E+15\n"
    "radius                      0.6378136300E+07\n"
    "max_degree                     3\n"
    "tide_system                 tide_free\n"
    "\n"
    "key    L    M         C                   S              sigma C         sigma S\n"
    "end_of_head ================================================\n";
const std::string icgem_terms =
    "gfc     0   0  1.000000000000e+00  0.000000000000e+00  0.00000000e+00  0.00000000e+00\n"
    "gfc     2   0 -0.484165371736e-03  0.000000000000e+00  0.35610635e-10  0.00000000e+00\n"
    "gfc     2   1 -0.186987635955D-09  0.119528012031d-08  0.10000000e-29  0.10000000e-29\r\n"
    "gfc     2   2  0.243914352398e-05 -0.140016683654e-05\n"
    "gfc     3   0  0.957254173792e-06  0.000000000000e+00\n"
    "gfc     3   1  0.202998882184e-05  0.248513158716e-06\n"
    "gfc     3   2  0.904627768605e-06 -0.619025944205e-06\n"
    "gfc     3   3  0.721072657057e-06  0.141435626958e-05\n";

// The table of GRGM1200A of the Planetary Data System (gggrx_1200a_sha.tab), cut to degree 3.
const std::string shadr_head =
    " 1.7380000000000000e+03, 4.9028001224453001e+03,"
    " 6.4536052689015518e-15,    3,    3,    1, 0.0000000000000000e+00, 0.0000000000000000e+00  \r\n"
    "                                          \r\n";
const std::string shadr_terms =
    "    2,    0,-9.0884339347424299e-05, 0.0000000000000000e+00,"
    " 7.9734541185906691e-12, 0.0000000000000000e+00             \r\n"
    "    2,    1, 1.4664123550281899e-11, 1.1732764234889199e-09,"
    " 2.6487627857777277e-12, 2.9400680955588169e-12             \r\n"
    "    2,    2, 3.4673096470696298e-05, 9.0791898343722900e-10,"
    " 2.7913475449067049e-12, 3.2914832642389339e-12             \r\n"
    "    3,    0,-3.1973308084610398e-06, 0.0000000000000000e+00,"
    " 1.0392757756629374e-12, 0.0000000000000000e+00             \r\n"
    "    3,    1, 2.6368006624354499e-05, 5.4545456359614202e-06,"
    " 1.1620189131905895e-12, 1.3062644102650865e-12             \r\n"
    "    3,    2, 1.4171528802855700e-05, 4.8780365791727604e-06,"
    " 1.5419112530307376e-12, 1.4627424466789786e-12             \r\n"
    "    3,    3, 1.2275208368114099e-05,-1.7742221828590300e-06,"
    " 1.9356406252130184e-12, 2.0967999157185158e-12             \r\n";

// The first records of GMAT's EGM96.cof, cut to degree 3.
const std::string cof_head =
    "COMMENT   3\r\n"
    "CCCCCCCCCCCCCCCCCCCC\r\n"
    "CCCCC  egm96_to360.ascii : [360x360] EGM96 using epoch of 1986             CCCCC\r\n"
    "POTFIELD  3  3  1 3.98600441500000E+14 6.37813630000000E+06 1.00000000000000E+00\r\n";
const std::string cof_terms =
    "RECOEF    2  0   -4.84165371736000E-04\r\n"
    "RECOEF    2  1   -1.86987635955000E-10 1.19528012031000E-09\r\n"
    "RECOEF    2  2    2.43914352398000E-06-1.40016683654000E-06\r\n"
    "RECOEF    3  0    9.57254173792000E-07 0.00000000000000E+00\r\n"
    "RECOEF    3  1    2.02998882184000E-06 2.48513158716000E-07\r\n"
    "RECOEF    3  2    9.04627768605000E-07-6.19025944205000E-07\r\n"
    "RECOEF    3  3    7.21072657057000E-07 1.41435626958000E-06\r\n"
    "END\r\n";

std::string without_line(std::string text, const std::string& begin) {
  const std::size_t at = text.find(begin);
  REQUIRE(at != std::string::npos);
  return text.erase(at, text.find('\n', at) + 1 - at);
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  const std::size_t at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), by);
}

void check_refused(const std::string& text, const std::string& message) {
  CHECK_THROWS_AS(parse_gravity_text(text, "own"), DataError);
  CHECK_THROWS_WITH(parse_gravity_text(text, "own"),
                    StartsWith("gravity field 'own'") && ContainsSubstring(message));
}

}  // namespace

TEST_CASE("gravity text: an ICGEM file", "[bodies]") {
  const GravityField field = parse_gravity_text(icgem_head + icgem_terms, "EGM96");
  CHECK(field.name == "EGM96");
  CHECK(field.degree == 3);
  CHECK(field.order == 3);
  CHECK(field.mu_m3_s2 == 3.986004415e14);
  CHECK(field.reference_radius_m == 6378136.3);
  CHECK(field.c.size() == 7);
  CHECK(field.c[GravityField::index(2, 0)] == -0.484165371736e-03);
  CHECK(field.s[GravityField::index(2, 1)] == 0.119528012031e-08);
  CHECK(field.s[GravityField::index(3, 3)] == 0.141435626958e-05);
}

TEST_CASE("gravity text: a SHADR table, its kilometres scaled without a second rounding", "[bodies]") {
  const GravityField field = parse_gravity_text(shadr_head + shadr_terms, "GRGM");
  CHECK(field.mu_m3_s2 == 4.9028001224453001e+12);
  CHECK(field.reference_radius_m == 1738000.0);
  CHECK(field.order == 3);
  // The embedded field was cut from the same table by another program.
  CHECK(std::equal(field.c.begin(), field.c.end(), embedded_moon_gravity().c.begin()));
  CHECK(std::equal(field.s.begin(), field.s.end(), embedded_moon_gravity().s.begin()));
  CHECK(field.c.size() == 7);
  CHECK(field.c[GravityField::index(3, 1)] == 2.6368006624354499e-05);
  CHECK(field.s[GravityField::index(3, 3)] == -1.7742221828590300e-06);
}

TEST_CASE("gravity text: a field written out and read comes back bit for bit", "[bodies]") {
  const GravityField& field = embedded_earth_gravity();
  std::string text =
      detail::concat("earth_gravity_constant ", field.mu_m3_s2, "\nradius ", field.reference_radius_m,
                     "\nmax_degree ", field.degree, "\nnorm fully_normalized\nend_of_head\n");
  for (int n = 2; n <= field.degree; ++n) {
    for (int m = 0; m <= n; ++m) {
      const std::size_t i = GravityField::index(n, m);
      text += detail::concat("gfc ", n, " ", m, " ", field.c[i], " ", field.s[i], "\n");
    }
  }
  const GravityField read = parse_gravity_text(text, "again");
  CHECK(read.c == field.c);
  CHECK(read.s == field.s);
  CHECK(read.mu_m3_s2 == field.mu_m3_s2);
}

TEST_CASE("gravity text: only the degrees that are wanted", "[bodies]") {
  const GravityField field = parse_gravity_text(icgem_head + icgem_terms, "EGM96", {.degree = 2});
  CHECK(field.degree == 2);
  CHECK(field.order == 2);
  CHECK(field.c.size() == 3);
  CHECK(parse_gravity_text(icgem_head + icgem_terms, "EGM96", {.degree = 50}).degree == 3);
  // What is missing above does not matter then.
  CHECK_NOTHROW(
      parse_gravity_text(without_line(icgem_head + icgem_terms, "gfc     3   2"), "own", {.degree = 2}));
  CHECK_THROWS_AS(parse_gravity_text(icgem_head + icgem_terms, "own", {.degree = 1}), InvalidArgument);
}

TEST_CASE("gravity text: fewer orders than degrees", "[bodies]") {
  std::string zonal = replaced(shadr_head, "3,    3,    1", "3,    0,    1");
  zonal += "2, 0, -9.1e-5, 0.0\n3, 0, -3.2e-6, 0.0\n";
  const GravityField field = parse_gravity_text(zonal, "zonal");
  CHECK(field.degree == 3);
  CHECK(field.order == 0);
  CHECK(field.c[GravityField::index(3, 0)] == -3.2e-6);
  CHECK(field.c[GravityField::index(3, 3)] == 0.0);
}

TEST_CASE("gravity text: missing and repeated terms are refused", "[bodies]") {
  check_refused(
      without_line(icgem_head + icgem_terms, "gfc     3   2"),
      "line 16: the text ends and the term (3,2) is missing; every term up to degree 3 and order 3 has to "
      "be there. It can be read up to degree 2.");
  check_refused(without_line(shadr_head + shadr_terms, "    2,    0,-9"), "the term (2,0) is missing");
  check_refused(shadr_head + shadr_terms + "    3,    1,  1.0E-05,  0.0E+00\n",
                "line 10: the term (3,1) is given a second time; line 7 has it already.");
  check_refused(icgem_head, "the term (2,0) is missing");
}

TEST_CASE("gravity text: what cannot be is refused with its line", "[bodies]") {
  const std::string good = icgem_head + icgem_terms;
  check_refused(replaced(good, "gfc     3   0", "gfct    3   0"), "line 14: the term is of the kind 'gfct'");
  check_refused(replaced(good, "gfc     3   0", "gfc     3   4"),
                "line 14: degree and order are '3' and '4'");
  check_refused(replaced(good, "gfc     3   0", "gfc     4   0"), "expected whole numbers");
  check_refused(replaced(good, "-0.484165371736e-03", "nan"), "line 11: C and S of (2,0) are 'nan'");
  check_refused(replaced(good, "-0.484165371736e-03", "-484.165371736"), "expected numbers below 1");
  check_refused(replaced(good, "1.000000000000e+00", "0.900000000000e+00"), "degree 0 has to be 1");
  check_refused(good + "gfc 1 0 1e-9 0\n", "degree 1 zero");
  check_refused(good + "gfc 3 1\n", "expected 'gfc', degree, order, C and S");
  check_refused(replaced(good, "max_degree                     3", ""), "the header says degree ''");
  check_refused(replaced(good, "max_degree                     3", "max_degree 9999999999999"),
                "expected 2 to 2190");
  check_refused(replaced(good, "0.3986004415E+15", "-1"), "no positive number for earth_gravity_constant");
  check_refused(replaced(good, "0.6378136300E+07", "1e999"), "no positive number for radius");
  check_refused(replaced(good, "tide_system", "norm unnormalized\n"), "expected 'fully_normalized'");
  const std::string table = shadr_head + shadr_terms;
  check_refused(replaced(table, "3,    3,    1,", "3,    3,    0,"), "line 1: the normalisation is '0'");
  check_refused(replaced(table, "3,    3,    1, 0.0", "3,    3,    1, 9.0"), "reference longitude");
  check_refused(replaced(table, "3,    3,    1,", "3,    4,    1,"), "the order is '4'");
  check_refused(table + "4\n", "expected degree, order, C and S");
  check_refused("1,2\n", "expected radius, GM");
  check_refused("", "neither an ICGEM file");
  check_refused("GRAVITY 70 70\n", "These three are read");
}

TEST_CASE("gravity text: a file that is not there", "[bodies]") {
  CHECK_THROWS_AS(read_gravity_text("no/such/file.gfc"), DataError);
}

TEST_CASE("gravity text: a .cof file says the same as the ICGEM file of the same field", "[bodies]") {
  const GravityField field = parse_gravity_text(cof_head + cof_terms, "EGM96");
  const GravityField same = parse_gravity_text(icgem_head + icgem_terms, "EGM96");
  CHECK(field.degree == 3);
  CHECK(field.order == 3);
  CHECK(field.mu_m3_s2 == same.mu_m3_s2);
  CHECK(field.reference_radius_m == same.reference_radius_m);
  CHECK(field.c == same.c);
  CHECK(field.s == same.s);
  CHECK(parse_gravity_text(cof_head + cof_terms, "EGM96", {.degree = 2}).c.size() == 3);
}

TEST_CASE("gravity text: columns of a .cof file that run together", "[bodies]") {
  std::string text = "POTFIELD101100  1 4.90280000000000E+12 1.73800000000000E+06 1.00000000000000E+00\n";
  for (int n = 2; n <= 101; ++n) {
    for (int m = 0; m <= std::min(n, 100); ++m) {
      char record[80];
      std::snprintf(record, sizeof record, "RECOEF%5d%3d   %21.14E%21.14E\n", n, m, 1e-6 / (n + m),
                    -2e-6 / n);
      text += record;
    }
  }
  const GravityField field = parse_gravity_text(text, "long");
  CHECK(field.degree == 101);
  CHECK(field.order == 100);
  CHECK(field.c[GravityField::index(101, 100)] == Approx(1e-6 / 201).epsilon(1e-13));
  CHECK(field.s[GravityField::index(100, 100)] == Approx(-2e-8).epsilon(1e-13));
}

TEST_CASE("gravity text: what is wrong with a .cof file is named with its line", "[bodies]") {
  check_refused(cof_head + without_line(cof_terms, "RECOEF    3  1"), "the term (3,1) is missing");
  check_refused(cof_head + without_line(cof_terms, "END") + "RECOEF    2  0    1.0E-04\n",
                "line 12: the term (2,0) is given a second time; line 5 has it already");
  check_refused(replaced(cof_head, "  1 3.98", "  0 3.98") + cof_terms,
                "the normalisation is '0', expected 1");
  check_refused(replaced(cof_head, "1.00000000000000E+00", "2.00000000000000E+00") + cof_terms,
                "the scale is '2.00000000000000E+00', expected 1");
  check_refused(replaced(cof_head, "3.98600441500000E+14", "nan") + cof_terms, "no positive number for GM");
  check_refused(cof_head + replaced(cof_terms, "-4.84165371736000E-04", "-4.84x"),
                "line 5: C and S of (2,0)");
  check_refused(cof_head + replaced(cof_terms, " 1.19528012031000E-09", ""), "line 6: C and S of (2,1)");
  check_refused(cof_head + replaced(cof_terms, "9.57254173792000E-07", "                 nan"), "line 8");
  check_refused(cof_head + replaced(cof_terms, "RECOEF    3  3", "RECOEF    4  3"), "'4' and '3'");
  check_refused(cof_head + replaced(cof_terms, "RECOEF    3  3", "RECOEX    3  3"), "the record is 'RECOEX");
  check_refused(cof_terms + cof_head, "line 1: the term comes before POTFIELD");
  check_refused(cof_head + cof_head, "line 8: POTFIELD is given a second time");
  check_refused(replaced(cof_head, "  3  3  1", "  3  4  1") + cof_terms, "the order is '4'");
}
