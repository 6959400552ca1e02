// Where results are written to: a file, a text, or a checksum.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#include "base/error.h"

namespace myelin::model {

class Output {
 public:
  virtual ~Output() = default;
  virtual void write(const void* data, size_t size) = 0;
  void text(std::string_view text) { write(text.data(), text.size()); }
};

class StringOutput : public Output {
 public:
  void write(const void* data, size_t size) override {
    text_.append(static_cast<const char*>(data), size);
  }
  const std::string& str() const { return text_; }

 private:
  std::string text_;
};

// The CRC-32 of zip files (reflected polynomial 0xEDB88320), and how many bytes went by.
class ChecksumOutput : public Output {
 public:
  void write(const void* data, size_t size) override;
  uint32_t crc() const { return ~state_; }
  uint64_t size() const { return size_; }

 private:
  uint32_t state_ = ~uint32_t(0);
  uint64_t size_ = 0;
};

// Errors are kept until close(), so that writers need not look at each call.
class FileOutput : public Output {
 public:
  explicit FileOutput(std::string path);
  FileOutput(const FileOutput&) = delete;
  FileOutput& operator=(const FileOutput&) = delete;
  ~FileOutput() override;
  void write(const void* data, size_t size) override;
  Status close();

 private:
  std::string path_;
  std::FILE* file_;
  int errno_ = 0;
};

}  // namespace myelin::model
