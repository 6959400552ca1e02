#include "equations/morphology.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "equations/values.h"

namespace myelin::equations {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr double kLargest = 10;  // m; what is larger forgot its unit

using Vector = std::array<double, 3>;

double size_of_vector(const Vector& a) {
  return __builtin_sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]);
}

// Where a section ends: its children begin there.
struct Tip {
  double distance = 0;
  Vector at{}, direction{1, 0, 0};
};

class Builder {
 public:
  Builder(const Assembly& assembly, const Scope& scope, Morphology& out)
      : assembly_(assembly), scope_(scope), out_(out) {}

  Status run() {
    const int64_t n = out_.sections.back().end;
    for (auto& column : out_.columns) column.reserve(size_t(n));
    tips_.resize(out_.sections.size());
    for (size_t k = 0; k < out_.sections.size(); ++k) {
      const Section& section = out_.sections[k];
      tip_ = section.parent < 0 ? Tip{} : tips_[size_t(section.parent)];
      if (Status s = section.kind == Section::Kind::soma ? soma(section) : cones(section); !s) {
        return s;
      }
      tips_[k] = tip_;
    }
    return {};
  }

 private:
  Expected<double> size(const Value& value, const char* what) const {
    Dimension metre;
    metre.exponents[0] = 1;
    auto number = read_scalar(assembly_, value, scope_, metre);
    if (!number || (*number > 0 && *number <= kLargest)) return number;
    return Error{ErrorCode::invalid_argument, value.where,
                 std::string("the ") + what + " is " + format_number(*number) +
                     " m; it must be above 0 and at most 10 m"};
  }

  void add(Geometry what, double value) { out_[what].push_back(value); }

  void add_place(const Vector& middle) {
    add(Geometry::x, middle[0]);
    add(Geometry::y, middle[1]);
    add(Geometry::z, middle[2]);
  }

  Status soma(const Section& section) {
    auto d = size(section.diameters[0], "diameter");
    if (!d) return d.error();
    if (!section.points.empty()) {
      std::copy(section.points.begin(), section.points.end(), tip_.at.begin());
    }
    add(Geometry::length, *d);
    add(Geometry::diameter, *d);
    add(Geometry::area, kPi * *d * *d);
    add(Geometry::volume, kPi / 6 * *d * *d * *d);
    add(Geometry::distance, tip_.distance);
    add_place(tip_.at);
    add(Geometry::r_length_1, 1);  // as good as no resistance
    add(Geometry::r_length_2, 1);
    return {};
  }

  // Lengths and diameters of a section's compartments.
  Status read_sizes(const Section& section) {
    const size_t n = size_t(section.compartments);
    lengths_.clear();
    diameters_.clear();
    for (const Value& value : section.diameters) {
      auto d = size(value, "diameter");
      if (!d) return d.error();
      diameters_.push_back(*d);
    }
    for (const Value& value : section.lengths) {
      auto length = size(value, "length");
      if (!length) return length.error();
      lengths_.push_back(*length);
    }
    const bool cylinder = section.kind == Section::Kind::cylinder;
    if (cylinder) lengths_.assign(n, lengths_[0] / double(n));
    // Not diameters_[0] itself: assign() may let go of it before it is read.
    if (cylinder) diameters_.assign(n, double(diameters_[0]));
    for (size_t k = 0; k + 3 < section.points.size(); k += 3) {
      Vector step;
      for (size_t c = 0; c < 3; ++c) step[c] = section.points[k + 3 + c] - section.points[k + c];
      lengths_.push_back(size_of_vector(step));
      if (lengths_.back() > 0 && lengths_.back() <= kLargest) continue;
      return Error{ErrorCode::invalid_argument, section.where,
                   "the length of compartment " + std::to_string(k / 3) + " is " +
                       format_number(lengths_.back()) +
                       " m; it must be above 0 and at most 10 m, so two points that follow each "
                       "other cannot be the same"};
    }
    return {};
  }

  void turn(const Section& section) {
    const double size = size_of_vector(section.direction);
    for (size_t c = 0; size > 0 && c < 3; ++c) tip_.direction[c] = section.direction[c] / size;
  }

  Status cones(const Section& section) {
    if (Status s = read_sizes(section); !s) return s;
    turn(section);
    const size_t n = size_t(section.compartments);
    const bool ends = diameters_.size() > n;
    for (size_t k = 0; k < n; ++k) {
      cone(lengths_[k], diameters_[k], ends ? diameters_[k + 1] : diameters_[k],
           section.points.empty() ? nullptr : &section.points[3 * k]);
    }
    return {};
  }

  // A compartment from the tip on; `points`: where it begins and ends.
  void cone(double length, double d1, double d2, const double* points) {
    const double d = (d1 + d2) / 2, half = (d1 - d2) / 2;
    add(Geometry::length, length);
    add(Geometry::diameter, d);
    add(Geometry::area, kPi / 2 * (d1 + d2) * __builtin_sqrt(length * length + half * half));
    add(Geometry::volume, kPi / 12 * length * (d1 * d1 + d1 * d2 + d2 * d2));
    add(Geometry::distance, tip_.distance + length / 2);
    add(Geometry::r_length_1, kPi / 2 * d1 * d / length);
    add(Geometry::r_length_2, kPi / 2 * d * d2 / length);
    tip_.distance += length;
    Vector from = tip_.at, middle;
    for (size_t c = 0; c < 3; ++c) {
      if (points) from[c] = points[c];
      tip_.at[c] = points ? points[3 + c] : from[c] + length * tip_.direction[c];
      if (points) tip_.direction[c] = (points[3 + c] - points[c]) / length;
      middle[c] = (from[c] + tip_.at[c]) / 2;
    }
    add_place(middle);
  }

  const Assembly& assembly_;
  const Scope& scope_;
  Morphology& out_;
  Tip tip_;
  std::vector<Tip> tips_;
  std::vector<double> lengths_, diameters_;
};

bool read_index(std::string_view text, int64_t& value) {
  if (text.empty() || text.size() > 10) return false;
  value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return false;
    value = 10 * value + (c - '0');
  }
  return true;
}

Error outside(const std::string& where, std::string_view text, const std::string& limits) {
  return {ErrorCode::out_of_range, where,
          "[" + std::string(text) + "] does not lie within " + limits + ", or is empty"};
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// Cuts a range down to what stands between brackets: numbers, or distances along a section.
class Slice {
 public:
  Slice(const Assembly& assembly, GroupRange& range, const Section& section, std::string_view text,
        const std::string& where)
      : assembly_(assembly), range_(range), section_(section), text_(text), where_(where) {
    const size_t colon = text.find(':');
    is_slice_ = colon != text.npos;
    first_ = trimmed(text.substr(0, colon));
    last_ = is_slice_ ? trimmed(text.substr(colon + 1)) : std::string_view{};
  }

  Status cut() {
    int64_t a = 0, b = range_.size();
    const bool numbered = (read_index(first_, a) || (is_slice_ && first_.empty())) &&
                          (last_.empty() || read_index(last_, b));
    if (!numbered) return by_distance();
    if (!is_slice_) b = a + 1;
    if (a < 0 || a >= b || b > range_.size()) {
      return outside(where_, text_, "[0:" + std::to_string(range_.size()) + "]");
    }
    range_ = {range_.group, range_.begin + a, range_.begin + b};
    return {};
  }

 private:
  Expected<double> read(std::string_view text, double otherwise) const {
    if (is_slice_ && text.empty()) return otherwise;
    Dimension metre;
    metre.exponents[0] = 1;
    return read_scalar(assembly_, {std::string(text), where_}, *range_.group->constants, metre);
  }

  Status by_distance() {
    const std::vector<double>& length = (*range_.group->cell)[Geometry::length];
    double whole = 0;
    for (int64_t k = section_.begin; k < section_.end; ++k) whole += length[size_t(k)];
    const auto a = read(first_, 0), b = read(last_, whole);
    if (!a) return a.error();
    if (is_slice_ && !b) return b.error();
    int64_t begin = section_.end, end = section_.begin;
    double at = 0;
    for (int64_t k = section_.begin; k < section_.end; ++k) {
      const double next = at + length[size_t(k)], middle = (at + next) / 2;
      const bool last = k + 1 == section_.end && *a <= whole * (1 + 1e-12);
      const bool inside = is_slice_ ? middle >= *a && middle < *b : *a >= at && (*a < next || last);
      if (inside) begin = std::min(begin, k), end = k + 1;
      at = next;
    }
    const bool fits = *a >= 0 && (!is_slice_ || *b <= whole * (1 + 1e-12));
    if (begin >= end || !fits) {
      return outside(where_, text_, "the section, which is " + format_number(whole) + " m long");
    }
    range_ = {range_.group, begin, end};
    return {};
  }

  const Assembly& assembly_;
  GroupRange& range_;
  const Section& section_;
  std::string_view text_, first_, last_;
  const std::string& where_;
  bool is_slice_ = false;
};

}  // namespace

int64_t number_compartments(std::vector<Section>& sections) {
  int64_t count = 0;
  for (Section& section : sections) {
    section.begin = count;
    section.end = section.subtree_end = count += section.compartments;
  }
  for (size_t k = sections.size(); k-- > 1;) {
    Section& parent = sections[size_t(sections[k].parent)];
    parent.subtree_end = std::max(parent.subtree_end, sections[k].subtree_end);
  }
  return count;
}

Expected<Morphology> make_morphology(const Assembly& assembly, const Scope& scope,
                                     std::vector<Section> sections) {
  Morphology made;
  made.sections = std::move(sections);
  if (Status s = Builder(assembly, scope, made).run(); !s) return s.error();
  return made;
}

Expected<SectionName> find_section(const std::vector<Section>& sections, std::string_view path,
                                   const std::string& where) {
  SectionName found;
  while (!path.empty()) {
    path.remove_prefix(1);  // the point
    const std::string name(path.substr(0, path.find('.')));
    path.remove_prefix(name.size());
    if (name == "main" && path.empty()) {
      found.only = true;
      break;
    }
    std::vector<std::string> names;
    size_t next = found.section;
    for (size_t k = found.section + 1; k < sections.size(); ++k) {
      if (sections[k].parent != int32_t(found.section)) continue;
      if (sections[k].name == name) next = k;
      names.push_back(sections[k].name);
    }
    if (next == found.section) {
      return Error{ErrorCode::unknown_name, where,
                   "there is no part '" + name + "' there" +
                       (names.empty() ? "; it has none" : "; parts are " + join(names, ", "))};
    }
    found.section = next;
  }
  return found;
}

Expected<GroupRange> find_compartments(const Assembly& assembly, Group& group,
                                       std::string_view path, const std::string& where) {
  const size_t bracket = path.find('[');
  const std::vector<Section>& sections = group.cell->sections;
  const auto found = find_section(sections, path.substr(0, bracket), where);
  if (!found) return found.error();
  const Section& section = sections[found->section];
  GroupRange range{&group, section.begin, found->only ? section.end : section.subtree_end};
  if (bracket == path.npos) return range;
  if (path.back() != ']') {
    return Error{ErrorCode::parse, where, "nothing can follow the closing bracket"};
  }
  const std::string_view inside = path.substr(bracket + 1, path.size() - bracket - 2);
  if (Status s = Slice(assembly, range, section, inside, where).cut(); !s) return s.error();
  return range;
}

}  // namespace myelin::equations
