#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace perilune::cli {

struct AddedOption;  // of the parser behind it, known in command_line.cpp alone

/// What may be said of an option once it is added: `line.add_option(...).takes("N").range(0, 1024)`.
/// Valid as long as its command line.
class Option {
 public:
  explicit Option(AddedOption& added) : added_(&added) {}

  /// What the help page calls its value: "FILE".
  Option takes(const std::string& value);
  Option required();
  /// Neither goes together with the other, which is added already and named as it is typed.
  Option excludes(const std::string& other);
  Option one_of(const std::vector<std::string>& words);
  /// Both ends are allowed; of the same type as what is filled.
  Option range(int least, int most);
  Option range(std::uint64_t least, std::uint64_t most);
  Option range(double least, double most);
  Option positive();

 private:
  AddedOption* added_;
};

/// An option as help pages and completion show it.
struct OptionText {
  std::string name;                     ///< "-v, --verbose"; "FILE" for one that goes by its position
  std::vector<std::string> long_names;  ///< "--verbose"
  std::string value;                    ///< "N"; empty for a flag and for one that goes by its position
  std::string help;
};

/// The options of one command, with the variables that they fill. The only one who knows the library that
/// reads them: its header takes long to compile.
class CommandLine {
 public:
  /// With -h and --help.
  explicit CommandLine(const std::string& command);
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;
  ~CommandLine();

  /// @param name  "-v,--verbose", or "FILE" for one that goes by its position
  Option add_flag(const std::string& name, bool& place, const std::string& help);
  Option add_option(const std::string& name, std::string& place, const std::string& help);
  /// May be given several times, or is followed by several values.
  Option add_option(const std::string& name, std::vector<std::string>& place, const std::string& help);
  Option add_option(const std::string& name, int& place, const std::string& help);
  Option add_option(const std::string& name, std::uint64_t& place, const std::string& help);
  Option add_option(const std::string& name, double& place, const std::string& help);
  Option add_option(const std::string& name, std::optional<double>& place, const std::string& help);

  /// In the order in which they were added.
  std::vector<OptionText> options() const;

  /// Fills the variables.
  /// @return false if the help page is asked for
  /// @throws UsageError with the nearest option for one that there is not
  bool read(const std::vector<std::string>& arguments);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace perilune::cli
