#include "engine/signal_store.h"

#include <algorithm>
#include <cassert>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "base/pages.h"
#include "base/text.h"

namespace myelin {
namespace {

constexpr uint64_t kAlign = 64;
// Kernels read up to seven elements past the end of an array (see kernels/table.h).
constexpr uint64_t kSlack = 64;
// Elements of a deferred array that are computed at a time: of 8 bytes at most.
constexpr uint64_t kPiece = 2048;

// What can be allocated at all; sums of two such sizes fit into 64 bits.
constexpr uint64_t kMost = sizeof(size_t) == 4 ? 0xffff0000 : uint64_t(1) << 62;

// Beyond kMost if the product is.
uint64_t padded(const SignalSpec& spec) {
  uint64_t bytes = 0;
  bool huge = __builtin_mul_overflow(spec.rows, spec.columns, &bytes);
  huge |= __builtin_mul_overflow(bytes, uint64_t(size_of(spec.dtype)), &bytes);
  return huge || bytes > kMost ? kMost + kAlign : (bytes + kAlign - 1) / kAlign * kAlign;
}

void describe(const SignalSpec& spec, Digest& out) {
  out.add(spec.name);
  out.add(uint64_t(spec.dtype));
  out.add(spec.rows);
  out.add(spec.columns);
}

uint64_t bytes_of(const SignalSpec& spec) {
  return spec.rows * spec.columns * uint64_t(size_of(spec.dtype));
}

}  // namespace

size_t size_of(DType dtype) {
  switch (dtype) {
    case DType::boolean:
      return 1;
    case DType::int32:
    case DType::float32:
      return 4;
    default:
      return 8;
  }
}

std::string_view to_string(DType dtype) {
  switch (dtype) {
    case DType::boolean:
      return "bool";
    case DType::int32:
      return "i32";
    case DType::int64:
      return "i64";
    case DType::uint64:
      return "u64";
    case DType::float64:
      return "f64";
    case DType::float32:
      return "f32";
  }
  return "";
}

void SignalStore::FreeBlock::operator()(uint8_t* block) const { std::free(block); }

SignalId SignalStore::add(SignalSpec spec) {
  const SignalId id{uint32_t(entries_.size())};
  const bool fresh = by_name_.emplace(spec.name, id.index).second;
  assert(fresh && "signal names are unique");
  (void)fresh;
  entries_.push_back({std::move(spec), nullptr, nullptr, nullptr});
  return id;
}

SignalStore::Block SignalStore::allocate(uint64_t bytes) {
  // It takes multiples of the alignment; what is beyond `bytes` is never touched.
  const uint64_t alignment = page_alignment(bytes, kAlign);
  const uint64_t whole = (bytes + alignment - 1) / alignment * alignment;
  auto* block = static_cast<uint8_t*>(std::aligned_alloc(alignment, whole));
  if (block) {
    prefer_huge_pages(block, bytes);
    std::memset(block, 0, bytes);
  }
  return Block(block);
}

Status SignalStore::freeze() {
  if (frozen_ == entries_.size()) return {};
  const uint64_t limit = std::min(limit_, kMost);
  uint64_t total = kSlack;
  for (uint32_t k = frozen_; k < entries_.size(); ++k) {
    if (!entries_[k].source) total += padded(entries_[k].spec);
    if (bytes_ + total > limit) {
      return Error{ErrorCode::memory, entries_[k].spec.name,
                   "the network needs more than " + format_bytes(bytes_ + total) +
                       " up to this array; the limit is " + format_bytes(limit)};
    }
  }
  total = kSlack;
  for (uint32_t k = frozen_; k < entries_.size(); ++k) {
    if (!entries_[k].spec.growable) total += padded(entries_[k].spec);
  }
  total = (total + kAlign - 1) / kAlign * kAlign;
  Block block = allocate(total);
  const auto none = [&] {
    return Error{ErrorCode::memory, "network", format_bytes(total) + " could not be allocated"};
  };
  if (!block) return none();
  bytes_ += total;
  for (uint64_t at = 0; frozen_ < entries_.size(); ++frozen_) {
    Entry& entry = entries_[frozen_];
    if (entry.source) continue;
    if (entry.spec.growable) {
      entry.own = allocate(padded(entry.spec) + kSlack);
      if (!entry.own) return none();
      entry.address = entry.own.get();
      bytes_ += padded(entry.spec) + kSlack;
      continue;
    }
    entry.address = block.get() + at;
    at += padded(entry.spec);
  }
  blocks_.push_back(std::move(block));
  block_bytes_.push_back(total);
  return {};
}

void SignalStore::defer(SignalId id, Deferred* source) {
  Entry& entry = entries_[id.index];
  assert(entry.spec.growable);
  entry.source = source;
  if (!entry.own) return;
  bytes_ -= padded(entry.spec) + kSlack;
  entry.own.reset();
  entry.address = nullptr;
}

Status SignalStore::provide(SignalId id) {
  Entry& entry = entries_[id.index];
  if (entry.address || !entry.source) return {};
  if (Status s = entry.source->may_have_memory(entry.spec.name); !s) return s;
  const uint64_t bytes = padded(entry.spec) + kSlack;
  if (bytes_ + bytes > std::min(limit_, kMost)) {
    return Error{ErrorCode::memory, entry.spec.name,
                 "the network would need more than " + format_bytes(bytes_ + bytes) +
                     " with this array; the limit is " + format_bytes(limit_)};
  }
  Block block = allocate(bytes);
  if (!block) {
    return Error{ErrorCode::memory, entry.spec.name,
                 format_bytes(bytes) + " could not be allocated"};
  }
  entry.source->read(id, 0, entry.spec.rows, block.get());
  entry.address = block.get();
  entry.own = std::move(block);
  bytes_ += bytes;
  return {};
}

uint8_t* SignalStore::address(SignalId id) const {
  const Entry& entry = entries_[id.index];
  assert((entry.address || !entry.source) && "whoever can tell the user asks provide() first");
  return entry.address;
}

void SignalStore::read(SignalId id, uint64_t first, uint64_t count, void* out) const {
  const Entry& entry = entries_[id.index];
  if (!entry.address && entry.source) return entry.source->read(id, first, count, out);
  const size_t size = size_of(entry.spec.dtype);
  if (count) std::memcpy(out, entry.address + first * size, count * size);
}

template <class Use>
void SignalStore::pieces(SignalId id, const Use& use) const {
  const Entry& entry = entries_[id.index];
  if (entry.address || !entry.source) return use(entry.address, bytes_of(entry.spec));
  alignas(8) uint8_t piece[kPiece * 8];
  for (uint64_t at = 0; at < entry.spec.rows; at += kPiece) {
    const uint64_t count = std::min(kPiece, entry.spec.rows - at);
    entry.source->read(id, at, count, piece);
    use(piece, count * size_of(entry.spec.dtype));
  }
}

// The array is now its own.
void SignalStore::detach(Entry& entry) {
  if (entry.source) entry.source->outdated();
  entry.source = nullptr;
}

Status SignalStore::resize(SignalId id, uint64_t rows) {
  Entry& entry = entries_[id.index];
  assert(entry.spec.growable);
  if (rows == entry.spec.rows) return {};
  if (Status s = provide(id); !s) return s;
  detach(entry);
  SignalSpec spec = entry.spec;
  spec.rows = rows;
  const uint64_t before = padded(entry.spec), after = padded(spec);
  if (bytes_ - before + after > std::min(limit_, kMost)) {
    return Error{ErrorCode::memory, spec.name,
                 "the network would need more than " + format_bytes(bytes_ - before + after) +
                     "; the limit is " + format_bytes(limit_)};
  }
  Block block = allocate(after + kSlack);
  if (!block) {
    return Error{ErrorCode::memory, spec.name, format_bytes(after) + " could not be allocated"};
  }
  const uint64_t kept = std::min(bytes_of(spec), bytes_of(entry.spec));
  if (kept) std::memcpy(block.get(), entry.address, kept);
  entry = {std::move(spec), block.get(), nullptr, nullptr};
  entry.own = std::move(block);
  bytes_ = bytes_ - before + after;
  return {};
}

SignalId SignalStore::find(std::string_view name) const {
  const auto found = by_name_.find(std::string(name));
  return found == by_name_.end() ? SignalId{} : SignalId{found->second};
}

void SignalStore::save(ByteWriter& out) const {
  for (size_t k = 0; k < blocks_.size(); ++k) out.raw(blocks_[k].get(), block_bytes_[k]);
  for (uint32_t k = 0; k < entries_.size(); ++k) {
    if (!is_saved(entries_[k])) continue;
    out.value(entries_[k].spec.rows);
    pieces({k}, [&](const uint8_t* bytes, uint64_t size) { out.raw(bytes, size); });
  }
}

// What is the same as before needs no memory.
Status SignalStore::load_deferred(SignalId id, ByteReader& in) {
  Entry& entry = entries_[id.index];
  alignas(8) uint8_t loaded[kPiece * 8], computed[kPiece * 8];
  const size_t element = size_of(entry.spec.dtype);
  for (uint64_t at = 0; at < entry.spec.rows; at += kPiece) {
    const uint64_t count = std::min(kPiece, entry.spec.rows - at);
    const size_t size = size_t(count) * element;
    in.raw(loaded, size);
    if (entry.source) {
      entry.source->read(id, at, count, computed);
      const bool same = std::memcmp(loaded, computed, size) == 0;
      if (same && !entry.address) continue;
      if (Status s = provide(id); !s) return s;
      if (!same) detach(entry);
    }
    std::memcpy(entry.address + at * element, loaded, size);
  }
  return {};
}

Status SignalStore::load(ByteReader& in) {
  for (size_t k = 0; k < blocks_.size(); ++k) in.raw(blocks_[k].get(), block_bytes_[k]);
  for (uint32_t k = 0; k < entries_.size(); ++k) {
    if (!is_saved(entries_[k])) continue;
    uint64_t rows = 0;
    in.value(rows);
    if (entries_[k].source && rows == entries_[k].spec.rows) {
      if (Status s = load_deferred({k}, in); !s) return s;
      continue;
    }
    if (Status s = resize({k}, rows); !s) return s;
    in.raw(entries_[k].address, bytes_of(entries_[k].spec));
  }
  return {};
}

void SignalStore::digest(Digest& out) const {
  for (uint32_t k = 0; k < entries_.size(); ++k) {
    if (entries_[k].spec.scratch) continue;
    describe(entries_[k].spec, out);
    pieces({k}, [&](const uint8_t* bytes, uint64_t size) { out.add(bytes, size); });
  }
}

void SignalStore::layout(Digest& out) const {
  for (const Entry& entry : entries_) {
    SignalSpec spec = entry.spec;
    if (spec.growable) spec.rows = 0;
    describe(spec, out);
    if (entry.source && entry.source->fingerprint()) out.add(entry.source->fingerprint());
  }
}

}  // namespace myelin
