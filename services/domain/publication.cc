// Published statements and editions.
#include "absl/strings/str_cat.h"

#include "services/base/reasons.h"
#include "services/base/status_macros.h"
#include "services/domain/acting.h"
#include "services/domain/deciders.h"
#include "services/domain/existence.h"
#include "services/domain/facts.h"
#include "services/domain/input.h"
#include "services/domain/refusal.h"
#include "services/domain/stage.h"
#include "services/domain/statement_rules.h"

namespace dealboek::domain {

Decision Decide(const State& state, const RecordStatements& command, const Context& context) {
  RETURN_IF_ERROR(RequireProgramme(state).status());
  ASSIGN_OR_RETURN(const Acting acting, ActAsSecretaris(state, context));
  if (command.statements.empty()) {
    return Invalid(base::kFieldRequired, "statements",
                   "There is nothing to record. Give at least one statement.",
                   "Er is niets om vast te leggen. Geef ten minste één opgave.",
                   {{"field", "statements"}});
  }
  Problems problems;
  std::vector<v1::Event> events;
  for (size_t i = 0; i < command.statements.size(); ++i) {
    const SourcedStatement& stated = command.statements[i];
    const std::string path = absl::StrCat("statements[", i, "]");
    problems.Add(CheckSource(stated.source, "source"), path);
    absl::StatusOr<v1::PublishedStatement> content = CheckStatement(state, stated.statement);
    problems.Add(content.status(), absl::StrCat(path, ".statement"));
    if (!content.ok()) continue;
    v1::Event event = NewEvent(acting);
    *event.mutable_header()->mutable_source() = stated.source;
    v1::StatementRecorded& fact = *event.mutable_statement_recorded();
    fact.set_statement(NextStatementId(state, events.size()));
    *fact.mutable_content() = *std::move(content);
    events.push_back(std::move(event));
  }
  RETURN_IF_ERROR(problems.status());
  return events;
}

Decision Decide(const State& state, const ExplainDifference& command, const Context& context) {
  RETURN_IF_ERROR(RequireProgramme(state).status());
  ASSIGN_OR_RETURN(const Statement* const statement, RequireStatement(state, command.statement));
  ASSIGN_OR_RETURN(const Acting acting, ActAsSecretaris(state, context));
  const v1::PublishedStatement computed = ComputeStatement(state, statement->content);
  if (Agrees(statement->content, computed)) {
    return Refuse(
        absl::StatusCode::kFailedPrecondition, base::kStatementAgrees,
        absl::StrCat("Statement ", statement->id,
                     " agrees with the book: there is no difference to explain. Leave it."),
        absl::StrCat("Opgave ", statement->id,
                     " komt overeen met het boek: er is geen verschil te verklaren. Laat het zo."),
        {{"statement", statement->id}});
  }
  const bool is_explained = !statement->explanations.empty();
  RETURN_IF_ERROR(RequireUnchanged(
      state, is_explained ? statement->explanations.back().position : base::Position(),
      command.position_seen, "the explanation of this difference", "de uitleg van dit verschil"));
  if (is_explained) {
    const Explanation& latest = statement->explanations.back();
    // The same reason is news once the figures it explains are others.
    if (latest.reason == command.reason && SameClaim(latest.computed, computed)) {
      return Refuse(absl::StatusCode::kFailedPrecondition, base::kNothingChanged,
                    absl::StrCat("The difference of statement ", statement->id,
                                 " is explained with this reason already. Give another one, or "
                                 "leave it."),
                    absl::StrCat("Het verschil van opgave ", statement->id,
                                 " is al met deze reden uitgelegd. Geef een andere, of laat het."),
                    {{"statement", statement->id}});
    }
  }
  RETURN_IF_ERROR(RequireText(command.reason, TextKind::kLong, "reason"));

  // Nothing below may fail.
  v1::Event event = NewEvent(acting);
  v1::DifferenceExplained& fact = *event.mutable_difference_explained();
  fact.set_statement(statement->id);
  fact.set_reason(command.reason);
  *fact.mutable_computed() = computed;
  return Decided(std::move(event));
}

Decision Decide(const State& state, const PublishEdition& command, const Context& context) {
  RETURN_IF_ERROR(RequireProgramme(state).status());
  const google::protobuf::RepeatedField<int32_t> tranches(command.tranches.begin(),
                                                          command.tranches.end());
  ASSIGN_OR_RETURN(const Acting acting, ActAsSecretaris(state, context));
  const int64_t head = static_cast<int64_t>(state.position.value());
  const int64_t asked = command.at_position == 0 ? head : command.at_position;
  Problems problems;
  if (tranches.empty()) {
    problems.Add(Invalid(base::kFieldRequired, "tranches", "Name the tranches it is about.",
                         "Noem de tranches waar de editie over gaat.", {{"field", "tranches"}}));
  }
  problems.Add(CheckTranches(state, tranches, "tranches"));
  base::Position at;
  if (asked < 1 || asked > head) {
    problems.Add(Refuse(absl::StatusCode::kOutOfRange, base::kPositionUnknown,
                        absl::StrCat("The book has positions 1 to ", head, ", not ", asked,
                                     ". Give one of those."),
                        absl::StrCat("Het boek heeft posities 1 tot en met ", head, ", niet ",
                                     asked, ". Geef een van die posities."),
                        {{"position", absl::StrCat(asked)}, {"headPosition", absl::StrCat(head)}}),
                 "at_position");
  } else {
    // What a reader is shown there: what one command recorded is published whole or not at all.
    at = state.BoundaryAt(base::Position(static_cast<uint64_t>(asked)));
    if (at == base::Position()) {
      problems.Add(
          Refuse(absl::StatusCode::kOutOfRange, base::kBookNotBegun,
                 absl::StrCat("Position ", asked,
                              " is inside the book's first command; before its "
                              "end there is nothing to publish. Give a later position."),
                 absl::StrCat("Positie ", asked,
                              " ligt in de eerste opdracht van het boek; voor "
                              "het eind daarvan is er niets te publiceren. Geef een latere."),
                 {{"position", absl::StrCat(asked)}}),
          "at_position");
    }
    for (int i = 0; i < tranches.size() && at != base::Position(); ++i) {
      const Tranche* tranche = state.FindTranche(tranches[i]);
      if (tranche == nullptr || tranche->added_at <= at) continue;
      problems.Add(
          Refuse(absl::StatusCode::kNotFound, base::kTrancheUnknown,
                 absl::StrCat("There was no tranche ", tranches[i], " yet at position ", at.value(),
                              ": it was added at ", tranche->added_at.value(),
                              ". Leave it out, or publish the book of a later position."),
                 absl::StrCat("Tranche ", tranches[i], " was er op positie ", at.value(),
                              " nog niet: hij kwam erbij op ", tranche->added_at.value(),
                              ". Laat hem weg, of publiceer het boek van een latere positie."),
                 {{"tranche", absl::StrCat(tranches[i])},
                  {"position", absl::StrCat(at.value())},
                  {"addedPosition", absl::StrCat(tranche->added_at.value())}}),
          absl::StrCat("tranches[", i, "]"));
    }
  }
  const absl::StatusOr<base::PartialDate> published_on =
      CheckDate(&command.published_on, "published_on");
  problems.Add(published_on.ok() ? RequireBegun(*published_on, context.now_micros, "published_on")
                                 : published_on.status());
  problems.Add(CheckText(command.title, TextKind::kTitle, "title"));
  RETURN_IF_ERROR(problems.status());

  // Nothing below may fail.
  v1::Event event = NewEvent(acting);
  v1::EditionPublished& fact = *event.mutable_edition_published();
  fact.set_edition(NextEditionId(state));
  *fact.mutable_tranches() = tranches;
  fact.set_at_position(static_cast<int64_t>(at.value()));
  Set(fact.mutable_published_on(), *published_on);
  fact.set_title(command.title);
  return Decided(std::move(event));
}

}  // namespace dealboek::domain
