// Cells in the format SWC (Cannon et al. 1998): points with a radius, each continuing an earlier
// one.
#include <algorithm>
#include <cmath>
#include <map>

#include "base/number.h"
#include "base/text.h"
#include "equations/morphology.h"

namespace myelin::equations {
namespace {

constexpr double kMicrometre = 1e-6;
constexpr int kSoma = 1;

struct Point {
  int type = 0;
  double at[3] = {}, diameter = 0;  // m
  int32_t parent = -1;
  std::vector<int32_t> children;
};

constexpr const char* kNames[] = {"undefined", "soma", "axon", "dend", "apic", "other"};
size_t name_of(int type) { return type >= 0 && type <= 4 ? size_t(type) : 5; }

class Reader {
 public:
  explicit Reader(const Text& text) : text_(text) {}

  Status run() {
    for (size_t begin = 0; begin < text_.text.size();) {
      const size_t end = std::min(text_.text.find('\n', begin), text_.text.size());
      ++line_;
      if (Status s = read_line(text_.text.substr(begin, end - begin)); !s) return s;
      begin = end + 1;
    }
    if (points.empty()) return fail("there are no points");
    return {};
  }

  std::vector<Point> points;

 private:
  Error fail(const std::string& message) const {
    return {ErrorCode::parse, text_.where + (line_ ? ":" + std::to_string(line_) : ""), message};
  }

  // number type x y z radius parent
  Status read_line(const std::string& line) {
    double values[7];
    std::string_view rest = line;
    int count = 0;
    for (; count < 8; ++count) {
      rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r,"), rest.size()));
      if (rest.empty() || rest[0] == '#') break;
      const auto [value, length] = read_number(rest);
      if (!length || count == 7 || !std::isfinite(value)) {
        return fail("a line has seven finite numbers: number, type, x, y, z, radius, parent");
      }
      values[count] = value;
      rest.remove_prefix(length);
    }
    if (!count) return {};
    if (count < 7) {
      return fail("this line has " + std::to_string(count) +
                  " numbers; there must be seven: number, type, x, y, z, radius, parent");
    }
    return add(values);
  }

  Status add(const double (&values)[7]) {
    const double id = values[0], parent = values[6];
    const auto whole = [](double x) { return x == std::floor(x) && std::fabs(x) < 2147483647; };
    if (!whole(id) || !whole(values[1]) || !whole(parent) || id < 0) {
      return fail("number, type and parent must be integers, and the number not negative");
    }
    if (!(values[5] > 0)) {
      return fail("the radius is " + format_number(values[5]) + "; it must be above zero");
    }
    Point point;
    point.type = int(values[1]);
    for (size_t c = 0; c < 3; ++c) point.at[c] = values[2 + c] * kMicrometre;
    point.diameter = 2 * values[5] * kMicrometre;
    if (points.empty() != (parent < 0)) {
      return fail(points.empty() ? "the first point must be the root, with parent -1"
                                 : "there is a root already, so the parent cannot be " +
                                       format_number(parent));
    }
    if (parent >= 0) {
      const auto known = numbers_.find(int32_t(parent));
      if (known == numbers_.end()) {
        return fail("the parent is " + format_number(parent) + ", but no line above has that " +
                    "number; a parent stands before its children");
      }
      point.parent = known->second;
      points[size_t(point.parent)].children.push_back(int32_t(points.size()));
    }
    if (!numbers_.emplace(int32_t(id), int32_t(points.size())).second) {
      return fail("the number " + format_number(id) + " is that of a line above already");
    }
    points.push_back(std::move(point));
    return {};
  }

  const Text& text_;
  std::map<int32_t, int32_t> numbers_;  // of lines to those of points
  size_t line_ = 0;
};

double distance(const Point& a, const Point& b) {
  double sum = 0;
  for (size_t c = 0; c < 3; ++c) sum += (a.at[c] - b.at[c]) * (a.at[c] - b.at[c]);
  return __builtin_sqrt(sum);
}

// A soma of three points, the second and third on the sphere around the first, becomes one point.
void join_three_point_soma(std::vector<Point>& points) {
  Point& root = points[0];
  std::vector<int32_t> soma, rest;
  for (const int32_t child : root.children) {
    (points[size_t(child)].type == kSoma ? soma : rest).push_back(child);
  }
  if (root.type != kSoma || soma.size() != 2) return;
  for (const int32_t child : soma) {
    const double off = distance(root, points[size_t(child)]) - root.diameter / 2;
    if (!points[size_t(child)].children.empty()) return;
    if (std::fabs(off) > 0.05 * root.diameter / 2) return;
  }
  root.children = std::move(rest);
}

class Merger {
 public:
  Merger(const std::vector<Point>& points, const std::string& where)
      : points_(points), where_(where) {}

  std::vector<Section> run() {
    pending_.push_back({0, -1, ""});
    while (!pending_.empty()) {
      const Begin begin = std::move(pending_.back());
      pending_.pop_back();
      const int32_t last = chain_from(begin.point);
      add_section(begin);
      add_children(last);
    }
    return std::move(sections_);
  }

 private:
  struct Begin {
    int32_t point, parent;  // parent: a section
    std::string name;
  };

  // The points that belong together; answers the last.
  int32_t chain_from(int32_t first) {
    chain_.assign(1, first);
    while (true) {
      const Point& last = points_[size_t(chain_.back())];
      if (last.children.size() != 1) break;
      if (points_[size_t(last.children[0])].type != last.type) break;
      chain_.push_back(last.children[0]);
    }
    return chain_.back();
  }

  void add_point(Section& section, const double* at, double diameter) const {
    section.points.insert(section.points.end(), at, at + 3);
    section.diameters.push_back({diameter, where_});
  }

  void add_section(const Begin& begin) {
    Section section;
    section.name = begin.name;
    section.parent = begin.parent;
    section.where = where_ + (begin.name.empty() ? "" : " '" + begin.name + "'");
    section.kind =
        begin.parent < 0 && chain_.size() == 1 ? Section::Kind::soma : Section::Kind::section;
    if (begin.parent >= 0) begin_section(section, points_[size_t(begin.point)]);
    for (const int32_t point : chain_) {
      add_point(section, points_[size_t(point)].at, points_[size_t(point)].diameter);
    }
    const bool soma = section.kind == Section::Kind::soma;
    section.compartments = soma ? 1 : int64_t(section.diameters.size()) - 1;
    sections_.push_back(std::move(section));
  }

  // The point at which a section that is not the root begins: its parent's last; but on a sphere
  // its own first, or the place on the sphere that is nearest to its only one.
  void begin_section(Section& section, const Point& first) const {
    const Point& parent = points_[size_t(first.parent)];
    if (sections_[size_t(section.parent)].kind != Section::Kind::soma) {
      return add_point(section, parent.at, parent.diameter);
    }
    if (chain_.size() > 1) return;
    const double radius = parent.diameter / 2, far = distance(parent, first);
    double at[3];
    for (size_t c = 0; c < 3; ++c) {
      const double share = far > 1.001 * radius ? radius / far : 0;
      at[c] = parent.at[c] + share * (first.at[c] - parent.at[c]);
    }
    add_point(section, at, first.diameter);
  }

  void add_children(int32_t point) {
    const std::vector<int32_t>& children = points_[size_t(point)].children;
    const int32_t parent = int32_t(sections_.size()) - 1;
    int counts[std::size(kNames)] = {};
    const size_t begin = pending_.size();
    for (const int32_t child : children) {
      const size_t kind = name_of(points_[size_t(child)].type);
      std::string name = kNames[kind];
      if (++counts[kind] > 1) name += std::to_string(counts[kind]);
      pending_.push_back({child, parent, std::move(name)});
    }
    std::reverse(pending_.begin() + int64_t(begin), pending_.end());
  }

  const std::vector<Point>& points_;
  const std::string& where_;
  std::vector<Section> sections_;
  std::vector<Begin> pending_;  // a stack: the first child's subtree comes first
  std::vector<int32_t> chain_;
};

}  // namespace

Expected<std::vector<Section>> read_swc(const Text& text) {
  Reader reader(text);
  if (Status s = reader.run(); !s) return s.error();
  join_three_point_soma(reader.points);
  return Merger(reader.points, text.where).run();
}

}  // namespace myelin::equations
