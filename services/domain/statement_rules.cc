#include "services/domain/statement_rules.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

#include "services/base/reasons.h"
#include "services/base/status_macros.h"
#include "services/domain/existence.h"
#include "services/domain/input.h"
#include "services/domain/refusal.h"

namespace dealboek::domain {

absl::Status CheckTranches(const State& state,
                           const google::protobuf::RepeatedField<int32_t>& tranches,
                           absl::string_view field) {
  Problems problems;
  for (int i = 0; i < tranches.size(); ++i) {
    const std::string path = absl::StrCat(field, "[", i, "]");
    problems.Add(RequireTranche(state, tranches[i]).status(), path);
    if (std::find(tranches.begin(), tranches.begin() + i, tranches[i]) != tranches.begin() + i) {
      problems.Add(
          Invalid(base::kValueRepeated, path,
                  absl::StrCat("Tranche ", tranches[i], " is there twice. Name it once."),
                  absl::StrCat("Tranche ", tranches[i], " staat er twee keer. Noem hem één keer."),
                  {{"tranche", absl::StrCat(tranches[i])}}));
    }
  }
  return problems.status();
}

namespace {

absl::Status CheckTotal(const State& state, const v1::PublishedTotal& total) {
  Problems problems;
  if (!total.pijler().empty())
    problems.Add(RequirePijler(state, total.pijler()).status(), "pijler");
  problems.Add(CheckTranches(state, total.tranches(), "tranches"));
  if (!total.has_amount() && !total.has_award_lines()) {
    problems.Add(Invalid(base::kFieldRequired, "amount",
                         "A total states an amount, a number of award lines, or both.",
                         "Een totaal noemt een bedrag, een aantal toekenningen, of beide.",
                         {{"field", "amount"}}));
  }
  if (total.has_amount()) problems.Add(AnyMoney(&total.amount(), "amount").status());
  if (total.has_award_lines() && total.award_lines() < 0) {
    problems.Add(
        Invalid(base::kValueOutOfRange, "award_lines",
                absl::StrCat(total.award_lines(), " award lines can't be. Give 0 or more."),
                absl::StrCat(total.award_lines(), " toekenningen kan niet. Geef 0 of meer."),
                {{"awardLines", absl::StrCat(total.award_lines())}}));
  }
  return problems.status();
}

absl::Status CheckLabel(const State& state, const v1::PublishedLabel& label) {
  Problems problems;
  problems.Add(RequireProject(state, label.project()).status(), "project");
  if (label.tranches().empty()) {
    problems.Add(Invalid(
        base::kFieldRequired, "tranches", "Name the tranches of the edition that prints it.",
        "Noem de tranches van de editie waarin het staat.", {{"field", "tranches"}}));
  }
  problems.Add(CheckTranches(state, label.tranches(), "tranches"));
  if (label.label() == v1::EDITION_LABEL_UNSPECIFIED || !v1::EditionLabel_IsValid(label.label())) {
    problems.Add(Invalid(base::kEnumUnspecified, "label",
                         "Say which label is printed: new, continued or none.",
                         "Geef op wat er staat: NIEUW, VERVOLG of niets.",
                         {{"value", absl::StrCat(static_cast<int>(label.label()))}}));
  }
  return problems.status();
}

}  // namespace

absl::StatusOr<v1::PublishedStatement> CheckStatement(const State& state,
                                                      const v1::PublishedStatement& stated) {
  v1::PublishedStatement statement = stated;
  switch (stated.claim_case()) {
    case v1::PublishedStatement::kTotal:
      RETURN_IF_ERROR(At("total", CheckTotal(state, stated.total())));
      return statement;
    case v1::PublishedStatement::kLabel:
      RETURN_IF_ERROR(At("label", CheckLabel(state, stated.label())));
      statement.mutable_label()->set_project(state.FindProject(stated.label().project())->id);
      return statement;
    case v1::PublishedStatement::CLAIM_NOT_SET:
      break;
  }
  return Invalid(base::kFieldRequired, "claim", "The statement states nothing. Fill it in.",
                 "De opgave zegt niets. Vul haar in.", {{"field", "claim"}});
}

}  // namespace dealboek::domain
