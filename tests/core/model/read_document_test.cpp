#include <gtest/gtest.h>

#include <string>

#include "model/document.h"
#include "samples.h"

namespace myelin::model {
namespace {

Document read(std::string_view json) {
  Expected<Document> document = read_document(json);
  if (document) return std::move(*document);
  ADD_FAILURE() << describe(document.error());
  return {};
}

Error error_of(std::string_view json) {
  Expected<Document> document = read_document(json);
  if (!document) return document.error();
  ADD_FAILURE() << "this document was accepted: " << json;
  return {};
}

// A document with these sections beside a group "a" of 10 neurons.
std::string around(const std::string& sections) {
  return R"({"myelin": 1, "neurons": [{"name": "a", "size": 10, "threshold": "x > 1"}], )" +
         sections + "}";
}

void expect_error(const std::string& json, ErrorCode code, const std::string& where,
                  const std::string& part_of_message) {
  const Error error = error_of(json);
  EXPECT_EQ(to_string(error.code), to_string(code)) << json;
  EXPECT_EQ(error.where, where) << json;
  EXPECT_NE(error.message.find(part_of_message), std::string::npos) << error.message;
}

TEST(ReadDocument, KeepsNamesTextsAndTheirPlaces) {
  const Document document = read(samples::cuba);

  EXPECT_EQ(document.title, "E-I balance");
  const equations::Network& network = document.network;
  EXPECT_EQ(network.seed, 42u);
  EXPECT_EQ(*network.dt.text(), "0.1 ms");
  const equations::Neurons& cells = network.neurons.at(0);
  EXPECT_EQ(cells.name, "cells");
  EXPECT_EQ(cells.where, "neurons[0] 'cells'");
  EXPECT_EQ(cells.threshold.text, "v > Vt");
  EXPECT_EQ(cells.threshold.where, "neurons[0] 'cells'.threshold");
  EXPECT_EQ(cells.subgroups.at(1).begin, 3200);
  EXPECT_EQ(network.synapses.at(0).from, "cells.E");
  EXPECT_EQ(network.synapses.at(0).pathways.at(0).name, "pre");
  EXPECT_EQ(*network.synapses.at(0).connect.at(0).p.number(), 0.02);
  EXPECT_EQ(network.synapses.at(1).connect.at(0).where, "synapses[1] 'inh'.connect");
}

TEST(ReadDocument, JoinsLinesOfEquationsSoThatLineNumbersAreListIndices) {
  const Document document = read(samples::cuba);

  const std::string& text = document.network.neurons[0].equations.text;
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
  EXPECT_EQ(text.substr(text.rfind('\n') + 1), "dgi/dt = -gi / (10*ms) : volt");
}

TEST(ReadDocument, KeepsTheOrderOfInit) {
  const Document document = read(around(R"("constants": {"z": 1, "a1": "2 ms", "m": 3})"));

  std::string names;
  for (const auto& constant : document.network.constants) names += constant.name + " ";
  EXPECT_EQ(names, "z a1 m ");
}

TEST(ReadDocument, NamesMonitorsWithoutANameAndNumbersThemIfNeeded) {
  const Document document = read(samples::everything);

  std::vector<std::string> names;
  for (const auto& record : document.network.record) names.push_back(record.name);
  EXPECT_EQ(names,
            (std::vector<std::string>{"named", "states_s", "states_s_2", "rate_a", "events_a_up"}));
}

TEST(ReadDocument, ReadsEveryKindOfValue) {
  const Document document = read(samples::everything);

  const equations::Network& network = document.network;
  EXPECT_EQ(network.seed, UINT64_MAX);
  const equations::Neurons& a = network.neurons.at(0);
  EXPECT_EQ(a.refractory.text, "0.005*second");
  EXPECT_EQ(*a.init.at(0).value.array(), (std::vector<double>{1, 2, 3}));  // npy of int32
  EXPECT_EQ(*a.init.at(1).value.array(), (std::vector<double>{1, 0}));
  EXPECT_EQ(a.run_regularly.at(1).code.text, "x = x\nb = b");
  EXPECT_EQ(a.order, -1);
}

TEST(ReadDocument, ReadsPathwaysDelaysAndConnections) {
  const Document document = read(samples::everything);

  const equations::Synapses& s = document.network.synapses.at(0);
  ASSERT_EQ(s.pathways.size(), 3u);
  EXPECT_EQ(s.pathways[1].name, "second");
  EXPECT_EQ(*s.pathways[1].delay.number(), 0.002);
  EXPECT_TRUE(s.pathways[2].post);
  EXPECT_TRUE(s.pathways[2].delay.empty());
  ASSERT_EQ(s.connect.size(), 6u);
  EXPECT_EQ(*s.connect[0].p.text(), "0.1");
  EXPECT_TRUE(s.connect[1].explicit_pairs);
  EXPECT_EQ(s.connect[2].i, (std::vector<int32_t>{0}));
  EXPECT_EQ(s.connect[3].j_generator.text, "k for k in range(i, i + 2)");
  EXPECT_TRUE(s.connect[3].skip_if_invalid);
  EXPECT_EQ(s.connect[4].fixed_indegree, 2);
  EXPECT_EQ(s.connect[5].fixed_total, 5);
  EXPECT_EQ(s.init.at(1).name, "post.delay");
}

TEST(ReadDocument, ReadsInputs) {
  const Document document = read(samples::everything);

  const auto& inputs = document.network.inputs;
  ASSERT_EQ(inputs.size(), 4u);
  EXPECT_EQ(*std::get<equations::PoissonGroup>(inputs[0]).rates.text(), "10 Hz");
  const auto& spikes = std::get<equations::SpikeGenerator>(inputs[1]);
  EXPECT_EQ(spikes.times, (std::vector<double>{0.001, 0.002, 0.003}));
  const auto& array = std::get<equations::TimedArray>(inputs[2]);
  EXPECT_TRUE(array.two_dimensional);
  EXPECT_EQ(array.rows, 3);
  EXPECT_EQ(array.columns, 2);
  EXPECT_EQ(array.values.at(4), 5);
  EXPECT_EQ(std::get<equations::PoissonInput>(inputs[3]).sources, 100);
}

TEST(ReadDocument, ReadsAPlanOfSteps) {
  const Document document = read(samples::everything);

  ASSERT_EQ(document.run.size(), 12u);
  EXPECT_EQ(*std::get<RunFor>(document.run[0]).duration.text(), "10 ms");
  EXPECT_EQ(std::get<RunStore>(document.run[1]).name, "before");
  EXPECT_EQ(std::get<RunSet>(document.run[2]).assignments.at(1).name, "a.x");
  EXPECT_EQ(std::get<RunRestore>(document.run[4]).where, "run[4].restore");
  EXPECT_EQ(std::get<RunDt>(document.run[5]).of, "a");
  EXPECT_EQ(std::get<RunSeed>(document.run[6]).seed, 12u);
  EXPECT_EQ(std::get<RunActive>(document.run[7]).objects.at(0).name, "s");
  EXPECT_FALSE(std::get<RunActive>(document.run[7]).objects.at(0).active);
  const RunUntil& until = std::get<RunUntil>(document.run[8]);
  EXPECT_EQ(until.condition.text.text, "x > 3");
  EXPECT_TRUE(until.condition.all);
  EXPECT_EQ(*until.check.text(), "2 ms");
  EXPECT_EQ(std::get<RunSet>(document.run[9]).assignments.at(0).only->condition.text, "i == j");
  EXPECT_EQ(std::get<RunConnect>(document.run[10]).how.j_generator.text, "k for k in range(2)");
  EXPECT_EQ(std::get<RunDisconnect>(document.run[11]).which.j, std::vector<int32_t>{1});
}

TEST(ReadDocument, SuggestsTheKeyThatWasMeant) {
  expect_error(around(R"("recrod": [])"), ErrorCode::unknown_key, "recrod", "'record'");
  expect_error(R"({"myelin": 1, "neurons": [{"name": "a", "size": 1, "treshold": "x"}]})",
               ErrorCode::unknown_key, "neurons[0] 'a'.treshold", "'threshold'");
  expect_error(around(R"("record": [{"spike": "a"}])"), ErrorCode::unknown_key, "record[0]",
               "'spikes'");
}

TEST(ReadDocument, ShowsThePlaceInTheText) {
  const std::string json = "{\"myelin\": 1,\n \"neurons\": [{\"name\": \"a\",\n  \"size\": -3}]}";
  const Error error = error_of(json);

  EXPECT_EQ(error.where, "neurons[0] 'a'.size");
  EXPECT_EQ(json.substr(error.span.begin, error.span.end - error.span.begin), "-3");
  EXPECT_EQ(error.excerpt, "    \"size\": -3}]}\n            ^");
}

TEST(ReadDocument, SaysWhichVersionItReads) {
  expect_error(R"({"neurons": []})", ErrorCode::invalid_argument, "document", "\"myelin\": 1");
  expect_error(R"({"myelin": 2, "new": 1})", ErrorCode::unsupported, "myelin", "version 1");
  expect_error(R"([1, 2])", ErrorCode::type, "document", "JSON object");
}

TEST(ReadDocument, RefusesTheWrongKindOfValue) {
  expect_error(around(R"("dt": true)"), ErrorCode::type, "dt", "quantity such as \"5 ms\"");
  expect_error(around(R"("constants": {"k": [1]})"), ErrorCode::type, "constants.k", "a list of 1");
  expect_error(around(R"("inputs": [{"kind": "poison"}])"), ErrorCode::invalid_argument,
               "inputs[0]", "'poisson'");
  expect_error(around(R"("synapses": {})"), ErrorCode::type, "synapses", "a list of objects");
  expect_error(around(R"("run": [{"duration": 1, "set": {}}])"), ErrorCode::invalid_argument,
               "run[0]", "exactly one");
}

TEST(ReadDocument, HasAPrecisionForGroupsThatNameNone) {
  const auto document = read_document(R"({"myelin": 1, "dt": 1e-4, "precision": "f32", "neurons": [
    {"name": "a", "size": 1, "equations": "x : 1"},
    {"name": "b", "size": 1, "equations": "x : 1", "precision": "f64"}],
    "synapses": [{"name": "s", "from": "a", "to": "b", "connect": true}]})");
  ASSERT_TRUE(document) << describe(document.error());
  EXPECT_TRUE(document->network.neurons[0].single);
  EXPECT_FALSE(document->network.neurons[1].single);
  EXPECT_TRUE(document->network.synapses[0].single);
}

TEST(ReadDocument, SaysWhatToWriteForConnect) {
  expect_error(around(R"("synapses": [{"name": "s", "from": "a", "to": "a"}])"),
               ErrorCode::invalid_argument, "synapses[0] 's'", "true for all");
}

TEST(ReadDocument, NamesBothPlacesOfANameUsedTwice) {
  const std::string json =
      around(R"("synapses": [{"name": "a", "from": "a", "to": "a", "connect": true}])");
  expect_error(json, ErrorCode::duplicate_name, "synapses[0] 'a'", "neurons[0] 'a'");
}

TEST(ReadDocument, RefusesReferencesToNothing) {
  const auto synapses = [](const std::string& from) {
    return around(R"("synapses": [{"name": "s", "from": ")" + from +
                  R"(", "to": "a", "connect": true}])");
  };
  expect_error(synapses("b"), ErrorCode::unknown_name, "synapses[0] 's'.from", "'b'");
  expect_error(synapses("a.E"), ErrorCode::unknown_name, "synapses[0] 's'.from", "subgroup 'E'");
}

TEST(ReadDocument, RefusesIndicesOutsideTheirGroup) {
  const auto connect = [](const std::string& rule) {
    return around(R"("synapses": [{"name": "s", "from": "a", "to": "a", "connect": )" + rule +
                  "}]");
  };
  expect_error(connect(R"({"i": [0, 10], "j": [0, 1]})"), ErrorCode::out_of_range,
               "synapses[0] 's'.connect.i", "element 1 is 10");
  expect_error(connect(R"({"i": [0, -1], "j": [0, 1]})"), ErrorCode::out_of_range,
               "synapses[0] 's'.connect.i", "element 1 is -1");
  expect_error(connect(R"({"i": [0, 1, 2], "j": [0, 1]})"), ErrorCode::invalid_argument,
               "synapses[0] 's'.connect.j", "as many");
  expect_error(connect(R"({"i": [0, 1.5], "j": 1})"), ErrorCode::type, "synapses[0] 's'.connect.i",
               "element 1 is 1.5");
  expect_error(around(R"("record": [{"states": "a", "variables": ["x"], "index": [10]}])"),
               ErrorCode::out_of_range, "record[0].index", "0 to 9");
}

TEST(ReadDocument, RefusesSubgroupsOutsideTheirGroup) {
  expect_error(
      R"({"myelin": 1, "neurons": [{"name": "a", "size": 10, "subgroups": {"E": [5, 11]}}]})",
      ErrorCode::out_of_range, "neurons[0] 'a'.subgroups.E", "[5, 11)");
}

TEST(ReadDocument, RefusesNegativeDelaysAndTimeSteps) {
  const auto with = [](const std::string& delay) {
    return around(R"("synapses": [{"name": "s", "from": "a", "to": "a", "connect": true,)"
                  R"("onPre": "x = 1", "delay": )" +
                  delay + "}]");
  };
  expect_error(with("-0.001"), ErrorCode::invalid_argument, "synapses[0] 's'.delay", "-0.001");
  expect_error(with(R"({"prae": "1 ms"})"), ErrorCode::unknown_name, "synapses[0] 's'.delay.prae",
               "'pre'");
  expect_error(around(R"("dt": 0)"), ErrorCode::invalid_argument, "dt", "positive");
}

TEST(ReadDocument, RefusesSeedsThatAreNotExact) {
  expect_error(around(R"("seed": 9007199254740993)"), ErrorCode::type, "seed", "integer");
  expect_error(around(R"("seed": -1)"), ErrorCode::invalid_argument, "seed", "-1");
  expect_error(around(R"("seed": "18446744073709551616")"), ErrorCode::invalid_argument, "seed",
               "decimal digits");
}

TEST(ReadDocument, RefusesToRestoreWhatWasNotStored) {
  expect_error(around(R"("run": [{"store": "one"}, {"restore": "onee"}])"), ErrorCode::unknown_name,
               "run[1].restore", "'one'");
}

TEST(ReadDocument, ReadsAMillionPairsInLinearTime) {
  std::string list = "[";
  for (int k = 0; k < 1000000; ++k) list += std::to_string(k % 10) + ",";
  list.back() = ']';
  const std::string json = around(R"("synapses": [{"name": "s", "from": "a", "to": "a", "connect":)"
                                  R"({"i": )" +
                                  list + R"(, "j": )" + list + "}}]");

  const Document document = read(json);  // quadratic cost would take minutes here

  EXPECT_EQ(document.network.synapses.at(0).connect.at(0).j.size(), 1000000u);
}

}  // namespace
}  // namespace myelin::model
