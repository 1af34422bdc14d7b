#pragma once

#include <optional>
#include <utility>
#include <vector>

#include <perilune/design/windows.hpp>

#include "lunar_approach.hpp"

namespace perilune::detail {

/// The fast model: conics and tables, microseconds a flight.
class WindowScan {
 public:
  WindowScan(const WindowProfile& profile, const Ephemeris& ephemeris);

  /// Days of lift-off to look at.
  std::size_t days() const { return days_; }
  /// Added to the limits: room for what the fast model has wrong, or what a confirmed flight has shown of
  /// that.
  struct Allowance {
    double injection_m_s = 0.0, insertion_m_s = 0.0;
    /// Of the insertion, by time of flight [s], in order; linear between, level beyond. Empty: as above.
    std::vector<std::pair<double, double>> insertion_by_time = {};

    double insertion_at_m_s(double time_of_flight_s) const;
    void learn(double time_of_flight_s, double insertion_error_m_s);
  };
  /// The windows of a day's two opportunities. Their best flight is the cheapest of those that have
  /// `sure_m_s` left to every limit of cost, if there is any at the middle azimuth; without such, the one
  /// that has most.
  /// @param only  that opportunity alone
  std::vector<LaunchWindow> day(std::size_t number, const Allowance& allowance, double sure_m_s = 0.0,
                                std::optional<DailyOpportunity> only = {}) const;

  /// What of a flight the moment of its lift-off hangs on.
  struct Way {
    double coast_s = 2700.0;
    LunarApproach approach = {7000.0, Eigen::Vector3d::Zero()};
  };
  /// What a flight costs; lift-off by azimuth, time of flight and the day.
  struct Cost {
    double injection_m_s = 0.0, insertion_m_s = 0.0, v_infinity_m_s = 0.0;
    Way way;
  };
  /// A place in the plane of azimuth and time of flight.
  struct Point {
    double lift_off_s = 0.0;  ///< since the table's start
    double azimuth_rad = 0.0;
    double time_of_flight_s = 0.0;
    Way way;              ///< that its lift-off was found with
    double beyond = 0.0;  ///< how far the Moon is outside the plane, as a cosine above 1; inside: below 0
    Cost cost;
    WindowBound plane_bound = WindowBound::azimuth_min;
  };

  Epoch epoch(double s) const;

  /// What the fast model makes of a flight.
  Cost cost_of(Epoch lift_off, double azimuth_rad, Duration time_of_flight) const;

  /// An edge that a limit of cost sets.
  struct CostEdge {
    Point point;
    WindowBound plane_bound = WindowBound::insertion_delta_v;
    WindowBound flight_bound = WindowBound::insertion_delta_v;
  };
  /// The first (or last) lift-off of a window at which any azimuth and time of flight keep all limits. Along
  /// the curve on which a limit is just met the lift-off is stationary there, so that an error of the place
  /// along it hardly matters. Nothing: the window's best flight does not keep them.
  std::optional<CostEdge> cost_edge(const LaunchWindow& window, bool first, const Allowance& allowance) const;

  /// The flight at the middle of the azimuths that hold the Moon, on the cheaper side of due east; limits of
  /// cost are not looked at. @param near_s  lift-off is the nearest one of its kind, since the table's start
  std::optional<Point> middle(double near_s, DailyOpportunity opportunity, double time_of_flight_s) const;
  /// v^2 - 2 mu / r right after the injection.
  double c3_m2_s2(const Cost& cost) const;

 private:
  struct Moon {  // axes: the Earth's equator of date, which do not turn with it
    Eigen::Vector3d r_m, v_m_s, pole;
  };
  struct Part {  // of the azimuths, on one side of due east
    double near_rad = 0.0, far_rad = 0.0;
    WindowBound near_bound, far_bound;
  };
  Moon moon_at(double s) const;
  /// When the conic of a flight passes the Moon.
  double passage_s(double lift_off_s, double time_of_flight_s, const Way& way) const;
  /// Nothing: no plane of that azimuth holds the Moon, nor will another way change that.
  std::optional<Point> lift_off(double near_s, DailyOpportunity opportunity, double azimuth_rad,
                                double time_of_flight_s, const Way& way) const;
  Cost cost(const Point& point) const;
  /// With the way of its own flight, and what it costs.
  /// @param beyond  how far the Moon may be outside the plane, as a cosine above 1
  std::optional<Point> costed_point(double near_s, DailyOpportunity opportunity, double azimuth_rad,
                                    double time_of_flight_s, const Way& guess, double beyond = 1e-4) const;
  struct Slack {
    double m_s = 0.0;
    WindowBound tightest = WindowBound::insertion_delta_v;
  };
  /// Of the tightest limit; below 0: not allowed.
  Slack slack(const Point& point, const Allowance& allowance) const;
  /// The azimuth of a part that is nearest to due east and whose plane holds the Moon.
  struct NearAzimuth {
    double azimuth_rad = 0.0;
    WindowBound bound = WindowBound::azimuth_min;
  };
  NearAzimuth near_azimuth(const Part& part, const Point& point) const;
  /// The flight of that azimuth, in its own plane.
  std::optional<Point> near_point(const Part& part, DailyOpportunity opportunity, const Point& far) const;
  void scan_part(std::size_t number, DailyOpportunity opportunity, const Part& part,
                 const Allowance& allowance, double sure_m_s, std::vector<LaunchWindow>& found) const;

  WindowProfile profile_;
  Arrival arrival_;
  std::size_t days_ = 0;
  Epoch start_;
  double angle_at_start_rad_ = 0.0;
  Eigen::Vector3d site_;  // earth-fixed unit vector
  double parking_radius_m_ = 0.0, parking_speed_m_s_ = 0.0;
  std::vector<Part> parts_;
  std::vector<Moon> table_;
};

}  // namespace perilune::detail
