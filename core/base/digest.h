// XXH3-128 over bytes: the digest that every build must agree on. Little-endian machines only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace myelin {

class Digest {
 public:
  Digest();
  ~Digest();
  Digest(const Digest&) = delete;
  Digest& operator=(const Digest&) = delete;

  void add(const void* bytes, size_t size);
  void add(std::string_view text);  // the length first, so that "ab","c" differs from "a","bc"
  void add(uint64_t number) { add(&number, sizeof number); }

  std::string hex() const;  // 32 hexadecimal digits

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// XXH3-64 of bytes, for keys and for chaining a hash over steps.
uint64_t hash64(const void* bytes, size_t size, uint64_t seed);

}  // namespace myelin
