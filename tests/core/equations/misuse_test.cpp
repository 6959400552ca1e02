// What a network of equations refuses, with its code and its place.
#include <gtest/gtest.h>

#include "run.h"

namespace myelin::equations {
namespace {

struct Case {
  const char *body, *where;
  ErrorCode code;
};

void expect(const Case& one) {
  const Error error = error_of(one.body);
  EXPECT_EQ(error.where, one.where) << one.body << "\n" << error.message;
  EXPECT_EQ(to_string(error.code), to_string(one.code)) << one.body << "\n" << error.message;
  EXPECT_FALSE(error.message.empty()) << one.body;
}

// A group "g" of two with `keys`.
std::string group(const std::string& keys) {
  return R"j("neurons": [{"name": "g", "size": 2, )j" + keys + "}]";
}

TEST(Misuse, OfEquationsIsNamedWithLineAndColumn) {
  const Case cases[] = {
      {R"j("equations": ["x : 1", "dv/dt = -v/(10*ms : 1"])j", "neurons[0] 'g'.equations:2:19",
       ErrorCode::parse},
      {R"j("equations": "dv/dt = (1 - v)/tau : 1")j", "neurons[0] 'g'.equations:1:17",
       ErrorCode::unknown_name},
      {R"j("equations": "dv/dt = -v : 1")j", "neurons[0] 'g'.equations:1:9", ErrorCode::unit},
      {R"j("equations": "dv/dt = -v/ms : mV")j", "neurons[0] 'g'.equations:1:17", ErrorCode::unit},
      {R"j("equations": "dv/dt = -v/ms : integer")j", "neurons[0] 'g'.equations:1:17",
       ErrorCode::type},
      {R"j("equations": ["v : 1", "v : 1"])j", "neurons[0] 'g'.equations:2:1",
       ErrorCode::duplicate_name},
      {R"j("equations": "i : 1")j", "neurons[0] 'g'.equations:1:1", ErrorCode::duplicate_name},
      {R"j("equations": "x_post : 1")j", "neurons[0] 'g'.equations:1:1", ErrorCode::duplicate_name},
      {R"j("equations": ["a = b : 1", "b = a : 1"])j", "neurons[0] 'g'.equations:1:1",
       ErrorCode::invalid_argument},
      {R"j("equations": "x : 1 (constant, sharde)")j", "neurons[0] 'g'.equations:1:1",
       ErrorCode::unknown_name},
      {R"j("equations": ["x : 1", "y = x : 1 (shared)"])j", "neurons[0] 'g'.equations:2:1",
       ErrorCode::invalid_argument},
      {R"j("equations": "dv/dt = -v/ms : 1 (unless refractory)")j", "neurons[0] 'g'.equations:1:1",
       ErrorCode::invalid_argument},
      {R"j("equations": "dv/dt = -v**2/ms : 1", "method": "exact")j", "neurons[0] 'g'.method",
       ErrorCode::unsupported},
      {R"j("equations": "dv/dt = -v/ms : 1", "method": "magic")j", "neurons[0] 'g'.method",
       ErrorCode::unknown_name},
      {R"j("equations": "x : 1", "constants": {"x": 1})j", "neurons[0] 'g'.equations:1:1",
       ErrorCode::duplicate_name},
      {R"j("equations": "spikes : 1", "threshold": "True")j", "neurons[0] 'g'.equations:1:1",
       ErrorCode::duplicate_name},
  };
  for (const Case& one : cases) expect({group(one.body).c_str(), one.where, one.code});
}

TEST(Misuse, OfThresholdResetAndRefractoryIsNamed) {
  const Case cases[] = {
      {R"j("reset": "x = 0", "equations": "x : 1")j", "neurons[0] 'g'.reset",
       ErrorCode::invalid_argument},
      {R"j("threshold": "1 + 1")j", "neurons[0] 'g'.threshold:1:1", ErrorCode::type},
      {R"j("threshold": "v > 1")j", "neurons[0] 'g'.threshold:1:1", ErrorCode::unknown_name},
      {R"j("equations": "v : volt", "threshold": "v > 1")j", "neurons[0] 'g'.threshold:1:1",
       ErrorCode::unit},
      {R"j("equations": "v : volt", "threshold": "True", "reset": "v = 0")j",
       "neurons[0] 'g'.reset:1:1", ErrorCode::unit},
      {R"j("equations": "v : 1 (constant)", "threshold": "True", "reset": "v = 0")j",
       "neurons[0] 'g'.reset:1:1", ErrorCode::invalid_argument},
      {R"j("threshold": "True", "refractory": "3 mV")j", "neurons[0] 'g'.refractory",
       ErrorCode::unit},
      {R"j("threshold": "True", "refractory": "3 furlongs")j", "neurons[0] 'g'.refractory:1:3",
       ErrorCode::unknown_name},
  };
  for (const Case& one : cases) expect({group(one.body).c_str(), one.where, one.code});
}

TEST(Misuse, OfValuesIsNamed) {
  const Case cases[] = {
      {R"j("equations": "x : 1", "init": {"x": "log(-1)"})j", "neurons[0] 'g'.init.x",
       ErrorCode::numeric},
      {R"j("equations": "x : volt", "init": {"x": "3 mA"})j", "neurons[0] 'g'.init.x:1:1",
       ErrorCode::unit},
      {R"j("equations": "x : 1", "init": {"y": 1})j", "neurons[0] 'g'.init.y",
       ErrorCode::unknown_name},
      {R"j("equations": "x : 1", "init": {"x": [1, 2, 3]})j", "neurons[0] 'g'.init.x",
       ErrorCode::invalid_argument},
      {R"j("equations": "x : integer", "init": {"x": 1.5})j", "neurons[0] 'g'.init.x",
       ErrorCode::type},
      {R"j("equations": "x : integer", "init": {"x": 1e300})j", "neurons[0] 'g'.init.x",
       ErrorCode::type},
      {R"j("equations": "x : boolean", "init": {"x": 2})j", "neurons[0] 'g'.init.x",
       ErrorCode::type},
      {R"j("constants": {"tau": "log(-1)"})j", "neurons[0] 'g'.constants.tau", ErrorCode::numeric},
      {R"j("constants": {"ms": 1})j", "neurons[0] 'g'.constants.ms:1:1", ErrorCode::duplicate_name},
      {R"j("dt": "-1 ms")j", "neurons[0] 'g'.dt", ErrorCode::invalid_argument},
      {R"j("dt": "1 mV")j", "neurons[0] 'g'.dt:1:1", ErrorCode::unit},
      {R"j("subgroups": {"a": [1, 5]})j", "neurons[0] 'g'.subgroups.a", ErrorCode::out_of_range},
  };
  for (const Case& one : cases) expect({group(one.body).c_str(), one.where, one.code});
}

TEST(Misuse, OfSynapsesIsNamed) {
  const auto synapses = [](const std::string& keys) {
    return R"j("neurons": [{"name": "g", "size": 2, "equations": "v : 1", "threshold": "True"},
                           {"name": "mute", "size": 2, "equations": "v : 1"}],
               "synapses": [{"name": "s", "connect": true, )j" +
           keys + "}]";
  };
  const Case cases[] = {
      {R"j("from": "mute", "to": "g", "onPre": "v += 1")j", "synapses[0] 's'.onPre",
       ErrorCode::invalid_argument},
      {R"j("from": "g", "to": "mute", "onPost": "v += 1")j", "synapses[0] 's'.onPost",
       ErrorCode::invalid_argument},
      {R"j("from": "h", "to": "g")j", "synapses[0] 's'.from", ErrorCode::unknown_name},
      {R"j("from": "g.x", "to": "g")j", "synapses[0] 's'.from", ErrorCode::unknown_name},
      {R"j("from": "g", "to": "g", "equations": "v : 1")j", "synapses[0] 's'.equations:1:1",
       ErrorCode::duplicate_name},
      {R"j("from": "g", "to": "g", "onPre": "v += 1", "delay": -0.001)j", "synapses[0] 's'.delay",
       ErrorCode::invalid_argument},
      {R"j("from": "g", "to": "g", "onPre": "v += 1", "delay": "-1 ms")j", "synapses[0] 's'.delay",
       ErrorCode::invalid_argument},
      {R"j("from": "g", "to": "g", "onPre": "v += 1", "delay": "1 mV")j",
       "synapses[0] 's'.delay:1:1", ErrorCode::unit},
      {R"j("from": "g", "to": "g", "onPre": "v += 1", "delay": {"post": 1})j",
       "synapses[0] 's'.delay.post", ErrorCode::unknown_name},
      {R"j("from": "g", "to": "g", "onPre": "v += 1", "init": {"delay": "(j - 1)*ms"})j",
       "synapses[0] 's'.init.delay[0]", ErrorCode::invalid_argument},
      {R"j("from": "g", "to": "g", "onPre": "v += 1", "init": {"delay": "log(-1)*ms"})j",
       "synapses[0] 's'.init.delay", ErrorCode::numeric},
      {R"j("from": "g", "to": "g", "onPre": "v += w")j", "synapses[0] 's'.onPre:1:6",
       ErrorCode::unknown_name},
  };
  for (const Case& one : cases) expect({synapses(one.body).c_str(), one.where, one.code});
}

TEST(Misuse, OfNamesInSynapsesSaysWhy) {
  const auto message = [](const std::string& keys) {
    const Error error = error_of(
        R"j("neurons": [{"name": "g", "size": 2, "threshold": "True",
                         "equations": ["v : 1", "c : 1 (constant)", "u = 2*v : 1"]}],
            "synapses": [{"name": "s", "from": "g", "to": "g", "connect": true, )j" +
        keys + "}]");
    return error.where + ": " + error.message;
  };
  struct Names {
    const char *keys, *expected;
  };
  const Names cases[] = {
      {R"j("equations": "j : 1")j",
       "synapses[0] 's'.equations:1:1: 'j' is the name of an array of 's' already"},
      {R"j("equations": "N_incoming : 1")j",
       "synapses[0] 's'.equations:1:1: 'N_incoming' is the name of an array of 's' already"},
      {R"j("equations": "delay : second")j",
       "synapses[0] 's'.equations:1:1: 'delay' is kept for the delay of pathways"},
      {R"j("equations": "w_post : 1")j",
       "synapses[0] 's'.equations:1:1: 'w_post': names that end in _pre or _post are kept for "
       "synapses"},
      {R"j("equations": "u : 1")j",
       "synapses[0] 's'.equations:1:1: 'u' exists already in the source or the target group"},
      {R"j("equations": "dx/dt = -x/ms : 1 (event-driven, clock-driven)")j",
       "synapses[0] 's'.equations:1:1: an equation is event-driven or clock-driven, not both"},
      {R"j("equations": "v_post = 1 : 1 (summed, shared)")j",
       "synapses[0] 's'.equations:1:1: the flag 'summed' stands alone"},
      {R"j("equations": "total = 1 : 1 (summed)")j",
       "synapses[0] 's'.equations:1:1: 'total' (summed) must end in _post or _pre: NAME_post = "
       "..."},
      {R"j("onPre": "c_post = 1")j",
       "synapses[0] 's'.onPre:1:1: 'c_post' is constant and cannot be assigned here"},
      {R"j("onPre": "c_pre = 1")j",
       "synapses[0] 's'.onPre:1:1: 'c_pre' is constant and cannot be assigned here"},
      {R"j("onPre": "u_post = 1")j",
       "synapses[0] 's'.onPre:1:1: 'u_post' is a subexpression and cannot be assigned here"},
      {R"j("onPre": "i = 1")j",
       "synapses[0] 's'.onPre:1:1: 'i' is read-only and cannot be assigned here"},
      {R"j("onPre": "N = 1")j",
       "synapses[0] 's'.onPre:1:1: 'N' is read-only and cannot be assigned here"},
      {R"j("onPre": "N_outgoing = 1")j",
       "synapses[0] 's'.onPre:1:1: 'N_outgoing' is read-only and cannot be assigned here"},
      {R"j("onPre": "k = 1", "multisynapticIndex": "k")j",
       "synapses[0] 's'.onPre:1:1: 'k' is read-only and cannot be assigned here"},
      {R"j("onPre": "lastupdate = t", "equations": "dx/dt = -x/ms : 1 (event-driven)")j",
       "synapses[0] 's'.onPre:1:1: 'lastupdate' is read-only and cannot be assigned here"},
      {R"j("onPre": "v_post += 1", "init": {"pst.delay": 1})j",
       "synapses[0] 's'.init['pst.delay']: 's' has no pathway 'pst'"},
      {R"j("onPre": "v_post += 1", "delay": "1 ms", "init": {"delay": 1})j",
       "synapses[0] 's'.delay: the delay is given here and in \"init\"; one of the two is enough"},
  };
  for (const Names& one : cases) EXPECT_EQ(message(one.keys), one.expected);
}

TEST(Misuse, OfRecordingsAndInputsIsNamed) {
  const auto network = [](const std::string& more) {
    return R"j("neurons": [{"name": "g", "size": 2, "equations": ["v : 1", "n : integer"]}], )j" +
           more;
  };
  const Case cases[] = {
      {R"j("record": [{"spikes": "g"}])j", "record[0].spikes", ErrorCode::invalid_argument},
      {R"j("record": [{"rate": "g"}])j", "record[0].rate", ErrorCode::invalid_argument},
      {R"j("record": [{"states": "h", "variables": ["v"]}])j", "record[0].states",
       ErrorCode::unknown_name},
      {R"j("record": [{"states": "g", "variables": ["w"]}])j", "record[0].variables",
       ErrorCode::unknown_name},
      {R"j("record": [{"states": "g", "variables": []}])j", "record[0].variables",
       ErrorCode::invalid_argument},
      {R"j("record": [{"states": "g", "variables": ["v"], "index": [2]}])j", "record[0].index",
       ErrorCode::out_of_range},
      {R"j("record": [{"states": "g", "variables": ["v"], "dt": "0 ms"}])j", "record[0].dt",
       ErrorCode::invalid_argument},
      {R"j("inputs": [{"kind": "poisson-input", "name": "p", "to": "g", "variable": "w", "sources": 1, "rate": 1, "weight": 1}])j",
       "inputs[0] 'p'.variable", ErrorCode::unknown_name},
      {R"j("inputs": [{"kind": "poisson-input", "name": "p", "to": "g", "variable": "v", "sources": 1, "rate": "20 kHz", "weight": 1}])j",
       "inputs[0] 'p'.rate", ErrorCode::invalid_argument},
      {R"j("inputs": [{"kind": "poisson-input", "name": "p", "to": "g", "variable": "v", "sources": 1, "rate": "-1 Hz", "weight": 1}])j",
       "inputs[0] 'p'.rate", ErrorCode::invalid_argument},
      {R"j("inputs": [{"kind": "poisson", "name": "p", "size": 2, "rates": "5 mV"}])j",
       "inputs[0] 'p'.rates:1:1", ErrorCode::unit},
      {R"j("inputs": [{"kind": "poisson", "name": "p", "size": 2, "rates": [1, 2, 3]}])j",
       "inputs[0] 'p'.rates", ErrorCode::invalid_argument},
      {R"j("constants": {"a": 1}, "inputs": [{"kind": "timed-array", "name": "a", "values": [1], "dt": "1 ms"}])j",
       "inputs[0] 'a'.name", ErrorCode::duplicate_name},
  };
  for (const Case& one : cases) expect({network(one.body).c_str(), one.where, one.code});
}

// --- memory --------------------------------------------------------------------------------------

TEST(UnitOrName, IsAskedForAfterANumberWithItsUnit) {
  const auto with_m = [](const std::string& constant, const std::string& x) {
    return R"j("constants": {"m": )j" + constant + R"j(}, "neurons": [{"name": "g", "size": 1,
        "equations": ["x : siemens/meter**2"], "init": {"x": ")j" +
           x + R"j("}}])j";
  };

  const Error error = error_of(with_m("2", "3 siemens/m**2"));
  EXPECT_EQ(to_string(error.code), "invalid-argument");
  EXPECT_EQ(error.where, "neurons[0] 'g'.init.x:1:11");
  EXPECT_EQ(error.message,
            "'m' is a unit and a name of the model; write the unit's long name, as in 2 amp/meter, "
            "or (2 amp)/m for the other");
  EXPECT_EQ(error_of(with_m("2", "3*mV*1 uS/mV/m**2")).message, error.message);
  EXPECT_EQ(Model(with_m("2", "3 siemens/meter**2")).value("g.x"), 3);
  EXPECT_EQ(Model(with_m("\"2 meter\"", "(3 siemens)/m**2")).value("g.x"), 0.75);
  EXPECT_EQ(Model(with_m("\"2 meter\"", "3*siemens/m**2")).value("g.x"), 0.75);
  EXPECT_EQ(Model(with_m("\"2 meter\"", "3 m*siemens/meter**3")).value("g.x"), 3);
}

TEST(Misuse, OfWordsFromPythonSaysWhatToWrite) {
  EXPECT_EQ(error_of(R"j("neurons": [{"name": "g", "size": 1, "equations": ["v : 1",
      "w = 1 if v > 0 else 2 : 1"]}])j")
                .message,
            "there is no 'if' here; write int(condition)*x + int(not condition)*y");
}

TEST(Misuse, OfRatesThatAreAnExpressionSaysWhatToChange) {
  Model model(R"j("inputs": [{"kind": "poisson", "name": "p", "size": 3, "rates": "10 Hz"}])j");
  const Status refused = model->set("p.rates", 5.0);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message,
            "the rates of 'p' are an expression; change a constant in it, or give them as numbers");
}

TEST(MemoryLimit, StopsAGroupThatIsTooLarge) {
  const Error error =
      error_of(R"j("neurons": [{"name": "g", "size": 1000000000, "equations": "v : 1"}])j",
               with_memory(uint64_t(4) << 30));

  EXPECT_EQ(error.code, ErrorCode::memory);
  EXPECT_EQ(error.where, "neurons[0] 'g'");
}

// However the pairs are written, no more of them are made than fit.
TEST(MemoryLimit, StopsConnectionsThatAreTooMany) {
  const char* const forms[] = {"true",
                               R"j({"p": 0.9})j",
                               R"j({"condition": "i != j"})j",
                               R"j({"p": "0.9"})j",
                               R"j({"n": 1000000000})j",
                               R"j({"condition": "i == 0 and j == 0", "n": "2000000000"})j",
                               R"j({"j": "k for k in range(N_post)"})j",
                               R"j({"i": "k for k in range(0, 2000000000) if k < 5"})j"};

  for (const char* form : forms) {
    const Error error = error_of(R"j("neurons": [{"name": "g", "size": 100000}],
        "synapses": [{"name": "s", "from": "g", "to": "g", "connect": )j" +
                                     std::string(form) + "}]",
                                 with_memory(20'000'000));
    EXPECT_EQ(to_string(error.code), "memory") << form << error.message;
    EXPECT_EQ(error.where.substr(0, 21), "synapses[0] 's'.conne") << form;
  }
}

TEST(MemoryLimit, StopsQueuesThatAreTooLong) {
  const Error error =
      error_of(R"j("neurons": [{"name": "g", "size": 1, "equations": "x : 1", "threshold": "True"}],
      "synapses": [{"name": "s", "from": "g", "to": "g", "connect": true, "onPre": "x += 1", "delay": "9000 s"}])j",
               with_memory(100'000'000));

  EXPECT_EQ(to_string(error.code), "memory") << error.message;
  EXPECT_EQ(error.where, "synapses[0] 's'.delay");
}

}  // namespace
}  // namespace myelin::equations
