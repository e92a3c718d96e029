#include "tests/fault/machine/callers.h"

#include <algorithm>
#include <chrono>
#include <random>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "gtest/gtest.h"

#include "dealboek/v1/audit_service.grpc.pb.h"
#include "dealboek/v1/events.pb.h"

namespace dealboek::machine {

namespace {

constexpr char kSecretary[] = "Bearer secretaris";
// Of the requests of earlier loads, so many are sent again at each check.
constexpr size_t kEarlier = 20;

// A call that takes longer hangs, and the test has failed.
void Prepare(grpc::ClientContext& context) {
  context.AddMetadata("authorization", kSecretary);
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::minutes(2));
}

// A version 4 UUID.
std::string NewId(std::mt19937_64& random) {
  const uint64_t a = random();
  const uint64_t b = random();
  return absl::StrFormat("%08x-%04x-4%03x-%04x-%012x", a >> 32, (a >> 16) & 0xffff, a & 0xfff,
                         0x8000 | ((b >> 48) & 0x3fff), b & 0xffffffffffff);
}

v1::OpeningEntry& Add(google::protobuf::RepeatedPtrField<v1::OpeningEntry>& entries) {
  v1::OpeningEntry& entry = *entries.Add();
  entry.mutable_source()->set_document("proef");
  return entry;
}

v1::CreateProgrammeRequest MakeBook(const std::string& book, std::mt19937_64& random) {
  v1::CreateProgrammeRequest request;
  request.set_request_id(NewId(random));
  request.set_programme_id(book);
  request.set_title("Proef");
  request.set_first_year(2019);
  request.set_last_year(2030);
  v1::PijlerEntry& pijler = *Add(*request.mutable_opening()).mutable_pijler();
  pijler.set_pijler("werken");
  pijler.set_title("Werken");
  pijler.add_themes("Algemeen");
  v1::PartnerEntry& partner = *Add(*request.mutable_opening()).mutable_partner();
  partner.set_display_name("gem. Emmen");
  partner.set_kind(v1::PARTNER_KIND_GEMEENTE);
  Add(*request.mutable_opening()).mutable_tranche()->set_tranche(1);
  v1::ProjectEntry& project = *Add(*request.mutable_opening()).mutable_project();
  project.set_pijler("werken");
  project.set_number("1");
  project.set_title("Project");
  project.set_theme("Algemeen");
  project.add_lead_partners("gem. Emmen");
  return request;
}

// From a few hundred bytes to some tens of thousands: within one of RocksDB's blocks of its
// write-ahead file (32 KiB), and over several.
v1::RecordOpeningRequest MakeFacts(const std::string& book, int most, std::mt19937_64& random) {
  v1::RecordOpeningRequest request;
  request.set_request_id(NewId(random));
  request.set_parent(absl::StrCat("programmes/", book));
  const int facts = 1 + static_cast<int>(random() % static_cast<uint64_t>(most));
  for (int i = 0; i < facts; ++i) {
    v1::OpeningEntry& entry = Add(*request.mutable_entries());
    if (random() % 3 != 0) {
      v1::PartnerEntry& partner = *entry.mutable_partner();
      partner.set_display_name(absl::StrFormat("gem. %016x", random()));
      partner.set_kind(v1::PARTNER_KIND_GEMEENTE);
    } else {
      v1::ReservationEntry& reservation = *entry.mutable_reservation();
      reservation.set_project("werken-1");
      reservation.mutable_total()->set_euro_cents(static_cast<int64_t>(1 + random() % 1'000'000));
      const size_t length = random() % 8 == 0 ? 7'900 : random() % 200;
      for (size_t j = 0; j < length; ++j)
        *reservation.mutable_note() += "eniagorst "[random() % 10];
      // Not empty, and no space at its ends.
      reservation.set_note(absl::StrCat("n", reservation.note(), "."));
    }
  }
  return request;
}

bool IsOf(const v1::OpeningEntry& entry, const v1::Event& event) {
  switch (entry.entry_case()) {
    case v1::OpeningEntry::kPartner:
      return event.partner_added().name() == entry.partner().display_name();
    case v1::OpeningEntry::kReservation:
      return event.reservation_set().note() == entry.reservation().note() &&
             event.reservation_set().total().euro_cents() ==
                 entry.reservation().total().euro_cents();
    case v1::OpeningEntry::kPijler:
      return event.pijler_defined().title() == entry.pijler().title();
    case v1::OpeningEntry::kTranche:
      return event.tranche_added().tranche() == entry.tranche().tranche();
    case v1::OpeningEntry::kProject:
      return event.project_created().title() == entry.project().title();
    default:
      return false;  // nobody here asks for those
  }
}

const std::string& IdOf(
    const std::variant<v1::CreateProgrammeRequest, v1::RecordOpeningRequest>& message) {
  return std::visit([](const auto& request) -> const std::string& { return request.request_id(); },
                    message);
}

const google::protobuf::RepeatedPtrField<v1::OpeningEntry>& EntriesOf(
    const std::variant<v1::CreateProgrammeRequest, v1::RecordOpeningRequest>& message) {
  if (const auto* create = std::get_if<v1::CreateProgrammeRequest>(&message)) {
    return create->opening();
  }
  return std::get<v1::RecordOpeningRequest>(message).entries();
}

std::string Reason(const grpc::Status& status) {
  google::rpc::Status packed;
  google::rpc::ErrorInfo info;
  if (!status.error_details().empty() && packed.ParseFromString(status.error_details())) {
    for (const google::protobuf::Any& any : packed.details()) any.UnpackTo(&info);
  }
  return info.reason();
}

bool Same(const v1::Receipt& a, const v1::Receipt& b) {
  return a.first_position() == b.first_position() && a.last_position() == b.last_position() &&
         a.recorded_at().seconds() == b.recorded_at().seconds() &&
         a.recorded_at().nanos() == b.recorded_at().nanos();
}

}  // namespace

void Tally::Add(const Tally& other) {
  answered += other.answered;
  unknown += other.unknown;
  recorded += other.recorded;
  refused += other.refused;
  records += other.records;
  sent_again += other.sent_again;
}

std::string Tally::Text() const {
  return absl::StrCat(answered, " requests answered, ", unknown, " under way when it ended (",
                      recorded, " recorded), ", refused, " refused; ", records,
                      " records compared, ", sent_again, " requests sent again");
}

struct Callers::Reader {
  std::string id;
  Book* book = nullptr;
  grpc::ClientContext context;
};

Callers::Callers(uint64_t seed, std::string address, Options options)
    : seed_(seed), address_(std::move(address)), options_(options) {}

Callers::~Callers() {
  // A test that ended early leaves them to the end of the server.
  for (std::thread& thread : threads_) thread.join();
}

void Callers::Connect() {
  grpc::ChannelArguments own;
  own.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  own.SetMaxReceiveMessageSize(-1);
  channel_ = grpc::CreateCustomChannel(address_, grpc::InsecureChannelCredentials(), own);
  EXPECT_TRUE(
      channel_->WaitForConnected(std::chrono::system_clock::now() + std::chrono::minutes(1)));
}

grpc::Status Callers::Send(const Message& message, v1::Receipt& receipt) const {
  v1::ProgrammeService::Stub stub(channel_);
  grpc::ClientContext context;
  Prepare(context);
  if (const auto* create = std::get_if<v1::CreateProgrammeRequest>(&message)) {
    v1::CreateProgrammeResponse response;
    const grpc::Status status = stub.CreateProgramme(&context, *create, &response);
    receipt = response.receipt();
    return status;
  }
  v1::RecordOpeningResponse response;
  const grpc::Status status =
      stub.RecordOpening(&context, std::get<v1::RecordOpeningRequest>(message), &response);
  receipt = response.receipt();
  return status;
}

bool Callers::Ask(const std::string& book, Message message) {
  Asked asked;
  asked.book = book;
  asked.message = std::move(message);
  const grpc::Status status = Send(asked.message, asked.receipt);
  const std::string reason = Reason(status);

  const std::lock_guard<std::mutex> lock(mutex_);
  if (status.ok() && !doubting_) {
    asked.outcome = Asked::Outcome::kAnswered;
    ++tally_.answered;
    ++answered_;
  } else if (status.ok() || (status.error_code() == grpc::StatusCode::UNAVAILABLE &&
                             (reason.empty() || reason == "LOG_WRITE_FAILED"))) {
    asked.outcome = Asked::Outcome::kUnknown;
    ++tally_.unknown;
  } else {
    asked.outcome = Asked::Outcome::kRefused;
    ++tally_.refused;
  }
  if (!status.ok()) ++reasons_[absl::StrCat(status.error_code(), " ", reason)];
  books_[book].asked[IdOf(asked.message)] = asked_.size();
  asked_.push_back(std::move(asked));
  changed_.notify_all();
  return status.ok();
}

void Callers::MakeBooks() {
  Connect();
  std::mt19937_64 random(seed_);
  for (int number = 0; number < options_.books; ++number) {
    const std::string book = absl::StrCat("boek-", number);
    EXPECT_TRUE(Ask(book, MakeBook(book, random)));
  }
  channel_.reset();
}

void Callers::Begin(uint64_t requests) {
  Connect();
  ++loads_;
  of_last_load_ = asked_.size();
  answered_ = 0;
  reasons_.clear();
  calling_ = options_.callers;
  doubting_ = false;
  for (int number = 0; number < options_.books; ++number) {
    readers_.push_back(std::make_unique<Reader>());
    Reader& reader = *readers_.back();
    reader.id = absl::StrCat("boek-", number);
    reader.book = &books_[reader.id];
    threads_.emplace_back([this, &reader] { Follow(reader); });
  }
  for (int caller = 0; caller < options_.callers; ++caller) {
    threads_.emplace_back(
        [this, caller, requests, load = loads_] { CallOn(caller, load, requests); });
  }
}

// Mostly on a book that others call on too.
void Callers::CallOn(int caller, uint64_t load, uint64_t requests) {
  std::mt19937_64 random(seed_ * 1'000'003 + load * 1'009 + static_cast<uint64_t>(caller));
  const std::string shared = absl::StrCat("boek-", caller % options_.books);
  bool on = true;
  for (uint64_t n = 1; on && (requests == 0 || n <= requests); ++n) {
    if (random() % 16 == 0) {
      const std::string own = absl::StrCat("boek-", load, "-", caller, "-", n);
      on = Ask(own, MakeBook(own, random));
    } else {
      on = Ask(shared, MakeFacts(shared, options_.most_facts, random));
    }
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  --calling_;
  changed_.notify_all();
}

void Callers::Follow(Reader& reader) {
  v1::AuditService::Stub stub(channel_);
  v1::SubscribeEventsRequest request;
  request.set_parent(absl::StrCat("programmes/", reader.id));
  std::vector<std::string>& shown = reader.book->shown;  // nobody else's, meanwhile
  request.set_from_position(static_cast<int64_t>(shown.size()) + 1);
  const auto stream = stub.SubscribeEvents(&reader.context, request);
  v1::SubscribeEventsResponse response;
  while (stream->Read(&response)) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (doubting_) continue;
    for (v1::RecordedEvent& event : *response.mutable_events()) {
      EXPECT_EQ(event.position(), static_cast<int64_t>(shown.size()) + 1) << reader.id;
      shown.push_back(std::move(*event.mutable_record()));
    }
  }
  stream->Finish();
}

void Callers::AwaitAnswers(uint64_t count) {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait(lock, [&] { return answered_ >= count || calling_ == 0; });
}

void Callers::Doubt() {
  const std::lock_guard<std::mutex> lock(mutex_);
  doubting_ = true;
}

void Callers::AwaitEnd() {
  {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [&] { return calling_ == 0; });
  }
  for (const auto& reader : readers_) reader->context.TryCancel();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
  readers_.clear();
  channel_.reset();
}

bool Callers::CanRead() {
  Connect();
  v1::AuditService::Stub stub(channel_);
  grpc::ClientContext context;
  Prepare(context);
  v1::ReadEventsRequest request;
  request.set_parent("programmes/boek-0");
  const auto stream = stub.ReadEvents(&context, request);
  v1::ReadEventsResponse response;
  while (stream->Read(&response)) continue;
  const bool can = stream->Finish().ok();
  channel_.reset();
  return can;
}

void Callers::CheckBook(const std::string& id, Book& book) {
  v1::AuditService::Stub stub(channel_);
  grpc::ClientContext context;
  Prepare(context);
  v1::ReadEventsRequest request;
  request.set_parent(absl::StrCat("programmes/", id));
  const auto stream = stub.ReadEvents(&context, request);
  v1::ReadEventsResponse response;
  std::vector<std::string> records;
  while (stream->Read(&response)) {
    for (v1::RecordedEvent& event : *response.mutable_events()) {
      EXPECT_EQ(event.position(), static_cast<int64_t>(records.size()) + 1) << id;
      records.push_back(std::move(*event.mutable_record()));
    }
  }
  const grpc::Status status = stream->Finish();
  // A book whose first request brought no answer need not be there.
  if (status.error_code() == grpc::StatusCode::NOT_FOUND) {
    EXPECT_TRUE(records.empty());
  } else {
    EXPECT_TRUE(status.ok()) << id << ": " << status.error_message();
  }

  EXPECT_GE(records.size(), book.shown.size()) << id << ": shown, and gone";
  for (size_t i = 0; i < std::min(records.size(), book.shown.size()); ++i) {
    EXPECT_EQ(records[i], book.shown[i]) << id << ": another record at " << i + 1;
  }
  tally_.records += records.size();
  book.shown = std::move(records);
  CheckRequests(id, book);
}

void Callers::CheckRequests(const std::string& id, Book& book) {
  std::set<std::string> event_ids;
  std::set<std::string> found;
  v1::Event event;
  for (size_t first = 0; first < book.shown.size();) {
    ASSERT_TRUE(event.ParseFromString(book.shown[first]));
    const v1::EventHeader head = event.header();
    const std::string where = absl::StrCat(id, ", position ", first + 1);
    const auto known = book.asked.find(head.request_id());
    ASSERT_NE(known, book.asked.end()) << where << ": nobody asked this";
    ASSERT_TRUE(found.insert(head.request_id()).second) << where << ": carried out twice";
    Asked& asked = asked_[known->second];
    const size_t size = static_cast<size_t>(head.command_size());
    ASSERT_LE(first + size, book.shown.size()) << where << ": not all of a request";
    const auto& entries = EntriesOf(asked.message);
    // A new book has its own beginning before what was asked.
    ASSERT_GE(size, static_cast<size_t>(entries.size())) << where;
    const size_t own = size - static_cast<size_t>(entries.size());
    ASSERT_EQ(own > 0, std::holds_alternative<v1::CreateProgrammeRequest>(asked.message)) << where;
    for (size_t i = 0; i < size; ++i) {
      ASSERT_TRUE(event.ParseFromString(book.shown[first + i]));
      EXPECT_EQ(event.header().position(), static_cast<int64_t>(first + i + 1)) << where;
      EXPECT_EQ(event.header().command_index(), static_cast<int>(i)) << where;
      EXPECT_EQ(event.header().request_id(), head.request_id()) << where << ": in pieces";
      EXPECT_TRUE(event_ids.insert(event.header().event_id()).second) << where << ": there twice";
      if (i >= own) {
        EXPECT_TRUE(IsOf(entries[static_cast<int>(i - own)], event)) << where << ": not as asked";
      }
    }
    v1::Receipt receipt;
    receipt.set_first_position(static_cast<int64_t>(first) + 1);
    receipt.set_last_position(static_cast<int64_t>(first + size));
    *receipt.mutable_recorded_at() = head.recorded_at();
    switch (asked.outcome) {
      case Asked::Outcome::kAnswered:
        EXPECT_TRUE(Same(asked.receipt, receipt)) << where << ": not where it was said to be";
        break;
      case Asked::Outcome::kUnknown:
        asked.outcome = Asked::Outcome::kAnswered;
        asked.receipt = receipt;
        ++tally_.recorded;
        break;
      case Asked::Outcome::kRefused:
        ADD_FAILURE() << where << ": refused, and recorded";
    }
    first += size;
  }
  for (const auto& [request, number] : book.asked) {
    if (asked_[number].outcome == Asked::Outcome::kAnswered) {
      EXPECT_TRUE(found.contains(request)) << id << ": acknowledged, and lost";
    }
  }
}

void Callers::SendAgain(Asked& asked) {
  if (asked.outcome == Asked::Outcome::kRefused) return;
  v1::Receipt receipt;
  const grpc::Status status = Send(asked.message, receipt);
  ASSERT_TRUE(status.ok()) << asked.book << ", sent again: " << status.error_message();
  if (asked.outcome == Asked::Outcome::kAnswered) {
    EXPECT_TRUE(Same(asked.receipt, receipt)) << asked.book << ": another answer than before";
    ++tally_.sent_again;
  }
  asked.outcome = Asked::Outcome::kAnswered;
  asked.receipt = receipt;
}

void Callers::Check() {
  Connect();
  for (auto& [id, book] : books_) CheckBook(id, book);
  // All that had been answered once is there; so nothing below is carried out but what had not.
  std::set<std::string> sent;
  const size_t step = of_last_load_ / kEarlier + 1;
  for (size_t i = 0; i < asked_.size(); ++i) {
    if (i < of_last_load_ && i % step != 0) continue;
    SendAgain(asked_[i]);
    sent.insert(asked_[i].book);
  }
  for (const std::string& id : sent) CheckBook(id, books_[id]);
  channel_.reset();
}

}  // namespace dealboek::machine
