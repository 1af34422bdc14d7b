#pragma once

#include <string>
#include <utility>
#include <vector>

#include <perilune/report/svg.hpp>
#include <perilune/time/interval_set.hpp>

namespace perilune::detail {

/// A quantity over time: straight from point to point.
struct Curve {
  std::string name;
  std::string unit;
  std::vector<std::pair<Epoch, double>> points;  ///< in order of time
  bool limit = false;                            ///< drawn dashed: what cannot be passed
};

/// Curves that share an axis.
struct CurveStrip {
  std::string title;
  std::vector<Curve> curves;
};

/// A stretch in which something is wrong.
struct Trouble {
  Interval span;
  std::string tip;
};

/// A value that changes at once: what it was before, and what it is from that instant on.
void step_to(Curve& curve, Epoch epoch, double value);

/// Strips one below the other over the same time, each with its scale from zero (or its lowest value) and its
/// names; troubles are shaded in all of them. Each curve carries `data-curve`, `data-strip`, `data-last` and
/// its scale, as page/script.js reads it.
SvgPicture draw_curves(const std::string& title, const std::string& description, Interval span,
                       const std::vector<CurveStrip>& strips, const std::vector<Trouble>& troubles = {});

}  // namespace perilune::detail
