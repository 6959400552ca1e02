// The shape of a cell: sections that branch, cut into compartments that are numbered depth first.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "equations/objects.h"

namespace myelin::equations {

// What is known of each compartment.
enum class Geometry : uint8_t {
  length,    // m
  diameter,  // m, in the middle
  area,      // m^2, of the membrane
  volume,    // m^3
  distance,  // m, from the root's beginning to the middle, along the cell
  x,
  y,
  z,           // m, of the middle
  r_length_1,  // m: the conductance from beginning to middle is r_length_1 / Ri
  r_length_2,  // m: from middle to end
  kCount,
};

struct Morphology {
  std::vector<Section> sections;
  std::array<std::vector<double>, size_t(Geometry::kCount)> columns;

  const std::vector<double>& operator[](Geometry what) const { return columns[size_t(what)]; }
  std::vector<double>& operator[](Geometry what) { return columns[size_t(what)]; }
};

// Fills begin, end and subtree_end of sections and answers how many compartments there are.
int64_t number_compartments(std::vector<Section>& sections);

// The sections of a cell in the format SWC: lines of number, type, x, y, z, radius (all in um) and
// parent. Points are merged into sections as long as they do not branch or change their type; each
// line between two points is a compartment. A single first point, or three of a soma in the
// convention of NeuroMorpho.org, are a sphere. Children are called axon, dend, apic ... with a
// number from 2 if there are several.
Expected<std::vector<Section>> read_swc(const Text& text);

// Lengths, areas and so on; sizes may use the constants of `scope`.
Expected<Morphology> make_morphology(const Assembly& assembly, const Scope& scope,
                                     std::vector<Section> sections);

// The section that ".axon.left" names, or only it without what hangs on it: ".axon.main".
struct SectionName {
  size_t section = 0;
  bool only = false;
};
Expected<SectionName> find_section(const std::vector<Section>& sections, std::string_view path,
                                   const std::string& where);

// The compartments that "", ".axon", ".axon[3]", ".axon[10:20]", ".axon[50*um]" or
// ".axon[10*um:50*um]" names. Numbers count from the section's first compartment; distances are
// along the section itself, and a compartment belongs to a slice if its middle does.
Expected<GroupRange> find_compartments(const Assembly& assembly, Group& group,
                                       std::string_view path, const std::string& where);

}  // namespace myelin::equations
