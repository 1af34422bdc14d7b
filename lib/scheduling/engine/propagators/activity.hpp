#pragma once

#include <vector>

#include "engine/kernel/kernel.hpp"

namespace perilune::engine::detail {

/// What takes time, as propagators see it: from its start to just before its end.
struct Activity {
  Var start = 0;
  Var end = -1;      ///< none: the start and a fixed duration
  Int duration = 0;  ///< fixed, or the shortest
  Lit presence = always;

  Int earliest_start(const Kernel& k) const { return k.lower(start); }
  Int latest_start(const Kernel& k) const { return k.upper(start); }
  Int earliest_end(const Kernel& k) const { return end < 0 ? k.lower(start) + duration : k.lower(end); }
  Int latest_end(const Kernel& k) const { return end < 0 ? k.upper(start) + duration : k.upper(end); }
  Int shortest(const Kernel&) const { return duration; }

  Lit starts_by(Int tick) const { return le(start, tick); }
  Lit starts_from(Int tick) const { return ge(start, tick); }
  Lit ends_by(Int tick) const { return end < 0 ? le(start, tick - duration) : le(end, tick); }
  Lit ends_from(Int tick) const { return end < 0 ? ge(start, tick - duration) : ge(end, tick); }

  bool is_present(const Kernel& k) const { return k.is_true(presence); }
  bool is_absent(const Kernel& k) const { return k.is_false(presence); }

  /// The sides whose movement can matter to anyone.
  void watch(std::vector<Side>& sides) const {
    sides.insert(sides.end(), {2 * start, 2 * start + 1, presence.side, opposite(presence.side)});
    if (end >= 0) sides.insert(sides.end(), {2 * end, 2 * end + 1});
  }
};

struct Demand {
  Activity activity;
  Int amount = 0;
};

/// Capacity that is taken from `from` until just before `to`, whatever happens.
struct Block {
  Int from = 0;
  Int to = 0;
  Int amount = 0;
};

}  // namespace perilune::engine::detail
