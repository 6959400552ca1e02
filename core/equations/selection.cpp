#include "equations/selection.h"

#include <algorithm>
#include <charconv>

#include "base/order.h"
#include "base/text.h"
#include "equations/code.h"
#include "equations/values.h"

namespace myelin::equations {
namespace {

using Rows32 = std::vector<int32_t>;

Expected<Rows32> by_condition(Assembly& assembly, Object& object, const Text& condition,
                              int64_t begin, int64_t end) {
  auto expression =
      read_expression(condition.text, condition.where, *object.scope, Type::boolean, {});
  if (!expression) return expression.error();
  std::vector<double> mask(size_t(end - begin) + kPadding);
  const Rows all{begin, size_t(end - begin), nullptr, 0};
  if (Status s = evaluate_rows(assembly, object, *expression, all, mask.data()); !s) {
    return s.error();
  }
  Rows32 rows;
  for (int64_t row = begin; row < end; ++row) {
    if (mask[size_t(row - begin)] != 0) rows.push_back(int32_t(row));
  }
  return rows;
}

// Synapses sorted by (i, j), each pair in the order of creation.
class Pairs32 {
 public:
  Pairs32(const Assembly& assembly, const SynapsesObject& synapses)
      : i_(assembly.engine.store.view<int32_t>(synapses.i)),
        j_(assembly.engine.store.view<int32_t>(synapses.j)),
        order_(order_of_pairs(i_, j_)) {}

  // Appends the synapses of i, j and k, where -1 stands for any.
  void find(int32_t i, int32_t j, int32_t k, Rows32& rows) const {
    const auto before = [&](int32_t a, int32_t wanted) { return i_[size_t(a)] < wanted; };
    auto at = order_.begin(), end = order_.end();
    if (i >= 0) {
      at = std::lower_bound(at, end, i, before);
      end = std::lower_bound(at, end, i + 1, before);
    }
    int32_t number = 0;
    for (int32_t last = -1; at != end; last = *at++) {
      const bool same =
          last >= 0 && i_[size_t(last)] == i_[size_t(*at)] && j_[size_t(last)] == j_[size_t(*at)];
      number = same ? number + 1 : 0;
      if ((j < 0 || j_[size_t(*at)] == j) && (k < 0 || number == k)) rows.push_back(*at);
    }
  }

 private:
  Span<const int32_t> i_, j_;
  Rows32 order_;
};

std::string name_of(int32_t i, int32_t j, int32_t k) {
  std::string name;
  for (const auto& [letter, index] : {std::pair{"i", i}, {"j", j}, {"k", k}}) {
    if (index < 0) continue;
    name += (name.empty() ? "" : ", ") + std::string(letter) + " = " + std::to_string(index);
  }
  return name;
}

Expected<Rows32> by_pair(Assembly& assembly, const SynapsesObject& synapses,
                         const Selection& selection) {
  for (const SignalId end : {synapses.i, synapses.j}) {
    if (Status s = assembly.engine.store.provide(end); !s) return s.error();
  }
  const Pairs32 pairs(assembly, synapses);
  const Rows32* const lists[] = {&selection.i, &selection.j, &selection.k};
  size_t count = 1;
  for (const Rows32* list : lists) count = std::max(count, list->size());
  Rows32 rows;
  for (size_t n = 0; n < count; ++n) {
    int32_t wanted[3];
    for (size_t l = 0; l < 3; ++l) {
      const Rows32& list = *lists[l];
      if (list.size() > 1 && list.size() != count) {
        return Error{ErrorCode::invalid_argument, selection.where,
                     "i, j and k must have as many elements, or one"};
      }
      wanted[l] = list.empty() ? -1 : list[list.size() == 1 ? 0 : n];
    }
    const size_t before = rows.size();
    pairs.find(wanted[0], wanted[1], wanted[2], rows);
    if (rows.size() > before) continue;
    return Error{
        ErrorCode::out_of_range, selection.where,
        "'" + synapses.name + "' has no synapse with " + name_of(wanted[0], wanted[1], wanted[2])};
  }
  return rows;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

Expected<Rows32> select_rows(Assembly& assembly, Object& object, const Selection& selection,
                             int64_t begin, int64_t end) {
  if (selection.by == Selection::By::condition) {
    return by_condition(assembly, object, selection.condition, begin, end);
  }
  if (selection.by == Selection::By::pair) {
    const SynapsesObject* synapses = assembly.find_synapses(object.name);
    if (synapses) return by_pair(assembly, *synapses, selection);
    return Error{ErrorCode::invalid_argument, selection.where,
                 "'" + object.name + "' is a group; only synapses have i, j and k"};
  }
  Rows32 rows;
  for (const int32_t index : selection.index) {
    if (index < 0 || index >= end - begin) {
      return Error{ErrorCode::out_of_range, selection.where,
                   "the index is " + std::to_string(index) + "; there are " +
                       std::to_string(end - begin) + " elements"};
    }
    rows.push_back(int32_t(begin) + index);
  }
  return rows;
}

Expected<Selection> parse_selection(std::string_view text, const std::string& where,
                                    bool synapses) {
  Selection made;
  made.where = where;
  Rows32 numbers;  // -1: any
  bool integers = true;
  for (std::string_view rest = text; integers;) {
    const size_t comma = std::min(rest.find(','), rest.size());
    const std::string_view part = trim(rest.substr(0, comma));
    int32_t number = -1;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), number);
    const bool whole = error == std::errc() && end == part.data() + part.size() && number >= 0;
    integers = whole || part == ":";
    numbers.push_back(whole ? number : -1);
    if (comma == rest.size()) break;
    rest.remove_prefix(comma + 1);
  }
  const bool any = std::count(numbers.begin(), numbers.end(), -1) != 0;
  if (integers && synapses && (numbers.size() == 2 || numbers.size() == 3)) {
    made.by = Selection::By::pair;
    Rows32* const lists[] = {&made.i, &made.j, &made.k};
    for (size_t l = 0; l < numbers.size(); ++l) {
      if (numbers[l] >= 0) lists[l]->push_back(numbers[l]);
    }
    return made;
  }
  if (integers && !any) {
    made.by = Selection::By::index;
    made.index = std::move(numbers);
    return made;
  }
  text = trim(text);
  if (text.size() > 1 && (text[0] == '\'' || text[0] == '"') && text.back() == text[0]) {
    text = text.substr(1, text.size() - 2);
  }
  made.condition = {integers ? "True" : std::string(text), where};
  return made;
}

}  // namespace myelin::equations
