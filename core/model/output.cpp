#include "model/output.h"

#include <array>
#include <cerrno>
#include <cstring>

namespace myelin::model {
namespace {

constexpr std::array<uint32_t, 256> crc_table() {
  std::array<uint32_t, 256> table{};
  for (uint32_t k = 0; k < 256; ++k) {
    uint32_t value = k;
    for (int bit = 0; bit < 8; ++bit) value = value & 1 ? 0xEDB88320u ^ value >> 1 : value >> 1;
    table[k] = value;
  }
  return table;
}

}  // namespace

void ChecksumOutput::write(const void* data, size_t size) {
  static constexpr auto table = crc_table();
  const auto* bytes = static_cast<const uint8_t*>(data);
  for (size_t k = 0; k < size; ++k) state_ = table[(state_ ^ bytes[k]) & 255] ^ state_ >> 8;
  size_ += size;
}

FileOutput::FileOutput(std::string path)
    : path_(std::move(path)), file_(std::fopen(path_.c_str(), "wb")), errno_(file_ ? 0 : errno) {}

FileOutput::~FileOutput() {
  if (file_) std::fclose(file_);
}

void FileOutput::write(const void* data, size_t size) {
  if (errno_ || size == 0) return;
  if (std::fwrite(data, 1, size, file_) != size) errno_ = errno ? errno : EIO;
}

Status FileOutput::close() {
  if (file_ && std::fclose(file_) != 0 && !errno_) errno_ = errno ? errno : EIO;
  file_ = nullptr;
  if (!errno_) return {};
  return Error{
      ErrorCode::io, path_, std::string("it cannot be written: ") + std::strerror(errno_), {}, {}};
}

}  // namespace myelin::model
