// Model files in, error lines out.
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "cli/command.h"

namespace myelin::cli {

Expected<std::string> read_model(const std::string& path) {
  const bool standard = path == "-";
  std::FILE* file = standard ? stdin : std::fopen(path.c_str(), "rb");
  const std::string place = standard ? "standard input" : path;
  const auto refuse = [&](int number) {
    return Error{
        ErrorCode::io, place, std::string("it cannot be read: ") + std::strerror(number), {}, {}};
  };
  if (!file) return refuse(errno);
  std::string text;
  char buffer[65536];
  while (const size_t size = std::fread(buffer, 1, sizeof buffer, file)) text.append(buffer, size);
  const int number = std::ferror(file) ? (errno ? errno : EIO) : 0;
  if (!standard) std::fclose(file);
  if (number) return refuse(number);
  return text;
}

int fail(const Error& error, int code) {
  std::fprintf(stderr, "myelin: %s\n", describe(error).c_str());
  return code;
}

int fail(std::string_view place, std::string_view message, int code) {
  return fail(Error{ErrorCode::invalid_argument, std::string(place), std::string(message), {}, {}},
              code);
}

}  // namespace myelin::cli
