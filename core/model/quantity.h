// The one quantity that is read outside equations: a time.
#pragma once

#include <optional>
#include <string_view>

namespace myelin::model {

// "0.5", "500 ms", "0.1*second": seconds; none if the text is no time.
std::optional<double> read_time(std::string_view text);

}  // namespace myelin::model
