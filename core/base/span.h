// A borrowed run of elements: a pointer and a length, nothing owned.
//
// Kernels use this instead of std::span so that they include no standard-library templates: a
// template instantiated in a file compiled for AVX-512 could be picked by the linker for every
// target.
#pragma once

#include <cstddef>

namespace myelin {

template <class T>
struct Span {
  T* data = nullptr;
  size_t size = 0;

  T& operator[](size_t i) const { return data[i]; }
  T* begin() const { return data; }
  T* end() const { return data + size; }
  bool empty() const { return size == 0; }
  Span subspan(size_t first, size_t count) const { return {data + first, count}; }
  operator Span<const T>() const { return {data, size}; }
};

}  // namespace myelin
