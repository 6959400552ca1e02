// Results as named arrays, and the zip file that holds them. Internal to core/model.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "model/results.h"

namespace myelin::model {

// One file of an archive; `write` may be called more than once and always writes the same bytes.
struct ArrayEntry {
  std::string name;  // "spikes_cells.t", "signals/cells.v"; letters, digits, _ - . and one /
  std::function<void(Output&)> write;
};

// In .npy format; they borrow from `results`.
std::vector<ArrayEntry> arrays_of(const Results& results);

// An uncompressed zip file; its dates are fixed, so that equal entries give equal bytes. More than
// 4 GB are an error.
Status write_zip(const std::vector<ArrayEntry>& entries, Output& output);

}  // namespace myelin::model
