// A directory of a test's own, gone after it. In memory where there is room, because the tests open
// thousands of logs; TMPDIR says otherwise.
#ifndef DEALBOEK_TESTS_STORAGE_TEMPORARY_DIRECTORY_H_
#define DEALBOEK_TESTS_STORAGE_TEMPORARY_DIRECTORY_H_

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

#include "services/base/check.h"

namespace dealboek::storage {

class TemporaryDirectory {
 public:
  TemporaryDirectory() : TemporaryDirectory(MemoryOrTemporary()) {}
  explicit TemporaryDirectory(const std::filesystem::path& parent) {
    std::string path = parent / "dealboek-test-XXXXXX";
    CHECK(mkdtemp(path.data()) != nullptr) << "in " << parent;
    path_ = path;
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() {
    std::error_code ignored;  // nothing a test could do about it
    std::filesystem::remove_all(path_, ignored);
  }

  const std::string& path() const { return path_; }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  static std::filesystem::path MemoryOrTemporary() {
    const std::filesystem::path memory = "/dev/shm";
    std::error_code none;
    const uint64_t room = std::filesystem::space(memory, none).available;
    const bool in_memory = !none && room >= uint64_t{1} << 30 && std::getenv("TMPDIR") == nullptr;
    return in_memory ? memory : std::filesystem::temp_directory_path();
  }

  std::string path_;
};

}  // namespace dealboek::storage

#endif  // DEALBOEK_TESTS_STORAGE_TEMPORARY_DIRECTORY_H_
