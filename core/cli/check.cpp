#include "cli/command.h"
#include "model/simulation.h"

namespace myelin::cli {

int check_model(const Arguments& arguments) {
  const Expected<std::string> text = read_model(arguments.operands()[0]);
  if (!text) return fail(text.error(), kWrongInput);
  const Status status = check(*text);
  return status ? kDone : fail(status.error(), kWrongInput);
}

}  // namespace myelin::cli
