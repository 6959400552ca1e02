// The table that the whole program hangs on: commands, their options, and what the user typed.
// Help, checks and shell completion come from it.
//
// CLI11 would do the same but reports by exceptions, which the core does not have.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/span.h"

namespace myelin::cli {

// Exit codes.
inline constexpr int kDone = 0, kFailed = 1, kWrongInput = 2;

struct Option {
  std::string_view name;   // "--threads"
  std::string_view value;  // what follows, for people: "N"; empty: nothing follows
  std::string_view doc;
  std::string_view choices = {};  // "a|b|c" if only these are accepted
};

class Arguments {
 public:
  bool has(std::string_view option) const { return find(option) != nullptr; }
  std::optional<std::string> value(std::string_view option) const;
  // Operands: what is no option.
  const std::vector<std::string>& operands() const { return operands_; }

 private:
  friend Expected<Arguments> read_arguments(Span<const Option> options, Span<char*> typed);
  const std::string* find(std::string_view option) const;

  std::vector<std::pair<std::string_view, std::string>> options_;
  std::vector<std::string> operands_;
};

// Options may stand anywhere: "--threads 2" or "--threads=2"; "--" ends them.
Expected<Arguments> read_arguments(Span<const Option> options, Span<char*> typed);

struct Command {
  std::string_view name, operand;  // operand: "MODEL", "[SHELL]" (may be left out) or empty
  std::string_view doc;
  Span<const Option> options;
  int (*run)(const Arguments& arguments);
};
Span<const Command> commands();

// What main() does with the words after the program's name; answers the exit code.
int run_program(Span<char*> typed);

// "myelin: place: message" and the excerpt, on stderr; answers `code`.
int fail(const Error& error, int code);
int fail(std::string_view place, std::string_view message, int code);

// The text of the file, or of standard input for "-".
Expected<std::string> read_model(const std::string& path);

// One function per command, each in a file of its name.
int run_model(const Arguments& arguments);
int check_model(const Arguments& arguments);
int explain_model(const Arguments& arguments);
int digest_model(const Arguments& arguments);
int estimate_model(const Arguments& arguments);
int print_info(const Arguments& arguments);
int print_schema(const Arguments& arguments);
int print_verilog(const Arguments& arguments);
int print_completion(const Arguments& arguments);

}  // namespace myelin::cli
