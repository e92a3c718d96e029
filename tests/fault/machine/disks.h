// File systems of a test's own, to be filled, enlarged, cut off and lost. They are mounted in a
// mount namespace of this process and its children, so they are gone with it, whatever becomes of
// it.
#ifndef DEALBOEK_TESTS_FAULT_MACHINE_DISKS_H_
#define DEALBOEK_TESTS_FAULT_MACHINE_DISKS_H_

#include <cstdint>
#include <string>

namespace dealboek::machine {

// Why this process can't have file systems of its own; empty: it can, from here on. To be called by
// the thread that mounts them and starts whoever uses them.
std::string WhyNoDisks();

// In memory.
class SmallDisk {
 public:
  // Mounted on the directory `path`.
  SmallDisk(std::string path, int mib);
  ~SmallDisk();
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  void Resize(int mib) const;
  // Somebody else takes all that is free but `but_bytes`.
  void Fill(uint64_t but_bytes) const;

 private:
  const std::string path_;
};

// ext4 on an image of its own, which is what is left of it when the power goes.
class Ext4Disk {
 public:
  // Not mounted yet. The image is made beside the directory `path`.
  explicit Ext4Disk(std::string path);
  ~Ext4Disk();
  Ext4Disk(const Ext4Disk&) = delete;
  Ext4Disk& operator=(const Ext4Disk&) = delete;

  // Plays its journal first, when there is something in it. False, as for the two below: this
  // machine has no such thing.
  bool Mount();
  void Unmount();
  // From here on nothing reaches the image: not what waits to be written, nor the journal. Reads
  // and writes fail until it is mounted again.
  bool CutPower() const;
  // ext4 meets an error and makes itself read-only, as it does on a disk that fails.
  bool GoReadOnly() const;

 private:
  const std::string path_;
  const std::string image_;
  bool mounted_ = false;
};

}  // namespace dealboek::machine

#endif  // DEALBOEK_TESTS_FAULT_MACHINE_DISKS_H_
