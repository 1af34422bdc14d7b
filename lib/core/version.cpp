#include <perilune/core/version.hpp>

namespace perilune {

std::string_view version() noexcept {
  return PERILUNE_VERSION;
}

}  // namespace perilune
