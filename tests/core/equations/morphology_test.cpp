// Shapes of cells: geometry, numbering, names of parts, SWC, and what is refused.
#include <gtest/gtest.h>

#include "run.h"

namespace myelin::equations {
namespace {

constexpr double kPi = 3.14159265358979323846;

// A cell "n" of that shape, and what else the document has.
std::string cell(const std::string& morphology, const std::string& keys = "",
                 const std::string& more = "") {
  return R"j("spatialNeurons": [{"name": "n", "morphology": )j" + morphology +
         R"j(, "equations": "Im = gL*(0*volt - v) : amp/meter**2 \n gL : siemens/meter**2")j" +
         keys + "}]" + more;
}

std::string swc(const std::string& lines) {
  return cell(R"j({"kind": "swc", "swc": ")j" + lines + "\"}");
}

constexpr const char* kTree = R"j({"kind": "soma", "diameter": "30 um", "children": {
  "den": {"kind": "cylinder", "n": 5, "length": "200 um", "diameter": "3 um", "children": {
    "a": {"kind": "cylinder", "n": 4, "length": 100e-6, "diameter": 1.5e-6},
    "b": {"kind": "section", "lengths": [20e-6, 30e-6, 40e-6],
          "diameters": ["2 um", "1.5 um", "1.2 um", "0.8 um"]}}},
  "axon": {"kind": "cylinder", "n": 3, "length": "L", "diameter": "1 um"}}})j";
constexpr const char* kLength = R"j(, "constants": {"L": "150 um"})j";

void expect_near(const std::vector<double>& found, const std::vector<double>& wanted) {
  ASSERT_EQ(found.size(), wanted.size());
  for (size_t k = 0; k < wanted.size(); ++k) {
    EXPECT_NEAR(found[k], wanted[k], 1e-12 * std::abs(wanted[k])) << k;
  }
}

TEST(Morphology, OfACylinderIsThatOfItsPieces) {
  Model model(cell(R"j({"kind": "cylinder", "n": 4, "length": "80 um", "diameter": "2 um",
                        "direction": [0, 3, 0]})j"));

  expect_near(model.values("n.length"), {20e-6, 20e-6, 20e-6, 20e-6});
  expect_near(model.values("n.area"), std::vector<double>(4, kPi * 2e-6 * 20e-6));
  expect_near(model.values("n.volume"), std::vector<double>(4, kPi * 1e-12 * 20e-6));
  expect_near(model.values("n.distance"), {10e-6, 30e-6, 50e-6, 70e-6});
  expect_near(model.values("n.y"), {10e-6, 30e-6, 50e-6, 70e-6});
  expect_near(model.values("n.x"), {0, 0, 0, 0});
  // pi/2 d^2 / length
  expect_near(model.values("n.r_length_1"), std::vector<double>(4, kPi / 2 * 4e-12 / 20e-6));
}

TEST(Morphology, OfATruncatedConeFollowsTheFormulas) {
  Model model(cell(R"j({"kind": "section", "lengths": ["20 um"], "diameters": [4e-6, 2e-6]})j"));

  EXPECT_NEAR(model.value("n.diameter"), 3e-6, 1e-18);
  EXPECT_NEAR(model.value("n.area"), kPi * 3e-6 * std::sqrt(20.0 * 20 + 1) * 1e-6, 1e-22);
  EXPECT_NEAR(model.value("n.volume"), kPi / 3 * 20e-6 * (4 + 2 + 1) * 1e-12, 1e-28);
  EXPECT_NEAR(model.value("n.r_length_1"), kPi / 2 * 4e-6 * 3e-6 / 20e-6, 1e-18);
  EXPECT_NEAR(model.value("n.r_length_2"), kPi / 2 * 3e-6 * 2e-6 / 20e-6, 1e-18);
}

TEST(Morphology, OfASomaIsASphere) {
  Model model(cell(R"j({"kind": "soma", "diameter": "30 um", "at": [1e-6, 2e-6, 3e-6]})j"));

  EXPECT_NEAR(model.value("n.area"), kPi * 9e-10, 1e-21);
  EXPECT_NEAR(model.value("n.volume"), kPi / 6 * 27e-15, 1e-26);
  EXPECT_EQ(model.value("n.z"), 3e-6);
  EXPECT_EQ(model.value("n.distance"), 0);
  EXPECT_EQ(model.value("n.r_length_1"), 1);
}

TEST(Morphology, NumbersCompartmentsDepthFirst) {
  Model model(cell(kTree, kLength));

  // soma, den, a, b, axon; a child begins where its parent ends, without the soma's diameter.
  expect_near(model.values("n.distance"),
              {0, 20e-6, 60e-6, 100e-6, 140e-6, 180e-6, 212.5e-6, 237.5e-6, 262.5e-6, 287.5e-6,
               210e-6, 235e-6, 270e-6, 25e-6, 75e-6, 125e-6});
}

TEST(Morphology, IsReferredToByNameNumberAndDistance) {
  const struct {
    const char* reference;
    int64_t begin, end;
  } cases[] = {
      {"n", 0, 16},
      {"n.main", 0, 1},
      {"n.den", 1, 13},
      {"n.den.main", 1, 6},
      {"n.den.a", 6, 10},
      {"n.den.b", 10, 13},
      {"n.axon", 13, 16},
      {"n[5]", 5, 6},
      {"n.den.b[1]", 11, 12},
      {"n.den[0:3]", 1, 4},
      {"n.axon[50*um]", 14, 15},
      {"n.axon[0*um]", 13, 14},
      {"n.axon[150*um]", 15, 16},
      {"n.axon[20*um:80*um]", 13, 15},
      {"n.axon[30*um:]", 14, 16},
      {"n.axon[:L/2]", 13, 14},
      {"n.den.b[19 um : 40 um]", 11, 12},
  };
  for (const auto& one : cases) {
    Model model(cell(kTree, std::string(kLength) + R"j(, "threshold": "v > 1*volt")j",
                     R"j(, "record": [{"states": ")j" + std::string(one.reference) +
                         R"j(", "variables": ["distance"]}])j"));
    model.run(1e-4);
    const std::vector<double> all = model.values("n.distance");
    const MonitorView view = model.monitor();
    ASSERT_EQ(int64_t(view.i.size), one.end - one.begin) << one.reference;
    EXPECT_EQ(model.trace(0, 0)[0], all[size_t(one.begin)]) << one.reference;
    EXPECT_EQ(model.trace(0, view.i.size - 1)[0], all[size_t(one.end - 1)]) << one.reference;
  }
}

TEST(Morphology, TakesInitialValuesAndChangesByPart) {
  Model model(cell(kTree, std::string(kLength) + R"j(, "init": {"gL": 1, "den.gL": 2,
    "den.b.gL": "3*siemens/meter**2", "axon[1].gL": 4, "axon[100*um:].gL": 5})j"));
  expect_near(model.values("n.gL"), {1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 1, 4, 5});

  ASSERT_TRUE(model->set("n.den.a.gL", 7).ok());
  ASSERT_TRUE(model->set("n[0].gL", 8).ok());

  expect_near(model.values("n.gL"), {8, 2, 2, 2, 2, 2, 7, 7, 7, 7, 3, 3, 3, 1, 4, 5});
}

TEST(Swc, MergesPointsIntoSections) {
  // A soma, a dendrite of three points that branches into two, and an axon of one.
  Model model(
      swc(R"j(# a comment\n1 1 0 0 0 10 -1\n2 3 10 0 0 2 1\n3 3 40 0 0 1 2\n4 3 60 0 0 1 3\n)j"
          R"j(5 3 60 20 0 0.5 4\n6 3 60 -20 0 0.5 4\n7 3 60 -50 0 0.5 6\n8 2 -30 0 0 0.5 1\n)j"));

  // The dendrite begins at its first point, the axon on the sphere.
  expect_near(model.values("n.length"), {20e-6, 30e-6, 20e-6, 20e-6, 20e-6, 30e-6, 20e-6});
  expect_near(model.values("n.diameter"), {20e-6, 3e-6, 2e-6, 1.5e-6, 1.5e-6, 1e-6, 1e-6});
  expect_near(model.values("n.distance"), {0, 15e-6, 40e-6, 60e-6, 60e-6, 85e-6, 10e-6});
  expect_near(model.values("n.y"), {0, 0, 0, 10e-6, -10e-6, -35e-6, 0});
  ASSERT_TRUE(model->set("n.dend.dend2.gL", 1).ok());
  ASSERT_TRUE(model->set("n.axon.gL", 2).ok());
  expect_near(model.values("n.gL"), {0, 0, 0, 0, 1, 1, 2});
}

TEST(Swc, TakesThreePointSomataForASphere) {
  Model model(swc(
      R"j(1 1 0 0 0 10 -1\n2 1 0 -10 0 10 1\n3 1 0 10 0 10 1\n4 3 0 30 0 1 1\n5 3 0 50 0 1 4)j"));

  expect_near(model.values("n.area"), {kPi * 4e-10, kPi * 2e-6 * 20e-6});
}

TEST(Swc, TakesASomaOfManyPointsForCones) {
  Model model(swc(R"j(1 1 0 0 0 5 -1\n2 1 10 0 0 5 1\n3 1 20 0 0 5 2\n4 3 30 0 0 1 3)j"));

  // The dendrite goes on from the soma's last point.
  expect_near(model.values("n.length"), {10e-6, 10e-6, 10e-6});
  expect_near(model.values("n.diameter"), {10e-6, 10e-6, 6e-6});
}

TEST(Swc, NamesTheLineThatIsWrong) {
  const struct {
    const char *lines, *where;
    ErrorCode code;
  } cases[] = {
      {R"j()j", "", ErrorCode::parse},
      {R"j(1 1 0 0 0 5)j", ":1", ErrorCode::parse},
      {R"j(1 1 0 0 0 5 -1 9)j", ":1", ErrorCode::parse},
      {R"j(1 1 0 0 zero 5 -1)j", ":1", ErrorCode::parse},
      {R"j(1 1 0 0 nan 5 -1)j", ":1", ErrorCode::parse},
      {R"j(1.5 1 0 0 0 5 -1)j", ":1", ErrorCode::parse},
      {R"j(1 1 0 0 0 -5 -1)j", ":1", ErrorCode::parse},
      {R"j(1 1 0 0 0 5 3)j", ":1", ErrorCode::parse},
      {R"j(1 1 0 0 0 5 -1\n2 3 9 0 0 1 -1)j", ":2", ErrorCode::parse},
      {R"j(1 1 0 0 0 5 -1\n#\n2 3 9 0 0 1 7)j", ":3", ErrorCode::parse},
      {R"j(1 1 0 0 0 5 -1\n2 3 9 0 0 1 2)j", ":2", ErrorCode::parse},
      {R"j(1 1 0 0 0 5 -1\n2 3 9 0 0 1 3\n3 3 9 0 0 1 2)j", ":2", ErrorCode::parse},
      {R"j(1 1 0 0 0 5 -1\n1 3 9 0 0 1 1)j", ":2", ErrorCode::parse},
      {R"j(1 1 0 0 0 5 -1\n2 3 9 0 0 1 1\n3 3 9 0 0 1 2)j", " 'dend'", ErrorCode::invalid_argument},
  };
  for (const auto& one : cases) {
    const Error error = error_of(swc(one.lines));
    EXPECT_EQ(error.where, "spatialNeurons[0] 'n'.morphology.swc" + std::string(one.where))
        << one.lines << "\n"
        << error.message;
    EXPECT_EQ(to_string(error.code), to_string(one.code)) << one.lines;
  }
}

TEST(Morphology, ThatIsWrongIsNamed) {
  const std::string root = "spatialNeurons[0] 'n'.morphology";
  const struct {
    const char* morphology;
    std::string where;
    ErrorCode code;
  } cases[] = {
      {R"j({"kind": "ball"})j", root, ErrorCode::invalid_argument},
      {R"j({"kind": "soma"})j", root, ErrorCode::invalid_argument},
      {R"j({"kind": "soma", "diameter": "-3 um"})j", root + ".diameter",
       ErrorCode::invalid_argument},
      {R"j({"kind": "soma", "diameter": "3 ms"})j", root + ".diameter:1:1", ErrorCode::unit},
      {R"j({"kind": "soma", "diameter": 30})j", root + ".diameter", ErrorCode::invalid_argument},
      {R"j({"kind": "soma", "diameter": 3e-5, "at": [1, 2]})j", root + ".at",
       ErrorCode::invalid_argument},
      {R"j({"kind": "cylinder", "n": 0, "length": 1e-4, "diameter": 1e-6})j", root + ".n",
       ErrorCode::invalid_argument},
      {R"j({"kind": "cylinder", "length": "0 um", "diameter": 1e-6})j", root + ".length",
       ErrorCode::invalid_argument},
      {R"j({"kind": "cylinder", "length": 1e-4, "diameter": 1e-6, "direction": [0, 0, 0]})j",
       root + ".direction", ErrorCode::invalid_argument},
      {R"j({"kind": "section", "diameters": [1e-6]})j", root + ".lengths",
       ErrorCode::invalid_argument},
      {R"j({"kind": "section", "lengths": [1e-5], "diameters": [1e-6, 1e-6, 1e-6]})j",
       root + ".diameters", ErrorCode::invalid_argument},
      {R"j({"kind": "section", "lengths": [1e-5, -2e-5], "diameters": [1e-6, 1e-6]})j",
       root + ".lengths[1]", ErrorCode::invalid_argument},
      {R"j({"kind": "section", "points": [[0, 0, 0], [0, 0, 0]], "diameters": [1e-6]})j", root,
       ErrorCode::invalid_argument},
      {R"j({"kind": "soma", "diameter": 3e-5, "children": {"main": {"kind": "soma", "diameter": 1e-5}}})j",
       root + ".children.main", ErrorCode::duplicate_name},
      {R"j({"kind": "soma", "diameter": 3e-5, "children": {"a": {"kind": "swc", "swc": ""}}})j",
       root + ".children.a.kind", ErrorCode::unsupported},
      {R"j({"kind": "soma", "diameter": 3e-5, "children": {"a": 3}})j", root + ".children.a",
       ErrorCode::type},
      {R"j({"kind": "soma", "diameter": 3e-5, "children": {"a": {"kind": "soma", "dia": 1}}})j",
       root + ".children.a.dia", ErrorCode::unknown_key},
  };
  for (const auto& one : cases) {
    const Error error = error_of(cell(one.morphology));
    EXPECT_EQ(error.where, one.where) << one.morphology << "\n" << error.message;
    EXPECT_EQ(to_string(error.code), to_string(one.code)) << one.morphology << error.message;
  }
}

TEST(Morphology, ReferencesToWhatIsNotThereAreNamed) {
  const struct {
    const char* reference;
    ErrorCode code;
  } cases[] = {
      {"n.dendrite", ErrorCode::unknown_name},     {"n.den.c", ErrorCode::unknown_name},
      {"n.axon[3]", ErrorCode::out_of_range},      {"n.axon[2:2]", ErrorCode::out_of_range},
      {"n.axon[151*um]", ErrorCode::out_of_range}, {"n.axon[26*um:70*um]", ErrorCode::out_of_range},
      {"n.axon[3*ms]", ErrorCode::unit},           {"n.axon[1:200*um]", ErrorCode::unit},
      {"n.axon[-1*um]", ErrorCode::out_of_range},  {"n[16]", ErrorCode::out_of_range},
      {"n.axon[2].x", ErrorCode::parse},
  };
  for (const auto& one : cases) {
    const Error error =
        error_of(cell(kTree, kLength,
                      R"j(, "record": [{"states": ")j" + std::string(one.reference) +
                          R"j(", "variables": ["v"]}])j"));
    EXPECT_EQ(to_string(error.code), to_string(one.code)) << one.reference << ": " << error.message;
  }
}

}  // namespace
}  // namespace myelin::equations
