// Methods that a text describes, and methods whose steps adapt.
#include <gtest/gtest.h>

#include "equations/run.h"

namespace myelin::equations {
namespace {

const char* const kSmooth = R"j("equations": ["dv/dt = (w - v**2 + sin(t/ms))/(5*ms) : 1",
    "dw/dt = (0.7*v - w + t/second)/(3*ms) : 1"], "init": {"v": "0.1*i", "w": 0.3})j";
const char* const kNoisy = R"j("equations": ["dv/dt = -v/(5*ms) + 0.3*(1 + v)*xi/sqrt(ms) : 1"],
    "init": {"v": "0.1*i"})j";

std::string group(const std::string& equations, const std::string& method,
                  const std::string& more = "") {
  return R"("neurons": [{"name": "g", "size": 7, )" + equations + R"(, "method": ")" + method +
         "\"" + more + "}]";
}

std::vector<double> values_after(const std::string& body, double seconds = 0.01,
                                 const BuildOptions& options = {}) {
  Model model(body, options);
  model.run(seconds);
  return model.values("g.v");
}

TEST(CustomMethod, GivesTheBitsOfTheBuiltInOne) {
  const auto same = [](const char* equations, const char* method, const char* text) {
    EXPECT_EQ(values_after(group(equations, method)), values_after(group(equations, text)))
        << method;
  };
  same(kSmooth, "euler", "x_new = x + dt*f(x, t)");
  same(kSmooth, "rk2", "k = dt*f(x, t); x_new = x + dt*f(x + k/2, t + dt/2)");
  same(kSmooth, "rk4",
       "k1 = dt*f(x, t); k2 = dt*f(x + k1/2, t + dt/2); k3 = dt*f(x + k2/2, t + dt/2); "
       "k4 = dt*f(x + k3, t + dt); x_new = x + (k1 + 2*(k2 + k3) + k4)/6");
  same(kNoisy, "heun",
       "support = x + g(x, t)*dW\\n"
       "x_new = x + dt*f(x, t) + 0.5*dW*(g(x, t) + g(support, t + dt))");
  same(kNoisy, "milstein",
       "s = x + dt*f(x, t) + sqrt(dt)*g(x, t)\\nk = (g(s, t) - g(x, t))*dW**2/(2*sqrt(dt))\\n"
       "x_new = x + dt*f(x, t) + g(x, t)*dW + k");
}

TEST(CustomMethod, SumsOverSeveralNoises) {
  const char* const equations = R"j("equations": [
      "dv/dt = -v/(5*ms) + 0.3*(1 + v)*xi_a/sqrt(ms) + 0.2*w*xi_b/sqrt(ms) : 1",
      "dw/dt = (v - w)/(5*ms) + 0.1*v*xi_b/sqrt(ms) : 1"], "init": {"v": "0.1*i"})j";
  const char* const text =
      "s = x + g(x, t)*dW; x_new = x + dt*f(x, t) + 0.5*dW*(g(x, t) + g(s, t + dt))";
  EXPECT_EQ(values_after(group(equations, "heun")), values_after(group(equations, text)));
}

TEST(CustomMethod, MayBeWrittenAsLines) {
  const std::string body = R"j("neurons": [{"name": "g", "size": 7, )j" + std::string(kSmooth) +
                           R"j(, "method": ["k = dt*f(x, t)", "x_new = x + k"]}])j";
  EXPECT_EQ(values_after(body), values_after(group(kSmooth, "euler")));
}

TEST(CustomMethod, IsRefusedWhereItMakesNoSense) {
  const auto refuse = [](const char* text, const char* why, const char* equations = kSmooth) {
    const Error error = error_of(group(equations, text));
    EXPECT_EQ(error.where.rfind("neurons[0] 'g'.method", 0), 0u) << text << ": " << error.where;
    EXPECT_NE(error.message.find(why), std::string::npos) << text << ": " << error.message;
  };
  refuse("x_new = x + dt*f(x)", "with 1 arguments");
  refuse("x_new = x + dt*h(x, t)", "'h' with 2 arguments is not known");
  refuse("x_new = x + dt*k", "'k' is not known here");
  refuse("k = dt*f(x, t)", "must end with x_new");
  refuse("x_new = x; k = x", "nothing may follow");
  refuse("x_new = x + f(x, t)", "do not fit together");
  refuse("x_new = dt*x", "x_new of v would be in");
  refuse("x_new = x + dt*f(x, x)", "a time such as");
  refuse("x_new = x + dt*f(t, t)", "a state such as x");
  refuse("f = x; x_new = f", "has a meaning here");
  refuse("x_new += x", "has no place here");
  refuse("x_new = x + (", "");
  refuse("x_new = x % 2", "cannot be used");
  refuse("x_new = x + dt*f(x, t)", "does not use dW", kNoisy);
}

// dv/dt = -v: what an error of a part and an error per step mean is known in closed form.
TEST(AdaptiveMethod, ReachesTheErrorThatIsAskedFor) {
  const char* const decay = R"("equations": ["dv/dt = -v/ms : 1"], "init": {"v": 1}, "dt": "1 ms")";
  for (const char* method : {"rkf45", "gsl", "gsl_rkf45", "rkck", "gsl_rkck", "rk8pd", "gsl_rk8pd",
                             "gsl_rk2", "gsl_rk4"}) {
    for (const double wanted : {1e-3, 1e-6, 1e-9}) {
      const std::string options = R"(, "methodOptions": {"absoluteError": )" +
                                  std::to_string(wanted * 1e9) + R"(e-9, "maxSteps": 100000})";
      const double v = values_after(group(decay, method, options), 0.002)[0];
      EXPECT_NEAR(v, std::exp(-2), 8 * wanted) << method << " " << wanted;
    }
  }
}

// Without control a method is what its paper says: the error of one step falls with its order.
TEST(AdaptiveMethod, HasTheOrderOfItsPaper) {
  const std::pair<const char*, int> methods[] = {
      {"gsl_rk2", 3}, {"gsl_rk4", 4}, {"rkf45", 5}, {"rkck", 5}, {"rk8pd", 8}};
  for (const auto& [method, order] : methods) {
    const auto error = [&](const std::string& dt) {
      const std::string equations = R"("equations": ["dv/dt = (cos(t/ms) - v**2)/ms : 1",
          "dw/dt = (v - w)/ms : 1"], "init": {"v": 1}, "dt": ")" +
                                    dt + "\"";
      const double coarse = values_after(
          group(equations, method, R"(, "methodOptions": {"adaptableTimestep": false})"), 0.002)[0];
      const double fine = values_after(
          group(equations, "rk8pd", R"(, "methodOptions": {"absoluteError": 1e-15})"), 0.002)[0];
      return std::fabs(coarse - fine);
    };
    const double measured = std::log2(error("1 ms") / error("0.5 ms"));
    EXPECT_GT(measured, order - 0.8) << method;
  }
}

// Slow rows do not wait for fast ones: each has its own parts, on every machine the same.
TEST(AdaptiveMethod, GivesEqualBitsEverywhere) {
  const std::string body = R"j("neurons": [{"name": "g", "size": 9000, "method": "rkf45",
      "methodOptions": {"absoluteError": 1e-8, "useLastTimestep": true},
      "equations": ["dv/dt = (1 - v*k)/ms : 1 (unless refractory)", "k : 1"], "threshold": "v > 0.5",
      "reset": "v = 0", "refractory": "0.3 ms", "init": {"k": "0.1 + 0.01*i"}}])j";
  Model plain(body);
  plain.run(0.002);
  for (const BuildOptions& options : {with_simd("scalar"), with_threads(3)}) {
    Model other(body, options);
    other.run(0.002);
    EXPECT_EQ(other->digest(), plain->digest());
  }
  Model copy(body);
  const std::vector<uint8_t> kept = plain->snapshot();
  ASSERT_TRUE(copy->restore({kept.data(), kept.size()}));
  copy.run(0.001);
  plain.run(0.001);
  EXPECT_EQ(copy->digest(), plain->digest());
}

TEST(AdaptiveMethod, SaysWhichElementFailed) {
  Model model(group(R"("equations": ["dv/dt = (1 + v**2)*i/ms : 1"])", "rkck",
                    R"(, "methodOptions": {"maxSteps": 50})"));
  const Status done = model->run(0.01);

  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::numeric);
  EXPECT_EQ(done.error().where.rfind("g[", 0), 0u) << done.error().where;
  EXPECT_NE(done.error().message.find("rkck did not reach"), std::string::npos);
}

TEST(AdaptiveMethod, RefusesNoiseRandomNumbersAndForeignOptions) {
  EXPECT_NE(error_of(group(kNoisy, "rkf45")).message.find("noise"), std::string::npos);
  const Error options = error_of(group(kSmooth, "rk4", R"(, "methodOptions": {"maxSteps": 5})"));
  EXPECT_EQ(options.where, "neurons[0] 'g'.methodOptions");
  const Error negative =
      error_of(group(kSmooth, "rkf45", R"(, "methodOptions": {"absoluteError": -1})"));
  EXPECT_EQ(negative.where, "neurons[0] 'g'.methodOptions.absoluteError");
}

TEST(AdaptiveMethod, AdvancesSynapsesToo) {
  Model model(R"j("neurons": [{"name": "g", "size": 3}],
    "synapses": [{"name": "s", "from": "g", "to": "g", "connect": true, "method": "rkf45",
      "equations": ["dw/dt = -w/(10*ms) : 1 (clock-driven)"], "init": {"w": 1}}])j");
  model.run(0.01);
  EXPECT_NEAR(model.value("s.w", 4), std::exp(-1), 1e-5);
}

// Exact integration is refused, and the default goes on to euler, where an input changes within a
// step.
TEST(ExactMethod, NeedsTimedArraysOfWholeSteps) {
  const auto body = [](const char* dt, const char* method) {
    return R"j("neurons": [{"name": "g", "size": 1, "equations": "dv/dt = (stim(t) - v)/ms : 1")j" +
           std::string(method) + R"j(}], "inputs": [{"kind": "timed-array", "name": "stim",
             "values": [1, 2], "dt": ")j" +
           dt + "\"}]";
  };
  Model even(body("0.2 ms", "")), uneven(body("0.25 ms", ""));
  EXPECT_NE(even->explain().find("method exact"), std::string::npos);
  EXPECT_NE(uneven->explain().find("method euler"), std::string::npos);
  const Error error = error_of(body("0.25 ms", R"(, "method": "exact")"));
  EXPECT_NE(error.message.find("'stim' changes every 0.00025 s"), std::string::npos)
      << error.message;
}

TEST(EventDriven, RefusesTimedArrays) {
  const Error error = error_of(R"j("neurons": [{"name": "g", "size": 1}],
    "inputs": [{"kind": "timed-array", "name": "stim", "values": [1, 2], "dt": "1 ms"},
               {"kind": "poisson", "name": "p", "size": 1, "rates": "1 Hz"}],
    "synapses": [{"name": "s", "from": "p", "to": "g", "connect": true, "onPre": "x += 1",
                  "equations": "dx/dt = (stim(t) - x)/ms : 1 (event-driven)"}])j");
  EXPECT_EQ(error.code, ErrorCode::unsupported);
  EXPECT_NE(error.message.find("timed array"), std::string::npos) << error.message;
}

}  // namespace
}  // namespace myelin::equations
