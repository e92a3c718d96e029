// A request is carried out once, whatever happens in between; what the book adds to its events.
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "services/book/stamp.h"
#include "services/domain/timestamps.h"
#include "tests/services/book/books_fixture.h"

namespace dealboek::book {
namespace {

using absl::StatusCode;

using RequestsTest = BooksTest;

void ExpectSame(const absl::StatusOr<Receipt>& a, const absl::StatusOr<Receipt>& b) {
  ASSERT_TRUE(a.ok()) << a.status();
  ASSERT_TRUE(b.ok()) << b.status();
  EXPECT_EQ(a->first, b->first);
  EXPECT_EQ(a->last, b->last);
  EXPECT_EQ(a->recorded_at_micros, b->recorded_at_micros);
}

TEST_F(RequestsTest, ARepeatIsAnsweredFromTheStoredEvents) {
  const Request create = MakeRequest(CreateCommand("zod"), "zod", NextRequestId());
  const Request partner = MakeRequest(PartnerCommand("Emmen"), "Emmen", NextRequestId());
  const absl::StatusOr<Receipt> created = Send("zod", create).Get();
  const absl::StatusOr<Receipt> added = Send("zod", partner).Get();
  ASSERT_TRUE(AddPartner("zod", "Assen").ok());
  const Position head = *Head("zod");

  clock_.Advance(1'000'000);
  ExpectSame(Send("zod", partner).Get(), added);
  ExpectSame(Send("zod", create).Get(), created);
  Reopen();
  ExpectSame(Send("zod", partner).Get(), added);
  ExpectSame(Send("zod", create).Get(), created);
  CrashAndRestart();
  ExpectSame(Send("zod", create).Get(), created);
  ExpectSame(Send("zod", partner).Get(), added);
  EXPECT_EQ(Head("zod"), head);
}

TEST_F(RequestsTest, TheSameIdWithAnotherContentIsRefused) {
  ASSERT_TRUE(Create("zod").ok());
  const std::string id = NextRequestId();
  ASSERT_TRUE(Send("zod", MakeRequest(PartnerCommand("Emmen"), "Emmen", id)).Get().ok());
  const Request other = MakeRequest(PartnerCommand("Assen"), "Assen", id);
  EXPECT_THAT(Send("zod", other).Get(),
              Refused(StatusCode::kAlreadyExists, base::kRequestIdReused));
  Reopen();
  EXPECT_THAT(Send("zod", other).Get(),
              Refused(StatusCode::kAlreadyExists, base::kRequestIdReused));
}

TEST_F(RequestsTest, TheSameIdWithAnotherContentIsRefusedWhileTheFirstIsPending) {
  ASSERT_TRUE(Create("zod").ok());
  fake().HoldSync();
  const std::string id = NextRequestId();
  Answer first = Send("zod", MakeRequest(PartnerCommand("Emmen"), "Emmen", id));
  fake().AwaitHeldSync();
  Answer other = Send("zod", MakeRequest(PartnerCommand("Assen"), "Assen", id));
  EXPECT_FALSE(other.ComesWithin(kAWhile)) << "that the id is taken is not durable yet";
  fake().ReleaseSync();
  EXPECT_TRUE(first.Get().ok());
  EXPECT_THAT(other.Get(), Refused(StatusCode::kAlreadyExists, base::kRequestIdReused));
}

TEST_F(RequestsTest, AnIdBelongsToItsBookAndItsActor) {
  ASSERT_TRUE(Create("zod").ok());
  ASSERT_TRUE(Create("aaa").ok());
  const std::string id = NextRequestId();
  const Request request = MakeRequest(PartnerCommand("Emmen"), "Emmen", id);
  ASSERT_TRUE(Send("zod", request).Get().ok());
  EXPECT_TRUE(Send("aaa", request).Get().ok());

  domain::GrantSeat grant;
  grant.role = v1::ROLE_SECRETARIS;
  grant.place = v1::SEAT_PLACE_MEMBER;
  grant.function = "tweede secretaris";
  grant.holder_subject = "tweede";
  grant.holder_display_name = "Tweede secretaris";
  ASSERT_TRUE(Send("zod", MakeRequest(grant, "grant", NextRequestId())).Get().ok());
  const absl::StatusOr<Receipt> by_another =
      Send("zod", MakeRequest(PartnerCommand("Assen"), "Assen", id, "tweede")).Get();
  ASSERT_TRUE(by_another.ok()) << by_another.status();
  EXPECT_EQ(by_another->last, *Head("zod"));
}

TEST_F(RequestsTest, OneThatNobodyWaitsForAnyMoreIsNotDecided) {
  ASSERT_TRUE(Create("zod").ok());
  Request gone = MakeRequest(PartnerCommand("Emmen"), "Emmen", NextRequestId());
  const Request again = gone;
  gone.still_wanted = [] { return absl::DeadlineExceededError("too late"); };
  Request waited_for = MakeRequest(PartnerCommand("Assen"), "Assen", NextRequestId());
  waited_for.still_wanted = [] { return absl::OkStatus(); };
  EXPECT_EQ(Send("zod", std::move(gone)).Get().status().message(), "too late");
  EXPECT_TRUE(Send("zod", std::move(waited_for)).Get().ok());
  EXPECT_EQ(Head("zod"), Position(2));
  EXPECT_TRUE(Send("zod", again).Get().ok()) << "it was recorded, or its id remembered";
}

TEST_F(RequestsTest, WhatWasDecidedIsGivenOnceWithTheStateItMade) {
  ASSERT_TRUE(Create("zod").ok());
  std::vector<Receipt> given;
  const auto gives = [&](const Receipt& receipt, const domain::State& state,
                         const std::vector<v1::Event>& events) {
    given.push_back(receipt);
    EXPECT_EQ(state.position, receipt.last);
    EXPECT_EQ(state.recorded_at_micros, receipt.recorded_at_micros);
    ASSERT_EQ(events.size(), receipt.last.value() - receipt.first.value() + 1);
    EXPECT_EQ(events.front().header().position(), static_cast<int64_t>(receipt.first.value()));
  };
  Request partner = MakeRequest(PartnerCommand("Emmen"), "Emmen", NextRequestId());
  partner.decided = gives;
  const absl::StatusOr<Receipt> added = Send("zod", partner).Get();
  ASSERT_EQ(given.size(), 1u);
  ExpectSame(given.front(), added);
  ExpectSame(Send("zod", partner).Get(), added);
  Request nameless = MakeRequest(domain::AddPartner(), "", NextRequestId());
  nameless.decided = gives;
  EXPECT_FALSE(Send("zod", nameless).Get().ok());
  EXPECT_EQ(given.size(), 1u) << "neither a repeat nor a refusal is decided";
}

TEST_F(RequestsTest, ARefusalIsNotRemembered) {
  const Request request = MakeRequest(PartnerCommand("Emmen"), "Emmen", NextRequestId());
  EXPECT_THAT(Send("zod", request).Get(), Refused(StatusCode::kNotFound, base::kProgrammeUnknown));
  ASSERT_TRUE(Create("zod").ok());
  EXPECT_TRUE(Send("zod", request).Get().ok());
}

TEST_F(RequestsTest, AnIdThatIsNoUuidIsRefused) {
  ASSERT_TRUE(Create("zod").ok());
  for (const absl::string_view id :
       {"", "1", "00000000-0000-4000-8000-00000000000", "00000000-0000-4000-8000-0000000000011",
        "00000000-0000-4000-8000-00000000000G", "00000000-0000-4000-8000-00000000000A",
        "00000000+0000-4000-8000-000000000001", "{0000000-0000-4000-8000-00000000001}"}) {
    EXPECT_THAT(Send("zod", MakeRequest(PartnerCommand("Emmen"), "Emmen", id)).Get(),
                Refused(StatusCode::kInvalidArgument, base::kRequestIdInvalid))
        << id;
  }
}

TEST_F(RequestsTest, AnUnknownBookIsRefusedAndABadNameToo) {
  EXPECT_THAT(AddPartner("zod", "Emmen"), Refused(StatusCode::kNotFound, base::kProgrammeUnknown));
  EXPECT_EQ(Head("zod"), std::nullopt);
  EXPECT_THAT(Create("Zod!"), Refused(StatusCode::kInvalidArgument, base::kBookIdInvalid));
  EXPECT_TRUE(log_->batches().empty());
}

TEST_F(RequestsTest, AProgrammeThatIsThereIsNotCreatedAgain) {
  ASSERT_TRUE(Create("zod").ok());
  EXPECT_THAT(Create("zod"), Refused(StatusCode::kAlreadyExists, base::kProgrammeExists));
}

// ------------------------------------------------------------------------------ what is stamped

std::string OpenSslHmac(const std::string& key, const std::string& data) {
  std::string digest(EVP_MAX_MD_SIZE, '\0');
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(data.data()), data.size(),
       reinterpret_cast<unsigned char*>(digest.data()), &size);
  digest.resize(size);
  return digest;
}

TEST_F(RequestsTest, EveryEventIsStamped) {
  const std::string id = NextRequestId();
  ASSERT_TRUE(Send("zod", MakeRequest(CreateCommand("zod"), "inhoud", id)).Get().ok());
  const std::vector<v1::Event> events = Events("zod");
  ASSERT_GE(events.size(), 1u);
  std::set<std::string> event_ids;
  std::set<std::string> salts;
  for (size_t i = 0; i < events.size(); ++i) {
    const v1::EventHeader& header = events[i].header();
    EXPECT_EQ(header.position(), static_cast<int64_t>(i + 1));
    ASSERT_EQ(header.event_id().size(), 16u);
    EXPECT_EQ(static_cast<uint8_t>(header.event_id()[6]) >> 4, 4) << "UUID version";
    EXPECT_EQ(static_cast<uint8_t>(header.event_id()[8]) >> 6, 2) << "UUID variant";
    event_ids.insert(header.event_id());
    EXPECT_EQ(header.salt().size(), 16u);
    salts.insert(header.salt());
    EXPECT_EQ(header.request_id(), id);
    EXPECT_EQ(header.request_hash(), OpenSslHmac(header.salt(), Fingerprint("inhoud")));
    EXPECT_EQ(domain::MicrosOf(header.recorded_at()), base::FakeClock::kStartMicros);
    EXPECT_EQ(header.command_index(), static_cast<int32_t>(i));
    EXPECT_EQ(header.command_size(), static_cast<int32_t>(events.size()));
    EXPECT_EQ(header.actor(), "person-1");
  }
  EXPECT_EQ(event_ids.size(), events.size());
  EXPECT_EQ(salts.size(), events.size());
}

TEST_F(RequestsTest, TheRequestIndexIsTheOneTheRecordsMake) {
  const std::string id = NextRequestId();
  const absl::StatusOr<Receipt> receipt =
      Send("zod", MakeRequest(CreateCommand("zod"), "inhoud", id)).Get();
  ASSERT_TRUE(receipt.ok());
  const auto entry = fake().FindRequest("zod", "person-1", id);
  ASSERT_TRUE(entry.ok() && entry->has_value());
  EXPECT_EQ((*entry)->first, receipt->first);
  EXPECT_EQ((*entry)->last, receipt->last);
  EXPECT_EQ((*entry)->hash, Events("zod").front().header().request_hash());
}

TEST_F(RequestsTest, RecordedAtNeverRunsBackAndNeverStands) {
  ASSERT_TRUE(Create("zod").ok());
  std::vector<int64_t> times;
  for (const int64_t step : {0, 0, 5, -3, -60'000'000, 2, 120'000'000, 0}) {
    clock_.Advance(step);
    const absl::StatusOr<Receipt> receipt =
        AddPartner("zod", absl::StrCat("Partner ", times.size()));
    ASSERT_TRUE(receipt.ok()) << receipt.status();
    const int64_t last = times.empty() ? base::FakeClock::kStartMicros : times.back();
    EXPECT_EQ(receipt->recorded_at_micros, std::max(clock_.NowMicros(), last + 1));
    times.push_back(receipt->recorded_at_micros);
    EXPECT_EQ(domain::MicrosOf(Events("zod").back().header().recorded_at()), times.back());
  }
}

TEST_F(RequestsTest, ARecordThatWouldBeTooLargeIsRefusedBeforeAnythingIsPending) {
  ASSERT_TRUE(Create("zod").ok());
  const Position before = *Head("zod");
  domain::DefinePijler pijler;
  pijler.pijler = "werken";
  pijler.title = "Werken";
  for (int i = 0; i < 400; ++i) {
    pijler.themes.push_back(absl::StrCat(i, std::string(190, 'x')));
  }
  const absl::StatusOr<Receipt> refused =
      Send("zod", MakeRequest(pijler, "pijler", NextRequestId())).Get();
  EXPECT_THAT(refused, Refused(StatusCode::kInvalidArgument, base::kRecordTooLarge));
  EXPECT_THAT(std::string(refused.status().message()), testing::HasSubstr("PijlerDefined"));
  const absl::StatusOr<Receipt> next = AddPartner("zod", "Emmen");
  ASSERT_TRUE(next.ok()) << next.status();
  EXPECT_EQ(next->first, before.Next());
}

TEST(StampTest, UuidTextIsCanonical) {
  EXPECT_EQ(UuidText(absl::string_view(
                "\xf8\x1d\x4f\xae\x7d\xec\x41\xd0\xa7\x65\x00\xa0\xc9\x1e\x6b\xf6", 16)),
            "f81d4fae-7dec-41d0-a765-00a0c91e6bf6");
  EXPECT_TRUE(IsUuidText("f81d4fae-7dec-41d0-a765-00a0c91e6bf6"));
}

// RFC 4231, test case 2.
TEST(RequestHashTest, IsHmacSha256) {
  RequestHasher hasher;
  const std::string hash = hasher.Hash("Jefe", "what do ya want for nothing?");
  std::string hex;
  for (const char c : hash) hex += absl::StrFormat("%02x", static_cast<uint8_t>(c));
  EXPECT_EQ(hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(hasher.Hash("Jefe", "what do ya want for nothing?"), hash) << "the context is reused";
  EXPECT_TRUE(SameHash(hash, hash));
  for (size_t bit = 0; bit < hash.size() * 8; ++bit) {
    std::string other = hash;
    other[bit / 8] = static_cast<char>(other[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(SameHash(hash, other));
  }
  EXPECT_FALSE(SameHash(hash, hash.substr(1)));
}

}  // namespace
}  // namespace dealboek::book
