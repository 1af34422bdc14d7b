#pragma once

#include <vector>

#include <perilune/time/duration.hpp>

namespace perilune::detail {

/// A mixed-integer linear program: minimise cost x, with lower <= row x <= upper and x >= 0.
class LinearProgram {
 public:
  struct Term {
    int column;
    double factor;
  };

  /// @return its number
  int add_column(double cost, double upper, bool is_whole);
  void add_row(std::vector<Term> terms, double lower, double upper);

  enum class Status { optimal, infeasible, stopped };
  struct Solution {
    Status status = Status::infeasible;
    double cost = 0.0;
    double bound = 0.0;
    std::vector<double> values;
  };
  /// @throws DataError if CBC is not installed
  Solution solve(Duration longest) const;

 private:
  struct Column {
    double cost, upper;
    bool is_whole;
    std::vector<int> rows;
    std::vector<double> factors;
  };
  std::vector<Column> columns_;
  std::vector<double> lower_, upper_;
};

bool is_cbc_installed();

}  // namespace perilune::detail
