// The program as a user meets it: words in, standard output, standard error and exit code out.
#include <gtest/gtest.h>

#include <cstdio>
#include <string>
#include <vector>

#include "cli/command.h"
#include "model/json.h"

namespace myelin::cli {
namespace {

using testing::internal::CaptureStderr;
using testing::internal::CaptureStdout;
using testing::internal::GetCapturedStderr;
using testing::internal::GetCapturedStdout;

struct Outcome {
  int code;
  std::string out, err;
};

Outcome run(std::vector<std::string> words) {
  std::vector<char*> typed;
  for (std::string& word : words) typed.push_back(word.data());
  CaptureStdout();
  CaptureStderr();
  const int code = run_program({typed.data(), typed.size()});
  return {code, GetCapturedStdout(), GetCapturedStderr()};
}

// A file that is gone when the test is.
class File {
 public:
  explicit File(const std::string& text, std::string name = "program_test.json")
      : path_(testing::TempDir() + name) {
    std::FILE* file = std::fopen(path_.c_str(), "wb");
    if (!file) return;
    std::fwrite(text.data(), 1, text.size(), file);
    std::fclose(file);
  }
  ~File() { std::remove(path_.c_str()); }
  const std::string& path() const { return path_; }
  std::string text() const {
    const Expected<std::string> text = read_model(path_);
    return text ? *text : "";
  }

 private:
  std::string path_;
};

// One neuron that fires in every tenth step of 0.1 ms: 10 spikes in 10 ms.
const char* const clockwork = R"({"myelin": 1, "neurons": [{"name": "a", "size": 1,
  "equations": "dx/dt = 1/ms : 1", "threshold": "x > 0.95", "reset": "x = 0",
  "method": "euler"}],
  "record": [{"spikes": "a"}, {"states": "a", "variables": ["x"]}], "run": "10 ms"})";

TEST(Program, WithoutACommandSaysWhichThereAre) {
  const Outcome outcome = run({});

  EXPECT_EQ(outcome.code, kWrongInput);
  EXPECT_EQ(outcome.out, "");
  EXPECT_NE(outcome.err.find("explain MODEL"), std::string::npos);
}

TEST(Program, SuggestsTheCommandThatWasMeant) {
  const Outcome outcome = run({"chek"});

  EXPECT_EQ(outcome.code, kWrongInput);
  EXPECT_NE(outcome.err.find("myelin: chek: "), std::string::npos);
  EXPECT_NE(outcome.err.find("'check'"), std::string::npos);
}

TEST(Program, EveryCommandHasHelpAndAVersion) {
  for (const Command& command : commands()) {
    const std::string name(command.name);

    EXPECT_NE(run({name, "--help"}).out.find("usage: myelin " + name), std::string::npos);
    EXPECT_EQ(run({name, "--version"}).code, kDone);
  }
}

TEST(Program, SaysWhatIsWrongWithAModelAndWhere) {
  const File model(R"({"myelin": 1, "neurons": [{"name": "a", "size": "x"}]})");

  const Outcome outcome = run({"check", model.path()});

  EXPECT_EQ(outcome.code, kWrongInput);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err.rfind("myelin: neurons[0] 'a'.size: ", 0), 0u) << outcome.err;
  EXPECT_NE(outcome.err.find("^"), std::string::npos);
}

TEST(Program, NamesAFileThatIsNotThere) {
  const Outcome outcome = run({"run", "/nowhere/model.json"});

  EXPECT_EQ(outcome.code, kWrongInput);
  EXPECT_EQ(outcome.err.rfind("myelin: /nowhere/model.json: ", 0), 0u);
}

TEST(Program, RefusesOptionsItCannotFollow) {
  const File model(clockwork);

  for (const char* option : {"--threads=0", "--threads=x", "--duration=5x", "--warmup=-1",
                             "--seed=-1", "--simd=mmx", "--backend=abacus", "--signals=nothing"}) {
    const Outcome outcome = run({"run", model.path(), option});
    EXPECT_EQ(outcome.code, kWrongInput) << option;
    EXPECT_EQ(outcome.out, "") << option;
  }
}

TEST(Program, RunPrintsOneJsonObject) {
  const File model(clockwork);

  const Outcome outcome = run({"run", model.path(), "--json"});

  EXPECT_EQ(outcome.code, kDone) << outcome.err;
  const Expected<model::Node> json = model::parse_json(outcome.out);
  ASSERT_TRUE(json) << outcome.out;
  for (const char* key :
       {"digest", "spikes", "steps", "duration", "build_seconds", "compile_seconds", "run_seconds",
        "run_cpu_seconds", "peak_memory_bytes", "monitors"}) {
    EXPECT_TRUE(json->find(key)) << key;
  }
  EXPECT_EQ(*json->find("steps")->number(), 100);
  EXPECT_EQ(*json->find("monitors")->find("spikes_a")->find("kind")->text(), "spikes");
}

TEST(Program, DurationReplacesThePlan) {
  const File model(clockwork);

  const Outcome outcome = run({"run", model.path(), "--json", "--duration", "2 ms"});

  ASSERT_EQ(outcome.code, kDone) << outcome.err;
  EXPECT_EQ(*model::parse_json(outcome.out)->find("steps")->number(), 20);
}

// A spike each 1 ms: 4 in the warm-up and 2 in the run, which alone are counted.
TEST(Program, TheWarmupIsNotCounted) {
  const File model(clockwork);

  const Outcome outcome = run({"run", model.path(), "--json", "--warmup=4 ms", "--duration=2 ms"});

  ASSERT_EQ(outcome.code, kDone) << outcome.err;
  const Expected<model::Node> json = model::parse_json(outcome.out);
  EXPECT_EQ(*json->find("steps")->number(), 20);
  EXPECT_EQ(*json->find("spikes")->number(), 2);
  EXPECT_EQ(*json->find("monitors")->find("spikes_a")->find("count")->number(), 2);
  EXPECT_NEAR(*json->find("monitors")->find("spikes_a")->find("rate")->number(), 1000, 1e-6);
}

TEST(Program, DigestIsThatOfTheRun) {
  const File model(clockwork);

  const Outcome digest = run({"digest", model.path()});

  EXPECT_EQ(digest.code, kDone) << digest.err;
  EXPECT_EQ(digest.out.size(), 33u);
  EXPECT_EQ(run({"run", model.path(), "--digest"}).out, digest.out);
}

TEST(Program, WritesWhatWasRecorded) {
  const File model(clockwork), out("", "program_test_out.json");

  const Outcome outcome = run({"run", model.path(), "--quiet", "--out", out.path()});

  EXPECT_EQ(outcome.code, kDone) << outcome.err;
  EXPECT_EQ(outcome.out, "");
  const Expected<model::Node> json = model::parse_json(out.text());
  ASSERT_TRUE(json);
  EXPECT_EQ(json->find("monitors")->find("states_a")->find("t")->numbers()->size(), 100u);
}

TEST(Program, InfoIsJsonToo) {
  const Expected<model::Node> json = model::parse_json(run({"info", "--json"}).out);

  ASSERT_TRUE(json);
  EXPECT_TRUE(json->find("simd")->find("chosen"));
  EXPECT_TRUE(*json->find("backends")->find("interpreter")->find("available")->boolean());
}

TEST(Program, CompletesForEveryShell) {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    EXPECT_NE(run({"completion", shell}).out.find("threads"), std::string::npos) << shell;
  }
  EXPECT_EQ(run({"completion", "tcsh"}).code, kWrongInput);
}

TEST(Run, GoesOnFromAStoredState) {
  const File model(clockwork), state("", "program_test.state");
  const Outcome whole = run({"run", model.path(), "--digest", "--duration", "20 ms", "--quiet"});
  ASSERT_EQ(run({"run", model.path(), "--quiet", "--store", state.path()}).code, kDone);

  const Outcome second = run({"run", model.path(), "--digest", "--restore", state.path()});

  EXPECT_EQ(second.code, kDone) << second.err;
  EXPECT_EQ(second.out, whole.out);
  const Outcome wrong = run({"run", model.path(), "--restore", model.path()});
  EXPECT_EQ(wrong.code, kWrongInput);
  EXPECT_NE(wrong.err.find("--restore"), std::string::npos);
  EXPECT_EQ(run({"run", model.path(), "--store", "/nowhere/x"}).code, kWrongInput);
}

TEST(Run, BeginsWithGivenStates) {
  const File model(clockwork), states(R"({"a.x": 0.5})", "program_test_states.json");
  const Outcome outcome = run({"run", model.path(), "--json", "--states", states.path()});
  EXPECT_EQ(outcome.code, kDone) << outcome.err;
  EXPECT_NE(outcome.out.find("\"spikes\":10"), std::string::npos) << outcome.out;
  const File wrong(R"({"a.y": 0.5})", "program_test_states.json");
  EXPECT_EQ(run({"run", model.path(), "--states", wrong.path()}).code, kWrongInput);
}

// Two sources that fire at once, on three cells.
const char* const pair = R"({"myelin": 1,
  "inputs": [{"kind": "spikes", "name": "in", "size": 2, "indices": [0, 1], "times": [0, 0]}],
  "neurons": [{"name": "out", "size": 3, "equations": "v : 1"}],
  "synapses": [{"name": "s", "from": "in", "to": "out", "equations": "w : 1",
    "onPre": "v_post += w", "connect": true, "init": {"w": "i + 0.5*j"}}]})";

TEST(Run, TellsWhichSynapsesReachedANeuron) {
  const File model(pair);
  const auto ask = [&](const std::string& list, const std::string& form) {
    return run({"run", model.path(), "--duration", "0.1ms", "--why", list, form});
  };

  const std::string text = ask("out[2],out[0]", "--threads=1").out;
  EXPECT_NE(text.find("out[2]: 2 synapses reached it"), std::string::npos) << text;
  EXPECT_NE(text.find("  s[5] pre, spike of 1; w = 2\n"), std::string::npos) << text;
  const std::string json = ask("out[2]", "--json").out;
  EXPECT_NE(json.find(R"("why":{"out[2]":[{"synapses":"s","pathway":"pre","synapse":2,"spiked":0,)"
                      R"("variables":{"w":1}})"),
            std::string::npos)
      << json;
  for (const char* wrong : {"out", "out[x]", "out[3]", "nobody[0]"}) {
    EXPECT_EQ(ask(wrong, "--json").code, kWrongInput) << wrong;
  }
}

TEST(Run, TellsWhatOperatorsTook) {
  const File model(clockwork);
  const Outcome table = run({"run", model.path(), "--profile"});
  EXPECT_NE(table.out.find("a_stateupdater"), std::string::npos);
  EXPECT_NE(table.out.find("share"), std::string::npos);
  const Outcome json = run({"run", model.path(), "--profile", "--json"});
  EXPECT_NE(json.out.find("\"calls\":100"), std::string::npos) << json.out;
}

}  // namespace
}  // namespace myelin::cli
