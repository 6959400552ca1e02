#include "language/wasm_module.h"

#include <cstring>
#include <string>

namespace myelin::wasm {
namespace {

void put(Bytes& out, const Bytes& more) { out.insert(out.end(), more.begin(), more.end()); }

void put_name(Bytes& out, const std::string& name) {
  put_unsigned(out, name.size());
  out.insert(out.end(), name.begin(), name.end());
}

void put_section(Bytes& out, uint8_t id, const Bytes& content) {
  out.push_back(id);
  put_unsigned(out, content.size());
  put(out, content);
}

Bytes types() {
  constexpr struct {
    uint8_t parameters;
    Kind kind;
    bool result;
  } kTypes[size_t(Signature::kCount)] = {
      {1, Kind::i32, false}, {1, Kind::v128, true}, {2, Kind::v128, true}, {3, Kind::i32, false},
      {4, Kind::i32, false}, {2, Kind::f64, true},  {3, Kind::f64, true}};
  Bytes out{uint8_t(Signature::kCount)};
  for (const auto& type : kTypes) {
    out.push_back(0x60);
    out.push_back(type.parameters);
    out.insert(out.end(), type.parameters, uint8_t(type.kind));
    out.push_back(type.result);
    if (type.result) out.push_back(uint8_t(type.kind));
  }
  return out;
}

}  // namespace

void put_unsigned(Bytes& out, uint64_t value) {
  for (; value >= 0x80; value >>= 7) out.push_back(uint8_t(value) | 0x80);
  out.push_back(uint8_t(value));
}

void put_signed(Bytes& out, int64_t value) {
  for (; value < -0x40 || value >= 0x40; value >>= 7) out.push_back(uint8_t(value) | 0x80);
  out.push_back(uint8_t(value & 0x7F));
}

void Function::op(Op op) {
  if (uint16_t(op) < 0x100) {
    code_.push_back(uint8_t(op));
  } else {
    code_.push_back(0xFD);
    put_unsigned(code_, uint16_t(op) - 0x100);
  }
}

void Function::op(Op what, uint32_t immediate) {
  op(what);
  put_unsigned(code_, immediate);
}

void Function::constant(int32_t value) {
  op(Op::i32_const);
  put_signed(code_, value);
}

uint32_t Function::splat(uint32_t address) {
  for (const auto& [known, local] : splats_) {
    if (known == address) return local;
  }
  const uint32_t made = local(Kind::v128);
  code_.swap(head_);
  constant(0);
  memory(Op::v128_load64_splat, address);
  set(made);
  code_.swap(head_);
  splats_.emplace_back(address, made);
  return made;
}

void Function::open(Op structure) { op(structure, 0x40); }

void Function::memory(Op what, uint32_t offset) {
  op(what, 0);
  put_unsigned(code_, offset);
}

void Function::memory_lane(Op op, uint32_t offset, uint8_t lane) {
  memory(op, offset);
  code_.push_back(lane);
}

void Function::f64(double value) {
  op(Op::f64_const);
  uint8_t bytes[8];
  std::memcpy(bytes, &value, sizeof bytes);
  code_.insert(code_.end(), bytes, bytes + 8);
}

void Function::shuffle(std::initializer_list<uint8_t> lanes) {
  op(Op::i8x16_shuffle);
  for (const uint8_t lane : lanes) {
    for (uint8_t byte = 0; byte < 4; ++byte) code_.push_back(uint8_t(4 * lane + byte));
  }
}

void Function::finish(Bytes& out) const {
  Bytes locals;
  uint32_t runs = 0;
  for (size_t k = 0; k < kinds_.size(); ++runs) {
    const size_t begin = k;
    while (k < kinds_.size() && kinds_[k] == kinds_[begin]) ++k;
    put_unsigned(locals, k - begin);
    locals.push_back(uint8_t(kinds_[begin]));
  }
  Bytes count;
  put_unsigned(count, runs);
  put_unsigned(out, count.size() + locals.size() + head_.size() + code_.size() + 1);
  put(out, count);
  put(out, locals);
  put(out, head_);
  put(out, code_);
  out.push_back(uint8_t(Op::end));
}

uint32_t Module::import(Signature signature) {
  imports_.push_back(signature);
  return uint32_t(imports_.size()) - 1;
}

uint32_t Module::reserve(Signature signature) {
  functions_.push_back(signature);
  bodies_.emplace_back();
  return uint32_t(imports_.size() + functions_.size()) - 1;
}

void Module::define(uint32_t number, const Function& function) {
  function.finish(bodies_[number - imports_.size()]);
}

Bytes Module::finish(bool shared) const {
  Bytes out{0, 'a', 's', 'm', 1, 0, 0, 0};
  put_section(out, 1, types());

  Bytes imports;
  put_unsigned(imports, imports_.size() + 2);
  const auto add = [&](const std::string& name, std::initializer_list<uint8_t> description) {
    put_name(imports, "m");
    put_name(imports, name);
    imports.insert(imports.end(), description);
  };
  // Any memory will do; a shared one must say how large it may become at most: 65,536 pages.
  if (shared) {
    add("m", {2, 3, 0, 0x80, 0x80, 4});
  } else {
    add("m", {2, 0, 0});
  }
  add("s", {3, uint8_t(Kind::i32), 0});
  for (size_t k = 0; k < imports_.size(); ++k) add(std::to_string(k), {0, uint8_t(imports_[k])});
  put_section(out, 2, imports);

  Bytes functions, exports, code;
  put_unsigned(functions, functions_.size());
  for (const Signature signature : functions_) functions.push_back(uint8_t(signature));
  put_section(out, 3, functions);
  put_unsigned(exports, exports_.size());
  for (size_t k = 0; k < exports_.size(); ++k) {
    put_name(exports, std::to_string(k));
    exports.push_back(0);
    put_unsigned(exports, exports_[k]);
  }
  put_section(out, 7, exports);
  put_unsigned(code, bodies_.size());
  for (const Bytes& body : bodies_) put(code, body);
  put_section(out, 10, code);
  return out;
}

}  // namespace myelin::wasm
