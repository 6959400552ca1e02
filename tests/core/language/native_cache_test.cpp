// Where compiled code is kept from run to run.
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "language/native_jobs.h"

namespace myelin {
namespace {

using namespace jobs;

namespace fs = std::filesystem;

class Cache : public testing::Test {
 protected:
  void SetUp() override {
    folder = fs::path(testing::TempDir()) /
             (std::string("myelin-cache-") +
              testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder);
    fs::create_directories(folder);
  }
  void TearDown() override { fs::remove_all(folder); }
  std::string file(const char* name, size_t bytes) {
    std::ofstream(folder / name) << std::string(bytes, 'x');
    return (folder / name).string();
  }
  fs::path folder;
};

TEST_F(Cache, FindsWhatWasAddedAndNothingElse) {
  const NativeCache cache(folder.string(), 1 << 20);
  EXPECT_EQ(cache.find("one"), "");
  const auto path = cache.add("one", file("made", 100));
  ASSERT_TRUE(path);
  EXPECT_EQ(cache.find("one"), *path);
  EXPECT_EQ(cache.find("two"), "");
}

TEST_F(Cache, DropsADamagedObject) {
  const NativeCache cache(folder.string(), 1 << 20);
  const auto path = cache.add("one", file("made", 100));
  std::fstream(*path, std::ios::in | std::ios::out).seekp(50).put('y');
  EXPECT_EQ(cache.find("one"), "");
  EXPECT_FALSE(fs::exists(*path));
  fs::resize_file(*cache.add("one", file("made", 100)), 20);
  EXPECT_EQ(cache.find("one"), "");
}

TEST_F(Cache, RemovesWhatWasNotUsedForLongest) {
  const NativeCache cache(folder.string(), 2500);
  const auto hour = std::chrono::hours(1);
  for (const char* name : {"one", "two"}) {
    const auto path = cache.add(name, file("made", 1000));
    fs::last_write_time(*path, fs::file_time_type::clock::now() - hour * (*name == 'o' ? 2 : 1));
  }
  EXPECT_NE(cache.find("one"), "");  // used just now
  ASSERT_TRUE(cache.add("three", file("made", 1000)));
  EXPECT_NE(cache.find("one"), "");
  EXPECT_EQ(cache.find("two"), "");
  EXPECT_NE(cache.find("three"), "");
}

class SharedCache : public Cache {
 protected:
  void SetUp() override {
    if (!has_compiler()) GTEST_SKIP() << why_no_native_code();
    Cache::SetUp();
    fs::permissions(folder, fs::perms::owner_all);
    setenv("MYELIN_CACHE", folder.c_str(), 1);
  }
  void TearDown() override {
    use_test_cache();
    unsetenv("CXX");
    Cache::TearDown();
  }
  // Whether the function appeared.
  static bool compile(NativeOptions options = {.wait = true, .keep_code = {}}) {
    Job job(6, [](Arrays& world) { return statements(world, "a = b*s"); });
    NativeBackend backend("scalar", std::move(options));
    backend.generate({job.slot});
    backend.finish();
    return job.slot->function.load() != nullptr;
  }
  std::vector<fs::path> objects() const {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(folder)) found.push_back(entry.path());
    return found;
  }
};

TEST_F(SharedCache, HoldsOneObjectThoughSeveralCompileIt) {
  std::vector<std::thread> threads;
  std::atomic<int> done{0};
  for (int k = 0; k < 2; ++k) threads.emplace_back([&] { done += compile(); });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(done, 2);
  ASSERT_EQ(objects().size(), 1u);

  // Damaged, it is made again.
  std::fstream(objects()[0], std::ios::in | std::ios::out).seekp(1000).put('!');
  EXPECT_TRUE(compile());
  // Found, no compiler is started: this one would fail.
  setenv("CXX", "", 1);
  const auto before = fs::last_write_time(objects()[0]);
  EXPECT_TRUE(compile());
  EXPECT_GE(fs::last_write_time(objects()[0]), before);
  EXPECT_EQ(objects().size(), 1u);
}

TEST_F(SharedCache, SaysWhyThereIsNoCode) {
  setenv("CXX", "/no/such/compiler", 1);
  EXPECT_NE(why_no_native_code().find("no compiler was found: $CXX"), std::string::npos);
  EXPECT_FALSE(compile());
  setenv("CXX", "false", 1);  // a program that fails
  EXPECT_FALSE(compile());
  EXPECT_TRUE(objects().empty());
  unsetenv("CXX");
  fs::permissions(folder, fs::perms::owner_all | fs::perms::others_write);
  EXPECT_NE(why_no_native_code().find("can be written by others"), std::string::npos);
}

TEST_F(SharedCache, KeepsTheCodeWhereItIsWanted) {
  const std::string kept = (folder / "kept").string();
  ASSERT_TRUE(compile({.wait = false, .keep_code = kept}));
  EXPECT_TRUE(fs::exists(kept + "/model.cpp"));
  EXPECT_TRUE(fs::exists(kept + "/simd/math.inl"));
}

}  // namespace
}  // namespace myelin
