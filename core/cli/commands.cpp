// What the program can do: every command and every option.
#include "cli/command.h"

namespace myelin::cli {
namespace {

constexpr Option help{"--help", "", "Show this text."};
constexpr Option version_option{"--version", "", "Show the version."};
constexpr Option duration{"--duration", "T",
                          "Run for this time instead: \"500 ms\", 2s, or seconds."};
constexpr Option warmup{"--warmup", "T",
                        "Run for this time first; counts, rates and seconds are without it."};
constexpr Option threads{"--threads", "N", "Use this many threads; 1 if absent. Same digest."};
constexpr Option simd{"--simd", "TIER",
                      "Use this vector width (see info); auto if absent. Same digest."};
constexpr Option backend{"--backend", "NAME", "interpreter, native or auto. Same digest.",
                         "interpreter|native|auto"};
constexpr Option keep_code{"--keep-code", "DIR", "Write the generated code to this directory."};
constexpr Option seed{"--seed", "S", "Draw other random numbers than the document says."};
constexpr Option json{"--json", "", "Print one JSON object."};
constexpr Option quiet{"--quiet", "", "Print no summary and no progress."};

constexpr Option run_options[] = {
    duration,
    warmup,
    threads,
    simd,
    backend,
    keep_code,
    seed,
    {"--out", "PATH", "Write what was recorded to FILE.json, FILE.npz, or a directory."},
    {"--signals", "LIST", "Also write these arrays, such as cells.v,exc.w; see explain."},
    json,
    {"--store", "FILE", "Write the whole state to this file at the end, also after a stop."},
    {"--restore", "FILE", "Begin with the state of such a file; a plan that was stopped goes on."},
    {"--states", "FILE", "Set constants and variables from this JSON file before the run."},
    {"--why", "LIST", "Tell which synapses reached these neurons, such as cells[17], at the end."},
    {"--profile", "", "Tell how long each operator took."},
    {"--digest", "", "Print the digest alone."},
    quiet,
    help,
    version_option};
constexpr Option digest_options[] = {duration, threads, simd, backend,
                                     seed,     quiet,   help, version_option};
constexpr Option plain_options[] = {help, version_option};
constexpr Option explain_options[] = {
    {"--code", "", "Show the generated code alone."}, simd, help, version_option};
constexpr Option verilog_options[] = {
    {"--neurons", "NAME", "The neurons where the network ends; the only ones if absent."},
    {"--bench", "TICKS", "Add a test bench that prints so many ticks."},
    help,
    version_option};
constexpr Option json_options[] = {json, help, version_option};

template <size_t N>
constexpr Span<const Option> all(const Option (&options)[N]) {
  return {options, N};
}

constexpr Command table[] = {
    {"run", "MODEL", "Run a model document; - reads it from standard input.", all(run_options),
     run_model},
    {"check", "MODEL", "Say whether a model document is sound.", all(plain_options), check_model},
    {"explain", "MODEL", "Show equations, statements and the schedule of a step.",
     all(explain_options), explain_model},
    {"digest", "MODEL", "Run, and print the digest of all spikes and the final state.",
     all(digest_options), digest_model},
    {"estimate", "MODEL", "Tell the memory that a network will need.", all(json_options),
     estimate_model},
    {"verilog", "MODEL", "Print a stochastic network of shift registers as SystemVerilog.",
     all(verilog_options), print_verilog},
    {"info", "", "Tell about this build and this machine.", all(json_options), print_info},
    {"schema", "", "Print the JSON Schema of the model document.", all(plain_options),
     print_schema},
    {"completion", "[SHELL]", "Print completion for bash (the default), zsh or fish.",
     all(plain_options), print_completion},
};

}  // namespace

Span<const Command> commands() { return {table, sizeof table / sizeof *table}; }

}  // namespace myelin::cli
