#include <cinttypes>
#include <cstdio>

#include "base/text.h"
#include "cli/command.h"
#include "model/json_writer.h"
#include "model/simulation.h"

namespace myelin::cli {

int estimate_model(const Arguments& arguments) {
  const Expected<std::string> text = read_model(arguments.operands()[0]);
  if (!text) return fail(text.error(), kWrongInput);
  const Expected<Estimate> needs = estimate(*text);
  if (!needs) return fail(needs.error(), kWrongInput);
  if (arguments.has("--json")) {
    model::StringOutput output;
    model::JsonWriter json(output);
    json.begin_object();
    json.key("bytes").count(needs->bytes).key("neurons").count(needs->neurons);
    json.key("synapses").count(needs->synapses);
    json.key("recorded_bytes_per_second").count(needs->recorded_bytes_per_second);
    json.end_object();
    std::printf("%s\n", output.str().c_str());
    return kDone;
  }
  std::printf("%" PRIu64 " neurons, about %" PRIu64 " synapses\n", needs->neurons, needs->synapses);
  std::printf("about %s, and %s of recordings for each simulated second\n",
              format_bytes(needs->bytes).c_str(),
              format_bytes(needs->recorded_bytes_per_second).c_str());
  return kDone;
}

}  // namespace myelin::cli
