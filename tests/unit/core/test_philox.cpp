#include <perilune/core/philox.hpp>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include "support/catch.hpp"

using namespace perilune;

TEST_CASE("philox: the known answers of Random123", "[core][validation]") {
  // Random123, tests/kat_vectors, the three lines "philox4x32 10".
  using Block = std::array<std::uint32_t, 4>;
  CHECK(philox4x32({0, 0, 0, 0}, {0, 0}) == Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  constexpr std::uint32_t ones = 0xffffffff;
  CHECK(philox4x32({ones, ones, ones, ones}, {ones, ones}) ==
        Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("philox: a stream is a function of seed, member and purpose, and of each of them", "[core]") {
  const auto first_draws = [](std::uint64_t seed, std::uint64_t member, std::uint32_t purpose) {
    RandomStream stream(seed, member, purpose);
    return std::vector<std::uint64_t>{stream(), stream(), stream()};
  };
  std::set<std::vector<std::uint64_t>> seen;
  constexpr std::uint64_t high = std::uint64_t{1} << 32;
  for (const std::uint64_t seed : {std::uint64_t{1}, std::uint64_t{2}, 1 + high}) {
    for (const std::uint64_t member : {std::uint64_t{1}, std::uint64_t{2}, 1 + high}) {
      for (const std::uint32_t purpose : {1u, 2u, stream_purpose("state")}) {
        CHECK(first_draws(seed, member, purpose) == first_draws(seed, member, purpose));
        seen.insert(first_draws(seed, member, purpose));
      }
    }
  }
  CHECK(seen.size() == 27);
}

TEST_CASE("philox: the bits of a stream come from the blocks of its counter, in order", "[core]") {
  RandomStream stream(0x0000000200000001u, 0x0000000400000003u, 5);
  for (std::uint32_t block = 0; block < 3; ++block) {
    const auto words = philox4x32({block, 5, 3, 4}, {1, 2});
    CHECK(stream() == (words[0] | std::uint64_t{words[1]} << 32));
    CHECK(stream() == (words[2] | std::uint64_t{words[3]} << 32));
  }
}

TEST_CASE("philox: uniform numbers fill their interval evenly, and neighbours know nothing of each other",
          "[core][property]") {
  constexpr int count = 200'000, parts = 100;
  RandomStream stream(7, 0, stream_purpose("test"));
  std::vector<int> hits(parts, 0);
  double product = 0.0, last = 0.5, least = 1.0, most = 0.0;
  for (int i = 0; i < count; ++i) {
    const double u = stream.uniform();
    least = std::min(least, u);
    most = std::max(most, u);
    ++hits[static_cast<std::size_t>(u * parts)];
    product += (u - 0.5) * (last - 0.5);
    last = u;
  }
  CHECK(least > 0.0);
  CHECK(most < 1.0);
  double chi_square = 0.0;
  for (const int hit : hits) chi_square += (hit - 2000.0) * (hit - 2000.0) / 2000.0;
  CHECK(chi_square < 163.6);  // 99 degrees of freedom: 1 stream in 20,000 is above
  CHECK(chi_square > 54.0);   // and as many below
  CHECK(std::abs(product / count) < 4.0 / 12.0 / std::sqrt(count));  // four standard deviations
}

TEST_CASE("philox: members side by side are not correlated", "[core][property]") {
  constexpr int count = 100'000;
  double product = 0.0;
  for (std::uint64_t member = 0; member < count; ++member) {
    product += RandomStream(3, member, 1).normal() * RandomStream(3, member + 1, 1).normal();
  }
  CHECK(std::abs(product / count) < 4.0 / std::sqrt(count));
}

TEST_CASE("philox: normal numbers have the moments of the normal distribution", "[core][property]") {
  constexpr int count = 400'000;
  RandomStream stream(11, 4, 9);
  double power[5] = {};
  for (int i = 0; i < count; ++i) {
    const double x = stream.normal();
    for (int n = 1; n <= 4; ++n) power[n] += std::pow(x, n) / count;
  }
  const double deviation = 1.0 / std::sqrt(count);  // of each mean: sqrt(var(x^n) / count)
  CHECK(std::abs(power[1]) < 4.0 * deviation);
  CHECK(std::abs(power[2] - 1.0) < 4.0 * std::sqrt(2.0) * deviation);
  CHECK(std::abs(power[3]) < 4.0 * std::sqrt(15.0) * deviation);
  CHECK(std::abs(power[4] - 3.0) < 4.0 * std::sqrt(96.0) * deviation);
}

TEST_CASE("philox: the normal quantile undoes the error function", "[core][property]") {
  for (double p = 1e-300; p < 0.5; p = p < 1e-3 ? p * 3.7 : p + 1.7e-3) {
    const auto x = static_cast<long double>(normal_quantile(p));
    const long double back = std::erfc(-x / std::sqrt(2.0L)) / 2.0L;
    // The probability moves by |x| density(x) when x moves by itself; x^2 bounds that relative to p.
    const long double allowed = 2e-15L * std::max(1.0L, x * x);
    CAPTURE(p, normal_quantile(p), static_cast<double>(back));
    CHECK(std::abs(back / p - 1.0L) < allowed);
  }
  CHECK(normal_quantile(0.5) == 0.0);
  // NIST/SEMATECH handbook, 1.3.6.7.1: 97.5 % of a normal distribution is below 1.959964.
  CHECK(std::abs(normal_quantile(0.975) - 1.959963984540054) < 1e-14);
  CHECK(normal_quantile(0.875) == -normal_quantile(0.125));
}
