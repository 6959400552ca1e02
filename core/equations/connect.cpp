#include "equations/connect.h"

#include <algorithm>
#include <cmath>

#include "base/order.h"
#include "base/text.h"
#include "equations/connector.h"
#include "equations/values.h"
#include "language/lexer.h"

namespace myelin::equations {

Connector::Connector(Assembly& assembly, SynapsesObject& synapses, const Connect& spec,
                     Pairs& pairs)
    : assembly_(assembly),
      synapses_(synapses),
      spec_(spec),
      pairs_(pairs),
      forward_(spec.i_generator.empty()),
      code_(assembly, synapses, forward_),
      random_{assembly.kernels, synapses.key, synapses.sites++} {
  const int64_t sources = synapses.from.end - synapses.from.begin;
  const int64_t targets = synapses.to.end - synapses.to.begin;
  outer_size_ = int32_t(forward_ ? sources : targets);
  inner_size_ = int32_t(forward_ ? targets : sources);
}

Connector::~Connector() = default;

Status Connector::run() {
  if (makes_rows(spec_)) {
    auto made = rows();
    if (!made) return made.error();
    return append(*made);
  }
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

Status Connector::prepare() {
  const double expected = expected_pairs(spec_, outer_size_, inner_size_);
  const bool known = spec_.condition.empty() && !spec_.p.text();
  if (known && double(pairs_.i.size()) + expected > kMostSynapses) {
    return Error{ErrorCode::memory, spec_.where,
                 "this would make about " + format_number(std::round(expected)) +
                     " synapses; the most is " + format_number(kMostSynapses)};
  }
  for (const Text* text : {&spec_.condition, &spec_.i_generator, &spec_.j_generator}) {
    if (Status s = refuse_counts(text->text, text->where); !s) return s;
  }
  for (const Value* value : {&spec_.p, &spec_.n}) {
    if (!value->text()) continue;
    if (Status s = refuse_counts(*value->text(), value->where); !s) return s;
  }
  if (spec_.skip_if_invalid && spec_.explicit_pairs) {
    return Error{ErrorCode::invalid_argument, spec_.where,
                 "skipIfInvalid goes with a generator, not with lists of indices"};
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

Status Connector::refuse_counts(const std::string& text, const std::string& where) const {
  auto tokens = tokenize(text, where);
  if (!tokens) return {};  // the parser says so better
  for (const Token& token : *tokens) {
    for (const char* name : {"N_incoming", "N_outgoing"}) {
      if (token.text.rfind(name, 0) != 0) continue;
      return error_at(ErrorCode::unknown_name, text, where, token.span,
                      "'" + token.text + "' is not known while synapses are made");
    }
  }
  return {};
}

Status Connector::read_amount(const Value& value, Type type, Amount& made) {
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

// Of all pairs of an outer neuron.
Expected<double> Connector::p_of(int32_t outer) {
  double result[kPadding] = {p_.constant.value_or(1)};
  const int32_t none[kPadding] = {};
  if (p_.code) p_.code->run(outer, {none, 1}, {}, result);
  if (result[0] >= 0 && result[0] <= 1) return result[0];
  return Error{ErrorCode::invalid_argument, spec_.p.where,
               "p is " + format_number(result[0]) + " for neuron " + std::to_string(outer) +
                   "; it must be from 0 to 1"};
}

// Appends the positions of [0, count) that p lets through, ascending.
Status Connector::sample_range(int32_t outer, int32_t count, std::vector<int32_t>& out) {
  if (p_.code && p_.varies) {
    for (int32_t k = 0; k < count; ++k) out.push_back(k);
    return keep_by_p(outer, out, outer);
  }
  auto p = p_of(outer);
  if (!p) return p.error();
  random_.sample(outer, count, *p, out, numbers_);
  return {};
}

// Keeps each inner neuron with its own probability. `row`: of the random numbers.
Status Connector::keep_by_p(int32_t outer, std::vector<int32_t>& inner, int32_t row) {
  const size_t n = inner.size();
  numbers_.resize(n + kPadding);
  std::vector<double> p(n + kPadding);
  p_.code->run(outer, {inner.data(), n}, {}, p.data());
  random_.uniforms(uint64_t(row), 0, n, numbers_.data());
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

void Connector::filter(PairCode::Compiled& condition, int32_t outer, std::vector<int32_t>& inner,
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

// Whether `more` pairs can be kept. Conditions and generators decide only here how many there
// are.
Status Connector::check_room(double more, double bytes_of_each, double besides) const {
  const double count = double(pairs_.i.size()) + more;
  const double bytes = count * bytes_of_each + besides;
  if (count <= kMostSynapses && bytes <= double(assembly_.memory_limit)) return {};
  return Error{ErrorCode::memory, spec_.where,
               "these are more than " + std::to_string(pairs_.i.size()) +
                   " synapses; the most is " + format_number(kMostSynapses) +
                   ", and the memory limit is " + format_bytes(assembly_.memory_limit)};
}

Status Connector::append(int32_t outer, const std::vector<int32_t>& inner) {
  if (Status s = check_room(double(inner.size())); !s) return s;
  if (!n_.code && n_.constant.value_or(1) == 1) {
    const auto add = [&](std::vector<int32_t>& same, std::vector<int32_t>& other) {
      same.insert(same.end(), inner.size(), outer);
      other.insert(other.end(), inner.begin(), inner.end());
    };
    forward_ ? add(pairs_.i, pairs_.j) : add(pairs_.j, pairs_.i);
    return {};
  }
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

Status Connector::append(const TargetRows& rows) {
  if (Status s = check_room(double(rows.size())); !s) return s;
  rows.each(0, rows.size(), [&](int32_t i, int32_t j) {
    pairs_.i.push_back(i);
    pairs_.j.push_back(j);
  });
  return {};
}

double expected_pairs(const Connect& spec, int64_t sources, int64_t targets) {
  if (spec.fixed_total >= 0) return double(spec.fixed_total);
  if (spec.fixed_indegree >= 0) return double(spec.fixed_indegree) * double(targets);
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
  const std::vector<int32_t> order = order_of_pairs(i, j);
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
  // Of ends that are synapses themselves, i and j can be seen.
  for (const Object* end : {synapses.source, synapses.target}) {
    if (!end->row_signal.valid()) continue;
    for (const auto& [name, variable] : visible_variables(*end)) {
      Status s = assembly.engine.store.provide(assembly.storage_of(*variable).signal);
      if (!s) return s;
    }
  }
  return Connector(assembly, synapses, spec, pairs).run();
}

}  // namespace myelin::equations
