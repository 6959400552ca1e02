// The same for arithmetic on 32 bits, also where as many rows are taken as a vector has floats.
#include <cmath>

#include "language/native_code.h"
#include "language/native_jobs.h"

namespace myelin {
namespace {

using namespace jobs;

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
  const Pairs pairs = {{"c", "d"}, {"c", "s"}, {"r", "d"}, {"c", "a"}};
  add_operations(jobs, add_wide, size_t(Unary::round_single), "c", "c < d", pairs);
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

}  // namespace
}  // namespace myelin
