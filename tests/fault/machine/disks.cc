#include "tests/fault/machine/disks.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sched.h>
#include <unistd.h>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

namespace dealboek::machine {

namespace {

// fs/ext4/ext4.h; the headers of the kernel for programs leave them out.
constexpr unsigned long kExt4Shutdown = _IOR('X', 125, uint32_t);
constexpr uint32_t kNoLogFlush = 2;

std::string LastError() { return std::strerror(errno); }

bool Run(const std::string& command) { return std::system(command.c_str()) == 0; }

}  // namespace

std::string WhyNoDisks() {
  static const std::string why = []() -> std::string {
    if (geteuid() != 0) return "only root can mount file systems";
    if (unshare(CLONE_NEWNS) != 0) {
      return absl::StrCat("no mount namespace can be had here: ", LastError());
    }
    if (mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) {
      return absl::StrCat("no private mounts can be had here: ", LastError());
    }
    return "";
  }();
  return why;
}

SmallDisk::SmallDisk(std::string path, int mib) : path_(std::move(path)) {
  std::filesystem::create_directory(path_);
  const std::string size = absl::StrCat("size=", mib, "m");
  EXPECT_EQ(mount("tmpfs", path_.c_str(), "tmpfs", 0, size.c_str()), 0) << LastError();
}

SmallDisk::~SmallDisk() { umount2(path_.c_str(), MNT_DETACH); }

void SmallDisk::Resize(int mib) const {
  const std::string size = absl::StrCat("size=", mib, "m");
  EXPECT_EQ(mount("none", path_.c_str(), nullptr, MS_REMOUNT, size.c_str()), 0) << LastError();
}

void SmallDisk::Fill(uint64_t but_bytes) const {
  const int file = open((path_ + "/other").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  EXPECT_GE(file, 0) << LastError();
  off_t size = 0;
  // What is free changes meanwhile, so again until there is nothing to take.
  while (true) {
    const uint64_t free = std::filesystem::space(path_).free;
    if (free <= but_bytes) break;
    const auto more = static_cast<off_t>(free - but_bytes);
    if (posix_fallocate(file, size, more) == 0) size += more;
  }
  close(file);
}

Ext4Disk::Ext4Disk(std::string path) : path_(std::move(path)), image_(path_ + ".image") {
  std::filesystem::create_directory(path_);
  std::ofstream(image_).close();
  std::filesystem::resize_file(image_, uint64_t{192} << 20);
  EXPECT_TRUE(Run(absl::StrCat("mkfs.ext4 -q -F '", image_, "'")));
}

Ext4Disk::~Ext4Disk() {
  if (mounted_) umount2(path_.c_str(), MNT_DETACH);
}

bool Ext4Disk::Mount() {
  // mount(8) takes a loop device, which the kernel frees with the last mount of it.
  mounted_ = Run(absl::StrCat("mount -o loop,errors=remount-ro '", image_, "' '", path_, "'"));
  return mounted_;
}

void Ext4Disk::Unmount() {
  EXPECT_EQ(umount2(path_.c_str(), 0), 0) << LastError();
  mounted_ = false;
}

bool Ext4Disk::CutPower() const {
  const int directory = open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  uint32_t how = kNoLogFlush;
  const bool cut = ioctl(directory, kExt4Shutdown, &how) == 0;
  close(directory);
  return cut;
}

bool Ext4Disk::GoReadOnly() const {
  struct stat about = {};
  EXPECT_EQ(stat(path_.c_str(), &about), 0) << LastError();
  const std::filesystem::path device = std::filesystem::canonical(
      absl::StrCat("/sys/dev/block/", major(about.st_dev), ":", minor(about.st_dev)));
  std::ofstream trigger(
      absl::StrCat("/sys/fs/ext4/", device.filename().string(), "/trigger_fs_error"));
  trigger << "dealboek";
  trigger.close();
  return static_cast<bool>(trigger);
}

}  // namespace dealboek::machine
