// NumPy's .npy format and base64, which carries it inside a document.
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/span.h"

namespace myelin::model {

struct NpyArray {
  std::vector<double> values;  // row-major; integers beyond 2^53 are rounded
  std::vector<uint64_t> shape;
};

// Reads versions 1 and 2; little-endian int32, int64, uint8, float32, float64 and boolean; C order.
// `where` goes into errors.
Expected<NpyArray> read_npy(std::string_view bytes, std::string_view where);

Expected<std::string> decode_base64(std::string_view text, std::string_view where);

// The header (magic, version, dictionary, padding to 64 bytes) of an array; the elements follow it.
// dtype: "<f8", "<i4", "<i8", "<u8", "|b1", "|u1".
std::string npy_header(std::string_view dtype, const std::vector<uint64_t>& shape);

}  // namespace myelin::model
