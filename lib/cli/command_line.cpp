#include "command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <deque>

#include <perilune/core/text.hpp>

#include "command.hpp"

namespace perilune::cli {

struct AddedOption {
  CLI::Option* option;
};

struct CommandLine::Parser {
  CLI::App app;
  std::deque<AddedOption> added;  // each stays where it is: an Option points to it

  Option keep(CLI::Option* option) { return Option(added.emplace_back(AddedOption{option})); }
};

Option Option::takes(const std::string& value) {
  added_->option->type_name(value);
  return *this;
}

Option Option::required() {
  added_->option->required();
  return *this;
}

Option Option::excludes(const std::string& other) {
  added_->option->excludes(other);
  return *this;
}

Option Option::one_of(const std::vector<std::string>& words) {
  added_->option->check(CLI::IsMember(words));
  return *this;
}

Option Option::range(int least, int most) {
  added_->option->check(CLI::Range(least, most));
  return *this;
}

Option Option::range(std::uint64_t least, std::uint64_t most) {
  added_->option->check(CLI::Range(least, most));
  return *this;
}

Option Option::range(double least, double most) {
  added_->option->check(CLI::Range(least, most));
  return *this;
}

Option Option::positive() {
  added_->option->check(CLI::PositiveNumber);
  return *this;
}

CommandLine::CommandLine(const std::string& command) : parser_(std::make_unique<Parser>()) {
  parser_->app.name(command);
  parser_->app.set_help_flag("-h,--help", "Show this page");
}

CommandLine::~CommandLine() = default;

Option CommandLine::add_flag(const std::string& name, bool& place, const std::string& help) {
  return parser_->keep(parser_->app.add_flag(name, place, help));
}

Option CommandLine::add_option(const std::string& name, std::string& place, const std::string& help) {
  return parser_->keep(parser_->app.add_option(name, place, help));
}

Option CommandLine::add_option(const std::string& name, std::vector<std::string>& place,
                               const std::string& help) {
  return parser_->keep(parser_->app.add_option(name, place, help));
}

Option CommandLine::add_option(const std::string& name, int& place, const std::string& help) {
  return parser_->keep(parser_->app.add_option(name, place, help));
}

Option CommandLine::add_option(const std::string& name, std::uint64_t& place, const std::string& help) {
  return parser_->keep(parser_->app.add_option(name, place, help));
}

Option CommandLine::add_option(const std::string& name, double& place, const std::string& help) {
  return parser_->keep(parser_->app.add_option(name, place, help));
}

Option CommandLine::add_option(const std::string& name, std::optional<double>& place,
                               const std::string& help) {
  return parser_->keep(parser_->app.add_option(name, place, help));
}

std::vector<OptionText> CommandLine::options() const {
  std::vector<OptionText> texts;
  for (const CLI::Option* option : std::as_const(parser_->app).get_options()) {
    OptionText text;
    const bool positional = option->get_positional();
    text.name = option->get_name(positional, !positional);
    if (const std::size_t comma = text.name.find(','); comma != std::string::npos)
      text.name.insert(comma + 1, " ");
    for (const std::string& name : option->get_lnames()) text.long_names.push_back("--" + name);
    if (!positional && option->get_items_expected_max() > 0) {
      const std::string type = option->get_type_name();  // behind a colon, it goes on with the checks
      text.value = type.substr(0, type.find(':'));
    }
    text.help = option->get_description();
    texts.push_back(std::move(text));
  }
  return texts;
}

bool CommandLine::read(const std::vector<std::string>& arguments) {
  try {
    parser_->app.parse(std::vector(arguments.rbegin(), arguments.rend()));  // it takes them from the back
    return true;
  } catch (const CLI::CallForHelp&) {
    return false;
  } catch (const CLI::ExtrasError& error) {
    std::vector<std::string> names;
    for (const OptionText& option : options())
      names.insert(names.end(), option.long_names.begin(), option.long_names.end());
    for (const std::string& argument : arguments) {
      const std::string typed = argument.substr(0, argument.find('='));
      if (typed.starts_with("--") && std::find(names.begin(), names.end(), typed) == names.end())
        throw UsageError(
            detail::concat("there is no option '", printable(typed), "'.", did_you_mean(typed, names)));
    }
    throw UsageError(printable(error.what()));
  } catch (const CLI::ParseError& error) {
    throw UsageError(printable(error.what()));
  }
}

}  // namespace perilune::cli
