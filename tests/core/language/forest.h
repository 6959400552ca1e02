// Random expressions over a small world, and a plain recursive evaluator for them.
#pragma once

#include "kernels/rows.h"
#include "language/scene.h"

namespace myelin::scene {

using rows::Generator;
using rows::one;

constexpr size_t kRows = 530;  // a block and a bit

struct Forest {
  // `single`: most leaves have 32 bits.
  explicit Forest(uint64_t seed, bool single = false) : next{seed}, mostly_single(single) {
    for (const char* name : {"a", "b"}) {
      std::vector<double> values = rows::mixed_values(kRows, next());
      values.resize(kRows);
      reals.push_back(&world.real(name, values));
    }
    reals.push_back(&world.real("s", {next.between(-3, 3)}, nullptr, Indexing::shared));
    for (const char* name : {"c", "d"}) {
      std::vector<double> values = rows::mixed_values(kRows, next());
      values.resize(kRows);
      singles.push_back(&world.single(name, values));
    }
    std::vector<int32_t> integers(kRows);
    std::vector<uint8_t> booleans(kRows);
    for (size_t k = 0; k < kRows; ++k) {
      integers[k] = int32_t(next() % 21) - 10;
      booleans[k] = next() % 2;
    }
    n = &world.integer("n", integers);
    p = &world.boolean("p", booleans);
    world.call.t = 0.75;
  }

  // A tree of at most `depth` levels whose value is a number, or a truth.
  Expr number(int depth) {
    if (depth == 0) return leaf();
    const auto roll = next() % 10;
    if (roll < 3)
      return expr::unary(Unary(pick({0, 1, 2, 3, 4, 5, 6, 8, 13, 17, 18, 22})), number(depth - 1));
    if (roll < 8) return expr::binary(Binary(next() % 7), number(depth - 1), number(depth - 1));
    if (roll < 9) return expr::select(truth(depth - 1), number(depth - 1), number(depth - 1));
    return reused && next() % 2 ? reused : (reused = number(depth - 1));
  }
  Expr truth(int depth) {
    if (depth == 0) return expr::variable(*p);
    switch (next() % 4) {
      case 0:
        return expr::unary(Unary::logical_not, truth(depth - 1));
      case 1:
        return expr::binary(Binary(13 + next() % 2), truth(depth - 1), truth(depth - 1));
      default:
        return expr::binary(Binary(7 + next() % 6), number(depth - 1), number(depth - 1));
    }
  }
  Expr leaf() {
    switch (next() % (mostly_single ? 14 : 7)) {
      case 0:
        return expr::number(next.between(-5, 5));
      case 1:
        return expr::variable(*n);
      case 2:
        return expr::leaf(Op::row, Type::integer, {});
      case 3:
        return expr::leaf(Op::time, Type::real, {});
      case 4:
        if (!mostly_single) break;
        return expr::variable(*reals[next() % reals.size()]);
      default:
        break;
    }
    const auto& list = mostly_single ? singles : reals;
    return expr::variable(*list[next() % list.size()]);
  }
  int pick(std::initializer_list<int> list) { return list.begin()[next() % list.size()]; }

  // The second method. What is known of a value besides itself: whether it is the same for all
  // rows, carries time, or is that of a float.
  struct Known {
    double value;
    bool uniform = false, time = false, single = false;
  };
  static double rounded(double value) { return double(float(value)); }

  double value(const Expr& e, size_t row) { return known(e, row).value; }
  Known known(const Expr& e, size_t row) {
    switch (e->op) {
      case Op::number:
        return {e->number, true};
      case Op::row:
        return {double(row)};
      case Op::time:
        return {world.call.t, true, true};
      case Op::variable:
        return variable(*e->variable, row);
      default:
        return operation(*e, row);
    }
  }
  Known variable(const Variable& of, size_t row) {
    if (&of == n) return {double(world.integers[of.name][row])};
    if (&of == p) return {double(world.booleans[of.name][row])};
    if (of.single) return {double(world.floats[of.name][row]), false, false, true};
    const bool shared = of.indexing == Indexing::shared;
    return {world.reals[of.name][shared ? 0 : row], shared};
  }
  Known operation(const Node& e, size_t row) {
    std::vector<Known> args;
    for (const Expr& arg : e.args) args.push_back(known(arg, row));
    const size_t first = e.op == Op::select;
    const bool logical = (e.op == Op::unary && Unary(e.kernel) == Unary::logical_not) ||
                         (e.op == Op::binary && Binary(e.kernel) >= Binary::logical_and);
    const bool function = e.op == Op::unary && Unary(e.kernel) > Unary::logical_not;
    Known made{0, true};
    bool fits = !logical, any = false;
    for (size_t k = 0; k < args.size(); ++k) {
      made.uniform = made.uniform && args[k].uniform;
      made.time = made.time || (args[k].time && !function && e.type != Type::boolean);
      if (k < first) continue;
      any = any || args[k].single;
      const bool truth = e.args[k]->type == Type::boolean;
      fits = fits && (truth || args[k].single || (args[k].uniform && !args[k].time));
    }
    const bool in_single = fits && any;
    for (size_t k = first; in_single && k < args.size(); ++k)
      args[k].value = rounded(args[k].value);
    made.single = in_single && e.type != Type::boolean;
    made.value = compute(e, args, in_single);
    if (made.single) made.value = rounded(made.value);
    return made;
  }
  static double compute(const Node& e, const std::vector<Known>& args, bool in_single) {
    const KernelTable& scalar = *find_kernels("scalar");
    if (e.op == Op::select) return args[args[0].value != 0 ? 1 : 2].value;
    if (e.op == Op::binary) return one(scalar, Binary(e.kernel), args[0].value, args[1].value);
    auto which = Unary(e.kernel);
    if (in_single && which == Unary::exp) which = Unary::exp_single;
    if (in_single && which == Unary::exprel) which = Unary::exprel_single;
    return one(scalar, which, args[0].value);
  }

  Generator next;
  bool mostly_single;
  Scene world;
  std::vector<const Variable*> reals, singles;
  const Variable *n, *p;
  Expr reused;
};

}  // namespace myelin::scene
