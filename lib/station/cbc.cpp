#include "cbc.hpp"

#include <dlfcn.h>

#include <memory>
#include <string>

#include <perilune/core/error.hpp>

namespace perilune::detail {
namespace {

/// The functions of CBC's C interface that are called, as its header declares them.
class Cbc {
 public:
  static const Cbc* installed() {
    static const Cbc cbc;
    return cbc.complete_ ? &cbc : nullptr;
  }

  void* (*new_model)() = nullptr;
  void (*delete_model)(void*) = nullptr;
  void (*load_problem)(void*, int columns, int rows, const int* starts, const int* indices,
                       const double* values, const double* column_lower, const double* column_upper,
                       const double* costs, const double* row_lower, const double* row_upper) = nullptr;
  void (*set_integer)(void*, int column) = nullptr;
  void (*set_parameter)(void*, const char* name, const char* value) = nullptr;
  void (*set_log_level)(void*, int level) = nullptr;
  int (*solve)(void*) = nullptr;
  int (*is_proven_optimal)(void*) = nullptr;
  int (*is_proven_infeasible)(void*) = nullptr;
  const double* (*best_solution)(void*) = nullptr;
  double (*best_bound)(void*) = nullptr;
  double (*objective)(void*) = nullptr;

 private:
  Cbc() {
    void* library = dlopen("libCbcSolver.so.3", RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) return;
    complete_ =
        find(library, "Cbc_newModel", new_model) && find(library, "Cbc_deleteModel", delete_model) &&
        find(library, "Cbc_loadProblem", load_problem) && find(library, "Cbc_setInteger", set_integer) &&
        find(library, "Cbc_setParameter", set_parameter) && find(library, "Cbc_setLogLevel", set_log_level) &&
        find(library, "Cbc_solve", solve) && find(library, "Cbc_isProvenOptimal", is_proven_optimal) &&
        find(library, "Cbc_isProvenInfeasible", is_proven_infeasible) &&
        find(library, "Cbc_bestSolution", best_solution) &&
        find(library, "Cbc_getBestPossibleObjValue", best_bound) &&
        find(library, "Cbc_getObjValue", objective);
  }

  template <class Function>
  static bool find(void* library, const char* name, Function& function) {
    function = reinterpret_cast<Function>(dlsym(library, name));
    return function != nullptr;
  }

  bool complete_ = false;
};

}  // namespace

bool is_cbc_installed() {
  return Cbc::installed() != nullptr;
}

int LinearProgram::add_column(double cost, double upper, bool is_whole) {
  columns_.push_back({cost, upper, is_whole, {}, {}});
  return static_cast<int>(columns_.size()) - 1;
}

void LinearProgram::add_row(std::vector<Term> terms, double lower, double upper) {
  const int row = static_cast<int>(lower_.size());
  for (const Term& term : terms) {
    Column& column = columns_[static_cast<std::size_t>(term.column)];
    if (!column.rows.empty() && column.rows.back() == row) {
      column.factors.back() += term.factor;
    } else {
      column.rows.push_back(row);
      column.factors.push_back(term.factor);
    }
  }
  lower_.push_back(lower);
  upper_.push_back(upper);
}

LinearProgram::Solution LinearProgram::solve(Duration longest) const {
  const Cbc* cbc = Cbc::installed();
  if (cbc == nullptr) {
    throw DataError(
        "solve_flow: flows are found by CBC, which is not installed here. Install it (Debian and Ubuntu: "
        "'apt-get install coinor-libcbc3').");
  }
  std::vector<int> starts{0}, indices;
  std::vector<double> factors, lower(columns_.size(), 0.0), upper, costs;
  for (const Column& column : columns_) {
    indices.insert(indices.end(), column.rows.begin(), column.rows.end());
    factors.insert(factors.end(), column.factors.begin(), column.factors.end());
    starts.push_back(static_cast<int>(indices.size()));
    upper.push_back(column.upper);
    costs.push_back(column.cost);
  }
  const std::unique_ptr<void, void (*)(void*)> model(cbc->new_model(), cbc->delete_model);
  cbc->load_problem(model.get(), static_cast<int>(columns_.size()), static_cast<int>(lower_.size()),
                    starts.data(), indices.data(), factors.data(), lower.data(), upper.data(), costs.data(),
                    lower_.data(), upper_.data());
  for (std::size_t i = 0; i < columns_.size(); ++i)
    if (columns_[i].is_whole) cbc->set_integer(model.get(), static_cast<int>(i));
  cbc->set_log_level(model.get(), 0);
  cbc->set_parameter(model.get(), "threads", "0");
  cbc->set_parameter(model.get(), "sec", std::to_string(longest.seconds()).c_str());
  cbc->solve(model.get());

  Solution solution;
  const double* values = cbc->best_solution(model.get());
  if (cbc->is_proven_infeasible(model.get()) != 0 || values == nullptr) {
    solution.status = cbc->is_proven_infeasible(model.get()) != 0 ? Status::infeasible : Status::stopped;
    return solution;
  }
  solution.status = cbc->is_proven_optimal(model.get()) != 0 ? Status::optimal : Status::stopped;
  solution.cost = cbc->objective(model.get());
  solution.bound = cbc->best_bound(model.get());
  solution.values.assign(values, values + columns_.size());
  return solution;
}

}  // namespace perilune::detail
