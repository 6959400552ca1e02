// The bar on a terminal's stderr, and Ctrl-C.
#pragma once

#include "model/simulation.h"

namespace myelin::cli {

// While it lives, the first Ctrl-C asks the run to stop between two steps; a second one ends the
// program at once.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;
  static bool asked();
};

// For Simulation::run: draws a bar if `visible` and stderr is a terminal, and stops on Ctrl-C.
ProgressCallback progress_bar(bool visible);
// Takes the bar away again.
void clear_progress_bar(bool visible);

}  // namespace myelin::cli
