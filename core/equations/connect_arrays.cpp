// connect() by lists of indices.
#include <algorithm>

#include "equations/connector.h"

namespace myelin::equations {

Status Connector::check_index(int32_t index, int32_t size, const std::string& place) const {
  if (index >= 0 && index < size) return {};
  return Error{ErrorCode::out_of_range, place,
               "the index is " + std::to_string(index) + "; there are " + std::to_string(size) +
                   " neurons, from 0 to " + std::to_string(size - 1)};
}

// Exactly the given pairs, in their order; an array of one goes with every element of the other.
Status Connector::explicit_pairs() {
  const size_t n = std::max(spec_.i.size(), spec_.j.size());
  const bool empty = spec_.i.empty() || spec_.j.empty();
  const auto at = [](const std::vector<int32_t>& list, size_t k) {
    return list[list.size() == 1 ? 0 : k];
  };
  for (size_t k = 0; !empty && k < n; ++k) {
    const std::string element = "[" + std::to_string(k) + "]";
    const int32_t i = at(spec_.i, k), j = at(spec_.j, k);
    if (Status s = check_index(i, outer_size_, spec_.where + ".i" + element); !s) return s;
    if (Status s = check_index(j, inner_size_, spec_.where + ".j" + element); !s) return s;
    candidates_.assign(1, j);
    if (p_.constant) {
      double u[kPadding];
      random_.uniforms(k, 0, 1, u);
      if (!(u[0] < *p_.constant)) continue;
    } else if (p_.code) {
      if (Status s = keep_by_p(i, candidates_, int32_t(k)); !s) return s;
    }
    if (condition_) filter(*condition_, i, candidates_, nullptr);
    if (Status s = append(i, candidates_); !s) return s;
  }
  return {};
}

}  // namespace myelin::equations
