#include "equations/synapse_arrays.h"

#include <algorithm>

#include "equations/build.h"
#include "equations/connect.h"

namespace myelin::equations {
namespace {

SignalId add_array(Assembly& assembly, const SynapsesObject& synapses, const std::string& name,
                   int64_t rows, bool growable) {
  SignalSpec spec;
  spec.name = synapses.name + "." + name;
  spec.dtype = DType::int32;
  spec.rows = uint64_t(rows);
  spec.growable = growable;
  spec.scratch = name == "N";
  return assembly.engine.store.add(std::move(spec));
}

}  // namespace

int32_t SortedEnds::source_of(uint32_t row) const {
  return int32_t(std::upper_bound(row_of.begin(), row_of.end(), row) - row_of.begin()) - 1;
}

template <class Use>
void SortedEnds::each(uint64_t first, uint64_t count, const Use& use) const {
  int32_t last = -1, source = -1;
  const auto source_after = [&](uint32_t row) {
    if (row_of.empty()) return int32_t(row);
    if (source < 0) return source_of(row);
    while (row_of[size_t(source) + 1] <= row) ++source;
    return source;
  };
  rows.each(first, count, [&](int32_t row, int32_t target) {
    if (row != last) source = source_after(uint32_t(row));
    use(last = row, source, target);
  });
}

void SortedEnds::read(SignalId id, uint64_t first, uint64_t count, void* out) const {
  const auto of = std::find_if(arrays_.begin(), arrays_.end(),
                               [&](const EndArray& array) { return array.id == id; });
  auto* to = static_cast<int32_t*>(out);
  auto* times = static_cast<double*>(out);
  each(first, count, [&](int32_t row, int32_t source, int32_t target) {
    if (id == delay) {
      *times++ = delay_of(uint32_t(row));
    } else {
      *to++ = (of->post ? target : source) + of->begin;
    }
  });
}

void add_index_arrays(Assembly& assembly, SynapsesObject& synapses) {
  const auto each = [&](const char* name, bool post, int64_t begin) {
    const SignalId id = add_array(assembly, synapses, name, synapses.size, true);
    if (synapses.procedural) {
      synapses.procedural->arrays.push_back({id, post, int32_t(begin)});
      assembly.engine.store.defer(id, synapses.procedural.get());
    }
    if (synapses.ends) {
      synapses.ends->arrays_.push_back({id, post, int32_t(begin)});
      assembly.engine.store.defer(id, synapses.ends.get());
    }
    return id;
  };
  const int64_t from = synapses.from.begin, to = synapses.to.begin;
  synapses.i = each("i", false, 0);
  synapses.j = each("j", true, 0);
  synapses.pre_index = from ? each("pre_index", false, from) : synapses.i;
  synapses.post_index = to ? each("post_index", true, to) : synapses.j;
  synapses.row_signal = synapses.i;
}

void add_count_names(Assembly& assembly, SynapsesObject& synapses) {
  for (const bool post : {false, true}) {
    Variable variable;
    variable.name = post ? "N_incoming" : "N_outgoing";
    variable.type = Type::integer;
    variable.indexing = post ? Indexing::post : Indexing::pre;
    const Object& end = post ? *synapses.target : *synapses.source;
    const SignalId signal =
        add_array(assembly, synapses, variable.name, end.size, end.row_signal.valid());
    variable.array = signal.index;
    const Storage storage{signal, 0, post ? synapses.post_index : synapses.pre_index};
    synapses.scope->add(*assembly.add_alias(variable, storage));
    synapses.counts[post] = signal;
  }
  Variable variable;
  variable.name = "N";
  variable.type = Type::integer;
  variable.indexing = Indexing::shared;
  variable.steady = true;
  synapses.number = add_array(assembly, synapses, "N", 1, false);
  variable.array = synapses.number.index;
  synapses.scope->add(*assembly.add_alias(variable, {synapses.number, 0, {}}));
}

void complete_index_arrays(Assembly& assembly, SynapsesObject& synapses) {
  const SignalStore& store = assembly.engine.store;
  const size_t n = size_t(synapses.size);
  const auto outgoing = store.view<int32_t>(synapses.counts[0]);
  const auto incoming = store.view<int32_t>(synapses.counts[1]);
  std::fill(outgoing.begin(), outgoing.end(), 0);
  std::fill(incoming.begin(), incoming.end(), 0);
  *store.data<int32_t>(synapses.number) = int32_t(n);
  if (synapses.procedural) {
    ProceduralEnds& ends = *synapses.procedural;
    for (size_t k = 0; k < size_t(ends.rule.sources); ++k) {
      outgoing[k + size_t(synapses.from.begin)] = int32_t(ends.row(k).end - ends.row(k).begin);
    }
    std::copy(ends.incoming.begin(), ends.incoming.end(), incoming.begin() + synapses.to.begin);
    ends.incoming = {};
    return;
  }
  if (synapses.ends && synapses.ends->valid) {
    synapses.ends->each(0, n, [&](int32_t, int32_t i, int32_t j) {
      ++outgoing[size_t(i + synapses.from.begin)];
      ++incoming[size_t(j + synapses.to.begin)];
    });
    return;
  }
  const int32_t *i = store.data<int32_t>(synapses.i), *j = store.data<int32_t>(synapses.j);
  int32_t *pre = store.data<int32_t>(synapses.pre_index),
          *post = store.data<int32_t>(synapses.post_index);
  for (size_t k = 0; k < n; ++k) {
    pre[k] = i[k] + int32_t(synapses.from.begin);
    post[k] = j[k] + int32_t(synapses.to.begin);
    ++outgoing[size_t(pre[k])];
    ++incoming[size_t(post[k])];
  }
  if (synapses.number_in_pair.valid()) {
    number_within_pairs({i, n}, {j, n}, store.data<int32_t>(synapses.number_in_pair));
  }
}

std::vector<SignalId> arrays_of_synapses(const Assembly& assembly, const SynapsesObject& synapses) {
  const SignalStore& store = assembly.engine.store;
  const std::string prefix = synapses.name + ".";
  std::vector<SignalId> list;
  for (uint32_t k = 0; k < store.size(); ++k) {
    const SignalSpec& spec = store.spec({k});
    const bool count = k == synapses.counts[0].index || k == synapses.counts[1].index;
    if (spec.growable && !count && spec.name.rfind(prefix, 0) == 0) list.push_back({k});
  }
  return list;
}

void sizes_from_arrays(Assembly& assembly) {
  for (SynapsesObject& synapses : assembly.synapses) {
    synapses.size = int64_t(assembly.engine.store.spec(synapses.i).rows);
    if (synapses.source->row_signal.valid()) synapses.from.end = synapses.source->size;
    if (synapses.target->row_signal.valid()) synapses.to.end = synapses.target->size;
  }
}

}  // namespace myelin::equations
