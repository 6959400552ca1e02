// Completion scripts, made from the table of commands.
#include <cstdio>

#include "cli/command.h"

namespace myelin::cli {
namespace {

std::string spaced(std::string_view choices) {
  std::string words(choices);
  for (char& c : words) c = c == '|' ? ' ' : c;
  return words;
}

// Quotes for a text in single quotes.
std::string single(std::string_view text) {
  std::string quoted;
  for (char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted;
}

std::string bash() {
  std::string names, cases, values;
  for (const Command& command : commands()) {
    names += std::string(command.name) + " ";
    std::string options;
    for (const Option& option : command.options) {
      options += std::string(option.name) + " ";
      const std::string line = "    " + std::string(option.name) + ") COMPREPLY=($(compgen -W '" +
                               spaced(option.choices) + "' -- \"$word\")); return;;\n";
      if (!option.choices.empty() && values.find(line) == values.npos) values += line;
    }
    cases += "    " + std::string(command.name) + ") options='" + options + "';;\n";
  }
  return "_myelin() {\n"
         "  local word=\"${COMP_WORDS[COMP_CWORD]}\" before=\"${COMP_WORDS[COMP_CWORD-1]}\" "
         "options=''\n"
         "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
         "    COMPREPLY=($(compgen -W '" +
         names +
         "' -- \"$word\")); return\n"
         "  fi\n"
         "  case \"$before\" in\n" +
         values +
         "  esac\n"
         "  case \"${COMP_WORDS[1]}\" in\n" +
         cases +
         "  esac\n"
         "  case \"$word\" in\n"
         "    -*) COMPREPLY=($(compgen -W \"$options\" -- \"$word\"));;\n"
         "    *) if [ \"${COMP_WORDS[1]}\" = completion ]; then\n"
         "         COMPREPLY=($(compgen -W 'bash zsh fish' -- \"$word\"))\n"
         "       else COMPREPLY=($(compgen -f -- \"$word\")); fi;;\n"
         "  esac\n"
         "}\n"
         "complete -o filenames -F _myelin myelin\n";
}

// Text inside the brackets of _arguments.
std::string bracketed(std::string_view text) {
  std::string escaped;
  for (char c : single(text)) {
    if (c == '[' || c == ']' || c == ':') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string zsh() {
  std::string names, cases;
  for (const Command& command : commands()) {
    names += "    '" + std::string(command.name) + ":" + single(command.doc) + "'\n";
    cases += "    " + std::string(command.name) + ") _arguments";
    for (const Option& option : command.options) {
      cases += " \\\n      '" + std::string(option.name) + "[" + bracketed(option.doc) + "]";
      if (!option.value.empty()) {
        cases += ":" + std::string(option.value) + ":";
        cases += option.choices.empty() ? "_files" : "(" + spaced(option.choices) + ")";
      }
      cases += "'";
    }
    if (command.operand == "MODEL") cases += " \\\n      '*:model:_files'";
    if (command.operand == "[SHELL]") cases += " \\\n      '*:shell:(bash zsh fish)'";
    cases += ";;\n";
  }
  return "#compdef myelin\n_myelin() {\n"
         "  local -a commands=(\n" +
         names +
         "  )\n"
         "  if (( CURRENT == 2 )); then _describe command commands; return; fi\n"
         "  local command=$words[2]\n  shift words; (( CURRENT-- ))\n"
         "  case $command in\n" +
         cases +
         "  esac\n}\n"
         "if [ \"$funcstack[1]\" = _myelin ]; then _myelin \"$@\"; else compdef _myelin myelin; "
         "fi\n";
}

std::string fish() {
  std::string script;
  for (const Command& command : commands()) {
    const std::string name(command.name);
    script += "complete -c myelin -n __fish_use_subcommand -f -a " + name + " -d '" +
              single(command.doc) + "'\n";
    for (const Option& option : command.options) {
      script += "complete -c myelin -n '__fish_seen_subcommand_from " + name + "' -l " +
                std::string(option.name.substr(2)) + " -d '" + single(option.doc) + "'";
      if (!option.value.empty()) script += " -r";
      if (!option.choices.empty()) script += " -f -a '" + spaced(option.choices) + "'";
      script += "\n";
    }
    if (command.operand == "[SHELL]") {
      script += "complete -c myelin -n '__fish_seen_subcommand_from " + name +
                "' -f -a 'bash zsh fish'\n";
    }
  }
  return script;
}

}  // namespace

int print_completion(const Arguments& arguments) {
  struct Shell {
    std::string_view name;
    std::string (*script)();
  };
  constexpr Shell shells[] = {{"bash", bash}, {"zsh", zsh}, {"fish", fish}};
  const std::string wanted =
      arguments.operands().empty() ? std::string("bash") : arguments.operands()[0];
  for (const Shell& shell : shells) {
    if (shell.name != wanted) continue;
    const std::string script = shell.script();
    std::fwrite(script.data(), 1, script.size(), stdout);
    return kDone;
  }
  return fail("completion", "the shell '" + wanted + "' is not known; accepted: bash, zsh, fish",
              kWrongInput);
}

}  // namespace myelin::cli
