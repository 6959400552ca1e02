#include <algorithm>
#include <cstdio>
#include <thread>

#include "base/text.h"
#include "cli/command.h"
#include "model/json_writer.h"
#include "model/simulation.h"

namespace myelin::cli {
namespace {

struct Backend {
  std::string_view name;
  std::string why_not;  // empty: it is available
};

std::vector<Backend> backends() {
  return {{"interpreter", {}}, {"native", why_no_native_backend()}};
}

struct Missing {
  std::string what, why;
};

bool has_threads() {
#if defined(__EMSCRIPTEN__) && !defined(__EMSCRIPTEN_PTHREADS__)
  return false;
#else
  return true;
#endif
}

unsigned hardware_threads() {
  return has_threads() ? std::max(1u, std::thread::hardware_concurrency()) : 1;
}

std::vector<Missing> missing() {
  std::vector<Missing> rows;
  for (const Backend& backend : backends()) {
    if (!backend.why_not.empty()) {
      rows.push_back({"backend " + std::string(backend.name), backend.why_not});
    }
  }
  if (!has_threads()) rows.push_back({"threads", "this WebAssembly build has one thread"});
  return rows;
}

void print_json() {
  model::StringOutput output;
  model::JsonWriter json(output);
  json.begin_object().key("version").text(version()).key("simd").begin_object();
  json.key("available").begin_array();
  for (const std::string& tier : simd_tiers()) json.text(tier);
  json.end_array().key("chosen").text(simd_tier("auto")).end_object();
  json.key("bits").begin_object().key("available").begin_array();
  for (const std::string& tier : bit_tiers()) json.text(tier);
  json.end_array().key("chosen").text(bit_tier("auto")).end_object();
  json.key("threads").count(hardware_threads()).key("compiler").text(compiler());
  json.key("backends").begin_object();
  for (const Backend& backend : backends()) {
    json.key(backend.name).begin_object().key("available").boolean(backend.why_not.empty());
    if (!backend.why_not.empty()) json.key("why").text(backend.why_not);
    json.end_object();
  }
  json.end_object().key("missing").begin_array();
  for (const Missing& row : missing()) {
    json.begin_object().key("what").text(row.what).key("why").text(row.why).end_object();
  }
  json.end_array().end_object();
  std::printf("%s\n", output.str().c_str());
}

}  // namespace

int print_info(const Arguments& arguments) {
  if (arguments.has("--json")) {
    print_json();
    return kDone;
  }
  std::printf("myelin    %s\n", std::string(version()).c_str());
  std::printf("compiler  %s\n", std::string(compiler()).c_str());
  std::printf("simd      %s (there are %s)\n", std::string(simd_tier("auto")).c_str(),
              join(simd_tiers(), ", ").c_str());
  std::printf("bits      %s (there are %s)\n", std::string(bit_tier("auto")).c_str(),
              join(bit_tiers(), ", ").c_str());
  std::printf("threads   %u\n", hardware_threads());
  for (const Backend& backend : backends()) {
    if (backend.why_not.empty()) std::printf("backend   %s\n", std::string(backend.name).c_str());
  }
  for (const Missing& row : missing()) {
    std::printf("missing   %s: %s\n", row.what.c_str(), row.why.c_str());
  }
  return kDone;
}

}  // namespace myelin::cli
