// What the tests of compiled code share: programs over arrays of every kind, compiled, and compared
// with the interpreter.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "kernels/rows.h"
#include "language/native_backend.h"
#include "language/scene.h"

namespace myelin::jobs {

using rows::Generator;
using rows::same;
using scene::Scene;

constexpr size_t kRows = 45;  // no multiple of any number of lanes

// Objects are kept from run to run, so that these tests wait for a compiler only once.
inline void use_test_cache() { setenv("MYELIN_CACHE", MYELIN_TEST_CACHE, 1); }

inline bool has_compiler() {
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

inline void add(Jobs& jobs, const std::function<Program(Arrays&)>& make) {
  jobs.push_back(std::make_unique<Job>(jobs.size(), make));
}

inline void expect_equal_bits(Jobs& jobs, const char* tier) {
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
inline void add_wide(Jobs& jobs, const std::function<Program(Arrays&)>& make) {
  add(jobs, make);
  jobs.back()->slot->spec.rows = RowForm::consecutive;
}

inline void expect_equal_bits_on_every_tier(Jobs& jobs) {
  if (!has_compiler()) GTEST_SKIP() << why_no_native_code();
  for (const KernelTable* kernels : rows::all()) expect_equal_bits(jobs, kernels->name);
}

inline Program statements(Arrays& world, const char* text) {
  return lower("code", world.block(text), {}, {.guards = true});
}

using Leaves = std::vector<const char*>;
inline const Leaves kLeaves = {"a",     "b",      "s", "n",   "i",     "int(p)",
                               "a_pre", "a_post", "m", "2.5", "n_post"};
// Of a wide program: mostly values of 32 bits.
inline const Leaves kSingles = {"c", "d",   "c",      "d", "c", "d", "r",
                                "s", "0.3", "int(p)", "a", "n", "i"};

inline Expr tree(Arrays& world, Generator& next, int depth, const Leaves& leaves = kLeaves) {
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

// Each of the first `unaries` functions of `number`, or of `truth`, and each operator between
// pairs.
using Pairs = std::vector<std::pair<const char*, const char*>>;
inline void add_operations(Jobs& jobs, decltype(add)* add, size_t unaries, const char* number,
                           const char* truth, const Pairs& pairs) {
  for (size_t k = 0; k < unaries; ++k) {
    add(jobs, [=](Arrays& world) {
      const Expr of = world.expression(Unary(k) == Unary::logical_not ? truth : number);
      return lower("unary", {}, {expr::unary(Unary(k), of)});
    });
  }
  for (size_t k = 0; k < size_t(Binary::kCount); ++k) {
    const bool truths = Binary(k) == Binary::logical_and || Binary(k) == Binary::logical_or;
    for (const auto& [x, y] : pairs) {
      add(jobs, [k, truths, x = x, y = y](Arrays& world) {
        const auto operand = [&](const char* name) {
          return world.expression(truths ? std::string(name) + " > 0" : name);
        };
        return lower("binary", {}, {expr::binary(Binary(k), operand(x), operand(y))});
      });
    }
  }
}

// For tests of a compiled function.
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

}  // namespace myelin::jobs
