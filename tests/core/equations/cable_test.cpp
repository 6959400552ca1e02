// Currents along cells: against formulas for cables, exact arithmetic and published velocities.
#include <gtest/gtest.h>

#include "run.h"

namespace myelin::equations {
namespace {

constexpr double kPi = 3.14159265358979323846;

constexpr const char* kPassive =
    R"j("equations": ["Im = gL*(0*volt - v) : amp/meter**2", "gL : siemens/meter**2",
                      "I : amp (point current)"])j";

std::string cell(const std::string& morphology, const std::string& keys,
                 const std::string& more = "") {
  return R"j("spatialNeurons": [{"name": "n", "morphology": )j" + morphology + ", " + keys + "}]" +
         more;
}

std::string cylinder(int n, const char* length, const char* diameter) {
  return R"j({"kind": "cylinder", "n": )j" + std::to_string(n) + R"j(, "length": ")j" + length +
         R"j(", "diameter": ")j" + diameter + "\"}";
}

TEST(Cable, InSteadyStateFollowsTheFiniteCableEquation) {
  // Sealed ends; lambda = sqrt(d gL^-1 / (4 Ri)) = 0.5 mm, one length constant long.
  constexpr int n = 200;
  constexpr double L = 500e-6, lambda = 500e-6, d = 1e-6, I = 1e-11;
  Model model(cell(cylinder(n, "500 um", "1 um"),
                   std::string(kPassive) + R"j(, "Cm": 0.01, "Ri": 1, "init": {"gL": 1})j",
                   R"j(, "dt": 1)j"));
  ASSERT_TRUE(model->set("n[0].I", I).ok());

  model.run(20);  // 2000 time constants

  const std::vector<double> v = model.values("n.v");
  const double r = 4 * lambda / (kPi * d * d), x0 = L / n / 2;
  for (int k = 0; k < n; ++k) {
    const double x = (k + 0.5) * L / n;
    const double wanted =
        r * I * std::cosh(x0 / lambda) * std::cosh((L - x) / lambda) / std::sinh(L / lambda);
    EXPECT_NEAR(v[size_t(k)], wanted, 1e-5 * wanted) << k;
  }
}

TEST(Cable, ThatIsInfiniteSpreadsAPulseLikeTheGreenFunction) {
  // lambda 0.5 mm, tau 10 ms; ten length constants long, the pulse in the middle.
  constexpr int n = 501;
  constexpr double dx = 5010e-6 / n, lambda = 5e-4, tau = 0.01, I = 1e-9, dt = 5e-6;
  Model model(cell(cylinder(n, "5010 um", "1 um"),
                   std::string(kPassive) + R"j(, "Cm": 0.01, "Ri": 1, "init": {"gL": 1})j",
                   R"j(, "dt": 5e-6)j"));
  ASSERT_TRUE(model->set("n[250].I", I).ok());
  model.run(dt);
  ASSERT_TRUE(model->set("n[250].I", 0).ok());

  model.run(0.01 - dt);

  const std::vector<double> v = model.values("n.v");
  const double D = lambda * lambda / tau, t = 0.01, line_capacity = 0.01 * kPi * 1e-6;
  for (const int k : {200, 230, 250, 270, 300}) {
    const double x = (k - 250) * dx;
    const double wanted = I * dt / line_capacity / std::sqrt(4 * kPi * D * t) *
                          std::exp(-x * x / (4 * D * t) - t / tau);
    EXPECT_NEAR(v[size_t(k)], wanted, 2e-3 * wanted) << k;
  }
}

TEST(Cable, ThatBranchesByRallsLawIsACylinder) {
  // d^(3/2) = 2 d2^(3/2), and the children's lengths are as many length constants.
  const char* drive = R"j(, "Cm": 0.01, "Ri": 1, "init": {"gL": 1, "v": "0.01*volt"})j";
  Model trunk(cell(cylinder(50, "500 um", "2 um"), std::string(kPassive) + drive));
  const double d2 = 2e-6 / std::pow(2.0, 2.0 / 3), L2 = 200e-6 * std::sqrt(d2 / 2e-6);
  char child[160];
  std::snprintf(child, sizeof child,
                R"j({"kind": "cylinder", "n": 20, "length": %.17g, "diameter": %.17g})j", L2, d2);
  Model tree(cell(R"j({"kind": "cylinder", "n": 30, "length": "300 um", "diameter": "2 um",
                       "children": {"a": )j" +
                      std::string(child) + R"j(, "b": )j" + child + "}}",
                  std::string(kPassive) + drive));
  for (Model* model : {&trunk, &tree}) {
    ASSERT_TRUE((*model)->set("n[3].I", 1e-10).ok());
    model->run(0.01);
  }

  const std::vector<double> one = trunk.values("n.v"), two = tree.values("n.v");
  for (size_t k = 0; k < 50; ++k) EXPECT_NEAR(two[k], one[k], 1e-12 * one[k]) << k;
  for (size_t k = 0; k < 20; ++k) EXPECT_NEAR(two[50 + k], two[30 + k], 1e-14);
}

TEST(Cable, AgreesWithAnExactSolutionOfItsSteps) {
  // The case spatial_passive of tests/reference, solved with decimal numbers of 50 digits.
  constexpr double wanted[] = {
      -0.06488500050552844, -0.06489430357590377, -0.06491653749359412, -0.06494075669596244,
      -0.06496533276645171, -0.06498865287783756, -0.0650095103155613,  -0.06502729099922175,
      -0.06504037300795831, -0.06504752879604596, -0.06500657906954871, -0.06502880636308694,
      -0.06505581600310538, -0.06500271984276644, -0.06516485163773922, -0.06524880221870034};
  Model model(cell(R"j({"kind": "soma", "diameter": "30 um", "children": {
      "den": {"kind": "cylinder", "n": 5, "length": "200 um", "diameter": "3 um", "children": {
        "a": {"kind": "cylinder", "n": 4, "length": "100 um", "diameter": "1.5 um"},
        "b": {"kind": "section", "lengths": ["20 um", "30 um", "40 um"],
              "diameters": ["2 um", "1.5 um", "1.2 um", "0.8 um"]}}},
      "axon": {"kind": "cylinder", "n": 3, "length": "150 um", "diameter": "1 um"}}})j",
                   R"j("equations": ["Im = gL*(-70*mV - v) : amp/meter**2",
                        "gL : siemens/meter**2", "I : amp (point current)"],
                       "Cm": 0.01, "Ri": 1.5, "init": {"v": "-70*mV",
                        "gL": "(1 + 0.1*i)*siemens/meter**2"})j",
                   R"j(, "dt": 5e-5)j"));
  ASSERT_TRUE(model->set("n.main.I", 2e-10).ok());
  ASSERT_TRUE(model->set("n.den.a[2].I", -5e-11).ok());
  model.run(0.03);
  ASSERT_TRUE(model->set("n.I", 0).ok());
  model.run(0.01);

  const std::vector<double> v = model.values("n.v");
  ASSERT_EQ(v.size(), std::size(wanted));
  for (size_t k = 0; k < v.size(); ++k) EXPECT_NEAR(v[k], wanted[k], 1e-13) << k;
}

TEST(Cable, StoresTheCapacitiveCurrentAndKeepsCharge) {
  // Without a leak, what flows in is what charges the membrane.
  Model model(cell(cylinder(20, "100 um", "2 um"),
                   R"j("equations": ["Im = 0*amp/meter**2 : amp/meter**2",
                                     "I : amp (point current)"])j"));
  ASSERT_TRUE(model->set("n[4].I", 1e-10).ok());

  model.run(1e-3);

  const std::vector<double> ic = model.values("n.Ic"), area = model.values("n.area");
  double sum = 0, charge = 0;
  for (size_t k = 0; k < 20; ++k) {
    sum += ic[k] * area[k];
    charge += 0.009 * area[k] * model.value("n.v", k);
  }
  EXPECT_NEAR(sum, 1e-10, 1e-20);
  EXPECT_NEAR(charge, 1e-13, 1e-23);
}

TEST(Cable, TakesTheSlopeOfACurrentThatIsNotLinear) {
  // One step of (Cm / dt + g) v' = Cm / dt v + I0 with g = -dIm/dv at the old v.
  Model model(cell(R"j({"kind": "soma", "diameter": "20 um"})j",
                   R"j("equations": "Im = gL*(EL - v) + gL*D*exp((v - VT)/D) : amp/meter**2",
                       "constants": {"gL": "1 siemens/meter**2", "EL": "-70 mV", "D": "2 mV",
                                     "VT": "-50 mV"},
                       "Cm": 0.01, "init": {"v": "-52 mV"})j"));

  model.run(1e-4);

  const double v = -0.052, e = std::exp((v + 0.05) / 0.002), im = (-0.07 - v) + 0.002 * e;
  const double g = 1 - e, c = 0.01 / 1e-4;
  EXPECT_NEAR(model.value("n.v"), (c * v + im + g * v) / (c + g), 1e-15);
}

TEST(Cable, TakesInputFromTimedArraysSynapsesAndPerCompartmentProperties) {
  const std::string body = cell(
      cylinder(4, "400 um", "2 um"),
      R"j("equations": ["Im = gL*(EL - v) + gs*(0*volt - v) : amp/meter**2",
           "dgs/dt = -gs/(5*ms) : siemens/meter**2", "I = stim(t)*int(i == 3) : amp (point current)",
           "gL : siemens/meter**2", "EL : volt"],
          "Cm": [0.01, 0.01, 0.02, 0.02], "Ri": "(1 + int(i > 1))*ohm*meter",
          "init": {"gL": 1, "v": "-70*mV", "EL": "-70*mV"})j",
      R"j(, "inputs": [{"kind": "timed-array", "name": "stim", "values": [0, 1e-10, 0], "unit": "amp",
                        "dt": "10 ms"},
                       {"kind": "spikes", "name": "in", "size": 1, "indices": [0], "times": [0.03]}],
           "synapses": [{"name": "s", "from": "in", "to": "n[160*um:]", "onPre":
              "gs += 2*siemens/meter**2", "connect": {"condition": "j == 1"}}])j");
  Model model(body);
  model.run(0.01);
  EXPECT_NEAR(model.value("n.v", 3), -0.07, 1e-15);

  model.run(0.01);
  EXPECT_GT(model.value("n.v", 3), model.value("n.v", 2));
  EXPECT_GT(model.value("n.v", 0), -0.07);

  model.run(0.0105);
  EXPECT_EQ(model.value("n.gs", 2), 0);
  EXPECT_NEAR(model.value("n.gs", 3), 2 * std::exp(-0.1 * 4 / 5), 1e-12);
}

// Hodgkin & Huxley (1952): the squid's axon at 18.5 degrees, 476 um thick, v relative to rest.
std::string squid(int n, const char* length) {
  return cell(cylinder(n, length, "476 um"), R"j("equations": [
      "Im = gl*(El - v) + gNa*m**3*h*(ENa - v) + gK*n_**4*(EK - v) : amp/meter**2",
      "I : amp (point current)",
      "dm/dt = phi*(alpham*(1 - m) - betam*m) : 1",
      "dn_/dt = phi*(alphan*(1 - n_) - betan*n_) : 1",
      "dh/dt = phi*(alphah*(1 - h) - betah*h) : 1",
      "alpham = 1/exprel((25*mV - v)/(10*mV))/ms : Hz",
      "betam = 4*exp(-v/(18*mV))/ms : Hz",
      "alphah = 0.07*exp(-v/(20*mV))/ms : Hz",
      "betah = 1/(exp((30*mV - v)/(10*mV)) + 1)/ms : Hz",
      "alphan = 0.1/exprel((10*mV - v)/(10*mV))/ms : Hz",
      "betan = 0.125*exp(-v/(80*mV))/ms : Hz"],
      "constants": {"phi": "3.0**1.22", "El": "10.613 mV", "ENa": "115 mV", "EK": "-12 mV", "gl": "3 siemens/meter**2",
                    "gNa": "1200 siemens/meter**2", "gK": "360 siemens/meter**2"},
      "Cm": "1 uF/cm**2", "Ri": "35.4 ohm*cm", "method": "exponential_euler",
      "threshold": "v > 50*mV", "refractory": "v > 30*mV",
      "init": {"m": 0.0529, "h": 0.5961, "n_": 0.3177})j",
              R"j(, "dt": "10 us", "record": [{"spikes": "n"}])j");
}

// m/s, from a quarter to three quarters of the way.
double velocity(int n, const BuildOptions& options = {}) {
  Model model(squid(n, "10 cm"), options);
  EXPECT_TRUE(model->set("n[0].I", 1e-5).ok());
  model.run(0.002);
  EXPECT_TRUE(model->set("n.I", 0).ok());
  model.run(0.01);
  const std::vector<int64_t> from = model.steps_of(n / 4), to = model.steps_of(3 * n / 4);
  if (from.size() != 1 || to.size() != 1) return 0;
  return 0.05 / (double(to[0] - from[0]) * 1e-5);
}

TEST(Cable, CarriesAnActionPotentialAtTheSpeedOfTheSquidsAxon) {
  // Hodgkin & Huxley computed 18.8 m/s.
  EXPECT_NEAR(velocity(400), 18.8, 0.4);
}

TEST(Cable, GivesTheSameBitsWithThreadsAndOnEveryTier) {
  const auto digest = [](const BuildOptions& options) {
    Model model(squid(60, "1 cm"), options);
    EXPECT_TRUE(model->set("n[0].I", 1e-5).ok());
    return model.run(0.003)->digest();
  };
  const std::string one = digest({});
  EXPECT_EQ(digest(with_threads(3)), one);
  for (const std::string& tier : simd_tiers()) EXPECT_EQ(digest(with_simd(tier)), one) << tier;
}

TEST(Cable, GoesOnFromASnapshotWithTheSameBits) {
  Model model(squid(20, "1 cm"));
  ASSERT_TRUE(model->set("n[0].I", 1e-5).ok());
  model.run(0.001);
  const std::vector<uint8_t> kept = model->snapshot();
  ASSERT_TRUE(model->set("n.Ri", 1).ok());
  ASSERT_TRUE(model->set("n.Ri", 0.354).ok());
  const std::string first = model.run(0.001)->digest();
  ASSERT_TRUE(model->set("n.Cm", 0.02).ok());
  model.run(0.001);

  ASSERT_TRUE(model->restore({kept.data(), kept.size()}).ok());

  EXPECT_EQ(model.run(0.001)->digest(), first);
}

TEST(Cable, LooksAtTheThresholdWhereItIsTold) {
  const auto run = [](const char* place) {
    Model model(cell(R"j({"kind": "soma", "diameter": "20 um", "children":
                          {"axon": {"kind": "cylinder", "n": 4, "length": "40 um", "diameter": "2 um"}}})j",
                     std::string(kPassive) + R"j(, "threshold": "v > 1*mV", "reset": "v = 0*mV",
                       "init": {"v": "2*mV"})j" +
                         place,
                     R"j(, "record": [{"spikes": "n"}])j"));
    Spikes spikes = model.run(1e-4).spikes();
    return spikes;
  };
  EXPECT_EQ(run("").size(), 5u);
  EXPECT_EQ(run(R"j(, "thresholdLocation": 3)j"), (Spikes{{0, 3}}));
  EXPECT_EQ(run(R"j(, "thresholdLocation": "axon[35*um]")j"), (Spikes{{0, 4}}));
  EXPECT_EQ(run(R"j(, "thresholdLocation": "axon[0]")j"), (Spikes{{0, 1}}));
}

TEST(Cable, ChoosesExactForGatesAndTellsWhatItDoes) {
  Model model(squid(4, "1 cm"));
  const std::string text = model->explain();
  EXPECT_NE(text.find("cable (backward Euler)"), std::string::npos);
  EXPECT_NE(text.find("n_cable (Cable)"), std::string::npos);
  EXPECT_NE(model->outline().find("point current"), std::string::npos);

  Model exact(cell(cylinder(2, "10 um", "1 um"),
                   R"j("equations": ["Im = g*(0*volt - v) : amp/meter**2",
                        "dg/dt = -g/(5*ms) : siemens/meter**2"])j"));
  EXPECT_NE(exact->explain().find("method exact"), std::string::npos);
  Model curved(cell(cylinder(2, "10 um", "1 um"),
                    R"j("equations": ["Im = g*(0*volt - v) : amp/meter**2",
                         "dg/dt = -g*g/(5*ms*siemens/meter**2) : siemens/meter**2"])j"));
  EXPECT_NE(curved->explain().find("method rk2"), std::string::npos);
}

TEST(Cable, ReportsAPotentialThatIsNotFinite) {
  auto built = Simulation::build(document(
      cell(R"j({"kind": "soma", "diameter": "20 um"})j",
           R"j("equations": "Im = exp(v/mV)*amp/meter**2 : amp/meter**2", "init": {"v": 2})j")));
  ASSERT_TRUE(built.ok()) << describe(built.error());

  const Status done = (*built)->run(0.01);

  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().code, ErrorCode::numeric);
  EXPECT_EQ(done.error().where, "n.v[0]");
}

TEST(Cable, ThatIsWrongIsNamed) {
  const std::string n = "spatialNeurons[0] 'n'";
  const struct {
    const char* keys;
    std::string where;
    ErrorCode code;
  } cases[] = {
      {R"j("equations": "g : 1")j", n + ".equations", ErrorCode::invalid_argument},
      {R"j("equations": "Im : amp/meter**2")j", n + ".equations", ErrorCode::invalid_argument},
      {R"j("equations": "Im = 1*nA : amp")j", n + ".equations", ErrorCode::unit},
      {R"j("equations": ["Im = J : amp/meter**2", "J : amp/meter**2 (point current)"])j",
       n + ".equations", ErrorCode::unit},
      {R"j("equations": ["Im = 0*amp/meter**2 : amp/meter**2", "v : volt"])j", n + ".equations:2:1",
       ErrorCode::duplicate_name},
      {R"j("equations": ["Im = 0*amp/meter**2 : amp/meter**2", "area : 1"])j", n + ".equations:2:1",
       ErrorCode::duplicate_name},
      {R"j("equations": "Im = 0*amp/meter**2 : amp/meter**2", "constants": {"v": "1 mV"})j",
       n + ".constants.v", ErrorCode::duplicate_name},
      {R"j("equations": "Im = 0*amp/meter**2 : amp/meter**2", "Cm": "1 mV")j", n + ".Cm:1:1",
       ErrorCode::unit},
      {R"j("equations": "Im = 0*amp/meter**2 : amp/meter**2", "Ri": [1, 2])j", n + ".Ri",
       ErrorCode::invalid_argument},
      {R"j("equations": "Im = 0*amp/meter**2 : amp/meter**2", "Ri": [1, 2, 0])j", n + ".Ri",
       ErrorCode::invalid_argument},
      {R"j("equations": "Im = 0*amp/meter**2 : amp/meter**2", "init": {"area": 1})j",
       n + ".init.area", ErrorCode::invalid_argument},
      {R"j("equations": "Im = 0*amp/meter**2 : amp/meter**2", "init": {"axon.v": 1})j",
       n + ".init['axon.v']", ErrorCode::unknown_name},
      {R"j("equations": "Im = 0*amp/meter**2 : amp/meter**2", "thresholdLocation": 1)j",
       n + ".thresholdLocation", ErrorCode::invalid_argument},
      {R"j("equations": "Im = 0*amp/meter**2 : amp/meter**2", "threshold": "v > 1*mV",
           "thresholdLocation": 3)j",
       n + ".thresholdLocation", ErrorCode::out_of_range},
      {R"j("equations": "Im = 0*amp/meter**2 : amp/meter**2", "threshold": "v > 1*mV",
           "thresholdLocation": "axon")j",
       n + ".thresholdLocation", ErrorCode::unknown_name},
      {R"j("equations": "Im = 0*amp/meter**2 : amp/meter**2", "threshold": "v > 1*mV",
           "thresholdLocation": "main")j",
       n + ".thresholdLocation", ErrorCode::invalid_argument},
      {R"j("equations": ["Im = 0*amp/meter**2 : amp/meter**2", "dg/dt = -g/ms + xi*second**-0.5 : 1"],
           "method": "exact")j",
       n + ".method", ErrorCode::unsupported},
      {R"j("equations": "Im = 0*amp/meter**2 : amp/meter**2", "reset": "v = 0*mV")j", n + ".reset",
       ErrorCode::invalid_argument},
      {R"j("equations": "Im = 0*amp/meter**2 : amp/meter**2", "size": 3)j", n + ".size",
       ErrorCode::unknown_key},
  };
  for (const auto& one : cases) {
    const Error error = error_of(cell(cylinder(3, "30 um", "1 um"), one.keys));
    EXPECT_EQ(error.where, one.where) << one.keys << "\n" << error.message;
    EXPECT_EQ(to_string(error.code), to_string(one.code)) << one.keys << error.message;
  }
  const Error flag = error_of(
      R"j("neurons": [{"name": "g", "size": 1, "equations": "I : amp (point current)"}])j");
  EXPECT_EQ(to_string(flag.code), to_string(ErrorCode::unsupported));
}

}  // namespace
}  // namespace myelin::equations
