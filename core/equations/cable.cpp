#include "equations/cable.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "equations/hines.h"

namespace myelin::equations {

Cable::Cable(const Assembly& assembly, const Group& group, Program program)
    : code_(assembly, std::move(program), group.key),
      cell_(*group.cell),
      size_(size_t(group.size)),
      capacity_(size_),
      conductance_(size_ + kBlock),
      current_(size_ + kBlock),
      known_cm_(size_),
      known_ri_(size_) {
  const auto id = [&](const char* name) {
    return assembly.storage_of(*group.variables.at(name)).signal;
  };
  v_id_ = id("v"), ic_id_ = id("Ic"), cm_id_ = id("Cm"), ri_id_ = id("Ri");
  code_.watch(group);
  number_nodes();
}

// Parents come before their children: the compartments of a section, then the node at its end if
// something begins there, then what begins there.
void Cable::number_nodes() {
  const std::vector<Section>& sections = cell_.sections;
  std::vector<int32_t> tip(sections.size(), -1);
  std::vector<bool> branches(sections.size());
  for (const Section& section : sections) {
    if (section.parent >= 0) branches[size_t(section.parent)] = true;
  }
  for (size_t k = 0; k < sections.size(); ++k) {
    const Section& section = sections[k];
    int32_t last = section.parent < 0 ? -1 : tip[size_t(section.parent)];
    for (int64_t c = section.begin; c < section.end + branches[k]; ++c) {
      parent_.push_back(last);
      last = int32_t(parent_.size()) - 1;
      if (c < section.end) node_.push_back(last);
    }
    tip[k] = last;
  }
  g_.resize(parent_.size());
  e_.resize(parent_.size());
  b_.resize(parent_.size());
}

std::vector<Use> Cable::uses() const {
  std::vector<Use> uses = code_.uses();
  uses.push_back({v_id_, Access::update});
  uses.push_back({ic_id_, Access::set});
  uses.push_back({cm_id_, Access::read});
  uses.push_back({ri_id_, Access::read});
  return uses;
}

void Cable::bind(const SignalStore& store) {
  code_.bind(store);
  v_ = store.data<double>(v_id_);
  ic_ = store.data<double>(ic_id_);
  cm_ = store.data<double>(cm_id_);
  ri_ = store.data<double>(ri_id_);
}

bool Cable::same_properties(double dt) const {
  return dt == known_dt_ && std::equal(cm_, cm_ + size_, known_cm_.begin()) &&
         std::equal(ri_, ri_ + size_, known_ri_.begin());
}

void Cable::prepare(double dt) {
  known_dt_ = dt;
  std::copy(cm_, cm_ + size_, known_cm_.begin());
  std::copy(ri_, ri_ + size_, known_ri_.begin());
  const std::vector<double>&area = cell_[Geometry::area], &r1 = cell_[Geometry::r_length_1],
        &r2 = cell_[Geometry::r_length_2];
  for (size_t k = 0; k < size_; ++k) capacity_[k] = area[k] * cm_[k] / dt;
  for (const Section& section : cell_.sections) {
    for (size_t k = size_t(section.begin); k < size_t(section.end); ++k) {
      const bool first = k == size_t(section.begin);
      const double behind = first ? 0 : ri_[k - 1] / r2[k - 1];
      g_[size_t(node_[k])] = 1 / (behind + ri_[k] / r1[k]);
    }
    const size_t last = size_t(section.end) - 1, tip = size_t(node_[last]) + 1;
    const bool branches =
        tip < parent_.size() && (last + 1 == size_ || tip != size_t(node_[last + 1]));
    if (branches) g_[tip] = r2[last] / ri_[last];
  }
  g_[0] = 0;  // the root's beginning is closed
}

void Cable::run(const StepContext& context) noexcept {
  double* outputs[] = {conductance_.data(), current_.data()};
  code_.run_all(context, int64_t(size_), outputs);
  if (!same_properties(context.dt)) prepare(context.dt);
  const std::vector<double>& area = cell_[Geometry::area];
  std::fill(e_.begin(), e_.end(), 0.0);
  std::fill(b_.begin(), b_.end(), 0.0);
  for (size_t k = 0; k < size_; ++k) {
    const size_t node = size_t(node_[k]);
    e_[node] = capacity_[k] + area[k] * conductance_[k];
    b_[node] = capacity_[k] * v_[k] + area[k] * current_[k];
  }
  solve_tree(parent_.data(), g_.data(), e_.data(), b_.data(), parent_.size());
  for (size_t k = 0; k < size_; ++k) {
    const double v = b_[size_t(node_[k])];
    ic_[k] = cm_[k] * (v - v_[k]) / context.dt;
    v_[k] = v;
    if (!std::isfinite(v)) code_.report_value(context, "v", int64_t(k), v);
  }
}

}  // namespace myelin::equations
