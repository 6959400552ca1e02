// Compiled code leaves the bits that the interpreter leaves: random trees, every operation, every
// element type, indexing and order, on every row of the kernel table.
#include "language/native_code.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>

#include "kernels/rows.h"
#include "language/native_backend.h"
#include "language/scene.h"

namespace myelin {
namespace {

using rows::Generator;
using rows::same;
using scene::Scene;

constexpr size_t kRows = 45;  // no multiple of any number of lanes

// Objects are kept from run to run, so that these tests wait for a compiler only once.
void use_test_cache() { setenv("MYELIN_CACHE", MYELIN_TEST_CACHE, 1); }

bool has_compiler() {
  use_test_cache();
  return why_no_native_code().empty();
}

// Arrays of every kind, always with the same content.
class Arrays : public Scene {
 public:
  explicit Arrays(uint64_t seed) {
    Generator next{seed};
    const auto some = [&] {
      std::vector<double> values = rows::mixed_values(kRows, next());
      values.resize(kRows);
      return values;
    };
    const auto integers = [&] {
      std::vector<int32_t> values(kRows);
      for (int32_t& value : values) value = int32_t(next() % 21) - 10;
      return values;
    };
    real("a", some());
    real("b", some());
    real("s", {next.between(-3, 3)}, nullptr, Indexing::shared);
    single("c", some());
    single("d", some());
    single("r", {next.between(-3, 3)}, Indexing::shared);
    real("a_pre", some(), nullptr, Indexing::pre);
    real("a_post", some(), nullptr, Indexing::post);
    real("b_post", some(), nullptr, Indexing::post);
    integer("n", integers());
    integer("n_post", integers(), Indexing::post);
    integer("m", {3}, Indexing::shared);
    boolean("p", std::vector<uint8_t>(kRows, 1));
    boolean("p_pre", std::vector<uint8_t>(kRows, 0), Indexing::pre);
    boolean("q", {1}, Indexing::shared);
    for (size_t k = 0; k < kRows; ++k) {
      booleans["p"][k] = next() % 2;
      booleans["p_pre"][k] = next() % 2;
      pre.push_back(int32_t(next() % kRows));
      post.push_back(int32_t(next() % 7));  // many synapses of few targets
      list.push_back(int32_t(k * 17 % kRows));
    }
    call.t = 0.75;
    call.step = 7500;
  }

  // The meaning of every order: one row after another.
  void interpret(const Program& program, bool listed, double* out) {
    double* outputs[] = {out};
    call.outputs = outputs;
    Interpreter interpreter(program, *find_kernels("scalar"));
    interpreter.bind(bindings(interpreter.program()));
    Interpreter::Scratch scratch(interpreter);
    for (size_t k = 0; k < kRows; ++k) {
      interpreter.begin(call);
      interpreter.run({int64_t(k), 1, listed ? &list[k] : nullptr, k}, scratch);
    }
  }
  KernelCall run(const Program& program, KernelFunction function, bool listed, double* out) {
    std::vector<void*> arrays;
    for (const Binding& binding : bindings(program)) arrays.push_back(binding.data);
    double* outputs[] = {out};
    KernelCall made;
    made.arrays = arrays.data();
    made.pre = pre.data();
    made.post = post.data();
    made.list = listed ? list.data() : nullptr;
    made.outputs = outputs;
    made.count = kRows;
    made.t = call.t;
    made.dt = call.dt;
    made.step = double(call.step);
    function(&made);
    return made;
  }
  bool equals(const Arrays& other) const {
    for (const auto& [name, values] : reals) {
      for (size_t k = 0; k < values.size(); ++k) {
        if (!same(values[k], other.reals.at(name)[k])) return false;
      }
    }
    for (const auto& [name, values] : floats) {
      for (size_t k = 0; k < values.size(); ++k) {
        if (!same(double(values[k]), double(other.floats.at(name)[k]))) return false;
      }
    }
    return integers == other.integers && booleans == other.booleans;
  }

  std::vector<int32_t> list;
};

// A program with the world whose variables it names.
struct Job {
  Job(uint64_t seed, const std::function<Program(Arrays&)>& make)
      : seed(seed), world(seed), make(make), program(make(world)) {
    slot->spec.program = &program;
    for (const Binding& binding : world.bindings(program)) {
      slot->spec.dtypes.push_back(binding.dtype);
    }
  }
  uint64_t seed;
  Arrays world;
  std::function<Program(Arrays&)> make;
  Program program;
  std::shared_ptr<KernelSlot> slot = std::make_shared<KernelSlot>();
};
using Jobs = std::vector<std::unique_ptr<Job>>;

void add(Jobs& jobs, const std::function<Program(Arrays&)>& make) {
  jobs.push_back(std::make_unique<Job>(jobs.size(), make));
}

void expect_equal_bits(Jobs& jobs, const char* tier) {
  NativeBackend backend(tier, {.wait = true, .keep_code = {}});
  std::vector<std::shared_ptr<KernelSlot>> slots;
  for (const auto& job : jobs) slots.push_back(job->slot);
  backend.generate(slots);
  ASSERT_EQ(backend.problem(), "") << tier;
  for (const auto& job : jobs) {
    for (const bool listed : {false, true}) {
      if (listed && job->slot->spec.rows == RowForm::consecutive) continue;
      Arrays expected(job->seed), got(job->seed);
      std::vector<double> wanted(kRows + kPadding, -1), out = wanted;
      const Program reference = job->make(expected), program = job->make(got);
      expected.interpret(reference, listed, wanted.data());
      got.run(program, job->slot->function, listed, out.data());
      EXPECT_TRUE(got.equals(expected)) << tier << ", listed " << listed << "\n" << print(program);
      for (size_t k = 0; k < out.size(); ++k) {
        ASSERT_TRUE(same(out[k], wanted[k]))
            << tier << ", listed " << listed << ", row " << k << "\n"
            << print(program);
      }
    }
  }
}

// For consecutive rows alone, so that as many are taken as a vector has floats.
void add_wide(Jobs& jobs, const std::function<Program(Arrays&)>& make) {
  add(jobs, make);
  jobs.back()->slot->spec.rows = RowForm::consecutive;
}

void expect_equal_bits_on_every_tier(Jobs& jobs) {
  if (!has_compiler()) GTEST_SKIP() << why_no_native_code();
  for (const KernelTable* kernels : rows::all()) expect_equal_bits(jobs, kernels->name);
}

Program statements(Arrays& world, const char* text) {
  return lower("code", world.block(text), {}, {.guards = true});
}

TEST(NativeCode, HasEveryOperation) {
  Jobs jobs;
  for (size_t k = 0; k < size_t(Unary::kCount); ++k) {
    add(jobs, [k](Arrays& world) {
      const Expr of = world.expression(Unary(k) == Unary::logical_not ? "a < b" : "a");
      return lower("unary", {}, {expr::unary(Unary(k), of)});
    });
  }
  for (size_t k = 0; k < size_t(Binary::kCount); ++k) {
    const bool truths = Binary(k) == Binary::logical_and || Binary(k) == Binary::logical_or;
    for (const auto& [x, y] : {std::pair("a", "b"), {"a", "s"}, {"s", "n"}}) {
      add(jobs, [=](Arrays& world) {
        const auto operand = [&, truths](const char* name) {
          return world.expression(truths ? std::string(name) + " > 0" : name);
        };
        return lower("binary", {}, {expr::binary(Binary(k), operand(x), operand(y))});
      });
    }
  }
  expect_equal_bits_on_every_tier(jobs);
}

using Leaves = std::vector<const char*>;
const Leaves kLeaves = {"a", "b", "s", "n", "i", "int(p)", "a_pre", "a_post", "m", "2.5", "n_post"};
// Of a wide program: mostly values of 32 bits.
const Leaves kSingles = {"c", "d", "c", "d", "c", "d", "r", "s", "0.3", "int(p)", "a", "n", "i"};

Expr tree(Arrays& world, Generator& next, int depth, const Leaves& leaves = kLeaves) {
  if (depth == 0) return world.expression(leaves[next() % leaves.size()]);
  const auto part = [&] { return tree(world, next, depth - 1, leaves); };
  const auto roll = next() % 10;
  if (roll < 3) {
    constexpr Unary kSome[] = {Unary::negate, Unary::sign, Unary::sin,   Unary::tanh,
                               Unary::exp,    Unary::log,  Unary::floor, Unary::exprel};
    return expr::unary(kSome[next() % 8], part());
  }
  if (roll < 8) return expr::binary(Binary(next() % 7), part(), part());
  Expr a = part(), b = part();
  const Expr condition = expr::binary(Binary(7 + next() % 6), a, b);
  const char* const truth = leaves == kLeaves ? "p or p_pre or q" : "p or not q and c > 1";
  return expr::select(roll == 8 ? condition : world.expression(truth), a, b);
}

TEST(NativeCode, HasTheBitsOfRandomTrees) {
  Jobs jobs;
  for (uint64_t seed = 0; seed < 12; ++seed) {
    add(jobs, [seed](Arrays& world) {
      Generator next{seed + 77};
      return lower("tree", {}, {tree(world, next, 4)});
    });
  }
  expect_equal_bits_on_every_tier(jobs);
}

TEST(NativeCode, StoresEveryTypeThroughEveryIndexInEveryOrder) {
  Jobs jobs;
  for (const char* text : {"a = b*s",
                           "a = s",
                           "n = int(b)",
                           "n = m",
                           "p = a > b",
                           "p = q",
                           "n += 3\na = n*b",
                           "a_post += b",
                           "a_post += s",
                           "a_pre += a*2",
                           "n_post += n",
                           "n_post += 1",
                           "a_post = a_post*0.5 + b",
                           "b_post = a_post\na_post = b",
                           "a_pre = a_pre + a_pre*0.25",
                           "a_pre = b\na_post = a",
                           "n_post = n_post + n",
                           "p_pre = a > 0",
                           "s = s*0.5 + a",
                           "m = m + n",
                           "q = a > b",
                           "a_post = s\ns = a_post + a",
                           "a = a_post\na_post += b"}) {
    add(jobs, [text](Arrays& world) { return statements(world, text); });
  }
  expect_equal_bits_on_every_tier(jobs);
}

TEST(NativeCode, HasTheBitsOfRandomTreesInSinglePrecision) {
  Jobs jobs;
  for (uint64_t seed = 0; seed < 24; ++seed) {
    const auto make = [seed](Arrays& world) {
      Generator next{seed + 99};
      return lower("tree", {}, {tree(world, next, 4, kSingles)});
    };
    seed % 4 ? add_wide(jobs, make) : add(jobs, make);
  }
  expect_equal_bits_on_every_tier(jobs);
}

TEST(NativeCode, HasEveryOperationInSinglePrecision) {
  Jobs jobs;
  for (size_t k = 0; k < size_t(Unary::round_single); ++k) {
    add_wide(jobs, [k](Arrays& world) {
      const Expr of = world.expression(Unary(k) == Unary::logical_not ? "c < d" : "c");
      return lower("unary", {}, {expr::unary(Unary(k), of)});
    });
  }
  for (size_t k = 0; k < size_t(Binary::kCount); ++k) {
    const bool truths = Binary(k) == Binary::logical_and || Binary(k) == Binary::logical_or;
    for (const auto& [x, y] : {std::pair("c", "d"), {"c", "s"}, {"r", "d"}, {"c", "a"}}) {
      add_wide(jobs, [=](Arrays& world) {
        const auto operand = [&, truths](const char* name) {
          return world.expression(truths ? std::string(name) + " > 0" : name);
        };
        return lower("binary", {}, {expr::binary(Binary(k), operand(x), operand(y))});
      });
    }
  }
  expect_equal_bits_on_every_tier(jobs);
}

TEST(NativeCode, HasTheFunctionsOfFloats) {
  Jobs jobs;
  for (const char* text :
       {"exp(c)", "exp(c*0.3)", "exp(d*9)", "exp(d/c)", "exp(c*1e-4)", "exprel(c)", "exprel(c*0.3)",
        "exprel(d*9)", "exprel(d/c)", "exprel(c*1e-4)"}) {
    for (const bool wide : {false, true}) {
      const auto make = [=](Arrays& world) { return lower("of", {}, {world.expression(text)}); };
      wide ? add_wide(jobs, make) : add(jobs, make);
    }
  }
  expect_equal_bits_on_every_tier(jobs);
}

TEST(NativeCode, WritesInSinglePrecision) {
  constexpr const char* kCodes[] = {
      "c = c*s + d; d = c - r",
      "c = a; d = c + 1; a = c*d",
      "p = c > 0.1; c = int(p)*d; n = int(d)",
      "c = 0.1; d = r + t/second; p = q",
      "q = not q; c = int(q) + int(p) + d; n = n + int(c > d)",
      "c = clip(d, -r, 3); d = exp(c)/(1 + exprel(d)) + sqrt(abs(c))"};
  Jobs jobs;
  for (const char* text : kCodes) {
    add_wide(jobs, [=](Arrays& world) { return statements(world, text); });
  }
  expect_equal_bits_on_every_tier(jobs);
}

TEST(NativeCode, ComparesQuotientsWithoutDividing) {
  Jobs jobs;
  for (const char* most : {"m", "3", "0", "-2", "2.5", "1/0.0", "7"}) {
    for (const char* by : {"s", "0.1", "m", "1e-4", "-0.1"}) {
      add(jobs, [=](Arrays& world) {
        const Expr quotient = expr::divide(world.expression("a"), world.expression(by));
        const Expr whole = expr::unary(Unary::truncate, quotient);
        return lower("quotient", {},
                     {expr::binary(Binary::greater_equal, whole, world.expression(most))});
      });
    }
  }
  expect_equal_bits_on_every_tier(jobs);
}

TEST(NativeCode, ComparesWithTheLatestStart) {
  Jobs jobs;
  for (const char* most : {"m", "3", "0", "1/0.0", "7"}) {
    for (const char* from : {"s", "0.1", "1e30", "-2"}) {
      add(jobs, [=](Arrays& world) {
        const Expr since = expr::subtract(world.expression(from), world.expression("a"));
        const Expr sum = expr::add(since, world.expression("1e-4"));
        const Expr whole = expr::unary(Unary::truncate, expr::divide(sum, world.expression("0.1")));
        return lower("since", {},
                     {expr::binary(Binary::greater_equal, whole, world.expression(most))});
      });
    }
  }
  expect_equal_bits_on_every_tier(jobs);
}

TEST(NativeCode, ComparesWithTheTimeOfTheLatestStart) {
  Jobs jobs;
  for (const char* most : {"m", "3", "0", "-1", "0.5", "1/0.0", "-1/0.0", "0/0.0", "1e15", "7"}) {
    for (const char* array : {"a", "a*1e-4", "t/second - 1e-4*n"}) {
      add(jobs, [=](Arrays& world) {
        const Expr time = expr::leaf(Op::time, Type::real, {});
        const Expr step = expr::leaf(Op::time_step, Type::real, {});
        const Expr part = expr::binary(Binary::multiply, expr::number(1e-3), step);
        const Expr since = expr::add(expr::subtract(time, world.expression(array)), part);
        const Expr whole = expr::unary(Unary::truncate, expr::divide(since, step));
        return lower("since", {},
                     {expr::binary(Binary::greater_equal, whole, world.expression(most))});
      });
    }
  }
  expect_equal_bits_on_every_tier(jobs);
}

TEST(NativeCode, LooksUpElements) {
  Jobs jobs;
  for (const char* index : {"n*n % 45", "m", "floor(3*abs(sin(i)))"}) {
    add(jobs, [index](Arrays& world) {
      const Variable& table = *world.scope.find("b")->variable;
      return lower("lookup", {}, {expr::lookup(table, world.expression(index))});
    });
  }
  expect_equal_bits_on_every_tier(jobs);
}

// --- what a call answers -------------------------------------------------------------------------

class NativeCall : public testing::Test {
 protected:
  void SetUp() override {
    if (!has_compiler()) GTEST_SKIP() << why_no_native_code();
  }
  KernelFunction compile(Job& job) {
    backend.generate({job.slot});
    EXPECT_EQ(backend.problem(), "");
    return job.slot->function;
  }
  NativeBackend backend{simd_name(), {.wait = true, .keep_code = {}}};
  static const char* simd_name() { return best_kernels().name; }
};

TEST_F(NativeCall, FindsTheRowsOfACondition) {
  Job job(3, [](Arrays& world) { return lower("test", {}, {world.expression("a > b")}); });
  job.slot->spec.finds = true;
  const KernelFunction function = compile(job);
  std::vector<int32_t> expected, found(kRows, -1);
  for (size_t k = 0; k < kRows; ++k) {
    if (job.world.reals["a"][k] > job.world.reals["b"][k]) expected.push_back(int32_t(k));
  }
  std::vector<void*> arrays;
  for (const Binding& binding : job.world.bindings(job.program)) arrays.push_back(binding.data);
  KernelCall call;
  call.arrays = arrays.data();
  call.count = kRows;
  call.found_rows = found.data();

  function(&call);

  found.resize(call.found);
  EXPECT_EQ(found, expected);
}

TEST_F(NativeCall, TellsThatAValueIsNotFinite) {
  Job rows(4, [](Arrays& world) { return statements(world, "a = 1/b"); });
  Job targets(4, [](Arrays& world) { return statements(world, "a_post = a_post + 1/b"); });
  rows.slot->spec.watch = targets.slot->spec.watch = true;
  for (Job* job : {&rows, &targets}) {
    const KernelFunction function = compile(*job);
    for (double& value : job->world.reals["b"]) value = 2;
    for (double& value : job->world.reals["a_post"]) value = 0;
    EXPECT_EQ(job->world.run(job->program, function, false, nullptr).not_finite, 0u);
    job->world.reals["b"][kRows - 1] = 0;
    const KernelCall call = job->world.run(job->program, function, false, nullptr);
    EXPECT_EQ(call.not_finite, 1u);
    if (job == &rows) continue;
    EXPECT_EQ(job->program.variables[call.variable]->name, "a_post");
    EXPECT_EQ(call.element, size_t(job->world.post[kRows - 1]));
    EXPECT_TRUE(std::isinf(call.value));
  }
}

TEST_F(NativeCall, WritesReadableCode) {
  Job job(5, [](Arrays& world) { return statements(world, "a = b*s"); });
  const std::string text = native_code({job.slot->spec}, *find_native_target("scalar"));
  EXPECT_NE(text.find("// code\n"), std::string::npos) << text;
  EXPECT_NE(text.find("const F64 s_ = value_of(s_array);"), std::string::npos) << text;
  EXPECT_NE(text.find("const F64 new_a = b_ * s_;"), std::string::npos) << text;
}

TEST_F(NativeCall, TakesAsManyRowsAsAVectorHasFloats) {
  Job job(5, [](Arrays& world) { return statements(world, "c = d*s + a"); });
  const auto text = [&] { return native_code({job.slot->spec}, *find_native_target("scalar")); };
  EXPECT_NE(text().find("round_single(d_ * "), std::string::npos) << text();
  job.slot->spec.rows = RowForm::consecutive;
  EXPECT_NE(text().find("_single = single("), std::string::npos) << text();
  EXPECT_NE(text().find("const F32 new_c = narrow("), std::string::npos) << text();
  EXPECT_NE(text().find("<WideRows>(call);"), std::string::npos) << text();
}

TEST_F(NativeCall, FindsRowsAndStrangeValuesInSinglePrecision) {
  Job job(3, [](Arrays& world) {
    const Block block = world.block("c = 1/d; p = n > 0");
    return lower("test", block, {world.expression("n > 0 and d > 0")});
  });
  job.slot->spec.finds = job.slot->spec.watch = true;
  const KernelFunction function = compile(job);
  std::vector<int32_t> expected, found(kRows, -1);
  for (size_t k = 0; k < kRows; ++k) {
    job.world.floats["d"][k] = k % 3 ? 2.0f : -2.0f;
    if (job.world.integers["n"][k] > 0 && k % 3) expected.push_back(int32_t(k));
  }
  for (const bool strange : {false, true}) {
    if (strange) job.world.floats["d"][kRows - 1] = 0;
    std::vector<void*> arrays;
    for (const Binding& binding : job.world.bindings(job.program)) arrays.push_back(binding.data);
    KernelCall call;
    call.arrays = arrays.data();
    call.count = kRows;
    call.found_rows = found.data();

    function(&call);

    EXPECT_EQ(call.not_finite, unsigned(strange));
    if (strange) continue;
    found.resize(call.found);
    EXPECT_EQ(found, expected);
    found.resize(kRows);
  }
}

// --- the cache -----------------------------------------------------------------------------------

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
