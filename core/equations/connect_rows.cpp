// connect() where nothing but numbers says which pairs there are: rows are made on all threads, the
// same for any number of them.
#include <algorithm>
#include <numeric>

#include "base/pages.h"
#include "base/text.h"
#include "equations/connector.h"

namespace myelin::equations {
namespace {

constexpr double kTaskSynapses = 131072;               // that one thread makes at a time
constexpr size_t kDraws = 4096;                        // random numbers drawn together
constexpr uint64_t kIndegreeRows = uint64_t(1) << 40;  // of random numbers: beyond those of targets

// The source that a uniform number stands for.
uint32_t pick(double uniform, int32_t sources) {
  return std::min(uint32_t(uniform * sources), uint32_t(sources - 1));
}

}  // namespace

void PairRandom::sample(int32_t outer, int32_t count, double p, std::vector<int32_t>& out,
                        std::vector<double>& numbers) const {
  const size_t before = out.size(), n = size_t(count);
  if (p > 0 && p < kJump) return jump(outer, count, p, out);
  if (!(p > 0)) return;
  out.resize(before + n);
  int32_t* const first = out.data() + before;
  if (p == 1) return std::iota(first, first + n, 0);
  numbers.resize(n + kPadding);
  uniforms(uint64_t(outer), 0, n, numbers.data());
  int32_t* next = first;
  for (int32_t k = 0; k < count; ++k) {
    *next = k;
    next += numbers[size_t(k)] < p;  // without a branch, which nothing could foresee
  }
  out.resize(size_t(next - out.data()));
}

void PairRandom::jump(int32_t outer, int32_t count, double p, std::vector<int32_t>& out) const {
  const double scale = log_complement(p), one = 1, most = double(count);
  double gaps[kBlock + kPadding];
  uint64_t drawn = 0;
  for (int64_t at = -1;;) {
    // As many as are expected to be left, and two standard deviations; bits do not depend on it.
    const double left = (most - double(at)) * p;
    const size_t batch = size_t(std::min(double(kBlock), left + 2 * __builtin_sqrt(left) + 8));
    uniforms(uint64_t(outer), drawn, batch, gaps);
    drawn += batch;
    const auto binary = [&](Operands shape, Binary kernel, const double* a, const double* b) {
      kernels.binary[size_t(shape)][size_t(kernel)](gaps, a, b, batch);
    };
    binary(Operands::sv, Binary::subtract, &one, gaps);
    kernels.unary[size_t(Unary::log)](gaps, gaps, batch);
    binary(Operands::vs, Binary::divide, gaps, &scale);
    kernels.unary[size_t(Unary::floor)](gaps, gaps, batch);
    const size_t before = out.size();
    out.resize(before + batch);
    int32_t* const to = out.data() + before;
    for (size_t k = 0; k < batch; ++k) to[k] = int32_t(gaps[k] < most ? gaps[k] : most);
    for (size_t k = 0; k < batch; ++k) {
      at += int64_t(to[k]) + 1;
      if (at >= count) return out.resize(before + k);
      to[k] = int32_t(at);
    }
  }
}

bool makes_rows(const Connect& spec) {
  if (spec.fixed_indegree >= 0 || spec.fixed_total >= 0) return true;
  const double* n = spec.n.number();
  return spec.condition.empty() && spec.i_generator.empty() && spec.j_generator.empty() &&
         !spec.explicit_pairs && !spec.skip_if_invalid && (spec.p.empty() || spec.p.number()) &&
         (spec.n.empty() || (n && *n == 1));
}

Status Connector::check_fixed() const {
  const bool alone = spec_.condition.empty() && spec_.i_generator.empty() &&
                     spec_.j_generator.empty() && !spec_.explicit_pairs && spec_.p.empty() &&
                     spec_.n.empty() && (spec_.fixed_indegree < 0 || spec_.fixed_total < 0);
  if (!alone) {
    return Error{ErrorCode::invalid_argument, spec_.where,
                 "fixedIndegree and fixedTotal go alone, without condition, p, n, i, j or each "
                 "other"};
  }
  const bool nobody = outer_size_ == 0 || inner_size_ == 0;
  if (!nobody || (spec_.fixed_indegree <= 0 && spec_.fixed_total <= 0)) return {};
  return Error{ErrorCode::invalid_argument, spec_.where,
               "there are no neurons to draw these synapses from"};
}

Expected<TargetRows> Connector::rows() {
  const bool fixed = spec_.fixed_indegree >= 0 || spec_.fixed_total >= 0;
  if (fixed) {
    if (Status s = check_fixed(); !s) return s.error();
  }
  if (Status s = prepare(); !s) return s.error();
  const double expected = expected_pairs(spec_, outer_size_, inner_size_);
  TargetRows made;
  made.blocks = TargetBlocks(inner_size_, expected / std::max(1, outer_size_));
  const double segments = double(outer_size_) * made.blocks.count;
  if (Status s = check_room(expected, kRowBytes, segments * kSegmentBytes); !s) return s.error();
  made.first.assign(size_t(outer_size_) * made.blocks.count + 1, 0);
  fixed ? draw_sources(made) : sample_rows(made);
  return made;
}

// Each source takes its targets with probability p.
void Connector::sample_rows(TargetRows& made) {
  const double p = p_.constant.value_or(1);
  const size_t rows = size_t(outer_size_), blocks = made.blocks.count;
  const double mean = std::max(1.0, p * inner_size_);
  const size_t together = size_t(std::max(1.0, kTaskSynapses / mean));
  const size_t tasks = (rows + together - 1) / together;
  Pool& pool = assembly_.engine.pool();
  struct Scratch {
    std::vector<int32_t> targets;
    std::vector<double> numbers;
  };
  std::vector<Scratch> scratch(pool.threads());
  std::vector<std::vector<uint16_t>> parts(tasks);
  pool.run(tasks, [&](size_t task, unsigned thread) {
    Scratch& own = scratch[thread];
    std::vector<uint16_t>& part = parts[task];
    const size_t end = std::min(rows, (task + 1) * together);
    part.reserve(size_t(mean * double(end - task * together) * 1.02) + 64);
    for (size_t row = task * together; row < end; ++row) {
      own.targets.clear();
      random_.sample(int32_t(row), inner_size_, p, own.targets, own.numbers);
      for (const int32_t target : own.targets) {
        const uint32_t block = made.blocks.of(target);
        ++made.first[row * blocks + block + 1];
        part.push_back(uint16_t(uint32_t(target) - block * made.blocks.size));
      }
    }
  });
  std::partial_sum(made.first.begin(), made.first.end(), made.first.begin());
  resize_in_huge_pages(made.places, made.first.back());
  pool.run(tasks, [&](size_t task, unsigned) {
    std::copy(parts[task].begin(), parts[task].end(),
              made.places.begin() + made.begin(uint32_t(task * together)));
    std::vector<uint16_t>().swap(parts[task]);
  });
}

// Each synapse of fixedTotal draws its target.
std::vector<uint32_t> Connector::draw_indegrees() {
  std::vector<uint32_t> indegrees;
  indegrees.resize(size_t(inner_size_));
  double numbers[kDraws + kPadding];
  for (int64_t done = 0; done < spec_.fixed_total; done += int64_t(kDraws)) {
    const size_t n = size_t(std::min(int64_t(kDraws), spec_.fixed_total - done));
    random_.uniforms(kIndegreeRows + uint64_t(done), 0, n, numbers);
    for (size_t k = 0; k < n; ++k) ++indegrees[pick(numbers[k], inner_size_)];
  }
  return indegrees;
}

// Each target draws its sources, twice: first they are counted, then written. Tasks are ranges of
// targets within a block, and take their places in a row one after another.
void Connector::draw_sources(TargetRows& made) {
  const size_t rows = size_t(outer_size_), blocks = made.blocks.count;
  Pool& pool = assembly_.engine.pool();
  // Of a block: for as many tasks as threads, where their places take no more than the synapses do.
  const double room = expected_pairs(spec_, outer_size_, inner_size_) / 2 /
                      double(std::max<size_t>(rows * blocks, 1));
  const size_t parts =
      size_t(std::clamp(room, 1.0, double((pool.threads() + blocks - 1) / blocks)));
  const std::vector<uint32_t> indegrees =
      spec_.fixed_total >= 0 ? draw_indegrees() : std::vector<uint32_t>();
  std::vector<uint32_t> places(rows * blocks * parts);  // by task: of each row's next synapse
  const auto draw = [&](size_t task, const auto& take) {
    const size_t size =
        std::min<size_t>(made.blocks.size, size_t(inner_size_) - task / parts * made.blocks.size);
    const size_t part = task % parts;
    double numbers[kDraws + kPadding];
    for (size_t place = size * part / parts; place < size * (part + 1) / parts; ++place) {
      const size_t target = task / parts * made.blocks.size + place;
      const size_t wanted = indegrees.empty() ? size_t(spec_.fixed_indegree) : indegrees[target];
      for (size_t done = 0; done < wanted; done += kDraws) {
        const size_t n = std::min(kDraws, wanted - done);
        random_.uniforms(target, done, n, numbers);
        for (size_t k = 0; k < n; ++k) take(pick(numbers[k], outer_size_), uint16_t(place));
      }
    }
  };
  pool.run(blocks * parts, [&](size_t task, unsigned) {
    uint32_t* const counts = places.data() + task * rows;
    draw(task, [&](uint32_t source, uint16_t) { ++counts[source]; });
  });
  uint32_t next = 0;
  for (size_t row = 0; row < rows; ++row) {
    for (size_t task = 0; task < blocks * parts; ++task) {
      uint32_t& place = places[task * rows + row];
      next += std::exchange(place, next);
      if (task % parts == parts - 1) made.first[row * blocks + task / parts + 1] = next;
    }
  }
  resize_in_huge_pages(made.places, next);
  pool.run(blocks * parts, [&](size_t task, unsigned) {
    uint32_t* const at = places.data() + task * rows;
    draw(task, [&](uint32_t source, uint16_t place) { made.places[at[source]++] = place; });
  });
}

Expected<TargetRows> connect_rows(Assembly& assembly, SynapsesObject& synapses,
                                  const Connect& spec) {
  Pairs none;
  return Connector(assembly, synapses, spec, none).rows();
}

}  // namespace myelin::equations
