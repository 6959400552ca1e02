// Given to Emscripten with --js-library: puts generated modules into the function table, where the
// core calls them like its own functions. core/language/wasm_backend.cpp is the caller.
//
// Compiling at once is all right: a module is small, and the engine mostly runs in a worker. Pages
// with a Content-Security-Policy need 'wasm-unsafe-eval' as for the engine itself, and no more.
/* global addToLibrary, wasmTable, wasmMemory, HEAPU8, HEAPU32 -- of Emscripten */
addToLibrary({
  // Where the table ends.
  myelin_table_end__deps: ["$wasmTable"],
  myelin_table_end: () => wasmTable.length,

  // Puts the functions of a module at `first` and behind. `imports` are `count` numbers of functions
  // in the table. -> how many functions there are, or -1 if the module is refused.
  myelin_load_module__deps: ["$wasmTable"],
  myelin_load_module: (bytes, size, imports, count, scratch, first) => {
    bytes >>>= 0; // addresses beyond 2 GB arrive as negative numbers
    try {
      const m = { m: wasmMemory, s: scratch };
      for (let k = 0; k < count; ++k) m[k] = wasmTable.get(HEAPU32[(imports >>> 2) + k]);
      const code = HEAPU8.slice(bytes, bytes + size);
      const made = new WebAssembly.Instance(new WebAssembly.Module(code), { m }).exports;
      const names = Object.keys(made);
      const missing = first + names.length - wasmTable.length;
      if (missing > 0) wasmTable.grow(missing);
      for (const name of names) wasmTable.set(first + Number(name), made[name]);
      return names.length;
    } catch (error) {
      console.error(`myelin: generated code was refused: ${error.message}`);
      return -1;
    }
  },

  myelin_unload_module__deps: ["$wasmTable"],
  myelin_unload_module: (first, count) => {
    const end = Math.min(first + count, wasmTable.length); // this thread may not have loaded it
    for (let k = first; k < end; ++k) wasmTable.set(k, null);
  },
});
