// The services of the contract, each in a file of its own.
#ifndef DEALBOEK_SERVICES_API_SERVICE_LIST_H_
#define DEALBOEK_SERVICES_API_SERVICE_LIST_H_

#include <memory>

#include "dealboek/v1/operations_service.pb.h"
#include "services/api/core.h"
#include "services/api/rpc_service.h"

namespace dealboek::api {

// Each borrows `core`.
std::unique_ptr<RpcService> MakeProgrammeService(Core& core);
std::unique_ptr<RpcService> MakeProposalService(Core& core);
std::unique_ptr<RpcService> MakeEndorsementService(Core& core);
std::unique_ptr<RpcService> MakeDecisionService(Core& core);
std::unique_ptr<RpcService> MakeProjectService(Core& core);
std::unique_ptr<RpcService> MakeBudgetService(Core& core);
std::unique_ptr<RpcService> MakeEditionService(Core& core);
std::unique_ptr<RpcService> MakeWorkService(Core& core);
std::unique_ptr<RpcService> MakeAuditService(Core& core);
std::unique_ptr<RpcService> MakeCommandService(Core& core);
std::unique_ptr<RpcService> MakeOperationsService(Core& core);

// OperationsService.ExportBook, a stream in a file of its own.
StreamReactor* StartExportBook(Core& core, MethodCalls& calls, grpc::CallbackServerContext& context,
                               v1::ExportBookRequest request);

}  // namespace dealboek::api

#endif  // DEALBOEK_SERVICES_API_SERVICE_LIST_H_
