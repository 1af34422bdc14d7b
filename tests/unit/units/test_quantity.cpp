#include <perilune/units/literals.hpp>
#include <perilune/units/quantity.hpp>

#include <type_traits>

#include "support/catch.hpp"

using namespace perilune;
using namespace perilune::literals;

TEST_CASE("quantity: literals are SI inside", "[units]") {
  CHECK((200_km).si() == 200e3);
  CHECK((200_km).in(metre) == 200e3);
  CHECK((4.5_t).in(kilogram) == 4500.0);
  CHECK((900_m_s).in(kilometre_per_second) == 0.9);
  CHECK((180_deg).in(radian) == Approx(3.14159265358979323846).epsilon(1e-15));
  CHECK((7.5_kN).si() == 7500.0);
  CHECK((1_au).si() == 149597870700.0);
  STATIC_REQUIRE((1_km).si() == 1000.0);
}

TEST_CASE("quantity: the dimensions multiply and divide", "[units]") {
  const Force thrust = 450_N;
  const Mass mass = 3_t;
  const Acceleration acceleration = thrust / mass;
  CHECK(acceleration.in(metre_per_second_squared) == Approx(0.15));
  STATIC_REQUIRE(std::is_same_v<decltype(10_km / TimeSpan::from_si(2.0)), Speed>);
  STATIC_REQUIRE(std::is_same_v<decltype(1_N * 1_m_s), Power>);
  STATIC_REQUIRE(std::is_same_v<decltype(1.0 / (1_m / 1_m_s)), Frequency>);
  STATIC_REQUIRE(kilogram * metre / (unit::second * unit::second) == newton);
  const double ratio = 10_km / 5_km;  // a plain number again
  CHECK(ratio == 2.0);
}

TEST_CASE("quantity: like adds to like and nothing else", "[units]") {
  CHECK((1_km + 500_m).si() == 1500.0);
  CHECK((1_km - 500_m - 500_m) == Length());
  CHECK(2_km > 1999_m);
  Length length = 1_km;
  length += 1_km;
  length *= 2.0;
  length /= 4.0;
  length -= 1_m;
  CHECK((-length).si() == -999.0);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<Length, double>);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<Length, Speed>);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<double, Length>);
}
