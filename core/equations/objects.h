// What a network consists of once it is built: constants, groups, synapses and their arrays.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/engine.h"
#include "equations/spec.h"
#include "language/function.h"
#include "language/integrate.h"
#include "language/interpreter.h"
#include "language/kernel.h"

namespace myelin::equations {

// Where a variable's array is: a signal, from an element on, found through an index array.
struct Storage {
  SignalId signal;
  int64_t offset = 0;
  SignalId index;  // of pre and post variables
};

// One equation of an object, understood.
struct Equation {
  EquationKind kind = EquationKind::parameter;
  std::string name, text;  // text: the right-hand side as written
  std::vector<std::string> flags;
  Type type = Type::real;
  Dimension dimension;
  Expr value;  // differential: the rate; subexpression: the value; linked: what it stands for
  const Variable* variable = nullptr;  // null for a plain subexpression, and for a linked one
  std::string where;

  bool has(std::string_view flag) const;
};

class EquationSet;

// What groups and synapses have in common: a name, rows, variables, code on a clock.
struct Object {
  std::string name, where;
  int64_t size = 0;  // rows
  uint32_t clock = 0;
  bool single = false;  // float variables are stored in 32 bits
  int order = 0;
  uint64_t key = 0;                         // of its random numbers
  uint32_t sites = 0;                       // call sites of random functions so far
  std::unique_ptr<Scope> constants, scope;  // scope's parent is constants
  std::vector<Equation> equations;
  std::shared_ptr<EquationSet> pending;  // while equations are declared, but not yet understood
  std::map<std::string, const Variable*> variables;  // own rows, by plain name
  SignalId row_signal;  // of synapses: an array that has as many elements as there are rows
  std::string method;
  MethodOptions method_options;
  std::string statements;  // for explain
};

class SpikeOutput;
struct Morphology;
class SortedEnds;
class ProceduralEnds;
class SpikePathway;
class Renumbered;

enum class GroupKind : uint8_t { neurons, poisson, generator };

// Something that happens to elements of a group: a spike, or an event of the user's.
struct GroupEvent {
  std::string name, condition;  // as written
  When when;                    // where it is detected
  int order = 0;
  SpikeOutput* output = nullptr;      // of the operator that detects it
  SignalId list, count, total, hash;  // see SpikeOutput
};

struct Group : Object {
  GroupKind kind = GroupKind::neurons;
  std::vector<Subgroup> subgroups;
  const Variable* not_refractory = nullptr;
  const Variable* last_spike = nullptr;
  bool spikes = false;                       // has a threshold
  GroupEvent spike;                          // if so
  std::deque<GroupEvent> events;             // besides spikes
  std::string threshold, reset, refractory;  // as written
  std::shared_ptr<const Morphology> cell;    // the elements are its compartments
  bool waits = false;  // for synapses that it is linked to, which are built later than groups

  // "spike" or one of the user's; an error that names those there are.
  Expected<const GroupEvent*> find_event(const std::string& event, const std::string& where) const;
};

struct SynapsesObject : Object {
  struct Path {
    std::string name, code;
    std::string event;  // empty: spikes
    bool post = false;
    Group* spiking = nullptr;         // where its spikes come from
    const Variable* delay = nullptr;  // none: no delay, or one that is computed for each spike
    Expr delay_code;
    std::string delay_text;
    SpikePathway* pathway = nullptr;
  };
  Object *source = nullptr, *target = nullptr;  // groups, or other synapses
  Subgroup from, to;                            // ranges of source and target
  SignalId i, j;                                // relative to the ranges
  SignalId pre_index, post_index;               // absolute
  SignalId number_in_pair;                      // the multisynaptic index, if there is one
  SignalId number, counts[2];                   // N; N_outgoing and N_incoming
  std::shared_ptr<SortedEnds> ends;             // what i and j are computed from, if they are
  std::shared_ptr<ProceduralEnds> procedural;   // the same where nothing is stored
  std::deque<Path> paths;
  std::vector<Assignment> init;        // for synapses that are added later
  std::vector<Renumbered*> followers;  // what holds numbers of these synapses
};

// A group or a part of it.
struct GroupRange {
  Group* group = nullptr;
  int64_t begin = 0, end = 0;
  int64_t size() const { return end - begin; }
};

struct ConstantObject {
  std::string name;  // "taum", "cells.taum"
  std::string text;  // as written
  const Variable* variable = nullptr;
};

struct Assembly {
  Assembly(unsigned threads, uint64_t memory_limit, const KernelTable& kernels)
      : engine(threads, memory_limit), memory_limit(memory_limit), kernels(kernels) {}

  Engine engine;
  uint64_t memory_limit;  // bytes
  const KernelTable& kernels;
  uint64_t seed = 0;
  Scope root;  // constants of the document, timed arrays
  std::vector<ConstantObject> constants;
  std::unordered_map<const Variable*, double> constant_values;
  std::deque<Group> groups;
  std::deque<SynapsesObject> synapses;
  std::deque<myelin::TimedArray> timed_arrays;
  std::deque<Function> functions;
  uint32_t expansions = 0;         // of functions, so far
  std::deque<Variable> variables;  // at fixed addresses
  std::unordered_map<const Variable*, Storage> storage;
  // Values of constants and timed arrays, to be written once their arrays exist.
  std::vector<std::pair<SignalId, std::vector<double>>> values;
  // Which elements of which arrays are sums over synapses: one writer each.
  struct Sum {
    uint32_t array;
    int64_t begin, end;
    std::string synapses;
  };
  std::vector<Sum> sums;
  // The random key of each name. Code holds the address, so that another seed reaches it.
  struct Key {
    std::string name;  // empty: it never changes
    uint64_t now = 0;
  };
  mutable std::map<uint64_t, Key> keys;  // by the key it was built with
  uint64_t add_key(const std::string& name);
  const uint64_t* key_of(uint64_t built) const;
  // What was made of constants or of a dt, and is made again when one of them changes: asked first
  // whether it can be (`commit` false), then told to. Checks and changes nothing else.
  std::vector<std::function<Status(bool commit)>> derived;
  Status derive();
  // Constants that were read once while building, and for what.
  std::vector<std::pair<const Variable*, std::string>> fixed;
  // Where generated functions are wanted: one for each CodeRunner that still lives.
  mutable std::vector<std::weak_ptr<KernelSlot>> kernel_slots;
  std::unique_ptr<Backend> backend;  // null: everything is interpreted
  bool growing = false;              // arrays with a row for each element are made growable

  // Gives memory to the arrays added so far and writes `values`.
  Status settle();

  Group* find_group(std::string_view name);
  SynapsesObject* find_synapses(std::string_view name);
  // "cells", "cells.E", "cells[3]", "cells.E[10:20]"; of a cell also "cell.axon", "cell.axon[3]",
  // "cell.axon[10*um:50*um]".
  Expected<GroupRange> find_range(const std::string& reference, const std::string& where);

  // As above, or synapses as a whole: what synapses can connect. `end`: of its rows.
  Expected<Object*> find_end(const std::string& reference, const std::string& where,
                             Subgroup& range);

  // A new array with a variable that names it.
  const Variable* add_variable(Variable variable, const std::string& signal, DType dtype,
                               uint64_t rows, bool scratch = false);
  // The same array under another name or index.
  const Variable* add_alias(Variable variable, Storage storage);
  const Storage& storage_of(const Variable& variable) const { return storage.at(&variable); }
  std::vector<Storage> storages(const Program& program) const;
};

// What synapses see of their source or target: its variables; of synapses, i and j as well.
std::map<std::string, const Variable*> visible_variables(const Object& object);
// Whether it reads variables of a source or target, or is not known yet: not to be seen from other
// synapses.
bool looks_through_an_index(const Expr& e);

DType dtype_of(Type type);
Dimension seconds();
Dimension hertz();

}  // namespace myelin::equations
