// A part of the tables of schema.cpp: stochastic computing.
#pragma once

#include "model/schema_common.inl"

namespace myelin::model {
namespace {

constexpr Field stochastic_fields[] = {
    {.key = "streams", .forms = kList, .doc = "Streams of bits.", .part = Part::streams},
    {.key = "layers", .forms = kList, .doc = "Layers on streams.", .part = Part::layer},
    {.key = "neurons",
     .forms = kList,
     .doc = "Neurons with fixed rules, driven by layers.",
     .part = Part::stochastic_neurons},
    {.key = "correlations",
     .forms = kList,
     .doc = "How pairs of streams overlap.",
     .part = Part::correlation},
};
constexpr std::string_view kEncoders = "bernoulli|lfsr|sobol|rate";
constexpr Field encoder_field(std::string_view doc) {
  return {.key = "encoder", .forms = kText, .doc = doc, .choices = kEncoders};
}
constexpr Field seeds_field() {
  return {.key = "seeds",
          .forms = kIntegers | kNpy,
          .doc = "Registers that encoder lfsr begins with, one for each stream; never 0.",
          .minimum = 0,
          .maximum = 65535};
}
constexpr Field clip_field() {
  return {"clip", kBoolean, "Cuts values to their range; false, or absent, refuses them."};
}
constexpr Field count_field(std::string_view key, std::string_view doc, double minimum = 0) {
  return {.key = key, .forms = kInteger, .doc = doc, .minimum = minimum, .maximum = kMaxSize};
}
constexpr Field signed_field(std::string_view key, std::string_view doc) {
  return count_field(key, doc, -kMaxSize);
}
constexpr Field sizes_field(std::string_view key, std::string_view doc) {
  return {.key = key, .forms = kIntegers, .doc = doc, .minimum = 1, .maximum = 1048576};
}
constexpr Field streams_fields[] = {
    name_field("Name of the streams."),
    {.key = "length",
     .forms = kInteger,
     .doc = "Bits of each in a step; 1024 if absent.",
     .minimum = 1,
     .maximum = 2147483648.0},
    {"values", kNumbers | kNpy, "Numbers that are encoded anew in every step."},
    {"bits", kLines, "Given streams: texts of 0 and 1, the first bit first."},
    {"from", kName,
     "A group, or neurons here: their spikes of the last steps. A layer: its values are encoded."},
    encoder_field("How numbers become bits; bernoulli if absent."),
    {.key = "coding",
     .forms = kText,
     .doc = "What a density p stands for: p, or 2 p - 1; unipolar if absent.",
     .choices = "unipolar|bipolar"},
    {"range", kNumbers, "[low, high] of the values; that of the coding if absent."},
    clip_field(),
    seeds_field(),
    {"restart", kBoolean, "Whether lfsr and sobol begin anew in each step instead of going on."},
};
constexpr Field layer_fields[] = {
    name_field("Name of the layer."),
    {.key = "kind",
     .forms = kText,
     .doc = "What it does; dense if absent.",
     .choices = "dense|convolution|recurrent|learning"},
    {"from", kName, "Streams that it reads.", true},
    {"weights", kNumbers | kMatrix | kNpy,
     "Row by row: neurons by inputs (recurrent: inputs, then neurons), or kernels by channels by y "
     "by x."},
    {"bits", kLines, "Given weight streams instead: texts of 0 and 1."},
    {.key = "arithmetic",
     .forms = kText,
     .doc = "AND, XNOR, or AND with two banks of weights; unipolar if absent.",
     .choices = "unipolar|bipolar|sign-magnitude"},
    {.key = "normalise",
     .forms = kText,
     .doc = "What the value is divided by, beside the length; none if absent.",
     .choices = "none|inputs"},
    encoder_field("How weights become bits; bernoulli if absent."),
    seeds_field(),
    clip_field(),
    {"refresh", kBoolean, "Whether weights are encoded anew in every step."},
    sizes_field("input", "Of a convolution: [channels, height, width]."),
    sizes_field("kernel", "Of a convolution: [kernels, height, width]."),
    count_field("stride", "Of a convolution; 1 if absent.", 1),
    count_field("padding", "Of a convolution; 0 if absent."),
    count_field("size", "Number of neurons of a learning layer.", 1),
    {"weight", kNumber, "First weight of a learning layer; 0.5 if absent."},
    {"weightRange", kNumbers, "[low, high] of learnt weights; [0, 1] if absent."},
    {"rate", kNumber, "Learning rate; 0.01 if absent."},
    count_field("window", "Steps that a spike is remembered, of learning; 5 if absent.", 1),
    {"rewarded", kBoolean, "Whether weights change by reward (NAME.reward) and eligibility."},
    {"to", kReference, "A variable, GROUP.NAME, that is set to scale * value + offset."},
    {"scale", kNumber, "Of the link; 1 if absent."},
    {"offset", kNumber, "Of the link; 0 if absent."},
};
constexpr Field stochastic_neurons_fields[] = {
    name_field("Name of the neurons."),
    {.key = "kind",
     .forms = kText,
     .doc = "Their rule; fixed-lif if absent.",
     .choices = "fixed-lif|float-lif|izhikevich"},
    count_field("size", "Number of neurons; that of the layer if absent.", 1),
    {"from", kName, "A layer that drives them."},
    {"input", kNumber | kNumbers | kNpy, "Input without a layer: one for all, or one for each."},
    {"range", kNumbers,
     "[low, high]: the current of no ones and of ones only; [0, 256] or [0, 1]."},
    count_field("width", "Bits of fixed-lif; 16 if absent.", 2),
    count_field("fraction", "Binary digits behind the point; 8 if absent."),
    {.key = "overflow",
     .forms = kText,
     .doc = "What fixed-lif does beyond its width; wrap if absent.",
     .choices = "wrap|saturate"},
    signed_field("leak", "Factor of fixed-lif; 20 if absent."),
    signed_field("gain", "Factor of fixed-lif; 256 if absent."),
    count_field("noise", "Fixed-lif adds an integer of [-noise, noise]; 0 if absent."),
    {"vRest", kNumber, "Resting potential; 0 if absent."},
    {"vReset", kNumber, "Potential after a spike; 0 if absent."},
    {"vTh", kNumber, "Threshold; 256 or 1 if absent."},
    count_field("refractory", "Silent steps after a spike; 2 or 0 if absent."),
    {"tau", kNumber, "Time constant of float-lif, in steps of step; 20 if absent."},
    {"step", kNumber, "Step of float-lif and izhikevich, in their unit; 1 or 0.5 if absent."},
    {"resistance", kNumber, "Of float-lif; 1 if absent."},
    {"sigma", kNumber, "Noise of float-lif and izhikevich; 0 if absent."},
    {"homeostatic", kBoolean, "Whether the threshold of float-lif follows the rate."},
    {"target", kNumber, "The rate that homeostasis holds, per step; 0.1 if absent."},
    {"a", kNumber, "Of izhikevich; 0.02 if absent."},
    {"b", kNumber, "Of izhikevich; 0.2 if absent."},
    {"c", kNumber, "Of izhikevich; -65 if absent."},
    {"d", kNumber, "Of izhikevich; 8 if absent."},
};
constexpr Field correlation_fields[] = {
    name_field("Name of the measure."),
    {"of", kName, "Streams.", true},
    {"pairs", kMatrix, "Pairs of streams: [[0, 1], [0, 2]].", true},
};

}  // namespace
}  // namespace myelin::model
