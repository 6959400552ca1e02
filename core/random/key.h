// The key of an object's random numbers. Made of the seed and the object's name only, so adding
// an object to a model does not change the numbers of the others.
#pragma once

#include <cstdint>
#include <string_view>

namespace myelin {

// XXH3 (64 bits) of the name, seeded with `seed`.
uint64_t random_key(uint64_t seed, std::string_view object) noexcept;

}  // namespace myelin
