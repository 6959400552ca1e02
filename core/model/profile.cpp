// What each operator of a step has taken.
#include "model/state.h"

namespace myelin {

void Simulation::set_profiled(bool profiled) { state_->engine().profiled = profiled; }

std::vector<ProfileRow> Simulation::profile() const {
  const Engine& engine = state_->engine();
  std::vector<ProfileRow> rows;
  for (const Engine::Scheduled& entry : engine.schedule()) {
    const Placement& at = entry.placement;
    rows.push_back({to_string(at.when), at.name, std::string(entry.what->kind()), entry.owner,
                    at.order, engine.clocks()[at.clock].dt, entry.active, entry.calls,
                    entry.seconds});
  }
  return rows;
}

}  // namespace myelin
