#include "base/pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <numeric>
#include <vector>

namespace myelin {
namespace {

struct EachThreadCount : testing::TestWithParam<unsigned> {
  Pool pool{GetParam()};
};

TEST_P(EachThreadCount, DoesEveryBlockOnce) {
  for (const size_t blocks : {0, 1, 2, 3, 7, 64, 1000}) {
    std::vector<std::atomic<int>> visits(blocks);

    pool.run(blocks, [&](size_t block, unsigned) { ++visits[block]; });

    for (size_t k = 0; k < blocks; ++k) ASSERT_EQ(visits[k], 1) << k << " of " << blocks;
  }
}

TEST_P(EachThreadCount, NumbersItsThreadsFromZero) {
  std::atomic<unsigned> largest{0};

  pool.run(500, [&](size_t, unsigned thread) {
    for (unsigned seen = largest; thread > seen && !largest.compare_exchange_weak(seen, thread);) {
    }
  });

  EXPECT_LT(largest, pool.threads());
}

TEST_P(EachThreadCount, GivesAThreadNumberToOneThreadAtATime) {
  std::vector<std::atomic<int>> inside(pool.threads());
  std::atomic<bool> shared{false};

  pool.run(500, [&](size_t, unsigned thread) {
    if (++inside[thread] != 1) shared = true;
    --inside[thread];
  });

  EXPECT_FALSE(shared);
}

TEST_P(EachThreadCount, FinishesARoundBeforeTheNext) {
  std::vector<int> values(16, 0);  // plain integers: a late block would be a data race

  for (int round = 0; round < 3000; ++round) {
    pool.run(values.size(), [&](size_t block, unsigned) { ++values[block]; });
  }

  EXPECT_EQ(values, std::vector<int>(16, 3000));
}

TEST_P(EachThreadCount, ShowsTheCallerWhatTheBlocksWrote) {
  std::vector<size_t> squares(300);

  pool.run(squares.size(), [&](size_t block, unsigned) { squares[block] = block * block; });

  // 0 + 1 + 4 + ... + 299^2
  EXPECT_EQ(std::accumulate(squares.begin(), squares.end(), size_t{0}), 299u * 300 * 599 / 6);
}

INSTANTIATE_TEST_SUITE_P(Pool, EachThreadCount, testing::Values(1u, 2u, 3u, 4u),
                         testing::PrintToStringParamName());

TEST(Pool, OfNoThreadsRunsInTheCaller) {
  Pool pool(0);
  int calls = 0;

  pool.run(5, [&](size_t, unsigned thread) { calls += thread == 0; });

  EXPECT_EQ(pool.threads(), 1u);
  EXPECT_EQ(calls, 5);
}

TEST(Pool, ComesAndGoesWithoutWork) {
  for (int k = 0; k < 50; ++k) Pool pool(3);
}

TEST(Pool, DoesAnUnevenRoundInOrderWithOneThread) {
  Pool pool(1);
  std::vector<size_t> order;

  pool.run(4, [&](size_t block, unsigned) { order.push_back(block); });

  EXPECT_EQ(order, (std::vector<size_t>{0, 1, 2, 3}));
}

}  // namespace
}  // namespace myelin
