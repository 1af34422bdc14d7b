#include <memory>
#include <ostream>

#include <perilune/core/text.hpp>

#include "command.hpp"
#include "command_line.hpp"

namespace perilune::cli {
namespace {

/// What can follow a command: its options, and the words that one of its own arguments takes.
struct Completion {
  std::string name;
  std::string about;
  struct Item {
    std::string option;
    std::string help;
    bool takes_value = false;
  };
  std::vector<Item> options;
};

std::vector<Completion> completions() {
  std::vector<Completion> all;
  for (const Command& command : all_commands()) {
    CommandLine line(command.name);
    command.set_up(line);
    CommonOptions common;
    add_common_options(line, common);
    Completion completion{command.name, command.about, {}};
    for (const OptionText& option : line.options()) {
      for (const std::string& name : option.long_names)
        completion.options.push_back({name, option.help, !option.value.empty()});
    }
    all.push_back(std::move(completion));
  }
  return all;
}

/// A text between single quotes, for any of the three shells.
std::string single_quoted(std::string_view text, std::string_view quote) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += quote;
    } else {
      out += c;
    }
  }
  return out + "'";
}

std::string joined_options(const Completion& completion) {
  std::string out;
  for (const auto& item : completion.options) out += detail::concat(out.empty() ? "" : " ", item.option);
  return out;
}

std::string bash_script() {
  std::string names;
  std::string cases;
  for (const Completion& completion : completions()) {
    names += detail::concat(names.empty() ? "" : " ", completion.name);
    cases += detail::concat("    ", completion.name, ") options='", joined_options(completion), "' ;;\n");
  }
  return detail::concat(
      "# bash completion of perilune: source this file, or put it into\n"
      "# ~/.local/share/bash-completion/completions/perilune\n"
      "_perilune() {\n"
      "  local word=${COMP_WORDS[COMP_CWORD]} options=''\n"
      "  COMPREPLY=()\n"
      "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
      "    COMPREPLY=($(compgen -W '",
      names,
      " --help --version' -- \"$word\"))\n"
      "    return\n"
      "  fi\n"
      "  case ${COMP_WORDS[1]} in\n",
      cases,
      "  esac\n"
      "  case $word in\n"
      "    -*) COMPREPLY=($(compgen -W \"$options\" -- \"$word\")) ;;\n"
      "    *)\n"
      "      case ${COMP_WORDS[1]} in\n"
      "        completion) COMPREPLY=($(compgen -W 'bash zsh fish' -- \"$word\")) ;;\n"
      "        help) COMPREPLY=($(compgen -W '",
      names,
      "' -- \"$word\")) ;;\n"
      "        *) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- \"$word\")) ;;\n"
      "      esac ;;\n"
      "  esac\n"
      "}\n"
      "complete -F _perilune perilune\n");
}

std::string zsh_script() {
  constexpr std::string_view quote = "'\\''";
  std::string commands;
  std::string cases;
  for (const Completion& completion : completions()) {
    commands += detail::concat("    ", single_quoted(completion.name + ":" + completion.about, quote), "\n");
    cases += detail::concat("    ", completion.name, ") _arguments");
    for (const auto& item : completion.options) {
      std::string help = item.help;
      for (char& c : help) {
        if (c == '[' || c == ']' || c == ':') c = ' ';
      }
      cases += " " + single_quoted(
                         detail::concat(item.option, "[", help, "]", item.takes_value ? ":value:_files" : ""),
                         quote);
    }
    cases += completion.name == "completion" ? " '*:shell:(bash zsh fish)' ;;\n" : " '*:file:_files' ;;\n";
  }
  return detail::concat(
      "#compdef perilune\n"
      "# zsh completion of perilune: put this file as _perilune into a folder of $fpath\n"
      "_perilune() {\n"
      "  local -a commands=(\n",
      commands,
      "  )\n"
      "  if (( CURRENT == 2 )); then\n"
      "    _describe command commands\n"
      "    return\n"
      "  fi\n"
      "  local name=${words[2]}\n"
      "  shift words\n"
      "  (( CURRENT-- ))\n"
      "  case $name in\n",
      cases,
      "  esac\n"
      "}\n"
      "if [ \"${funcstack[1]}\" = _perilune ]; then _perilune \"$@\"; else compdef _perilune perilune; fi\n");
}

std::string fish_script() {
  constexpr std::string_view quote = "\\'";
  std::string out =
      "# fish completion of perilune: put this file into ~/.config/fish/completions/perilune.fish\n";
  for (const Completion& completion : completions()) {
    out += detail::concat("complete -c perilune -f -n __fish_use_subcommand -a ", completion.name, " -d ",
                          single_quoted(completion.about, quote), "\n");
    for (const auto& item : completion.options) {
      out += detail::concat("complete -c perilune -n '__fish_seen_subcommand_from ", completion.name, "' -l ",
                            item.option.substr(2), item.takes_value ? " -r" : "", " -d ",
                            single_quoted(item.help, quote), "\n");
    }
  }
  return out + "complete -c perilune -f -n '__fish_seen_subcommand_from completion' -a 'bash zsh fish'\n";
}

}  // namespace

Command completion_command() {
  return {
      .name = "completion",
      .usage = "bash | zsh | fish",
      .about = "Print a script for completion in a shell",
      .more =
          "bash: source it, or save it in ~/.local/share/bash-completion/completions/perilune. zsh: save it "
          "as _perilune in a folder of $fpath. fish: save it in ~/.config/fish/completions/perilune.fish.",
      .examples = {{"perilune completion bash", "Print the script for bash:"}},
      .set_up = [](CommandLine& line) {
        auto shell = std::make_shared<std::string>();
        line.add_option("SHELL", *shell, "bash, zsh or fish").required().one_of({"bash", "zsh", "fish"});
        return [shell](const CliContext& context) {
          context.out << (*shell == "bash" ? bash_script() : *shell == "zsh" ? zsh_script() : fish_script());
          return ExitCode::ok;
        };
      }};
}

}  // namespace perilune::cli
