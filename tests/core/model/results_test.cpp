#include "model/results.h"

#include <gtest/gtest.h>

#include <cmath>

#include "model/json.h"
#include "model/npy.h"
#include "model/results_arrays.h"

namespace myelin::model {
namespace {

// Two spikes, and two samples of two neurons.
struct Recorded {
  double t[2] = {0.001, 0.1 + 0.2}, traces[4] = {1, 2, 3, std::nan("")}, rate[2] = {0, 50};
  int32_t i[2] = {4, 7};
  Results results;

  Recorded() {
    results.digest = "00ff";
    results.spikes = 2;
    results.steps = 10;
    results.duration = 0.001;
    results.dt = 0.0001;
    results.monitors = {
        {"spikes_a", "a", MonitorKind::spikes, {t, 2}, {i, 2}, {{"w", "V", {rate, 2}}}, 10},
        {"states_a", "a", MonitorKind::states, {t, 2}, {i, 2}, {{"v", "V", {traces, 4}}}, 10},
        {"rate_a", "a", MonitorKind::rate, {t, 2}, {}, {{"rate", "Hz", {rate, 2}}}, 10}};
    results.signals = {{"a.i", "i32", "", i, 2, 1}};
  }
};

TEST(Results, JsonHoldsOneRowPerElementAndShortestDoubles) {
  const Recorded recorded;
  StringOutput output;

  write_results_json(recorded.results, output);

  EXPECT_EQ(output.str(),
            R"({"digest":"00ff","spikes":2,"steps":10,"duration":0.001,"dt":0.0001,"monitors":{)"
            R"("spikes_a":{"kind":"spikes","of":"a","count":2,"t":[0.001,0.30000000000000004],)"
            R"("i":[4,7],"variables":{"w":[0,50]}},)"
            R"("states_a":{"kind":"states","of":"a","index":[4,7],)"
            R"("t":[0.001,0.30000000000000004],"variables":{"v":[[1,3],[2,null]]}},)"
            R"("rate_a":{"kind":"rate","of":"a","t":[0.001,0.30000000000000004],"rate":[0,50]}},)"
            R"("signals":{"a.i":{"rows":2,"columns":1,"values":[4,7]}}})"
            "\n");
}

TEST(Results, ArraysReadBackAsTheyWere) {
  const Recorded recorded;

  for (const ArrayEntry& entry : arrays_of(recorded.results)) {
    StringOutput output;
    entry.write(output);
    const Expected<NpyArray> array = read_npy(output.str(), entry.name);
    ASSERT_TRUE(array) << describe(array.error());
    if (entry.name == "signals/a.i") {
      EXPECT_EQ(array->values, (std::vector<double>{4, 7}));
    }
    if (entry.name != "states_a.v") continue;
    EXPECT_EQ(array->shape, (std::vector<uint64_t>{2, 2}));
    EXPECT_EQ(array->values[1], 3);  // element 0, sample 1
  }
}

TEST(Results, ZipHasADirectoryThatPointsAtItsFiles) {
  StringOutput output;
  const std::vector<ArrayEntry> entries = {{"a", [](Output& out) { out.text("123456789"); }},
                                           {"b", [](Output& out) { out.text("x"); }}};

  ASSERT_TRUE(write_zip(entries, output));

  const std::string& zip = output.str();
  const auto u32 = [&](size_t at) {
    return uint8_t(zip[at]) | uint8_t(zip[at + 1]) << 8 | uint8_t(zip[at + 2]) << 16 |
           uint32_t(uint8_t(zip[at + 3])) << 24;
  };
  const size_t end = zip.size() - 22;
  EXPECT_EQ(u32(end), 0x06054b50u);
  EXPECT_EQ(zip[end + 10], 2);
  const size_t directory = u32(end + 16);
  EXPECT_EQ(u32(directory), 0x02014b50u);
  EXPECT_EQ(u32(directory + 16), 0xCBF43926u);  // CRC-32's published check value
  EXPECT_EQ(u32(u32(directory + 42)), 0x04034b50u);
  EXPECT_EQ(u32(u32(directory + 47 + 42)), 0x04034b50u);
}

TEST(Results, SaysThatAFileCannotBeWritten) {
  const Recorded recorded;

  const Status status = write_results(recorded.results, "/nowhere/at/all.json");

  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::io);
  EXPECT_EQ(status.error().where, "/nowhere/at/all.json");
}

}  // namespace
}  // namespace myelin::model
