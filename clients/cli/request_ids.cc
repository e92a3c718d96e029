#include "clients/cli/request_ids.h"

#include <cstdlib>
#include <iostream>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include <openssl/evp.h>

namespace dealboek::cli {
namespace {

using Uuid = std::array<uint8_t, 16>;

std::string Format(Uuid bytes, uint8_t version) {
  bytes[6] = static_cast<uint8_t>((bytes[6] & 0x0F) | (version << 4));
  bytes[8] = static_cast<uint8_t>((bytes[8] & 0x3F) | 0x80);  // the variant of RFC 9562
  const std::string hex = absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  return absl::StrCat(hex.substr(0, 8), "-", hex.substr(8, 4), "-", hex.substr(12, 4), "-",
                      hex.substr(16, 4), "-", hex.substr(20));
}

}  // namespace

std::string NewRequestId(Environment& environment) {
  Uuid bytes = {};
  environment.fill_random(absl::MakeSpan(bytes));
  return Format(bytes, 4);
}

std::string RequestIdOfContent(absl::string_view content) {
  const std::string digest = Sha256(content);
  Uuid bytes = {};
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<uint8_t>(digest[i]);
  return Format(bytes, 8);
}

std::string Sha256(absl::string_view content) {
  std::array<uint8_t, EVP_MAX_MD_SIZE> digest = {};
  unsigned int size = 0;
  if (EVP_Digest(content.data(), content.size(), digest.data(), &size, EVP_sha256(), nullptr) !=
      1) {
    std::cerr << "SHA-256 werkt niet op deze machine (OpenSSL).\n";
    std::abort();
  }
  return std::string(reinterpret_cast<const char*>(digest.data()), size);
}

}  // namespace dealboek::cli
