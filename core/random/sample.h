// Sampling without replacement.
#pragma once

#include <cstdint>
#include <vector>

#include "random/stream.h"

namespace myelin {

// `count` different integers of [0, population), ascending; every set is equally likely.
// Needs 0 <= count <= population. Time and memory grow with `count`, not with `population`.
std::vector<int32_t> sample_distinct(Stream& stream, int32_t population, int32_t count);

}  // namespace myelin
