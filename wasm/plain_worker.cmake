# Emscripten's own way to start a thread's worker is not used (web/src/threads.ts starts them), but
# bundlers that see it stumble over it. `cmake -DMODULE=core.threads.mjs -P plain_worker.cmake`
file(READ ${MODULE} text)
set(seen "new URL(\"core.threads.mjs\",import.meta.url)")
string(FIND "${text}" "${seen}" at)
if(at EQUAL -1)
  message(FATAL_ERROR "${MODULE}: this Emscripten starts workers in another way; look at it")
endif()
string(REPLACE "${seen}" "import.meta.url" text "${text}")
file(WRITE ${MODULE} "${text}")
