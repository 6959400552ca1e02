// Tables of tests/reference/stochastic, in every call shape and on every tier; `npm run reference`
// reads all of them through documents.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "model/json.h"
#include "stochastic/encode.h"
#include "stochastic/neurons.h"

namespace myelin::stochastic {
namespace {

std::string path_of(const char* name) {
  return std::string(MYELIN_REFERENCE "/stochastic/") + name;
}

using Row = std::map<std::string, std::string>;
// Rows by their first column.
std::map<std::string, std::vector<Row>> table(const char* name) {
  std::ifstream file(path_of(name));
  std::string line, cell;
  std::vector<std::string> columns;
  std::map<std::string, std::vector<Row>> cases;
  while (std::getline(file, line)) {
    std::istringstream cells(line);
    std::vector<std::string> values;
    while (std::getline(cells, cell, ',')) values.push_back(cell);
    if (columns.empty()) {
      columns = values;
      continue;
    }
    Row row;
    for (size_t k = 0; k < values.size(); ++k) row[columns[k]] = values[k];
    cases[values[0]].push_back(row);
  }
  return cases;
}

TEST(ReferenceTables, OfFixedPointNeuronsHoldOnEveryTier) {
  const auto cases = table("lif_q8_8_traces.csv");
  ASSERT_EQ(cases.size(), 7u);
  for (const auto& [name, rows] : cases) {
    const auto integer = [&](const char* key) { return int32_t(std::stol(rows[0].at(key))); };
    FixedLif lif;
    lif.leak = integer("leak_k"), lif.gain = integer("gain_k");
    lif.v_rest = integer("v_rest"), lif.v_reset = integer("v_reset");
    lif.v_th = integer("v_threshold"), lif.refractory = integer("refractory");
    const int32_t input = integer("i_t");
    std::vector<uint64_t> one(words_for(rows.size())), many(rows.size());
    std::vector<int32_t> trace(rows.size()), others(rows.size());
    FixedState state;
    ASSERT_TRUE(run(lif, state, rows.size(), {&input, 1}, {}, {one.data(), one.size()},
                    {trace.data(), trace.size()}));
    for (auto tier = available_bits(); *tier; ++tier) {
      int32_t v = 0, left = 0;
      ASSERT_TRUE(run_many(lif, {&v, 1}, {&left, 1}, rows.size(), {&input, 1}, {},
                           {many.data(), many.size()}, {others.data(), others.size()}, **tier));
      for (size_t k = 0; k < rows.size(); ++k) {
        const bool spike = rows[k].at("spike") == "1";
        ASSERT_EQ(trace[k], std::stol(rows[k].at("v"))) << name << ' ' << k;
        ASSERT_EQ(others[k], trace[k]) << name << ' ' << (*tier)->name;
        ASSERT_EQ(one[k / 64] >> k % 64 & 1, spike);
        ASSERT_EQ(many[k], spike);
      }
    }
  }
}

TEST(ReferenceTables, OfEncodersHold) {
  std::stringstream text;
  text << std::ifstream(path_of("encoder_lfsr.json")).rdbuf();
  const auto json = model::parse_json(text.str());
  ASSERT_TRUE(json);
  const model::NodeList& cases = *json->find("cases")->list();
  ASSERT_EQ(cases.size(), 18u);
  for (const model::Node& one : cases) {
    std::vector<uint64_t> words(words_for(65535));
    const uint16_t seed = uint16_t(*one.find("seed")->number());
    const uint32_t threshold = uint32_t(*one.find("x")->number());
    lfsr_encode(words.data(), seed, threshold, 65535);
    const model::NodeList& expected = *one.find("packed16words_hex")->list();
    for (size_t w = 0; w < expected.size(); ++w) {
      EXPECT_EQ(words[w], std::stoull(*expected[w].text(), nullptr, 16)) << seed;
    }
    EXPECT_EQ(best_bits().popcount(words.data(), words.size()),
              *one.find("ones_in_full_period_65535")->number());
  }
}

}  // namespace
}  // namespace myelin::stochastic
