// cells: one step of integrate-and-fire and of Hodgkin-Huxley cells, and exp, in float and double.
// The cells are those of CUBA and COBA-HH, with the arrays that synapses add to; every step makes
// the list of spikes.
#include "vector_exp.h"

namespace limit {
namespace {

template <class T>
struct Cells {
  using V = typename Vector<T>::Real;
  using I = typename Vector<T>::Int;
  static constexpr size_t kWidth = LIMIT_BYTES / sizeof(T);

  size_t n;
  T *v, *ge, *gi, *m, *h, *k, *in_e, *in_i;
  typename Vector<T>::Element* left;  // steps of refractoriness
  std::vector<uint32_t> spikes;
  size_t fired = 0;

  explicit Cells(size_t size) : n(size), left(array<typename Vector<T>::Element>(size)) {
    for (T** list : {&v, &ge, &gi, &m, &h, &k, &in_e, &in_i}) *list = array<T>(n);
    spikes.resize(n + 64);
  }
  static V& at(T* list, size_t i) { return *reinterpret_cast<V*>(list + i); }
  I& left_at(size_t i) { return *reinterpret_cast<I*>(left + i); }

  void add_inputs(size_t i, T decay_e, T decay_i) {
    at(ge, i) = at(ge, i) * decay_e + at(in_e, i);
    at(gi, i) = at(gi, i) * decay_i + at(in_i, i);
    at(in_e, i) = at(in_i, i) = V{};
  }
  void note(size_t i, I spiked) {
    for (uint32_t mask = bits(spiked); mask; mask &= mask - 1) {
      spikes[fired++] = uint32_t(i) + uint32_t(__builtin_ctz(mask));
    }
  }
};

template <class T>
__attribute__((noinline)) void lif_step(Cells<T>& c) {
  using V = typename Cells<T>::V;
  using I = typename Cells<T>::I;
  const T keep_v = T(0.9950124791926823), from_e = T(0.0049), from_i = T(0.00495);
  const T rest = T(-49 * (1 - 0.9950124791926823));
  const V reset = V{} - T(60), threshold = V{} - T(50);
  const I refractory = I{} + 50;
  c.fired = 0;
  for (size_t i = 0; i < c.n; i += Cells<T>::kWidth) {
    const I left = c.left_at(i), frozen = left > 0;
    V v = c.at(c.v, i) * keep_v + c.at(c.ge, i) * from_e + c.at(c.gi, i) * from_i + rest;
    v = select(frozen, reset, v);
    const I spiked = v >= threshold;
    c.at(c.v, i) = select(spiked, reset, v);
    c.left_at(i) = (spiked & refractory) | (~spiked & (left + frozen));
    c.add_inputs(i, T(0.9801986733067553), T(0.9900498337491681));
    c.note(i, spiked);
  }
}

// x / (exp(x / y) - 1) with its limit at 0.
template <class T, class V>
V trap(V x, T y) {
  using I = typename Vector<T>::Int;
  const V z = x * (T(1) / y), one = V{} + T(1), grown = vector_exp(z) - one;
  const I small = (I)(z < T(1e-3)) & (I)(z > T(-1e-3));
  return select(small, y * (one - z * T(0.5)), x / select(small, one, grown));
}

template <class T, class V>
V relax(V x, V alpha, V beta) {
  const V sum = alpha + beta, goal = alpha / sum;
  return goal + (x - goal) * vector_exp(sum * T(-0.1));
}

template <class T>
__attribute__((noinline)) void hh_step(Cells<T>& c) {
  using V = typename Cells<T>::V;
  using I = typename Cells<T>::I;
  c.fired = 0;
  for (size_t i = 0; i < c.n; i += Cells<T>::kWidth) {
    const V v = c.at(c.v, i), u = v + T(63), e = c.at(c.ge, i), g = c.at(c.gi, i);
    const V m = relax<T>(c.at(c.m, i), T(0.32) * trap<T>(V(T(13) - u), T(4)),
                         T(0.28) * trap<T>(V(u - T(40)), T(5)));
    const V h = relax<T>(c.at(c.h, i), T(0.128) * vector_exp((T(17) - u) * T(1.0 / 18)),
                         T(4) / (T(1) + vector_exp((T(40) - u) * T(0.2))));
    const V k = relax<T>(c.at(c.k, i), T(0.032) * trap<T>(V(T(15) - u), T(5)),
                         T(0.5) * vector_exp((T(10) - u) * T(1.0 / 40)));
    const V na = T(20000) * m * m * m * h, kd = T(6000) * (k * k) * (k * k);
    const V total = na + kd + T(10) + e + g;
    const V goal = (na * T(50) - kd * T(90) - T(600) - g * T(80)) / total;
    const V next = goal + (v - goal) * vector_exp(total * T(-0.1 / 200));
    c.at(c.v, i) = next, c.at(c.m, i) = m, c.at(c.h, i) = h, c.at(c.k, i) = k;
    c.add_inputs(i, T(0.9801986733067553), T(0.9900498337491681));
    c.note(i, (I)(next >= T(0)) & (I)(v < T(0)));
  }
}

template <class T>
void measure(const char* type) {
  constexpr size_t kCells = 4000;
  Random random(7);
  char name[32];
  Cells<T> lif(kCells), hh(kCells);
  for (size_t i = 0; i < kCells; ++i) {
    lif.v[i] = T(-60 + 9.9 * random.uniform());
    hh.v[i] = T(-65 + 10 * random.uniform());
    hh.m[i] = T(0.05), hh.h[i] = T(0.6), hh.k[i] = T(0.3), hh.ge[i] = 10, hh.gi[i] = 5;
  }
  std::snprintf(name, sizeof name, "lif %s", type);
  rate(name, kCells / 1e9, "Gcell/s", [&] { lif_step(lif); });
  std::snprintf(name, sizeof name, "hh %s", type);
  rate(name, kCells / 1e9, "Gcell/s", [&] { hh_step(hh); });
  if (!(hh.v[5] > -200 && hh.v[5] < 100)) std::exit(1);

  constexpr size_t kNumbers = 2048;
  T *x = array<T>(kNumbers), *y = array<T>(kNumbers);
  for (size_t i = 0; i < kNumbers; ++i) x[i] = T(-40 + 60 * random.uniform());
  std::snprintf(name, sizeof name, "exp %s", type);
  rate(name, kNumbers / 1e9, "G/s", [&] {
    for (size_t i = 0; i < kNumbers; i += Cells<T>::kWidth) {
      Cells<T>::at(y, i) = vector_exp(Cells<T>::at(x, i));
    }
    keep(*y);
  });
}

}  // namespace
}  // namespace limit

int main() {
  limit::measure<float>("f32");
  limit::measure<double>("f64");
}
