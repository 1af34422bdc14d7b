#pragma once

#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <Eigen/Core>

namespace perilune {

/// Something that the corrector may change.
struct CorrectionVariable {
  std::string name;    ///< with its unit: "injection_delta_v_m_s"
  double value = 0.0;  ///< to start from
  double scale =
      1.0;  ///< a change of this size matters about as much as one of another variable's scale, > 0
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  double most_step = std::numeric_limits<double>::infinity();  ///< in one iteration, > 0
  /// For derivatives by differences, where the function gives none; default 1e-6 of the scale.
  std::optional<double> difference_step = {};
};

/// Something that has to become zero.
struct CorrectionConstraint {
  std::string name;        ///< with its unit: "perilune_altitude_m"
  double tolerance = 1.0;  ///< it holds if the residual is at most this large; also its scale, > 0
};

/// Residuals of the constraints, and their derivatives if the function has them.
struct CorrectionValues {
  Eigen::VectorXd residuals;
  Eigen::MatrixXd jacobian = {};  ///< rows: constraints, columns: variables; empty: none are known
};

/// What the corrector asks. Nothing means: there is no such trajectory (it hits the Earth, say); the
/// corrector then takes a smaller step.
using CorrectionFunction = std::function<std::optional<CorrectionValues>(const Eigen::VectorXd& variables)>;

struct CorrectionOptions {
  int most_iterations = 30;
  int most_halvings = 12;  ///< of a step that makes things worse
  /// Without derivatives of the function's own: update the last Jacobian by what a step has shown (Broyden),
  /// and take differences again only when that no longer helps. Saves most of the evaluations.
  bool reuse_jacobian = true;
  /// To start from instead of differences, such as the Jacobian of a cheaper model; empty: none.
  Eigen::MatrixXd initial_jacobian = {};
};

enum class CorrectionStatus { converged, not_converged };

/// Why a correction ended.
enum class CorrectionReason {
  converged,
  iteration_limit,   ///< the residuals still fell
  no_descent,        ///< no step along the correction lowers the residuals: a local minimum, or noise
  singular,          ///< the variables do not move what is left of the residuals
  bounds,            ///< the variables that would are at their bounds
  evaluation_failed  ///< the function had no answer at the start, or beside it
};

/// One line of the log.
struct CorrectionIteration {
  Eigen::VectorXd variables;
  Eigen::VectorXd residuals;
  double norm = 0.0;         ///< largest residual over its tolerance: at most 1 is converged
  double step_factor = 0.0;  ///< of the full correction that was taken to get here; 0 at the start
  int evaluations = 0;       ///< of the function, so far
};

/// What a correction came to. If it did not converge, `variables` and `residuals` are the nearest it found.
struct CorrectionResult {
  CorrectionStatus status = CorrectionStatus::not_converged;
  CorrectionReason reason = CorrectionReason::iteration_limit;
  Eigen::VectorXd variables;
  Eigen::VectorXd residuals;
  std::vector<std::string> variable_names;
  std::vector<std::string> constraint_names;
  std::vector<CorrectionIteration> log;
  std::vector<std::string> at_bounds;  ///< names of the variables at a bound
  int evaluations = 0;
  Eigen::MatrixXd jacobian;  ///< the last one that was used; empty if none was needed

  /// For people: the reason, each residual over its tolerance, a line for each iteration.
  std::string report() const;

  std::vector<double> tolerances;
};

/// Changes variables until constraints hold: Newton's method where there are as many of both, the shortest
/// (scaled) step where there are more variables, least squares where there are fewer. Steps are kept inside
/// the bounds (a variable at a bound that a step would cross is held, and the others take over), no longer
/// than `most_step`, and halved until the residuals fall.
///
/// @throws InvalidArgument if there is no variable or constraint, a scale, tolerance or step is not positive,
/// a start is outside its bounds, or the function answers with another number of residuals
///
/// Source: Deuflhard, Newton Methods for Nonlinear Problems, sections 3 and 4; Broyden 1965.
/// Checked in: tests/unit/design/test_correction.cpp
CorrectionResult correct(const std::vector<CorrectionVariable>& variables,
                         const std::vector<CorrectionConstraint>& constraints,
                         const CorrectionFunction& function, const CorrectionOptions& options = {});

std::string_view to_text(CorrectionStatus status);
std::string_view to_text(CorrectionReason reason);

}  // namespace perilune
