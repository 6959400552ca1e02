// Results of the core as JavaScript values.
//
// Arrays cross as (address, length), texts and small objects as copies, errors as values with a
// "code". web/src/module.ts has the same shapes in TypeScript.
#pragma once

#include <emscripten/val.h>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "model/simulation.h"

namespace myelin {

using emscripten::val;

struct Field {
  const char* name;
  val value;
};
inline val object(std::initializer_list<Field> fields) {
  val made = val::object();
  for (const Field& field : fields) made.set(field.name, field.value);
  return made;
}

inline val number(auto value) { return val(double(value)); }
inline val address(const void* place) { return number(reinterpret_cast<uintptr_t>(place)); }
inline val text(std::string_view value) { return val(std::string(value)); }

template <class T>
val to_val(Span<T> span) {
  return object({{"address", address(span.data)}, {"length", number(span.size)}});
}
inline val to_val(bool value) { return val(value); }
inline val to_val(const std::string& value) { return text(value); }
inline val to_val(const Error& e) {
  return object({{"code", text(to_string(e.code))},
                 {"where", text(e.where)},
                 {"message", text(e.message)},
                 {"excerpt", text(e.excerpt)},
                 {"begin", number(e.span.begin)},
                 {"end", number(e.span.end)}});
}
inline val to_val(const SignalView& s) {
  return object({{"name", text(s.name)},
                 {"dtype", text(s.dtype)},
                 {"unit", text(s.unit)},
                 {"address", address(s.address)},
                 {"rows", number(s.rows)},
                 {"columns", number(s.columns)}});
}
inline val to_val(const ProfileRow& r) {
  return object({{"when", text(r.when)},
                 {"order", number(r.order)},
                 {"dt", number(r.dt)},
                 {"name", text(r.name)},
                 {"kind", text(r.kind)},
                 {"of", text(r.owner)},
                 {"active", val(r.active)},
                 {"calls", number(r.calls)},
                 {"seconds", number(r.seconds)}});
}
inline val to_val(const MonitorView::Column& c) {
  return object({{"name", text(c.name)}, {"unit", text(c.unit)}, {"values", to_val(c.values)}});
}
inline val to_val(const Estimate& e) {
  return object({{"bytes", number(e.bytes)},
                 {"neurons", number(e.neurons)},
                 {"synapses", number(e.synapses)},
                 {"recordedBytesPerSecond", number(e.recorded_bytes_per_second)}});
}
inline val to_val(const Delivery::Value& v) {
  return object({{"name", text(v.name)}, {"unit", text(v.unit)}, {"value", number(v.value)}});
}
inline val to_val(const Statistics& s) {
  return object({{"buildSeconds", number(s.build_seconds)},
                 {"compileSeconds", number(s.compile_seconds)},
                 {"runSeconds", number(s.run_seconds)},
                 {"steps", number(s.steps)},
                 {"t", number(s.t)},
                 {"spikes", number(s.spikes)},
                 {"signalBytes", number(s.signal_bytes)},
                 {"recordedBytes", number(s.recorded_bytes)},
                 {"backend", text(s.backend)},
                 {"backendProblem", text(s.backend_problem)}});
}
template <class T>
val to_val(const std::vector<T>& items) {
  val made = val::array();
  for (const T& item : items) made.call<void>("push", to_val(item));
  return made;
}
inline val to_val(const Delivery& d) {
  return object({{"synapses", text(d.synapses)},
                 {"pathway", text(d.pathway)},
                 {"synapse", number(d.synapse)},
                 {"spiked", number(d.spiked)},
                 {"variables", to_val(d.variables)}});
}
inline val to_val(const MonitorView& m) {
  constexpr const char* kinds[] = {"spikes", "states", "rate"};
  return object({{"name", text(m.name)},
                 {"of", text(m.of)},
                 {"kind", text(kinds[int(m.kind)])},
                 {"t", to_val(m.t)},
                 {"i", to_val(m.i)},
                 {"columns", to_val(m.columns)},
                 {"elements", number(m.elements)}});
}
template <class T>
val to_val(const Expected<T>& result) {
  return result ? to_val(*result) : to_val(result.error());
}
inline val to_val(const Status& status) {
  return status ? val::undefined() : to_val(status.error());
}

}  // namespace myelin
