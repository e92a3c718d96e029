#include "services/api/services.h"

#include <algorithm>
#include <cstdio>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

#include "services/api/core.h"
#include "services/api/rpc_service.h"
#include "services/api/service_list.h"

namespace dealboek::api {

class Services::Rep {
 public:
  Rep(book::Books& books, base::Clock& clock, IdentityPolicy policy, Options options)
      : core(books, clock, policy, options.max_message_bytes, options.answer_threads,
             options.max_waiting, options.max_following, options.max_streams,
             std::move(options.log), std::move(options.on_end)) {
    core.subscriber_patience = options.subscriber_patience;
    core.backups = options.backups;
    core.imports = options.imports;
    core.operators = std::move(options.operators);
    for (const auto make :
         {MakeProgrammeService, MakeProposalService, MakeEndorsementService, MakeDecisionService,
          MakeProjectService, MakeBudgetService, MakeEditionService, MakeWorkService,
          MakeAuditService, MakeCommandService, MakeOperationsService}) {
      services.push_back(make(core));
      services.back()->CheckComplete();
    }
  }

  Core core;
  std::vector<std::unique_ptr<RpcService>> services;
};

namespace {

Options WithLog(Options options) {
  if (options.log == nullptr) {
    options.log = [](absl::string_view line) {
      const std::string whole = absl::StrCat("dealboek api: ", line, "\n");
      std::fputs(whole.c_str(), stderr);  // in one go, so that lines of threads do not mix
    };
  }
  return options;
}

}  // namespace

Services::Services(book::Books& books, base::Clock& clock, IdentityPolicy policy, Options options)
    : rep_(std::make_unique<Rep>(books, clock, policy, WithLog(std::move(options)))) {}

Services::~Services() { Shutdown(); }

void Services::RegisterWith(grpc::ServerBuilder& builder) {
  for (const std::unique_ptr<RpcService>& service : rep_->services) {
    builder.RegisterService(service.get());
  }
  // Room to read a request that is too large, so that it is refused as others are.
  const size_t most = 2 * rep_->core.max_message_bytes + (size_t{1} << 20);
  builder.SetMaxReceiveMessageSize(
      static_cast<int>(std::min(most, size_t{std::numeric_limits<int>::max()})));
}

std::vector<std::string> Services::names() const {
  std::vector<std::string> names;
  for (const std::unique_ptr<RpcService>& service : rep_->services) {
    names.push_back(service->name());
  }
  return names;
}

const CallWatch& Services::calls() const { return rep_->core.calls; }

void Services::Shutdown() {
  rep_->core.waiting.Close();
  rep_->core.following.Close();
  rep_->core.executing.Close();
  rep_->core.answers.AwaitIdle();
}

bool Services::AwaitCalls(absl::Time until) { return rep_->core.under_way.AwaitNone(until); }

}  // namespace dealboek::api
