#include "cli/why.h"

#include <algorithm>
#include <charconv>
#include <cstdio>

#include "base/text.h"

namespace myelin::cli {
namespace {

bool read_question(const std::string& text, Question& question) {
  const size_t open = text.find_last_of('[');
  if (open == text.npos || text.back() != ']') return false;
  const char *begin = text.data() + open + 1, *end = text.data() + text.size() - 1;
  const auto read = std::from_chars(begin, end, question.index);
  question.text = text;
  question.group = text.substr(0, open);
  return read.ec == std::errc() && read.ptr == end;
}

}  // namespace

Expected<std::vector<Question>> read_questions(const std::string& list,
                                               const Simulation& simulation) {
  std::vector<Question> questions;
  for (size_t begin = 0; begin < list.size();) {
    const size_t end = std::min(list.find(',', begin), list.size());
    const std::string text = list.substr(begin, end - begin);
    begin = end + 1;
    Question question;
    if (!read_question(text, question)) {
      return Error{ErrorCode::invalid_argument,
                   "--why",
                   "it is '" + text + "'; accepted: neurons such as cells[17], with commas between",
                   {},
                   {}};
    }
    const auto known = simulation.why(question.group, question.index);
    if (!known) return known.error();
    questions.push_back(std::move(question));
  }
  return questions;
}

void print_answers(const std::vector<Question>& questions, const Simulation& simulation) {
  for (const Question& question : questions) {
    const auto all = simulation.why(question.group, question.index);
    const size_t count = all ? all->size() : 0;
    std::printf("%s: %zu synapse%s reached it in the last step\n", question.text.c_str(), count,
                count == 1 ? "" : "s");
    for (size_t k = 0; k < count; ++k) {
      const Delivery& one = (*all)[k];
      std::printf("  %s[%d] %s, spike of %d", one.synapses.c_str(), one.synapse,
                  one.pathway.c_str(), one.spiked);
      for (const Delivery::Value& value : one.variables) {
        std::printf("%s %s = %s%s%s", &value == &one.variables[0] ? ";" : ",", value.name.c_str(),
                    format_number(value.value).c_str(), value.unit.empty() ? "" : " ",
                    value.unit.c_str());
      }
      std::printf("\n");
    }
  }
}

void write_answers(model::JsonWriter& json, const std::vector<Question>& questions,
                   const Simulation& simulation) {
  json.key("why").begin_object();
  for (const Question& question : questions) {
    json.key(question.text).begin_array();
    const auto all = simulation.why(question.group, question.index);
    for (const Delivery& one : all ? *all : std::vector<Delivery>()) {
      json.begin_object().key("synapses").text(one.synapses).key("pathway").text(one.pathway);
      json.key("synapse").integer(one.synapse).key("spiked").integer(one.spiked);
      json.key("variables").begin_object();
      for (const Delivery::Value& value : one.variables) json.key(value.name).number(value.value);
      json.end_object().end_object();
    }
    json.end_array();
  }
  json.end_object();
}

}  // namespace myelin::cli
