// What the two files of the binding share.
#pragma once

namespace myelin {

// From now on a failed allocation is noted, once: what an abort is then called.
void watch_memory();

}  // namespace myelin
