#include "services/base/persistent_map.h"

#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace dealboek::base {
namespace {

using Map = PersistentMap<std::string, int>;
using Model = std::map<std::string, int>;

std::string KeyOf(int n) { return std::to_string(n * 7919 % 100'000); }

void ExpectSame(const Map& map, const Model& model) {
  ASSERT_EQ(map.size(), model.size());
  auto expected = model.begin();
  for (const auto& [key, value] : map) {
    ASSERT_EQ(key, expected->first);
    ASSERT_EQ(value, expected->second);
    ++expected;
  }
  ASSERT_EQ(expected, model.end());
}

TEST(PersistentMapTest, EmptyHasNoEntries) {
  Map map;
  EXPECT_TRUE(map.empty());
  EXPECT_EQ(map.begin(), map.end());
  EXPECT_EQ(map.Find("a"), nullptr);
  EXPECT_FALSE(map.Erase("a"));
}

TEST(PersistentMapTest, SetReplacesTheValueOfAKey) {
  Map map;
  map.Set("a", 1);
  map.Set("a", 2);
  EXPECT_EQ(map.size(), 1u);
  EXPECT_EQ(map.at("a"), 2);
}

TEST(PersistentMapTest, ACopyKeepsWhatItWasWhenTheOtherChanges) {
  Map map;
  for (int n = 0; n < 1000; ++n) map.Set(KeyOf(n), n);
  const Map before = map;
  for (int n = 0; n < 1000; n += 2) map.Erase(KeyOf(n));
  for (int n = 1; n < 1000; n += 2) map.Set(KeyOf(n), -n);
  for (int n = 0; n < 1000; ++n) ASSERT_EQ(before.at(KeyOf(n)), n);
  EXPECT_EQ(before.size(), 1000u);
  EXPECT_EQ(map.size(), 500u);
}

TEST(PersistentMapTest, BoundsAgreeWithAnOrderedMap) {
  Map map;
  Model model;
  for (int n = 0; n < 2000; n += 3) {
    map.Set(KeyOf(n), n);
    model[KeyOf(n)] = n;
  }
  for (int n = 0; n < 2000; ++n) {
    auto lower = model.lower_bound(KeyOf(n));
    auto upper = model.upper_bound(KeyOf(n));
    auto found_lower = map.lower_bound(KeyOf(n));
    auto found_upper = map.upper_bound(KeyOf(n));
    ASSERT_EQ(found_lower == map.end(), lower == model.end());
    ASSERT_EQ(found_upper == map.end(), upper == model.end());
    if (lower != model.end()) {
      ASSERT_EQ(found_lower->first, lower->first);
    }
    if (upper != model.end()) {
      ASSERT_EQ(found_upper->first, upper->first);
    }
  }
  EXPECT_EQ(map.back().first, model.rbegin()->first);
}

// Random changes on many copies, each held against a model of its own.
TEST(PersistentMapTest, EveryCopyAgreesWithAModelOfItsOwn) {
  constexpr unsigned kSeed = 20210607;
  std::mt19937 random(kSeed);
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  std::vector<std::pair<Map, Model>> copies(1);
  for (int step = 0; step < 30'000; ++step) {
    auto& [map, model] = copies[random() % copies.size()];
    std::string key = KeyOf(static_cast<int>(random() % 1500));
    if (random() % 3 == 0) {
      ASSERT_EQ(map.Erase(key), model.erase(key) == 1);
    } else {
      map.Set(key, step);
      model[key] = step;
    }
    if (random() % 1000 == 0 && copies.size() < 12)
      copies.push_back(copies[random() % copies.size()]);
  }
  for (const auto& [map, model] : copies) ExpectSame(map, model);
}

TEST(PersistentMapTest, RisingKeysMakeAFullTree) {
  PersistentMap<int, int> map;
  for (int n = 0; n < 100'000; ++n) map.Set(n, n);
  int expected = 0;
  for (const auto& [key, value] : map) ASSERT_EQ(key, expected++);
  EXPECT_EQ(expected, 100'000);
}

TEST(PersistentMapTest, CopiesMayBeChangedFromDifferentThreads) {
  Map shared;
  for (int n = 0; n < 500; ++n) shared.Set(KeyOf(n), n);
  std::vector<std::thread> threads;
  std::vector<Map> results(4);
  for (size_t t = 0; t < results.size(); ++t) {
    threads.emplace_back([copy = shared, t, &results]() mutable {
      for (int n = 0; n < 500; ++n) copy.Set(KeyOf(n), static_cast<int>(t));
      results[t] = copy;
    });
  }
  shared = Map();
  for (std::thread& thread : threads) thread.join();
  for (size_t t = 0; t < results.size(); ++t) {
    for (const auto& [key, value] : results[t]) ASSERT_EQ(value, static_cast<int>(t));
  }
}

}  // namespace
}  // namespace dealboek::base
