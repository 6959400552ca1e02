// Documents that tests share; every key of the schema occurs in one of them.
#pragma once

#include <string_view>

namespace myelin::model::samples {

inline constexpr std::string_view cuba = R"json({
  "myelin": 1,
  "title": "E-I balance",
  "schedule": ["start", "groups", "thresholds", "synapses", "resets", "end"],
  "functions": { "cube": { "args": ["x : 1"], "value": "x**3", "unit": "1" } },
  "dt": "0.1 ms",
  "seed": 42,
  "precision": "f64",
  "constants": { "taum": "20 ms", "El": "-49 mV", "Vt": "-50 mV", "Vr": "-60 mV", "we": 0.00162 },
  "neurons": [
    { "name": "cells", "size": 4000,
      "equations": ["dv/dt = (ge + gi - (v - El)) / taum : volt (unless refractory)",
                    "dge/dt = -ge / (5*ms) : volt",
                    "dgi/dt = -gi / (10*ms) : volt"],
      "threshold": "v > Vt", "reset": "v = Vr", "refractory": "5 ms", "method": "exact",
      "init": { "v": "Vr + rand()*(Vt - Vr)", "ge": 0.5, "gi": [1, 2] },
      "subgroups": { "E": [0, 3200], "I": [3200, 4000] } }
  ],
  "synapses": [
    { "name": "exc", "from": "cells.E", "to": "cells", "onPre": "ge += we", "connect": { "p": 0.02 } },
    { "name": "inh", "from": "cells.I", "to": "cells", "onPre": "gi += wi", "connect": true }
  ],
  "record": [ { "spikes": "cells" },
              { "states": "cells", "variables": ["v"], "index": [0, 1, 2], "at": ["1 ms"], "final": true },
              { "rate": "cells.E" } ],
  "run": "1 s"
})json";

inline constexpr std::string_view everything = R"json({
  "functions": { "outside": { "args": [], "host": true } },
  "myelin": 1, "$schema": "https://example.org/schema.json", "seed": "18446744073709551615",
  "dt": 0.0001, "view": { "anything": [null, true, { "x": [[1]] }] },
  "neurons": [
    { "name": "a", "size": 10, "equations": "x : 1\nb : boolean", "threshold": "x > 1",
      "reset": ["x = 0", "b = False"], "refractory": 0.005, "dt": "1 ms", "order": -1,
      "init": { "x": { "npy": "k05VTVBZAQB2AHsnZGVzY3InOiAnPGk0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDMsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoBAAAAAgAAAAMAAAA=" }, "b": [true, false] },
      "constants": { "k": "3 mV" },
      "runRegularly": [ { "name": "kick", "code": "x += 1", "dt": "10 ms", "when": "start", "order": 2 },
                        { "code": ["x = x", "b = b"] } ],
      "linked": { "x": "a.y", "y": { "to": "a[1].x", "index": [1] },
                  "z": { "to": "a.x", "indexVariable": "n" } },
      "subgroups": { "E": [0, 5], "F": { "of": "E", "range": [1, 2] } },
      "events": { "up": { "condition": "x > 0.5", "when": "end", "order": 1 }, "down": "x < 0" },
      "runOnEvent": [ { "event": "up", "code": "x = 0.1", "when": "end", "order": 2 } ] } ],
  "spatialNeurons": [
    { "name": "cell",
      "morphology": { "kind": "soma", "diameter": "20 um", "at": [0, 0, 1e-6], "children": {
        "dend": { "kind": "cylinder", "n": 3, "length": "100 um", "diameter": 1e-6,
          "direction": [0, 1, 0], "children": {
            "tip": { "kind": "section", "lengths": ["3 um", "4 um"], "diameters": [1e-6, 9e-7, 8e-7] },
            "side": { "kind": "section", "points": [[0, 0, 0], [0, 0, 1e-5]], "diameters": ["1 um"] } } } } },
      "equations": ["Im = g*(0*volt - v) : amp/meter**2", "g : siemens/meter**2"],
      "Cm": "1 uF/cm**2", "Ri": [1, 1, 1, 1, 1, 1, 1], "threshold": "v > 1*mV",
      "thresholdLocation": "dend[50*um]", "init": { "v": 0, "dend.tip[0:1].g": 1 } },
    { "name": "traced", "morphology": { "kind": "swc", "swc": ["1 1 0 0 0 10 -1", "2 3 15 0 0 1 1"] },
      "equations": "Im = 0*amp/meter**2 : amp/meter**2" } ],
  "synapses": [
    { "name": "s", "from": "p", "to": "a", "equations": ["w : 1"], "method": "rkf45",
      "methodOptions": { "absoluteError": 1e-9, "relativeError": 1e-6, "adaptableTimestep": true,
                         "maxSteps": 100, "useLastTimestep": false },
      "onPre": { "first": "x_post += w", "second": ["x_post += w", "w += 1"] }, "onPost": "w += 0.1",
      "delay": { "first": "1 ms", "second": 0.002 }, "dt": "0.1 ms", "order": 3,
      "onEvent": { "first": "spike" },
      "multisynapticIndex": "copy", "pathwayOrder": { "second": -2 }, "numbering": "connected",
      "storage": "stored",
      "precision": "f32",
      "constants": { "c": 1 }, "init": { "w": 1, "post.delay": "rand()*ms" },
      "connect": [ { "condition": "i != j", "p": "0.1", "n": 2 }, { "i": [0, 1], "j": [1, 2] },
                   { "i": 0, "j": [1, 2, 3] },
                   { "j": "k for k in range(i, i + 2)", "skipIfInvalid": true },
                   { "fixedIndegree": 2 }, { "fixedTotal": 5 } ] } ],
  "inputs": [
    { "kind": "poisson", "name": "p", "size": 5, "rates": "10 Hz", "subgroups": { "q": [1, 3] },
      "constants": {}, "dt": "0.1 ms", "order": 1 },
    { "kind": "spikes", "name": "g", "size": 3, "indices": [0, 1, 2], "times": ["1 ms", "2*ms", "0.003"],
      "period": "10 ms" },
    { "kind": "timed-array", "name": "drive", "values": [[1, 2], [3, 4], [5, 6]], "unit": "nA",
      "dt": "1 ms" },
    { "kind": "poisson-input", "name": "noise", "to": "a", "variable": "x", "sources": 100,
      "rate": "5 Hz", "weight": 0.1, "when": "synapses", "order": 0 } ],
  "stochastic": {
    "streams": [
      {"name": "bits_a", "values": [0.2, 1.5, -3], "length": 100, "range": [-2, 2],
        "clip": true},
      {"name": "bits_b", "values": [0.5, 0.25, 0.75], "length": 1, "encoder": "lfsr",
        "seeds": [1, 2, 3], "restart": false},
      {"name": "bits_c", "bits": ["01", "11"], "length": 2, "coding": "bipolar"},
      {"name": "bits_d", "from": "a", "length": 64} ],
    "layers": [
      {"name": "one", "kind": "dense", "from": "bits_a", "weights": [[0.5, 0.5, 1], [0, 1,
        0.25]], "arithmetic": "unipolar", "normalise": "inputs", "encoder": "sobol",
        "clip": false, "refresh": true},
      {"name": "two", "kind": "convolution", "from": "bits_a", "weights": [0.5, -0.5],
        "arithmetic": "sign-magnitude", "input": [1, 1, 3], "kernel": [1, 1, 2], "stride": 1,
        "padding": 0},
      {"name": "three", "kind": "learning", "from": "bits_b", "size": 2, "weight": 0.25,
        "weightRange": [0.1, 0.9], "rate": 0.05, "window": 4, "rewarded": true},
      {"name": "four", "from": "bits_d",
        "bits": ["1111111111111111111111111111111111111111111111111111111111111111",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "1111111111111111111111111111111111111111111111111111111111111111",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "1111111111111111111111111111111111111111111111111111111111111111",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "1111111111111111111111111111111111111111111111111111111111111111",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "1111111111111111111111111111111111111111111111111111111111111111",
        "0000000000000000000000000000000000000000000000000000000000000000"]},
      {"name": "five", "from": "bits_b", "weights": [[1, 0.5, 0.25]], "encoder": "lfsr",
        "seeds": [5, 6, 7], "to": "b.I", "scale": 0.1, "offset": 1} ],
    "neurons": [
      {"name": "n_fixed", "kind": "fixed-lif", "from": "three", "range": [0, 300], "width": 12,
        "fraction": 4, "overflow": "saturate", "leak": 2, "gain": 16, "noise": 3, "vRest": 1,
        "vReset": -1, "vTh": 200, "refractory": 1},
      {"name": "n_float", "kind": "float-lif", "size": 2, "input": [0.08, 0.2], "tau": 10,
        "step": 0.5, "resistance": 2, "sigma": 0.1, "homeostatic": true, "target": 0.2},
      {"name": "n_izhi", "kind": "izhikevich", "from": "one", "range": [0, 15], "a": 0.02,
        "b": 0.2, "c": -65, "d": 8} ],
    "correlations": [
      {"name": "overlaps", "of": "bits_a", "pairs": [[0, 1], [1, 2]]} ] },
  "record": [ { "spikes": "p.q", "variables": ["x"], "name": "named", "when": "end", "order": 4 },
              { "states": "s", "variables": ["w"], "index": true, "dt": "1 ms", "when": "start" },
              { "states": "s", "variables": ["w"], "index": [] },
              { "rate": "a", "smooth": { "width": "5 ms", "window": "flat" } }, { "events": "a", "event": "up", "variables": ["x"] } ],
  "run": [ { "duration": "10 ms" }, { "store": "before" }, { "set": { "k": 1, "a.x": [1, 2] } },
           { "duration": 0.01 }, { "restore": "before" }, { "dt": "1 ms", "of": "a" },
           { "seed": "12" }, { "active": { "s": false } },
           { "until": "x > 3", "of": "a", "for": "all", "atMost": "1 s", "check": "2 ms" },
           { "set": { "s.w": { "where": "i == j", "value": "2*w" } } },
           { "connect": "s", "j": "k for k in range(2)", "init": { "w": 2 } },
           { "disconnect": "s", "i": 0, "j": 1, "k": 0 } ]
})json";

}  // namespace myelin::model::samples
