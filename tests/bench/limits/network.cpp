// network: the smallest program that runs these networks, in float and recording nothing.
// usage: network cuba|brunel|scaling [SECONDS [N]]
//   cuba     4,000 cells, 64 + 16 sources each, delay of a step (about 5.1 Hz; 5.5 with p = 0.02)
//   brunel   12,500 cells, 1,000 + 250 sources each, delay 1.5 ms, Poisson input (about 32 Hz)
//   scaling  N cells, 80 + 20 sources each, delay 1 ms (about 3.6 Hz)
// Sources are drawn with replacement; 100 ms go by before time is counted.
#include "limit.h"

namespace limit {
namespace {

using V = Vector<float>::Real;
using I = Vector<float>::Int;
constexpr size_t kWidth = LIMIT_BYTES / 4;

struct Model {
  const char* name;
  bool current;  // synapses give currents that decay; else they change v
  uint32_t cells, excitatory, inhibitory;
  float weight_e, weight_i;
  size_t delay;  // steps, at least 1
};
constexpr Model models[] = {
    {"cuba", true, 4000, 64, 16, 16.2f, -90.0f, 1},
    {"brunel", false, 12500, 1000, 250, 0.1f, -0.5f, 15},
    {"scaling", true, 10000, 80, 20, 12.96f, -111.6f, 10},
};

// Targets of each cell, ascending; with 16 bits where they suffice.
class Connections {
 public:
  Connections(const Model& model, uint32_t cells, uint32_t excitatory) : start_(cells + 1) {
    const uint32_t each = model.excitatory + model.inhibitory;
    std::vector<uint32_t> sources(size_t(cells) * each);
    Random random(5);
    for (size_t s = 0; s < sources.size(); ++s) {
      const bool excites = s % each < model.excitatory;
      sources[s] =
          excites ? random.below(excitatory) : excitatory + random.below(cells - excitatory);
      ++start_[sources[s] + 1];
    }
    for (uint32_t i = 0; i < cells; ++i) start_[i + 1] += start_[i];
    std::vector<size_t> next(start_.begin(), start_.end() - 1);
    cells <= 65536 ? narrow_.resize(sources.size()) : wide_.resize(sources.size());
    for (size_t s = 0; s < sources.size(); ++s) {
      const size_t place = next[sources[s]]++, target = s / each;
      narrow_.empty() ? wide_[place] = uint32_t(target) : narrow_[place] = uint16_t(target);
    }
  }
  size_t deliver(uint32_t source, float weight, float* inputs) const {
    const size_t begin = start_[source], end = start_[source + 1];
    if (!narrow_.empty()) {
      for (size_t s = begin; s < end; ++s) inputs[narrow_[s]] += weight;
    } else {
      for (size_t s = begin; s < end; ++s) inputs[wide_[s]] += weight;
    }
    return end - begin;
  }

 private:
  std::vector<size_t> start_;
  std::vector<uint32_t> wide_;
  std::vector<uint16_t> narrow_;
};

class Network {
 public:
  Network(const Model& model, uint32_t cells)
      : model_(model),
        cells_(cells),
        excitatory_(cells / 5 * 4),
        padded_((cells + 63) / 64 * 64),
        connections_(model, cells, excitatory_),
        inputs_(array<float>(padded_ * 2 * model.delay)),
        fired_(cells + 64) {
    for (float** list : {&v_, &ge_, &gi_}) *list = array<float>(padded_);
    left_ = array<int32_t>(padded_);
    draws_ = array<uint16_t>(padded_);
    Random random(6);
    for (size_t i = 0; i < padded_; ++i) {
      v_[i] = model.current ? float(-60 + 10 * random.uniform()) : 0;
      left_[i] = i < cells ? 0 : INT32_MAX;  // padding never fires
    }
    fill_poisson_table();
  }

  void run(long steps) {
    for (long k = 0; k < steps; ++k) {
      float* row = inputs_ + padded_ * 2 * (step_++ % model_.delay);
      const size_t count =
          model_.current ? update_currents(row, row + padded_) : update_deltas(row);
      deliver(count, row);
    }
  }

  uint64_t spikes = 0, events = 0;

 private:
  static V& at(float* list, size_t i) { return *reinterpret_cast<V*>(list + i); }

  // Refractoriness, threshold and reset of the cells at i; their spikes go to the list.
  void finish(size_t i, V v, V reset, V threshold, int32_t refractory, size_t& count) {
    I& left = *reinterpret_cast<I*>(left_ + i);
    const I frozen = left > 0;
    v = select(frozen, reset, v);
    const I spiked = v >= threshold;
    at(v_, i) = select(spiked, reset, v);
    left = (spiked & (I{} + refractory)) | (~spiked & (left + frozen));
    for (uint32_t mask = bits(spiked); mask; mask &= mask - 1) {
      fired_[count++] = uint32_t(i) + uint32_t(__builtin_ctz(mask));
    }
  }

  // tau 20 ms; currents of 5 and 10 ms in pA into 200 pF; rest -49 mV.
  __attribute__((noinline)) size_t update_currents(float* in_e, float* in_i) {
    const float keep_v = 0.995012479f, rest = float(-49 * (1 - 0.9950124791926823));
    size_t count = 0;
    for (size_t i = 0; i < padded_; i += kWidth) {
      const V e = at(ge_, i), g = at(gi_, i);
      const V v = at(v_, i) * keep_v + e * 0.4938e-3f + g * 0.4963e-3f + rest;
      finish(i, v, V{} - 60.0f, V{} - 50.0f, 50, count);
      at(ge_, i) = e * 0.9801986733f + at(in_e, i);
      at(gi_, i) = g * 0.9900498337f + at(in_i, i);
      at(in_e, i) = at(in_i, i) = V{};
    }
    return count;
  }

  // tau 20 ms, input straight to v, and 2 spikes of 0.1 mV a step on average from outside.
  __attribute__((noinline)) size_t update_deltas(float* in) {
    for (size_t i = 0; i < padded_; i += 4 * kLanes) {
      *reinterpret_cast<Words*>(draws_ + i) = random_.next();
    }
    for (size_t i = 0; i < padded_; ++i) in[i] += 0.1f * float(poisson_[draws_[i]]);
    size_t count = 0;
    for (size_t i = 0; i < padded_; i += kWidth) {
      finish(i, at(v_, i) * 0.995012479f + at(in, i), V{}, V{} + 20.0f, 20, count);
      at(in, i) = V{};
    }
    return count;
  }

  // The row of this step is empty again, and is that of `delay` steps later.
  __attribute__((noinline)) void deliver(size_t count, float* row) {
    float* other = model_.current ? row + padded_ : row;
    for (size_t k = 0; k < count; ++k) {
      const bool excites = fired_[k] < excitatory_;
      events += connections_.deliver(fired_[k], excites ? model_.weight_e : model_.weight_i,
                                     excites ? row : other);
    }
    spikes += count;
  }

  // 16 random bits to a number of spikes with mean 2.
  void fill_poisson_table() {
    double p = 0.1353352832366127, sum = p;  // exp(-2)
    uint8_t k = 0;
    for (int i = 0; i < 65536; ++i) {
      while ((i + 0.5) / 65536 > sum && k < 20) p *= 2.0 / ++k, sum += p;
      poisson_[size_t(i)] = k;
    }
  }

  const Model& model_;
  uint32_t cells_, excitatory_;
  size_t padded_, step_ = 0;
  Connections connections_;
  float *v_, *ge_, *gi_, *inputs_;  // inputs: a row of each kind for every step of the delay
  int32_t* left_;
  uint16_t* draws_;
  std::vector<uint32_t> fired_;
  std::vector<uint8_t> poisson_ = std::vector<uint8_t>(65536);
  RandomLanes random_{100};
};

int run(const Model& model, double seconds, uint32_t cells) {
  const double start = now();
  Network network(model, cells);
  const double built = now();
  network.run(1000);
  network.spikes = network.events = 0;
  const double begin = cpu_now();
  for (long k = 0; k < long(seconds * 1e4 + 0.5); k += 20) network.run(20);
  const double used = cpu_now() - begin;
  std::printf(
      "{\"name\": \"%s\", \"cells\": %u, \"build_seconds\": %.4g, \"run_cpu_seconds\": %.5g, "
      "\"rate\": %.4g, \"events\": %llu}\n",
      model.name, cells, built - start, used, double(network.spikes) / cells / seconds,
      static_cast<unsigned long long>(network.events));
  return 0;
}

}  // namespace
}  // namespace limit

int main(int argc, char** argv) {
  for (const limit::Model& model : limit::models) {
    if (argc < 2 || std::strcmp(argv[1], model.name) != 0) continue;
    const double seconds = argc > 2 ? std::atof(argv[2]) : 1;
    const uint32_t cells = argc > 3 ? uint32_t(std::atoi(argv[3])) : model.cells;
    return limit::run(model, seconds, cells);
  }
  std::fprintf(stderr, "usage: network cuba|brunel|scaling [SECONDS [N]]\n");
  return 2;
}
