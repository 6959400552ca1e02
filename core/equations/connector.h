// One connect() call being carried out: connect.cpp, and a file for each form that it may have.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "equations/connect.h"
#include "equations/pair_code.h"
#include "equations/pair_random.h"
#include "language/check.h"

namespace myelin::equations {

inline constexpr double kMostSynapses = 2147483000;
inline constexpr double kPairBytes = 16;     // i and j here, and the arrays they become
inline constexpr double kRowBytes = 4;       // places, here and in their rows
inline constexpr double kSegmentBytes = 8;   // where one begins, here and in its row
inline constexpr double kRunningBytes = 32;  // one value of a generator, in all of its stages
// Below this probability partners are found by jumping over those that are left out.
inline constexpr double kJump = 0.25;

// A number or an expression, as p and n may be.
struct Amount {
  std::optional<double> constant;
  std::unique_ptr<PairCode::Compiled> code;
  bool varies = false;  // with the inner neuron
};

class Connector {
 public:
  // The ends' arrays must have memory.
  Connector(Assembly& assembly, SynapsesObject& synapses, const Connect& spec, Pairs& pairs);
  ~Connector();
  Status run();
  Expected<TargetRows> rows();  // connect_rows.cpp
  Status procedural();          // connect_procedural.cpp

 private:
  Status prepare();
  // How many synapses a neuron has is not known while they are made.
  Status refuse_counts(const std::string& text, const std::string& where) const;
  Status read_amount(const Value& value, Type type, Amount& made);

  // Which inner neurons.
  Expected<double> p_of(int32_t outer);
  // Whether p is the same for all pairs, as far as its text tells.
  bool is_one_p();
  // Appends the positions of [0, count) that the call's p lets through, ascending.
  Status sample_range(int32_t outer, int32_t count, std::vector<int32_t>& out);
  // Keeps each inner neuron with its own probability. `row`: of the random numbers.
  Status keep_by_p(int32_t outer, std::vector<int32_t>& inner, int32_t row);
  void filter(PairCode::Compiled& condition, int32_t outer, std::vector<int32_t>& inner,
              std::vector<int32_t>* running);

  // Results.
  // Whether `more` pairs can be kept. Conditions and generators decide only here how many there
  // are.
  Status check_room(double more, double bytes_of_each = kPairBytes, double besides = 0) const;
  Status append(int32_t outer, const std::vector<int32_t>& inner);
  Status append(const TargetRows& rows);

  // connect_rows.cpp
  Status check_fixed() const;
  void sample_rows(TargetRows& made);
  void draw_sources(TargetRows& made);
  std::vector<uint32_t> draw_indegrees();

  // connect_arrays.cpp
  Status check_index(int32_t index, int32_t size, const std::string& place) const;
  // Exactly the given pairs, in their order; an array of one goes with every element of the other.
  Status explicit_pairs();

  // connect_generator.cpp
  struct Generator {
    std::unique_ptr<PairCode::Compiled> value, condition, low, high, step, p, size;
    bool sample = false, running = false;
    bool range_first = false;  // the condition reads the inner neuron's variables
  };
  Status compile(const AstPtr& ast, const Source& source, Type type,
                 std::unique_ptr<PairCode::Compiled>& into, bool bound = false,
                 Expr* kept = nullptr);
  Status read_generator(const Text& text, Generator& made);
  static double scalar(const std::unique_ptr<PairCode::Compiled>& code, int32_t outer,
                       double otherwise);
  // The values of the running variable.
  Status running_values(const Generator& g, int32_t outer, std::vector<int32_t>& out);
  const std::string& generator_where() const;
  // Drops values outside the group, or reports the first one.
  Status check_range(int32_t outer, std::vector<int32_t>& running);
  Status generate(const Text& text);
  // p beside a generator: each generated pair is kept with that probability.
  Status thin(int32_t outer);

  Assembly& assembly_;
  SynapsesObject& synapses_;
  const Connect& spec_;
  Pairs& pairs_;
  bool forward_;
  PairCode code_;
  PairRandom random_;
  int32_t outer_size_ = 0, inner_size_ = 0;
  std::unique_ptr<PairCode::Compiled> condition_;
  Amount p_, n_;
  std::vector<int32_t> candidates_;
  std::vector<double> numbers_;
};

}  // namespace myelin::equations
