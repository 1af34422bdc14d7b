#include <perilune/dynamics/environment.hpp>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {

int EnvironmentLayout::add(BodyId body) {
  for (int place = 0; place < size_; ++place) {
    if (bodies_[static_cast<std::size_t>(place)] == body) return place;
  }
  if (size_ == most_bodies) {
    throw InvalidArgument(detail::concat("a force model may ask for ", most_bodies,
                                         " bodies; one more was asked for: ", body_name(body),
                                         ". Leave out bodies that do not matter"));
  }
  bodies_[static_cast<std::size_t>(size_)] = body;
  return size_++;
}

}  // namespace perilune
