#include "stochastic/layers.h"

#include <gtest/gtest.h>

#include <cmath>

namespace myelin::stochastic {
namespace {

template <class T>
Span<T> span(std::vector<T>& v) {
  return {v.data(), v.size()};
}
template <class T>
Span<const T> view(const std::vector<T>& v) {
  return {v.data(), v.size()};
}

// Numbers in [0, 1], the same everywhere.
std::vector<double> numbers(size_t n, uint32_t from = 0) {
  std::vector<double> values(n);
  for (size_t i = 0; i < n; ++i) values[i] = double((i + from) * 2654435761u % 1000) / 1000;
  return values;
}

DenseSpec dense_spec(int64_t inputs, int64_t neurons, int64_t length) {
  DenseSpec spec;
  spec.inputs = inputs, spec.neurons = neurons, spec.length = length;
  spec.seed = 11;
  return spec;
}

// Each call shape, thread count and tier, over lengths: the same bits.
TEST(DenseLayer, AnswersTheSameInEveryCallShape) {
  Pool pool(3);
  for (int64_t length : {1, 2, 63, 64, 65, 127, 128, 1000, 1024, 1025, 4096}) {
    for (WeightKind kind :
         {WeightKind::unipolar, WeightKind::bipolar, WeightKind::sign_magnitude}) {
      DenseSpec spec = dense_spec(5, 7, length);
      spec.weights = kind;
      const std::vector<double> weights = numbers(35), rows = numbers(3 * 5, 50);
      DenseLayer layer = *DenseLayer::make(spec, view(weights));
      std::vector<double> single;
      for (uint64_t n = 0; n < 3; ++n) {
        const auto row = layer.forward({rows.data() + 5 * n, 5}, n);
        single.insert(single.end(), row->begin(), row->end());
      }
      for (auto tier = available_bits(); *tier; ++tier) {
        for (Pool* threads : {static_cast<Pool*>(nullptr), &pool}) {
          spec.kernels = *tier, spec.pool = threads;
          DenseLayer other = *DenseLayer::make(spec, view(weights));
          std::vector<double> batch(21), out(7), packed(7);
          ASSERT_TRUE(other.forward_batch(view(rows), span(batch)));
          ASSERT_EQ(batch, single) << length << ' ' << (*tier)->name;
          ASSERT_TRUE(other.forward_into({rows.data() + 10, 5}, span(out), 2));
          const Span<uint64_t> streams = other.inputs_view();
          std::vector<uint64_t> copy(streams.begin(), streams.end());
          ASSERT_TRUE(other.forward_packed(view(copy), span(packed)));
          ASSERT_EQ(packed, out);
          std::copy(copy.begin(), copy.end(), other.inputs_view().begin());
          other.forward_in_place(span(packed));
          ASSERT_EQ(packed, out);
          ASSERT_EQ(out, std::vector<double>(single.begin() + 14, single.end()));
        }
      }
    }
  }
}

// Longer than a block of work, so that threads share the neurons.
TEST(DenseLayer, AnswersTheSameWithThreadsInLongStreams) {
  DenseSpec spec = dense_spec(3, 6, 1 << 20);
  const std::vector<double> weights = numbers(18), values = {0.2, 0.5, 1};
  const auto alone = DenseLayer::make(spec, view(weights))->forward(view(values));
  Pool pool(4);
  spec.pool = &pool;
  EXPECT_EQ(*DenseLayer::make(spec, view(weights))->forward(view(values)), *alone);
}

TEST(DenseLayer, EqualsCountingBitByBit) {
  DenseSpec spec = dense_spec(4, 3, 100);
  DenseLayer layer = *DenseLayer::make(spec, view(numbers(12)));
  const std::vector<double> out = *layer.forward(view(numbers(4)));
  for (size_t j = 0; j < 3; ++j) {
    int ones = 0;
    for (size_t i = 0; i < 4; ++i) {
      for (size_t k = 0; k < 100; ++k) {
        const auto bit = [&](const uint64_t* w) { return w[k / 64] >> k % 64 & 1; };
        ones += bit(&layer.weights_view()[(j * 4 + i) * 2]) && bit(&layer.inputs_view()[i * 2]);
      }
    }
    EXPECT_DOUBLE_EQ(out[j], ones / 100.0);
  }
}

// sum of w x, within five standard errors, which it states itself.
TEST(DenseLayer, EstimatesTheProduct) {
  for (WeightKind kind : {WeightKind::unipolar, WeightKind::bipolar, WeightKind::sign_magnitude}) {
    DenseSpec spec = dense_spec(16, 4, 1 << 16);
    spec.weights = kind;
    std::vector<double> weights = numbers(64), x = numbers(16, 5), errors(4);
    if (kind != WeightKind::unipolar) {
      for (double& w : weights) w = 2 * w - 1;
    }
    DenseLayer layer = *DenseLayer::make(spec, view(weights));
    const std::vector<double> out = *layer.forward(view(x));
    ASSERT_TRUE(layer.standard_errors(view(x), span(errors)));
    for (size_t j = 0; j < 4; ++j) {
      double sum = 0;
      for (size_t i = 0; i < 16; ++i) sum += weights[j * 16 + i] * x[i];
      EXPECT_NEAR(out[j], sum, 5 * errors[j]) << int(kind);
      EXPECT_LT(errors[j], 0.02);
    }
  }
}

TEST(DenseLayer, NormalisesByInputsIfAsked) {
  DenseSpec spec = dense_spec(4, 3, 128);
  const auto plain = DenseLayer::make(spec, view(numbers(12)))->forward(view(numbers(4)));
  spec.normalise_inputs = true;
  const auto scaled = DenseLayer::make(spec, view(numbers(12)))->forward(view(numbers(4)));
  for (size_t j = 0; j < 3; ++j) EXPECT_DOUBLE_EQ((*scaled)[j], (*plain)[j] / 4);
}

TEST(DenseLayer, GivesNothingForZeroInput) {
  DenseLayer layer = *DenseLayer::make(dense_spec(4, 3, 1024), view(numbers(12)));
  EXPECT_EQ(*layer.forward(view(std::vector<double>(4))), std::vector<double>(3));
}

TEST(DenseLayer, TakesPackedWeights) {
  DenseSpec spec = dense_spec(4, 3, 100);
  DenseLayer made = *DenseLayer::make(spec, view(numbers(12)));
  DenseLayer packed =
      *DenseLayer::from_packed(spec, {made.weights_view().data, made.weights_view().size});
  EXPECT_EQ(*packed.forward(view(numbers(4))), *made.forward(view(numbers(4))));
  std::vector<double> errors(3);
  EXPECT_FALSE(packed.standard_errors(view(numbers(4)), span(errors)));
}

TEST(DenseLayer, RefusesBadInputAndChangesNothing) {
  DenseLayer layer = *DenseLayer::make(dense_spec(4, 3, 100), view(numbers(12)));
  std::vector<double> out(3, -7), short_out(2);
  const std::vector<double> bad = {0.5, 0.5, 1.25, 0.5};
  const Status refused = layer.forward_into(view(bad), span(out));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().where, "layer.values[2]");
  EXPECT_NE(refused.error().message.find("1.25"), std::string::npos);
  EXPECT_EQ(out, std::vector<double>(3, -7));
  EXPECT_FALSE(layer.forward_into(view(numbers(5)), span(out)));
  EXPECT_FALSE(layer.forward_into(view(numbers(4)), span(short_out)));
  EXPECT_FALSE(layer.forward_batch(view(numbers(7)), span(out)));
  EXPECT_FALSE(layer.forward_packed(view(std::vector<uint64_t>(3)), span(out)));
  EXPECT_FALSE(DenseLayer::make(dense_spec(4, 3, 0), view(numbers(12))));
  EXPECT_FALSE(DenseLayer::make(dense_spec(4, 3, 8), view(numbers(11))));
  EXPECT_FALSE(DenseLayer::make(dense_spec(0, 3, 8), view(numbers(0))));
  EXPECT_FALSE(DenseLayer::make(dense_spec(1, 1, 8), view(std::vector<double>{-0.5})));
}

TEST(DenseLayer, ClipsIfAsked) {
  DenseSpec spec = dense_spec(1, 1, 64);
  spec.clip = true;
  DenseLayer layer = *DenseLayer::make(spec, view(std::vector<double>{2}));
  EXPECT_EQ((*layer.forward(view(std::vector<double>{5})))[0], 1);
}

TEST(ConvLayer, ConvolvesRealBits) {
  ConvSpec spec;
  spec.dense = dense_spec(0, 0, 1 << 15);
  spec.channels = 2, spec.height = 5, spec.width = 6, spec.kernels = 3;
  spec.kernel_height = 3, spec.kernel_width = 2, spec.stride = 2, spec.padding = 1;
  for (WeightKind kind : {WeightKind::unipolar, WeightKind::bipolar}) {
    spec.dense.weights = kind;
    const std::vector<double> weights = numbers(3 * 2 * 3 * 2), x = numbers(2 * 5 * 6, 9);
    const auto made = ConvLayer::make(spec, view(weights));
    ConvLayer& layer = **made;
    ASSERT_EQ(layer.rows(), 3u);
    ASSERT_EQ(layer.columns(), 4u);
    std::vector<double> out(layer.outputs());
    ASSERT_TRUE(layer.forward_into(view(x), span(out)));
    for (int k = 0; k < 3; ++k) {
      for (int row = 0; row < 3; ++row) {
        for (int column = 0; column < 4; ++column) {
          double sum = 0;
          for (int c = 0; c < 2; ++c) {
            for (int dy = 0; dy < 3; ++dy) {
              for (int dx = 0; dx < 2; ++dx) {
                const int y = 2 * row - 1 + dy, at = 2 * column - 1 + dx;
                if (y < 0 || y >= 5 || at < 0 || at >= 6) continue;
                sum += weights[size_t(((k * 2 + c) * 3 + dy) * 2 + dx)] *
                       x[size_t((c * 5 + y) * 6 + at)];
              }
            }
          }
          EXPECT_NEAR(out[size_t((k * 3 + row) * 4 + column)], sum, 0.1);
        }
      }
    }
  }
}

// Around the image there are zeros: no ones, or 1010... in every sample, which XNOR with a weight
// of 1 or -1 leaves or inverts.
TEST(ConvLayer, PadsWithTheSameStreamInEverySample) {
  EXPECT_EQ(padding_stream(WeightKind::unipolar, 65), std::vector<uint64_t>(2));
  EXPECT_EQ(padding_stream(WeightKind::sign_magnitude, 65), std::vector<uint64_t>(2));
  EXPECT_EQ(padding_stream(WeightKind::bipolar, 67),
            (std::vector<uint64_t>{0x5555555555555555, 5}));
  ConvSpec spec;
  spec.dense = dense_spec(0, 0, 101);
  spec.height = spec.width = spec.kernel_height = spec.kernel_width = 1;
  spec.kernels = 2, spec.stride = 2, spec.padding = 1;
  for (WeightKind kind : {WeightKind::bipolar, WeightKind::sign_magnitude}) {
    spec.dense.weights = kind;
    const auto made = ConvLayer::make(spec, view(std::vector<double>{1, -1}));
    const double one = kind == WeightKind::bipolar ? 1 / 101.0 : 0;  // 51 ones, 50 zeros
    for (uint64_t sample : {0, 1}) {
      std::vector<double> out(8);
      ASSERT_TRUE((*made)->forward_into(view(std::vector<double>{0.4}), span(out), sample));
      for (int k = 0; k < 8; ++k) EXPECT_DOUBLE_EQ(out[size_t(k)], k < 4 ? one : -one);
    }
  }
}

TEST(ConvLayer, RefusesKernelsThatDoNotFit) {
  ConvSpec spec;
  spec.dense = dense_spec(0, 0, 64);
  spec.height = 2, spec.width = 2;
  EXPECT_NE(ConvLayer::make(spec, {}).error().message.find("larger"), std::string::npos);
  spec.stride = 0;
  EXPECT_FALSE(ConvLayer::make(spec, {}));
}

TEST(RecurrentLayer, FeedsItsOutputBack) {
  DenseSpec spec = dense_spec(1, 2, 1 << 14);
  // Neuron 0 sees the input; neuron 1 sees neuron 0 one step later.
  const auto made = RecurrentLayer::make(spec, view(std::vector<double>{1, 0, 0, 0, 1, 0}));
  RecurrentLayer& layer = **made;
  std::vector<double> out(2);
  ASSERT_TRUE(layer.forward_into(view(std::vector<double>{0.25}), span(out), 0));
  EXPECT_NEAR(out[0], 0.25, 0.02);
  EXPECT_EQ(out[1], 0);
  ASSERT_TRUE(layer.forward_into(view(std::vector<double>{0.75}), span(out), 1));
  EXPECT_NEAR(out[0], 0.75, 0.02);
  EXPECT_NEAR(out[1], 0.25, 0.03);
  layer.reset();
  EXPECT_EQ(layer.state()[0], 0);
  EXPECT_FALSE(layer.forward_into({}, span(out), 2));
}

}  // namespace
}  // namespace myelin::stochastic
