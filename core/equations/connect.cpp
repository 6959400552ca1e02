#include "equations/connect.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <tuple>

#include "base/text.h"
#include "equations/pair_code.h"
#include "equations/values.h"
#include "language/parser.h"
#include "random/distributions.h"
#include "random/sample.h"

namespace myelin::equations {
namespace {

constexpr double kMostSynapses = 2147483000;
constexpr double kPairBytes = 16;     // i and j here, and the arrays they become
constexpr double kRunningBytes = 32;  // one value of a generator, in all of its stages
// Below this probability partners are found by jumping over those that are left out.
constexpr double kJump = 0.25;

// A number or an expression, as p and n may be.
struct Amount {
  std::optional<double> constant;
  std::unique_ptr<PairCode::Compiled> code;
  bool varies = false;  // with the inner neuron
};

class Connector {
 public:
  Connector(Assembly& assembly, SynapsesObject& synapses, const Connect& spec, Pairs& pairs)
      : assembly_(assembly),
        synapses_(synapses),
        spec_(spec),
        pairs_(pairs),
        forward_(spec.i_generator.empty()),
        code_(assembly, synapses, forward_),
        p_site_(synapses.sites++) {
    const int64_t sources = synapses.from.end - synapses.from.begin;
    const int64_t targets = synapses.to.end - synapses.to.begin;
    outer_size_ = int32_t(forward_ ? sources : targets);
    inner_size_ = int32_t(forward_ ? targets : sources);
  }

  Status run() {
    if (Status s = prepare(); !s) return s;
    if (spec_.explicit_pairs) return explicit_pairs();
    const Text& generator = forward_ ? spec_.j_generator : spec_.i_generator;
    if (!generator.empty()) return generate(generator);
    for (int32_t outer = 0; outer < outer_size_; ++outer) {
      candidates_.clear();
      if (Status s = sample_range(outer, inner_size_, candidates_); !s) return s;
      if (condition_) filter(*condition_, outer, candidates_, nullptr);
      if (Status s = append(outer, candidates_); !s) return s;
    }
    return {};
  }

 private:
  Status prepare() {
    const double expected = expected_pairs(spec_, outer_size_, inner_size_);
    const bool known = spec_.condition.empty() && !spec_.p.text();
    if (known && double(pairs_.i.size()) + expected > kMostSynapses) {
      return Error{ErrorCode::memory, spec_.where,
                   "this would make about " + format_number(std::round(expected)) +
                       " synapses; the most is " + format_number(kMostSynapses)};
    }
    if (!spec_.condition.empty()) {
      auto condition = read_expression(spec_.condition.text, spec_.condition.where, code_.scope(),
                                       Type::boolean, {});
      if (!condition) return condition.error();
      condition_ = std::make_unique<PairCode::Compiled>(code_, *condition);
    }
    if (Status s = read_amount(spec_.p, Type::real, p_); !s) return s;
    if (Status s = read_amount(spec_.n, Type::integer, n_); !s) return s;
    if (p_.constant && !(*p_.constant >= 0 && *p_.constant <= 1)) {
      return Error{ErrorCode::invalid_argument, spec_.p.where,
                   "p is " + format_number(*p_.constant) + "; it must be from 0 to 1"};
    }
    return {};
  }

  Status read_amount(const Value& value, Type type, Amount& made) {
    if (value.empty()) return {};
    if (const double* number = value.number()) {
      made.constant = *number;
      if (type == Type::integer && (*number < 0 || *number != std::floor(*number))) {
        return Error{ErrorCode::invalid_argument, value.where,
                     "n is " + format_number(*number) + "; it must be an integer, not negative"};
      }
      return {};
    }
    if (!value.text()) return Error{ErrorCode::type, value.where, "this is no number"};
    auto expression = read_quantity_expression(*value.text(), value.where, code_.scope(), type, {});
    if (!expression) return expression.error();
    made.varies = code_.varies(*expression);
    made.code = std::make_unique<PairCode::Compiled>(code_, *expression);
    return {};
  }

  // --- which inner neurons ---------------------------------------------------------------------

  // Appends the positions of [0, count) that p lets through, ascending.
  Status sample_range(int32_t outer, int32_t count, std::vector<int32_t>& out) {
    double p = 1;
    if (p_.constant) p = *p_.constant;
    if (p_.code && !p_.varies) {
      double result[kPadding];
      const int32_t none[kPadding] = {};
      p_.code->run(outer, {none, 1}, {}, result);
      p = result[0];
    }
    if (p_.code && p_.varies) {
      for (int32_t k = 0; k < count; ++k) out.push_back(k);
      return keep_by_p(outer, out, outer);
    }
    if (!(p >= 0 && p <= 1)) {
      return Error{ErrorCode::invalid_argument, spec_.p.where,
                   "p is " + format_number(p) + " for neuron " + std::to_string(outer) +
                       "; it must be from 0 to 1"};
    }
    if (p == 1) {
      for (int32_t k = 0; k < count; ++k) out.push_back(k);
    } else if (p >= kJump) {
      numbers_.resize(size_t(count) + kPadding);
      uniforms(outer, 0, size_t(count), numbers_.data());
      for (int32_t k = 0; k < count; ++k) {
        if (numbers_[size_t(k)] < p) out.push_back(k);
      }
    } else if (p > 0) {
      jump(outer, count, p, out);
    }
    return {};
  }

  // Geometric jumps: as many random numbers as partners, not as pairs.
  void jump(int32_t outer, int32_t count, double p, std::vector<int32_t>& out) {
    const KernelTable& kernels = assembly_.kernels;
    const double scale = log_complement(p), one = 1;
    const size_t batch = size_t(std::min(double(kBlock), double(count) * p * 1.2 + 16));
    double gaps[kBlock + kPadding];
    uint64_t drawn = 0;
    for (double at = -1;;) {
      uniforms(outer, drawn, batch, gaps);
      drawn += batch;
      const auto binary = [&](Operands shape, Binary kernel, const double* a, const double* b) {
        kernels.binary[size_t(shape)][size_t(kernel)](gaps, a, b, batch);
      };
      binary(Operands::sv, Binary::subtract, &one, gaps);
      kernels.unary[size_t(Unary::log)](gaps, gaps, batch);
      binary(Operands::vs, Binary::divide, gaps, &scale);
      kernels.unary[size_t(Unary::floor)](gaps, gaps, batch);
      for (size_t k = 0; k < batch; ++k) {
        at += gaps[k] + 1;
        if (at >= double(count)) return;
        out.push_back(int32_t(at));
      }
    }
  }

  void uniforms(int32_t outer, uint64_t first, size_t n, double* out) {
    assembly_.kernels.uniform(out, {synapses_.key, p_site_, uint64_t(outer)}, first, n);
  }

  // Keeps each inner neuron with its own probability. `row`: of the random numbers.
  Status keep_by_p(int32_t outer, std::vector<int32_t>& inner, int32_t row) {
    const size_t n = inner.size();
    numbers_.resize(n + kPadding);
    std::vector<double> p(n + kPadding);
    p_.code->run(outer, {inner.data(), n}, {}, p.data());
    uniforms(row, 0, n, numbers_.data());
    size_t kept = 0;
    for (size_t k = 0; k < n; ++k) {
      if (!(p[k] == p[k])) {
        return Error{ErrorCode::invalid_argument, spec_.p.where,
                     "p is not a number for the pair (" + std::to_string(outer) + ", " +
                         std::to_string(inner[k]) + ")"};
      }
      if (numbers_[k] < p[k]) inner[kept++] = inner[k];
    }
    inner.resize(kept);
    return {};
  }

  void filter(PairCode::Compiled& condition, int32_t outer, std::vector<int32_t>& inner,
              std::vector<int32_t>* running) {
    const size_t n = inner.size();
    numbers_.resize(n + kPadding);
    condition.run(outer, {inner.data(), n},
                  running ? Span<const int32_t>{running->data(), n} : Span<const int32_t>{},
                  numbers_.data());
    size_t kept = 0;
    for (size_t k = 0; k < n; ++k) {
      if (numbers_[k] == 0) continue;
      if (running) (*running)[kept] = (*running)[k];
      inner[kept++] = inner[k];
    }
    inner.resize(kept);
    if (running) running->resize(kept);
  }

  // --- results ---------------------------------------------------------------------------------

  // Whether `more` pairs can be kept. Conditions and generators decide only here how many there
  // are.
  Status check_room(double more) const {
    const double count = double(pairs_.i.size()) + more;
    const double bytes = count * kPairBytes;
    if (count <= kMostSynapses && bytes <= double(assembly_.memory_limit)) return {};
    return Error{ErrorCode::memory, spec_.where,
                 "these are more than " + std::to_string(pairs_.i.size()) +
                     " synapses; the most is " + format_number(kMostSynapses) +
                     ", and the memory limit is " + format_bytes(assembly_.memory_limit)};
  }

  Status append(int32_t outer, const std::vector<int32_t>& inner) {
    if (Status s = check_room(double(inner.size())); !s) return s;
    if (n_.code) {
      numbers_.resize(inner.size() + kPadding);
      n_.code->run(outer, {inner.data(), inner.size()}, {}, numbers_.data());
    }
    for (size_t k = 0; k < inner.size(); ++k) {
      const double repeats = n_.code ? numbers_[k] : n_.constant.value_or(1);
      if (!(repeats >= 0)) {
        return Error{ErrorCode::invalid_argument, spec_.n.where,
                     "n is " + format_number(repeats) + " for the pair (" + std::to_string(outer) +
                         ", " + std::to_string(inner[k]) + "); it must not be negative"};
      }
      if (Status s = check_room(repeats); !s) return s;
      for (double r = 0; r < repeats; ++r) {
        pairs_.i.push_back(forward_ ? outer : inner[k]);
        pairs_.j.push_back(forward_ ? inner[k] : outer);
      }
    }
    return {};
  }

  Status check_index(int32_t index, int32_t size, const std::string& place) const {
    if (index >= 0 && index < size) return {};
    return Error{ErrorCode::out_of_range, place,
                 "the index is " + std::to_string(index) + "; there are " + std::to_string(size) +
                     " neurons, from 0 to " + std::to_string(size - 1)};
  }

  // Exactly the given pairs, in their order; an array of one goes with every element of the other.
  Status explicit_pairs() {
    const size_t n = std::max(spec_.i.size(), spec_.j.size());
    const bool empty = spec_.i.empty() || spec_.j.empty();
    const auto at = [](const std::vector<int32_t>& list, size_t k) {
      return list[list.size() == 1 ? 0 : k];
    };
    for (size_t k = 0; !empty && k < n; ++k) {
      const std::string element = "[" + std::to_string(k) + "]";
      const int32_t i = at(spec_.i, k), j = at(spec_.j, k);
      if (Status s = check_index(i, outer_size_, spec_.where + ".i" + element); !s) return s;
      if (Status s = check_index(j, inner_size_, spec_.where + ".j" + element); !s) return s;
      candidates_.assign(1, j);
      if (p_.constant) {
        double u[kPadding];
        uniforms(int32_t(k), 0, 1, u);
        if (!(u[0] < *p_.constant)) continue;
      } else if (p_.code) {
        if (Status s = keep_by_p(i, candidates_, int32_t(k)); !s) return s;
      }
      if (condition_) filter(*condition_, i, candidates_, nullptr);
      if (Status s = append(i, candidates_); !s) return s;
    }
    return {};
  }

  // --- generators ------------------------------------------------------------------------------

  struct Generator {
    std::unique_ptr<PairCode::Compiled> value, condition, low, high, step, p, size;
    bool sample = false, running = false;
    bool range_first = false;  // the condition reads the inner neuron's variables
  };

  Status compile(const AstPtr& ast, const Source& source, Type type,
                 std::unique_ptr<PairCode::Compiled>& into, bool bound = false,
                 Expr* kept = nullptr) {
    if (!ast) return {};
    auto expression = check_expression(*ast, source, code_.scope(), type, {});
    if (!expression) return expression.error();
    if (bound && code_.varies(*expression)) {
      return Error{ErrorCode::invalid_argument, source.where,
                   "the bounds of a generator must be the same for all of its values"};
    }
    if (kept) *kept = *expression;
    into = std::make_unique<PairCode::Compiled>(code_, *expression);
    return {};
  }

  Status read_generator(const Text& text, Generator& made) {
    auto ast = parse_generator(text.text, text.where);
    if (!ast) return ast.error();
    const Source source{text.text, text.where};
    made.sample = ast->sample;
    made.running = !ast->variable.empty();
    for (auto [tree, type, into] : {std::tuple{&ast->low, Type::integer, &made.low},
                                    std::tuple{&ast->high, Type::integer, &made.high},
                                    std::tuple{&ast->step, Type::integer, &made.step},
                                    std::tuple{&ast->size, Type::integer, &made.size},
                                    std::tuple{&ast->p, Type::real, &made.p}}) {
      if (Status s = compile(*tree, source, type, *into, true); !s) return s;
    }
    if (made.running) code_.add_running(ast->variable);
    Expr condition;
    if (Status s = compile(ast->value, source, Type::integer, made.value); !s) return s;
    if (Status s =
            compile(ast->condition, source, Type::boolean, made.condition, false, &condition);
        !s) {
      return s;
    }
    made.range_first = code_.uses_inner_variables(condition);
    return {};
  }

  static double scalar(const std::unique_ptr<PairCode::Compiled>& code, int32_t outer,
                       double otherwise) {
    if (!code) return otherwise;
    double result[kPadding];
    const int32_t none[kPadding] = {};
    code->run(outer, {none, 1}, {none, 1}, result);
    return result[0];
  }

  // The values of the running variable.
  Status running_values(const Generator& g, int32_t outer, std::vector<int32_t>& out) {
    const double low = scalar(g.low, outer, 0), high = scalar(g.high, outer, 0);
    const double step = scalar(g.step, outer, 1);
    const std::string& where = generator_where();
    if (step == 0) return Error{ErrorCode::invalid_argument, where, "the step of a range is 0"};
    const double count = std::max(0.0, std::ceil((high - low) / step));
    if (!(count < kMostSynapses && count * kRunningBytes <= double(assembly_.memory_limit))) {
      return Error{ErrorCode::memory, where,
                   "the range has " + format_number(count) + " values; that is too long"};
    }
    std::vector<int32_t> positions;
    if (g.size) {
      double size = scalar(g.size, outer, 0);
      if (size > count && spec_.skip_if_invalid) size = count;
      if (!(size >= 0 && size <= count)) {
        return Error{
            ErrorCode::invalid_argument, where,
            "sample takes " + format_number(size) + " of " + format_number(count) + " values"};
      }
      Stream stream(synapses_.key, p_site_, uint64_t(outer), 0);
      positions = sample_distinct(stream, int32_t(count), int32_t(size));
    } else if (g.p) {
      const double p = scalar(g.p, outer, 1);
      if (!(p >= 0 && p <= 1)) {
        return Error{ErrorCode::invalid_argument, where,
                     "p is " + format_number(p) + "; it must be from 0 to 1"};
      }
      if (p == 1) {
        for (int32_t k = 0; k < int32_t(count); ++k) positions.push_back(k);
      } else if (p > 0) {
        jump(outer, int32_t(count), p, positions);
      }
    } else {
      for (int32_t k = 0; k < int32_t(count); ++k) positions.push_back(k);
    }
    for (const int32_t position : positions) out.push_back(int32_t(low + position * step));
    return {};
  }

  const std::string& generator_where() const {
    return forward_ ? spec_.j_generator.where : spec_.i_generator.where;
  }

  // Drops values outside the group, or reports the first one.
  Status check_range(int32_t outer, std::vector<int32_t>& running) {
    size_t kept = 0;
    for (size_t k = 0; k < candidates_.size(); ++k) {
      const int32_t index = candidates_[k];
      if (index < 0 || index >= inner_size_) {
        if (spec_.skip_if_invalid) continue;
        return Error{ErrorCode::out_of_range, generator_where(),
                     "the generator gives " + std::to_string(index) + " for " +
                         (forward_ ? "i = " : "j = ") + std::to_string(outer) + "; there are " +
                         std::to_string(inner_size_) +
                         " neurons (\"skipIfInvalid\": true leaves such values out)"};
      }
      if (k < running.size()) running[kept] = running[k];
      candidates_[kept++] = index;
    }
    candidates_.resize(kept);
    if (!running.empty()) running.resize(kept);
    return {};
  }

  Status generate(const Text& text) {
    Generator g;
    if (Status s = read_generator(text, g); !s) return s;
    if (condition_) {
      return Error{ErrorCode::invalid_argument, spec_.where,
                   "a condition does not go with a generator; write ... if CONDITION"};
    }
    std::vector<int32_t> running;
    for (int32_t outer = 0; outer < outer_size_; ++outer) {
      running.clear();
      if (g.running) {
        if (Status s = running_values(g, outer, running); !s) return s;
      } else {
        running.push_back(0);
      }
      const size_t n = running.size();
      numbers_.resize(n + kPadding);
      candidates_.assign(n, 0);
      g.value->run(outer, {candidates_.data(), n}, {running.data(), n}, numbers_.data());
      for (size_t k = 0; k < n; ++k) candidates_[k] = int32_t(numbers_[k]);
      const auto conditionally = [&] {
        if (g.condition) filter(*g.condition, outer, candidates_, &running);
      };
      if (!g.range_first) conditionally();
      if (Status s = check_range(outer, running); !s) return s;
      if (g.range_first) conditionally();
      if (p_.constant || p_.code) {
        if (Status s = thin(outer); !s) return s;
      }
      if (Status s = append(outer, candidates_); !s) return s;
    }
    return {};
  }

  // p beside a generator: each generated pair is kept with that probability.
  Status thin(int32_t outer) {
    if (p_.code) return keep_by_p(outer, candidates_, outer);
    const size_t n = candidates_.size();
    numbers_.resize(n + kPadding);
    uniforms(outer, 0, n, numbers_.data());
    size_t kept = 0;
    for (size_t k = 0; k < n; ++k) {
      if (numbers_[k] < *p_.constant) candidates_[kept++] = candidates_[k];
    }
    candidates_.resize(kept);
    return {};
  }

  Assembly& assembly_;
  SynapsesObject& synapses_;
  const Connect& spec_;
  Pairs& pairs_;
  bool forward_;
  PairCode code_;
  uint32_t p_site_;
  int32_t outer_size_ = 0, inner_size_ = 0;
  std::unique_ptr<PairCode::Compiled> condition_;
  Amount p_, n_;
  std::vector<int32_t> candidates_;
  std::vector<double> numbers_;
};

}  // namespace

double expected_pairs(const Connect& spec, int64_t sources, int64_t targets) {
  double pairs = double(sources) * double(targets);
  if (spec.explicit_pairs) pairs = double(std::max(spec.i.size(), spec.j.size()));
  // Generators mostly make a few partners each; how many cannot be told without running them.
  if (!spec.j_generator.empty()) pairs = double(sources);
  if (!spec.i_generator.empty()) pairs = double(targets);
  if (const double* p = spec.p.number()) pairs *= std::clamp(*p, 0.0, 1.0);
  if (const double* n = spec.n.number()) pairs *= std::max(0.0, *n);
  return pairs;
}

void number_within_pairs(Span<const int32_t> i, Span<const int32_t> j, int32_t* numbers) {
  std::vector<int32_t> order(i.size);
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](int32_t a, int32_t b) {
    return std::tuple(i[size_t(a)], j[size_t(a)], a) < std::tuple(i[size_t(b)], j[size_t(b)], b);
  });
  for (size_t k = 0; k < order.size(); ++k) {
    const size_t now = size_t(order[k]), last = k ? size_t(order[k - 1]) : 0;
    const bool same = k && i[now] == i[last] && j[now] == j[last];
    numbers[now] = same ? numbers[last] + 1 : 0;
  }
}

Status connect(Assembly& assembly, SynapsesObject& synapses, const Connect& spec, Pairs& pairs) {
  if (!spec.i_generator.empty() && !spec.j_generator.empty()) {
    return Error{ErrorCode::invalid_argument, spec.where,
                 "give a generator for i or for j, not for both"};
  }
  return Connector(assembly, synapses, spec, pairs).run();
}

}  // namespace myelin::equations
