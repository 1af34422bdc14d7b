#include "support/cp_sat_oracle.hpp"

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <sys/wait.h>
#include <unistd.h>

#include <perilune/scheduling/engine/cp_sat_json.hpp>

namespace fs = std::filesystem;

namespace {

fs::path model_file() {
  return fs::temp_directory_path() / ("perilune-oracle-" + std::to_string(::getpid()) + ".json");
}

}  // namespace

CpSatOracle::CpSatOracle(const std::string& python, double limit_s, int workers) {
  int to_it[2];
  int from_it[2];
  if (::pipe(to_it) != 0 || ::pipe(from_it) != 0) throw std::runtime_error("the oracle: no pipe to it");
  process_ = ::fork();
  if (process_ < 0) throw std::runtime_error("the oracle: no process for it");
  if (process_ == 0) {
    ::dup2(to_it[0], STDIN_FILENO);
    ::dup2(from_it[1], STDOUT_FILENO);
    for (const int end : {to_it[0], to_it[1], from_it[0], from_it[1]}) ::close(end);
    const std::string limit = std::to_string(limit_s);
    const std::string number = std::to_string(workers);
    ::execlp(python.c_str(), python.c_str(), PERILUNE_SOURCE_DIR "/bench/cp_sat_oracle.py", limit.c_str(),
             number.c_str(), static_cast<char*>(nullptr));
    ::_exit(127);
  }
  ::close(to_it[0]);
  ::close(from_it[1]);
  questions_ = ::fdopen(to_it[1], "w");
  answers_ = ::fdopen(from_it[0], "r");
}

CpSatOracle::~CpSatOracle() {
  std::fclose(questions_);  // the end of its input ends it
  std::fclose(answers_);
  ::waitpid(process_, nullptr, 0);
  std::error_code ignored;
  fs::remove(model_file(), ignored);
}

std::string CpSatOracle::ask(const perilune::engine::Model& model) {
  std::ofstream(model_file()) << cp_sat_json(model);
  std::fprintf(questions_, "%s\n", model_file().c_str());
  std::fflush(questions_);
  std::string line;
  int c = std::fgetc(answers_);
  for (; c != EOF && c != '\n'; c = std::fgetc(answers_)) line += static_cast<char>(c);
  if (c == EOF)
    throw std::runtime_error("the oracle gives no answer: does this Python have the package ortools?");
  return line;
}
