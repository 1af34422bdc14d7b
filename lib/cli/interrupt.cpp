#include "interrupt.hpp"

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstring>

namespace perilune::cli {
namespace {

// What a signal handler may look at: lock-free atomics.
std::atomic<int> writing{0};
std::atomic<int> waiting_signal{0};
std::atomic<const char*> message{"perilune: interrupted. Files are as they were before.\n"};
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<const char*>::is_always_lock_free);

[[noreturn]] void end(int signal, const char* line) {
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, line, std::strlen(line));
  ::_exit(128 + signal);
}

void on_signal(int signal) {
  if (writing.load() > 0) {
    waiting_signal = signal;
  } else {
    end(signal, message.load());
  }
}

}  // namespace

void end_cleanly_on_signals() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  // A reader that goes away (| head) is told by the write, not by death without a word.
  std::signal(SIGPIPE, SIG_IGN);
}

WritingFiles::WritingFiles() {
  ++writing;
}

WritingFiles::~WritingFiles() {
  if (--writing == 0 && waiting_signal.load() != 0)
    end(waiting_signal.load(), "perilune: interrupted. The files that were being written are whole.\n");
}

void say_when_interrupted(const char* line) {
  message = line;
}

}  // namespace perilune::cli
