#include "stochastic/stream.h"

#include <algorithm>

#include "stochastic/refuse.h"

namespace myelin::stochastic {
namespace {

Error unequal(size_t a, size_t b) {
  return refuse({"streams"}, {"the lengths are ", a, " and ", b,
                              "; streams of one operation have the same length"});
}

}  // namespace

Status check_length(int64_t length, const std::string& where) {
  if (length >= 1 && length <= kMaxLength) return {};
  return deny({where}, {"the length is ", length, "; it must be from 1 to 2147483648"});
}

Expected<Bitstream> Bitstream::from_words(Span<const uint64_t> words, int64_t length,
                                          Coding coding) {
  if (Status s = check_length(length, "stream"); !s) return s.error();
  if (words.size != words_for(size_t(length))) {
    return refuse({"stream"}, {words.size, " words were given; ", length, " bits are ",
                               words_for(size_t(length))});
  }
  Bitstream stream(size_t(length), coding);
  std::copy(words.begin(), words.end(), stream.words_.begin());
  stream.words_.back() &= tail_mask(stream.length_);
  return stream;
}

Expected<Bitstream> Bitstream::from_bytes(Span<const uint8_t> bytes, Coding coding) {
  if (Status s = check_length(int64_t(bytes.size), "stream"); !s) return s.error();
  Bitstream stream(bytes.size, coding);
  best_bits().pack(stream.words_.data(), bytes.data, bytes.size);
  return stream;
}

Expected<Bitstream> Bitstream::from_text(std::string_view bits, Coding coding) {
  std::vector<uint8_t> bytes;
  for (const char c : bits) {
    if (c != '0' && c != '1') {
      return refuse({"stream"},
                    {"character ", bytes.size(), " is '", std::string(1, c),
                     "'; bits are written with 0 and 1"},
                    ErrorCode::parse);
    }
    bytes.push_back(c == '1');
  }
  return from_bytes({bytes.data(), bytes.size()}, coding);
}

std::string Bitstream::text() const {
  std::string bits;
  for (size_t k = 0; k < length_; ++k) bits += bit(k) ? '1' : '0';
  return bits;
}

Expected<Bitstream> Bitstream::combined(Logic op, const Bitstream& other) const {
  if (length_ != other.length_) return unequal(length_, other.length_);
  Bitstream result(length_, coding_);
  combine(op, result.words_.data(), words_.data(), other.words_.data(), 1, length_);
  return result;
}

Bitstream Bitstream::complement() const { return *combined(Logic::xnor, Bitstream(length_)); }

Bitstream Bitstream::moved(int64_t by, bool around) const {
  Bitstream result(length_, coding_);
  move_bits(result.words_.data(), words_.data(), length_, by, around);
  return result;
}

void combine(Logic op, uint64_t* out, const uint64_t* a, const uint64_t* b, size_t streams,
             size_t length) noexcept {
  const size_t words = words_for(length);
  for (size_t w = 0; w < streams * words; ++w) out[w] = logic_word(op, a[w], b[w]);
  if (op != Logic::xnor) return;  // only this one makes ones of the tails
  for (size_t w = words; w <= streams * words && words; w += words) out[w - 1] &= tail_mask(length);
}

void move_bits(uint64_t* out, const uint64_t* in, size_t bits, int64_t by, bool around) noexcept {
  std::fill_n(out, words_for(bits), uint64_t(0));
  const int64_t length = int64_t(bits);
  if (length == 0) return;
  if (around) by = ((by % length) + length) % length;
  for (int64_t k = 0; k < length; ++k) {
    int64_t from = k - by;
    if (around && from < 0) from += length;
    if (from < 0 || from >= length || !(in[from / 64] >> (from % 64) & 1)) continue;
    out[k / 64] |= uint64_t(1) << k % 64;
  }
}

void mux(uint64_t* out, const uint64_t* select, const uint64_t* a, const uint64_t* b,
         size_t words) noexcept {
  for (size_t w = 0; w < words; ++w) out[w] = (select[w] & a[w]) | (~select[w] & b[w]);
}

double Bitstream::value() const {
  return coding_ == Coding::unipolar ? density() : 2 * density() - 1;
}

double Bitstream::standard_error() const {
  const double error = stochastic::standard_error(density(), double(length_));
  return coding_ == Coding::unipolar ? error : 2 * error;
}

Expected<Bitstream> mux(const Bitstream& select, const Bitstream& a, const Bitstream& b) {
  if (select.length() != a.length()) return unequal(select.length(), a.length());
  if (a.length() != b.length()) return unequal(a.length(), b.length());
  Bitstream result(a.length(), a.coding());
  mux(result.words().data, select.words().data, a.words().data, b.words().data, a.words().size);
  return result;
}

Overlap overlap(const BitKernels& kernels, const uint64_t* a, const uint64_t* b, size_t length) {
  const size_t words = words_for(length);
  Overlap result;
  result.a = kernels.popcount(a, words);
  result.b = kernels.popcount(b, words);
  result.both = kernels.and_popcount(a, b, words);
  const double n = double(length);
  const double p_a = double(result.a) / n, p_b = double(result.b) / n;
  result.and_mean = double(result.both) / n;
  const double d = result.and_mean - p_a * p_b;
  const double most = p_a < p_b ? p_a : p_b, least = p_a + p_b - 1 > 0 ? p_a + p_b - 1 : 0;
  const double range = d > 0 ? most - p_a * p_b : p_a * p_b - least;
  result.scc = range == 0 ? 0 : d / range;
  return result;
}

Expected<double> scc(const Bitstream& a, const Bitstream& b) {
  if (a.length() != b.length()) return unequal(a.length(), b.length());
  return overlap(best_bits(), a.words().data, b.words().data, a.length()).scc;
}

Runs runs(const Bitstream& stream) {
  Runs result;
  for (size_t k = 0; k < stream.length();) {
    const bool kind = stream.bit(k);
    const size_t begin = k;
    while (k < stream.length() && stream.bit(k) == kind) ++k;
    uint64_t& longest = kind ? result.longest_ones : result.longest_zeros;
    longest = std::max<uint64_t>(longest, k - begin);
    ++result.count;
  }
  return result;
}

double standard_error(double p, double length) { return __builtin_sqrt(p * (1 - p) / length); }

}  // namespace myelin::stochastic
