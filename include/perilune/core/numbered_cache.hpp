#pragma once

#include <array>
#include <cstddef>
#include <limits>
#include <utility>

namespace perilune::detail {

/// What a function of a whole number gave, for the numbers asked for of late: one for each remainder by
/// `places`. A cache is of one thread; what it answers does not depend on what was asked before.
template <class Value, std::size_t places>
class NumberedCache {
 public:
  template <class Function>
  const Value& get(long number, Function&& function) {
    Place& place = places_[static_cast<unsigned long>(number) % places];
    if (place.number != number) {
      place.value = std::forward<Function>(function)(number);
      place.number = number;
    }
    return place.value;
  }

 private:
  struct Place {
    long number = std::numeric_limits<long>::min();
    Value value{};
  };
  std::array<Place, places> places_;
};

}  // namespace perilune::detail
