#include "language/interpreter.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "language/interpreter_frame.h"
#include "random/stream.h"

namespace myelin {
namespace {

bool has_effect(Code code) {
  return code == Code::store || code == Code::accumulate || code == Code::output ||
         code == Code::argument;
}

// n values, or one for all of them.
void copy(double* target, const double* values, bool uniform, size_t n) {
  if (uniform) {
    std::fill(target, target + n, values[0]);
  } else {
    std::memcpy(target, values, n * sizeof(double));
  }
}

}  // namespace

void Interpreter::Scratch::Free::operator()(double* memory) const { std::free(memory); }

Interpreter::Scratch::Scratch(const Interpreter& interpreter) : index_(kStride) {
  const size_t bytes = (interpreter.registers_ + 1) * kStride * sizeof(double);
  registers_.reset(static_cast<double*>(std::aligned_alloc(64, (bytes + 63) / 64 * 64)));
  std::memset(registers_.get(), 0, bytes);
  if (interpreter.needs_pre_) pre_.resize(kStride);
  if (interpreter.needs_post_) post_.resize(kStride);
  arguments_.resize(interpreter.arguments_.size() / kPadding * kStride);
}

Interpreter::Interpreter(Program program, const KernelTable& kernels)
    : program_(std::move(program)), kernels_(kernels) {
  for (const Variable* variable : program_.variables) {
    needs_pre_ |= variable->indexing == Indexing::pre;
    needs_post_ |= variable->indexing == Indexing::post;
  }
  uint32_t columns = 0;
  for (const Instruction& i : program_.code) {
    if (i.code == Code::host) columns = std::max(columns, i.site);
  }
  arguments_.resize(columns * kPadding);
  for (Instruction& i : program_.code) {
    if (i.code != Code::binomial || !i.kernel) continue;
    i.number = double(samplers_.size());
    samplers_.emplace_back(int64_t(program_.code[i.a].number), program_.code[i.b].number);
  }
  allocate();
}

// Gives every value a place. A register is free again after the last instruction that reads it.
void Interpreter::allocate() {
  const auto& code = program_.code;
  std::vector<size_t> last(code.size(), 0);
  for (size_t k = 0; k < code.size(); ++k) {
    for (const uint32_t id : {code[k].a, code[k].b, code[k].c}) last[id] = std::max(last[id], k);
  }
  places_.resize(code.size());
  std::vector<uint32_t> free;
  uint32_t slots = 0;
  for (uint32_t k = 0; k < code.size(); ++k) {
    if (code[k].uniform) {
      places_[k] = {Place::uniform, slots++};
      prologue_.push_back(k);
      continue;
    }
    body_.push_back(k);
    if (!has_effect(code[k].code)) {
      if (free.empty()) free.push_back(registers_++);
      places_[k] = {Place::reg, free.back()};
      free.pop_back();
    }
    // Operands that end here. Their registers are given back after the result has its own, because
    // no kernel is asked to work in place.
    for (const uint32_t id : {code[k].a, code[k].b, code[k].c}) {
      const bool ends =
          last[id] == k && places_[id].place == Place::reg && !has_effect(code[id].code);
      const bool fresh = std::find(free.begin(), free.end(), places_[id].at) == free.end();
      if (ends && fresh && id < k && !code[id].uniform) free.push_back(places_[id].at);
    }
  }
  uniforms_.assign(slots * kPadding, 0.0);
  // Rows of doubles are read in place, unless the same array is stored before its last use.
  for (uint32_t k = 0; k < code.size(); ++k) {
    const bool row = code[k].code == Code::load && !code[k].uniform &&
                     program_.variables[code[k].variable]->indexing == Indexing::row &&
                     program_.variables[code[k].variable]->type == Type::real;
    if (!row) continue;
    bool stored_while_needed = false;
    for (uint32_t s = k; s < last[k]; ++s) {
      // The same array may be stored under another name, through an index.
      const bool stores = code[s].code == Code::store || code[s].code == Code::accumulate;
      stored_while_needed |= stores && program_.variables[code[s].variable]->array ==
                                           program_.variables[code[k].variable]->array;
    }
    if (!stored_while_needed) places_[k] = {Place::direct, places_[k].at};
  }
}

const double* Interpreter::read(uint32_t id, const Frame& frame) const {
  const Operand& from = places_[id];
  if (from.place == Place::uniform) return &uniforms_[from.at * kPadding];
  if (from.place == Place::direct && !frame.rows.list) {
    const Binding& binding = bindings_[program_.code[id].variable];
    if (binding.dtype == DType::float64) {
      return reinterpret_cast<const double*>(binding.data) + frame.rows.first;
    }
  }
  return frame.registers + from.at * kStride;
}

void Interpreter::combine(const Instruction& i, double* out, const Frame& frame) const {
  const bool a = program_.code[i.a].uniform, b = program_.code[i.b].uniform;
  const Operands operands = frame.uniform || a == b ? Operands::vv
                            : a                     ? Operands::sv
                                                    : Operands::vs;
  kernels_.binary[size_t(operands)][i.kernel](out, read(i.a, frame), read(i.b, frame),
                                              frame.rows.count);
}

void Interpreter::choose(const Instruction& i, double* out, const Frame& frame) const {
  const size_t n = frame.rows.count;
  const double* mask = read(i.a, frame);
  const double *then = read(i.b, frame), *otherwise = read(i.c, frame);
  const bool b = program_.code[i.b].uniform, c = program_.code[i.c].uniform;
  if (program_.code[i.a].uniform && !frame.uniform) {
    const bool first = mask[0] != 0;
    if (first ? b : c) return kernels_.fill(out, first ? then[0] : otherwise[0], n);
    std::memcpy(out, first ? then : otherwise, n * sizeof(double));
    return;
  }
  if (frame.uniform || (!b && !c)) {
    return kernels_.select[size_t(Operands::vv)](out, mask, then, otherwise, n);
  }
  if (b && c) {
    kernels_.fill(out, then[0], n);
    return kernels_.select[size_t(Operands::vs)](out, mask, out, otherwise, n);
  }
  kernels_.select[size_t(b ? Operands::sv : Operands::vs)](out, mask, then, otherwise, n);
}

void Interpreter::draw(uint32_t instruction, const Rows& rows, const Call& call,
                       double* out) const {
  const Instruction& i = program_.code[instruction];
  const RandomKey key{call.key, i.site, uint64_t(call.step)};
  const Binomial* const sampler = i.code == Code::binomial ? &samplers_[size_t(i.number)] : nullptr;
  const bool normal = sampler ? sampler->wants_normal() : i.code == Code::normal_random;
  if (sampler && !normal) return draw_counts(*sampler, key, rows, out);
  if (rows.list) {
    (normal ? kernels_.normal_at : kernels_.uniform_at)(out, key, rows.list, rows.count);
  } else {
    (normal ? kernels_.normal : kernels_.uniform)(out, key, uint64_t(rows.first), rows.count);
  }
  if (sampler) sampler->from_normal(out, rows.count);
}

void Interpreter::draw_counts(const Binomial& sampler, const RandomKey& key, const Rows& rows,
                              double* out) const {
  uint16_t halves[kBlock];
  const uint64_t first = uint64_t(rows.first);
  if (rows.list) {
    kernels_.random_halves_at(halves, key, rows.list, rows.count);
  } else {
    kernels_.random_halves(halves, key, first, rows.count);
  }
  sampler.from_halves(halves, out, rows.count, [&](size_t k) {
    double u[kPadding];
    kernels_.uniform(u, key, rows.list ? uint64_t(rows.list[k]) : first + k, 1);
    return u[0];
  });
}

void Interpreter::draw_poisson(const Instruction& i, double* out, const Frame& frame) const {
  const Rows& rows = frame.rows;
  const double* lambda = read(i.a, frame);
  const size_t stride = program_.code[i.a].uniform ? 0 : 1;
  for (size_t k = 0; k < rows.count; ++k) {
    const int64_t row = rows.list ? rows.list[k] : rows.first + int64_t(k);
    Stream stream(call_.key, i.site, uint64_t(call_.step), uint32_t(row));
    out[k] = poisson(stream, lambda[k * stride]);
  }
}

void Interpreter::call_host(const Instruction& i, double* out, const Frame& frame) const {
  const size_t n = frame.rows.count, stride = frame.uniform ? kPadding : kStride;
  if (i.code == Code::argument) {
    double* column = frame.arguments + i.site * stride;
    const double* values = read(i.a, frame);
    if (program_.code[i.a].uniform) return kernels_.fill(column, values[0], n);
    std::memcpy(column, values, n * sizeof(double));
    return;
  }
  const HostFunction& host = program_.hosts[size_t(i.number)];
  host.call(host.user, {frame.arguments, i.site, stride, n, out});
  for (size_t k = 0; k < n && i.type != Type::real; ++k) {
    out[k] = i.type == Type::boolean ? double(out[k] != 0) : double(saturate(out[k]));
  }
}

void Interpreter::compute(const Instruction& i, const Operand& place, Frame& frame) const {
  double* out = frame.registers + place.at * (frame.uniform ? kPadding : kStride);
  const size_t n = frame.rows.count;
  switch (i.code) {
    case Code::number:
      return kernels_.fill(out, i.number, n);
    case Code::time:
      return kernels_.fill(out, call_.t, n);
    case Code::time_step:
      return kernels_.fill(out, call_.dt, n);
    case Code::step:
      return kernels_.fill(out, double(call_.step), n);
    case Code::row:
      for (size_t k = 0; k < n; ++k) {
        out[k] = double(frame.rows.list ? frame.rows.list[k] : frame.rows.first + int64_t(k));
      }
      return;
    case Code::load:
      if (place.place == Place::direct && !frame.rows.list &&
          bindings_[i.variable].dtype == DType::float64) {
        return;
      }
      return load(i, out, frame);
    case Code::unary:
      kernels_.unary[i.kernel](out, read(i.a, frame), n);
      if (rounds(i)) kernels_.unary[size_t(Unary::round_single)](out, out, n);
      return;
    case Code::binary:
      combine(i, out, frame);
      if (rounds(i)) kernels_.unary[size_t(Unary::round_single)](out, out, n);
      return;
    case Code::select:
      return choose(i, out, frame);
    case Code::lookup:
      return look_up(i, out, frame);
    case Code::argument:
    case Code::host:
      return call_host(i, out, frame);
    case Code::store:
      return store(i, frame);
    case Code::accumulate:
      return accumulate(i, frame);
    case Code::output:
      return copy(call_.outputs[i.site] + frame.rows.output, read(i.a, frame),
                  program_.code[i.a].uniform, n);
    case Code::poisson:
      return draw_poisson(i, out, frame);
    default:
      return draw(uint32_t(&i - program_.code.data()), frame.rows, call_, out);
  }
}

void Interpreter::begin(const Call& call) {
  call_ = call;
  Frame frame;
  frame.uniform = true;
  frame.registers = uniforms_.data();
  frame.rows.count = 1;
  int32_t index[kPadding];
  frame.index = index;
  frame.arguments = arguments_.data();
  for (const uint32_t k : prologue_) compute(program_.code[k], places_[k], frame);
}

void Interpreter::run(Rows rows, Scratch& scratch, NotFinite* not_finite) const {
  const int32_t* const pre = needs_pre_ ? bindings_of(Indexing::pre) : nullptr;
  const int32_t* const post = needs_post_ ? bindings_of(Indexing::post) : nullptr;
  Frame frame;
  frame.registers = scratch.registers_.get();
  frame.index = scratch.index_.data();
  frame.arguments = scratch.arguments_.data();
  frame.not_finite = not_finite;
  for (size_t done = 0; done < rows.count; done += kBlock) {
    const size_t n = std::min(kBlock, rows.count - done);
    frame.rows = {rows.first + int64_t(done), n, rows.list ? rows.list + done : nullptr,
                  rows.output + done};
    frame.pre = resolve(pre, frame.rows, scratch.pre_);
    frame.post = resolve(post, frame.rows, scratch.post_);
    for (const uint32_t k : body_) compute(program_.code[k], places_[k], frame);
  }
}

const int32_t* Interpreter::bindings_of(Indexing indexing) const {
  for (size_t k = 0; k < bindings_.size(); ++k) {
    if (program_.variables[k]->indexing == indexing) return bindings_[k].index;
  }
  return nullptr;
}

// The elements of a block's rows: in place where rows are consecutive, else copied together.
const int32_t* Interpreter::resolve(const int32_t* index, const Rows& rows,
                                    std::vector<int32_t>& copy) {
  if (!index) return nullptr;
  if (!rows.list) return index + rows.first;
  for (size_t k = 0; k < rows.count; ++k) copy[k] = index[rows.list[k]];
  return copy.data();
}

}  // namespace myelin
