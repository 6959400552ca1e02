// The encoder: numbers, sections, and in the wasm build every instruction, one at a time.
#include "language/wasm_module.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "kernels/rows.h"
#include "language/quotient.h"
#include "language/wasm_math.h"

#if defined(__wasm_simd128__)
#include <wasm_simd128.h>
extern "C" {
uint32_t myelin_table_end();
int myelin_load_module(const uint8_t* bytes, size_t size, const void* const* imports, size_t count,
                       void* scratch, uint32_t first);
void myelin_unload_module(uint32_t first, uint32_t count);
}
#endif

namespace myelin::wasm {
namespace {

Bytes unsigned_bytes(uint64_t value) {
  Bytes out;
  put_unsigned(out, value);
  return out;
}
Bytes signed_bytes(int64_t value) {
  Bytes out;
  put_signed(out, value);
  return out;
}

// Numbers and bytes from the examples of the DWARF standard, appendix C.
TEST(WasmModule, WritesNumbersInGroupsOfSevenBits) {
  EXPECT_EQ(unsigned_bytes(2), (Bytes{2}));
  EXPECT_EQ(unsigned_bytes(127), (Bytes{0x7F}));
  EXPECT_EQ(unsigned_bytes(128), (Bytes{0x80, 1}));
  EXPECT_EQ(unsigned_bytes(12857), (Bytes{0x39 | 0x80, 0x64}));
  EXPECT_EQ(signed_bytes(2), (Bytes{2}));
  EXPECT_EQ(signed_bytes(-2), (Bytes{0x7E}));
  EXPECT_EQ(signed_bytes(127), (Bytes{0x80 | 0x7F, 0}));
  EXPECT_EQ(signed_bytes(-127), (Bytes{0x80 | 1, 0x7F}));
  EXPECT_EQ(signed_bytes(-129), (Bytes{0x80 | 0x7F, 0x7E}));
}

TEST(WasmModule, DeclaresLocalsByRunsOfOneKind) {
  Function f(1);
  EXPECT_EQ(f.local(Kind::i32), 1u);
  EXPECT_EQ(f.local(Kind::i32), 2u);
  EXPECT_EQ(f.local(Kind::v128), 3u);
  f.op(Op::f64x2_add);
  Bytes out;
  f.finish(out);

  EXPECT_EQ(out, (Bytes{9, 2, 2, 0x7F, 1, 0x7B, 0xFD, 0xF0, 1, 0x0B}));
}

// The sections in the order of the standard, each as long as it says.
TEST(WasmModule, HasSectionsThatFillTheFile) {
  for (const bool shared : {false, true}) {
    Module module;
    module.import(Signature::rows1);
    const uint32_t number = module.reserve(Signature::kernel);
    module.define(number, Function(1));
    module.expose(number);

    const Bytes bytes = module.finish(shared);

    EXPECT_EQ(number, 1u);
    ASSERT_EQ(Bytes(bytes.begin(), bytes.begin() + 8), (Bytes{0, 'a', 's', 'm', 1, 0, 0, 0}));
    Bytes ids;
    size_t at = 8;
    while (at < bytes.size()) {
      ids.push_back(bytes[at++]);
      ASSERT_LT(bytes[at], 0x80);
      at += bytes[at] + 1u;
    }
    EXPECT_EQ(at, bytes.size());
    EXPECT_EQ(ids, (Bytes{1, 2, 3, 7, 10}));
  }
}

TEST(WasmModule, KeepsEachConstantOnce) {
  Emitter emitter;
  const uint32_t one = emitter.constant(1.0).id;

  EXPECT_EQ(emitter.constant(1.0).id, one);
  EXPECT_NE(emitter.constant(0.0).id, emitter.constant(-0.0).id);
  EXPECT_EQ(emitter.constants.size(), 3u);
}

#if defined(__wasm_simd128__)

using rows::same;

constexpr bool kSharedMemory =
#if defined(__EMSCRIPTEN_PTHREADS__)
    true;
#else
    false;
#endif

// A function of two vectors in a module of its own.
struct Tiny {
  template <class F>
  explicit Tiny(const F& write) {
    const uint32_t number = emitter.module.reserve(Signature::binary);
    Function body(2);
    emitter.function = &body;
    emitter.push(write(emitter, Vector{0}, Vector{1}));
    emitter.module.define(number, body);
    emitter.module.expose(number);
    const Bytes bytes = emitter.module.finish(kSharedMemory);
    const KernelTable& k = best_kernels();
    const auto pointer = [](auto* f) { return reinterpret_cast<const void*>(f); };
    const void* const imports[] = {pointer(k.unary[size_t(Unary::sin)]),
                                   pointer(k.unary[size_t(Unary::cos)]),
                                   pointer(k.unary[size_t(Unary::tan)]),
                                   pointer(k.binary[0][size_t(Binary::floor_divide)]),
                                   pointer(k.binary[0][size_t(Binary::modulo)]),
                                   pointer(quotient_bound),
                                   pointer(latest_start)};
    first = myelin_table_end();
    loaded = myelin_load_module(bytes.data(), bytes.size(), imports, Emitter::kImports, scratch,
                                first) == 1;
  }
  ~Tiny() { myelin_unload_module(first, 1); }

  v128_t operator()(v128_t a, v128_t b) const {
    return reinterpret_cast<v128_t (*)(v128_t, v128_t)>(uintptr_t(first))(a, b);
  }

  Emitter emitter;
  alignas(16) double scratch[3 * kPadding] = {};
  uint32_t first = 0;
  bool loaded = false;
};

constexpr size_t kValues = 400;

// The vector instruction gives what `expected` says, lane by lane.
template <class F>
void expect_lanes(const char* name, const Tiny& tiny, const F& expected) {
  ASSERT_TRUE(tiny.loaded) << name;
  const std::vector<double> a = rows::mixed_values(kValues, 1), b = rows::mixed_values(kValues, 2);
  for (size_t k = 0; k < kValues; k += 2) {
    const v128_t out = tiny(wasm_v128_load(&a[k]), wasm_v128_load(&b[k]));
    const double lanes[] = {wasm_f64x2_extract_lane(out, 0), wasm_f64x2_extract_lane(out, 1)};
    for (size_t lane = 0; lane < 2; ++lane) {
      ASSERT_TRUE(same(lanes[lane], expected(a[k + lane], b[k + lane])))
          << name << " of " << a[k + lane] << ", " << b[k + lane] << " gave " << lanes[lane];
    }
  }
}

double mask_of(bool on) { return std::bit_cast<double>(on ? ~uint64_t(0) : uint64_t(0)); }
template <class F>
double of_bits(double a, double b, const F& f) {
  return std::bit_cast<double>(uint64_t(f(rows::bits(a), rows::bits(b))));
}

TEST(WasmInstruction, ComputesWithTwoDoubles) {
  const struct {
    const char* name;
    Op op;
    double (*expected)(double a, double b);
  } kCases[] = {
      {"add", Op::f64x2_add, [](double a, double b) { return a + b; }},
      {"sub", Op::f64x2_sub, [](double a, double b) { return a - b; }},
      {"mul", Op::f64x2_mul, [](double a, double b) { return a * b; }},
      {"div", Op::f64x2_div, [](double a, double b) { return a / b; }},
      {"pmin", Op::f64x2_pmin, [](double a, double b) { return b < a ? b : a; }},
      {"pmax", Op::f64x2_pmax, [](double a, double b) { return a < b ? b : a; }},
      {"eq", Op::f64x2_eq, [](double a, double b) { return mask_of(a == b); }},
      {"ne", Op::f64x2_ne, [](double a, double b) { return mask_of(a != b); }},
      {"lt", Op::f64x2_lt, [](double a, double b) { return mask_of(a < b); }},
      {"gt", Op::f64x2_gt, [](double a, double b) { return mask_of(a > b); }},
      {"le", Op::f64x2_le, [](double a, double b) { return mask_of(a <= b); }},
      {"ge", Op::f64x2_ge, [](double a, double b) { return mask_of(a >= b); }},
      {"and", Op::v128_and,
       [](double a, double b) { return of_bits(a, b, [](auto x, auto y) { return x & y; }); }},
      {"or", Op::v128_or,
       [](double a, double b) { return of_bits(a, b, [](auto x, auto y) { return x | y; }); }},
      {"xor", Op::v128_xor,
       [](double a, double b) { return of_bits(a, b, [](auto x, auto y) { return x ^ y; }); }},
      {"i64 add", Op::i64x2_add,
       [](double a, double b) { return of_bits(a, b, [](auto x, auto y) { return x + y; }); }},
      {"i64 sub", Op::i64x2_sub,
       [](double a, double b) { return of_bits(a, b, [](auto x, auto y) { return x - y; }); }},
  };
  for (const auto& one : kCases) {
    const Tiny tiny([&](Emitter& e, Vector a, Vector b) { return e.apply(one.op, a, b); });
    expect_lanes(one.name, tiny, one.expected);
  }
}

TEST(WasmInstruction, ComputesWithOneDouble) {
  const struct {
    const char* name;
    Op op;
    double (*expected)(double a, double);
  } kCases[] = {
      {"abs", Op::f64x2_abs, [](double a, double) { return std::fabs(a); }},
      {"neg", Op::f64x2_neg, [](double a, double) { return -a; }},
      {"sqrt", Op::f64x2_sqrt, [](double a, double) { return std::sqrt(a); }},
      {"ceil", Op::f64x2_ceil, [](double a, double) { return std::ceil(a); }},
      {"floor", Op::f64x2_floor, [](double a, double) { return std::floor(a); }},
      {"trunc", Op::f64x2_trunc, [](double a, double) { return std::trunc(a); }},
      {"not", Op::v128_not,
       [](double a, double) { return of_bits(a, a, [](auto x, auto) { return ~x; }); }},
  };
  for (const auto& one : kCases) {
    const Tiny tiny([&](Emitter& e, Vector a, Vector) { return e.apply(one.op, a); });
    expect_lanes(one.name, tiny, one.expected);
  }
}

TEST(WasmInstruction, ShiftsSelectsAndHoldsConstants) {
  const auto shifted = [](Op op, int count) {
    return Tiny([=](Emitter& e, Vector a, Vector) {
      e.push(a);
      e.function->constant(count);
      e.function->op(op);
      return e.pop();
    });
  };
  expect_lanes("shl", shifted(Op::i64x2_shl, 52), [](double a, double) {
    return of_bits(a, a, [](auto x, auto) { return x << 52; });
  });
  expect_lanes("shr_u", shifted(Op::i64x2_shr_u, 52), [](double a, double) {
    return of_bits(a, a, [](auto x, auto) { return x >> 52; });
  });
  const Tiny chosen([](Emitter& e, Vector a, Vector b) {
    return e.choose(e.apply(Op::f64x2_lt, a, b), a, e.constant(-2.5));
  });
  expect_lanes("select", chosen, [](double a, double b) { return a < b ? a : -2.5; });
}

TEST(WasmInstruction, MovesLanes) {
  const Tiny mixed([](Emitter& e, Vector a, Vector b) {
    e.push(a);
    e.push(b);
    e.function->op(Op::f64x2_extract_lane, 1);
    e.function->op(Op::f64x2_replace_lane, 0);
    return e.pop();
  });
  const v128_t out = mixed(wasm_f64x2_make(1, 2), wasm_f64x2_make(3, 4));

  EXPECT_EQ(wasm_f64x2_extract_lane(out, 0), 4);
  EXPECT_EQ(wasm_f64x2_extract_lane(out, 1), 2);
}

// Every function of the table against its kernel, values far from zero included.
TEST(WasmMath, HasTheBitsOfTheKernels) {
  const KernelTable& kernels = best_kernels();
  for (size_t k = 0; k < size_t(Unary::kCount); ++k) {
    if (Unary(k) == Unary::logical_not) continue;
    const Tiny tiny([&](Emitter& e, Vector a, Vector) { return e.unary(Unary(k), a); });
    expect_lanes(("unary " + std::to_string(k)).c_str(), tiny,
                 [&](double a, double) { return rows::one(kernels, Unary(k), a); });
  }
  for (size_t k = 0; k <= size_t(Binary::power); ++k) {
    const Tiny tiny([&](Emitter& e, Vector a, Vector b) { return e.binary(Binary(k), a, b); });
    expect_lanes(("binary " + std::to_string(k)).c_str(), tiny,
                 [&](double a, double b) { return rows::one(kernels, Binary(k), a, b); });
  }
}

#endif

}  // namespace
}  // namespace myelin::wasm
