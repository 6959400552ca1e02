// connect() by numbers of synapses: every target's, or all of them.
#include <gtest/gtest.h>

#include <algorithm>

#include "run.h"

namespace myelin::equations {
namespace {

std::string network(const std::string& connect, int sources = 50, int targets = 40) {
  return R"j("neurons": [
      {"name": "a", "size": )j" +
         std::to_string(sources) +
         R"j(, "equations": ["v : 1"], "threshold": "v > 1"},
      {"name": "b", "size": )j" +
         std::to_string(targets) + R"j(, "equations": ["v : 1"]}],
    "synapses": [{"name": "s", "from": "a", "to": "b", "onPre": "v_post += 1", "connect": )j" +
         connect + "}]";
}

TEST(ConnectFixed, GivesEachTargetAsManySources) {
  Model model(network(R"j({"fixedIndegree": 30})j"));

  const auto i = model.values("s.i"), j = model.values("s.j");
  EXPECT_EQ(model.values("s.N_incoming"), std::vector<double>(40, 30));
  ASSERT_EQ(i.size(), 1200u);
  EXPECT_TRUE(std::is_sorted(i.begin(), i.end()));
  for (size_t k = 1; k < i.size(); ++k) EXPECT_TRUE(i[k] > i[k - 1] || j[k] >= j[k - 1]);
}

TEST(ConnectFixed, DrawsSourcesUniformlyAndWithReplacement) {
  Model model(network(R"j({"fixedIndegree": 500})j", 100, 400));

  const Moments outgoing(model.values("s.N_outgoing"));
  EXPECT_DOUBLE_EQ(outgoing.mean, 2000);  // binomial: 200,000 draws of one of 100
  EXPECT_NEAR(outgoing.variance, 1980, 900);
  const auto i = model.values("s.i"), j = model.values("s.j");
  bool twice = false;
  for (size_t k = 1; k < i.size(); ++k) twice |= i[k] == i[k - 1] && j[k] == j[k - 1];
  EXPECT_TRUE(twice);
}

TEST(ConnectFixed, DrawsBothEndsOfATotal) {
  Model model(network(R"j({"fixedTotal": 200000})j", 100, 400));

  const Moments outgoing(model.values("s.N_outgoing")), incoming(model.values("s.N_incoming"));
  EXPECT_DOUBLE_EQ(outgoing.mean, 2000);
  EXPECT_NEAR(outgoing.variance, 1980, 900);
  EXPECT_DOUBLE_EQ(incoming.mean, 500);
  EXPECT_NEAR(incoming.variance, 499, 110);
}

TEST(ConnectFixed, MayMakeNone) {
  Model model(network(R"j([{"fixedTotal": 0}, {"fixedIndegree": 0}])j"));
  EXPECT_TRUE(model.values("s.i").empty());
}

TEST(ConnectFixed, GoesAlone) {
  for (const char* connect :
       {R"j({"fixedIndegree": 3, "p": 0.1})j", R"j({"fixedTotal": 3, "condition": "i != j"})j",
        R"j({"fixedTotal": 3, "fixedIndegree": 3})j", R"j({"fixedIndegree": 3, "n": 2})j"}) {
    const Error error = error_of(network(connect));
    EXPECT_EQ(error.code, ErrorCode::invalid_argument);
    EXPECT_EQ(error.where, "synapses[0] 's'.connect");
    EXPECT_NE(error.message.find("go alone"), std::string::npos) << error.message;
  }
}

TEST(ConnectFixed, RefusesWhatCannotBe) {
  EXPECT_EQ(error_of(network(R"j({"fixedIndegree": -1})j")).code, ErrorCode::invalid_argument);
  EXPECT_EQ(error_of(network(R"j({"fixedIndegree": 1.5})j")).code, ErrorCode::type);
  EXPECT_EQ(error_of(network(R"j({"fixedTotal": 2147483600})j")).code, ErrorCode::memory);
  EXPECT_EQ(error_of(network(R"j({"fixedIndegree": 1000000})j"), with_memory(100000000)).code,
            ErrorCode::memory);
  // 500,000 rows in eight blocks of targets: where each begins takes more than the synapses do.
  const Error error =
      error_of(network(R"j({"fixedIndegree": 1})j", 500000, 500000), with_memory(31000000));
  EXPECT_EQ(error.code, ErrorCode::memory);
  EXPECT_EQ(error.where, "synapses[0] 's'.connect");
}

}  // namespace
}  // namespace myelin::equations
