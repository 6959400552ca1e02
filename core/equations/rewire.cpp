#include "equations/rewire.h"

#include <algorithm>
#include <cstring>

#include "equations/assign.h"
#include "equations/build.h"
#include "equations/connect.h"
#include "equations/connector.h"
#include "equations/delays.h"
#include "equations/pathway.h"
#include "equations/selection.h"
#include "equations/synapse_arrays.h"
#include "equations/values.h"
#include "random/key.h"

namespace myelin::equations {
namespace {

// A link takes elements of an array by their numbers, which are not to change then. What all
// synapses share stays where it is.
Status check_links(const Assembly& assembly, const SynapsesObject& synapses) {
  if (synapses.procedural) return not_procedural(synapses.name, "none can come or go");
  const std::string prefix = synapses.name + ".";
  const auto ours = [&](const Node& node) {
    const bool read = node.op == Op::variable || node.op == Op::lookup;
    if (!read) return false;
    const SignalSpec& array = assembly.engine.store.spec({node.variable->array});
    return array.growable && array.name.rfind(prefix, 0) == 0;
  };
  const auto check = [&](const Object& object) -> Status {
    for (const Equation& equation : object.equations) {
      const bool into = equation.value && contains(equation.value, ours);
      if (!equation.has("linked") || (&object != &synapses && !into)) continue;
      return Error{ErrorCode::unsupported, synapses.name,
                   "'" + object.name + "." + equation.name +
                       "' is linked, so these synapses cannot be added or removed"};
    }
    return {};
  };
  for (const Group& group : assembly.groups) {
    if (Status s = check(group); !s) return s;
  }
  for (const SynapsesObject& other : assembly.synapses) {
    if (Status s = check(other); !s) return s;
  }
  return {};
}

// Makes the arrays of synapses `count` long, and those that have a row for each of them.
Status resize(Assembly& assembly, SynapsesObject& synapses, int64_t count) {
  SignalStore& store = assembly.engine.store;
  const int64_t before = synapses.size;
  std::vector<SignalId> arrays = arrays_of_synapses(assembly, synapses);
  for (const SynapsesObject& other : assembly.synapses) {
    if (other.source == &synapses) arrays.push_back(other.counts[0]);
    if (other.target == &synapses) arrays.push_back(other.counts[1]);
  }
  for (const SignalId array : arrays) {
    if (Status s = store.provide(array); !s) return s;
  }
  for (size_t k = 0; k < arrays.size(); ++k) {
    Status done = store.resize(arrays[k], uint64_t(count));
    if (done) continue;
    for (size_t l = 0; l < k; ++l) (void)store.resize(arrays[l], uint64_t(before)).ok();
    return done;
  }
  sizes_from_arrays(assembly);
  return {};
}

// What the new synapses begin with.
Status initialize_new(Assembly& assembly, SynapsesObject& synapses, int64_t first,
                      const std::vector<Assignment>& init) {
  const auto given = [&](const std::string& name) {
    return std::any_of(init.begin(), init.end(),
                       [&](const Assignment& one) { return one.name == name; });
  };
  std::vector<const Assignment*> all;
  for (const Assignment& one : synapses.init) {
    const bool listed = one.only && one.only->by != Selection::By::condition;
    if (!given(one.name) && !listed) all.push_back(&one);
  }
  for (const Assignment& one : init) all.push_back(&one);
  const auto last = synapses.variables.find("lastupdate");
  if (last != synapses.variables.end()) {
    double* const at =
        assembly.engine.store.data<double>(assembly.storage_of(*last->second).signal);
    std::fill(at + first, at + synapses.size, assembly.engine.now());
  }
  const uint32_t sites = synapses.sites;
  for (const Assignment* one : all) {
    const auto found = synapses.variables.find(one->name);
    if (found != synapses.variables.end() && found->second->indexing == Indexing::shared) continue;
    if (one->value.array() && !given(one->name)) {
      return Error{ErrorCode::invalid_argument, one->value.where,
                   "'" + one->name +
                       "' has one value for each synapse of the document; give those of the new "
                       "ones in \"init\""};
    }
    if (found != synapses.variables.end()) {
      synapses.sites = sites + kSitesOfChange * (1 + found->second->array);
    }
    if (Status s = initialize(assembly, synapses, *one, first, synapses.size); !s) return s;
  }
  synapses.sites = sites;
  return {};
}

Status fill_new(Assembly& assembly, SynapsesObject& synapses, int64_t first, const Pairs& pairs,
                const Connect& spec, const std::vector<Assignment>& init) {
  const SignalStore& store = assembly.engine.store;
  std::copy(pairs.i.begin(), pairs.i.end(), store.data<int32_t>(synapses.i) + first);
  std::copy(pairs.j.begin(), pairs.j.end(), store.data<int32_t>(synapses.j) + first);
  complete_index_arrays(assembly, synapses);
  if (Status s = initialize_new(assembly, synapses, first, init); !s) return s;
  for (const SynapsesObject::Path& path : synapses.paths) {
    if (Status s = check_delays(assembly, path, spec.where); !s) return s;
    if (Status s = check_room_for_rows(assembly, path, spec.where); !s) return s;
  }
  return {};
}

// Keeps the rows that `to` keeps, in their order.
void compact(const SignalStore& store, SignalId array, const std::vector<int32_t>& to) {
  const size_t size = size_of(store.spec(array).dtype);
  uint8_t* const data = store.data<uint8_t>(array);
  for (size_t k = 0; k < to.size(); ++k) {
    const size_t at = size_t(to[k]);
    if (to[k] >= 0 && at != k) std::memcpy(data + at * size, data + k * size, size);
  }
}

// What has to be moved or renumbered when some of the synapses go has memory before anything is
// changed.
Status provide_arrays(Assembly& assembly, const SynapsesObject& synapses) {
  for (const SignalId array : arrays_of_synapses(assembly, synapses)) {
    if (Status s = assembly.engine.store.provide(array); !s) return s;
  }
  for (const SynapsesObject& other : assembly.synapses) {
    if (other.source != &synapses && other.target != &synapses) continue;
    if (Status s = provide_arrays(assembly, other); !s) return s;
  }
  return {};
}

Status remove(Assembly& assembly, SynapsesObject& synapses, const std::vector<bool>& gone);

// Removes what connects to synapses that go, and renumbers the ends of what stays.
Status follow(Assembly& assembly, SynapsesObject& other, bool post,
              const std::vector<int32_t>& to) {
  const SignalStore& store = assembly.engine.store;
  const auto ends = store.view<int32_t>(post ? other.j : other.i);
  std::vector<bool> gone;
  for (const int32_t end : ends) gone.push_back(to[size_t(end)] < 0);
  if (Status s = remove(assembly, other, gone); !s) return s;
  for (int32_t& end : store.view<int32_t>(post ? other.j : other.i)) end = to[size_t(end)];
  return {};
}

Status remove(Assembly& assembly, SynapsesObject& synapses, const std::vector<bool>& gone) {
  std::vector<int32_t> to;
  int32_t kept = 0;
  for (const bool one : gone) to.push_back(one ? -1 : kept++);
  if (size_t(kept) == gone.size()) return {};
  for (SynapsesObject& other : assembly.synapses) {
    for (const bool post : {false, true}) {
      if ((post ? other.target : other.source) != &synapses) continue;
      if (Status s = follow(assembly, other, post, to); !s) return s;
    }
  }
  for (const SignalId array : arrays_of_synapses(assembly, synapses)) {
    compact(assembly.engine.store, array, to);
  }
  for (Renumbered* follower : synapses.followers) follower->renumber(to);
  if (Status s = resize(assembly, synapses, kept); !s) return s;
  complete_index_arrays(assembly, synapses);
  for (SynapsesObject& other : assembly.synapses) {
    if (other.source == &synapses || other.target == &synapses) {
      complete_index_arrays(assembly, other);
    }
  }
  return {};
}

}  // namespace

Status connect_more(Assembly& assembly, SynapsesObject& synapses, const Connect& spec,
                    const std::vector<Assignment>& init) {
  if (Status s = check_links(assembly, synapses); !s) return s;
  // The random numbers of a change depend on the step and on the synapses that are there, not on
  // how they came about.
  const uint64_t key = synapses.key;
  const uint32_t sites = synapses.sites;
  const int64_t first = synapses.size;
  synapses.key = random_key(
      key, "connect " + std::to_string(assembly.engine.steps()) + " " + std::to_string(first));
  Pairs pairs;
  Status done = connect(assembly, synapses, spec, pairs);
  if (done && double(first) + double(pairs.i.size()) > kMostSynapses) {
    done = Error{ErrorCode::memory, spec.where, "these are more than 2147483000 synapses"};
  }
  if (done) done = resize(assembly, synapses, first + int64_t(pairs.i.size()));
  if (done) {
    done = fill_new(assembly, synapses, first, pairs, spec, init);
    if (!done) {
      (void)resize(assembly, synapses, first).ok();
      complete_index_arrays(assembly, synapses);
    }
  }
  assembly.engine.bind();  // also if only some arrays have moved
  synapses.key = key;
  synapses.sites = sites;
  return done;
}

Status disconnect(Assembly& assembly, SynapsesObject& synapses, const Selection& which) {
  if (Status s = check_links(assembly, synapses); !s) return s;
  auto rows = select_rows(assembly, synapses, which, 0, synapses.size);
  if (!rows) return rows.error();
  std::vector<bool> gone(size_t(synapses.size));
  for (const int32_t row : *rows) gone[size_t(row)] = true;
  Status done = rows->empty() ? Status() : provide_arrays(assembly, synapses);
  if (done) done = remove(assembly, synapses, gone);
  assembly.engine.bind();
  return done;
}

}  // namespace myelin::equations
