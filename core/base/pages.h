// Memory that is read all over: in pages of 4 kB, most reads would first have to look up a page.
#pragma once

#include <cstddef>
#include <vector>

namespace myelin {

inline constexpr size_t kHugePage = size_t(2) << 20;

// How memory of that size is best aligned: at huge pages, if it fills one and there are any.
inline size_t page_alignment(size_t bytes, size_t least) {
#if defined(__linux__)
  return bytes < kHugePage ? least : kHugePage;
#else
  (void)bytes;
  return least;
#endif
}

// Asks the operating system for pages of 2 MB, which counts for what has not been touched yet.
// Where there are none, nothing happens.
void prefer_huge_pages(void* memory, size_t bytes);

// Of a vector without elements.
template <class T>
void resize_in_huge_pages(std::vector<T>& empty, size_t size) {
  empty.reserve(size);
  prefer_huge_pages(empty.data(), size * sizeof(T));
  empty.resize(size);
}

}  // namespace myelin
