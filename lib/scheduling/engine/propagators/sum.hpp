#pragma once

#include "engine/kernel/kernel.hpp"

namespace perilune::engine::detail {

/// sum of weight x side <= limit, where all guards hold. Weights are positive: a negative one is a positive
/// one on the other side.
class Sum final : public Propagator {
 public:
  struct Part {
    std::int64_t weight = 1;
    Side side = 0;
  };

  Sum(const Kernel& kernel, std::vector<Part> parts, std::int64_t limit, std::vector<Lit> guards);

  std::vector<Side> watched() const;
  bool propagate(Kernel& kernel) override;

 private:
  struct Raised {
    std::size_t part = 0;
    Int lowest = 0;
  };

  /// Why the parts but one are at least what they are, less what the slack allows.
  void explain(Kernel& kernel, std::size_t without, std::int64_t slack);

  std::vector<Part> parts_;
  std::vector<Int> root_;       ///< the lowest value of each side at the root
  std::vector<Raised> raised_;  ///< parts above their lowest value at the root, in this propagation
  std::int64_t limit_;
  std::vector<Lit> guards_;
};

}  // namespace perilune::engine::detail
