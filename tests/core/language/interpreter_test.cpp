// Every instruction over dense rows and over lists, around the edges of a block.
#include "language/interpreter.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "kernels/rows.h"
#include "language/scene.h"

namespace myelin {
namespace {

using rows::same;
using scene::Scene;

constexpr size_t kElements = 1100;

// Arrays with a different value in every element.
struct Interpret : testing::Test {
  Interpret() {
    std::vector<double> x(kElements), y(kElements);
    std::vector<int32_t> n(kElements);
    std::vector<uint8_t> on(kElements);
    for (size_t k = 0; k < kElements; ++k) {
      x[k] = double(k) * 0.25 - 100;
      y[k] = 3 - double(k % 17);
      n[k] = int32_t(k * 7919 % 1000) - 500;
      on[k] = k % 3 == 0;
    }
    world.real("x", x);
    world.real("y", y);
    world.integer("n", n);
    world.boolean("on", on);
    world.real("s", {1.5}, nullptr, Indexing::shared);
    world.integer("k", {4}, Indexing::shared);
    world.boolean("yes", {1}, Indexing::shared);
    world.real("table", x);
    world.call.t = 0.25;
    world.call.step = 2500;
  }
  double x(size_t row) { return world.reals["x"][row]; }
  double y(size_t row) { return world.reals["y"][row]; }
  double n(size_t row) { return world.integers["n"][row]; }
  double on(size_t row) { return world.booleans["on"][row]; }

  // Every row of the expression is `expected(row)`, dense, from the middle, and by lists.
  template <class F>
  void expect(const Expr& e, const F& expected) {
    const Program program = lower("test", {}, {e});
    for (const size_t count :
         {size_t(1), size_t(7), size_t(8), size_t(511), size_t(512), size_t(513), size_t(1025)}) {
      for (const int64_t first : {0, 3}) {
        const std::vector<double> out = world.run(program, {first, count, nullptr, 0});
        for (size_t k = 0; k < count; ++k) {
          ASSERT_TRUE(same(out[k], expected(size_t(first) + k))) << print(e) << " row " << k;
        }
      }
      std::vector<int32_t> list(count);
      for (size_t k = 0; k < count; ++k) list[k] = int32_t(k * 31 % kElements);
      const std::vector<double> out = world.run(program, {0, count, list.data(), 0});
      for (size_t k = 0; k < count; ++k) {
        ASSERT_TRUE(same(out[k], expected(size_t(list[k])))) << print(e) << " row " << list[k];
      }
    }
  }
  template <class F>
  void expect(std::string_view text, const F& expected) {
    expect(world.expression(text), expected);
  }

  Scene world;
};

TEST_F(Interpret, LoadsEveryType) {
  expect("x", [&](size_t row) { return x(row); });
  expect("n", [&](size_t row) { return n(row); });
  expect("on", [&](size_t row) { return on(row); });
  expect("s", [&](size_t) { return 1.5; });
  expect("k", [&](size_t) { return 4.0; });
  expect("yes", [&](size_t) { return 1.0; });
}

TEST_F(Interpret, KnowsRowsTimesAndNumbers) {
  expect("i", [](size_t row) { return double(row); });
  expect("t", [](size_t) { return 0.25; });
  expect("dt", [](size_t) { return 1e-4; });
  expect("2.5", [](size_t) { return 2.5; });
  expect(expr::leaf(Op::step, Type::integer, {}), [](size_t) { return 2500.0; });
}

TEST_F(Interpret, CombinesArraysAndUniformValues) {
  expect("x - y", [&](size_t row) { return x(row) - y(row); });
  expect("x - s", [&](size_t row) { return x(row) - 1.5; });
  expect("s - x", [&](size_t row) { return 1.5 - x(row); });
  expect("s - k", [&](size_t) { return -2.5; });
  expect("x*x/y", [&](size_t row) { return x(row) * x(row) / y(row); });
  expect("-abs(x)", [&](size_t row) { return -std::fabs(x(row)); });
  expect("x < y and not on", [&](size_t row) { return double(x(row) < y(row) && !on(row)); });
}

TEST_F(Interpret, ChoosesBetweenArraysAndUniformValues) {
  const auto choice = [&](const char* mask, const char* then, const char* otherwise) {
    return expr::select(world.expression(mask), world.expression(then),
                        world.expression(otherwise));
  };
  expect(choice("on", "x", "y"), [&](size_t row) { return on(row) ? x(row) : y(row); });
  expect(choice("on", "x", "s"), [&](size_t row) { return on(row) ? x(row) : 1.5; });
  expect(choice("on", "s", "y"), [&](size_t row) { return on(row) ? 1.5 : y(row); });
  expect(choice("on", "s", "k"), [&](size_t row) { return on(row) ? 1.5 : 4.0; });
  expect(choice("yes", "x", "y"), [&](size_t row) { return x(row); });
  expect(choice("not yes", "x", "y"), [&](size_t row) { return y(row); });
  expect(choice("yes", "s", "y"), [&](size_t) { return 1.5; });
  expect(choice("yes", "s", "k"), [&](size_t) { return 1.5; });
}

TEST_F(Interpret, DrawsTheNumbersOfEachRow) {
  const KernelTable& scalar = *find_kernels("scalar");
  const auto number = [&](bool normal, uint32_t site, size_t row) {
    double out[kPadding];
    (normal ? scalar.normal : scalar.uniform)(out, {world.call.key, site, 2500}, row, 1);
    return out[0];
  };

  expect("rand()", [&](size_t row) { return number(false, 0, row); });
  expect("randn()", [&](size_t row) { return number(true, 1, row); });
}

TEST_F(Interpret, DrawsPoissonNumbersForEveryRate) {
  const auto number = [&](double rate, uint32_t site, size_t row) {
    Stream stream(world.call.key, site, 2500, uint32_t(row));
    return poisson(stream, rate);
  };

  expect("poisson(abs(x))", [&](size_t row) { return number(std::fabs(x(row)), 0, row); });
  expect("poisson(s)", [&](size_t row) { return number(1.5, 1, row); });
}

TEST_F(Interpret, LooksUpTables) {
  const Variable& table = *world.scope.find("table")->variable;

  expect(expr::lookup(table, world.expression("abs(n)")),
         [&](size_t row) { return x(size_t(std::fabs(n(row)))); });
  expect(expr::lookup(table, world.expression("k")), [&](size_t) { return x(4); });
}

TEST_F(Interpret, ReadsThroughIndices) {
  world.pre.resize(kElements + kPadding);
  world.post.resize(kElements + kPadding);
  for (size_t k = 0; k < kElements; ++k) {
    world.pre[k] = int32_t(k * 13 % kElements);
    world.post[k] = int32_t(k / 5);
  }
  world.real("x_pre", world.reals["x"], nullptr, Indexing::pre);
  world.integer("n_post", world.integers["n"], Indexing::post);
  world.boolean("on_post", world.booleans["on"], Indexing::post);

  expect("x_pre", [&](size_t row) { return x(size_t(world.pre[row])); });
  expect("n_post", [&](size_t row) { return n(size_t(world.post[row])); });
  expect("on_post", [&](size_t row) { return on(size_t(world.post[row])); });
  expect("x_pre*n_post + x", [&](size_t row) {
    return x(size_t(world.pre[row])) * n(size_t(world.post[row])) + x(row);
  });
}

TEST_F(Interpret, DrawsBinomialNumbersFromASampler) {
  auto node = std::make_shared<Node>();
  node->op = Op::binomial;
  node->site = 3;
  Interpreter interpreter(lower("test", {}, {Expr(node)}), best_kernels());
  interpreter.add_samplers({Binomial(4, 0.5)});
  std::vector<double> out(100 + kPadding), expected(100 + kPadding);
  double* outputs[] = {out.data()};

  interpreter.begin({0, 1e-4, 7, 99, outputs});
  Interpreter::Scratch scratch(interpreter);
  interpreter.run({0, 100, nullptr, 0}, scratch);

  const RandomKey key{99, 3, 7};
  uint16_t halves[100];
  find_kernels("scalar")->random_halves(halves, key, 0, 100);
  Binomial(4, 0.5).from_halves(halves, expected.data(), 100, [&](size_t k) {
    double u[kPadding];
    find_kernels("scalar")->uniform(u, key, k, 1);
    return u[0];
  });
  for (size_t k = 0; k < 100; ++k) ASSERT_EQ(out[k], expected[k]);

  // Rows of a list draw what they draw as neighbours.
  std::vector<int32_t> list;
  for (int32_t k = 0; k < 100; ++k) list.push_back(k * 37 % 100);
  interpreter.run({0, 100, list.data(), 0}, scratch);
  for (size_t k = 0; k < 100; ++k) ASSERT_EQ(out[k], expected[size_t(list[k])]);
}

// --- stores ------------------------------------------------------------------------------------

TEST_F(Interpret, StoresExactlyTheRowsThatRun) {
  for (const size_t count : {1, 7, 511, 512, 513}) {
    const std::vector<double> before = world.reals["x"];
    world.run(lower("test", world.block("x = 7*y")), {5, count, nullptr, 0});

    for (size_t row = 0; row < kElements; ++row) {
      const bool ran = row >= 5 && row < 5 + count;
      ASSERT_EQ(x(row), ran ? 7 * y(row) : before[row]) << row;
    }
    world.reals["x"] = before;
  }
}

TEST_F(Interpret, StoresListedRows) {
  const std::vector<int32_t> list = {3, 999, 0, 512};
  const std::vector<double> before = world.reals["x"];

  world.run(lower("test", world.block("x = y*2; n = k + 1; on = not on")),
            {0, list.size(), list.data(), 0});

  for (size_t row = 0; row < kElements; ++row) {
    const bool ran = row == 3 || row == 999 || row == 0 || row == 512;
    ASSERT_EQ(x(row), ran ? 2 * y(row) : before[row]);
    ASSERT_EQ(on(row), double((row % 3 == 0) != ran));
  }
  EXPECT_EQ(n(999), 5.0);
}

TEST_F(Interpret, StoresUniformValuesOfEveryType) {
  world.run(lower("test", world.block("x = s; n = k; on = yes")), {2, 600, nullptr, 0});

  EXPECT_EQ(x(2), 1.5);
  EXPECT_EQ(x(601), 1.5);
  EXPECT_EQ(x(602), 602 * 0.25 - 100);
  EXPECT_EQ(n(601), 4.0);
  EXPECT_EQ(on(601), 1.0);
  EXPECT_EQ(on(602), 0.0);
}

TEST_F(Interpret, StoresSharedValues) {
  world.execute(world.block("s = s*2; k = 9"), 1);

  EXPECT_EQ(world.reals["s"][0], 3.0);
  EXPECT_EQ(world.integers["k"][0], 9);
}

TEST_F(Interpret, TruncatesAndSaturatesIntegers) {
  // The checker asks for int(...); large values meet the limits of 32 bits.
  world.reals["y"][0] = 1e12;
  world.reals["y"][1] = -1e12;
  world.reals["y"][2] = -2.9;
  world.reals["y"][3] = std::numeric_limits<double>::quiet_NaN();

  world.execute(world.block("n = int(y)"), 4);

  EXPECT_EQ(n(0), 2147483647.0);
  EXPECT_EQ(n(1), -2147483648.0);
  EXPECT_EQ(n(2), -2.0);
  EXPECT_EQ(n(3), 0.0);
}

TEST_F(Interpret, SwapsArraysThatItReadsInPlace) {
  const std::vector<double> old_x = world.reals["x"], old_y = world.reals["y"];

  world.execute(world.block("old = x; x = y; y = old"), 600);

  for (size_t row = 0; row < 600; ++row) {
    ASSERT_EQ(x(row), old_y[row]);
    ASSERT_EQ(y(row), old_x[row]);
  }
}

TEST_F(Interpret, ScattersThroughIndices) {
  world.post.resize(kElements + kPadding);
  for (size_t k = 0; k < kElements; ++k) world.post[k] = int32_t(kElements - 1 - k);
  world.real("z_post", world.reals["x"], nullptr, Indexing::post);

  world.execute(world.block("z_post = y + 1"), kElements);

  for (size_t k = 0; k < kElements; ++k) {
    ASSERT_EQ(world.reals["z_post"][kElements - 1 - k], y(k) + 1);
  }
}

// 1e16 + 1 is 1e16, so the sum tells in which order it was made.
TEST_F(Interpret, AddsDuplicatesInTheOrderOfRows) {
  world.post.assign(kElements + kPadding, 0);
  world.real("sum_post", {0, 0}, nullptr, Indexing::post);
  world.integer("count_post", {0, 0}, Indexing::post);
  std::vector<double>& w = world.reals["x"];
  for (size_t k = 0; k < kElements; ++k) w[k] = k % 3 == 0 ? 1e16 : k % 3 == 1 ? 1.0 : -1e16;
  double expected = 0;
  for (size_t k = 0; k < kElements; ++k) expected += w[k];

  world.execute(world.block("sum_post += x; count_post += 2"), kElements);

  EXPECT_EQ(world.reals["sum_post"][0], expected);
  EXPECT_EQ(world.integers["count_post"][0], int32_t(2 * kElements));
  EXPECT_EQ(world.reals["sum_post"][1], 0.0);
}

TEST_F(Interpret, AddsListedRowsInTheOrderOfTheList) {
  world.post.assign(kElements + kPadding, 1);
  world.real("sum_post", {0, 0}, nullptr, Indexing::post);
  world.reals["x"][4] = 1e16;
  world.reals["x"][2] = 1;
  world.reals["x"][9] = -1e16;
  const std::vector<int32_t> list = {4, 9, 2};

  world.run(lower("test", world.block("sum_post += x")), {0, 3, list.data(), 0});

  EXPECT_EQ(world.reals["sum_post"][1], 1.0);
}

TEST_F(Interpret, AddsOneUniformValueMany) {
  world.post.assign(kElements + kPadding, 0);
  world.real("sum_post", {0}, nullptr, Indexing::post);

  world.execute(world.block("sum_post += s"), 1000);

  EXPECT_EQ(world.reals["sum_post"][0], 1500.0);
}

// --- what a run tells --------------------------------------------------------------------------

TEST_F(Interpret, PutsOutputsWhereTheCallerWants) {
  std::vector<double> first(20, -1), second(20, -1);
  double* outputs[] = {first.data(), second.data()};
  Program program = lower("test", {}, {world.expression("x"), world.expression("s")});
  Interpreter interpreter(std::move(program), best_kernels());
  interpreter.bind(world.bindings(interpreter.program()));
  interpreter.begin({0, 1e-4, 0, 0, outputs});
  Interpreter::Scratch scratch(interpreter);

  interpreter.run({4, 3, nullptr, 10}, scratch);

  EXPECT_EQ(first[9], -1.0);
  EXPECT_EQ(first[10], x(4));
  EXPECT_EQ(first[12], x(6));
  EXPECT_EQ(second[12], 1.5);
  EXPECT_EQ(second[13], -1.0);
}

TEST_F(Interpret, NamesTheFirstValueThatIsNotFinite) {
  world.reals["y"][700] = 0;
  world.reals["y"][900] = 0;
  for (size_t k = 0; k < 700; ++k) world.reals["y"][k] = 1;
  Interpreter interpreter(lower("test", world.block("x = 1/y")), best_kernels());
  interpreter.bind(world.bindings(interpreter.program()));
  interpreter.watch();
  interpreter.begin(world.call);
  Interpreter::Scratch scratch(interpreter);
  NotFinite found;

  interpreter.run({0, 1000, nullptr, 0}, scratch, &found);

  ASSERT_TRUE(found.variable);
  EXPECT_EQ(found.variable->name, "x");
  EXPECT_EQ(found.row, 700);
  EXPECT_TRUE(std::isinf(found.value));
}

TEST_F(Interpret, ReusesRegistersWithoutMixingThemUp) {
  // Twenty sums that are all needed at the end, and many that are not.
  std::string text = "r = 0.0*x\n";
  for (int k = 0; k < 20; ++k) {
    const std::string index = std::to_string(k);
    text += "a" + index + " = x*" + index + " + y\nr = r + exp(0*a" + index + ")\n";
  }
  text += "x = r";
  for (int k = 0; k < 20; ++k) text += " + a" + std::to_string(k);
  const std::vector<double> before = world.reals["x"];

  world.execute(world.block(text), 600);

  for (size_t row = 0; row < 600; ++row) {
    double expected = 20;
    for (int k = 0; k < 20; ++k) expected += before[row] * k + y(row);
    ASSERT_EQ(x(row), expected);  // quarters: every sum is exact
  }
}

}  // namespace
}  // namespace myelin
