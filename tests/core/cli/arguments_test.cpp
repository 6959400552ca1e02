#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "cli/command.h"

namespace myelin::cli {
namespace {

constexpr Option options[] = {
    {"--threads", "N", "."}, {"--json", "", "."}, {"--mode", "M", ".", "a|b"}};

Expected<Arguments> read(std::vector<std::string> words) {
  std::vector<char*> typed;
  for (std::string& word : words) typed.push_back(word.data());
  return read_arguments({options, std::size(options)}, {typed.data(), typed.size()});
}

TEST(Arguments, OptionsMayStandAnywhere) {
  const Expected<Arguments> arguments = read({"--threads", "2", "model", "--json", "--mode=b"});

  ASSERT_TRUE(arguments);
  EXPECT_EQ(arguments->value("--threads"), "2");
  EXPECT_EQ(arguments->value("--mode"), "b");
  EXPECT_TRUE(arguments->has("--json"));
  EXPECT_EQ(arguments->operands(), (std::vector<std::string>{"model"}));
}

TEST(Arguments, DashesAloneAreOperands) {
  const Expected<Arguments> arguments = read({"-", "--", "--json"});

  ASSERT_TRUE(arguments);
  EXPECT_EQ(arguments->operands(), (std::vector<std::string>{"-", "--json"}));
  EXPECT_FALSE(arguments->has("--json"));
}

TEST(Arguments, NameTheOptionThatIsWrong) {
  const auto where = [](std::vector<std::string> words) {
    const Expected<Arguments> arguments = read(std::move(words));
    return arguments ? "accepted" : arguments.error().where;
  };

  EXPECT_EQ(where({"--thread", "2"}), "--thread");
  EXPECT_EQ(where({"--threads"}), "--threads");
  EXPECT_EQ(where({"--json=1"}), "--json");
  EXPECT_EQ(where({"--mode", "c"}), "--mode");
  EXPECT_EQ(where({"--json", "--json"}), "--json");
  EXPECT_EQ(where({"-x"}), "-x");
}

TEST(Arguments, SuggestTheOptionThatWasMeant) {
  EXPECT_NE(read({"--thread", "2"}).error().message.find("'--threads'"), std::string::npos);
}

}  // namespace
}  // namespace myelin::cli
