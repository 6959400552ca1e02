// The membrane potential of a cell's compartments, which currents along the cell couple.
#pragma once

#include "equations/code.h"
#include "equations/morphology.h"

namespace myelin::equations {

// Backward Euler on
//
//   Cm (v' - v) / dt = I0 - g v' + axial currents / area
//
// over the tree of compartments, with a node without capacitance where sections meet. `program` has
// two outputs: g (S/m^2) and I0 (A/m^2), from present gates and the old v.
class Cable final : public Operator {
 public:
  Cable(const Assembly& assembly, const Group& group, Program program);

  std::string_view kind() const override { return "Cable"; }
  std::vector<Use> uses() const override;
  void bind(const SignalStore& store) override;
  void run(const StepContext& context) noexcept override;
  // The coefficients are no part of the snapshot: they are computed again.
  void load(ByteReader&) override { known_dt_ = 0; }
  std::string explain() const override { return print(code_.interpreter().program()); }

 private:
  void number_nodes();
  bool same_properties(double dt) const;
  void prepare(double dt);

  CodeRunner code_;
  const Morphology& cell_;
  size_t size_;
  SignalId v_id_, ic_id_, cm_id_, ri_id_;
  double *v_ = nullptr, *ic_ = nullptr;
  const double *cm_ = nullptr, *ri_ = nullptr;
  std::vector<int32_t> parent_, node_;  // of each node its parent; of each compartment its node
  std::vector<double> g_, e_, b_;       // of nodes
  std::vector<double> capacity_;        // of compartments: area Cm / dt
  std::vector<double> conductance_, current_;
  std::vector<double> known_cm_, known_ri_;  // what g_ and capacity_ are made of
  double known_dt_ = 0;
};

}  // namespace myelin::equations
