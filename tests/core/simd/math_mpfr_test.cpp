// The errors that core/simd/math.inl states, measured against MPFR. Native builds only.
#include <mpfr.h>

#include <functional>

#include "../kernels/rows.h"

namespace myelin {
namespace {

constexpr size_t kSamples = 12000;  // per function and range
constexpr mpfr_prec_t kPrecision = 160;

struct Number {
  Number() { mpfr_init2(value, kPrecision); }
  explicit Number(double x) : Number() { mpfr_set_d(value, x, MPFR_RNDN); }
  Number(const Number&) = delete;
  Number& operator=(const Number&) = delete;
  ~Number() { mpfr_clear(value); }
  mpfr_t value;
};

// |got - exact| in units in the last place of the exact result.
double error_in_ulp(double got, const Number& exact) {
  constexpr double kHuge = 1e30;
  const double nearest = mpfr_get_d(exact.value, MPFR_RNDN);
  if (rows::same(got, nearest) && !std::isfinite(nearest)) return 0.0;
  if (!std::isfinite(got)) return kHuge;
  if (mpfr_zero_p(exact.value)) return got == 0.0 ? 0.0 : kHuge;
  const long unit = std::max<long>(mpfr_get_exp(exact.value) - 53, -1074);
  Number difference;
  mpfr_d_sub(difference.value, got, exact.value, MPFR_RNDN);
  mpfr_mul_2si(difference.value, difference.value, -unit, MPFR_RNDN);
  return std::fabs(mpfr_get_d(difference.value, MPFR_RNDN));
}

int exact_exprel(mpfr_t result, mpfr_srcptr x, mpfr_rnd_t mode) {
  if (mpfr_cmpabs(x, Number(1e-16).value) < 0) return mpfr_set_d(result, 1.0, mode);
  mpfr_expm1(result, x, mode);
  return mpfr_div(result, result, x, mode);
}

struct Function {
  const char* name;
  Unary which;
  int (*exact)(mpfr_t, mpfr_srcptr, mpfr_rnd_t);
  double bound;
  double low, high;  // where the function is interesting
  double near, far;  // a second range
};

constexpr Function kFunctions[] = {
    {"exp", Unary::exp, mpfr_exp, 0.95, -1, 1, -746, 710},
    {"expm1", Unary::expm1, mpfr_expm1, 0.9, -2, 2, -40, 710},
    {"exprel", Unary::exprel, exact_exprel, 1.6, -2, 2, -800, 716.3},
    {"log", Unary::log, mpfr_log, 0.9, 0.5, 2, 0, 1e6},
    {"log10", Unary::log10, mpfr_log10, 0.52, 0.5, 2, 0, 1e6},
    {"log1p", Unary::log1p, mpfr_log1p, 0.9, -0.9, 1, -1, 1e3},
    {"sin", Unary::sin, mpfr_sin, 0.85, -4, 4, -1.1e6, 1.1e6},
    {"cos", Unary::cos, mpfr_cos, 0.85, -4, 4, -1.1e6, 1.1e6},
    {"tan", Unary::tan, mpfr_tan, 1.1, -4, 4, -1.1e6, 1.1e6},
    {"sinh", Unary::sinh, mpfr_sinh, 1.8, -2, 2, -711, 711},
    {"cosh", Unary::cosh, mpfr_cosh, 1.0, -2, 2, -711, 711},
    {"tanh", Unary::tanh, mpfr_tanh, 0.75, -2, 2, -25, 25},
    {"arcsin", Unary::arcsin, mpfr_asin, 0.75, -1, 1, -0.01, 0.01},
    {"arccos", Unary::arccos, mpfr_acos, 0.75, -1, 1, -0.01, 0.01},
    {"arctan", Unary::arctan, mpfr_atan, 0.85, -3, 3, -1e3, 1e3},
    {"square_root", Unary::square_root, mpfr_sqrt, 0.5, 0, 1, 0, 1e300},
};

void expect_bounded(const Function& f, const std::vector<double>& arguments) {
  const std::vector<double> got = rows::apply(best_kernels(), f.which, arguments, arguments.size());
  Number exact;
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (std::isnan(arguments[i])) continue;
    f.exact(exact.value, Number(arguments[i]).value, MPFR_RNDN);
    ASSERT_LE(error_in_ulp(got[i], exact), f.bound)
        << f.name << "(" << std::hexfloat << arguments[i] << ") is " << got[i];
  }
}

std::vector<double> samples(const std::function<double()>& draw) {
  std::vector<double> values(kSamples);
  for (double& v : values) v = draw();
  return values;
}

struct MathAgainstMpfr : testing::TestWithParam<Function> {};

TEST_P(MathAgainstMpfr, StaysWithinItsBound) {
  const Function& f = GetParam();
  rows::Generator next{7};
  expect_bounded(f, samples([&] { return next.between(f.low, f.high); }));
  expect_bounded(f, samples([&] { return next.between(f.near, f.far); }));
}

TEST_P(MathAgainstMpfr, StaysWithinItsBoundForAnyBits) {
  const Function& f = GetParam();
  rows::Generator next{8};
  expect_bounded(
      f, samples([&] {
        const double x = std::bit_cast<double>(next());
        return f.which == Unary::exprel && x > 716.0 ? 1.0 : x;  // infinite by definition above 717
      }));
  constexpr uint64_t kSubnormal = ~(uint64_t(0x7FF) << 52);
  expect_bounded(f, samples([&] { return std::bit_cast<double>(next() & kSubnormal); }));
}

INSTANTIATE_TEST_SUITE_P(All, MathAgainstMpfr, testing::ValuesIn(kFunctions),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(AnglesAgainstMpfr, AreReducedNextToMultiplesOfHalfPi) {
  rows::Generator next{9};
  Number half_pi;
  mpfr_const_pi(half_pi.value, MPFR_RNDN);
  mpfr_div_2ui(half_pi.value, half_pi.value, 1, MPFR_RNDN);
  const std::vector<double> angles = samples([&] {
    const double n = std::floor(std::exp2(next.between(0, 52)));
    Number multiple;
    mpfr_mul_d(multiple.value, half_pi.value, n, MPFR_RNDN);
    return mpfr_get_d(multiple.value, MPFR_RNDN);
  });
  for (const Function& f : kFunctions) {
    if (f.which == Unary::sin || f.which == Unary::cos || f.which == Unary::tan) {
      expect_bounded(f, angles);
    }
  }
}

void expect_power_bounded(const std::vector<double>& x, const std::vector<double>& y) {
  const std::vector<double> got =
      rows::apply(best_kernels(), Binary::power, Operands::vv, x, y, x.size());
  Number exact;
  for (size_t i = 0; i < x.size(); ++i) {
    if (std::isnan(x[i]) || std::isnan(y[i])) continue;
    mpfr_pow(exact.value, Number(x[i]).value, Number(y[i]).value, MPFR_RNDN);
    ASSERT_LE(error_in_ulp(got[i], exact), 1.0)
        << std::hexfloat << x[i] << " ^ " << y[i] << " is " << got[i];
  }
}

TEST(PowerAgainstMpfr, StaysWithinItsBound) {
  rows::Generator next{10};
  const auto any = [&] { return std::bit_cast<double>(next()); };
  expect_power_bounded(samples(any), samples(any));
  expect_power_bounded(samples([&] { return next.between(0, 10); }),
                       samples([&] { return next.between(-50, 50); }));
}

// Results over the whole range from bases close to 1 and far from it.
TEST(PowerAgainstMpfr, StaysWithinItsBoundForLargeExponents) {
  rows::Generator next{11};
  for (double spread : {1e-9, 1e-3, 0.3}) {
    const std::vector<double> x = samples([&] { return 1.0 + next.between(-spread, spread); });
    size_t i = 0;
    expect_power_bounded(x, samples([&] { return next.between(-745, 709) / std::log(x[i++]); }));
  }
}

}  // namespace
}  // namespace myelin
