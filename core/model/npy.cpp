#include "model/npy.h"

#include <array>
#include <bit>
#include <cctype>
#include <cstring>

namespace myelin::model {
namespace {

static_assert(std::endian::native == std::endian::little, "arrays are copied as they are");

Error refuse(std::string_view where, std::string message) {
  return {ErrorCode::parse, std::string(where), std::move(message), {}, {}};
}

// The text after "'key':" in the header's dictionary, without leading blanks.
std::string_view entry(std::string_view header, std::string_view key) {
  const std::string quoted = "'" + std::string(key) + "'";
  const size_t at = header.find(quoted);
  if (at == std::string_view::npos) return {};
  std::string_view rest = header.substr(at + quoted.size());
  while (!rest.empty() && (rest[0] == ' ' || rest[0] == ':')) rest.remove_prefix(1);
  return rest;
}

// "(3, 4)" or "(3,)" or "()".
bool read_shape(std::string_view text, std::vector<uint64_t>& shape) {
  if (text.empty() || text[0] != '(') return false;
  text.remove_prefix(1);
  while (!text.empty() && text[0] != ')') {
    if (text[0] == ' ' || text[0] == ',') {
      text.remove_prefix(1);
      continue;
    }
    uint64_t number = 0;
    if (!isdigit(uint8_t(text[0]))) return false;
    while (!text.empty() && isdigit(uint8_t(text[0]))) {
      if (number > (uint64_t(1) << 40)) return false;
      number = number * 10 + uint64_t(text[0] - '0');
      text.remove_prefix(1);
    }
    shape.push_back(number);
  }
  return !text.empty() && shape.size() <= 8;
}

template <class T>
void convert(std::string_view bytes, std::vector<double>& values) {
  values.resize(bytes.size() / sizeof(T));
  for (size_t k = 0; k < values.size(); ++k) {
    T element;
    std::memcpy(&element, bytes.data() + k * sizeof(T), sizeof(T));
    values[k] = double(element);
  }
}

struct Dtype {
  std::string_view name;
  size_t size;
  void (*convert)(std::string_view, std::vector<double>&);
};
constexpr Dtype dtypes[] = {
    {"<i4", 4, convert<int32_t>}, {"<i8", 8, convert<int64_t>}, {"<u4", 4, convert<uint32_t>},
    {"<f4", 4, convert<float>},   {"<f8", 8, convert<double>},  {"|b1", 1, convert<uint8_t>},
    {"|u1", 1, convert<uint8_t>},
};

const Dtype* find_dtype(std::string_view name) {
  for (const Dtype& dtype : dtypes) {
    if (dtype.name == name) return &dtype;
  }
  return nullptr;
}

// Splits the bytes into the header's dictionary and the elements.
bool split(std::string_view bytes, std::string_view& header, std::string_view& data) {
  using namespace std::string_view_literals;
  if (bytes.size() < 10 || bytes.substr(0, 6) != "\x93NUMPY"sv) return false;
  const auto byte = [&](size_t at) { return size_t(uint8_t(bytes[at])); };
  const size_t version = byte(6);
  size_t begin = 10, length = byte(8) | byte(9) << 8;
  if (version == 2) {
    if (bytes.size() < 12) return false;
    length |= byte(10) << 16 | byte(11) << 24;
    begin = 12;
  } else if (version != 1) {
    return false;
  }
  if (length > bytes.size() - begin) return false;
  header = bytes.substr(begin, length);
  data = bytes.substr(begin + length);
  return true;
}

}  // namespace

Expected<NpyArray> read_npy(std::string_view bytes, std::string_view where) {
  std::string_view header, data;
  if (!split(bytes, header, data)) {
    return refuse(where, "these bytes are no .npy file of version 1 or 2, as numpy.save writes it");
  }
  std::string_view descr = entry(header, "descr");
  const size_t close = descr.size() < 2 ? descr.npos : descr.find('\'', 1);
  if (close == descr.npos || descr[0] != '\'') {
    return refuse(where, "the .npy header names no plain data type");
  }
  descr = descr.substr(1, close - 1);
  const Dtype* dtype = find_dtype(descr);
  if (!dtype) {
    return refuse(where, "the .npy data type '" + std::string(descr) +
                             "' is not accepted; accepted are <f8, <f4, <i4, <i8, <u4, |u1, |b1");
  }
  if (entry(header, "fortran_order").substr(0, 5) != "False") {
    return refuse(where, "the .npy array is in Fortran order; use numpy.ascontiguousarray first");
  }
  NpyArray array;
  if (!read_shape(entry(header, "shape"), array.shape)) {
    return refuse(where, "the .npy header has no shape that can be read");
  }
  uint64_t count = 1;
  for (uint64_t extent : array.shape) {
    if (extent != 0 && count > data.size() / extent)
      count = uint64_t(data.size()) + 1;
    else
      count *= extent;
  }
  if (data.size() % dtype->size != 0 || data.size() / dtype->size != count) {
    return refuse(where, "the .npy array has " + std::to_string(data.size()) +
                             " bytes of elements, which does not fit its shape");
  }
  dtype->convert(data, array.values);
  return array;
}

Expected<std::string> decode_base64(std::string_view text, std::string_view where) {
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::array<int8_t, 256> digit;
  digit.fill(-1);
  for (size_t k = 0; k < alphabet.size(); ++k) digit[uint8_t(alphabet[k])] = int8_t(k);

  const size_t length = text.size();
  size_t padding = 0;
  while (padding < 2 && padding < length && text[length - 1 - padding] == '=') ++padding;
  if (length % 4 != 0) {
    return refuse(where, "the base64 text has " + std::to_string(length) +
                             " characters; it must be a multiple of 4 (padded with =)");
  }
  std::string bytes;
  bytes.reserve(length / 4 * 3);
  uint32_t bits = 0;
  for (size_t k = 0; k < length; ++k) {
    const int8_t value = k >= length - padding ? int8_t(0) : digit[uint8_t(text[k])];
    if (value < 0) {
      return refuse(where, "character " + std::to_string(k + 1) +
                               " is not of base64's alphabet (A-Z a-z 0-9 + /)");
    }
    bits = bits << 6 | uint32_t(value);
    if (k % 4 == 3) {
      bytes += char(bits >> 16);
      bytes += char(bits >> 8);
      bytes += char(bits);
    }
  }
  bytes.resize(bytes.size() - padding);
  return bytes;
}

std::string npy_header(std::string_view dtype, const std::vector<uint64_t>& shape) {
  std::string text = "{'descr': '" + std::string(dtype) + "', 'fortran_order': False, 'shape': (";
  for (size_t k = 0; k < shape.size(); ++k) {
    if (k > 0) text += ", ";
    text += std::to_string(shape[k]);
  }
  text += shape.size() == 1 ? ",), }" : "), }";
  constexpr size_t before = 10, alignment = 64;
  text.append((alignment - (before + text.size() + 1) % alignment) % alignment, ' ');
  text += '\n';
  std::string header = "\x93NUMPY";
  header += '\x01';
  header += '\0';
  header += char(text.size() & 0xFF);
  header += char(text.size() >> 8);
  return header + text;
}

}  // namespace myelin::model
