// connect() that is carried out again for each spike, and what keeps synapses from that.
#include <algorithm>

#include "equations/connector.h"
#include "equations/procedural.h"
#include "equations/values.h"

namespace myelin::equations {
namespace {

// -> what a condition leaves of a row, if that can be told from it.
std::optional<RowRule::Pairs> pairs_of(const Expr& condition) {
  const Node& node = *condition;
  if (node.op == Op::number && node.number != 0) return RowRule::Pairs::all;
  const bool equal = node.op == Op::binary && node.kernel == uint8_t(Binary::equal);
  const bool differ = node.op == Op::binary && node.kernel == uint8_t(Binary::not_equal);
  if (!equal && !differ) return {};
  const auto is = [&](size_t side, const char* name) {
    const Node& end = *node.args[side];
    return end.op == Op::variable && end.variable->name == name;
  };
  if (!(is(0, "i") && is(1, "j")) && !(is(0, "j") && is(1, "i"))) return {};
  return equal ? RowRule::Pairs::own : RowRule::Pairs::others;
}

}  // namespace

Error not_procedural(const std::string& where, const char* what, const std::string& name) {
  std::string message = name.empty() ? "" : "'" + name + "' ";
  message += what;
  message +=
      "; synapses with \"storage\": \"procedural\" are drawn anew for each spike and keep nothing "
      "of their own";
  return {ErrorCode::unsupported, where, std::move(message)};
}

Status check_procedural(const Synapses& spec) {
  const bool post = std::any_of(spec.pathways.begin(), spec.pathways.end(),
                                [](const Pathway& pathway) { return pathway.post; });
  const struct {
    bool given;
    const char *key, *why;
  } keys[] = {
      {spec.connect.size() != 1, ".connect", "there must be one rule"},
      {!spec.multisynaptic_index.empty(), ".multisynapticIndex", "a pair has one synapse at most"},
      {spec.by_delay, ".numbering", "they have one delay"},
      {!spec.run_regularly.empty(), ".runRegularly", "there is nothing to change"},
      {!spec.linked.empty(), ".linked", "nothing can be linked"},
      {post, ".onPost", "the sources of a target are not known"},
  };
  for (const auto& one : keys) {
    if (one.given) return not_procedural(spec.where + one.key, one.why);
  }
  return {};
}

bool Connector::is_one_p() {
  if (!p_.code) return true;
  auto p = read_quantity_expression(*spec_.p.text(), spec_.p.where, code_.scope(), Type::real, {});
  return p && !contains(*p, [&](const Node& node) {
           const bool constant =
               node.op == Op::variable && assembly_.constant_values.count(node.variable);
           return is_random(node) || (node.op == Op::variable && !constant);
         });
}

Status Connector::procedural() {
  const double* n = spec_.n.number();
  bool can = !spec_.explicit_pairs && spec_.i_generator.empty() && spec_.j_generator.empty() &&
             !spec_.skip_if_invalid && spec_.fixed_indegree < 0 && spec_.fixed_total < 0 &&
             (spec_.n.empty() || (n && *n == 1));
  auto pairs = std::optional(RowRule::Pairs::all);
  if (can) {
    if (Status s = prepare(); !s) return s;
    can = is_one_p();
  }
  if (can && !spec_.condition.empty()) {
    auto condition = read_expression(spec_.condition.text, spec_.condition.where, code_.scope(),
                                     Type::boolean, {});
    if (!condition) return condition.error();
    pairs = pairs_of(*condition);
  }
  if (!can || !pairs) {
    return not_procedural(spec_.where,
                          "only all pairs or one \"p\" for all, and the condition i != j or "
                          "i == j, can be drawn source by source");
  }
  auto p = p_of(0);
  if (!p) return p.error();
  const RowRule rule{random_, *p, outer_size_, inner_size_, *pairs};
  synapses_.procedural.reset(new ProceduralEnds(rule, assembly_.engine.pool()));
  synapses_.size = int64_t(synapses_.procedural->size());
  return check_room(double(synapses_.size), 0);
}

Status connect_procedural(Assembly& assembly, SynapsesObject& synapses, const Connect& spec) {
  Pairs none;
  return Connector(assembly, synapses, spec, none).procedural();
}

}  // namespace myelin::equations
