#include "stochastic/verilog.h"

#include "base/text.h"
#include "stochastic/refuse.h"

namespace myelin::stochastic {
namespace {

constexpr const char* kParts =
    R"sv(// One bit for each tick: a 16-bit shift register compared with a threshold of 0 to 65536.
module sc_encode #(
    parameter logic [15:0] SEED = 16'd1
) (
    input logic clk,
    input logic rst,
    input logic [16:0] threshold,
    output logic bit_out
);
  logic [15:0] r;
  assign bit_out = {1'b0, r} < threshold;
  always_ff @(posedge clk)
    if (rst) r <= SEED;
    else r <= {r[14:0], r[15] ^ r[13] ^ r[12] ^ r[10]};
endmodule

module sc_popcount #(
    parameter int N = 1
) (
    input logic [N-1:0] bits,
    output logic [31:0] count
);
  always_comb begin
    count = 32'd0;
    for (int i = 0; i < N; i++) count = count + {31'd0, bits[i]};
  end
endmodule

// Leaky integrate-and-fire in integers of W bits, F of them behind the point.
module sc_lif #(
    parameter int W = 16,
    parameter int F = 8,
    parameter bit SATURATE = 1'b0,
    parameter logic signed [63:0] LEAK = 64'sd20,
    parameter logic signed [63:0] GAIN = 64'sd256,
    parameter logic signed [63:0] V_REST = 64'sd0,
    parameter logic signed [63:0] V_RESET = 64'sd0,
    parameter logic signed [63:0] V_TH = 64'sd256,
    parameter logic [31:0] REFRACTORY = 32'd2
) (
    input logic clk,
    input logic rst,
    input logic signed [63:0] current,
    output logic spike,
    output logic signed [W-1:0] v
);
  localparam logic signed [63:0] HIGH = (64'sd1 <<< (W - 1)) - 64'sd1;
  localparam logic signed [63:0] LOW = -HIGH - 64'sd1;
  logic [31:0] left;
  logic signed [63:0] wide, sum, fitted;
  assign wide = v;
  assign sum = wide + (((V_REST - wide) * LEAK) >>> F) + ((current * GAIN) >>> F);
  always_comb begin
    if (SATURATE) fitted = sum > HIGH ? HIGH : sum < LOW ? LOW : sum;
    else fitted = (sum <<< (64 - W)) >>> (64 - W);
  end
  always_ff @(posedge clk)
    if (rst) begin
      v <= V_REST[W-1:0];
      left <= 32'd0;
      spike <= 1'b0;
    end else if (left != 32'd0) begin
      v <= V_REST[W-1:0];
      left <= left - 32'd1;
      spike <= 1'b0;
    end else if (fitted >= V_TH) begin
      v <= V_RESET[W-1:0];
      left <= REFRACTORY;
      spike <= 1'b1;
    end else begin
      v <= fitted[W-1:0];
      spike <= 1'b0;
    end
endmodule

)sv";

// After parameters and ports.
constexpr const char* kBody = R"sv(  logic [N-1:0] x_bits;
  genvar i, j;
  generate
    for (i = 0; i < N; i++) begin : g_input
      sc_encode #(.SEED(INPUT_SEEDS[16*i +: 16])) encode (
          .clk(clk), .rst(rst), .threshold(x[17*i +: 17]), .bit_out(x_bits[i]));
    end
    for (j = 0; j < M; j++) begin : g_neuron
      logic [N-1:0] products;
      logic signed [63:0] scaled, quotient, current;
      for (i = 0; i < N; i++) begin : g_weight
        logic w;
        sc_encode #(.SEED(WEIGHT_SEEDS[16*(j*N+i) +: 16])) encode (
            .clk(clk), .rst(rst), .threshold(THRESHOLDS[17*(j*N+i) +: 17]), .bit_out(w));
        assign products[i] = x_bits[i] & w;
      end
      sc_popcount #(.N(N)) ones (.bits(products), .count(count[32*j +: 32]));
      assign scaled = (Y_MAX - Y_MIN) * $signed({32'd0, count[32*j +: 32]});
      assign quotient = scaled / INPUTS;
      assign current = Y_MIN + quotient - (scaled - quotient * INPUTS < 0 ? 64'sd1 : 64'sd0);
      sc_lif #(.W(W), .F(F), .SATURATE(SATURATE), .LEAK(LEAK), .GAIN(GAIN), .V_REST(V_REST),
          .V_RESET(V_RESET), .V_TH(V_TH), .REFRACTORY(REFRACTORY)) lif (
          .clk(clk), .rst(rst), .current(current), .spike(spike[j]), .v(v[W*j +: W]));
      always_ff @(posedge clk)
        if (rst) total[64*j +: 64] <= 64'd0;
        else total[64*j +: 64] <= total[64*j +: 64] + {32'd0, count[32*j +: 32]};
    end
  endgenerate
endmodule
)sv";

constexpr const char* kHead = R"sv(module @a (
    input logic clk,
    input logic rst,
    input logic [@b:0] x,
    output logic [@c:0] count,
    output logic [@d:0] spike,
    output logic [@e:0] v,
    output logic [@f:0] total
);
  localparam int N = @g;
  localparam int M = @h;
  localparam int W = @i;
  localparam int F = @j;
  localparam bit SATURATE = 1'b@k;
  localparam logic signed [63:0] INPUTS = @G;
  localparam logic signed [63:0] Y_MIN = @L;
  localparam logic signed [63:0] Y_MAX = @M;
  localparam logic signed [63:0] LEAK = @N;
  localparam logic signed [63:0] GAIN = @O;
  localparam logic signed [63:0] V_REST = @P;
  localparam logic signed [63:0] V_RESET = @Q;
  localparam logic signed [63:0] V_TH = @R;
  localparam logic [31:0] REFRACTORY = 32'd@s;
  localparam logic [16*N-1:0] INPUT_SEEDS = {
@t  localparam logic [16*N*M-1:0] WEIGHT_SEEDS = {
@u  localparam logic [17*N*M-1:0] THRESHOLDS = {
@v)sv";

constexpr const char* kBench = R"sv(module @a_bench;
  localparam int N = @b, M = @c, W = @d;
  logic clk = 0, rst = 1;
  logic [17*N-1:0] x;
  logic [32*M-1:0] count, counted;
  logic [M-1:0] spike;
  logic [W*M-1:0] v;
  logic [64*M-1:0] total;
  @a network (.*);
  initial begin
    x = {
@e    #1 clk = 1;
    #1 clk = 0;
    rst = 0;
    for (int t = 0; t < @f; t++) begin
      #1 counted = count;
      clk = 1;
      #1;
      for (int j = 0; j < M; j++)
        $display("%0d %0d %0d %0d %0d %0d", t, j, counted[32*j +: 32], spike[j],
                 $signed(v[W*j +: W]), total[64*j +: 64]);
      clk = 0;
    end
    $finish;
  end
endmodule
)sv";

// @a is the first piece, @b the second; @A is the first as a signed number of 64 bits.
void expand(std::string& text, const char* pattern, Pieces pieces) {
  for (; *pattern; ++pattern) {
    const char mark = pattern[0] == '@' ? char(pattern[1] | 0x20) : 0;
    if (mark < 'a' || mark > 'z') {
      text += *pattern;
      continue;
    }
    Piece piece = pieces.begin()[mark - 'a'];
    if (*++pattern == mark) {
      text += say({piece});
      continue;
    }
    const bool negative = piece.integer < 0;
    if (negative) piece.integer = -piece.integer;
    text += negative ? "-64'sd" : "64'sd";
    text += say({piece});
  }
}

// The last element stands first.
std::string concatenation(const std::vector<int32_t>& values, int width) {
  std::string text;
  for (size_t k = values.size(); k-- > 0;) {
    expand(text, k ? "      @a'd@b,\n" : "      @a'd@b};\n", {width, values[k]});
  }
  return text;
}

Error refuse(const std::string& where, std::string message) {
  return {ErrorCode::unsupported, where, std::move(message)};
}

template <class T>
const T* find(const std::vector<T>& list, const std::string& name) {
  for (const T& one : list) {
    if (one.name == name) return &one;
  }
  return nullptr;
}

// As the network builds them.
std::vector<int32_t> registers_of(const std::vector<int32_t>& seeds, size_t count, uint16_t base,
                                  uint32_t step) {
  std::vector<int32_t> registers = seeds;
  for (size_t k = registers.size(); k < count; ++k) {
    registers.push_back(default_register(base, step, k));
  }
  return registers;
}

}  // namespace

Expected<std::string> system_verilog(const VerilogSpec& spec) {
  if (Status s = spec.lif.check("export"); !s) return s.error();
  const size_t n = spec.inputs();
  const auto wrong = [](const char* what) {
    return Error{ErrorCode::invalid_argument, "export", what};
  };
  if (n == 0 || spec.thresholds.empty() || spec.thresholds.size() % n != 0 ||
      spec.weight_registers.size() != spec.thresholds.size()) {
    return wrong("registers and thresholds of the weights must be inputs times neurons");
  }
  for (const auto* list : {&spec.input_registers, &spec.weight_registers}) {
    if (Status s = check_registers({list->data(), list->size()}, "export"); !s) return s.error();
  }
  for (const int32_t threshold : spec.thresholds) {
    if (threshold < 0 || threshold > 65536) return wrong("a threshold is not within 0 and 65536");
  }
  const FixedLif& lif = spec.lif;
  const size_t m = spec.neurons();
  std::string text;
  expand(text, "// @a inputs, @b neurons.\n", {n, m});
  text += kParts;
  expand(text, kHead,
         {spec.module,
          17 * n - 1,
          32 * m - 1,
          m - 1,
          size_t(lif.width) * m - 1,
          64 * m - 1,
          n,
          m,
          lif.width,
          lif.fraction,
          int(lif.saturate),
          spec.y_min,
          spec.y_max,
          lif.leak,
          lif.gain,
          lif.v_rest,
          lif.v_reset,
          lif.v_th,
          lif.refractory,
          concatenation(spec.input_registers, 16),
          concatenation(spec.weight_registers, 16),
          concatenation(spec.thresholds, 17)});
  return text + kBody;
}

std::string verilog_bench(const VerilogSpec& spec, const std::vector<int32_t>& x, int64_t ticks) {
  std::string text;
  expand(text, kBench,
         {spec.module, spec.inputs(), spec.neurons(), spec.lif.width, concatenation(x, 17), ticks});
  return text;
}

static Status thresholds_of(const std::vector<double>& values, const Range& range,
                            const std::string& where, const char* list, std::vector<int32_t>& out) {
  std::vector<double> p(values.size());
  const Status read =
      to_probabilities(p.data(), {values.data(), values.size()}, range, where, list);
  for (const double one : p) out.push_back(int32_t(lfsr_threshold(one)));
  return read;
}

Expected<VerilogSource> verilog_source(const Spec& spec, const std::string& name) {
  const NeuronsSpec* neurons = find(spec.neurons, name);
  if (!neurons) {
    std::vector<std::string> names;
    for (const NeuronsSpec& one : spec.neurons) names.push_back(one.name);
    return Error{ErrorCode::unknown_name, name,
                 "there are no such neurons; there are: " + join(names, ", ")};
  }
  if (neurons->kind != NeuronsKind::fixed_lif || neurons->noise) {
    return refuse(neurons->where, "hardware has neurons of kind fixed-lif without noise");
  }
  const LayerSpec* layer = find(spec.layers, neurons->from);
  if (!layer || layer->kind != LayerKind::dense || layer->encoder != EncoderKind::lfsr ||
      !layer->refresh || layer->arithmetic != WeightKind::unipolar) {
    return refuse(
        neurons->where,
        "hardware needs them to read a dense unipolar layer with encoder lfsr and refresh");
  }
  const StreamsSpec* streams = find(spec.streams, layer->from);
  if (!streams || streams->length != 1 || streams->encoder != EncoderKind::lfsr ||
      streams->values.empty() || layer->weights.size() % streams->values.size()) {
    return refuse(layer->where,
                  "hardware needs it to read streams of length 1 with values and encoder lfsr");
  }
  VerilogSource source;
  source.spec.module = name;
  const size_t n = streams->values.size();
  source.spec.input_registers = registers_of(streams->seeds, n, kInputSeed, 7);
  source.spec.weight_registers = registers_of(layer->seeds, layer->weights.size(), kWeightSeed, 13);
  Range range = streams->range.value_or(
      Range{streams->coding == Coding::bipolar ? -1.0 : 0.0, 1, streams->clip});
  range.clip = streams->clip;
  Status read = thresholds_of(layer->weights, {0, 1, layer->clip}, layer->where, ".weights",
                              source.spec.thresholds);
  if (read) read = thresholds_of(streams->values, range, streams->where, ".values", source.x);
  if (!read) return read.error();
  source.spec.y_min = int32_t(neurons->low);
  source.spec.y_max = int32_t(neurons->high);
  source.spec.lif = neurons->fixed;
  return source;
}

}  // namespace myelin::stochastic
