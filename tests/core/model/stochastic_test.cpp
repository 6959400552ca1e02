// The key "stochastic" of a document: what is refused, and what streams, layers and neurons do.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "model/simulation.h"
#include "stochastic/layers.h"

namespace myelin {
namespace {

std::string document(const std::string& stochastic, const std::string& more = "") {
  return R"({ "myelin": 1, "dt": "1 ms", "seed": 3, "stochastic": {)" + stochastic + "}" + more +
         "}";
}
std::string streams(const std::string& text) { return "\"streams\": [" + text + "]"; }

const std::string kX = R"("streams": [{ "name": "x", "values": [0.2, 0.5, 1], "length": 65 }])";
std::string layer(const std::string& keys) {
  return kX + R"(, "layers": [{ "name": "d", "from": "x", )" + keys + "}]";
}
std::string neurons(const std::string& keys) {
  return R"("neurons": [{ "name": "n", )" + keys + "}]";
}

struct Bad {
  std::string document, where, message;
};

TEST(StochasticDocument, RefusesWhatItCannotBuild) {
  const std::string cells =
      R"(, "neurons": [{ "name": "cells", "size": 2, "equations": ["I : 1", "b : boolean"] }])";
  const std::string d = R"("weights": [1, 0, 1])";
  const Bad bad[] = {
      {document(streams(R"({ "name": "x" })")), "stochastic.streams[0] 'x'", "exactly one of"},
      {document(streams(R"({ "name": "x", "values": [0.5], "length": 0 })")),
       "stochastic.streams[0] 'x'.length", "it is 0"},
      {document(streams(R"({ "name": "x", "values": [0.5, 1.5] })")),
       "stochastic.streams[0] 'x'.values[1]", "the value is 1.5; it must be from 0 to 1"},
      {document(streams(R"({ "name": "x", "values": [0.5], "range": [1, 1] })")),
       "stochastic.streams[0] 'x'.range", "its end must be greater"},
      {document(streams(R"({ "name": "x", "values": [0.5], "range": [1] })")),
       "stochastic.streams[0] 'x'.range", "it needs 2"},
      {document(streams(R"({ "name": "x", "values": [0.5], "encoder": "lfsr", "seeds": [0] })")),
       "stochastic.streams[0] 'x'.seeds[0]", "is 0; it must be from 1 to 65535"},
      {document(streams(R"({ "name": "x", "values": [0.5], "encoder": "lfsr", "seeds": [1, 2] })")),
       "stochastic.streams[0] 'x'.seeds", "2 seeds for 1 streams"},
      {document(streams(R"({ "name": "x", "bits": ["01", "011"], "length": 2 })")),
       "stochastic.streams[0] 'x'.bits[1]", "it has 3 bits; the streams have 2"},
      {document(streams(R"({ "name": "x", "bits": ["0a"], "length": 2 })")),
       "stochastic.streams[0] 'x'.bits[0]", "character 1 is 'a'"},
      {document(streams(R"({ "name": "x", "from": "nothing" })")), "stochastic.streams[0] 'x'.from",
       "'nothing' is nothing that can be read here"},
      {document(kX.substr(0, kX.size() - 1) + R"(, { "name": "y", "from": "x" }])"),
       "stochastic.streams[1] 'y'.from", "are streams already"},
      {document(kX.substr(0, kX.size() - 1) + R"(, { "name": "x", "values": [1] }])"),
       "stochastic.streams[1] 'x'", "already that of"},
      {document(layer(R"("weights": [1, 2])")), "stochastic.layers[0] 'd'.weights", "do not fit"},
      {document(layer(R"("weights": [1, 2, 0])")), "stochastic.layers[0] 'd'.weights[1]",
       "the value is 2"},
      {document(layer(R"("arithmetic": "and")")), "stochastic.layers[0] 'd'.arithmetic",
       "accepted: unipolar, bipolar, sign-magnitude"},
      {document(layer(d + R"(, "to": "cells.J")"), cells), "stochastic.layers[0] 'd'.to",
       "is no variable of 1 real numbers"},
      {document(layer(d + R"(, "to": "cells.b")"), cells), "stochastic.layers[0] 'd'.to",
       "is no variable"},
      {document(layer(R"("kind": "convolution", "weights": [1])")), "stochastic.layers[0] 'd'.kind",
       "needs \"input\" and \"kernel\""},
      {document(layer(R"("kind": "convolution", "weights": [1], "input": [1, 2, 2], )"
                      R"("kernel": [1, 1, 1])")),
       "stochastic.layers[0] 'd'", "'x' has 3 streams"},
      {document(layer(R"("kind": "convolution", "weights": [1], "input": [1, 1, 3], )"
                      R"("kernel": [1, 1, 1], "padding": 1000000)")),
       "stochastic.layers[0] 'd'", "it has more than 16777216 outputs"},
      {document(layer(R"("kind": "learning", "size": 2000000000)")),
       "stochastic.layers[0] 'd'.size", "it has more than 16777216 neurons"},
      {document(layer(R"("kind": "recurrent", "weights": [1, 1, 1, 1], "refresh": true)")),
       "stochastic.layers[0] 'd'", "a recurrent layer has unipolar or bipolar weights"},
      {document(layer(R"("kind": "learning", "size": 2, "rate": 7)")), "stochastic.layers[0] 'd'",
       "the rate is 7"},
      {document(layer(R"("kind": "learning", "size": 2)")), "stochastic.layers[0] 'd'",
       "no neurons read 'd'"},
      {document(layer(d) + "," + neurons(R"("from": "x")")), "stochastic.neurons[0] 'n'.from",
       "'x' is no layer"},
      {document(layer(d) + "," + neurons(R"("from": "d", "size": 2)")),
       "stochastic.neurons[0] 'n'.size", "'d' has 1 outputs"},
      {document(neurons(R"("input": 1)")), "stochastic.neurons[0] 'n'", "give the neurons a"},
      {document(neurons(R"("size": 2, "input": [1, 2, 3])")), "stochastic.neurons[0] 'n'.input",
       "3 values for 2 neurons"},
      {document(neurons(R"("size": 2, "width": 40)")), "stochastic.neurons[0] 'n'",
       "the width is 40"},
      {document(neurons(R"("size": 2, "vTh": 0.5)")), "stochastic.neurons[0] 'n'.vTh",
       "fixed-lif needs an integer"},
      {document(neurons(R"("size": 2, "kind": "float-lif", "tau": 0)")),
       "stochastic.neurons[0] 'n'", "tau is 0"},
      {document(kX + R"(, "correlations": [{ "name": "c", "of": "x", "pairs": [[0, 3]] }])"),
       "stochastic.correlations[0] 'c'.pairs", "the stream 3 is none of 'x'"},
      {document(kX + R"(, "correlations": [{ "name": "c", "of": "x", "pairs": [[0]] }])"),
       "stochastic.correlations[0] 'c'.pairs", "every pair has two indices"},
      {document(kX, R"(, "record": [{ "spikes": "x" }])"), "record[0]", "does not spike"},
      {document(kX, R"(, "record": [{ "events": "x", "event": "e" }])"), "record[0]", "event"},
      {document(kX, R"(, "record": [{ "states": "x", "variables": ["v"] }])"),
       "record[0].variables", "it has value, error, values"},
      {document(kX, R"(, "record": [{ "states": "x", "variables": ["value"], "index": [3] }])"),
       "record[0].index[0]", "there are 3 elements"},
  };
  for (const Bad& one : bad) {
    const auto built = Simulation::build(one.document);
    ASSERT_FALSE(built) << one.document;
    EXPECT_EQ(built.error().where, one.where) << one.document;
    EXPECT_NE(built.error().message.find(one.message), std::string::npos)
        << built.error().message << "\n"
        << one.document;
  }
}

std::unique_ptr<Simulation> build(const std::string& text) {
  auto built = Simulation::build(text);
  EXPECT_TRUE(built) << describe(built.error());
  return std::move(*built);
}
double value(const Simulation& simulation, const char* name, size_t k = 0) {
  const auto view = simulation.signal(name);
  EXPECT_TRUE(view);
  return view->dtype == "i64" ? double(static_cast<const int64_t*>(view->address)[k])
                              : static_cast<const double*>(view->address)[k];
}

// Weights of a layer are those of the class of the same name and seed.
TEST(StochasticDocument, EncodesWeightsAsTheLayerDoes) {
  const auto simulation = build(document(layer(R"("weights": [0.3, 0, 1, 0.5, 0.6, 0.7])")));
  stochastic::DenseSpec spec;
  spec.name = "d", spec.seed = 3, spec.inputs = 3, spec.neurons = 2, spec.length = 65;
  const std::vector<double> weights = {0.3, 0, 1, 0.5, 0.6, 0.7};
  auto layer = stochastic::DenseLayer::make(spec, {weights.data(), weights.size()});
  const Span<const uint64_t> words = std::as_const(*layer).weights_view();
  const auto signal = simulation->signal("d.weights");
  ASSERT_EQ(signal->rows * signal->columns, words.size);
  EXPECT_TRUE(
      std::equal(words.begin(), words.end(), static_cast<const uint64_t*>(signal->address)));
  ASSERT_TRUE(simulation->step(1));
  EXPECT_FALSE(layer->forward_packed(
      {static_cast<const uint64_t*>(simulation->signal("x.bits")->address), 6}, {}));
}

// Inputs of shift registers, whose bits need no name: a convolution is the class's bit for bit,
// with its padding.
TEST(StochasticDocument, ConvolvesAsTheLayerDoes) {
  for (const char* arithmetic : {"unipolar", "bipolar", "sign-magnitude"}) {
    const bool bipolar = std::string(arithmetic) == "bipolar";
    stochastic::ConvSpec spec;
    spec.dense.name = "c", spec.dense.seed = 3, spec.dense.length = 101;
    spec.dense.encoder = stochastic::EncoderKind::lfsr;
    spec.dense.weights = bipolar ? stochastic::WeightKind::bipolar
                         : std::string(arithmetic) == "unipolar"
                             ? stochastic::WeightKind::unipolar
                             : stochastic::WeightKind::sign_magnitude;
    spec.channels = 1, spec.height = 2, spec.width = 3;
    spec.kernels = 2, spec.kernel_height = 2, spec.kernel_width = 2, spec.padding = 1;
    const std::vector<double> image = {0.1, 0.9, 0.4, 0.7, 0.2, 1},
                              weights = {0.3, 0, 1, 0.5, 0.6, 0.7, 0.9, 0.05};
    const auto layer = stochastic::ConvLayer::make(spec, {weights.data(), weights.size()});
    std::vector<double> out((*layer)->outputs());
    ASSERT_TRUE((*layer)->forward_into({image.data(), image.size()}, {out.data(), out.size()}));

    const auto simulation = build(
        document(std::string(R"("streams": [{ "name": "x", "values": [0.1, 0.9, 0.4, 0.7, 0.2, 1],
             "length": 101, "encoder": "lfsr")") +
                 (bipolar ? R"(, "coding": "bipolar")" : "") +
                 R"(}], "layers": [{ "name": "c", "from": "x", "kind": "convolution", "padding": 1,
             "input": [1, 2, 3], "kernel": [2, 2, 2], "arithmetic": ")" +
                 arithmetic + R"(", "weights": [0.3, 0, 1, 0.5, 0.6, 0.7, 0.9, 0.05] }])"));
    ASSERT_TRUE(simulation->step(1));
    for (size_t k = 0; k < out.size(); ++k) {
      EXPECT_EQ(value(*simulation, "c.value", k), out[k]) << arithmetic << k;
    }
  }
}

TEST(StochasticDocument, LinksALayerToAVariable) {
  const auto simulation =
      build(document(layer(R"("weights": [1, 1, 1], "to": "cells.I", "scale": 2, "offset": 1)"),
                     R"(, "neurons": [{ "name": "cells", "size": 1, "equations": "I : 1" }])"));
  ASSERT_TRUE(simulation->step(1));
  EXPECT_DOUBLE_EQ(value(*simulation, "cells.I"), 2 * value(*simulation, "d.value") + 1);
  EXPECT_NEAR(value(*simulation, "d.value"), 1.7, 0.4);
}

// A group's spikes of the last steps as bits: the rate, read back by a layer.
TEST(StochasticDocument, LinksSpikesToStreams) {
  const auto simulation =
      build(document(R"("streams": [{ "name": "x", "from": "cells", "length": 10 }])",
                     R"(, "neurons": [{ "name": "cells", "size": 2, "equations": "on : 1",
           "threshold": "on > 0.5", "init": { "on": [0, 1] } }])"));
  ASSERT_TRUE(simulation->step(4));
  EXPECT_DOUBLE_EQ(value(*simulation, "x.value", 0), 0);
  EXPECT_DOUBLE_EQ(value(*simulation, "x.value", 1), 0.4);
  ASSERT_TRUE(simulation->set("cells.on", 0.0));
  ASSERT_TRUE(simulation->step(8));
  EXPECT_DOUBLE_EQ(value(*simulation, "x.value", 1), 0.2);
}

TEST(StochasticDocument, ChangesValuesWhileItStands) {
  const auto simulation = build(document(kX));
  const double ones[3] = {1, 1, 1}, two[2] = {}, bad[3] = {0, 2, 0};
  ASSERT_TRUE(simulation->set("x.values", {ones, 3}));
  EXPECT_FALSE(simulation->set("x.values", {two, 2}));
  EXPECT_EQ(simulation->set("x.values", {bad, 3}).error().where, "x.values[1]");
  EXPECT_FALSE(simulation->set_text("x.values", "1"));
  EXPECT_NE(simulation->set("x.value", 1.0).error().message.find("cannot be set"),
            std::string::npos);
  ASSERT_TRUE(simulation->step(1));
  EXPECT_EQ(value(*simulation, "x.value", 0), 1);
}

TEST(StochasticDocument, IsRestoredWithItsRegistersAndNeurons) {
  const std::string text = document(
      R"("streams": [{ "name": "x", "values": [0.5, 0.4], "length": 8, "encoder": "lfsr" }],
         "layers": [{ "name": "d", "from": "x", "kind": "learning", "size": 2, "rate": 0.2 }],
         "neurons": [{ "name": "n", "from": "d" }])",
      R"(, "record": [{ "spikes": "n" }])");
  const auto simulation = build(text);
  ASSERT_TRUE(simulation->step(50));
  const std::vector<uint8_t> snapshot = simulation->snapshot();
  ASSERT_TRUE(simulation->step(50));
  const std::string digest = simulation->digest();
  const uint64_t spikes = simulation->statistics().spikes;
  ASSERT_TRUE(simulation->restore({snapshot.data(), snapshot.size()}));
  ASSERT_TRUE(simulation->step(50));
  EXPECT_EQ(simulation->digest(), digest);
  EXPECT_EQ(simulation->statistics().spikes, spikes);
  EXPECT_GT(spikes, 0u);
  EXPECT_EQ(simulation->monitors()[0].t.size, spikes);
  ASSERT_TRUE(simulation->reset());
  ASSERT_TRUE(simulation->step(100));
  EXPECT_EQ(simulation->digest(), digest);
}

TEST(StochasticDocument, IsToldBeforeAndAfterBuilding) {
  const std::string text =
      document(layer(R"("weights": [1, 0, 1])") + "," + neurons(R"("from": "d")"));
  EXPECT_GT(estimate(text)->bytes, 0u);
  EXPECT_EQ(estimate(text)->neurons, 1u);
  const auto simulation = build(text);
  EXPECT_NE(simulation->explain().find("d: dense, 1, 65 bits, from x"), std::string::npos);
  EXPECT_NE(simulation->outline().find("\"kind\":\"dense\""), std::string::npos);
}

}  // namespace
}  // namespace myelin
