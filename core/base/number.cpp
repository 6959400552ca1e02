#include "base/number.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

#include "base/text.h"

namespace myelin {
namespace {

constexpr uint32_t kBase = 1'000'000'000;  // of a limb: nine digits
constexpr int kLimbDigits = 9;
constexpr int kMostBits = 29;  // of one multiplication or division: 2^29 < kBase
constexpr uint64_t kHidden = uint64_t(1) << 52;

// Digits beyond these only say whether there is more: a point halfway between two doubles has 767.
constexpr int kMostDigits = 800;

constexpr uint32_t power_of_ten(int exponent) {
  uint32_t power = 1;
  while (exponent-- > 0) power *= 10;
  return power;
}

// An exact number that is not negative, in base 10^9 with a fixed point: the limbs before kPoint
// are the whole part, highest first. Limbs outside [first, last) are zero and may be unwritten.
// The longest fraction has 490 digits and is divided by 2^1030, which adds a digit for each bit.
class Decimal {
 public:
  Decimal() : first_(kPoint), last_(kPoint) {}

  // digits * 10^exponent; the first digit stands for at most 10^309 and at least 10^-326.
  Decimal(std::string_view digits, int exponent) {
    int power = exponent + int(digits.size()) - 1;
    first_ = last_ = limb_of(power);
    for (const char digit : digits) {
      const int limb = limb_of(power);
      if (limb == last_) limbs_[last_++] = 0;
      limbs_[limb] +=
          uint32_t(digit - '0') * power_of_ten(power - kLimbDigits * (kPoint - 1 - limb));
      --power;
    }
    trim();
  }

  explicit Decimal(uint64_t whole) : first_(kPoint), last_(kPoint) {
    for (; whole; whole /= kBase) limbs_[--first_] = uint32_t(whole % kBase);
    trim();
  }

  // Multiplies by 2^bits, or divides if bits is negative.
  void scale(int bits) {
    for (; bits > 0; bits -= std::min(bits, kMostBits)) multiply(std::min(bits, kMostBits));
    for (; bits < 0; bits += std::min(-bits, kMostBits)) divide(std::min(-bits, kMostBits));
  }

  bool at_least_1e18() const { return first_ < kPoint - 2; }
  uint64_t whole() const {  // of a number below 1e18
    return uint64_t(limb(kPoint - 2)) * kBase + limb(kPoint - 1);
  }
  // How the fraction compares with one half: below 0, 0, above 0.
  int fraction_to_half() const {
    const uint32_t high = limb(kPoint);
    if (high != kBase / 2) return high < kBase / 2 ? -1 : 1;
    return last_ > kPoint + 1;
  }

  // The first digits, more than 18 of them. The first one, which is not zero, stands for
  // 10^exponent; `more` says whether any follow that are not zero.
  struct Digits {
    char text[3 * kLimbDigits];
    int count = 0, exponent = 0;
    bool more = false;
  };
  Digits digits() const {
    Digits digits;
    for (int k = first_; k < first_ + 3; ++k) {
      for (int power = kLimbDigits; power-- > 0;) {
        const uint32_t digit = limb(k) / power_of_ten(power) % 10;
        if (!digit && !digits.count) continue;
        if (!digits.count) digits.exponent = kLimbDigits * (kPoint - 1 - k) + power;
        digits.text[digits.count++] = char('0' + digit);
      }
    }
    digits.more = last_ > first_ + 3;
    return digits;
  }

 private:
  static constexpr int kPoint = 40, kLimbs = 256;

  static int limb_of(int power) {
    return kPoint - 1 - (power >= 0 ? power / kLimbDigits : (power + 1) / kLimbDigits - 1);
  }
  uint32_t limb(int k) const { return k >= first_ && k < last_ ? limbs_[k] : 0; }

  void multiply(int bits) {
    uint64_t carry = 0;
    for (int k = last_; k-- > first_;) {
      carry += uint64_t(limbs_[k]) << bits;
      limbs_[k] = uint32_t(carry % kBase);
      carry /= kBase;
    }
    if (carry) limbs_[--first_] = uint32_t(carry);
    trim();
  }

  void divide(int bits) {
    uint64_t rest = 0;
    for (int k = first_; k < last_ || rest; ++k) {
      rest = rest * kBase + limb(k);
      if (k == last_) ++last_;
      limbs_[k] = uint32_t(rest >> bits);
      rest &= (uint64_t(1) << bits) - 1;
    }
    trim();
  }

  void trim() {
    while (first_ < last_ && !limbs_[last_ - 1]) --last_;
    while (first_ < last_ && !limbs_[first_]) ++first_;
  }

  uint32_t limbs_[kLimbs];
  int first_, last_;
};

// mantissa * 2^exponent for a mantissa of at most 2^53, and at least 2^52 unless exponent is -1074.
double assemble(uint64_t mantissa, int exponent) {
  if (mantissa < kHidden) return std::bit_cast<double>(mantissa);
  if (mantissa == 2 * kHidden) {
    mantissa = kHidden;
    ++exponent;
  }
  if (exponent > 971) return HUGE_VAL;
  return std::bit_cast<double>((uint64_t(exponent + 1075) << 52) + (mantissa - kHidden));
}

// Any digits * 10^exponent: scaled by powers of two until the whole part has 53 bits.
double round_exactly(std::string_view digits, int exponent) {
  Decimal number(digits, exponent);
  int binary = 0;
  const auto scale = [&](int bits) {
    number.scale(bits);
    binary -= bits;
  };
  while (number.at_least_1e18()) scale(-kMostBits);
  while (const int missing = 53 - std::bit_width(number.whole())) {
    scale(std::min(missing, kMostBits));
  }
  if (binary < -1074) scale(binary + 1074);
  uint64_t mantissa = number.whole();
  const int half = number.fraction_to_half();
  mantissa += half > 0 || (half == 0 && (mantissa & 1));
  return assemble(mantissa, binary);
}

// digits * 10^exponent. The digits neither begin nor end with a zero.
double to_double(std::string_view digits, int exponent) {
  static constexpr double kPowers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                       1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                       1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  const int power = exponent + int(digits.size()) - 1;
  if (digits.empty() || power < -326) return 0;
  if (power > 309) return HUGE_VAL;
  if (digits.size() <= 18 && exponent >= -22 && exponent <= 22) {
    uint64_t whole = 0;
    for (const char digit : digits) whole = whole * 10 + uint64_t(digit - '0');
    // Both operands are exact, so that the result is rounded once.
    if (whole <= 2 * kHidden) {
      return exponent < 0 ? double(whole) / kPowers[-exponent] : double(whole) * kPowers[exponent];
    }
  }
  return round_exactly(digits, exponent);
}

// Rounds to `count` digits, which it puts into `to` without the zeros at their end; answers how
// many these are. `exponent` follows if 9.99 becomes 10.
int round_digits(const Decimal::Digits& exact, int count, char* to, int& exponent) {
  exponent = exact.exponent;
  int left = std::min(count, exact.count);
  std::copy(exact.text, exact.text + left, to);
  if (count < exact.count) {
    bool more = exact.more;
    for (int k = count + 1; k < exact.count; ++k) more |= exact.text[k] != '0';
    const char next = exact.text[count];
    const bool odd = to[count - 1] & 1;
    if (next > '5' || (next == '5' && (more || odd))) {
      while (left && to[left - 1] == '9') --left;
      if (left) {
        ++to[left - 1];
      } else {
        to[left++] = '1';
        ++exponent;
      }
    }
  }
  while (left > 1 && to[left - 1] == '0') --left;
  return left;
}

// Collects text; there is always room.
struct Writer {
  char* at;
  void put(char c) { *at++ = c; }
  void put(const char* from, int count) { at = std::copy(from, from + count, at); }
  void zeros(int count) { at = std::fill_n(at, std::max(count, 0), '0'); }
  void whole(uint64_t value) {
    char digits[20];
    int count = 0;
    do digits[count++] = char('0' + value % 10);
    while (value /= 10);
    while (count) put(digits[--count]);
  }
};

// As %g does: without an exponent from 0.0001 to below 10^precision.
void write_digits(Writer& writer, const char* digits, int count, int exponent, int precision) {
  if (exponent < -4 || exponent >= precision) {
    writer.put(digits[0]);
    if (count > 1) writer.put('.');
    writer.put(digits + 1, count - 1);
    writer.put('e');
    writer.put(exponent < 0 ? '-' : '+');
    if (std::abs(exponent) < 10) writer.put('0');
    writer.whole(uint64_t(std::abs(exponent)));
    return;
  }
  const int before = std::clamp(exponent + 1, 0, count);
  if (exponent < 0) writer.put('0');
  writer.put(digits, before);
  writer.zeros(exponent + 1 - before);
  if (before == count) return;
  writer.put('.');
  writer.zeros(-1 - exponent);
  writer.put(digits + before, count - before);
}

void write_positive(Writer& writer, double value) {
  if (value < 1e15 && value == std::trunc(value)) return writer.whole(uint64_t(value));
  const auto bits = std::bit_cast<uint64_t>(value);
  const bool normal = bits >= kHidden;
  Decimal number((bits & (kHidden - 1)) + (normal ? kHidden : 0));
  number.scale((normal ? int(bits >> 52) : 1) - 1075);
  const Decimal::Digits exact = number.digits();
  char digits[17];
  for (int precision = 15;; ++precision) {
    int exponent;
    const int count = round_digits(exact, precision, digits, exponent);
    const std::string_view text(digits, size_t(count));
    if (precision == 17 || to_double(text, exponent - count + 1) == value) {
      return write_digits(writer, digits, count, exponent, precision);
    }
  }
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Reads a number from the front of a text.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  NumberText read() {
    const bool negative = sign();
    digits(0);
    if (peek() == '.') {
      ++at_;
      digits(-1);
    }
    if (!seen_) return {};
    scale();
    while (count_ && kept_[count_ - 1] == '0') {
      --count_;
      ++exponent_;
    }
    const double value = to_double({kept_, size_t(count_)}, exponent_);
    return {negative ? -value : value, at_};
  }

 private:
  char peek(size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : 0; }
  bool sign() {
    const char c = peek();
    if (c == '-' || c == '+') ++at_;
    return c == '-';
  }

  // `step` is what each digit adds to the exponent.
  void digits(int step) {
    for (; is_digit(peek()); ++at_) {
      const char digit = peek();
      seen_ = true;
      exponent_ += step;
      if (!count_ && digit == '0') continue;
      if (count_ < kMostDigits) {
        kept_[count_++] = digit;
      } else {
        ++exponent_;
        if (digit != '0') kept_[kMostDigits - 1] = '1';
      }
    }
  }

  void scale() {
    if (peek() != 'e' && peek() != 'E') return;
    const bool signed_exponent = peek(1) == '-' || peek(1) == '+';
    if (!is_digit(peek(1 + signed_exponent))) return;
    ++at_;
    const bool negative = sign();
    int exponent = 0;
    for (; is_digit(peek()); ++at_) exponent = std::min(exponent * 10 + (peek() - '0'), 99'999'999);
    exponent_ += negative ? -exponent : exponent;
  }

  std::string_view text_;
  size_t at_ = 0;
  char kept_[kMostDigits];  // digits from the first that is not zero
  int count_ = 0, exponent_ = 0;
  bool seen_ = false;
};

}  // namespace

std::string format_number(double value) {
  char buffer[kNumberLength];
  return std::string(write_number(value, buffer));
}

std::string_view write_number(double value, char (&buffer)[kNumberLength]) {
  if (value != value) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  Writer writer{buffer};
  if (std::signbit(value)) writer.put('-');
  write_positive(writer, std::fabs(value));
  return {buffer, size_t(writer.at - buffer)};
}

NumberText read_number(std::string_view text) { return Reader(text).read(); }

}  // namespace myelin
