// What a document says about stochastic computing. `core/model` fills these structs from JSON;
// `network.h` turns them into signals and operators.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/slot.h"
#include "stochastic/layers.h"
#include "stochastic/learning.h"
#include "stochastic/neurons.h"

namespace myelin::stochastic {

// Bits of every step, from one of: numbers, given bits, or `from`.
struct StreamsSpec {
  std::string name, where;
  int64_t length = 1024;
  EncoderKind encoder = EncoderKind::bernoulli;
  Coding coding = Coding::unipolar;
  std::optional<Range> range;  // of values; absent: that of the coding
  bool clip = false;
  std::vector<double> values;
  std::vector<std::string> bits;  // "0101", all of one length
  // A group with spikes, or neurons: bit (step mod length) is that of the step. A layer: its
  // values.
  std::string from;
  std::vector<int32_t> seeds;  // lfsr; empty: the default ones
  bool restart = false;        // lfsr, sobol: each step begins anew instead of going on
};

enum class LayerKind : uint8_t { dense, convolution, recurrent, learning };

struct LayerSpec {
  std::string name, where;
  LayerKind kind = LayerKind::dense;
  std::string from;  // streams
  WeightKind arithmetic = WeightKind::unipolar;
  bool normalise_inputs = false, clip = false;
  std::vector<double> weights;    // [neuron][input], or [kernel][channel][y][x]
  std::vector<std::string> bits;  // weights as given bits instead
  EncoderKind encoder = EncoderKind::bernoulli;
  std::vector<int32_t> seeds;  // lfsr
  bool refresh = false;        // weights are encoded anew in every step
  int64_t neurons = 0;         // of learning; otherwise it follows from the weights
  ConvSpec conv;               // channels, height, width, kernel sizes, stride, padding
  StdpRule rule;               // of learning
  double weight = 0.5;         // of learning: the first one
  std::string to;              // a variable "cells.I": value * scale + offset in every step
  double scale = 1, offset = 0;
};

enum class NeuronsKind : uint8_t { fixed_lif, float_lif, izhikevich };

struct NeuronsSpec {
  std::string name, where;
  NeuronsKind kind = NeuronsKind::fixed_lif;
  int64_t size = 0;            // 0: as many as `from` has
  std::string from;            // a layer; empty: `input`
  std::vector<double> input;   // one for all, or one for each
  double low = 0, high = 256;  // the current of no ones, and of ones only
  int32_t noise = 0;           // fixed_lif: amplitude
  FixedLif fixed;
  FloatLif floating;
  Izhikevich izhikevich;
};

// AND means and SCC of pairs of streams.
struct CorrelationSpec {
  std::string name, where, of;
  std::vector<int32_t> a, b;
};

enum class RecordKind : uint8_t { spikes, states, rate };

struct RecordSpec {
  RecordKind kind = RecordKind::states;
  std::string name, where, of;
  std::vector<std::string> variables;
  bool all = true;
  std::vector<int32_t> index;
  double dt = 0;  // s; 0: the document's
  std::optional<When> when;
  std::optional<int> order;
};

struct Spec {
  std::vector<StreamsSpec> streams;
  std::vector<LayerSpec> layers;
  std::vector<NeuronsSpec> neurons;
  std::vector<CorrelationSpec> correlations;

  bool empty() const {
    return streams.empty() && layers.empty() && neurons.empty() && correlations.empty();
  }
};

}  // namespace myelin::stochastic
