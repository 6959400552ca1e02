# Bundlers take Emscripten's way to start a thread's worker for theirs, and stumble over it. In a page
# it is not even used (web/src/threads.ts starts the workers). `cmake -DMODULE=core.threads.mjs -P plain_worker.cmake`
file(READ ${MODULE} text)
set(seen "new URL(\"core.threads.mjs\",import.meta.url)")
string(FIND "${text}" "${seen}" at)
if(at EQUAL -1)
  message(FATAL_ERROR "${MODULE}: this Emscripten starts workers in another way; look at it")
endif()
string(REPLACE "${seen}" "new URL(import.meta.url)" text "${text}")
file(WRITE ${MODULE} "${text}")
