// Indices of synapses that are computed take memory only when they are wanted, and not beyond the
// limit.
#include <gtest/gtest.h>

#include "run.h"

namespace myelin::equations {
namespace {

// A million synapses: w takes 8 MB, each of i and j would take 4 MB.
const std::string kNetwork = R"j("neurons": [
    {"name": "g", "size": 1000, "equations": "v : 1", "threshold": "v > 1", "reset": "v = 0"}],
  "synapses": [{"name": "s", "from": "g", "to": "g", "connect": true, "equations": "w : 1",
    "onPre": "v_post += w", "init": {"w": 0.5}}])j";

void expect_refused(const Status& status, const char* array, const char* what) {
  ASSERT_FALSE(status) << what;
  EXPECT_EQ(status.error().code, ErrorCode::memory) << what;
  EXPECT_EQ(status.error().where, array) << what;
  EXPECT_NE(status.error().message.find("the limit is"), std::string::npos) << what;
}

TEST(IndexMemory, IsRefusedBeyondTheLimitAndNothingHasChanged) {
  Model model(kNetwork, with_memory(11'600'000));
  const std::string before = model->digest();

  expect_refused(model->set_text("s.w", "0.1*i"), "s.i", "an expression");
  expect_refused(model->set("s.w[3, 4]", 1), "s.i", "a pair");
  expect_refused(model->set("s.w[j > 3]", 1), "s.j", "a condition");
  expect_refused(model->disconnect("s", "j == 3"), "s.j", "a condition for what goes");
  expect_refused(model->disconnect("s", "w > 0"), "s.i", "synapses that go");
  expect_refused(model->connect("s", R"j({"i": [1], "j": [2]})j"), "s.i", "synapses that come");
  expect_refused(model->signal("s.i") ? Status() : Status(model->signal("s.i").error()), "s.i",
                 "the array");

  EXPECT_EQ(model->digest(), before);
  ASSERT_TRUE(model->set("g.v[7]", 2));
  model.run(0.001);
  EXPECT_GT(model->statistics().spikes, 0u);
}

TEST(IndexMemory, IsRefusedForConditionsOfAPlan) {
  const std::string plan = R"j(, "run": [{"until": "i > 2000", "of": "s", "atMost": "1 ms"}])j";

  const Error error = error_of(kNetwork + plan, with_memory(11'600'000));

  EXPECT_EQ(error.code, ErrorCode::memory);
  EXPECT_EQ(error.where, "s.i");
}

TEST(IndexMemory, IsRefusedForSynapsesOntoSynapses) {
  const std::string onto = kNetwork.substr(0, kNetwork.size() - 1) +
                           R"j(, {"name": "t", "from": "g", "to": "s", "onPre": "w_post += 1",
                           "connect": {"condition": "i == j_post"}}])j";

  const Error error = error_of(onto, with_memory(11'600'000));

  EXPECT_EQ(error.code, ErrorCode::memory);
  EXPECT_EQ(error.where, "s.i");
}

TEST(IndexMemory, OfRowsByDelayIsCounted) {
  std::string delayed = kNetwork;
  delayed.replace(delayed.find("\"w\": 0.5"), 8, "\"delay\": \"rand()*ms\"");

  const Error error = error_of(delayed, with_memory(36'000'000));

  EXPECT_EQ(error.code, ErrorCode::memory);
  EXPECT_NE(error.message.find("sorting the synapses by their delays"), std::string::npos)
      << error.message;
  EXPECT_GT(Model(delayed, with_memory(50'000'000))->statistics().signal_bytes, 16'000'000u);
}

TEST(IndexMemory, IsTakenWhereThereIsRoom) {
  Model model(kNetwork, with_memory(40'000'000));

  ASSERT_TRUE(model->set_text("s.w", "0.5*int(i != j)"));
  EXPECT_EQ(model.value("s.w", 1001), 0);
  ASSERT_TRUE(model->disconnect("s", "i == j"));
  ASSERT_TRUE(model->set("g.v[7]", 2));
  model.run(0.0002);
  EXPECT_EQ(model.value("g.v", 8), 0.5);
  EXPECT_EQ(model.value("g.v", 7), 0);
}

}  // namespace
}  // namespace myelin::equations
