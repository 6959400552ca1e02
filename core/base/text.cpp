#include "base/text.h"

#include <algorithm>
#include <cmath>

namespace myelin {
namespace {

size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t substitute = diagonal + (a[i - 1] != b[j - 1]);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substitute});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string format_bytes(uint64_t bytes) {
  constexpr const char* kUnits[] = {"B", "kB", "MB", "GB", "TB", "PB"};
  double value = double(bytes);
  int unit = 0;
  for (; value >= 1000 && unit < 5; ++unit) value /= 1000;
  const auto tenths = uint64_t(std::nearbyint(value * 10));
  std::string text = std::to_string(tenths / 10);
  if (unit) text += "." + std::to_string(tenths % 10);
  return text + " " + kUnits[unit];
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string text;
  for (size_t k = 0; k < parts.size(); ++k) {
    if (k) text += separator;
    text += parts[k];
  }
  return text;
}

std::string nearest_name(std::string_view name, const std::vector<std::string>& candidates) {
  name = name.substr(0, 64);
  size_t best = std::max<size_t>(1, name.size() / 3) + 1;
  std::string found;
  for (const std::string& candidate : candidates) {
    const size_t distance = edit_distance(name, candidate);
    // One letter for another is no likeness.
    if (distance < best && distance < std::max(name.size(), candidate.size())) {
      best = distance;
      found = candidate;
    }
  }
  return found;
}

std::string suggestion(std::string_view name, const std::vector<std::string>& candidates) {
  const std::string found = nearest_name(name, candidates);
  return found.empty() ? "" : "; did you mean '" + found + "'?";
}

TextPlace place_in(std::string_view text, uint32_t offset) {
  TextPlace place;
  offset = std::min<uint32_t>(offset, uint32_t(text.size()));
  size_t start = 0;
  for (size_t k = 0; k < offset; ++k) {
    if (text[k] == '\n') {
      ++place.line;
      start = k + 1;
    }
  }
  place.column = uint32_t(offset - start) + 1;
  std::string line(text.substr(start, text.find('\n', start) - start));
  if (!line.empty() && line.back() == '\r') line.pop_back();
  std::string indent(place.column - 1, ' ');
  for (size_t k = 0; k < std::min(indent.size(), line.size()); ++k) {
    if (line[k] == '\t') indent[k] = '\t';
  }
  place.excerpt = "  " + line + "\n  " + indent + "^";
  return place;
}

}  // namespace myelin
