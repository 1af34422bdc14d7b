#include <perilune/design/multiple_shooting.hpp>

#include <array>

#include <perilune/core/error.hpp>
#include <perilune/core/text.hpp>

namespace perilune {

namespace {

using Eigen::Index;

/// Which variable stands for each of a node's seven numbers; -1: it is fixed.
using Columns = std::array<Index, 7>;

class Shooting {
 public:
  Shooting(const std::vector<ShootingNode>& nodes, const ShootingArc& arc,
           const std::vector<ShootingCondition>& conditions, const ShootingOptions& options)
      : nodes_(nodes), arc_(arc), conditions_(conditions), options_(options) {
    check();
    for (std::size_t i = 0; i < nodes.size(); ++i) add_variables(i);
    for (std::size_t i = 1; i < nodes.size(); ++i) add_continuity(i);
    for (const ShootingCondition& condition : conditions) {
      constraints_.push_back({condition.name, condition.tolerance});
    }
  }

  ShootingResult run() {
    ShootingResult result;
    result.correction = correct(
        variables_, constraints_, [this](const Eigen::VectorXd& x) { return evaluate(x); },
        options_.correction);
    result.nodes = placed(result.correction.variables);
    for (std::size_t i = 1; i < nodes_.size(); ++i) {
      if (!nodes_[i].impulse) continue;
      const ShootingNode& from = result.nodes[i - 1];
      const auto end = arc_(from.state, from.time, result.nodes[i].time);
      result.impulses.push_back(end ? Eigen::Vector3d(result.nodes[i].state.tail<3>() - end->state.tail<3>())
                                    : Eigen::Vector3d::Zero());
    }
    return result;
  }

 private:
  void check() const {
    if (nodes_.size() < 2) {
      throw InvalidArgument(
          detail::concat("shoot: there are ", nodes_.size(), " nodes; at least two are needed"));
    }
    for (std::size_t i = 1; i < nodes_.size(); ++i) {
      if (!(nodes_[i].time > nodes_[i - 1].time)) {
        throw InvalidArgument(detail::concat("shoot: node ", i, " is at time ", nodes_[i].time,
                                             ", not after node ", i - 1, " at ", nodes_[i - 1].time));
      }
    }
    for (const ShootingCondition& condition : conditions_) {
      if (condition.node >= nodes_.size() || !condition.function) {
        throw InvalidArgument(detail::concat("shoot: condition '", condition.name, "' is on node ",
                                             condition.node, " of ", nodes_.size(), ", or has no function"));
      }
    }
  }

  void add_variables(std::size_t i) {
    static const char* const names[] = {"x", "y", "z", "vx", "vy", "vz", "time"};
    const ShootingNode& node = nodes_[i];
    Columns columns;
    for (std::size_t k = 0; k < 7; ++k) {
      const bool fixed = k < 3 ? node.position_fixed : k < 6 ? node.velocity_fixed : node.time_fixed;
      columns[k] = fixed ? -1 : static_cast<Index>(variables_.size());
      if (fixed) continue;
      CorrectionVariable variable;
      variable.name = detail::concat("node ", i, " ", names[k]);
      variable.value = k < 6 ? node.state[static_cast<Index>(k)] : node.time;
      variable.scale = k < 3   ? options_.position_scale
                       : k < 6 ? options_.velocity_scale
                               : options_.time_scale;
      variables_.push_back(variable);
    }
    columns_.push_back(columns);
  }

  void add_continuity(std::size_t i) {
    const Index rows = nodes_[i].impulse ? 3 : 6;
    for (Index k = 0; k < rows; ++k) {
      constraints_.push_back({detail::concat("arc ", i - 1, k < 3 ? " position " : " velocity ", k % 3),
                              k < 3 ? options_.position_tolerance : options_.velocity_tolerance});
    }
  }

  std::vector<ShootingNode> placed(const Eigen::VectorXd& x) const {
    std::vector<ShootingNode> nodes = nodes_;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      for (std::size_t k = 0; k < 7; ++k) {
        if (columns_[i][k] < 0) continue;
        (k < 6 ? nodes[i].state[static_cast<Index>(k)] : nodes[i].time) = x[columns_[i][k]];
      }
    }
    return nodes;
  }

  std::optional<CorrectionValues> evaluate(const Eigen::VectorXd& x) const {
    const std::vector<ShootingNode> nodes = placed(x);
    const auto m = static_cast<Index>(constraints_.size());
    CorrectionValues values;
    values.residuals.resize(m);
    values.jacobian = Eigen::MatrixXd::Zero(m, x.size());
    Index row = 0;
    for (std::size_t i = 1; i < nodes.size(); ++i) {
      const ShootingNode &from = nodes[i - 1], &to = nodes[i];
      if (!(to.time > from.time)) return {};
      const auto end = arc_(from.state, from.time, to.time);
      if (!end) return {};
      const Index rows = nodes[i].impulse ? 3 : 6;
      values.residuals.segment(row, rows) = (end->state - to.state).head(rows);
      Eigen::Matrix<double, 6, 7> by_begin, by_end;
      by_begin << end->transition, -end->transition * end->rate_at_begin;
      by_end << -Matrix6::Identity(), end->rate_at_end;
      place(values.jacobian, row, rows, columns_[i - 1], by_begin);
      place(values.jacobian, row, rows, columns_[i], by_end);
      row += rows;
    }
    for (const ShootingCondition& condition : conditions_) {
      const ShootingNode& node = nodes[condition.node];
      const ShootingCondition::Value value = condition.function(node.state, node.time);
      values.residuals[row] = value.residual;
      for (std::size_t k = 0; k < 7; ++k) {
        const Index column = columns_[condition.node][k];
        if (column >= 0) values.jacobian(row, column) = value.gradient[static_cast<Index>(k)];
      }
      ++row;
    }
    return values;
  }

  static void place(Eigen::MatrixXd& jacobian, Index row, Index rows, const Columns& columns,
                    const Eigen::Matrix<double, 6, 7>& block) {
    for (std::size_t k = 0; k < 7; ++k) {
      if (columns[k] >= 0) {
        jacobian.block(row, columns[k], rows, 1) = block.col(static_cast<Index>(k)).head(rows);
      }
    }
  }

  const std::vector<ShootingNode>& nodes_;
  const ShootingArc& arc_;
  const std::vector<ShootingCondition>& conditions_;
  const ShootingOptions& options_;
  std::vector<Columns> columns_;
  std::vector<CorrectionVariable> variables_;
  std::vector<CorrectionConstraint> constraints_;
};

}  // namespace

ShootingResult shoot(const std::vector<ShootingNode>& nodes, const ShootingArc& arc,
                     const std::vector<ShootingCondition>& conditions, const ShootingOptions& options) {
  return Shooting(nodes, arc, conditions, options).run();
}

}  // namespace perilune
