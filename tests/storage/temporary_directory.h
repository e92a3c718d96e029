// A directory of a test's own, gone after it.
#ifndef DEALBOEK_TESTS_STORAGE_TEMPORARY_DIRECTORY_H_
#define DEALBOEK_TESTS_STORAGE_TEMPORARY_DIRECTORY_H_

#include <cstdlib>
#include <filesystem>
#include <string>

#include "services/base/check.h"

namespace dealboek::storage {

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string path = std::filesystem::temp_directory_path() / "dealboek-test-XXXXXX";
    CHECK(mkdtemp(path.data()) != nullptr);
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
  std::string path_;
};

}  // namespace dealboek::storage

#endif  // DEALBOEK_TESTS_STORAGE_TEMPORARY_DIRECTORY_H_
