#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

namespace perilune {

/// Philox4x32-10: 128 random bits as a function of a counter and a key, with nothing kept in between. Two
/// different counters, or keys, give blocks that no statistical test tells from independent ones.
///
/// Source: Salmon, Moraes, Dror, Shaw, Parallel Random Numbers: As Easy as 1, 2, 3, SC 2011.
/// Checked in: tests/unit/core/test_philox.cpp, against the known answers that come with Random123
constexpr std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter,
                                                  std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t even = std::uint64_t{0xD2511F53u} * counter[0];
    const std::uint64_t odd = std::uint64_t{0xCD9E8D57u} * counter[2];
    counter = {static_cast<std::uint32_t>(odd >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(odd),
               static_cast<std::uint32_t>(even >> 32) ^ counter[3] ^ key[1],
               static_cast<std::uint32_t>(even)};
    key[0] += 0x9E3779B9u;  // of the golden ratio
    key[1] += 0xBB67AE85u;  // of sqrt(3) - 1
  }
  return counter;
}

/// Value that the standard normal distribution stays below with probability `p`: the inverse of its
/// distribution function. Relative error below 1e-15.
///
/// @param p  0 < p < 1
///
/// Source: Wichura, Algorithm AS 241 (PPND16), Applied Statistics 37 (1988).
/// Checked in: tests/unit/core/test_philox.cpp
double normal_quantile(double p);

/// A number for a purpose by its name: `stream_purpose("launch-slip")`. (32-bit FNV-1a)
constexpr std::uint32_t stream_purpose(std::string_view name) {
  std::uint32_t hash = 2166136261u;
  for (const char character : name) {
    hash = (hash ^ static_cast<unsigned char>(character)) * 16777619u;
  }
  return hash;
}

/// A stream of random numbers that is a function of (seed, member, purpose) alone: sample 17 of a Monte Carlo
/// has the same numbers whoever draws them, in whatever order, on however many threads. Streams that differ
/// in any of the three never share a block.
///
///     RandomStream draws(options.seed, member, stream_purpose("burn"));
///     const double magnitude = 1.0 + 0.01 * draws.normal();
///
/// Each number of kind `uniform` or `normal` takes exactly one draw of 64 bits, so that the n-th number keeps
/// its place when another is drawn otherwise. A stream has 2^33 such draws before it repeats.
///
/// It is a UniformRandomBitGenerator of the standard library, too; the distributions there may give other
/// numbers with another standard library, those here do not.
class RandomStream {
 public:
  RandomStream(std::uint64_t seed, std::uint64_t member, std::uint32_t purpose)
      : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
        counter_{0, purpose, static_cast<std::uint32_t>(member), static_cast<std::uint32_t>(member >> 32)} {}

  /// Uniform in the open interval (0, 1): the middles of 2^52 equal parts of it.
  double uniform() { return (static_cast<double>((*this)() >> 12) + 0.5) * 0x1p-52; }

  /// Uniform in (from, to).
  double uniform(double from, double to) { return from + (to - from) * uniform(); }

  /// Standard normal: mean 0, standard deviation 1; at most 8.2 in size.
  double normal() { return normal_quantile(uniform()); }

  using result_type = std::uint64_t;
  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }

  /// 64 random bits.
  result_type operator()() {
    if (used_ == 2) {
      block_ = philox4x32(counter_, key_);
      ++counter_[0];
      used_ = 0;
    }
    const std::size_t first = 2 * used_++;
    return block_[first] | (std::uint64_t{block_[first + 1]} << 32);
  }

 private:
  std::array<std::uint32_t, 2> key_;
  std::array<std::uint32_t, 4> counter_;
  std::array<std::uint32_t, 4> block_{};
  std::size_t used_ = 2;
};

}  // namespace perilune
