// A small world for the tests of core/language: variables with storage, names for them, and a way
// to run code over them.
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "language/check.h"
#include "language/interpreter.h"
#include "language/parser.h"
#include "language/scope.h"

namespace myelin::scene {

inline Dimension unit(std::string_view name) { return find_unit_in_quantity(name)->dimension; }

inline const std::string& where() {
  static const std::string name = "cells.equations";
  return name;
}

class Scene {
 public:
  Scene() {
    scope.sites = &sites;
    scope.noise = true;
    scope.add("t", expr::leaf(Op::time, Type::real, unit("s")), "is read-only");
    scope.add("dt", expr::leaf(Op::time_step, Type::real, unit("s")), "is read-only");
    scope.add("i", expr::leaf(Op::row, Type::integer, {}), "is read-only");
  }

  // A variable that code may read and write, with as many elements as values.
  Variable& real(const std::string& name, std::vector<double> values, const char* of = nullptr,
                 Indexing indexing = Indexing::row) {
    Variable& made = variable(name, Type::real, indexing);
    if (of) made.dimension = unit(of);
    values.resize(values.size() + kPadding);
    reals[name] = std::move(values);
    return made;
  }
  // The same in 32 bits.
  Variable& single(const std::string& name, const std::vector<double>& values,
                   Indexing indexing = Indexing::row) {
    Variable& made = variable(name, Type::real, indexing);
    made.single = true;
    floats[name].assign(values.begin(), values.end());
    floats[name].resize(values.size() + 2 * kPadding);
    return made;
  }
  Variable& integer(const std::string& name, std::vector<int32_t> values,
                    Indexing indexing = Indexing::row) {
    values.resize(values.size() + kPadding);
    integers[name] = std::move(values);
    return variable(name, Type::integer, indexing);
  }
  Variable& boolean(const std::string& name, std::vector<uint8_t> values,
                    Indexing indexing = Indexing::row) {
    values.resize(values.size() + kPadding);
    booleans[name] = std::move(values);
    return variable(name, Type::boolean, indexing);
  }

  Expr expression(std::string_view text) {
    auto ast = parse_expression(text, where());
    EXPECT_TRUE(ast) << describe(ast.error());
    if (!ast) return expr::number(0);
    auto checked = check_expression(**ast, {text, where()}, scope);
    EXPECT_TRUE(checked) << describe(checked.error());
    return checked ? *checked : expr::number(0);
  }
  Error refused_expression(std::string_view text) {
    auto ast = parse_expression(text, where());
    if (!ast) return ast.error();
    auto checked = check_expression(**ast, {text, where()}, scope);
    EXPECT_FALSE(checked) << "accepted: " << text;
    return checked ? Error{} : checked.error();
  }
  Block block(std::string_view text) {
    auto made = read_statements(text, where(), scope);
    EXPECT_TRUE(made) << describe(made.error());
    return made ? *made : Block{};
  }
  Error refused_block(std::string_view text) {
    auto made = read_statements(text, where(), scope);
    EXPECT_FALSE(made) << "accepted: " << text;
    return made ? Error{} : made.error();
  }

  // Storage for the variables of a program; pre and post go through the index arrays.
  std::vector<Binding> bindings(const Program& program) {
    std::vector<Binding> list;
    for (const Variable* variable : program.variables) {
      Binding binding;
      const std::string& name = variable->name;
      if (variable->single) {
        binding = {reinterpret_cast<uint8_t*>(floats.at(name).data()), DType::float32};
      } else if (variable->type == Type::real) {
        binding = {reinterpret_cast<uint8_t*>(reals.at(name).data()), DType::float64};
      } else if (variable->type == Type::integer) {
        binding = {reinterpret_cast<uint8_t*>(integers.at(name).data()), DType::int32};
      } else {
        binding = {booleans.at(name).data(), DType::boolean};
      }
      if (variable->indexing == Indexing::pre) binding.index = pre.data();
      if (variable->indexing == Indexing::post) binding.index = post.data();
      list.push_back(binding);
    }
    return list;
  }

  // Runs a program over rows; the answer is its first output.
  std::vector<double> run(Program program, Rows rows, const KernelTable& kernels = best_kernels()) {
    std::vector<double> out(rows.count + kPadding);
    double* outputs[] = {out.data()};
    call.outputs = outputs;
    Interpreter interpreter(std::move(program), kernels);
    interpreter.bind(bindings(interpreter.program()));
    interpreter.begin(call);
    Interpreter::Scratch scratch(interpreter);
    interpreter.run(rows, scratch);
    out.resize(rows.count);
    return out;
  }
  std::vector<double> evaluate(const Expr& e, size_t rows,
                               const KernelTable& kernels = best_kernels()) {
    return run(lower("test", {}, {e}), {0, rows, nullptr, 0}, kernels);
  }
  // The value of a text in row 0.
  double value(std::string_view text) { return evaluate(expression(text), 1)[0]; }
  void execute(const Block& code, size_t rows = 1, LoweringOptions options = {}) {
    run(lower("test", code, {}, options), {0, rows, nullptr, 0});
  }

  Scope scope;
  Call call{0, 1e-4, 0, 12345, nullptr};
  uint32_t sites = 0;
  std::map<std::string, std::vector<double>> reals;
  std::map<std::string, std::vector<float>> floats;
  std::map<std::string, std::vector<int32_t>> integers;
  std::map<std::string, std::vector<uint8_t>> booleans;
  std::vector<int32_t> pre, post;

 private:
  Variable& variable(const std::string& name, Type type, Indexing indexing) {
    Variable made;
    made.name = name;
    made.type = type;
    made.indexing = indexing;
    made.array = uint32_t(variables_.size());
    made.writable = true;
    variables_.push_back(made);
    scope.add(variables_.back());
    return variables_.back();
  }

  std::deque<Variable> variables_;
};

}  // namespace myelin::scene
