#include <algorithm>

#include "base/text.h"
#include "cli/command.h"

namespace myelin::cli {
namespace {

Error refuse(std::string_view place, std::string message) {
  return {ErrorCode::invalid_argument, std::string(place), std::move(message), {}, {}};
}

bool is_choice(std::string_view choices, std::string_view value) {
  while (!choices.empty()) {
    const size_t end = std::min(choices.find('|'), choices.size());
    if (choices.substr(0, end) == value) return true;
    choices.remove_prefix(std::min(end + 1, choices.size()));
  }
  return false;
}

Error unknown_option(std::string_view name, Span<const Option> options) {
  std::vector<std::string> known;
  for (const Option& option : options) known.emplace_back(option.name);
  return refuse(name, "there is no such option" + suggestion(name, known));
}

}  // namespace

const std::string* Arguments::find(std::string_view option) const {
  for (const auto& [name, value] : options_) {
    if (name == option) return &value;
  }
  return nullptr;
}

std::optional<std::string> Arguments::value(std::string_view option) const {
  const std::string* found = find(option);
  return found ? std::optional<std::string>(*found) : std::nullopt;
}

Expected<Arguments> read_arguments(Span<const Option> options, Span<char*> typed) {
  Arguments arguments;
  bool ended = false;
  for (size_t k = 0; k < typed.size; ++k) {
    const std::string_view word = typed[k];
    if (ended || word.size() < 2 || word[0] != '-') {
      arguments.operands_.emplace_back(word);
      continue;
    }
    if (word == "--") {
      ended = true;
      continue;
    }
    const size_t equals = word.find('=');
    const std::string_view name = word.substr(0, equals);
    const Option* option =
        std::find_if(options.begin(), options.end(),
                     [&](const Option& candidate) { return candidate.name == name; });
    if (option == options.end()) return unknown_option(name, options);
    if (arguments.has(name)) return refuse(name, "it is given twice");
    std::string value;
    if (option->value.empty()) {
      if (equals != word.npos) return refuse(name, "it takes no value");
    } else if (equals != word.npos) {
      value = word.substr(equals + 1);
    } else if (k + 1 < typed.size) {
      value = typed[++k];
    } else {
      return refuse(name, "a value is missing: " + std::string(option->value));
    }
    if (!option->choices.empty() && !is_choice(option->choices, value)) {
      return refuse(name, "it is '" + value + "'; accepted: " + std::string(option->choices));
    }
    arguments.options_.emplace_back(option->name, std::move(value));
  }
  return arguments;
}

}  // namespace myelin::cli
