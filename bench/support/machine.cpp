#include "machine.hpp"

#include <ctime>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <fstream>

#include <benchmark/benchmark.h>

#include "commit.hpp"
#include "multiply_add.hpp"

namespace perilune::bench {
namespace {

double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// The least time of several runs: the others were disturbed.
template <class Work>
double least_seconds(const Work& work) {
  double least = 1e9;
  for (int i = 0; i < 9; ++i) {
    const double before = thread_seconds();
    work();
    least = std::min(least, thread_seconds() - before);
  }
  return least;
}

std::string in_giga(double per_second, const char* what) {
  char text[64];
  std::snprintf(text, sizeof text, "%.2f %s", per_second * 1e-9, what);
  return text;
}

std::string processor() {
  std::ifstream file("/proc/cpuinfo");
  std::string line;
  while (std::getline(file, line)) {
    if (line.rfind("model name", 0) == 0) {
      const std::size_t colon = line.find(':');
      return colon == std::string::npos ? line : line.substr(colon + 2);
    }
  }
  return "unknown";
}

std::string compiler() {
#if defined(__clang__)
  return "clang " __clang_version__;
#elif defined(__GNUC__)
  return "gcc " __VERSION__;
#else
  return "unknown";
#endif
}

}  // namespace

double measure_clock_hz() {
  constexpr long count = 200'000;
  std::uint64_t value = 3;
  const double seconds = least_seconds([&value] {
    for (long i = 0; i < count; ++i) {
      value *= 0x9e3779b97f4a7c15u;
      asm volatile("" : "+r"(value));  // one after the other
    }
  });
  constexpr double latency_cycles = 3.0;  // of a 64-bit multiplication, on every x86-64 since 2008
  return count * latency_cycles / seconds;
}

double measure_fma_per_s(Isa isa) {
  constexpr long rounds = 20'000;
  const double seconds = least_seconds([isa] {
    double result = 0.0;
    switch (isa) {
#if defined(__x86_64__)
      case Isa::avx512:
        result = avx512::multiply_add(rounds);
        break;
      case Isa::avx2:
        result = avx2::multiply_add(rounds);
        break;
#endif
      default:
        result = baseline::multiply_add(rounds);
    }
    benchmark::DoNotOptimize(result);
  });
  return 12.0 * rounds / seconds;
}

std::vector<std::pair<std::string, std::string>> describe_machine() {
  std::vector<std::pair<std::string, std::string>> lines;
  lines.emplace_back("processor", processor());
  lines.emplace_back("instruction set", std::string(isa_name(chosen_isa())));
#if defined(__x86_64__)
  lines.emplace_back("clock", in_giga(measure_clock_hz(), "GHz"));
#endif
  for (const Isa isa : available_isas()) {
    lines.emplace_back(
        "multiply-adds " + std::string(isa_name(isa)),
        in_giga(measure_fma_per_s(isa), "G/s of ") + std::to_string(isa_lanes(isa)) + " doubles");
  }
#if defined(__AVX__)
  lines.emplace_back("compiler", compiler() + ", with -march options");
#else
  lines.emplace_back("compiler", compiler());
#endif
  lines.emplace_back("commit", PERILUNE_BENCH_COMMIT);
  return lines;
}

}  // namespace perilune::bench
