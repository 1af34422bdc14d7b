// Writes the table of the reference problems: starts and exact answers.
//
//     make_reference FILE [PROBLEM ...]
//
// P1 with DOP853 at a tolerance of 1e-18 a step, P2 and P3 with RKN12(10) at 1e-17, all in long double (the
// field's acceleration of P3 in double); the largest difference to the same at ten times that is printed for
// each problem, in its unit, and for the first case of P3 that to a run with the acceleration in long double.
#include <cstdio>
#include <string>
#include <vector>

#include <perilune/propagation/dop853.hpp>

#include "support/reference_problems.hpp"

namespace {

using namespace perilune;
using namespace perilune::reference;
using Dop = Dop853<long double, 6, long double>;
using Rkn = Rkn1210<long double, 6, long double>;

struct Row {
  Case made;
  double doubt = 0.0;  // difference to the answer at another tolerance
};

Row halo_row(int i) {
  ThreeBody system;
  long double y[6];
  std::copy(halo_start.begin(), halo_start.end(), y);
  Dop method;
  const auto scale = [](const long double(&from)[6], const long double(&to)[6], long double(&weight)[6]) {
    StateErrorScale{1e-18, 0.0, 0.0}(from, to, weight);
  };
  integrate(method, system, 0.0L, y, halo_period * i / starts, scale, IntegrateOptions<long double>{},
            [](const auto&) { return true; });
  Row row;
  for (std::size_t n = 0; n < 6; ++n) row.made.start[n] = static_cast<double>(y[n]);
  row.made.answer = exact<Dop>(system, row.made.start, halo_period, 1e-18);
  row.doubt = distance(row.made.answer, exact<Dop>(system, row.made.start, halo_period, 1e-17));
  return row;
}

template <class Equations>
Row flown(Equations& equations, const std::array<double, 6>& start, long double span) {
  Row row;
  row.made.start = start;
  row.made.answer = exact<Rkn>(equations, start, span, 1e-17);
  row.doubt = distance(row.made.answer, exact<Rkn>(equations, start, span, 1e-16));
  return row;
}

Row row_of(Problem problem, int i) {
  if (problem == Problem::halo) return halo_row(i);
  if (problem == Problem::coast) {
    LongEquations equations(coast_forces(), earth);
    return flown(equations, dispersed(coast_start, i), coast_time_s);
  }
  using Model = decltype(low_orbit_forces(50));
  const int degree = problem == Problem::low_orbit_50 ? 50 : 100;
  LongEquations<Model, true> equations(low_orbit_forces(degree), moon);
  const std::array<double, 6> start = dispersed(low_orbit_start, i);
  Row row = flown(equations, start, low_orbit_time_s);
  if (i == 0 && degree == 50) {  // the acceleration in long double as well
    LongEquations<Model> exactly(low_orbit_forces(degree), moon);
    row.doubt =
        std::max(row.doubt, distance(row.made.answer, exact<Rkn>(exactly, start, low_orbit_time_s, 1e-15)));
  }
  return row;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  std::FILE* file = std::fopen(argv[1], "w");
  if (file == nullptr) return 6;
  std::fputs("problem,case,x,y,z,vx,vy,vz,x_end,y_end,z_end,vx_end,vy_end,vz_end\n", file);
  for (const Problem problem :
       {Problem::halo, Problem::coast, Problem::low_orbit_50, Problem::low_orbit_100}) {
    double doubt = 0.0;
    for (int i = 0; i < starts; ++i) {
      const Row row = row_of(problem, i);
      std::fprintf(file, "%s,%d", name_of(problem), i);
      for (const double value : row.made.start) std::fprintf(file, ",%.17g", value);
      for (const double value : row.made.answer) std::fprintf(file, ",%.17g", value);
      std::fputc('\n', file);
      doubt = std::max(doubt, row.doubt);
    }
    std::printf("%s: %d cases, known to %.1e\n", name_of(problem), starts, doubt);
    std::fflush(stdout);
  }
  return std::fclose(file) == 0 ? 0 : 6;
}
