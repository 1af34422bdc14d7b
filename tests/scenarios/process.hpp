// The program as a process that can be killed, and the bytes that it leaves behind.
#pragma once

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "expected.hpp"

namespace perilune::test {

/// A program without a word, in a folder of its own, at a moment that is always the same.
inline pid_t start_program(std::vector<std::string> arguments, const std::filesystem::path& folder) {
  const pid_t child = fork();
  if (child != 0) return child;
  const int null = open("/dev/null", O_WRONLY);
  dup2(null, STDERR_FILENO);
  dup2(null, STDOUT_FILENO);
  setenv("SOURCE_DATE_EPOCH", "1795320000", 1);
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  if (chdir(folder.c_str()) != 0) _exit(98);
  execv(argv.front(), argv.data());
  _exit(99);
}

/// Waits for its end. @return its exit code; -1 if a signal ended it
inline int exit_code_of(pid_t child) {
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/// Starts it, kills it after so many seconds as a power cut would, and gives what `exit_code_of` does.
inline int exit_code_of_killed(std::vector<std::string> arguments, const std::filesystem::path& folder,
                               double after_s) {
  const pid_t child = start_program(std::move(arguments), folder);
  for (; after_s > 0.5; after_s -= 0.5) usleep(500'000);
  usleep(static_cast<useconds_t>(after_s * 1e6));
  kill(child, SIGKILL);
  return exit_code_of(child);
}

/// All files below a folder by name, without that part of a manifest that tells when and how fast. Of those
/// that a killed process left half written (".NAME.PID-N.partial") none may be there either.
inline std::map<std::string, std::string> files_below(const std::filesystem::path& folder) {
  namespace fs = std::filesystem;
  std::map<std::string, std::string> all;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_directory()) continue;
    std::string& text = all[fs::relative(entry.path(), folder).generic_string()];
    text = file_text(entry.path());
    if (entry.path().filename() != "manifest.json") continue;
    auto manifest = nlohmann::json::parse(text);
    manifest.erase("run");
    text = manifest.dump();
  }
  return all;
}

/// The names of what one has and the other has not, or has with other bytes: one a line.
inline std::string differing(const std::map<std::string, std::string>& wanted,
                             const std::map<std::string, std::string>& found) {
  std::string names;
  for (const auto& [name, text] : wanted) {
    const auto at = found.find(name);
    if (at == found.end())
      names += "missing: " + name + '\n';
    else if (at->second != text)
      names += "differs: " + name + '\n';
  }
  for (const auto& [name, text] : found)
    if (!wanted.contains(name)) names += "not wanted: " + name + '\n';
  return names;
}

}  // namespace perilune::test
