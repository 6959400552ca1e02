// Generated WebAssembly against the interpreter, bit for bit. Runs in the wasm build.
#include "language/wasm_kernels.h"

#include <gtest/gtest.h>

#include "language/forest.h"
#include "language/wasm_backend.h"

namespace myelin {
namespace {

using rows::same;
using scene::Forest;
using scene::kRows;
using scene::Scene;

TEST(WasmKernels, RefuseWhatRowsCannotShare) {
  Scene world;
  world.real("x", {1});
  Program program = lower("test", world.block("x = 2"));
  KernelSpec spec{&program, {DType::float64}, RowForm::either, false, false};
  EXPECT_EQ(wasm::why_refused(spec), "");

  program.code.back().code = Code::accumulate;
  EXPECT_EQ(wasm::why_refused(spec), "values are added to rows");
}

TEST(WasmKernels, AreOnlyMadeInWasm) {
#if defined(__wasm_simd128__)
  EXPECT_EQ(make_wasm_backend(best_kernels())->name(), "wasm");
#else
  EXPECT_EQ(make_wasm_backend(best_kernels()), nullptr);
#endif
}

#if defined(__wasm_simd128__)

// A program and its function.
class Generated {
 public:
  Generated(Scene& world, Program program, bool watch = false, bool finds = false,
            RowForm form = RowForm::either)
      : world_(world), program_(std::move(program)) {
    auto slot = std::make_shared<KernelSlot>();
    slot->spec.program = &program_;
    for (const Binding& binding : world.bindings(program_))
      slot->spec.dtypes.push_back(binding.dtype);
    slot->spec.watch = watch;
    slot->spec.finds = finds;
    slot->spec.rows = form;
    backend_->generate({slot});
    function_ = slot->function;
    EXPECT_NE(function_, nullptr) << print(program_);
  }

  KernelCall run(const Rows& rows, std::vector<int32_t>* found = nullptr) {
    if (!function_) return {};
    std::vector<void*> arrays;
    for (const Binding& binding : world_.bindings(program_)) arrays.push_back(binding.data);
    make_random(rows);
    std::vector<const double*> random;
    for (const auto& column : random_) random.push_back(column.data());
    output.assign(rows.output + rows.count + kPadding, -77.0);
    double* outputs[] = {output.data()};
    KernelCall call;
    call.arrays = arrays.data();
    call.pre = world_.pre.data();
    call.post = world_.post.data();
    call.list = rows.list;
    call.outputs = outputs;
    call.random = random.data();
    call.first = size_t(rows.first);
    call.count = rows.count;
    call.output = rows.output;
    call.t = world_.call.t;
    call.dt = world_.call.dt;
    call.step = double(world_.call.step);
    if (found) {
      found->assign(rows.count, -77);
      call.found_rows = found->data();
    }
    function_(&call);
    return call;
  }

  std::vector<double> output;

 private:
  void make_random(const Rows& rows) {
    const KernelTable& k = best_kernels();
    random_.clear();
    for (const uint32_t at : random_instructions(program_)) {
      const Instruction& i = program_.code[at];
      auto& column = random_.emplace_back(rows.count + kPadding);
      const bool normal = i.code == Code::normal_random;
      const RandomKey key{world_.call.key, i.site, uint64_t(world_.call.step)};
      if (rows.list) {
        (normal ? k.normal_at : k.uniform_at)(column.data(), key, rows.list, rows.count);
      } else {
        (normal ? k.normal : k.uniform)(column.data(), key, uint64_t(rows.first), rows.count);
      }
    }
  }

  Scene& world_;
  Program program_;
  std::unique_ptr<Backend> backend_ = make_wasm_backend(best_kernels());
  KernelFunction function_ = nullptr;
  std::vector<std::vector<double>> random_;
};

void expect_output(const Generated& made, const std::vector<double>& expected, size_t first,
                   const std::string& of) {
  for (size_t k = 0; k < expected.size(); ++k) {
    ASSERT_TRUE(same(made.output[first + k], expected[k]))
        << of << " row " << k << ": " << made.output[first + k] << ", not " << expected[k];
  }
  ASSERT_EQ(made.output[first + expected.size()], -77.0) << "written beyond the end";
}

TEST(WasmKernels, GiveTheBitsOfTheInterpreterForRandomTrees) {
  for (uint64_t seed = 0; seed < 300; ++seed) {
    Forest forest(seed, seed >= 150);
    const Program program = lower("test", {}, {forest.number(seed < 150 ? 5 : 3 + seed % 3)});
    Generated made(forest.world, program);
    std::vector<int32_t> list(kRows);
    for (size_t k = 0; k < kRows; ++k) list[k] = int32_t(k * 37 % kRows);
    for (const Rows& rows : {Rows{0, kRows, nullptr, 0}, Rows{3, 511, nullptr, 5},
                             Rows{7, 1, nullptr, 0}, Rows{0, kRows, list.data(), 2}}) {
      made.run(rows);
      Rows plain = rows;
      plain.output = 0;
      expect_output(made, forest.world.run(program, plain), rows.output,
                    "seed " + std::to_string(seed));
    }
  }
}

TEST(WasmKernels, GiveTheBitsOfTheInterpreterForRandomTruths) {
  for (uint64_t seed = 500; seed < 620; ++seed) {
    Forest forest(seed, seed >= 560);
    const Program program = lower("test", {}, {forest.truth(4)});
    Generated made(forest.world, program), finder(forest.world, program, false, true);
    const std::vector<double> expected = forest.world.run(program, {3, 501, nullptr, 0});
    std::vector<int32_t> wanted(kRows), found;
    wanted.resize(best_kernels().compress(wanted.data(), expected.data(), 3, 501));

    made.run({3, 501, nullptr, 0});
    expect_output(made, expected, 0, "seed " + std::to_string(seed));
    const KernelCall call = finder.run({3, 501, nullptr, 0}, &found);
    found.resize(call.found);
    ASSERT_EQ(found, wanted) << "seed " << seed;
  }
}

// Arrays of neurons and synapses, with every way to find an element.
struct Synapses : testing::Test {
  Synapses() {
    rows::Generator next{77};
    std::vector<double> x(kSynapses), y(kSynapses), g(kNeurons), h(kNeurons);
    std::vector<int32_t> n(kSynapses), m(kNeurons);
    std::vector<uint8_t> on(kSynapses), p(kNeurons);
    for (double& value : x) value = next.between(-3, 3);
    for (double& value : y) value = next.between(-3, 3);
    for (double& value : g) value = next.between(-3, 3);
    for (double& value : h) value = next.between(-3, 3);
    for (int32_t& value : n) value = int32_t(next() % 41) - 20;
    for (int32_t& value : m) value = int32_t(next() % 41) - 20;
    for (uint8_t& value : on) value = next() & 1;
    for (uint8_t& value : p) value = next() & 1;
    for (size_t k = 0; k < kSynapses; ++k) {
      world.pre.push_back(int32_t(next() % kNeurons));
      world.post.push_back(int32_t(next() % kNeurons));
      list.push_back(int32_t(k * 29 % kSynapses));
    }
    world.real("x", x);
    world.real("y", y);
    world.integer("n", n);
    world.boolean("on", on);
    world.single("c", x);
    world.single("d", y);
    world.real("g_post", g, nullptr, Indexing::post);
    world.real("h_pre", h, nullptr, Indexing::pre);
    world.integer("m_post", m, Indexing::post);
    world.boolean("p_pre", p, Indexing::pre);
    world.real("s", {1.5}, nullptr, Indexing::shared);
    world.integer("k", {4}, Indexing::shared);
    world.boolean("yes", {1}, Indexing::shared);
    world.call.t = 0.25;
    world.call.step = 2500;
  }

  void interpret(const Program& program, const Rows& rows) {
    if (program.order == Order::any) return void(world.run(program, rows));
    for (size_t k = 0; k < rows.count; ++k) {
      world.run(program, {rows.first + int64_t(k), 1, rows.list ? rows.list + k : nullptr, 0});
    }
  }

  static constexpr size_t kSynapses = 301, kNeurons = 40;
  Scene world;
  std::vector<int32_t> list;
};

TEST_F(Synapses, AreLeftAsTheInterpreterLeavesThem) {
  for (const char* text : {
           "x = y + h_pre*s",
           "n = int(x*100); on = x < y",
           "on = not on; n = n + int(on)*3 + 2000000000*n; x = clip(x, -1, 1)",
           "x = exp(-y*y) + sin(1e7*y) + rand() + randn(); y = x // 0.3 + x % 0.7",
           "x = i + (t + dt)/dt + int(p_pre) + m_post",
           "g_post += x",
           "g_post += s",
           "m_post += n",
           "g_post += x; m_post += 1; h_pre += y",
           "g_post = g_post*0.5 + x; x = g_post",
           "m_post = m_post + n; on = m_post > 0",
           "p_pre = not p_pre; y = y + int(p_pre)",
           "h_pre = g_post; g_post = h_pre + x",
           "s = s + x; k = k + n",
           "yes = not yes; x = x + int(yes)",
           "c = c*s + d; d = c - k",
           "c = x; d = c + 1; x = c*d",
           "on = c > 0.1; c = int(on)*d; n = int(10*d)",
           "c = 0.1; d = s + t/second; on = yes",
           "c = c + rand(); x = d + c",
           "on = not on and yes; c = int(on) + d; n = n + int(c > d)",
           "c = clip(d, -s, 3); d = exp(c)/(1 + exprel(d)) + sqrt(abs(c)) + floor(c)",
           "g_post = c; h_pre = d*s; c = h_pre",
           "x = exprel(20*y); y = exp(400*y)",  // near and far from 0, in turn
           "x = exprel(y*int(n > 0)/int(on)); y = exp(y*int(n > 0)/int(on))",
       }) {
    const Program program = lower("test", world.block(text));
    for (const Rows& rows : {Rows{0, kSynapses, nullptr, 0}, Rows{5, 100, nullptr, 0},
                             Rows{0, 200, list.data(), 0}, Rows{4, 0, nullptr, 0}}) {
      auto reals = world.reals;
      auto floats = world.floats;
      auto integers = world.integers;
      auto booleans = world.booleans;
      interpret(program, rows);
      std::swap(reals, world.reals);
      std::swap(floats, world.floats);
      std::swap(integers, world.integers);
      std::swap(booleans, world.booleans);
      const RowForm form = rows.first == 5 ? RowForm::either
                           : rows.list     ? RowForm::listed
                                           : RowForm::consecutive;
      Generated(world, program, false, false, form).run(rows);
      for (const auto& [name, values] : reals) {
        for (size_t k = 0; k < values.size(); ++k) {
          ASSERT_TRUE(same(values[k], world.reals[name][k])) << text << ": " << name << " " << k;
        }
      }
      EXPECT_EQ(floats, world.floats) << text;
      EXPECT_EQ(integers, world.integers) << text;
      EXPECT_EQ(booleans, world.booleans) << text;
    }
  }
}

TEST_F(Synapses, ReportWhatIsNotFinite) {
  Generated rows(world, lower("test", world.block("x = log(y)")), true);
  Generated first(world, lower("test", world.block("g_post = 1/(n - n*int(abs(n) > 3))")), true);
  Generated fine(world, lower("test", world.block("x = y; g_post = x")), true);
  for (const char* text : {"c = log(d)", "c = d"}) {
    Generated singles(world, lower("test", world.block(text)), true);
    EXPECT_EQ(singles.run({0, kSynapses, nullptr, 0}).not_finite, unsigned(text[4] == 'l')) << text;
  }

  EXPECT_EQ(rows.run({0, kSynapses, nullptr, 0}).not_finite, 1u);
  const KernelCall call = first.run({0, kSynapses, nullptr, 0});
  ASSERT_EQ(call.not_finite, 1u);
  size_t row = 0;
  while (std::abs(world.integers["n"][row]) <= 3 && world.integers["n"][row]) ++row;
  EXPECT_EQ(call.element, size_t(world.post[row]));
  EXPECT_TRUE(std::isinf(call.value));
  EXPECT_EQ(fine.run({0, kSynapses, nullptr, 0}).not_finite, 0u);
}

TEST(WasmKernels, LookUpTables) {
  Forest forest(1);
  const Variable& table = *forest.reals[0];
  const Expr index = forest.world.expression("abs(n) + 3");
  const Program program = lower("test", {}, {expr::lookup(table, index)});
  Generated made(forest.world, program);

  made.run({0, kRows, nullptr, 0});

  expect_output(made, forest.world.run(program, {0, kRows, nullptr, 0}), 0, "lookup");
}

TEST(WasmKernels, LeaveTheTableWhenTheyAreGone) {
  Scene world;
  world.real("x", {1});
  const Program program = lower("test", world.block("x = x + 1"));
  uintptr_t place = 0;
  for (int k = 0; k < 3; ++k) {
    auto backend = make_wasm_backend(best_kernels());
    auto slot = std::make_shared<KernelSlot>();
    slot->spec = {&program, {DType::float64}, RowForm::either, false, false};
    backend->generate({slot});
    const auto at = reinterpret_cast<uintptr_t>(slot->function.load());
    if (k) EXPECT_EQ(at, place);
    place = at;
  }
}

#endif

}  // namespace
}  // namespace myelin
