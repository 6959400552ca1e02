#include "language/interpreter.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>

#include "random/stream.h"

namespace myelin {
namespace {

bool has_effect(Code code) {
  return code == Code::store || code == Code::accumulate || code == Code::output ||
         code == Code::argument;
}

// Values may be up to a block long, plus the lanes that a kernel writes beyond the end.
constexpr size_t kStride = kBlock + kPadding;

template <class T>
void scatter(T* target, const int32_t* index, const double* values, size_t stride, size_t n) {
  for (size_t k = 0; k < n; ++k) target[index[k]] = T(values[k * stride]);
}

int32_t saturate(double value) {
  if (!(value == value)) return 0;
  return int32_t(std::clamp(value, -2147483648.0, 2147483647.0));
}

}  // namespace

// The rows of one block and the registers to use.
struct Interpreter::Frame {
  Rows rows;
  double* registers = nullptr;  // or the uniform slots
  const int32_t *pre = nullptr, *post = nullptr;
  int32_t* index = nullptr;  // scratch
  double* arguments = nullptr;
  NotFinite* not_finite = nullptr;
  bool uniform = false;  // the prologue: one row, results in uniform slots

  const int32_t* through(Indexing indexing) const {
    return indexing == Indexing::pre ? pre : indexing == Indexing::post ? post : rows.list;
  }
};

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

void Interpreter::gather(const Binding& binding, const int32_t* index, double* out,
                         size_t n) const {
  switch (binding.dtype) {
    case DType::boolean:
      return kernels_.gather_u8(out, binding.data, index, n);
    case DType::int32:
      return kernels_.gather_i32(out, reinterpret_cast<const int32_t*>(binding.data), index, n);
    case DType::float32:
      return kernels_.gather_f32(out, reinterpret_cast<const float*>(binding.data), index, n);
    default:
      return kernels_.gather_f64(out, reinterpret_cast<const double*>(binding.data), index, n);
  }
}

void Interpreter::load(const Instruction& i, double* out, const Frame& frame) const {
  const Binding& binding = bindings_[i.variable];
  const Indexing indexing = program_.variables[i.variable]->indexing;
  const size_t n = frame.rows.count;
  if (indexing == Indexing::shared) {
    double value = 0;
    switch (binding.dtype) {
      case DType::boolean:
        value = *binding.data;
        break;
      case DType::int32:
        value = *reinterpret_cast<const int32_t*>(binding.data);
        break;
      case DType::float32:
        value = double(*reinterpret_cast<const float*>(binding.data));
        break;
      default:
        value = *reinterpret_cast<const double*>(binding.data);
        break;
    }
    return kernels_.fill(out, value, n);
  }
  if (const int32_t* index = frame.through(indexing)) return gather(binding, index, out, n);
  const int64_t first = frame.rows.first;
  switch (binding.dtype) {
    case DType::boolean:
      return kernels_.load_u8(out, binding.data + first, n);
    case DType::int32:
      return kernels_.load_i32(out, reinterpret_cast<const int32_t*>(binding.data) + first, n);
    case DType::float32:
      return kernels_.load_f32(out, reinterpret_cast<const float*>(binding.data) + first, n);
    default:
      std::memcpy(out, reinterpret_cast<const double*>(binding.data) + first, n * 8);
  }
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
  if (sampler && !normal && !rows.list) return draw_counts(*sampler, key, rows, out);
  if (rows.list) {
    (normal ? kernels_.normal_at : kernels_.uniform_at)(out, key, rows.list, rows.count);
  } else {
    (normal ? kernels_.normal : kernels_.uniform)(out, key, uint64_t(rows.first), rows.count);
  }
  if (sampler) sampler->from_random(out, rows.count);
}

void Interpreter::draw_counts(const Binomial& sampler, const RandomKey& key, const Rows& rows,
                              double* out) const {
  uint32_t words[kBlock];
  const uint64_t first = uint64_t(rows.first);
  kernels_.random_words(words, key, first, rows.count);
  sampler.from_words(words, out, rows.count, [&](size_t k) {
    double u[kPadding];
    kernels_.uniform(u, key, first + k, 1);
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

void Interpreter::look_up(const Instruction& i, double* out, const Frame& frame) const {
  const double* wanted = read(i.a, frame);
  for (size_t k = 0; k < frame.rows.count; ++k) frame.index[k] = saturate(wanted[k]);
  gather(bindings_[i.variable], frame.index, out, frame.rows.count);
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
    case Code::output: {
      double* target = call_.outputs[i.site] + frame.rows.output;
      const double* values = read(i.a, frame);
      if (program_.code[i.a].uniform) {
        std::fill(target, target + n, values[0]);
      } else {
        std::memcpy(target, values, n * sizeof(double));
      }
      return;
    }
    case Code::poisson:
      return draw_poisson(i, out, frame);
    default:
      return draw(uint32_t(&i - program_.code.data()), frame.rows, call_, out);
  }
}

void Interpreter::store(const Instruction& i, Frame& frame) const {
  const Binding& binding = bindings_[i.variable];
  const Indexing indexing = program_.variables[i.variable]->indexing;
  const double* values = read(i.a, frame);
  const size_t stride = program_.code[i.a].uniform ? 0 : 1;
  size_t n = frame.rows.count;
  const int32_t* index = frame.through(indexing);
  int32_t zero = 0;
  if (indexing == Indexing::shared) {
    index = &zero;
    n = std::min<size_t>(n, 1);
  } else if (!index) {
    if (stride == 1) return store_row(i, binding, values, frame);
    for (size_t k = 0; k < n; ++k) frame.index[k] = int32_t(frame.rows.first + int64_t(k));
    index = frame.index;
  }
  switch (binding.dtype) {
    case DType::boolean:
      for (size_t k = 0; k < n; ++k) binding.data[index[k]] = values[k * stride] != 0;
      return;
    case DType::int32: {
      auto* target = reinterpret_cast<int32_t*>(binding.data);
      for (size_t k = 0; k < n; ++k) target[index[k]] = saturate(values[k * stride]);
      return;
    }
    case DType::float32:
      scatter(reinterpret_cast<float*>(binding.data), index, values, stride, n);
      if (watch_ && frame.not_finite) look_at(i, index, values, stride, frame);
      return;
    default:
      scatter(reinterpret_cast<double*>(binding.data), index, values, stride, n);
      if (watch_ && frame.not_finite) look_at(i, index, values, stride, frame);
  }
}

void Interpreter::store_row(const Instruction& i, const Binding& binding, const double* values,
                            Frame& frame) const {
  const size_t n = frame.rows.count;
  const int64_t first = frame.rows.first;
  switch (binding.dtype) {
    case DType::boolean:
      return kernels_.store_u8(binding.data + first, values, n);
    case DType::int32:
      return kernels_.store_i32(reinterpret_cast<int32_t*>(binding.data) + first, values, n);
    default:
      break;
  }
  const bool finite =
      binding.dtype == DType::float32
          ? kernels_.store_f32(reinterpret_cast<float*>(binding.data) + first, values, n)
          : kernels_.store_f64(reinterpret_cast<double*>(binding.data) + first, values, n);
  if (finite || !watch_ || !frame.not_finite) return;
  for (size_t k = 0; k < n; ++k) frame.index[k] = int32_t(first + int64_t(k));
  look_at(i, frame.index, values, 1, frame);
}

// Keeps the first stored value that is not finite.
void Interpreter::look_at(const Instruction& i, const int32_t* index, const double* values,
                          size_t stride, Frame& frame) const {
  if (frame.not_finite->variable) return;
  const bool single = bindings_[i.variable].dtype == DType::float32;
  for (size_t k = 0; k < frame.rows.count; ++k) {
    const double value = values[k * stride], stored = single ? double(float(value)) : value;
    if (std::isfinite(stored)) continue;
    *frame.not_finite = {program_.variables[i.variable], index[k], stored};
    return;
  }
}

void Interpreter::accumulate(const Instruction& i, const Frame& frame) const {
  const Binding& binding = bindings_[i.variable];
  const int32_t* index = frame.through(program_.variables[i.variable]->indexing);
  const double* values = read(i.a, frame);
  const bool uniform = program_.code[i.a].uniform;
  const size_t n = frame.rows.count;
  if (binding.dtype == DType::float64) {
    auto* target = reinterpret_cast<double*>(binding.data);
    if (uniform) return kernels_.scatter_add_one(target, index, values[0], n);
    return kernels_.scatter_add(target, index, values, n);
  }
  if (binding.dtype == DType::float32) {
    auto* target = reinterpret_cast<float*>(binding.data);
    for (size_t k = 0; k < n; ++k) {
      target[index[k]] += float(values[uniform ? 0 : k]);
    }
    return;
  }
  auto* target = reinterpret_cast<int32_t*>(binding.data);
  for (size_t k = 0; k < n; ++k) {
    target[index[k]] = saturate(double(target[index[k]]) + values[uniform ? 0 : k]);
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
