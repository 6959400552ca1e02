#include "model/quantity.h"

#include <gtest/gtest.h>

namespace myelin::model {
namespace {

TEST(ReadTime, ReadsSecondsAndUnits) {
  EXPECT_EQ(read_time("2"), 2.0);
  EXPECT_EQ(read_time("500 ms"), 0.5);
  EXPECT_EQ(read_time("500ms"), 0.5);
  EXPECT_EQ(read_time("0.1*second"), 0.1);
  EXPECT_EQ(read_time("3 us"), 3 * 1e-6);
}

TEST(ReadTime, RefusesWhatIsNoTime) {
  for (const char* text : {"", "ms", "5 mV", "5 m s", "5*", "nan", "inf", "1e999", "5 ms ms"}) {
    EXPECT_FALSE(read_time(text)) << text;
  }
}

}  // namespace
}  // namespace myelin::model
