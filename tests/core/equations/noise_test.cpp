// White noise: the Ornstein-Uhlenbeck process against its stationary law (equations.md 2.5).
#include <gtest/gtest.h>

#include "run.h"

namespace myelin::equations {
namespace {

// dx = -x/tau dt + sigma sqrt(2/tau) dW has variance sigma^2; Euler with step h gives
// sigma^2 / (1 - h / (2 tau)).
constexpr double kEuler = 1 / (1 - 0.05);

std::string process(const std::string& method, int size = 5000) {
  return R"j("dt": "0.1 ms", "neurons": [{"name": "g", "size": )j" + std::to_string(size) +
         R"j(, "equations": "dx/dt = -x/(1*ms) + sqrt(2/(1*ms))*xi : 1", "method": ")j" + method +
         R"j("}])j";
}

TEST(Noise, OfAnOrnsteinUhlenbeckProcessHasItsStationaryVariance) {
  for (const char* method : {"euler", "heun", "milstein", "milstein_corrected"}) {
    Model model(process(method));
    model.run(0.01);  // ten time constants

    const Moments x(model.values("g.x"));
    EXPECT_NEAR(x.mean, 0, 4 * std::sqrt(kEuler / 5000)) << method;
    EXPECT_NEAR(x.variance, kEuler, 4 * kEuler * std::sqrt(2.0 / 4999)) << method;
  }
}

TEST(Noise, IsIndependentBetweenElementsAndSteps) {
  Model model(R"j("neurons": [{"name": "g", "size": 4000, "method": "euler",
                     "equations": "dx/dt = xi/sqrt(second) : 1"}])j");
  model.run(1e-4);
  const std::vector<double> first = model.values("g.x");
  model.run(1e-4);
  const std::vector<double> both = model.values("g.x");

  double neighbours = 0, steps = 0;  // correlations of sqrt(h) N(0, 1), h = 1e-4
  for (size_t k = 0; k < 4000; ++k) {
    neighbours += first[k] * first[(k + 1) % 4000] / 1e-4 / 4000;
    steps += first[k] * (both[k] - first[k]) / 1e-4 / 4000;
  }
  EXPECT_NEAR(Moments(first).variance, 1e-4, 4e-4 * std::sqrt(2.0 / 3999));
  EXPECT_NEAR(neighbours, 0, 4 / std::sqrt(4000));
  EXPECT_NEAR(steps, 0, 4 / std::sqrt(4000));
}

TEST(Noise, OfOneNameIsSharedAndOfTwoNamesIndependent) {
  Model model(R"j("neurons": [{"name": "g", "size": 4000, "method": "euler", "equations": [
      "da/dt = xi/sqrt(second) : 1", "db/dt = xi/sqrt(second) : 1", "dc/dt = xi_other/sqrt(second) : 1"]}])j");
  model.run(1e-4);

  const auto a = model.values("g.a"), c = model.values("g.c");
  double correlation = 0;
  for (size_t k = 0; k < 4000; ++k) correlation += a[k] * c[k] / 1e-4 / 4000;
  EXPECT_EQ(a, model.values("g.b"));
  EXPECT_NEAR(correlation, 0, 4 / std::sqrt(4000));
}

// dx = x xi in the sense of Stratonovich: log x is a Wiener process, E x = exp(t / 2).
TEST(Noise, ThatMultipliesIsTakenInTheSenseOfStratonovich) {
  Model model(R"j("dt": "10 ms", "neurons": [{"name": "g", "size": 20000, "method": "heun",
                     "equations": "dx/dt = x*xi*(10*second)**-0.5 : 1", "init": {"x": 1}}])j");
  model.run(1);

  // Variance of log x is t / 10; E x = exp(0.05), var x = exp(0.2) - exp(0.1).
  const Moments x(model.values("g.x"));
  EXPECT_NEAR(x.mean, std::exp(0.05), 4 * std::sqrt((std::exp(0.2) - std::exp(0.1)) / 20000));
}

// dx = -x/tau dt + s x dW, one step: x times a factor whose mean the scheme says. With W of
// variance h: heun 1 - h/tau + s^2 h/2; milstein_corrected the same; milstein takes its slope from
// a place that has drifted already, which adds -s h^1.5/(2 tau).
TEST(Noise, ThatMultipliesHasTheMeanOfItsScheme) {
  const double h = 0.01, tau = 0.5, s = 0.5;
  const double sound = 1 - h / tau + s * s * h / 2;
  const std::pair<const char*, double> methods[] = {
      {"heun", sound},
      {"milstein_corrected", sound},
      {"milstein", sound - s * std::pow(h, 1.5) / (2 * tau)}};
  for (const auto& [method, factor] : methods) {
    Model model(R"j("dt": "10 ms", "neurons": [{"name": "g", "size": 20000, "method": ")j" +
                std::string(method) + R"j(", "init": {"x": 1},
        "equations": "dx/dt = -x/(0.5*second) + 0.5*x*xi/sqrt(second) : 1"}])j");
    model.run(1);

    const Moments x(model.values("g.x"));
    EXPECT_NEAR(x.mean, std::pow(factor, 100), 4 * std::sqrt(x.variance / 20000)) << method;
  }
}

TEST(Noise, DefaultsToEulerOrHeun) {
  Model additive(
      R"j("neurons": [{"name": "g", "size": 1, "equations": "dx/dt = -x/ms + xi/sqrt(ms) : 1"}])j");
  Model multiplying(
      R"j("neurons": [{"name": "g", "size": 1, "equations": "dx/dt = -x/ms + x*xi/sqrt(ms) : 1"}])j");

  EXPECT_NE(additive->explain().find("(euler)"), std::string::npos);
  EXPECT_NE(multiplying->explain().find("(heun)"), std::string::npos);
}

TEST(Binomial, InExpressionsHasItsMoments) {
  // The first is counted, the second the normal approximation: more than five of both kinds.
  Model model(R"j("neurons": [{"name": "g", "size": 4000, "equations": ["a : 1", "b : 1", "c : 1"],
      "runRegularly": [{"code": "a = binomial(10, 0.3); b = binomial(100, 0.25); c = a - binomial(10, 0.3)"}]}])j");
  model.run(1e-4);

  const Moments a(model.values("g.a")), b(model.values("g.b")), c(model.values("g.c"));
  EXPECT_NEAR(a.mean, 3, 4 * std::sqrt(2.1 / 4000));
  EXPECT_NEAR(a.variance, 2.1, 4 * 2.1 * std::sqrt(2.0 / 3999));
  EXPECT_NEAR(b.mean, 25, 4 * std::sqrt(18.75 / 4000));
  EXPECT_NEAR(b.variance, 18.75, 4 * 18.75 * std::sqrt(2.0 / 3999));
  EXPECT_NEAR(c.variance, 4.2, 4 * 4.2 * std::sqrt(2.0 / 3999));  // two calls, two numbers
}

TEST(Binomial, IsRefusedWithOtherThanNumbers) {
  for (const char* call : {"binomial(n, 0.5)", "binomial(2.5, 0.5)", "binomial(10, 1.5)",
                           "binomial(10, 1*mV/volt + n)"}) {
    EXPECT_EQ(error_of(R"j("constants": {"n": 10}, "neurons": [{"name": "g", "size": 1,
        "equations": "a : 1", "init": {"a": ")j" +
                       std::string(call) + R"j("}}])j")
                  .message,
              "binomial(n, p) takes numbers written out: n whole and not negative, p from 0 to 1")
        << call;
  }
  EXPECT_EQ(error_of(R"j("neurons": [{"name": "g", "size": 1, "equations": "a : 1"}],
      "inputs": [{"kind": "poisson-input", "name": "p", "to": "g", "variable": "a", "sources": 9,
        "rate": "1 Hz", "weight": "binomial(3, 0.5)"}])j")
                .message,
            "binomial() may not stand here");
}

TEST(Noise, IsRefusedByDeterministicMethods) {
  for (const char* method : {"exact", "rk2", "rk4", "exponential_euler"}) {
    const Error error = error_of(process(method, 1));

    EXPECT_EQ(error.where, "neurons[0] 'g'.method") << method;
    EXPECT_NE(error.message.find(method), std::string::npos) << error.message;
  }
}

}  // namespace
}  // namespace myelin::equations
