#include "clients/cli/book_file.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include <openssl/sha.h>

#include "clients/cli/errors.h"
#include "clients/cli/status_macros.h"

namespace dealboek::cli {
namespace {

using absl::StrCat;

constexpr int32_t kFormat = 1;
constexpr uint32_t kMaxChunkInFile = 1 << 20;
constexpr absl::string_view kProgrammes = "programmes/";

std::string Sha256(absl::string_view a, absl::string_view b) {
  const std::string both = StrCat(a, b);
  std::string hash(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(both.data()), both.size(),
         reinterpret_cast<unsigned char*>(hash.data()));
  return hash;
}

// The length of the next chunk; 0 and `at_end`: there is none. False: torn.
bool ReadLength(std::istream& in, uint32_t& length, int64_t& bytes, bool& at_end) {
  length = 0;
  at_end = false;
  for (int shift = 0; shift < 35; shift += 7) {
    const int byte = in.get();
    if (byte == std::istream::traits_type::eof()) {
      at_end = shift == 0;
      return at_end;
    }
    ++bytes;
    length |= static_cast<uint32_t>(byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) return length <= kMaxChunkInFile;
  }
  return false;
}

}  // namespace

std::string Hexadecimal(absl::string_view bytes) { return absl::BytesToHexString(bytes); }

std::string BookChainBegin(absl::string_view book) {
  return Sha256("dealboek book 1\n", book.substr(kProgrammes.size()));
}

std::string ChainWithin(std::string chain_before, const v1::BookChunk& chunk, int64_t count) {
  for (int i = 0; i < count && i < chunk.records_size(); ++i) {
    chain_before = Sha256(chain_before, chunk.records(i));
  }
  return chain_before;
}

absl::Status BookProgress::Take(const v1::BookChunk& chunk) {
  if (chunk.format() != kFormat) {
    return Refused(StrCat("Dit is geen boekbestand van vorm ", kFormat, " (het zegt: ",
                          chunk.format(), "). Is het van een nieuwere versie, of geen export?"));
  }
  if (book_.empty() ? chunk.book().substr(0, kProgrammes.size()) != kProgrammes
                    : chunk.book() != book_) {
    return Refused(StrCat("Na positie ", position_, " volgt een stuk van een ander boek (",
                          chunk.book(), ")."));
  }
  if (ended_ || chunk.first_position() != position_ + 1) {
    return Refused(StrCat("Na positie ", position_, " volgt positie ", chunk.first_position(),
                          ended_ ? ", terwijl het boek daar eindigde." : "."));
  }
  const std::string before = book_.empty() ? BookChainBegin(chunk.book()) : chain_;
  std::string chain = ChainWithin(before, chunk, chunk.records_size());
  if (chain != chunk.chain()) {
    return Refused(
        StrCat("De gebeurtenissen op positie ", position_ + 1, " tot en met ",
               position_ + chunk.records_size(),
               " zijn beschadigd: de hashketen klopt niet. Exporteer het boek opnieuw."));
  }
  book_ = chunk.book();
  chain_ = std::move(chain);
  position_ += chunk.records_size();
  ended_ = chunk.last();
  return absl::OkStatus();
}

absl::Status ReadBookFile(
    std::istream& in, BookProgress& progress, BookFileEnd& end,
    const std::function<absl::Status(const BookProgress&, const v1::BookChunk&)>& each) {
  std::string bytes;
  v1::BookChunk chunk;
  while (true) {
    uint32_t length = 0;
    int64_t taken = 0;
    bool at_end = false;
    if (!ReadLength(in, length, taken, at_end)) {
      end.torn = true;
      return absl::OkStatus();
    }
    if (at_end) return absl::OkStatus();
    bytes.resize(length);
    if (length > 0 && !in.read(bytes.data(), static_cast<std::streamsize>(length))) {
      end.torn = true;
      return absl::OkStatus();
    }
    if (!chunk.ParseFromString(bytes)) {
      return Refused(StrCat("Na positie ", progress.position(),
                            " staat iets dat geen stuk van een boek is. Het bestand is beschadigd, "
                            "of het is geen export."));
    }
    const BookProgress before = progress;
    RETURN_IF_ERROR(progress.Take(chunk));
    RETURN_IF_ERROR(each(before, chunk));
    end.bytes += taken + length;
  }
}

std::string ChunkInFile(const v1::BookChunk& chunk) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream out(&stream);
    out.WriteVarint32(static_cast<uint32_t>(chunk.ByteSizeLong()));
    chunk.SerializeToCodedStream(&out);
  }
  return bytes;
}

}  // namespace dealboek::cli
