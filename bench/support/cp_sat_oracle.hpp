#pragma once

#include <cstdio>
#include <string>

#include <sys/types.h>

#include <perilune/scheduling/engine/model.hpp>

/// OR-Tools, from its Python package, asked one model after the other through bench/cp_sat_oracle.py: one
/// process for all of them, so that its start is not paid for each.
class CpSatOracle {
 public:
  /// @param python  a Python that has the package ortools
  /// @throws std::runtime_error if it cannot be started
  CpSatOracle(const std::string& python, double limit_s, int workers);
  ~CpSatOracle();
  CpSatOracle(const CpSatOracle&) = delete;
  CpSatOracle& operator=(const CpSatOracle&) = delete;

  /// "status value bound seconds", with '-' where there is no value or no bound.
  /// @throws std::runtime_error if it gives no answer
  std::string ask(const perilune::engine::Model& model);

 private:
  std::FILE* questions_ = nullptr;
  std::FILE* answers_ = nullptr;
  pid_t process_ = -1;
};
