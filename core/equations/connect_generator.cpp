// connect() by 'EXPR for k in range(...) if CONDITION'.
#include <cmath>
#include <tuple>

#include "base/text.h"
#include "equations/connector.h"
#include "language/parser.h"
#include "random/sample.h"

namespace myelin::equations {

Status Connector::compile(const AstPtr& ast, const Source& source, Type type,
                          std::unique_ptr<PairCode::Compiled>& into, bool bound, Expr* kept) {
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

Status Connector::read_generator(const Text& text, Generator& made) {
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
  if (Status s = compile(ast->condition, source, Type::boolean, made.condition, false, &condition);
      !s) {
    return s;
  }
  made.range_first = code_.uses_inner_variables(condition);
  return {};
}

double Connector::scalar(const std::unique_ptr<PairCode::Compiled>& code, int32_t outer,
                         double otherwise) {
  if (!code) return otherwise;
  double result[kPadding];
  const int32_t none[kPadding] = {};
  code->run(outer, {none, 1}, {none, 1}, result);
  return result[0];
}

// The values of the running variable.
Status Connector::running_values(const Generator& g, int32_t outer, std::vector<int32_t>& out) {
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
    Stream stream(random_.key, random_.site, uint64_t(outer), 0);
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
      random_.jump(outer, int32_t(count), p, positions);
    }
  } else {
    for (int32_t k = 0; k < int32_t(count); ++k) positions.push_back(k);
  }
  for (const int32_t position : positions) out.push_back(int32_t(low + position * step));
  return {};
}

const std::string& Connector::generator_where() const {
  return forward_ ? spec_.j_generator.where : spec_.i_generator.where;
}

// Drops values outside the group, or reports the first one.
Status Connector::check_range(int32_t outer, std::vector<int32_t>& running) {
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

Status Connector::generate(const Text& text) {
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
Status Connector::thin(int32_t outer) {
  if (p_.code) return keep_by_p(outer, candidates_, outer);
  const size_t n = candidates_.size();
  numbers_.resize(n + kPadding);
  random_.uniforms(uint64_t(outer), 0, n, numbers_.data());
  size_t kept = 0;
  for (size_t k = 0; k < n; ++k) {
    if (numbers_[k] < *p_.constant) candidates_[kept++] = candidates_[k];
  }
  candidates_.resize(kept);
  return {};
}

}  // namespace myelin::equations
