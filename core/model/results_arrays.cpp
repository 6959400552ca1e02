#include "model/results_arrays.h"

#include <algorithm>

#include "model/npy.h"

namespace myelin::model {
namespace {

template <class T>
std::function<void(Output&)> vector_writer(std::string_view dtype, Span<const T> values) {
  return [dtype, values](Output& output) {
    output.text(npy_header(dtype, {values.size}));
    output.write(values.data, values.size * sizeof(T));
  };
}

// Samples x elements in memory; elements x samples in the file.
std::function<void(Output&)> trace_writer(Span<const double> values, size_t elements) {
  return [values, elements](Output& output) {
    const size_t samples = elements ? values.size / elements : 0;
    output.text(npy_header("<f8", {elements, samples}));
    std::vector<double> row(samples);
    for (size_t element = 0; element < elements; ++element) {
      for (size_t k = 0; k < samples; ++k) row[k] = values[k * elements + element];
      output.write(row.data(), samples * sizeof(double));
    }
  };
}

struct Dtype {
  std::string_view signal, npy;
  size_t size;
};
constexpr Dtype dtypes[] = {{"f64", "<f8", 8}, {"i32", "<i4", 4}, {"i64", "<i8", 8},
                            {"u64", "<u8", 8}, {"f32", "<f4", 4}, {"bool", "|b1", 1}};

std::function<void(Output&)> signal_writer(const SignalView& signal) {
  return [&signal](Output& output) {
    for (const Dtype& dtype : dtypes) {
      if (dtype.signal != signal.dtype) continue;
      std::vector<uint64_t> shape{signal.rows};
      if (signal.columns != 1) shape.push_back(signal.columns);
      output.text(npy_header(dtype.npy, shape));
      output.write(signal.address, size_t(signal.rows * signal.columns) * dtype.size);
    }
  };
}

// Fit for a file name everywhere.
std::string file_name(std::string name) {
  std::replace_if(
      name.begin(), name.end(),
      [](char c) { return !isalnum(uint8_t(c)) && c != '.' && c != '_' && c != '-'; }, '_');
  return name;
}

// Little-endian fields of a zip record.
class Fields {
 public:
  Fields& u16(uint32_t value) { return bytes(value, 2); }
  Fields& u32(uint64_t value) { return bytes(value, 4); }
  Fields& text(std::string_view text) {
    record_ += text;
    return *this;
  }
  const std::string& record() const { return record_; }

 private:
  Fields& bytes(uint64_t value, int count) {
    for (int k = 0; k < count; ++k) record_ += char(value >> 8 * k);
    return *this;
  }
  std::string record_;
};

// What the local header and the directory say alike: from "version needed" to the name's length.
void describe(Fields& fields, const ChecksumOutput& content, const std::string& name) {
  constexpr uint32_t version = 20, stored = 0, midnight = 0, first_of_1980 = 0x21;
  fields.u16(version).u16(0).u16(stored).u16(midnight).u16(first_of_1980);
  fields.u32(content.crc()).u32(content.size()).u32(content.size());
  fields.u16(uint32_t(name.size())).u16(0);
}

}  // namespace

std::vector<ArrayEntry> arrays_of(const Results& results) {
  std::vector<ArrayEntry> arrays;
  for (const MonitorView& monitor : results.monitors) {
    const std::string name = file_name(monitor.name) + ".";
    arrays.push_back({name + "t", vector_writer<double>("<f8", monitor.t)});
    if (monitor.kind != MonitorKind::rate) {
      const bool states = monitor.kind == MonitorKind::states;
      arrays.push_back({name + (states ? "index" : "i"), vector_writer<int32_t>("<i4", monitor.i)});
    }
    for (const auto& column : monitor.columns) {
      arrays.push_back(
          {name + file_name(column.name), monitor.kind == MonitorKind::states
                                              ? trace_writer(column.values, monitor.i.size)
                                              : vector_writer<double>("<f8", column.values)});
    }
  }
  for (const SignalView& signal : results.signals) {
    arrays.push_back({"signals/" + file_name(signal.name), signal_writer(signal)});
  }
  return arrays;
}

Status write_zip(const std::vector<ArrayEntry>& entries, Output& output) {
  Fields directory;
  uint64_t offset = 0;
  for (const ArrayEntry& entry : entries) {
    ChecksumOutput content;
    entry.write(content);
    if (offset + content.size() > 0xFFFF0000u || entries.size() > 0xFFFE) {
      return Error{ErrorCode::unsupported,
                   "npz",
                   "the results are more than 4 GB, which .npz does not hold; write a directory",
                   {},
                   {}};
    }
    Fields header;
    describe(header.text(std::string_view("PK\3\4", 4)), content, entry.name);
    output.text(header.text(entry.name).record());
    entry.write(output);
    describe(directory.text(std::string_view("PK\1\2", 4)).u16(20), content, entry.name);
    directory.u16(0).u16(0).u16(0).u32(0).u32(offset).text(entry.name);
    offset += header.record().size() + content.size();
  }
  Fields end;
  const auto count = uint32_t(entries.size());
  end.text(std::string_view("PK\5\6", 4)).u16(0).u16(0).u16(count).u16(count);
  end.u32(directory.record().size()).u32(offset).u16(0);
  output.text(directory.record());
  output.text(end.record());
  return {};
}

}  // namespace myelin::model
