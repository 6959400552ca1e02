// Statements to instructions: names become values, equal values become one, dead ones go.
#include <cstring>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

#include "language/dead_code.h"

namespace myelin {
namespace {

bool is_uniform_leaf(Code code) {
  return code == Code::number || code == Code::time || code == Code::time_step ||
         code == Code::step;
}

class Lowering {
 public:
  Lowering(std::string name, LoweringOptions options) : options_(options) {
    program_.name = std::move(name);
  }

  Program run(const Block& block, const std::vector<Expr>& outputs) {
    find_accumulations(block);
    for (const Statement& statement : block) lower(statement);
    for (const Expr& output : outputs) {
      Instruction i;
      i.code = Code::output;
      i.a = value(output);
      i.site = program_.outputs++;
      program_.code.push_back(i);
    }
    store_all();
    choose_order(block);
    drop_dead(program_);
    return std::move(program_);
  }

 private:
  static bool indirect(const Variable& variable) {
    return variable.indexing == Indexing::pre || variable.indexing == Indexing::post;
  }

  // x += e adds in the order of rows without reading x first, if nothing else in the block reads
  // or writes x, under this name or another.
  void find_accumulations(const Block& block) {
    for (const Statement& statement : block) {
      const Variable* x = statement.target;
      if (!x || !indirect(*x) || !statement.delta) continue;
      bool alone = true;
      for (const Statement& other : block) {
        const bool same = &other == &statement;
        if (!same && other.target && other.target->array == x->array) alone = false;
        const Expr& read = same ? statement.delta : other.value;
        alone = alone && !contains(read, [&](const Node& node) {
                  return node.variable && node.variable->array == x->array;
                });
      }
      if (alone) accumulated_.insert(&statement);
    }
  }

  void lower(const Statement& statement) {
    if (accumulated_.count(&statement)) return accumulate(statement);
    uint32_t result = value(statement.value);
    if (!statement.target) {
      locals_[statement.local] = result;
    } else {
      if (options_.guards && statement.target->guard) {
        result = select(load(*statement.target->guard), result, load(*statement.target),
                        statement.target->type);
      }
      if (statement.target->single) result = rounded(result);
      if (written_.insert(statement.target).second) write_order_.push_back(statement.target);
      current_[statement.target] = result;
    }
    lowered_.clear();
  }

  void accumulate(const Statement& statement) {
    uint32_t delta = value(statement.delta);
    if (options_.guards && statement.target->guard) {
      const uint32_t zero = value(expr::number(0, {}, statement.target->type));
      delta = select(load(*statement.target->guard), delta, zero, statement.target->type);
    }
    Instruction i;
    i.code = Code::accumulate;
    i.variable = index_of(*statement.target);
    i.a = delta;
    i.type = statement.target->type;
    accumulations_.push_back(i);
  }

  void store_all() {
    for (const Variable* variable : write_order_) {
      Instruction i;
      i.code = Code::store;
      i.variable = index_of(*variable);
      i.a = current_.at(variable);
      i.type = variable->type;
      program_.code.push_back(i);
    }
    program_.code.insert(program_.code.end(), accumulations_.begin(), accumulations_.end());
  }

  // Stores through an index, and reads under another name of what is stored, keep rows apart.
  void choose_order(const Block& block) {
    std::set<Indexing> through;
    std::set<uint32_t> arrays, written;
    for (const Variable* variable : write_order_) {
      written.insert(variable->array);
      if (variable->indexing != Indexing::row) through.insert(variable->indexing);
      if (variable->indexing != Indexing::row) arrays.insert(variable->array);
    }
    bool alias = through.count(Indexing::shared) != 0 || through.size() > 1;
    const auto reads_alias = [&](const Expr& e) {
      return contains(e, [&](const Node& node) {
        if (node.op == Op::lookup) return written.count(node.variable->array) != 0;
        return node.op == Op::variable && arrays.count(node.variable->array) &&
               !through.count(node.variable->indexing);
      });
    };
    for (const Statement& statement : block) alias = alias || reads_alias(statement.value);
    if (alias) {
      program_.order = Order::one_by_one;
    } else if (!through.empty()) {
      program_.order = through.count(Indexing::pre) ? Order::distinct_pre : Order::distinct_post;
    }
  }

  uint32_t index_of(const Variable& variable) {
    for (uint32_t k = 0; k < program_.variables.size(); ++k) {
      if (program_.variables[k] == &variable) return k;
    }
    program_.variables.push_back(&variable);
    return uint32_t(program_.variables.size() - 1);
  }

  uint32_t load(const Variable& variable) {
    const auto known = current_.find(&variable);
    if (known != current_.end()) return known->second;
    Instruction i;
    i.code = Code::load;
    i.variable = index_of(variable);
    i.type = variable.type;
    i.uniform = variable.indexing == Indexing::shared;
    i.single = variable.single && !i.uniform;
    return emit(i);
  }

  uint32_t select(uint32_t condition, uint32_t then, uint32_t otherwise, Type type) {
    Instruction i;
    i.code = Code::select;
    i.a = condition;
    i.b = then;
    i.c = otherwise;
    i.type = type;
    return emit(i);
  }

  uint32_t value(const Expr& e) {
    if (const auto seen = lowered_.find(e.get()); seen != lowered_.end()) return seen->second;
    const uint32_t result = make(e);
    lowered_.emplace(e.get(), result);
    keep_.push_back(e);
    return result;
  }

  bool is_number(uint32_t id, double number) const {
    const Instruction& i = program_.code[id];
    return i.code == Code::number && i.number == number;
  }

  static Code code_of(Op op) {
    switch (op) {
      case Op::number:
        return Code::number;
      case Op::row:
        return Code::row;
      case Op::time:
        return Code::time;
      case Op::time_step:
        return Code::time_step;
      case Op::step:
        return Code::step;
      case Op::unary:
        return Code::unary;
      case Op::binary:
        return Code::binary;
      case Op::uniform:
        return Code::uniform_random;
      case Op::normal:
        return Code::normal_random;
      case Op::poisson:
        return Code::poisson;
      case Op::binomial:
        return Code::binomial;
      case Op::lookup:
        return Code::lookup;
      default:
        return Code::select;
    }
  }

  uint32_t make(const Expr& e) {
    if (e->op == Op::variable) return load(*e->variable);
    if (e->op == Op::local) return locals_.at(e->name);
    if (e->op == Op::host) return call(*e);
    Instruction i;
    i.code = code_of(e->op);
    i.type = e->type;
    i.kernel = e->kernel;
    i.site = e->site;
    uint32_t args[3] = {};
    for (size_t k = 0; k < e->args.size(); ++k) args[k] = value(e->args[k]);
    i.a = args[0];
    i.b = args[1];
    i.c = args[2];
    // A boolean is stored as 0 or 1, so its integer needs no work.
    if (e->op == Op::select && is_number(i.b, 1) && is_number(i.c, 0)) return i.a;
    if (e->op == Op::number || e->op == Op::binomial) i.number = e->number;
    if (e->op == Op::lookup) i.variable = index_of(*e->variable);
    return emit(i);
  }

  // Arguments are put side by side right before the call, so no other call comes between.
  uint32_t call(const Node& e) {
    std::vector<uint32_t> values;
    for (const Expr& argument : e.args) values.push_back(value(argument));
    Instruction i;
    i.uniform = true;
    for (const uint32_t id : values) i.uniform = i.uniform && program_.code[id].uniform;
    for (const uint32_t id : values) {
      i.code = Code::argument;
      i.b = i.site == 0 ? id : uint32_t(program_.code.size() - 1);
      i.a = id;
      program_.code.push_back(i);
      ++i.site;
    }
    i.code = Code::host;
    i.type = e.type;
    i.number = double(program_.hosts.size());
    i.a = i.site == 0 ? 0 : uint32_t(program_.code.size() - 1);
    i.b = 0;
    program_.hosts.push_back(*e.host);
    program_.code.push_back(i);
    return uint32_t(program_.code.size() - 1);
  }

  // The nearest value of 32 bits.
  uint32_t rounded(uint32_t id) {
    const Instruction& of = program_.code[id];
    if (of.single || of.type == Type::boolean) return id;
    Instruction i;
    i.code = of.code == Code::number ? Code::number : Code::unary;
    i.number = of.code == Code::number ? double(float(of.number)) : 0;
    i.kernel = of.code == Code::number ? 0 : uint8_t(Unary::round_single);
    i.a = of.code == Code::number ? 0 : id;
    i.single = true;
    return emit(i);
  }

  // Time and what is computed of it, but for functions, must not lose digits. Anything else that is
  // the same for all rows may be rounded where it meets values of 32 bits.
  bool carries_time(const Instruction& i) const {
    if (i.code == Code::time || i.code == Code::step) return true;
    const bool basic = (i.code == Code::unary && i.kernel < uint8_t(Unary::logical_not)) ||
                       (i.code == Code::binary && i.kernel <= uint8_t(Binary::power)) ||
                       i.code == Code::select;
    if (!basic || i.type == Type::boolean) return false;
    const uint32_t ids[3] = {i.a, i.b, i.c};
    bool carries = false;
    for (int k = 0; k < operand_count(i); ++k) carries = carries || times_.count(ids[k]);
    return carries;
  }

  // Makes an operation one on values of 32 bits if it can be. Truths count as 0 and 1.
  void choose_precision(Instruction& i) {
    uint32_t* const ids[3] = {&i.a, &i.b, &i.c};
    const int first = i.code == Code::select, count = operand_count(i);
    bool single = false;
    for (int k = first; k < count; ++k) {
      const Instruction& of = program_.code[*ids[k]];
      single = single || (of.single && !of.uniform);
      const bool fits = of.uniform ? !times_.count(*ids[k]) : of.single;
      if (!fits && of.type != Type::boolean) return;
    }
    if (!single) return;
    for (int k = first; k < count; ++k) *ids[k] = rounded(*ids[k]);
    i.single = i.type != Type::boolean;
    if (i.code != Code::unary) return;
    if (Unary(i.kernel) == Unary::exp) i.kernel = uint8_t(Unary::exp_single);
    if (Unary(i.kernel) == Unary::exprel) i.kernel = uint8_t(Unary::exprel_single);
  }

  // The instruction's value: an equal one that is there already, or a new one.
  uint32_t emit(Instruction i) {
    const int operands = operand_count(i);
    const bool pure = i.code == Code::unary || i.code == Code::binary || i.code == Code::select ||
                      i.code == Code::lookup;
    if (is_uniform_leaf(i.code)) i.uniform = true;
    if (pure) {
      const uint32_t ids[3] = {i.a, i.b, i.c};
      i.uniform = true;
      for (int k = 0; k < operands; ++k) i.uniform = i.uniform && program_.code[ids[k]].uniform;
    }
    const bool logical = (i.code == Code::unary && Unary(i.kernel) == Unary::logical_not) ||
                         (i.code == Code::binary && Binary(i.kernel) >= Binary::logical_and);
    if (pure && !i.uniform && !i.single && !logical && i.code != Code::lookup) choose_precision(i);
    uint64_t bits;
    std::memcpy(&bits, &i.number, sizeof bits);
    const Key key{i.code, i.kernel, i.type, i.a, i.b, i.c, i.variable, i.site, bits, i.single};
    const auto [found, fresh] = known_.emplace(key, uint32_t(program_.code.size()));
    if (!fresh) return found->second;
    if (i.uniform && carries_time(i)) times_.insert(found->second);
    program_.code.push_back(i);
    return found->second;
  }

  using Key = std::tuple<Code, uint8_t, Type, uint32_t, uint32_t, uint32_t, uint32_t, uint32_t,
                         uint64_t, bool>;
  Program program_;
  LoweringOptions options_;
  std::map<Key, uint32_t> known_;
  std::unordered_map<const Node*, uint32_t> lowered_;  // valid until the next assignment
  std::vector<Expr> keep_;                             // so that no address is used twice
  std::unordered_map<const Variable*, uint32_t> current_;
  std::map<std::string, uint32_t> locals_;
  std::vector<const Variable*> write_order_;
  std::set<const Variable*> written_;
  std::set<const Statement*> accumulated_;
  std::set<uint32_t> times_;  // values of carries_time()
  std::vector<Instruction> accumulations_;
};

}  // namespace

bool Program::writes(uint32_t variable) const {
  for (const Instruction& i : code) {
    const bool write = i.code == Code::store || i.code == Code::accumulate;
    if (write && i.variable == variable) return true;
  }
  return false;
}

bool Program::reads(uint32_t variable) const {
  for (const Instruction& i : code) {
    if ((i.code == Code::load || i.code == Code::lookup) && i.variable == variable) return true;
  }
  return false;
}

Program lower(std::string name, const Block& block, const std::vector<Expr>& outputs,
              LoweringOptions options) {
  return Lowering(std::move(name), options).run(block, outputs);
}

}  // namespace myelin
