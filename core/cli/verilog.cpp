#include <cstdio>
#include <cstdlib>

#include "cli/command.h"
#include "model/simulation.h"

namespace myelin::cli {

int print_verilog(const Arguments& arguments) {
  const Expected<std::string> text = read_model(arguments.operands()[0]);
  if (!text) return fail(text.error(), kWrongInput);
  const std::string bench = arguments.value("--bench").value_or("0");
  char* end = nullptr;
  const long long ticks = std::strtoll(bench.c_str(), &end, 10);
  if (bench.empty() || *end || ticks < 0) {
    return fail("--bench", "'" + bench + "' is no number of ticks", kWrongInput);
  }
  const Expected<std::string> verilog =
      system_verilog(*text, arguments.value("--neurons").value_or(""), ticks);
  if (!verilog) return fail(verilog.error(), kWrongInput);
  std::fwrite(verilog->data(), 1, verilog->size(), stdout);
  return kDone;
}

}  // namespace myelin::cli
