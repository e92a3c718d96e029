// CRC-32C (Castagnoli; RFC 3720, appendix B.4), the checksum of all that the log stores.
//
// Neither abseil 20220623 nor OpenSSL ships one and RocksDB keeps its own to itself, hence this.
#ifndef DEALBOEK_STORAGE_ROCKSDB_CRC32C_H_
#define DEALBOEK_STORAGE_ROCKSDB_CRC32C_H_

#include <cstdint>

#include "absl/strings/string_view.h"

namespace dealboek::storage {

// The checksum of what `crc` is the checksum of, followed by `bytes`; begin with 0. Uses the
// processor's instruction where it has one.
uint32_t ExtendCrc32c(uint32_t crc, absl::string_view bytes);

// The same by table, on any processor. For the test that holds the two against each other.
uint32_t ExtendCrc32cByTable(uint32_t crc, absl::string_view bytes);

}  // namespace dealboek::storage

#endif  // DEALBOEK_STORAGE_ROCKSDB_CRC32C_H_
