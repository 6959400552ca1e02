// What `--why cells[17],cells.E[3]` asks for: the synapses that reached a neuron in the last step.
#pragma once

#include <string>
#include <vector>

#include "model/json_writer.h"
#include "model/simulation.h"

namespace myelin::cli {

struct Question {
  std::string text, group;  // "cells.E[3]", "cells.E"
  int32_t index = 0;
};

Expected<std::vector<Question>> read_questions(const std::string& list,
                                               const Simulation& simulation);
void print_answers(const std::vector<Question>& questions, const Simulation& simulation);
void write_answers(model::JsonWriter& json, const std::vector<Question>& questions,
                   const Simulation& simulation);

}  // namespace myelin::cli
