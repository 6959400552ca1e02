// "spatialNeurons": cells with a morphology.
#include "equations/morphology.h"
#include "model/read.h"
#include "model/validate.h"

namespace myelin::model {

using equations::Neurons;
using equations::Section;
using equations::Spatial;
using equations::Value;

namespace {

constexpr double kMostCompartments = 2147483583;

// One value or a list of them; numbers are metres.
std::vector<Value> read_values(const Fields& fields, std::string_view key) {
  std::vector<Value> values;
  const Node* node = fields.find(key);
  if (!node) return values;
  const std::string where = fields.where(key);
  const auto place = [&](size_t k) { return where + "[" + std::to_string(k) + "]"; };
  if (const auto* numbers = node->numbers()) {
    for (size_t k = 0; k < numbers->size(); ++k) values.push_back({(*numbers)[k], place(k)});
  } else if (const NodeList* list = node->list()) {
    for (size_t k = 0; k < list->size(); ++k) {
      values.push_back(read_value((*list)[k], place(k), fields.problems()));
    }
  } else {
    values.push_back(fields.value(key));
  }
  return values;
}

void read_direction(const Fields& fields, Section& section) {
  const Node* node = fields.find("direction");
  const auto* numbers = node ? node->numbers() : nullptr;
  if (!node) return;
  if (!numbers || numbers->size() != 3) return fields.refuse("direction", "it must be [x, y, z]");
  std::copy(numbers->begin(), numbers->end(), section.direction.begin());
  for (const double part : *numbers) {
    if (part != 0) return;
  }
  fields.refuse("direction", "it is the zero vector, which has no direction");
}

// Rows of x, y, z.
void read_points(const Fields& fields, std::string_view key, Section& section) {
  const Node* node = fields.find(key);
  if (!node || !node->list()) return;
  for (const Node& row : *node->list()) {
    if (row.numbers() && row.numbers()->size() == 3) {
      section.points.insert(section.points.end(), row.numbers()->begin(), row.numbers()->end());
    } else {
      return fields.refuse(key, "each point must be [x, y, z]");
    }
  }
}

void read_section(const Fields& fields, Section& section) {
  section.lengths = read_values(fields, "lengths");
  section.diameters = read_values(fields, "diameters");
  read_points(fields, "points", section);
  const size_t points = section.points.size() / 3, diameters = section.diameters.size();
  if (section.lengths.empty() == (points == 0)) {
    return fields.refuse("lengths", "give either the lengths of the compartments or the points");
  }
  const size_t n = points ? points - 1 : section.lengths.size();
  section.compartments = int64_t(n);
  if (n == 0) return fields.refuse("points", "there is one point; a compartment needs two");
  if (diameters == n || diameters == n + 1) return;
  fields.refuse("diameters", "there are " + std::to_string(diameters) + " diameters for " +
                                 std::to_string(n) +
                                 " compartments; give as many, or one more "
                                 "for the diameters of their ends");
}

class MorphologyReader {
 public:
  explicit MorphologyReader(std::vector<Section>& sections) : sections_(sections) {}

  void read(const Fields& fields, const std::string& name, int32_t parent) {
    const std::string kind = fields.string("kind");
    if (kind == "swc") return read_file(fields, parent);
    Section section;
    section.name = name;
    section.where = fields.where();
    section.parent = parent;
    read_direction(fields, section);
    if (kind == "section") {
      section.kind = Section::Kind::section;
      read_section(fields, section);
    } else {
      section.diameters = read_values(fields, "diameter");
      if (kind == "cylinder") {
        section.kind = Section::Kind::cylinder;
        section.lengths = read_values(fields, "length");
        section.compartments = fields.integer("n", 1);
      } else if (const Node* at = fields.find("at"); at && at->numbers()) {
        section.points = *at->numbers();
        if (section.points.size() != 3) fields.refuse("at", "it must be [x, y, z] in metres");
      }
    }
    sections_.push_back(std::move(section));
    read_children(fields, int32_t(sections_.size()) - 1);
  }

 private:
  void read_children(const Fields& fields, int32_t parent) {
    const Node* children = fields.find("children");
    if (!children || !children->object()) return;
    for (const Member& member : *children->object()) {
      const std::string where = place_of_key(fields.where("children"), member.key);
      if (member.key == "main") {
        fields.problems().add(ErrorCode::duplicate_name, where,
                              "'main' is what a section without its children is called; give the "
                              "child another name");
      }
      read({member.value, where, fields.problems()}, member.key, parent);
    }
  }

  void read_file(const Fields& fields, int32_t parent) {
    if (parent >= 0) {
      fields.refuse("kind", "an SWC text is a whole cell; it cannot be a child",
                    ErrorCode::unsupported);
      return sections_.push_back({});
    }
    auto sections = equations::read_swc(fields.text("swc"));
    if (sections) {
      sections_ = std::move(*sections);
    } else {
      if (!fields.problems().first) fields.problems().first = sections.error();
      sections_.push_back({});
    }
  }

  std::vector<Section>& sections_;
};

// What hangs on the root can be referred to like a subgroup, and is shown as such.
void add_subtrees(Neurons& neurons) {
  std::vector<equations::Subgroup> made;
  for (const Section& section : neurons.cell->sections) {
    if (section.parent != 0) continue;
    made.push_back({section.name, section.begin, section.subtree_end, section.where});
  }
  neurons.subgroups.insert(neurons.subgroups.begin(), made.begin(), made.end());
}

void check_subgroups(const Fields& fields, const Neurons& neurons) {
  for (const equations::Subgroup& one : neurons.subgroups) {
    for (const Section& section : neurons.cell->sections) {
      if (section.parent != 0 || section.name != one.name) continue;
      fields.problems().add(ErrorCode::duplicate_name, one.where,
                            "'" + one.name + "' is the name of a part of the cell already");
    }
  }
}

}  // namespace

void read_spatial_neurons(const Fields& fields, equations::Network& network) {
  Spatial cell;
  const Node* morphology = fields.find("morphology");
  if (!morphology) return;
  MorphologyReader(cell.sections)
      .read({*morphology, fields.where("morphology"), fields.problems()}, "", -1);
  const int64_t size = equations::number_compartments(cell.sections);
  if (double(size) > kMostCompartments) {
    fields.refuse("morphology", "there are " + std::to_string(size) +
                                    " compartments; at most 2147483583 are possible");
  }
  cell.cm = fields.value("Cm");
  cell.ri = fields.value("Ri");
  cell.location = fields.value("thresholdLocation");
  if (!cell.location.empty() && !fields.find("threshold")) {
    fields.refuse("thresholdLocation", "a location needs a threshold");
  }
  Neurons neurons = read_group(fields, size);
  neurons.cell = std::move(cell);
  check_subgroups(fields, neurons);
  add_subtrees(neurons);
  network.neurons.push_back(std::move(neurons));
}

}  // namespace myelin::model
