#pragma once

namespace perilune::cli {

/// From now on, Ctrl-C ends the program with 130 and a request of the system (SIGTERM) with 143, each with a
/// line on the error stream: at once, or, while files are being written, as soon as they are whole.
void end_cleanly_on_signals();

/// Files are being written: a signal waits until this is over.
class WritingFiles {
 public:
  WritingFiles();
  WritingFiles(const WritingFiles&) = delete;
  WritingFiles& operator=(const WritingFiles&) = delete;
  ~WritingFiles();
};

/// What the program says when it is interrupted from now on: how to go on, say.
/// @param line  ended by a newline; outlives the program's work (a string literal, or kept by the caller)
void say_when_interrupted(const char* line);

}  // namespace perilune::cli
