#pragma once

#include <cmath>
#include <limits>
#include <string_view>
#include <vector>

#include <perilune/propagation/manoeuvre.hpp>

namespace perilune::detail {

/// A burn by time: how far the engine is opened when, and when it ends. Between switches the flow of mass is
/// constant, so that all of it is known beforehand.
class BurnProfile {
 public:
  explicit BurnProfile(const FiniteBurn& burn)
      : full_flow_kg_s_(burn.engine.thrust.si() /
                        (burn.engine.specific_impulse.seconds() * standard_gravity_m_s2)) {
    for (const ThrottleStep& step : burn.throttle) {
      pieces_.push_back({step.after_ignition.seconds(), step.throttle});
    }
    if (pieces_.empty()) pieces_.push_back({0.0, 1.0});
    if (burn.duration) end_by(burn.duration->seconds(), "duration");
    if (burn.propellant) end_by(time_of_use(0.0, burn.propellant->si()), "propellant");
  }

  std::size_t pieces() const { return pieces_.size(); }
  double from_s(std::size_t piece) const { return pieces_[piece].from_s; }
  double throttle(std::size_t piece) const { return pieces_[piece].throttle; }
  /// After ignition; infinite if neither duration nor propellant ends it.
  double length_s() const { return length_s_; }
  std::string_view ended_by() const { return ended_by_; }

  /// The piece at a time after ignition; just before it, if so wanted.
  std::size_t piece_at(double s, bool before) const {
    std::size_t piece = 0;
    while (piece + 1 < pieces_.size() &&
           (before ? pieces_[piece + 1].from_s < s : pieces_[piece + 1].from_s <= s)) {
      ++piece;
    }
    return piece;
  }

  /// Time after ignition at which a mass is used up that is there at time `from_s`; infinite if never.
  double time_of_use(double from_s, double mass_kg) const {
    for (std::size_t i = piece_at(from_s, false);; ++i) {
      const double begin_s = std::max(from_s, pieces_[i].from_s);
      const double flow_kg_s = full_flow_kg_s_ * pieces_[i].throttle;
      const bool last = i + 1 == pieces_.size();
      const double used_kg =
          last ? std::numeric_limits<double>::infinity() : flow_kg_s * (pieces_[i + 1].from_s - begin_s);
      if (flow_kg_s > 0.0 && mass_kg <= used_kg) return begin_s + mass_kg / flow_kg_s;
      if (last) return std::numeric_limits<double>::infinity();
      mass_kg -= used_kg;
    }
  }

 private:
  struct Piece {
    double from_s = 0.0;
    double throttle = 1.0;
  };

  void end_by(double s, std::string_view what) {
    if (s >= length_s_) return;
    length_s_ = s;
    ended_by_ = what;
  }

  double full_flow_kg_s_;
  std::vector<Piece> pieces_;
  double length_s_ = std::numeric_limits<double>::infinity();
  std::string_view ended_by_ = "dry mass";
};

}  // namespace perilune::detail
