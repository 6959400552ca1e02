#include "equations/why.h"

#include "equations/pathway.h"

namespace myelin::equations {
namespace {

double value_of(const SignalStore& store, SignalId signal, size_t row) {
  switch (store.spec(signal).dtype) {
    case DType::boolean:
      return store.data<uint8_t>(signal)[row];
    case DType::int32:
      return store.data<int32_t>(signal)[row];
    case DType::float32:
      return double(store.data<float>(signal)[row]);
    default:
      return store.data<double>(signal)[row];
  }
}

// The variables that the equations of the synapses name.
void read_variables(const Assembly& assembly, const SynapsesObject& synapses, DeliveredTo& made) {
  for (const Equation& equation : synapses.equations) {
    if (!equation.variable) continue;
    const bool shared = equation.variable->indexing == Indexing::shared;
    const SignalId signal = assembly.storage_of(*equation.variable).signal;
    made.now.emplace_back(equation.variable, value_of(assembly.engine.store, signal,
                                                      shared ? 0 : size_t(made.synapse)));
  }
}

}  // namespace

std::vector<DeliveredTo> delivered_to(const Assembly& assembly, const Object& group,
                                      int32_t index) {
  std::vector<DeliveredTo> all;
  const SignalStore& store = assembly.engine.store;
  for (const SynapsesObject& synapses : assembly.synapses) {
    for (const SynapsesObject::Path& path : synapses.paths) {
      for (const bool post : {false, true}) {
        const Indexing side = post ? Indexing::post : Indexing::pre;
        if ((post ? synapses.target : synapses.source) != &group) continue;
        if (!path.pathway->reaches(side)) continue;
        const auto end_of = [&](bool of_post, int32_t number) {
          int32_t index = 0;
          store.read(of_post ? synapses.post_index : synapses.pre_index, uint64_t(number), 1,
                     &index);
          return index;
        };
        for (const int32_t number : path.pathway->delivered()) {
          if (end_of(post, number) != index) continue;
          DeliveredTo& made = all.emplace_back(
              DeliveredTo{synapses.name, path.name, number, end_of(path.post, number), {}});
          read_variables(assembly, synapses, made);
        }
      }
    }
  }
  return all;
}

}  // namespace myelin::equations
