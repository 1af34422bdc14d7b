// The sums of a harmonic series with several orders side by side. Compiled once for each width of register,
// in a file of its own with the options that it needs: so nothing here may be shared with other files but
// plain data.
#pragma once

#include <cstddef>

namespace perilune::detail {

/// What a sum needs: the table (HarmonicSeries) and the place.
struct HarmonicTask {
  const double* table;
  const std::size_t* groups;  // where the orders of each group start
  int degree;
  int last_order;
  double ratio;             // radius of the field over the distance
  double up_x, up_y, up_z;  // unit vector to the place
};

/// Orders m of the same m mod 8 are added up together, whatever the width: so the bits are the same for all.
inline constexpr int harmonic_classes = 8;
struct HarmonicSums {
  double along_x[harmonic_classes];
  double along_y[harmonic_classes];
  double along_z[harmonic_classes];
  double inward[harmonic_classes];
};

void sum_harmonics_by_2(const HarmonicTask& task, HarmonicSums& sums);
void sum_harmonics_by_4(const HarmonicTask& task, HarmonicSums& sums);  // needs AVX2
void sum_harmonics_by_8(const HarmonicTask& task, HarmonicSums& sums);  // needs AVX-512

namespace {

// Vectors of the compiler: no function is called for them that another file could have compiled otherwise.
template <int width>
struct PackOf;
template <>
struct PackOf<2> {
  typedef double type __attribute__((vector_size(16)));
};
template <>
struct PackOf<4> {
  typedef double type __attribute__((vector_size(32)));
};
template <>
struct PackOf<8> {
  typedef double type __attribute__((vector_size(64)));
};

template <int width>
[[maybe_unused, gnu::always_inline]] inline void sum_harmonics(const HarmonicTask& task, HarmonicSums& sums) {
  using Pack = typename PackOf<width>::type;
  const auto at = [](const double* place) __attribute__((always_inline)) {
    Pack pack;
    __builtin_memcpy(&pack, place, sizeof pack);
    return pack;
  };
  constexpr std::size_t columns = 7;  // HarmonicSeries::Column
  constexpr std::size_t step = columns * width;
  constexpr int packs = harmonic_classes / width;

  // A window that slides over this has a one in the lane of an order, zeros in the others.
  static constexpr struct OneHot {
    double values[2 * width] = {};
    constexpr OneHot() { values[width] = 1.0; }
  } one_hot;
  const Pack zero = {};
  const Pack ratio_sine = zero + task.ratio * task.up_z;
  const Pack ratio_square = zero + task.ratio * task.ratio;
  Pack along_x[packs], along_y[packs], along_z[packs], inward[packs];
  for (int i = 0; i < packs; ++i) along_x[i] = along_y[i] = along_z[i] = inward[i] = zero;

  double cosine = 1.0, sine = 0.0, cosine_below = 0.0, sine_below = 0.0, first = 1.0;
  int group = 0;
  for (int order = 0; order <= task.last_order; order += width, ++group) {
    double orders[width], firsts[width], cosines[width], sines[width], cosines_below[width],
        sines_below[width];
    for (int lane = 0; lane < width; ++lane) {
      orders[lane] = order + lane;
      firsts[lane] = first;
      cosines[lane] = cosine;
      sines[lane] = sine;
      cosines_below[lane] = cosine_below;
      sines_below[lane] = sine_below;
      cosine_below = cosine;
      sine_below = sine;
      cosine = task.up_x * cosine_below - task.up_y * sine_below;
      sine = task.up_x * sine_below + task.up_y * cosine_below;
      first *= task.ratio;
    }
    const double* entry = task.table + task.groups[group];
    Pack p = zero, p_below = zero;
    Pack c = zero, s = zero, radial_c = zero, radial_s = zero, axial_c = zero, axial_s = zero;
    const auto add_degree = [&]() __attribute__((always_inline)) {
      c += at(entry + width) * p;
      s += at(entry + 2 * width) * p;
      radial_c += at(entry + 3 * width) * p;
      radial_s += at(entry + 4 * width) * p;
      axial_c += at(entry + 5 * width) * p;
      axial_s += at(entry + 6 * width) * p;
      const Pack above = ratio_sine * p + at(entry) * (ratio_square * p_below);
      p_below = p;
      p = above;
      entry += step;
    };
    // Each lane begins at its own order: in a triangle first, then all together.
    int n = order;
    for (; n < order + width && n <= task.degree; ++n) {
      p += at(one_hot.values + width - (n - order)) * firsts[n - order];
      add_degree();
    }
    for (; n <= task.degree; ++n) add_degree();
    const int i = group % packs;
    const Pack below_c = at(cosines_below), below_s = at(sines_below);
    along_x[i] += at(orders) * (below_c * c + below_s * s);
    along_y[i] += at(orders) * (below_c * s - below_s * c);
    along_z[i] += below_c * axial_c + below_s * axial_s;
    inward[i] += at(cosines) * radial_c + at(sines) * radial_s;
  }
  for (int i = 0; i < packs; ++i) {
    for (int lane = 0; lane < width; ++lane) {
      sums.along_x[i * width + lane] = along_x[i][lane];
      sums.along_y[i * width + lane] = along_y[i][lane];
      sums.along_z[i * width + lane] = along_z[i][lane];
      sums.inward[i * width + lane] = inward[i][lane];
    }
  }
}

}  // namespace
}  // namespace perilune::detail
