#include <cstdio>

#include "cli/command.h"
#include "model/simulation.h"

namespace myelin::cli {

int explain_model(const Arguments& arguments) {
  const Expected<std::string> text = read_model(arguments.operands()[0]);
  if (!text) return fail(text.error(), kWrongInput);
  BuildOptions options;
  options.stand_ins = true;
  options.simd = arguments.value("--simd").value_or("auto");
  const Expected<std::unique_ptr<Simulation>> built = Simulation::build(*text, options);
  if (!built) return fail(built.error(), kWrongInput);
  const std::string explanation =
      arguments.has("--code") ? (*built)->generated_code() : (*built)->explain();
  std::fwrite(explanation.data(), 1, explanation.size(), stdout);
  return kDone;
}

}  // namespace myelin::cli
