// Random expressions over a small world, and a plain recursive evaluator for them.
#pragma once

#include "kernels/rows.h"
#include "language/scene.h"

namespace myelin::scene {

using rows::Generator;
using rows::one;

constexpr size_t kRows = 530;  // a block and a bit

struct Forest {
  explicit Forest(uint64_t seed) : next{seed} {
    for (const char* name : {"a", "b"}) {
      std::vector<double> values = rows::mixed_values(kRows, next());
      values.resize(kRows);
      reals.push_back(&world.real(name, values));
    }
    reals.push_back(&world.real("s", {next.between(-3, 3)}, nullptr, Indexing::shared));
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
    switch (next() % 7) {
      case 0:
        return expr::number(next.between(-5, 5));
      case 1:
        return expr::variable(*n);
      case 2:
        return expr::leaf(Op::row, Type::integer, {});
      case 3:
        return expr::leaf(Op::time, Type::real, {});
      default:
        return expr::variable(*reals[next() % reals.size()]);
    }
  }
  int pick(std::initializer_list<int> list) { return list.begin()[next() % list.size()]; }

  // The second method.
  double value(const Expr& e, size_t row) {
    const KernelTable& scalar = *find_kernels("scalar");
    const auto arg = [&](size_t k) { return value(e->args[k], row); };
    switch (e->op) {
      case Op::number:
        return e->number;
      case Op::row:
        return double(row);
      case Op::time:
        return world.call.t;
      case Op::unary:
        return one(scalar, Unary(e->kernel), arg(0));
      case Op::binary:
        return one(scalar, Binary(e->kernel), arg(0), arg(1));
      case Op::select:
        return arg(0) != 0 ? arg(1) : arg(2);
      default:
        break;
    }
    const std::string& name = e->variable->name;
    if (e->variable == n) return world.integers[name][row];
    if (e->variable == p) return world.booleans[name][row];
    return world.reals[name][e->variable->indexing == Indexing::shared ? 0 : row];
  }

  Generator next;
  Scene world;
  std::vector<const Variable*> reals;
  const Variable *n, *p;
  Expr reused;
};

}  // namespace myelin::scene
