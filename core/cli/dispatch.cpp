// Finds the command that was typed, and runs it.
#include <algorithm>
#include <cstdio>

#include "base/text.h"
#include "cli/command.h"
#include "model/simulation.h"

namespace myelin::cli {
namespace {

void print_usage(std::FILE* out) {
  std::fprintf(out, "usage: myelin COMMAND [OPTION...]\n\ncommands:\n");
  for (const Command& command : commands()) {
    const std::string left = std::string(command.name) + " " + std::string(command.operand);
    std::fprintf(out, "  %-20s %s\n", left.c_str(), std::string(command.doc).c_str());
  }
  std::fprintf(out, "\n`myelin COMMAND --help` shows the options of a command.\n");
}

void print_help(const Command& command) {
  std::printf("usage: myelin %s%s%s [OPTION...]\n\n%s\n\noptions:\n",
              std::string(command.name).c_str(), command.operand.empty() ? "" : " ",
              std::string(command.operand).c_str(), std::string(command.doc).c_str());
  for (const Option& option : command.options) {
    const std::string left = std::string(option.name) + " " + std::string(option.value);
    std::printf("  %-20s %s\n", left.c_str(), std::string(option.doc).c_str());
  }
}

int print_version() {
  std::printf("myelin %s\n", std::string(version()).c_str());
  return kDone;
}

int run_command(const Command& command, Span<char*> typed) {
  const Expected<Arguments> arguments = read_arguments(command.options, typed);
  if (!arguments) return fail(arguments.error(), kWrongInput);
  if (arguments->has("--help")) {
    print_help(command);
    return kDone;
  }
  if (arguments->has("--version")) return print_version();
  const size_t given = arguments->operands().size();
  const size_t most = command.operand.empty() ? 0 : 1;
  if (given < most && command.operand[0] != '[') {
    return fail(command.name,
                std::string(command.operand) + " is missing; see myelin " +
                    std::string(command.name) + " --help",
                kWrongInput);
  }
  if (given > most) {
    return fail(command.name, "'" + arguments->operands()[most] + "' is one operand too many",
                kWrongInput);
  }
  return command.run(*arguments);
}

}  // namespace

int run_program(Span<char*> typed) {
  if (typed.empty()) {
    print_usage(stderr);
    return kWrongInput;
  }
  const std::string_view name = typed[0];
  if (name == "--help" || name == "-h" || name == "help") {
    print_usage(stdout);
    return kDone;
  }
  if (name == "--version") return print_version();
  std::vector<std::string> known;
  for (const Command& command : commands()) {
    if (command.name == name) return run_command(command, typed.subspan(1, typed.size - 1));
    known.emplace_back(command.name);
  }
  return fail(name,
              "there is no such command; there are " + join(known, ", ") + suggestion(name, known),
              kWrongInput);
}

}  // namespace myelin::cli
