#pragma once

#include <concepts>
#include <span>
#include <type_traits>
#include <utility>

namespace perilune {

/// Equations of motion y' = f(t, y) of N components over a scalar T (double, long double, SIMD lanes, dual
/// numbers), in the form that Perilune's own steppers call:
///
///     void derivative(int slot, Time t, const T (&y)[N], T (&dydt)[N]);
///
/// `slot` numbers the instants of a step (Runge-Kutta stages, collocation nodes). A system that also has
///
///     void prepare(int first_slot, std::span<const Time> times);
///
/// is told all instants of a step before the first of them is used, so that what depends on time alone (where
/// the bodies are, how they are turned) is worked out once a step, for all of them together; `derivative`
/// then reads it from its slot.
template <class System, class T, int N, class Time>
concept SystemOf = requires(System& system, Time t, const T (&y)[N], T (&dydt)[N]) {
  system.derivative(0, t, y, dydt);
};

namespace detail {

/// Calls `body(std::integral_constant<int, i>{})` for i = begin ... end - 1, unrolled at compile time.
template <int begin, int end, class Body>
[[gnu::always_inline]] constexpr void unrolled(Body&& body) {
  if constexpr (begin < end) {
    body(std::integral_constant<int, begin>{});
    unrolled<begin + 1, end>(body);
  }
}

template <class Time, class System>
[[gnu::always_inline]] inline void prepare_slots(System& system, int first_slot,
                                                 std::span<const Time> times) {
  if constexpr (requires { system.prepare(first_slot, times); }) {
    system.prepare(first_slot, times);
  }
}

}  // namespace detail
}  // namespace perilune
