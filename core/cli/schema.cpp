#include <cstdio>

#include "cli/command.h"
#include "model/simulation.h"

namespace myelin::cli {

int print_schema(const Arguments&) {
  std::printf("%s\n", std::string(document_schema()).c_str());
  return kDone;
}

}  // namespace myelin::cli
