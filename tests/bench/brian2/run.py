"""Compiles one network with Brian2, runs it once, and prints a line of JSON.

usage: run.py MODEL SECONDS FOLDER

FOLDER/main is the compiled program; every run of it leaves the CPU seconds of its run loop as the
first number in FOLDER/results/last_run_info.txt. Flags are Brian2's own: -O3 -ffast-math
-march=native, double precision, one thread.
"""

import json
import sys
import time

import brian2

import models

name, seconds, folder = sys.argv[1], float(sys.argv[2]), sys.argv[3]
start = time.time()
brian2.set_device("cpp_standalone", directory=folder, build_on_run=False)
brian2.seed(1)
objects, figures = getattr(models, name)(seconds)
brian2.Network(*objects).run(seconds * brian2.second)
brian2.device.build(directory=folder, compile=True, run=False, debug=False, clean=False)
built = time.time() - start
brian2.device.run(directory=folder, with_output=False, run_args=[])
answers = {key: float(figure()) for key, figure in figures.items()}
print(json.dumps({"model": name, "seconds": seconds, "build_seconds": round(built, 2), **answers}))
