// Spikes delivered in rows give the bits that running the program for each synapse gives.
#include <gtest/gtest.h>

#include "run.h"

namespace myelin::equations {
namespace {

using Values = std::vector<double>;

// Adding to a variable of the synapse as well is more than rows can do, so then the program runs.
enum class By { rows, program };

struct Case {
  int sources, targets;
  std::string connect, pre, keys;
  std::string from = "in", to = "g", post = "";
};

// `single`: neurons and weights of 32 bits.
std::string network(const Case& of, By by, bool single = false) {
  const std::string precision = single ? R"j("precision": "f32", )j" : "";
  const std::string more = by == By::program ? "; n += 1" : "";
  const std::string post = of.post.empty() ? "" : R"j(, "onPost": ")j" + of.post + more + "\"";
  return R"j("seed": 3, "inputs": [{"kind": "poisson", "name": "in", "rates": "300 Hz", "size": )j" +
         std::to_string(of.sources) + R"j(, "subgroups": {"some": [1, )j" +
         std::to_string(of.sources) + R"j(]}}],
    "neurons": [{)j" +
         precision + R"j("name": "g", "size": )j" + std::to_string(of.targets) +
         R"j(, "equations": [
      "dv/dt = (0.9 - v)/(10*ms) : 1 (unless refractory)", "dx/dt = -x/(5*ms) : 1"],
      "threshold": "v > 1", "reset": "v = -0.0", "refractory": "1 ms", "method": "exact",
      "init": {"v": "rand()"}, "subgroups": {"rest": [3, )j" +
         std::to_string(of.targets) + R"j(]}}],
    "synapses": [{)j" +
         precision + R"j("name": "s", "from": ")j" + of.from + R"j(", "to": ")j" + of.to +
         R"j(", "equations": ["w : 1", "n : 1"],
      "onPre": ")j" +
         of.pre + more + "\"" + post + R"j(, "connect": )j" + of.connect +
         R"j(, "init": {"w": "0.2*(rand() - 0.3)")j" + of.keys +
         R"j(}}], "record": [{"spikes": "g"}])j";
}

bool in_rows(Model& model) {
  return model->explain().find("delivered in rows") != std::string::npos;
}

void expect_same(Model& a, Model& b) {
  EXPECT_EQ(a.spikes(), b.spikes());
  for (const char* name : {"g.v", "g.x", "s.w", "s.i", "s.j"}) {
    const Values one = a.values(name), other = b.values(name);
    ASSERT_EQ(one.size(), other.size()) << name;
    EXPECT_EQ(std::memcmp(one.data(), other.data(), one.size() * sizeof(double)), 0) << name;
  }
}

const Case kCases[] = {
    {40, 30, R"j({"p": 0.3})j", "v_post += 0.04", ""},
    {40, 30, R"j({"p": 0.3})j", "v_post += w", ""},
    {40, 30, R"j({"p": 0.3})j", "v_post += w; x_post += 0.25", R"j(, "delay": "1.5*ms")j"},
    {40, 30, R"j({"p": 0.3})j", "x_post += w; v_post += w", R"j(, "delay": "rand()*2*ms")j"},
    {40, 30, R"j({"condition": "(i + j) % 3 == 0", "n": 2})j", "v_post -= 0.02", ""},
    {40, 30, R"j({"i": [7, 3, 9, 3, 7], "j": [29, 2, 1, 2, 0]})j", "v_post += w",
     R"j(, "delay": "j*0.1*ms")j"},
    {40, 30, R"j([{"p": 0.2}, {"fixedIndegree": 4}])j", "v_post += w", ""},
    {40, 30, R"j({"fixedIndegree": 9})j", "v_post += w", "", "in.some", "g.rest"},
    {40, 30, R"j({"fixedTotal": 300})j", "x_post += w; v_post += 0.02",
     R"j(, "delay": "rand()*ms")j", "in.some", "g.rest"},
    {2, 60, R"j({"p": 0.2})j", "v_post += 0.1", R"j(, "post.delay": "rand()*ms")j", "g", "g",
     "v_pre += w"},
    {2, 60, R"j({"p": 0.2})j", "v_post += w", "", "g", "g", "x_pre += w; v_pre += 0.01"},
    {6, 9000, R"j({"p": 0.2})j", "v_post += w; x_post += 1", ""},
    {6, 9000, R"j({"p": 0.2})j", "v_post += 0.1", R"j(, "delay": "floor(rand()*2)*ms")j"},
    {6, 65535, R"j({"p": 0.01})j", "v_post += w", R"j(, "delay": "rand()*ms")j"},
    {6, 65536, R"j({"p": 0.01})j", "v_post += w", ""},
    {6, 65537, R"j({"p": 0.01})j", "v_post += w", R"j(, "delay": "rand()*ms")j"},
    {6, 65537, R"j({"i": [1, 1, 1, 1], "j": [65536, 3, 65535, 65536]})j", "x_post += w", ""},
    {6, 131073, R"j({"fixedIndegree": 2})j", "v_post += 0.1", ""},
    // So many delays that a row is in one block: none or few of a row's targets share a block.
    {6, 65537, R"j({"p": 0.0005})j", "v_post += w; x_post += 1", R"j(, "delay": "rand()*4*ms")j"},
    {9, 140000, R"j({"fixedTotal": 300})j", "v_post += 0.1",
     R"j(, "delay": "floor(rand()*9)*0.4*ms")j", "in.some", "g.rest"},
    {3, 70000, R"j({"i": [2, 0, 0, 0], "j": [69999, 69999, 1, 69999]})j", "v_post += w",
     R"j(, "delay": "rand()*ms")j"},
};

void expect_bits_of_the_program(bool single) {
  for (const Case& of : kCases) {
    SCOPED_TRACE(std::to_string(of.targets) + ", " + of.connect + ", " + of.pre + of.keys);
    Model rows(network(of, By::rows, single)), program(network(of, By::program, single));
    ASSERT_TRUE(in_rows(rows));
    ASSERT_FALSE(in_rows(program));
    const double time = of.targets > 1000 ? 0.004 : 0.03;
    rows.run(time);
    program.run(time);
    expect_same(rows, program);
  }
}

TEST(Delivery, GivesTheBitsOfTheProgram) { expect_bits_of_the_program(false); }
TEST(Delivery, GivesTheBitsOfTheProgramOntoFloats) { expect_bits_of_the_program(true); }

TEST(Delivery, RoundsWeightsOfDoublesToTheFloatsTheyAreAddedTo) {
  const std::string body = R"j("inputs": [{"kind": "spikes", "name": "in", "size": 3,
      "indices": [0, 1, 2], "times": [0, 0, 0]}],
    "neurons": [{"name": "g", "size": 9, "equations": ["x : 1", "y : 1"], "precision": "f32",
      "init": {"x": 0.7, "y": 0.7}}],
    "synapses": [{"name": "s", "from": "in", "to": "g", "connect": true, "equations": "w : 1",
      "onPre": "x_post += w; y_post += 0.1", "init": {"w": "0.1*(i + 1)"}}])j";
  Model model(body);
  ASSERT_TRUE(in_rows(model));
  model.run(0.001);

  float x = 0.7f, y = 0.7f;
  for (const double w : {0.1 * 1, 0.1 * 2, 0.1 * 3}) x += float(w), y += float(0.1);
  EXPECT_EQ(model.value("g.x", 8), double(x));
  EXPECT_EQ(model.value("g.y", 8), double(y));
}

TEST(Delivery, GivesTheSameWithAnyNumberOfThreads) {
  // 16 spikes reach 36,000 synapses in a step: enough to wake threads.
  const auto digest = [](unsigned threads, const char* connect, const std::string& precision = "") {
    Model model(
        R"j("inputs": [{"kind": "spikes", "name": "in", "size": 16,
        "indices": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], "period": "0.5 ms",
        "times": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}],
      "neurons": [{)j" +
            precision +
            R"j("name": "g", "size": 9001, "method": "euler",
        "equations": ["dv/dt = 0/second : 1 (unless refractory)"],
        "threshold": "v > 1", "reset": "v = 0", "refractory": "1 ms"}],
      "synapses": [{"name": "s", "from": "in", "to": "g", "equations": ["w : 1"],
        "onPre": "v_post += w", "connect": )j" +
            std::string(connect) + R"j(, "init": {"w": "0.3*rand()"}}])j",
        with_threads(threads));
    model.run(0.003);
    return model->digest();
  };
  for (const char* connect : {R"j({"p": 0.25})j", R"j({"fixedIndegree": 5})j", R"j({"p": 0.1})j",
                              R"j({"fixedTotal": 40000})j"}) {
    const std::string one = digest(1, connect);
    for (const unsigned threads : {2u, 3u, 4u}) EXPECT_EQ(digest(threads, connect), one) << connect;
  }
  const std::string single = R"j("precision": "f32", )j";
  const char* const connect = R"j({"fixedTotal": 40000})j";
  EXPECT_EQ(digest(3, connect, single), digest(1, connect, single));
}

TEST(Delivery, OfManyDelaysTakesThreadsAndLittleMemory) {
  // 20,000 synapses in rows of one, due in the same step; their targets are in two blocks.
  const std::string body = R"j("neurons": [
      {"name": "in", "size": 20000, "equations": "x : 1", "threshold": "t < 0.5*ms"},
      {"name": "g", "size": 70000, "equations": "v : 1"}],
    "synapses": [{"name": "s", "from": "in", "to": "g", "connect": {"fixedTotal": 20000},
      "equations": "w : 1", "onPre": "v_post += w", "init": {"w": "rand()", "delay": "1*ms"}}])j";
  Model one(body), four(body, with_threads(4));
  one.run(0.003);
  four.run(0.003);
  EXPECT_EQ(four->digest(), one->digest());
  EXPECT_GT(one.value("g.v", size_t(one.values("s.j")[0])), 0);

  // Each synapse has a delay of its own, and there are 16 blocks of targets.
  Model wide(R"j("neurons": [{"name": "in", "size": 2, "equations": "x : 1", "threshold": "x > 1"},
      {"name": "g", "size": 1000000, "equations": "v : 1"}],
    "synapses": [{"name": "s", "from": "in", "to": "g", "connect": true, "onPre": "v_post += 1",
      "init": {"delay": "j*0.1*ms"}}])j");
  const double groups = 1e6 * (8 + 4);  // v, N_incoming
  const double bytes = (double(wide->statistics().signal_bytes) - groups) / 2e6;
  EXPECT_LT(bytes, 8 + 2 + 4 + 12 + 14);  // delay, place, order, row; vectors that grow have room
}

TEST(Delivery, GoesOnFromASnapshotOfAnyStep) {
  const Case of{40, 30, R"j({"p": 0.3})j", "v_post += w; x_post += 1",
                R"j(, "delay": "rand()*ms")j"};
  const std::string body = network(of, By::rows);
  Model whole(body);
  whole.run(0.004);
  for (int steps = 1; steps < 40; steps += 3) {
    Model before(body), after(body);
    ASSERT_TRUE(before->step(steps));
    const auto bytes = before->snapshot();
    ASSERT_TRUE(after->restore({bytes.data(), bytes.size()}));
    ASSERT_TRUE(after->step(40 - steps));
    EXPECT_EQ(after->digest(), whole->digest()) << steps;
  }
}

TEST(Delivery, FollowsSynapsesAndDelaysThatChange) {
  for (const char* delay : {"", R"j(, "delay": "1*ms")j", R"j(, "delay": "rand()*ms")j"}) {
    const Case of{40, 30, R"j({"p": 0.3})j", "v_post += w; x_post += 1", delay};
    Model rows(network(of, By::rows)), program(network(of, By::program));
    const auto change = [](Model& model) {
      model.run(0.003);
      ASSERT_TRUE(model->disconnect("s", "(i + 2*j) % 5 == 0"));
      model.run(0.003);
      ASSERT_TRUE(model->connect("s", R"j({"fixedIndegree": 3})j"));
      ASSERT_TRUE(model->set_text("s.w", "0.1*rand()"));
      model.run(0.003);
      ASSERT_TRUE(model->connect("s", R"j({"p": 0.1})j"));
      model.run(0.003);
    };
    change(rows);
    change(program);
    expect_same(rows, program);
    if (!*delay) continue;
    for (Model* model : {&rows, &program}) {
      ASSERT_TRUE(model->operator->()->set_text("s.delay", "0.4*ms"));
      model->run(0.003);
      ASSERT_TRUE(model->operator->()->set_dt(5e-5));
      model->run(0.003);
    }
    expect_same(rows, program);
  }
}

TEST(Delivery, TakesBackWhatASnapshotHoldsOfOtherSynapses) {
  const Case of{40, 30, R"j({"p": 0.3})j", "v_post += w", R"j(, "delay": "1*ms")j"};
  Model model(network(of, By::rows));
  model.run(0.003);
  const auto before = model->snapshot();
  model.run(0.002);
  const std::string plain = model->digest();
  ASSERT_TRUE(model->restore({before.data(), before.size()}));
  ASSERT_TRUE(model->disconnect("s", "i % 2 == 0"));
  model.run(0.002);
  const auto after = model->snapshot();
  const std::string fewer = model->digest();

  Model other(network(of, By::rows));
  ASSERT_TRUE(other->restore({after.data(), after.size()}));
  EXPECT_EQ(other->digest(), fewer);
  ASSERT_TRUE(other->restore({before.data(), before.size()}));
  other.run(0.002);
  EXPECT_EQ(other->digest(), plain);
}

TEST(Delivery, SaysWhichSynapsesDelivered) {
  Model model(R"j("inputs": [{"kind": "spikes", "name": "in", "size": 3, "indices": [1, 2],
      "times": [0, 0]}], "neurons": [{"name": "g", "size": 4, "equations": ["x : 1"]}],
    "synapses": [{"name": "s", "from": "in", "to": "g", "connect": true, "onPre": "x_post += 1"}])j");
  ASSERT_TRUE(model->step(1));

  const auto why = model->why("g", 2);
  ASSERT_TRUE(why);
  ASSERT_EQ(why->size(), 2u);
  EXPECT_EQ((*why)[0].synapse, 6);
  EXPECT_EQ((*why)[1].spiked, 2);
}

TEST(Delivery, TakesTwoBytesForASynapse) {
  const auto bytes = [](const char* value, const char* more) {
    Model model(R"j("neurons": [{"name": "g", "size": 2000, "equations": ["v : 1"],
        "threshold": "v > 1"}],
      "synapses": [{"name": "s", "from": "g", "to": "g", "connect": {"fixedIndegree": 200},
        "onPre": "v_post += )j" +
                std::string(value) + "\"" + more + "}]");
    return double(model->statistics().signal_bytes) / 400000;
  };
  EXPECT_LT(bytes("0.1", ""), 2.6);
  EXPECT_LT(bytes("w", R"j(, "equations": ["w : 1"])j"), 10.6);
  EXPECT_LT(bytes("0.1", R"j(, "delay": "rand()*ms")j"), 17.5);  // 8 are the delay, 4 its order
}

}  // namespace
}  // namespace myelin::equations
