#include "stochastic/verilog.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace myelin::stochastic {
namespace {

VerilogSpec network_of(int width, bool saturate) {
  VerilogSpec spec;
  spec.input_registers = {0xACE1, 0xACE8, 0xACEF};
  spec.weight_registers = {0xBEEF, 0xBEFC, 0xBF09, 0xBF16, 0xBF23, 0xBF30};
  spec.thresholds = {52428, 65536, 0, 16384, 32768, 60000};
  spec.lif.width = width, spec.lif.saturate = saturate;
  spec.y_min = -20, spec.y_max = 300;
  return spec;
}

// What verilog_bench() prints, from the core.
std::string expected_lines(const VerilogSpec& spec, const std::vector<int32_t>& x, int ticks) {
  std::vector<int32_t> inputs = spec.input_registers, weights = spec.weight_registers;
  std::vector<FixedState> states(spec.neurons(), FixedState{spec.lif.v_rest, 0});
  std::vector<uint64_t> totals(spec.neurons());
  std::ostringstream lines;
  const auto bit = [](int32_t& state, int32_t threshold) {
    uint64_t word = 0;
    state = lfsr_encode(&word, uint16_t(state), uint32_t(threshold), 1);
    return word != 0;
  };
  for (int t = 0; t < ticks; ++t) {
    std::vector<bool> bits;
    for (size_t i = 0; i < x.size(); ++i) bits.push_back(bit(inputs[i], x[i]));
    for (size_t j = 0; j < spec.neurons(); ++j) {
      int64_t count = 0;
      for (size_t i = 0; i < x.size(); ++i) {
        const size_t w = j * x.size() + i;
        count += bit(weights[w], spec.thresholds[w]) && bits[i];
      }
      const int64_t current = integer_current(count, int64_t(x.size()), spec.y_min, spec.y_max);
      const bool fired = tick(spec.lif, states[j], int32_t(current));
      lines << t << ' ' << j << ' ' << count << ' ' << fired << ' ' << states[j].v << ' '
            << (totals[j] += uint64_t(count)) << '\n';
    }
  }
  return lines.str();
}

std::string simulated(const VerilogSpec& spec, const std::vector<int32_t>& x, int ticks) {
  const std::string base = testing::TempDir() + "myelin_verilog";
  std::ofstream(base + ".sv") << *system_verilog(spec) << verilog_bench(spec, x, ticks);
  const std::string command = "iverilog -g2012 -o " + base + ".vvp " + base + ".sv && vvp -n " +
                              base + ".vvp | grep -v finish > " + base + ".txt";
  if (std::system(command.c_str()) != 0) return "the simulator failed: " + command;
  std::ostringstream text;
  text << std::ifstream(base + ".txt").rdbuf();
  return text.str();
}

TEST(SystemVerilog, SimulatesToTheTracesOfTheCore) {
#if defined(__EMSCRIPTEN__)
  GTEST_SKIP() << "no programs can be started here";
#else
  if (std::system("iverilog -V > /dev/null 2>&1") != 0) {
    GTEST_SKIP() << "Icarus Verilog is not installed (apt-get install iverilog)";
  }
  const std::vector<int32_t> x = {52428, 30000, 65535};
  for (int width : {9, 16, 32}) {
    for (bool saturate : {false, true}) {
      VerilogSpec spec = network_of(width, saturate);
      if (width == 9) spec.lif.v_th = 250, spec.lif.v_reset = -30, spec.lif.v_rest = -5;
      EXPECT_EQ(simulated(spec, x, 300), expected_lines(spec, x, 300)) << width;
    }
  }
#endif
}

TEST(SystemVerilog, IsTheSameTextForTheSameNetwork) {
  EXPECT_EQ(*system_verilog(network_of(16, false)), *system_verilog(network_of(16, false)));
}

TEST(SystemVerilog, RefusesWhatHardwareCannotBe) {
  VerilogSpec spec = network_of(16, false);
  spec.thresholds[0] = 65537;
  EXPECT_FALSE(system_verilog(spec));
  spec = network_of(16, false), spec.weight_registers[0] = 0;
  EXPECT_FALSE(system_verilog(spec));
  spec = network_of(16, false), spec.thresholds.pop_back();
  EXPECT_FALSE(system_verilog(spec));
  spec = network_of(40, false);
  EXPECT_FALSE(system_verilog(spec));
  Spec empty;
  EXPECT_EQ(verilog_source(empty, "n").error().code, ErrorCode::unknown_name);
}

TEST(SystemVerilog, IsMadeOfADocumentsNetwork) {
  Spec spec;
  StreamsSpec streams;
  streams.name = "x", streams.length = 1, streams.encoder = EncoderKind::lfsr;
  streams.values = {0.5, 1};
  LayerSpec layer;
  layer.name = "d", layer.from = "x", layer.encoder = EncoderKind::lfsr, layer.refresh = true;
  layer.weights = {0.25, 0.75};
  NeuronsSpec neurons;
  neurons.name = "n", neurons.from = "d";
  spec.streams = {streams}, spec.layers = {layer}, spec.neurons = {neurons};

  const auto source = verilog_source(spec, "n");

  ASSERT_TRUE(source);
  EXPECT_EQ(source->x, (std::vector<int32_t>{32768, 65536}));
  EXPECT_EQ(source->spec.thresholds, (std::vector<int32_t>{16384, 49152}));
  EXPECT_EQ(source->spec.input_registers, (std::vector<int32_t>{0xACE1, 0xACE8}));
  spec.layers[0].refresh = false;
  EXPECT_EQ(verilog_source(spec, "n").error().code, ErrorCode::unsupported);
  spec.layers[0].refresh = true, spec.streams[0].length = 2;
  EXPECT_FALSE(verilog_source(spec, "n"));
  spec.streams[0].length = 1, spec.neurons[0].noise = 1;
  EXPECT_FALSE(verilog_source(spec, "n"));
}

}  // namespace
}  // namespace myelin::stochastic
