#include "clients/cli/importing/json_places.h"

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "nlohmann/json.hpp"

namespace dealboek::cli::importing {
namespace {

using Json = nlohmann::json;

// Reads a text and tells how far it has been read.
class Told {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  Told(const char* at, const char** reached) : at_(at), reached_(reached) {}
  reference operator*() const { return *at_; }
  Told& operator++() {
    *reached_ = ++at_;
    return *this;
  }
  Told operator++(int) {
    const Told before = *this;
    ++*this;
    return before;
  }
  bool operator==(const Told& other) const { return at_ == other.at_; }

 private:
  const char* at_;
  const char** reached_;
};

// Each event comes when its token has been read to its end (a number: to the character after it).
// So a token begins where the one before it ended, behind white space and separators.
class Listener final : public nlohmann::json_sax<Json> {
 public:
  Listener(absl::string_view json, std::map<std::string, size_t, std::less<>>& begins)
      : json_(json), begins_(begins), reached_(json.data()) {}

  const char** reached() { return &reached_; }

  bool null() override { return Value(); }
  bool boolean(bool) override { return Value(); }
  bool number_integer(int64_t) override { return Value(); }
  bool number_unsigned(uint64_t) override { return Value(); }
  bool number_float(double, const std::string&) override { return Value(); }
  bool string(std::string&) override { return Value(); }
  bool binary(Json::binary_t&) override { return Value(); }
  bool start_object(size_t) override { return Open(false); }
  bool start_array(size_t) override { return Open(true); }
  bool end_object() override { return Close(); }
  bool end_array() override { return Close(); }
  bool key(std::string& key) override {
    ended_ = Reached();
    within_.back().key = key;
    return true;
  }
  bool parse_error(size_t, const std::string&, const nlohmann::detail::exception&) override {
    return false;
  }

 private:
  struct Container {
    std::string path;
    bool array = false;
    size_t index = 0;  // of an array: of the next value
    std::string key;   // of an object: of the next value
  };

  size_t Reached() const { return static_cast<size_t>(reached_ - json_.data()); }

  std::string NextPath() {
    if (within_.empty()) return "";
    Container& in = within_.back();
    if (in.array) return absl::StrCat(in.path, "[", in.index++, "]");
    return absl::StrCat(in.path, in.path.empty() ? "" : ".", in.key);
  }

  std::string Begin() {
    std::string path = NextPath();
    begins_[path] = json_.find_first_not_of(" \t\r\n,:", ended_);
    ended_ = Reached();
    return path;
  }

  bool Value() {
    Begin();
    return true;
  }
  bool Open(bool array) {
    within_.push_back({Begin(), array, 0, ""});
    return true;
  }
  bool Close() {
    within_.pop_back();
    ended_ = Reached();
    return true;
  }

  absl::string_view json_;
  std::map<std::string, size_t, std::less<>>& begins_;
  const char* reached_;
  size_t ended_ = 0;  // where the token before ended
  std::vector<Container> within_;
};

}  // namespace

JsonPlaces::JsonPlaces(absl::string_view json) : json_(json) {
  Listener listener(json, begins_);
  Json::sax_parse(Told(json.data(), listener.reached()),
                  Told(json.data() + json.size(), listener.reached()), &listener);
}

Place JsonPlaces::PlaceOf(absl::string_view file, absl::string_view path) const {
  absl::string_view at = path;
  auto found = begins_.find(at);
  while (found == begins_.end() && !at.empty()) {
    const size_t step = at.find_last_of(".[");
    at = step == absl::string_view::npos ? "" : at.substr(0, step);
    found = begins_.find(at);
  }
  Place place = AtByte(file, json_, found == begins_.end() ? 0 : found->second);
  place.path = std::string(path);
  return place;
}

}  // namespace dealboek::cli::importing
