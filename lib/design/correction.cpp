#include <perilune/design/correction.hpp>

#include <algorithm>
#include <cmath>

#include <Eigen/QR>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

void check(const std::vector<CorrectionVariable>& variables,
           const std::vector<CorrectionConstraint>& constraints) {
  std::vector<std::string> wrong;
  if (variables.empty()) wrong.push_back("there are no variables");
  if (constraints.empty()) wrong.push_back("there are no constraints");
  for (const CorrectionVariable& v : variables) {
    if (!(v.scale > 0.0) || !(v.most_step > 0.0) || !(v.difference_step.value_or(1.0) != 0.0)) {
      wrong.push_back("'" + v.name + "' has a scale or step that is not above 0");
    }
    if (!(v.value >= v.low && v.value <= v.high)) {
      wrong.push_back(detail::concat("'", v.name, "' starts at ", v.value, ", outside its bounds ", v.low,
                                     " to ", v.high));
    }
  }
  for (const CorrectionConstraint& c : constraints) {
    if (!(c.tolerance > 0.0)) wrong.push_back("'" + c.name + "' has a tolerance that is not above 0");
  }
  if (!wrong.empty()) throw InvalidArgument("correct: " + join(wrong, "; "));
}

/// The corrector at work. Inside, variables count in their scales and residuals in their tolerances.
class Corrector {
 public:
  Corrector(const std::vector<CorrectionVariable>& variables,
            const std::vector<CorrectionConstraint>& constraints, const CorrectionFunction& function,
            const CorrectionOptions& options)
      : variables_(variables), constraints_(constraints), function_(function), options_(options) {
    const auto n = static_cast<Index>(variables.size());
    const auto m = static_cast<Index>(constraints.size());
    x_.resize(n), scale_.resize(n), low_.resize(n), high_.resize(n), tolerance_.resize(m);
    for (Index i = 0; i < n; ++i) {
      const CorrectionVariable& v = variables[static_cast<std::size_t>(i)];
      x_[i] = v.value, scale_[i] = v.scale, low_[i] = v.low, high_[i] = v.high;
      result_.variable_names.push_back(v.name);
    }
    for (Index i = 0; i < m; ++i) {
      tolerance_[i] = constraints[static_cast<std::size_t>(i)].tolerance;
      result_.constraint_names.push_back(constraints[static_cast<std::size_t>(i)].name);
      result_.tolerances.push_back(tolerance_[i]);
    }
  }

  CorrectionResult run() {
    if (!evaluate(x_, residuals_, jacobian_)) return finish(CorrectionReason::evaluation_failed);
    log(0.0);
    if (!has_jacobian_ && options_.initial_jacobian.size() > 0) {
      if (options_.initial_jacobian.rows() != tolerance_.size() ||
          options_.initial_jacobian.cols() != x_.size()) {
        throw InvalidArgument("correct: initial_jacobian has not constraints x variables entries");
      }
      jacobian_ = options_.initial_jacobian;
      has_jacobian_ = true;
    }
    bool fresh = own_derivatives_;
    while (true) {
      if (norm(residuals_) <= 1.0) return finish(CorrectionReason::converged);
      if (static_cast<int>(result_.log.size()) > options_.most_iterations) {
        return finish(CorrectionReason::iteration_limit);
      }
      if (!has_jacobian_) {
        if (!difference()) return finish(CorrectionReason::evaluation_failed);
        fresh = true;
      }
      const VectorXd step = bounded_step();
      const bool moves = step.cwiseQuotient(scale_).norm() > 1e-15;
      if (moves && advance(step, fresh)) {
        fresh = own_derivatives_;
        continue;
      }
      if (!fresh) {  // the Jacobian is stale: look again before giving up
        has_jacobian_ = false;
        continue;
      }
      if (moves) return finish(CorrectionReason::no_descent);
      return finish(held_ ? CorrectionReason::bounds : CorrectionReason::singular);
    }
  }

 private:
  double norm(const VectorXd& residuals) const {
    return residuals.cwiseQuotient(tolerance_).cwiseAbs().maxCoeff();
  }
  double merit(const VectorXd& residuals) const { return residuals.cwiseQuotient(tolerance_).norm(); }

  bool evaluate(const VectorXd& x, VectorXd& residuals, MatrixXd& jacobian) {
    ++result_.evaluations;
    std::optional<CorrectionValues> values = function_(x);
    if (!values) return false;
    if (values->residuals.size() != tolerance_.size()) {
      throw InvalidArgument(detail::concat("correct: the function gave ", values->residuals.size(),
                                           " residuals for ", tolerance_.size(), " constraints"));
    }
    if (!values->residuals.allFinite()) return false;
    residuals = std::move(values->residuals);
    own_derivatives_ = values->jacobian.size() > 0;
    if (own_derivatives_) {
      if (values->jacobian.rows() != tolerance_.size() || values->jacobian.cols() != x.size()) {
        throw InvalidArgument("correct: the function's Jacobian has not constraints x variables entries");
      }
      jacobian = std::move(values->jacobian);
      has_jacobian_ = true;
    }
    return true;
  }

  bool difference() {
    jacobian_.resize(tolerance_.size(), x_.size());
    for (Index i = 0; i < x_.size(); ++i) {
      const CorrectionVariable& v = variables_[static_cast<std::size_t>(i)];
      double h = v.difference_step.value_or(1e-6 * v.scale);
      bool done = false;
      for (int side = 0; side < 2 && !done; ++side, h = -h) {
        VectorXd beside = x_;
        beside[i] += h;
        if (beside[i] < low_[i] || beside[i] > high_[i]) continue;
        VectorXd there;
        MatrixXd unused;
        if (!evaluate(beside, there, unused)) continue;
        jacobian_.col(i) = (there - residuals_) / (beside[i] - x_[i]);
        done = true;
      }
      if (!done) return false;
    }
    has_jacobian_ = true;
    return true;
  }

  /// The shortest scaled step to the linear solution, with variables held where they would leave their
  /// bounds.
  VectorXd bounded_step() {
    const Index n = x_.size();
    std::vector<bool> free(static_cast<std::size_t>(n), true);
    VectorXd step = VectorXd::Zero(n);
    held_ = false;
    const MatrixXd scaled = tolerance_.cwiseInverse().asDiagonal() * jacobian_ * scale_.asDiagonal();
    VectorXd target = -residuals_.cwiseQuotient(tolerance_);
    for (Index round = 0; round <= n; ++round) {
      std::vector<Index> columns;
      for (Index i = 0; i < n; ++i) {
        if (free[static_cast<std::size_t>(i)]) columns.push_back(i);
      }
      if (columns.empty()) break;
      MatrixXd part(scaled.rows(), static_cast<Index>(columns.size()));
      for (std::size_t k = 0; k < columns.size(); ++k) {
        part.col(static_cast<Index>(k)) = scaled.col(columns[k]);
      }
      const VectorXd found = part.completeOrthogonalDecomposition().solve(target);
      bool crossed = false;
      for (std::size_t k = 0; k < columns.size(); ++k) {
        const Index i = columns[k];
        step[i] = found[static_cast<Index>(k)] * scale_[i];
        const double to = std::clamp(x_[i] + step[i], low_[i], high_[i]);
        if (to != x_[i] + step[i]) {
          step[i] = to - x_[i];
          free[static_cast<std::size_t>(i)] = false;
          target -= scaled.col(i) * (step[i] / scale_[i]);
          crossed = held_ = true;
        }
      }
      if (!crossed) break;
    }
    double shrink = 1.0;
    for (Index i = 0; i < n; ++i) {
      const double most = variables_[static_cast<std::size_t>(i)].most_step;
      if (std::abs(step[i]) > most) shrink = std::min(shrink, most / std::abs(step[i]));
    }
    return shrink * step;
  }

  bool advance(const VectorXd& step, bool fresh) {
    const double before = merit(residuals_);
    double factor = 1.0;
    // A Jacobian that is not of this place deserves little patience.
    const int most_halvings = fresh ? options_.most_halvings : 1;
    for (int halving = 0; halving <= most_halvings; ++halving, factor *= 0.5) {
      const VectorXd x = (x_ + factor * step).cwiseMax(low_).cwiseMin(high_);
      VectorXd residuals;
      MatrixXd jacobian = jacobian_;
      if (!evaluate(x, residuals, jacobian)) continue;
      if (!(merit(residuals) < (1.0 - 1e-4 * factor) * before)) continue;
      if (!own_derivatives_) update_jacobian(x - x_, residuals - residuals_);
      if (own_derivatives_) jacobian_ = std::move(jacobian);
      const bool slow = merit(residuals) > 0.3 * before;
      x_ = x;
      residuals_ = std::move(residuals);
      if (!own_derivatives_ && (!options_.reuse_jacobian || factor < 1.0 || slow)) has_jacobian_ = false;
      log(factor);
      return true;
    }
    return false;
  }

  void update_jacobian(const VectorXd& dx, const VectorXd& dr) {
    const VectorXd scaled = dx.cwiseQuotient(scale_);
    const double length = scaled.squaredNorm();
    if (length > 0.0) {
      jacobian_ += (dr - jacobian_ * dx) * scaled.cwiseQuotient(scale_).transpose() / length;
    }
  }

  void log(double factor) {
    result_.log.push_back({x_, residuals_, norm(residuals_), factor, result_.evaluations});
  }

  CorrectionResult finish(CorrectionReason reason) {
    result_.reason = reason;
    result_.status =
        reason == CorrectionReason::converged ? CorrectionStatus::converged : CorrectionStatus::not_converged;
    result_.variables = x_;
    result_.residuals = residuals_;
    if (jacobian_.size() > 0) result_.jacobian = jacobian_;
    for (Index i = 0; i < x_.size(); ++i) {
      if (x_[i] <= low_[i] || x_[i] >= high_[i]) {
        result_.at_bounds.push_back(result_.variable_names[static_cast<std::size_t>(i)]);
      }
    }
    return std::move(result_);
  }

  const std::vector<CorrectionVariable>& variables_;
  const std::vector<CorrectionConstraint>& constraints_;
  const CorrectionFunction& function_;
  CorrectionOptions options_;
  VectorXd x_, scale_, low_, high_, tolerance_, residuals_;
  MatrixXd jacobian_;
  bool has_jacobian_ = false;
  bool own_derivatives_ = false;
  bool held_ = false;
  CorrectionResult result_;
};

}  // namespace

CorrectionResult correct(const std::vector<CorrectionVariable>& variables,
                         const std::vector<CorrectionConstraint>& constraints,
                         const CorrectionFunction& function, const CorrectionOptions& options) {
  check(variables, constraints);
  return Corrector(variables, constraints, function, options).run();
}

std::string CorrectionResult::report() const {
  std::string text = detail::concat(to_text(status), " (", to_text(reason), ") after ",
                                    log.empty() ? 0 : static_cast<int>(log.size()) - 1, " iterations, ",
                                    evaluations, " evaluations\n");
  for (Eigen::Index i = 0; i < residuals.size(); ++i) {
    const auto k = static_cast<std::size_t>(i);
    text += detail::concat("  ", constraint_names[k], ": residual ", residuals[i], ", allowed ",
                           tolerances[k], "\n");
  }
  for (Eigen::Index i = 0; i < variables.size(); ++i) {
    text += detail::concat("  ", variable_names[static_cast<std::size_t>(i)], " = ", variables[i], "\n");
  }
  for (const std::string& name : at_bounds) text += "  at its bound: " + name + "\n";
  for (std::size_t k = 0; k < log.size(); ++k) {
    text += detail::concat("  iteration ", k, ": worst residual ", log[k].norm, " of what is allowed, step ",
                           log[k].step_factor, ", evaluations ", log[k].evaluations, "\n");
  }
  return text;
}

std::string_view to_text(CorrectionStatus status) {
  return status == CorrectionStatus::converged ? "converged" : "not_converged";
}

std::string_view to_text(CorrectionReason reason) {
  switch (reason) {
    case CorrectionReason::converged:
      return "converged";
    case CorrectionReason::iteration_limit:
      return "iteration_limit";
    case CorrectionReason::no_descent:
      return "no_descent";
    case CorrectionReason::singular:
      return "singular";
    case CorrectionReason::bounds:
      return "bounds";
    default:
      return "evaluation_failed";
  }
}

}  // namespace perilune
