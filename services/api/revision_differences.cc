// What differs between two revisions of a proposal: each is written out as named values, and the
// two lists of values are laid side by side.

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "services/api/render_programme.h"
#include "services/api/render_proposal.h"
#include "services/base/dutch.h"

namespace dealboek::api {
namespace {

class Values {
 public:
  Values(const domain::State& state, const v1::ProposalContent& content) : state_(state) {
    if (content.kind() != v1::PROPOSAL_KIND_UNSPECIFIED) {
      Add("kind", v1::ProposalKind_Name(content.kind()).substr(sizeof("PROPOSAL_KIND_") - 1));
    }
    AddText("title", content.title());
    AddText("pijler", content.pijler());
    AddText("theme", content.theme());
    AddText("project", ProjectName(content.project()));
    AddText("number", content.number());
    AddText("parent_project", ProjectName(content.parent_project()));
    AddText("lead_partners", Partners(content.lead_partners()));
    for (const v1::Part& part : content.new_parts()) {
      Add(absl::StrCat("new_parts[", part.title(), "].lead_partners"),
          Partners(part.lead_partners()));
    }
    for (const v1::AwardLine& line : content.lines()) {
      Add(absl::StrCat("lines[tranche ", line.tranche(), line.part().empty() ? "" : ", ",
                       line.part(), "].amount"),
          Amount(line.amount()));
    }
    if (content.has_reservation_total()) {
      Add("reservation_total", Amount(content.reservation_total()));
    }
    for (const v1::ContributionLine& line : content.contributions()) {
      const std::string name = absl::StrCat("contributions[", ProjectName(line.from_project()),
                                            ", tranche ", line.tranche(), "]");
      Add(name + ".amount", line.has_amount() ? Amount(line.amount()) : "onbekend");
      AddText(name + ".note", line.note());
    }
    AddText("summary", content.summary());
    for (const v1::DocumentRef& document : content.documents()) {
      Add(absl::StrCat("documents[", document.name(), "]"),
          absl::StrCat(document.media_type(), ", ", document.size_bytes(), " bytes, SHA-256 ",
                       absl::BytesToHexString(document.sha256())));
    }
  }

  struct Named {
    int place;  // number of the field in ProposalContent
    std::string field;
  };
  const std::vector<Named>& order() const { return order_; }
  std::optional<std::string> Find(const std::string& field) const {
    auto found = values_.find(field);
    return found == values_.end() ? std::nullopt : std::make_optional(found->second);
  }

 private:
  // Two lines of one name are told apart by their number.
  void Add(std::string field, std::string value) {
    const std::string name = field;
    for (int i = 2; values_.contains(field); ++i) field = absl::StrCat(name, " (", i, ")");
    const std::string outermost = name.substr(0, name.find('['));
    order_.push_back(
        {v1::ProposalContent::descriptor()->FindFieldByName(outermost)->number(), field});
    values_.emplace(std::move(field), std::move(value));
  }
  void AddText(std::string field, const std::string& text) {
    if (!text.empty()) Add(std::move(field), text);
  }

  std::string ProjectName(const std::string& ref) const {
    const domain::Project* project = state_.FindProject(ref);
    return project == nullptr ? ref : project->Label();
  }
  std::string Partners(const google::protobuf::RepeatedPtrField<std::string>& ids) const {
    return absl::StrJoin(PartnerNames(state_, std::vector<std::string>(ids.begin(), ids.end())),
                         ", ");
  }
  static std::string Amount(const v1::Money& money) { return base::DutchEuros(money.euro_cents()); }

  const domain::State& state_;
  std::vector<Named> order_;
  std::map<std::string, std::string> values_;
};

}  // namespace

std::vector<v1::FieldDifference> DifferencesOf(const domain::State& state,
                                               const v1::ProposalContent& before,
                                               const v1::ProposalContent& after) {
  const Values old_values(state, before);
  const Values new_values(state, after);
  // What is gone comes after what is there, within its field.
  std::vector<Values::Named> order = new_values.order();
  for (const Values::Named& named : old_values.order()) {
    if (!new_values.Find(named.field).has_value()) order.push_back(named);
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return a.place < b.place; });
  std::vector<v1::FieldDifference> differences;
  for (const auto& [place, field] : order) {
    const std::optional<std::string> was = old_values.Find(field);
    const std::optional<std::string> is = new_values.Find(field);
    if (was == is) continue;
    v1::FieldDifference& difference = differences.emplace_back();
    difference.set_field(field);
    if (was.has_value()) difference.set_before(*was);
    if (is.has_value()) difference.set_after(*is);
  }
  return differences;
}

}  // namespace dealboek::api
