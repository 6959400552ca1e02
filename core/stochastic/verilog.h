// SystemVerilog of a small network: shift-register encoders, AND, popcount, dense layer,
// fixed-point LIF. The text is a function of the spec alone; simulated, it does tick for tick what
// the core does.
#pragma once

#include <string>
#include <vector>

#include "stochastic/spec.h"

namespace myelin::stochastic {

// Every tick: input i is register < x[i], weight (j, i) is register < threshold; neuron j gets
// y_min + ((y_max - y_min) * count) div inputs, where count is of input AND weight.
struct VerilogSpec {
  std::string module = "sc_network";
  std::vector<int32_t> input_registers;               // one for each input
  std::vector<int32_t> weight_registers, thresholds;  // [neuron][input]; thresholds 0 to 65536
  int32_t y_min = 0, y_max = 256;
  FixedLif lif;

  size_t inputs() const { return input_registers.size(); }
  size_t neurons() const { return thresholds.size() / inputs(); }
};

// Modules sc_encode, sc_popcount, sc_lif and `module`, whose ports are
//   clk, rst                        rst, at a rising clk, goes back to the beginning
//   x[17 * inputs]                  thresholds of the inputs, 0 to 65536, the first lowest
//   count, spike, v                 of each neuron; count before the tick, spike and v after it
//   total[64 * neurons]             ones so far: divided by the ticks, the output of a dense layer
Expected<std::string> system_verilog(const VerilogSpec& spec);
// A test bench that runs `ticks` ticks and prints a line for each and neuron:
// tick neuron count spike v total.
std::string verilog_bench(const VerilogSpec& spec, const std::vector<int32_t>& x, int64_t ticks);

// The network that ends in the fixed-lif neurons `name`: they read a dense layer with encoder lfsr
// that is refreshed, which reads streams of length 1 with values and encoder lfsr.
struct VerilogSource {
  VerilogSpec spec;
  std::vector<int32_t> x;
};
Expected<VerilogSource> verilog_source(const Spec& spec, const std::string& neurons);

}  // namespace myelin::stochastic
