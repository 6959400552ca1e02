// Compiled code leaves the bits that the interpreter leaves: random trees, every operation, every
// element type, indexing and order, on every row of the kernel table.
#include "language/native_code.h"

#include <cmath>

#include "language/native_jobs.h"

namespace myelin {
namespace {

using namespace jobs;

TEST(NativeCode, HasEveryOperation) {
  Jobs jobs;
  const Pairs pairs = {{"a", "b"}, {"a", "s"}, {"s", "n"}};
  add_operations(jobs, add, size_t(Unary::kCount), "a", "a < b", pairs);
  expect_equal_bits_on_every_tier(jobs);
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

}  // namespace
}  // namespace myelin
