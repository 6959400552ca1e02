// libFuzzer target: any bytes as a model document. An input ends as a document or as an error that
// points into the text.
//
//   clang++ -std=c++20 -fno-exceptions -fsanitize=fuzzer,address,undefined -g -O1 -Icore \
//     tests/fuzz/document.cpp
//     core/model/{check_names,json,locate,npy,quantity,read_*,schema,validate}.cpp \
//     core/base/{error,text}.cpp -o /tmp/fuzz_document
//   /tmp/fuzz_document -max_len=4096 -max_total_time=60 CORPUS tests/fuzz/corpus/document
//
// CMake builds it as `fuzz_document` when the compiler is clang (see CMakeLists.txt here).
#include "model/document.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto document = myelin::model::read_document(text);
  if (document) return 0;
  const myelin::Error& error = document.error();
  const bool sound = !error.where.empty() && !error.message.empty() &&
                     error.span.begin <= error.span.end && error.span.end <= size;
  if (!sound) std::abort();
  return 0;
}
