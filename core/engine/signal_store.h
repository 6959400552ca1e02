// Owns every array of a simulation.
//
//   building: add(), add(), ...   no memory yet
//   freeze()                      one zeroed block for what was added since the last freeze
//   running:  data<T>(id)         addresses stay valid until the store is destroyed
//
// A network is built in two stages (groups, then synapses, whose number depends on the groups'
// values), so there are two blocks. Operators and recorders borrow; they allocate nothing.
//
// A growable array has a block of its own: resize() may move it, so whoever borrows it must ask for
// its address again. How long it is belongs to a snapshot's content, not to its layout.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/bytes.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/span.h"

namespace myelin {

// Names one array of the store. Cheap to copy; meaningless in another store.
struct SignalId {
  uint32_t index = UINT32_MAX;
  bool valid() const { return index != UINT32_MAX; }
  bool operator==(const SignalId&) const = default;
};

enum class DType : uint8_t { boolean, int32, int64, uint64, float64, float32 };
size_t size_of(DType dtype);
std::string_view to_string(DType dtype);  // "bool", "i32", "i64", "u64", "f64", "f32"

struct SignalSpec {
  std::string name;  // "cells.v": unique in the store
  DType dtype = DType::float64;
  uint64_t rows = 1, columns = 1;  // row-major; a vector is rows x 1
  std::string unit;                // SI: "V", "s", "Hz"; "" for a pure number
  bool scratch = false;   // rewritten before it is read in every step: no part of the digest
  bool growable = false;  // may be resized while running
};

// Computes arrays that have no memory as long as nobody wants their address.
class Deferred {
 public:
  virtual ~Deferred() = default;
  // `out`: room for `count` elements of the array's type.
  virtual void read(SignalId id, uint64_t first, uint64_t count, void* out) const = 0;
  // From now on an array is something else than what is computed here.
  virtual void outdated() = 0;
  // Says which elements are computed, where an array never has memory nor changes; else 0. It is
  // part of the layout then, and the array no part of a snapshot.
  virtual uint64_t fingerprint() const { return 0; }
  // Whether an array of that name may be given memory.
  virtual Status may_have_memory(const std::string& array) const {
    (void)array;
    return {};
  }
};

class SignalStore {
 public:
  // `limit`: bytes that all signals together may take.
  explicit SignalStore(uint64_t limit = UINT64_MAX) : limit_(limit) {}

  SignalId add(SignalSpec spec);
  Status freeze();
  // Lets a growable vector have no memory until provide() is called. What it had is given back:
  // nobody may hold its address, and from now on it is what `source` computes.
  void defer(SignalId id, Deferred* source);
  // Gives memory to a deferred array; data() and view() are for arrays that have it.
  Status provide(SignalId id);
  bool has_memory(SignalId id) const { return entries_[id.index].address != nullptr; }
  // Makes a growable array longer (new rows are zero) or shorter.
  Status resize(SignalId id, uint64_t rows);

  template <class T>
  T* data(SignalId id) const {
    return reinterpret_cast<T*>(address(id));
  }
  template <class T>
  Span<T> view(SignalId id) const {
    const SignalSpec& spec = this->spec(id);
    return {data<T>(id), size_t(spec.rows * spec.columns)};
  }
  // Elements of a vector, wherever they come from.
  void read(SignalId id, uint64_t first, uint64_t count, void* out) const;
  const SignalSpec& spec(SignalId id) const { return entries_[id.index].spec; }
  SignalId find(std::string_view name) const;  // invalid if there is none
  uint32_t size() const { return uint32_t(entries_.size()); }
  uint64_t bytes() const { return bytes_; }

  void save(ByteWriter& out) const;
  Status load(ByteReader& in);  // signals must be those that were saved
  void digest(Digest& out) const;
  void layout(Digest& out) const;  // names, types and shapes

 private:
  struct FreeBlock {
    void operator()(uint8_t* block) const;
  };
  using Block = std::unique_ptr<uint8_t[], FreeBlock>;
  struct Entry {
    SignalSpec spec;
    uint8_t* address = nullptr;
    Block own;  // of a growable array
    Deferred* source = nullptr;
  };
  // Whether snapshots hold it apart from the blocks.
  bool is_saved(const Entry& entry) const {
    return entry.spec.growable && !(entry.source && entry.source->fingerprint());
  }
  static Block allocate(uint64_t bytes);
  uint8_t* address(SignalId id) const;
  // Calls use(bytes, size) for pieces of an array.
  template <class Use>
  void pieces(SignalId id, const Use& use) const;
  Status load_deferred(SignalId id, ByteReader& in);
  void detach(Entry& entry);
  std::vector<Entry> entries_;
  std::unordered_map<std::string, uint32_t> by_name_;
  std::vector<Block> blocks_;
  std::vector<uint64_t> block_bytes_;
  uint32_t frozen_ = 0;
  uint64_t bytes_ = 0, limit_;
};

}  // namespace myelin
