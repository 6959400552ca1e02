// What a document says about equation networks, parsed but not yet understood.
//
// `core/model` fills these structs from JSON; `build.h` turns them into signals and operators.
// Every text carries the place it came from, so that errors name it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace myelin::equations {

// A piece of equation text and its place in the document ("neurons[0] 'cells'.threshold").
struct Text {
  std::string text;
  std::string where;

  bool empty() const { return text.empty(); }
};

// A number (SI), a text (a quantity such as "5 ms", or an expression), or one number per element.
struct Value {
  std::variant<std::monostate, double, std::string, std::vector<double>> content;
  std::string where;

  bool empty() const { return content.index() == 0; }
  const double* number() const { return std::get_if<double>(&content); }
  const std::string* text() const { return std::get_if<std::string>(&content); }
  const std::vector<double>* array() const { return std::get_if<std::vector<double>>(&content); }
};

// Which elements a value is for: those of a condition, of a list, or synapses by their ends.
struct Selection {
  enum class By : uint8_t { condition, index, pair };
  By by = By::condition;
  Text condition;
  std::vector<int32_t> index;
  // Source, target and number within the pair; empty: any. A list of one goes with every element of
  // the others.
  std::vector<int32_t> i, j, k;
  std::string where;
};

// name = value, in the order of the document. A name may have a path: "pre.delay".
struct Assignment {
  std::string name;
  Value value;
  std::optional<Selection> only = std::nullopt;
};

struct Subgroup {
  std::string name;
  int64_t begin = 0, end = 0;  // [begin, end) of the group's indices
  std::string where;
};

// A statement block that runs for all elements on its own clock.
struct RunRegularly {
  std::string name;  // empty: made from the group's name
  Text code;
  Value dt;  // empty: the group's
  std::string when = "start";
  int order = 0;
  bool listed = false;     // only at these times
  std::vector<double> at;  // s
  std::string where;
};

// Of methods whose steps adapt (adaptive.h).
struct MethodOptions {
  double absolute_error = 1e-6;  // SI
  double relative_error = 0;
  bool adapts = true;
  int64_t most_steps = 1000;
  bool keeps_step = false;  // begins with the length that the last step ended with
  bool given = false;
};

// A parameter that is another object's variable.
struct Link {
  std::string name, where;
  std::string to;              // "other.v", "other.E.v", "other[3].v"
  std::vector<int32_t> index;  // which element each own element sees
  bool indexed = false;
  std::string index_variable;  // the same, as an integer variable's value; empty: none
};

// A condition that is looked at in every step, besides the threshold. "spike" is the threshold's
// own event: it has no condition here, only a place in the step.
struct Event {
  std::string name, where;
  Text condition;
  std::string when;  // empty: after_thresholds
  std::optional<int> order;
};

// Statements for the elements for which an event happened.
struct RunOnEvent {
  std::string event, where;
  Text code;
  std::string when = "after_resets";
  int order = 0;
};

// One unbranched piece of a cell. A cell is a list of them, depth first: the root, then each child
// with all that hangs on it.
struct Section {
  enum class Kind : uint8_t { soma, cylinder, section };

  Kind kind = Kind::soma;
  std::string name, where;  // the root has no name
  int32_t parent = -1;      // number of the section at whose end this one begins
  int64_t compartments = 1;
  // Of a cylinder the whole length; else one for each compartment. One diameter more than there are
  // compartments: those of their ends.
  std::vector<Value> lengths, diameters;
  std::vector<double> points;         // x, y, z (m) of the compartments' ends; may be empty
  std::array<double, 3> direction{};  // of a section without points; zero: its parent's
  int64_t begin = 0, end = 0, subtree_end = 0;  // of compartments, once they are numbered
};

// What makes a group of neurons the compartments of one cell.
struct Spatial {
  std::vector<Section> sections;
  Value cm, ri;    // empty: 0.9 uF/cm**2 and 150 ohm*cm
  Value location;  // compartment whose threshold counts: a number or a path; empty: all
};

struct Neurons {
  std::string name, where;
  int64_t size = 0;
  Text equations, threshold, reset, refractory;
  Text method;  // empty: the first of exact, euler, heun that fits
  MethodOptions method_options;
  Value dt;  // empty: the document's
  int order = 0;
  std::vector<Assignment> constants, init;
  std::vector<Subgroup> subgroups;
  std::vector<RunRegularly> run_regularly;
  std::vector<Link> linked;
  std::vector<Event> events;
  std::vector<RunOnEvent> run_on_event;
  std::optional<Spatial> cell;  // the neurons are its compartments
  bool single = false;          // float variables are stored in 32 bits
};

// Code that runs for each synapse when a spike arrives from the `from` side (pre) or `to` side.
struct Pathway {
  std::string name;  // "pre", "post" or the user's
  bool post = false;
  Text code;
  Value delay;  // one number or quantity for all synapses; empty: none, or set by init "NAME.delay"
  std::optional<int> order;     // default -1 for pre, +1 for post
  std::string event = "spike";  // of the group that it listens to
  std::string where_event;
};

// One connect() call. Arrays, generators and conditions exclude each other as `build.h` checks.
struct Connect {
  std::string where;
  Text condition;
  Value p;                    // a number or an expression of i, j
  Value n;                    // repeats; a number or an expression
  std::vector<int32_t> i, j;  // explicit pairs; a list of one is repeated for the other
  bool explicit_pairs = false;
  Text i_generator, j_generator;  // 'EXPR for k in range(...) if COND'
  bool skip_if_invalid = false;
  // Sources drawn for each target, and synapses drawn altogether, with replacement; -1: neither.
  int64_t fixed_indegree = -1, fixed_total = -1;
};

struct Synapses {
  std::string name, where;
  std::string from, to;  // "cells" or "cells.E"
  Text equations;
  std::vector<Pathway> pathways;  // pre pathways first, in document order
  std::vector<Connect> connect;
  std::string multisynaptic_index;  // name of the number of a synapse within its pair; or empty
  Text method;
  MethodOptions method_options;
  Value dt;
  int order = 0;
  std::vector<Assignment> constants, init;
  std::vector<RunRegularly> run_regularly;
  std::vector<Link> linked;
  bool single = false;      // float variables are stored in 32 bits
  bool by_delay = false;    // numbered by source, then delay, then target
  bool procedural = false;  // drawn again for each spike (procedural.h)
};

struct PoissonGroup {
  std::string name, where;
  int64_t size = 0;
  Value rates;  // with run_regularly they are stored: what they begin with
  Value dt;
  int order = 0;
  std::vector<Assignment> constants;
  std::vector<Subgroup> subgroups;
  std::vector<RunRegularly> run_regularly;
};

struct SpikeGenerator {
  std::string name, where;
  int64_t size = 0;
  std::vector<int32_t> indices;
  std::vector<double> times;  // s
  Value period;               // empty or 0: none
  Value dt;
  int order = 0;
};

struct TimedArray {
  std::string name, where;
  std::vector<double> values;  // row-major: time x columns
  int64_t rows = 0, columns = 1;
  bool two_dimensional = false;
  std::string unit;  // "1", "volt", "nA"
  Value dt;
};

struct PoissonInput {
  std::string name, where;
  std::string to, variable;
  int64_t sources = 0;
  Value rate, weight;
  std::string when = "synapses";
  int order = 0;
};

using Input = std::variant<PoissonGroup, SpikeGenerator, TimedArray, PoissonInput>;

enum class RecordKind : uint8_t { spikes, states, rate, events };

struct Record {
  RecordKind kind = RecordKind::spikes;
  std::string name, where;  // name empty: "spikes_cells", "states_cells", "rate_cells"
  std::string of;           // "cells", "cells.E", "exc"
  std::string event = "spike";
  std::vector<std::string> variables;
  bool all = true;             // states: every element
  std::vector<int32_t> index;  // states: these elements, if not all
  Value dt;                    // states: empty means the clock of what is recorded
  bool listed = false;         // states: only at these times
  std::vector<double> at;      // s
  bool last = false;           // states: also what is there after a run
  Value smooth;                // rate: width of the window, s; empty: none
  bool flat = false;           // the window's shape; else gaussian
  std::string when;            // empty: the kind's own slot
  std::optional<int> order;
};

struct ConditionSpec {
  Text text;
  std::string of;    // whose names it uses: a group, a subgroup, synapses; empty: constants and t
  bool all = false;  // whether it must hold for every element, or for any
};

// value = an expression of arguments that are declared as parameters are: "x : volt".
struct FunctionSpec {
  std::string name, where;
  std::vector<Text> arguments;
  Text value, unit;   // unit empty: 1
  bool host = false;  // the host program has it, and there is no value
};

struct Network {
  std::vector<std::string> schedule;  // slots in their order; empty: all six in theirs
  Value dt;                           // empty: 0.1 ms
  uint64_t seed = 0;
  std::vector<Assignment> constants;
  std::vector<FunctionSpec> functions;
  std::vector<Neurons> neurons;
  std::vector<Synapses> synapses;
  std::vector<Input> inputs;
  std::vector<Record> record;
  // The order in which named objects stand in the document's sections does not matter: inputs are
  // built first, then neurons, then synapses.
};

}  // namespace myelin::equations
