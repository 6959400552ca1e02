// How the interpreter reads and writes arrays.
#include <cmath>
#include <cstring>

#include "language/interpreter_frame.h"

namespace myelin {
namespace {

template <class T>
void scatter(T* target, const int32_t* index, const double* values, size_t stride, size_t n) {
  for (size_t k = 0; k < n; ++k) target[index[k]] = T(values[k * stride]);
}

}  // namespace

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

void Interpreter::look_up(const Instruction& i, double* out, const Frame& frame) const {
  const double* wanted = read(i.a, frame);
  for (size_t k = 0; k < frame.rows.count; ++k) frame.index[k] = saturate(wanted[k]);
  gather(bindings_[i.variable], frame.index, out, frame.rows.count);
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

}  // namespace myelin
