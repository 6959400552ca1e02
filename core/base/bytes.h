// Writing and reading plain values as bytes: snapshots are made of these.
#pragma once

#include <cstdint>
#include <cstring>
#include <type_traits>
#include <vector>

#include "base/span.h"

namespace myelin {

class ByteWriter {
 public:
  template <class T>
  void value(const T& item) {
    static_assert(std::is_trivially_copyable_v<T>);
    raw(&item, sizeof item);
  }
  template <class T>
  void array(const std::vector<T>& items) {
    value(uint64_t(items.size()));
    raw(items.data(), items.size() * sizeof(T));
  }
  void raw(const void* data, size_t size) {
    const size_t at = bytes_.size();
    bytes_.resize(at + size);
    if (size) std::memcpy(bytes_.data() + at, data, size);
  }
  std::vector<uint8_t> take() { return std::move(bytes_); }

 private:
  std::vector<uint8_t> bytes_;
};

// Reads past the end give zeros and make ok() false; nothing is read outside the bytes.
class ByteReader {
 public:
  explicit ByteReader(Span<const uint8_t> bytes) : bytes_(bytes) {}

  template <class T>
  void value(T& item) {
    static_assert(std::is_trivially_copyable_v<T>);
    raw(&item, sizeof item);
  }
  template <class T>
  void array(std::vector<T>& items) {
    uint64_t size = 0;
    value(size);
    if (size > (bytes_.size - at_) / sizeof(T)) return fail();
    items.resize(size);
    raw(items.data(), size * sizeof(T));
  }
  void raw(void* data, size_t size) {
    if (size > bytes_.size - at_) {
      if (size) std::memset(data, 0, size);
      return fail();
    }
    if (size) std::memcpy(data, bytes_.data + at_, size);
    at_ += size;
  }
  // Whether so many bytes are left; else nothing more is read.
  bool holds(uint64_t size) {
    if (size > bytes_.size - at_) fail();
    return ok_;
  }
  bool ok() const { return ok_; }
  bool at_end() const { return at_ == bytes_.size; }

 private:
  void fail() {
    ok_ = false;
    at_ = bytes_.size;
  }
  Span<const uint8_t> bytes_;
  size_t at_ = 0;
  bool ok_ = true;
};

}  // namespace myelin
