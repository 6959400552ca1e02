// Neurons in a step.
#include <algorithm>

#include "base/digest.h"
#include "stochastic/operators.h"

namespace myelin::stochastic {
namespace {

// A multiple of 64: a block writes whole words of packed spikes.
constexpr size_t kBlock = 4096;

class Neurons final : public StoreOperator {
 public:
  Neurons(const NeuronsSpec& spec, const NeuronSignals& signals, const BitKernels& bits,
          const KernelTable& kernels)
      : StoreOperator("Neurons", uses_of({{signals.count, Access::read},
                                          {signals.input, Access::read},
                                          {signals.v, Access::update},
                                          {signals.u, Access::update},
                                          {signals.refractory, Access::update},
                                          {signals.threshold, Access::update},
                                          {signals.trace, Access::update},
                                          {signals.total, Access::update},
                                          {signals.hash, Access::update},
                                          {signals.spikes, Access::set}})),
        spec_(spec),
        s_(signals),
        bits_(bits),
        kernels_(kernels),
        current_(signals.n),
        noise_(signals.n),
        integers_(signals.n),
        integer_noise_(signals.n) {}

  void run(const StepContext& context) noexcept override {
    uint64_t* const spikes = view<uint64_t>(s_.spikes).data;
    context.pool.run((s_.n + kBlock - 1) / kBlock, [&](size_t b, unsigned) {
      const size_t begin = b * kBlock, count = std::min(kBlock, s_.n - begin);
      if (spec_.kind == NeuronsKind::fixed_lif) {
        integer_input(context, begin, count);
        fixed(begin, count, spikes);
        return;
      }
      real_input(begin, count);
      const bool izhikevich = spec_.kind == NeuronsKind::izhikevich;
      if ((izhikevich ? spec_.izhikevich.sigma : spec_.floating.sigma) != 0) {
        normals({noise_.data() + begin, count}, s_.key, uint64_t(context.step), kernels_, begin);
      }
      izhikevich ? two_variables(begin, count, spikes) : floating(begin, count, spikes);
    });
    const size_t words = words_for(s_.n);
    const uint64_t fired = bits_.popcount(spikes, words);
    *view<int64_t>(s_.total).data += int64_t(fired);
    if (!fired) return;
    uint64_t& hash = *view<uint64_t>(s_.hash).data;
    const int64_t step = context.step;
    hash = hash64(spikes, words * sizeof(uint64_t), hash64(&step, sizeof step, hash));
  }

 private:
  void integer_input(const StepContext& context, size_t begin, size_t count) {
    const int64_t most = int64_t(s_.bits);
    for (size_t i = begin; i < begin + count; ++i) {
      const double value = s_.count.valid()
                               ? double(integer_current(view<int64_t>(s_.count)[i], most,
                                                        int64_t(spec_.low), int64_t(spec_.high)))
                               : view<double>(s_.input)[i];
      // NaN, which only a view can have written, counts as 0: no processor is asked what it is.
      integers_[i] = value == value ? int32_t(std::clamp(value, -2147483648.0, 2147483647.0)) : 0;
    }
    if (!spec_.noise) return;
    fixed_noise({integer_noise_.data() + begin, count}, s_.key, uint64_t(context.step), spec_.noise,
                uint32_t(begin));
  }

  void fixed(size_t begin, size_t count, uint64_t* spikes) {
    FixedLifArgs args;
    set_rule(args, spec_.fixed);
    args.v = view<int32_t>(s_.v).data + begin;
    args.refractory_left = view<int32_t>(s_.refractory).data + begin;
    args.input = integers_.data() + begin;
    args.noise = spec_.noise ? integer_noise_.data() + begin : nullptr;
    args.spikes = spikes + begin / 64;
    args.n = count;
    bits_.fixed_lif(args);
  }

  void real_input(size_t begin, size_t count) {
    for (size_t i = begin; i < begin + count; ++i) {
      current_[i] = s_.count.valid() ? spec_.low + double(view<int64_t>(s_.count)[i]) / s_.bits *
                                                       (spec_.high - spec_.low)
                                     : view<double>(s_.input)[i];
    }
  }

  void floating(size_t begin, size_t count, uint64_t* spikes) {
    double *v = view<double>(s_.v).data, *threshold = view<double>(s_.threshold).data;
    double* const trace = view<double>(s_.trace).data;
    int32_t* const left = view<int32_t>(s_.refractory).data;
    each_neuron(begin, count, spikes, [&](size_t i) {
      FloatState state{v[i], threshold[i], trace[i], left[i]};
      const bool fired = tick(spec_.floating, state, current_[i], noise_[i]);
      v[i] = state.v, threshold[i] = state.threshold, trace[i] = state.trace;
      left[i] = state.refractory;
      return fired;
    });
  }

  void two_variables(size_t begin, size_t count, uint64_t* spikes) {
    double *v = view<double>(s_.v).data, *u = view<double>(s_.u).data;
    each_neuron(begin, count, spikes, [&](size_t i) {
      IzhikevichState state{v[i], u[i]};
      const bool fired = tick(spec_.izhikevich, state, current_[i], noise_[i]);
      v[i] = state.v, u[i] = state.u;
      return fired;
    });
  }

  template <class Tick>
  static void each_neuron(size_t begin, size_t count, uint64_t* spikes, Tick tick_one) {
    for (size_t w = begin; w < begin + count; w += 64) {
      uint64_t word = 0;
      const size_t end = std::min(begin + count - w, size_t(64));
      for (size_t k = 0; k < end; ++k) word |= uint64_t(tick_one(w + k)) << k;
      spikes[w / 64] = word;
    }
  }

  NeuronsSpec spec_;
  NeuronSignals s_;
  const BitKernels& bits_;
  const KernelTable& kernels_;
  std::vector<double> current_, noise_;
  std::vector<int32_t> integers_, integer_noise_;
};

}  // namespace

std::unique_ptr<Operator> make_neurons(const NeuronsSpec& spec, const NeuronSignals& signals,
                                       const BitKernels& bits, const KernelTable& kernels) {
  return std::make_unique<Neurons>(spec, signals, bits, kernels);
}

}  // namespace myelin::stochastic
